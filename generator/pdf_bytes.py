"""The inside of a PDF as LibreOffice writes it: made the same for the same paper, and asked for its fonts.

Draws nothing and reads no text. Only the classical form is understood (a table of places at the end, as up to
LibreOffice 24.2); of a PDF in another form only times and names are made still.
"""

import hashlib
import re
import zlib
from typing import Final

_WHEN: Final = re.compile(rb"(?<=\(D:)\d{14}(?=Z)")
_RANDOM: Final = re.compile(rb"(?<=/ID \[ <)[0-9A-F]{32}(?=>)|(?<=>\n<)[0-9A-F]{32}(?=> \])|(?<=/DocChecksum /)[0-9A-F]{32}")
_CATALOG_LANGUAGE: Final = re.compile(rb"(<</Type/Catalog\b(?:(?!endobj).)*?/Lang\()[a-z]{2}-[A-Z]{2}(?=\))", re.DOTALL)
_TABLE: Final = re.compile(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf][ \r]?\n)+)(trailer.*?startxref\n)(\d+)(.*)\Z", re.DOTALL)
_FONT_FILE: Final = re.compile(rb"/FontFile (\d+) 0 R")
_FONT_NAME: Final = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")


def settled(pdf: bytes) -> bytes:
    """The same PDF, in Chinese, made at the start of 1980 and named by its own content: one paper, one sequence of bytes.

    LibreOffice also counts the Type 1 fonts it makes of OpenType ones from its start on, so that a paper's bytes depend on
    those converted before it; here each paper counts from one.
    """
    still = _CATALOG_LANGUAGE.sub(rb"\g<1>zh-CN", _WHEN.sub(b"19800101000000", pdf))
    still = _RANDOM.sub(b"0" * 32, _with_own_font_numbers(still))
    return _RANDOM.sub(hashlib.sha256(still).hexdigest()[:32].upper().encode(), still)


def font_names(pdf: bytes) -> frozenset[str]:
    """The PostScript names of the fonts a PDF uses; empty where they are hidden in compressed objects."""
    names = (re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name) for name in _FONT_NAME.findall(pdf))
    return frozenset(name.decode("utf-8", "replace") for name in names)


# ---------------------------------------------------------------- objects


def _with_own_font_numbers(pdf: bytes) -> bytes:
    found = _TABLE.search(pdf)
    if found is None or int(found[4]) != found.start():
        return pdf
    starts = {number: int(line[:10]) for number, line in enumerate(found[2].splitlines()) if b"n" in line}
    order = sorted(starts, key=starts.__getitem__)
    ends = [*(starts[number] for number in order[1:]), found.start()]
    objects = {number: pdf[starts[number] : end] for number, end in zip(order, ends, strict=True)}
    for index, number in enumerate(sorted({int(number) for number in _FONT_FILE.findall(pdf)}), 1):
        _renumber(objects, number, index)
    head = pdf[: starts[order[0]]]
    return _joined(head, [(number, objects[number]) for number in order], found)


def _joined(head: bytes, objects: list[tuple[int, bytes]], table: "re.Match[bytes]") -> bytes:
    """The objects one after the other with the table of their places."""
    places: dict[int, int] = {}
    at = len(head)
    for number, data in objects:
        places[number] = at
        at += len(data)
    lines = table[2].splitlines(keepends=True)
    for number, place in places.items():
        lines[number] = b"%010d" % place + lines[number][10:]
    body = b"".join(data for _, data in objects)
    return b"".join((head, body, b"xref\n0 ", table[1], b"\n", *lines, table[3], b"%d" % at, table[5]))


# ---------------------------------------------------------------- Type 1 fonts

_STREAM: Final = re.compile(
    rb"(?P<dict>\d+ 0 obj\n<</Length (?P<length>\d+) 0 R/Filter/FlateDecode"
    rb"/Length1 (?P<clear>\d+)/Length2 (?P<hidden>\d+)/Length3 \d+>>\nstream\n)(?P<data>.*)(?P<end>\nendstream\nendobj\s*)\Z",
    re.DOTALL,
)
_NUMBER: Final = re.compile(rb"(?<=/UniqueID )\d{7}(?= def)")


def _renumber(objects: dict[int, bytes], number: int, index: int) -> None:
    """The font in object `number` gets the unique number 4100000 + `index`, in its clear and in its hidden part."""
    found = _STREAM.match(objects.get(number, b""))
    if found is None or int(found["length"]) not in objects:
        return
    font = zlib.decompress(found["data"])
    clear, end = int(found["clear"]), int(found["clear"]) + int(found["hidden"])
    ours = b"%d" % (4_100_000 + index)
    hidden = _encrypted(_NUMBER.sub(ours, _decrypted(font[clear:end])))
    data = zlib.compress(_NUMBER.sub(ours, font[:clear]) + hidden + font[end:])
    objects[number] = found["dict"] + data + found["end"]
    length = int(found["length"])
    objects[length] = re.sub(rb"(?<=obj\n)\d+", b"%d" % len(data), objects[length], count=1)


_KEY: Final = 55665  # Adobe Type 1 Font Format, section 7: eexec


def _decrypted(data: bytes) -> bytes:
    key, plain = _KEY, bytearray()
    for byte in data:
        plain.append(byte ^ key >> 8)
        key = (byte + key) * 52845 + 22719 & 0xFFFF
    return bytes(plain)


def _encrypted(plain: bytes) -> bytes:
    key, data = _KEY, bytearray()
    for byte in plain:
        data.append(byte ^ key >> 8)
        key = (data[-1] + key) * 52845 + 22719 & 0xFFFF
    return bytes(data)
