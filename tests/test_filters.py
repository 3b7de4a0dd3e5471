"""Each filter: what it says of facts, what it makes of slots, of 无 and of what it was not made for."""

import pytest
from rendering import NONE, changed, render, see, without

from generator.filters import FILTERS
from generator.model import EMPTY, Date, Ref
from generator.problem import InputError


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ members.full|chinese }}", "‹三十二›"),
        ("{{ members.full|count }}名", "‹三十二›名"),
        ("{{ members.probationary|count }}名", "‹两›名"),
        ("{{ members.probationary|chinese }}名", "‹二›名"),
        ("{{ stages|count }}个阶段", "‹两›个阶段"),
        ("{{ stages|size }}个阶段", "‹2›个阶段"),
        ("{{ members.full|plus(members.probationary) }}", "‹34›"),
        ("{{ members.full|plus(8)|count }}", "‹四十›"),
        (
            "{{ founded|year }}{{ founded|month }}{{ founded|month_day }}{{ founded|day }}",
            "‹1952年›‹1952年6月›‹6月1日›‹1952年6月1日›",
        ),
        ("{% for s in stages %}{{ s.start|until(s.end) }} {% endfor %}", "‹2010年5月12日至6月30日› ‹2010年7月至8月› "),
        ("{% for s in stages %}{{ s.end|by }}完成 {% endfor %}", "‹2010年6月30日前›完成 ‹2010年8月底前›完成 "),
        ("{{ places|join }}", "‹村口›、‹戏台›"),
        ("{{ places|join(sep='；') }}", "‹村口›；‹戏台›"),
        ("{{ places|join('') }}", "‹村口›‹戏台›"),
        ("{{ places|join('、', last='以及') }}", "‹村口›以及‹戏台›"),
        ("{{ places|join_and }}", "‹村口›和‹戏台›"),
        ("{{ stages|join(of='name') }}", "‹准备›、‹推进›"),
        ("{{ stages|join(of='阶段名称') }}", "‹准备›、‹推进›"),
        ("{{ stages|join_and(of='name') }}", "‹准备›和‹推进›"),
        ("{{ group|people }}", "‹柏舟›、‹松年青›"),
        ("{{ basis|documents }}", "《‹意见›》（‹青发〔2010〕5号›）和《‹方案›》"),
        ("{% for g in group %}{{ g.name|wide }} {% endfor %}", "‹柏\u3000舟› ‹松年青› "),
        ("{% for s in stages %}{{ loop.index|ordinal }} {% endfor %}", "‹一是› ‹二是› "),
        ("{% for s in stages %}{{ loop.index|ordinal('首先', loop.length) }} {% endfor %}", "‹首先› ‹其次› "),
        ("{% for s in stages %}{{ loop.index|ordinal('首先', total=stages) }} {% endfor %}", "‹首先› ‹其次› "),
        ("{% for s in stages %}{{ loop.index|ordinal('首先', stages|count) }} {% endfor %}", "‹首先› ‹其次› "),
        ("{{ 3|ordinal('（一）') }}{{ 3|ordinal('1') }}{{ 12|ordinal('第一') }}", "‹（三）›‹3›‹第十二›"),
        ("{{ members.probationary|ordinal('一') }}", "‹二›"),
        ("{{ story|markdown }}", "‹第一段›**‹要紧›**‹话›\n\n‹第二段：›\n\n- ‹甲事›\n- ‹乙事›"),
    ],
)
def test_what_it_says(template: str, text: str) -> None:
    assert see(template) == text


def test_three_names_are_joined_with_a_last_and() -> None:
    assert see("{{ places|join_and }}", changed({"places": ["甲", "乙", "丙"]})) == "‹甲›、‹乙›和‹丙›"
    assert see("{{ places|join_and }}", changed({"places": ["甲"]})) == "‹甲›"
    cited = [{"title": title} for title in "甲乙丙"]
    assert see("{{ basis|documents }}", changed({"basis": cited})) == "《‹甲›》、《‹乙›》和《‹丙›》"


