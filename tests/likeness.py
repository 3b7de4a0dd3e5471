"""How alike two papers are: the share of runs of eight characters that both have, set phrases left out.

Set phrases are what the campaign's file says word for word (theory, goals, standards, full name, requirement, basis) and
the lexicon's: they are never varied to look less alike, so they are not counted either. What is measured is our own text,
the template's and the facts'.
"""

import re
from collections.abc import Iterable, Iterator

from generator.catalog import Catalog
from generator.facts import scalars
from generator.library import phrases_of
from generator.list_catalog import bare_facts
from generator.model import Fact
from generator.problem import Source

RUN = 8
_SET_FIELDS = {
    "campaign.name", "campaign.full_name", "campaign.scope", "campaign.requirement", "campaign.aim", "campaign.nature",
    "campaign.pace", "theory[].text", "goals[].name", "standards[].name", "standards[].title", "standards[].lead_in",
    "standards[].items[].name", "standards[].items[].official", "strands[].name", "strands[].official", "basis[].title",
}  # fmt: skip


def set_phrases(catalog: Catalog, campaign: str) -> tuple[str, ...]:
    """The lexicon's phrases and the campaign's own, longest first."""
    facts = bare_facts(catalog, Source(campaign, ""), campaign)
    own = {piece for fact in scalars(facts) if fact.field.path in _SET_FIELDS for piece in _pieces(fact)}
    return tuple(sorted({phrase.text for phrase in phrases_of(catalog)} | own, key=lambda text: (-len(text), text)))


def _pieces(fact: Fact) -> Iterator[str]:
    """What a set phrase says word for word: the fields that it names are the unit's."""
    data = fact.data if isinstance(fact.data, tuple) else (fact.text,)
    return (piece for piece in data if isinstance(piece, str) and len(piece) > 3)


def runs(text: str, phrases: Iterable[str]) -> set[str]:
    """The runs of eight Han characters, letters and digits of a paper, none across a set phrase."""
    for phrase in phrases:
        text = text.replace(phrase, "\n")
    found: set[str] = set()
    for stretch in re.split(r"[^\w]*\n[^\w]*", re.sub(r"[^\w\n]", "", text)):
        found |= {stretch[at : at + RUN] for at in range(len(stretch) - RUN + 1)}
    return found


def share(one: set[str], other: set[str]) -> float:
    """How much of the shorter paper stands in the other too, 0 to 1."""
    return len(one & other) / max(1, min(len(one), len(other)))
