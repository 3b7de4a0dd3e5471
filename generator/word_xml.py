"""Word XML as text: escaping, runs, paragraphs, and the parts of a package that follow from the layout alone.

The only module that writes Word's elements (children in the order of the schema, ECMA-376) and turns the layout's units
into Word's. Decides nothing: what stands where is said by `compile_docx.py`, what it looks like by the layout.
"""

import re
from functools import lru_cache
from itertools import product
from typing import Final

from generator.layout import Layout, Mark, Style

NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ROOT: Final = f'xmlns:w="{NAMESPACE}" xmlns:r="{_RELATIONS}"'

# ---------------------------------------------------------------- units


def twips_of_mm(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def twips_of_pt(points: float) -> int:
    return round(points * 20)


def character_twips(layout: Layout) -> float:
    """The width of a character of the grid in twips: 1/28 of the text area by GB/T 5.2.3."""
    return twips_of_mm(layout.page.text_width) / layout.grid.characters


# ---------------------------------------------------------------- text

RUN_CLOSE: Final = b"</w:t></w:r>"
_BREAKS: Final = {  # inside <w:t>…</w:t>; a carriage return of its own is Word's w:cr
    "\n": '</w:t><w:br/><w:t xml:space="preserve">',
    "\r": '</w:t><w:cr/><w:t xml:space="preserve">',
    "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
}
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ATTRIBUTE: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_SPECIAL: Final = re.compile("[&<>\\x00-\\x1f\ud800-\udfff\ufffe\uffff]")
_search: Final = _SPECIAL.search


def escape_run(text: str) -> str:
    """Text as the inside of a <w:t>; line breaks and tabs close it and open it again.

    ValueError for a character that XML cannot hold: such values are refused long before, by name and place.
    """
    return text if _search(text) is None else _SPECIAL.sub(_escaped, text)


def escape_text(text: str) -> str:
    """Text for an element or attribute of the package's other parts; line breaks and tabs become blanks."""
    return " ".join(re.split("[\n\r\t]+", text)).translate(_ATTRIBUTE)


def _escaped(found: "re.Match[str]") -> str:
    character = found.group()
    escaped = _ESCAPES.get(character) or _BREAKS.get(character)
    if escaped is None:
        raise ValueError(f"character U+{ord(character):04X} cannot stand in XML")
    return escaped


# ---------------------------------------------------------------- runs and paragraphs


def style_id(key: str) -> str:
    """The w:styleId of a paragraph style or mark of a layout: annex_note → PaperAnnexNote, base → Normal."""
    return "Normal" if key == "base" else "Paper" + "".join(part.capitalize() for part in key.split("_"))


def mark_id(level: int, strong: bool, slot: bool) -> str:
    """The w:styleId of the characters of one format; '' for plain ones.

    Formats that meet have a style of their own (PaperHead2StrongSlot), so that no run is formatted by hand.
    """
    parts = (f"Head{level}" if level else "", "Strong" if strong else "", "Slot" if slot else "")
    return "Paper" + "".join(parts) if any(parts) else ""


MARK_IDS: Final = {mark_id(*parts): parts for parts in product(range(5), (False, True), (False, True))}
# A line break of ours in a title, to be told from a value's by its style.
TITLE_BREAK: Final = f'<w:r><w:rPr><w:rStyle w:val="{style_id("title_break")}"/></w:rPr><w:br/></w:r>'.encode()


def _run_open(level: int, strong: bool, slot: bool) -> bytes:
    # the hint makes Word take “ ” … — from the Han font, wide
    mark = mark_id(level, strong, slot)
    style = f'<w:rStyle w:val="{mark}"/>' if mark else ""
    return f'<w:r><w:rPr>{style}<w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">'.encode()


RUN_OPENS: Final = tuple(tuple(_run_open(level, strong, False) for strong in (False, True)) for level in range(5))
_SLOT_OPENS: Final = {
    RUN_OPENS[level][strong]: _run_open(level, strong, True) for level in range(5) for strong in (False, True)
}


_RUN_OPEN: Final = re.compile(rb'<w:r><w:rPr>(?:<w:rStyle [^>]*>)?<w:rFonts [^>]*></w:rPr><w:t xml:space="preserve">')


def slot_run(before: bytes, text: str) -> bytes | None:
    """A slot's text as a run of its own amid the run that is open at the end of `before`; None if none is opened there."""
    opened = _RUN_OPEN.findall(before)
    if not opened:
        return None
    return b"".join((RUN_CLOSE, _SLOT_OPENS[opened[-1]], escape_run(text).encode(), RUN_CLOSE, opened[-1]))


@lru_cache(maxsize=1024)
def paragraph_open(
    style: str, keep_next: bool = False, new_page: bool = False, before: int = 0, after: int = 0, more: str = ""
) -> bytes:
    """The start of a paragraph up to its first run; spaces in twips, `more` is what follows them."""
    keep = "<w:keepNext/>" if keep_next else ""
    page = "<w:pageBreakBefore/>" if new_page else ""
    space = (f' w:before="{before}"' if before else "") + (f' w:after="{after}"' if after else "")
    space = f"<w:spacing{space}/>" if space else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{keep}{page}{space}{more}</w:pPr>'.encode()


def indents(left: int, right: int, align: str) -> str:
    """Indents in twips and alignment set on a paragraph itself, none of its style's left."""
    return f'<w:ind w:left="{left}" w:right="{right}" w:firstLine="0"/><w:jc w:val="{align}"/>'


# ---------------------------------------------------------------- tables


@lru_cache(maxsize=256)
def table_open(layout: Layout, widths: tuple[int, ...]) -> bytes:
    """The start of a table as wide as the text area; widths in percent."""
    total = twips_of_mm(layout.page.text_width)
    grid = "".join(f'<w:gridCol w:w="{round(total * width / 100)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE_STYLE}"/><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    ).encode()


TABLE_STYLE: Final = "PaperTable"
ROW_OPEN: Final = b"<w:tr><w:trPr><w:cantSplit/></w:trPr>"
HEADER_ROW_OPEN: Final = b"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
ROW_CLOSE: Final = b"</w:tr>"
TABLE_CLOSE: Final = b"</w:tbl>"


@lru_cache(maxsize=256)
def cell_open(width: int, style: str) -> bytes:
    """The start of a cell and its paragraph; width in percent of the table."""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * 50}" w:type="pct"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/></w:pPr>'
    ).encode()


