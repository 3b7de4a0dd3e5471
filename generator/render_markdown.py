"""A template with a unit's facts → Markdown in which every printed value is a hole.

Decides nothing about structure: a value is not there when structure is read. The language itself is in
`template_language.py` and `template_run.py`, the filters in `filters.py`; here a template is run, its lines are traced
back, and the holes are numbered in the order of the text.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from jinja2 import TemplateSyntaxError
from markupsafe import Markup

from generator.chinese import counting
from generator.conditions import hold
from generator.model import (
    COMPUTED_CLOSE,
    COMPUTED_OPEN,
    FIRST_HOLE,
    LAST_HOLE,
    Context,
    Fields,
    Rendered,
    Template,
    Value,
)
from generator.opaque import MOST_HOLES, TOO_MANY, FieldIndex, OpaqueRecord, Sheet, TemplateFault, holes
from generator.problem import InputError, Problem, Span
from generator.template_language import FIRST_MARK, FOREIGN, LAST_MARK, MOST_LINES, Language
from generator.template_run import FIX_LINE, Names, Printing, Run

Clauses = Mapping[str, Sequence[Template]]  # by group, in their order

_MARKS: Final = re.compile(f"[{FIRST_MARK}-{LAST_MARK}]")
_LEADING_MARK: Final = re.compile(f"[{FIRST_MARK}-{LAST_MARK} ]*([{FIRST_MARK}-{LAST_MARK}])")
_HOLE: Final = re.compile(f"([{FIRST_HOLE}-{LAST_HOLE}])")
_EDGES: Final = re.compile(rf"[{FIRST_MARK}-{LAST_MARK}\s]*")
_BEFORE_COUNTED: Final = re.compile(r"\**\n?\**")  # what may stand between a count and the word it counts
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")


def render_markdown(template: Template, clauses: Clauses, context: Context, printed: bool = False) -> Rendered:
    """The template's text with one hole per printed value, and the values.

    `printed`: the paper goes out with a notice, which its template may ask (`{% if printed %}`). Raises InputError, each
    problem at the template's own file and line (or at a fact's, where a fact is at fault).
    """
    _check_picks(clauses, context)
    kitchen = _kitchen(clauses, context.fields)
    sheet = Sheet(context.root, kitchen.index, frozenset(template.needs))
    sheet.prints, sheet.inside = bool(template.prints), printed
    rendered = _finish(kitchen.run(template, context, sheet, {}), sheet, kitchen.language.places, template)
    sheet.root._children.clear()  # facts and sheet know each other: let go, or a batch waits for the garbage collector
    return rendered


# ---------------------------------------------------------------- templates, loaded once


class _Kitchen:
    """The loaded templates of one set of clauses and fields; each is loaded when it is first used."""

    def __init__(self, clauses: Clauses, fields: Fields) -> None:
        self.clauses = clauses
        self.index = FieldIndex(fields)
        self.language = Language()
        self.globals = {
            "count_below": lambda run: _computed("count"),
            "annex_list": lambda run: _computed("annex_list"),
            "annex": _annex,
            "printed_title": _printed_title,
            "clauses": self.clauses_of,
        }
        self.loaded: dict[str, tuple[str, Printing]] = {}

    def template(self, template: Template) -> Printing:
        name = template.source.name
        known = self.loaded.get(name)
        if known is not None and known[0] == template.body:
            return known[1]
        _check(template, self.index.fields)
        try:
            made = self.language.printing(template.body, name)
        except TemplateSyntaxError as wrong:
            problem = Problem(Span(name, wrong.lineno), _syntax_message(wrong.message or ""), FIX_LINE)
            raise InputError([problem]) from None
        except (ValueError, RecursionError):
            raise InputError([Problem(Span(name), "模板套得太深，或有太长的数字，不能执行", "请把模板写简单些")]) from None
        self.loaded[name] = (template.body, made)
        return made

    def run(self, template: Template, context: Context, sheet: Sheet, extra: Mapping[str, object]) -> str:
        """The text of one template or clause, still with line marks."""
        name = template.source.name
        printing = self.template(template)
        sheet.running.append(name)
        pieces: list[str] = []
        printing(Names(Run(name, sheet, context, {**self.globals, **extra})), pieces)
        sheet.running.pop()
        return "".join(pieces)

    def clauses_of(self, run: Run, group: str, /, **extra: object) -> Markup:
        """The global `clauses`: the text of a group's clauses that apply."""
        texts = []
        for clause in self._chosen(run.context, group, extra):
            if clause.source.name in run.sheet.running:
                raise TemplateFault(f"条款“{group}/{clause.id}”又用到了它自己")
            texts.append(_trimmed(self.run(clause, run.context, run.sheet, extra)))
        return Markup("\n\n".join(filter(None, texts)))

    def _chosen(self, context: Context, group: str, extra: Mapping[str, object]) -> list[Template]:
        """The clauses of a group that apply here, as the profile selects and orders them."""
        if not isinstance(group, str) or group not in self.clauses:
            raise TemplateFault(f"没有条款组“{group}”；现有：{'、'.join(sorted(self.clauses))}")
        there = {clause.id: clause for clause in self.clauses[group]}
        chosen = context.profile.clauses.get(group)
        if chosen is None:
            return [clause for clause in there.values() if _applies(clause, context, extra)]
        picked = [there[pick.text] for pick in chosen]
        return [clause for clause in picked if _applies(clause, context, extra, extra.keys())]


