"""The text of a new unit's profile: every fact there is to give, empty, each with what it is and who may know it.

Composes nothing: what the sector already says stands there as a comment, and what only a person, a campaign or one
paper can say is left out or comes last.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.model import Dict, Field, Fields, Node, Scalar

_PLAIN = re.compile(r"[\w（）]+")  # a label that can be a YAML key without quotes

_HEAD = """\
# 单位档案。每一项前面的注释说明填什么、可以问谁；不知道的留空，材料里会印成【待填：…】。
#
# · 冒号后面空一格再写：  单位全称: 云岩县青禾镇柳湾村
# · 确实没有的写“无”，例如  领导小组: 无
# · 列表（以 - 开头的各行）先去掉行首的 #，一条一个 -，有几条写几条；不用的可以整段删掉
# · 写好后检查：nigao validate 这个文件；生成：nigao generate all --profile 这个文件
"""


def new_profile(fields: Fields, sector: str, given: Dict, campaign: str | None, kinds: Sequence[tuple[str, str]]) -> str:
    """A YAML text that `validate` accepts as it is and that a clerk fills in.

    `given` is what the sector's file says: whole groups found there are left out, single values shown to be confirmed.
    `kinds` are id and 中文 name of the papers, for their own facts (number, date) at the end.
    """
    lines = [*_HEAD.splitlines(), "", f"extends: {sector}"]
    unsaid = "# campaign: 活动代号    # 用 nigao list campaigns 看有哪些；不写则按材料日期选"
    lines.append(f"campaign: {campaign}" if campaign else unsaid)
    for field in _below(fields, ""):
        if field.of == "unit" and not _left_to_sector(field, fields, given):
            written = list(_written(field, fields, _inner(given, field), 0))
            lines += ["", *written] if written else []
    lines += ["", "# 某一份材料自己的事：去掉行首的 #，写在那份材料下面", "papers:"]
    if kinds:
        (first, name), *others = kinds
        also = "；别的材料写法相同：" + "、".join(f"{kind}（{title}）" for kind, title in others) if others else ""
        lines.append(_hidden(f"  {first}:    # {name}{also}"))
        lines += [_hidden(line) for field in _below(fields, "paper") for line in _written(field, fields, None, 4)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _below(fields: Fields, path: str) -> list[Field]:
    """The fields one step below a group ('org'), a list ('stages[]') or the root ('')."""
    start = f"{path}." if path else ""
    return [f for p, f in fields.items() if p.startswith(start) and "." not in p[len(start) :] and "[]" not in p[len(start) :]]


def _inner(given: Node | None, field: Field) -> Node | None:
    return given.entries.get(field.key) if isinstance(given, Dict) else None


def _left_to_sector(field: Field, fields: Fields, given: Dict) -> bool:
    """Whether the sector says it all: nothing in this group is asked of the unit."""
    return field.key in given.entries and not any(f.confirm for p, f in fields.items() if p.startswith(f"{field.path}."))


def _written(field: Field, fields: Fields, given: Node | None, indent: int) -> Iterator[str]:
    key = " " * indent + _key(field, fields)
    if field.personal:
        return
    if field.type == "group":
        children = _below(fields, field.path)
        inside = [line for child in children for line in _written(child, fields, _inner(given, child), indent + 2)]
        if inside:
            yield from (f"{key}:", *inside)
        return
    yield " " * indent + f"# {_said(field)}"
    if isinstance(given, Scalar) and given.text:
        usual = field.choices.get(given.text, given.text)
        yield " " * indent + f"# {_key(field, fields)}: {usual}    # 领域的常用值；核对后去掉前面的 #，不符的改掉"
        return
    yield f"{key}:"
    if field.type == "texts":
        yield _hidden(f"{' ' * (indent + 2)}- {field.example}")
    if field.type == "records":
        inside = [line for child in _below(fields, f"{field.path}[]") for line in _in_record(child, fields, indent + 4)]
        if inside:
            inside[0] = f"{' ' * (indent + 2)}- {inside[0].lstrip(' ')}"
        yield from map(_hidden, inside)


def _in_record(field: Field, fields: Fields, indent: int) -> Iterator[str]:
    """A field of a record on one line, what it is behind it."""
    if field.personal:
        return
    yield f"{' ' * indent}{_key(field, fields)}:    # {_said(field)}"
    if field.type == "texts":
        yield f"{' ' * (indent + 2)}- {field.example}"
    if field.type == "records":
        inside = [line for child in _below(fields, f"{field.path}[]") for line in _in_record(child, fields, indent + 4)]
        if inside:
            yield f"{' ' * (indent + 2)}- {inside[0].lstrip(' ')}"
        yield from inside[1:]


def _hidden(line: str) -> str:
    """A line as a comment that is right again when its first # is taken away."""
    return f"#{line}"


def _key(field: Field, fields: Fields) -> str:
    """The 中文 label where it can be a key, else the key."""
    parent = field.path.rpartition(".")[0]
    same = [f for f in _below(fields, parent) if f.label == field.label]
    return field.label if _PLAIN.fullmatch(field.label) and len(same) == 1 else field.key


def _said(field: Field) -> str:
    parts: Iterable[str] = (
        field.help or field.label,
        "可写：" + "、".join(field.choices.values()) if field.choices else "",
        f"例：{field.example}" if field.example and not field.choices else "",
        f"可问：{field.who}" if field.who else "",
    )
    return "；".join(part for part in parts if part)
