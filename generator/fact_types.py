"""The text of a fact → a number, a date, a choice, a phrase; what does not fit its field is told. Holds no two facts together."""

import re
from dataclasses import replace

from generator.chinese import format_date, is_impossible_date, parse_date
from generator.facts import NEVER
from generator.model import Date, Dict, Fact, FactData, Field, Fields, Listing, Money, Node, Record, Ref, Scalar, Seq, Told
from generator.problem import Problem

NONE = "无"


class BadFact(Exception):
    """A text that does not fit its type: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class Typing:
    """Turns untyped nodes into facts, collecting what does not fit."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.problems: list[Problem] = []

    def record(self, node: Dict, parent: str, path: str, place: str) -> Record:
        """The facts under `path`; `place` is the record's position as shown beside its id: `stages[1]`."""
        prefix, above = f"{parent}." if parent else "", f"{path}." if path else ""
        entries: dict[str, Told] = {}
        for key, child in node.entries.items():
            field = self.fields.get(prefix + key)
            if field is not None:
                told = self.told(child, field, above + key, place)
                if told is not None:
                    entries[key] = told
        return Record(path, parent, entries, node.span)

    def told(self, node: Node, field: Field, path: str, place: str) -> Told | None:
        if field.type == "group":
            return self.record(node, field.path, path, place) if isinstance(node, Dict) else None
        if field.type in ("texts", "records"):
            return self.listing(node, field, path, place)
        return self.fact(node, field, path, place)

    def listing(self, node: Node, field: Field, path: str, place: str) -> Listing | None:
        if isinstance(node, Scalar) and node.text.strip() == NONE:
            return Listing(path, field, (), node.span, none=True)
        if not isinstance(node, Seq):
            return None
        items: list[Fact | Record] = []
        names: set[str] = set()
        for n, item in enumerate(node.items, 1):
            if isinstance(item, Scalar):
                items.append(Fact(f"{path}.{n}", field, item.text, item.text, item.span, item.layer))
            elif isinstance(item, Dict):
                mine = item.entries.get("id")
                name = mine.text if isinstance(mine, Scalar) else str(n)
                if name in names:
                    self.problems.append(Problem(item.span, f"id“{name}”重复", "请换一个", f"{path}.{name}"))
                names.add(name)
                shown = f"{path}[{n}]" if name != str(n) else place
                items.append(self.record(item, f"{field.path}[]", f"{path}.{name}", shown))
        return Listing(path, field, tuple(items), node.span)

    def fact(self, node: Node, field: Field, path: str, place: str) -> Fact | None:
        try:
            if isinstance(node, Dict):
                text, layer = _event(node)
                return Fact(path, field, text, text.text, node.span, layer)
            if not isinstance(node, Scalar):
                return None
            if node.text.strip() == NONE and field.type != "choice":
                self.may_be_none(field)
                return Fact(path, field, "", "", node.span, node.layer, none=True)
            if field.type in ("text", "long"):
                return Fact(path, field, node.text, node.text, node.span, node.layer)
            data, shown = self.typed(node, field)
            return Fact(path, field, data, shown, node.span, node.layer)
        except BadFact as bad:
            message = f"{bad.message}（{place}）" if place else bad.message
            self.problems.append(Problem(node.span, message, bad.hint, path))
            return None

    def may_be_none(self, field: Field) -> None:
        """A record's first field says what the record is: without it there is no record."""
        parent = field.path.rpartition(".")[0]
        if parent.endswith("[]") and field.path == next(path for path in self.fields if path.startswith(f"{parent}.")):
            raise BadFact(f"“{field.label}”不能是“{NONE}”", "没有这一条，就把整条删去")

    def typed(self, node: Scalar, field: Field) -> tuple[FactData, str]:
        """What the text means and how it is printed."""
        match field.type:
            case "integer":
                return _integer(node.text)
            case "money":
                return _money(node.text)
            case "date":
                date = _day(node.text)
                return date, format_date(date)
            case "person":
                name = _person(node.text)
                return name, name
            case "choice":
                return _choice(node.text, field)
            case "phrase":
                return self.phrase(node), ""
        return node.text, node.text

    def phrase(self, node: Scalar) -> tuple[str | Ref, ...]:
        """A phrase's pieces; only the campaign's and sectors' files may name fields in it."""
        if node.layer not in ("campaign", "sector") or not ("{" in node.text or "}" in node.text):
            return (node.text,)
        pieces: list[str | Ref] = []
        for n, piece in enumerate(re.split(r"\{([^{}]*)\}", node.text)):
            if n % 2:
                pieces.append(Ref(self.named(piece.strip())))
            elif "{" in piece or "}" in piece:
                raise BadFact("短语里的花括号没有配对", "引用字段写成 {org.self_ref}，里面不能再有花括号")
            elif piece:
                pieces.append(piece)
        return tuple(pieces)

    def named(self, name: str) -> str:
        """The path of the scalar field a phrase names, by keys or labels."""
        path = ""
        for step in name.split("."):
            path = self.child(path, step)
            if not path:
                raise BadFact(f"短语里的 {{{name}}} 不是字段", self.near(name))
        field = self.fields[path]
        if field.type in ("group", "records", "texts", "phrase", "long"):
            raise BadFact(f"短语里不能引用“{field.label}”（{name}）", "只能引用单个的文字、数字、日期、姓名或选项")
        return path

    def child(self, parent: str, name: str) -> str:
        path = f"{parent}.{name}" if parent else name
        if path in self.fields:
            return path
        return next((p for p, field in self.fields.items() if field.label == name and p.rpartition(".")[0] == parent), "")

    def near(self, name: str) -> str:
        import difflib  # only on a mistake

        found = difflib.get_close_matches(name, [path for path in self.fields if "[]" not in path], n=1, cutoff=0.6)
        return f"是不是 {{{found[0]}}}？" if found else "请对照字段表 profiles/fields.yaml 改正"


