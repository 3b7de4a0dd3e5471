"""Word XML of what frames a paper's text: sections, headers, footers, and the parts of the package that follow from the layout.

Knows pages and what stands on each of them, nothing of the text. Decides nothing: which pages lie across is said by
`compile_docx.py`, all measures by the layout.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from generator.layout import FirstPage, Layout
from generator.word.drawing_xml import FIRST_FURNITURE_ID, Box, Place, text_box
from generator.word.word_xml import (
    PARAGRAPH_CLOSE,
    RELATIONS,
    XML_HEADER,
    XML_ROOT,
    border,
    escape_text,
    font_table_part,
    paragraph_open,
    rule_twips,
    style_id,
    styles_part,
    twips_of_mm,
    twips_of_pt,
)

# ---------------------------------------------------------------- the document part and its sections

DOCUMENT_OPEN: Final = f"{XML_HEADER}<w:document {XML_ROOT}><w:body>".encode()


@lru_cache(maxsize=64)
def document_close(layout: Layout, landscape: bool = False, first: bool = True) -> bytes:
    """The last section's properties and the end of the document part; `first`: no other section stands before."""
    return f"{_section(layout, landscape, first)}</w:body></w:document>".encode()


@lru_cache(maxsize=64)
def section_close(layout: Layout, landscape: bool, first: bool) -> bytes:
    """A line of no height that ends a section: what follows lies the other way."""
    return paragraph_open("spacer", more=_section(layout, landscape, first)) + PARAGRAPH_CLOSE


class _Margins(NamedTuple):
    """Twips."""

    top: int
    right: int
    bottom: int
    left: int


def _upright(layout: Layout) -> _Margins:
    page = layout.page
    width, height = twips_of_mm(page.width), twips_of_mm(page.height)
    top, right = twips_of_mm(page.top), twips_of_mm(page.right)
    return _Margins(top, right, height - top - twips_of_mm(page.text_height), width - right - twips_of_mm(page.text_width))


def _section(layout: Layout, landscape: bool, first: bool) -> str:
    """A landscape page is an upright one turned a quarter to the left, so that the head of a table lies where the upright
    page is bound on odd pages and cut on even ones (GB/T 9704, clause 8).

    A first page of its own gives the whole section its margins; on the pages after it headers and footers push the text
    to its usual place.
    """
    margins, own = _upright(layout), layout.first_page
    width, height = twips_of_mm(layout.page.width), twips_of_mm(layout.page.height)
    header, footer, turn = _FROM_EDGE, twips_of_mm(layout.page_number.from_edge), ' w:orient="landscape"' * (width > height)
    grid = _line_grid(layout)
    if landscape:
        margins = _Margins(margins.left, margins.top, margins.right, margins.bottom)
        width, height, turn = height, width, ' w:orient="landscape"'
        footer, grid = _FROM_EDGE, ""
    elif own:
        margins = margins._replace(top=twips_of_mm(own.top), bottom=twips_of_mm(own.bottom))
        footer, grid = _footer_from_edge(own), ""
    references = "".join(
        f'<w:{part.kind}Reference w:type="{part.use}" r:id="{part.id}"/>'
        for part in _furniture(layout)
        if part.landscape == landscape and (first or part.use != "first")
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{width}" w:h="{height}"{turn}/><w:pgMar w:top="{margins.top}" '
        f'w:right="{margins.right}" w:bottom="{margins.bottom}" w:left="{margins.left}" '
        f'w:header="{header}" w:footer="{footer}" w:gutter="0"/>{"<w:titlePg/>" if own and first else ""}{grid}</w:sectPr>'
    )


def _line_grid(layout: Layout) -> str:
    """The grid Word shows in its dialog; the lines keep their exact pitch with it and without it.

    None where its lines leave a rest of the text area: LibreOffice would centre them in it and so move every line.
    """
    pitch = twips_of_pt(layout.grid.pitch)
    rest = twips_of_mm(layout.page.text_height) % pitch
    return f'<w:docGrid w:type="lines" w:linePitch="{pitch}"/>' if rest <= _LITTLE else ""


_LITTLE: Final = 40  # twips: what moves no line by a millimetre
_FROM_EDGE: Final = 851  # twips, 15 mm: of headers and footers that hold nothing or only what is placed on the page
_LEAST_FOOTER: Final = 80  # twips: LibreOffice makes no footer lower than a millimetre


