"""The filters of the template language: each takes values, gives back a value with the facts it came from.

Every filter on a slot is a slot of the same field, and on a deliberately empty value an empty value. A filter that is
given anything it was not made for is a fault of the template. Adding a filter is adding a function and its name in
`FILTERS`; `render_markdown` refuses all others when a template is loaded.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from generator.chinese import ORDINAL_STYLES, OrdinalStyle, format_date, format_range, is_han, numeral, ordinal
from generator.facts import NEVER
from generator.model import Date, Fact, FactData, Listing, Record, Value
from generator.opaque import Opaque, OpaqueList, OpaqueRecord, OpaqueValue, Sheet, TemplateFault, unknown_name
from generator.problem import InputError, Problem

Filter = Callable[..., Any]

# ---------------------------------------------------------------- building values


def _derived(of: OpaqueValue, text: str, data: FactData | None = None, count: int | None = None) -> OpaqueValue:
    """A value made from one other, with its facts."""
    origin = of._value
    value = Value(text, "template" if origin.kind == "template" else "derived", origin.paths, origin.spans, origin.label)
    return OpaqueValue(of._sheet, value, text if data is None else data, count=count)


def _series(sheet: Sheet, parts: Iterable[OpaqueValue | str]) -> OpaqueValue:
    """A value that prints as several: each part leaves its own hole, the marks between them are the template's."""
    kept = tuple(parts)
    if len(kept) == 1 and isinstance(kept[0], OpaqueValue):
        return kept[0]
    values = [part._value for part in kept if isinstance(part, OpaqueValue)]
    paths = tuple(path for value in values for path in value.paths)
    spans = tuple(span for value in values for span in value.spans)
    return OpaqueValue(sheet, Value("", "derived", paths, spans), None, kept)


def _unchanged(value: OpaqueValue) -> bool:
    """Slots and deliberately empty values pass through every filter."""
    return value._value.kind == "slot" or value._none


def _value(given: object, name: str) -> OpaqueValue:
    if not isinstance(given, OpaqueValue):
        raise _unfit(given, name, "单个字段的值")
    return given


def _list(given: object, name: str) -> OpaqueList:
    if not isinstance(given, OpaqueList):
        raise _unfit(given, name, "列表")
    return given


def _unfit(given: object, name: str, fit: str) -> TemplateFault:
    """What to say of something a filter was not made for; a name that nothing stands behind is said to be that."""
    unknown = getattr(given, "_undefined_name", None)
    return TemplateFault(unknown_name(unknown) if unknown else f"过滤器 {name} 只用于{fit}")


def _integer(value: OpaqueValue, name: str) -> int:
    if not isinstance(value._data, int):
        raise TemplateFault(f"过滤器 {name} 只用于整数")
    return value._data


def _words(value: OpaqueValue, number: int) -> str:
    """The numeral of a fact's number; one that has none is the fact's fault."""
    try:
        return numeral(number)
    except ValueError:
        origin = value._value
        message = f"“{origin.label}”为 {number}，不能写成汉字数字"
        raise InputError([Problem(origin.spans[0], message, "应在零到一万亿之间", origin.paths[0])]) from None


# ---------------------------------------------------------------- numbers


def chinese(given: object) -> OpaqueValue:
    """12 → 十二."""
    value = _value(given, "chinese")
    if _unchanged(value):
        return value
    number = _integer(value, "chinese")
    return _derived(value, _words(value, number), number)


def count(given: object) -> OpaqueValue:
    """How many, in words: of a list its length, of an integer itself. 二 becomes 两 before a measure word."""
    if isinstance(given, OpaqueList):
        return _length(given, in_words=True)
    value = _value(given, "count")
    if _unchanged(value):
        return value
    number = _integer(value, "count")
    return _derived(value, _words(value, number), number, number)


def size(given: object) -> OpaqueValue:
    """The length of a list in Arabic digits."""
    return _length(_list(given, "size"), in_words=False)


def _length(given: OpaqueList, in_words: bool) -> OpaqueValue:
    """A list nobody gave has no length: its count is a slot of the list; the count of 无 prints nothing."""
    sheet = given._sheet
    if not given._items:
        return _nothing(given)
    number = len(given._items)
    text = numeral(number) if in_words else str(number)
    spans = tuple(item.span for item in given._items)
    value = Value(text, "derived", (given._path,), spans[:1], given._field.label)
    return OpaqueValue(sheet, value, number, count=number if in_words else None)


