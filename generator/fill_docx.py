"""Values into a paper's mould, what depends on how long they are, and the package: the bytes of a .docx.

The same mould, values and properties give the same bytes, whatever the time, place, locale and machine. Knows nothing of
templates or profiles; neither python-docx nor lxml is imported here.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final, Literal

from generator.chinese import text_width
from generator.datatype import datatype
from generator.layout import HOLE_MARK, NOT_FIRST, NOT_LAST, Layout, Mould, Piece, Seal, SignLine, SignMould, TitleMould
from generator.model import Date, Value
from generator.package import NotAPackage, Part, deflate, read_parts, store, zip_parts
from generator.version import VERSION
from generator.word_xml import (
    PARAGRAPH_CLOSE,
    RECIPE_TYPE,
    RUN_CLOSE,
    RUN_OPENS,
    TITLE_BREAK,
    base_parts,
    character_twips,
    escape_run,
    escape_text,
    indents,
    paragraph_open,
    slot_run,
    twips_of_mm,
    twips_of_pt,
)

RECIPE: Final = "nigao/recipe.xml"
_CORE: Final = "docProps/core.xml"
_DOCUMENT: Final = "word/document.xml"


@datatype
class Properties:
    """What the file says of itself. `date` is the paper's own or that of --as-of; `author` is the unit.

    `seal` overrides the layout's; `hashes` names the template and the layers (relative to the root) with their sha256.
    """

    author: str = ""
    date: Date | None = None
    kind: str = ""
    seal: Seal | None = None
    hashes: tuple[tuple[str, str], ...] = ()


def fill_docx(mould: Mould, values: Sequence[Value], properties: Properties | None = None) -> bytes:
    """The .docx of a paper. ValueError for a character XML cannot hold, IndexError for a hole without a value."""
    properties = properties or Properties()
    base, hasher = _base(mould.layout)
    document = _document(mould, values, properties)
    title = next((block for block in mould.blocks if isinstance(block, TitleMould)), None)
    name = _text((atom.content for atom in title.atoms), values) if title else properties.kind
    core = _core(name, properties).encode()
    hasher = hasher.copy()
    for name, data in ((_CORE, core), (_DOCUMENT, document)):
        _hash(hasher, name, data)
    recipe = _recipe(mould.layout, properties, hasher.hexdigest()).encode()
    return zip_parts((*base, store(_CORE, core), deflate(_DOCUMENT, document), store(RECIPE, recipe)))


# ---------------------------------------------------------------- values into holes


def _document(mould: Mould, values: Sequence[Value], properties: Properties) -> bytes:
    seal = properties.seal or mould.layout.sign.seal
    out: list[bytes] = []
    holes: list[int] = []
    for block in mould.blocks:
        if isinstance(block, Piece):
            out.append(block.xml)
            holes += block.holes
        elif isinstance(block, TitleMould):
            _title(block, values, mould.layout, out, holes)
        else:
            _sign(block, values, mould.layout, seal, out, holes)
    return _filled(b"".join(out), holes, values)


def _filled(xml: bytes, holes: list[int], values: Sequence[Value]) -> bytes:
    """The XML with each value in its hole. A value stands in the run around its hole; a slot has a run of its own."""
    parts = xml.split(HOLE_MARK)
    out = [parts[0]]
    for part, index in zip(parts[1:], holes, strict=True):
        value = values[index]
        out.append(escape_run(value.text).encode() if value.kind != "slot" else _slot(value.text, out))
        out.append(part)
    return b"".join(out)


def _slot(text: str, before: list[bytes]) -> bytes:
    return next(run for part in reversed(before) if (run := slot_run(part, text)) is not None)


def _text(parts: Iterable[str | int], values: Sequence[Value]) -> str:
    """A text of characters and values, without XML."""
    return "".join(part if isinstance(part, str) else values[part].text for part in parts)


# ---------------------------------------------------------------- titles


def _title(title: TitleMould, values: Sequence[Value], layout: Layout, out: list[bytes], holes: list[int]) -> None:
    """A title's paragraph, still with holes, broken into lines where it is too long for one."""
    texts = [_text((atom.content,), values) for atom in title.atoms]
    prices = tuple(
        None if text.startswith(NOT_FIRST) or before.endswith(NOT_LAST) else atom.price
        for atom, text, before in zip(title.atoms, texts, ["", *texts], strict=False)
    )
    breaks = _title_breaks(tuple(map(text_width, texts)), prices, layout.title_characters)
    if any("\n" in text or "\r" in text for text in texts):
        breaks = frozenset()  # whoever gave the value broke the title himself
    out.append(title.open)
    current: bool | None = None
    for number, atom in enumerate(title.atoms):
        if current is not None and (number in breaks or atom.strong is not current):
            out.append(RUN_CLOSE)
            current = None
        if number in breaks:
            out.append(TITLE_BREAK)
        if current is None:
            out.append(RUN_OPENS[0][atom.strong])
            current = atom.strong
        if isinstance(atom.content, str):
            out.append(escape_run(atom.content).encode())
        else:
            out.append(HOLE_MARK)
            holes.append(atom.content)
    out.append(PARAGRAPH_CLOSE if current is None else RUN_CLOSE + PARAGRAPH_CLOSE)


