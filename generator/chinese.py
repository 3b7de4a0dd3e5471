"""The craft of Chinese that everybody needs: numerals, counts, ordinals, dates, and the width of a text.

Pure functions over plain values. Knows no field, no template and no document; it neither reads today's date nor
decides which form a paper wants. Messages to users are made by the callers.
"""

import re
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from generator.model import Date

# ---------------------------------------------------------------- numerals

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿")
_TOO_MUCH: Final = 10**12

# Words that count things, so that 二 before them reads 两. 人 is among them (两人, 两人一组): nobody says 二人 when
# counting. 月, 楼, 号 are not: 二月, 二楼, 2号 are names.
_MEASURES: Final = frozenset(
    "个项条点名次年种类批场支张份件户人步方位组队家所层级届轮期天周章节篇段本套部片块处座台辆亩间只根句门面大者元万亿"
)


def numeral(n: int) -> str:
    """The Chinese numeral of n: 十二, 二十, 一百零二, 一万零三十. ValueError below 0 and from 10¹² on."""
    if not 0 <= n < _TOO_MUCH:
        raise ValueError(f"no numeral for {n}")
    if n < 10:
        return _DIGITS[n]
    if n < 20:
        return "十" + (_DIGITS[n - 10] if n > 10 else "")
    pieces: list[str] = []
    gap = False  # a zero is due before the next digit that is printed
    for power in (2, 1, 0):
        group = n // 10_000**power % 10_000
        if not group:
            gap = bool(pieces)
            continue
        if pieces and (gap or group < 1000):
            pieces.append("零")
        pieces.append(_below_10000(group) + _GROUPS[power])
        gap = False
    text = "".join(pieces)
    return text[1:] if text.startswith("一十") else text


def _below_10000(n: int) -> str:
    text = ""
    zero = False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + _PLACES[place]
        zero = not digit
    return text


def counting(n: int, following: str, preceding: str = "") -> str:
    """How many, in words: 两 for 2 when `following` begins with a measure word (两项工作), else the numeral.

    After 第 it is an ordinal and stays 二 (第二批). Only the number 2 itself changes: 十二项, 二百户.
    """
    if n == 2 and following[:1] in _MEASURES and following[:1] and not preceding.endswith("第"):
        return "两"
    return numeral(n)


# ---------------------------------------------------------------- ordinals

OrdinalStyle: TypeAlias = Literal["一是", "第一", "首先", "一", "（一）", "1"]
ORDINAL_STYLES: Final[tuple[OrdinalStyle, ...]] = ("一是", "第一", "首先", "一", "（一）", "1")


def ordinal(n: int, style: OrdinalStyle, total: int | None = None) -> str:
    """The n-th (from 1) of a series in one of `ORDINAL_STYLES`: 一是 第一 首先 一 （一） 1.

    首先 needs `total`: 首先 其次; 首先 其次 最后; 首先 其次 再次 最后; between 再次 and 最后 stands 此外.
    ValueError for n < 1, an unknown style, or 首先 without a total that holds n.
    """
    if n < 1:
        raise ValueError(f"no ordinal for {n}")
    match style:
        case "一是":
            return numeral(n) + "是"
        case "第一":
            return "第" + numeral(n)
        case "一":
            return numeral(n)
        case "（一）":
            return f"（{numeral(n)}）"
        case "1":
            return str(n)
        case "首先":
            return _first_next_last(n, total)
    raise ValueError(f"unknown ordinal style {style!r}")


def _first_next_last(n: int, total: int | None) -> str:
    if total is None or n > total:
        raise ValueError("首先 needs the total")
    if n > 2 and n == total:
        return "最后"
    return ("首先", "其次", "再次")[n - 1] if n <= 3 else "此外"


# ---------------------------------------------------------------- dates

_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:年(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号])?"
    r"|(?P<mark>[-/.])(?P<m>[0-9]{1,2})(?:(?P=mark)(?P<d>[0-9]{1,2}))?)"
)
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

DateForm: TypeAlias = Literal["day", "month", "month_day", "year"]


