"""A rendered page measured in millimetres: glyphs, lines, rules, ink, the page number. Judges nothing.

`render` makes PDFs of many papers with few soffice calls and shares them between the workers of one test run. Heights are
counted from the upper edge of the page. A line's `y` is its baseline; LibreOffice puts it at 80 % of an exact line, so
the box of a line begins 0.8 pitches above it. Word puts the ink up to a millimetre elsewhere inside a line; the boxes are
the same.
"""

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageChops

from generator.convert_pdf import convert_pdf

FACES = {  # the names in our files → the free fonts that stand in for them
    "仿宋_GB2312": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "方正小标宋简体": "AR PL SungtiL GB",
    "Times New Roman": "Liberation Serif",
}
IN_PDF = {"BousungEG": "小标宋", "FandolFang": "仿宋", "FandolKai": "楷体", "FandolHei": "黑体", "FandolSong": "宋体"}
RESOLUTION = 300
PITCH = 28.95 / 72 * 25.4  # 行: 10.21 mm
CHARACTER = 156 / 28  # 字: 5.57 mm
SMALL = 14 / 72 * 25.4  # a 四号 character: 4.94 mm
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # 版心


def mm(points: float) -> float:
    return points / 72 * 25.4


# ---------------------------------------------------------------- rendering


def find_fonts(tool: Callable[[str], str]) -> None:
    """Skips (under CI: fails) where LibreOffice or a font that stands in for an official one is missing."""
    tool("soffice")
    matcher = tool("fc-match")
    for name, family in FACES.items():
        found = subprocess.run([matcher, "-f", "%{family}", name], capture_output=True, text=True, check=True).stdout
        if family not in found:
            message = f"no {family} for {name}: run tests/fonts/install.sh"
            pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)


def render(papers: Mapping[str, bytes], folder: Path) -> dict[str, "Pages"]:
    """The pages of every paper by name. `folder` keeps the PDFs; workers of one run share it, and only one converts."""
    paths = {name: folder / f"{hashlib.sha256(data).hexdigest()}.pdf" for name, data in papers.items()}
    with _alone(folder / "lock"):
        wanting = {path: papers[name] for name, path in paths.items() if not path.exists()}
        halves = list(wanting.values())[::2], list(wanting.values())[1::2]
        with ThreadPoolExecutor(2) as pool:  # two of LibreOffice beside each other
            pdfs = list(pool.map(convert_pdf, halves))
        for half, made in enumerate(pdfs):
            for path, pdf in zip(list(wanting)[half::2], made, strict=True):
                path.write_bytes(pdf)
    return {name: Pages(path) for name, path in paths.items()}


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time."""
    import fcntl  # nowhere but on Unix, where the measured tests run

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Pages(list["Page"]):
    """The pages of a PDF."""

    def __init__(self, path: Path) -> None:
        self._drawings = pypdfium2.PdfDocument(path)
        super().__init__(map(Page, pdfplumber.open(path).pages, self._drawings))

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        """(level from 1, text) of the PDF's outline."""
        return [(mark.level + 1, mark.get_title()) for mark in self._drawings.get_toc()]


# ---------------------------------------------------------------- what is on a page


@dataclass(frozen=True)
class Glyph:
    """One character: its face by its Chinese name, size in points, place in mm."""

    text: str
    face: str
    size: float
    x0: float
    x1: float
    y: float
    red: bool
    rotated: bool = False


