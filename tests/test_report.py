"""What a person reads and what a program reads."""

import json
from pathlib import PurePosixPath

from generator.pipeline import KindReadiness, Paper, Readiness, Slot
from generator.problem import Problem, Span
from generator.report import (
    Outcome,
    as_json,
    in_order,
    outcome_as_text,
    problem_as_text,
    problems_as_text,
    readiness_as_text,
    table_as_text,
    warning_as_text,
)
from generator.write_file import Written

LATE = Problem(Span("samples/units/x.yaml", 12, 5), "结束日期早于开始日期", "把两个日期对调", "stages.start.end")
EARLY = Problem(Span("samples/units/x.yaml", 3, 1), "没有字段“单为”", "是不是“单位”？")
SLOTS = (Slot("org.name", "单位全称", "办公室或文书", 2), Slot("person.study", "学习情况", "本人", 1, personal=True))


def paper(slots: tuple[Slot, ...] = ()) -> Paper:
    return Paper("plan", "实施方案", 10, b"PK", slots, characters=4312)


def test_a_problem_says_where_what_and_what_to_do() -> None:
    assert problem_as_text(LATE) == (
        "samples/units/x.yaml:12:5 stages.start.end 结束日期早于开始日期\n    把两个日期对调"
    )
    assert problem_as_text(Problem(Span("x.yaml"), "文件是空的")) == "x.yaml 文件是空的"
    assert problem_as_text(Problem(Span(""), "缺少种类")) == "缺少种类"
    assert warning_as_text(EARLY).startswith("提醒：samples/units/x.yaml:3:1 没有字段")


def test_problems_stand_in_the_order_of_the_file_and_once() -> None:
    assert in_order([LATE, EARLY, LATE]) == (EARLY, LATE)
    assert problems_as_text([LATE, EARLY, LATE], "没有写任何文件").splitlines()[-1] == "共 2 处问题，没有写任何文件"


def test_a_paper_says_what_is_missing_and_who_knows() -> None:
    target = PurePosixPath("out/柳湾村/10 实施方案.docx")
    text = outcome_as_text(Outcome(paper(SLOTS), target, Written(target, True, PurePosixPath("x.bak"))))  # type: ignore[arg-type]
    assert text.splitlines() == [
        "已写  out/柳湾村/10 实施方案.docx（实施方案，4312字）",
        "    原文件另存为 x.bak",
        "    还有 3 处待填，补上这 2 个字段即可：",
        "      单位全称  org.name  可问：办公室或文书",
        "      学习情况  person.study（本人填写，不代写）  可问：本人",
    ]
    assert outcome_as_text(Outcome(paper(), target, None)) == "会写  out/柳湾村/10 实施方案.docx（实施方案，4312字）"
    assert outcome_as_text(Outcome(paper(), target, Written(target, False))).startswith("没有变化")  # type: ignore[arg-type]


def test_json_holds_everything_but_the_bytes() -> None:
    target = PurePosixPath("out/a.docx")
    (told,) = json.loads(as_json([Outcome(paper(SLOTS), target, None).as_data()]))
    assert told["file"] == "out/a.docx" and not told["written"]
    assert told["slots"][0] == {"path": "org.name", "label": "单位全称", "who": "办公室或文书", "count": 2, "personal": False}
    (problem,) = json.loads(as_json((LATE,)))
    assert problem == {
        "file": "samples/units/x.yaml",
        "line": 12,
        "column": 5,
        "path": "stages.start.end",
        "message": "结束日期早于开始日期",
        "hint": "把两个日期对调",
    }
    assert json.loads(as_json(paper()))["data"] is None
    assert "单位" in as_json({"label": "单位"}), "Han characters stand as themselves"


def test_readiness_of_a_profile() -> None:
    readiness = Readiness("x.yaml", (LATE, EARLY), (), (KindReadiness("plan", "实施方案", SLOTS),), ("按“c”起草",))
    lines = readiness_as_text(readiness).splitlines()
    assert lines[0] == "x.yaml：2 处错误"
    assert lines[1].startswith("samples/units/x.yaml:3:1")
    assert "实施方案 plan：还不齐" in lines and "按“c”起草" in lines
    whole = Readiness("x.yaml", (), (), (KindReadiness("plan", "实施方案", SLOTS[1:]),))
    assert "实施方案 plan：事实齐了" in readiness_as_text(whole)


def test_columns_line_up_on_screen() -> None:
    rows = [{"id": "plan", "name": "实施方案"}, {"id": "self_analysis", "name": "提纲"}]
    assert table_as_text(rows).splitlines() == ["代号           名称", "plan           实施方案", "self_analysis  提纲"]
    assert table_as_text([]) == "（没有）"
