"""Our reading of a template's text and Jinja's own give the same tokens, or ours leaves it to Jinja's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError

from generator.template_language import Language
from generator.template_words import words

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.md.j2"))
WHOLE = (
    "{{ a }}", "{%- if a -%}", "{% endif +%}", "{%+ if x %}", "{# c\n -#}", "{# c +#}\n", "{{\n[a]}}", "{{- b|c('x', y=1) -}}",
)  # fmt: skip
BROKEN = (
    "{{", "}}", "{%-", "%}", "{# ", "#}", "(", "]", "'x'", '"y\n"', "\\", "1.5", "1_0", "01", "9" * 20, "raw", "é", "~", "{",
    "\r",
)  # fmt: skip
BLANKS = ("\n", " ", "\n  ", "\t", "\u3000", "甲")


def by_jinja(source: str) -> list[tuple[int, str, object]] | None:
    lexer = Language().lexer
    try:
        return [tuple(token) for token in lexer.wrap(lexer.tokeniter(source, None))]  # type: ignore[misc]
    except TemplateSyntaxError:
        return None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_is_read_by_us_and_as_jinja_reads_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = words(source)
    assert found is not None
    assert list(map(tuple, found)) == by_jinja(source)


@given(st.lists(st.sampled_from(WHOLE + BLANKS)) | st.lists(st.sampled_from(WHOLE + BROKEN + BLANKS)))
def test_what_we_read_is_what_jinja_reads(pieces: list[str]) -> None:
    source = "".join(pieces)
    found = words(source)
    assert found is None or list(map(tuple, found)) == by_jinja(source)


@pytest.mark.parametrize("mistake", ["{{ a", "{{ a }", "{{ (a }}", "{{ a) }}", "{% a }}", "{{ “甲” }}", "{# 甲", "{% raw %}"])
def test_a_mistake_is_left_to_jinja(mistake: str) -> None:
    assert words(mistake) is None