def plus(given: object, other: object) -> OpaqueValue:
    """The sum of two integers; a slot if one of them is; 无 adds nothing, and a constant added to 无 is 无."""
    left, right = _value(given, "plus"), _operand(given, other)
    for side in (left, right):
        if side._value.kind == "slot":
            return side
    if left._none or right._none:
        return right if left._none and right._value.kind != "template" else left
    total = _integer(left, "plus") + _integer(right, "plus")
    origins = (left._value, right._value)
    paths = tuple(path for origin in origins for path in origin.paths)
    spans = tuple(span for origin in origins for span in origin.spans)
    return OpaqueValue(left._sheet, Value(str(total), "derived", paths, spans, left._value.label), total)


def _operand(given: object, other: object) -> OpaqueValue:
    if isinstance(other, int) and not isinstance(other, bool) and isinstance(given, OpaqueValue):
        return OpaqueValue(given._sheet, Value(str(other), "template"), other)
    return _value(other, "plus")


# ---------------------------------------------------------------- dates


def _date(value: OpaqueValue, name: str) -> Date:
    if not isinstance(value._data, Date):
        raise TemplateFault(f"过滤器 {name} 只用于日期")
    return value._data


def _date_filter(name: str) -> Filter:
    def as_date(given: object) -> OpaqueValue:
        value = _value(given, name)
        if _unchanged(value):
            return value
        date = _date(value, name)
        return _derived(value, format_date(date, name), date)  # type: ignore[arg-type]

    return as_date


def until(given: object, end: object) -> OpaqueValue:
    """A range of dates: 2010年5月至8月; what is missing on either side is a slot there."""
    first, last = _value(given, "until"), _value(end, "until")
    if first._none:
        return last
    if last._none:
        return first
    if _unchanged(first) or _unchanged(last):
        return _series(first._sheet, (first, "至", last))
    text = format_range(_date(first, "until"), _date(last, "until"))
    origins = (first._value, last._value)
    paths = tuple(path for origin in origins for path in origin.paths)
    spans = tuple(span for origin in origins for span in origin.spans)
    return OpaqueValue(first._sheet, Value(text, "derived", paths, spans, first._value.label), first._data)


def by(given: object) -> OpaqueValue:
    """A date as a deadline, before 完成 and the like: 2010年10月底前, 2010年6月5日前; an event's text ends in one 前."""
    value = _value(given, "by")
    if _unchanged(value):
        return value
    date = _date(value, "by")
    text = format_date(date).removesuffix("前")
    return _derived(value, f"{text}{'' if date.text or date.day else '底'}前", date)


# ---------------------------------------------------------------- lists

_MARKS: Final = frozenset("、，；：。 \u3000")


def _members(given: OpaqueList, of: str, name: str) -> list[OpaqueValue]:
    """The values of a list of texts, or the field `of` of each of its records; deliberately empty ones left out."""
    found: list[OpaqueValue] = []
    for item in given:
        member: Opaque | None = item
        if isinstance(item, OpaqueRecord):
            member = item._child(of) if of else None
        elif of:
            raise TemplateFault(f"过滤器 {name} 的 of 只用于记录列表")
        if not isinstance(member, OpaqueValue):
            raise TemplateFault(f"过滤器 {name} 要用 of='字段' 指明取记录的哪一项" if not of else f"记录没有“{of}”这一项")
        if not member._none:
            found.append(member)
    return found


def join(given: object, sep: object = "、", of: str = "", last: object = None) -> OpaqueValue:
    """The values of a list with a mark between them (and `last` before the last one)."""
    listing = _list(given, "join")
    final = sep if last is None else last
    for mark in (sep, final):
        if not isinstance(mark, str) or len(mark) > 4 or not all(c in _MARKS or "\u4e00" <= c <= "\u9fff" for c in mark):
            raise TemplateFault("join 的间隔只能是标点或四个字以内的汉字")
    members = _members(listing, of, "join")
    parts: list[OpaqueValue | str] = []
    for position, member in enumerate(members):
        if position:
            parts.append(str(final) if position == len(members) - 1 else str(sep))
        parts.append(member)
    if not parts:
        return _nothing(listing)
    return _series(listing._sheet, parts)


def _nothing(listing: OpaqueList) -> OpaqueValue:
    """What a list without values prints: nothing when it is deliberately empty, else its slot."""
    if listing._none or listing._items:
        return OpaqueValue(listing._sheet, Value("", "derived"), "", none=True)
    return listing._sheet.slot(listing._field)