def test_an_event_is_its_own_text() -> None:
    unit = changed({"founded": Date(9999, text="党的十八大召开前"), "paper.date": Date(2012, 1)})
    assert (
        see("{{ founded|month_day }} {{ paper.date|until(founded) }}", unit) == "‹党的十八大召开前› ‹2012年1月至党的十八大召开前›"
    )


@pytest.mark.parametrize(("event", "text"), [("党的十八大召开前", "党的十八大召开前"), ("党的十八大召开", "党的十八大召开前")])
def test_a_deadline_says_before_once(event: str, text: str) -> None:
    assert see("{{ founded|by }}完成", changed({"founded": Date(9999, text=event)})) == f"‹{text}›完成"


PERIODS = "{% for p in stages|periods(start=founded, end=paper.date) %}{{ p }} {% endfor %}"


def test_periods_are_months_and_of_a_long_time_quarters_or_years() -> None:
    assert see(PERIODS, without("founded")) == "‹2010\n5月› ‹6月› ‹7月› ‹8月› "
    months = "‹2009\n11月› ‹12月› ‹2010\n1月› ‹2月› ‹3月› ‹4月› ‹5月› ‹6月› ‹7月› ‹8月› "
    assert see(PERIODS, changed({"founded": Date(2009, 11, 3)})) == months
    quarters = "‹2009\n二季› ‹三季› ‹四季› ‹2010\n一季› ‹二季› ‹三季› "
    assert see(PERIODS, changed({"founded": Date(2009, 6, 1)})) == quarters
    assert see(PERIODS, changed({"founded": Date(1998, 6, 1)})).split()[0] == "‹1998年›"


def test_an_event_without_a_day_ends_where_it_is_said_to() -> None:
    stages = [{"start": Date(2010, 11), "end": Date(9999, text="党的十八大召开前")}]
    changes = {"founded": None, "stages": stages, "paper.date": Date(2011, 2, 7)}
    assert see(PERIODS, changed(changes)) == "‹2010\n11月› ‹12月› ‹2011\n1月› ‹2月› "
    assert see(PERIODS, changed({**changes, "paper.date": None})) == ""


@pytest.mark.parametrize(
    ("start", "end", "met"),
    [
        (Date(2010, 6, 30), Date(2010, 7, 1), "6 7"),
        (Date(2009, 1), Date(2010, 5), "5"),
        (Date(2010, 7), Date(9999, text="事成之日"), "7 8"),
        (None, Date(2010, 6, 5), "6"),
        (Date(2010, 6), None, ""),
    ],
)
def test_what_takes_place_in_a_period_meets_it(start: Date | None, end: Date | None, met: str) -> None:
    body = "{% for p in stages|periods %}{% if p|meets(founded, paper.date) %}{{ p }}{% endif %}{% endfor %}"
    shown = see(body, changed({"founded": start, "paper.date": end}))
    assert shown.replace("2010\n", "").replace("月››", "").replace("›‹", " ").strip("‹›").replace("月", "") == met


def test_periods_are_of_lists_and_only_they_meet() -> None:
    with pytest.raises(InputError, match="过滤器 periods 只用于列表"):
        render("{{ founded|periods }}")
    with pytest.raises(InputError, match="过滤器 meets 只用在 periods 给出的时段上"):
        render("{% if founded|meets(founded, founded) %}{% endif %}")


# ---------------------------------------------------------------- where the facts are known from


def test_what_is_made_of_facts_names_them() -> None:
    total, span, names, ordinal = render(
        "{{ members.full|plus(members.probationary) }}{{ stages|count }}{{ places|join_and }}{{ 2|ordinal('第一') }}"
    ).values[:4]
    assert (total.kind, total.paths) == ("derived", ("members.full", "members.probationary"))
    assert (span.kind, span.paths, span.label) == ("derived", ("stages",), "活动阶段")
    assert (names.kind, names.paths, names.text) == ("fact", ("places.1",), "村口")
    assert (ordinal.kind, ordinal.paths) == ("fact", ("places.2",))
    assert render("{{ 2|ordinal('第一') }}").values[0].kind == "template"


