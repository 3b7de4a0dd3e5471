"""What of a paper is printed: optional parts dropped for time; outline, skeleton or draft.

Two public functions, because counts stand between them: drop_optional → resolve_counts → cut_to_depth → set_numbers.
An outline that says 抓好三项工作 still means the three of the whole text. Numbers nothing, writes no sentence of its own
but the list of what is missing, and does not know how long anything is: the caller finds the threshold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, TypeGuard

from generator.model import Value
from generator.tree import (
    Block,
    Document,
    Heading,
    Inlines,
    Paragraph,
    Role,
    Table,
    Text,
    holes_of,
    without_end_mark,
)

_OUTLINE_ROLES: Final[frozenset[Role]] = frozenset({"title", "subtitle"})
_SKELETON_ROLES: Final[frozenset[Role]] = frozenset({"title", "subtitle", "byline", "salutation", "addressee", "ask", "caption"})


def drop_optional(document: Document, above: int | None) -> Document:
    """The document without the parts whose `optional` is greater than `above`; None or a document without such: as is.

    What is not optional (0) always stays.
    """
    if above is None:
        return document
    annexes = tuple(replace(annex, blocks=_not_above(annex.blocks, above)) for annex in document.annexes)
    return Document(_not_above(document.blocks, above), annexes, document.colophon)


def _not_above(blocks: tuple[Block, ...], above: int) -> tuple[Block, ...]:
    return _kept(blocks, lambda block: block.optional <= max(above, 0))


def _kept(blocks: tuple[Block, ...], keep: Callable[[Block], bool]) -> tuple[Block, ...]:
    """The blocks to keep; where a list loses its first item, the next one begins it."""
    kept: list[Block] = []
    lost_first = False
    for block in blocks:
        if isinstance(block, Heading):
            lost_first = block.first or (lost_first and block.item)
            if lost_first and keep(block):
                block, lost_first = replace(block, first=True), False
        if keep(block):
            kept.append(block)
    return tuple(kept)


def cut_to_depth(
    document: Document,
    values: Sequence[Value],
    depth: Literal["outline", "skeleton", "draft"],
    *,
    asks: Literal["guide", "until_filled"] = "guide",
    budgets: Mapping[str, str] | None = None,
    lacking: Document | None = None,
    guide: str | None = None,
) -> Document:
    """The document at one depth.

    outline: title, subtitle and heads, of annexes too, then a paragraph (role ask) with the labels of all missing facts,
    each once; `lacking` is what is looked through for them, where it is not the document itself.
    skeleton: title, byline, salutation, addressee, heads, the questions (ask), of tables the caption and the header (all of
    a form without one);
    below the heading of a section named in `budgets` its text (约300字，1.5分钟) as an ask.
    draft: the text. With asks 'guide' no question is printed; with 'until_filled' a question is printed while a value of
    its section (from its heading to the next of the same or a higher level) is a slot. With a `guide` the questions that
    are not printed become the comment of what they stand below, and the guide's own text ends that of the title.

    A run-in heading and a `1.` item keep their head without its end mark; an item without a head is text and goes.
    """
    if depth == "draft":
        draft = _mapped(document, lambda blocks: _draft(blocks, values, asks, guide is not None))
        return replace(draft, blocks=_guided(draft.blocks, guide)) if guide else draft
    if depth == "skeleton":
        return _mapped(document, lambda blocks: _skeleton(blocks, budgets or {}))
    annexes = tuple(replace(annex, blocks=_outline(annex.blocks)) for annex in document.annexes)
    return Document((*_outline(document.blocks), *_missing(lacking or document, values)), annexes)


def _mapped(document: Document, cut: Callable[[tuple[Block, ...]], tuple[Block, ...]]) -> Document:
    annexes = tuple(replace(annex, blocks=cut(annex.blocks)) for annex in document.annexes)
    return Document(cut(document.blocks), annexes, cut(document.colophon))


# ---------------------------------------------------------------- outline and skeleton


def _outline(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(_head_only(block) for block in _kept(blocks, _in_outline))


def _in_outline(block: Block) -> bool:
    return bool(block.head) if isinstance(block, Heading) else isinstance(block, Paragraph) and block.role in _OUTLINE_ROLES


def _missing(document: Document, values: Sequence[Value]) -> tuple[Block, ...]:
    slots = (values[hole.index] for hole in holes_of(document) if values[hole.index].kind == "slot")
    labels = list(dict.fromkeys(slot.label for slot in slots))
    if not labels:
        return ()
    return (Paragraph("ask", (Text(f"待填事项（共{len(labels)}项）：{'、'.join(labels)}。"),)),)


def _skeleton(blocks: tuple[Block, ...], budgets: Mapping[str, str]) -> tuple[Block, ...]:
    cut: list[Block] = []
    for block in _kept(blocks, _in_skeleton):
        if isinstance(block, Table):
            cut.append(replace(block, rows=(), heights=(), spans=(), shades=()) if block.header else block)
        else:
            cut.append(_head_only(block))
        if isinstance(block, Heading) and block.name in budgets:
            cut.append(Paragraph("ask", (Text(budgets[block.name]),), block.line))
    return tuple(cut)


def _in_skeleton(block: Block) -> bool:
    match block:
        case Paragraph(role=role):
            return role in _SKELETON_ROLES
        case Heading(head=head):
            return bool(head)
        case _:
            return isinstance(block, Table)


def _head_only(block: Block) -> Block:
    """A run-in heading or an item without its text; other blocks as they are."""
    if isinstance(block, Heading) and (block.body or block.item):
        return replace(block, head=without_end_mark(block.head), body=())
    return block


# ---------------------------------------------------------------- draft


def _draft(
    blocks: tuple[Block, ...], values: Sequence[Value], asks: Literal["guide", "until_filled"], guide: bool
) -> tuple[Block, ...]:
    kept: list[Block] = []
    waiting: list[Inlines] = []  # questions before anything they could be said of
    for at, block in enumerate(blocks):
        if not _is_ask(block) or (asks == "until_filled" and _is_open(_section_around(blocks, at), values)):
            kept.append(_commented(block, waiting))
        elif guide:
            above = next((n for n in reversed(range(len(kept))) if not isinstance(kept[n], Table)), None)
            if above is None or not isinstance(kept[above], Paragraph | Heading):
                waiting.append(block.inlines)
            else:
                kept[above] = _commented(kept[above], [block.inlines])
    return tuple(kept)


def _guided(blocks: tuple[Block, ...], guide: str) -> tuple[Block, ...]:
    """The blocks with what is said of the paper as a whole beside its title."""
    at = next((n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and block.role == "title"), None)
    return blocks if at is None else (*blocks[:at], _commented(blocks[at], [(Text(guide),)]), *blocks[at + 1 :])


def _is_ask(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and block.role == "ask"


def _commented(block: Block, said: list[Inlines]) -> Block:
    """The block with the questions that wait for one to be said of, if it can have them."""
    if not said or not isinstance(block, Paragraph | Heading):
        return block
    commented = replace(block, comment=(*block.comment, *said))
    said.clear()
    return commented


def _is_open(section: Sequence[Block], values: Sequence[Value]) -> bool:
    return any(values[hole.index].kind == "slot" for block in section for hole in holes_of(block))


def _section_around(blocks: tuple[Block, ...], at: int) -> Sequence[Block]:
    """From the heading above to the next of its level or a higher one; before the first heading: up to that."""
    start, level = 0, 4
    for i in range(at, -1, -1):
        block = blocks[i]
        if isinstance(block, Heading) and not block.item:
            start, level = i, block.level
            break
    for i in range(at + 1, len(blocks)):
        block = blocks[i]
        if isinstance(block, Heading) and not block.item and block.level <= level:
            return blocks[start:i]
    return blocks[start:]
