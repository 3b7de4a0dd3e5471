"""Whether the conditions that a template's or a clause's front matter names hold here. Chooses nothing."""

from collections.abc import Collection

from generator.facts import at
from generator.model import Conditions, Context, Dict, Listing, Node, Record, Scalar, fact_at


def hold(
    conditions: Conditions, context: Context, *, kind: str = "", strand: str = "", only: Collection[str] | None = None
) -> bool:
    """Whether each condition has a value that is true here; with `only`, those of these names are looked at.

    `kind` is the kind whose own facts `given: [paper.…]` asks for; `strand` the id of the strand that is being written of:
    without it, every strand of the campaign counts.
    """
    return all(
        any(_is_true(name, value, context, kind, strand) for value in values)
        for name, values in conditions.items()
        if only is None or name in only
    )


def _is_true(name: str, value: str, context: Context, kind: str, strand: str) -> bool:
    profile = context.profile
    match name:
        case "sector":
            return profile.sector == value
        case "campaign":
            return profile.campaign == value
        case "shape":
            return profile.shape == value
        case "strand":
            return value == strand if strand else value in _strands(context.root)
        case "given":
            first, _, rest = value.partition(".")
            own = profile.papers.get(kind) if first == "paper" else None
            return _is_written(own, rest) if own else _is_given(context.root, value)
    fact = fact_at(context.root, f"org.{name}")  # level, form, mode
    return fact is not None and fact.data == value


def _strands(root: Record) -> set[str]:
    told = root.entries.get("strands")
    items = told.items if isinstance(told, Listing) else ()
    return {item.path.rpartition(".")[2] for item in items}


def _is_given(root: Record, path: str) -> bool:
    told = at(root, path)
    if isinstance(told, Listing):
        return bool(told.items)
    if isinstance(told, Record):
        return bool(told.entries)
    return told is not None and not told.none


def _is_written(tree: Dict, path: str) -> bool:
    """The same of a paper's own facts, which are typed only when that paper is made."""
    node: Node | None = tree
    for step in path.split("."):
        node = node.entries.get(step) if isinstance(node, Dict) else None
    return node is not None and not (isinstance(node, Scalar) and node.text.strip() in ("", "无"))
