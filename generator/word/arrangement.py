"""What length makes of a paper: its pieces so arranged that page 1 shows text, name and date stand with text, all fits.

Decides from the estimate of `pages.py`. Where a program counts a line more or less, keep-with-next above the signature and
the colophon's box still hold the paper together. Values stay in their holes, but for those a title's line ends in.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from generator.datatype import datatype
from generator.layout import ColophonMould, HeadMould, Layout, Line, Mould, Piece, Seal, Shape, SignMould, TitleMould
from generator.model import Value
from generator.word.colophon import addressee_below, colophon, colophon_height
from generator.word.drawing_xml import FIRST_BLANK_ID, Box, Place, text_box
from generator.word.letterhead import letterhead, letterhead_height
from generator.word.measure import gap_twips
from generator.word.pages import Flow, Spot, first_page_height, flow_of, page_height, place
from generator.word.signature import signature
from generator.word.title_lines import title_breaks, title_lines
from generator.word.word_xml import PARAGRAPH_CLOSE, paragraph_open, twips_of_mm, twips_of_pt

_TABLE: Final = "table"
_SIGN: Final = "sign"
_HEAD: Final = "head"
_TEXT: Final = frozenset(("body", "ask", "attendance", "item1", "item2", "item3", "item4"))
_HEADINGS: Final = frozenset(("level1", "level2", "level3", "level4"))
_ANNEX_NOTES: Final = frozenset(("annex_note", "annex_note_first", "annex_note_more"))


@datatype
class _Block:
    """A block by the name under which layouts know it (or head, sign, table), the room it takes, its piece's place."""

    key: str
    flow: Flow
    index: int = 0


def arranged(mould: Mould, values: Sequence[Value], seal: Seal) -> list[Piece]:
    """The pieces of a paper in their order, all decided that depends on length."""
    layout = mould.layout
    pieces, blocks, below = _first_page(mould, values, _measured(mould, values, seal))
    _endings(layout, pieces, blocks)
    if below:
        new_page = not _colophon_fits(blocks, colophon_height(below, values, layout), layout)
        index = next(index for index, block in enumerate(mould.blocks) if isinstance(block, ColophonMould))
        pieces[index] = colophon(below, values, layout, new_page)
    return pieces


def page_1_lacks_text(mould: Mould, values: Sequence[Value]) -> bool:
    """Whether page 1 of a paper with a head shows no text (7.3.3), whatever was moved or made smaller."""
    if not any(isinstance(block, HeadMould) for block in mould.blocks):
        return False
    _, blocks, _ = _first_page(mould, values, _measured(mould, values, mould.layout.sign.seal))
    return _too_low(blocks, mould.layout) > 0


def colophon_is_too_high(mould: Mould, values: Sequence[Value]) -> bool:
    """Whether the colophon is higher than the text area of a page of its own: programs would cut off its first lines.

    Addressees never make it so (7.3.2): they stay under the title where the colophon has no room for them.
    """
    below = _colophon_of(mould)
    return below is not None and not _has_room(below, values, mould.layout)


def _colophon_of(mould: Mould) -> ColophonMould | None:
    return next((block for block in reversed(mould.blocks) if isinstance(block, ColophonMould)), None)


class _Measured(NamedTuple):
    """A paper's pieces, those of its blocks on which something depends, and its colophon, which has no piece yet."""

    pieces: list[Piece]
    blocks: list[_Block]
    colophon: ColophonMould | None


def _measured(mould: Mould, values: Sequence[Value], seal: Seal) -> _Measured:
    """Every block by itself."""
    layout = mould.layout
    found = _Measured([], [], _colophon_of(mould))
    last = max((n for n, block in enumerate(mould.blocks) if block.__class__ not in (Piece, TitleMould)), default=-1)
    for index, block in enumerate(mould.blocks):
        if isinstance(block, Piece):
            piece = block
            if block.shape and index <= last:
                key = _TABLE if block.shape.rows else block.shape.style
                found.blocks.append(_Block(key, flow_of(block.shape, values, layout), index))
        elif isinstance(block, TitleMould):
            breaks = title_breaks(block, values, layout)
            piece = title_lines(block, breaks, values)
            if index <= last:
                flow = flow_of(block.shape, values, layout)
                found.blocks.append(_Block("title", replace(flow, lines=max(len(breaks) + 1, flow.lines)), index))
        elif isinstance(block, SignMould):
            piece, flow = signature(block, values, layout, seal)
            found.blocks.append(_Block(_SIGN, flow, index))
        elif isinstance(block, HeadMould):
            piece = letterhead(block, values, layout)
            found.blocks.append(_Block(_HEAD, _head_flow(block, values, layout), index))
        else:
            piece = Piece(b"")
        found.pieces.append(piece)
    return found


def _head_flow(head: HeadMould, values: Sequence[Value], layout: Layout, less: int = 0) -> Flow:
    return Flow(page_height(layout), rows=(letterhead_height(head, values, layout, less),))


