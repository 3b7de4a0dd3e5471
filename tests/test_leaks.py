"""No way leads from a fact to text: whatever a template tries, the value stays behind a hole or the template is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import UNIT, changed, clause, context, render

from generator.model import Rendered, Template
from generator.problem import InputError, Source
from generator.render_markdown import render_markdown

SECRET = "机密县绝密村"

OTHER_FILTERS = """
safe e escape forceescape string tojson pprint list first last length reverse upper lower title capitalize trim striptags
truncate(2) wordwrap(1) wordcount center indent replace('甲','乙') urlize urlencode xmlattr int float round abs attr('_value')
default('甲') d sort unique batch(1) slice(2) groupby('x') map('upper') select reject sum min max random dictsort items
filesizeformat count chinese day size people
"""
VALUE_ATTRIBUTES = "_data _value _sheet __class__ __init__ __str__ __html__ __dict__ text"
LOOP_ATTRIBUTES = "previtem nextitem cycle(org.name) changed(org.name) depth index0 _iterable __class__ _current"

# What a template's author may write with the name of the unit, and what must come of it: `hole` (it prints, and the text
# holds no character of the name) or the number of the line at which it is refused.
HOLE = "hole"
WAYS: dict[str, tuple[str, str | int]] = {
    # printing
    "printed": ("{{ org.name }}", HOLE),
    "by its label": ("{{ 单位.单位全称 }}", HOLE),
    "in markup": ("**{{ org.name }}**", HOLE),
    "in a heading's attribute": ("## 甲 {#{{ org.name }}}", HOLE),
    "chosen by a condition": ("{{ org.name if true else '甲' }}", HOLE),
    "or": ("{{ org.name or '甲' }}", HOLE),
    "and": ("{{ members.full and org.name }}", HOLE),
    "not": ("{{ not org.name }}", 1),
    "the parts of a phrase": ("{{ motto }}", HOLE),
    "as a tuple": ("{{ (org.name, org.short) }}", 1),
    "as a list": ("{{ [org.name] }}", 1),
    "as a dict": ("{{ {'甲': org.name} }}", 1),
    "the group it is in": ("{{ org }}", 1),
    "a list": ("{{ stages }}", 1),
    "a record": ("{% for s in stages %}\n{{ s }}\n{% endfor %}", 2),
    "a comparison": ("{{ org.name == '甲' }}", 1),
    # names
    "set": ("{% set x = org.name %}{{ x }}", HOLE),
    "set block": ("{% set x %}甲{{ org.name }}乙{% endset %}{{ x }}{{ x }}", HOLE),
    "set block with a filter": ("{% set x | upper %}{{ org.name }}{% endset %}{{ x }}", 1),
    "set block with one of our filters": ("{% set x | markdown %}{{ org.name }}{% endset %}{{ x }}", 1),
    "set block compared": ("{% set x %}{{ org.name }}{% endset %}{% if x == '机密县绝密村' %}甲{% endif %}", HOLE),
    "set block through a filter": ("\n{% set x %}{{ org.name }}{% endset %}\n{{ x|count }}", 3),
    "set block as a separator": ("{% set x %}{{ org.name }}{% endset %}\n{{ places|join(sep=x) }}", 2),
    "set block in a set block": ("{% set x %}{% set y %}{{ org.name }}{% endset %}{{ y }}{% endset %}{{ x }}", HOLE),
    "two names at once": ("{% set a, b = (org.name, org.short) %}{{ a }}", 1),
    "an attribute set": ("{% set org.name = '甲' %}", 1),
    "namespace": ("{% set n = namespace(x=org.name) %}{{ n.x }}", 1),
    "with": ("{% with x = org.name %}{{ x }}{% endwith %}", 1),
    # macros
    "macro argument": ("{% macro m(a) %}[{{ a }}]{% endmacro %}{{ m(org.name) }}", HOLE),
    "macro's default argument": ("{% macro m(a=org.name) %}{{ a }}{% endmacro %}{{ m() }}", HOLE),
    "macro in a macro": ("{% macro m(a) %}{{ a }}{% endmacro %}{% macro n(a) %}{{ m(a) }}{% endmacro %}{{ n(org.name) }}", HOLE),
    "macro's text as an argument": ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(m(m(org.name))) }}", HOLE),
    "macro's text through markdown": ("{% macro m() %}{{ org.name }}{% endmacro %}\n{{ m()|markdown }}", 2),
    "macro's text compared": ("{% macro m() %}{{ org.name }}{% endmacro %}{% if m() > '甲' %}甲{% endif %}", HOLE),
    "macro's text, an attribute": ("{% macro m() %}{{ org.name }}{% endmacro %}\n{{ m().striptags }}", 2),
    "macro's text, a method": ("{% macro m() %}{{ org.name }}{% endmacro %}\n{{ m().unescape() }}", 2),
    "macro's text looped over": ("{% macro m() %}{{ org.name }}{% endmacro %}{% for c in m() %}{{ c }}{% endfor %}", HOLE),
    "varargs": ("{% macro m() %}{% for v in varargs %}{{ v }}{% endfor %}{% endmacro %}{{ m(org.name) }}", HOLE),
    "varargs printed": ("{% macro m() %}\n{{ varargs }}\n{% endmacro %}\n{{ m(org.name) }}", 2),
    "kwargs printed": ("{% macro m() %}\n{{ kwargs }}\n{% endmacro %}\n{{ m(x=org.name) }}", 2),
    "kwargs looped over": ("{% macro m() %}{% for k in kwargs %}{{ k }}{% endfor %}{% endmacro %}{{ m(x=org.name) }}", HOLE),
    "kwargs' values": ("{% macro m() %}{{ kwargs.values() }}{% endmacro %}{{ m(x=org.name) }}", 1),
    "call block": ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ org.name }}{% endcall %}", HOLE),
    "call block with an argument": (
        "{% macro m(a) %}{{ caller(a) }}{% endmacro %}{% call(b) m(org.name) %}{{ b }}{{ b }}{% endcall %}",
        HOLE,
    ),
    "caller passed as an argument": ("{% macro m() %}{{ caller() }}{% endmacro %}\n{{ m(caller=org.name) }}", 1),
    "caller printed": ("{% macro m() %}{{ caller }}{% endmacro %}\n{% call m() %}{{ org.name }}{% endcall %}", 1),
    "caller where there is none": ("甲\n{{ caller() }}", 2),
    "a macro's name": ("{% macro m(a=org.name) %}{% endmacro %}{{ m.name }}", 1),
    "a macro's defaults": ("{% macro m(a=org.name) %}{% endmacro %}{{ m.defaults }}", 1),
    "a macro printed": ("{% macro m(a=org.name) %}{% endmacro %}{{ m }}", 1),
    "stars": ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*org.name) }}", 1),
    "two stars": ("{% macro m(a) %}{{ a }}{% endmacro %}{{ m(**org) }}", 1),
    "a macro that never ends": ("甲\n{% macro m(a) %}\n{{ m(a) }}\n{% endmacro %}\n{{ m(org.name) }}", 3),
    # other blocks
    "filter block": ("{% filter upper %}{{ org.name }}{% endfilter %}", 1),
    "filter block, ours": ("{% filter markdown %}{{ org.name }}{% endfilter %}", 1),
    "autoescape off": ("{% autoescape false %}{{ org.name }}{% endautoescape %}", 1),
    "do": ("甲\n{% do org.name %}", 2),
    "trans": ("甲\n{% trans x=org.name %}{{ x }}{% endtrans %}", 2),
    "debug": ("{% debug %}", 1),
    "block": ("{% block x %}{{ org.name }}{% endblock %}", 1),
    "self": ("{{ self }}", 1),
    "super": ("{{ super() }}", 1),
    "extends": ("甲\n{% extends 'plan.md.j2' %}", 2),
    "include": ("甲\n{% include 'clauses/a/b.md.j2' %}", 2),
    "import": ("{% import 'x' as x %}{{ x.y }}", 1),
    "from import": ("{% from 'x' import y %}{{ y(org.name) }}", 1),
    "raw": ("甲\n{%- raw %}{{ org.name }}{% endraw %}{{ org.name }}", 2),
    "a comment": ("{# {{ org.name }} #}{{ org.name }}", HOLE),
    "line statements are not read": ("# for s in stages\n{{ org.name }}", HOLE),
    # joining texts
    "~": ("{{ '甲' ~ org.name }}", 1),
    "+": ("{{ '甲' + org.name }}", 1),
    "-": ("{{ members.full - 1 }}", 1),
    "*": ("{{ org.name * 2 }}", 1),
    "**": ("{{ members.full ** 2 }}", 1),
    "/": ("{{ members.full / 2 }}", 1),
    "%": ("{{ '%s' % org.name }}", 1),
    "unary": ("{{ -members.full }}", 1),
    "method format": ("{{ '{}'.format(org.name) }}", 1),
    "method format_map": ("{{ '{x}'.format_map({'x': org.name}) }}", 1),
    "method join": ("{{ ''.join([org.name]) }}", 1),
    "a value's method": ("{{ org.name.upper() }}", 1),
    "filter format": ("{{ '%s'|format(org.name) }}", 1),
    "join of a list written out": ("{{ [org.name, org.short]|join }}", 1),
    "join of a tuple": ("{{ (org.name, org.short)|join('、') }}", 1),
    "join with the value between": ("{{ places|join(org.name) }}", 1),
    "join with the value before the last": ("{{ places|join(last=org.name) }}", 1),
    "join by a field named by the value": ("{{ stages|join(of=org.name) }}", 1),
    "join of a value": ("{{ org.name|join }}", 1),
    "join": ("{{ stages|join(of='name') }}{{ org.name }}", HOLE),
    "join with markup between": ("{{ places|join('\\n# ') }}", 1),
    "an ordinal in the style of the value": ("{{ 1|ordinal(org.name) }}", 1),
    "an ordinal of the value": ("{{ org.name|ordinal }}", 1),
    "plus": ("{{ org.name|plus(1) }}", 1),
    "a clause group named by the value": ("{{ clauses(org.name) }}", 1),
    "an annex named by the value": ("{{ annex(org.name) }}", 1),
    "passed to a clause": ("{{ clauses('passed', x=org.name) }}", HOLE),
    # other filters
    **{f"filter {name}": (f"甲\n{{{{ org.name|{name} }}}}", 2) for name in OTHER_FILTERS.split()},
    "a filter's arguments unpacked": ("{{ places|join(*org) }}", 1),
    # walking and looking in
    "an index": ("{{ org.name[0] }}", 1),
    "a slice": ("{{ org.name[1:2] }}", 1),
    "an item of a group": ("{{ org['name'] }}", 1),
    "an item of a list": ("{{ stages[0] }}", 1),
    "an attribute by number": ("{{ stages.0 }}", 1),
    **{f"a value's {name}": (f"甲\n{{{{ org.name.{name} }}}}", 2) for name in VALUE_ATTRIBUTES.split()},
    **{f"a group's {name}": (f"甲\n{{{{ org.{name} }}}}", 2) for name in ("_record", "__class__", "items", "_children")},
    **{f"a list's {name}": (f"甲\n{{{{ stages.{name} }}}}", 2) for name in ("_items", "__iter__", "append", "length")},
    "a global's attribute": ("{{ clauses.__globals__ }}", 1),
    "a constant's class": ("{{ ''.__class__ }}", 1),
    "looping over the value": ("{% for c in org.name %}{{ c }}{% endfor %}", 1),
    "looping over a group": ("{% for k in org %}{{ k }}{% endfor %}", 1),
    "unpacking in a loop": ("{% for a, b in stages %}{{ a }}{% endfor %}", 1),
    "unpacking the value": ("{% for (a, b) in [org.name] %}{{ a }}{% endfor %}", 1),
    "recursive loop": ("{% for s in stages recursive %}{{ loop(s) }}{% endfor %}", 1),
    "a loop's object": ("{% for s in stages %}{{ loop }}{% endfor %}", 1),
    **{
        f"a loop's {name}": (f"{{% for s in stages %}}\n{{{{ loop.{name} }}}}\n{{% endfor %}}", 2)
        for name in LOOP_ATTRIBUTES.split()
    },
    "a loop kept for later": ("{% for s in stages %}\n{% set l = loop %}\n{{ l._iterable }}\n{% endfor %}", 3),
    "a tuple looped over": ("{% for x in (org.name, org.short) %}{{ x }}{% endfor %}", HOLE),
    "range": ("{% for i in range(3) %}{{ i }}{% endfor %}", 1),
    "cycler": ("{% set c = cycler(org.name) %}{{ c.next() }}", 1),
    "joiner": ("{% set j = joiner(org.name) %}{{ j() }}", 1),
    "dict()": ("{{ dict(x=org.name) }}", 1),
    "lipsum": ("{{ lipsum() }}", 1),
    # looking at it bit by bit
    "a known text": ("{% if org.name == '甲' %}甲{% else %}{{ org.name }}{% endif %}", HOLE),
    "is it less than": ("{% if org.name < '柳' %}甲{% endif %}", 1),
    "is a character in it": ("{% if '密' in org.name %}甲{% endif %}", 1),
    "is it in a text": ("{% if org.name in '甲乙' %}甲{% endif %}", 1),
    "is it in a list": ("{% if org.name in ('甲', '乙') %}甲{% endif %}{{ org.name }}", HOLE),
    "is it divisible": ("{% if members.full is divisibleby(2) %}甲{% endif %}", 1),
    "is it a string": ("{% if org.name is string %}甲{% endif %}", 1),
    "is it mapping": ("{% if org is mapping %}甲{% endif %}", 1),
    "called": ("{{ org.name() }}", 1),
    "called under another name": ("{% macro m() %}{% endmacro %}{% set m = org.name %}{{ m() }}", 1),
    # constants of the template itself
    "a constant is a hole too": ("{{ '# 甲' }}{{ org.name }}", HOLE),
    "a hole written out": ("甲\n{{ '\\U000f0000' }}", 2),
    "a control written out": ("{{ '\\x00' }}", 1),
    "half a surrogate": ("{{ '\\ud800' }}", 1),
    "a number too long to read": ("{{ " + "9" * 5000 + " }}", 0),
    "brackets too deep": ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", 0),
    "loops too deep": ("{% for x in places %}" * 30 + "{% endfor %}" * 30, 1),
    "the same argument twice": ("甲\n{% macro m(a, a) %}{% endmacro %}", 2),
    "a macro called like ours": ("{% macro clauses(a) %}{{ a }}{% endmacro %}{{ clauses(org.name) }}", 1),
}


def attempt(body: str) -> Rendered:
    return render(body, clauses=[clause("passed", "one", "甲{{ x }}")])


@pytest.mark.parametrize("way", WAYS)
def test_a_fact_never_becomes_text(way: str) -> None:
    body, expected = WAYS[way]
    try:
        rendered = attempt(body)
    except InputError as wrong:
        first = wrong.problems[0]
        assert (first.span.file, first.span.line) == ("plan.md.j2", expected), wrong
        assert all(re.search("[\u4e00-\u9fff]{4}", problem.message) for problem in wrong.problems), wrong
        assert SECRET not in str(wrong)
    else:
        assert expected == HOLE, rendered
        assert not set(SECRET) & set(rendered.text), rendered.text


@pytest.mark.parametrize(
    "expression",
    [
        "'甲' ~ org.name",
        "1 + 1",
        "'%s' % org.name",
        "org['name']",
        "org.name[1:]",
        "org.name|upper",
        "org.name.upper()",
        "1 is odd",
        "none",
    ],
)
def test_what_is_not_in_the_language_is_refused_where_it_never_runs(expression: str) -> None:
    with pytest.raises(InputError) as caught:
        attempt(f"甲\n{{% if false %}}\n{{{{ {expression} }}}}\n{{% endif %}}")
    assert {str(problem.span) for problem in caught.value.problems} == {"plan.md.j2:3"}


def test_the_table_tells_its_ways_apart() -> None:
    """Each hole of the table really is one: the name or one of its kin was printed."""
    for way, (body, expected) in WAYS.items():
        if expected == HOLE:
            values = "".join(value.text for value in attempt(body).values)
            assert values or "compared" in way, way


# ---------------------------------------------------------------- whatever the values, one structure

WHOLE = """
# {{ org.name }}|关于{{ campaign.name }}的方案

