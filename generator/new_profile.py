"""The text of a new unit's profile: every fact there is to give, empty, each with what it is and who may know it.

Composes nothing: what the sector already says stands there as a comment, and what only a person, a campaign or one
paper can say is left out or comes last.
"""

from collections.abc import Iterator, Sequence

from generator.field_lines import below, hidden, key_of, record_lines, said
from generator.model import Dict, Field, Fields, Node, Scalar

_HEAD = """\
# 单位档案。每一项前面的注释说明填什么、可以问谁；不知道的留空，材料里会印成【待填：…】。
#
# · 冒号后面空一格再写：  单位全称: 云岩县青禾镇柳湾村
# · 确实没有的写“无”，例如  领导小组: 无
# · 列表（以 - 开头的各行）先去掉行首的 #，一条一个 -，有几条写几条；不用的可以整段删掉
# · 写好后检查：nigao validate 这个文件；生成：nigao generate all --profile 这个文件
"""


def new_profile(
    fields: Fields,
    sector: str,
    given: Dict,
    campaign: str | None,
    offered: Sequence[tuple[str, str, str]],
    kinds: Sequence[tuple[str, str]],
) -> str:
    """A YAML text that `validate` accepts as it is and that a clerk fills in.

    `given` is what the sector's file says: whole groups found there are left out, single values shown to be confirmed.
    `offered` are the campaigns: id, 中文 name, and 现行 or ''. `kinds` are id and 中文 name of the papers, for their own
    facts (number, date) at the end.
    """
    lines = [*_HEAD.splitlines(), "", f"extends: {sector}"]
    if campaign:
        lines.append(f"campaign: {campaign}")
    else:
        lines.append("# 哪一项活动：去掉一行前面的 #；都不写则按材料日期选")
        lines += [f"# campaign: {one}    # {name}{'（现行）' if now else ''}" for one, name, now in offered]
    for field in below(fields, ""):
        if field.of == "unit" and not _left_to_sector(field, fields, given):
            written = list(_written(field, fields, _inner(given, field), 0))
            lines += ["", *written] if written else []
    lines += ["", "# 某一份材料自己的事：去掉行首的 #，写在那份材料下面", "papers:"]
    if kinds:
        (first, name), *others = kinds
        also = "；别的材料写法相同：" + "、".join(f"{kind}（{title}）" for kind, title in others) if others else ""
        lines.append(hidden(f"  {first}:    # {name}{also}"))
        lines += [hidden(line) for field in below(fields, "paper") for line in _written(field, fields, None, 4)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _inner(given: Node | None, field: Field) -> Node | None:
    return given.entries.get(field.key) if isinstance(given, Dict) else None


def _left_to_sector(field: Field, fields: Fields, given: Dict) -> bool:
    """Whether the sector says it all: nothing in this group is asked of the unit."""
    return field.key in given.entries and not any(f.confirm for p, f in fields.items() if p.startswith(f"{field.path}."))


def _written(field: Field, fields: Fields, given: Node | None, indent: int) -> Iterator[str]:
    key = " " * indent + key_of(field, fields)
    if field.personal:
        return
    if field.type == "group":
        children = below(fields, field.path)
        inside = [line for child in children for line in _written(child, fields, _inner(given, child), indent + 2)]
        if inside:
            yield from (f"{key}:", *inside)
        return
    yield " " * indent + f"# {said(field)}"
    if isinstance(given, Scalar) and given.text:
        usual = field.choices.get(given.text, given.text)
        yield " " * indent + f"# {key_of(field, fields)}: {usual}    # 领域的常用值；核对后去掉前面的 #，不符的改掉"
        return
    yield f"{key}:"
    if field.type == "texts":
        yield hidden(f"{' ' * (indent + 2)}- {field.example}")
    if field.type == "records":
        yield from map(hidden, record_lines(field, fields, indent + 2))