def _footer_from_edge(own: FirstPage) -> int:
    return twips_of_mm(own.bottom) - _LEAST_FOOTER


# ---------------------------------------------------------------- headers and footers

_Use: TypeAlias = Literal["default", "even", "first"]


class _Part(NamedTuple):
    """A header or footer, its place in the package, and the pages it stands on."""

    kind: Literal["header", "footer"]
    use: _Use
    landscape: bool
    id: str
    file: str
    text: str


@lru_cache(maxsize=16)
def _furniture(layout: Layout) -> tuple[_Part, ...]:
    """All headers and footers papers of a layout may have, those of landscape pages last."""
    own = layout.first_page
    uses: tuple[_Use, ...] = ("default", "even") if _outside(layout) else ("default",)
    parts: list[_Part] = []

    def add(kind: Literal["header", "footer"], use: _Use, landscape: bool, text: str) -> None:
        number = 1 + sum(part.kind == kind for part in parts)
        parts.append(_Part(kind, use, landscape, f"rId{len(parts) + _FIRST_ID}", f"{kind}{number}.xml", _whole(kind, text)))

    for use in uses:
        add("footer", use, False, _number(layout, use, *(_pushes(layout, own) if own else ())))
    if own:
        add("footer", "first", False, _foot_rule(layout, own))
        for use in uses:
            add("header", use, False, _blank(twips_of_mm(layout.page.top) - _FROM_EDGE))
    for use in uses:
        add("footer", use, True, _turned_number(layout, use))
        if own:
            add("header", use, True, _blank(1))
    return tuple(parts)


_FIRST_ID: Final = 4  # styles, settings and fonts come before


def _outside(layout: Layout) -> bool:
    return layout.page_number.place == "outside"


def _whole(kind: Literal["header", "footer"], text: str) -> str:
    tag = {"header": "hdr", "footer": "ftr"}[kind]
    return f"{XML_HEADER}<w:{tag} {XML_ROOT}>{text}</w:{tag}>"


def _blank(height: int) -> str:
    """A line without text, `height` twips high."""
    return (paragraph_open("spacer", line=height) + PARAGRAPH_CLOSE).decode()


def _pushes(layout: Layout, own: FirstPage) -> tuple[int, int]:
    """Twips above and below the number that bring the text above it to its usual lower edge."""
    edge = twips_of_mm(layout.page_number.from_edge)
    line = twips_of_pt(layout.paragraphs["page_number"].pitch or layout.grid.pitch)
    return _upright(layout).bottom - edge - line, edge - _footer_from_edge(own)


def _number(layout: Layout, use: _Use, before: int = 0, after: int = 0) -> str:
    """GB/T 7.5: the page's number, right on odd pages and left on even ones."""
    number = layout.page_number
    side = "left" if use == "even" else "right"
    place = '<w:jc w:val="center"/>'
    if _outside(layout):
        place = f'<w:ind w:{side}="{twips_of_pt(number.indent)}"/><w:jc w:val="{side}"/>'
    start, end = (escape_text(text) for text in number.text.split("{page}"))
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    text = f'<w:r>{hint}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    field = "".join(
        f"<w:r>{inside}</w:r>"
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    opened = paragraph_open("page_number", before=before, after=after, more=place).decode()
    return f"{opened}{text.format(start)}{field}{text.format(end)}</w:p>"


def _turned_number(layout: Layout, use: _Use) -> str:
    """The number of a landscape page where it stands on the upright ones (clause 8), read with the page held upright."""
    height = twips_of_pt(layout.paragraphs["page_number"].pitch or layout.grid.pitch)
    box = Box(
        _BOX_IDS[use],
        layout.page_number.name,
        layout.page_number.description,
        width=twips_of_mm(layout.page.text_width),
        height=height,
        across=Place("page", twips_of_mm(layout.page_number.from_edge)),
        down=Place("page", _upright(layout).left),
        wraps=False,
        turned=True,
    )
    return _boxed(box, _number(layout, use))


