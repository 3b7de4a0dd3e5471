"""Templates read from files: front matter as data, the body with the file's own line numbers, all mistakes at once."""

import pytest

from generator.problem import InputError, Source, Span
from generator.read_template import read_template

WHOLE = """---
id: plan
name: 实施方案
layout: {default: plain, agency: gbt9704}
order: 2
needs: [stages, org.short]
sections: {aims: 15, steps: 40}
length:
  village: [1500, 3000]
  default: [2000, 5000]
authority: 《党政机关公文处理工作条例》第八条
asks: until_filled
spoken: true
prints: duties
---
# {{ org.name }}

---
"""


def read(text: str, group: str = "", name: str = "") -> list[str]:
    """The mistakes of a template as `line:column message`."""
    name = name or (f"templates/clauses/{group}/one.md.j2" if group else "templates/plan.md.j2")
    with pytest.raises(InputError) as caught:
        read_template(Source(name, text), group)
    assert {problem.span.file for problem in caught.value.problems} == {name}
    return [f"{problem.span.line}:{problem.span.column} {problem.message}" for problem in caught.value.problems]


def test_everything_a_kind_may_say() -> None:
    template = read_template(Source("templates/plan.md.j2", WHOLE))
    assert (template.id, template.name, template.order, template.group) == ("plan", "实施方案", 2, "")
    assert template.layout == {"default": "plain", "agency": "gbt9704"}
    assert template.needs == ("stages", "org.short")
    assert [(section.name, section.share) for section in template.sections] == [("aims", 15), ("steps", 40)]
    assert template.length == {"village": (1500, 3000), "default": (2000, 5000)}
    assert (template.authority, template.asks, template.spoken) == ("《党政机关公文处理工作条例》第八条", "until_filled", True)
    assert template.source.text == WHOLE
    assert template.prints == "duties"


def test_the_body_keeps_the_lines_of_the_file() -> None:
    template = read_template(Source("templates/plan.md.j2", WHOLE))
    assert template.body.split("\n") == [""] * 15 + ["# {{ org.name }}", "", "---", ""]
    assert WHOLE.split("\n")[15:] == ["# {{ org.name }}", "", "---", ""]


def test_the_least_a_kind_must_say() -> None:
    template = read_template(Source("templates/plan.md.j2", "---\nname: 实施方案\n---\n"))
    assert (template.id, template.layout, template.order, template.needs, template.sections) == ("plan", "plain", 0, (), ())
    assert (template.length, template.asks, template.spoken, template.when, template.body.strip()) == ({}, "guide", False, {}, "")
    assert read_template(Source("templates/plan.md.j2", "---\nname: 甲\nlayout: speech\n---\n")).layout == "speech"


def test_a_clause() -> None:
    text = "---\nwhen: {sector: [village, community], form: branch, level: []}\norder: 10\n---\n甲\n"
    clause = read_template(Source("templates/clauses/strands/pledge.md.j2", text), "strands")
    assert (clause.id, clause.group, clause.name, clause.order) == ("pledge", "strands", "pledge", 10)
    assert clause.when == {"sector": ("village", "community"), "form": ("branch",)}


def test_a_clause_without_conditions() -> None:
    clause = read_template(Source("templates/clauses/g/one.md.j2", "---\nwhen:\n---\n甲"), "g")
    assert (clause.when, clause.order, clause.body) == ({}, 0, "\n\n\n甲")
    assert read_template(Source("templates/clauses/g/one.md.j2", "---\n---\n甲"), "g").body == "\n\n甲"


def test_windows_line_ends_and_a_mark_of_byte_order() -> None:
    template = read_template(Source("templates/plan.md.j2", "\ufeff---\r\nname: 实施方案\r\n---  \r\n甲\r\n乙\r\n"))
    assert (template.name, template.body) == ("实施方案", "\n\n\n甲\n乙\n")


@pytest.mark.parametrize("text", ["", "# 甲\n", "---\nname: 甲\n", "----\nname: 甲\n----\n", "\n---\nname: 甲\n---\n"])
def test_front_matter_must_stand_between_lines(text: str) -> None:
    assert read(text) == ["1:1 模板开头没有成对的“---”"]


def test_all_mistakes_of_a_kind_at_once() -> None:
    text = """---
id: plam
layot: plain
order: 二
needs: {a: b}
sections: {aims: 15%, steps: [1]}
length:
  village: [3000, 1500]
  agency: 3000
  default: [1, 2]
asks: sometimes
spoken: 是
when: {sector: [village]}
---
"""
    assert sorted(read(text), key=lambda line: int(line.split(":")[0])) == [
        "1:1 缺少文种名称",
        "2:5 id 应与文件名一致（plan）",
        "3:1 不认识的说明项“layot”",
        "4:8 order 应为整数，现为“二”",
        "5:8 needs 应为文字列表",
        "6:18 sections.aims 应为百分数的整数",
        "6:30 sections.steps 应为百分数的整数",
        "8:12 length.village 应为两个整数，如 [1500, 3000]",
        "9:11 length.agency 应为两个整数，如 [1500, 3000]",
        "11:7 asks 只能是 guide 或 until_filled",
        "12:9 spoken 只能是 true 或 false",
        "13:1 不认识的说明项“when”",
    ]


def test_all_mistakes_of_a_clause_at_once() -> None:
    text = "---\nwhen:\n  sectors: [village]\n  form: {a: b}\n  level: [[x]]\nneeds: [a]\n---\n"
    assert sorted(read(text, "g")) == [
        "3:3 不认识的条件“sectors”",
        "4:9 when.form 应为文字列表",
        "5:10 when.level 应为文字列表",
        "6:1 不认识的说明项“needs”",
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("sections: [aims]", "3:11 sections 应为“名称: 值”的列表"),
        ("length: 3000", "3:9 length 应为“名称: 值”的列表"),
        ("layout: {default: a, agency: [a]}", "3:30 layout.agency 应为一行文字"),
        ("layout: [a]", "3:9 layout 应为一行文字"),
        ("authority: [a]", "3:12 authority 应为一行文字"),
        ("prints: [plan]", "3:9 prints 应为一行文字"),
        ("prints: plan", "3:9 不能印发它自己"),
        ("order: -1", "3:8 order 应为整数，现为“-1”"),
        ("order: ２", "3:8 order 应为整数，现为“２”"),
        ("sections: {aims: 60, steps: 50}", "3:11 sections 合计 110，超过 100"),
        ("layout: {agency: gbt9704}", "3:9 layout 缺少 default"),
        ("length: {village: [1, 2]}", "3:9 length 缺少 default"),
        ("needs: [a, '']", "3:8 needs 里有空项"),
        ("needs: [a, b, a]", "3:8 needs 里“a”写了两次"),
    ],
)
def test_one_mistake(line: str, found: str) -> None:
    assert read(f"---\nname: 甲\n{line}\n---\n") == [found]


def test_a_mistake_of_yaml_is_told_at_its_line_in_the_file() -> None:
    found = read("---\nname: 甲\norder: 1\norder: 2\n---\n")
    assert [line.split(":")[0] for line in found] == ["4"]


def test_the_file_is_known_by_its_name() -> None:
    with pytest.raises(InputError) as caught:
        read_template(Source("x/y/plan.md.j2", "---\nid: z\nname: 甲\n---\n"))
    assert caught.value.problems[0].span == Span("x/y/plan.md.j2", 2, 5)
