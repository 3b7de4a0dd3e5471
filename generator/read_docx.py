"""A .docx of ours → the tree it was made from, with its values in place.

The inverse of compile_docx and fill_docx: read_docx(fill_docx(compile_docx(d), v)) == with_values(d, v). Styles become
roles, our own line breaks in a title vanish, a value's stay. Reads no stranger's file; what a person wrote into ours
without one of our styles is body text.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, get_args

from lxml import etree

from generator.problem import InputError, Problem, Span
from generator.tree import (
    COLOPHON,
    HEAD,
    Align,
    Annex,
    Block,
    Column,
    Document,
    Heading,
    Inlines,
    Level,
    PageBreak,
    Paragraph,
    Role,
    Table,
    Text,
)
from generator.word.package import NotAPackage, read_parts
from generator.word.word_xml import FRAME, MARK_IDS, NAMESPACE, lines_of_row, style_id

_W: Final = f"{{{NAMESPACE}}}"
_ROLES: Final[dict[str, Role]] = {style_id(role): role for role in get_args(Role)} | {
    style_id("annex_note_first"): "annex_note",
    style_id("annex_note_more"): "annex_note",
    style_id("number_beside"): "number",
}
_LEVELS: Final[dict[str, Level]] = {style_id(f"level{level}"): level for level in get_args(Level)}
_ITEMS: Final[dict[str, Level]] = {style_id(f"item{level}"): level for level in get_args(Level)}
_ALIGNS: Final[dict[str, Align]] = {style_id(f"table_{align}"): align for align in get_args(Align)}
_ADDRESSEE_BELOW: Final = style_id("addressee_below")
_NO_TEXT: Final = (style_id("spacer"), style_id("signer_label"), _ADDRESSEE_BELOW)  # the engine's own, or read elsewhere
_OWN: Final = (style_id("title_break"), style_id("own"))  # characters of the engine's own
_MARK, _MARK_TAIL = style_id("mark"), style_id("mark_tail")
_ANNEX_LABEL: Final = style_id("annex_label")


def read_docx(data: bytes) -> Document:
    """The paper in a .docx as fill_docx writes it. InputError if it is none, or holds what no paper of ours holds."""
    try:
        text = read_parts(data)["word/document.xml"]
    except (NotAPackage, KeyError):
        raise _unreadable("这不是 Word 文档（.docx）") from None
    body = _root(text).find(f"{_W}body")
    if body is None:
        raise _unreadable("文档里没有正文")
    document = _gathered([block for element in body for block in _blocks(element)], _landscapes(body))
    return _addressed(document, [p for p in body.iter(f"{_W}p") if _style(p) == _ADDRESSEE_BELOW])


def _root(text: bytes) -> "etree._Element":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError:
        raise _unreadable("文档已损坏") from None
    if b"<!DOCTYPE" in text or root.getroottree().docinfo.internalDTD is not None:
        raise _unreadable("文档里有不该有的声明（DTD）")
    return root


def _unreadable(message: str) -> InputError:
    return InputError([Problem(Span(""), message, "请给出由本程序生成的 .docx")])


# ---------------------------------------------------------------- blocks


def _landscapes(body: "etree._Element") -> list[bool]:
    """Whether each annex lies across, as its section says at its end; where the paper itself does, none is turned."""
    found: list[bool] = []
    labels = 0
    first: bool | None = None
    for element in body:
        labels += _style(element) == _ANNEX_LABEL
        section = element if element.tag == f"{_W}sectPr" else element.find(f"{_W}pPr/{_W}sectPr")
        if section is not None:
            size = section.find(f"{_W}pgSz")
            across = size is not None and size.get(f"{_W}orient") == "landscape"
            first = across if first is None else first
            found += [across and not first] * labels
            labels = 0
    return [*found, *[False] * labels]


def _gathered(blocks: list[Block], landscapes: list[bool]) -> Document:
    """Head and colophon in their places and order, wherever they stand on the page; the rest by annexes."""
    head = [block for block in blocks if isinstance(block, Paragraph) and block.role in HEAD]
    colophon = [block for block in blocks if isinstance(block, Paragraph) and block.role in COLOPHON]
    rest = [block for block in blocks if not (isinstance(block, Paragraph) and block.role in (*HEAD, *COLOPHON))]
    document = _in_annexes(rest, landscapes)
    head.sort(key=lambda block: HEAD.index(block.role))
    colophon.sort(key=lambda block: COLOPHON.index(block.role))
    return Document((*head, *document.blocks), document.annexes, tuple(colophon))


def _addressed(document: Document, below: "list[etree._Element]") -> Document:
    """The addressees back from the colophon to their place under the title, with the colon they have there."""
    if not below:
        return document
    at = 1 + next(n for n, block in enumerate(document.blocks) if isinstance(block, Paragraph) and block.role == "title")
    addressees = (Paragraph("addressee", _inlines([*_pieces(p), *_colon(p)])) for p in below)
    return replace(document, blocks=(*document.blocks[:at], *addressees, *document.blocks[at:]))


def _colon(paragraph: "etree._Element") -> "list[_Piece]":
    """The colon that a full stop of our own stands for at the end of a paragraph."""
    last = paragraph.findall(f"{_W}r")[-1]
    text = last.findtext(f"{_W}t")
    return [("：", 0, False, "")] if text == "。" and _run_style(last) in _OWN else []


def _in_annexes(blocks: list[Block], landscapes: list[bool]) -> Document:
    """Every label begins an annex; the page break before it is the annex's own."""
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Paragraph) and block.role == "annex_label"]
    if not starts:
        return Document(tuple(blocks))
    ends = [*starts[1:], len(blocks)]
    annexes = (
        Annex(str(number), tuple(blocks[start : end - (end < len(blocks))]), landscape=landscape)
        for number, (start, end, landscape) in enumerate(zip(starts, ends, landscapes, strict=True), 1)
    )
    return Document(tuple(blocks[: starts[0] - 1]), tuple(annexes))


