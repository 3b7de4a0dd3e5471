"""The catalogue's files, read: fields, templates, clauses and layouts, each once. Merges and renders nothing."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from generator.catalog import Catalog
from generator.layout import Layout
from generator.model import Fields, Template
from generator.problem import InputError, Problem, Span
from generator.read_fields import read_fields
from generator.read_layout import read_layout
from generator.read_phrases import Phrase, read_phrases
from generator.read_template import read_template
from generator.render_markdown import Clauses


@lru_cache(maxsize=8)
def fields_of(catalog: Catalog) -> Fields:
    """The dictionary of fields."""
    return read_fields(catalog.fields())


@lru_cache(maxsize=64)
def template_of(catalog: Catalog, kind: str) -> Template:
    """The template of a kind. Raises InputError for an unknown kind and for mistakes of its front matter."""
    return read_template(catalog.template(kind))


def printed_by(catalog: Catalog, template: Template) -> Template | None:
    """The template of the paper that one of this kind sends out with it (`prints:`), None if it sends none."""
    if not template.prints:
        return None
    try:
        printed = template_of(catalog, template.prints)
    except InputError as error:
        raise InputError([Problem(Span(template.source.name), f"prints：{p.message}", p.hint) for p in error.problems]) from None
    if printed.prints:
        message = f"prints：{printed.id} 自己也印发别的材料（prints: {printed.prints}）"
        raise InputError([Problem(Span(template.source.name), message, "一份材料只能印发一份自己不印发别的材料")])
    return printed


class _Clauses(Mapping[str, Sequence[Template]]):
    """The clauses by group, each group in its order (then by id) and read when it is first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._groups: dict[str, tuple[Template, ...] | None] = dict.fromkeys(catalog.clause_groups())

    def __getitem__(self, group: str) -> tuple[Template, ...]:
        clauses = self._groups[group]
        if clauses is None:
            read = (read_template(source, group) for source in self._catalog.clauses(group))
            clauses = self._groups[group] = tuple(sorted(read, key=lambda clause: (clause.order, clause.id)))
        return clauses

    def __contains__(self, group: object) -> bool:
        return group in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


@lru_cache(maxsize=8)
def clauses_of(catalog: Catalog) -> Clauses:
    """All clauses by group."""
    return _Clauses(catalog)


@lru_cache(maxsize=64)
def layout_of(catalog: Catalog, name: str) -> Layout:
    """A layout by its id. Raises InputError for an unknown one and for its mistakes."""
    return read_layout(catalog.layout(name), catalog.layout, catalog.lexicon("unbroken"))


@lru_cache(maxsize=8)
def phrases_of(catalog: Catalog) -> tuple[Phrase, ...]:
    """The set phrases."""
    return read_phrases(catalog.lexicon("set_phrases"))


def kinds_of(catalog: Catalog) -> Mapping[str, str]:
    """The kinds and their 中文 names, in the order of the package."""
    return {template.id: template.name for template in templates_of(catalog)}


@lru_cache(maxsize=8)
def templates_of(catalog: Catalog) -> tuple[Template, ...]:
    """Every kind's template, in the order of the package."""
    templates = [template_of(catalog, kind) for kind in catalog.kinds()]
    return tuple(sorted(templates, key=lambda template: (template.order, template.id)))


def sets_of(catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
    """The sets of kinds that are asked for together, and what each holds."""
    sets: dict[str, tuple[str, ...]] = {}
    for template in templates_of(catalog):
        if template.set:
            sets[template.set] = (*sets.get(template.set, ()), template.id)
    return sets
