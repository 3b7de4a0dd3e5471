"""Layouts: those that come with the engine, and what a wrong one is told."""

import pytest
from sample_paper import LAYOUTS, layout

from generator.catalog import Catalog
from generator.layout import MARKS, PARAGRAPHS
from generator.problem import InputError, Problem, Source, Span
from generator.read_layout import read_layout
from generator.word.page_xml import base_parts, document_close


def read(text: str, name: str = "templates/layouts/own.yaml", words: str = "words: [目的]") -> tuple[Problem, ...]:
    """The problems of a layout, none if it is right."""
    catalog = Catalog()
    try:
        read_layout(Source(name, text), catalog.layout, Source("profiles/lexicon/unbroken.yaml", words))
    except InputError as error:
        return error.problems
    return ()


def test_there_are_no_other_layouts_than_tested_here() -> None:
    assert set(Catalog().layouts()) == set(LAYOUTS)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_whole(name: str) -> None:
    found = layout(name)
    assert found.id == name
    assert set(found.paragraphs) == set(PARAGRAPHS)
    assert set(found.marks) == set(MARKS)
    assert "目的" in found.unbroken


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_two_styles_share_a_name(name: str) -> None:
    names = [style.name for style in layout(name).paragraphs.values()] + [mark.name for mark in layout(name).marks.values()]
    assert len(names) == len(set(names))


def test_speech_and_personal_differ_as_they_should() -> None:
    assert layout("gbt9704").sign.seal == layout("plain").sign.seal == "full"
    assert layout("speech").sign.seal == layout("personal").sign.seal == "none"
    places = [layout(name).page_number.place for name in ("gbt9704", "plain", "speech", "personal")]
    assert places == ["outside", "outside", "center", "center"]


def test_the_page_is_that_of_gb_t_9704() -> None:
    """The figures of the standard in Word's units: 37 mm, 28 mm, 156 × 225 mm, 22 lines."""
    section = document_close(layout("gbt9704")).decode()
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in section
    assert '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" ' in section
    assert 'w:footer="1417" w:gutter="0"/>' in section
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in section


def test_the_base_style_is_exact_and_lets_nothing_move_a_line() -> None:
    styles = dict(base_parts(layout("gbt9704")))["word/styles.xml"]
    normal = styles[styles.index('w:styleId="Normal"') :].split("</w:style>")[0]
    assert '<w:spacing w:before="0" w:after="0" w:line="579" w:lineRule="exact"/>' in normal
    assert '<w:widowControl w:val="0"/>' in normal
    assert '<w:snapToGrid w:val="0"/>' in normal
    assert '<w:spacing w:val="-5"/>' in normal
    assert 'w:eastAsia="仿宋_GB2312"' in normal
    assert '<w:sz w:val="32"/>' in normal
    body = styles[styles.index('w:styleId="PaperBody"') :].split("</w:style>")[0]
    assert 'w:firstLineChars="200" w:firstLine="632"' in body


# ---------------------------------------------------------------- mistakes


def test_a_layout_may_change_one_thing_of_another() -> None:
    assert read("extends: gbt9704\nname: 本局\nparagraphs:\n  level3: {bold: true}\n") == ()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("extends: gbt9704\npage: {width: 二百}\n", (2, 15), "width 应为数字，现为“二百”"),
        ("extends: gbt9704\npage: {width: 9999}\n", (2, 15), "width 应在 50 到 500 之间，现为 9999"),
        ("extends: gbt9704\nparagraphs:\n  boby: {name: 正文}\n", (3, 3), "不认识的键“boby”"),
        ("extends: gbt9704\nparagraphs:\n  body: {face: arial}\n", (3, 16), "face 只能是"),
        ("extends: gbt9704\nparagraphs:\n  body: 三号\n", (3, 9), "body 应是一组“键: 值”"),
        ("extends: gbt9704\ngaps: 1\n", (2, 7), "gaps 应是列表"),
        ("extends: gbt9704\ngaps: [{below: [bodies], lines: 1}]\n", (2, 17), "没有名为“bodies”的段落角色"),
        ("extends: gbt9704\ngaps: [{below: [body]}]\n", (2, 8), "缺少 lines"),
        ("extends: gbt9704\nmarks:\n  slot: {shading: yellow}\n", (3, 19), "shading 应写成六位十六进制的颜色"),
        ("extends: gbt9704\nsign: {seal: half}\n", (2, 14), "seal 只能是 full、none，现为“half”"),
        ("extends: gbt9704\ngrid: {lines: 22.5}\n", (2, 15), "lines 应为 1 到 200 之间的整数，现为“22.5”"),
        ("extends: gbt9704\npage_number: {text: 第页}\n", (2, 21), "text 应写一次 {page}"),
        ("extends: own\n", (1, 10), "版式互相引用：“own”"),
        ("extends: gbt\n", (1, 10), "没有名为“gbt”的版式"),
        ("extends: gbt9704\nbounds: {grid: {pitch: [1, 99]}}\n", (2, 9), "界限（bounds）由国家标准的版式规定"),
        ("extends: [gbt9704]\n", (1, 10), "extends 后面应是一个版式的名称"),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, place: tuple[int, int], said: str) -> None:
    problems = read(text)
    assert [(p.span, p.message.startswith(said)) for p in problems] == [(Span("templates/layouts/own.yaml", *place), True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("page: {top: 20}", "page.top 现为 20，国家标准的版式只能是 36到38"),
        ("grid: {pitch: 30}", "grid.pitch 现为 30，国家标准的版式只能是 27.75到28.98"),
        ("paragraphs:\n  base: {size: 15}", "paragraphs.base.size 现为 15，国家标准的版式只能是 16"),
        ("paragraphs:\n  body: {size: 12}", "paragraphs.body.size 现为 12，国家标准的版式只能是 16"),
        ("page_number: {place: center}", "page_number.place 现为 center，国家标准的版式只能是 outside"),
        ("page_number: {text: '{page}'}", "page_number.text 现为 {page}，国家标准的版式只能是 — {page} —、—{page}—、－{page}－"),
    ],
)
@pytest.mark.parametrize("base", ["gbt9704", "upward", "plain"])
def test_a_house_may_not_leave_the_standard(base: str, text: str, said: str) -> None:
    (problem,) = read(f"extends: {base}\n{text}\n")
    assert problem.message == said
    assert (problem.span.file, problem.span.line) == ("templates/layouts/own.yaml", text.count("\n") + 2)
    assert "bounded: false" in problem.hint
    assert read(f"extends: {base}\nbounded: false\n{text}\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "faces:\n  fangsong: {han: 方正仿宋_GBK, latin: Times New Roman, instead: 仿宋}",
        "grid: {pitch: 28}",
        "page_number: {text: '—{page}—'}",
        "paragraphs:\n  level2: {bold: true}\n  level3: {bold: true}",
        "printed: annex",
    ],
)
@pytest.mark.parametrize("base", LAYOUTS)
def test_a_house_may_change_what_the_standard_leaves_open(base: str, text: str) -> None:
    assert read(f"extends: {base}\nname: 本局\n{text}\n") == ()