def join_and(given: object, of: str = "") -> OpaqueValue:
    """甲、乙和丙."""
    return join(given, "、", of, "和")


def people(given: object) -> OpaqueValue:
    """The names of a list of records of persons, joined by 、."""
    return join(given, "、", "name")


def documents(given: object) -> OpaqueValue:
    """Papers that are cited: 《title》（number）, joined by 、 and a last 和 (title first, then number: 条例 practice)."""
    listing = _list(given, "documents")
    sheet = listing._sheet
    cited: list[list[OpaqueValue | str]] = []
    for item in listing:
        if not isinstance(item, OpaqueRecord):
            raise TemplateFault("过滤器 documents 只用于文件依据的列表")
        title, number = item._child("title"), item._child("number")
        if not isinstance(title, OpaqueValue):
            raise TemplateFault("过滤器 documents 只用于文件依据的列表")
        piece: list[OpaqueValue | str] = ["《", title, "》"]
        if isinstance(number, OpaqueValue) and number._value.kind != "slot" and not number._none:
            piece += ["（", number, "）"]
        cited.append(piece)
    if not cited:
        return _nothing(listing)
    parts: list[OpaqueValue | str] = []
    for position, piece in enumerate(cited):
        if position:
            parts.append("和" if position == len(cited) - 1 else "、")
        parts += piece
    return _series(sheet, parts)


# ---------------------------------------------------------------- words


def wide(given: object) -> OpaqueValue:
    """A name of two characters widened with one full-width blank, so that names line up in a list."""
    value = _value(given, "wide")
    text = value._value.text
    if _unchanged(value) or value._parts or len(text) != 2 or not all(map(is_han, text)):
        return value
    return _derived(value, f"{text[0]}\u3000{text[1]}", value._data)


def ordinal_filter(given: object, style: object = "一是", total: object = None) -> str | OpaqueValue:
    """The ordinal of a loop's number: 一是, 第一, 首先 (needs the total), 一, （一）, 1."""
    if not isinstance(style, str) or style not in ORDINAL_STYLES:
        raise TemplateFault(f"ordinal 的样式只能是：{'、'.join(ORDINAL_STYLES)}")
    checked: OrdinalStyle = style
    if isinstance(given, OpaqueValue):
        if _unchanged(given):
            return given
        number = _integer(given, "ordinal")
        return _derived(given, _ordinal(number, checked, total), number)
    if not isinstance(given, int) or isinstance(given, bool):
        raise _unfit(given, "ordinal", " loop.index 或整数")
    return _ordinal(given, checked, total)


def _ordinal(number: int, style: OrdinalStyle, total: object) -> str:
    if isinstance(total, OpaqueList):
        total = len(total)
    elif isinstance(total, OpaqueValue):
        total = number if _unchanged(total) else _integer(total, "ordinal")
    if style == "首先" and not isinstance(total, int):
        raise TemplateFault("首先/其次/再次/最后要给出总数：ordinal('首先', total=loop.length)")
    try:
        return _remembered_ordinal(number, style, total if isinstance(total, int) else None)
    except ValueError as wrong:
        raise TemplateFault(f"ordinal 的序数应从 1 起，不超过总数，现为 {number}") from wrong


_remembered_ordinal = lru_cache(maxsize=1024)(ordinal)


# ---------------------------------------------------------------- long text that is meant as Markdown

_STRONG: Final = re.compile(r"\*\*(?=\S)([^*]+?)(?<=\S)\*\*")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n")
_STRUCTURE: Final = re.compile(r"(#{1,6}|[0-9]+\.|:::|>|\||={3,}|-{3,}|```)(\s|$)")


def markdown(given: object) -> str | OpaqueValue:
    """A long text as its own paragraphs, `-` items and `**`: only these become structure, all else stays a value.

    The text around holes is made here, so the result is Markdown; `render_markdown` marks it as rendered.
    """
    value = _value(given, "markdown")
    if _unchanged(value) or value._parts:
        return value
    text = value._value.text
    problems = [line for line in text.split("\n") if _STRUCTURE.match(line.strip())]
    if problems:
        message = f"此处只能分段、用“- ”列举、用**加粗**，不能写“{problems[0].strip()[:12]}”"
        raise InputError([Problem(value._value.spans[0], message, "去掉这一行开头的符号", value._value.paths[0])])
    return "\n\n".join(_paragraph(value, block) for block in _BLANK_LINES.split(text.strip()))


