"""Markdown with holes → tree: the cases of fixtures/read_markdown.md, places, holes, and what holds for any text."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import cases, rendered

from generator.markup import CONTAINERS
from generator.model import FIRST_HOLE
from generator.problem import InputError
from generator.read_markdown import _cut, read_markdown
from generator.tree import (
    Annex,
    Block,
    Column,
    Document,
    Heading,
    Hole,
    Inlines,
    Items,
    Paragraph,
    Table,
    Text,
    as_text,
    holes_of,
)

FIXTURE = (Path(__file__).parent / "fixtures" / "read_markdown.md").read_text("utf-8")


def read(text: str) -> Document:
    return read_markdown(rendered(text)[0])


@pytest.mark.parametrize(("given_text", "expected"), [case[1:] for case in cases(FIXTURE)], ids=[c[0] for c in cases(FIXTURE)])
def test_cases(given_text: str, expected: str) -> None:
    try:
        result = as_text(read(given_text))
    except InputError as error:
        result = "\n".join(f"{problem.span} {problem.message}".lstrip(":") for problem in error.problems)
        assert all(problem.hint for problem in error.problems)
    assert result.strip("\n") == expected.strip("\n")


# ---------------------------------------------------------------- what reading text does not show


def test_optional_name_first_and_columns() -> None:
    document = read(
        "## 甲 {#aims}\n\n::: optional 3\n1. 子\n2. 丑\n:::\n\n3. 寅\n\n话\n\n1. 卯\n\n| a | b |\n| :-: | --: |\n| 1 | 2 |"
    )
    assert [(block.optional, getattr(block, "name", ""), getattr(block, "first", None)) for block in document.blocks] == [
        (0, "aims", False),
        (3, "", True),
        (3, "", False),
        (0, "", False),
        (0, "", None),
        (0, "", True),
        (0, "", None),
    ]
    table = document.blocks[-1]
    assert isinstance(table, Table)
    assert table.columns == (Column("center", 33), Column("right", 67))


@pytest.mark.parametrize("dashes", [(1, 1, 1), (2, 3, 6, 1), (1, 60), (7, 7, 7, 7, 7, 7, 7)])
def test_widths_add_to_a_hundred(dashes: tuple[int, ...]) -> None:
    rule = "|" + "|".join("-" * n for n in dashes) + "|"
    table = read("|" + "x|" * len(dashes) + "\n" + rule).blocks[0]
    assert isinstance(table, Table)
    widths = [column.width for column in table.columns]
    assert sum(widths) == 100
    assert all(abs(width - 100 * n / sum(dashes)) < 1 for width, n in zip(widths, dashes, strict=True))


def test_lines_are_those_of_the_text() -> None:
    document = read("\n# 题\n\n\n甲\n接\n\n- 子\n- 丑\n\n| a |\n| - |\n\n::: annex x\n# 附\n\n乙\n:::\n")
    assert [block.line for block in document.blocks] == [2, 5, 8, 11]
    assert (document.annexes[0].line, [block.line for block in document.annexes[0].blocks]) == (14, [15, 17])


def test_windows_line_ends() -> None:
    assert read("# 题\r\n\r\n甲\r\n乙\r\n") == read("# 题\n\n甲\n乙\n")


def test_holes_are_those_of_the_text_whatever_was_remembered() -> None:
    again = "甲{a}，**{b}**乙"
    document = read(f"{again}\n\n| {{c}} |\n| - |\n| {{d}} |\n\n{again}\n\n- {{e}}\n- {{f}}")
    assert [hole.index for hole in holes_of(document)] == list(range(8))
    assert document.blocks[2] == Paragraph("body", (Text("甲"), Hole(4), Text("，"), Hole(5, strong=True), Text("乙")))


def test_holes_may_come_in_any_order() -> None:
    holes = [chr(ord(FIRST_HOLE) + n) for n in (7, 300, 2, 2)]
    document = read_markdown("{}**{}**\n\n{}和{}".format(*holes))
    assert list(holes_of(document)) == [Hole(7), Hole(300, strong=True), Hole(2), Hole(2)]


def test_nothing_is_read_twice() -> None:
    text = "要{甲}做好此事，只有这里这样写：\n\n- 子{乙}\n- 丑"
    read(text)
    before = _cut.cache_info().misses
    read("{丙}前面一段不同\n\n" + text)
    assert _cut.cache_info().misses == before + 1


def test_a_vanished_paragraph_keeps_a_place_for_its_items() -> None:
    assert read("{无}\n\n- 甲").blocks == (Paragraph("body", ()), Items(((Text("甲"),),)))
    assert read("乙\n\n{无}\n\n- {无}").blocks == (Paragraph("body", (Text("乙"),)),)


# ---------------------------------------------------------------- for any text

words = st.text("党员村支部要抓好落实，。2010“”《》", min_size=1, max_size=12).map(lambda text: "文" + text)
prose = st.lists(st.one_of(words, st.just("{值}"), words.map("**{}**".format)), min_size=1, max_size=4).map("与".join)
heads = st.builds("{} {}".format, st.sampled_from(["##", "###", "####", "#####"]), words)
run_in = st.builds("{} **{}。**与{}".format, st.sampled_from(["##", "###", "####", "#####"]), words, prose)
items = st.lists(prose, min_size=1, max_size=3).map(lambda texts: "\n".join(f"1. {text}" for text in texts))
dashes = st.builds(
    lambda lead, texts: lead + "：\n\n" + "\n".join(f"- {text}了" for text in texts),
    prose,
    st.lists(prose, min_size=1, max_size=3),
)
tables = st.lists(st.tuples(prose, prose), min_size=1, max_size=3).map(
    lambda rows: "| 甲 | 乙 |\n| - | --- |\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
)
asks = st.builds("::: ask\n{}\n:::".format, prose)
blocks = st.lists(st.one_of(prose, heads, run_in, items, dashes, tables, asks), min_size=1, max_size=8)


@given(blocks, blocks)
def test_a_part_reads_the_same_wherever_it_stands(before: list[str], part: list[str]) -> None:
    """Renumbering of holes and what is remembered change nothing but the holes' numbers, by as much as stands before."""
    first, second = "\n\n".join([*before, "分界"]), "\n\n".join(part)
    together, one, two = read(first + "\n\n" + second), read(first), read(second)
    shift = len(list(holes_of(one)))
    lines = first.count("\n") + 2
    assert together.blocks[: len(one.blocks)] == one.blocks
    assert without_first(together.blocks[len(one.blocks) :]) == without_first(moved(two.blocks, shift))
    assert [block.line for block in together.blocks[len(one.blocks) :]] == [block.line + lines for block in two.blocks]


