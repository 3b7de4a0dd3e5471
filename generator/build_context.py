"""Facts typed and checked: Profile + Fields → Context.

The one place where a text becomes a number, a date or a choice, and where facts are held against each other. Every
mistake is told at once. Fills nothing in: what is not given stays absent, and rendering makes a slot of it. Knows
nothing of templates, and today's date only if the caller hands it in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from generator.chinese import format_date, is_impossible_date, numeral, parse_date
from generator.model import (
    Context,
    Date,
    Dict,
    Fact,
    FactData,
    Field,
    Fields,
    Listing,
    Money,
    Node,
    Profile,
    Record,
    Ref,
    Scalar,
    Seq,
    Told,
    fact_at,
)
from generator.problem import InputError, Problem, Span

NONE = "无"
NEVER = 9999  # the year of an event without a day: later than all


def build_context(profile: Profile, fields: Fields, kind: str, as_of: Date | None = None) -> Context:
    """The facts of a profile as a paper of this kind sees them; `kind` may be '' (no paper of its own).

    The facts of every kind's papers are checked, whichever is asked for. Records with a validity (`from`, `until`) are
    kept if they are valid on the paper's own date, else on `as_of`, else at the campaign's start; a campaign's or
    sector's basis that was not public on the first or second of these is left out with a warning. Raises InputError
    with all problems, those of reading the profile included.
    """
    facts, problems = _checked(profile, fields)
    if problems:
        raise InputError(problems)
    root, papers = facts.root, facts.papers
    warnings: list[Problem] = []
    paper = papers.get(kind, Record(f"papers.{kind}", "paper", {}))
    date = _date(paper, "date")
    own = date[1] if date else None
    day = _Day(date[1], f"成文日期{date[0].text}", date[0].span, date[0].path) if date else None
    if day is None and as_of:
        day = _Day(as_of, f"--as-of 的日期{format_date(as_of)}", Span("--as-of"), "")
    for warning in _WARNINGS:
        warnings += warning(facts, day)
    root, left_out = _valid_on(root, fields, own or as_of or _start(root), day)
    if kind:
        root = replace(root, entries={**root.entries, "paper": paper})
    return Context(root, fields, kind, profile, own, (*warnings, *left_out))


def _checked(profile: Profile, fields: Fields) -> "tuple[_Facts, list[Problem]]":
    """A profile's facts and everything that is wrong with them; remembered, because every kind of paper asks for them."""
    for known, by, facts, problems in _checked_lately:
        if known is profile and by is fields:
            return facts, problems
    typing = _Typing(fields)
    root = _root(profile, typing)
    papers = {one: typing.record(tree, "paper", f"papers.{one}", "") for one, tree in profile.papers.items()}
    facts = _Facts(root, papers, profile)
    found = [*profile.problems, *typing.problems, *(problem for rule in _RULES for problem in rule(facts))]
    problems = sorted(dict.fromkeys(found), key=lambda p: (p.span, p.path))
    _checked_lately[:] = [(profile, fields, facts, problems)]
    return facts, problems


_checked_lately: "list[tuple[Profile, Fields, _Facts, list[Problem]]]" = []  # of one profile: papers come unit by unit


def _root(profile: Profile, typing: "_Typing") -> Record:
    """The facts of the merged tree; what campaign and sector say and no unit changes is typed once for all units."""
    common = _typed_common(profile.common, typing.fields) if profile.common else {}
    entries: dict[str, Told] = {}
    for key, node in profile.tree.entries.items():
        known = common.get(key)
        if known is not None and known[0] is node:
            told = known[1]
            typing.problems += known[2]
        else:
            field = typing.fields.get(key)
            told = typing.told(node, field, key, "") if field else None
        if told is not None:
            entries[key] = told
    return Record("", "", entries, profile.tree.span)


_Common: TypeAlias = Mapping[str, tuple[Node, Told | None, list[Problem]]]  # by key: the node, its facts, their mistakes
_commons: list[tuple[Dict, Fields, _Common]] = []  # of the last few pairs of campaign and sector


def _typed_common(tree: Dict, fields: Fields) -> _Common:
    for known, by, common in _commons:
        if known is tree and by is fields:
            return common
    made: dict[str, tuple[Node, Told | None, list[Problem]]] = {}
    for key, node in tree.entries.items():
        typing = _Typing(fields)
        field = fields.get(key)
        made[key] = (node, typing.told(node, field, key, "") if field else None, typing.problems)
    _commons[:] = [*_commons[-15:], (tree, fields, made)]
    return made


