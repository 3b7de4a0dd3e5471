"""The missing facts that a paper shows. What a draft would lack besides is for the caller to ask with the draft."""

from collections import Counter
from collections.abc import Sequence

from generator.model import Fields, Slot, Value
from generator.tree import Document, holes_of


def find_slots(document: Document, values: Sequence[Value], fields: Fields) -> tuple[Slot, ...]:
    """A slot for each missing fact, in the order of the text, with the number of places that want it."""
    if not any(value.kind == "slot" for value in values):
        return ()
    shown = (values[hole.index] for hole in holes_of(document))
    counts = Counter(value.paths[0] for value in shown if value.kind == "slot")
    return tuple(Slot(path, fields[path].label, fields[path].who, count, fields[path].personal) for path, count in counts.items())