def without_first(blocks: tuple[Block, ...]) -> list[Block]:
    return [replace(block, first=False) if isinstance(block, Heading) else block for block in blocks]


def moved(blocks: tuple[Block, ...], by: int) -> tuple[Block, ...]:
    """The same blocks with later holes."""
    return tuple(_moved(block, by) for block in blocks)


def _moved(block: Block, by: int) -> Block:
    def line(inlines: Inlines) -> Inlines:
        return tuple(Hole(x.index + by, x.strong) if isinstance(x, Hole) else x for x in inlines)

    match block:
        case Paragraph():
            return replace(block, inlines=line(block.inlines))
        case Heading():
            return replace(block, head=line(block.head), body=line(block.body))
        case Items():
            return replace(block, items=tuple(map(line, block.items)))
        case Table():
            return replace(block, rows=tuple(tuple(map(line, row)) for row in block.rows))
        case _:
            return block


@given(blocks)
def test_a_block_carries_the_line_it_begins_in(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    source = text.split("\n")
    for block in read(text).blocks:
        opening = source[block.line - 1]
        match block:
            case Heading(item=True):
                assert opening.startswith("1. ")
            case Heading(level=level):
                assert opening.startswith("#" * (level + 1) + " ")
            case Items():
                assert opening.startswith("- ")
            case Table():
                assert opening == "| 甲 | 乙 |"
            case Paragraph(role="ask"):
                assert source[block.line - 2] == "::: ask"
            case Paragraph():
                assert opening.startswith(("文", "{", "**"))
    assert all(a.line < b.line for a, b in pairwise(read(text).blocks))


marks = ["# ", "## ", "- ", "1. ", "  ", "\n", "\n\n", "|", "| - |\n", "**", "{#a}", "::: ask\n", ":::\n", "::: annex a\n"]
noise = st.lists(st.one_of(st.sampled_from([*marks, *(f"::: {name}\n" for name in CONTAINERS), "{值}", "{无}", "甲", "一、"])))


@given(noise.map("".join))
def test_any_text_is_read_or_refused_at_a_line(text: str) -> None:
    try:
        document = read(text)
    except InputError as error:
        lines = text.count("\n") + 1
        assert error.problems
        assert all(1 <= problem.span.line <= lines and problem.message and problem.hint for problem in error.problems)
    else:
        # No mark is lost in silence: what is left as text holds none.
        printed = as_text(Document((*document.blocks, *(b for annex in document.annexes for b in _without_title(annex)))))
        assert ":::" not in printed
        assert "{#" not in printed


def _without_title(annex: Annex) -> tuple[Block, ...]:
    return annex.blocks[1:]