def _blocks(element: "etree._Element") -> Iterator[Block]:
    if element.tag == f"{_W}tbl":
        if _table_style(element).startswith(FRAME):
            for inner in element.iterfind(f"{_W}tr/{_W}tc/*"):
                yield from _blocks(inner)
        else:
            yield _table(element)
    elif element.tag == f"{_W}p":
        boxes = list(element.iter(f"{_W}txbxContent"))
        for box in boxes:
            for inner in box:
                yield from _blocks(inner)
        style = _style(element)
        if element.find(f"{_W}pPr/{_W}pageBreakBefore") is not None and not (boxes and style in _NO_TEXT):
            yield PageBreak()
        if style == _MARK:
            yield from _mark(element)
        elif style not in _NO_TEXT:
            yield _paragraph(element, style)


def _table_style(table: "etree._Element") -> str:
    found = table.find(f"{_W}tblPr/{_W}tblStyle")
    return "" if found is None else found.get(f"{_W}val", "")


def _mark(element: "etree._Element") -> Iterator[Paragraph]:
    """The issuer's name, and 文件 where it stands in the same line."""
    pieces = list(_pieces(element))
    word = next((at for at, piece in enumerate(pieces) if piece[3] == _MARK_TAIL), len(pieces))
    yield Paragraph("mark", _inlines(pieces[:word]))
    if word < len(pieces):  # to the end of the line: a slot in it has the style of slots
        yield Paragraph("mark_word", _inlines(pieces[word:]))


def _style(paragraph: "etree._Element") -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if found is None else found.get(f"{_W}val", "")


def _paragraph(element: "etree._Element", style: str) -> Block:
    pieces = list(_pieces(element))
    marked = next((level for _, level, _, _ in pieces if level), 0)
    if style in _LEVELS:
        return Heading(_LEVELS[style], _inlines(pieces))
    if style in _ITEMS or marked:
        head = [piece for piece in pieces if piece[1]]
        body = [piece for piece in pieces if not piece[1]]
        level: Level = _ITEMS.get(style) or _level(marked)
        if not head:
            head, body = body, head
        return Heading(level, _inlines(head), _inlines(body), item=style in _ITEMS)
    return Paragraph(_ROLES.get(style, "body"), _inlines(pieces))


