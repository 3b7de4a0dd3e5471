"""A small dictionary of fields and a handful of files in memory, for the tests of reading profiles."""

import posixpath
from collections.abc import Mapping

from generator.model import Dict, Node, Profile, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span
from generator.read_fields import read_fields
from generator.read_profile import read_profile

FIELDS = read_fields(
    Source(
        "profiles/fields.yaml",
        """
campaign: {label: 活动, type: group, of: campaign}
campaign.id: {label: 活动代号, type: text}
campaign.name: {label: 活动名称, type: text}
campaign.shape: {label: 活动形态, type: choice, choices: {phased: 分阶段, continuous: 经常性}}
campaign.start: {label: 活动起始日期, type: date}
campaign.end: {label: 活动截止日期, type: date}
campaign.aim: {label: 预期效果, type: phrase}
theory: {label: 理论指导, type: records, of: campaign}
theory[].text: {label: 规范表述, type: text}
theory[].from: {label: 启用日期, type: date}
theory[].until: {label: 停用日期, type: date}
themes: {label: 主题安排, type: records, of: campaign}
themes[].name: {label: 时段主题, type: text}
themes[].start: {label: 主题起始日期, type: date}
themes[].end: {label: 主题截止日期, type: date}
sector: {label: 领域, type: group}
sector.id: {label: 领域代号, type: text}
sector.name: {label: 领域名称, type: text}
org: {label: 单位, type: group}
org.name: {label: 单位全称, type: text}
org.self_ref: {label: 单位自称, type: text, confirm: true}
org.party_name: {label: 党组织全称, type: text}
org.form:
  label: 党组织形式
  type: choice
  confirm: true
  choices: {party_committee: 党委, party_group: 党组, general_branch: 党总支, branch: 党支部, joint_branch: 联合党支部}
org.head: {label: 党组织书记, type: person}
superior: {label: 上级, type: group}
superior.party: {label: 上级党组织, type: text}
members: {label: 党员情况, type: group}
members.full: {label: 正式党员人数, type: integer}
members.probationary: {label: 预备党员人数, type: integer}
members.over_60: {label: 60岁以上党员人数, type: integer}
group: {label: 领导小组, type: records}
group[].name: {label: 成员姓名, type: person}
group[].role: {label: 小组职务, type: choice, choices: {leader: 组长, deputy: 副组长, member: 成员}}
basis: {label: 依据文件, type: records}
basis[].title: {label: 依据文件标题, type: text}
basis[].number: {label: 依据文件字号, type: text}
basis[].date: {label: 依据文件日期, type: date}
basis[].public: {label: 公开日期, type: date}
motto: {label: 争创主题, type: text}
duties: {label: 分管工作, type: texts}
money: {label: 经费, type: money}
remark: {label: 说明, type: long}
stages: {label: 活动阶段, type: records}
stages[].name: {label: 阶段名称, type: text}
stages[].start: {label: 阶段开始日期, type: date}
stages[].end: {label: 阶段结束日期, type: date}
stages[].text: {label: 阶段说明, type: phrase}
stages[].tasks: {label: 阶段任务, type: records}
stages[].tasks[].what: {label: 任务内容, type: text}
stages[].tasks[].by: {label: 任务完成日期, type: date}
person: {label: 个人, type: group, of: person}
person.name: {label: 本人姓名, type: person}
paper: {label: 本材料, type: group, of: paper}
paper.number: {label: 发文字号, type: text}
paper.date: {label: 成文日期, type: date}
paper.adopted: {label: 通过情况, type: group}
paper.adopted.date: {label: 通过日期, type: date}
paper.minutes: {label: 讲话时长, type: integer}
paper.copy_number: {label: 份号, type: text}
paper.secrecy: {label: 密级, type: choice, choices: {confidential: 秘密, secret: 机密, top_secret: 绝密}}
paper.secrecy_period: {label: 保密期限, type: text}
paper.printed: {label: 印发日期, type: date}
""",
    )
)
KINDS = {"plan": "实施方案", "speech": "动员讲话"}
UNIT = "units/x.yaml"


class Files:
    """Files in memory: sectors in profiles/, campaigns in profiles/campaigns/, everything else by relative path."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def source(self, name: str, said: str) -> Source:
        if name not in self.texts:
            raise InputError([Problem(Span(said), f"找不到“{name}”", "请检查")])
        return Source(name, self.texts[name])

    def load(self, reference: str, referrer: str) -> Source:
        if reference in self.sectors():
            return self.source(f"profiles/{reference}.yaml", referrer)
        return self.source(posixpath.normpath(posixpath.join(posixpath.dirname(referrer), reference)), referrer)

    def campaign(self, name: str) -> Source:
        return self.source(f"profiles/campaigns/{name}.yaml", name)

    def sectors(self) -> tuple[str, ...]:
        return ("village", "agency")


def profile_of(
    texts: Mapping[str, str], *, start: str = UNIT, campaign: str = "", sets: tuple[tuple[str, str], ...] = ()
) -> Profile:
    files = Files(texts)
    return read_profile(files.source(start, start), FIELDS, KINDS, files, campaign, sets)


def unit(text: str, **sets: str) -> Profile:
    """The profile of one file without sector or campaign."""
    return profile_of({UNIT: text}, sets=tuple(sets.items()))


def plain(node: Node) -> object:
    match node:
        case Dict():
            return {key: plain(child) for key, child in node.entries.items()}
        case Seq():
            return [plain(child) for child in node.items]
    return node.text


def leaf(profile: Profile, path: str) -> Scalar:
    """The scalar at a path in which records go by position from 1."""
    node: Node = profile.tree
    for step in path.split("."):
        node = node.items[int(step) - 1] if isinstance(node, Seq) else node.entries[step] if isinstance(node, Dict) else node
    assert isinstance(node, Scalar)
    return node


def lines(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.span} {p.path} {p.message}" for p in problems]
