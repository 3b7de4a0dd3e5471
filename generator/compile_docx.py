"""A paper's tree → its mould: Word XML in segments, with holes where the values go.

Decides nothing. If you want an `if` about content here, it belongs in the template or the tree; if you want a font or a
distance, it belongs in the layout. What depends on how long the values are (lines of a title, the place of name and
date) is left to `fill_docx.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from generator.layout import (
    HOLE_MARK,
    ColophonMould,
    HeadMould,
    Layout,
    Line,
    Mould,
    MouldBlock,
    Piece,
    Shape,
    SignMould,
    TitleMould,
)
from generator.tree import HEAD, Block, Document, Heading, Hole, Inlines, MayBreak, PageBreak, Paragraph, Table, Text
from generator.word.measure import gap_twips
from generator.word.page_xml import DOCUMENT_OPEN, document_close, section_close
from generator.word.title_lines import title_atoms
from generator.word.word_xml import (
    CELL_CLOSE,
    HEADER_ROW_OPEN,
    PARAGRAPH_CLOSE,
    ROW_CLOSE,
    ROW_OPEN,
    RUN_CLOSE,
    RUN_OPENS,
    TABLE_CLOSE,
    cell_open,
    comment,
    comment_mark,
    escape_run,
    kept_cell,
    paragraph_open,
    row_open,
    run_open,
    shaded_cell,
    style_id,
    table_open,
)


def compile_docx(document: Document, layout: Layout) -> Mould:
    """The mould of a paper whose numbers are set: no Computed, Items or AnnexList is left in it (else TypeError).

    Names, ids, lines and what is optional are not kept; read back, annexes are known by their labels.
    """
    blocks: list[MouldBlock] = [Piece(DOCUMENT_OPEN)]
    placed = list(_placed(document, layout))
    comments: list[Piece] = []
    landscape, first = False, True
    for place in placed:
        if place.landscape != landscape:
            blocks.append(Piece(section_close(layout, landscape, first)))
            landscape, first = place.landscape, False
        if place.group:
            blocks.append(_GROUPS[place.style](place, layout))
        else:
            blocks.append(_commented(place, _block(place, layout), comments))
    if placed and isinstance(placed[-1].block, Table):
        blocks.append(_SPACER)  # Word wants a paragraph after the last table
    blocks.append(Piece(document_close(layout, landscape, first)))
    return Mould(layout, tuple(blocks), any(place.landscape for place in placed), tuple(comments))


# ---------------------------------------------------------------- what stands next to what


class _Place(NamedTuple):
    """A block with what its neighbours and the page make of it."""

    block: Block | None  # None: a line that only carries the page break or the annex
    style: str
    before: int = 0  # twips of space above and below
    after: int = 0
    keep_next: bool = False
    new_page: bool = False
    group: tuple[Paragraph, ...] = ()  # the lines of a head, a signature or a colophon
    alone: bool = True
    landscape: bool = False


def _placed(document: Document, layout: Layout) -> Iterator[_Place]:
    yield from _part(document.blocks, layout, new_page=False)
    upright = layout.page.width < layout.page.height  # else every page lies across already
    for annex in document.annexes:
        yield from _part(annex.blocks, layout, new_page=True, landscape=annex.landscape and upright)
    if document.colophon:
        yield _Place(None, "colophon", group=_paragraphs(document.colophon))


def _part(blocks: tuple[Block, ...], layout: Layout, new_page: bool, landscape: bool = False) -> Iterator[_Place]:
    """The blocks of the paper itself or of one annex, which begins on a new page."""
    keys = [_key(block) for block in blocks]
    ends = _ends(keys)
    above = ""
    last = len(blocks) - 1
    index = 0
    while index <= last:
        block, key = blocks[index], keys[index]
        first = index
        index += 1
        if key == "page_break":
            if new_page:
                yield _Place(None, "spacer", new_page=True, landscape=landscape)
            above, new_page = "", True
            continue
        below = keys[index] if index <= last else ""
        if key == "table" and (new_page or above == "table"):
            yield _Place(None, "spacer", new_page=new_page, landscape=landscape)
            new_page = False
        before = gap_twips(layout, above, key) if above else 0
        if key in HEAD:
            while index <= last and keys[index] in HEAD:
                index += 1
            yield _Place(None, "head", group=_paragraphs(blocks[first:index]))
            key = keys[index - 1]
        elif key in _SIGN:
            while index <= last and keys[index] in _SIGN and keys[index - 1] != "sign_date":
                index += 1
            noted = keys[index : index + 1] == ["note"]
            group = _paragraphs(blocks[first:index])
            yield _Place(None, "sign", keep_next=noted, new_page=new_page, group=group, landscape=landscape)
            key = keys[index - 1]
        else:
            style = _style(key, above, below)
            after = gap_twips(layout, key, below) if below == "table" else 0  # a table has no space of its own
            end = first in ends
            keep_next = end or key == below == "annex_note"
            yield _Place(block, style, before, after, keep_next, new_page, alone=not end, landscape=landscape)
        above, new_page = key, False
    if new_page:
        yield _Place(None, "spacer", new_page=True, landscape=landscape)


_SIGN: Final = ("sign_name", "sign_post", "sign_date")


def _paragraphs(blocks: tuple[Block, ...]) -> tuple[Paragraph, ...]:
    return tuple(block for block in blocks if isinstance(block, Paragraph))


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


def _ends(keys: list[str]) -> set[int]:
    """The blocks that keep to a signature or the annex notes below them, so that these have no page to themselves."""
    kept = (*_SIGN, "annex_note")
    return {index for index, (key, below) in enumerate(pairwise(keys)) if below in kept and key not in (*_SIGN, "page_break")}


# ---------------------------------------------------------------- blocks


_SPACER: Final = Piece(paragraph_open("spacer") + PARAGRAPH_CLOSE, shape=Shape("spacer"))
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


def _attendance(inlines: Inlines, holes: list[int]) -> bytes:
    """GB/T 10.3: the label 出席： in a face of its own, the names in the body's."""
    first = inlines[0] if inlines else None
    if not isinstance(first, Text) or "：" not in first.text:
        return _runs(inlines, holes)
    label, colon, rest = first.text.partition("：")
    start = run_open(style_id("attendance_head")) + escape_run(label + colon).encode() + RUN_CLOSE
    return start + _runs((Text(rest, first.strong), *inlines[1:]) if rest else inlines[1:], holes)


