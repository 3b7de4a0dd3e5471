"""What a paper is: a sequence of blocks made of inlines, the one type all roads pass through.

Data and its pure twins (`with_values`, `as_text`) only. Whoever wants to know what a block looks like on paper
should look in the layouts; whoever wants to know which blocks a paper has should look in the templates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import field, fields, is_dataclass
from typing import Final, Literal, TypeAlias

from generator.datatype import datatype
from generator.model import Value

# ---------------------------------------------------------------- inlines


@datatype
class Text:
    """Characters that stand in the paper as they are; may hold line breaks and tabs (from values)."""

    text: str
    strong: bool = False


@datatype
class Hole:
    """The place of the `index`-th printed value of the rendered paper."""

    index: int
    strong: bool = False


@datatype
class Computed:
    """A text that is known once structure is: `count`, `annex:ID`."""

    name: str
    strong: bool = False


@datatype
class MayBreak:
    """Where a title may be broken into lines (`|` in a template); prints nothing."""


Inline: TypeAlias = Text | Hole | Computed | MayBreak
Inlines: TypeAlias = tuple[Inline, ...]

# ---------------------------------------------------------------- blocks

Role: TypeAlias = Literal[
    "title",  # 标题 (`#`), also the title of an annex
    "subtitle",  # 副标题, after a dash
    "byline",  # 署名行 under the title of a speech: post and name, date in brackets
    "salutation",  # 称呼 同志们：
    "addressee",  # 主送机关
    "body",  # 正文
    "annex_note",  # 附件说明: one paragraph per annex
    "annex_label",  # 附件1, first line of an annex
    "sign_name",  # 署名
    "sign_date",  # 成文日期
    "note",  # 附注
    "ask",  # a question to the writer, or what to bring (skeleton; open parts of personal papers)
    "caption",  # the line above a table
    "copy_number",  # 份号, the first of the head (版头): these stand first in a paper, in this order
    "secrecy",  # 密级和保密期限
    "urgency",  # 紧急程度
    "mark",  # 发文机关标志: the bare name, one paragraph per issuer, the host first
    "mark_word",  # 文件: what follows the names of a mark
    "number",  # 发文字号
    "signer",  # 签发人: the bare name, one paragraph per person
    "sign_post",  # 签发人职务, beside the place of a signature stamp
    "attendance",  # 出席：… 请假：… 列席：… of minutes
    "cc",  # 抄送机关, the first of the colophon (版记): these stand last in a paper
    "printer",  # 印发机关
    "printed",  # 印发日期
]
HEAD: Final[tuple[Role, ...]] = ("copy_number", "secrecy", "urgency", "mark", "mark_word", "number", "signer")
COLOPHON: Final[tuple[Role, ...]] = ("cc", "printer", "printed")

Level: TypeAlias = Literal[1, 2, 3, 4]  # 一、 （一） 1. （1）


@datatype
class Paragraph:
    """One paragraph in its role. `line` is its line in the rendered text and does not count when compared.

    Nor does `comment`: what stands in the margin beside it, a paragraph each, and is no part of the paper.
    """

    role: Role
    inlines: Inlines
    line: int = field(default=0, compare=False)
    optional: int = 0  # 0 = never dropped for time; else dropped first where the number is highest
    comment: tuple[Inlines, ...] = field(default=(), compare=False)


@datatype
class Heading:
    """A heading of level 1 to 4. With `body` it is run in: head and text share one paragraph.

    `set_numbers` puts 一、（一）1.（1） in front of `head` as literal text. `item` marks a `1.` item, which is a
    paragraph numbered at the next level below the heading it stands under (its `level` is set by `set_numbers`); its
    `head` is the strong text it begins with, often empty, and then nothing but the number after `set_numbers`. `first`
    begins a new list, whose numbers start anew; `set_numbers` clears it.
    """

    level: Level
    head: Inlines
    body: Inlines = ()
    line: int = field(default=0, compare=False)
    optional: int = 0
    item: bool = False
    name: str = ""  # {#name}, the section in the template's front matter
    first: bool = False
    comment: tuple[Inlines, ...] = field(default=(), compare=False)  # as a Paragraph's


@datatype
class Items:
    """`-` items. `set_numbers` writes them into the paragraph above as 一是…；二是…。 and none is left after it."""

    items: tuple[Inlines, ...]
    line: int = field(default=0, compare=False)
    optional: int = 0


Align: TypeAlias = Literal["left", "center", "right"]


@datatype
class Column:
    """`width` is a share of the table's width in percent (all columns together 100)."""

    align: Align
    width: int


@datatype
class Table:
    """A table; its header row repeats on every page. A form may do without: `header` is then empty.

    `heights`: for how many lines by hand every row has room (0: what its text needs); `spans`: over how many columns every
    cell of every row reaches; `shades`: which cells of every row are grey. Each is empty where no row says anything of the
    kind.
    """

    columns: tuple[Column, ...]
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    line: int = field(default=0, compare=False)
    optional: int = 0
    heights: tuple[int, ...] = ()
    spans: tuple[tuple[int, ...], ...] = ()
    shades: tuple[tuple[bool, ...], ...] = ()


