"""The forms of official papers as samples: Markdown as a rendered template looks, made into a document and a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from sample_paper import layout

from generator.compile_docx import compile_docx
from generator.fill_docx import Properties, fill_docx
from generator.fit_form import fit_form
from generator.join_printed import join_printed, take_printed
from generator.layout import Layout, Seal
from generator.markup import ANNEX_LIST
from generator.model import Date, Value
from generator.read_docx import read_docx
from generator.read_markdown import read_markdown
from generator.set_numbers import set_numbers
from generator.tree import Document
from generator.word.package import read_parts

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "forms"
PRINTED = "===== 印发 =====\n"  # between a notice and what it sends out
FORMS = tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


@dataclass(frozen=True)
class Paper:
    """A paper with its file; `head` is what stands above its Markdown: name, layout, unit, date, seal."""

    head: Mapping[str, str]
    document: Document
    values: tuple[Value, ...]
    layout: Layout
    data: bytes


def load(form: str) -> Paper:
    """The sample of a form."""
    return make((FOLDER / f"{form}.md").read_text(encoding="utf-8"))


def make(text: str, values: tuple[Value, ...] = ()) -> Paper:
    """A paper from front matter and Markdown, which may hold holes for values."""
    _, front, body = text.split("---\n", 2)
    head: dict[str, str] = yaml.safe_load(front)
    look = layout(head["layout"])
    paper, *printed = (set_numbers(read_markdown(part.replace("{{ annex_list() }}", ANNEX_LIST))) for part in body.split(PRINTED))
    for other in printed:
        paper = join_printed(paper, take_printed(other), look.printed)
    document = fit_form(paper, values, look)
    year, month, day = (int(part) for part in head["date"].replace("年", "-").replace("月", "-").rstrip("日").split("-"))
    properties = Properties(head["unit"], Date(year, month, day), "sample", seal=seal_of(head))
    return Paper(head, document, values, look, fill_docx(compile_docx(document, look), values, properties))


def read(data: bytes) -> Paper:
    """A file of ours as a paper: its tree as it reads back, its layout as its recipe names it."""
    found = re.search(rb'layout="([^"]*)"', read_parts(data)["nigao/recipe.xml"])
    assert found is not None
    return Paper({}, read_docx(data), (), layout(found[1].decode()), data)


def seal_of(head: Mapping[str, str]) -> Seal | None:
    """None: as the layout says."""
    return "none" if head.get("seal") == "none" else None
