"""The head of a paper (版头) as Word XML: the mark as large as its names allow, number, signers.

Places and sizes follow from the layout and from how long the names are; which parts a paper has was decided before.
"""

import math
from collections.abc import Sequence
from typing import Final

from generator.chinese import text_width
from generator.layout import HeadMould, Layout, Line, Piece
from generator.model import Value
from generator.word.measure import text_of, twips_of_text
from generator.word.word_xml import (
    FRAME_CELL_CLOSE,
    FRAME_ROW_OPEN,
    PARAGRAPH_CLOSE,
    ROW_CLOSE,
    RUN_OPENS,
    TABLE_CLOSE,
    alignment,
    character_twips,
    frame_cell_open,
    frame_open,
    own_run,
    paragraph_open,
    rule_twips,
    run_open,
    run_size,
    style_id,
    twips_of_mm,
    twips_of_pt,
)

_SIGNERS: Final = "签发人："  # 7.2.6
_BASELINE: Final = 0.8  # of an exact line, from its top: where Word and LibreOffice put it


def letterhead(head: HeadMould, values: Sequence[Value], layout: Layout, less: int = 0) -> Piece:
    """The head, still with holes; `less`: by how many twips a mark of several names had better be lower than it would be."""
    lines = {role: [line for line in head.lines if line.role == role] for role in {line.role for line in head.lines}}
    above = [line for role in ("copy_number", "secrecy", "urgency") for line in lines.get(role, ())]
    names, word = lines.get("mark", []), next(iter(lines.get("mark_word", ())), None)
    number, signers = next(iter(lines.get("number", ())), None), lines.get("signer", [])
    out = _Out()
    mark_first = layout.head.first == "mark"
    for line in () if mark_first else above:
        out.line(line, paragraph_open(line.role))
    lines_above = 0 if mark_first else len(above)
    if len(names) == 1:
        _mark(names[0], word, lines_above, values, layout, out)
    elif names:
        _joint_mark(names, word, lines_above, values, layout, out, less)
    beside = number if mark_first and above and not signers else None
    if mark_first and above:
        _lines_beside(beside, above, head.gap, values, layout, out)
    if signers:
        _signers(number, signers, head.gap, values, layout, out)
    elif number and not beside:
        out.line(number, paragraph_open("number", before=head.gap))
    return Piece(b"".join(out.xml), tuple(out.holes))


def letterhead_height(head: HeadMould, values: Sequence[Value], layout: Layout, less: int = 0) -> int:
    """Twips from the top of the text area to the end of the head, its red rule included."""
    count = {role: sum(line.role == role for line in head.lines) for role in ("mark", "number")}
    above = sum(line.role in ("copy_number", "secrecy", "urgency") for line in head.lines)
    mark_first, grid = layout.head.first == "mark", twips_of_pt(layout.grid.pitch)
    height = 0 if mark_first else above * grid
    if count["mark"]:
        names = [line for line in head.lines if line.role == "mark"]
        word = next((line for line in head.lines if line.role == "mark_word"), None)
        size = _sized(names, word, values, layout, less)[0]
        pitch = round(layout.head.leading * size * 20)
        height += _top(layout, size, pitch, 0 if mark_first else above) + len(names) * pitch
    lines = max(above if mark_first else 0, _signer_rows(head, values, layout), count["number"])
    height += _rule_height(layout, "mark") if count["mark"] else 0
    return height + (head.gap + lines * grid + _rule_height(layout, "number") if lines else 0)


