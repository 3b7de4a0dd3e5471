"""A paper's tree → its mould: Word XML in segments, with holes where the values go.

Decides nothing. If you want an `if` about content here, it belongs in the template or the tree; if you want a font or a
distance, it belongs in the layout. What depends on how long the values are (lines of a title, the place of name and
date) is left to `fill_docx.py`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from generator.layout import HOLE_MARK, NOT_FIRST, NOT_LAST, Atom, Layout, Mould, Piece, SignLine, SignMould, TitleMould
from generator.tree import Block, Document, Heading, Hole, Inlines, MayBreak, PageBreak, Paragraph, Table, Text
from generator.word_xml import (
    CELL_CLOSE,
    DOCUMENT_OPEN,
    HEADER_ROW_OPEN,
    PARAGRAPH_CLOSE,
    ROW_CLOSE,
    ROW_OPEN,
    RUN_CLOSE,
    RUN_OPENS,
    TABLE_CLOSE,
    cell_open,
    document_close,
    escape_run,
    paragraph_open,
    table_open,
    twips_of_pt,
)

MouldBlock: TypeAlias = Piece | TitleMould | SignMould


def compile_docx(document: Document, layout: Layout) -> Mould:
    """The mould of a paper whose numbers are set: no Computed, Items or AnnexList is left in it (else TypeError).

    Names, ids, lines and what is optional are not kept; read back, annexes are known by their labels.
    """
    blocks: list[MouldBlock] = [Piece(DOCUMENT_OPEN)]
    placed = list(_placed(document, layout))
    for place in placed:
        if place.group:
            blocks.append(_sign(place))
        else:
            blocks.append(_block(place, layout))
    if placed and isinstance(placed[-1].block, Table):
        blocks.append(_SPACER)  # Word wants a paragraph after the last table
    blocks.append(Piece(document_close(layout)))
    return Mould(layout, tuple(blocks))


# ---------------------------------------------------------------- what stands next to what


class _Place(NamedTuple):
    """A block with what its neighbours and the page make of it."""

    block: Block | None  # None: a line that only carries the page break or the annex
    style: str
    before: int = 0  # twips of space above and below
    after: int = 0
    keep_next: bool = False
    new_page: bool = False
    group: tuple[Paragraph, ...] = ()  # the lines of a signature


def _placed(document: Document, layout: Layout) -> Iterator[_Place]:
    yield from _part(document.blocks, layout, new_page=False)
    for annex in document.annexes:
        yield from _part(annex.blocks, layout, new_page=True)


def _part(blocks: tuple[Block, ...], layout: Layout, new_page: bool) -> Iterator[_Place]:
    """The blocks of the paper itself or of one annex, which begins on a new page."""
    keys = [_key(block) for block in blocks]
    above = ""
    last = len(blocks) - 1
    index = 0
    while index <= last:
        block, key = blocks[index], keys[index]
        first = index
        index += 1
        if key == "page_break":
            if new_page:
                yield _Place(None, "spacer", new_page=True)
            above, new_page = "", True
            continue
        below = keys[index] if index <= last else ""
        if key == "table" and (new_page or above == "table"):
            yield _Place(None, "spacer", new_page=new_page)
            new_page = False
        before = _gap(layout, above, key) if above else 0
        if key in _SIGN:
            while index <= last and keys[index] in _SIGN and keys[index - 1] != "sign_date":
                index += 1
            group = tuple(part for part in blocks[first:index] if isinstance(part, Paragraph))
            yield _Place(None, key, new_page=new_page, group=group)
            key = keys[index - 1]
        else:
            style = _style(key, above, below)
            after = _gap(layout, key, below) if below == "table" else 0  # a table has no space of its own
            yield _Place(block, style, before, after, below in _SIGN or key == below == "annex_note", new_page)
        above, new_page = key, False
    if new_page:
        yield _Place(None, "spacer", new_page=True)


_SIGN: Final = ("sign_name", "sign_date")


def _key(block: Block) -> str:
    """The name under which layouts know a block."""
    if isinstance(block, Paragraph):
        return block.role
    if isinstance(block, Heading):
        return f"item{block.level}" if block.item else "body" if block.body else f"level{block.level}"
    if isinstance(block, Table):
        return "table"
    if isinstance(block, PageBreak):
        return "page_break"
    raise _unresolved(block)


def _style(key: str, above: str, below: str) -> str:
    """The layout's style for a block; some differ for the first of several and for those that follow it."""
    if key == "annex_note":
        return "annex_note_more" if above == key else "annex_note_first" if below == key else key
    return key