def _level(number: int) -> Level:
    return next(level for level in _LEVELS.values() if level == number)


# ---------------------------------------------------------------- tables


def _table(element: "etree._Element") -> Table:
    """A column is aligned as the first cell of the body that begins with it."""
    trs = list(element.iter(f"{_W}tr"))
    rows = [[cell for cell in row if cell.tag == f"{_W}tc"] for row in trs]
    headed = trs[0].find(f"{_W}trPr/{_W}tblHeader") is not None
    header, body = (rows[0], rows[1:]) if headed else ([], rows)
    spans = tuple(tuple(map(_span, row)) for row in body)
    grid = [int(column.get(f"{_W}w", "0")) for column in element.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    aligns = {at: _align(cell) for row in (header, *reversed(body)) for at, cell in _starts(row)}
    columns = tuple(Column(aligns.get(at, "left"), round(100 * width / sum(grid))) for at, width in enumerate(grid))
    heights = tuple(map(_height, trs[headed:]))
    shades = tuple(tuple(cell.find(f"{_W}tcPr/{_W}shd") is not None for cell in row) for row in body)
    joined = any(span > 1 for row in spans for span in row)
    return Table(
        columns,
        _cells(header),
        tuple(map(_cells, body)),
        heights=heights if any(heights) else (),
        spans=spans if joined else (),
        shades=shades if any(map(any, shades)) else (),
    )


def _starts(row: "list[etree._Element]") -> "Iterator[tuple[int, etree._Element]]":
    """The column in which each cell begins, and the cell."""
    at = 0
    for cell in row:
        yield at, cell
        at += _span(cell)


def _span(cell: "etree._Element") -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if found is None else int(found.get(f"{_W}val", "1"))


def _height(row: "etree._Element") -> int:
    found = row.find(f"{_W}trPr/{_W}trHeight")
    return 0 if found is None else lines_of_row(int(found.get(f"{_W}val", "0")))


def _align(cell: "etree._Element") -> Align:
    paragraph = cell.find(f"{_W}p")
    return "left" if paragraph is None else _ALIGNS.get(_style(paragraph), "left")


def _cells(row: "list[etree._Element]") -> tuple[Inlines, ...]:
    return tuple(_inlines([piece for paragraph in cell.iter(f"{_W}p") for piece in _pieces(paragraph)]) for cell in row)


# ---------------------------------------------------------------- inlines

_Piece = tuple[str, int, bool, str]  # text, level of a run-in head (0: none), strong, style
_CHARACTERS: Final = {f"{_W}br": "\n", f"{_W}cr": "\r", f"{_W}tab": "\t"}


def _pieces(paragraph: "etree._Element") -> Iterator[_Piece]:
    """The runs of a paragraph, our own words and line breaks left out."""
    for run in paragraph.iterfind(f"{_W}r"):
        style = _run_style(run)
        if style in _OWN:
            continue
        level, strong, _ = MARK_IDS.get(style, (0, False, False))
        text = "".join(child.text or "" if child.tag == f"{_W}t" else _CHARACTERS.get(str(child.tag), "") for child in run)
        yield text, level, strong, style


def _run_style(run: "etree._Element") -> str:
    found = run.find(f"{_W}rPr/{_W}rStyle")
    return "" if found is None else found.get(f"{_W}val", "")


def _inlines(pieces: list[_Piece]) -> Inlines:
    """The pieces as texts: none empty, neighbours of one format joined."""
    merged: list[Text] = []
    for text, _, strong, _ in pieces:
        if text and merged and merged[-1].strong == strong:
            merged[-1] = Text(merged[-1].text + text, strong)
        elif text:
            merged.append(Text(text, strong))
    return tuple(merged)
