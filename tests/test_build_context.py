"""Facts: what a text means by its field's type, what is printed, and which facts cannot stand together."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_road import FIELDS, KINDS, UNIT, Files, lines, profile_of, unit

from generator.build_context import build_context, unconfirmed
from generator.model import Context, Date, Fact, Listing, Money, Profile, Record, Ref, Told
from generator.problem import InputError, Source, Span
from generator.read_fields import read_fields
from generator.read_profile import read_profile


def context(text: str, kind: str = "plan", as_of: Date | None = None) -> Context:
    return build_context(unit(text), FIELDS, kind, as_of)


def told(profile: Profile | str) -> list[str]:
    """The problems of a profile, as `line:column path message；hint`; empty if there are none."""
    try:
        build_context(unit(profile) if isinstance(profile, str) else profile, FIELDS, "")
    except InputError as error:
        return [f"{p.span.line}:{p.span.column} {p.path} {p.message}；{p.hint}" for p in error.problems]
    return []


def at(record: Record, path: str) -> Told:
    found: Told = record
    for step in path.split("."):
        if isinstance(found, Record):
            found = found.entries[step]
        elif isinstance(found, Listing):
            found = found.items[int(step) - 1]
    return found


def fact(record: Record, path: str) -> Fact:
    found = at(record, path)
    assert isinstance(found, Fact)
    return found


# ---------------------------------------------------------------- types


@pytest.mark.parametrize(
    ("text", "path", "data", "printed"),
    [
        ("motto: ' 甲 {org.name} '", "motto", " 甲 {org.name} ", " 甲 {org.name} "),
        ("members: {full: ' 038 '}", "members.full", 38, "38"),
        ("money: 3.50万元", "money", Money("3.50", "万元"), "3.50万元"),
        ("money: 12000 元", "money", Money("12000", "元"), "12000元"),
        ("campaign: {start: 2010-05-12}", "campaign.start", Date(2010, 5, 12), "2010年5月12日"),
        ("campaign: {start: 2010年05月}", "campaign.start", Date(2010, 5), "2010年5月"),
        ("campaign: {end: 党的十八大召开前}", "campaign.end", Date(9999, text="党的十八大召开前"), "党的十八大召开前"),
        ("campaign: {end: {text: 大会, day: 2012年11月8日}}", "campaign.end", Date(2012, 11, 8, "大会"), "大会"),
        ("campaign: {end: {文字: 第2次大会}}", "campaign.end", Date(9999, text="第2次大会"), "第2次大会"),
        ("org: {head: '叶　知春'}", "org.head", "叶知春", "叶知春"),
        ("org: {head: 阿依 · Bek}", "org.head", "阿依 · Bek", "阿依 · Bek"),
        ("org: {form: 党支部}", "org.form", "branch", "党支部"),
        ("org: {form: branch}", "org.form", "branch", "党支部"),
        ("campaign: {aim: '让{org.self_ref}变样'}", "campaign.aim", ("让{org.self_ref}变样",), ""),
    ],
)
def test_a_text_becomes_data(text: str, path: str, data: object, printed: str) -> None:
    found = fact(context(text).root, path)
    assert (found.data, found.text, found.none) == (data, printed, False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("members: {full: 38名}", "1:17 members.full 应为整数，现为“38名”；只写数字，不写单位和逗号，如 38"),
        ("members: {full: 三十八}", "1:17 members.full 应为整数，现为“三十八”；只写数字，不写单位和逗号，如 12"),
        ("members: {full: '1,200'}", "1:17 members.full 应为整数，现为“1,200”；只写数字，不写单位和逗号，如 1200"),
        ("members: {full: ３８}", "1:17 members.full 数字用了全角，现为“３８”；请改成半角：38"),
        ("members: {full: -3}", "1:17 members.full 不能是负数，现为“-3”；请写 0 或正整数"),
        ("members: {full: '" + "9" * 5000 + "'}", "1:17 members.full 应为整数，现为“9999999999999999999…”；只写数字"),
        ("money: 12,000元", "1:8 money 应为金额，现为“12,000元”；写成数字加单位，如 12000元、3.5万元，数字里不加逗号"),
        ("money: ３万元", "1:8 money 金额用了全角数字，现为“３万元”；请改成半角：3万元"),
        ("campaign: {start: 2010-02-30}", "1:19 campaign.start 没有“2010-02-30”这个日期；请核对年月日"),
        ("campaign: {start: 5月12日}", "1:19 campaign.start 日期要写年份，现为“5月12日”；写成 2010年5月12日、"),
        ("campaign: {start: 二〇一〇年五月}", "1:19 campaign.start 认不出日期“二〇一〇年五月”；"),
        ("campaign: {end: {text: 会, day: 会}}", "1:17 campaign.end 事件的 day 应是日期，现为“会”；"),
        ("org: {form: 支部}", "1:13 org.form “党组织形式”没有“支部”这一项；可选：党委（party_committee）、"),
        ("org: {form: 无}", "1:13 org.form “党组织形式”没有“无”这一项；"),
        ("stages:\n- {id: a, start: 2010年}", "2:18 stages.a.start 日期要写到月，现为“2010年”（stages[1]）；"),
        ("stages:\n- {start: 2010年}", "2:11 stages.1.start 日期要写到月，现为“2010年”；"),
    ],
)
def test_a_text_that_does_not_fit_is_told(text: str, problem: str) -> None:
    [found] = told(text)
    assert found.startswith(problem)


def test_none_is_told_from_not_given() -> None:
    root = context("motto: 无\nduties: 无\nstages: ' 无 '\nmoney: 无\n").root
    assert fact(root, "motto").none and fact(root, "motto").text == "" and fact(root, "money").none
    for path in ("duties", "stages"):
        found = at(root, path)
        assert isinstance(found, Listing) and found.none and not found.items
    assert set(root.entries) == {"motto", "duties", "stages", "money", "paper"}


def test_paths_go_by_id_or_position() -> None:
    root = context("stages:\n- {id: a, name: 一, tasks: [{what: 表}]}\n- {name: 二}\nduties: [甲]\n").root
    assert fact(root, "stages.1.name").path == "stages.a.name"
    assert fact(root, "stages.1.tasks.1.what").path == "stages.a.tasks.1.what"
    record = at(root, "stages.2")
    assert isinstance(record, Record) and (record.path, record.field_path) == ("stages.2", "stages[]")
    duty = fact(root, "duties.1")
    assert (duty.path, duty.text, duty.span) == ("duties.1", "甲", Span(UNIT, 4, 10))


def test_a_paper_sees_its_own_facts_and_only_those() -> None:
    text = "papers: {plan: {date: 2010年5月18日}, speech: {minutes: 12}}\n"
    plan, speech, general = (context(text, kind) for kind in ("plan", "speech", ""))
    assert fact(plan.root, "paper.date").path == "papers.plan.date"
    assert (plan.date, speech.date, general.date) == (Date(2010, 5, 18), None, None)
    assert "date" not in at(speech.root, "paper").entries  # type: ignore[union-attr]
    assert "paper" not in general.root.entries
    assert told(text.replace("12", "一刻钟")) == [
        "1:54 papers.speech.minutes 应为整数，现为“一刻钟”；只写数字，不写单位和逗号，如 12"
    ]


# ---------------------------------------------------------------- phrases

CAMPAIGN = "profiles/campaigns/c.yaml"


def phrase(text: str) -> Profile:
    return profile_of({CAMPAIGN: f"campaign: {{aim: '{text}'}}\n", UNIT: "campaign: c\n"})


def test_a_phrase_of_the_campaign_names_fields_by_key_or_label() -> None:
    root = build_context(phrase("让{org.self_ref}的{ 单位.单位全称 }变样"), FIELDS, "").root
    assert fact(root, "campaign.aim").data == ("让", Ref("org.self_ref"), "的", Ref("org.name"), "变样")


def test_a_phrase_of_the_sector_names_fields_too_but_a_units_does_not() -> None:
    texts = {"profiles/village.yaml": "stages: [{text: '{org.name}好'}, {text: 乙}]\n", UNIT: "extends: village\n"}
    root = build_context(profile_of(texts), FIELDS, "").root
    assert fact(root, "stages.1.text").data == (Ref("org.name"), "好")
    assert fact(root, "stages.2.text").data == ("乙",)
    texts[UNIT] += "stages:\n  change: {1: {text: '{org.nmae}'}}\n"
    assert fact(build_context(profile_of(texts), FIELDS, "").root, "stages.1.text").data == ("{org.nmae}",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{org.self}", "短语里的 {org.self} 不是字段；是不是 {org.self_ref}？"),
        ("{}", "短语里的 {} 不是字段；"),
        ("甲{", "短语里的花括号没有配对；"),
        ("{{org.name}}", "短语里的花括号没有配对；"),
        ("{org}", "短语里不能引用“单位”（org）；"),
        ("{stages}", "短语里不能引用“活动阶段”（stages）；"),
        ("{campaign.aim}", "短语里不能引用“预期效果”（campaign.aim）；"),
        ("{stages.a.name}", "短语里的 {stages.a.name} 不是字段；"),
        ("{org.name|chinese}", "短语里的 {org.name|chinese} 不是字段；"),
    ],
)
def test_a_phrase_that_cannot_be_meant(text: str, problem: str) -> None:
    [found] = told(phrase(text))
    assert found.startswith(f"1:17 campaign.aim {problem}")


# ---------------------------------------------------------------- facts that cannot stand together

SPAN = "campaign: {start: 2010年4月, end: 2012年11月}\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("stages: [{start: 2010年5月, end: 2010年5月}, {start: 2010年5月, end: 2010年6月20日}, {start: 2010年6月}]", []),
        ("stages: [{start: 2010年5月2日, end: 2010年5月1日}]", ["stages.1.end 结束日期早于开始日期"]),
        ("stages: [{start: 2010年6月, end: 2010年5月31日}]", ["stages.1.end 结束日期早于开始日期"]),
        ("stages: [{start: 2010年6月15日, end: 2010年6月}]", []),
        ("campaign: {start: 2010年4月, end: 2010年3月}", ["campaign.end 结束日期早于开始日期"]),
        ("themes: [{start: 2010年4月, end: 2010年3月}]", ["themes.1.end 结束日期早于开始日期"]),
        ("theory: [{text: 甲, from: 2011年4月, until: 2011年3月}]", ["theory.1.until 结束日期早于开始日期"]),
        ("themes: [{start: 2010年4月, end: 2011年3月}, {start: 2010年5月, end: 2010年6月}]", []),
        ("stages: [{start: 会前, end: 2010年5月}, {start: 2010年5月, end: 大会召开前}]", []),
        ("stages: [{end: 2010年6月}, {start: 2010年5月}]", ["stages.2.start 本阶段2010年5月开始"]),
        ("stages: [{start: 2010年6月}, {start: 2010年5月}]", ["stages.2.start 本阶段2010年5月开始"]),
        ("stages: [{end: 2010年6月}, {name: 甲}, {start: 2010年5月}]", ["stages.3.start 本阶段2010年5月开始"]),
        (SPAN + "stages: [{start: 2010年4月1日, end: 2012年11月30日}]", []),
        (SPAN + "stages: [{start: 2010年3月, end: 2012年12月}]", ["stages.1.start 2010年3月早于", "stages.1.end 2012年12月晚于"]),
        (SPAN + "stages: [{start: 2010年5月, end: 大会召开前}]", []),
        ("campaign: {end: 大会}\nstages: [{end: 2020年5月}]", []),
        ("campaign: {end: {text: 大会, day: 2012年11月8日}}\nstages: [{end: 2012年11月9日}]", ["stages.1.end 2012年11月9日晚于"]),
        ("members: {full: 41, probationary: 2, over_60: 43}", []),
        ("members: {full: 41, probationary: 2, over_60: 44}", ["members.over_60 “60岁以上党员人数”44超过党员总数"]),
        ("members: {over_60: 44}", []),
        ("papers: {plan: {number: 柳支发〔2010〕5号, date: 2010年5月18日}}", []),
        ("papers: {plan: {number: 柳支发〔2010〕5号, date: 2011年5月}}", ["papers.plan.number 字号的年份是2010年"]),
        ("papers: {plan: {number: 第5号, date: 2010年5月18日}}", []),
        ("papers: {plan: {number: 第120号}}", []),
        ("papers: {plan: {number: 第05号}}", ["papers.plan.number 令号“第05号”的写法不对；请改成 第5号："]),
        ("papers: {plan: {number: 第 ５ 号}}", ["papers.plan.number 令号“第 ５ 号”的写法不对；请改成 第5号："]),
        ("papers: {plan: {number: 第0号}}", ["papers.plan.number 令号“第0号”的写法不对；写成 第N号，从1编起"]),
        ("papers: {plan: {number: 第五号}}", ["papers.plan.number 令号“第五号”的写法不对；写成 第N号，从1编起"]),
        ("basis: [{number: 主席令第5号}]", []),
        ("basis: [{number: 中发〔2010〕5号, date: 大会}]", []),
        ("basis: [{id: a, number: 中发〔2010〕05号}]", ["basis.a.number 字号“中发〔2010〕05号”的写法不对（basis[1]）"]),
        ("basis: [{number: 中发〔2010〕5号, date: 2009年5月}]", ["basis.1.number 字号的年份是2010年，日期却是2009年5月"]),
        ("group: [{role: leader}, {role: 组长}]", ["group.2.role 领导小组只能有一名组长"]),
        ("group: [{role: deputy}, {role: member}]", ["group 领导小组没有组长"]),
        ("group: [{role: deputy}, {name: 甲}]", []),
        ("papers: {plan: {date: 大会}}", ["papers.plan.date 成文日期不能是事件“大会”"]),
        ("papers: {plan: {date: 2010年5月1日, adopted: {date: 2010年5月2日}}}", ["papers.plan.adopted.date 通过日期"]),
        ("papers: {plan: {date: 2010年5月1日, adopted: {date: 2010年5月1日}}}", []),
        ("papers: {plan: {date: 2010年5月2日, printed: 2010年5月1日}}", ["papers.plan.printed 印发日期2010年5月1日早于成文日期"]),
        ("papers: {plan: {date: 2010年5月2日, printed: 2010年5月2日}}", []),
        ("papers: {plan: {date: 2010年5月2日, printed: 2010年5月}}", []),
        ("papers: {plan: {printed: 会后}}", ["papers.plan.printed 印发日期不能是事件“会后”"]),
        ("papers: {plan: {secrecy: 机密, secrecy_period: 1年, copy_number: '000001'}}", []),
        (
            "papers: {plan: {secrecy: 机密}}",
            ["papers.plan.secrecy 密级“机密”没有写保密期限", "papers.plan.secrecy 涉密文件没有写份号"],
        ),
        ("papers: {plan: {secrecy_period: 1年}}", ["papers.plan.secrecy_period 写了保密期限，没有写密级"]),
        ("papers: {plan: {copy_number: 一号}}", ["papers.plan.copy_number 份号“一号”不是六位阿拉伯数字；写满六位，如 '000001'"]),
        ("papers: {plan: {copy_number: '12'}}", ["papers.plan.copy_number 份号“12”不是六位阿拉伯数字；写满六位，如 '000012'"]),
        ("papers: {plan: {copy_number: '0000012'}}", ["papers.plan.copy_number 份号“0000012”不是六位阿拉伯数字"]),
        ("papers: {plan: {copy_number: '０００００１'}}", ["papers.plan.copy_number 份号“０００００１”不是六位阿拉伯数字"]),
        ("papers: {plan: {secrecy: 机密, secrecy_period: 长期, copy_number: '000001'}}", []),
    ],
)
def test_facts_against_each_other(text: str, problems: list[str]) -> None:
    found = [line.partition(" ")[2] for line in told(text)]
    assert len(found) == len(problems)
    assert all(one.startswith(problem) for one, problem in zip(found, problems, strict=True)), found


@pytest.mark.parametrize(
    ("period", "right"),
    [
        ("一年", "写作 1年"),
        ("十年", "写作 10年"),
        ("二十五年", "写作 25年"),
        ("两年", "写作 2年"),
        ("至二〇一二年", "写作 至2012年"),
        ("一十五年", "数字用阿拉伯数字，如 1年"),
    ],
)
def test_a_period_of_secrecy_has_arabic_digits(period: str, right: str) -> None:
    [found] = told(f"papers: {{plan: {{secrecy: 机密, secrecy_period: {period}, copy_number: '000001'}}}}")
    assert found == f"1:46 papers.plan.secrecy_period 保密期限“{period}”没有用阿拉伯数字；{right}"


def told_of_plan(text: str) -> list[str]:
    """The problems of a plan's own facts, with the fields that clerks have; without the columns."""
    path = Path(__file__).parents[1] / "profiles/fields.yaml"
    fields = read_fields(Source("profiles/fields.yaml", path.read_text(encoding="utf-8")))
    try:
        build_context(read_profile(Source(UNIT, text), fields, KINDS, Files({})), fields, "plan")
    except InputError as error:
        return [f"{p.span.line} {p.path} {p.message}；{p.hint}" for p in error.problems]
    return []


