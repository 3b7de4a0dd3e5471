"""The colophon (版记, GB/T 9704 7.4) as Word XML: a box at the bottom of the text area, rules between its parts.

Places follow from the layout and from how long the texts are; which page it stands on is decided elsewhere.
"""

import math
import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from generator.layout import ColophonMould, Layout, Line, Piece
from generator.model import Value
from generator.tree import Text
from generator.word.drawing_xml import COLOPHON_ID, Box, Place, text_box
from generator.word.measure import text_of, twips_of_text
from generator.word.pages import lines_of_text
from generator.word.word_xml import (
    FRAME_CELL_CLOSE,
    FRAME_ROW_OPEN,
    PARAGRAPH_CLOSE,
    ROW_CLOSE,
    RUN_CLOSE,
    TABLE_CLOSE,
    frame_cell_open,
    frame_open,
    indent_twips,
    own_run,
    paragraph_open,
    twips_of_mm,
    twips_of_pt,
)

_TO: Final = "主送："  # 7.3.2: the addressees, where the first page would show no text otherwise
_COLON: Final = "："
_STOP: Final = "。"
_SLACK: Final = 1.02  # times a date's width: a text exactly as wide as its cell would wrap

_Row: TypeAlias = list[tuple[int, list[Line]]]  # cells: width in twips, what stands in them


def colophon(mould: ColophonMould, values: Sequence[Value], layout: Layout, new_page: bool) -> Piece:
    """The paragraph that holds the colophon's box, still with holes."""
    look = layout.colophon
    pads = (twips_of_mm(look.padding_above), twips_of_mm(look.padding_below))
    rows = _rows(mould, values, layout)
    out = [frame_open(_columns(rows), "colophon")]
    for row in rows:
        out.append(FRAME_ROW_OPEN)
        for width, lines in row:
            span = 1 if len(row) > 1 else len(_columns(rows))
            out.append(frame_cell_open(width, *pads, span=span))
            for line in lines:
                out += (paragraph_open(line.role), line.piece.xml, PARAGRAPH_CLOSE)
            out.append(FRAME_CELL_CLOSE)
        out.append(ROW_CLOSE)
    out += (TABLE_CLOSE, paragraph_open("spacer"), PARAGRAPH_CLOSE)
    height = colophon_height(mould, values, layout)
    box = Box(
        COLOPHON_ID,
        look.name,
        look.description,
        twips_of_mm(layout.page.text_width),
        height,
        Place("margin", align="left"),
        _down(layout, height),
        inside="bottom",
    )
    holes = tuple(hole for row in rows for _, lines in row for line in lines for hole in line.piece.holes)
    return Piece(paragraph_open("spacer", new_page=new_page) + text_box(box, b"".join(out)) + PARAGRAPH_CLOSE, holes)


def _down(layout: Layout, height: int) -> Place:
    """At the end of the text area; of that of all other pages where the first has one of its own, which sets the margins."""
    if layout.first_page is None:
        return Place("margin", align="bottom")
    return Place("page", twips_of_mm(layout.page.top + layout.page.text_height) - height)


def colophon_height(mould: ColophonMould, values: Sequence[Value], layout: Layout) -> int:
    """Twips from the top of its first rule to the end of the text area."""
    look = layout.colophon
    rows = _rows(mould, values, layout)
    edge, between = (twips_of_pt(layout.rules[key].width) if key else 0 for key in (look.edge, look.between))
    rules = 2 * edge + (len(rows) - 1) * between
    pads = len(rows) * (twips_of_mm(look.padding_above) + twips_of_mm(look.padding_below))
    texts = sum(max(_cell_height(width, lines, values, layout) for width, lines in row) for row in rows)
    return texts + pads + rules + twips_of_pt(layout.paragraphs["spacer"].pitch or 0)


def _cell_height(width: int, lines: Sequence[Line], values: Sequence[Value], layout: Layout) -> int:
    counted = (lines_of_text(_spread(text_of(line.text, values)), line.role, width, layout) for line in lines)
    return sum(count * twips_of_pt(layout.paragraphs[line.role].pitch or 0) for line, count in zip(lines, counted, strict=True))


def _spread(text: str) -> str:
    """A text somewhat longer: programs widen it by a quarter of a character where digits meet Han, and lines end earlier."""
    return text + "　" * math.ceil(len(_MEETINGS.findall(text)) / 3)


_MEETINGS: Final = re.compile("[ -~](?=[^ -~])|[^ -~](?=[ -~])")


def _rows(mould: ColophonMould, values: Sequence[Value], layout: Layout) -> list[_Row]:
    """Addressees and copies in one row, printer and date side by side in the next."""
    room = twips_of_mm(layout.page.text_width)
    printed = [line for line in mould.lines if line.role == "printed"]
    printer = [line for line in mould.lines if line.role == "printer"]
    others = [line for line in mould.lines if line not in printed and line not in printer]
    rows: list[_Row] = [[(room, others)]] if others else []
    if printer and printed:
        style = layout.paragraphs["printed"]
        width = max(twips_of_text(_spread(text_of(line.text, values)), layout, "printed") for line in printed)
        width = min(round(width * _SLACK + style.right * indent_twips(layout, style)), room // 2)
        rows.append([(room - width, printer), (width, printed)])
    elif printer or printed:
        rows.append([(room, printer or printed)])
    return rows


def _columns(rows: Sequence[_Row]) -> tuple[int, ...]:
    return tuple(width for width, _ in max(rows, key=len))


def addressee_below(addressee: Line) -> Line:
    """The addressees as a line of the colophon: 主送： before them, a full stop in the place of their colon."""
    xml = addressee.piece.xml
    tail = _COLON.encode() + RUN_CLOSE
    if xml.endswith(tail):
        xml = xml.removesuffix(tail) + RUN_CLOSE + own_run(_STOP)
    return Line("addressee_below", Piece(own_run(_TO) + xml, addressee.piece.holes), (Text(_TO), *addressee.text))