_kitchens: dict[tuple[int, int], _Kitchen] = {}


def _kitchen(clauses: Clauses, fields: Fields) -> _Kitchen:
    """The kitchen of these very clauses and fields (the same objects mean the same files), at most a few at a time."""
    key = (id(clauses), id(fields))
    kitchen = _kitchens.get(key)
    same = kitchen is not None and kitchen.clauses is clauses and kitchen.index.fields is fields
    if kitchen is None or not same or len(kitchen.language.places) > MOST_LINES // 2:  # line marks do not last for ever
        if len(_kitchens) >= 8:
            _kitchens.clear()
        kitchen = _kitchens[key] = _Kitchen(clauses, fields)
    return kitchen


def _check(template: Template, fields: Fields) -> None:
    """No characters that the engine itself writes between its stages, and no needs that are no fields."""
    problems = [
        Problem(Span(template.source.name), f"needs 里的“{path}”不在字段表里", "请写字段的路径，如 stages[].start")
        for path in template.needs
        if path not in fields
    ]
    if FOREIGN.search(template.body):
        problems += [
            Problem(Span(template.source.name, number, match.start() + 1), "模板里有引擎自用的字符", "删去这个看不见的字符")
            for number, line in enumerate(template.body.split("\n"), 1)
            for match in FOREIGN.finditer(line)
        ]
    if problems:
        raise InputError(problems)


# ---------------------------------------------------------------- clauses: which apply


def _check_picks(clauses: Clauses, context: Context) -> None:
    """A profile's chosen clauses must exist, whether this paper uses their group or not."""
    problems = []
    for group, picks in context.profile.clauses.items():
        there = [clause.id for clause in clauses.get(group, ())]
        for pick in picks:
            if group not in clauses:
                hint = f"可选：{'、'.join(sorted(clauses))}"
                problems.append(Problem(pick.span, f"没有条款组“{group}”", hint, f"clauses.{group}"))
            elif pick.text not in there:
                message = f"条款组“{group}”里没有“{pick.text}”"
                problems.append(Problem(pick.span, message, f"可选：{'、'.join(there)}", f"clauses.{group}"))
    if problems:
        raise InputError(problems)


def _applies(clause: Template, context: Context, extra: Mapping[str, object], only: Collection[str] | None = None) -> bool:
    """Whether the clause's conditions hold. (A profile's choice stands above all but a passed record: `only` its name.)"""
    strand = extra.get("strand")
    named = strand._record.path.rpartition(".")[2] if isinstance(strand, OpaqueRecord) else ""
    return hold(clause.when, context, strand=named, only=only)