def test_marks_that_the_form_sets_are_told() -> None:
    text = """
org: {mark: 中共甲局党组文件}
papers:
  plan:
    addressee: 各支部：
    note: （此件公开发布（附件除外））
    printer: 甲局办公室印发
    cc:
    - 抄送：乙局
    - 丙局。
    issuers:
    - {name: 甲局文件}
    - {id: b, name: 乙局, mark: 乙市乙局文件}
"""
    assert told_of_plan(text) == [
        "2 org.mark “发文机关标志名称”末尾的“文件”由版式加，不用写；删去末尾的“文件”",
        "5 papers.plan.addressee “主送对象”末尾的“：”由版式加，不用写；删去末尾的“：”",
        "6 papers.plan.note “附注”外面的括号由版式加，不用写；删去开头的“（”和末尾的“）”",
        "7 papers.plan.printer “印发机关”末尾的“印发”由版式加，不用写；删去末尾的“印发”",
        "9 papers.plan.cc.1 “抄送机关”开头的“抄送：”由版式加，不用写；删去开头的“抄送：”",
        "10 papers.plan.cc.2 “抄送机关”末尾的“。”由版式加，不用写；删去末尾的“。”",
        "12 papers.plan.issuers.1.name “发文机关署名”末尾的“文件”由版式加，不用写；删去末尾的“文件”",
        "13 papers.plan.issuers.b.mark “红头上的名称”末尾的“文件”由版式加，不用写（papers.plan.issuers[2]）；删去末尾的“文件”",
    ]
    half = "papers: {plan: {addressee: '各支部:', note: (公开)}}"
    assert [line.split(" ")[1] for line in told_of_plan(half)] == ["papers.plan.addressee", "papers.plan.note"]


