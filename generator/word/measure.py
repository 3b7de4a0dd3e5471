"""How much room a text takes on the page: its characters with their values, and their width on one line.

Knows the layout's sizes, no font file: Han and full-width marks are one size wide, digits and Latin letters half.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from generator.chinese import text_width
from generator.layout import Layout
from generator.model import Value
from generator.tree import Hole, Inlines, Text
from generator.word.word_xml import twips_of_pt


def text_of(inlines: Inlines, values: Sequence[Value]) -> str:
    """A text with its values, without XML."""
    if len(inlines) == 1 and type(inlines[0]) is Text:
        return inlines[0].text
    out: list[str] = []
    for inline in inlines:
        if type(inline) is Text:
            out.append(inline.text)
        elif type(inline) is Hole:
            out.append(values[inline.index].text)
    return "".join(out)


def twips_of_text(text: str, layout: Layout, style: str) -> int:
    """The width of a text in one of the layout's styles, in twips; of several lines that of the widest."""
    look, base = layout.paragraphs[style], layout.paragraphs["base"]
    size = look.size or base.size or 0
    squeeze = layout.grid.squeeze if look.squeeze is None else look.squeeze
    longest = max(re.split("[\n\r]", text), key=text_width)
    return round(20 * (text_width(longest) * size - len(longest) * squeeze))


@lru_cache(maxsize=1024)
def gap_twips(layout: Layout, above: str, below: str) -> int:
    """Twips of blank lines between two neighbours, by the names under which layouts know them."""
    for gap in layout.gaps:
        if (not gap.above or above in gap.above) and (not gap.below or below in gap.below):
            return round(gap.lines * twips_of_pt(layout.grid.pitch))
    return 0
