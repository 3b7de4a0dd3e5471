"""Optional parts, outline, skeleton and draft."""

from typing import Literal

import pytest
from marked_text import rendered

from generator.cut_to_depth import cut_to_depth, drop_optional
from generator.read_markdown import read_markdown
from generator.set_numbers import resolve_counts, set_numbers
from generator.tree import Document, Heading, Table, as_text, with_values

PAPER = """# 关于{活动}的方案

::: byline
{姓名}
:::

::: salutation
同志们：
:::

前言，到{?地点}开会。

## 总体要求 {#aims}

::: ask
本单位为什么要开展？
:::

抓好{=count}项工作：

1. **学习。**每月{?次数}次。

2. 没有题目的条目。

### **统一思想。**各支部要{?动作}，{?次数}次。

## 怎么办？

某段。

::: caption
任务表
:::

| 事 | 人 |
| - | - |
| {事} | {?联系人} |

::: optional 2
## 可省的一节

可省的话{?可省}。
:::

{=annex_list}

::: sign
{单位}

{日期}
:::

::: annex duties
# 职责分工

## 组长

::: caption
分工表
:::

| 名 |
| - |
| {?组长} |
:::
"""


def shown(
    text: str,
    depth: Literal["outline", "skeleton", "draft"],
    above: int | None = None,
    asks: Literal["guide", "until_filled"] = "guide",
    budgets: dict[str, str] | None = None,
) -> str:
    markdown, values = rendered(text)
    document = resolve_counts(drop_optional(read_markdown(markdown), above))
    cut = cut_to_depth(document, values, depth, asks=asks, budgets=budgets)
    return as_text(with_values(set_numbers(cut), values))


PAPER = PAPER.replace("### **统一", "## 动员 {#call}\n\n### **统一")


def test_outline() -> None:
    assert shown(PAPER, "outline", above=1) == (
        """[标题] 关于〔活动〕的方案

[1] 一、总体要求
[2条] （一）学习

[1] 二、动员
[2] （一）统一思想

[1] 三、怎么办？
[待答] 待填事项（共5项）：地点、次数、动作、联系人、组长。

────────
[附件] 附件
[标题] 职责分工

[1] 一、组长
"""
    )


def test_an_outline_names_what_another_text_lacks() -> None:
    markdown, values = rendered(PAPER)
    whole = read_markdown(markdown)
    cut = cut_to_depth(Document(whole.blocks[:1]), values, "outline", lacking=whole)
    assert as_text(cut).splitlines()[1:] == ["[待答] 待填事项（共6项）：地点、次数、动作、联系人、可省、组长。"]
    assert as_text(cut_to_depth(whole, values, "outline", lacking=Document(()))).count("待填事项") == 0


def test_skeleton() -> None:
    assert shown(PAPER, "skeleton", budgets={"aims": "约300字，1.5分钟", "other": "没有这一节"}) == (
        """[标题] 关于〔活动〕的方案
[署名行] 〔姓名〕
[称呼] 同志们：

[1] 一、总体要求
[待答] 约300字，1.5分钟
[待答] 本单位为什么要开展？
[2条] （一）学习

[1] 二、动员
[2] （一）统一思想

[1] 三、怎么办？
[表题] 任务表

[表 50左 50左]
事 │ 人

[1] 四、可省的一节

────────
[附件] 附件
[标题] 职责分工

[1] 一、组长
[表题] 分工表

[表 100左]
名
"""
    )


def test_draft_has_no_questions() -> None:
    draft = shown(PAPER, "draft")
    assert "[待答]" not in draft
    assert "抓好两项工作：" in draft
    assert "[1] 四、可省的一节\n可省的话【待填：可省】。" in draft


def test_an_outline_without_slots_lists_none() -> None:
    assert shown("# 题\n\n## {甲}", "outline") == "[标题] 题\n\n[1] 一、〔甲〕\n"