def test_marks_of_the_clerks_own_are_left_alone() -> None:
    text = "papers: {plan: {addressee: 各支部（机关：甲）, note: （甲）和（乙）, printer: 印发科, cc: [文件抄送处], "
    text += "issuers: [{name: 文件局}]}}"
    assert told_of_plan(text) == []
    assert told_of_plan("papers: {plan: {cc: 无, note: 无, addressee: 无}}") == []


def test_an_issuer_is_named_once() -> None:
    text = "papers:\n  plan:\n    issuers:\n    - {name: 甲局}\n    - {name: 乙局}\n    - {id: c, name: 甲 局}\n"
    assert told_of_plan(text) == [
        "6 papers.plan.issuers.c.name 联合发文机关“甲局”写了两次（papers.plan.issuers[3]）；删去重复的一条，或改成另一家的名称"
    ]
    assert told_of_plan(text.replace("甲 局", "丙局")) == []


@pytest.mark.parametrize(
    "wrong",
    ["中发[2010]5号", "中发（2010）5号", "中发【2010】第5号", "中发〔2010〕05号", "中发〔2010年〕5号", "中发 〔２０１０〕 5"],
)
def test_a_number_is_put_right_in_the_hint(wrong: str) -> None:
    [found] = told(f"papers: {{plan: {{number: '{wrong}'}}}}")
    assert "请改成 中发〔2010〕5号：" in found


