"""with_values and its normal form; reading text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_text import rendered

from generator.model import Value
from generator.read_markdown import read_markdown
from generator.set_numbers import set_numbers
from generator.tree import (
    Annex,
    AnnexList,
    Block,
    Column,
    Computed,
    Document,
    Heading,
    Hole,
    Items,
    MayBreak,
    PageBreak,
    Paragraph,
    Table,
    Text,
    as_text,
    holes_of,
    lines_of,
    with_values,
    without_end_mark,
)


def values(*texts: str) -> tuple[Value, ...]:
    return tuple(Value(text, "fact") for text in texts)


def test_normal_form() -> None:
    document = Document(
        (
            Paragraph("title", (Text("关于"), MayBreak(), Hole(0), Text("的方案")), line=3),
            Heading(
                2,
                (Text("（一）"), Text("统一。")),
                (Hole(1), Text("甲", True), Hole(2, True), Text("丙"), Hole(0)),
                5,
                2,
                False,
                "aims",
            ),
            Heading(3, (Text("1."),), (Text("条"),), item=True, first=True),
            Table((Column("left", 100),), ((Text(""), Text("头")),), (((Hole(3),),),), 7, 1),
            PageBreak(9, 1),
        ),
        (Annex("duties", (Paragraph("annex_label", (Text("附件"),)),), 11), Annex("b", ())),
    )
    filled = with_values(document, values("活动", "", "乙", "一行\n又一行\t栏"))
    assert filled == Document(
        (
            Paragraph("title", (Text("关于活动的方案"),)),
            Heading(2, (Text("（一）统一。"),), (Text("甲乙", True), Text("丙活动"))),
            Heading(3, (Text("1."),), (Text("条"),), item=True),
            Table((Column("left", 100),), ((Text("头"),),), (((Text("一行\n又一行\t栏"),),),)),
            PageBreak(),
        ),
        (Annex("1", (Paragraph("annex_label", (Text("附件"),)),)), Annex("2", ())),
    )
    assert filled.blocks[0].line == 0
    assert [block.optional for block in filled.blocks] == [0] * 5
    assert with_values(filled, ()) == filled


@pytest.mark.parametrize("block", [Paragraph("body", (Computed("count"),)), Items(()), AnnexList()])
def test_a_document_without_numbers_is_refused(block: Block) -> None:
    with pytest.raises(ValueError, match="not numbered"):
        with_values(Document((block,)), ())


PAPER, SLOTS = rendered("""# {题}|方案

{甲}和**{乙}**。

## **{头}。**{身}

- {条}
- {目}

1. {款}

| {栏} |
| - |
| {格} |

::: sign
{名}

{日}
:::

::: annex a
# {附}
:::
""")


@given(st.lists(st.text(min_size=1) | st.sampled_from(["# 题", "| a | b |", "**粗**", "- 条\n- 条", "\n\n", "::: ask", "一、"])))
def test_no_value_changes_the_structure(texts: list[str]) -> None:
    """Whatever the values say, the blocks are those of the template, and each value stands in its place as typed."""
    given_values = [Value(texts[n % len(texts)] if texts else "甲", "fact") for n in range(len(SLOTS))]
    document = set_numbers(read_markdown(PAPER))
    filled = with_values(document, given_values)
    plain = with_values(document, SLOTS)
    assert [_shape(block) for block in _all(filled)] == [_shape(block) for block in _all(plain)]
    for block, mould in zip(_all(filled), _all(document), strict=True):
        text = "".join(inline.text for line in lines_of(block) for inline in line if isinstance(inline, Text))
        assert all(given_values[hole.index].text in text for hole in holes_of(mould))


def _all(document: Document) -> list[Block]:
    return [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]


def _shape(block: Block) -> tuple[object, ...]:
    level, role = getattr(block, "level", None), getattr(block, "role", None)
    return type(block), level, role, [bool(line) for line in lines_of(block)]


def test_holes_in_reading_order() -> None:
    document = set_numbers(read_markdown(PAPER))
    annex_title = len(SLOTS) - 1
    assert [hole.index for hole in holes_of(document)] == list(range(annex_title + 1))


def test_reading_text() -> None:
    document = Document(
        (
            Paragraph("title", (Text("甲"), MayBreak(), Text("乙"))),
            Paragraph("body", (Text("值"), Hole(3), Text("重", True), Text("换\n行\t栏"))),
            Heading(1, (Text("一、"), Text("总体"))),
            Heading(2, (Text("（一）统一。"),), (Text("正文"),)),
            Heading(3, (Text("1."),), (Text("条"),), item=True),
            Heading(3, (Text("2.学习。"),), (Text("条"),), item=True),
            Items(((Text("某事"),),)),
            Table((Column("center", 30), Column("right", 70)), ((Text("头"),), (Text("尾"),)), (((Text("1"),), ()),)),
            Table(
                (Column("center", 30), Column("left", 70)), (), (((Text("名"),), ()), ((Text("意见"),),)),
                heights=(0, 4), spans=((1, 1), (2,)),
            ),
            PageBreak(),
            AnnexList(),
        ),
        (Annex("a", (Paragraph("annex_label", (Text("附件"),)), Paragraph("title", (Text("附题"),)))),),
    )
    assert as_text(document) == (
        """[标题] 甲|乙
值⟨3⟩**重**换↵行⇥栏

[1] 一、总体
[2] （一）统一。｜正文
[3条] 1.条
[3条] 2.学习。｜条
⟨-⟩ 某事

[表 30中 70右]
头 │ 尾
1 │

[表 30中 70左，无表头]
名 │
↕4 意见 ⇔2

[另起一页]
[附件说明]

────────
[附件] 附件
[标题] 附题
"""
    )


def test_heads_on_a_line_of_their_own() -> None:
    assert without_end_mark((Text("统一思想。"),)) == (Text("统一思想"),)
    assert without_end_mark((Hole(1), Text("。"))) == (Hole(1),)
    assert without_end_mark((Text("怎么办？"),)) == (Text("怎么办？"),)
    assert without_end_mark((Text("甲。"), Hole(1))) == (Text("甲。"), Hole(1))
    assert without_end_mark(()) == ()