@datatype
class PageBreak:
    """What follows starts on a new page."""

    line: int = field(default=0, compare=False)
    optional: int = 0


@datatype
class AnnexList:
    """The place of the 附件说明; `set_numbers` turns it into paragraphs of role annex_note (none without annexes)."""

    line: int = field(default=0, compare=False)
    optional: int = 0


Block: TypeAlias = Paragraph | Heading | Items | Table | PageBreak | AnnexList


@datatype
class Annex:
    """An annex on a page of its own, numbered on its own: blocks begin with its title (role title).

    `landscape`: on paper laid across, for tables too wide for it upright.
    """

    id: str
    blocks: tuple[Block, ...]
    line: int = field(default=0, compare=False)
    landscape: bool = False


@datatype
class Document:
    """`colophon` (版记) holds paragraphs of the roles COLOPHON and stands after the annexes."""

    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    colophon: tuple[Block, ...] = ()


# ---------------------------------------------------------------- looking into it


def lines_of(block: Block) -> tuple[Inlines, ...]:
    """The runs of inlines of a block in reading order: head and body, items, or cells."""
    if isinstance(block, Paragraph):
        return (block.inlines,)
    if isinstance(block, Heading):
        return (block.head, block.body)
    if isinstance(block, Items):
        return block.items
    if isinstance(block, Table):
        return (*block.header, *(cell for row in block.rows for cell in row))
    return ()


def every_block(document: Document) -> Iterator[Block]:
    """The blocks of a document in reading order: its own, those of its annexes, the colophon."""
    yield from document.blocks
    for annex in document.annexes:
        yield from annex.blocks
    yield from document.colophon


def holes_of(part: Document | Block) -> Iterator[Hole]:
    """The holes of a document or a block in reading order, as often as they are printed."""
    for block in every_block(part) if isinstance(part, Document) else (part,):
        for line in lines_of(block):
            yield from (inline for inline in line if isinstance(inline, Hole))


def without_end_mark(head: Inlines) -> Inlines:
    """A head as it stands on a line of its own (GB/T 15834): without 。；：，、 at its end; ？ and ！ say something and stay."""
    last = head[-1] if head else None
    if not isinstance(last, Text) or not last.text.endswith(_END_MARKS):
        return head
    rest = last.text.rstrip("".join(_END_MARKS))
    return (*head[:-1], Text(rest, last.strong)) if rest else head[:-1]


_END_MARKS: Final = ("。", "；", "：", "，", "、")


# ---------------------------------------------------------------- with its values


def with_values(document: Document, values: Sequence[Value]) -> Document:
    """The numbered document with its values in place, in normal form: what `read_docx` gives back for our own file.

    Normal form keeps what Word's styles and text can carry and nothing else:
    every inline is a Text; neighbours of one format are one; no Text is empty; no MayBreak (a title is one run of
    text wherever it is broken into lines); line breaks and tabs of values stay in the text;
    line 0, optional 0, name '', first False; an annex's id is its number as text, from '1';
    role, level, item, head and body, the columns' align and width, heights and spans of rows, PageBreak stay as they are.
    A Heading with a body stays one block. A paragraph whose values are all empty stays, without inlines.

    ValueError if the document is not numbered yet (Computed, Items or AnnexList left).
    """
    texts = [value.text for value in values]
    annexes = (
        Annex(str(n), _filled(annex.blocks, texts), landscape=annex.landscape) for n, annex in enumerate(document.annexes, 1)
    )
    return Document(_filled(document.blocks, texts), tuple(annexes), _filled(document.colophon, texts))


def _filled(blocks: tuple[Block, ...], texts: list[str]) -> tuple[Block, ...]:
    return tuple(_fill_block(block, texts) for block in blocks)


def _fill_block(block: Block, texts: list[str]) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(block.role, _fill(block.inlines, texts))
    if isinstance(block, Heading):
        return Heading(block.level, _fill(block.head, texts), _fill(block.body, texts), item=block.item)
    if isinstance(block, Table):
        header, *rows = (tuple(_fill(cell, texts) for cell in row) for row in (block.header, *block.rows))
        return Table(block.columns, header, tuple(rows), heights=block.heights, spans=block.spans, shades=block.shades)
    if isinstance(block, PageBreak):
        return PageBreak()
    raise ValueError(f"not numbered yet: {block}")


def _fill(inlines: Inlines, texts: list[str]) -> Inlines:
    if len(inlines) == 1 and isinstance(inlines[0], Text) and inlines[0].text:
        return inlines
    runs: list[Text] = []
    run, strong = "", False
    for inline in inlines:
        if isinstance(inline, Hole):
            text = texts[inline.index]
        elif isinstance(inline, Text):
            text = inline.text
        elif isinstance(inline, MayBreak):
            continue
        else:
            raise ValueError(f"not numbered yet: {inline}")
        if inline.strong == strong:
            run += text
        elif text:
            if run:
                runs.append(Text(run, strong))
            run, strong = text, inline.strong
    if run:
        runs.append(Text(run, strong))
    return tuple(runs)


