"""Markdown with holes → tree; the only module that imports markdown_it.

Two halves. `_cut` knows one stretch of text between blank lines, is strict about what looks like markup, and remembers
what it has read: each distinct stretch is cut once and each distinct block parsed once, with its holes counted from 0.
`_Reader` puts the remembered pieces together: containers, items, annexes, and which hole is which.

Knows no value (none is here: no value can be read as markup), no template language and no file; numbers nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, Literal, TypeAlias

from generator.datatype import datatype
from generator.lazy_patterns import patterns_compiled_when_used
from generator.markup import (
    ACROSS,
    ANNEX_LIST,
    CONTAINERS,
    SECTION,
    SHADED,
    Fault,
    cells_of,
    container_of,
    end_of_block,
    faults_of,
    has_header,
    height_of,
    indent_of,
    kind_of,
    offset_of,
)
from generator.model import COMPUTED_CLOSE, COMPUTED_OPEN, EMPTY, FIRST_HOLE, LAST_HOLE
from generator.problem import InputError, Problem, Span
from generator.tree import (
    COLOPHON,
    HEAD,
    Align,
    Annex,
    AnnexList,
    Block,
    Column,
    Computed,
    Document,
    Heading,
    Hole,
    Inline,
    Inlines,
    Items,
    Level,
    MayBreak,
    PageBreak,
    Paragraph,
    Role,
    Table,
    Text,
    without_end_mark,
)

with patterns_compiled_when_used():
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


def read_markdown(text: str) -> Document:
    """The tree of a rendered paper, its holes in place. Items are Items, `1.` items Heading(item=True) of level 1.

    What a deliberately empty value left (U+FFFD) is gone: with it the paragraph, item or heading that holds nothing
    else but white space, and the table row whose cells are all empty. A run-in heading that loses its head becomes a
    paragraph. Raises InputError with every mistake, as Span("", line in the text, column).
    """
    parts = _HOLE.split(text.replace("\r\n", "\n"))
    reader = _Reader(_holes_for("".join(parts[1::2])))
    line = -1
    for stretch in _BLANKS.split(f"\n\n{FIRST_HOLE.join(parts[::2])}\n\n"):
        if stretch and not stretch.isspace():
            reader.read(_cut(stretch), line)
        line += stretch.count("\n")
    return reader.finish()


_HOLE: Final = re.compile(f"([{FIRST_HOLE}-{LAST_HOLE}])")
_FIRST: Final = ord(FIRST_HOLE)
_BLANKS: Final = re.compile(r"(\n(?:[^\S\n]*\n)+)")  # kept between the stretches, so that every line is counted


# ---------------------------------------------------------------- holes

# While a text is remembered, its n-th hole is the number 2n (2n+1 if strong); `_Reader` looks it up in a list of holes.
_Remembered: TypeAlias = "Inline | int"
_Line: TypeAlias = tuple[_Remembered, ...]


def _holes_for(characters: str) -> Sequence[Hole]:
    """The holes of a text in its order, each plain and strong; remembered where they are 0, 1, 2 … as they should be."""
    size = len(characters) // 256 + 1
    if characters == _first_characters(size)[: len(characters)]:
        return _first_holes(size)
    every = _first_holes((ord(max(characters)) - _FIRST) // 256 + 1)
    return [every[2 * (ord(ch) - _FIRST) + strong] for ch in characters for strong in (0, 1)]


@lru_cache(maxsize=16)
def _first_holes(size: int) -> tuple[Hole, ...]:
    """Hole 0, hole 0 strong, hole 1 … up to `size` times 256: the same objects for every paper."""
    return tuple(Hole(index, strong) for index in range(256 * size) for strong in (False, True))


@lru_cache(maxsize=16)
def _first_characters(size: int) -> str:
    return "".join(map(chr, range(_FIRST, _FIRST + 256 * size)))


def _moved(line: _Line, by: int) -> _Line:
    return tuple(x + 2 * by if isinstance(x, int) else x for x in line) if by else line


# ---------------------------------------------------------------- pieces: what one stretch is made of


@datatype
class _Mark:
    """A `:::` line; without a name it closes."""

    line: int
    name: str
    argument: str


_Kind: TypeAlias = Literal["paragraph", "title", "heading", "item", "dash", "table", "annex_list"]


@datatype
class _Rows:
    """What the rows of a table are like, the header not counted; as in `Table`."""

    count: int
    heights: tuple[int, ...]
    spans: tuple[tuple[int, ...], ...]
    shades: tuple[tuple[bool, ...], ...]


@datatype
class _Piece:
    """One block as remembered. `lines`: a paragraph's text; head and body; header and cells row by row."""

    kind: _Kind
    line: int
    indent: int
    lines: tuple[_Line, ...] = ()
    holed: bool = False
    level: Level = 1
    name: str = ""
    columns: tuple[Column, ...] = ()
    offset: int = 0  # of a `1.` item: how far its further paragraphs are indented
    rows: _Rows | None = None


