"""How long a paper is: the lines of a paragraph, and the page on which each block stands.

An estimate by the rules the layout gives Word (exact pitch, so many characters on a line, what may not begin or end a
line), good enough to decide what depends on length before any word processor has seen the paper. Knows no fonts: Han and
marks are as wide as they are high, digits and Latin half of that. Changes nothing and writes no XML. Lengths in twips.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Final

from generator.datatype import datatype
from generator.layout import NOT_FIRST, NOT_LAST, Layout, Shape
from generator.model import Value
from generator.tree import Inlines
from generator.word.measure import text_of
from generator.word.word_xml import indent_twips, row_twips, twips_of_mm, twips_of_pt

# ---------------------------------------------------------------- lines of a text

_NARROW: Final = re.compile("[ -~\u00a0-\u00ff]")
_RUN_END: Final = re.compile("[!-~]+\\Z")  # digits and Latin, which stay together
_NOT_FIRST: Final = frozenset(NOT_FIRST)
_NOT_LAST: Final = frozenset(NOT_LAST)


@lru_cache(maxsize=4096)
def count_lines(text: str, wide: int, narrow: int, first: int, rest: int) -> int:
    """The lines of a text, at least 1; `wide` and `narrow` characters, the first line and the others in twips."""
    if "\n" in text or "\r" in text:
        head, *others = re.split("[\n\r]", text)
        return count_lines(head, wide, narrow, first, rest) + sum(count_lines(t, wide, narrow, rest, rest) for t in others)
    mixed = _NARROW.search(text) is not None
    lines, start, room, length = 1, 0, first, len(text)
    while True:
        end = start + max(room // wide, 1)
        if mixed:
            end = _reach(text, start, room, wide, narrow)
        if end >= length:
            return lines
        start = max(_break_before(text, start, end), start + 1)
        lines, room = lines + 1, rest


def _reach(text: str, start: int, room: int, wide: int, narrow: int) -> int:
    """How far a line reaches that holds narrow characters too."""
    end = start
    while end < len(text):
        more = room // wide
        piece = text[end : end + more] if more else text[end]
        width = len(piece) * wide - len(_NARROW.findall(piece)) * (wide - narrow)
        if width > room:
            return max(end, start + 1)
        room -= width
        end += len(piece)
    return end


def _break_before(text: str, start: int, end: int) -> int:
    """The last place at or before `end` where the line may break; `end` itself if there is none after `start`."""
    place = end
    while place > start:
        if text[place] in _NOT_FIRST or text[place - 1] in _NOT_LAST:
            place -= 1
        elif "!" <= text[place] <= "~" and (run := _RUN_END.search(text, start, place)):
            place = run.start()
        else:
            return place
    return end


# ---------------------------------------------------------------- the height of a block


@datatype
class Flow:
    """A block as the page sees it: so many lines of one pitch, or `rows` of their own heights (twips).

    `header`: the first row stands again on every page, and where such a table keeps to the next, its last two rows do.
    `room` is what a block had better have free below, for a seal.
    """

    page_height: int
    lines: int = 0
    pitch: int = 0
    before: int = 0
    after: int = 0
    keep_next: bool = False
    new_page: bool = False
    rows: tuple[int, ...] = ()
    header: bool = False
    room: int = 0


@lru_cache(maxsize=64)
def page_height(layout: Layout, landscape: bool = False) -> int:
    """The height of the text area, of paper laid across if need be."""
    return twips_of_mm(layout.page.text_width if landscape else layout.page.text_height)


def _across(layout: Layout, landscape: bool) -> int:
    """The width of the text area."""
    return twips_of_mm(layout.page.text_height if landscape else layout.page.text_width)


def first_page_height(layout: Layout) -> int:
    """The height of the text area of page 1."""
    first, page = layout.first_page, layout.page
    return twips_of_mm(page.height - first.top - first.bottom) if first else page_height(layout)


def flow_of(shape: Shape, values: Sequence[Value], layout: Layout) -> Flow:
    """The lines of a paragraph, or the rows of a table, with the values in place."""
    if shape.rows:
        across, height = _across(layout, shape.landscape), page_height(layout, shape.landscape)
        rows = tuple(_row_heights(shape, across, values, layout))
        return Flow(height, 0, 0, shape.before, shape.after, shape.keep_next, shape.new_page, rows, header=True)
    look = _look(layout, shape.style, shape.landscape)
    text = text_of(shape.parts, values)
    lines = 1
    if len(text) * look.wide > look.first or "\n" in text or "\r" in text:
        lines = count_lines(text, look.wide, look.narrow, look.first, look.rest)
    keep_next, new_page = shape.keep_next or look.keep_next, shape.new_page or look.new_page
    return Flow(look.height, lines, look.pitch, shape.before, shape.after, keep_next, new_page)


@datatype
class _Look:
    """A style in twips: its characters, the room in its first line and the others, its pitch, its page's height."""

    wide: int
    narrow: int
    first: int
    rest: int
    pitch: int
    height: int
    keep_next: bool
    new_page: bool


@lru_cache(maxsize=512)
def _look(layout: Layout, key: str, landscape: bool = False) -> _Look:
    style, base = layout.paragraphs[key], layout.paragraphs["base"]
    size = style.size or base.size or 0
    squeeze = layout.grid.squeeze if style.squeeze is None else style.squeeze
    unit = indent_twips(layout, style)
    rest = _across(layout, landscape) - round((style.left + style.right) * unit)
    first = rest - round((style.first_line - style.hanging) * unit)
    wide, narrow = twips_of_pt(size - squeeze), twips_of_pt(size / 2 - squeeze)
    pitch = twips_of_pt(style.pitch or base.pitch or layout.grid.pitch)
    return _Look(wide, narrow, first, rest, pitch, page_height(layout, landscape), style.keep_next, style.new_page)