# ---------------------------------------------------------------- slots and 无

ON_A_SCALAR = {
    "chinese": ("members.full", "chinese"),
    "count": ("members.full", "count"),
    "plus": ("members.full", "plus(1)"),
    "day": ("founded", "day"),
    "month": ("founded", "month"),
    "month_day": ("founded", "month_day"),
    "year": ("founded", "year"),
    "by": ("founded", "by"),
    "wide": ("org.short", "wide"),
    "ordinal": ("members.full", "ordinal('第一')"),
    "markdown": ("story", "markdown"),
}
ON_A_LIST = {
    "count": ("stages", "count"),
    "size": ("stages", "size"),
    "join": ("places", "join"),
    "join_and": ("stages", "join_and(of='name')"),
    "people": ("group", "people"),
    "documents": ("basis", "documents"),
}
LABELS = {
    "members.full": "正式党员人数", "founded": "成立日期", "org.short": "单位简称", "story": "长文字", "stages": "活动阶段",
    "places": "地点", "group": "领导小组", "basis": "依据",
}  # fmt: skip


def test_every_filter_is_in_these_tables() -> None:
    assert {*ON_A_SCALAR, *ON_A_LIST, "until", "periods", "meets"} == set(FILTERS)


@pytest.mark.parametrize(("path", "filter"), [*ON_A_SCALAR.values(), *ON_A_LIST.values()])
def test_of_a_missing_fact_it_is_its_slot(path: str, filter: str) -> None:
    rendered = render(f"{{{{ {path}|{filter} }}}}", without(path))
    (slot,) = rendered.values
    assert (slot.kind, slot.paths, slot.text) == ("slot", (path,), f"【待填：{LABELS[path]}】")


@pytest.mark.parametrize(("path", "filter"), [*ON_A_SCALAR.values(), *ON_A_LIST.values()])
def test_of_nothing_on_purpose_it_is_nothing(path: str, filter: str) -> None:
    rendered = render(f"甲{{{{ {path}|{filter} }}}}乙", changed({path: NONE}))
    assert (rendered.text, rendered.values) == (f"甲{EMPTY}乙", ())


def test_filters_of_slots_may_be_chained() -> None:
    assert see("{{ members.full|plus(1)|count }}", without("members.full")) == "‹【待填：正式党员人数】›"
    assert see("{{ 3|plus(1) if members.full else members.full|plus(members.probationary) }}", without("members.full")) == (
        "‹【待填：正式党员人数】›"
    )
    assert see("{{ members.full|plus(members.probationary) }}", without("members.probationary")) == "‹【待填：预备党员人数】›"


def test_a_range_has_a_slot_where_a_date_is_missing() -> None:
    stages = [{"name": "甲", "start": Date(2010, 5)}, {"name": "乙", "end": Date(2010, 8)}, {"name": "丙"}]
    assert see("{% for s in stages %}{{ s.start|until(s.end) }}\n{% endfor %}", changed({"stages": stages})).splitlines() == [
        "‹2010年5月›至‹【待填：阶段结束日期】›",
        "‹【待填：阶段开始日期】›至‹2010年8月›",
        "‹【待填：阶段开始日期】›至‹【待填：阶段结束日期】›",
    ]


def test_a_range_with_nothing_on_one_side_is_the_other_side() -> None:
    stages = [{"start": Date(2010, 5), "end": NONE}, {"start": NONE, "end": Date(2010, 8)}, {"start": NONE, "end": NONE}]
    shown = see("{% for s in stages %}{{ s.start|until(s.end) }}\n{% endfor %}", changed({"stages": stages}))
    assert shown.splitlines() == ["‹2010年5月›", "‹2010年8月›", EMPTY]


def test_a_sum_leaves_out_what_is_nothing() -> None:
    total = "{{ members.full|plus(members.probationary) }}"
    assert see(total, changed({"members.probationary": NONE})) == "‹32›"
    assert see(total, changed({"members.full": NONE})) == "‹2›"
    assert see(total, changed({"members.full": NONE, "members.probationary": NONE})) == EMPTY


