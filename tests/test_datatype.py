"""Our data types are dataclasses in all that the project uses of them."""

from dataclasses import field, fields, is_dataclass, replace

import pytest

from generator.datatype import datatype
from generator.tree import MayBreak, Paragraph, Text


@datatype
class Point:
    """A place."""

    x: int
    y: int = 0
    line: int = field(default=0, compare=False)

    @property
    def sum(self) -> int:
        return self.x + self.y


@datatype
class Other:
    x: int
    y: int = 0


def test_equal_and_hashed_by_the_fields_that_are_compared() -> None:
    assert Point(1, 2, line=7) == Point(1, y=2)
    assert hash(Point(1, 2, line=7)) == hash(Point(1, 2))
    assert Point(1, 2) != Point(2, 1)
    different: tuple[object, ...] = (Other(1, 2), (1, 2, 0))
    assert Point(1, 2) not in different
    assert MayBreak() == MayBreak() and len({MayBreak(), MayBreak()}) == 1


def test_a_class_that_says_what_is_equal_is_believed() -> None:
    @datatype
    class Single:
        x: int

        __eq__ = object.__eq__
        __hash__ = object.__hash__

    assert Single(1) != Single(1)
    assert len({Single(1), Single(1)}) == 2


def test_what_dataclasses_can_do() -> None:
    assert replace(Point(1, 2, 3), y=5) == Point(1, 5) and replace(Point(1, 2, 3), y=5).line == 3
    assert [one.name for one in fields(Point(1))] == ["x", "y", "line"]
    assert repr(Point(1)) == "Point(x=1, y=0, line=0)"
    assert Point(1, 2).sum == 3 and Point.__doc__ == "A place."
    match Paragraph("body", (Text("甲"),)):
        case Paragraph(role, (Text(text),)):
            assert (role, text) == ("body", "甲")
        case _:
            pytest.fail("no match by position")
    assert is_dataclass(Point(1))


def test_no_other_attributes_and_no_missing_ones() -> None:
    with pytest.raises(AttributeError):
        object.__setattr__(Point(1), "z", 3)
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