@pytest.mark.parametrize(
    ("form", "name", "right"),
    [
        ("branch", "中共青禾镇柳湾村支部委员会", True),
        ("branch", "柳湾村党支部", True),
        ("branch", "中共柳湾村党支部", False),
        ("branch", "柳湾村总支部委员会", False),
        ("branch", "柳湾村党委", False),
        ("joint_branch", "某某联合党支部", True),
        ("joint_branch", "某某党支部", False),
        ("general_branch", "中共某某局总支部委员会", True),
        ("general_branch", "某某局机关党总支", True),
        ("general_branch", "中共某某局党总支", False),
        ("party_committee", "中共青禾镇委员会", True),
        ("party_committee", "青禾镇党委", True),
        ("party_committee", "中共某某局党委", False),
        ("party_committee", "中共某某局党组", False),
        ("party_committee", "柳湾村村民委员会", False),
        ("party_committee", "中共某某支部委员会", False),
        ("party_group", "中共某某局党组", True),
        ("party_group", "某某局党委", False),
    ],
)
def test_the_name_of_a_party_organisation(form: str, name: str, right: bool) -> None:
    assert (told(f"org: {{form: {form}, party_name: {name}}}") == []) is right


def test_without_a_form_only_half_names_are_told() -> None:
    assert told("org: {party_name: 柳湾村}") == []
    assert told("superior: {party: 中共青禾镇党委}")[0].endswith("全称写 中共青禾镇委员会，行文写 青禾镇党委")