_TO_HALF = {ord("０") + n: str(n) for n in range(10)} | {ord("．"): ".", ord("，"): ",", ord("－"): "-"}
# Patterns are kept as text: `re` compiles and remembers them when they are first used, which for most is never.
_FULL_DIGITS = "[０-９]"


def half(text: str) -> str:
    return text.translate(_TO_HALF)


def shown(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"


def _integer(text: str) -> tuple[int, str]:
    bare = text.strip()
    if bare.isascii() and bare.isdigit() and len(bare) < 10:
        return int(bare), str(int(bare))
    if re.search(_FULL_DIGITS, bare):
        raise BadFact(f"数字用了全角，现为“{shown(text)}”", f"请改成半角：{shown(half(bare))}")
    if re.fullmatch(r"[-−－][0-9]+", bare):
        raise BadFact(f"不能是负数，现为“{shown(text)}”", "请写 0 或正整数")
    number = re.match(r"[约近]?([0-9]{1,9})(?![0-9.,])", bare)
    grouped = re.fullmatch(r"[0-9]{1,3}([,，][0-9]{3})+", bare)
    suggestion = number.group(1) if number else re.sub("[,，]", "", bare) if grouped else "12"
    raise BadFact(f"应为整数，现为“{shown(text)}”", f"只写数字，不写单位和逗号，如 {suggestion}")


def _money(text: str) -> tuple[Money, str]:
    bare = text.strip()
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?(元|万元|亿元)", bare)
    if match:
        return Money(match.group(1), match.group(2)), match.group(1) + match.group(2)
    if re.search(_FULL_DIGITS, bare):
        raise BadFact(f"金额用了全角数字，现为“{shown(text)}”", f"请改成半角：{shown(half(bare))}")
    raise BadFact(f"应为金额，现为“{shown(text)}”", "写成数字加单位，如 12000元、3.5万元，数字里不加逗号")


DATE_FORMS = "写成 2010年5月12日、2010-5-12 或 2010年5月"
_LIKE_DATE = r"[0-9０-９]|^[〇○零一二三四五六七八九十年月日号]+$"


def _day(text: str) -> Date:
    """A day or a month; a text without digits is an event whose day is not known."""
    bare = text.strip()
    date = parse_date(bare)
    if date is not None:
        return date
    if is_impossible_date(bare):
        raise BadFact(f"没有“{shown(bare)}”这个日期", "请核对年月日")
    if not re.search(_LIKE_DATE, bare):
        return Date(NEVER, text=text)
    narrow = half(bare).replace(" ", "")
    if narrow != bare and (parse_date(narrow) or is_impossible_date(narrow)):
        raise BadFact(f"日期里有全角数字或空格，现为“{shown(text)}”", f"请改成 {narrow}")
    if re.fullmatch(r"[0-9]{4}年?", bare):
        raise BadFact(f"日期要写到月，现为“{shown(text)}”", DATE_FORMS)
    if re.fullmatch(r"[0-9]{1,2}[月./-][0-9]{0,2}[日号]?", bare):
        raise BadFact(f"日期要写年份，现为“{shown(text)}”", DATE_FORMS)
    raise BadFact(f"认不出日期“{shown(text)}”", f"{DATE_FORMS}；是某件大事的，写成 {{text: {shown(text)}}}")


def _event(node: Dict) -> tuple[Date, str]:
    """An event's text and, only for comparing, its day; and the layer it came from."""
    text, day = node.entries.get("text"), node.entries.get("day")
    if not isinstance(text, Scalar):
        raise BadFact("事件没有 text", "请写 text: 事件名称")
    if not isinstance(day, Scalar):
        return Date(NEVER, text=text.text), text.layer
    date = _day(day.text)
    if date.text:
        raise BadFact(f"事件的 day 应是日期，现为“{shown(day.text)}”", DATE_FORMS + "；日期未定就不写 day")
    return replace(date, text=text.text), text.layer


_WIDENED = "(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[ \u3000]+(?=[\u3400-\u9fff\U00020000-\U0003ffff])"


def _person(text: str) -> str:
    """A name without the blanks typed to widen it: setting 李  明 to three characters is the layout's affair."""
    name = text.strip(" \u3000")
    return re.sub(_WIDENED, "", name) if " " in name or "\u3000" in name else name


def _choice(text: str, field: Field) -> tuple[str, str]:
    bare = text.strip()
    if bare in field.choices:
        return bare, field.choices[bare]
    for one, label in field.choices.items():
        if label == bare:
            return one, label
    offered = "、".join(f"{label}（{one}）" for one, label in field.choices.items())
    raise BadFact(f"“{field.label}”没有“{shown(text)}”这一项", f"可选：{offered}")
