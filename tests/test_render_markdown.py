"""Rendering: holes and their values, slots, the line of each line, clauses, and mistakes at their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import FIELDS, NONE, UNIT, changed, clause, context, render, see, shown, without

from generator.model import COMPUTED_CLOSE, COMPUTED_OPEN, EMPTY, FIRST_HOLE, Context, Date, Ref, Template
from generator.opaque import MOST_HOLES
from generator.problem import InputError, Problem, Source, Span
from generator.read_template import read_template
from generator.render_markdown import render_markdown


def problems(body: str, *clauses: Template, **more: object) -> list[str]:
    """Each problem of a template as `file:line message`."""
    with pytest.raises(InputError) as caught:
        render(body, clauses=clauses, **more)  # type: ignore[arg-type]
    return [f"{problem.span} {problem.message}" for problem in caught.value.problems]


def places(body: str, *clauses: Template) -> list[str]:
    """Each line of the result with the line of the template it came from: `3 甲`."""
    rendered = render(body, clauses=clauses)
    lines = shown(rendered).split("\n")
    assert len(lines) == len(rendered.lines)
    return [f"{str(span).removeprefix('plan.md.j2:')} {line}" for span, line in zip(rendered.lines, lines, strict=True)]


# ---------------------------------------------------------------- holes


def test_holes_are_numbered_in_the_order_of_the_text() -> None:
    rendered = render("{% set late %}{{ org.name }}{% endset %}{{ org.short }}和{{ late }}、{{ members.full }}、{{ late }}")
    assert [value.text for value in rendered.values] == ["绝密", "机密县绝密村", "32", "机密县绝密村"]
    assert [ord(c) - ord(FIRST_HOLE) for c in rendered.text if c >= FIRST_HOLE] == [0, 1, 2, 3]


def test_what_is_never_printed_leaves_no_value() -> None:
    body = "{% set never %}{{ org.name }}{% endset %}{% macro m() %}{{ org.name }}{% endmacro %}{{ org.short }}"
    assert [value.text for value in render(body).values] == ["绝密"]
    assert render("{% set x %}{{ stages|count }}{% endset %}甲{{ places|count }}个").values[0].paths == ("places",)


def test_a_value_knows_its_fact() -> None:
    value = render("{{ org.name }}").values[0]
    assert (value.kind, value.paths, value.label) == ("fact", ("org.name",), "单位全称")
    assert value.spans == (Span("units/x.yaml", 8, 3),)
    record = render("{% for s in stages %}{{ s.name }}{% endfor %}").values[1]
    assert record.paths == ("stages.work.name",)


def test_a_phrase_is_one_hole_for_each_piece() -> None:
    values = render("{{ motto }}").values
    assert [(value.text, value.paths) for value in values] == [
        ("围绕", ("motto",)),
        ("机密县绝密村", ("org.name",)),
        ("转", ("motto",)),
    ]
    assert see("{{ motto }}", without("org.name")) == "‹围绕›‹【待填：单位全称】›‹转›"
    assert see("{{ motto }}", changed({"org.name": NONE})) == f"‹围绕›{EMPTY}‹转›"


def test_constants_and_loop_numbers_are_the_templates_own() -> None:
    rendered = render("{% for s in stages %}{{ loop.index }}{{ '：' }}{{ s.id }}{% endfor %}{{ 2010 }}")
    assert shown(rendered) == "‹1›‹：›‹start›‹2›‹：›‹work›‹2010›"
    assert {value.kind for value in rendered.values} == {"template"}


def test_constants_that_jinja_could_fold_are_holes_all_the_same() -> None:
    assert see("{{ 1 if true else 2 }}{{ 'a' or 'b' }}{{ 3|ordinal }}{{ '甲' if 1 in (1, 2) }}") == "‹1›‹a›‹三是›‹甲›"
    assert see("{{ '甲' if false }}{{ '' }}乙") == "乙"


def test_a_constant_is_escaped_nowhere() -> None:
    assert see("a < b & c {{ '<b>&' }}{% set x %}<{{ '>' }}{% endset %}{{ x }}") == "a < b & c ‹<b>&›<‹>›"


def test_labels_are_names_too() -> None:
    assert see("{{ 单位.单位全称 }}{{ org.单位简称 }}{% for s in 活动阶段 %}{{ s.阶段名称 }}{% endfor %}") == (
        "‹机密县绝密村›‹绝密›‹准备›‹推进›"
    )
    assert see("{{ 单位.单位全称 }}", without("org.name")) == "‹【待填：单位全称】›"


def test_a_missing_group_and_its_children() -> None:
    assert see("{% if paper %}甲{% endif %}{{ paper.date }}") == "‹【待填：成文日期】›"


def test_nothing_on_purpose_leaves_a_mark_and_no_hole() -> None:
    unit = changed({"org.short": NONE, "places": NONE})
    assert see("甲{{ org.short }}乙", unit) == f"甲{EMPTY}乙"
    assert see("{% if org.short %}甲{% endif %}{% for p in places %}乙{% endfor %}{% if places %}丙{% endif %}", unit) == ""
    assert (
        see("{% if org.short is given %}甲{% endif %}{% if places is given %}乙{% endif %}", unit, ("places", "org.short")) == ""
    )


def test_computed_holes_are_named_between_marks() -> None:
    text = render("{{ count_below() }}{{ annex('duties') }}\n{{ annex_list() }}").text
    assert text.replace(COMPUTED_OPEN, "<").replace(COMPUTED_CLOSE, ">") == "<count><annex:duties>\n<annex_list>"


def test_the_title_of_the_printed_paper_is_known_to_a_paper_that_prints_one() -> None:
    assert render("《{{ printed_title() }}》", prints="plan").text == f"《{COMPUTED_OPEN}printed_title{COMPUTED_CLOSE}》"
    (problem,) = problems("甲\n{{ printed_title() }}")
    assert problem.startswith("plan.md.j2:2 ") and "prints" in problem


def test_a_template_and_its_clauses_may_ask_whether_they_are_printed_by_another() -> None:
    asks = "{% if printed %}印发{% else %}单发{% endif %}"
    macro = "{% macro m() %}" + asks + "{% endmacro %}"
    for printed, said in ((True, "印发"), (False, "单发")):
        body = f"{macro}{asks}{{{{ m() }}}}{{{{ clauses('x') }}}}"
        assert render(body, clauses=[clause("x", "a", asks)], printed=printed).text == said * 3
    assert problems("{% set printed = 1 %}") == ["plan.md.j2:1 “printed”是保留的名字"]
    assert problems("{{ printed }}") == ["plan.md.j2:1 真假值、几项并列和宏本身不能打印"]


# ---------------------------------------------------------------- slots


def test_a_missing_fact_is_a_slot() -> None:
    value = render("{{ oversight.phone }}").values[0]
    assert (value.kind, value.text, value.paths, value.label) == ("slot", "【待填：监督电话】", ("oversight.phone",), "监督电话")


def test_a_record_without_a_fact_has_a_slot_of_the_lists_field() -> None:
    value = render("{% for b in basis %}{{ b.number }}{% endfor %}").values[1]
    assert (value.kind, value.paths) == ("slot", ("basis[].number",))


@pytest.mark.parametrize(
    ("body", "plain", "needed"),
    [
        ("{% if org.short %}甲{{ org.short }}{% endif %}", "", "甲‹【待填：单位简称】›"),
        ("{% if not org.short %}甲{% endif %}", "甲", ""),
        ("{{ '甲' if org.short }}", "", "‹甲›"),
        ("{% for s in stages %}{{ s.name }}{{ loop.index }}{% endfor %}", "", "‹【待填：阶段名称】›‹1›"),
        ("{% for s in stages %}{{ s.name }}{% else %}没有{% endfor %}", "没有", "‹【待填：阶段名称】›"),
        ("{% for s in stages %}{{ loop.length }}{% endfor %}", "", "‹【待填：活动阶段】›"),
        ("{% for s in stages if s.name is given %}{{ s.name }}{% endfor %}", "", ""),
        ("{% for p in places %}{{ p }}{% endfor %}", "", "‹【待填：地点】›"),
        ("{% if stages %}甲{% endif %}", "", "甲"),
        ("{{ stages|count }}", "‹【待填：活动阶段】›", "‹【待填：活动阶段】›"),
        ("{% if oversight %}甲{{ oversight.phone }}{% endif %}", "", "甲‹【待填：监督电话】›"),
        (
            "{% if org.short is given %}甲{% endif %}{% if stages is given %}乙{% endif %}{% if oversight is given %}{% endif %}",
            "",
            "",
        ),
    ],
)
def test_needs_says_what_counts_as_there_when_it_is_missing(body: str, plain: str, needed: str) -> None:
    unit = without("org.short", "stages", "places")
    assert see(body, unit) == plain
    assert see(body, unit, ("org.short", "stages", "places", "oversight")) == needed


def test_a_needed_list_is_itself_when_it_is_there() -> None:
    assert see("{% for s in stages %}{{ s.name }}{{ loop.length }}{% endfor %}", needs=("stages",)) == "‹准备›‹2›‹推进›‹2›"


def test_a_list_in_a_record_of_slots() -> None:
    body = "{% for s in stages %}{% for t in s.tasks %}{{ t.what }}{% endfor %}{% endfor %}"
    assert see(body, without("stages"), ("stages", "stages[].tasks")) == "‹【待填：任务】›"


@pytest.mark.parametrize(
    "test",
    [
        "org.form == 'branch'", "org.form != 'branch'", "'branch' == org.form", "org.form in ('branch', 'general')",
        "members.full > 3", "members.full < 3", "members.full >= 3", "members.full <= 3", "3 < members.full",
        "members.full == members.probationary", "members.probationary != members.full", "members.probationary < members.full",
        "org.short == org.form", "motto == '甲'", "stages|count > 2",
    ],
)  # fmt: skip
def test_comparing_a_slot_is_false_and_is_noted(test: str) -> None:
    unit = without("org.form", "members.full", "stages") | {"motto": ("甲", Ref("org.form"))}
    rendered = render(f"{{% if {test} %}}是{{% else %}}否{{% endif %}}", unit)
    assert rendered.text == "否"
    (warning,) = rendered.warnings
    assert "未填" in warning.message and warning.path in ("org.form", "members.full", "stages")


def test_each_undecided_fact_is_noted_once() -> None:
    body = "{% if org.form == 'a' %}{% elif org.form == 'b' %}{% elif org.level == 'c' %}{% endif %}"
    assert [warning.path for warning in render(body, without("org.form", "org.level")).warnings] == ["org.form", "org.level"]
    assert render(body).warnings == ()


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("org.form == 'branch'", True),
        ("org.form != 'branch'", False),
        ("org.form in ('general', 'branch')", True),
        ("org.form not in ('general', 'branch')", False),
        ("org.name == org.short", False),
        ("org.name == org.name", True),
        ("motto == '围绕机密县绝密村转'", True),
        ("motto == ''", False),
        ("motto", True),
        ("places|join", True),
        ("members.full == 32", True),
        ("members.full == '32'", True),
        ("members.full > members.probationary", True),
        ("2 <= members.probationary <= 2", True),
        ("stages|count == 2", True),
        ("stages|count == members.probationary", True),
        ("stages|count > 2", False),
        ("loop_never is given", False),
        ("members.full is given and stages is given and org is given", True),
        ("paper is given", False),
        ("'村口' in places", True),
        ("'甲' in places", False),
    ],
)
def test_what_holds_of_facts(test: str, holds: bool) -> None:
    assert see(f"{{% if {test} %}}是{{% else %}}否{{% endif %}}") == ("是" if holds else "否")


def test_dates_are_compared_by_the_calendar_and_events_come_last() -> None:
    body = "{% for s in stages %}{{ '早' if s.start < founded else '晚' }}{% endfor %}"
    assert see(body, changed({"founded": Date(2010, 6)})) == "‹早›‹晚›"
    assert see(body, changed({"founded": Date(9999, text="大会召开")})) == "‹早›‹早›"


def test_nothing_on_purpose_is_compared_without_a_word() -> None:
    unit = changed({"members.full": NONE, "org.form": NONE})
    rendered = render("{% if members.full > 3 %}甲{% elif org.form == 'branch' %}乙{% elif org.form != 'x' %}丙{% endif %}", unit)
    assert (rendered.text, rendered.warnings) == ("丙", ())


def test_a_number_that_is_nought_is_no() -> None:
    assert (
        see("{% if members.probationary %}甲{% endif %}{{ members.probationary }}", changed({"members.probationary": 0})) == "‹0›"
    )


# ---------------------------------------------------------------- lines


def test_lines_of_text() -> None:
    assert places("甲\n\n{{ org.short }}\n乙") == ["1 甲", "2 ", "3 ‹绝密›", "4 乙"]


def test_lines_of_blocks_that_leave_nothing() -> None:
    body = "甲\n{% if org.name %}\n乙\n  {% if org.short %}\n  丙\n  {% endif %}\n{% else %}\n丁\n{% endif %}\n戊"
    assert places(body) == ["1 甲", "3 乙", "5   丙", "10 戊"]


def test_lines_of_loops() -> None:
    body = "{% for s in stages %}\n{{ s.name }}\n\n- 甲{{ loop.index }}\n{% endfor %}\n完"
    assert places(body) == ["2 ‹准备›", "3 ", "4 - 甲‹1›", "2 ‹推进›", "3 ", "4 - 甲‹2›", "6 完"]


def test_lines_where_several_template_lines_make_one() -> None:
    assert places("甲{% if org.name %}\n乙\n{% endif %}\n丙") == ["1 甲乙", "4 丙"]
    assert places("甲{% if\n org.name %}乙{{\n org.short }}\n{% endif %}\n丙") == ["1 甲乙‹绝密›", "5 丙"]
    assert places("{% if org.name -%}\n\n   乙\n{%- endif %}\n丙") == ["3 乙丙"]
    assert places("{# 一\n二 #}\n甲") == ["3 甲"]


def test_lines_of_macros_and_blocks_are_where_their_text_stands() -> None:
    body = "{% macro m(a) %}\n甲{{ a }}\n乙{{ caller() }}\n{% endmacro %}\n丙\n{% call m(org.short) %}\n丁\n{% endcall %}\n戊"
    assert places(body) == ["5 丙", "2 甲‹绝密›", "3 乙丁", "3 ", "9 戊"]
    assert places("{% set x %}\n甲\n乙\n{% endset %}\n丙\n{{ x }}\n丁") == ["5 丙", "2 甲", "3 乙", "3 ", "7 丁"]
    assert places("{% macro m() %}{{ org.short }}{% endmacro %}\n\n\n{{ m() }}") == ["2 ", "3 ", "1 ‹绝密›"]


def test_lines_of_clauses_are_those_of_their_files() -> None:
    one, two = clause("g", "one", "\n\n甲\n\n乙\n"), clause("g", "two", "\n{{ org.short }}\n")
    assert places("丙\n\n{{ clauses('g') }}\n\n丁", one, two) == [
        "1 丙",
        "2 ",
        "clauses/g/one.md.j2:3 甲",
        "clauses/g/one.md.j2:4 ",
        "clauses/g/one.md.j2:5 乙",
        "clauses/g/one.md.j2:5 ",
        "clauses/g/two.md.j2:2 ‹绝密›",
        "4 ",
        "5 丁",
    ]


def test_lines_of_long_text_are_the_line_that_prints_it() -> None:
    assert [place[0] for place in places("甲\n{{ story|markdown }}\n乙")] == ["1", *"222222", "3"]


def test_lines_count_the_front_matter() -> None:
    source = Source("plan.md.j2", "---\nid: plan\nname: 实施方案\n---\n\n# 甲\n\n{{ nobody }}\n")
    template = read_template(source)
    with pytest.raises(InputError) as caught:
        render_markdown(template, {}, context())
    assert caught.value.problems == (Problem(Span("plan.md.j2", 8), "没有“nobody”这个字段或名字", "请改模板的这一行"),)


@given(st.lists(st.sampled_from(["甲", "", "{{ org.short }}", "{% if org.name %}", "{{ loop_text }}", "- 乙{{ org.name }}丙"])))
def test_every_printed_line_is_traced_to_the_line_it_stands_in(lines: list[str]) -> None:
    lines = [line.replace("loop_text", f"'第{number}'") for number, line in enumerate(lines, 1)]
    body = "\n".join([*lines, "{% endif %}" * sum("if" in line for line in lines)])
    kept = [f"{number} {line}" for number, line in enumerate(lines, 1) if "if" not in line]
    values = {"{{ org.short }}": "‹绝密›", "{{ org.name }}": "‹机密县绝密村›"}
    expected = []
    for place in kept:
        for hole, text in values.items():
            place = place.replace(hole, text)
        expected.append(place.replace("{{ '", "‹").replace("' }}", "›"))
    assert places(body)[: len(expected)] == expected


# ---------------------------------------------------------------- clauses


def test_clauses_of_a_group_in_their_order_with_a_blank_line_between() -> None:
    one, two, empty = (
        clause("g", "one", "\n甲\n\n"),
        clause("g", "two", "乙"),
        clause("g", "none", "\n{% if false %}\n丙\n{% endif %}\n"),
    )
    assert see("{{ clauses('g') }}", clauses=[one, empty, two]) == "甲\n\n乙"
    assert see("丁\n{{ clauses('g') }}\n戊", clauses=[empty]) == "丁\n\n戊"


@pytest.mark.parametrize(
    ("when", "used"),
    [
        ({}, True),
        ({"sector": ("village", "community")}, True),
        ({"sector": ("agency",)}, False),
        ({"campaign": ("zhengxian",)}, True),
        ({"campaign": ("other",)}, False),
        ({"shape": ("phased",)}, True),
        ({"shape": ("meeting",)}, False),
        ({"form": ("branch",)}, True),
        ({"form": ("general",)}, False),
        ({"level": ("village",)}, True),
        ({"level": ("county",)}, False),
        ({"strand": ("pledge",)}, True),
        ({"strand": ("other",)}, False),
        ({"sector": ("village",), "form": ("general",)}, False),
        ({"sector": ("village",), "form": ("branch",)}, True),
    ],
)
def test_a_clause_is_used_when_all_its_conditions_hold(when: dict[str, tuple[str, ...]], used: bool) -> None:
    assert see("{{ clauses('g') }}", clauses=[clause("g", "one", "甲", **when)]) == ("甲" if used else "")


def test_a_condition_on_a_fact_that_is_missing_does_not_hold() -> None:
    one = clause("g", "one", "甲", form=("branch",))
    assert see("{{ clauses('g') }}", without("org.form"), clauses=[one]) == ""
    assert see("{{ clauses('g') }}", without("org"), clauses=[one]) == ""
    assert see("{{ clauses('g') }}", changed({"org.form": NONE}), clauses=[one]) == ""


def test_a_clause_sees_the_record_it_is_given_and_the_facts() -> None:
    one = clause("g", "one", "{{ stage.name }}在{{ org.short }}")
    assert (
        see("{% for s in stages %}\n{{ clauses('g', stage=s) }}\n{% endfor %}", clauses=[one])
        == "‹准备›在‹绝密›\n‹推进›在‹绝密›\n"
    )
    assert see(
        "{% for g in group %}{{ clauses('g', group=g) }}{% endfor %}", clauses=[clause("g", "one", "{{ group.name }}")]
    ) == ("‹柏舟›‹松年青›")


def test_a_clause_sees_no_names_of_its_template() -> None:
    assert problems("{% set x = 1 %}{{ clauses('g') }}", clause("g", "one", "甲\n{{ x }}")) == [
        "clauses/g/one.md.j2:2 没有“x”这个字段或名字"
    ]


def test_a_clause_of_one_strand_is_used_for_its_record_alone() -> None:
    both = [clause("g", "one", "甲", strand=("pledge",)), clause("g", "two", "乙", strand=("review",))]
    body = "{% for s in strands %}{{ s.name }}{{ clauses('g', strand=s) }}{% endfor %}"
    assert see(body, clauses=both) == "‹承诺›甲‹点评›乙"
    assert shown(render(body, clauses=both, picks={"g": ["two", "one"]})) == "‹承诺›甲‹点评›乙"


def test_a_profile_chooses_and_orders_clauses() -> None:
    three = [clause("g", "a", "甲", sector=("agency",)), clause("g", "b", "乙"), clause("g", "c", "丙")]
    assert shown(render("{{ clauses('g') }}", clauses=three, picks={"g": ["c", "a"]})) == "丙\n\n甲"
    assert shown(render("{{ clauses('g') }}", clauses=three, picks={"g": []})) == ""


def test_what_a_profile_chooses_must_exist_and_all_mistakes_are_told() -> None:
    with pytest.raises(InputError) as caught:
        render("甲", clauses=[clause("g", "a", "甲")], picks={"g": ["a", "x", "y"], "h": ["z"]})
    assert [(str(p.span), p.message, p.path) for p in caught.value.problems] == [
        ("units/x.yaml:91:5", "条款组“g”里没有“x”", "clauses.g"),
        ("units/x.yaml:92:5", "条款组“g”里没有“y”", "clauses.g"),
        ("units/x.yaml:90:5", "没有条款组“h”", "clauses.h"),
    ]


def test_an_unknown_group_is_the_templates_mistake() -> None:
    assert problems("甲\n{{ clauses('h') }}", clause("g", "a", "甲")) == ["plan.md.j2:2 没有条款组“h”；现有：g"]


def test_clauses_may_use_other_groups_but_never_themselves() -> None:
    inner, outer = clause("inner", "a", "甲"), clause("outer", "b", "乙\n\n{{ clauses('inner') }}")
    assert see("{{ clauses('outer') }}", clauses=[inner, outer]) == "乙\n\n甲"
    round_about = [clause("g", "a", "甲\n\n{{ clauses('h') }}"), clause("h", "b", "\n\n{{ clauses('g') }}")]
    assert problems("{{ clauses('g') }}", *round_about) == ["clauses/h/b.md.j2:3 条款“g/a”又用到了它自己"]


def test_a_clause_may_be_printed_twice() -> None:
    assert see("{{ clauses('g') }}{{ clauses('g') }}", clauses=[clause("g", "a", "甲{{ org.short }}")]) == "甲‹绝密›甲‹绝密›"


# ---------------------------------------------------------------- mistakes


A_LIST = "“活动阶段”是列表，不能直接打印；请用循环、join 或 count"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("甲\n{{ nobody }}", ["plan.md.j2:2 没有“nobody”这个字段或名字"]),
        ("甲\n{{ org.nobody }}", ["plan.md.j2:2 字段表里没有“org.nobody”"]),
        ("甲\n{{ nobody.name }}", ["plan.md.j2:2 没有“nobody”这个字段或名字"]),
        ("甲\n{% if nobody %}{% endif %}", ["plan.md.j2:2 没有“nobody”这个字段或名字"]),
        ("甲\n{% if nobody == 1 %}{% endif %}", ["plan.md.j2:2 没有“nobody”这个字段或名字"]),
        ("甲\n{% for s in nobody %}{% endfor %}", ["plan.md.j2:2 没有“nobody”这个字段或名字"]),
        ("{% macro m(a) %}\n甲{{ a }}\n{% endmacro %}\n{{ m() }}", ["plan.md.j2:2 没有“a”这个字段或名字"]),
        ("{% for s in stages %}\n{{ s.nobody }}\n{% endfor %}", ["plan.md.j2:2 字段表里没有“stages.nobody”"]),
        ("{% macro m() %}\n\n{{ stages }}{% endmacro %}\n{{ m() }}", [f"plan.md.j2:3 {A_LIST}"]),
        ("{% set x %}\n{{ org }}\n{% endset %}", ["plan.md.j2:2 一组字段或一条记录不能直接打印；请写明其中哪一项"]),
        ("甲\n{{ org.name == '甲' }}", ["plan.md.j2:2 真假值、几项并列和宏本身不能打印"]),
        ("甲\n{% if org.name < '甲' %}{% endif %}", ["plan.md.j2:2 只有整数与整数、日期与日期才能比较大小"]),
        ("甲\n{% if members.full > founded %}{% endif %}", ["plan.md.j2:2 只有整数与整数、日期与日期才能比较大小"]),
        ("甲\n{{ annex('A b') }}", ["plan.md.j2:2 annex 要写附件的名字，如 annex('duties')"]),
        ("甲\n{{ annex() }}", ["plan.md.j2:2 参数的个数或类型不对，这一行不能执行（TypeError）"]),
        ("甲\n{{ org.name", ["plan.md.j2:2 到这里还没有写完：缺 }}、%} 或 {% endif %}、{% endfor %} 之类的结尾"]),
        ("甲\n{% if org.name %}\n乙", ["plan.md.j2:3 到这里还没有写完：缺 }}、%} 或 {% endif %}、{% endfor %} 之类的结尾"]),
        ("甲\n{{ org.name } }", ["plan.md.j2:2 括号不成对"]),
        ("甲\n{{ (org.name }}", ["plan.md.j2:2 括号不成对"]),
        ("甲\n{{ org.name org }}", ["plan.md.j2:2 大括号里的写法不完整"]),
        ("甲\n{{ org.name｜count }}", ["plan.md.j2:2 大括号里有不能用的字符（引号、括号请用半角）"]),
        ("甲\n{{ “甲” }}", ["plan.md.j2:2 大括号里有不能用的字符（引号、括号请用半角）"]),
        ("甲\n{% endif %}", ["plan.md.j2:2 没有这种标签，或前面的 {% if %}、{% for %} 没有结尾"]),
        ("甲\n{% 如果 org.name %}", ["plan.md.j2:2 没有这种标签，或前面的 {% if %}、{% for %} 没有结尾"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(body: str, found: list[str]) -> None:
    assert problems(body) == found


def test_all_that_the_language_does_not_have_is_told_at_once() -> None:
    found = problems("{{ org.name ~ '甲' }}\n{% include 'x' %}\n{{ org.name|upper }}\n{% for c in 'ab' recursive %}{% endfor %}")
    assert [line.split()[0] for line in found] == [f"plan.md.j2:{number}" for number in (1, 2, 3, 4)]


def test_a_mistake_in_a_clause_is_told_at_its_file() -> None:
    assert problems("甲\n{{ clauses('g') }}", clause("g", "one", "乙\n\n{{ org }}")) == [
        "clauses/g/one.md.j2:3 一组字段或一条记录不能直接打印；请写明其中哪一项"
    ]
    assert problems("甲\n{{ clauses('g') }}", clause("g", "one", "乙\n{{ 1 + 1 }}")) == [
        "clauses/g/one.md.j2:2 模板语言里没有这种写法（Add）"
    ]
    macro = "{% macro m(a) %}\n{{ a.nobody }}\n{% endmacro %}\n"
    assert problems("甲\n{{ clauses('g') }}", clause("g", "one", macro + "{{ m(org) }}")) == [
        "clauses/g/one.md.j2:2 字段表里没有“org.nobody”"
    ]


@pytest.mark.parametrize("character", ["\U000f0000", "\U000ffffc", "\U00100000", "\ue000", "\ue001", "\ufffd", "\x00", "\x1b"])
def test_the_engines_own_characters_are_refused_in_templates(character: str) -> None:
    assert problems(f"甲\n乙{character}丙{character}") == [
        "plan.md.j2:2:2 模板里有引擎自用的字符",
        "plan.md.j2:2:4 模板里有引擎自用的字符",
    ]
    assert problems("{{ clauses('g') }}", clause("g", "one", character))[0].startswith("clauses/g/one.md.j2:1:1 ")


def test_what_a_template_needs_must_be_fields() -> None:
    assert problems("甲", needs=("stages", "stages.name", "nobody")) == [
        "plan.md.j2 needs 里的“stages.name”不在字段表里",
        "plan.md.j2 needs 里的“nobody”不在字段表里",
    ]


# ---------------------------------------------------------------- limits


def test_too_many_holes() -> None:
    assert MOST_HOLES == 65_533
    body = "{% set x %}{{ org.name }}{% endset %}" + "".join(f"{{% set x %}}{'{{ x }}' * 40}{{% endset %}}" for _ in range(3))
    assert len(render(body + "{{ x }}").values) == 64_000
    assert problems(body + "{{ x }}{{ x }}") == ["plan.md.j2 一份材料最多印出 65533 个值"]
    many = changed({"places": ["甲"] * 300})
    loops = "{% for a in places %}\n{% for b in places %}\n{{ a }}\n{% endfor %}\n{% endfor %}"
    assert problems(loops, unit=many) == ["plan.md.j2:3 一份材料最多印出 65533 个值"]


def test_too_much_text() -> None:
    long = "甲" * 1000
    many = changed({"places": ["甲"] * 300})
    loops = f"{{% for a in places %}}\n{{% for b in places %}}\n{long}\n{{% endfor %}}\n{{% endfor %}}\n乙"
    assert problems(loops, unit=many) == ["plan.md.j2:2 印出的文字超过二百万字，多半是循环写错了"]
    doubling = f"{{% set x %}}{long}{{% endset %}}\n" + "{% set x %}{{ x }}{{ x }}{% endset %}\n" * 40
    (problem,) = problems(doubling)
    assert problem.endswith("印出的文字超过二百万字，多半是循环写错了")


def test_too_many_turns() -> None:
    many = changed({"places": ["甲"] * 300})
    loop = "{% for a in places %}\n"
    body = "{% set x %}\n" + loop * 3 + "甲{% endfor %}{% endfor %}{% endfor %}{% endset %}"
    assert problems(body, unit=many) == ["plan.md.j2:4 循环超过 100000 次，多半是循环写错了"]


# ---------------------------------------------------------------- the same again


def test_rendering_again_gives_the_same_and_shares_nothing() -> None:
    template = Template("plan", Source("plan.md.j2", ""), "{% if org.form == 'a' %}{% endif %}{{ org.name }}{{ stages|count }}个")
    groups: dict[str, list[Template]] = {}
    missing, full = context(without("org", "stages")), context()
    first = render_markdown(template, groups, missing)
    assert shown(render_markdown(template, groups, full)) == "‹机密县绝密村›‹两›个"
    assert render_markdown(template, groups, missing) == first
    assert len(first.warnings) == 1


def test_a_changed_template_of_the_same_name_is_read_anew() -> None:
    groups: dict[str, list[Template]] = {}
    for text in ("甲", "乙", "甲"):
        assert render_markdown(Template("plan", Source("plan.md.j2", ""), text), groups, context()).text == text


def test_line_marks_do_not_run_out() -> None:
    groups: dict[str, list[Template]] = {}
    told: Context = context()
    for number in range(20):
        body = f"{number}\n" + "\n" * 9_000 + "完"
        rendered = render_markdown(Template("plan", Source("plan.md.j2", ""), body), groups, told)
        assert rendered.lines[-1] == Span("plan.md.j2", 9_002)


def test_the_fields_of_these_tests_are_a_dictionary() -> None:
    assert set(UNIT) <= {path for path in FIELDS if "." not in path}
