"""Word XML as text: escaping, runs, paragraphs, tables and styles.

With `page_xml.py`, for what frames the text, and `drawing_xml.py` the only module that writes Word's elements (children in
the order of the schema, ECMA-376); turns the layout's units into Word's. Decides nothing: what stands where is said by
`compile_docx.py` and the parts beside this module, what it looks like by the layout.
"""

import re
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from generator.layout import Layout, Mark, Rule, Style

NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML_HEADER: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
XML_ROOT: Final = f'xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"'

# ---------------------------------------------------------------- units


def twips_of_mm(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def twips_of_pt(points: float) -> int:
    return round(points * 20)


def character_twips(layout: Layout) -> float:
    """The width of a character of the grid in twips: 1/28 of the text area by GB/T 5.2.3."""
    return twips_of_mm(layout.page.text_width) / layout.grid.characters


def indent_twips(layout: Layout, style: Style) -> float:
    """What a character of indent is in a style, in twips: one of the grid, or of its own size where that is another."""
    if style.size is None or style.size == layout.paragraphs["base"].size:
        return character_twips(layout)
    return 20 * (style.size - (layout.grid.squeeze if style.squeeze is None else style.squeeze))


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


def run_open(style: str, more: str = "") -> bytes:
    """The start of a run up to its text, in a character style ('': none); `more` is what its length makes of its look."""
    # the hint makes Word take “ ” … — from the Han font, wide
    style = f'<w:rStyle w:val="{style}"/>' if style else ""
    return f'<w:r><w:rPr>{style}<w:rFonts w:hint="eastAsia"/>{more}</w:rPr><w:t xml:space="preserve">'.encode()


RUN_OPENS: Final = tuple(tuple(run_open(mark_id(level, strong, False)) for strong in (False, True)) for level in range(5))
_SLOTS: Final = {mark_id(*parts, False).encode(): mark_id(*parts, True).encode() for parts in product(range(5), (False, True))}
_RUN_OPEN: Final = re.compile(
    rb'<w:r><w:rPr>(?:<w:rStyle w:val="([^"]*)"/>)?(<w:rFonts [^>]*>(?:<w:[^>]*>)*</w:rPr><w:t xml:space="preserve">)'
)


def slot_run(before: bytes, text: str) -> bytes | None:
    """A slot's text as a run of its own amid the run that is open at the end of `before`; None if none is opened there."""
    opened = deque(_RUN_OPEN.finditer(before), maxlen=1)
    if not opened:
        return None
    (last,) = opened
    style = _SLOTS.get(last[1] or b"", _SLOTS[b""])  # a slot in a style that knows none looks like any other slot
    start = b'<w:r><w:rPr><w:rStyle w:val="' + style + b'"/>' + last[2]
    return b"".join((RUN_CLOSE, start, escape_run(text).encode(), RUN_CLOSE, last[0]))


def comment_mark(number: int) -> bytes:
    """Where a comment belongs: a run at one point of a paragraph."""
    return f'<w:r><w:commentReference w:id="{number}"/></w:r>'.encode()


def comment(number: int, paragraphs: Sequence[bytes]) -> bytes:
    """A comment of paragraphs of runs; without a date, so that the clock leaves no trace."""
    written = b"".join(b"<w:p>" + runs + PARAGRAPH_CLOSE for runs in paragraphs)
    start = f'<w:comment w:id="{number}" w:author="拟稿" w:initials="拟">'.encode()
    return start + written + b"</w:comment>"


def own_run(text: str) -> bytes:
    """A word of the engine's own (签发人：), which is no part of the paper's tree."""
    return run_open(style_id("own")) + escape_run(text).encode() + RUN_CLOSE


def run_size(points: float, percent: float) -> str:
    """What a run's length makes of its size, and of its characters' width in percent."""
    width = f'<w:w w:val="{round(percent)}"/>' if round(percent) != 100 else ""
    half = round(points * 2)
    return f'{width}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


@lru_cache(maxsize=1024)
def paragraph_open(
    style: str,
    keep_next: bool = False,
    new_page: bool = False,
    before: int = 0,
    after: int = 0,
    more: str = "",
    line: int = 0,
    alone: bool = True,
) -> bytes:
    """The start of a paragraph up to its first run; spaces and an exact line in twips, `more` is what follows them.

    `alone`: a single line of it may end or begin a page.
    """
    keep = "<w:keepNext/>" if keep_next else ""
    page = "<w:pageBreakBefore/>" if new_page else ""
    page += "" if alone else '<w:widowControl w:val="1"/>'
    space = (f' w:before="{before}"' if before else "") + (f' w:after="{after}"' if after else "")
    space += f' w:line="{line}" w:lineRule="exact"' if line else ""
    space = f"<w:spacing{space}/>" if space else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{keep}{page}{space}{more}</w:pPr>'.encode()


def indents(left: int, right: int, align: str) -> str:
    """Indents in twips and alignment set on a paragraph itself, none of its style's left."""
    return f'<w:ind w:left="{left}" w:right="{right}" w:firstLine="0"/>{alignment(align)}'


def alignment(align: str) -> str:
    """Alignment alone, set on a paragraph itself."""
    return f'<w:jc w:val="{align}"/>'


# ---------------------------------------------------------------- tables


@lru_cache(maxsize=256)
def table_open(layout: Layout, widths: tuple[int, ...], landscape: bool = False) -> bytes:
    """The start of a table as wide as the text area, upright or across; widths in percent."""
    total = twips_of_mm(layout.page.text_height if landscape else layout.page.text_width)
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


@lru_cache(maxsize=64)
def row_open(lines: int) -> bytes:
    """The start of a row high enough for so many lines written by hand."""
    if not lines:
        return ROW_OPEN
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{row_twips(lines)}" w:hRule="atLeast"/></w:trPr>'.encode()


def row_twips(lines: int) -> int:
    """The height of such a row; the same in every layout, because a hand writes as large everywhere."""
    return twips_of_mm(_BY_HAND * lines)


def lines_of_row(twips: int) -> int:
    return round(twips / twips_of_mm(_BY_HAND))


_BY_HAND: Final = 7  # millimetres of a line written by hand


@lru_cache(maxsize=256)
def cell_open(width: int, style: str, span: int = 1) -> bytes:
    """The start of a cell and its paragraph; width in percent of the table, over so many columns."""
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * 50}" w:type="pct"/>{over}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/></w:pPr>'
    ).encode()


