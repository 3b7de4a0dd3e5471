"""What a template may touch: values, records and lists that show nothing of themselves.

A value can be printed (it leaves a hole), compared, tested and handed to our filters; it never becomes text inside a
template. None of these classes has a public attribute, because `r.items` is a fact and not a method.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from markupsafe import Markup

from generator.model import EMPTY, FIRST_HOLE, LAST_HOLE, Date, Fact, FactData, Field, Record, Ref, Told, Value
from generator.problem import Problem, Span

MOST_HOLES = ord(LAST_HOLE) - ord(FIRST_HOLE) + 1
MOST_CHARACTERS = 2_000_000
MOST_TURNS = 100_000
TOO_LONG = "印出的文字超过二百万字，多半是循环写错了"
TOO_MANY = f"一份材料最多印出 {MOST_HOLES} 个值"
_FIRST = ord(FIRST_HOLE)
_READY = [chr(_FIRST + number) for number in range(1000)]  # more holes than most papers have


def holes(count: int) -> list[str]:
    """The first so many holes."""
    return _READY[:count] + [chr(_FIRST + number) for number in range(len(_READY), count)]


class TemplateFault(Exception):
    """A mistake of the template's author; `render_markdown` adds file and line."""


def unknown_name(name: str) -> str:
    return f"没有“{name}”这个字段或名字"


def _unprintable(given: object) -> TemplateFault:
    if isinstance(given, OpaqueList):
        return TemplateFault(f"“{given._field.label}”是列表，不能直接打印；请用循环、join 或 count")
    if isinstance(given, OpaqueRecord):
        return TemplateFault("一组字段或一条记录不能直接打印；请写明其中哪一项")
    unknown = getattr(given, "_undefined_name", None)
    return TemplateFault(unknown_name(unknown) if unknown else "真假值、几项并列和宏本身不能打印")


@lru_cache(maxsize=1024)
def _constant(text: str) -> Value:
    return Value(text, "template")