def unconfirmed(context: Context) -> tuple[Problem, ...]:
    """The sector's defaults that the unit should look at and has not set itself; for `validate`."""
    return tuple(
        Problem(
            fact.span,
            f"“{fact.field.label}”用的是领域的常用值“{fact.text}”",
            f"请确认；写进单位档案后不再提示：{fact.path}: {fact.text}",
            fact.path,
        )
        for fact in _scalars(context.root)
        if fact.field.confirm and fact.layer == "sector"
    )


# ---------------------------------------------------------------- text → data


class _Bad(Exception):
    """A text that does not fit its type: what is wrong, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class _Typing:
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
        except _Bad as bad:
            message = f"{bad.message}（{place}）" if place else bad.message
            self.problems.append(Problem(node.span, message, bad.hint, path))
            return None

    def may_be_none(self, field: Field) -> None:
        """A record's first field says what the record is: without it there is no record."""
        parent = field.path.rpartition(".")[0]
        if parent.endswith("[]") and field.path == next(path for path in self.fields if path.startswith(f"{parent}.")):
            raise _Bad(f"“{field.label}”不能是“{NONE}”", "没有这一条，就把整条删去")

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
                raise _Bad("短语里的花括号没有配对", "引用字段写成 {org.self_ref}，里面不能再有花括号")
            elif piece:
                pieces.append(piece)
        return tuple(pieces)

    def named(self, name: str) -> str:
        """The path of the scalar field a phrase names, by keys or labels."""
        path = ""
        for step in name.split("."):
            path = self.child(path, step)
            if not path:
                raise _Bad(f"短语里的 {{{name}}} 不是字段", self.near(name))
        field = self.fields[path]
        if field.type in ("group", "records", "texts", "phrase", "long"):
            raise _Bad(f"短语里不能引用“{field.label}”（{name}）", "只能引用单个的文字、数字、日期、姓名或选项")
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


def _half(text: str) -> str:
    return text.translate(_TO_HALF)