def kept_cell(opened: bytes) -> bytes:
    """The start of a cell whose row stays on the page of what follows it."""
    return opened.replace(b"</w:pPr>", b"<w:keepNext/></w:pPr>")


def shaded_cell(opened: bytes, layout: Layout) -> bytes:
    """The start of a grey cell."""
    return opened.replace(b"</w:tcPr>", f'<w:shd w:val="clear" w:color="auto" w:fill="{layout.table.shade}"/></w:tcPr>'.encode())


CELL_CLOSE: Final = b"</w:p></w:tc>"
PARAGRAPH_CLOSE: Final = b"</w:p>"


# Tables that only place things: no borders, no padding, nothing that a reader would call a table.
FRAME: Final = "PaperFrame"
FRAME_ROW_OPEN: Final = b"<w:tr>"
FRAME_CELL_CLOSE: Final = b"</w:tc>"


def frame_open(widths: tuple[int, ...], rule: str = "", center: bool = False) -> bytes:
    """The start of such a table; widths in twips, `rule` is the layout's rule under it."""
    place = '<w:jc w:val="center"/>' if center else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{FRAME}{rule.capitalize()}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'{place}<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    ).encode()


def frame_cell_open(width: int, top: int = 0, bottom: int = 0, align: str = "", span: int = 1) -> bytes:
    """The start of a cell, its paragraphs to follow; padding above and below in twips, align: vertically."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    sides = (("top", top), ("bottom", bottom))
    pads = "".join(f'<w:{side} w:w="{pad}" w:type="dxa"/>' for side, pad in sides if pad)
    margins = f"<w:tcMar>{pads}</w:tcMar>" if pads else ""
    vertical = f'<w:vAlign w:val="{align}"/>' if align else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{margins}{vertical}</w:tcPr>'.encode()


def _frame_styles(layout: Layout) -> str:
    none = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    made = [("", "", "公文版面框")]
    for key, rule in layout.rules.items():
        made.append((key, f"<w:tblBorders>{border('bottom', rule)}</w:tblBorders>", f"公文版面框（{key}）"))
    made.append(("colophon", _colophon_borders(layout), f"公文版面框（{layout.colophon.name}）"))
    return "".join(
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{FRAME}{key.capitalize()}"><w:name w:val="{escape_text(name)}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{borders}<w:tblCellMar>{none}</w:tblCellMar></w:tblPr></w:style>'
        for key, borders, name in made
    )


def _colophon_borders(layout: Layout) -> str:
    sides = (("top", layout.colophon.edge), ("bottom", layout.colophon.edge), ("insideH", layout.colophon.between))
    borders = "".join(border(side, layout.rules[key]) for side, key in sides if key)
    return f"<w:tblBorders>{borders}</w:tblBorders>" if borders else ""


def border(side: str, rule: Rule) -> str:
    """A rule as one side of a paragraph's or a table's border."""
    size, space = round(rule.width * 8), round(rule.space)  # eighths of a point, points
    return f'<w:{side} w:val="{_LINES[rule.kind]}" w:sz="{size}" w:space="{space}" w:color="{rule.color}"/>'


def rule_twips(rule: Rule) -> int:
    """How high a rule is, its space left out."""
    return twips_of_pt(rule.width + (0 if rule.kind == "single" else _SECOND_LINE))


_SECOND_LINE: Final = 1.5  # points: the thin line of a double rule and the gap, in Word and LibreOffice
_LINES: Final = {"single": "single", "thick_thin": "thickThinSmallGap", "thin_thick": "thinThickSmallGap"}


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


def font_table_part(layout: Layout) -> str:
    """The part that names the layout's fonts and what Word may take instead."""
    fonts: dict[str, str] = {}
    for face in layout.faces.values():
        instead = f'<w:altName w:val="{escape_text(face.instead)}"/>' if face.instead else ""
        han = f'{instead}<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/>'
        fonts.setdefault(face.han, han)
        fonts.setdefault(face.latin, '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/>')
    lines = "".join(f'<w:font w:name="{escape_text(name)}">{inside}</w:font>' for name, inside in sorted(fonts.items()))
    return f"{XML_HEADER}<w:fonts {XML_ROOT}>{lines}</w:fonts>"