class FieldIndex:
    """The dictionary of fields as a tree: for each field path its children by key and by 中文 label."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.children: dict[str, dict[str, Field]] = {}
        for path, field in fields.items():
            parent = path.rpartition(".")[0]
            names = self.children.setdefault(parent, {})
            names[field.key] = field
            names.setdefault(field.label, field)


class Sheet:
    """What one rendering leaves behind: the values of its holes in the order they were printed, and warnings.

    Also the place where facts are wrapped, so that a template sees the same dictionary whether a fact is there or not.
    """

    __slots__ = ("counts", "index", "inside", "needs", "prints", "root", "running", "turns", "values", "warnings", "written")

    def __init__(self, root: Record, index: FieldIndex, needs: frozenset[str]) -> None:
        self.index = index
        self.needs = needs
        self.root = OpaqueRecord(self, root)
        self.values: list[Value] = []
        self.counts: dict[int, int] = {}  # hole → the number it counts: 二 or 两 is decided by what follows
        self.warnings: dict[str, Problem] = {}
        self.running: list[str] = []  # the templates being run, outermost first
        self.written = 0  # characters of text so far; those of macros, set blocks and clauses each time they are printed
        self.turns = 0  # of all loops over lists
        self.prints = False  # the paper sends another out with it
        self.inside = False  # the paper is the one that another sends out

    def show(self, printed: object) -> str:
        """What a printed value leaves in the text: a hole; only what is already rendered passes as it is."""
        if isinstance(printed, OpaqueValue):
            if printed._parts or printed._none:
                return self._leave_several(printed)
            number = len(self.values)
            if number == MOST_HOLES:
                raise TemplateFault(TOO_MANY)
            if printed._count is not None:
                self.counts[number] = printed._count
            self.values.append(printed._value)
            return _READY[number] if number < len(_READY) else chr(_FIRST + number)
        if isinstance(printed, Markup):
            return self._again(printed)
        if isinstance(printed, str):
            return self.show(OpaqueValue(self, _constant(printed), printed)) if printed else ""
        if isinstance(printed, int) and not isinstance(printed, bool):
            return self.show(str(printed))
        raise _unprintable(printed)

    def _leave_several(self, value: "OpaqueValue") -> str:
        """The holes of a value's parts; U+FFFD for one that is deliberately empty."""
        if value._none:
            return EMPTY
        return "".join([part if isinstance(part, str) else self.show(part) for part in value._parts])

    def _again(self, text: str) -> str:
        """A text with its holes already in it; the limit holds here too, because blocks inside blocks double."""
        self.written += len(text)
        if self.written > MOST_CHARACTERS:
            raise TemplateFault(TOO_LONG)
        return text

    # ------------------------------------------------------------ wrapping

    def wrap(self, told: Told) -> "Opaque":
        if isinstance(told, Fact):
            data = told.data
            if isinstance(data, tuple):
                return self.phrase(told, data)
            value = Value(told.text, "fact", (told.path,), (told.span,), told.field.label)
            return OpaqueValue(self, value, data, (), told.none)
        if isinstance(told, Record):
            return OpaqueRecord(self, told)
        return OpaqueList(self, told.path, told.field, told.items, told.none)

    def missing(self, field: Field, parent: Record) -> "Opaque":
        """What stands in for a fact nobody gave: an empty group, a list (of one record of slots if needed), a slot."""
        path = f"{parent.path}.{field.key}" if parent.path else field.key
        if field.type == "group":
            return OpaqueRecord(self, Record(path, field.path, {}))
        if field.type in ("texts", "records"):
            return OpaqueList(self, path, field, (), none=False)
        return self.slot(field)

    def slot(self, field: Field) -> "OpaqueValue":
        value = Value(f"【待填：{field.label}】", "slot", (field.path,), (field.span,), field.label)
        return OpaqueValue(self, value, None)

    def phrase(self, fact: Fact, pieces: Sequence[str | Ref]) -> "OpaqueValue":
        """A phrase prints as pieces, one hole each with its own origin."""
        parts: list[OpaqueValue] = []
        for piece in pieces:
            if isinstance(piece, Ref):
                parts.append(self.scalar(piece.path))
            elif piece:
                value = Value(piece, "fact", (fact.path,), (fact.span,), fact.field.label)
                parts.append(OpaqueValue(self, value, piece))
        whole = Value("", "fact", (fact.path,), (fact.span,), fact.field.label)
        return OpaqueValue(self, whole, None, tuple(parts), fact.none)

    def scalar(self, path: str) -> "OpaqueValue":
        """The scalar fact at a dotted path from the root, or its slot. (`build_context` has checked that it exists.)"""
        found: Opaque | None = self.root
        for name in path.split("."):
            found = found._child(name) if isinstance(found, OpaqueRecord) else None
        if not isinstance(found, OpaqueValue):
            raise TemplateFault(f"短语中的“{path}”不是单个字段")
        return found

    def note_undecided(self, value: "OpaqueValue") -> None:
        """A slot was compared: the structure depends on a fact that is not given."""
        path = value._value.paths[0]
        message = f"“{value._value.label}”未填，而文稿的结构要由它决定"
        self.warnings.setdefault(path, Problem(Span(""), message, "请在档案中填写", path, decides=True))


class OpaqueValue:
    """A fact, slot, constant or derived value. `_parts` (holes and separators) are what it prints, if it has any."""

    __slots__ = ("_count", "_data", "_none", "_parts", "_sheet", "_value")

    def __init__(
        self,
        sheet: Sheet,
        value: Value,
        data: FactData | None,  # None: a slot, or made of parts
        parts: "tuple[OpaqueValue | str, ...]" = (),
        none: bool = False,
        count: int | None = None,
    ) -> None:
        self._sheet = sheet
        self._value = value
        self._data = data
        self._parts = parts
        self._none = none
        self._count = count

    def __str__(self) -> str:
        raise TemplateFault("值不能在模板里当作文字处理，只能打印、比较或交给列出的过滤器")

    def __iter__(self) -> Iterator[object]:
        raise TemplateFault("单个值不能用于循环")

    def __hash__(self) -> int:
        raise TemplateFault("值不能用在这里，只能打印、比较或交给列出的过滤器")

    def __repr__(self) -> str:
        return "<值>"

    def __bool__(self) -> bool:
        """Given, not 无 and not 0; a slot counts as present when the template needs its field."""
        if self._value.kind == "slot":
            return self._value.paths[0] in self._sheet.needs
        return not self._none and bool(self._data or self._parts)

    def _text(self) -> str | None:
        """What it prints; None, and noted, where it is a slot or has one among its parts."""
        if self._value.kind == "slot":
            self._sheet.note_undecided(self)
            return None
        if not self._parts:
            return self._value.text
        texts = [part if isinstance(part, str) else part._text() for part in self._parts]
        return None if None in texts else "".join(text or "" for text in texts)

    def _same(self, other: object) -> bool | None:
        """Whether it is the same datum or prints the same; None where a slot decides nothing."""
        text, data, theirs = self._text(), other, other
        if isinstance(other, OpaqueValue):
            data, theirs = other._data, other._text()
        if text is None or theirs is None:
            return None
        return text == theirs or (self._data is not None and self._data == data)

    def __eq__(self, other: object) -> bool:
        return self._same(other) is True

    def __ne__(self, other: object) -> bool:
        return self._same(other) is False

    def _order(self, other: object) -> int | None:
        """Below, equal or above zero as ours is below, equal to or above theirs; None where a slot or 无 decides nothing."""
        sides = [self, other]
        values = [side for side in sides if isinstance(side, OpaqueValue)]
        if None in [value._text() for value in values] or any(value._none for value in values):
            return None
        ours, theirs = (side._data if isinstance(side, OpaqueValue) else side for side in sides)
        if not any(type(ours) is kind is type(theirs) for kind in (int, Date)):
            raise TemplateFault("只有整数与整数、日期与日期才能比较大小")
        return int(ours > theirs) - int(ours < theirs)  # type: ignore[operator]

    def __lt__(self, other: object) -> bool:
        order = self._order(other)
        return order is not None and order < 0

    def __gt__(self, other: object) -> bool:
        order = self._order(other)
        return order is not None and order > 0

    def __le__(self, other: object) -> bool:
        order = self._order(other)
        return order is not None and order <= 0

    def __ge__(self, other: object) -> bool:
        order = self._order(other)
        return order is not None and order >= 0


