"""The end of a paper (GB/T 9704 7.3.5) as Word XML: names or posts and date, set under each other, with places for seals.

Places follow from the layout and from how long the names are. Never draws a seal or a stamp: it only leaves the room.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from generator.layout import Layout, Line, Piece, Seal, SignMould
from generator.model import Value
from generator.word.measure import text_of, twips_of_text
from generator.word.pages import Flow, page_height
from generator.word.word_xml import (
    FRAME_CELL_CLOSE,
    FRAME_ROW_OPEN,
    PARAGRAPH_CLOSE,
    ROW_CLOSE,
    TABLE_CLOSE,
    character_twips,
    frame_cell_open,
    frame_open,
    indents,
    paragraph_open,
    twips_of_mm,
    twips_of_pt,
)


def signature(sign: SignMould, values: Sequence[Value], layout: Layout, seal: Seal) -> tuple[Piece, Flow]:
    """The lines of a signature, still with holes, and the room they take: they stay together on one page."""
    names = [line for line in sign.lines if line.role == "sign_name"]
    if any(line.role == "sign_post" for line in sign.lines):
        return _stamped(sign, layout)
    if seal == "full" and len(names) > 1:
        return _joint(sign, names, values, layout)
    return _stacked(sign, values, layout, seal)


def _pitch(layout: Layout) -> int:
    return twips_of_pt(layout.grid.pitch)


def _flow(sign: SignMould, layout: Layout, before: int, height: int, room: int = 0) -> Flow:
    return Flow(
        page_height(layout, sign.landscape),
        before=before,
        keep_next=sign.keep_next,
        new_page=sign.new_page,
        rows=(height,),
        room=0 if sign.keep_next else room,
    )


def _piece(sign: SignMould, lines: Sequence[Line], befores: Sequence[int], places: Sequence[str]) -> Piece:
    """One paragraph a line."""
    out: list[bytes] = []
    last = len(lines) - 1
    for number, (line, before, place) in enumerate(zip(lines, befores, places, strict=True)):
        start = paragraph_open(line.role, number < last or sign.keep_next, sign.new_page and not number, before, more=place)
        out += (start, line.piece.xml, PARAGRAPH_CLOSE)
    return Piece(b"".join(out), tuple(hole for line in lines for hole in line.piece.holes))


# ---------------------------------------------------------------- one under the other


def _stacked(sign: SignMould, values: Sequence[Value], layout: Layout, seal: Seal) -> tuple[Piece, Flow]:
    look = layout.sign.sealed if seal == "full" else layout.sign.unsealed
    widths = [twips_of_text(text_of(line.text, values), layout, line.role) for line in sign.lines]
    places = _sealed(sign.lines, widths, layout) if seal == "full" else _unsealed(sign.lines, widths, layout)
    before = round(look.above * _pitch(layout))
    room = twips_of_mm(layout.page.text_width)
    lines = sum(max(1, -(-width // room)) for width in widths)
    below = round(layout.sign.sealed.below * _pitch(layout)) if seal == "full" else 0
    befores = [before, *[0] * (len(sign.lines) - 1)]
    return _piece(sign, sign.lines, befores, places), _flow(sign, layout, before, lines * _pitch(layout), below)


def _sealed(lines: Sequence[Line], widths: Sequence[int], layout: Layout) -> list[str]:
    """GB/T 7.3.5.1: the date so many characters in from the right, the name centred on it.

    A name too long for that moves the date to the left, so that neither leaves the text area. All lines are centred on
    one axis, so that they stay so when a person changes one, or a program sets digits wider than Word.
    """
    room = twips_of_mm(layout.page.text_width)
    right = round(layout.sign.sealed.right * character_twips(layout))
    date = next((width for line, width in zip(lines, widths, strict=True) if line.role == "sign_date"), 0)
    axis = max(right + date // 2, *(min(width, room) // 2 for width in widths))
    centred = indents(max(room - 2 * axis, 0), 0, "center")
    return [centred if width < _ROOMY * 2 * axis else indents(0, axis - width // 2, "right") for width in widths]


_ROOMY: Final = 0.95  # of the space around the axis: a line that needs more might wrap for a twip


def _unsealed(lines: Sequence[Line], widths: Sequence[int], layout: Layout) -> list[str]:
    """GB/T 7.3.5.2: the name so many characters in from the right, the date begins two to the right of it.

    A date longer than the name stands in its place instead, and the name moves to the left. Of several names the host's
    comes first; they begin under each other.
    """
    room = twips_of_mm(layout.page.text_width)
    unit = character_twips(layout)
    right, shift = round(layout.sign.unsealed.right * unit), round(layout.sign.unsealed.shift * unit)
    name = max((width for line, width in zip(lines, widths, strict=True) if line.role == "sign_name"), default=0)
    date = next((width for line, width in zip(lines, widths, strict=True) if line.role == "sign_date"), 0)
    longer = date > name - unit  # or nearly so: it would end at the very edge of the text area
    start = room - right - (date + shift if longer else name)
    start = max(start, 0)
    return [indents(start + shift if line.role == "sign_date" and name else start, 0, "left") for line in lines]


# ---------------------------------------------------------------- several seals


def _joint(sign: SignMould, names: Sequence[Line], values: Sequence[Value], layout: Layout) -> tuple[Piece, Flow]:
    """GB/T 7.3.5.1, joint issue: names in rows, a seal's width or more to each, the date under the last.

    The rows stand so far apart that seals pressed on the names do not touch.
    """
    look, pitch, room = layout.sign.sealed, _pitch(layout), twips_of_mm(layout.page.text_width)
    rows = _rows(names, values, layout)
    dates = [line for line in sign.lines if line.role != "sign_name"]
    columns = math.lcm(*map(len, rows))
    grid = [b - a for a, b in pairwise(room * n // columns for n in range(columns + 1))]
    below = 0 if sign.keep_next else round(look.below * pitch)
    befores = [round((look.apart if number else look.above) * pitch) for number in range(len(rows))]
    out = [paragraph_open("spacer", new_page=True) + PARAGRAPH_CLOSE] if sign.new_page else []
    out.append(frame_open(tuple(grid)))
    for before, row in zip(befores, rows, strict=True):
        span = columns // len(row)
        out.append(FRAME_ROW_OPEN)
        for at, line in enumerate(row):
            last = line is names[-1]
            out.append(frame_cell_open(sum(grid[at * span : (at + 1) * span]), bottom=below if last else 0, span=span))
            for part in (line, *dates) if last else (line,):
                start = paragraph_open(part.role, True, before=before if part is line else 0, more=_CENTRED)
                out += (start, part.piece.xml, PARAGRAPH_CLOSE)
            out.append(FRAME_CELL_CLOSE)
        out.append(ROW_CLOSE)
    out += (TABLE_CLOSE, paragraph_open("spacer", sign.keep_next), PARAGRAPH_CLOSE)
    holes = tuple(hole for line in (*names, *dates) for hole in line.piece.holes)
    height = sum(befores) + (len(rows) + len(dates)) * pitch + below
    return Piece(b"".join(out), holes), _flow(sign, layout, 0, height)


_CENTRED: Final = indents(0, 0, "center")


def _rows(names: Sequence[Line], values: Sequence[Value], layout: Layout) -> list[list[Line]]:
    """The names in as few rows as the seals and the longest name allow, the rows as even as can be."""
    room = twips_of_mm(layout.page.text_width)
    longest = max(twips_of_text(text_of(line.text, values), layout, line.role) for line in names)
    needed = max(twips_of_mm(layout.sign.sealed.seal), round(longest / _ROOMY))
    across = max(min(layout.sign.sealed.across, len(names), room // needed), 1)
    count = -(-len(names) // across)
    cuts = [-(-len(names) * number // count) for number in range(count + 1)]
    return [list(names[a:b]) for a, b in pairwise(cuts)]


# ---------------------------------------------------------------- a signature stamp


def _stamped(sign: SignMould, layout: Layout) -> tuple[Piece, Flow]:
    """GB/T 7.3.5.3: the signer's post to the left of the stamp's place and half-way up it, the date under both.

    Of several signers the host's comes first; their stamps stand under each other and do not touch.
    """
    look, pitch, unit = layout.sign.stamp, _pitch(layout), character_twips(layout)
    right = round(look.right * unit)
    post = indents(0, right + twips_of_mm(look.width) + round(look.gap * unit), "right")
    over = max(twips_of_mm(look.height) - pitch, 0)  # how far a stamp stands out of its line, above and below together
    befores: list[int] = []
    for line in sign.lines:
        if not befores:
            befores.append(round(look.above * pitch) + over // 2)
        elif line.role == "sign_post":
            befores.append(over + round(look.apart * pitch))
        else:
            befores.append(over // 2 + round(look.below * pitch))
    places = [post if line.role == "sign_post" else indents(0, right, "right") for line in sign.lines]
    height = sum(befores[1:]) + len(befores) * pitch
    return _piece(sign, sign.lines, befores, places), _flow(sign, layout, befores[0], height)