def _shown(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"


def _integer(text: str) -> tuple[int, str]:
    bare = text.strip()
    if bare.isascii() and bare.isdigit() and len(bare) < 10:
        return int(bare), str(int(bare))
    if re.search(_FULL_DIGITS, bare):
        raise _Bad(f"数字用了全角，现为“{_shown(text)}”", f"请改成半角：{_shown(_half(bare))}")
    if re.fullmatch(r"[-−－][0-9]+", bare):
        raise _Bad(f"不能是负数，现为“{_shown(text)}”", "请写 0 或正整数")
    number = re.match(r"[约近]?([0-9]{1,9})(?![0-9.,])", bare)
    grouped = re.fullmatch(r"[0-9]{1,3}([,，][0-9]{3})+", bare)
    suggestion = number.group(1) if number else re.sub("[,，]", "", bare) if grouped else "12"
    raise _Bad(f"应为整数，现为“{_shown(text)}”", f"只写数字，不写单位和逗号，如 {suggestion}")


def _money(text: str) -> tuple[Money, str]:
    bare = text.strip()
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?(元|万元|亿元)", bare)
    if match:
        return Money(match.group(1), match.group(2)), match.group(1) + match.group(2)
    if re.search(_FULL_DIGITS, bare):
        raise _Bad(f"金额用了全角数字，现为“{_shown(text)}”", f"请改成半角：{_shown(_half(bare))}")
    raise _Bad(f"应为金额，现为“{_shown(text)}”", "写成数字加单位，如 12000元、3.5万元，数字里不加逗号")


_DATE_FORMS = "写成 2010年5月12日、2010-5-12 或 2010年5月"
_LIKE_DATE = r"[0-9０-９]|^[〇○零一二三四五六七八九十年月日号]+$"


def _day(text: str) -> Date:
    """A day or a month; a text without digits is an event whose day is not known."""
    bare = text.strip()
    date = parse_date(bare)
    if date is not None:
        return date
    if is_impossible_date(bare):
        raise _Bad(f"没有“{_shown(bare)}”这个日期", "请核对年月日")
    if not re.search(_LIKE_DATE, bare):
        return Date(NEVER, text=text)
    half = _half(bare).replace(" ", "")
    if half != bare and (parse_date(half) or is_impossible_date(half)):
        raise _Bad(f"日期里有全角数字或空格，现为“{_shown(text)}”", f"请改成 {half}")
    if re.fullmatch(r"[0-9]{4}年?", bare):
        raise _Bad(f"日期要写到月，现为“{_shown(text)}”", _DATE_FORMS)
    if re.fullmatch(r"[0-9]{1,2}[月./-][0-9]{0,2}[日号]?", bare):
        raise _Bad(f"日期要写年份，现为“{_shown(text)}”", _DATE_FORMS)
    raise _Bad(f"认不出日期“{_shown(text)}”", f"{_DATE_FORMS}；是某件大事的，写成 {{text: {_shown(text)}}}")


def _event(node: Dict) -> tuple[Date, str]:
    """An event's text and, only for comparing, its day; and the layer it came from."""
    text, day = node.entries.get("text"), node.entries.get("day")
    if not isinstance(text, Scalar):
        raise _Bad("事件没有 text", "请写 text: 事件名称")
    if not isinstance(day, Scalar):
        return Date(NEVER, text=text.text), text.layer
    date = _day(day.text)
    if date.text:
        raise _Bad(f"事件的 day 应是日期，现为“{_shown(day.text)}”", _DATE_FORMS + "；日期未定就不写 day")
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
    raise _Bad(f"“{field.label}”没有“{_shown(text)}”这一项", f"可选：{offered}")


# ---------------------------------------------------------------- looking facts up


class _Facts(NamedTuple):
    """What the rules look at."""

    root: Record
    papers: Mapping[str, Record]
    profile: Profile


def _at(record: Record, path: str) -> Told | None:
    told: Told | None = record
    for step in path.split("."):
        told = told.entries.get(step) if isinstance(told, Record) else None
    return told


def _text(record: Record, path: str) -> str:
    fact = fact_at(record, path)
    return fact.data if fact and isinstance(fact.data, str) else ""


def _number(record: Record, path: str) -> int | None:
    fact = fact_at(record, path)
    return fact.data if fact and isinstance(fact.data, int) else None


def _date(record: Record, path: str) -> tuple[Fact, Date] | None:
    fact = fact_at(record, path)
    return (fact, fact.data) if fact and isinstance(fact.data, Date) else None


def _records(record: Record, path: str) -> tuple[tuple[int, Record], ...]:
    """The records of a list with their positions from 1."""
    told = _at(record, path)
    items = told.items if isinstance(told, Listing) else ()
    return tuple((n, item) for n, item in enumerate(items, 1) if isinstance(item, Record))


def _scalars(told: Told) -> Iterator[Fact]:
    if isinstance(told, Fact):
        yield told
        return
    for child in told.entries.values() if isinstance(told, Record) else told.items:
        yield from _scalars(child)


def _beside(path: str, n: int, record: Record) -> str:
    """The position shown in a message beside an id: （stages[1]）; nothing if the path already says it."""
    return "" if record.path.endswith(f".{n}") else f"（{path}[{n}]）"


def _first_day(date: Date) -> tuple[int, int, int]:
    return date.year, date.month or 1, date.day or 1


def _last_day(date: Date) -> tuple[int, int, int]:
    return date.year, date.month or 12, date.day or 31


def _known(date: Date) -> bool:
    return date.year != NEVER


def _start(root: Record) -> Date | None:
    start = _date(root, "campaign.start")
    return start[1] if start and _known(start[1]) else None


# ---------------------------------------------------------------- facts held against each other


def _end_before_start(facts: _Facts) -> Iterator[Problem]:
    """Stages, themes, the campaign, and whatever else has a `start` and an `end`."""
    yield from _end_before_start_in(facts.root, "")


def _end_before_start_in(record: Record, place: str) -> Iterator[Problem]:
    both = "start" in record.entries and "end" in record.entries
    start, end = (_date(record, "start"), _date(record, "end")) if both else (None, None)
    if start and end and _known(start[1]) and _last_day(end[1]) < _first_day(start[1]):
        message = f"结束日期早于开始日期{place}：{start[0].text}开始，{end[0].text}结束"
        yield Problem(end[0].span, message, "请核对这两个日期，多半是年份或月份写错", end[0].path)
    for told in record.entries.values():
        if isinstance(told, Record):
            yield from _end_before_start_in(told, "")
        elif isinstance(told, Listing) and told.field.type == "records":
            for n, item in enumerate(told.items, 1):
                if isinstance(item, Record):
                    yield from _end_before_start_in(item, _beside(told.path, n, item))


def _stages_out_of_order(facts: _Facts) -> Iterator[Problem]:
    """A unit's stages follow each other; a month shared by two is no overlap, a day is only warned of."""
    last: tuple[Fact, Date] | None = None
    for n, stage in _records(facts.root, "stages"):
        start, end = _date(stage, "start"), _date(stage, "end")
        if last and start and _known(last[1]) and _known(start[1]) and _last_day(start[1]) < _first_day(last[1]):
            message = f"本阶段{start[0].text}开始，早于上一阶段{_word(last[0])}{last[0].text}{_beside('stages', n, stage)}"
            yield Problem(start[0].span, message, "各阶段要先后相接、不重叠，请核对日期或调整次序", start[0].path)
        last = end or start or last


def _word(fact: Fact) -> str:
    return "结束日期" if fact.field.key == "end" else "开始日期"


def _stage_outside_campaign(facts: _Facts) -> Iterator[Problem]:
    start, end = _date(facts.root, "campaign.start"), _date(facts.root, "campaign.end")
    for n, stage in _records(facts.root, "stages"):
        beside = _beside("stages", n, stage)
        for told in (_date(stage, "start"), _date(stage, "end")):
            if told is None or not _known(told[1]):
                continue
            fact, date = told
            if start and _known(start[1]) and _last_day(date) < _first_day(start[1]):
                message = f"{fact.text}早于活动起始日期{start[0].text}{beside}"
                yield Problem(fact.span, message, "请改这个日期；活动起始日期不对的，写 campaign: {start: …}", fact.path)
            if end and _known(end[1]) and _first_day(date) > _last_day(end[1]):
                message = f"{fact.text}晚于活动截止日期{end[0].text}{beside}"
                yield Problem(fact.span, message, "请改这个日期；活动截止日期不对的，写 campaign: {end: …}", fact.path)


def _member_counts(facts: _Facts) -> Iterator[Problem]:
    """No part of the members is larger than the whole; the committee is chosen from the full members."""
    full = _number(facts.root, "members.full")
    if full is None:
        return
    total = full + (_number(facts.root, "members.probationary") or 0)
    parts = {"over_60": total, "migrant": total, "women": total, "groups": total, "committee": full}
    for key, limit in parts.items():
        fact = fact_at(facts.root, f"members.{key}")
        if fact and isinstance(fact.data, int) and fact.data > limit:
            whole = "正式党员" if key == "committee" else "党员总数（正式加预备）"
            message = f"“{fact.field.label}”{fact.text}超过{whole}{limit}"
            yield Problem(fact.span, message, "请核对这两个数", fact.path)


_NUMBER = r"([^\s〔〕\[\]()（）【】［］0-9０-９]+)〔([12][0-9]{3})〕([1-9][0-9]*)号"
_LIKE_NUMBER = r"(.*?)\s*[〔\[(（【［〈<]\s*([0-9０-９]{4})\s*年?[〕\])）】］〉>]\s*第?\s*([0-9０-９]+)\s*号?\s*"
_ORDER_NUMBER = "第[1-9][0-9]*号"
_LIKE_ORDER_NUMBER = r"第\s*([0-9０-９]+)\s*号?"


def _document_numbers(facts: _Facts) -> Iterator[Problem]:
    """代字〔年〕号 with six-cornered brackets and no 第, no leading zero (GB/T 9704-2012 7.2.5); its year = the date's.

    Orders (10.2) and minutes are numbered 第N号 instead, which has no year.
    """
    for paper in facts.papers.values():
        yield from _document_number(paper, "", strict=True)
    for n, basis in _records(facts.root, "basis"):
        yield from _document_number(basis, _beside("basis", n, basis), strict=False)


def _document_number(record: Record, beside: str, strict: bool) -> Iterator[Problem]:
    fact = fact_at(record, "number")
    if fact is None:
        return
    text = fact.text.strip()
    match = re.fullmatch(_NUMBER, text)
    like = None if match else re.fullmatch(_LIKE_NUMBER, text)
    if like:
        right = f"{like.group(1)}〔{_half(like.group(2))}〕{int(_half(like.group(3)))}号"
        hint = f"请改成 {right}：年份用六角括号，不写“第”，不编虚位"
        yield Problem(fact.span, f"字号“{_shown(text)}”的写法不对{beside}", hint, fact.path)
    elif not match and strict and text.startswith("第"):
        if not re.fullmatch(_ORDER_NUMBER, text):
            yield Problem(fact.span, f"令号“{_shown(text)}”的写法不对{beside}", _order_number_hint(text), fact.path)
    elif not match and (strict or re.search("[12][0-9]{3}", text)):
        hint = "写成 代字〔年份〕序号号，如 青发〔2010〕18号；没有字号就不写"
        yield Problem(fact.span, f"字号“{_shown(text)}”的写法不对{beside}", hint, fact.path)
    date = _date(record, "date")
    year = int(match.group(2)) if match else int(_half(like.group(2))) if like else None
    if date and year and not date[1].text and date[1].year != year:
        message = f"字号的年份是{year}年，日期却是{date[0].text}{beside}"
        yield Problem(fact.span, message, "两处年份应相同，请核对", fact.path)


def _order_number_hint(text: str) -> str:
    like = re.fullmatch(_LIKE_ORDER_NUMBER, text)
    n = int(_half(like.group(1))) if like and len(like.group(1)) < 10 else 0
    return f"请改成 第{n}号：用阿拉伯数字，不编虚位" if n else "写成 第N号，从1编起，用阿拉伯数字，如 第5号"


# What a party organisation of each form may be called at the end of its name, and what it must not be taken for.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "branch": ("支部委员会", "党支部", "支部"),
    "joint_branch": ("联合支部委员会", "联合党支部", "联合支部"),
    "general_branch": ("总支部委员会", "总支委员会", "党总支", "总支部", "总支"),
    "party_committee": ("委员会", "党委", "党工委", "工委"),
    "party_group": ("党组",),
}
_NOT_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "branch": ("总支部委员会", "总支部"),
    "party_committee": ("支部委员会", "总支委员会", "村民委员会", "居民委员会", "村委会"),
}
# 中共 takes the full name: committee, not the short 党支部, 党总支, 党委 (中共××局党组 is a full name).
_SHORT_NAMES: Mapping[str, str] = {"党支部": "支部委员会", "党总支": "总支部委员会", "党委": "委员会"}