CELL_CLOSE: Final = b"</w:p></w:tc>"
PARAGRAPH_CLOSE: Final = b"</w:p>"


def _table_style(layout: Layout) -> str:
    look = layout.table
    size = round(look.border * 8)  # eighths of a point
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side in sides)
    pads = {"top": look.padding_above, "left": look.padding, "bottom": look.padding_below, "right": look.padding}
    cell = "".join(f'<w:{side} w:w="{twips_of_mm(pad)}" w:type="dxa"/>' for side, pad in pads.items())
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="{escape_text(look.name)}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>{cell}</w:tblCellMar>'
        '</w:tblPr><w:tcPr><w:vAlign w:val="center"/></w:tcPr></w:style>'
    )


# ---------------------------------------------------------------- the document part

DOCUMENT_OPEN: Final = f"{_HEADER}<w:document {_ROOT}><w:body>".encode()


@lru_cache(maxsize=16)
def document_close(layout: Layout) -> bytes:
    """The section's properties and the end of the document part."""
    page = layout.page
    width, height = twips_of_mm(page.width), twips_of_mm(page.height)
    top, right = twips_of_mm(page.top), twips_of_mm(page.right)
    left = width - right - twips_of_mm(page.text_width)
    bottom = height - top - twips_of_mm(page.text_height)
    even = '<w:footerReference w:type="even" r:id="rId5"/>' if _outside(layout) else ""
    return (
        f'<w:sectPr>{even}<w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="851" w:footer="{twips_of_mm(layout.page_number.from_edge)}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{twips_of_pt(layout.grid.pitch)}"/></w:sectPr></w:body></w:document>'
    ).encode()


def _outside(layout: Layout) -> bool:
    return layout.page_number.place == "outside"


# ---------------------------------------------------------------- parts that follow from the layout


