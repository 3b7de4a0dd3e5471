"""The text of a new campaign's file: everything a campaign says, empty, with what it is; one shape of three to choose.

Composes nothing and knows no campaign: names, goals, standards and measures are copied from the superior's paper by
whoever fills it in.
"""

from collections.abc import Iterator, Mapping, Sequence

from generator.field_lines import below, hidden, key_of, record_lines, said
from generator.model import Field, Fields

_HEAD = """\
# 活动文件。放在 profiles/campaigns/ 下，文件名就是活动代号；单位档案里写 campaign: {id} 就用它。
#
# · 套话是事实：名称、目标、标准、等次照上级文件一字不改；每项后面用 # 核对：… 记下依据什么
# · 列表（以 - 开头的各行）先去掉行首的 #，一条一个 -，每条可以加 id（字母、数字、连字符），单位才好改其中一条
# · 推进环节的 id 写 pledge（公开承诺）、review（点评）、appraise（评议）、commend（表彰）的，才有相应的材料和段落
# · 一项表述、标准或做法只在一段时间内用的，写 from（从哪天起）和 until（到哪天止），按材料自己的日期取用
# · 起止日期写某日、某月，或者事件 {{text: 党的十八大召开前, day: 2012年11月7日}}；长期实行的不写截止日期
# · 带“短语”的几项可以写 {{org.self_ref}} 一类的字段，印出来是单位自己的称呼
# · 写好后检查：nigao generate plan --profile village --campaign {id} --to md
"""

_ANY = ("theory", "basis", "reasons", "goals", "standards", "dimensions", "appraised", "strands", "means", "grades", "key_dates")
_UNITS_OWN = ("who", "by", "rhythm", "product", "result", "done")  # of a measure, a session: written in a unit's profile
_SHAPES: Mapping[str, tuple[str, str]] = {
    "phased": ("themes", "分阶段的活动用：各单位在自己的档案里写 stages（活动阶段），这里只写上级划分的时段主题"),
    "continuous": ("measures", "经常性的活动用：上级要求不分批次、不划阶段的，只写贯穿始终的几项措施，方案里不会出现“阶段”"),
    "meeting": ("sessions", "围绕一次会议的活动用：会前、会上、会后各做什么"),
}


def new_campaign(fields: Fields, campaign: str, sectors: Sequence[tuple[str, str]]) -> str:
    """A YAML text that reads as it is and that someone with the superior's paper fills in.

    `sectors` are id and 中文 name of those the campaign may mean something of its own to.
    """
    lines = [*_HEAD.format(id=campaign).splitlines(), ""]
    lines.append(f"{_key(fields, 'campaign')}:")
    for field in below(fields, "campaign"):
        lines += _asked(field, fields, 2, campaign if field.key == "id" else "")
    for path in _ANY:
        lines += _list(fields, path)
    lines += ["", "# ================ 按活动形态，下面三组只用一组，其余整段删掉"]
    for path, why in _SHAPES.values():
        lines += _list(fields, path, why)
    lines += _in_sectors(fields, sectors)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _key(fields: Fields, path: str) -> str:
    return key_of(fields[path], fields)


def _asked(field: Field, fields: Fields, indent: int, told: str = "") -> Iterator[str]:
    """A single fact, with what it is above it."""
    phrase = "；短语" if field.type == "phrase" else ""
    yield f"{' ' * indent}# {said(field)}{phrase}"
    yield f"{' ' * indent}{key_of(field, fields)}:{f' {told}' if told else ''}"
    if field.type == "texts":
        yield hidden(f"{' ' * (indent + 2)}- {field.example}")


def _list(fields: Fields, path: str, why: str = "") -> Iterator[str]:
    """A list with one empty record behind #."""
    field = fields.get(path)
    if field is not None:
        yield from ("", f"# {why or said(field)}", f"{key_of(field, fields)}:")
        yield from map(hidden, record_lines(field, fields, 2, _UNITS_OWN))


def _in_sectors(fields: Fields, sectors: Sequence[tuple[str, str]]) -> Iterator[str]:
    """How to say what the campaign means in a sector; written behind #, for an empty one would say nothing."""
    yield from ("", "# ================ 这项活动在各领域的意思（在领域文件之后合并）；去掉行首的 #，一个领域一段")
    yield hidden("for:")
    for sector, name in sectors:
        yield hidden(f"  {sector}:    # {name}")
    if sectors and {"campaign.purpose", "goals", "goals[].meaning"} <= fields.keys():
        yield hidden(f"    {_key(fields, 'campaign')}:")
        yield hidden(f"      {_key(fields, 'campaign.purpose')}:    # 这一领域自己的说法；不写就用上面的")
        yield hidden(f"    {_key(fields, 'goals')}:")
        yield hidden("      change:    # 只改其中几条，写它的 id")
        yield hidden(f"        目标的id: {{{_key(fields, 'goals[].meaning')}: 在这一领域具体指什么}}")