def _paragraph(value: OpaqueValue, block: str) -> str:
    """A paragraph, with its items below it; lines that follow items are a paragraph again."""
    lines = [line.strip() for line in block.split("\n")]
    return "\n\n".join(
        "\n".join("- " + _strong(value, line[2:].strip()) for line in run) if items else _strong(value, "".join(run))
        for items, run in groupby(lines, key=lambda line: line.startswith("- "))
    )


def _strong(value: OpaqueValue, text: str) -> str:
    pieces = []
    for position, piece in enumerate(_STRONG.split(text)):
        if piece:
            hole = value._sheet.show(_derived(value, piece))
            pieces.append(f"**{hole}**" if position % 2 else hole)
    return "".join(pieces)


# ---------------------------------------------------------------- periods: the columns of a calendar

_MOST_PERIODS: Final = 14
_TERMS: Final = frozenset(("start", "end", "by", "deadline"))
_QUARTERS: Final = "一二三四"


class _Period(OpaqueValue):
    """A month, a quarter or a year; prints with its year where that begins."""

    __slots__ = ("_first", "_last")

    def __init__(self, sheet: Sheet, text: str, first: int, last: int) -> None:
        super().__init__(sheet, Value(text, "template"), text)
        self._first = first
        self._last = last


def periods(given: object, start: object = None, end: object = None) -> tuple[_Period, ...]:
    """The months from the first to the last date in a list's records; where these are more than 14 the quarters, then the years.

    Dates are those by which something begins, ends or is due. `start` counts too; `end` only stands for an event whose
    day is not known. Nothing without two dates.
    """
    told = _list(given, "periods")
    dates = [_month(date) for record in told._items for date in _terms(record)]
    last = _known_date(end)
    dates += [_month(date) for date in (_known_date(start), last if None in dates else None) if date]
    known = sorted(date for date in dates if date is not None)
    if len(known) < 2:
        return ()
    for step in (1, 3, 12):
        first = known[0] - known[0] % step
        starts = range(first, known[-1] + 1, step)
        if len(starts) <= _MOST_PERIODS:
            break
    return tuple(_Period(told._sheet, _period_text(at, step, at == first), at, at + step - 1) for at in starts)


def _period_text(month: int, step: int, first: bool) -> str:
    year, at = divmod(month, 12)
    if step == 12:
        return f"{year}年"
    text = f"{at + 1}月" if step == 1 else f"{_QUARTERS[at // 3]}季"
    return f"{year}\n{text}" if first or at == 0 else text


def meets(given: object, start: object, end: object) -> bool:
    """Whether something from `start` to `end` takes place in the period; without a start only what is due in it."""
    if not isinstance(given, _Period):
        raise TemplateFault("过滤器 meets 只用在 periods 给出的时段上")
    last = _known_date(end)
    if last is None:
        return False
    first = _known_date(start) or last
    begins, ends = _month(first), _month(last)
    return (begins is not None and begins <= given._last) and (ends is None or given._first <= ends)


def _terms(told: object) -> Iterable[Date]:
    """The dates of a record by which something begins, ends or is due, those of records in it too."""
    for key, child in told.entries.items() if isinstance(told, Record) else ():
        if isinstance(child, Listing):
            for item in child.items:
                yield from _terms(item)
        elif isinstance(child, Fact) and key in _TERMS and isinstance(child.data, Date):
            yield child.data


def _known_date(given: object) -> Date | None:
    return given._data if isinstance(given, OpaqueValue) and isinstance(given._data, Date) else None


def _month(date: Date) -> int | None:
    """Months since the year 0; None for an event whose day is not known."""
    return None if date.year == NEVER else date.year * 12 + date.month - 1


FILTERS: Final[dict[str, Filter]] = {
    "chinese": chinese,
    "count": count,
    "size": size,
    "plus": plus,
    "day": _date_filter("day"),
    "month": _date_filter("month"),
    "month_day": _date_filter("month_day"),
    "year": _date_filter("year"),
    "until": until,
    "by": by,
    "join": join,
    "join_and": join_and,
    "people": people,
    "documents": documents,
    "wide": wide,
    "ordinal": ordinal_filter,
    "markdown": markdown,
    "periods": periods,
    "meets": meets,
}


def given(value: object) -> bool:
    """The test `is given`: a fact, record or list that is there and not 无, whatever the template needs."""
    if isinstance(value, OpaqueValue):
        return value._value.kind != "slot" and not value._none
    if isinstance(value, OpaqueList):
        return bool(value._items)
    return isinstance(value, OpaqueRecord) and bool(value._record.entries)