def _party_names(facts: _Facts) -> Iterator[Problem]:
    """The name of a party organisation is full or short, never half of each, and fits its form."""
    form = fact_at(facts.root, "org.form")
    for path in ("org.party_name", "org.party_short", "superior.party"):
        fact = fact_at(facts.root, path)
        if fact is None:
            continue
        name = fact.text.strip()
        short = next((short for short in _SHORT_NAMES if name.endswith(short)), "")
        if name.startswith("中共") and short:
            bare = name.removeprefix("中共").removesuffix(short)
            message = f"“{_shown(name)}”不是规范名称：“中共”后面不能用“{short}”"
            hint = f"全称写 中共{bare}{_SHORT_NAMES[short]}，行文写 {bare}{short}"
            yield Problem(fact.span, message, hint, fact.path)
        elif form is not None and isinstance(form.data, str) and path != "superior.party":
            wrong = name.endswith(_NOT_ENDINGS.get(form.data, ("\n",)))
            if wrong or not name.endswith(_ENDINGS.get(form.data, ("",))):
                endings = "、".join(f"“…{ending}”" for ending in _ENDINGS[form.data][:2])
                hint = f"{form.text}的名称应是 {endings}；党组织形式不对的，请改 org.form（党组织形式）"
                yield Problem(fact.span, f"“{_shown(name)}”与党组织形式“{form.text}”不符", hint, fact.path)


