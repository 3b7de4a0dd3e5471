"""Layers, keys and lists: which leaf wins, where it came from, and what is told of mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_road import FIELDS, KINDS, UNIT, Files, leaf, lines, plain, profile_of, unit

from generator.problem import Source, Span
from generator.read_profile import read_profile

# ---------------------------------------------------------------- layers

ALL = {
    "profiles/campaigns/c.yaml": """
campaign: {name: 某活动, shape: 分阶段, start: 2010年4月}
motto: 活动
stages:
  - {id: first, name: 一, text: '{org.self_ref}动员'}
  - {id: second, name: 二}
for:
  village: {motto: 活动在村, remark: 活动在村}
  agency: {motto: 活动在机关}
""",
    "profiles/village.yaml": "sector: {name: 村}\norg: {self_ref: 我村, form: branch}\nmotto: 村\nmoney: 1元\n",
    UNIT: "extends: village\ncampaign: c\norg: {self_ref: 本村}\nremark: 单位\npapers:\n  plan: {date: 2010年5月18日}\n",
    "units/p.yaml": "extends: x.yaml\nperson: {name: 苗一苇}\nmoney: 2元\npapers:\n  plan: {minutes: 3}\n",
}


def test_layers_in_their_order_each_leaf_with_its_origin() -> None:
    profile = profile_of(ALL, start="units/p.yaml", sets=(("org.name", "柳湾村"),))
    assert profile.problems == ()
    assert (profile.name, profile.campaign, profile.sector, profile.shape) == ("p", "c", "village", "phased")
    assert [s.name for s in profile.sources] == [
        "profiles/campaigns/c.yaml",
        "profiles/village.yaml",
        UNIT,
        "units/p.yaml",
    ]
    found = {path: (leaf(profile, path).text, leaf(profile, path).layer) for path in (
        "motto", "remark", "org.self_ref", "org.form", "money", "person.name", "org.name", "sector.id", "campaign.id",
    )}  # fmt: skip
    assert found == {
        "motto": ("活动在村", "campaign"),
        "remark": ("单位", "unit"),
        "org.self_ref": ("本村", "unit"),
        "org.form": ("branch", "sector"),
        "money": ("2元", "person"),
        "person.name": ("苗一苇", "person"),
        "org.name": ("柳湾村", "set"),
        "sector.id": ("village", "sector"),
        "campaign.id": ("c", "campaign"),
    }
    assert leaf(profile, "org.self_ref").span == Span(UNIT, 3, 17)
    assert leaf(profile, "org.name").span == Span("--set", 1)
    assert plain(profile.papers["plan"]) == {"date": "2010年5月18日", "minutes": "3"}
    assert leaf(profile, "stages.1.text").layer == "campaign"


def test_a_campaign_may_be_given_from_outside_but_the_profile_goes_first() -> None:
    texts = {**ALL, "profiles/campaigns/d.yaml": "motto: 另一个\n", "units/y.yaml": "motto: 单位\n"}
    assert profile_of(texts, start="units/y.yaml").campaign == ""
    assert profile_of(texts, start="units/y.yaml", campaign="d").campaign == "d"
    assert profile_of(texts, campaign="d").campaign == "c"
    texts["units/z.yaml"] = "extends: x.yaml\ncampaign: d\n"
    assert profile_of(texts, start="units/z.yaml").campaign == "d"
    texts["units/y.yaml"] = "活动: {id: d, name: 改名}\n"
    profile = profile_of(texts, start="units/y.yaml")
    assert (profile.campaign, leaf(profile, "campaign.name").text) == ("d", "改名")


def test_a_sector_alone_is_a_profile() -> None:
    profile = profile_of(ALL, start="profiles/village.yaml")
    assert (profile.name, profile.sector, profile.problems) == ("village", "village", ())


def test_clauses_are_chosen_by_group() -> None:
    profile = profile_of({UNIT: "clauses:\n  strands: [甲, b]\n  aims: 无\n  means:\n"})
    assert {group: [one.text for one in ids] for group, ids in profile.clauses.items()} == {"strands": ["甲", "b"], "aims": []}


# ---------------------------------------------------------------- keys


def test_labels_are_keys_at_every_depth() -> None:
    profile = unit("""
单位: {单位全称: 柳湾村}
活动阶段:
  - 编号: one
    阶段名称: 一
    阶段任务: [{任务内容: 开会}]
各份材料:
  实施方案: {成文日期: 2010年5月18日}
""")
    assert profile.problems == ()
    stage = {"id": "one", "name": "一", "tasks": [{"what": "开会"}]}
    assert plain(profile.tree) == {"org": {"name": "柳湾村"}, "stages": [stage]}
    assert plain(profile.papers["plan"]) == {"date": "2010年5月18日"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("org: {nane: x}", "units/x.yaml:1:7 org.nane 没有名为“nane”的字段；是不是“name”（单位全称）？"),
        ("party_name: x", "units/x.yaml:1:1 party_name 没有名为“party_name”的字段；有这个字段的地方：org.party_name（"),
        ("stages:\n- {nam: x}", "units/x.yaml:2:4 stages.1.nam 没有名为“nam”的字段；是不是“name”（阶段名称）？"),
        ("extend: x", "units/x.yaml:1:1 extend 没有名为“extend”的字段；是不是“extends”？"),
        ("paper: {date: 2010年5月}", "units/x.yaml:1:1 paper 没有名为“paper”的字段；请写在 papers 下"),
        ("papers: {plna: {}}", "units/x.yaml:1:10 papers.plna 没有名为“plna”的文种；是不是“plan”？"),
        ("org: {name: 甲, 单位全称: 乙}", "units/x.yaml:1:16 org.单位全称 “单位全称”与第 1 行是同一个字段（name "),
        ("papers: {plan: {}, 实施方案: {}}", "units/x.yaml:1:20 papers.实施方案 “实施方案”与 plan 是同一文种，"),
        ("for: {village: {}}", "units/x.yaml:1:1 for 没有名为“for”的字段；"),
    ],
)
def test_unknown_and_repeated_keys(text: str, expected: str) -> None:
    [problem] = unit(text).problems
    assert f"{problem.span} {problem.path} {problem.message}；{problem.hint}".startswith(expected)


# ---------------------------------------------------------------- merging


def over(below: str, above: str) -> object:
    profile = profile_of({"units/base.yaml": below, UNIT: f"extends: base.yaml\n{above}"})
    assert profile.problems == ()
    return plain(profile.tree)


def test_mappings_merge_and_lists_replace() -> None:
    below = "org: {name: 甲, self_ref: 我村}\nduties: [一, 二]\nstages:\n- {name: 一}\n- {name: 二}\n"
    above = "org: {name: 乙}\nduties: [三]\nstages:\n- {name: 三}\n"
    assert over(below, above) == {"org": {"name": "乙", "self_ref": "我村"}, "duties": ["三"], "stages": [{"name": "三"}]}


def test_what_is_empty_does_not_overwrite() -> None:
    below = "org: {name: 甲}\nduties: [一]\nstages:\n- {name: 一}\nmotto: 题\npapers: {plan: {minutes: 3}}\n"
    above = "org:\n  name:\nduties: []\nstages: []\nmotto: ''\npapers:\n  plan:\n"
    assert over(below, above) == {"org": {"name": "甲"}, "duties": ["一"], "stages": [{"name": "一"}], "motto": "题"}
    assert over(below, "org:\nduties:\n  -\nstages:\n  - {name: }\npapers:\n") == over(below, "")


def test_none_overwrites() -> None:
    assert over("duties: [一]\nstages: [{name: 一}]\nmotto: 题\n", "duties: 无\nstages: 无\nmotto: 无\n") == {
        "duties": "无",
        "stages": "无",
        "motto": "无",
    }


STAGES = "stages:\n- {id: a, name: 一, tasks: [{what: 会}]}\n- {name: 二}\n- {id: c, name: 三}\n"


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        ("{drop: [a]}", ["二", "三"]),
        ("{drop: [2, c]}", ["一"]),
        ("{add: [{name: 四}]}", ["一", "二", "三", "四"]),
        ("{add: [{id: d, after: a, name: 四}, {after: d, name: 五}, {after: 2, name: 六}]}", [*"一四五二六三"]),
        ("{change: {c: {name: 叁}, 2: {name: 贰}}}", ["一", "贰", "叁"]),
        ("{增加: [{排在: a, 阶段名称: 四}], 删去: [c], 修改: {a: {阶段名称: 壹}}}", ["壹", "四", "二"]),
        ("{drop: [a], add: [{after: a, name: 四}]}", ["四", "二", "三"]),
    ],
)
def test_operations_on_a_list_of_records(operations: str, names: list[str]) -> None:
    merged = over(STAGES, f"stages: {operations}\n")
    assert isinstance(merged, dict)
    assert [record["name"] for record in merged["stages"]] == names


def test_operations_reach_lists_inside_records() -> None:
    merged = over(STAGES, "stages:\n  change:\n    a:\n      tasks: {add: [{what: 表}], change: {1: {what: 大会}}}\n")
    assert isinstance(merged, dict)
    assert merged["stages"][0] == {"id": "a", "name": "一", "tasks": [{"what": "大会"}, {"what": "表"}]}


def test_dropping_every_record_leaves_no_list() -> None:
    assert over("stages: [{name: 一}]\n", "stages: {drop: [1]}\n") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stages: {drop: [a]}", "不能增删“活动阶段”：前面没有这个列表"),
        ("stages: [{name: 一, tasks: {add: [{what: 会}]}}]", "不能增删“阶段任务”：前面没有这个列表"),
        ("stages: {drop: a}", "“drop”的写法不对"),
        ("stages: [{id: 1}]", "id“1”不合写法"),
        ("stages: [{id: a.b}]", "id“a.b”不合写法"),
        ("stages: [{id: a}, {id: a}]", "id“a”重复（第 1 行已用过）"),
        ("duties: {add: [一]}", "“分管工作”应是列表"),
        ("duties: [{a: b}]", "“分管工作”的每一项应是文字"),
        ("stages: 三个阶段", "“活动阶段”应是列表，现为“三个阶段”"),
        ("motto: [一]", "“争创主题”应是一个值，现为列表"),
        ("motto: {org.name}", "“争创主题”应是一个值，现为一组字段"),
        ("org: 柳湾村", "“单位”应是一组字段，现为“柳湾村”"),
        ("papers: 方案", "papers 下面应按文种写，现为“方案”"),
        ("clauses: {a: b}", "选用的段落应是名字的列表，现为“b”"),
        ("stages: [{start: {day: 2010年5月}}]", "事件没有 text"),
        ("stages: [{start: {text: 会, on: 2010年5月}}]", "日期里不能这样写“on”"),
    ],
)
def test_shapes(text: str, message: str) -> None:
    assert [p.message for p in unit(text).problems] == [message]


# ---------------------------------------------------------------- --set


def test_sets_go_by_id_or_position_and_by_labels() -> None:
    texts = {UNIT: STAGES + "papers: {plan: {minutes: 3}}\n"}
    sets = (
        ("org.name", "甲"),
        ("单位.单位自称", "我村"),
        ("stages.c.name", "叁"),
        ("stages[2].阶段名称", "贰"),
        ("stages.a.tasks.1.what", "大会"),
        ("papers.实施方案.minutes", "5"),
        ("paper.date", "2010-05-18"),
        ("motto", "甲=乙"),
        ("motto", ""),
        ("duties", "无"),
    )
    profile = profile_of(texts, sets=sets)
    assert profile.problems == ()
    assert plain(profile.tree) == {
        "stages": [{"id": "a", "name": "一", "tasks": [{"what": "大会"}]}, {"name": "贰"}, {"id": "c", "name": "叁"}],
        "org": {"name": "甲", "self_ref": "我村"},
        "motto": "甲=乙",
        "duties": "无",
    }
    assert plain(profile.papers["plan"]) == {"minutes": "5", "date": "2010-05-18"}
    assert plain(profile.papers["speech"]) == {"date": "2010-05-18"}
    assert leaf(profile, "motto").span == Span("--set", 8)


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("org.nmae", "甲", "没有名为“nmae”的字段"),
        ("org", "甲", "“单位”不能这样设"),
        ("motto.x", "甲", "“争创主题”不能这样设"),
        ("duties", "甲", "“分管工作”不能这样设"),
        ("stages.x.name", "甲", "“活动阶段”里没有 id 为“x”的一条"),
        ("papers.x.date", "甲", "没有名为“x”的文种"),
        ("campaign", "c", "“活动”不能这样设"),
        ("extends", "village", "没有名为“extends”的字段"),
        ("a..b", "甲", "没有名为“a”的字段"),
        ("[", "甲", "--set 的路径不合写法"),
        ("", "甲", "--set 的路径不合写法"),
        ("motto", "甲\x00", "有 Word 不能用的控制字符 U+0000"),
        ("motto", "\U000f0000", "有引擎自用的私用区字符 U+F0000"),
    ],
)
def test_sets_that_mean_nothing(path: str, text: str, message: str) -> None:
    [problem] = profile_of({UNIT: STAGES}, sets=(("motto", "甲"), (path, text))).problems
    assert (problem.message, str(problem.span)) == (message, "--set:2")


# ---------------------------------------------------------------- files


def test_what_a_layer_may_not_say() -> None:
    texts = {
        "profiles/campaigns/c.yaml": "extends: village\nfor: {vilage: {motto: x}}\n",
        "profiles/village.yaml": "campaign: c\nstages:\n- {name: 一, start: 2010年5月}\norg: {name: x}\n",
        "profiles/agency.yaml": "campaign: {name: x}\nsector: agency\nperson: {name: x}\n",
        UNIT: "extends: village\ncampaign: c\nperson: {name: 苗一苇}\n",
        "units/y.yaml": "extends: agency\nsector: village\n",
    }
    assert lines(profile_of(texts).problems) == [
        "profiles/campaigns/c.yaml:1:1 extends 活动文件不能继承别的文件",
        "profiles/village.yaml:1:1 campaign 领域文件不能指定活动",
        "profiles/village.yaml:3:20 stages.1.start 领域文件不能写日期",
        "profiles/campaigns/c.yaml:2:7 for.vilage 没有名为“vilage”的领域",
        "units/x.yaml:3:1 person 个人字段只能写在个人档案里",
    ]
    assert lines(profile_of(texts, start="units/y.yaml").problems) == [
        "profiles/agency.yaml:3:1 person 个人字段只能写在个人档案里",
        "profiles/agency.yaml:1:1 campaign 领域文件不能写活动的内容",
        "units/y.yaml:2:9 sector “领域”应是一组字段，现为“village”",
    ]


def test_missing_files_and_circles() -> None:
    assert lines(profile_of({UNIT: "extends: no.yaml\ncampaign: no\n"}).problems) == [
        "units/x.yaml:1:10 extends 找不到“units/no.yaml”",
        "units/x.yaml:2:11 campaign 找不到“profiles/campaigns/no.yaml”",
    ]
    texts = {UNIT: "extends: y.yaml\n", "units/y.yaml": "extends: z.yaml\n", "units/z.yaml": "extends: ../units/x.yaml\n"}
    assert lines(profile_of(texts).problems) == [
        "units/z.yaml:1:10 extends extends 绕成了圈：units/x.yaml → units/y.yaml → units/z.yaml → units/x.yaml"
    ]
    assert lines(profile_of({UNIT: "extends: x.yaml\n"}).problems) == [
        "units/x.yaml:1:10 extends extends 绕成了圈：units/x.yaml → units/x.yaml"
    ]
    assert lines(profile_of({UNIT: "motto: 题\n"}, campaign="no").problems) == [
        "--campaign campaign 找不到“profiles/campaigns/no.yaml”"
    ]


def test_mistakes_of_syntax_in_several_files_are_told_together() -> None:
    texts = {
        "profiles/campaigns/c.yaml": "motto: &x 题\n",
        "profiles/village.yaml": "org:\n\tname: x\n",
        UNIT: "extends: village\ncampaign: c  # 活动\nmotto：题\norg: x\n",
    }
    assert lines(profile_of(texts).problems) == [
        "units/x.yaml:3:6  “motto”后面用了全角冒号“：”",
        "profiles/village.yaml:2:1  缩进用了制表符（Tab）",
        "profiles/campaigns/c.yaml:1:8 motto 不能用 &x 作记号",
    ]


# ---------------------------------------------------------------- properties

VALUES = st.sampled_from(["", "甲", "乙", "丙", "无", "''"])
LAYER = st.fixed_dictionaries({}, optional={"motto": VALUES, "money": VALUES, "remark": VALUES})


@given(st.lists(LAYER, min_size=1, max_size=4))
def test_the_last_one_that_is_not_empty_wins(layers: list[dict[str, str]]) -> None:
    texts = {}
    for n, layer in enumerate(layers):
        above = f"extends: {n - 1}.yaml\n" if n else ""
        texts[f"units/{n}.yaml"] = above + "".join(f"{key}: {value}\n" for key, value in layer.items())
    last: dict[str, tuple[str, str]] = {}
    for n, layer in enumerate(layers):
        last |= {key: (value, f"units/{n}.yaml") for key, value in layer.items() if value not in ("", "''")}
    profile = profile_of(texts, start=f"units/{len(layers) - 1}.yaml")
    assert {key: (leaf(profile, key).text, leaf(profile, key).span.file) for key in profile.tree.entries} == last


YAMLISH = st.lists(
    st.sampled_from(["extends", "campaign", "papers", "clauses", "for", "stages", "org", "person", "x.yaml"])
    | st.sampled_from(["add", "change", "drop", "id", "name", "plan", "date", "无", "甲", "：", "1"])
    | st.sampled_from([": ", "\n", "  ", "- ", "[", "]", "{", "}", ", "]),
    max_size=40,
).map("".join)


@given(st.lists(YAMLISH | st.text(max_size=20), min_size=3, max_size=3))
def test_any_text_is_read_without_raising(texts: list[str]) -> None:
    names = (UNIT, "profiles/village.yaml", "profiles/campaigns/c.yaml")
    files = dict(zip(names, ("extends: village\ncampaign: c\n" + texts[0], *texts[1:]), strict=True))
    profile_of(files)
    profile_of({UNIT: texts[0]}, sets=((texts[1], texts[2]),))


def test_reading_leaves_the_source_alone() -> None:
    source = Source(UNIT, STAGES)
    first = read_profile(source, FIELDS, KINDS, Files({}), "", (("stages.a.name", "改"),))
    assert leaf(first, "stages.1.name").text == "改"
    assert leaf(read_profile(source, FIELDS, KINDS, Files({})), "stages.1.name").text == "一"