def lines_of_text(text: str, style: str, width: int, layout: Layout) -> int:
    """The lines of a text in one of the layout's styles, between edges so far apart."""
    look, narrower = _look(layout, style), _across(layout, False) - width
    return count_lines(text, look.wide, look.narrow, look.first - narrower, look.rest - narrower)


def _row_heights(shape: Shape, across: int, values: Sequence[Value], layout: Layout) -> Iterator[int]:
    """The heights of a table's rows, of the header first: 0 where there is none."""
    header, *rows = shape.rows
    yield _row_height(header, shape.columns, across, values, layout) if header else 0
    for number, row in enumerate(rows):
        shares = _joined(shape.columns, shape.spans[number]) if shape.spans else shape.columns
        height = _row_height(row, shares, across, values, layout)
        yield max(height, row_twips(shape.heights[number])) if shape.heights and shape.heights[number] else height


def _joined(shares: tuple[int, ...], spans: tuple[int, ...]) -> tuple[int, ...]:
    """The shares of cells of which some reach over several columns."""
    return tuple(sum(shares[end - span : end]) for end, span in zip(accumulate(spans), spans, strict=True))


def _row_height(
    row: tuple[Inlines, ...], shares: tuple[int, ...], across: int, values: Sequence[Value], layout: Layout
) -> int:
    look, padding, height = _cell_look(layout)
    lines = 1
    for cell, share in zip(row, shares, strict=True):
        text = text_of(cell, values)
        room = across * share // 100 - padding
        if len(text) * look.wide > room or "\n" in text:
            lines = max(lines, count_lines(text, look.wide, look.narrow, room, room))
    return lines * look.pitch + height


@lru_cache(maxsize=64)
def _cell_look(layout: Layout) -> tuple[_Look, int, int]:
    """How a cell's text looks, and the twips a cell takes beside it and above and below."""
    table = layout.table
    height = twips_of_mm(table.padding_above) + twips_of_mm(table.padding_below) + twips_of_pt(table.border)
    return _look(layout, "table_left"), 2 * twips_of_mm(table.padding), height


# ---------------------------------------------------------------- the page of a block


@datatype
class Spot:
    """Where a block begins and ends: pages from 0, twips from the top of the text area; `lines` are those on its last page."""

    page: int
    top: int
    last_page: int
    bottom: int
    lines: int


def place(flows: Sequence[Flow], first: int = 0, loose: Collection[int] = ()) -> list[Spot]:
    """The spot of every block. Space above is left out where a page begins by itself, not where a block asks for one.

    `first` is the height of page 1, where it is not that of its blocks; blocks by number in `loose` do not keep to the next.
    """
    spots: list[Spot] = []
    page, y = 0, 0
    start = 0
    while start < len(flows):
        end = start + 1
        while end < len(flows) and _chained(flows[end - 1]) and end - 1 not in loose and not flows[end].new_page:
            end += 1
        if end == start + 1 and (spot := _on_this_page(flows[start], page, y)):
            spots.append(spot)
            y, start = spot.bottom + flows[start].after, end
            continue
        group = flows[start:end]
        height = group[0].page_height if page or not first else first
        if spots and (group[0].new_page or not _fits(group, y, height)):
            page, y = page + 1, 0
            table = flows[start - 1]
            if table.header and table.keep_next and not group[0].new_page:
                y = table.rows[0] + sum(table.rows[1:][-2:])
                spots[-1] = replace(spots[-1], last_page=page, bottom=y, lines=2)
                y += table.after
        for flow in group:
            spots.append(_place(flow, page, y, first or flow.page_height))
            page, y = spots[-1].last_page, spots[-1].bottom + flow.after
        start = end
    return spots


def _chained(flow: Flow) -> bool:
    return flow.keep_next and not flow.header


def _on_this_page(flow: Flow, page: int, y: int) -> Spot | None:
    """The spot of an ordinary paragraph in the middle of a page, which most are."""
    top = y + flow.before
    bottom = top + flow.lines * flow.pitch
    if not y or not page or flow.new_page or not flow.lines or bottom > flow.page_height:
        return None
    return Spot(page, top, page, bottom, flow.lines)


def _fits(group: Sequence[Flow], y: int, height: int) -> bool:
    """Whether blocks that stay together, with the first line of the last, fit below y or would fit on no page at all."""
    return _reach_of(group, y) <= height or _reach_of(group, 0) > group[0].page_height


def _reach_of(group: Sequence[Flow], y: int) -> int:
    *kept, last = group
    for flow in kept:
        y += (flow.before if y else 0) + flow.lines * flow.pitch + sum(flow.rows) + flow.after
    return y + (last.before if y else 0) + _steps(last)[0]


def _place(flow: Flow, page: int, y: int, first: int) -> Spot:
    header = flow.rows[0] if flow.header else 0
    y += flow.before if y or flow.new_page else 0
    start, top, count = page, y, 0
    for number, step in enumerate(_steps(flow)):
        if y and y + step > (flow.page_height if page else first) and (count or not number):
            page, y, count = page + 1, header if number else 0, 0
            start, top = (start, top) if number else (page, y)
        y += step
        count += 1
    return Spot(start, top, page, y, count)


def _steps(flow: Flow) -> tuple[int, ...]:
    """The heights of what is never cut in two: lines, or rows, the header with the first."""
    if flow.header:
        return (sum(flow.rows[:2]), *flow.rows[2:])
    return flow.rows or (flow.pitch,) * flow.lines
