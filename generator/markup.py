"""What lines of a template's Markdown are, and what in them looks like markup but is none of ours.

Knows characters only: no tree, no markdown-it, no values. A block is one or more lines that belong together; what is
wrong with it comes back as Faults, all of them, in the words a trainer understands. A block without faults can be read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

from generator.datatype import datatype
from generator.model import COMPUTED_CLOSE, COMPUTED_OPEN, FIRST_HOLE


@datatype
class Fault:
    """A mistake: `line` counted from 0 in its block, `column` from 1 (0: the line as a whole)."""

    line: int
    column: int
    message: str
    hint: str


# ---------------------------------------------------------------- lines and blocks

Kind: TypeAlias = Literal["mark", "heading", "item", "dash", "table", "text"]

_MARKER: Final = re.compile(r"#+[ \t]+|-[ \t]+|[0-9]+\.[ \t]+")
_RUN_IN: Final = re.compile(r" *#+[ \t]+\*\*")  # its text may go on in the next lines like any other
_ITEM: Final = re.compile(r"[0-9]+\.[ \t]+(?=\S)")


def kind_of(line: str) -> Kind:
    """What a line begins: a `:::` mark, a heading, an `1.` item, a `-` item, a row of a table, or text."""
    text = line.lstrip(" ")
    first = text[:1]
    if first == ":" and text.startswith(":::"):
        return "mark"
    if first == "#":
        return "heading"
    if first == "|":
        return "table"
    if first == "-" and text[1:2] in (" ", "\t"):
        return "dash"
    if first.isdigit() and _ITEM.match(text):
        return "item"
    return "text"


def indent_of(line: str) -> int:
    """The blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))


def offset_of(text: str) -> int:
    """How far the text of a heading or an item stands behind its marker."""
    marker = _MARKER.match(text)
    return marker.end() if marker else 0


def end_of_block(lines: Sequence[str], start: int) -> int:
    """Where the block that begins in line `start` ends: marks and plain headings are one line, others run on."""
    return next((at for at in range(start + 1, len(lines)) if _begins_anew(lines, start, at)), len(lines))


def _begins_anew(lines: Sequence[str], start: int, at: int) -> bool:
    own, following = kind_of(lines[start]), kind_of(lines[at])
    if own == "mark" or following in ("mark", "heading") or (own == "heading" and not _RUN_IN.match(lines[start])):
        return True
    deeper = indent_of(lines[at]) - indent_of(lines[start])
    return following in ("item", "dash") and (deeper < 0 or (own == following and deeper <= 1))


# ---------------------------------------------------------------- what is wrong with a block


def faults_of(lines: Sequence[str], after: Kind | None = None) -> list[Fault]:
    """Everything wrong with the lines of one block; `after` is the kind of a block directly above, without a blank line."""
    kind = kind_of(lines[0])
    if kind == "mark":
        return list(_faults_of_mark(lines[0]))
    faults: list[Fault] = []
    if after == "heading" and kind == "text":
        faults.append(Fault(0, 1, "文字紧贴着上面的标题", "在标题下面空一行；标题连同正文要写在一行里"))
    for number, line in enumerate(lines):
        faults += _faults_of_start(line, number, kind)
    if kind == "table":
        faults += _faults_of_table([line.strip() for line in lines], faults)
    elif kind == "heading":
        faults += _faults_of_heading("\n".join(lines))
    elif "".join(lines).strip() != ANNEX_LIST:
        faults += _faults_inside("\n".join(lines))
    return _said_once(faults)


def _said_once(faults: Sequence[Fault]) -> list[Fault]:
    """Of a line the same only once, and nothing about its inside where its start is wrong already."""
    kept: list[Fault] = []
    for fault in faults:
        of_line = [other for other in kept if other.line == fault.line]
        if not any(other.column <= 1 or other.message == fault.message for other in of_line):
            kept.append(fault)
    return kept


# ---------------------------------------------------------------- the start of a line

_NO_NUMBER: Final = "删去序号：标题用 #，条目写作“1. 正文”，序号由引擎编排"

