"""How the project's types for data are made: dataclasses with slots, at a seventh of the price of frozen ones.

`dataclass(frozen=True, slots=True)` writes six methods as source text and compiles each when the module is imported; for
the sixty types of this project that costs more than a whole paper, and an __init__ that gets round its own freezing costs
ten times a plain one. Here only __init__ is compiled; comparing, hashing and showing are the same few lines for all.
`dataclasses.replace` and `fields` work as ever.
"""

import dataclasses
from dataclasses import MISSING, Field, field
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")
_FIELD = dataclasses.__dict__["_FIELD"]  # what `replace` and `fields` know an ordinary field by


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def datatype(cls: type[_T]) -> type[_T]:
    """A dataclass that is frozen for the type checker only: at run time nothing stops an assignment.

    Objects are shared between papers, so nobody may change one. Two are equal if they are of one class and their fields
    are (those with `compare=False` left out); a class that defines __eq__ and __hash__ keeps them. No default_factory:
    defaults are immutable.
    """
    told = {name: _field(name, hint, cls.__dict__.get(name, MISSING)) for name, hint in cls.__annotations__.items()}
    names = tuple(told)
    given = {name: value for name, value in cls.__dict__.items() if name not in told and name not in ("__dict__", "__weakref__")}
    body: dict[str, Any] = {
        **given,
        "__slots__": names,
        "__match_args__": names,
        "__dataclass_fields__": told,
        "__init__": _init(told),
        "__repr__": _shown,
    }
    if "__eq__" not in given:
        compared = [name for name, one in told.items() if one.compare]
        body |= {"_compared": attrgetter(*compared) if compared else staticmethod(_nothing), "__eq__": _equal, "__hash__": _hash}
    made: Any = type(cls.__name__, cls.__bases__, body)
    return made  # type: ignore[no-any-return]


def _field(name: str, hint: Any, default: Any) -> "Field[Any]":
    made: Any = default if isinstance(default, Field) else field(default=default)
    made.name, made.type = name, hint
    made._field_type = _FIELD
    return made  # type: ignore[no-any-return]


def _init(told: "dict[str, Field[Any]]") -> Any:
    takes = ", ".join(name if one.default is MISSING else f"{name}=_{name}" for name, one in told.items())
    lines = "".join(f" self.{name} = {name}\n" for name in told) or " pass\n"
    names: dict[str, Any] = {f"_{name}": one.default for name, one in told.items()}
    exec(f"def __init__(self, {takes}):\n{lines}", names)
    return names["__init__"]


def _equal(one: Any, other: Any) -> Any:
    if one.__class__ is not other.__class__:
        return NotImplemented
    return one._compared(one) == one._compared(other)


def _hash(one: Any) -> int:
    return hash(one._compared(one))


def _nothing(_: object) -> tuple[()]:
    return ()


def _shown(one: Any) -> str:
    told = ", ".join(f"{name}={getattr(one, name)!r}" for name in one.__dataclass_fields__)
    return f"{type(one).__name__}({told})"
