"""A fictional unit for the tests of rendering: its fields, its facts, and a way to look at what was rendered."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from generator.chinese import format_date
from generator.model import (
    FIRST_HOLE,
    LAST_HOLE,
    Context,
    Date,
    Dict,
    Fact,
    FactData,
    Field,
    FieldType,
    Listing,
    Profile,
    Record,
    Ref,
    Rendered,
    Scalar,
    Template,
    Told,
)
from generator.problem import Source, Span
from generator.render_markdown import render_markdown

_DICTIONARY = """
campaign 活动 group
campaign.name 活动名称 text
org 单位 group
org.name 单位全称 text
org.short 单位简称 text
org.form 组织形式 choice
org.level 层级 choice
members 党员 group
members.full 正式党员人数 integer
members.probationary 预备党员人数 integer
motto 活动载体 phrase
story 长文字 long
founded 成立日期 date
places 地点 texts
stages 活动阶段 records
stages[].name 阶段名称 text
stages[].start 阶段开始日期 date
stages[].end 阶段结束日期 date
stages[].tasks 阶段任务 records
stages[].tasks[].what 任务 text
strands 推进环节 records
strands[].name 环节名称 text
group 领导小组 records
group[].name 姓名 person
basis 依据 records
basis[].title 文件名称 text
basis[].number 文号 text
oversight 监督 group
oversight.phone 监督电话 text
paper 本文 group
paper.date 成文日期 date
"""

FIELDS: dict[str, Field] = {
    path: Field(path, label, cast(FieldType, kind))
    for path, label, kind in (line.split() for line in _DICTIONARY.strip().splitlines())
}

NONE = object()  # 无: deliberately nothing
Data: TypeAlias = object  # a scalar, NONE, a dict (group or record), a list; a record's `id` names it

UNIT: dict[str, Data] = {
    "campaign": {"name": "争先活动"},
    "org": {"name": "机密县绝密村", "short": "绝密", "form": "branch", "level": "village"},
    "members": {"full": 32, "probationary": 2},
    "motto": ("围绕", Ref("org.name"), "转"),
    "story": "第一段**要紧**话\n\n第二段：\n- 甲事\n- 乙事",
    "founded": Date(1952, 6, 1),
    "places": ["村口", "戏台"],
    "stages": [
        {"id": "start", "name": "准备", "start": Date(2010, 5, 12), "end": Date(2010, 6, 30), "tasks": [{"what": "开会"}]},
        {"id": "work", "name": "推进", "start": Date(2010, 7), "end": Date(2010, 8), "tasks": [{"what": "走访"}]},
    ],
    "strands": [{"id": "pledge", "name": "承诺"}, {"id": "review", "name": "点评"}],
    "group": [{"name": "柏舟"}, {"name": "松年青"}],
    "basis": [{"title": "意见", "number": "青发〔2010〕5号"}, {"title": "方案"}],
}


def record(data: Mapping[str, Data], path: str = "", field_path: str = "") -> Record:
    """The facts of nested plain data; places are made up, line by the length of the path."""
    entries: dict[str, Told] = {}
    for key, value in data.items():
        if key != "id":
            entries[key] = _told(value, f"{path}.{key}".lstrip("."), FIELDS[f"{field_path}.{key}".lstrip(".")])
    return Record(path, field_path, entries)


def _told(value: Data, path: str, field: Field) -> Told:
    if isinstance(value, dict):
        return record(value, path, field.path)
    if isinstance(value, list):
        items = tuple(_item(item, path, number, field) for number, item in enumerate(value, 1))
        return Listing(path, field, items, _span(path))
    if value is NONE and field.type in ("texts", "records"):
        return Listing(path, field, (), _span(path), none=True)
    return _fact(value, path, field)


def _item(value: Data, path: str, number: int, field: Field) -> Fact | Record:
    if isinstance(value, dict):
        return record(value, f"{path}.{value.get('id', number)}", f"{field.path}[]")
    return _fact(value, f"{path}.{number}", field)


def _fact(value: Data, path: str, field: Field) -> Fact:
    if value is NONE:
        return Fact(path, field, "", "", _span(path), "unit", none=True)
    if isinstance(value, tuple):
        return Fact(path, field, value, "", _span(path), "unit")
    text = format_date(value) if isinstance(value, Date) else f"{value}"
    return Fact(path, field, cast(FactData, value), text, _span(path), "unit")


def _span(path: str) -> Span:
    return Span("units/x.yaml", len(path), 3)


def without(*paths: str) -> dict[str, Data]:
    """The unit with these facts not given."""
    return changed({path: None for path in paths})


def changed(changes: Mapping[str, Data]) -> dict[str, Data]:
    """The unit with other facts at these paths; None = not given."""
    unit = {key: dict(value) if isinstance(value, dict) else value for key, value in UNIT.items()}
    for path, value in changes.items():
        *groups, last = path.split(".")
        place = unit
        for group in groups:
            place = cast(dict[str, Data], place.setdefault(group, {}))
        place[last] = value
        if value is None:
            del place[last]
    return unit


def context(unit: Mapping[str, Data] = UNIT, picks: Mapping[str, Sequence[str]] | None = None) -> Context:
    chosen = {
        group: tuple(Scalar(name, Span("units/x.yaml", 90 + number, 5)) for number, name in enumerate(names))
        for group, names in (picks or {}).items()
    }
    profile = Profile("x", Dict({}, Span("units/x.yaml")), {}, chosen, "zhengxian", "village", "phased", ())
    return Context(record(unit), FIELDS, "plan", profile, None)


def clause(group: str, id: str, body: str, **when: tuple[str, ...]) -> Template:
    return Template(id, Source(f"clauses/{group}/{id}.md.j2", body), body, group=group, when=when)


def render(
    body: str,
    unit: Mapping[str, Data] = UNIT,
    needs: tuple[str, ...] = (),
    clauses: Sequence[Template] = (),
    picks: Mapping[str, Sequence[str]] | None = None,
    prints: str = "",
    printed: bool = False,
) -> Rendered:
    """`body` as the template plan.md.j2, rendered for `unit`."""
    groups: dict[str, list[Template]] = {}
    for one in clauses:
        groups.setdefault(one.group, []).append(one)
    template = Template("plan", Source("plan.md.j2", body), body, needs=needs, prints=prints)
    return render_markdown(template, groups, context(unit, picks), printed)


def shown(rendered: Rendered) -> str:
    """The text with each hole as ‹its value›."""
    return "".join(
        f"‹{rendered.values[ord(character) - ord(FIRST_HOLE)].text}›" if FIRST_HOLE <= character <= LAST_HOLE else character
        for character in rendered.text
    )


def see(body: str, unit: Mapping[str, Data] = UNIT, needs: tuple[str, ...] = (), clauses: Sequence[Template] = ()) -> str:
    return shown(render(body, unit, needs, clauses))