def test_a_list_passes_over_what_is_nothing() -> None:
    stages = [{"name": "甲"}, {"name": NONE}, {"name": "丙"}]
    assert see("{{ stages|join_and(of='name') }}", changed({"stages": stages})) == "‹甲›和‹丙›"
    assert see("{{ stages|join(of='name') }}", changed({"stages": [{"name": NONE}]})) == EMPTY
    basis = [{"title": "甲", "number": NONE}]
    assert see("{{ basis|documents }}", changed({"basis": basis})) == "《‹甲›》"


def test_a_list_shows_a_slot_for_what_a_record_lacks() -> None:
    stages = [{"name": "甲"}, {"id": "x"}]
    assert see("{{ stages|join(of='name') }}", changed({"stages": stages})) == "‹甲›、‹【待填：阶段名称】›"


def test_of_a_needed_list_the_members_are_slots() -> None:
    assert see("{{ stages|join(of='name') }}", without("stages"), needs=("stages",)) == "‹【待填：阶段名称】›"
    assert see("{{ stages|count }}", without("stages"), needs=("stages",)) == "‹【待填：活动阶段】›"


# ---------------------------------------------------------------- 二 or 两


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("{{ stages|count }}项", "两"),
        ("{{ stages|count }}月", "二"),
        ("第{{ stages|count }}批", "二"),
        ("{{ stages|count }}", "二"),
        ("{{ stages|count }}\n\n项目", "二"),
        ("{{ stages|count }}\n项工作", "两"),
        ("**{{ stages|count }}**项工作", "两"),
        ("{{ stages|count }}**项**工作", "两"),
        ("{{ stages|count }}{% if true %}项{% endif %}", "两"),
        ("{% if true %}\n{{ stages|count }}{% endif %}\n项", "两"),
        ("{% macro m() %}{{ stages|count }}{% endmacro %}{{ m() }}项", "两"),
        ("{% set n %}{{ stages|count }}{% endset %}{{ n }}项", "两"),
        ("{{ stages|count }}{{ org.name }}", "二"),
        ("{{ stages|chinese if false else stages|count }}个", "两"),
    ],
)
def test_two_is_said_as_what_follows_wants_it(template: str, word: str) -> None:
    assert render(template).values[0].text == word


def test_a_count_printed_twice_fits_both_places() -> None:
    values = render("{% set n %}{{ stages|count }}{% endset %}{{ n }}项，第{{ n }}，{{ n }}个").values
    assert [value.text for value in values] == ["两", "二", "两"]


def test_only_two_itself_changes() -> None:
    assert see("{{ members.full|count }}个", changed({"members.full": 12})) == "‹十二›个"


# ---------------------------------------------------------------- long text


@pytest.mark.parametrize(
    ("story", "markdown"),
    [
        ("一段", "‹一段›"),
        ("一段，\n接着写", "‹一段，接着写›"),
        ("一段\n\n\n又一段\n", "‹一段›\n\n‹又一段›"),
        ("如下：\n- 甲\n- 乙\n\n完", "‹如下：›\n\n- ‹甲›\n- ‹乙›\n\n‹完›"),
        ("- 甲\n接着写", "- ‹甲›\n\n‹接着写›"),
        ("**全重**", "**‹全重›**"),
        ("**一是**甲**二是**乙", "**‹一是›**‹甲›**‹二是›**‹乙›"),
        ("2**3 和 ** 空 **", "‹2**3 和 ** 空 **›"),
        ("<b> {{ x }} [甲](乙) `x`", "‹<b> {{ x }} [甲](乙) `x`›"),
        ("中间有 # 号", "‹中间有 # 号›"),
        ("-甲", "‹-甲›"),
    ],
)
def test_only_paragraphs_items_and_strong_become_structure(story: str, markdown: str) -> None:
    assert see("{{ story|markdown }}", changed({"story": story})) == markdown