def base_parts(layout: Layout) -> tuple[tuple[str, str], ...]:
    """(name, text) of every part that is the same in all papers of a layout, in the order of the package."""
    footers = [("word/footer1.xml", _footer(layout, odd=True))]
    if _outside(layout):
        footers.append(("word/footer2.xml", _footer(layout, odd=False)))
    return (
        ("[Content_Types].xml", _content_types(layout)),
        ("_rels/.rels", _PACKAGE_RELATIONS),
        ("word/_rels/document.xml.rels", _document_relations(layout)),
        ("word/styles.xml", _styles(layout)),
        ("word/settings.xml", _settings(layout)),
        ("word/fontTable.xml", _font_table(layout)),
        *footers,
        ("docProps/app.xml", _APP),
    )


_CT: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
RECIPE_TYPE: Final = "urn:nigao:recipe"  # of the relation and of the element's namespace


def _content_types(layout: Layout) -> str:
    parts = [
        ("/word/document.xml", f"{_CT}document.main+xml"),
        ("/word/styles.xml", f"{_CT}styles+xml"),
        ("/word/settings.xml", f"{_CT}settings+xml"),
        ("/word/fontTable.xml", f"{_CT}fontTable+xml"),
        ("/word/footer1.xml", f"{_CT}footer+xml"),
        *([("/word/footer2.xml", f"{_CT}footer+xml")] if _outside(layout) else []),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        ("/nigao/recipe.xml", "application/xml"),
    ]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*relations: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(relations, 1)
    )
    return f'{_HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'


_PACKAGE_RELATIONS: Final = _relations(
    (f"{_RELATIONS}/officeDocument", "word/document.xml"),
    ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
    (f"{_RELATIONS}/extended-properties", "docProps/app.xml"),
    (RECIPE_TYPE, "nigao/recipe.xml"),
)


def _document_relations(layout: Layout) -> str:
    even = [(f"{_RELATIONS}/footer", "footer2.xml")] if _outside(layout) else []
    return _relations(
        (f"{_RELATIONS}/styles", "styles.xml"),
        (f"{_RELATIONS}/settings", "settings.xml"),
        (f"{_RELATIONS}/fontTable", "fontTable.xml"),
        (f"{_RELATIONS}/footer", "footer1.xml"),
        *even,
    )


_APP: Final = (
    f'{_HEADER}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>nigao</Application></Properties>"
)


def _settings(layout: Layout) -> str:
    even = "<w:evenAndOddHeaders/>" if _outside(layout) else ""
    return (
        f'{_HEADER}<w:settings {_ROOT}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{even}'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        # without this Word stretches a justified line that ends in a line break
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    )


def _font_table(layout: Layout) -> str:
    fonts: dict[str, str] = {}
    for face in layout.faces.values():
        instead = f'<w:altName w:val="{escape_text(face.instead)}"/>' if face.instead else ""
        han = f'{instead}<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/>'
        fonts.setdefault(face.han, han)
        fonts.setdefault(face.latin, '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/>')
    lines = "".join(f'<w:font w:name="{escape_text(name)}">{inside}</w:font>' for name, inside in sorted(fonts.items()))
    return f"{_HEADER}<w:fonts {_ROOT}>{lines}</w:fonts>"


def _footer(layout: Layout, odd: bool) -> str:
    number = layout.page_number
    side = "right" if odd else "left"
    place = '<w:jc w:val="center"/>'
    if number.place == "outside":
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
    return (
        f'{_HEADER}<w:ftr {_ROOT}><w:p><w:pPr><w:pStyle w:val="{style_id("page_number")}"/>{place}</w:pPr>'
        f"{text.format(start)}{field}{text.format(end)}</w:p></w:ftr>"
    )


# ---------------------------------------------------------------- styles


def _styles(layout: Layout) -> str:
    base = layout.paragraphs["base"]
    headings = "".join(_heading(level) for level in (1, 2, 3, 4))
    paragraphs = "".join(_paragraph_style(layout, key, style) for key, style in layout.paragraphs.items() if key != "base")
    marks = "".join(_mark_style(layout, name, *parts) for name, parts in MARK_IDS.items() if name)
    title_break = layout.marks["title_break"]
    return (
        f"{_HEADER}<w:styles {_ROOT}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(layout, base)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_BASE_START}{_spacing(base.pitch or layout.grid.pitch)}{_align(base)}</w:pPr>"
        f'<w:rPr>{_fonts(layout, base)}{_squeeze(layout.grid.squeeze)}<w:kern w:val="0"/>{_size(base)}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr></w:style>{_table_style(layout)}{headings}{paragraphs}{marks}'
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id("title_break")}">'
        f'<w:name w:val="{escape_text(title_break.name)}"/><w:semiHidden/></w:style></w:styles>'
    )