def _foot_rule(layout: Layout, own: FirstPage) -> str:
    """The rule across the foot of a first page, its middle where the layout says."""
    rule = layout.rules[own.rule]
    width = twips_of_mm(rule.length or layout.page.text_width)
    thickness = rule_twips(rule)
    line = twips_of_pt(layout.paragraphs["spacer"].pitch or 1)
    top = twips_of_mm(layout.page.height - own.rule_from_edge) - line - thickness // 2
    box = Box(
        _BOX_IDS["first"],
        own.name,
        own.description,
        width=width,
        height=line + 2 * thickness,
        across=Place("page", (twips_of_mm(layout.page.width) - width) // 2),
        down=Place("page", top),
        wraps=False,
    )
    drawn = f"<w:pBdr>{border('bottom', rule)}</w:pBdr>"
    return _boxed(box, f'<w:p><w:pPr><w:pStyle w:val="{style_id("spacer")}"/>{drawn}</w:pPr></w:p>')


_BOX_IDS: Final[dict[_Use, int]] = {use: FIRST_FURNITURE_ID + n for n, use in enumerate(get_args(_Use))}


def _boxed(box: Box, text: str) -> str:
    return (paragraph_open("spacer") + text_box(box, text.encode()) + PARAGRAPH_CLOSE).decode()


# ---------------------------------------------------------------- parts that follow from the layout


def base_parts(layout: Layout, landscape: bool = False, comments: bool = False) -> tuple[tuple[str, str], ...]:
    """(name, text) of every part that is the same in all papers of a layout, in the order of the package.

    Only papers with pages that lie across (`landscape`) have those pages' footers; only those with `comments` name that part.
    """
    furniture = [part for part in _furniture(layout) if landscape or not part.landscape]
    named = [(part.file, part.kind) for part in furniture] + ([("comments.xml", "comments")] if comments else [])
    return (
        ("[Content_Types].xml", _content_types(named)),
        ("_rels/.rels", _PACKAGE_RELATIONS),
        ("word/_rels/document.xml.rels", _document_relations(named)),
        ("word/styles.xml", styles_part(layout)),
        ("word/settings.xml", _settings(layout)),
        ("word/fontTable.xml", font_table_part(layout)),
        *((f"word/{part.file}", part.text) for part in furniture),
        ("docProps/app.xml", _APP),
    )


_CT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
RECIPE_TYPE: Final = "urn:nigao:recipe"  # of the relation and of the element's namespace


def _content_types(named: Iterable[tuple[str, str]]) -> str:
    parts = [
        ("/word/document.xml", f"{_CT}document.main+xml"),
        ("/word/styles.xml", f"{_CT}styles+xml"),
        ("/word/settings.xml", f"{_CT}settings+xml"),
        ("/word/fontTable.xml", f"{_CT}fontTable+xml"),
        *((f"/word/{file}", f"{_CT}{kind}+xml") for file, kind in named),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        ("/nigao/recipe.xml", "application/xml"),
    ]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{XML_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*relations: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(relations, 1)
    )
    start = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f"{XML_HEADER}{start}{lines}</Relationships>"


_PACKAGE_RELATIONS: Final = _relations(
    (f"{RELATIONS}/officeDocument", "word/document.xml"),
    ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
    (f"{RELATIONS}/extended-properties", "docProps/app.xml"),
    (RECIPE_TYPE, "nigao/recipe.xml"),
)


def _document_relations(named: Iterable[tuple[str, str]]) -> str:
    return _relations(
        (f"{RELATIONS}/styles", "styles.xml"),
        (f"{RELATIONS}/settings", "settings.xml"),
        (f"{RELATIONS}/fontTable", "fontTable.xml"),
        *((f"{RELATIONS}/{kind}", file) for file, kind in named),
    )


_APP: Final = (
    f'{XML_HEADER}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>nigao</Application></Properties>"
)


def comments_part(comments: bytes) -> bytes:
    """word/comments.xml around comments."""
    return f"{XML_HEADER}<w:comments {XML_ROOT}>".encode() + comments + b"</w:comments>"


def _settings(layout: Layout) -> str:
    even = "<w:evenAndOddHeaders/>" if _outside(layout) else ""
    return (
        f'{XML_HEADER}<w:settings {XML_ROOT}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{even}'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        # without this Word stretches a justified line that ends in a line break
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )
