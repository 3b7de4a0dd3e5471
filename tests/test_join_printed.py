"""A notice and the plan it prints: one text, one tree, in either practice; the title the notice names is the plan's own."""

import datetime
from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.join_printed import join_printed, name_printed, place_behind, take_printed
from generator.model import COMPUTED_CLOSE, COMPUTED_OPEN, FIRST_HOLE, Rendered, Value
from generator.pipeline import Paper, Request, generate
from generator.problem import InputError, Problem, Source, Span
from generator.read_markdown import read_markdown
from generator.set_numbers import set_numbers
from generator.tree import Document, PageBreak, as_text, holes_of

A, B = (chr(ord(FIRST_HOLE) + n) for n in range(2))
TITLE = f"{COMPUTED_OPEN}printed_title{COMPUTED_CLOSE}"
LIST = f"{COMPUTED_OPEN}annex_list{COMPUTED_CLOSE}"
DUTIES = f"{COMPUTED_OPEN}annex:duties{COMPUTED_CLOSE}"
NOTICE = (
    f"# 甲局关于印发《{TITLE}》的通知\n\n现印发《{TITLE}》。\n\n{LIST}\n\n::: sign\n甲局\n\n{A}\n:::\n\n"
    "::: cc\n抄送：乙局。\n:::\n"
)
PLAN = (
    f"# {A}局|实施方案\n\n::: addressee\n各组：\n:::\n\n## 总则\n\n任务见{DUTIES}。\n\n{LIST}\n\n::: sign\n{B}\n\n某日\n:::\n\n"
    "::: note\n（不公开）\n:::\n\n::: annex duties\n# 分工表\n\n表。\n:::\n\n::: annex map\n# 图\n\n图。\n:::\n"
)


def value(text: str, kind: str = "fact") -> Value:
    return Value(text, "slot" if kind == "slot" else "fact", ("org.name",))


def rendered(text: str, *texts: str, file: str) -> Rendered:
    lines = tuple(Span(file, n) for n in range(1, text.count("\n") + 2))
    return Rendered(text, tuple(map(value, texts)), lines)


def both(notice: str = NOTICE, plan: str = PLAN) -> tuple[Document, Document, Rendered]:
    own = rendered(notice, "某日", file="n")
    behind, whole = place_behind(own, rendered(plan, "乙", "某局", file="p"))
    return read_markdown(notice), read_markdown(behind), whole


def test_the_second_text_stands_behind_the_first_with_its_own_values_and_lines() -> None:
    own, printed, whole = both()
    assert [v.text for v in whole.values] == ["某日", "乙", "某局"]
    assert [hole.index for hole in holes_of(own)] == [0]
    assert [hole.index for hole in holes_of(printed)] == [1, 2]
    for document, file in ((own, "n"), (printed, "p")):
        assert {whole.lines[block.line - 1].file for block in document.blocks} == {file}
    title = printed.blocks[0]
    assert whole.lines[title.line - 1] == Span("p", 1)
    assert whole.text.split("\n")[title.line - 1].endswith("局|实施方案")
    assert len(whole.lines) == whole.text.count("\n") + 1


def test_warnings_are_told_once_and_too_many_values_refused() -> None:
    warning = Problem(Span(""), "甲")
    one = Rendered("", (), (Span("n"),), (warning,))
    assert place_behind(one, one)[1].warnings == (warning,)
    many = Rendered("", (value("甲"),) * 40_000, (Span("n"),))
    with pytest.raises(InputError, match="65533"):
        place_behind(many, many)


def test_the_plan_follows_on_a_new_page_without_what_it_had_when_sent_alone() -> None:
    own, printed, _ = both()
    printed = take_printed(printed)
    joined = join_printed(set_numbers(name_printed(own, printed)), set_numbers(printed), "page")
    assert as_text(joined).splitlines() == [
        "[标题] 甲局关于印发《⟨1⟩局|实施方案》的通知",
        "现印发《⟨1⟩局实施方案》。",
        "[落款单位] 甲局",
        "[落款日期] ⟨0⟩",
        "[另起一页]",
        "[标题] ⟨1⟩局|实施方案",
        "",
        "[1] 一、总则",
        "任务见附件1。",
        "[附件说明] 附件：1.分工表",
        "[附件说明] 2.图",
        "",
        "────────",
        "[附件] 附件1",
        "[标题] 分工表",
        "表。",
        "",
        "────────",
        "[附件] 附件2",
        "[标题] 图",
        "图。",
        "",
        "════════",
        "[抄送] 抄送：乙局。",
    ]


def test_or_it_is_the_first_annex_and_all_are_counted_together() -> None:
    own, printed, _ = both()
    printed = take_printed(printed)
    text = as_text(set_numbers(join_printed(name_printed(own, printed), printed, "annex")))
    assert "[附件说明] 附件：1.⟨1⟩局实施方案\n[附件说明] 2.分工表\n[附件说明] 3.图\n[落款单位]" in text
    assert "[附件] 附件1\n[标题] ⟨1⟩局|实施方案\n" in text and "任务见附件2。\n\n────────\n[附件] 附件2\n[标题] 分工表" in text
    assert text.count("附件说明") == 3 and "另起一页" not in text
    assert text.endswith("[抄送] 抄送：乙局。\n")


def test_each_is_numbered_on_its_own() -> None:
    own, printed, _ = both(NOTICE.replace("现印发", "## 要求\n\n现印发"))
    joined = join_printed(set_numbers(name_printed(own, printed)), set_numbers(take_printed(printed)), "page")
    assert [line for line in as_text(joined).splitlines() if line.startswith("[1]")] == ["[1] 一、要求", "[1] 一、总则"]
    assert [block for block in joined.blocks if isinstance(block, PageBreak)] == [PageBreak()]