def test_all_is_told_at_once_in_the_order_of_the_file() -> None:
    text = "nmae: x\nmembers: {full: x, over_60: y}\nstages:\n- {start: 2010年5月, end: 2009年5月}\n"
    text += "papers: {speech: {date: 13月}}\n"
    assert [line.split(" ")[0] for line in told(text)] == ["1:1", "2:17", "2:29", "4:25", "5:25"]


# ---------------------------------------------------------------- warnings


TERM = "“某活动”的起止时间内（2010年4月至2012年11月）"
SMALL = "org: {form: branch, party_name: 中共甲村支部委员会}\nmembers: {full: 6}"
EARLY = "papers: {plan: {date: 2010年5月}}\nbasis: [{date: 2010年6月}]"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("papers: {plan: {date: 2013年1月5日}}", ["papers.plan.date 成文日期2013年1月5日不在" + TERM]),
        ("papers: {plan: {date: 2010年3月31日}}", ["papers.plan.date 成文日期2010年3月31日不在" + TERM]),
        ("papers: {plan: {date: 2010年4月}}", []),
        ("papers: {speech: {date: 2013年1月5日}}", []),
        ("stages: [{end: 2010年5月1日}, {start: 2010年5月1日}]", ["stages.2.start 本阶段开始与上一阶段结束是同一天"]),
        (SMALL, ["org.party_name 正式党员6名，不足7名的党支部不设支部委员会"]),
        (EARLY, ["basis.1.date 依据文件的日期2010年6月晚于成文日期2010年5月"]),
        (
            "papers: {speech: {secrecy: 机密, secrecy_period: 1年, copy_number: '000001'}}",
            ["papers.speech.secrecy 【保密】这份材料标了“机密”：涉密文件不得在非涉密计算机上起草、存储、传输和打印"],
        ),
    ],
)
def test_warnings(text: str, warnings: list[str]) -> None:
    campaign = "campaign: {name: 某活动, start: 2010年4月, end: 2012年11月}\n"
    found = build_context(profile_of({CAMPAIGN: campaign, UNIT: f"campaign: c\n{text}\n"}), FIELDS, "plan").warnings
    assert [f"{problem.path} {problem.message}" for problem in found] == warnings


