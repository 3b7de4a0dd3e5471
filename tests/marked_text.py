"""Text as people write it in a test → a rendered paper: {甲} a value, {无} an empty one, {=count} computed; {3}, {x} stay."""

import re

from generator.model import COMPUTED_CLOSE, COMPUTED_OPEN, EMPTY, FIRST_HOLE, Value


def rendered(text: str) -> tuple[str, tuple[Value, ...]]:
    """The text with holes, and the values 〔甲〕 that belong into them; {?甲} is a slot."""
    values: list[Value] = []

    def mark(found: re.Match[str]) -> str:
        name = found[1]
        if name == "无":
            return EMPTY
        if name.startswith("="):
            return COMPUTED_OPEN + name[1:] + COMPUTED_CLOSE
        if name.startswith("?"):
            values.append(Value(f"【待填：{name[1:]}】", "slot", label=name[1:]))
        else:
            values.append(Value(f"〔{name}〕", "fact"))
        return chr(ord(FIRST_HOLE) + len(values) - 1)

    return re.sub(r"\{(?!(?:[0-9]+|x)\})([^{}#][^{}]*)\}", mark, text), tuple(values)


def cases(text: str) -> list[tuple[str, str, str]]:
    """Title, input and expected of each case of a fixture."""
    return [
        (title, given, expected)
        for case in text.split("\n================ ")[1:]
        for title, _, rest in [case.partition("\n")]
        for given, _, expected in [rest.partition("\n----------------\n")]
    ]
