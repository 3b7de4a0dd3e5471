"""Which kinds of papers are meant: one by its name, a set, or the campaign's whole package, in the order of use.

Makes no paper. Whether a kind makes sense for a unit is said by its template's front matter (`refuse`, `warn`,
`package`); here it is only looked at.
"""

from collections.abc import Iterable, Iterator, Sequence

from generator.conditions import hold
from generator.datatype import datatype
from generator.model import Context, Fact, Listing, Template, fact_at
from generator.problem import InputError, Problem, Span

ALL = "all"
_PERSON = "person.name"  # given in a person's profile


@datatype
class Chosen:
    """The kinds in the order of use. `left_out` tells of the package's kinds that make no sense here, and why."""

    kinds: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()


def choose_kinds(asked: Sequence[str], templates: Sequence[Template], context: Context) -> Chosen:
    """The kinds that `asked` (ids, names of sets, 'all') means for this unit and campaign; `templates` are all there are.

    A kind asked for by name is never left out: raises InputError with the reason where it makes no sense, and warns
    where it is unusual. A set or the package is what the kinds' front matter says, less what the unit does without
    (`without`). A person's package is what is made for a person, not the unit's over again.
    """
    problems = _unknown_without(templates, context)
    found: list[Template] = []
    left_out: list[str] = []
    kinds = {template.id: template for template in templates}
    for name in asked:
        template = kinds.get(name)
        if template is None:
            whole = [template for template in templates if name in (ALL, template.set)]
            wanted = [template for template in whole if _is_wanted(template, context)]
            found += [template for template in wanted if not any(_reasons(template, context))]
            left_out += [f"{template.name}：{why}" for template in wanted for why in _reasons(template, context)]
            continue
        problems += [Problem(Span(template.name), f"不适用：{why}", _hint(name)) for why in _reasons(template, context)]
        found.append(template)
    if problems:
        raise InputError(problems)
    ordered = sorted({template.id: template for template in found}.values(), key=lambda template: (template.order, template.id))
    warnings = tuple(
        Problem(Span(template.name), reason.because)
        for template in ordered
        for reason in template.warn
        if hold(reason.when, context, kind=template.id)
    )
    return Chosen(tuple(template.id for template in ordered), warnings, tuple(dict.fromkeys(left_out)))


def _is_wanted(template: Template, context: Context) -> bool:
    """Whether a kind belongs to the package, be it refused here or not."""
    ways = template.package or ({},)
    if fact_at(context.root, _PERSON):
        ways = tuple(way for way in ways if any(path.startswith("person.") for path in way.get("given", ())))
    return any(hold(way, context, kind=template.id) for way in ways) and not _is_done_without(template, context)


def _reasons(template: Template, context: Context) -> Iterator[str]:
    """Why a kind makes no sense here."""
    return (reason.because for reason in template.refuse if hold(reason.when, context, kind=template.id))


def _hint(kind: str) -> str:
    return f"用 nigao list kinds 看有哪些材料；成套生成（all）时会自动略去 {kind}"


def _is_done_without(template: Template, context: Context) -> bool:
    return any(fact.text.strip() in (template.id, template.name) for fact in _without(context))


def _without(context: Context) -> Iterator[Fact]:
    told = context.root.entries.get("without")
    return (item for item in told.items if isinstance(item, Fact)) if isinstance(told, Listing) else iter(())


def _unknown_without(templates: Iterable[Template], context: Context) -> list[Problem]:
    known = {name for template in templates for name in (template.id, template.name)}
    return [
        Problem(fact.span, f"没有名为“{fact.text}”的材料", "用 nigao list kinds 看代号和名称", fact.path)
        for fact in _without(context)
        if fact.text.strip() not in known
    ]
