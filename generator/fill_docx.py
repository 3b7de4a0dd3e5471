"""Values into a paper's mould, what depends on how long they are, and the package: the bytes of a .docx.

The same mould, values and properties give the same bytes, whatever the time, place, locale and machine. Knows nothing of
templates or profiles; neither python-docx nor lxml is imported here.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

from generator.datatype import datatype
from generator.layout import HOLE_MARK, Layout, Mould, Piece, Seal, TitleMould
from generator.model import Date, Value
from generator.version import VERSION
from generator.word.arrangement import arranged
from generator.word.measure import text_of
from generator.word.package import NotAPackage, Part, deflate, read_parts, store, zip_parts
from generator.word.page_xml import RECIPE_TYPE, base_parts, comments_part
from generator.word.word_xml import XML_HEADER, escape_run, escape_text, slot_run

RECIPE: Final = "nigao/recipe.xml"
_CORE: Final = "docProps/core.xml"
_DOCUMENT: Final = "word/document.xml"
_COMMENTS: Final = "word/comments.xml"


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
    base, hasher = _base(mould.layout, mould.landscape, bool(mould.comments))
    document = _document(mould, values, properties)
    title = next((block for block in mould.blocks if isinstance(block, TitleMould)), None)
    name = text_of(title.shape.parts, values) if title else properties.kind
    core = _core(name, properties).encode()
    hasher = hasher.copy()
    parts = [(_CORE, core), (_DOCUMENT, document)]
    if mould.comments:
        parts.append((_COMMENTS, comments_part(_joined(mould.comments, values))))
    for name, data in parts:
        _hash(hasher, name, data)
    recipe = _recipe(mould.layout, properties, hasher.hexdigest()).encode()
    return zip_parts((*base, store(_CORE, core), *(deflate(*part) for part in parts[1:]), store(RECIPE, recipe)))


# ---------------------------------------------------------------- values into holes


def _document(mould: Mould, values: Sequence[Value], properties: Properties) -> bytes:
    return _joined(arranged(mould, values, properties.seal or mould.layout.sign.seal), values)


def _joined(pieces: Sequence[Piece], values: Sequence[Value]) -> bytes:
    holes = [hole for piece in pieces for hole in piece.holes]
    return _filled(b"".join(piece.xml for piece in pieces), holes, values)


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


# ---------------------------------------------------------------- the package


@lru_cache(maxsize=32)
def _base(layout: Layout, landscape: bool, comments: bool) -> "tuple[tuple[Part, ...], hashlib._Hash]":
    """The parts all papers of a layout share, deflated, and the hash over them so far (to be copied, not fed)."""
    hasher = hashlib.sha256()
    parts: list[Part] = []
    for name, text in base_parts(layout, landscape, comments):
        data = text.encode()
        _hash(hasher, name, data)
        parts.append(deflate(name, data))
    return tuple(parts), hasher


def _hash(hasher: "hashlib._Hash", name: str, data: bytes) -> None:
    hasher.update(f"{name}\0{len(data)}\0".encode())
    hasher.update(data)


def _core(title: str, properties: Properties) -> str:
    when = _timestamp(properties.date)
    author = escape_text(properties.author)
    return (
        f'{XML_HEADER}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
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
    sources = "".join(f'<source name="{escape_text(name)}" sha256="{escape_text(hash_)}"/>' for name, hash_ in properties.hashes)
    return (
        f'{XML_HEADER}<recipe xmlns="{RECIPE_TYPE}" engine="{escape_text(VERSION)}" kind="{escape_text(properties.kind)}" '
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
