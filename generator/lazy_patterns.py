"""Libraries imported without the patterns they may never need.

PyYAML and markdown-it compile three dozen regular expressions when they are imported, one of them over all of Unicode for
a reader that is not used here: a tenth of what a whole paper costs.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_compile = re.compile


class _Pattern:
    """Stands for a compiled pattern and becomes one when anything is asked of it."""

    __slots__ = ("_given", "_made")

    def __init__(self, *given: Any) -> None:
        self._given = given
        self._made: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = _compile(*self._given)
        return getattr(self._made, name)


@contextmanager
def patterns_compiled_when_used() -> Iterator[None]:
    """While a library is imported, its `re.compile` of a text only takes note of the text. For top-level imports only."""

    def note(pattern: Any, flags: Any = 0) -> Any:
        return _Pattern(pattern, flags) if isinstance(pattern, str) else _compile(pattern, flags)

    setattr(re, "compile", note)  # noqa: B010  (the type checker knows `re.compile` as it is)
    try:
        yield
    finally:
        setattr(re, "compile", _compile)  # noqa: B010