# Nothing of Word's that would move a line: no widow control, no gap at digits, no grid snapping (the pitch is exact).
_BASE_START: Final = (
    '<w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
    '<w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
)


def _heading(level: int) -> str:
    """Word's own heading style, bare: it gives navigation its outline and looks like the body."""
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="PaperBody"/><w:uiPriority w:val="9"/>'
        f'<w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
    )


def _paragraph_style(layout: Layout, key: str, style: Style) -> str:
    based = f"Heading{key[-1]}" if key.startswith("level") else "Normal"
    following = f'<w:next w:val="{style_id("body")}"/>' if style.keep_next and not key.startswith("table") else ""
    keep = "<w:keepNext/>" if style.keep_next else ""
    page = "<w:pageBreakBefore/>" if style.new_page else ""
    spacing = _spacing(style.pitch) if style.pitch is not None else ""
    fonts = _fonts(layout, style) if style.face else ""
    squeeze = _squeeze(style.squeeze) if style.squeeze is not None else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(key)}"><w:name w:val="{escape_text(style.name)}"/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/>'
        f"<w:pPr>{keep}{page}{spacing}{_indent(layout, style)}{_align(style)}</w:pPr>"
        f"<w:rPr>{fonts}{_bold(style.bold)}{squeeze}{_size(style)}</w:rPr></w:style>"
    )


def _mark_style(layout: Layout, name: str, level: int, strong: bool, slot: bool) -> str:
    keys = [key for key, on in ((f"head{level}", level), ("strong", strong), ("slot", slot)) if on]
    marks = [layout.marks[key] for key in keys]
    face = next((mark.face for mark in reversed(marks) if mark.face), None)
    bold = True if any(mark.bold for mark in marks) else next((mark.bold for mark in marks if mark.bold is not None), None)
    shading = next((mark.shading for mark in reversed(marks) if mark.shading), None)
    fonts = _fonts_of(layout, face) if face else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{shading}"/>' if shading else ""
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{escape_text(_joined_name(marks))}"/>{"<w:semiHidden/>" if len(marks) > 1 else "<w:qFormat/>"}'
        f"<w:rPr>{fonts}{_bold(bold)}{shade}</w:rPr></w:style>"
    )


def _joined_name(marks: list[Mark]) -> str:
    return "·".join(mark.name for mark in marks)


def _fonts(layout: Layout, style: Style) -> str:
    return _fonts_of(layout, style.face or layout.paragraphs["base"].face or "")


def _fonts_of(layout: Layout, key: str) -> str:
    face = layout.faces[key]
    han, latin = escape_text(face.han), escape_text(face.latin)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{han}" w:cs="{latin}"/>'


def _bold(bold: bool | None) -> str:
    return "" if bold is None else "<w:b/>" if bold else '<w:b w:val="0"/>'


def _squeeze(points: float) -> str:
    return f'<w:spacing w:val="{-twips_of_pt(points)}"/>'


def _size(style: Style) -> str:
    if style.size is None:
        return ""
    half = round(style.size * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _spacing(pitch: float) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{twips_of_pt(pitch)}" w:lineRule="exact"/>'


def _align(style: Style) -> str:
    words = {"left": "left", "center": "center", "right": "right", "justify": "both"}
    return f'<w:jc w:val="{words[style.align]}"/>' if style.align else ""


def _indent(layout: Layout, style: Style) -> str:
    """Indents in twips, and in hundredths of a character for Word, which prefers them."""
    unit = character_twips(layout)
    sides = (("left", style.left), ("hanging", style.hanging), ("firstLine", style.first_line))
    found = "".join(
        f' w:{side}Chars="{round(value * 100)}" w:{side}="{round(value * unit)}"' for side, value in sides if value
    )
    return f"<w:ind{found}/>" if found else ""
