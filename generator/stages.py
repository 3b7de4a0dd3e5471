"""What one stage on the way to a paper looks like, as text for people who write templates. Only for `--show`."""

import re
from typing import Final

from generator.model import FIRST_HOLE, LAST_HOLE, Fact, Listing, Record, Ref, Rendered

_HOLE: Final = re.compile(f"[{FIRST_HOLE}-{LAST_HOLE}]")


def context_as_text(told: Record | Listing, indent: int = 0) -> str:
    """The facts a template sees, one a line with its origin."""
    lines = []
    children = told.entries.items() if isinstance(told, Record) else [(c.path.rpartition(".")[2], c) for c in told.items]
    for key, child in children:
        if isinstance(child, Fact):
            said = "（无）" if child.none else child.text or "".join(_piece(piece) for piece in _pieces(child))
            lines.append(f"{'  ' * indent}{key}: {said}    # {child.span}")
        else:
            lines += [f"{'  ' * indent}{key}:", context_as_text(child, indent + 1)]
    return "\n".join(line for line in lines if line)


def markdown_as_text(rendered: Rendered) -> str:
    """The rendered text with its holes numbered, and below it what each holds and where it came from."""
    text = _HOLE.sub(lambda found: f"⟨{ord(found.group()) - ord(FIRST_HOLE)}⟩", rendered.text)
    values = (f"⟨{n}⟩ {v.text}    # {v.kind} {'、'.join(map(str, v.spans))}".rstrip() for n, v in enumerate(rendered.values))
    return "\n".join([text, *values])


def _pieces(fact: Fact) -> tuple[str | Ref, ...]:
    return fact.data if isinstance(fact.data, tuple) else ()


def _piece(piece: str | Ref) -> str:
    return "{" + piece.path + "}" if isinstance(piece, Ref) else piece
