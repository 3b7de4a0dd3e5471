"""The calendar file: every date of the facts on its day, read back by the library, and the same bytes each time."""

import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from generator.catalog import Catalog
from generator.pipeline import Request, generate
from generator.problem import InputError, Source

ROOT = Path(__file__).resolve().parent.parent
CATALOG = Catalog(ROOT)
UNIT = """\
extends: village
campaign: chuangxian-zhengyou
meeting: {name: 动员会, date: 2010-05-21, time: 晚上8时, place: 村部；二楼, attend: 党员、村民代表}
stages:
  - {id: one, name: 广泛发动, start: 2010-05, end: 2010-06-20, tasks: [{id: a, what: 上门反馈, how: 逐条答复, by: 2010-06-05}]}
  - {id: two, name: 总结, start: 2010-07, end: {text: 党的十八大召开前}}
work: {center: [{id: road, what: 修路, deadline: 2010-10}]}
oversight: {procedure: 支部推荐, when: 2011-06, notice_start: 2011-06-14, notice_end: 2011-06-18}
"""


def calendar(text: str = UNIT) -> bytes:
    (paper,) = generate(CATALOG, Request(("schedule",), Source("unit.yaml", text), datetime.date(2026, 1, 1), to="ics")).papers
    return paper.data


def entries() -> dict[str, tuple[datetime.date, datetime.date, str]]:
    """Name → first day, last day, details."""
    one = datetime.timedelta(days=1)
    return {
        str(event["summary"]): (event["dtstart"].dt, event["dtend"].dt - one, str(event.get("description", "")))
        for event in Calendar.from_ical(calendar().decode()).walk("VEVENT")
    }


def test_every_kind_of_date_stands_on_its_days() -> None:
    day = datetime.date
    found = {name: span[:2] for name, span in entries().items() if not name.startswith(("建党", "七一"))}
    assert found["动员会"] == (day(2010, 5, 21), day(2010, 5, 21))
    assert found["阶段：广泛发动"] == (day(2010, 5, 1), day(2010, 6, 20))
    assert found["到期：上门反馈"] == (day(2010, 6, 5), day(2010, 6, 5))
    assert found["到期：修路"] == (day(2010, 10, 31), day(2010, 10, 31))  # a term of a month: its last day
    assert found["公示"] == (day(2011, 6, 14), day(2011, 6, 18))
    assert found["评选"] == (day(2011, 6, 1), day(2011, 6, 30))


def test_an_event_without_a_day_has_no_place_in_a_calendar() -> None:
    assert "阶段：总结" not in entries()


def test_marks_that_mean_something_in_the_format_come_back_as_typed() -> None:
    assert "村部；二楼" in entries()["动员会"][2]
    assert "逐条答复" in entries()["到期：上门反馈"][2]
    odd = UNIT.replace("村部；二楼", "'a;b,c\\d'")
    event = next(e for e in Calendar.from_ical(calendar(odd).decode()).walk("VEVENT") if e["summary"] == "动员会")
    assert "a;b,c\\d" in str(event["description"])


def test_a_phrase_says_the_unit_s_own_words() -> None:
    unit = "extends: village\ncampaign: zuzhi-shenghuo-hui\norg: {party_short: 柳湾支部}\n"
    unit += "sessions: {change: {rate: {by: 2026-01-20}}}\n"  # its how names {org.party_short}
    (event,) = (e for e in Calendar.from_ical(calendar(unit).decode()).walk("VEVENT") if e["summary"] == "到期：评定等次")
    assert str(event["description"]).startswith("程序做法：柳湾支部集体研究")


def test_entries_of_two_units_do_not_overwrite_each_other() -> None:
    told = [
        [str(event["uid"]) for event in Calendar.from_ical(calendar(text).decode()).walk("VEVENT")]
        for text in (UNIT, UNIT + "org: {name: 栖禾县苇塘镇柳湾村}\n")
    ]
    assert len(set(told[0])) == len(told[0]) == len(told[1])
    assert not set(told[0]) & set(told[1])


def test_of_the_package_only_what_has_a_calendar_is_one() -> None:
    day = datetime.date(2026, 1, 1)
    assert [paper.kind for paper in generate(CATALOG, Request(("all",), Source("u", UNIT), day, to="ics")).papers] == ["schedule"]
    with pytest.raises(InputError, match="meeting_set 这种材料不能导出日历"):
        generate(CATALOG, Request(("meeting_set",), Source("u", UNIT), day, to="ics"))


def test_lines_are_folded_within_octets_and_bytes_do_not_depend_on_the_clock() -> None:
    assert all(len(line) <= 75 for line in calendar().split(b"\r\n"))
    assert calendar() == calendar()
    assert b"20261" not in calendar()


def test_only_a_kind_with_a_calendar_gives_one() -> None:
    with pytest.raises(InputError, match="不能导出日历"):
        generate(CATALOG, Request(("plan",), Source("unit.yaml", UNIT), datetime.date(2026, 1, 1), to="ics"))
