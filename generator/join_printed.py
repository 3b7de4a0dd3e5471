"""A paper and the one it sends out with it (a notice and its plan) become one paper.

In the order of use: `place_behind` (rendered texts), `take_printed`, `name_printed`, `join_printed`. Numbers nothing and
cuts nothing: whether the second paper is numbered on its own depends on when the two are joined.
"""

import re
from dataclasses import replace
from typing import Final

from generator.layout import Printed
from generator.model import FIRST_HOLE, LAST_HOLE, Rendered
from generator.opaque import MOST_HOLES, TOO_MANY
from generator.problem import InputError, Problem, Span
from generator.tree import (
    COLOPHON,
    HEAD,
    Annex,
    AnnexList,
    Block,
    Computed,
    Document,
    Heading,
    Inline,
    Inlines,
    Items,
    MayBreak,
    PageBreak,
    Paragraph,
    Table,
)

_TITLE: Final = "printed_title"  # the Computed that stands for the second paper's title
_HOLE: Final = re.compile(f"[{FIRST_HOLE}-{LAST_HOLE}]")
_SENT_ON_ITS_OWN: Final = frozenset((*HEAD, *COLOPHON, "addressee", "sign_name", "sign_post", "sign_date", "note"))


def place_behind(first: Rendered, second: Rendered) -> tuple[str, Rendered]:
    """The second text where it stands behind the first, and both as one.

    The text comes with a blank line for every line of the first, and its holes count on from those of the first: its tree
    needs the values and lines of both, and knows them. Raises InputError if both together hold too many values.
    """
    if len(first.values) + len(second.values) > MOST_HOLES:
        raise InputError([Problem(second.lines[0], TOO_MANY, "请改短模板或档案里的列表")])
    shift = len(first.values)
    text = _HOLE.sub(lambda hole: chr(ord(hole.group()) + shift), second.text)
    whole = Rendered(
        f"{first.text}\n{text}",
        first.values + second.values,
        first.lines + second.lines,
        tuple(dict.fromkeys((*first.warnings, *second.warnings))),
    )
    return "\n" * len(first.lines) + text, whole


def take_printed(document: Document) -> Document:
    """A paper as another sends it out: without head, addressee, signature, note and colophon."""
    blocks = tuple(b for b in document.blocks if not (isinstance(b, Paragraph) and b.role in _SENT_ON_ITS_OWN))
    return Document(blocks, document.annexes)


def name_printed(paper: Document, printed: Document) -> Document:
    """The paper with the second one's title wherever it names it; in a title it may be broken where that may."""
    title = next((b.inlines for b in printed.blocks if isinstance(b, Paragraph) and b.role == "title"), ())
    plain = tuple(inline for inline in title if not isinstance(inline, MayBreak))
    annexes = tuple(replace(annex, blocks=_named(annex.blocks, title, plain)) for annex in paper.annexes)
    return Document(_named(paper.blocks, title, plain), annexes, _named(paper.colophon, title, plain))


def join_printed(paper: Document, printed: Document, practice: Printed) -> Document:
    """One paper. page: the second follows on a new page, each already numbered on its own; its annexes are the paper's.

    annex: the second is the first annex and its own annexes follow, to be numbered as a whole; its 附件说明 gives way to
    that of the paper. Raises InputError at the lines of annexes that the first paper has itself.
    """
    if paper.annexes:
        hint = "把它放到所印发的材料里"
        raise InputError([Problem(Span("", annex.line), "印发别的材料的，自己不能再带附件", hint) for annex in paper.annexes])
    line = printed.blocks[0].line if printed.blocks else 0
    if practice == "page":
        return Document((*paper.blocks, PageBreak(line), *printed.blocks), printed.annexes, paper.colophon)
    own = tuple(block for block in printed.blocks if not isinstance(block, AnnexList))
    return Document(paper.blocks, (Annex("", own, line), *printed.annexes), paper.colophon)


# ---------------------------------------------------------------- the title


def _named(blocks: tuple[Block, ...], title: Inlines, plain: Inlines) -> tuple[Block, ...]:
    return tuple(_named_in(block, title, plain) for block in blocks)


def _named_in(block: Block, title: Inlines, plain: Inlines) -> Block:
    match block:
        case Paragraph():
            return replace(block, inlines=_filled(block.inlines, title if block.role == "title" else plain))
        case Heading():
            return replace(block, head=_filled(block.head, plain), body=_filled(block.body, plain))
        case Items():
            return replace(block, items=tuple(_filled(item, plain) for item in block.items))
        case Table():
            header, *rows = (tuple(_filled(cell, plain) for cell in row) for row in (block.header, *block.rows))
            return replace(block, header=header, rows=tuple(rows))
        case _:
            return block


def _filled(line: Inlines, title: Inlines) -> Inlines:
    if not any(isinstance(inline, Computed) and inline.name == _TITLE for inline in line):
        return line
    filled: list[Inline] = []
    for inline in line:
        if isinstance(inline, Computed) and inline.name == _TITLE:
            filled += (part if isinstance(part, MayBreak) else replace(part, strong=inline.strong) for part in title)
        else:
            filled.append(inline)
    return tuple(filled)


__all__ = ["join_printed", "name_printed", "place_behind", "take_printed"]