def test_a_count_means_the_whole_text_at_every_depth() -> None:
    text = "## 抓好{=count}项工作\n\n1. 没有题目\n\n2. **有题目。**"
    for depth in ("outline", "skeleton", "draft"):
        assert "抓好两项工作" in shown(text, depth)


# ---------------------------------------------------------------- optional parts


@pytest.mark.parametrize(
    ("above", "left"), [(None, "甲乙丙丁"), (3, "甲乙丙丁"), (2, "甲乙丙"), (1, "甲乙"), (0, "甲"), (-5, "甲")]
)
def test_what_is_least_needed_goes_first(above: int | None, left: str) -> None:
    text = "甲\n\n::: optional 1\n乙\n:::\n\n::: optional 2\n丙\n:::\n\n::: optional 3\n丁\n:::"
    assert shown(text, "draft", above).replace("\n", "") == left


def test_a_count_follows_what_was_dropped() -> None:
    text = "抓好{=count}项：\n\n- 甲\n- 乙\n\n::: optional 2\n- 丙\n:::"
    assert shown(text, "draft") == "抓好三项：一是甲；二是乙；三是丙。\n"
    assert shown(text, "draft", above=1) == "抓好两项：一是甲；二是乙。\n"


def test_a_list_that_loses_its_first_item_still_begins_at_one() -> None:
    text = "1. 甲\n\n另一串{=count}项：\n\n::: optional 2\n1. 乙\n:::\n\n2. **丙。**\n\n3. **丁。**\n\n又一串：\n\n1. 戊"
    numbered = "[1条] 一、甲\n另一串两项：\n[1条] 一、丙。\n[1条] 二、丁。\n又一串：\n[1条] 一、戊\n"
    assert shown(text, "draft", above=1) == numbered
    assert shown(text, "outline") == "[1条] 一、丙\n[1条] 二、丁\n"


def test_annexes_lose_optional_parts_too() -> None:
    text = "甲\n\n::: annex a\n# 附\n\n::: optional 1\n乙\n:::\n:::"
    assert "乙" not in shown(text, "draft", above=0)


# ---------------------------------------------------------------- questions of personal papers

PERSONAL = """::: ask
开头的问题？
:::

开头{甲}。

## 查找问题

::: ask
问题是什么？
:::

问题是{问题}。

### 一方面

::: ask
这一方面呢？
:::

{这方面}

## 原因

{原因}

::: ask
原因？带上{材料}。
:::
"""


@pytest.mark.parametrize(
    ("open_slots", "asked"),
    [
        ("", []),
        ("问题", ["问题是什么？"]),
        ("这方面", ["问题是什么？", "这一方面呢？"]),
        ("甲", ["开头的问题？"]),
        ("原因", ["原因？带上〔材料〕。"]),
        ("材料", ["原因？带上【待填：材料】。"]),
    ],
)
def test_a_question_stays_while_a_slot_of_its_section_is_open(open_slots: str, asked: list[str]) -> None:
    text = PERSONAL.replace(f"{{{open_slots}}}", f"{{?{open_slots}}}") if open_slots else PERSONAL
    draft = shown(text, "draft", asks="until_filled")
    assert [line.removeprefix("[待答] ") for line in draft.split("\n") if line.startswith("[待答]")] == asked
    assert "[待答]" not in shown(text, "draft")


# ---------------------------------------------------------------- small things


def test_heads_and_tables_keep_what_the_reader_needs() -> None:
    markdown, values = rendered("### **问什么？**答\n\n### **{值}。**答\n\n### **结尾是值{值}**答\n\n| a |\n| - |\n| 1 |")
    cut = cut_to_depth(read_markdown(markdown), values, "skeleton")
    heads = [as_text(with_values(cut, values)).splitlines()[n] for n in range(3)]
    assert heads == ["[2] 问什么？", "[2] 〔值〕", "[2] 结尾是值〔值〕"]
    assert all(not block.body for block in cut.blocks if isinstance(block, Heading))
    assert isinstance(cut.blocks[-1], Table)
    assert cut.blocks[-1].rows == ()