# What a line begins with after its blanks (0 for any digit), and the pattern it is then held against. The patterns are kept
# as text: `re` compiles and remembers those that are used, which for most is never. The first that fits speaks.
_LOOKS_LIKE: Final = (
    ("#", r"#{6,}", "# 太多：标题最多五个 #（标题一个，四级层次两至五个）", "减少 #"),
    ("#", r"#+[^# \t]", "# 后面缺少空格", "在 # 和文字之间空一格"),
    ("#", r"#+\s*$", "标题没有文字", "写上标题，或删去这一行"),
    ("＃", r"＃", "标题要用半角 #", "把 ＃ 改为 #"),
    (">", r">", "不支持引用（>）", "删去行首的 >；确需此字符时放在句中"),
    ("`~", r"```|~~~", "不支持代码块", "删去这一行"),
    ("-*_=", r"(?:-\s*){3,}$|(?:\*\s*){3,}$|(?:_\s*){3,}$|=+\s*$", "不支持横线和下划线式标题",
     "标题用 #；另起一页用 ::: pagebreak"),
    ("*+", r"[*+](?:\s|$)", "列表要用“- ”开头", "把行首的 * 或 + 改为 -"),
    ("-", r"-+[^ \t-]", "- 后面缺少空格", "列表写作“- 某事”；确需此字符时放在句中"),
    ("-", r"-\s*$", "列表条目没有文字", "写上内容，或删去这一行"),
    ("－", r"－", "列表要用半角 -", "把 － 改为 -，后面空一格"),
    ("0", r"[０-９]+[.．、]", "不要手写序号", _NO_NUMBER),
    ("0", r"\d+\.(?![\d \t]|$)", "序号后面缺少空格", "写作“1. 正文”，序号由引擎编排"),
    ("0", r"\d+\.\s*$", "条目没有文字", "写上内容，或删去这一行"),
    ("0", r"\d+[、．)）]", "不要手写序号", _NO_NUMBER),
    ("｜", r"｜", "表格要用半角 |", "把 ｜ 改为 |"),
    ("：:", r"：[:：]+|:+：", "容器标记要用半角 :::", "改为 :::"),
)
_HAN_NUMBER: Final = "[一二三四五六七八九十百]+"
_TYPED_NUMBER: Final = re.compile(rf"(?:\*\*)?(?:{_HAN_NUMBER}[、．.]|[（(](?:{_HAN_NUMBER}|\d+)[）)]|\d+(?:[、．]|\.(?!\d)))")
_TYPED_FIRST: Final = re.compile(rf"(?:\*\*)?{_HAN_NUMBER}是")


def _faults_of_start(line: str, number: int, kind: Kind) -> Iterator[Fault]:
    """Where the `number`-th line of a block looks like markup that it is not, or hangs on a block of another kind."""
    text = line.lstrip(" \t")
    column = len(line) - len(text) + 1
    if text.startswith("\u3000"):
        yield Fault(number, column, "行首有全角空格", "删去：首行缩进由版式决定；另起一段请空一行")
    elif "\t" in line[: column - 1]:
        yield Fault(number, 1, "行首有制表符", "删去制表符")
    elif number and (glued := _glued(line, column, kind)):
        yield Fault(number, *glued)
    elif not (number and kind == "table"):
        begins = "0" if text[:1].isdecimal() else text[:1]
        looks = (what for firsts, pattern, *what in _LOOKS_LIKE if begins in firsts and re.match(pattern, text))
        if begins and (what := next(looks, None)):
            yield Fault(number, column, *what)
        elif kind != "table":
            yield from _typed_numbers(text, column, number, kind)


def _glued(line: str, column: int, kind: Kind) -> tuple[int, str, str] | None:
    """What is wrong with a further line of a block because of the lines above it."""
    own = kind_of(line)
    if own in ("item", "dash", "table") and own != kind:
        what = "表格" if own == "table" else "列表"
        return column, f"{what}紧贴着上面的文字", f"在{what}上面空一行"
    if kind == "table" and own != "table":
        return column, "文字紧贴着上面的表格", "在表格下面空一行；表格每行以 | 开头和结尾"
    if kind in ("item", "dash") and column == 1:
        return column, "文字紧贴着上面的列表", "在列表下面空一行；要续写条目，行首缩进两格"
    if kind in ("item", "dash") and own == kind:
        return column, "列表里不能再有列表", "删去缩进，或改写成段落"
    if kind == "text" and column > 4:
        return 1, "行首有四个以上空格", "删去空格；另起一段请空一行"
    return None


