"""Numerals, counts, ordinals, dates and widths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.chinese import (
    ORDINAL_STYLES,
    DateForm,
    beyond_gb2312,
    counting,
    format_date,
    format_range,
    is_han,
    is_impossible_date,
    numeral,
    ordinal,
    parse_date,
    text_width,
)
from generator.model import Date


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (100, "一百"),
        (102, "一百零二"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (1_001, "一千零一"),
        (1_010, "一千零一十"),
        (10_000, "一万"),
        (10_030, "一万零三十"),
        (12_345, "一万二千三百四十五"),
        (100_000, "十万"),
        (110_002, "十一万零二"),
        (100_000_000, "一亿"),
        (100_010_000, "一亿零一万"),
        (1_000_000_001, "十亿零一"),
        (300_050_000, "三亿零五万"),
    ],
)
def test_numerals(n: int, text: str) -> None:
    assert numeral(n) == text


@pytest.mark.parametrize("n", [-1, 10**12])
def test_no_numeral_outside_its_range(n: int) -> None:
    with pytest.raises(ValueError):
        numeral(n)


def _read(text: str) -> int:
    """What a Chinese numeral says, read the plain way."""
    total = section = digit = 0
    for ch in text:
        if ch in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(ch)
        elif ch in "十百千":
            section += (digit or 1) * 10 ** ("十百千".index(ch) + 1)
            digit = 0
        else:
            total += (section + digit) * (10_000 if ch == "万" else 10**8)
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**12 - 1))
def test_a_numeral_says_its_number(n: int) -> None:
    assert _read(numeral(n)) == n
    assert "零零" not in numeral(n)


@pytest.mark.parametrize(
    ("n", "following", "preceding", "text"),
    [
        (2, "项工作", "抓好", "两"),
        (2, "方面", "", "两"),
        (2, "人", "", "两"),
        (2, "月", "", "二"),
        (2, "，", "", "二"),
        (2, "", "", "二"),
        (2, "批", "第", "二"),
        (12, "项", "", "十二"),
        (3, "项", "", "三"),
    ],
)
def test_two_before_a_measure_word(n: int, following: str, preceding: str, text: str) -> None:
    assert counting(n, following, preceding) == text


def test_ordinals() -> None:
    assert [ordinal(2, style, 4) for style in ORDINAL_STYLES] == ["二是", "第二", "其次", "二", "（二）", "2"]
    assert [[ordinal(n, "首先", total) for n in range(1, total + 1)] for total in range(1, 6)] == [
        ["首先"],
        ["首先", "其次"],
        ["首先", "其次", "最后"],
        ["首先", "其次", "再次", "最后"],
        ["首先", "其次", "再次", "此外", "最后"],
    ]


@pytest.mark.parametrize(("n", "style", "total"), [(0, "一", None), (1, "首先", None), (3, "首先", 2), (1, "甲", None)])
def test_no_such_ordinal(n: int, style: str, total: int | None) -> None:
    with pytest.raises(ValueError):
        ordinal(n, style, total)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2010年5月12日", Date(2010, 5, 12)),
        (" 2010年05月02日 ", Date(2010, 5, 2)),
        ("2010年5月12号", Date(2010, 5, 12)),
        ("2010年5月", Date(2010, 5)),
        ("2010-5-12", Date(2010, 5, 12)),
        ("2010/05/12", Date(2010, 5, 12)),
        ("2010.5.12", Date(2010, 5, 12)),
        ("2010-05", Date(2010, 5)),
        ("2012年2月29日", Date(2012, 2, 29)),
    ],
)
def test_dates_are_read(text: str, date: Date) -> None:
    assert parse_date(text) == date
    assert not is_impossible_date(text)


@pytest.mark.parametrize("text", ["2010年2月29日", "2010-13-1", "2010年0月", "2010年5月0日", "2010/4/31", "1900-2-29"])
def test_dates_that_do_not_exist(text: str) -> None:
    assert parse_date(text) is None
    assert is_impossible_date(text)


@pytest.mark.parametrize(
    "text", ["", "党的十八大召开前", "2010年", "2010-5/12", "5月12日", "２０１０年５月", "20100512", "2010年 5月"]
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None
    assert not is_impossible_date(text)


@given(st.dates())
def test_a_date_comes_back(day: object) -> None:
    year, month, number = day.year, day.month, day.day  # type: ignore[attr-defined]
    if year >= 1000 and year < 9999:
        assert parse_date(format_date(Date(year, month, number))) == Date(year, month, number)


def test_forms_of_a_date() -> None:
    day, month = Date(2010, 5, 2), Date(2010, 5)
    event = Date(2012, 11, 8, "党的十八大召开前")
    forms: tuple[DateForm, ...] = ("day", "month", "month_day", "year")
    assert [format_date(day, form) for form in forms] == ["2010年5月2日", "2010年5月", "5月2日", "2010年"]
    assert [format_date(month, form) for form in forms] == ["2010年5月", "2010年5月", "5月", "2010年"]
    assert {format_date(event, form) for form in forms} == {"党的十八大召开前"}


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (Date(2010, 5), Date(2010, 8), "2010年5月至8月"),
        (Date(2010, 5, 12), Date(2010, 6, 30), "2010年5月12日至6月30日"),
        (Date(2010, 5, 12), Date(2010, 5, 30), "2010年5月12日至30日"),
        (Date(2010, 5, 12), Date(2011, 5, 30), "2010年5月12日至2011年5月30日"),
        (Date(2010, 10), Date(2011, 2), "2010年10月至2011年2月"),
        (Date(2010, 5), Date(2010, 8, 1), "2010年5月至8月1日"),
        (Date(2010, 5), Date(2010, 5, 20), "2010年5月至5月20日"),
        (Date(2010, 5, 12), Date(2010, 5, 12), "2010年5月12日"),
        (Date(2010, 5), Date(2010, 5), "2010年5月"),
        (Date(2012, 1), Date(9999, 0, 0, "党的十八大召开前"), "2012年1月至党的十八大召开前"),
        (Date(2012, 1), Date(2012, 11, 8, "党的十八大召开前"), "2012年1月至党的十八大召开前"),
    ],
)
def test_ranges(start: Date, end: Date, text: str) -> None:
    assert format_range(start, end) == text


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("青禾镇", 3),
        ("abc 12", 3),
        ("2010年5月12日", 6.5),
        ("“两委”——", 6),
        ("〔2010〕5号", 5.5),
        ("𠮷·①", 3),
        ("一\n二", 2),
    ],
)
def test_widths(text: str, width: float) -> None:
    assert text_width(text) == width


def test_han() -> None:
    assert all(map(is_han, "一龥〇㐀𠮷𰀀豈"))
    assert not any(map(is_han, "a1，。“—①あ　"))


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        ("中共青禾镇柳河村支部委员会", ""),
        ("喆、堃、喆和犇", "喆堃犇"),
        ("𠮷田", "𠮷"),
        ("二〇一〇年·“五个好”——A1", ""),  # marks, letters and 〇 are no matter of GB 2312
        ("", ""),
    ],
)
def test_what_gb_2312_does_not_hold(text: str, rare: str) -> None:
    assert beyond_gb2312(text) == rare


@given(st.text("啊一龥甲鼯齄", max_size=20))
def test_what_the_codec_can_write_is_not_rare(text: str) -> None:
    assert beyond_gb2312(text) == "".join(dict.fromkeys(character for character in text if character == "龥"))
