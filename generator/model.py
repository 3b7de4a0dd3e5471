"""What we were told: fields, facts, profile, template, context, and what rendering gives back.

Frozen data without I/O; the only code here derives one plain value from another.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from generator.datatype import datatype
from generator.problem import NOWHERE, Problem, Source, Span

_NONE: Mapping[str, Any] = MappingProxyType({})

# ---------------------------------------------------------------- YAML as read: every node knows its place


class Scalar(NamedTuple):
    """A scalar exactly as typed (no `NO` → False, no `007` → 7). Empty text = not given."""

    text: str
    span: Span
    layer: str = ""  # campaign, sector, unit, person, paper or set; filled by read_profile


@datatype
class Dict:
    """A YAML mapping; `keys` has the place of each key."""

    entries: Mapping[str, "Node"]
    span: Span
    keys: Mapping[str, Span] = _NONE


@datatype
class Seq:
    items: tuple["Node", ...]
    span: Span


Node: TypeAlias = Scalar | Dict | Seq

# ---------------------------------------------------------------- the dictionary of fields (profiles/fields.yaml)

FieldType: TypeAlias = Literal[
    "group",  # 一组字段: has no value of its own
    "text",  # 文字, one line
    "long",  # 长文字, may have several paragraphs
    "phrase",  # 短语: may name scalar fields in braces, in campaign and sector files only
    "integer",  # 整数
    "money",  # 金额
    "date",  # 日期: a day, a month, or an event
    "person",  # 姓名
    "choice",  # 选项
    "texts",  # 文字列表
    "records",  # 记录列表
]


@datatype
class Field:
    """The definition of a fact. `path` is dotted; a record of a list is written `[]`: `stages[].start`."""

    path: str
    label: str
    type: FieldType
    help: str = ""
    example: str = ""
    who: str = ""  # who is likely to know it
    of: Literal["unit", "paper", "person", "campaign", "engine"] = "unit"  # engine: not written in a profile
    personal: bool = False  # asked for, never composed, never in samples
    choices: Mapping[str, str] = _NONE  # id → 中文
    confirm: bool = False  # a sector's default that `validate` asks the unit to confirm
    span: Span = NOWHERE

    @property
    def key(self) -> str:
        return self.path.rsplit(".", 1)[-1]


Fields: TypeAlias = Mapping[str, Field]  # by path; the children of a group or list follow it

# ---------------------------------------------------------------- facts


@datatype
class Date:
    """A day (y, m, d), a month (y, m, 0), or an event: `text` is printed, y/m/d (if any) are only compared.

    An event without a day is later than all: its y is 9999.
    """

    year: int
    month: int = 0
    day: int = 0
    text: str = ""

    def _order(self) -> tuple[int, int, int, str]:
        return self.year, self.month, self.day, self.text

    def __lt__(self, other: "Date") -> bool:
        return self._order() < other._order()

    def __le__(self, other: "Date") -> bool:
        return self._order() <= other._order()

    def __gt__(self, other: "Date") -> bool:
        return self._order() > other._order()

    def __ge__(self, other: "Date") -> bool:
        return self._order() >= other._order()


@datatype
class Ref:
    """A field named in a phrase, `{org.self_ref}`."""

    path: str


@datatype
class Money:
    """An amount; `amount` is the decimal number as typed, `unit` 元, 万元 or 亿元."""

    amount: str
    unit: str


FactData: TypeAlias = str | int | Date | Money | tuple[str | Ref, ...]


@datatype
class Fact:
    """One scalar leaf of the merged profile.

    `data` is typed by its field (a phrase: its pieces; a choice: its id), `text` is what is printed (empty for a
    phrase). `none` means the user wrote 无: deliberately nothing.
    """

    path: str  # by record id: stages.start.end
    field: Field
    data: FactData
    text: str
    span: Span
    layer: str = ""
    none: bool = False


@datatype
class Record:
    """Facts under one path; what is not given is not in `entries`."""

    path: str  # '' for the root, 'org', 'stages.start'
    field_path: str  # '' , 'org', 'stages[]'
    entries: Mapping[str, "Told"]
    span: Span = NOWHERE


@datatype
class Listing:
    """A list of texts (facts) or of records. `none`: the user wrote 无."""

    path: str
    field: Field
    items: tuple["Fact | Record", ...]
    span: Span
    none: bool = False


Told: TypeAlias = Fact | Record | Listing


def fact_at(record: Record, path: str) -> Fact | None:
    """The scalar fact at a dotted path of groups below a record; None where it is not given or deliberately nothing."""
    told: Told | None = record
    for step in path.split("."):
        told = told.entries.get(step) if isinstance(told, Record) else None
    return told if isinstance(told, Fact) and not told.none else None


@datatype
class Profile:
    """The layers merged, still untyped, each leaf with its origin.

    `tree` holds every top-level key but the directives (extends, campaign, papers, clauses, check). `papers` holds the
    papers' own facts by kind; `clauses` a group's chosen ids. `problems` are the mistakes found while merging, which
    `build_context` adds to its own so that all are told at once.
    """

    name: str  # the unit: stem of the last file
    tree: Dict
    papers: Mapping[str, Dict]
    clauses: Mapping[str, tuple[Scalar, ...]]
    campaign: str
    sector: str
    shape: str
    sources: tuple[Source, ...]  # in the order they were merged
    problems: tuple[Problem, ...] = ()
    common: Dict | None = None  # what campaign and sector alone make: one object for all their units, parts of it in `tree`


@datatype
class Context:
    """What a template may see: typed facts, and the dictionary that says what is missing."""

    root: Record
    fields: Fields
    kind: str
    profile: Profile
    date: Date | None  # the paper's own date, if it has one
    warnings: tuple[Problem, ...] = ()


# ---------------------------------------------------------------- templates


@datatype
class Section:
    """What a part of a paper is to weigh: `share` in percent of the paper's length."""

    name: str
    share: int