def _trimmed(text: str) -> str:
    """A clause's text without the blank lines around it, the marks of its lines kept."""
    edge = _EDGES.match(text)
    if edge is None or edge.end() == len(text):
        return ""
    end = len(text)
    while _EDGES.fullmatch(text, end - 1, end):
        end -= 1
    return text[text.rfind("\n", 0, edge.end()) + 1 : end]


# ---------------------------------------------------------------- computed holes


def _computed(name: str) -> Markup:
    return Markup(COMPUTED_OPEN + name + COMPUTED_CLOSE)


def _annex(run: Run, name: object) -> Markup:
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise TemplateFault("annex 要写附件的名字，如 annex('duties')")
    return _computed(f"annex:{name}")


def _printed_title(run: Run) -> Markup:
    if not run.sheet.prints:
        raise TemplateFault("printed_title 只用在说明项里写了 prints 的模板，如 prints: plan")
    return _computed("printed_title")


# ---------------------------------------------------------------- from marks to lines, from prints to holes


def _finish(text: str, sheet: Sheet, places: Sequence[Span], template: Template) -> Rendered:
    """Marks out, lines beside; holes renumbered in the order of the text, values that were not printed dropped."""
    lines = _lines(text, places, Span(template.source.name, 1))
    pieces = _HOLE.split(_MARKS.sub("", text))
    zero = ord(FIRST_HOLE)
    numbers = [ord(hole) - zero for hole in pieces[1::2]]
    if len(numbers) > MOST_HOLES:
        raise InputError([Problem(Span(template.source.name), TOO_MANY, "请改短模板或档案里的列表")])
    pieces[1::2] = holes(len(numbers))
    clean = "".join(pieces)
    values = [sheet.values[number] for number in numbers]
    if sheet.counts:
        for i, number in enumerate(numbers):
            if number in sheet.counts:
                after = values[i + 1].text if i + 1 < len(values) else ""
                values[i] = _counted(values[i], sheet.counts[number], clean, clean.index(chr(zero + i)), after)
    return Rendered(clean, tuple(values), lines, tuple(sheet.warnings.values()))


def _lines(text: str, places: Sequence[Span], place: Span) -> tuple[Span, ...]:
    """The place of each line: that of the last mark at its start, else of the line above."""
    lines: list[Span] = []
    first = ord(FIRST_MARK)
    for line in text.split("\n"):
        mark = line[:1]
        if line[1:2] >= FIRST_MARK or mark == " " or line[1:2] == " ":
            found = _LEADING_MARK.match(line)
            mark = found[1] if found else ""
        if mark >= FIRST_MARK:  # no other character is higher
            place = places[ord(mark) - first]
        lines.append(place)
    return tuple(lines)


def _counted(value: Value, number: int, text: str, at: int, next_value: str) -> Value:
    """A count in words knows what it stands before, text or the next value: 两项, 二十项."""
    gap = _BEFORE_COUNTED.match(text, at + 1)
    after = gap.end() if gap else at + 1
    following = text[after : after + 4]
    if FIRST_HOLE <= following[:1] <= LAST_HOLE:
        following = next_value
    words = counting(number, following, text[max(0, at - 1) : at])
    return Value(words, value.kind, value.paths, value.spans, value.label)


# ---------------------------------------------------------------- faults

_SYNTAX: Final = (
    ("unexpected end of template", "到这里还没有写完：缺 }}、%} 或 {% endif %}、{% endfor %} 之类的结尾"),
    ("unknown tag", "没有这种标签，或前面的 {% if %}、{% for %} 没有结尾"),
    ("unexpected char", "大括号里有不能用的字符（引号、括号请用半角）"),
    ("expected token", "大括号里的写法不完整"),
    ("unexpected '", "括号不成对"),
)


def _syntax_message(english: str) -> str:
    """Jinja's word for a mistake in ours."""
    return next((message for words, message in _SYNTAX if words in english.lower()), "大括号里的写法不对")


__all__ = ["Clauses", "render_markdown"]