# ---------------------------------------------------------------- as reading text

_TAGS: Final[dict[Role, str]] = {
    "title": "标题",
    "subtitle": "副标题",
    "byline": "署名行",
    "salutation": "称呼",
    "addressee": "主送",
    "annex_note": "附件说明",
    "annex_label": "附件",
    "sign_name": "落款单位",
    "sign_date": "落款日期",
    "note": "附注",
    "ask": "待答",
    "caption": "表题",
    "copy_number": "份号",
    "secrecy": "密级",
    "urgency": "紧急程度",
    "mark": "发文机关标志",
    "mark_word": "发文机关标志后缀",
    "number": "发文字号",
    "signer": "签发人",
    "sign_post": "签发人职务",
    "attendance": "到会",
    "cc": "抄送",
    "printer": "印发机关",
    "printed": "印发日期",
}
_ALIGNED: Final[dict[Align, str]] = {"left": "左", "center": "中", "right": "右"}


def as_text(document: Document) -> str:
    """The paper as reading text, one line per paragraph, for goldens and for people; ends with a line break.

    A line begins with its role in square brackets, `[标题] …`; body text has none. Headings show their level,
    `[1] 一、总体要求`, run-in ones the end of the head with ｜, `[2] （一）统一思想。｜各支部……`; `1.` items show level
    and 条. Level 1, tables and annexes have a blank line above. A table: `[表 10中 90左]` (width in percent, alignment),
    then a line per row with │ between the cells; a row with room for 3 lines begins with ↕3, a cell over 4 columns ends with
    ⇔4, a grey one with ▇; `[表 …，无表头]`. `**strong**`; a line break inside a value is ↵, a tab ⇥; a hole without its
    value ⟨0⟩; what is not numbered yet ⟨count⟩, and ⟨-⟩ before each item.
    """
    lines = [line for block in document.blocks for line in _lines(block)]
    for annex in document.annexes:
        lines += ["", "─" * 8 + ("横排" if annex.landscape else ""), *(line for block in annex.blocks for line in _lines(block))]
    if document.colophon:
        lines += ["", "═" * 8, *(line for block in document.colophon for line in _lines(block))]
    text = "\n".join(lines).strip("\n")
    return text.replace("\n\n\n", "\n\n") + "\n"


def _lines(block: Block) -> list[str]:
    match block:
        case Paragraph(role, inlines):
            return [f"[{_TAGS[role]}] {_read(inlines)}" if role in _TAGS else _read(inlines)]
        case Heading():
            return _heading_lines(block)
        case Items(items):
            return [f"⟨-⟩ {_read(item)}" for item in items]
        case Table():
            return _table_lines(block)
        case PageBreak():
            return ["[另起一页]"]
        case AnnexList():
            return ["[附件说明]"]


def _table_lines(table: Table) -> list[str]:
    widths = " ".join(f"{column.width}{_ALIGNED[column.align]}" for column in table.columns)
    lines = ["", f"[表 {widths}{'' if table.header else '，无表头'}]"]
    if table.header:
        lines.append(" │ ".join(map(_read, table.header)).rstrip())
    for number, row in enumerate(table.rows):
        cells = list(map(_read, row))
        if table.spans:
            cells = [f"{cell} ⇔{span}" if span > 1 else cell for cell, span in zip(cells, table.spans[number], strict=True)]
        if table.shades:
            cells = [f"{cell}▇" if shade else cell for cell, shade in zip(cells, table.shades[number], strict=True)]
        height = table.heights[number] if table.heights else 0
        lines.append((f"↕{height} " if height else "") + " │ ".join(cells).rstrip())
    return [*lines, ""]


def _heading_lines(heading: Heading) -> list[str]:
    tag = f"[{heading.level}{'条' if heading.item else ''}]"
    head = _read(heading.head)
    only_number = not head.strip("（）、.0123456789一二三四五六七八九十百零")  # of an item: a bar would disturb the reader
    line = f"{tag} {head}{'｜' if heading.body and not only_number else ''}{_read(heading.body)}"
    return ["", line] if heading.level == 1 and not heading.item else [line]


def _read(inlines: Inlines) -> str:
    pieces: list[str] = []
    for inline in inlines:
        match inline:
            case Text(text, strong):
                text = text.replace("\n", "↵").replace("\t", "⇥")
            case Hole(index, strong):
                text = f"⟨{index}⟩"
            case Computed(name, strong):
                text = f"⟨{name}⟩"
            case MayBreak():
                text, strong = "|", False
        pieces.append(f"**{text}**" if strong else text)
    return "".join(pieces)


# ---------------------------------------------------------------- as data


def as_data(part: object) -> object:
    """A document (or a part of it) as plain dicts and lists for JSON: each block and inline with its `type`."""
    if isinstance(part, tuple):
        return [as_data(inner) for inner in part]
    if is_dataclass(part) and not isinstance(part, type):
        names = (f.name for f in fields(part) if f.name != "line")
        return {"type": type(part).__name__.lower(), **{name: as_data(getattr(part, name)) for name in names}}
    return part
