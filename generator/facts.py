"""Looking facts up and comparing their dates: what every rule about facts needs. Judges nothing."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.model import Date, Fact, Listing, Profile, Record, Told, fact_at
from generator.problem import Span

NEVER = 9999  # the year of an event without a day: later than all


class Facts(NamedTuple):
    """What the rules look at."""

    root: Record
    papers: Mapping[str, Record]
    profile: Profile


def at(record: Record, path: str) -> Told | None:
    told: Told | None = record
    for step in path.split("."):
        told = told.entries.get(step) if isinstance(told, Record) else None
    return told


def text_at(record: Record, path: str) -> str:
    fact = fact_at(record, path)
    return fact.data if fact and isinstance(fact.data, str) else ""


def number_at(record: Record, path: str) -> int | None:
    fact = fact_at(record, path)
    return fact.data if fact and isinstance(fact.data, int) else None


def date_at(record: Record, path: str) -> tuple[Fact, Date] | None:
    fact = fact_at(record, path)
    return (fact, fact.data) if fact and isinstance(fact.data, Date) else None


def records_at(record: Record, path: str) -> tuple[tuple[int, Record], ...]:
    """The records of a list with their positions from 1."""
    told = at(record, path)
    items = told.items if isinstance(told, Listing) else ()
    return tuple((n, item) for n, item in enumerate(items, 1) if isinstance(item, Record))


def scalars(told: Told) -> Iterator[Fact]:
    if isinstance(told, Fact):
        yield told
        return
    for child in told.entries.values() if isinstance(told, Record) else told.items:
        yield from scalars(child)


def beside(path: str, n: int, record: Record) -> str:
    """The position shown in a message beside an id: （stages[1]）; nothing if the path already says it."""
    return "" if record.path.endswith(f".{n}") else f"（{path}[{n}]）"


def first_day(date: Date) -> tuple[int, int, int]:
    return date.year, date.month or 1, date.day or 1


def last_day(date: Date) -> tuple[int, int, int]:
    return date.year, date.month or 12, date.day or 31


def is_known(date: Date) -> bool:
    return date.year != NEVER


class Day(NamedTuple):
    """The day on which a campaign, a basis and a theory are judged, and where it was told."""

    date: Date
    text: str
    span: Span
    path: str