_Cut: TypeAlias = tuple[int, tuple["Fault | _Mark | _Piece", ...]]  # number of holes, pieces

# ---------------------------------------------------------------- one stretch of text


@lru_cache(maxsize=8192)
def _cut(stretch: str) -> _Cut:
    """The pieces of what stands between two blank lines; each hole in it is FIRST_HOLE."""
    lines = stretch.split("\n")
    before = list(accumulate((line.count(FIRST_HOLE) for line in lines), initial=0))
    pieces: list[Fault | _Mark | _Piece] = []
    start = 0
    while start < len(lines):
        end = end_of_block(lines, start)
        block = lines[start:end]
        faults = faults_of(block, kind_of(lines[start - 1]) if start else None)
        pieces += (Fault(start + fault.line, fault.column, fault.message, fault.hint) for fault in faults)
        if kind_of(block[0]) == "mark":
            pieces.append(_Mark(start, *container_of(block[0])))  # even a faulty one has a close that belongs to it
        elif not faults:
            try:
                pieces.append(_placed(_read_block(block), start, before[start]))
            except _Unread:
                pieces.append(Fault(start, 1, "这一行没有读懂", "条目里不能再有标题、列表和表格；检查行首的标记"))
        start = end
    return before[-1], tuple(pieces)


def _read_block(lines: list[str]) -> _Piece:
    """A block without faults as a piece in line 0 with its holes counted from 0."""
    indent = indent_of(lines[0])
    if kind_of(lines[0]) == "table":
        return _read_table(lines, indent)
    text = "".join([lines[0].strip(" \t"), *(line.strip() for line in lines[1:])])  # a soft break joins without a blank
    if text == ANNEX_LIST:
        return _Piece("annex_list", 0, indent)
    piece = _parse(text)
    return _Piece(piece.kind, 0, indent, piece.lines, piece.holed, piece.level, piece.name, piece.columns, piece.offset + indent)


def _placed(piece: _Piece, line: int, hole: int) -> _Piece:
    lines = tuple(_moved(text, hole) for text in piece.lines)
    return _Piece(
        piece.kind, line, piece.indent, lines, piece.holed, piece.level, piece.name, piece.columns, piece.offset,
        piece.rows,
    )  # fmt: skip


# ---------------------------------------------------------------- tables


def _read_table(lines: list[str], indent: int) -> _Piece:
    rows = [line.strip() for line in lines]
    dashes = 1 if has_header(rows) else 0
    columns = _columns(cells_of(rows[dashes]))
    cells: list[_Line] = []
    heights: list[int] = []
    spans: list[tuple[int, ...]] = []
    shades: list[tuple[bool, ...]] = []
    hole = 0
    for number, written in enumerate(rows):
        if number != dashes:
            height, row = height_of(written)
            grey: tuple[bool, ...] = ()
            if SHADED in row:
                grey = tuple(cell.strip() == SHADED for cell in cells_of(row) if cell)
                row = "".join(["|", *(f"{' ' if cell.strip() == SHADED else cell}|" for cell in cells_of(row))])
            own = cells_of(row)
            read = _parse_row(row, len(columns))
            if number < dashes or any(read) or not _only_empty(own):
                cells += (_moved(cell, hole) for cell, text in zip(read, own, strict=True) if text)
                if number > dashes or not dashes:
                    heights.append(height)
                    spans.append(_spans(own))
                    shades.append(grey if any(grey) else (False,) * len(spans[-1]))
            hole += row.count(FIRST_HOLE)
    high = tuple(heights) if any(heights) else ()
    joined = tuple(spans) if any(len(row) < len(columns) for row in spans) else ()
    grid = _Rows(len(heights), high, joined, tuple(shades) if any(map(any, shades)) else ())
    return _Piece("table", 0, indent, tuple(cells), hole > 0, columns=columns, rows=grid)


def _only_empty(cells: Sequence[str]) -> bool:
    """Whether every cell holds an empty value and nothing else: a cell left blank in the template is to be filled in."""
    return all(EMPTY in cell for cell in cells if cell)


