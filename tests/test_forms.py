"""The samples of forms: each conforms to GB/T 9704-2012 on the page, and what was measured is kept beside it.

samples/forms/<form>.md is the paper as a rendered template looks, .docx the file, .txt the table of what was measured.
`pytest tests/test_forms.py --update-golden` writes the latter two; look at the difference and open the files.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conformity import Row, rows
from forms import FOLDER, FORMS, Paper, load, seal_of
from measured import Pages

from generator.compile_docx import compile_docx
from generator.fill_docx import Properties, fill_docx
from generator.layout import Layout
from generator.read_docx import read_docx
from generator.tree import Heading, Text, every_block, with_values
from generator.word.package import read_parts

if TYPE_CHECKING:
    from conftest import Render

TOLERANCE = 0.3  # mm: what another build of LibreOffice or of a font may shift
MEASURED = (
    "5.1", "5.2.1", "5.2.2", "5.2.3", "5.2.4", "7.1", "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.2.4 联合", "7.2.5",
    "7.2.5 上行", "7.2.6", "7.2.7", "7.3.1", "7.3.2", "7.3.3", "7.3.3 层次", "7.3.4", "7.3.5.1", "7.3.5.1 联合",
    "7.3.5.2", "7.3.5.3", "7.3.5.4", "7.3.5.5", "7.3.6", "7.3.7", "7.4.1", "7.4.2", "7.4.3", "7.5", "7.5 连续", "8",
    "10.1 标志", "10.1 双线", "10.1 版头", "10.1 标题", "10.1 页码", "10.1 版记", "10.2 标志", "10.2 令号", "10.2 签发",
    "10.3 标志", "10.3 人员",
)  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return {form: load(form) for form in FORMS}


@pytest.fixture(scope="module")
def pages(papers: Mapping[str, Paper], render: "Render") -> dict[str, Pages]:
    return render({form: paper.data for form, paper in papers.items()})


@pytest.fixture(scope="module")
def measured(papers: Mapping[str, Paper], pages: Mapping[str, Pages]) -> dict[str, list[Row]]:
    """The rows of every form."""
    return {form: rows(paper, pages[form]) for form, paper in papers.items()}


@pytest.mark.slow
@pytest.mark.clause(*MEASURED)
@pytest.mark.parametrize("clause", MEASURED)
def test_every_form_meets_a_clause(clause: str, measured: Mapping[str, list[Row]]) -> None:
    asked = [(form, row) for form, found in measured.items() for row in found if row.clause == clause]
    assert asked, "no form asks for it"
    assert [f"{form}: {row}" for form, row in asked if not row.ok] == []


@pytest.mark.slow
def test_nothing_else_is_measured(measured: Mapping[str, list[Row]]) -> None:
    assert {row.clause for found in measured.values() for row in found} == set(MEASURED)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_table_is_the_kept_one(
    form: str, papers: Mapping[str, Paper], measured: Mapping[str, list[Row]], update_golden: bool
) -> None:
    golden = FOLDER / f"{form}.txt"
    table = [
        f"{papers[form].head['name']}：在 LibreOffice 转出的 PDF 上量得，长度以毫米计，空行以行计",
        "条款 | 项目 | 应为 | 实测 | 结论",
    ]
    table += map(str, measured[form])
    if update_golden:
        golden.write_text("\n".join(table) + "\n", encoding="utf-8", newline="\n")
    assert golden.is_file(), f"no golden {golden}; run pytest --update-golden and look at it"
    assert list(differences(table, golden.read_text(encoding="utf-8").splitlines())) == []


FAULTS: dict[str, tuple[str, Callable[[Layout], Layout]]] = {
    "5.2.1": ("downward", lambda look: replace(look, page=replace(look.page, top=33))),
    "5.2.2": ("downward", lambda look: styled(look, "body", size=15)),
    "5.2.3": ("downward", lambda look: replace(look, grid=replace(look.grid, pitch=30))),
    "5.2.4": ("downward", lambda look: styled(look, "level1", color="FF0000")),
    "7.2.4": ("upward", lambda look: replace(look, head=replace(look.head, top=65))),
    "7.2.6": ("upward", lambda look: styled(look, "signer", face="fangsong")),
    "7.2.7": ("upward", lambda look: replace(look, rules={**look.rules, "red": replace(look.rules["red"], space=20)})),
    "7.3.1": ("letter", lambda look: styled(look, "title", size=18)),
    "7.3.3": ("plain", lambda look: styled(look, "body", first_line=0)),
    "7.3.4": ("downward", lambda look: styled(look, "annex_note_more", left=3)),
    "7.3.5.1": ("upward", lambda look: sealed(look, right=2)),
    "7.3.5.1 联合": ("joint-5", lambda look: sealed(look, above=0)),
    "7.3.7": ("downward", lambda look: styled(look, "annex_label", face="fangsong")),
    "7.4.1": ("downward", lambda look: replace(look, colophon=replace(look.colophon, edge="thin"))),
    "7.4.2": ("joint-5", lambda look: styled(look, "cc", hanging=0)),
    "7.5": ("plain", lambda look: replace(look, page_number=replace(look.page_number, from_edge=20))),
    "10.1 标志": ("letter", lambda look: replace(look, head=replace(look.head, top=36))),
    "10.3 人员": ("minutes", lambda look: styled(look, "attendance", left=6)),
}


def styled(look: Layout, key: str, **changes: Any) -> Layout:
    return replace(look, paragraphs={**look.paragraphs, key: replace(look.paragraphs[key], **changes)})


def sealed(look: Layout, **changes: Any) -> Layout:
    return replace(look, sign=replace(look.sign, sealed=replace(look.sign.sealed, **changes)))


@pytest.fixture(scope="module")
def wrong(papers: Mapping[str, Paper], render: "Render") -> dict[str, list[Row]]:
    """The rows of papers in layouts with one fault each, asked as if they had none."""
    made = {}
    for clause, (form, change) in FAULTS.items():
        paper, properties = papers[form], Properties(papers[form].head["unit"], seal=seal_of(papers[form].head))
        made[clause] = fill_docx(compile_docx(paper.document, change(paper.layout)), paper.values, properties)
    pages = render(made)
    return {clause: rows(papers[form], pages[clause]) for clause, (form, _) in FAULTS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("clause", FAULTS)
def test_a_fault_in_a_layout_is_seen(clause: str, wrong: Mapping[str, list[Row]]) -> None:
    assert clause in {row.clause for row in wrong[clause] if not row.ok}


def differences(now: list[str], kept: list[str]) -> Iterator[str]:
    """Lines that differ by more than a measurement may."""
    for a, b in zip_longest(now, kept, fillvalue=""):
        (text, found), (other, golden) = split(a), split(b)
        measured = number(found) and number(golden)
        alike = abs(float(found) - float(golden)) <= TOLERANCE + 0.001 if measured else found == golden
        if text != other or not alike:
            yield f"{a} ≠ {b}"


def split(line: str) -> tuple[list[str], str]:
    """A row without what was found, and that."""
    cells = line.split(" | ")
    return (cells[:3] + cells[4:], cells[3]) if len(cells) == 5 else (cells, "")


def number(text: str) -> bool:
    return re.fullmatch(r"-?\d+\.\d+", text) is not None


def test_a_difference_is_seen() -> None:
    row = "5.1 | 纸宽 | 210.0±0.5 | {} | 符合"
    assert not list(differences([row.format("210.0")], [row.format("210.3")]))
    assert list(differences([row.format("210.0")], [row.format("210.4")]))
    assert list(differences([row.format("210.0")], []))
    assert list(differences([row.format("210.0")], [row.format("没有")]))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_bookmarks_are_the_headings_that_stand_alone(form: str, papers: Mapping[str, Paper], pages: Mapping[str, Pages]) -> None:
    blocks = every_block(with_values(papers[form].document, papers[form].values))
    heads = [block for block in blocks if isinstance(block, Heading) and not block.body and not block.item]
    assert pages[form].bookmarks == [(head.level, "".join(i.text for i in head.head if isinstance(i, Text))) for head in heads]


@pytest.mark.parametrize("form", FORMS)
def test_the_word_file_is_the_kept_one_part_by_part(form: str, papers: Mapping[str, Paper], update_golden: bool) -> None:
    golden = FOLDER / f"{form}.docx"
    data = papers[form].data
    if update_golden:
        golden.write_bytes(data)
    assert golden.is_file(), f"no golden {golden}; run pytest --update-golden and open it in Word"
    assert dict(read_parts(data)) == dict(read_parts(golden.read_bytes()))


@pytest.mark.parametrize("form", FORMS)
def test_the_file_reads_back_as_the_paper(form: str, papers: Mapping[str, Paper]) -> None:
    paper = papers[form]
    assert read_docx(paper.data) == with_values(paper.document, paper.values)


def test_the_folder_holds_three_files_a_form() -> None:
    kept = {path.name for path in FOLDER.iterdir()}
    assert kept == {f"{form}.{ending}" for form in FORMS for ending in ("md", "docx", "txt")}
    for form in FORMS:
        front = (FOLDER / f"{form}.md").read_text(encoding="utf-8").split("---\n")[1]
        assert {"name", "layout", "unit", "date"} <= set(yaml.safe_load(front))