def _one_leader(facts: _Facts) -> Iterator[Problem]:
    """A leading group has one 组长; a list whose roles are not all told is not judged for lacking one."""
    listing = _at(facts.root, "group")
    members = _records(facts.root, "group")
    roles = [fact_at(member, "role") for _, member in members]
    leaders = [fact for fact in roles if fact and fact.data == "leader"]
    for second in leaders[1:]:
        yield Problem(second.span, "领导小组只能有一名组长", "请把其他人改为副组长（deputy）或成员（member）", second.path)
    if members and all(roles) and not leaders and isinstance(listing, Listing):
        yield Problem(listing.span, "领导小组没有组长", "请把其中一人的 role（小组职务）写成 leader（组长）", listing.path)


def _paper_dates(facts: _Facts) -> Iterator[Problem]:
    """A paper's date is a calendar date; it is not older than the meeting that adopted it."""
    for paper in facts.papers.values():
        date, adopted = _date(paper, "date"), _date(paper, "adopted.date")
        if date and date[1].text:
            yield Problem(date[0].span, f"成文日期不能是事件“{_shown(date[0].text)}”", _DATE_FORMS, date[0].path)
        elif date and adopted and _known(adopted[1]) and _first_day(adopted[1]) > _last_day(date[1]):
            message = f"通过日期{adopted[0].text}晚于成文日期{date[0].text}"
            yield Problem(adopted[0].span, message, "成文日期是通过或签发的日期，请核对", adopted[0].path)


