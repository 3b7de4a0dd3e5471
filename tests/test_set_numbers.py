"""Numbers, counts and annex names as text: the cases of fixtures/set_numbers.md, and what holds for any paper."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import cases, rendered

from generator.chinese import counting, numeral
from generator.problem import InputError
from generator.read_markdown import read_markdown
from generator.set_numbers import resolve_counts, set_numbers
from generator.tree import AnnexList, Block, Computed, Document, Heading, Items, Paragraph, Text, as_text, lines_of

FIXTURE = (Path(__file__).parent / "fixtures" / "set_numbers.md").read_text("utf-8")


def read(text: str) -> Document:
    return read_markdown(rendered(text)[0])


@pytest.mark.parametrize(("given_text", "expected"), [case[1:] for case in cases(FIXTURE)], ids=[c[0] for c in cases(FIXTURE)])
def test_cases(given_text: str, expected: str) -> None:
    try:
        result = as_text(set_numbers(read(given_text)))
    except InputError as error:
        result = "\n".join(f"{problem.span} {problem.message}".lstrip(":") for problem in error.problems)
        assert all(problem.hint for problem in error.problems)
    assert result.strip("\n") == expected.strip("\n")


def test_counts_keep_their_format() -> None:
    document = resolve_counts(read("**抓好{=count}项**工作：\n\n- 甲\n- 乙"))
    assert document.blocks[0] == Paragraph("body", (Text("抓好", True), Text("两", True), Text("项", True), Text("工作：")))


def test_counts_are_resolved_once() -> None:
    document = resolve_counts(read("抓好{=count}项：\n\n1. **甲。**\n\n2. 乙"))
    assert resolve_counts(document) == document
    assert isinstance(document.blocks[1], Heading)
    assert document.blocks[1].first


def test_all_mistakes_at_once() -> None:
    with pytest.raises(InputError) as caught:
        set_numbers(read("## 甲\n\n#### 乙\n\n### 丙\n\n##### 丁"))
    assert [problem.span.line for problem in caught.value.problems] == [3, 7]


# ---------------------------------------------------------------- for any paper

levels = st.lists(st.integers(1, 4), max_size=25).map(lambda wanted: _without_skips(wanted))


def _without_skips(wanted: list[int]) -> list[int]:
    given_levels: list[int] = []
    for level in wanted:
        given_levels.append(min(level, given_levels[-1] + 1 if given_levels else 1))
    return given_levels


@given(levels)
def test_numbers_have_no_gap_and_begin_anew(wanted: list[int]) -> None:
    document = set_numbers(read("\n\n".join(f"{'#' * (level + 1)} 题" for level in wanted)))
    last = {1: 0, 2: 0, 3: 0, 4: 0}
    for level, block in zip(wanted, document.blocks, strict=True):
        assert isinstance(block, Heading)
        last = {below: n if below <= level else 0 for below, n in last.items()}
        last[level] += 1
        assert block.head[0] == Text(_written(level, last[level]))


def _written(level: int, n: int) -> str:
    return (f"{numeral(n)}、", f"（{numeral(n)}）", f"{n}.", f"（{n}）")[level - 1]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.integers(0, 3))
def test_lists_are_numbered_from_one_and_counted(lengths: list[int], depth: int) -> None:
    parts = [f"{'#' * (level + 1)} 题" for level in range(1, depth + 1)]
    parts += ["抓好{=count}项：\n\n" + "\n".join("1. 做{事}" for _ in range(length)) for length in lengths]
    blocks = set_numbers(read("\n\n".join(parts))).blocks[depth:]
    for length in lengths:
        lead, items, blocks = blocks[0], blocks[1 : length + 1], blocks[length + 1 :]
        assert as_text(Document((lead,))) == f"抓好{counting(length, '项')}项：\n"
        assert [line[0] for item in items for line in lines_of(item)[:1]] == [
            Text(_written(depth + 1, n)) for n in range(1, length + 1)
        ]


@given(st.lists(st.integers(1, 15), min_size=1, max_size=4))
def test_items_are_written_into_the_paragraph_and_counted(lengths: list[int]) -> None:
    text = "\n\n".join("抓好{=count}项：\n\n" + "\n".join("- 某事" for _ in range(length)) for length in lengths)
    blocks = set_numbers(read(text)).blocks
    assert len(blocks) == len(lengths)
    for block, length in zip(blocks, lengths, strict=True):
        printed = as_text(Document((block,))).strip()
        assert printed.startswith(f"抓好{counting(length, '项')}项：")
        assert printed.count("某事") == length
        assert re.findall(r"[一二三四五六七八九十]+(?=是某事)", printed) == [numeral(n) for n in range(1, length + 1)] * (
            length > 1
        )
        assert printed.count("；") == length - 1
        assert printed.endswith("。")


@given(
    st.lists(
        st.sampled_from(["## 一节", "### 小节", "正文{=annex:a}", "- 某事", "1. 条", "{=annex_list}", "引出{=count}项：\n\n- 甲"])
    )
)
def test_nothing_is_left_to_compute(parts: list[str]) -> None:
    try:
        document = set_numbers(read("\n\n".join([*parts, "::: annex a\n# 附\n:::"])))
    except InputError:
        return
    blocks: list[Block] = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    assert not any(isinstance(block, Items | AnnexList) for block in blocks)
    assert not any(isinstance(inline, Computed) for block in blocks for line in lines_of(block) for inline in line)