def parse_date(text: str) -> Date | None:
    """A day (2010年5月12日, 2010-5-12, 2010/05/12, 2010.5.12) or a month (2010年5月, 2010-05).

    None if the text is no date, or one that does not exist (`is_impossible_date` tells the two apart). Blanks around
    it do not matter; blanks and full-width digits inside do.
    """
    numbers = _date_numbers(text)
    return Date(*numbers) if numbers and _exists(*numbers) else None


def is_impossible_date(text: str) -> bool:
    """Whether the text has the form of a date that does not exist: 2010年2月30日, 2010-13-1."""
    numbers = _date_numbers(text)
    return numbers is not None and not _exists(*numbers)


def _date_numbers(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as typed, whether they exist or not; -1 stands for a day or month typed as 0."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    month, day = found["month"] or found["m"], found["day"] or found["d"]
    return int(found["year"]), int(month) or -1, (int(day) or -1) if day else 0


def _exists(year: int, month: int, day: int) -> bool:
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 0 <= day <= _MONTH_DAYS[month - 1] + leap


def format_date(date: Date, form: DateForm = "day") -> str:
    """A date in Arabic digits without leading zeros (GB/T 9704 7.3.5.4): 2010年5月12日, 2010年5月, 5月12日, 2010年.

    A month printed as a day stays a month; an event prints its own text in every form.
    """
    if date.text:
        return date.text
    year = f"{date.year}年"
    month = f"{date.month}月" if date.month else ""
    day = f"{date.day}日" if date.day else ""
    match form:
        case "day":
            return year + month + day
        case "month":
            return year + month
        case "month_day":
            return month + day
        case "year":
            return year


def format_range(start: Date, end: Date) -> str:
    """From `start` to `end`, saying nothing twice: 2010年5月至8月, 2010年5月12日至6月30日, 2010年5月12日至30日.

    Across years both are in full; an event stands as its text (2012年1月至党的十八大召开前); two equal dates are one.
    """
    first, last = format_date(start), format_date(end)
    if first == last:
        return first
    if not (start.text or end.text) and start.year == end.year:
        same_month = start.month == end.month and start.day and end.day
        last = f"{end.day}日" if same_month else format_date(end, "month_day") or last
    return f"{first}至{last}"


# ---------------------------------------------------------------- width and script


def _characters(*ranges: str) -> frozenset[str]:
    """All characters of ranges, each given by its first and last one."""
    return frozenset(chr(code) for ends in ranges for code in range(ord(ends[0]), ord(ends[-1]) + 1))


# Latin letters, digits, blanks; half-width kana and hangul. Not · × ÷ ° ± §, which Chinese type sets full width.
_NARROW: Final = _characters(
    " ~", "\u00a0\u00a6", "\u00a8\u00af", "\u00b2\u00b6", "\u00b8\u00d6", "\u00d8\u00f6", "\u00f8\u02ff", "\uff61\uffdc"
)
_NO_WIDTH: Final = _characters(
    "\x00\x1f", "\x7f\x9f", "\u0300\u036f", "\u200b\u200f", "\u2060", "\ufe00\ufe0f", "\ufeff", "\U000e0100\U000e01ef"
)

_HAN: Final = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x3007, 0x3007), (0xF900, 0xFAFF), (0x20000, 0x3FFFD))


def text_width(text: str) -> float:
    """Width in characters: Han, full-width marks and quotes 1, Latin letters, digits and blanks ½, controls 0."""
    if text.isascii() and text.isprintable():
        return len(text) / 2
    return len(text) - sum(map(_NARROW.__contains__, text)) / 2 - sum(map(_NO_WIDTH.__contains__, text))


def beyond_gb2312(text: str) -> str:
    """The Han characters of a text that are not in GB 2312-80, and so not in a face of that name; each once, in its order."""
    rare = {character for character in set(text) - _gb2312() if is_han(character) and character != "〇"}
    return "".join(dict.fromkeys(character for character in text if character in rare)) if rare else ""


@lru_cache(maxsize=1)
def _gb2312() -> frozenset[str]:
    codes = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return frozenset(b"".join(codes).decode("gb2312", "ignore"))


def is_han(character: str) -> bool:
    """Whether it is a Han character: the basic block, 〇, compatibility forms, and all of planes 2 and 3 (𠮷)."""
    code = ord(character)
    return any(first <= code <= last for first, last in _HAN)