_EXTRA_LINE: Final = 8.0
_UNEVEN: Final = 10.0  # times the share by which the shortest line falls behind the longest
_BLOCK: Final = 3.0
_HOURGLASS: Final = 40.0
_STUMP: Final = 25.0  # a line of three characters or fewer
_MAX_LINES: Final = 6
_MAX_PLACES: Final = 14  # the cheapest are tried


@lru_cache(maxsize=1024)
def _title_breaks(widths: tuple[float, ...], prices: tuple[float | None, ...], room: int) -> frozenset[int]:
    """The pieces of a title before which a new line begins; none if it fits on one, or if no set of breaks makes it fit.

    GB/T 7.3.1: words whole, trapezium or lozenge; so widths that rise, fall, or rise and then fall.
    """
    if sum(widths) <= room:
        return frozenset()
    priced = sorted((price, number) for number, price in enumerate(prices) if price is not None)
    places = sorted(number for _, number in priced[:_MAX_PLACES])
    sums = [0.0]
    for width in widths:
        sums.append(sums[-1] + width)
    best: tuple[float, tuple[int, ...]] | None = None
    fewest = 0
    for count in range(1, min(len(places), _MAX_LINES - 1) + 1):
        if best is not None and count > fewest + 1:
            break
        for chosen in combinations(places, count):
            ends = (0, *chosen, len(widths))
            lines = [sums[b] - sums[a] for a, b in pairwise(ends)]
            if max(lines) > room:
                continue
            fewest = fewest or count
            price = sum(prices[number] or 0.0 for number in chosen) + _shape_price(lines) + count * _EXTRA_LINE
            if best is None or (price, chosen) < best:
                best = (price, chosen)
    return frozenset(best[1]) if best else frozenset()


def _shape_price(lines: list[float]) -> float:
    longest, shortest = max(lines), min(lines)
    price = _UNEVEN * (longest - shortest) / longest
    if shortest <= 3:
        price += _STUMP
    if longest == shortest:
        price += _BLOCK
    inner = zip(lines, lines[1:], lines[2:], strict=False)
    return price + _HOURGLASS * sum(left > middle < right for left, middle, right in inner)


# ---------------------------------------------------------------- name and date


def _sign(
    sign: SignMould, values: Sequence[Value], layout: Layout, seal: Seal, out: list[bytes], holes: list[int]
) -> None:
    """The lines of a signature, still with holes, set under each other."""
    look = layout.sign.sealed if seal == "full" else layout.sign.unsealed
    before = round(look.above * twips_of_pt(layout.grid.pitch))
    widths = [_twips(_text(line.plain, values), layout, line.role) for line in sign.lines]
    places = _sealed(sign.lines, widths, layout) if seal == "full" else _unsealed(sign.lines, widths, layout)
    for number, (line, place) in enumerate(zip(sign.lines, places, strict=True)):
        keep_next = number < len(sign.lines) - 1
        out += (paragraph_open(line.role, keep_next, line.new_page, 0 if number else before, more=place), line.piece.xml)
        holes += line.piece.holes


