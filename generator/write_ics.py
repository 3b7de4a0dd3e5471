"""The dates of a profile as a calendar file (RFC 5545): what begins, what is due, what is held. Knows no template.

Whole days only: a profile says 晚上8时 in words. A month stands for all its days, and as a term for its last; an event
without a day (党的十八大召开前) has no place in a calendar and is left out.
"""

import calendar
import datetime
import hashlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from generator.chinese import format_date
from generator.facts import NEVER, date_at
from generator.model import Date, Fact, Listing, Record, fact_at


class _Kind(NamedTuple):
    """One kind of entry: records (or a group) at `path`, from `start` to `end` or due at `end`."""

    path: str
    start: str  # '' for a term: only its last day counts
    end: str
    name: str  # the fact that names it; '' where what is said is enough
    said: str  # what stands before the name
    details: tuple[str, ...] = ()


_KINDS: Final = (
    _Kind("meeting", "date", "date", "name", "", ("time", "place", "attend")),
    _Kind("meeting", "", "reply_by", "name", "报名截止：", ("date", "time", "place")),
    _Kind("team", "meeting_date", "meeting_date", "meeting", "", ("name",)),
    _Kind("stages", "start", "end", "name", "阶段：", ("theme", "who", "product")),
    _Kind("stages.tasks", "", "by", "what", "到期：", ("how", "who", "assist", "product")),
    _Kind("work.center", "", "deadline", "what", "到期：", ("measure", "who", "assist")),
    _Kind("measures", "", "by", "name", "到期：", ("text", "who")),
    _Kind("sessions", "", "by", "name", "到期：", ("how", "who")),
    _Kind("carryover", "", "by", "what", "到期：", ("state", "who")),
    _Kind("problems", "", "by", "fact", "整改到期：", ("remedy", "who")),
    _Kind("pledges", "", "deadline", "what", "承诺到期：", ("who", "standard", "supervisor")),
    _Kind("key_dates", "date", "date", "what", "", ()),
    _Kind("study", "date", "date", "topic", "学习：", ("material", "way", "who", "place")),
    _Kind("oversight.reporting", "", "by", "what", "上报：", ("to", "form")),
    _Kind("oversight", "when", "when", "", "评选", ("procedure",)),
    _Kind("oversight", "notice_start", "notice_end", "", "公示", ("procedure", "receiver", "phone")),
    _Kind("grading", "", "by", "target", "晋位到期：", ("self",)),
    _Kind("summary.next", "", "by", "what", "到期：", ("who",)),
)


def write_ics(root: Record) -> bytes:
    """A calendar with an entry for every date that the facts tell, in the order of their days; the same facts, the same bytes.

    The time stamp every entry must have is its own first day, so that nothing depends on the clock.
    """
    from icalendar import Calendar

    whole = Calendar()
    whole.add("prodid", "-//nigao//CN")
    whole.add("version", "2.0")
    for event in sorted(_events(root), key=lambda event: (event.first, event.last, event.uid)):
        whole.add_component(_component(event))
    return bytes(whole.to_ical())


class _Event(NamedTuple):
    uid: str
    first: datetime.date
    last: datetime.date
    name: str
    details: str


def _component(event: _Event) -> "object":
    from icalendar import Event

    entry = Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", datetime.datetime.combine(event.first, datetime.time(), datetime.UTC))
    entry.add("dtstart", event.first)
    entry.add("dtend", event.last + datetime.timedelta(days=1))  # the end is not part of an entry (RFC 5545 3.6.1)
    entry.add("summary", event.name)
    if event.details:
        entry.add("description", event.details)
    return entry


def _events(root: Record) -> Iterator[_Event]:
    whose = _whose(root)
    for kind in _KINDS:
        for record in _at(root, kind.path.split(".")):
            end, name = date_at(record, kind.end), _text(record, kind.name, root)
            start = date_at(record, kind.start) if kind.start else end
            first, last = _day(start, 1) if kind.start else _day(end, 31), _day(end, 31)
            if first and last and (name or not kind.name) and first <= last:
                uid = f"{record.path}.{kind.end}.{whose}@nigao"
                yield _Event(uid, first, last, kind.said + name, _details(record, kind, root))


def _whose(root: Record) -> str:
    """What tells the entries of one unit and campaign from those of others in the same calendar program."""
    told = [fact_at(root, path) for path in ("org.name", "org.party_name", "campaign.id")]
    return hashlib.sha256("\n".join(fact.text if fact else "" for fact in told).encode()).hexdigest()[:12]


def _text(record: Record, key: str, root: Record) -> str:
    """A fact as it is printed; in a phrase the fields that it names."""
    fact = fact_at(record, key) if key else None
    if fact is None or not isinstance(fact.data, tuple):
        return fact.text if fact else ""
    named = (piece if isinstance(piece, str) else fact_at(root, piece.path) for piece in fact.data)
    return "".join(piece.text if isinstance(piece, Fact) else piece or "" for piece in named)


def _details(record: Record, kind: _Kind, root: Record) -> str:
    """The facts beside the name, each with its label; the term in the words of the profile."""
    told = [(fact_at(record, key), _text(record, key, root)) for key in kind.details]
    lines = [f"{fact.field.label}：{text}" for fact, text in told if fact and text]
    end = date_at(record, kind.end)
    return "\n".join([*lines, f"时限：{format_date(end[1])}"] if end and not kind.start else lines)


def _at(record: Record, steps: list[str]) -> Iterator[Record]:
    """The records at a path; through lists, each of theirs."""
    told = record.entries.get(steps[0])
    found = told.items if isinstance(told, Listing) else (told,) if isinstance(told, Record) else ()
    for item in found:
        if isinstance(item, Record):
            yield from _at(item, steps[1:]) if len(steps) > 1 else (item,)


def _day(told: tuple[Fact, Date] | None, of_month: int) -> datetime.date | None:
    """The calendar's day of a date; of a month its first or (31) its last."""
    if told is None or told[1].year == NEVER or not told[1].month:
        return None
    year, month = told[1].year, told[1].month
    return datetime.date(year, month, told[1].day or min(of_month, calendar.monthrange(year, month)[1]))