def _unresolved(part: object) -> TypeError:
    return TypeError(f"{type(part).__name__} is to be resolved before compile_docx")


def _block(place: _Place, layout: Layout) -> MouldBlock:
    block = place.block
    if isinstance(block, Table):
        return _table(block, layout, place.keep_next, place.landscape)
    start = paragraph_open(place.style, place.keep_next, place.new_page, place.before, place.after, alone=place.alone)
    holes: list[int] = []
    runs = b""
    shape = _shape(place)
    if isinstance(block, Paragraph):
        if block.role == "title":
            return TitleMould(start, title_atoms(block.inlines, layout), shape)
        runs = _attendance(block.inlines, holes) if block.role == "attendance" else _runs(block.inlines, holes)
    elif isinstance(block, Heading):
        runs = _runs(block.head, holes, block.level if block.body else 0) + _runs(block.body, holes)
    return Piece(start + runs + PARAGRAPH_CLOSE, tuple(holes), shape)


def _commented(place: _Place, made: MouldBlock, comments: list[Piece]) -> MouldBlock:
    """The block with the mark of its comment, which goes to the end of `comments`; a head's or signature's has none."""
    said = place.block.comment if isinstance(place.block, Paragraph | Heading) else ()
    if not said:
        return made
    mark, holes = comment_mark(len(comments)), list[int]()
    comments.append(Piece(comment(len(comments), [_runs(inlines, holes) for inlines in said]), tuple(holes)))
    if isinstance(made, TitleMould):
        return replace(made, open=made.open + mark)
    assert isinstance(made, Piece)  # a paragraph
    return replace(made, xml=made.xml.removesuffix(PARAGRAPH_CLOSE) + mark + PARAGRAPH_CLOSE)


def _shape(place: _Place) -> Shape:
    block = place.block
    parts: Inlines = ()
    if isinstance(block, Paragraph):
        parts = block.inlines
    elif isinstance(block, Heading):
        parts = block.head + block.body
    return Shape(
        place.style, parts, place.before, place.after, place.keep_next, place.new_page, place.alone, landscape=place.landscape
    )


def _table(table: Table, layout: Layout, keep_next: bool, landscape: bool) -> Piece:
    holes: list[int] = []
    heads = [cell_open(column.width, "table_head") for column in table.columns]
    cells = [cell_open(column.width, f"table_{column.align}") for column in table.columns]
    columns = tuple(column.width for column in table.columns)
    out = [table_open(layout, columns, landscape)]
    if table.header:
        out.append(HEADER_ROW_OPEN)
        _row(heads, table.header, out, holes)
    kept = len(table.rows) - 2 if keep_next else len(table.rows)  # the last two rows go with what follows
    for number, row in enumerate(table.rows):
        out.append(row_open(table.heights[number]) if table.heights else ROW_OPEN)
        opens = _joined_cells(table, table.spans[number]) if table.spans else cells
        if table.shades:
            shades = table.shades[number]
            opens = [shaded_cell(cell, layout) if shade else cell for cell, shade in zip(opens, shades, strict=True)]
        _row(opens if number < kept else [kept_cell(cell) for cell in opens], row, out, holes)
    out.append(TABLE_CLOSE)
    rows = (table.header, *table.rows)
    shape = Shape("table_left", (), 0, 0, keep_next, False, True, columns, rows, landscape, table.heights, table.spans)
    return Piece(b"".join(out), tuple(holes), shape)


def _joined_cells(table: Table, spans: tuple[int, ...]) -> list[bytes]:
    """The starts of the cells of a row, some of which reach over several columns; each is aligned as its first column."""
    opens = []
    at = 0
    for span in spans:
        over = table.columns[at : at + span]
        opens.append(cell_open(sum(column.width for column in over), f"table_{over[0].align}", span))
        at += span
    return opens


def _row(opens: list[bytes], cells: tuple[Inlines, ...], out: list[bytes], holes: list[int]) -> None:
    for start, cell in zip(opens, cells, strict=True):
        out += (start, _runs(cell, holes), CELL_CLOSE)
    out.append(ROW_CLOSE)


def _head(place: _Place, layout: Layout) -> HeadMould:
    return HeadMould(tuple(map(_line, place.group)), gap_twips(layout, "mark", "number"))


def _sign(place: _Place, layout: Layout) -> SignMould:
    return SignMould(tuple(map(_line, place.group)), place.new_page, place.keep_next, place.landscape)


def _colophon(place: _Place, layout: Layout) -> ColophonMould:
    return ColophonMould(tuple(map(_line, place.group)))


_GROUPS: Final[dict[str, Callable[[_Place, Layout], MouldBlock]]] = {"head": _head, "sign": _sign, "colophon": _colophon}


def _line(paragraph: Paragraph) -> Line:
    holes: list[int] = []
    xml = _runs(paragraph.inlines, holes)
    return Line(paragraph.role, Piece(xml, tuple(holes)), paragraph.inlines)