@pytest.mark.parametrize("line", ["# 标题", "1. 一项", "::: sign", "> 引文", "| 甲 | 乙 |", "---", "```"])
def test_other_structure_is_the_facts_mistake(line: str) -> None:
    with pytest.raises(InputError) as caught:
        render("{{ story|markdown }}", changed({"story": f"一段\n\n{line}\n完"}))
    (problem,) = caught.value.problems
    assert (problem.span.file, problem.path) == ("units/x.yaml", "story")
    assert line.split()[0] in problem.message


def test_a_phrase_through_markdown_or_wide_stays_its_pieces() -> None:
    assert see("{{ motto|markdown }}{{ motto|wide }}") == "‹围绕›‹机密县绝密村›‹转›" * 2


# ---------------------------------------------------------------- what it was not made for


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("org.name|chinese", "过滤器 chinese 只用于整数"),
        ("stages|chinese", "过滤器 chinese 只用于单个字段的值"),
        ("org.name|count", "过滤器 count 只用于整数"),
        ("org.name|size", "过滤器 size 只用于列表"),
        ("org.name|year", "过滤器 year 只用于日期"),
        ("founded|until(org.name)", "过滤器 until 只用于日期"),
        ("org.name|by", "过滤器 by 只用于日期"),
        ("stages|by", "过滤器 by 只用于单个字段的值"),
        ("founded|until(3)", "过滤器 until 只用于单个字段的值"),
        ("motto|count", "过滤器 count 只用于整数"),
        ("members.full|plus('3')", "过滤器 plus 只用于单个字段的值"),
        ("org.name|join", "过滤器 join 只用于列表"),
        ("stages|join", "过滤器 join 要用 of='字段' 指明取记录的哪一项"),
        ("stages|join(of='nme')", "记录没有“nme”这一项"),
        ("stages|join(of='tasks')", "记录没有“tasks”这一项"),
        ("places|join(of='name')", "过滤器 join 的 of 只用于记录列表"),
        ("places|join('---')", "join 的间隔只能是标点或四个字以内的汉字"),
        ("places|join('甲乙丙丁戊')", "join 的间隔只能是标点或四个字以内的汉字"),
        ("places|join(1)", "join 的间隔只能是标点或四个字以内的汉字"),
        ("places|documents", "过滤器 documents 只用于文件依据的列表"),
        ("stages|wide", "过滤器 wide 只用于单个字段的值"),
        ("org.name|ordinal", "过滤器 ordinal 只用于整数"),
        ("stages|ordinal", "过滤器 ordinal 只用于 loop.index 或整数"),
        ("1|ordinal('壹')", "ordinal 的样式只能是：一是、第一、首先、一、（一）、1"),
        ("1|ordinal('首先')", "首先/其次/再次/最后要给出总数：ordinal('首先', total=loop.length)"),
        ("3|ordinal('首先', 2)", "ordinal 的序数应从 1 起，不超过总数，现为 3"),
        ("0|ordinal", "ordinal 的序数应从 1 起，不超过总数，现为 0"),
        ("'甲'|markdown", "过滤器 markdown 只用于单个字段的值"),
        ("nobody|count", "没有“nobody”这个字段或名字"),
        ("places|join(sep='、', nosuch=1)", "参数的个数或类型不对，这一行不能执行（TypeError）"),
    ],
)
def test_what_it_was_not_made_for(expression: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        render(f"甲\n{{{{ {expression} }}}}")
    (problem,) = caught.value.problems
    assert (str(problem.span), problem.message) == ("plan.md.j2:2", message)


@pytest.mark.parametrize("number", [-1, 10**12])
def test_a_number_without_a_numeral_is_the_facts_mistake(number: int) -> None:
    for name in ("chinese", "count"):
        with pytest.raises(InputError) as caught:
            render(f"{{{{ members.full|{name} }}}}", changed({"members.full": number}))
        assert caught.value.problems[0].span.file == "units/x.yaml"


def test_a_phrase_names_scalar_fields_only() -> None:
    with pytest.raises(InputError, match="不是单个字段"):
        render("{{ motto }}", changed({"motto": ("在", Ref("stages.start"))}))
