"""Facts typed and checked: Profile + Fields → Context.

Every text is typed by its field (`fact_types`), facts are held against each other (`fact_rules`, `fact_warnings`), and
records are kept or left out by their validity; every mistake is told at once. Fills nothing in: what is not given stays
absent, and rendering makes a slot of it. Knows nothing of templates, and today's date only if the caller hands it in.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from generator.chinese import format_date
from generator.fact_rules import RULES
from generator.fact_types import Typing
from generator.fact_warnings import WARNINGS, campaign_not_valid_today, public_from
from generator.facts import Day, Facts, date_at, first_day, is_known, last_day, scalars, text_at
from generator.model import Context, Date, Dict, Fields, Listing, Node, Profile, Record, Told
from generator.problem import InputError, Problem, Span


def build_context(
    profile: Profile, fields: Fields, kind: str, as_of: Date | None = None, today: Date | None = None
) -> Context:
    """The facts of a profile as a paper of this kind sees them; `kind` may be '' (no paper of its own).

    The facts of every kind's papers are checked, whichever is asked for. Records with a validity (`from`, `until`) are
    kept if they are valid on the paper's own date, else on `as_of`, else at the campaign's start; a campaign's or
    sector's basis that was not public on the first or second of these is left out with a warning. With neither, and with
    no paper of the profile dated, a campaign that is not valid `today` is warned of. Raises InputError with all
    problems, those of reading the profile included.
    """
    facts, problems = _checked(profile, fields)
    if problems:
        raise InputError(problems)
    root, papers = facts.root, facts.papers
    warnings: list[Problem] = []
    paper = papers.get(kind, Record(f"papers.{kind}", "paper", {}))
    date = date_at(paper, "date")
    own = date[1] if date else None
    day = Day(date[1], f"成文日期{date[0].text}", date[0].span, date[0].path) if date else None
    if day is None and as_of:
        day = Day(as_of, f"指定日期{format_date(as_of)}", Span("--as-of"), "")
    for warning in WARNINGS:
        warnings += warning(facts, day)
    if day is None and today is not None:
        warnings += campaign_not_valid_today(facts, today)
    root, left_out = _valid_on(root, fields, own or as_of or _start(root), day)
    if kind:
        root = replace(root, entries={**root.entries, "paper": paper})
    return Context(root, fields, kind, profile, own, (*warnings, *left_out))


def _checked(profile: Profile, fields: Fields) -> "tuple[Facts, list[Problem]]":
    """A profile's facts and everything that is wrong with them; remembered, because every kind of paper asks for them."""
    for known, by, facts, problems in _checked_lately:
        if known is profile and by is fields:
            return facts, problems
    typing = Typing(fields)
    root = _root(profile, typing)
    papers = {one: typing.record(tree, "paper", f"papers.{one}", "") for one, tree in profile.papers.items()}
    facts = Facts(root, papers, profile)
    found = [*profile.problems, *typing.problems, *(problem for rule in RULES for problem in rule(facts))]
    once: dict[object, Problem] = {}
    for p in found:
        once.setdefault((p.span, p.message) if p.span.file == "--set" else p, p)  # one option is for many kinds
    problems = sorted(once.values(), key=lambda p: (p.span, p.path))
    _checked_lately[:] = [(profile, fields, facts, problems)]
    return facts, problems


_checked_lately: "list[tuple[Profile, Fields, Facts, list[Problem]]]" = []  # of one profile: papers come unit by unit


def _root(profile: Profile, typing: "Typing") -> Record:
    """The facts of the merged tree; what campaign and sector say and no unit changes is typed once for all units."""
    common = _typed_common(profile.common, typing.fields) if profile.common else {}
    entries: dict[str, Told] = {}
    for key, node in profile.tree.entries.items():
        known = common.get(key)
        if known is not None and known[0] is node:
            told = known[1]
            typing.problems += known[2]
        else:
            field = typing.fields.get(key)
            told = typing.told(node, field, key, "") if field else None
        if told is not None:
            entries[key] = told
    return Record("", "", entries, profile.tree.span)


_Common: TypeAlias = Mapping[str, tuple[Node, Told | None, list[Problem]]]  # by key: the node, its facts, their mistakes
_commons: list[tuple[Dict, Fields, _Common]] = []  # of the last few pairs of campaign and sector


def _typed_common(tree: Dict, fields: Fields) -> _Common:
    for known, by, common in _commons:
        if known is tree and by is fields:
            return common
    made: dict[str, tuple[Node, Told | None, list[Problem]]] = {}
    for key, node in tree.entries.items():
        typing = Typing(fields)
        field = fields.get(key)
        made[key] = (node, typing.told(node, field, key, "") if field else None, typing.problems)
    _commons[:] = [*_commons[-15:], (tree, fields, made)]
    return made


def unconfirmed(context: Context) -> tuple[Problem, ...]:
    """The sector's defaults that the unit should look at and has not set itself; for `validate`."""
    return tuple(
        Problem(
            fact.span,
            f"“{fact.field.label}”用的是领域的常用值“{fact.text}”",
            f"请确认；写进单位档案后不再提示：{fact.path}: {fact.text}",
            fact.path,
        )
        for fact in scalars(context.root)
        if fact.field.confirm and fact.layer == "sector"
    )


def _start(root: Record) -> Date | None:
    start = date_at(root, "campaign.start")
    return start[1] if start and is_known(start[1]) else None


# ---------------------------------------------------------------- what is valid on a date


def _valid_on(root: Record, fields: Fields, date: Date | None, day: Day | None) -> tuple[Record, list[Problem]]:
    """The root without the records that are not valid on `date`, and what to say of a basis left out.

    A basis is only judged on a `day` that was told. Without any date nothing is left out.
    """
    if date is None:
        return root, []
    said: list[Problem] = []
    entries = dict(root.entries)
    for key, told in root.entries.items():
        if not isinstance(told, Listing) or told.field.type != "records":
            continue
        if _is_date(fields, f"{key}[].from") or _is_date(fields, f"{key}[].until"):
            kept = tuple(item for item in told.items if not isinstance(item, Record) or _within(item, date))
            entries[key] = replace(told, items=kept)
        elif key == "basis" and day is not None:
            kept = ()
            for item in told.items:
                public = public_from(item) if isinstance(item, Record) else None
                early = public and public[0].layer in ("campaign", "sector") and first_day(public[1]) > last_day(day.date)
                if early and isinstance(item, Record) and public:
                    message = f"到{day.text}“{text_at(item, 'title')}”还没有公开（{public[0].text}），没有引用"
                    said.append(Problem(public[0].span, message, "确要引用的，请写进单位档案的依据文件", item.path))
                else:
                    kept = (*kept, item)
            entries[key] = replace(told, items=kept)
    return replace(root, entries=entries), said


def _is_date(fields: Fields, path: str) -> bool:
    return path in fields and fields[path].type == "date"


def _within(record: Record, date: Date) -> bool:
    start, end = date_at(record, "from"), date_at(record, "until")
    early = start is not None and first_day(start[1]) > last_day(date)
    late = end is not None and last_day(end[1]) < first_day(date)
    return not (early or late)
