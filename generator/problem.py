"""Everything that can be wrong with what we were given, and where.

Data only: a problem is written down here and shown by `report.py`; nothing in this module prints.
"""

from typing import NamedTuple

from generator.datatype import datatype


class Span(NamedTuple):
    """A place in a text: the file as a person knows it (relative to the root, with /), line and column from 1.

    Line 0 means the file as a whole; column 0 means the line as a whole. (A tuple, because every YAML node has one.)
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(place)


NOWHERE = Span("")


@datatype
class Source:
    """A text and the name it goes by in messages (relative to the root, with /)."""

    name: str
    text: str


@datatype
class Problem:
    """One mistake in what the user gave, or (in a list of warnings) one thing worth telling.

    `path` is the dotted path of the fact, empty where there is none; `message` says in Chinese what is
    wrong and `hint` what to do about it. A warning with `decides` is one that `--final` does not let pass.
    """

    span: Span
    message: str
    hint: str = ""
    path: str = ""
    decides: bool = False


class InputError(Exception):
    """The input is wrong; carries every problem found, and nothing has been written."""

    def __init__(self, problems: "tuple[Problem, ...] | list[Problem]") -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.span} {p.message}" for p in self.problems))


class MissingTool(Exception):
    """This machine lacks something; the message says in Chinese what it is and how to install it."""
