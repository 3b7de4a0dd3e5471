"""docs/likeness.md: how alike the sample units' papers are, and that no two are copies of each other.

What is punished is a paper copied from another's. Plans of two sectors under one campaign share less than 45 percent of
their runs of eight characters, those of two units of one sector with different facts less than 80, set phrases left out;
every figure is shown. `pytest --update-golden` writes the page again.
"""

import datetime
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest
from likeness import runs, set_phrases, share

from generator.catalog import Catalog
from generator.library import fields_of, kinds_of
from generator.pipeline import Request, generate
from generator.read_profile import read_profile

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "likeness.md"
CATALOG = Catalog(ROOT)
KINDS = {"plan": "实施方案", "speech": "动员讲话", "summary": "总结报告"}
BETWEEN_SECTORS, WITHIN_A_SECTOR = 0.45, 0.80


@lru_cache(maxsize=1)
def units() -> dict[str, tuple[str, str]]:
    """Every sample unit with its sector and campaign."""
    found = {}
    for path in sorted((ROOT / "samples" / "units").glob("*.yaml")):
        profile = read_profile(CATALOG.open_profile(str(path)), fields_of(CATALOG), kinds_of(CATALOG), CATALOG)
        found[path.stem] = (profile.sector, profile.campaign)
    return found


def shares(kind: str, campaign: str) -> dict[tuple[str, str], float]:
    """The share of every pair of units under one campaign, in papers of one kind."""
    phrases = set_phrases(CATALOG, campaign)
    found = {}
    for name in (name for name, (_, told) in units().items() if told == campaign):
        source = CATALOG.open_profile(str(ROOT / "samples" / "units" / f"{name}.yaml"))
        text = generate(CATALOG, Request((kind,), source, datetime.date(2026, 1, 1), to="md")).papers[0].data.decode()
        found[name] = runs(text, phrases)
    return {pair: share(found[pair[0]], found[pair[1]]) for pair in combinations(found, 2)}


def tables() -> list[tuple[str, str, dict[tuple[str, str], float]]]:
    campaigns = {campaign: None for _, campaign in units().values()}
    return [
        (kind, campaign, shares(kind, campaign))
        for campaign in campaigns
        for kind in KINDS
        if not (kind == "speech" and campaign == "zuzhi-shenghuo-hui")  # no speech for a single meeting
    ]


def page(made: list[tuple[str, str, dict[tuple[str, str], float]]]) -> Iterator[str]:
    yield "# 各单位的材料有多像"
    yield ""
    yield "这一页由测试从示例单位生成：两份材料相同的八字串占较短一份的百分比，不计套话（活动文件里照录的表述和"
    yield "profiles/lexicon/set_phrases.yaml）。"
    yield f"两个领域之间不到{BETWEEN_SECTORS:.0%}，一个领域的两个单位之间不到{WITHIN_A_SECTOR:.0%}；套话从不为了不像而改。"
    for kind, campaign, found in made:
        names = list(dict.fromkeys(name for pair in found for name in pair))
        yield ""
        yield f"## {KINDS[kind]}，{campaign}"
        yield ""
        yield f"| | {' | '.join(str(n) for n, _ in enumerate(names, 1))} |"
        yield f"|---|{'---|' * len(names)}"
        for n, name in enumerate(names, 1):
            cells = ["" if name == other else f"{found.get((name, other), found.get((other, name), 0)):.0%}" for other in names]
            yield f"| {n} {name}（{units()[name][0]}） | {' | '.join(cells)} |"


def test_no_paper_is_a_copy_of_another(update_golden: bool) -> None:
    made = tables()
    text = "\n".join(page(made)) + "\n"
    if update_golden:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    alike = {
        (kind, *pair): found
        for kind, _, table in made
        for pair, found in table.items()
        if found >= (WITHIN_A_SECTOR if len({units()[name][0] for name in pair}) == 1 else BETWEEN_SECTORS)
    }
    assert alike == {}
    assert PAGE.is_file() and text == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("今年办好四件事，由党员带头", "今年办好四件事，由党员带头", 1.0),
        ("今年办好四件事，由党员带头承担", "明年抓好三项工作，分头落实到人", 0.0),
    ],
)
def test_the_share_is_of_runs(one: str, other: str, expected: float) -> None:
    assert share(runs(one, ()), runs(other, ())) == expected


def test_set_phrases_do_not_count_and_no_run_goes_across_one() -> None:
    assert runs("甲乙丙丁戊己庚辛创先争优壬癸子丑寅卯辰巳", ("创先争优",)) == {"甲乙丙丁戊己庚辛", "壬癸子丑寅卯辰巳"}
    assert "以邓小平理论和“三个代表”重要思想为指导" in set_phrases(CATALOG, "chuangxian-zhengyou")
