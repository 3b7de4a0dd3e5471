"""What there is of kinds, sectors, campaigns, clauses and layouts, as rows of text. Makes no paper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from generator.build_context import build_context
from generator.catalog import Catalog
from generator.facts import date_at, first_day, last_day
from generator.library import clauses_of, fields_of, kinds_of, layout_of, template_of
from generator.model import Date, Record, Template, fact_at
from generator.problem import Source
from generator.read_profile import read_profile

Row = Mapping[str, str]


def list_catalog(catalog: Catalog, what: str, today: Date) -> tuple[Row, ...]:
    """A row for each of the kinds, sectors, campaigns, clauses or layouts, as `what` says; campaigns of `today` first."""
    return tuple(_campaigns(catalog, today) if what == "campaigns" else _ROWS[what](catalog))


def is_valid(root: Record, day: Date) -> bool:
    """Whether a campaign with these facts is under way on a day; without an end it goes on."""
    start, end = date_at(root, "campaign.start"), date_at(root, "campaign.end")
    began = start is not None and first_day(start[1]) <= last_day(day)
    return began and not (end is not None and last_day(end[1]) < first_day(day))


def bare_facts(catalog: Catalog, source: Source, campaign: str) -> Record:
    """The facts of a sector's or a campaign's file alone. Raises InputError with the file's mistakes."""
    profile = read_profile(source, fields_of(catalog), kinds_of(catalog), catalog, campaign)
    return build_context(profile, fields_of(catalog), "").root


def _kinds(catalog: Catalog) -> Iterator[Row]:
    for kind, name in kinds_of(catalog).items():
        template = template_of(catalog, kind)
        yield {"id": kind, "name": name, "set": template.set, "layout": "、".join(_layouts(template)), "use": template.use}


def _sectors(catalog: Catalog) -> Iterator[Row]:
    for sector in catalog.sectors():
        yield {"id": sector, "name": _text(bare_facts(catalog, catalog.sector(sector), ""), "sector.name")}


def _campaigns(catalog: Catalog, today: Date) -> Sequence[Row]:
    facts = {campaign: bare_facts(catalog, Source(campaign, ""), campaign) for campaign in catalog.campaigns()}
    current_first = sorted(facts, key=lambda campaign: not is_valid(facts[campaign], today))
    return [_campaign(campaign, facts[campaign], today) for campaign in current_first]


def _campaign(campaign: str, root: Record, today: Date) -> Row:
    start, end = _text(root, "campaign.start"), _text(root, "campaign.end")
    return {
        "id": campaign,
        "name": _text(root, "campaign.name"),
        "shape": _text(root, "campaign.shape"),
        "period": f"{start}至{end}" if end else f"{start}起" if start else "",
        "now": "现行" if is_valid(root, today) else "",
    }


def _clauses(catalog: Catalog) -> Iterator[Row]:
    for group, clauses in clauses_of(catalog).items():
        users = [kind for kind in kinds_of(catalog) if _uses(template_of(catalog, kind), group)]
        for clause in clauses:
            when = "；".join(f"{name}：{'、'.join(values)}" for name, values in clause.when.items()) or "不限"
            yield {"group": group, "clause": clause.id, "name": clause.name, "when": when, "used_by": "、".join(users)}


def _layout_rows(catalog: Catalog) -> Iterator[Row]:
    for name in catalog.layouts():
        users = [kind for kind in kinds_of(catalog) if name in _layouts(template_of(catalog, kind))]
        yield {"id": name, "name": layout_of(catalog, name).name, "used_by": "、".join(users)}


_ROWS: Final[Mapping[str, Callable[[Catalog], Iterator[Row]]]] = {
    "kinds": _kinds,
    "sectors": _sectors,
    "clauses": _clauses,
    "layouts": _layout_rows,
}


def _uses(template: Template, group: str) -> bool:
    return f"clauses('{group}'" in template.body


def _layouts(template: Template) -> list[str]:
    if isinstance(template.layout, str):
        return [template.layout]
    return list(dict.fromkeys(template.layout.values()))


def _text(root: Record, path: str) -> str:
    fact = fact_at(root, path)
    return fact.text if fact else ""