def test_the_title_is_named_in_headings_items_tables_annexes_and_colophon() -> None:
    row = f"| 甲 | {TITLE} |\n"
    text = f"# 甲\n\n## {TITLE}\n\n乙：\n\n- {TITLE}\n\n| 子 | 丑 |\n| --- | --- |\n{row}\n::: cc\n{TITLE}\n:::\n"
    named = name_printed(read_markdown(text), read_markdown("# 丙|丁\n"))
    assert as_text(set_numbers(named)).count("丙丁") == 4 and "printed_title" not in as_text(named)


def test_a_paper_that_prints_another_has_no_annexes_of_its_own() -> None:
    own, printed, whole = both(NOTICE + "\n::: annex own\n# 己\n\n己。\n:::\n")
    with pytest.raises(InputError) as caught:
        join_printed(own, take_printed(printed), "page")
    (problem,) = caught.value.problems
    assert whole.lines[problem.span.line - 1] == Span("n", 17) and "不能再带附件" in problem.message


# ---------------------------------------------------------------- with the templates

ROOT = Path(__file__).resolve().parent.parent
UNIT = "samples/units/chengsha-water-bureau.yaml"


def made(catalog: Catalog, **options: object) -> Paper:
    request = Request(("notice",), catalog.open_profile(str(ROOT / UNIT)), datetime.date(2026, 1, 1), **options)  # type: ignore[arg-type]
    return generate(catalog, request).papers[0]


def house(tmp_path: Path, **files: str) -> Catalog:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Catalog(tmp_path)


def test_a_house_that_prints_plans_as_annexes_says_so_in_its_layout(tmp_path: Path) -> None:
    layout = {"templates__layouts__own.yaml": "extends: gbt9704\nname: 本县公文\nprinted: annex\n"}
    text = made(house(tmp_path, **layout), layout="own", to="md").data.decode()
    assert "[附件说明] 附件：1.澄沙县水务局深入开展创先争优活动实施方案\n[附件说明] 2." in text
    assert "[附件] 附件1\n[标题] 澄沙县水务局深入开展创先争优活动实施方案\n" in text
    assert "（名单见附件2）" in text and "任务分工见附件3" in text and "另起一页" not in text
    outline = made(Catalog(tmp_path), layout="own", to="md", depth="outline").data.decode()
    assert "[附件] 附件1\n[标题] 澄沙县水务局深入开展创先争优活动实施方案\n\n[1] 一、总体要求" in outline


def test_the_paper_is_told_in_the_notice_alone_and_its_facts_are_the_notices() -> None:
    text = made(Catalog(ROOT), to="md", sets=("papers.notice.adopted.meeting=某次会议",)).data.decode()
    notice, plan = text.split("[另起一页]")
    assert notice.count("某次会议") == 1 and "某次会议" not in plan and "[落款" not in plan and "[落款" in notice
    assert "报县直机关工委" not in plan
    with_both = made(Catalog(ROOT), to="json")
    assert with_both.characters > 4000 and with_both.slots == ()


def test_each_templates_mistakes_are_told_at_its_own_line(tmp_path: Path) -> None:
    notice = "---\nname: 通知\nprints: plan\n---\n# 关于印发《{{ printed_title() }}》的通知\n\n见{{ annex('x') }}。\n"
    plan = "---\nname: 方案\n---\n# 甲\n\n#乙\n"
    catalog = house(tmp_path, **{"templates__notice.md.j2": notice, "templates__plan.md.j2": plan})
    with pytest.raises(InputError) as caught:
        made(catalog)
    assert [problem.span for problem in caught.value.problems] == [Span("templates/plan.md.j2", 6)]
    (tmp_path / "templates" / "plan.md.j2").write_text(plan.replace("#乙", "乙"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        made(Catalog(tmp_path))
    assert [problem.span for problem in caught.value.problems] == [Span("templates/notice.md.j2", 7)]


@pytest.mark.parametrize(
    ("prints", "message"), [("plam", "prints：没有"), ("notice", "不能印发它自己"), ("other", "自己也印发别的材料")]
)
def test_what_can_be_printed(tmp_path: Path, prints: str, message: str) -> None:
    other = "---\nname: 别的\nprints: plan\n---\n# 甲\n"
    notice = f"---\nname: 通知\nprints: {prints}\n---\n# 甲\n"
    with pytest.raises(InputError) as caught:
        made(house(tmp_path, **{"templates__notice.md.j2": notice, "templates__other.md.j2": other}))
    (problem,) = caught.value.problems
    assert message in problem.message and problem.span.file == "templates/notice.md.j2"


def test_only_a_template_that_prints_has_a_printed_title(tmp_path: Path) -> None:
    catalog = house(tmp_path, **{"templates__notice.md.j2": "---\nname: 通知\n---\n# 甲\n\n{{ printed_title() }}\n"})
    with pytest.raises(InputError, match="prints") as caught:
        made(catalog)
    assert caught.value.problems[0].span == Span("templates/notice.md.j2", 6)


def test_a_missing_title_fact_is_one_slot_in_both_places() -> None:
    source = Source("u.yaml", "extends: agency\ncampaign: chuangxian-zhengyou\n")
    (paper,) = generate(Catalog(ROOT), Request(("notice",), source, datetime.date(2026, 1, 1), to="md")).papers
    text = paper.data.decode()
    counts = {slot.label: slot.count for slot in paper.slots}
    assert sum(counts.values()) == text.count("【待填：")
    assert "关于印发《【待填：单位简称】深入开展" in text and counts["单位简称"] == text.count("【待填：单位简称】")
