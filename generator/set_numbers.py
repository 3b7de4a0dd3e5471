"""Counts, names of annexes and numbers become literal text: 一、（一）1.（1）, 一是…；二是…。, 附件1.

Two public functions, because a count is a promise about the whole text and must not change when the text is cut. The
order is: drop_optional → resolve_counts → cut_to_depth → set_numbers. `set_numbers` resolves what is left, so a draft
may skip the second step. Writes no template text and knows no values: a number never depends on what a hole holds.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from generator.chinese import counting, numeral
from generator.problem import InputError, Problem, Span
from generator.tree import (
    Annex,
    AnnexList,
    Block,
    Computed,
    Document,
    Heading,
    Inline,
    Inlines,
    Items,
    Level,
    MayBreak,
    Paragraph,
    Table,
    Text,
    lines_of,
)

# ---------------------------------------------------------------- counts and annex names


def resolve_counts(document: Document) -> Document:
    """The document without Computed: `count` in words, `annex:ID` as 附件1 (附件 where there is only one).

    A count in a paragraph is of the list that follows at once (`-` or `1.` items, questions to the writer between do
    not matter), else of the headings of the next level in its section; in a heading the headings come first. Nothing
    to count and an unknown annex are raised as InputError, all at once, each at its line in the rendered text.
    """
    labels = {annex.id: label for annex, label in zip(document.annexes, _annex_labels(len(document.annexes)), strict=True)}
    problems: list[Problem] = []
    blocks = _resolved(document.blocks, labels, problems)
    annexes = tuple(replace(annex, blocks=_resolved(annex.blocks, labels, problems)) for annex in document.annexes)
    colophon = _resolved(document.colophon, labels, problems)
    if problems:
        raise InputError(problems)
    return Document(blocks, annexes, colophon)


def _annex_labels(total: int) -> list[str]:
    return ["附件"] if total == 1 else [f"附件{n}" for n in range(1, total + 1)]


def _resolved(blocks: tuple[Block, ...], labels: dict[str, str], problems: list[Problem]) -> tuple[Block, ...]:
    waiting = [at for at, block in enumerate(blocks) if _has_computed(block)]
    if not waiting:
        return blocks
    resolved = list(blocks)
    for at in waiting:
        resolved[at] = _resolve_block(blocks, at, labels, problems)
    return tuple(resolved)


def _has_computed(block: Block) -> bool:
    for line in lines_of(block):
        for inline in line:
            if inline.__class__ is Computed:
                return True
    return False


def _resolve_block(blocks: tuple[Block, ...], at: int, labels: dict[str, str], problems: list[Problem]) -> Block:
    block = blocks[at]

    def text_of(computed: Computed, in_head: bool) -> int | str:
        kind, _, name = computed.name.partition(":")
        if kind == "annex":
            if name not in labels:
                known = "、".join(labels) or "没有附件"
                problems.append(_problem(block, f"没有名为 {name} 的附件", f"现有：{known}；附件写作 ::: annex {name}"))
            return labels.get(name, "")
        total = _count(blocks, at, in_head)
        if not total:
            problems.append(_problem(block, "这里的项数无从计算", "紧接着写一个列表，或在下面写下一级标题"))
        return total

    def resolve(inlines: Inlines, in_head: bool = False) -> Inlines:
        return tuple(
            Text(_in_words(text_of(inline, in_head), inlines, i), inline.strong) if isinstance(inline, Computed) else inline
            for i, inline in enumerate(inlines)
        )

    match block:
        case Paragraph():
            return replace(block, inlines=resolve(block.inlines, block.role == "title"))
        case Heading():
            return replace(block, head=resolve(block.head, True), body=resolve(block.body))
        case Items():
            return replace(block, items=tuple(map(resolve, block.items)))
        case Table():
            rows = tuple(tuple(map(resolve, row)) for row in block.rows)
            return replace(block, header=tuple(map(resolve, block.header)), rows=rows)
        case _:
            return block


def _in_words(what: int | str, inlines: Inlines, at: int) -> str:
    if isinstance(what, str):
        return what
    following = next((inline for inline in inlines[at + 1 :] if not isinstance(inline, MayBreak)), None)
    preceding = inlines[at - 1] if at else None
    return counting(what, _characters(following), _characters(preceding))


def _characters(inline: Inline | None) -> str:
    return inline.text if isinstance(inline, Text) else ""


def _count(blocks: tuple[Block, ...], at: int, in_head: bool) -> int:
    found = (_headings_below(blocks, at), _list_after(blocks, at))
    first, second = found if in_head else reversed(found)
    return first or second


def _list_after(blocks: tuple[Block, ...], at: int) -> int:
    """The length of the list that follows at once, 0 if none does. Below a `1.` item only `-` items are its own."""
    rest = [block for block in blocks[at + 1 :] if not _is_ask(block)]
    dashes = 0
    for block in rest:
        if not isinstance(block, Items):
            break
        dashes += len(block.items)
    if dashes or not rest or _is_item(blocks[at]) or not _begins_list(rest[0]):
        return dashes
    items = 1
    for block in rest[1:]:
        if isinstance(block, Heading):
            if not block.item or block.first:
                break
            items += 1
    return items


def _headings_below(blocks: tuple[Block, ...], at: int) -> int:
    """How many headings of the highest level used below stand in the section that the block opens or belongs to."""
    above, start = _section_of(blocks, at)
    levels = list(_levels_until(blocks, start, above))
    return levels.count(min(levels)) if levels else 0


def _section_of(blocks: tuple[Block, ...], at: int) -> tuple[int, int]:
    """Level of the heading above (0: none) and where its section's blocks begin."""
    for i in range(at, -1, -1):
        block = blocks[i]
        if isinstance(block, Heading) and not block.item:
            return block.level, i + 1
        if _is_title(block):
            return 0, i + 1
    return 0, 0