@dataclass(frozen=True)
class Line:
    """The characters on one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x0

    @property
    def right(self) -> float:
        return self.glyphs[-1].x1

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def han(self) -> tuple[Glyph, ...]:
        return tuple(glyph for glyph in self.glyphs if glyph.text > "\u2e80")

    @property
    def looks(self) -> set[tuple[str, int]]:
        """(face, size) of its Han characters."""
        return {(glyph.face, round(glyph.size)) for glyph in self.han}

    @property
    def red(self) -> bool:
        return all(glyph.red for glyph in self.glyphs)

    def at(self, text: str) -> float:
        """The left edge of the first occurrence of a text."""
        return self.glyphs[self.text.index(text)].x0

    def part(self, start: int, end: int | None = None) -> "Line":
        return Line(self.glyphs[start:end])

    @property
    def stretch(self) -> float:
        """The gaps LibreOffice 7.4 leaves between Han and digits though autoSpaceDN is off, in mm; Word leaves none."""
        narrow = len(self.glyphs) - len(self.han)
        return self.right - self.left - mm(len(self.han) * 16 + narrow * 8 - len(self.glyphs) * 0.25)


@dataclass(frozen=True)
class Rule:
    """A horizontal rule: from left to right, height of its middle, thickness, all in mm."""

    left: float
    right: float
    y: float
    thickness: float
    red: bool

    @property
    def length(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float


class Page:
    """A page of a PDF. `turned`: one laid across seen upright, its upper edge to the left, as it lies in the bound paper."""

    def __init__(self, page: Any, drawing: Any, turned: bool = False) -> None:
        self._page, self._drawing = page, drawing
        self._turned = turned
        self.number = int(page.page_number)
        sides = mm(float(page.width)), mm(float(page.height))
        self.width, self.height = sides[::-1] if turned else sides

    @property
    def across(self) -> bool:
        return self.width > self.height

    @cached_property
    def upright(self) -> "Page":
        """The page as it lies in the bound paper."""
        return Page(self._page, self._drawing, turned=True) if self.across else self

    @cached_property
    def glyphs(self) -> list[Glyph]:
        """All characters but blanks."""
        return [self._glyph(char) for char in self._page.chars if char["text"].strip()]

    def _glyph(self, char: dict[str, Any]) -> Glyph:
        face = next((face for name, face in IN_PDF.items() if name in char["fontname"]), char["fontname"].split("+")[-1])
        rotated = not char["upright"]
        size = char["x1"] - char["x0"] if rotated else char["size"]  # pdfminer takes the height of the box for it
        x0, x1, y = mm(char["x0"]), mm(char["x1"]), mm(float(self._page.height) - char["matrix"][5])
        if self._turned:
            x0, x1, y = mm(char["top"]), mm(char["bottom"]), mm(float(self._page.width) - char["matrix"][4])
        return Glyph(char["text"], face, float(size), x0, x1, y, _is_red(char["non_stroking_color"]), rotated)

    @cached_property
    def lines(self) -> list[Line]:
        """What is printed, from top to bottom, the page number left out."""
        return _by_baseline(glyph for glyph in self.glyphs if glyph not in self._number_glyphs)

    @cached_property
    def page_number(self) -> Line | None:
        """— 1 — below the text area; None where there is none."""
        found = _by_baseline(self.upright._number_glyphs)
        return found[-1] if found else None

    @cached_property
    def _number_glyphs(self) -> set[Glyph]:
        across = self.across or self._turned
        low = {glyph for glyph in self.glyphs if (glyph.rotated if across else glyph.y > BOTTOM + 1)}
        return {glyph for glyph in low if glyph.text in "—0123456789" and round(glyph.size) == 14}

    @cached_property
    def rules(self) -> list[Rule]:
        """Horizontal rules of 20 mm and more, from top to bottom; pieces that touch are one."""
        found = sorted(
            (rule for thing in self._drawn() if (rule := _rule(thing))), key=lambda rule: (round(rule.y, 1), rule.left)
        )
        whole: list[Rule] = []
        for rule in found:
            last = whole[-1] if whole else None
            if last and abs(last.y - rule.y) < 0.06 and rule.left - last.right < 0.2 and last.red == rule.red:
                whole[-1] = Rule(last.left, max(last.right, rule.right), last.y, last.thickness, last.red)
            else:
                whole.append(rule)
        return [rule for rule in whole if rule.length >= 20]

    def _drawn(self) -> list[dict[str, Any]]:
        return [*self._page.rects, *self._page.lines, *self._page.curves]

    def picture(self, left: float, top: float, right: float, bottom: float) -> Any:
        """A part of the page as a picture of RESOLUTION points an inch."""
        width, height = float(self._page.width), float(self._page.height)
        points = [length / 25.4 * 72 for length in (left, top, right, bottom)]
        if self._turned:  # its upper edge is the left one of what is seen
            left, top, right, bottom = width - points[3], points[0], width - points[1], points[2]
        else:
            left, top, right, bottom = points
        crop = max(left, 0), max(height - bottom, 0), max(width - right, 0), max(top, 0)
        found = self._drawing.render(scale=RESOLUTION / 72, crop=crop).to_pil().convert("RGB")
        return found.transpose(Image.Transpose.ROTATE_90) if self._turned else found

    def ink(self, left: float, top: float, right: float, bottom: float, red: bool = False) -> Box | None:
        """What is printed (in red) inside a box, at its own edges; None for nothing. A tenth of a millimetre sharp."""
        scale = RESOLUTION / 25.4
        reds, greens, _ = self.picture(left, top, right, bottom).split()
        dark = greens.point(lambda value: 255 if value < 128 else 0)
        if red:
            dark = ImageChops.multiply(dark, reds.point(lambda value: 255 if value > 160 else 0))
        found = dark.getbbox()
        if found is None:
            return None
        x0, y0, x1, y1 = found
        return Box(left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale)

    def line_ink(self, line: Line) -> Box:
        """The ink of a line's characters."""
        size = mm(max(glyph.size for glyph in line.glyphs))
        found = self.ink(line.left - 0.5, line.y - size, line.right + 0.5, line.y + 0.3 * size)
        assert found is not None
        return found

    def dash_ink(self) -> Box:
        """The ink of the first dash of the page number, seen upright."""
        line = self.page_number
        assert line is not None and line.text.startswith("—")
        dash = line.glyphs[0]
        found = self.upright.ink(dash.x0, dash.y - 4, dash.x1, dash.y + 1)
        assert found is not None
        return found

    def outside(self, left: float = LEFT, right: float = RIGHT, slack: float = 0.6) -> list[str]:
        """Characters beyond the text area on either side; the page number is elsewhere anyhow."""
        return [glyph.text for line in self.lines for glyph in line.glyphs if glyph.x0 < left - slack or glyph.x1 > right + slack]