Conditions: TypeAlias = Mapping[str, tuple[str, ...]]
"""sector, level, form, campaign, shape, strand, mode, given → the values of which one must hold; all names must."""


@datatype
class Reason:
    """Why a kind makes no sense, or is unusual, under some conditions."""

    when: Conditions
    because: str


@datatype
class Template:
    """A kind's or a clause's template: front matter as data, body as Jinja text.

    `body` begins with as many blank lines as the front matter had, so that its line numbers are the file's.
    `when` (clauses only) are the conditions under which it is used; `package` (kinds only) are those, one of which is
    enough, under which the campaign's package has it; `refuse` and `warn` say where the kind makes no sense or is unusual.
    """

    id: str
    source: Source
    body: str
    name: str = ""  # 中文
    layout: Mapping[str, str] | str = "plain"  # one layout, or by sector with `default`
    order: int = 0
    needs: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    length: Mapping[str, tuple[int, int]] = _NONE  # characters, by sector, `default` for others
    authority: str = ""
    asks: Literal["guide", "until_filled"] = "guide"
    spoken: bool = False  # a speech: skeletons give minutes beside characters, and --minutes applies
    prints: str = ""  # a notice: the kind it sends out with it
    calendar: bool = False  # its dates can be had as a calendar file
    set: str = ""  # the name of a set of kinds that are asked for together
    use: str = ""  # when it is used and by whom: one line of the cover list
    package: tuple[Conditions, ...] = ()  # none: always
    refuse: tuple[Reason, ...] = ()
    warn: tuple[Reason, ...] = ()
    group: str = ""  # clauses only
    when: Conditions = _NONE


# ---------------------------------------------------------------- what rendering gives back

FIRST_HOLE, LAST_HOLE = "\U000f0000", "\U000ffffc"
EMPTY = "\ufffd"  # what a deliberately empty value leaves
COMPUTED_OPEN, COMPUTED_CLOSE = "\ue000", "\ue001"


@datatype
class Value:
    """What one hole holds: the text to print and where it came from."""

    text: str
    kind: Literal["fact", "slot", "derived", "template"]
    paths: tuple[str, ...] = ()  # the facts (or, for a slot, the field's path) it was made from
    spans: tuple[Span, ...] = ()
    label: str = ""  # the field's 中文 label


@datatype
class Slot:
    """A missing fact: its field's path and label, who may know it, and in how many places it is wanted."""

    path: str
    label: str
    who: str
    count: int
    personal: bool = False

    def place_in(self, kind: str) -> str:
        """Where the fact is written in a profile: a paper's own under papers.<kind>."""
        return f"papers.{kind}.{self.path.removeprefix('paper.')}" if self.path.startswith("paper.") else self.path


@datatype
class Rendered:
    """Markdown with one hole per printed value, holes numbered in the order of the text.

    `lines[i]` is the place in a template that line i+1 of the text came from.
    """

    text: str
    values: tuple[Value, ...]
    lines: tuple[Span, ...]
    warnings: tuple[Problem, ...] = ()