def _levels_until(blocks: tuple[Block, ...], start: int, above: int) -> Iterator[int]:
    for block in blocks[start:]:
        if isinstance(block, Heading) and not block.item:
            if block.level <= above:
                return
            yield block.level
        elif _is_title(block):
            return


def _is_title(block: Block) -> bool:
    """Whether a paper begins here, or a further sheet of it with a title of its own."""
    return isinstance(block, Paragraph) and block.role == "title"


def _is_item(block: Block) -> bool:
    return isinstance(block, Heading) and block.item


def _begins_list(block: Block) -> bool:
    return isinstance(block, Heading) and block.first


def _is_ask(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role == "ask"


# ---------------------------------------------------------------- numbers


def set_numbers(document: Document) -> Document:
    """The document with its numbers as text; no Computed, Items or AnnexList is left.

    Headings get 一、（一）1.（1） (GB/T 9704 7.3.3) as a Text of its own in front of `head`; each level starts anew below
    a heading of a higher one. `1.` items are numbered on the level below the heading above them, each list from 1, and no
    heading of that level may follow them in the same section. A level may be skipped (一、 then 1.) only where the paper
    never uses it. Each annex is numbered on its own, with its label in front of its title, and so is a sheet with a title.

    Raises InputError with every mistake, each at its line in the rendered text.
    """
    document = resolve_counts(document)
    labels = _annex_labels(len(document.annexes))
    problems: list[Problem] = []
    blocks = _numbered(_with_annex_notes(document), problems)
    annexes = []
    for annex, label in zip(document.annexes, labels, strict=True):
        front = Paragraph("annex_label", (Text(label),), annex.line)
        annexes.append(replace(annex, blocks=(front, *_numbered(annex.blocks, problems))))
    if problems:
        raise InputError(problems)
    return Document(blocks, tuple(annexes), document.colophon)


def _with_annex_notes(document: Document) -> tuple[Block, ...]:
    """The blocks with the 附件说明 (GB/T 9704 7.3.4) where the AnnexList stood: 附件：1.… 2.…, no end marks."""
    if not any(isinstance(block, AnnexList) for block in document.blocks):
        return document.blocks
    blocks: list[Block] = []
    for block in document.blocks:
        if not isinstance(block, AnnexList):
            blocks.append(block)
            continue
        alone = len(document.annexes) == 1
        for n, annex in enumerate(document.annexes, 1):
            lead = ("附件：" if n == 1 else "") + ("" if alone else f"{n}.")
            blocks.append(Paragraph("annex_note", (Text(lead), *_title_of(annex)), block.line))
    return tuple(blocks)


def _title_of(annex: Annex) -> Inlines:
    for block in annex.blocks:
        if isinstance(block, Paragraph) and block.role == "title":
            return tuple(inline for inline in block.inlines if not isinstance(inline, MayBreak))
    return ()


def _numbered(blocks: tuple[Block, ...], problems: list[Problem]) -> tuple[Block, ...]:
    numbers = _Numbers(_levels_used(blocks), problems)
    done: list[Block] = []
    pending: list[Inlines] = []  # the `-` items since the last other block
    for block in blocks:
        if isinstance(block, Items):
            if not pending and not _takes_items(done):
                problems.append(_problem(block, "“-”条目上面没有可以并入的段落", "在条目上面写一段引出它们的话"))
            pending += block.items
            continue
        if pending:
            _append_items(done, pending)
            pending = []
        match block:
            case Heading():
                done.append(numbers.next(block))
            case Paragraph(role="title"):
                numbers = _Numbers(_levels_used(blocks), problems)
                done.append(block)
            case AnnexList():
                problems.append(_problem(block, "附件说明只能写在正文里", "删去附件里的 {{ annex_list() }}"))
            case _:
                done.append(block)
    if pending:
        _append_items(done, pending)
    return tuple(done)


def _levels_used(blocks: tuple[Block, ...]) -> set[int]:
    used = set()
    above = 0
    for block in blocks:
        if isinstance(block, Heading):
            if not block.item:
                above = block.level
            used.add(above + block.item)
    return used


class _Numbers:
    """The counters of the four levels of one paper or annex."""

    def __init__(self, used: set[int], problems: list[Problem]) -> None:
        self._used = used
        self._problems = problems
        self._counters = [0, 0, 0, 0, 0]  # of the headings, by level; 0 is not used
        self._above = 0  # level of the last heading
        self._items = 0  # numbered since the last heading or in this list

    def next(self, heading: Heading) -> Heading:
        if heading.item:
            level = self._item_level(heading)
            self._items = 1 if heading.first else self._items + 1
            number = self._items
        else:
            level = heading.level
            self._check(heading)
            self._above, self._items = level, 0
            self._counters[level] += 1
            self._counters[level + 1 :] = [0] * (4 - level)
            number = self._counters[level]
        head = (_number(level, number), *heading.head)
        kept = (heading.line, heading.optional, heading.item, heading.name)
        return Heading(level, head, heading.body, *kept, comment=heading.comment)

    def _item_level(self, item: Heading) -> Level:
        if self._above < 4:
            return _LEVELS[self._above]
        self._problems.append(_problem(item, "四级标题下面不能再有 1. 条目（层次最多四级）", "改为分段，或用“- ”条目"))
        return 4

    def _check(self, heading: Heading) -> None:
        skipped = [level for level in _LEVELS[self._above : heading.level - 1] if level in self._used]
        if skipped:
            marks, own = "#" * (skipped[0] + 1), "#" * (heading.level + 1)
            hint = f"先写 {marks} 标题，或把这里的 {own} 改为 {marks}；要越级，全文都不能用 {marks}"
            self._problems.append(_problem(heading, f"标题越级：{own} 上面缺少 {marks}", hint))
        elif self._items and heading.level == self._above + 1:
            hint = "都写成标题，或把条目改为分段、“- ”条目"
            self._problems.append(_problem(heading, "1. 条目后面不能再有与它同级的标题，序号会重复", hint))


_LEVELS: Final[tuple[Level, ...]] = (1, 2, 3, 4)


@lru_cache(maxsize=1024)
def _number(level: Level, n: int) -> Text:
    """一、（一）1.（1）"""
    match level:
        case 1:
            return Text(f"{numeral(n)}、")
        case 2:
            return Text(f"（{numeral(n)}）")
        case 3:
            return Text(f"{n}.")
        case 4:
            return Text(f"（{n}）")


# ---------------------------------------------------------------- items


def _takes_items(done: list[Block]) -> bool:
    if not done:
        return False
    match done[-1]:
        case Paragraph(role="body"):
            return True
        case Heading(body=body, item=item):
            return bool(body) or item
        case _:
            return False


def _append_items(done: list[Block], items: list[Inlines]) -> None:
    """Writes the items into the block above: 一是…；二是…。 One item gets no 一是."""
    text: list[Inline] = []
    for n, item in enumerate(items, 1):
        if len(items) > 1:
            text.append(Text(f"{numeral(n)}是"))
        text += item
        text.append(Text("；" if n < len(items) else "。"))
    match done[-1] if done else None:
        case Paragraph() as paragraph:
            done[-1] = replace(paragraph, inlines=(*paragraph.inlines, *text))
        case Heading() as heading:
            done[-1] = replace(heading, body=(*heading.body, *text))


def _problem(block: Block, message: str, hint: str) -> Problem:
    return Problem(Span("", block.line), message, hint)
