"""What a paper looks like, and the mould a paper is cast in.

Data only: a `Layout` says how each role stands on the page, a `Mould` is a paper's Word XML with holes where the values
go. Lengths keep the unit of the layout file (millimetres, points, characters, lines); `word_xml.py` turns them into
Word's. No font, size or distance stands in any code.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from generator.datatype import datatype

# ---------------------------------------------------------------- layout

ROLES = (
    "title", "subtitle", "byline", "salutation", "addressee", "body", "annex_note", "annex_label", "sign_name", "sign_date",
    "note", "ask", "caption",
)  # fmt: skip
PARAGRAPHS = (
    "base", *ROLES, "level1", "level2", "level3", "level4", "item1", "item2", "item3", "item4",
    "annex_note_first", "annex_note_more", "table_head", "table_left", "table_center", "table_right", "page_number", "spacer",
)  # fmt: skip
MARKS = ("head1", "head2", "head3", "head4", "strong", "slot", "title_break")
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

    size, pitch (exact line), squeeze: points; first_line, left, hanging: characters.
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
class Gap:
    """Blank lines between a block of one of the roles `above` and one of those `below`; an empty set is any."""

    above: frozenset[str]
    below: frozenset[str]
    lines: float


@datatype
class Sealed:
    """GB/T 7.3.5.1: `above` blank lines, the date `right` characters in, the name centred on it."""

    above: float
    right: float


@datatype
class Unsealed:
    """GB/T 7.3.5.2: `above` blank lines, the name `right` characters in, the date begins `shift` to the right of it."""

    above: float
    right: float
    shift: float


Seal: TypeAlias = Literal["full", "none"]


@datatype
class Sign:
    seal: Seal
    sealed: Sealed
    unsealed: Unsealed


@datatype
class TableLook:
    """Border in points, padding (at the sides, above, below) in millimetres."""

    name: str
    border: float
    padding: float
    padding_above: float
    padding_below: float


@datatype
class PageNumber:
    """`text` holds {page}; from_edge in millimetres from the lower edge of the paper, indent in points."""

    place: Literal["outside", "center"]
    from_edge: float
    indent: float
    text: str


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
    gaps: tuple[Gap, ...]
    title_characters: int  # on one line
    sign: Sign
    table: TableLook
    page_number: PageNumber
    unbroken: tuple[str, ...] = ()  # words a title is never broken inside

    __eq__ = object.__eq__
    __hash__ = object.__hash__


NOT_FIRST = tuple("》〉、，。；：）”’！？")  # GB/T 15834—2011, 5.1: what cannot begin a line
NOT_LAST = tuple("《〈（“‘")  # and what cannot end one

# ---------------------------------------------------------------- mould

HOLE_MARK = b"\xee\x80\x80"  # U+E000, free again once the counts are resolved

@datatype
class Piece:
    """XML with a HOLE_MARK at the place of each value, and the values' indexes in the order of the marks."""

    xml: bytes
    holes: tuple[int, ...] = ()


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


@datatype
class SignLine:
    """A line of the signature: what follows the paragraph's properties, and its text in parts, to be measured."""

    role: Literal["sign_name", "sign_date"]
    new_page: bool
    piece: Piece
    plain: tuple[str | int, ...]


@datatype
class SignMould:
    """Names and date; fill_docx sets them under each other when their widths are known."""

    lines: tuple[SignLine, ...]


@datatype
class Mould:
    """A paper in Word XML, block by block, with holes for its values."""

    layout: Layout
    blocks: tuple[Piece | TitleMould | SignMould, ...]
