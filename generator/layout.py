"""What a paper looks like, and the mould a paper is cast in.

Data only: a `Layout` says how each role stands on the page, a `Mould` is a paper's Word XML with holes where the values
go. Lengths keep the unit of the layout file (millimetres, points, characters, lines); `word/` turns them into
Word's. No font, size or distance stands in any code.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from generator.datatype import datatype
from generator.model import Date
from generator.tree import Inlines

# ---------------------------------------------------------------- layout

ROLES = (
    "title", "subtitle", "byline", "salutation", "addressee", "body", "annex_note", "annex_label", "sign_name", "sign_date",
    "note", "ask", "caption", "copy_number", "secrecy", "urgency", "mark", "mark_word", "number", "signer", "sign_post",
    "attendance", "cc", "printer", "printed",
)  # fmt: skip
PARAGRAPHS = (
    "base", *ROLES, "level1", "level2", "level3", "level4", "item1", "item2", "item3", "item4",
    "annex_note_first", "annex_note_more", "number_beside", "signer_label", "addressee_below",
    "table_head", "table_left", "table_center", "table_right", "page_number", "spacer",
)  # fmt: skip
MARKS = ("head1", "head2", "head3", "head4", "strong", "slot", "title_break", "own", "mark_tail", "attendance_head")
NEIGHBOURS = (*ROLES, "level1", "level2", "level3", "level4", "item1", "item2", "item3", "item4", "table")  # what gaps name


@datatype
class Page:
    """Millimetres. The left margin and the lower one are what remains of the paper."""

    width: float
    height: float
    top: float
    right: float
    text_width: float
    text_height: float


@datatype
class Grid:
    """How many lines and characters fill the text area; `pitch` and `squeeze` in points."""

    lines: int
    characters: int
    pitch: float
    squeeze: float


@datatype
class Face:
    """The fonts of a face, by name; `instead` is the Han font Word may take where `han` is not installed."""

    han: str
    latin: str
    instead: str = ""


Alignment: TypeAlias = Literal["left", "center", "right", "justify"]


@datatype
class Style:
    """How a role's paragraphs look; None means as in the style `base`.

    size, pitch (exact line), squeeze: points; first_line, left, hanging, right: characters; color RRGGBB; `rule` names
    one of the layout's rules, drawn under the paragraph.
    """

    name: str
    face: str | None = None
    size: float | None = None
    bold: bool | None = None
    align: Alignment | None = None
    pitch: float | None = None
    squeeze: float | None = None
    first_line: float = 0
    left: float = 0
    hanging: float = 0
    right: float = 0
    color: str | None = None
    rule: str | None = None
    keep_next: bool = False
    new_page: bool = False


@datatype
class Mark:
    """How characters inside a paragraph differ from it; `shading` RRGGBB."""

    name: str
    face: str | None = None
    bold: bool | None = None
    shading: str | None = None


@datatype
class Rule:
    """A line across the page: `width` and `space` (from the text above) in points, color RRGGBB.

    Of a double rule `width` is that of its thick line. `length` in mm where it is not that of the text.
    """

    width: float
    color: str
    space: float
    kind: Literal["single", "thick_thin", "thin_thick"] = "single"
    length: float | None = None


@datatype
class Form:
    """Which parts of a paper's head and colophon a form shows, and what it demands of a paper that has a mark.

    A form that demands the mark itself demands all of every paper. `parts` and `requires` are roles; `issuers` is how many
    names the mark may have; with `host_only` it shows the first.
    """

    parts: frozenset[str]
    requires: tuple[str, ...]
    issuers: int
    host_only: bool


@datatype
class Head:
    """GB/T 7.2.4: where the mark stands and how it may shrink.

    top: mm from the edge of the paper to the ink; ink: the height of the ink over the baseline, in characters; smallest
    in points, narrowest in percent of a character's width; leading: lines of several names, in characters; gap: between
    these and 文件, in characters; signers: how many stand on a line. `first`: what stands above: the lines of copy number,
    secrecy and urgency, or the mark, and the number beside the first of them.
    """

    top: float
    ink: float
    smallest: float
    narrowest: float
    leading: float
    gap: float
    signers: int
    first: Literal["lines", "mark"]


@datatype
class FirstPage:
    """A first page without a number, with a text area of its own and a rule across its foot (GB/T 10.1).

    top, bottom: mm from the edges of the paper to the text; `rule` names one of the layout's, its middle rule_from_edge mm
    from the lower edge. `name` and `description` are what people and screen readers are told of that rule.
    """

    name: str
    description: str
    top: float
    bottom: float
    rule: str
    rule_from_edge: float


@datatype
class Gap:
    """Blank lines between a block of one of the roles `above` and one of those `below`; an empty set is any."""

    above: frozenset[str]
    below: frozenset[str]
    lines: float


@datatype
class Sealed:
    """GB/T 7.3.5.1: `above` blank lines, the date `right` characters in, the name centred on it.

    seal: mm across; of several issuers `across` stand in a row, `apart` blank lines between the rows, `below` lines for
    the lower edge of the last seal.
    """

    above: float
    right: float
    seal: float
    across: int
    apart: float
    below: float


@datatype
class Unsealed:
    """GB/T 7.3.5.2: `above` blank lines, the name `right` characters in, the date begins `shift` to the right of it."""

    above: float
    right: float
    shift: float


@datatype
class Stamp:
    """GB/T 7.3.5.3, a signature stamp: `above` blank lines, its place (mm) `right` characters in, the post `gap` characters
    to the left of it, the date `below` blank lines under it; of several the next `apart` lines below the one before."""

    above: float
    right: float
    width: float
    height: float
    gap: float
    apart: float
    below: float


Seal: TypeAlias = Literal["full", "none"]


@datatype
class Blank:
    """What people and screen readers are told of the room that is left empty where lines move (7.3.5.5)."""

    name: str
    description: str


@datatype
class Sign:
    """`tightest`: the least pitch of the last lines, in points, when it brings name and date back to them (7.3.5.5)."""

    seal: Seal
    tightest: float
    sealed: Sealed
    unsealed: Unsealed
    stamp: Stamp
    blank: Blank


@datatype
class Colophon:
    """GB/T 7.4: `edge` and `between` name the layout's rules (None: none), padding of a row above and below in mm.

    `name` and `description` are those of its place on the page.
    """

    name: str
    description: str
    edge: str | None
    between: str | None
    padding_above: float
    padding_below: float


@datatype
class TableLook:
    """Border in points, padding (at the sides, above, below) in millimetres, the colour of a grey cell."""

    name: str
    border: float
    padding: float
    padding_above: float
    padding_below: float
    shade: str


@datatype
class PageNumber:
    """`text` holds {page}; from_edge in millimetres from the lower edge of the paper, indent in points.

    `name` and `description` are what people and screen readers are told of its place on a page that lies across.
    """

    name: str
    description: str
    place: Literal["outside", "center"]
    from_edge: float
    indent: float
    text: str


Printed: TypeAlias = Literal["page", "annex"]  # a paper that another prints: on a new page without a label, or as its 附件1


@datatype
class Layout:
    """A whole look. Compared by identity: what is made once per layout is remembered by it."""

    id: str
    name: str
    page: Page
    grid: Grid
    faces: Mapping[str, Face]
    paragraphs: Mapping[str, Style]
    marks: Mapping[str, Mark]
    rules: Mapping[str, Rule]
    gaps: tuple[Gap, ...]
    form: Form
    head: Head
    title_characters: int  # on one line
    sign: Sign
    colophon: Colophon
    table: TableLook
    page_number: PageNumber
    first_page: FirstPage | None = None  # where it differs from the others
    unbroken: tuple[str, ...] = ()  # words a title is never broken inside
    bases: tuple[str, ...] = ()  # the ids of the layouts it extends, the nearest first
    printed: Printed = "page"
    standard_from: Date | None = None  # since when the standard is in force that it follows; None: no official form

    __eq__ = object.__eq__
    __hash__ = object.__hash__


NOT_FIRST = tuple("》〉、，。；：）”’！？")  # GB/T 15834—2011, 5.1: what cannot begin a line
NOT_LAST = tuple("《〈（“‘")  # and what cannot end one

# ---------------------------------------------------------------- mould

HOLE_MARK = b"\xee\x80\x80"  # U+E000, free again once the counts are resolved


@datatype
class Shape:
    """What the page must know of a paragraph or a table: its style, its text, space above and below in twips.

    `alone`: it may leave or begin a page with a single line; else two stay together. A table has `columns` (shares in
    percent) and `rows` of cells, the header first (empty where there is none); `heights` and `spans` are the tree's.
    `landscape`: it stands on paper laid across.
    """

    style: str
    parts: Inlines = ()
    before: int = 0
    after: int = 0
    keep_next: bool = False
    new_page: bool = False
    alone: bool = True
    columns: tuple[int, ...] = ()
    rows: tuple[tuple[Inlines, ...], ...] = ()
    landscape: bool = False
    heights: tuple[int, ...] = ()
    spans: tuple[tuple[int, ...], ...] = ()


@datatype
class Piece:
    """XML with a HOLE_MARK at the place of each value, and the values' indexes in the order of the marks.

    `shape` is that of the one paragraph or table it is; without one it takes no room.
    """

    xml: bytes
    holes: tuple[int, ...] = ()
    shape: Shape | None = None


@datatype
class Atom:
    """A part of a title that is never broken: characters, or the index of a value.

    `price` is what a line break before it costs; None: never.
    """

    content: str | int
    strong: bool = False
    price: float | None = None


@datatype
class TitleMould:
    """A title; fill_docx breaks it into lines when its values, and so its length, are known."""

    open: bytes
    atoms: tuple[Atom, ...]
    shape: Shape


@datatype
class Line:
    """A line whose place depends on its length: what follows its paragraph's properties, and its text."""

    role: str
    piece: Piece
    text: Inlines


@datatype
class HeadMould:
    """The head (版头); fill_docx sizes the mark when the issuers' names are known. `gap`: twips between mark and number."""

    lines: tuple[Line, ...]
    gap: int


@datatype
class SignMould:
    """Names or posts, and date; fill_docx sets them under each other when their widths are known."""

    lines: tuple[Line, ...]
    new_page: bool
    keep_next: bool  # a note follows
    landscape: bool = False


@datatype
class ColophonMould:
    """The colophon (版记); fill_docx decides which page it stands on."""

    lines: tuple[Line, ...]


MouldBlock: TypeAlias = Piece | TitleMould | HeadMould | SignMould | ColophonMould


@datatype
class Mould:
    """A paper in Word XML, block by block, with holes for its values."""

    layout: Layout
    blocks: tuple[MouldBlock, ...]
    landscape: bool = False  # whether some of its pages lie across
    comments: tuple[Piece, ...] = ()  # what stands in the margins, by the number of each