@lru_cache(maxsize=1024)
def _gap(layout: Layout, above: str, below: str) -> int:
    """Twips of blank lines between two neighbours."""
    for gap in layout.gaps:
        if (not gap.above or above in gap.above) and (not gap.below or below in gap.below):
            return round(gap.lines * twips_of_pt(layout.grid.pitch))
    return 0


# ---------------------------------------------------------------- blocks


_SPACER: Final = Piece(paragraph_open("spacer") + PARAGRAPH_CLOSE)
_MARK: Final = HOLE_MARK.decode()


def _runs(inlines: Inlines, holes: list[int], level: int = 0) -> bytes:
    """The runs of inlines, neighbours of one format in one; with a level, as the head of a run-in heading.

    The indexes of the values go to the end of `holes`.
    """
    runs: list[bytes] = []
    texts: list[str] = []
    current = False
    for inline in inlines:
        if type(inline) is Text:
            text = inline.text
        elif type(inline) is Hole:
            text = _MARK
            holes.append(inline.index)
        elif type(inline) is MayBreak:
            continue
        else:
            raise _unresolved(inline)
        if inline.strong is not current:
            if texts:
                runs.append(_run("".join(texts), level, current))
                texts = []
            current = inline.strong
        texts.append(text)
    if not texts:
        return b"".join(runs)
    run = _run("".join(texts), level, current)
    return b"".join((*runs, run)) if runs else run


@lru_cache(maxsize=4096)  # a template's text with its holes is the same in every paper
def _run(text: str, level: int, strong: bool) -> bytes:
    return b"".join((RUN_OPENS[level][strong], escape_run(text).encode(), RUN_CLOSE))


def _unresolved(part: object) -> TypeError:
    return TypeError(f"{type(part).__name__} is to be resolved before compile_docx")


def _block(place: _Place, layout: Layout) -> MouldBlock:
    block = place.block
    if isinstance(block, Table):
        return _table(block, layout)
    start = paragraph_open(place.style, place.keep_next, place.new_page, place.before, place.after)
    holes: list[int] = []
    runs = b""
    if isinstance(block, Paragraph):
        if block.role == "title":
            return TitleMould(start, _atoms(block.inlines, layout))
        runs = _runs(block.inlines, holes)
    elif isinstance(block, Heading):
        runs = _runs(block.head, holes, block.level if block.body else 0) + _runs(block.body, holes)
    return Piece(start + runs + PARAGRAPH_CLOSE, tuple(holes))


def _table(table: Table, layout: Layout) -> Piece:
    holes: list[int] = []
    heads = [cell_open(column.width, "table_head") for column in table.columns]
    cells = [cell_open(column.width, f"table_{column.align}") for column in table.columns]
    out = [table_open(layout, tuple(column.width for column in table.columns)), HEADER_ROW_OPEN]
    _row(heads, table.header, out, holes)
    for row in table.rows:
        out.append(ROW_OPEN)
        _row(cells, row, out, holes)
    out.append(TABLE_CLOSE)
    return Piece(b"".join(out), tuple(holes))


def _row(opens: list[bytes], cells: tuple[Inlines, ...], out: list[bytes], holes: list[int]) -> None:
    for start, cell in zip(opens, cells, strict=True):
        out += (start, _runs(cell, holes), CELL_CLOSE)
    out.append(ROW_CLOSE)