def test_mistakes_are_told_all_at_once() -> None:
    problems = read("extends: gbt9704\npage: {width: x, height: y}\nsine: {seal: full}\n", words="words: 目的\nword: [x]\n")
    places = [(p.span.file.split("/")[-1], p.span.line) for p in problems]
    assert places == [("unbroken.yaml", 1), ("unbroken.yaml", 2), ("own.yaml", 2), ("own.yaml", 2), ("own.yaml", 3)]
    assert problems[-1].hint == "是不是“sign”？"


def test_a_layout_without_a_base_is_told_what_it_lacks() -> None:
    said = {problem.message for problem in read("name: 空\n")}
    assert {"缺少 width", "paragraphs 缺少 body", "marks 缺少 slot", "缺少 characters"} <= said


# ---------------------------------------------------------------- the other forms


def test_a_letter_has_its_mark_at_30_mm_and_a_first_page_of_its_own() -> None:
    look = layout("letter")
    assert (look.head.top, look.head.first, look.form.host_only) == (30, "mark", True)
    assert look.first_page and look.rules[look.first_page.rule].kind == "thin_thick"
    mark = look.rules[look.paragraphs["mark"].rule or ""]
    assert (mark.kind, mark.length) == ("thick_thin", 170)
    assert look.paragraphs["number"].rule is None
    assert look.form.parts.isdisjoint({"mark_word", "printer", "printed", "signer"})


def test_an_order_has_its_mark_at_57_mm_and_two_lines_under_its_number() -> None:
    look = layout("order")
    assert look.head.top == 57
    assert look.paragraphs["number"].rule is None
    gap = next(gap for gap in look.gaps if "number" in gap.above and (not gap.below or "body" in gap.below))
    assert gap.lines == 2


def test_minutes_need_no_number_and_get_no_seal() -> None:
    look = layout("minutes")
    assert look.form.requires == ("mark",)
    assert look.sign.seal == "none"
    assert (look.paragraphs["attendance"].left, look.paragraphs["attendance"].hanging) == (5, 3)


def test_large_print_fills_its_page() -> None:
    look = layout("wall")
    size = look.paragraphs["base"].size or 0
    assert look.grid.characters * size == pytest.approx(look.page.text_width / 25.4 * 72, abs=3)
    assert look.grid.lines * look.grid.pitch == pytest.approx(look.page.text_height / 25.4 * 72, abs=2)
    assert look.title_characters * (look.paragraphs["title"].size or 0) <= look.page.text_width / 25.4 * 72


def test_own_gaps_stand_before_those_of_the_layout_they_extend() -> None:
    assert layout("letter").gaps[1:] == layout("gbt9704").gaps


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: letter\nfirst_page: {rule: blue}\n", "rule 只能是 red、thick、thin、letter_head、letter_foot，现为“blue”"),
        ("extends: letter\nrules:\n  letter_head: {kind: wavy}\n", "kind 只能是 single、thick_thin、thin_thick，现为“wavy”"),
        ("extends: letter\nhead: {first: number}\n", "first 只能是 lines、mark，现为“number”"),
        ("extends: gbt9704\nparagraphs:\n  number: {rule: blue}\n", "rule 只能是 red、thick、thin，现为“blue”"),
    ],
)
def test_a_wrong_rule_or_order_is_told(text: str, said: str) -> None:
    assert [problem.message for problem in read(text)] == [said]


def test_a_first_page_is_whole_or_not_there() -> None:
    said = [problem.message for problem in read("extends: gbt9704\nfirst_page: {top: 20}\n")]
    assert said == ["缺少 bottom", "缺少 description", "缺少 name", "缺少 rule", "缺少 rule_from_edge"]