def _by_baseline(glyphs: Any) -> list[Line]:
    ordered = sorted(glyphs, key=lambda glyph: glyph.y)
    rows: list[list[Glyph]] = []
    for glyph in ordered:
        if rows and glyph.y - rows[-1][0].y < 0.25:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [Line(tuple(sorted(row, key=lambda glyph: glyph.x0))) for row in rows]


def _is_red(colour: Any) -> bool:
    if not isinstance(colour, tuple) or len(colour) != 3:
        return False
    red, green, blue = colour
    return bool(red > 0.6 and green < 0.4 and blue < 0.4)


def _rule(thing: dict[str, Any]) -> Rule | None:
    """A filled rectangle or a stroked path as a horizontal rule, if it is one."""
    filled = thing["fill"] and thing["object_type"] == "rect"
    height = mm(thing["bottom"] - thing["top"])
    if height > 1.5 or mm(thing["x1"] - thing["x0"]) < max(1.0, 3 * height):
        return None
    thickness = height if filled and height > 0.01 else mm(thing["linewidth"] or 0)
    colour = thing["non_stroking_color"] if filled else thing["stroking_color"]
    middle = mm(thing["top"] + thing["bottom"]) / 2
    return Rule(mm(thing["x0"]), mm(thing["x1"]), middle, thickness, _is_red(colour))


# ---------------------------------------------------------------- looking for something


def every_line(pages: Sequence[Page]) -> list[Line]:
    return [line for page in pages for line in page.lines]


def line_with(pages: Sequence[Page], start: str) -> Line:
    """The first line that begins with a text."""
    return next(line for line in every_line(pages) if line.text.startswith(start))


def blank_lines(above: Line, below: Line, pitch: float = PITCH) -> float:
    """How many lines stand empty between two."""
    return (below.y - above.y) / pitch - 1


def steps(lines: Sequence[Line]) -> list[float]:
    """The distances of baselines."""
    return [below.y - above.y for above, below in pairwise(lines)]


def spots(pages: Sequence[Page], text: str) -> list[tuple[Page, Line]]:
    """The lines (or the parts of lines) that carry a text, with their pages; empty where it is not printed."""
    wanted = "".join(text.split())
    places = [(page, line, glyph) for page in pages for line in page.lines for glyph in line.glyphs for _ in glyph.text]
    start = "".join(glyph.text for page in pages for line in page.lines for glyph in line.glyphs).find(wanted)
    if start < 0 or not wanted:
        return []
    found: list[tuple[Page, Line, list[Glyph]]] = []
    for page, line, glyph in places[start : start + len(wanted)]:
        if not found or found[-1][1] is not line:
            found.append((page, line, []))
        found[-1][2].append(glyph)
    return [(page, Line(tuple(glyphs))) for page, _, glyphs in found]