def test_defaults_of_the_sector_are_asked_to_be_confirmed() -> None:
    sector = "org: {self_ref: 我村, form: branch, name: 村}\n"
    profile = profile_of({"profiles/village.yaml": sector, UNIT: "extends: village\norg: {form: branch}\n"})
    found = unconfirmed(build_context(profile, FIELDS, ""))
    assert lines(found) == ["profiles/village.yaml:1:17 org.self_ref “单位自称”用的是领域的常用值“我村”"]


# ---------------------------------------------------------------- what is valid on a date

VALIDITY = """
campaign: {start: 2010年4月}
theory:
- {text: 甲, until: 2010年10月17日}
- {id: b, text: 乙, from: 2010年10月18日, until: 2011年6月}
- {text: 丙, from: 2011年7月}
- {text: 丁}
"""


@pytest.mark.parametrize(
    ("date", "as_of", "kept"),
    [
        ("2010年5月18日", None, ["theory.1", "theory.4"]),
        ("2010年10月17日", None, ["theory.1", "theory.4"]),
        ("2010年10月18日", None, ["theory.b", "theory.4"]),
        ("2011年6月30日", Date(2010, 5), ["theory.b", "theory.4"]),
        ("2011年7月1日", None, ["theory.3", "theory.4"]),
        ("", Date(2011, 7, 1), ["theory.3", "theory.4"]),
        ("", None, ["theory.1", "theory.4"]),
    ],
)
def test_records_are_kept_while_they_are_valid(date: str, as_of: Date | None, kept: list[str]) -> None:
    listing = at(context(VALIDITY + f"papers:\n  plan:\n    date: {date}\n", "plan", as_of).root, "theory")
    assert isinstance(listing, Listing)
    assert [item.path for item in listing.items] == kept


