"""A house's own folder replaces one clause, one value of a layout and one word list; the packaged files stay as they are."""

import datetime
from pathlib import Path

from generator.catalog import Catalog
from generator.library import phrases_of
from generator.pipeline import Request, Result, generate, validate
from generator.read_docx import read_docx
from generator.word.package import read_parts

ROOT = Path(__file__).resolve().parent.parent
UNIT = "samples/units/liuwan-village.yaml"
CLAUSE = """\
---
name: 本镇各村：会少开
when: {sector: [village]}
---
### **少开会。**一件事只开一次会，说完就散。
"""
LAYOUT = """\
extends: plain
name: 本村白头
grid:
  pitch: 28.5
"""
WORDS = "phrases:\n  - {text: 三定一考, topic: 本县, authority: 本县2010年的考核办法}\n"


def house(folder: Path) -> Catalog:
    for name, text in (
        ("templates/clauses/plain_dealing/village.md.j2", CLAUSE),
        ("templates/layouts/house.yaml", LAYOUT),
        ("profiles/lexicon/set_phrases.yaml", WORDS),
    ):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return Catalog(folder)


def plan(catalog: Catalog, **options: str) -> Result:
    profile = catalog.open_profile(str(ROOT / UNIT))
    return generate(catalog, Request(("plan",), profile, datetime.date(2026, 1, 1), **options))  # type: ignore[arg-type]


def text_of(result: Result) -> str:
    return str(read_docx(result.papers[0].data))


def test_a_clause_is_replaced_by_one_of_the_same_name(tmp_path: Path) -> None:
    own = text_of(plan(house(tmp_path)))
    assert "一件事只开一次会，说完就散" in own and "力戒形式" not in own
    assert "力戒形式" in text_of(plan(Catalog(ROOT)))


def test_one_value_of_a_layout_is_the_houses_and_the_rest_the_packages(tmp_path: Path) -> None:
    styles = [
        read_parts(made.papers[0].data)["word/styles.xml"].decode()
        for made in (plan(house(tmp_path), layout="house"), plan(Catalog(ROOT), layout="plain"))
    ]
    assert 'w:line="570"' in styles[0] and 'w:line="570"' not in styles[1]
    assert styles[0].replace('w:line="570"', 'w:line="579"') == styles[1]


def test_a_word_list_is_the_houses(tmp_path: Path) -> None:
    catalog = house(tmp_path)
    assert [phrase.text for phrase in phrases_of(catalog)] == ["三定一考"]
    source = catalog.open_profile(str(ROOT / UNIT))
    changed = type(source)(source.name, source.text.replace("茶山党旗红", "“三定一考”茶山党旗红"))
    request = Request(("plan",), changed, datetime.date(2026, 1, 1))
    asked = [[warning.message for warning in validate(one, request).warnings] for one in (catalog, Catalog(ROOT))]
    assert "“三定一考”指什么没有说明" not in asked[0]
    assert "“三定一考”指什么没有说明" in asked[1]


def test_what_was_used_of_the_house_is_told(tmp_path: Path) -> None:
    catalog = house(tmp_path)
    plan(catalog)
    assert "templates/clauses/plain_dealing/village.md.j2" in catalog.used