{% if org.short %}
{{ org.short }}有党员{{ members.full|count }}名，{{ motto }}。
{% endif %}
{% macro line(s) %}{{ s.name }}（{{ s.start|until(s.end) }}）{{ caller() }}{% endmacro %}
{% for s in stages %}
{% call line(s) %}{{ loop.index|ordinal('第一') }}{% endcall %}

{% for t in s.tasks %}
- {{ t.what }}{% if not loop.last %}、{% endif %}

{% endfor %}
{% endfor %}
{% set all %}{{ stages|join_and(of='name') }}{{ places|join }}{% endset %}
{{ all }}。{{ all }}{{ group|people }}{{ basis|documents }}
{% for g in group %}
| {{ g.name|wide }} | {{ g.id }} |
{% endfor %}
{{ clauses('passed', x=org.name) }}
"""

TEMPLATE = Template("plan", Source("plan.md.j2", ""), WHOLE)
CLAUSES = {"passed": (clause("passed", "one", "甲{{ x }}\n\n{{ oversight.phone }}"),)}
WORDS = r"""
# ## #甲 | |甲| {{7*7}} {%raw%} {#x} {#x#} **粗** *甲* _甲_ *** --- === ::: :::sign ``` > >甲 - -甲 1. 1、 一、 （一） （一）甲
<script>alert(1)</script> <!-- --> ]]> &amp; &#35; [甲](http://x) ![甲](x) http://x \ \n $x %s {0} {x} ' " ` ~
【 】 【待填：甲】 None True False 0 -1 无 甲|乙 项 名 两 二 count annex:duties annex_list 𠮷 🙂
"""
BLANKS = (" 甲 ", "\n\n# 甲", "\t", "\r\n", "\u3000", "\u00a0", "\u200b", "\u202e甲", "    甲", "- 甲\n- 乙", "| 甲 |\n| -- |")
POISONS = (*WORDS.split(), *BLANKS, "e\u0301", "\ufe0f", "甲" * 5000, "a" * 5000, "甲\n" * 500, "::: sign\n甲\n:::")


def poisoned(text: str) -> Rendered:
    stage = {"name": text, "start": UNIT["founded"], "end": UNIT["founded"], "tasks": [{"what": text}]}
    unit = changed(
        {
            **dict.fromkeys(("org.name", "org.short", "campaign.name", "oversight.phone"), text),
            "motto": (text,),
            "places": [text, text],
            "stages": [{"id": "start", **stage}, {"id": "work", **stage}],
            "group": [{"name": text}, {"name": text}],
            "basis": [{"title": text, "number": text}],
        }
    )
    return render_markdown(TEMPLATE, CLAUSES, context(unit))


def test_sixty_poisoned_profiles_have_one_structure() -> None:
    assert len(POISONS) >= 60
    assert len({(rendered.text, rendered.lines) for rendered in map(poisoned, POISONS)}) == 1


OURS = "\ue000\ue001\ufffd"
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=OURS, max_codepoint=0xEFFFF), min_size=1)


@given(ANY_TEXT)
@settings(max_examples=80, deadline=None)
def test_any_value_gives_the_same_structure(text: str) -> None:
    rendered = poisoned(text)
    assert rendered.text == poisoned("甲").text
    assert [value.text for value in rendered.values].count(text) >= 20
