"""A new profile: as it is it says nothing, uncommented it holds every fact there is, and nothing else."""

import re

import pytest

from generator.model import Dict, Field, Scalar
from generator.new_profile import new_profile
from generator.problem import Source, Span
from generator.yaml_values import read_yaml

PLACE = Span("profiles/village.yaml", 1, 1)


def field(path: str, label: str, type_: str, **more: object) -> Field:
    return Field(path=path, label=label, type=type_, **more)  # type: ignore[arg-type]


FIELDS = {
    f.path: f
    for f in (
        field("campaign", "活动", "group", of="campaign"),
        field("campaign.name", "活动名称", "text", of="campaign"),
        field("words", "领域用语", "group"),
        field("words.people", "群众的称呼", "text"),
        field("org", "单位", "group"),
        field("org.name", "单位全称", "text", help="规范全称", example="某县某村", who="文书"),
        field("org.form", "党组织形式", "choice", choices={"branch": "党支部"}, confirm=True),
        field("org.merits", "已有荣誉", "texts", example="2009年先进"),
        field("org.a", "相同", "text"),
        field("org.b", "相同", "text"),
        field("org.odd", "带: 冒号", "text"),
        field("stages", "活动阶段", "records", help="分几步走"),
        field("stages[].name", "阶段名称", "text"),
        field("stages[].tasks", "阶段任务", "records"),
        field("stages[].tasks[].what", "任务内容", "text"),
        field("stages[].tasks[].who", "任务牵头人", "text"),
        field("team", "班子", "group"),
        field("team.analysis", "班子对照检查", "records", personal=True),
        field("team.analysis[].problem", "班子的问题", "long", personal=True),
        field("person", "个人", "group", of="person"),
        field("person.name", "本人姓名", "person", of="person"),
        field("paper", "本材料", "group", of="paper"),
        field("paper.date", "成文日期", "date", of="paper"),
        field("paper.adopted", "通过情况", "group", of="paper"),
        field("paper.adopted.meeting", "通过的会议", "text", of="paper"),
    )
}
GIVEN = Dict(
    {
        "words": Dict({"people": Scalar("村民", PLACE)}, PLACE),
        "org": Dict({"form": Scalar("branch", PLACE)}, PLACE),
    },
    PLACE,
)


def written(campaign: str | None = None) -> str:
    offered = [("year", "组织生活会", "现行"), ("old", "创先争优活动", "")]
    return new_profile(FIELDS, "village", GIVEN, campaign, offered, [("plan", "实施方案"), ("speech", "动员讲话")])


def keys(node: object) -> object:
    """A YAML tree as plain keys."""
    if isinstance(node, Dict):
        return {key: keys(value) for key, value in node.entries.items()}
    return [keys(item) for item in getattr(node, "items", ())] or None


def test_as_it_is_it_says_nothing_but_its_sector() -> None:
    tree = read_yaml(Source("x.yaml", written()))
    assert isinstance(tree.entries["extends"], Scalar) and tree.entries["extends"].text == "village"
    assert keys(tree) == {
        "extends": None,
        "单位": {"单位全称": None, "已有荣誉": None, "a": None, "b": None, "odd": None},
        "活动阶段": None,
        "papers": None,
    }


def test_uncommented_it_holds_every_fact() -> None:
    lines = [re.sub(r"^#(?= {2,})", "", line) for line in written("c1").splitlines()]
    tree = keys(read_yaml(Source("x.yaml", "\n".join(lines) + "\n")))
    assert isinstance(tree, dict)
    assert tree["campaign"] is None and "活动" not in tree and "个人" not in tree and "领域用语" not in tree
    assert tree["活动阶段"] == [{"阶段名称": None, "阶段任务": [{"任务内容": None, "任务牵头人": None}]}]
    assert tree["papers"] == {"plan": {"成文日期": None, "通过情况": {"通过的会议": None}}}


@pytest.mark.parametrize(
    "line",
    [
        "extends: village",
        "  # 规范全称；例：某县某村；可问：文书",
        "  # 党组织形式: 党支部    # 领域的常用值；核对后去掉前面的 #，不符的改掉",
        "#    - 2009年先进",
        "# 分几步走",
        "#  plan:    # 实施方案；别的材料写法相同：speech（动员讲话）",
    ],
)
def test_it_says(line: str) -> None:
    assert line in written().splitlines()


def test_personal_facts_and_other_layers_are_not_asked_of_a_unit() -> None:
    assert not re.search("班子的问题|本人姓名|活动名称|群众的称呼", written())
    assert "campaign: c1" in written("c1").splitlines()
