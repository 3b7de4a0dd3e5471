"""Strict YAML in which every value knows its place. The only `import yaml`.

A scalar stays the text that was typed: no `NO` → False, no `007` → 7, no dates. What could surprise is refused with
line and column: repeated keys, anchors and aliases, merge keys, tags, several documents, tabs as indentation, great
size and depth, and characters that XML or the engine itself cannot take. Nodes are built from the parser's events, so
no nesting can exhaust the stack. Knows nothing of fields and opens no file.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from generator.lazy_patterns import patterns_compiled_when_used
from generator.model import Dict, Node, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span

with patterns_compiled_when_used():
    import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
_MAX_REPAIRS = 20  # so many mistakes of spelling are told in one go
_MAX_PROBLEMS = 200  # nobody reads more; what has more is no profile

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# XML 1.0 §2.2 forbids C0 controls, surrogates, U+FFFE and U+FFFF; YAML 1.1 §5.1 also DEL, C1 and a BOM in mid-text (and
# takes U+0085, U+2028, U+2029 for line breaks, which no editor counts). U+E000, U+E001, U+FFFD and planes 15 and 16 are
# the engine's own marks.
_BAD = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ue000\\ue001\\ufeff\\ufffd-\\uffff"
    "\\U000f0000-\\U0010ffff]"
)
_STAND_IN = "\ue000"  # takes the place of a refused character while the rest of the file is read

# What a line break may stand between without becoming a blank: Han, CJK punctuation, full-width forms, and the quotes,
# dashes and dots that Chinese shares with Latin.
_WIDE = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7\u2e80-\u303f\u3105-\u312f\u3200-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
# Patterns are kept as text: `re` compiles and remembers them when they are first used, which for most is never.
_BLANKS = f"(?<=[{_WIDE}]) +(?=[{_WIDE}])"
_BREAK_OR_BLANKS = f"(?<=[{_WIDE}])(?: *(\n)| +)(?=[{_WIDE}])"
_ESCAPE = r"(?s)\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.)|\n)"


@lru_cache(maxsize=64)
def read_yaml(source: Source) -> Dict:
    """The mapping of `source`, each node with its place; an empty file is an empty mapping.

    Raises InputError with every mistake found: those of spelling that stand in a line of their own are put right in
    passing so that the rest of the file can be judged too.
    """
    text = source.text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        message = f"文件超过 {MAX_BYTES // 1_000_000} MB"
        raise InputError([Problem(Span(source.name), message, "档案只写事实，请检查是否存错了文件，或拆成几份")])
    hits = [(found.group(), _span_at(source.name, text, found.start())) for found in islice(_BAD.finditer(text), _MAX_REPAIRS)]
    if hits:
        text = _BAD.sub(_STAND_IN, text)
    spelling: list[Problem] = []
    for _ in range(_MAX_REPAIRS if len(text) < 100_000 else 3):
        builder = _Builder(source.name, text, hits)
        error = builder.run()
        if error is None:
            break
        problems, repaired = _diagnose(source.name, text, error, first=not spelling)
        spelling += problems
        if repaired is None or repaired == text:
            break
        text = repaired
    problems = sorted({*spelling, *builder.problems, *builder.hit_problems()}, key=lambda p: (p.span, p.message))
    if problems:
        raise InputError(problems)
    return builder.root


def decode(data: bytes, name: str) -> Source:
    """The text of a file's bytes, line ends as `\\n`, without a BOM.

    Raises InputError for what is not UTF-8, saying what it seems to be and how to save it again.
    """
    again = "请用记事本或 WPS 打开，另存为，编码选 UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (data[:200].count(0) and not data.startswith(b"PK")):
        raise InputError([Problem(Span(name), "文件是 UTF-16 编码（或不是文本），不是 UTF-8", again)])
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise InputError([Problem(Span(name), "这是 Word、Excel、压缩包或 PDF 文件，不是文本", "请给 YAML 文本文件（.yaml）")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        try:
            data.decode("gb18030")
            message = "文件像是 GBK（ANSI）编码，不是 UTF-8"
        except UnicodeDecodeError:
            message = "文件不是 UTF-8 编码，从这里起读不出来"
        raise InputError([Problem(Span(name, line, column), message, again)]) from None
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def illegal_characters(text: str) -> list[str]:
    """What is to be said of each different character of `text` that can stand in no paper; mostly an empty list.

    For values that do not come through YAML: `--set`, a form, a spreadsheet.
    """
    return [_name(char) for char in dict.fromkeys(_BAD.findall(text))]


# ---------------------------------------------------------------- events → nodes


class _Open:
    """A mapping or sequence whose end has not been read yet."""

    __slots__ = ("entries", "is_mapping", "items", "key", "keys", "span")

    def __init__(self, span: Span, is_mapping: bool) -> None:
        self.span = span
        self.is_mapping = is_mapping
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Span] = {}
        self.items: list[Node] = []
        self.key: str | None = None


class _Builder:
    """One reading of a text: `root` and `problems` are good when `run` has come back."""

    def __init__(self, name: str, text: str, hits: list[tuple[str, Span]]) -> None:
        self.name, self.text, self.hits = name, text, hits
        # The n-th stand-in is the n-th refused character, wherever a repair has moved it.
        self.stand_ins = [found.start() for found in islice(re.finditer(_STAND_IN, text), len(hits))] if hits else []
        self.hit_paths: dict[int, str] = {}
        self.root = Dict({}, Span(name, 1, 1))
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []

    def run(self) -> "yaml.YAMLError | None":
        """Read all events; a mistake of syntax comes back, everything else goes into `problems`."""
        loader = _LOADER(self.text)
        get_event, scalar_event, name = loader.get_event, yaml.ScalarEvent, self.name
        stack, problems = self.stack, self.problems
        look_closely = bool(self.hits) or "\\" in self.text
        make = tuple.__new__  # a Span or Scalar without the detour through its own __new__: there are thousands
        documents = 0
        try:
            while True:
                event = get_event()
                kind = type(event)
                if kind is scalar_event:
                    mark, value = event.start_mark, event.value
                    line = mark.line
                    span = make(Span, (name, line + 1, mark.column + 1))
                    if event.end_mark.line != line or look_closely or event.tag or event.anchor:
                        value = self._unusual(event, value, span)
                    parent = stack[-1] if stack else None
                    if parent is None:
                        self._place(Scalar(value, span))
                    elif parent.key is not None:  # the value of a mapping's key
                        parent.entries[parent.key] = make(Scalar, (value, span, ""))
                        parent.key = None
                    elif parent.is_mapping and value and value not in parent.keys and value != "<<":
                        parent.key = value
                        parent.keys[value] = span
                    else:
                        self._place(Scalar(value, span), plain=not event.style)
                elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                    self._start(event, kind is yaml.MappingStartEvent)
                    if len(self.stack) > MAX_DEPTH:
                        self._add(self._span(event), f"嵌套超过 {MAX_DEPTH} 层", "档案用不着这么深，请检查缩进和括号")
                        return None
                elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                    self._end()
                elif kind is yaml.AliasEvent:
                    hint = "请把内容照抄一遍；要写星号本身，请加英文引号"
                    self._add(self._span(event), f"不能用 *{event.anchor} 引用别处的内容", hint)
                    self._place(Scalar("", self._span(event)))
                elif kind is yaml.DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self._add(self._span(event), "一个文件里只能有一份内容", "请删去这行 ---，或拆成两个文件")
                        return None
                elif kind is yaml.StreamEndEvent:
                    return None
                if len(problems) >= _MAX_PROBLEMS:
                    self._add(self._span(event), "错误太多，后面的没有再看", "请检查是否给错了文件，或先改好前面的错误")
                    return None
        except yaml.YAMLError as error:
            return error
        finally:
            loader.dispose()

    def hit_problems(self) -> "Iterator[Problem]":
        for n, (char, span) in enumerate(self.hits):
            yield Problem(span, _name(char), "请删去这个字符后重打", self.hit_paths.get(n, ""))

    def _span(self, event: Any) -> Span:
        mark = event.start_mark
        return Span(self.name, mark.line + 1, mark.column + 1)

    def _add(self, span: Span, message: str, hint: str) -> None:
        self.problems.append(Problem(span, message, hint, self._path()))

    def _path(self) -> str:
        keys = (o.key if o.is_mapping else str(len(o.items) + 1) for o in self.stack)
        return ".".join(key for key in keys if key)

    def _unusual(self, event: Any, value: str, span: Span) -> str:
        """The text of a scalar that has several lines, marks of its own, or characters to look at."""
        if event.anchor or event.tag:
            self._refuse_marks(event, span)
        first, last, style = event.start_mark, event.end_mark, event.style
        if first.line != last.line and style != "|":
            value = _join_han(value, self.text[first.index : last.index], style)
        if style in ("|", ">") and value.endswith("\n") and "+" not in self._header(first.index):
            value = value[:-1]
        if self.hits:
            self._place_hits(first.index, last.index)
        if style == '"':
            for char in dict.fromkeys(_BAD.findall(value)):
                if not (self.hits and char == _STAND_IN):
                    self._add(span, _name(char), "请删去这个转义字符")
        return value

    def _header(self, start: int) -> str:
        """The rest of the line on which a block scalar begins, its comment left out."""
        return self.text[start : self.text.find("\n", start)].partition("#")[0]

    def _place_hits(self, start: int, end: int) -> None:
        for n, index in enumerate(self.stand_ins):
            if start <= index < end:
                self.hit_paths[n] = self._path()

    def _start(self, event: Any, is_mapping: bool) -> None:
        span = self._span(event)
        if event.anchor or event.tag:
            self._refuse_marks(event, span)
        if self.stack and self.stack[-1].is_mapping and self.stack[-1].key is None:
            self._add(span, "字段名不能是列表或一组字段", "字段名请写成文字；以 { 或 [ 开头的文字要加英文引号")
        self.stack.append(_Open(span, is_mapping))

    def _end(self) -> None:
        done = self.stack.pop()
        node: Node
        node = Dict(done.entries, done.span, done.keys) if done.is_mapping else Seq(tuple(done.items), done.span)
        self._place(node)

    def _refuse_marks(self, event: Any, span: Span) -> None:
        if event.anchor:
            self._add(span, f"不能用 &{event.anchor} 作记号", "请删去它；要写 & 本身，请加英文引号")
        if event.tag:
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._add(span, f"不能用类型标记 {shown}", "请删去它，值一律按文字读；要写感叹号本身，请加英文引号")

    def _place(self, node: Node, plain: bool = False) -> None:
        if not self.stack:
            if isinstance(node, Dict):
                self.root = node
            elif not (isinstance(node, Scalar) and not node.text):
                line = node.span.line - 1
                mistake = _line_mistake(self.name, line, self.text.split("\n")[line], "")
                self.problems.append(mistake[0] if mistake else Problem(node.span, "文件内容应是一组字段", _ROOT_HINT))
            return
        parent = self.stack[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            self._key(parent, node, plain)
        else:
            parent.entries[parent.key] = node
            parent.key = None

    def _key(self, parent: _Open, node: Node, plain: bool) -> None:
        """A key that is not an ordinary one, which `run` itself takes."""
        key = node.text if isinstance(node, Scalar) else f"?{node.span}"  # already told; the name only holds its place
        if isinstance(node, Scalar) and not key:
            self._add(node.span, "冒号前没有字段名", "请补上字段名")
        elif plain and key == "<<":
            self._add(node.span, "不能用 << 合并别处的内容", "请把内容照抄一遍，或用 extends 继承另一份档案")
        parent.key = key
        if key in parent.keys:
            self._add(node.span, f"字段“{key}”重复（第 {parent.keys[key].line} 行已写过）", "请删去一处")
        else:
            parent.keys[key] = node.span


_ROOT_HINT = "每行写成“字段名: 值”，冒号用半角，后面空一格"


def _join_han(value: str, raw: str, style: str | None) -> str:
    """`value` without the blanks that stand for a line break between two Han characters.

    `raw` is the same scalar as typed. Blanks between Han characters and breaks between Han characters follow each other
    in the same order in both, so the n-th of one is the n-th of the other.
    """
    if style == ">":
        raw = _dedent_folded(raw)
    elif style == '"':
        raw = re.sub(_ESCAPE, _unescape, re.sub("[ \t]*\n[ \t]*", "\n", raw))
    else:
        raw = re.sub("[ \t]*\n[ \t]*", "\n", raw)
    typed = [match.group(1) is None for match in re.finditer(_BREAK_OR_BLANKS, raw)]
    if typed.count(True) == len(typed) or len(typed) != len(re.findall(_BLANKS, value)):
        return value
    keep = iter(typed)
    return re.sub(_BLANKS, lambda match: match.group() if next(keep) else "", value)


def _unescape(match: "re.Match[str]") -> str:
    code = match.group(1) or match.group(2) or match.group(3)
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and number not in (0x0A, 0x85, 0x2028, 0x2029) else "x"
    return " " if match.group(4) == " " else "x"


def _dedent_folded(raw: str) -> str:
    """The lines of a `>` scalar without their indentation; breaks that YAML keeps are marked so as not to look folded."""
    lines = raw.split("\n")[1:]
    header = raw.split("\n", 1)[0].split("#")[0]
    explicit = re.search("[1-9]", header)
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")]
    if not indents:
        return ""
    depth = min(indents) if explicit else indents[0]
    lines = [line[depth:] for line in lines]
    kept = [line + "\x00" if line[:1] in (" ", "\t") else line for line in lines]
    return "\n".join(kept)


def _span_at(name: str, text: str, index: int) -> Span:
    return Span(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _name(char: str) -> str:
    code = ord(char)
    shown = f"U+{code:04X}"
    if char in "\ue000\ue001" or code >= 0xF0000:
        return f"有引擎自用的私用区字符 {shown}"
    if char == "\ufffd":
        return f"有替换字符 {shown}（�，多半是转码时丢了字）"
    if char == "\ufeff":
        return f"文字中间夹着看不见的 BOM {shown}"
    if char in "\u2028\u2029\x85":
        return f"有看不见的分行字符 {shown}"
    if 0xD800 <= code <= 0xDFFF:
        return f"有残缺的代理字符 {shown}"
    return f"有 Word 不能用的控制字符 {shown}"


# ---------------------------------------------------------------- mistakes of spelling

_LEAD = r"^(\s*(?:- +)*)"
_WIDE_COLON = _LEAD + r"([^\s:：'\"#\[{][^:：]{0,29}?)[ \u3000]*："
_NO_BLANK = _LEAD + r"([^\s:'\"#\[{\d][^:\s]{0,29}):(?=[^\s:/])"
_WIDE_QUOTES = r"[“”＂]"
_SECOND_COLON = _LEAD + r"[^:]+:\s.*?(:\s|:$)"
_SPECIAL = _LEAD + r"(?:[^\s:#][^:]*:\s+)?([@`%&*!|>])"
_BRACE = _LEAD + r"(?:[^\s:#][^:]*:\s+)?(\{)"
_TAB = r"^ *\t"
# What libyaml says it was scanning when a text begins with a sign that is none of YAML's.
_SCANNED = {
    **dict.fromkeys("@`", ("any token",)),
    "%": ("any token", "a directive"),
    "&": ("an anchor",),
    "*": ("an alias",),
    "!": ("a tag",),
    **dict.fromkeys("|>", ("a block scalar",)),
}


def _diagnose(name: str, text: str, error: "yaml.YAMLError", first: bool) -> tuple[list[Problem], str | None]:
    """What is to be told of a mistake of syntax, and the text with it put right where that can be guessed.

    A mistake that no line explains is only told when it is the `first`: after a repair it may be the repair's fault.
    """
    context_mark: Any = getattr(error, "context_mark", None)
    mark: Any = getattr(error, "problem_mark", None) or context_mark
    problem, context = getattr(error, "problem", None) or "", getattr(error, "context", None) or ""
    if mark is None:
        return ([Problem(Span(name), "读不出 YAML", _ROOT_HINT)] if first else []), None
    lines = text.split("\n")
    at = min(mark.line, len(lines) - 1)
    if text[mark.index : mark.index + 1] == "\t" or re.match(_TAB, lines[at]):
        tabs = [n for n, line in enumerate(lines) if re.match(_TAB, line)] or [at]
        message, hint = "缩进用了制表符（Tab）", "请改用空格，每层两格"
        told = [_spelling(name, n, lines[n].index("\t"), message, hint) for n in tabs[:_MAX_REPAIRS]]
        return told, re.sub(r"(?m)^[ \t]+", lambda match: match.group().replace("\t", "  "), text) if tabs != [at] else None
    if "quoted scalar" in context and "end of stream" in problem:
        return _put(name, lines, _open_quote(lines, at) or (context_mark.line, context_mark.column))
    if "escape" in problem:
        column = lines[at].rfind("\\", 0, mark.column + 1)
        lines[at] = lines[at][:column] + "/" + lines[at][column + 1 :]
        slash = _spelling(name, at, max(column, 0), "双引号里的反斜杠 \\ 是转义符，这里不成立", "请改用单引号，或把 \\ 写成 \\\\")
        return [slash], "\n".join(lines)
    near = list(dict.fromkeys(n for n in (context_mark.line if "simple key" in context else at, at, at - 1) if n >= 0))
    for n in near:
        found = _line_mistake(name, n, lines[n], f"{context}, {problem}")
        if found is not None:
            mistake, lines[n] = found
            return [mistake], "\n".join(lines)
    quote = _open_quote(lines, at)
    if quote is not None:
        return _put(name, lines, quote)
    if not first:
        return [], None
    message, hint = _general(problem, context, context_mark, lines[near[0]])
    column = len(lines[at]) - len(lines[at].lstrip()) if message.startswith("缩进") else min(mark.column, len(lines[at]))
    return [_spelling(name, at, column, message, hint)], None


def _spelling(name: str, line: int, column: int, message: str, hint: str) -> Problem:
    return Problem(Span(name, line + 1, column + 1), message, hint)


def _line_mistake(name: str, n: int, line: str, problem: str) -> tuple[Problem, str] | None:
    """The mistake that this one line explains, and the line put right."""
    if match := re.match(_WIDE_COLON, line):
        key, at = match.group(2).rstrip(), match.end() - 1
        told = _spelling(name, n, at, f"“{key}”后面用了全角冒号“：”", f"请改成半角冒号加一个空格：{key}: …")
        return told, line[:at] + ": " + line[at + 1 :]
    if match := re.match(_NO_BLANK, line):
        told = _spelling(name, n, match.end(), f"“{match.group(2)}:”的冒号后面少一个空格", f"请写成 {match.group(2)}: …")
        return told, line[: match.end()] + " " + line[match.end() :]
    if "mapping values" in problem or "expected key" in problem or "expected <document start>" in problem:
        if match := re.search(_WIDE_QUOTES, line):
            hint = '“ ”只是文字；值里有冒号、井号等符号时，外面要加英文引号 "…"'
            return _spelling(name, n, match.start(), "全角引号不能当作 YAML 的引号", hint), re.sub(_WIDE_QUOTES, '"', line)
        if match := re.match(_SECOND_COLON, line):
            at = match.start(2)
            told = _spelling(name, n, at, "值里又有“冒号加空格”", "请把整个值用英文引号括起来，或改用全角冒号“：”")
            return told, line[:at] + "：" + line[at + 1 :]
        if match := re.match(_BRACE, line):
            told = _spelling(name, n, match.start(2), "以 { 开头的文字要加引号", '请把整个值用英文引号括起来："{…}…"')
            return told, line[: match.start(2)] + line[match.start(2) :].replace("{", "(").replace("}", ")")
    if match := re.match(_SPECIAL, line):
        char, at = match.group(2), match.start(2)
        if any(scanned in problem for scanned in _SCANNED[char]):
            told = _spelling(name, n, at, f"以 {char} 开头的文字要加引号", "请把整个值用英文引号括起来")
            return told, line[:at] + "x" + line[at + 1 :]
    if "expected ':'" in problem:
        return _spelling(name, n, len(line) - len(line.lstrip()), "这一行不是“字段名: 值”", _ROOT_HINT), "# " + line
    return None


def _open_quote(lines: list[str], at: int) -> tuple[int, int] | None:
    """Line and column (from 0) of the nearest quote at or above line `at` that its own line does not close."""
    for n in range(at, max(at - 200, -1), -1):
        match = re.match(_LEAD + r"(?:[^\s:#'\"][^:]*:\s+)?([\"'])(.*)$", lines[n])
        if match and match.group(2) not in match.group(3).replace('\\"', ""):
            return n, match.start(2)
    return None


def _put(name: str, lines: list[str], quote: tuple[int, int]) -> tuple[list[Problem], str | None]:
    """The mistake of a quote without its end, and the text with the quote closed at the end of its line."""
    n, column = quote
    told = _spelling(name, n, column, "引号没有闭合", "请在值的末尾补上同样的英文引号")
    char = lines[n][column] if column < len(lines[n]) else '"'
    lines[n] = lines[n].rstrip() + char
    return [told], "\n".join(lines)


def _general(problem: str, context: str, context_mark: "yaml.Mark | None", line: str) -> tuple[str, str]:
    begun = f"（从第 {context_mark.line + 1} 行开始的内容）" if context_mark is not None else ""
    if "flow" in context:
        comma = "；列表里的逗号要用半角" if re.search("[，、]", line) else ""
        return f"方括号或花括号没有闭合，或少了逗号{begun}", f"请补上 ] 或 }}，各项之间用半角逗号加空格{comma}"
    if "block" in context or "mapping values" in problem or "block" in problem:
        return f"缩进不对{begun}", "同一级的字段要左对齐，下一级多缩进两格，“- ”后面空一格"
    if "alias" in context or "anchor" in context or "tag" in context or "directive" in context:
        return "以 *、&、!、% 开头的文字要加引号", "请把整个值用英文引号括起来"
    return "这里不合 YAML 的写法", _ROOT_HINT