def _first_page(mould: Mould, values: Sequence[Value], found: _Measured) -> _Measured:
    """A paper with a head so changed that page 1 shows text.

    The addressees move to the colophon (7.3.2) if it has room for them; if that is not enough, the names in the mark get
    smaller.
    """
    pieces, blocks, below = found
    layout = mould.layout
    if not blocks or blocks[0].key != _HEAD or not _too_low(blocks, layout):
        return found
    at = next((number for number, block in enumerate(blocks) if block.key == "addressee"), None)
    more = None
    if at is not None and below:
        more = ColophonMould((addressee_below(_line(pieces[blocks[at].index])), *below.lines))
    if at is not None and more and _has_room(more, values, layout):
        addressee, next_block, below = blocks.pop(at), blocks[at], more
        pieces[addressee.index] = Piece(b"")
        if not next_block.flow.rows:
            before = gap_twips(layout, blocks[at - 1].key, next_block.key)
            pieces[next_block.index] = _changed(pieces[next_block.index], before=before)
            blocks[at] = replace(next_block, flow=replace(next_block.flow, before=before))
    missing = _too_low(blocks, layout)
    head = mould.blocks[blocks[0].index]
    if missing and isinstance(head, HeadMould):
        pieces[blocks[0].index] = letterhead(head, values, layout, missing)
        blocks[0] = replace(blocks[0], flow=_head_flow(head, values, layout, missing))
    return _Measured(pieces, blocks, below)


def _endings(layout: Layout, pieces: list[Piece], blocks: list[_Block]) -> None:
    """Changes pieces and blocks above signatures."""
    for sign in [number for number, block in enumerate(blocks) if block.key == _SIGN]:
        end = _ending(blocks, sign, layout)
        if end.free is not None:
            block = blocks[end.free]
            piece = _changed(pieces[block.index], keep_next=False, alone=end.alone)
            pieces[block.index] = _above_blank(piece, end.blank, sign, layout) if end.blank else piece
            blocks[end.free] = replace(block, flow=replace(block.flow, keep_next=False))
        for number in {*end.pitches, *end.kept}:
            block, pitch = blocks[number], end.pitches.get(number, 0)
            keep_next = number in end.kept or block.flow.keep_next
            pieces[block.index] = _changed(pieces[block.index], keep_next=keep_next, pitch=pitch)
            blocks[number] = replace(block, flow=replace(block.flow, keep_next=keep_next, pitch=pitch or block.flow.pitch))


def _above_blank(piece: Piece, height: int, number: int, layout: Layout) -> Piece:
    """A paragraph that leaves the end of its page empty and goes on on the next."""
    assert piece.shape
    look = layout.sign.blank
    width = twips_of_mm(layout.page.text_width)
    place = (Place("margin", align="left"), Place("margin", align="bottom"))
    box = Box(FIRST_BLANK_ID + number, look.name, look.description, width, height, *place)
    start = _open(piece.shape)
    return Piece(start + text_box(box, _NOTHING) + piece.xml.removeprefix(start), piece.holes, piece.shape)


_NOTHING: Final = paragraph_open("spacer") + PARAGRAPH_CLOSE


def _changed(
    piece: Piece, before: int | None = None, keep_next: bool | None = None, pitch: int = 0, alone: bool | None = None
) -> Piece:
    """A paragraph with other properties."""
    shape = piece.shape
    assert shape
    new = replace(
        shape,
        before=shape.before if before is None else before,
        keep_next=shape.keep_next if keep_next is None else keep_next,
        alone=shape.alone if alone is None else alone,
    )
    return Piece(_open(new, pitch) + piece.xml.removeprefix(_open(shape)), piece.holes, new)


def _open(shape: Shape, pitch: int = 0) -> bytes:
    return paragraph_open(shape.style, shape.keep_next, shape.new_page, shape.before, shape.after, line=pitch, alone=shape.alone)


def _line(piece: Piece) -> Line:
    """A paragraph without its properties."""
    assert piece.shape
    xml = piece.xml.removeprefix(_open(piece.shape)).removesuffix(PARAGRAPH_CLOSE)
    return Line(piece.shape.style, Piece(xml, piece.holes), piece.shape.parts)


# ---------------------------------------------------------------- the first page (7.3.3)


def _too_low(blocks: Sequence[_Block], layout: Layout) -> int:
    """By how many twips the first line of text misses page 1; 0 if it shows, or the paper has no text."""
    first = next((n for n, block in enumerate(blocks) if block.key in _TEXT or block.key == _TABLE), None)
    if first is None or any(block.flow.new_page for block in blocks[1 : first + 1]):
        return 0
    endless = [replace(block.flow, page_height=_ENDLESS, keep_next=False) for block in blocks[: first + 1]]
    flow = blocks[first].flow
    return max(place(endless)[-1].top + sum(flow.rows[:2]) + min(flow.lines, 1) * flow.pitch - first_page_height(layout), 0)


_ENDLESS: Final = 10**9


# ---------------------------------------------------------------- name and date (7.3.5.5)