def _classified_papers(facts: _Facts) -> Iterator[Problem]:
    """A paper with a degree of secrecy has a copy number and a period (GB/T 9704-2012 7.2.1, 7.2.2).

    A copy number has six digits, a period Arabic ones.
    """
    for paper in facts.papers.values():
        secrecy, period, copy = (fact_at(paper, key) for key in ("secrecy", "secrecy_period", "copy_number"))
        if secrecy and not period:
            hint = "补上 secrecy_period（保密期限），如 1年"
            yield Problem(secrecy.span, f"密级“{secrecy.text}”没有写保密期限", hint, secrecy.path)
        if secrecy and not copy:
            yield Problem(secrecy.span, "涉密文件没有写份号", "补上 copy_number（份号），六位数字，如 '000001'", secrecy.path)
        if period and not secrecy:
            yield Problem(period.span, "写了保密期限，没有写密级", "补上 secrecy（密级）；不涉密的，删去保密期限", period.path)
        if period and re.search(_CHINESE_NUMBER, period.text):
            message = f"保密期限“{_shown(period.text)}”没有用阿拉伯数字"
            right = _with_arabic_numbers(period.text.strip())
            hint = "数字用阿拉伯数字，如 1年" if re.search(_CHINESE_NUMBER, right) else f"写作 {right}"
            yield Problem(period.span, message, hint, period.path)
        if copy and not re.fullmatch("[0-9]{6}", copy.text.strip()):
            digits = _half(copy.text.strip())
            right = digits.zfill(6) if re.fullmatch("[0-9]{1,6}", digits) else "000001"
            hint = f"写满六位，如 '{right}'（加引号，前面的零才看得清）"
            yield Problem(copy.span, f"份号“{_shown(copy.text)}”不是六位阿拉伯数字", hint, copy.path)


_CHINESE_NUMBER = "[〇○零一二两三四五六七八九十百]+"
_TO_ARABIC = {ord(han): str(n) for n, han in enumerate("〇一二三四五六七八九")} | {ord("○"): "0", ord("零"): "0", ord("两"): "2"}


def _with_arabic_numbers(text: str) -> str:
    """一年 → 1年, 二十五年 → 25年, 二〇一二年 → 2012年; what is no number stays."""
    return re.sub(_CHINESE_NUMBER, lambda number: _arabic(number.group()), text)


def _arabic(number: str) -> str:
    return next((str(n) for n in range(10, 1000) if numeral(n) == number), number.translate(_TO_ARABIC))


def _printed_before_signed(facts: _Facts) -> Iterator[Problem]:
    """A paper goes to print when it is signed, not before (GB/T 9704-2012 7.4.3)."""
    for paper in facts.papers.values():
        date, printed = _date(paper, "date"), _date(paper, "printed")
        if printed and printed[1].text:
            yield Problem(printed[0].span, f"印发日期不能是事件“{_shown(printed[1].text)}”", _DATE_FORMS, printed[0].path)
        elif date and printed and _known(date[1]) and _last_day(printed[1]) < _first_day(date[1]):
            message = f"印发日期{printed[0].text}早于成文日期{date[0].text}"
            yield Problem(printed[0].span, message, "印发日期是送印的日期，请核对", printed[0].path)