class OpaqueRecord:
    """Facts under one name. Each child is wrapped once, when it is first asked for."""

    __slots__ = ("_children", "_record", "_sheet")

    def __init__(self, sheet: Sheet, record: Record) -> None:
        self._sheet = sheet
        self._record = record
        self._children: dict[str, Opaque] = {}

    def _child(self, name: str) -> "Opaque | None":
        """The child by key or 中文 label; None when the dictionary of fields knows no such field."""
        child = self._children.get(name)
        if child is None:
            told = self._record.entries.get(name)
            child = self._sheet.wrap(told) if told is not None else self._absent(name)
            if child is not None:
                self._children[name] = child
        return child

    def _absent(self, name: str) -> "Opaque | None":
        """The child that is not given by this name: known by its label, the record's own id, or missing."""
        record, sheet = self._record, self._sheet
        field = sheet.index.children.get(record.field_path, {}).get(name)
        if field is None:
            if name != "id" or not record.path:
                return None
            text = record.path.rpartition(".")[2]
            return OpaqueValue(sheet, _constant(text), text)
        return self._child(field.key) if field.key != name else sheet.missing(field, record)

    def __bool__(self) -> bool:
        return bool(self._record.entries) or self._record.field_path in self._sheet.needs

    def __repr__(self) -> str:
        return "<记录>"


class OpaqueList:
    """A list of facts or records. Missing but needed, it is one record (or text) of slots, and its count is a slot."""

    __slots__ = ("_field", "_items", "_none", "_path", "_sheet", "_wrapped")

    def __init__(self, sheet: Sheet, path: str, field: Field, items: Sequence[Fact | Record], none: bool) -> None:
        self._sheet = sheet
        self._path = path
        self._field = field
        self._items = items
        self._none = none
        self._wrapped: list[Opaque] | None = None  # each item is wrapped once, when the list is first looped over

    def __bool__(self) -> bool:
        return bool(self._items) or self._needed

    def __len__(self) -> int:
        return len(self._items) or int(self._needed)

    @property
    def _needed(self) -> bool:
        return not self._items and not self._none and self._field.path in self._sheet.needs

    def __iter__(self) -> Iterator["Opaque"]:
        sheet = self._sheet
        if self._wrapped is None:
            self._wrapped = [sheet.wrap(item) for item in self._items] or self._slots()
        sheet.turns += len(self._wrapped)
        if sheet.turns > MOST_TURNS:
            raise TemplateFault(f"循环超过 {MOST_TURNS} 次，多半是循环写错了")
        return iter(self._wrapped)

    def _slots(self) -> list["Opaque"]:
        if not self._needed:
            return []
        if self._field.type == "records":
            return [OpaqueRecord(self._sheet, Record(f"{self._path}.1", f"{self._field.path}[]", {}))]
        return [self._sheet.slot(self._field)]

    def __repr__(self) -> str:
        return "<列表>"


Opaque: TypeAlias = OpaqueValue | OpaqueRecord | OpaqueList

__all__ = ["FieldIndex", "Opaque", "OpaqueList", "OpaqueRecord", "OpaqueValue", "Sheet", "TemplateFault"]