def _typed_numbers(text: str, column: int, number: int, kind: Kind) -> Iterator[Fault]:
    after = 0 if number else offset_of(text)
    if _TYPED_NUMBER.match(text, after):
        yield Fault(number, column + after, "不要手写序号", _NO_NUMBER)
    elif kind == "dash" and not number and _TYPED_FIRST.match(text, after):
        yield Fault(number, column + after, "条目前不要写“一是”", "删去：一是、二是由引擎编排")


# ---------------------------------------------------------------- inside a text

ANNEX_LIST: Final = COMPUTED_OPEN + "annex_list" + COMPUTED_CLOSE

# What gives it away, the pattern looked for where that stands, and what to say.
_INSIDE: Final = (
    ("`", r"`+", "不支持代码（`）", "删去反引号"),
    ("[", r"!?\[[^\]\n]*\]\(", "不支持链接和图片", "只写文字"),
    ("<", r"<[A-Za-z/!?]", "不支持 HTML", "删去标签；换段空一行"),
    ("&", r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);", "不支持实体写法", "直接写出该字符"),
    ("\\", r"\\", "不支持反斜杠转义", "删去反斜杠"),
    ("{", r"\{[#.:]", "{#名称} 只能写在 ## 至 ##### 标题行的末尾", "移到标题行末尾，或删去"),
    ("~", r"~~", "不支持删除线", "删去 ~~"),
    ("～", r"～～", "不支持删除线", "删去 ~~"),
    ("*", r"(?<!\*)\*(?!\*)|\*{3,}", "单个 * 或三个以上 * 没有意义", "加重写作 **文字**"),
    (":::", r":::", "容器标记要单独占一行", "把 ::: 和它的名称移到单独一行"),
    (ANNEX_LIST, ANNEX_LIST, "附件说明要单独成段", "让 {{ annex_list() }} 单独占一行，上下各空一行"),
)
_STARS: Final = re.compile(r"(?<!\*)\*\*(?!\*)")
_STRONG: Final = "加重写作 **文字**，** 里侧不留空格"


def _faults_inside(text: str) -> Iterator[Fault]:
    """What looks like markup inside a text but is none of ours, and `**` that fit nothing."""
    for sign, pattern, message, hint in _INSIDE:
        if sign in text:
            for found in re.finditer(pattern, text):
                yield _at(text, found.start(), message, hint)
    stars = list(_STARS.finditer(text))
    if len(stars) % 2:
        yield _at(text, stars[-1].start(), "** 没有配对", "加重写作 **文字**，前后各一个 **")
        return
    for opening, closing in zip(stars[::2], stars[1::2], strict=True):
        if text[opening.end()].isspace():
            yield _at(text, opening.start(), "** 后面不能是空白", _STRONG)
        if text[closing.start() - 1].isspace():
            yield _at(text, closing.start(), "** 前面不能是空白", _STRONG)


def _at(text: str, position: int, message: str, hint: str) -> Fault:
    line = text.count("\n", 0, position)
    return Fault(line, position - text.rfind("\n", 0, position), message, hint)


# ---------------------------------------------------------------- headings

NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
SECTION: Final = re.compile(r"\s*\{#([^}]*)\}\s*$")


def _faults_of_heading(text: str) -> Iterator[Fault]:
    found = SECTION.search(text) if text.lstrip(" ").startswith("##") else None
    if found and not NAME.fullmatch(found[1]):
        name = found[1].replace(FIRST_HOLE, "…")
        hint = "名称直接写在模板里，用小写英文字母、数字、- 和 _，如 {#aims}"
        yield _at(text, text.index("{#", found.start()), f"标题的名称 {{#{name}}} 不合规则", hint)
    yield from _faults_inside(text[: found.start()] if found else text)


# ---------------------------------------------------------------- tables

_DELIMITERS: Final = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")
_HEIGHT: Final = re.compile(r"\|[ \t]*\{([1-9][0-9]?)\}")


def cells_of(row: str) -> list[str]:
    """The cells of a stripped row that begins and ends with a bar."""
    return row[1:-1].split("|")


def has_header(rows: Sequence[str]) -> bool:
    """Whether a table of stripped rows has a header: else it begins with the row of dashes."""
    return _DELIMITERS.fullmatch(rows[0]) is None