def _spans(cells: Sequence[str]) -> tuple[int, ...]:
    """Over how many columns each cell reaches: those with nothing between their bars belong to the cell on their left."""
    spans: list[int] = []
    for cell in cells:
        if cell:
            spans.append(1)
        else:
            spans[-1] += 1
    return tuple(spans)


def _columns(delimiters: list[str]) -> tuple[Column, ...]:
    """Widths in whole percent in proportion to the dashes, 100 together (largest remainders first)."""
    marks = [mark.strip() for mark in delimiters]
    dashes = [mark.count("-") for mark in marks]
    total = sum(dashes)
    widths = [100 * n // total for n in dashes]
    by_remainder = sorted(range(len(marks)), key=lambda i: -(100 * dashes[i] % total))
    for i in by_remainder[: 100 - sum(widths)]:
        widths[i] += 1
    return tuple(Column(_align(mark), width) for mark, width in zip(marks, widths, strict=True))


def _align(mark: str) -> Align:
    if mark.endswith(":"):
        return "center" if mark.startswith(":") else "right"
    return "left"


# ---------------------------------------------------------------- markdown-it: one block, one line


class _Unread(Exception):
    """markdown-it read a block otherwise than it looks (a heading inside an item); caught in this module."""


@lru_cache(maxsize=8192)
def _parse(text: str) -> _Piece:
    """One checked block on one line as a piece with its holes counted from 0."""
    name = ""
    if text.startswith("##") and (found := SECTION.search(text)):
        name, text = found[1], text[: found.start()]
    tokens = _markdown().parse(text)
    types = [token.type for token in tokens]
    holed = FIRST_HOLE in text
    if types == ["paragraph_open", "inline", "paragraph_close"]:
        return _Piece("paragraph", 0, 0, (_inlines(tokens[1]),), holed)
    if types == ["heading_open", "inline", "heading_close"]:
        depth = len(tokens[0].markup)
        if depth == 1:
            return _Piece("title", 0, 0, (_with_breaks(_inlines(tokens[1])),), holed)
        return _Piece("heading", 0, 0, _head_and_body(_inlines(tokens[1])), holed, _LEVELS[depth - 2], name)
    if types[2:-2] == ["paragraph_open", "inline", "paragraph_close"] and types[1] == "list_item_open":
        line = _inlines(tokens[3])
        if types[0] == "bullet_list_open":
            return _Piece("dash", 0, 0, (line,), holed)
        return _Piece("item", 0, 0, _head_and_body(line, item=True), holed, offset=offset_of(text))
    raise _Unread


_LEVELS: Final[tuple[Level, ...]] = (1, 2, 3, 4)


@lru_cache(maxsize=8192)
def _parse_row(row: str, columns: int) -> tuple[_Line, ...]:
    """The cells of one row, holes counted from 0 in the row."""
    tokens = _markdown().parse(row + "\n" + "|" + "-|" * columns)
    cells = [token for token in tokens if token.type == "inline"]
    lines: list[_Line] = []
    hole = 0
    for cell in cells:
        lines.append(_moved(_inlines(cell), hole))
        hole += cell.content.count(FIRST_HOLE)
    return tuple(lines)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """markdown-it with nothing but headings, lists, tables and our strong; made when first needed."""
    markdown = MarkdownIt("zero").enable(["heading", "list", "table"])
    markdown.inline.ruler.before("text", "strong_by_blanks", _strong)
    return markdown


def _strong(state: StateInline, silent: bool) -> bool:
    """`**` to the next `**`, whatever stands around them.

    CommonMark asks for punctuation and letters in places where Chinese has none (commonmark-spec#650) and leaves
    `**一是某事。**正文` as it is. `markup.faults_of` has seen to it that they come in pairs and that none has a blank inside.
    """
    start = state.pos
    if not state.src.startswith("**", start):
        return False
    end = state.src.find("**", start + 2, state.posMax)
    if end < 0:
        return False
    if not silent:
        maximum = state.posMax
        state.push("strong_open", "strong", 1)
        state.pos, state.posMax = start + 2, end
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.posMax = maximum
    state.pos = end + 2
    return True


# ---------------------------------------------------------------- inlines

_PRINTED: Final = re.compile(f"({FIRST_HOLE}|{COMPUTED_OPEN}[^{COMPUTED_CLOSE}]*{COMPUTED_CLOSE})")


def _inlines(inline: Token) -> _Line:
    """The text of one line as remembered; without the marks of empty values, and () if nothing but blanks is left."""
    line: list[_Remembered] = []
    strong = False
    holes = 0
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            strong = child.type == "strong_open"
            continue
        for part in _PRINTED.split(child.content):
            if part == FIRST_HOLE:
                line.append(2 * holes + strong)
                holes += 1
            elif part.startswith(COMPUTED_OPEN):
                line.append(Computed(part[1:-1], strong))
            elif text := part.replace(EMPTY, ""):
                line.append(Text(text, strong))
    if all(isinstance(x, Text) and not x.text.strip() for x in line):
        return ()
    return tuple(line)


def _with_breaks(line: _Line) -> _Line:
    broken: list[_Remembered] = []
    for x in line:
        if not isinstance(x, Text):
            broken.append(x)
            continue
        for i, text in enumerate(x.text.split("|")):
            if i:
                broken.append(MayBreak())
            if text:
                broken.append(Text(text, x.strong))
    return tuple(broken)


def _head_and_body(line: _Line, item: bool = False) -> tuple[_Line, _Line]:
    """The strong text a line begins with and the rest. Without one a heading is all head, an item all body."""
    if not line or not _is_strong(line[0]):
        return ((), line) if item else (line, ())
    end = next((i for i, x in enumerate(line) if not _is_strong(x)), len(line))
    return tuple(_plain(x) for x in line[:end]), line[end:]


def _is_strong(x: _Remembered) -> bool:
    return bool(x % 2) if isinstance(x, int) else not isinstance(x, MayBreak) and x.strong


def _plain(x: _Remembered) -> _Remembered:
    match x:
        case int():
            return x - 1
        case Text(text):
            return Text(text)
        case Computed(name):
            return Computed(name)
        case _:
            return x


# ---------------------------------------------------------------- the whole

_ROLES: Final[dict[str, Role]] = {
    **dict(zip(HEAD, HEAD, strict=True)),
    **dict(zip(COLOPHON, COLOPHON, strict=True)),
    "attendance": "attendance",
    "byline": "byline",
    "salutation": "salutation",
    "addressee": "addressee",
    "subtitle": "subtitle",
    "sign": "sign_name",
    "stamp": "sign_post",
    "note": "note",
    "ask": "ask",
    "caption": "caption",
}


def _may_hold(outer: str, inner: str) -> bool:
    """An annex anything but an annex, head and colophon, an optional part paragraphs in roles, these nothing.

    A misspelt one is let be.
    """
    if outer not in CONTAINERS or inner not in CONTAINERS:
        return True
    if inner in HEAD or inner in COLOPHON:
        return False
    return (outer == "annex" and inner != "annex") or (outer == "optional" and inner in _ROLES)


class _Reader:
    """Puts pieces together to a document; what is open at the moment stands in its fields."""

    def __init__(self, holes: Sequence[Hole]) -> None:
        self._holes = holes
        self._first = 0  # place in _holes of the first hole of the stretch being read
        self._problems: list[Problem] = []
        self._main: list[Block] = []
        self._annexes: list[Annex] = []
        self._colophon: list[Block] = []
        self._annex_ids: set[str] = set()
        self._blocks = self._main
        self._open: list[tuple[str, str, int]] = []  # containers: name, argument, line
        self._role: Role = "body"
        self._optional = 0
        self._titled = self._main_titled = False
        self._item_offset = 0  # >0: a list of `1.` items goes on, and blocks indented as far belong to its last item
        self._items: list[Inlines] = []
        self._items_line = 0
        self._vanished: Paragraph | None = None  # an empty paragraph just dropped: items below it still have a place
        self._signed: list[tuple[Inlines, int]] = []

    def read(self, cut: _Cut, line: int) -> None:
        holes, pieces = cut
        for piece in pieces:
            if isinstance(piece, _Piece):
                self._add(piece, line + piece.line)
            elif isinstance(piece, _Mark):
                self._flush_items()
                self._mark(piece, line + piece.line)
            else:
                self._fault(line + piece.line, piece.message, piece.hint, piece.column)
        self._first += 2 * holes

    def finish(self) -> Document:
        self._flush_items()
        for name, _, line in self._open:
            self._fault(line, f"::: {name} 没有收尾", "在它的内容后面单独写一行 :::")
        if self._problems:
            raise InputError(sorted(self._problems, key=lambda problem: problem.span))
        return Document(tuple(self._main), tuple(self._annexes), tuple(self._colophon))

    def _fault(self, line: int, message: str, hint: str, column: int = 0) -> None:
        self._problems.append(Problem(Span("", line, column), message, hint))

    # -------- blocks

    def _real(self, line: _Line, holed: bool) -> Inlines:
        if not holed:
            return line  # type: ignore[return-value]
        holes, first = self._holes, self._first
        return tuple([holes[first + x] if x.__class__ is int else x for x in line])  # type: ignore[misc]

    def _add(self, piece: _Piece, line: int) -> None:
        kind, indent = piece.kind, piece.indent
        inside = 0 < self._item_offset <= indent < self._item_offset + 4
        if indent > 3 and not inside:
            self._fault(line, "行首有四个以上空格", "删去空格：缩进由版式决定", 1)
        if kind == "dash":
            self._add_item(piece, line)
            return
        if self._items_line:
            self._flush_items()
        self._vanished = None
        if self._annexes and self._blocks is self._main and self._role not in COLOPHON:
            self._fault(line, "附件后面不能再有正文", "把附件移到最后")
        if self._role != "body":
            self._add_in_role(piece, line)
            return
        if not inside and kind != "item":
            self._item_offset = 0
        if kind == "heading" or kind == "item":
            self._add_heading(piece, line)
        elif kind == "paragraph":
            self._add_paragraph(piece, line)
        elif kind == "table":
            self._add_table(piece, line)
        elif kind == "title":
            self._add_title(self._real(piece.lines[0], piece.holed), line)
        else:
            self._blocks.append(AnnexList(line, self._optional))

    def _add_in_role(self, piece: _Piece, line: int) -> None:
        if piece.kind != "paragraph":
            self._fault(line, f"::: {self._open[-1][0]} 里面只能写段落", "把标题、条目或表格移到它外面，或检查它是否没有收尾")
        elif self._role in ("sign_name", "sign_post"):
            self._signed.append((self._real(piece.lines[0], piece.holed), line))
        else:
            self._add_paragraph(piece, line)

    def _add_paragraph(self, piece: _Piece, line: int) -> None:
        paragraph = Paragraph(self._role, self._real(piece.lines[0], piece.holed), line, self._optional)
        if paragraph.role in HEAD:
            self._check_head(paragraph)
        if paragraph.inlines:
            (self._colophon if paragraph.role in COLOPHON else self._blocks).append(paragraph)
        else:
            self._vanished = paragraph

    def _check_head(self, paragraph: Paragraph) -> None:
        """GB/T 9704 7.2: the head stands first and in its order."""
        above = [block.role if isinstance(block, Paragraph) else "body" for block in self._blocks]
        order = [HEAD.index(role) for role in (*above, paragraph.role) if role in HEAD]
        if len(order) <= len(above) or order != sorted(order):
            self._fault(paragraph.line, f"::: {paragraph.role} 的位置不对", f"版头写在最前面，依次为 {' '.join(HEAD)}")
        elif paragraph.role == "mark_word" and "mark" not in above:
            self._fault(paragraph.line, "::: mark_word 上面没有 ::: mark", "先写发文机关的名称")

    def _add_table(self, piece: _Piece, line: int) -> None:
        cells = [self._real(cell, piece.holed) for cell in piece.lines]
        grid = piece.rows
        assert grid is not None
        lengths = [len(row) for row in grid.spans] or [len(piece.columns)] * grid.count
        end = len(cells) - sum(lengths)
        header = tuple(cells[:end])
        rows: list[tuple[Inlines, ...]] = []
        for length in lengths:
            rows.append(tuple(cells[end : end + length]))
            end += length
        if header or rows:
            self._blocks.append(
                Table(piece.columns, header, tuple(rows), line, self._optional, grid.heights, grid.spans, grid.shades)
            )

    def _add_heading(self, piece: _Piece, line: int) -> None:
        head, body = (self._real(part, piece.holed) for part in piece.lines)
        item = piece.kind == "item"
        if head and not body and not item:
            head = without_end_mark(head)
        if head or (item and body):
            first = item and not self._item_offset
            self._blocks.append(Heading(piece.level, head, body, line, self._optional, item, piece.name, first))
            self._item_offset = piece.offset
        elif body:
            self._blocks.append(Paragraph("body", body, line, self._optional))

    def _add_title(self, inlines: Inlines, line: int) -> None:
        if self._optional:
            self._fault(line, "标题不能放在 ::: optional 里面", "移到外面")
        elif self._titled and isinstance(self._blocks[-1] if self._blocks else None, PageBreak):
            if inlines:
                self._blocks.append(Paragraph("title", inlines, line))
        elif self._titled:
            self._fault(line, "标题（一个 #）只能有一个", "正文的层次从 ## 写起；另一张表的标题写在 ::: pagebreak 下面")
        elif not all(isinstance(block, Paragraph) and block.role in HEAD for block in self._blocks):
            self._fault(line, "标题要写在最前面", "把 # 标题移到其他内容之前，版头除外")
        elif inlines:
            self._blocks.append(Paragraph("title", inlines, line))
        self._titled = True

    # -------- items

    def _add_item(self, piece: _Piece, line: int) -> None:
        item = self._real(piece.lines[0], piece.holed)
        if self._role == "ask":
            if item:
                self._blocks.append(Paragraph("ask", item, line, self._optional))
            return
        if not self._items_line:
            self._items_line = line
            if self._role != "body" or not self._items_fit():
                self._fault(line, "“- ”条目上面没有可以并入的段落", "在条目上面写一段引出它们的话")
        if item:
            last = item[-1]
            if isinstance(last, Text) and last.text[-1] in "。；，、！？：;,":
                self._fault(line, "“- ”条目末尾不要写标点", f"删去末尾的“{last.text[-1]}”，分号和句号由引擎加上")
            self._items.append(item)

    def _items_fit(self) -> bool:
        if self._vanished is not None:
            return self._vanished.role == "body"
        match self._blocks[-1] if self._blocks else None:
            case Paragraph(role="body") | Items():
                return True
            case Heading(body=body, item=item):
                return bool(body) or item
            case _:
                return False

    def _flush_items(self) -> None:
        if self._items:
            if self._vanished is not None:
                self._blocks.append(self._vanished)
            self._blocks.append(Items(tuple(self._items), self._items_line, self._optional))
            self._items = []
        if self._items_line:
            self._vanished = None
            self._items_line = 0

    # -------- containers

    def _mark(self, mark: _Mark, line: int) -> None:
        if not mark.name:
            self._close(line)
        elif mark.name == "pagebreak":
            if self._role != "body":
                self._fault(line, f"::: {self._open[-1][0]} 里面不能换页", "先用 ::: 收尾")
            else:
                self._blocks.append(PageBreak(line, self._optional))
        else:
            self._open_container(mark, line)

    def _open_container(self, mark: _Mark, line: int) -> None:
        name, argument = mark.name, mark.argument
        outer = self._open[-1][0] if self._open else ""
        if outer and not _may_hold(outer, name):
            self._fault(line, f"::: {outer} 里面不能再有 ::: {name}", f"先用 ::: 给上面的 {outer} 收尾")
            self._pop()
        self._open.append((name, argument, line))
        if name in _ROLES:
            self._role = _ROLES[name]
        elif name == "optional":
            self._optional = int(argument) if argument.isdecimal() else 1
        elif name == "annex":
            annex_id = argument.removesuffix(ACROSS)
            if annex_id in self._annex_ids:
                self._fault(line, f"附件 {annex_id} 重复", "换一个名称")
            self._annex_ids |= {annex_id} - {""}
            self._blocks, self._main_titled, self._titled = [], self._titled, False

    def _close(self, line: int) -> None:
        if self._open:
            self._pop()
        else:
            self._fault(line, "多余的 :::", "删去这一行，或补上它前面的 ::: 名称（::: pagebreak 不用收尾）")

    def _pop(self) -> None:
        name, argument, start = self._open.pop()
        if name in ("sign", "stamp"):
            self._sign(start, "sign_name" if name == "sign" else "sign_post")
        if name == "optional":
            self._optional = 0
        elif name == "annex":
            if not self._titled:
                self._fault(start, "附件没有标题", "在 ::: annex 下面先写一行 # 附件标题")
            across = argument.endswith(ACROSS)
            self._annexes.append(Annex(argument.removesuffix(ACROSS), tuple(self._blocks), start, across))
            self._blocks, self._titled = self._main, self._main_titled
        self._role = "body"

    def _sign(self, start: int, above: Role) -> None:
        if len(self._signed) == 1:
            self._fault(start, "落款至少两段：署名（或职务）在前，日期在最后", "署名和日期各成一段，中间空一行")
        for i, (inlines, line) in enumerate(self._signed):
            role: Role = "sign_date" if i == len(self._signed) - 1 else above
            if inlines:
                self._blocks.append(Paragraph(role, inlines, line, self._optional))
        self._signed = []