@datatype
class _Ending:
    """What keeps a signature with its text: the pitch of some blocks, in twips, by number, and how others go on.

    `kept` keep to the next block, `free` does not; `alone`: it may leave or take over a single line. Below some of its lines
    the page stays empty for `blank` twips, so that the rest goes on on the next.
    """

    pitches: dict[int, int]
    kept: frozenset[int] = frozenset()
    free: int | None = None
    alone: bool = False
    blank: int = 0


def _ending(blocks: Sequence[_Block], sign: int, layout: Layout) -> _Ending:
    """How the blocks above a signature change, so that it shares a page with at least two lines of text.

    If it would stand alone, the lines of the page before are set closer where that brings it back (and leaves room for the
    lower edge of a seal). Else two lines go with it: the last text keeps to it, and the one before if that is one line.
    """
    text = next((n for n in reversed(range(sign)) if blocks[n].key not in _ANNEX_NOTES), None)
    if text is None or blocks[text].key not in _TEXT:
        return _Ending({})
    end = sign + 1
    while end < len(blocks) and blocks[end - 1].flow.keep_next and not blocks[end].flow.new_page:
        end += 1
    flows = [block.flow for block in blocks[:end]]
    spots = place(flows, first_page_height(layout), range(text, sign))
    pitches = _pitches(blocks, flows, spots, text, sign, layout)
    one_line = blocks[text].flow.lines == 1 and text and blocks[text - 1].key in _TEXT
    first = text - 1 if one_line else text  # the block whose last lines go along
    only = spots[first].page == 0 and not any(block.key in _TEXT for block in blocks[:first])
    if not pitches and only and spots[-1].last_page > 0:
        return _only_text(flows, spots, first, text, layout)
    if spots[first].page < spots[first].last_page and (spots[text].lines > 1 or one_line):
        return _Ending(pitches, free=first if first == text else None)  # it comes over by itself
    return _Ending(pitches, frozenset((first,)) if one_line else frozenset())


def _only_text(flows: Sequence[Flow], spots: Sequence[Spot], first: int, text: int, layout: Layout) -> _Ending:
    """The only text of page 1 shares it with the signature's page, two lines to that, though programs keep it whole."""
    flow, spot = flows[first], spots[first]
    over = spot.lines if spot.last_page else 0  # lines that are on page 2 anyway
    wanted = min(1 if first < text else 2, flow.lines - 1)
    stays = flow.lines - max(over, wanted)
    if over >= wanted or not wanted:
        return _Ending({}, free=first, alone=stays < 2)
    blank = first_page_height(layout) - spot.top - stays * flow.pitch - flow.pitch // 2
    return _Ending({}, free=first, alone=True, blank=blank)


def _pitches(
    blocks: Sequence[_Block], flows: Sequence[Flow], spots: Sequence[Spot], text: int, sign: int, layout: Layout
) -> dict[int, int]:
    page = spots[text].last_page
    room = flows[sign].room if len(flows) == sign + 1 else 0
    height = flows[text].page_height if page else first_page_height(layout)
    if spots[-1].last_page == page and spots[-1].bottom + room <= height:
        return {}
    tightest = twips_of_pt(layout.sign.tightest)
    for first in (page, page - 1):  # the paragraph that comes over from the page before only if it must
        loose = [n for n in range(sign) if spots[n].last_page == page and spots[n].page >= first and _loose(blocks[n])]
        lines = sum(spots[n].lines for n in loose)
        excess = _bottom(flows, spots, page) + room + _SLACK - height
        if loose and lines and (pitch := blocks[loose[-1]].flow.pitch + -excess // lines) >= tightest:
            return dict.fromkeys(loose, pitch)
    return {}


_SLACK: Final = 60  # twips: so that a program that rounds lines up does not undo it


def _loose(block: _Block) -> bool:
    return block.key in _TEXT or block.key in _HEADINGS or block.key in _ANNEX_NOTES


def _bottom(flows: Sequence[Flow], spots: Sequence[Spot], page: int) -> int:
    """How far down a page the blocks would reach that begin on it or come after it, were it high enough."""
    first = next(n for n, spot in enumerate(spots) if spot.last_page == page)
    y = spots[first].bottom + flows[first].after
    for flow in flows[first + 1 :]:
        y += flow.before + flow.lines * flow.pitch + sum(flow.rows) + flow.after
    return y


# ---------------------------------------------------------------- the colophon (7.4)


def _colophon_fits(blocks: Sequence[_Block], height: int, layout: Layout) -> bool:
    """Whether a colophon so high fits under the paper's last block, on its page."""
    flows = [block.flow for block in blocks]
    if not flows:
        return True
    last = place(flows, first_page_height(layout))[-1]
    room = flows[-1].page_height
    if layout.first_page and not last.last_page:  # its box ends where it does on other pages
        room += twips_of_mm(layout.page.top - layout.first_page.top)
    return last.bottom + flows[-1].after + height <= room


def _has_room(below: ColophonMould, values: Sequence[Value], layout: Layout) -> bool:
    """Whether a colophon fits on a page of its own, with the paragraph that holds its box."""
    holder = twips_of_pt(layout.paragraphs["spacer"].pitch or 0)
    return colophon_height(below, values, layout) + holder <= page_height(layout)