def _sign(place: _Place) -> SignMould:
    lines: list[SignLine] = []
    for paragraph in place.group:
        assert paragraph.role == "sign_name" or paragraph.role == "sign_date"
        first = not lines
        holes: list[int] = []
        xml = _runs(paragraph.inlines, holes) + PARAGRAPH_CLOSE
        plain = tuple(i.text if isinstance(i, Text) else i.index for i in paragraph.inlines if isinstance(i, Text | Hole))
        lines.append(SignLine(paragraph.role, place.new_page and first, Piece(xml, tuple(holes)), plain))
    return SignMould(tuple(lines))


# ---------------------------------------------------------------- titles

# What a line break costs: least where a template allows it, most where it only just does no harm.
_AT_BAR: Final = 0.0
_BEFORE_ABOUT: Final = 2.0  # …党支部｜关于…
_AFTER_OF: Final = 2.0  # …的｜实施方案
_AT_NAME: Final = 3.0  # ｜《…》｜
_AFTER_COMMA: Final = 4.0
_BETWEEN_VALUES: Final = 3.0
_BESIDE_VALUE: Final = 6.0
_AFTER_ABOUT: Final = 9.0
_BEFORE_OF: Final = 12.0

_PLACES: Final = re.compile(
    "(?P<before_about>(?=关于))|(?<=的)(?P<after_of>)|(?P<before_name>(?=[《〈]))|(?<=[》〉])(?P<after_name>)(?!的)"
    "|(?<=、)(?P<after_comma>)|(?<=关于)(?P<after_about>)|(?P<before_of>(?=的))"
)
_PRICES: Final = {
    "before_about": _BEFORE_ABOUT,
    "before_name": _AT_NAME,
    "after_name": _AT_NAME,
    "after_comma": _AFTER_COMMA,
    "after_of": _AFTER_OF,
    "after_about": _AFTER_ABOUT,
    "before_of": _BEFORE_OF,
}


def _atoms(inlines: Inlines, layout: Layout) -> tuple[Atom, ...]:
    """The parts of a title with the price of breaking before each."""
    atoms: list[Atom] = []
    bar = False
    for inline in inlines:
        if isinstance(inline, MayBreak):
            bar = bool(atoms)
            continue
        if isinstance(inline, Hole):
            parts: tuple[tuple[str | int, float | None], ...] = ((inline.index, None),)
        elif isinstance(inline, Text):
            parts = _parts(inline.text, layout.unbroken)
        else:
            raise _unresolved(inline)
        for number, (content, price) in enumerate(parts):
            if number == 0 and atoms:
                price = _AT_BAR if bar else _edge(atoms[-1].content, content)
            atoms.append(Atom(content, inline.strong, price))
        bar = bar and not parts
    return tuple(atoms)


@lru_cache(maxsize=256)
def _parts(text: str, unbroken: tuple[str, ...]) -> tuple[tuple[str, float | None], ...]:
    """Template text cut wherever a line may break, each piece with the price before it (None for the first)."""
    whole = {
        place
        for word in unbroken
        for found in re.finditer(f"(?={re.escape(word)})", text)
        for place in range(found.start() + 1, found.start() + len(word))
    }
    prices: dict[int, float] = {}
    for found in _PLACES.finditer(text):
        place = found.start()
        if 0 < place < len(text) and place not in whole and text[place] not in NOT_FIRST and text[place - 1] not in NOT_LAST:
            assert found.lastgroup
            prices[place] = _PRICES[found.lastgroup]
    cuts = [0, *sorted(prices), len(text)] if text else []
    return tuple((text[a:b], prices.get(a)) for a, b in pairwise(cuts))


def _edge(left: str | int, right: str | int) -> float | None:
    """The price of breaking between two inlines: where a value begins or ends, or where the format changes."""
    before, after = left if isinstance(left, str) else "", right if isinstance(right, str) else ""
    if after.startswith("的"):
        return _BEFORE_OF
    if before.endswith("的"):
        return _AFTER_OF
    if after.startswith("关于"):
        return _BEFORE_ABOUT
    if before.endswith("关于"):
        return _AFTER_ABOUT
    if before.endswith("、"):
        return _AFTER_COMMA
    if before.endswith(("》", "〉")) or after.startswith(("《", "〈")):
        return _AT_NAME
    return (_BETWEEN_VALUES, _BESIDE_VALUE, None)[bool(before) + bool(after)]