def test_a_basis_of_the_campaign_that_was_not_public_yet_is_left_out() -> None:
    campaign = "basis:\n- {title: 早, date: 2010年4月6日, public: 2010年5月13日}\n- {title: 久, date: 2010年4月7日}\n"
    profile = profile_of({CAMPAIGN: campaign, UNIT: "campaign: c\npapers: {plan: {date: 2010年5月10日}}\n"})
    found = build_context(profile, FIELDS, "plan")
    listing = at(found.root, "basis")
    assert isinstance(listing, Listing) and [item.path for item in listing.items] == ["basis.2"]
    assert [p.message for p in found.warnings] == ["到成文日期2010年5月10日“早”还没有公开（2010年5月13日），没有引用"]
    later = build_context(profile, FIELDS, "speech", Date(2010, 5, 1))
    assert [p.message for p in later.warnings] == ["到指定日期2010年5月1日“早”还没有公开（2010年5月13日），没有引用"]
    everything = at(build_context(profile, FIELDS, "speech").root, "basis")
    assert isinstance(everything, Listing) and len(everything.items) == 2


# ---------------------------------------------------------------- properties

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co", "So", "Zl", "Zp"]), max_size=30)
MARKS = st.text(st.sampled_from("年月日号〔〕[]{}0123456789０一二〇党支部委员会中共./-元万无 甲"), max_size=12)
PATHS = [path for path, field in FIELDS.items() if field.type not in ("group", "records", "texts") and "[]" not in path]


@given(TEXTS.filter(lambda text: text.strip() not in ("", "无")))
def test_a_text_is_printed_as_typed(text: str) -> None:
    quoted = text.replace("'", "''")
    root = context(f"motto: '{quoted}'\nduties: ['{quoted}', x]\nremark: '{quoted}'\n").root
    assert [fact(root, path).text for path in ("motto", "duties.1", "remark")] == [text, text, text]


@given(st.dictionaries(st.sampled_from(PATHS), MARKS))
def test_any_value_is_taken_or_refused(values: dict[str, str]) -> None:
    sets = tuple((path.replace("paper.", "papers.plan."), text) for path, text in values.items())
    try:
        build_context(profile_of({UNIT: ""}, sets=sets), FIELDS, "plan")
    except InputError as error:
        assert all(problem.message and problem.hint for problem in error.problems)