def _signer_rows(head: HeadMould, values: Sequence[Value], layout: Layout) -> int:
    signers = [line for line in head.lines if line.role == "signer"]
    if not signers:
        return 0
    number = next((line for line in head.lines if line.role == "number"), None)
    return -(-len(signers) // (len(_signer_widths(number, signers, values, layout)) - _BESIDE_SIGNERS))


def _rule_height(layout: Layout, style: str) -> int:
    rule = layout.rules.get(layout.paragraphs[style].rule or "")
    return twips_of_pt(rule.space) + rule_twips(rule) if rule else 0


class _Out:
    """XML as it is put together, with the holes in its order."""

    def __init__(self) -> None:
        self.xml: list[bytes] = []
        self.holes: list[int] = []

    def runs(self, line: Line, run: bytes = b"") -> None:
        """The runs of a line; `run` is how they begin instead of as they do."""
        self.xml.append(line.piece.xml.replace(RUN_OPENS[0][0], run) if run else line.piece.xml)
        self.holes += line.piece.holes

    def line(self, line: Line, start: bytes, run: bytes = b"") -> None:
        self.xml.append(start)
        self.runs(line, run)
        self.xml.append(PARAGRAPH_CLOSE)


# ---------------------------------------------------------------- the mark


def mark_size(layout: Layout, width: float) -> tuple[float, float]:
    """Size in points and width in percent of a mark's characters, so that `width` of them fill no more than a line.

    Neither goes below the layout's bounds: where that is not enough (`mark_fits`) the mark runs out of its line.
    """
    room = _room(layout)
    largest = layout.paragraphs["mark"].size or 0
    size = max(min(largest, int(room / max(width, 1))), layout.head.smallest)
    return size, max(min(100.0, int(100 * room / max(width * size, 1))), layout.head.narrowest)


def mark_fits(layout: Layout, names: Sequence[str], word: str) -> bool:
    """Whether the names, each with 文件 (or whatever the word is) beside it, fit their line at the smallest size."""
    return _mark_width(layout, names, word) * layout.head.smallest * layout.head.narrowest / 100 <= _room(layout)


def _room(layout: Layout) -> float:
    """The width of the text area in points."""
    return layout.page.text_width / 25.4 * 72


_SLACK: Final = 1.01  # a name exactly as wide as its cell would wrap


def _mark_width(layout: Layout, names: Sequence[str], word: str) -> float:
    """Characters across: the longest name, 文件, and the gap between them where there are several names."""
    gap = layout.head.gap if word and len(names) > 1 else 0
    return (max(map(text_width, names)) + text_width(word) + gap) * (_SLACK if len(names) > 1 else 1)


def _sized(
    names: Sequence[Line], word: Line | None, values: Sequence[Value], layout: Layout, less: int = 0
) -> tuple[float, float, float]:
    """Size in points, width in percent, and the characters of the word."""
    tail = text_of(word.text, values) if word else ""
    width = _mark_width(layout, [text_of(name.text, values) for name in names], tail)
    size, percent = mark_size(layout, width)
    if less and len(names) > 1:
        of_a_point = layout.head.leading * (len(names) - _BASELINE) + layout.head.ink  # what the mark is lower for each
        lower = math.floor(size - less / (20 * of_a_point))
        size, percent = max(lower, layout.head.smallest), mark_size(layout, width * size / max(lower, 1))[1]
    return size, percent, text_width(tail)


def _top(layout: Layout, size: float, pitch: int, above: int) -> int:
    """Twips from the last line above to the line of the mark, so that its ink stands where the layout says (7.2.4)."""
    ink = round(_BASELINE * pitch - layout.head.ink * size * 20)  # from the top of its line
    page = layout.first_page or layout.page
    return twips_of_mm(layout.head.top - page.top) - ink - above * twips_of_pt(layout.grid.pitch)


def _mark(name: Line, word: Line | None, above: int, values: Sequence[Value], layout: Layout, out: _Out) -> None:
    """The only name, 文件 behind it in the same line."""
    size, percent, _ = _sized([name], word, values, layout)
    pitch = round(layout.head.leading * size * 20)
    look = run_size(size, percent)
    out.xml.append(paragraph_open("mark", before=_top(layout, size, pitch, above), line=pitch))
    out.runs(name, run_open("", look))
    if word:
        out.runs(word, run_open(style_id("mark_tail"), look))
    out.xml.append(PARAGRAPH_CLOSE)


def _joint_mark(
    names: Sequence[Line], word: Line | None, above: int, values: Sequence[Value], layout: Layout, out: _Out, less: int
) -> None:
    """One name a line, all of one width, 文件 beside them in the middle of their height."""
    size, percent, tail = _sized(names, word, values, layout, less)
    pitch = round(layout.head.leading * size * 20)
    top = _top(layout, size, pitch, above)
    run = run_open("", run_size(size, percent))
    room = twips_of_mm(layout.page.text_width)
    unit = size * 20 * percent / 100 * _SLACK
    left = min(round(max(text_width(text_of(name.text, values)) for name in names) * unit), room)
    right = min(round((tail + layout.head.gap) * unit), room - left) if word else 0
    out.xml += (frame_open((left, right) if word else (left,), center=True), FRAME_ROW_OPEN, frame_cell_open(left, top))
    for name in names:
        out.line(name, paragraph_open("mark", line=pitch, more=alignment("distribute")), run)
    out.xml.append(FRAME_CELL_CLOSE)
    if word:
        out.xml.append(frame_cell_open(right, top, align="center"))
        out.line(word, paragraph_open("mark_word", line=pitch), run)
        out.xml.append(FRAME_CELL_CLOSE)
    out.xml += (ROW_CLOSE, TABLE_CLOSE)


# ---------------------------------------------------------------- number and what stands beside it


def _lines_beside(
    number: Line | None, lines: Sequence[Line], gap: int, values: Sequence[Value], layout: Layout, out: _Out
) -> None:
    """GB/T 10.1: copy number, secrecy and urgency at the left under the mark, the number at the right of the first."""
    room = twips_of_mm(layout.page.text_width)
    right = twips_of_text(text_of(number.text, values), layout, "number") + round(character_twips(layout)) if number else 0
    out.xml += (frame_open((room - right, right) if number else (room,)), FRAME_ROW_OPEN, frame_cell_open(room - right, gap))
    for line in lines:
        out.line(line, paragraph_open(line.role))
    out.xml.append(FRAME_CELL_CLOSE)
    if number:
        out.xml.append(frame_cell_open(right, gap))
        out.line(number, paragraph_open("number"))
        out.xml.append(FRAME_CELL_CLOSE)
    out.xml += (ROW_CLOSE, TABLE_CLOSE)


def _signers(number: Line | None, signers: Sequence[Line], gap: int, values: Sequence[Value], layout: Layout, out: _Out) -> None:
    """GB/T 7.2.5, 7.2.6: as many signers a line as the layout says, one character in from the right; the number on the
    line of the last."""
    widths = _signer_widths(number, signers, values, layout)
    across = len(widths) - _BESIDE_SIGNERS
    rule = layout.paragraphs["number"].rule or ""
    rows = [signers[at : at + across] for at in range(0, len(signers), across)]
    if out.xml and out.xml[-1] == TABLE_CLOSE:
        out.xml.append(_BLANK)  # Word makes one table of two neighbours
    out.xml.append(frame_open(widths, rule))
    for place, row in enumerate(rows):
        first, last = place == 0, place == len(rows) - 1
        space = twips_of_pt(layout.rules[rule].space) if rule and last else 0
        cells = [number if last else None, None, *row, *[None] * (across - len(row)), None]
        out.xml.append(FRAME_ROW_OPEN)
        for at, (line, width) in enumerate(zip(cells, widths, strict=True)):
            out.xml.append(frame_cell_open(width, gap if first else 0, space))
            if line:
                out.line(line, paragraph_open("number_beside" if line.role == "number" else line.role))
            elif at == 1 and first:
                out.xml += (paragraph_open("signer_label"), own_run(_SIGNERS), PARAGRAPH_CLOSE)
            else:
                out.xml.append(_BLANK)
            out.xml.append(FRAME_CELL_CLOSE)
        out.xml.append(ROW_CLOSE)
    out.xml.append(TABLE_CLOSE)


_BESIDE_SIGNERS: Final = 3  # columns: the number, 签发人：, what stays empty at the right


def _signer_widths(number: Line | None, signers: Sequence[Line], values: Sequence[Value], layout: Layout) -> tuple[int, ...]:
    """The columns in twips: as many names a line as the layout says, one where they leave the number too little room."""
    unit = character_twips(layout)
    lengths = [twips_of_text(text_of(line.text, values), layout, "signer") + round(unit / 2) for line in signers]
    label = twips_of_text(_SIGNERS, layout, "signer_label") + round(unit / 4)
    right = round(unit / 2)  # with the half beside the longest name one character
    needed = 0
    if number:
        left = layout.paragraphs["number_beside"].left * unit
        needed = round(twips_of_text(text_of(number.text, values), layout, "number_beside") * _SLACK + left)
    for across in (min(len(signers), layout.head.signers), 1):
        names = [max(lengths[column::across]) for column in range(across)]
        rest = twips_of_mm(layout.page.text_width) - label - sum(names) - right
        if rest >= needed:
            break
    return rest, label, *names, right


_BLANK: Final = paragraph_open("spacer") + PARAGRAPH_CLOSE  # a cell without a paragraph is no cell to Word