# ---------------------------------------------------------------- styles


def styles_part(layout: Layout) -> str:
    """The part that holds the look of every role."""
    base = layout.paragraphs["base"]
    headings = "".join(_heading(level) for level in (1, 2, 3, 4))
    paragraphs = "".join(_paragraph_style(layout, key, style) for key, style in layout.paragraphs.items() if key != "base")
    marks = "".join(_mark_style(layout, name, *parts) for name, parts in MARK_IDS.items() if name)
    others = "".join(_other_mark_style(layout, key) for key in ("title_break", "own", "mark_tail", "attendance_head"))
    return (
        f"{XML_HEADER}<w:styles {XML_ROOT}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(layout, base)}"
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
        f'</w:tblPr></w:style>{_table_style(layout)}{_frame_styles(layout)}{headings}{paragraphs}{marks}{others}</w:styles>'
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
    rule = f"<w:pBdr>{border('bottom', layout.rules[style.rule])}</w:pBdr>" if style.rule else ""
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(key)}"><w:name w:val="{escape_text(style.name)}"/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/>'
        f"<w:pPr>{keep}{page}{rule}{spacing}{_indent(layout, style)}{_align(style)}</w:pPr>"
        f"<w:rPr>{fonts}{_bold(style.bold)}{color}{squeeze}{_size(style)}</w:rPr></w:style>"
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


def _other_mark_style(layout: Layout, key: str) -> str:
    """The style of characters that a person never chooses."""
    mark = layout.marks[key]
    look = f"<w:rPr>{_fonts_of(layout, mark.face)}</w:rPr>" if mark.face else ""
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{style_id(key)}"><w:name w:val="{escape_text(mark.name)}"/>'
        f"<w:semiHidden/>{look}</w:style>"
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
    unit = indent_twips(layout, style)
    length = layout.rules[style.rule].length if style.rule else None
    if length is not None:  # the rule is as wide as its paragraph, and in the middle of the paper
        page = layout.page
        right = twips_of_mm((page.width - length) / 2 - page.right)
        return f'<w:ind w:left="{twips_of_mm(page.text_width - length) - right}" w:right="{right}"/>'
    sides = (("left", style.left), ("right", style.right), ("hanging", style.hanging), ("firstLine", style.first_line))
    found = "".join(
        f' w:{side}Chars="{round(value * 100)}" w:{side}="{round(value * unit)}"' for side, value in sides if value
    )
    return f"<w:ind{found}/>" if found else ""