SHADED: Final = "{x}"  # a cell that holds nothing else is grey


def height_of(row: str) -> tuple[int, str]:
    """For how many lines by hand a stripped row that begins `| {3}` asks room (0: none), and the row without it."""
    found = _HEIGHT.match(row) if "{" in row else None
    return (int(found[1]), "| " + row[found.end() :].lstrip(" \t")) if found else (0, row)


def _faults_of_table(rows: Sequence[str], found: Sequence[Fault]) -> Iterator[Fault]:
    known = {fault.line for fault in found}
    for number, row in enumerate(rows):
        if number not in known and (len(row) < 2 or not row.endswith("|")):
            known.add(number)
            yield Fault(number, 0, "表格的行要以 | 结尾", "在行末补上 |")
    dashes = 1 if has_header(rows) else 0
    if dashes and (len(rows) < 2 or not _DELIMITERS.fullmatch(rows[1])):
        if 1 not in known:
            yield Fault(0, 0, "表头下面缺少分隔行", "写作 | :--: | :------ |，横线的多少决定列宽")
        return
    columns = len(cells_of(rows[dashes]))
    for number, row in enumerate(rows):
        if number == dashes or number in known:
            continue
        height, row = height_of(row)
        cells = cells_of(row)
        if len(cells) != columns:
            yield Fault(number, 0, f"这一行有 {len(cells)} 格，分隔行有 {columns} 格", "补足或删去多余的 |")
        elif number < dashes and (height or "" in cells or any(cell.strip() == SHADED for cell in cells)):
            yield Fault(number, 0, "表头不能写行高、不能并格、不能涂灰", "删去 {…}；空的格在两条 | 之间空一格")
        elif not cells[0]:
            yield Fault(number, 0, "第一格左边没有可以并入的格", "空的格在两条 | 之间空一格")
        for cell in cells:
            yield from (Fault(number, 0, fault.message, fault.hint) for fault in _faults_inside(cell))


# ---------------------------------------------------------------- containers

# Their names; what each may hold is the business of whoever reads the blocks.
PARAGRAPHS_ONLY: Final = (
    "copy_number", "secrecy", "urgency", "mark", "mark_word", "number", "signer", "subtitle", "byline", "salutation", "addressee",
    "sign", "stamp", "note", "attendance", "cc", "printer", "printed", "ask", "caption",
)  # fmt: skip
CONTAINERS: Final = (*PARAGRAPHS_ONLY, "optional", "annex", "pagebreak")
ACROSS: Final = " landscape"  # after an annex's name: on paper laid across
_CONTAINER: Final = re.compile(r"\s*(:+)[ \t]*(\S*)[ \t]*(.*?)\s*$")


def container_of(line: str) -> tuple[str, str]:
    """Name and argument of a `:::` line; the name is empty where it closes."""
    found = _CONTAINER.match(line)
    return (found[2], found[3]) if found else ("", "")


def _faults_of_mark(line: str) -> Iterator[Fault]:
    name, argument = container_of(line)
    if line.lstrip().startswith("::::"):
        yield Fault(0, 1, "容器标记要写作三个冒号 :::", "改为 :::，名称空一格写在后面")
    elif FIRST_HOLE in line:
        yield Fault(0, 1, "::: 后面不能有会变的内容", "容器的名称和参数直接写在模板里")
    elif name and name not in CONTAINERS:
        yield Fault(0, 1, f"没有名为 {name} 的容器", f"现有：{' '.join(CONTAINERS)}")
    elif name == "optional":
        if not (argument.isdecimal() and int(argument)):
            yield Fault(0, 1, "::: optional 后面缺少序号", "写作 ::: optional 1；序号越大，时间不够时越先删去")
    elif name == "annex":
        if (words := argument.split())[1:] and argument.removesuffix(ACROSS) == argument:
            yield Fault(0, 1, f"不认识附件名称后面的“{' '.join(words[1:])}”", f"横排写作 ::: annex {words[0]}{ACROSS}，竖排不写")
        elif not NAME.fullmatch(argument.removesuffix(ACROSS)):
            yield Fault(0, 1, "::: annex 后面缺少名称", "写作 ::: annex duties，名称用小写英文字母、数字、- 和 _")
    elif argument:
        yield Fault(0, 1, f"::: {name} 后面不能再写文字", "文字从下一行写起")