# What the paper's form writes itself: the surplus a clerk may have typed at the beginning or the end.
_COLON, _FULL_STOP, _MARK_WORD, _CC, _ISSUED = "[：:]+$", "。+$", "文件$", "^抄送(机关)?[：:]?", "印发$"


def _marks_set_by_the_form(facts: _Facts) -> Iterator[Problem]:
    """主送： （附注） ××文件 抄送：…。 ××印发: marks and words typed that the form adds, and would print twice."""
    yield from _surplus(fact_at(facts.root, "org.mark"), _MARK_WORD)
    for paper in facts.papers.values():
        yield from _surplus(fact_at(paper, "addressee"), _COLON)
        yield from _surplus(fact_at(paper, "printer"), _ISSUED)
        yield from _note_in_brackets(fact_at(paper, "note"))
        for n, issuer in _records(paper, "issuers"):
            for key in ("name", "mark"):
                yield from _surplus(fact_at(issuer, key), _MARK_WORD, _beside(f"{paper.path}.issuers", n, issuer))
        cc = _at(paper, "cc")
        for item in cc.items if isinstance(cc, Listing) else ():
            if isinstance(item, Fact):
                yield from _surplus(item, _CC)
                yield from _surplus(item, _FULL_STOP)


def _surplus(fact: Fact | None, pattern: str, beside: str = "") -> Iterator[Problem]:
    found = re.search(pattern, fact.text.strip()) if fact else None
    if fact and found:
        end = "末尾" if pattern.endswith("$") else "开头"
        message = f"“{fact.field.label}”{end}的“{found.group()}”由版式加，不用写{beside}"
        yield Problem(fact.span, message, f"删去{end}的“{found.group()}”", fact.path)


def _note_in_brackets(fact: Fact | None) -> Iterator[Problem]:
    """One pair of brackets around the whole; （甲）和（乙） has none around it."""
    text = fact.text.strip() if fact else ""
    if fact and re.fullmatch("[（(].*[）)]", text, re.DOTALL):
        open_brackets = 0
        for character in text[:-1]:
            open_brackets += (character in "（(") - (character in "）)")
            if not open_brackets:
                return
        message = f"“{fact.field.label}”外面的括号由版式加，不用写"
        yield Problem(fact.span, message, f"删去开头的“{text[0]}”和末尾的“{text[-1]}”", fact.path)


def _issuer_twice(facts: _Facts) -> Iterator[Problem]:
    for paper in facts.papers.values():
        seen: set[str] = set()
        for n, issuer in _records(paper, "issuers"):
            name = fact_at(issuer, "name")
            bare = "".join(name.text.split()) if name else ""
            if name and bare in seen:
                message = f"联合发文机关“{_shown(bare)}”写了两次{_beside(f'{paper.path}.issuers', n, issuer)}"
                yield Problem(name.span, message, "删去重复的一条，或改成另一家的名称", name.path)
            seen.add(bare)


_RULES = (
    _end_before_start,
    _stages_out_of_order,
    _stage_outside_campaign,
    _member_counts,
    _document_numbers,
    _party_names,
    _one_leader,
    _paper_dates,
    _classified_papers,
    _printed_before_signed,
    _marks_set_by_the_form,
    _issuer_twice,
)


# ---------------------------------------------------------------- worth telling, but no mistake


class _Day(NamedTuple):
    """The day on which a campaign, a basis and a theory are judged, and where it was told."""

    date: Date
    text: str
    span: Span
    path: str


def _campaign_not_valid(facts: _Facts, day: _Day | None) -> Iterator[Problem]:
    start, end = _date(facts.root, "campaign.start"), _date(facts.root, "campaign.end")
    if day is None:
        return
    early = start and _known(start[1]) and _last_day(day.date) < _first_day(start[1])
    late = end and _known(end[1]) and _first_day(day.date) > _last_day(end[1])
    if early or late:
        name = _text(facts.root, "campaign.name") or facts.profile.campaign
        span = "至".join(told[0].text if told else "" for told in (start, end))
        yield Problem(day.span, f"{day.text}不在“{name}”的起止时间内（{span}）", "请核对日期，或换一个活动", day.path)


