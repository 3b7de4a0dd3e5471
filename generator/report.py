"""Problems, warnings and results as Chinese text for a person or as JSON for a program. Prints nothing itself."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from generator.datatype import datatype
from generator.problem import Problem, Span

if TYPE_CHECKING:
    from generator.model import Slot
    from generator.pipeline import Paper, Readiness
    from generator.write_file import Written

Row = Mapping[str, str]

HEADINGS = {
    "id": "代号",
    "name": "名称",
    "layout": "版式",
    "group": "条款组",
    "clause": "条款",
    "shape": "形态",
    "period": "起止",
    "now": "现状",
    "set": "成套",
    "use": "什么时候用、谁来办",
    "when": "适用",
    "used_by": "用于",
    "item": "项目",
    "found": "情况",
    "hint": "怎么办",
}


def problem_as_text(problem: Problem) -> str:
    """`samples/units/x.yaml:12:5 stages.start.end 结束日期早于开始日期`, and below it what to do."""
    first = " ".join(part for part in (str(problem.span), problem.path, problem.message) if part)
    return f"{first}\n    {problem.hint}" if problem.hint else first


def problems_as_text(problems: Iterable[Problem], ending: str = "") -> str:
    """Every problem once, in the order of the files' lines, then a line that says how many."""
    ordered = in_order(problems)
    lines = [problem_as_text(problem) for problem in ordered]
    if ending:
        lines.append(f"共 {len(ordered)} 处问题，{ending}")
    return "\n".join(lines)


def warning_as_text(problem: Problem) -> str:
    return f"提醒：{problem_as_text(problem)}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.span, p.path, p.message)))


@datatype
class Outcome:
    """A paper, where it belongs, and what writing it came to (None: it was not to be written)."""

    paper: "Paper"
    target: PurePath
    written: "Written | None"

    def as_data(self) -> dict[str, object]:
        """For `--format json`."""
        return {
            "kind": self.paper.kind,
            "name": self.paper.name,
            "file": self.target,
            "written": self.written is not None,
            "changed": self.written is not None and self.written.changed,
            "backup": self.written.backup if self.written else None,
            "characters": self.paper.characters,
            "minutes": self.paper.minutes or None,
            "slots": self.paper.slots,
            "fonts": self.paper.fonts,
        }


def outcome_as_text(outcome: Outcome) -> str:
    """`已写  out/柳河村/01 实施方案.docx（4312字）`, the copy kept of the user's file, and what is still to be filled in."""
    done = outcome.written
    said = "会写" if done is None else "已写" if done.changed else "没有变化"
    paper = outcome.paper
    length = f"，{paper.characters}字" if paper.characters else ""  # a calendar has none
    lines = [f"{said}  {outcome.target}（{paper.name}{length}{_time(paper)}）"]
    if done and done.backup:
        lines.append(f"    原文件另存为 {done.backup}")
    return "\n".join([*lines, *_slot_lines(paper.slots, paper.kind)])


def _time(paper: "Paper") -> str:
    """How long a speech takes, and by how much that is more than was asked for."""
    if not paper.minutes:
        return ""
    told = f"，讲{paper.minutes:g}分钟左右"
    over = paper.minutes - (paper.minutes_asked or paper.minutes)
    rest = "余下的都要讲，不再删"
    return f"{told}，比要求的{paper.minutes_asked}分钟多{over:g}分钟；{rest}" if over > 0 else told


def readiness_as_text(readiness: "Readiness") -> str:
    """A profile's mistakes, what to look at, and for each kind what is missing and who may know it."""
    parts = [f"{readiness.profile}：" + (f"{len(readiness.problems)} 处错误" if readiness.problems else "没有错误")]
    parts += map(problem_as_text, in_order(readiness.problems))
    parts += map(warning_as_text, readiness.warnings)
    parts += readiness.notes
    for kind in readiness.kinds:
        parts.append(f"{kind.name} {kind.kind}：{'事实齐了' if kind.ready else '还不齐'}")
        parts += _slot_lines(kind.slots, kind.kind)
    return "\n".join(parts)


def _slot_lines(slots: "Sequence[Slot]", kind: str) -> list[str]:
    """How many slots there are, then each field that would fill some, one a line; nothing when nothing is missing."""
    if not slots:
        return []
    places = sum(slot.count for slot in slots)
    widest = max(width(slot.label) for slot in slots)
    lines = [f"    还有 {places} 处待填，补上这 {len(slots)} 个字段即可："]
    for slot in slots:
        who = f"  可问：{slot.who}" if slot.who else ""
        own = "（本人填写，不代写）" if slot.personal else ""
        lines.append(f"      {padded(slot.label, widest)}  {slot.place_in(kind)}{own}{who}")
    return lines


def table_as_text(rows: Sequence[Row]) -> str:
    """A line of headings and one per row, lined up by their width on screen, a Han character counting two."""
    if not rows:
        return "（没有）"
    table = [[HEADINGS.get(key, key) for key in rows[0]], *(list(row.values()) for row in rows)]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    lines = ("  ".join(map(padded, cells, widths)) for cells in table)
    return "\n".join(line.rstrip() for line in lines)


def as_json(value: object) -> str:
    """`value` with dataclasses as objects, a problem's place as file, line and column; keys in their own order."""
    import json

    return json.dumps(_plain(value), ensure_ascii=False, indent=2)


def _plain(value: object) -> object:
    match value:
        case Problem(span=span):
            return {**_place(span), "path": value.path, "message": value.message, "hint": value.hint}
        case Span():
            return _place(value)
        case bytes():
            return None  # a paper's bytes are in its file
        case PurePath():
            return value.as_posix()
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(inner) for inner in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def _place(span: Span) -> dict[str, object]:
    return {"file": span.file, "line": span.line, "column": span.column}


def width(text: str) -> int:
    """Columns on a screen: a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))