def _twips(text: str, layout: Layout, role: str) -> int:
    """The width of a text on one line, in twips."""
    style, base = layout.paragraphs[role], layout.paragraphs["base"]
    size = style.size or base.size or 0
    squeeze = layout.grid.squeeze if style.squeeze is None else style.squeeze
    longest = max(re.split("[\n\r]", text), key=text_width)
    return round(20 * (text_width(longest) * size - len(longest) * squeeze))


def _sealed(lines: Sequence[SignLine], widths: Sequence[int], layout: Layout) -> list[str]:
    """GB/T 7.3.5.1: the date so many characters in from the right, each name centred on it.

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


def _unsealed(lines: Sequence[SignLine], widths: Sequence[int], layout: Layout) -> list[str]:
    """GB/T 7.3.5.2: the name so many characters in from the right, the date begins two to the right of it.

    A date longer than the name stands in its place instead, and the name moves to the left.
    """
    room = twips_of_mm(layout.page.text_width)
    unit = character_twips(layout)
    right, shift = round(layout.sign.unsealed.right * unit), round(layout.sign.unsealed.shift * unit)
    name = max((width for line, width in zip(lines, widths, strict=True) if line.role == "sign_name"), default=0)
    date = next((width for line, width in zip(lines, widths, strict=True) if line.role == "sign_date"), 0)
    start = room - right - (date + shift if date > name else name)
    start = max(start, 0)
    return [indents(start + shift if line.role == "sign_date" and name else start, 0, "left") for line in lines]


# ---------------------------------------------------------------- the package


@lru_cache(maxsize=32)
def _base(layout: Layout) -> "tuple[tuple[Part, ...], hashlib._Hash]":
    """The parts all papers of a layout share, deflated, and the hash over them so far (to be copied, not fed)."""
    hasher = hashlib.sha256()
    parts: list[Part] = []
    for name, text in base_parts(layout):
        data = text.encode()
        _hash(hasher, name, data)
        parts.append(deflate(name, data))
    return tuple(parts), hasher


def _hash(hasher: "hashlib._Hash", name: str, data: bytes) -> None:
    hasher.update(f"{name}\0{len(data)}\0".encode())
    hasher.update(data)


_HEADER: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _core(title: str, properties: Properties) -> str:
    when = _timestamp(properties.date)
    author = escape_text(properties.author)
    return (
        f'{_HEADER}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape_text(title)}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified></cp:coreProperties>'
    )


def _timestamp(date: Date | None) -> str:
    """Midnight of a day, the first of a month or year where no more is known; 1980 for none and for mere events."""
    if date is None or not 1980 <= date.year < 9999:
        return "1980-01-01T00:00:00Z"
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}T00:00:00Z"


def _recipe(layout: Layout, properties: Properties, digest: str) -> str:
    """What the paper was made from; `sha256` is over the other parts, so that an edit is seen."""
    sources = "".join(
        f'<source name="{escape_text(name)}" sha256="{escape_text(hash_)}"/>' for name, hash_ in properties.hashes
    )
    return (
        f'{_HEADER}<recipe xmlns="{RECIPE_TYPE}" engine="{escape_text(VERSION)}" kind="{escape_text(properties.kind)}" '
        f'layout="{escape_text(layout.id)}" sha256="{digest}">{sources}</recipe>'
    )


_DIGEST: Final = re.compile(rb'<recipe [^<>]*\bsha256="([0-9a-f]{64})"')


def edited_since(data: bytes) -> Literal["ours", "edited", "foreign"]:
    """Whether a file's bytes are a .docx as fill_docx wrote it, one that was changed since, or somebody else's."""
    try:
        parts = dict(read_parts(data))
    except NotAPackage:
        return "foreign"
    found = _DIGEST.search(parts.pop(RECIPE, b""))
    if found is None:
        return "foreign"
    return "ours" if found.group(1).decode() == _digest(parts.items()) else "edited"


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    hasher = hashlib.sha256()
    for name, data in parts:
        _hash(hasher, name, data)
    return hasher.hexdigest()