def _stages_share_a_day(facts: _Facts, day: _Day | None) -> Iterator[Problem]:
    stages = _records(facts.root, "stages")
    for (_, earlier), (n, later) in pairwise(stages):
        end, start = _date(earlier, "end"), _date(later, "start")
        if end and start and end[1].day and not end[1].text and end[1] == start[1]:
            message = f"本阶段开始与上一阶段结束是同一天{_beside('stages', n, later)}"
            yield Problem(start[0].span, message, "一般从次日开始，请核对", start[0].path)


def _committee_of_few(facts: _Facts, day: _Day | None) -> Iterator[Problem]:
    """A branch with fewer than seven full members has no committee (支部工作条例)."""
    full, name = _number(facts.root, "members.full"), fact_at(facts.root, "org.party_name")
    branch = _text(facts.root, "org.form") in ("branch", "joint_branch")
    if full is not None and full < 7 and branch and name and name.text.strip().endswith("支部委员会"):
        message = f"正式党员{full}名，不足7名的党支部不设支部委员会"
        yield Problem(name.span, message, "请核对人数；不设委员会的，名称写成“…党支部”", name.path)


def _basis_after_paper(facts: _Facts, day: _Day | None) -> Iterator[Problem]:
    """The unit itself cites a paper that did not exist yet."""
    for n, basis in _records(facts.root, "basis"):
        told = _public(basis)
        if day and told and told[0].layer not in ("campaign", "sector") and _first_day(told[1]) > _last_day(day.date):
            message = f"依据文件的日期{told[0].text}晚于{day.text}{_beside('basis', n, basis)}"
            yield Problem(told[0].span, message, "请核对日期；还没有的文件不能引用", told[0].path)


def _public(basis: Record) -> tuple[Fact, Date] | None:
    """From when a paper can be cited."""
    told = _date(basis, "public") or _date(basis, "date")
    return told if told and _known(told[1]) else None


def _classified(facts: _Facts, day: _Day | None) -> Iterator[Problem]:
    for paper in facts.papers.values():
        secrecy = fact_at(paper, "secrecy")
        if secrecy:
            message = f"【保密】这份材料标了“{secrecy.text}”：涉密文件不得在非涉密计算机上起草、存储、传输和打印"
            hint = "请停止在这台机器上办理，删去已有的文件，改在涉密计算机上起草；不涉密的，删去密级"
            yield Problem(secrecy.span, message, hint, secrecy.path)


_WARNINGS = (_classified, _campaign_not_valid, _stages_share_a_day, _committee_of_few, _basis_after_paper)


# ---------------------------------------------------------------- what is valid on a date


def _valid_on(root: Record, fields: Fields, date: Date | None, day: _Day | None) -> tuple[Record, list[Problem]]:
    """The root without the records that are not valid on `date`, and what to say of a basis left out.

    A basis is only judged on a `day` that was told. Without any date nothing is left out.
    """
    if date is None:
        return root, []
    said: list[Problem] = []
    entries = dict(root.entries)
    for key, told in root.entries.items():
        if not isinstance(told, Listing) or told.field.type != "records":
            continue
        if _is_date(fields, f"{key}[].from") or _is_date(fields, f"{key}[].until"):
            kept = tuple(item for item in told.items if not isinstance(item, Record) or _within(item, date))
            entries[key] = replace(told, items=kept)
        elif key == "basis" and day is not None:
            kept = ()
            for item in told.items:
                public = _public(item) if isinstance(item, Record) else None
                early = public and public[0].layer in ("campaign", "sector") and _first_day(public[1]) > _last_day(day.date)
                if early and isinstance(item, Record) and public:
                    message = f"到{day.text}“{_text(item, 'title')}”还没有公开（{public[0].text}），没有引用"
                    said.append(Problem(public[0].span, message, "确要引用的，请写进单位档案的依据文件", item.path))
                else:
                    kept = (*kept, item)
            entries[key] = replace(told, items=kept)
    return replace(root, entries=entries), said


def _is_date(fields: Fields, path: str) -> bool:
    return path in fields and fields[path].type == "date"


def _within(record: Record, date: Date) -> bool:
    start, end = _date(record, "from"), _date(record, "until")
    early = start is not None and _first_day(start[1]) > _last_day(date)
    late = end is not None and _last_day(end[1]) < _first_day(date)
    return not (early or late)
