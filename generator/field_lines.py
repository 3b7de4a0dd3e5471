"""Lines of YAML about fields, for files that people fill in: key, what it is, an example, who may know it.

What is left to be filled in is a comment that becomes right by taking its first # away.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from generator.model import Field, Fields

_PLAIN = r"[\w（）]+"  # a label that can be a YAML key without quotes


def below(fields: Fields, path: str) -> list[Field]:
    """The fields one step below a group ('org'), a list ('stages[]') or the root ('')."""
    start = f"{path}." if path else ""
    return [f for p, f in fields.items() if p.startswith(start) and "." not in p[len(start) :] and "[]" not in p[len(start) :]]


def key_of(field: Field, fields: Fields) -> str:
    """The 中文 label where it can be a key, else the key."""
    parent = field.path.rpartition(".")[0]
    same = [f for f in below(fields, parent) if f.label == field.label]
    return field.label if re.fullmatch(_PLAIN, field.label) and len(same) == 1 else field.key


def said(field: Field) -> str:
    """What the field is, in one line."""
    parts: Iterable[str] = (
        field.help or field.label,
        "可写：" + "、".join(field.choices.values()) if field.choices else "",
        f"例：{field.example}" if field.example and not field.choices else "",
        f"可问：{field.who}" if field.who else "",
    )
    return "；".join(part for part in parts if part)


def hidden(line: str) -> str:
    """A line as a comment that is right again when its first # is taken away."""
    return f"#{line}"


def record_lines(field: Field, fields: Fields, indent: int, without: Collection[str] = ()) -> list[str]:
    """One empty record of a list, its first line with the dash; personal fields and the keys in `without` are left out."""
    inside = [line for child in below(fields, f"{field.path}[]") for line in _in_record(child, fields, indent + 2, without)]
    if inside:
        inside[0] = f"{' ' * indent}- {inside[0].lstrip(' ')}"
    return inside


def _in_record(field: Field, fields: Fields, indent: int, without: Collection[str]) -> Iterator[str]:
    """A field of a record on one line, what it is behind it."""
    if field.personal or field.key in without:
        return
    yield f"{' ' * indent}{key_of(field, fields)}:    # {said(field)}"
    if field.type == "texts":
        yield f"{' ' * (indent + 2)}- {field.example}"
    if field.type == "records":
        yield from record_lines(field, fields, indent + 2, without)
