"""How long a paper is with its values, and what of it there is time for. Drops and writes nothing itself."""

from collections.abc import Iterable, Mapping, Sequence

from generator.model import Template, Value
from generator.tree import Block, Document, Hole, Paragraph, Text, every_block, lines_of


def text_of_paper(document: Document, values: Sequence[Value]) -> str:
    """All characters of a paper with its values, without blanks."""
    return "".join("".join(_texts(every_block(document), values)).split())


def optional_within(document: Document, values: Sequence[Value], most: int) -> int | None:
    """The highest number of `optional` parts with which at most so many characters are read aloud.

    0 if none of them fits, None if there are none. Questions to the writer are not read aloud.
    """
    ranks = sorted({block.optional for block in document.blocks if block.optional}, reverse=True)
    for rank in ranks:
        if spoken_characters([block for block in document.blocks if block.optional <= rank], values) <= most:
            return rank
    return 0 if ranks else None


def spoken_characters(blocks: Sequence[Block], values: Sequence[Value]) -> int:
    """How many characters are read aloud: all but the questions to the writer."""
    return sum(map(len, _texts((b for b in blocks if not (isinstance(b, Paragraph) and b.role == "ask")), values)))


def budgets_of(template: Template, sector: str, minutes: int | None, rate: int) -> Mapping[str, str]:
    """For each section its share of the paper in characters, and for a speech in minutes at `rate` characters a minute."""
    low, high = template.length.get(sector) or template.length.get("default") or (0, 0)
    total = minutes * rate if minutes and template.spoken else (low + high) // 2
    if not total:
        return {}
    budgets = {}
    for section in template.sections:
        characters = max(50, round(total * section.share / 1000) * 10)
        time = f"，约{max(0.5, round(characters / rate * 2) / 2):g}分钟" if template.spoken else ""
        budgets[section.name] = f"约占{section.share}%，约{characters}字{time}"
    return budgets


def _texts(blocks: Iterable[Block], values: Sequence[Value]) -> Iterable[str]:
    for block in blocks:
        for line in lines_of(block):
            for inline in line:
                if isinstance(inline, Text):
                    yield inline.text
                elif isinstance(inline, Hole):
                    yield values[inline.index].text
