"""Which kinds can be made for a unit: all but those that its campaign, its sector or its form refuses."""

from generator.build_context import build_context
from generator.catalog import Catalog
from generator.choose_kinds import choose_kinds
from generator.library import fields_of, kinds_of, templates_of
from generator.pipeline import DEFAULT_CAMPAIGN
from generator.problem import InputError, Source
from generator.read_profile import read_profile


def sensible_kinds(catalog: Catalog, profile: Source) -> tuple[str, ...]:
    """The kinds that are not refused, in the order of the package, whether the package holds them or not."""
    read = read_profile(profile, fields_of(catalog), kinds_of(catalog), catalog, DEFAULT_CAMPAIGN)
    context = build_context(read, fields_of(catalog), "")

    def is_refused(kind: str) -> bool:
        try:
            choose_kinds((kind,), templates_of(catalog), context)
        except InputError:
            return True
        return False

    return tuple(kind for kind in kinds_of(catalog) if not is_refused(kind))
