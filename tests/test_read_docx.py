"""What is written is read back: read_docx(fill_docx(compile_docx(d), v)) == with_values(d, v)."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample_paper import LAYOUTS, VALUES, docx, paper, speech

from generator.model import Value
from generator.problem import InputError
from generator.read_docx import read_docx
from generator.tree import (
    COLOPHON,
    HEAD,
    Align,
    Annex,
    Block,
    Column,
    Document,
    Heading,
    Hole,
    Inline,
    Level,
    MayBreak,
    PageBreak,
    Paragraph,
    Role,
    Table,
    Text,
    with_values,
)

NASTY = (
    "# 标题", "## 一、", "| a | b |", "{{ 7*7 }}", "**粗**", "<script>alert('x')</script>", "]]>", "&amp;", "&#10;",
    "𠮷", "尾空　 ", "  首空", "第一行\n第二行", "\n", "\t左\t右", "a\rb", "a\r\nb",
    "e\u0301\u0327", "“引”…——", "1.", "一、", "附件1",
    "", "{% if x %}", "﷽", "👩‍👩‍👧", "\u200b", "\u2028", "|", "关于", "的", "《", "0" * 200,
    "PaperTitleBreak", "\ue000", "\ue001",
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("document", [paper(), speech()], ids=["paper", "speech"])
def test_a_whole_paper_comes_back(document: Document, layout: str) -> None:
    assert read_docx(docx(document, layout)) == with_values(document, VALUES)


# ---------------------------------------------------------------- any paper with any values

COUNT = 8
characters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"], exclude_characters="\ufffe\uffff")
texts = st.one_of(st.sampled_from(NASTY), st.text(characters, max_size=12), st.text("甲乙丙的关于、《》", max_size=40))
# the mark of a hole is a template's own and in no paper's text
plain_texts = texts.map(lambda text: text.replace("\ue000", "").replace("\ue001", ""))
kinds = st.sampled_from(["fact", "slot", "derived", "template"])
values = st.lists(st.builds(Value, texts, kinds), min_size=COUNT, max_size=COUNT)
inlines: st.SearchStrategy[tuple[Inline, ...]] = st.lists(
    st.builds(Text, plain_texts, st.booleans()) | st.builds(Hole, st.integers(0, COUNT - 1), st.booleans()), max_size=5
).map(tuple)
in_titles: st.SearchStrategy[tuple[Inline, ...]] = st.tuples(inlines, inlines).map(lambda two: (*two[0], MayBreak(), *two[1]))
roles: list[Role] = [
    "subtitle", "byline", "salutation", "addressee", "body", "annex_note", "sign_name", "sign_date", "note", "ask", "caption"
]  # fmt: skip
levels: st.SearchStrategy[Level] = st.sampled_from([1, 2, 3, 4])
number = st.sampled_from([Text("一、"), Text("（二）"), Text("3."), Text("（4）")])
heads = st.tuples(number, inlines).map(lambda two: (two[0], *two[1]))
aligns: st.SearchStrategy[Align] = st.sampled_from(["left", "center", "right"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(1, 4))
    columns = tuple(Column(draw(aligns), 100 // count) for _ in range(count))
    row = st.lists(inlines, min_size=count, max_size=count).map(tuple)
    rows = draw(st.lists(row, min_size=1, max_size=3))
    header = draw(st.just(()) | row)
    heights = draw(st.just(()) | st.lists(st.integers(0, 20), min_size=len(rows), max_size=len(rows)).map(tuple).filter(any))
    if count == 1 or len(rows) == 1 or draw(st.booleans()):
        grey = st.lists(st.booleans(), min_size=count, max_size=count).map(tuple)
        shades = tuple(draw(grey) for _ in rows)
        return Table(columns, header, tuple(rows), heights=heights, shades=shades if any(map(any, shades)) else ())
    spans = [(1,) * count]  # the first row shows how every column is aligned
    for _ in rows[1:]:
        reach = draw(st.integers(2, count))
        spans.append((reach, *(1,) * (count - reach)))
    joined = tuple(tuple(cells[: len(span)]) for cells, span in zip(rows, spans, strict=True))
    return Table(columns, header, joined, heights=heights, spans=tuple(spans))


blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, st.sampled_from(roles), inlines),
    st.builds(Paragraph, st.just("title"), in_titles),
    st.builds(Heading, levels, heads),
    st.builds(Heading, levels, heads, inlines, item=st.booleans()),
    tables(),
    st.just(PageBreak()),
)
contents = st.lists(blocks, max_size=6).map(tuple)
label = Paragraph("annex_label", (Text("附件"),))
annexes = st.lists(contents.map(lambda inside: Annex("", (label, *inside))), max_size=2).map(tuple)
documents = st.builds(Document, contents, annexes)

# Head and colophon: the parts in their order, each there or not, with values of any kind.
said = st.lists(st.builds(Text, plain_texts) | st.builds(Hole, st.integers(0, COUNT - 1)), min_size=1, max_size=3).map(tuple)


def in_role(role: Role, least: int = 0, most: int = 1) -> st.SearchStrategy[tuple[Block, ...]]:
    return st.lists(st.builds(Paragraph, st.just(role), said), min_size=least, max_size=most).map(tuple)


def in_order(*parts: st.SearchStrategy[tuple[Block, ...]]) -> st.SearchStrategy[tuple[Block, ...]]:
    return st.tuples(*parts).map(lambda found: tuple(block for part in found for block in part))


a_mark = st.one_of(st.just(()), in_order(in_role("mark", 1, 5), in_role("mark_word")))
a_head = in_order(*(in_role(role) for role in HEAD[:3]), a_mark, in_role("number"), in_role("signer", 0, 5))
a_colophon = in_order(*(in_role(role) for role in COLOPHON))
official = st.builds(lambda h, b, a, c: Document((*h, *b), a, c), a_head, contents, annexes, a_colophon)


EMPTY_TABLE = Table((Column("right", 100),), ((),), (((),),))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(documents, values)
@example(Document((EMPTY_TABLE, EMPTY_TABLE, PageBreak(), EMPTY_TABLE, PageBreak())), [])
@example(Document((PageBreak(), PageBreak(), Paragraph("sign_date", ()), Paragraph("sign_date", ()))), [])
def test_any_paper_comes_back(document: Document, given_values: list[Value]) -> None:
    assert read_docx(docx(document, "plain", tuple(given_values))) == with_values(document, given_values)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(official, values, st.sampled_from(["gbt9704", "upward", "letter", "order"]))
def test_any_head_and_colophon_come_back(document: Document, given_values: list[Value], name: str) -> None:
    assert read_docx(docx(document, name, tuple(given_values))) == with_values(document, given_values)


@pytest.mark.parametrize("nasty", NASTY)
def test_a_value_stands_as_typed_and_makes_no_heading(nasty: str) -> None:
    hole = Hole(0)
    document = Document((Paragraph("title", (hole,)), Heading(1, (Text("一、"), hole)), Paragraph("body", (hole,))))
    typed = (Text(nasty),) if nasty else ()
    assert read_docx(docx(document, values=(Value(nasty, "fact"),))).blocks == (
        Paragraph("title", typed),
        Heading(1, (Text("一、" + nasty),)),
        Paragraph("body", typed),
    )


# ---------------------------------------------------------------- what is no paper of ours


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new))
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x03\x04" + b"\0" * 100])
def test_other_bytes_are_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read_docx(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<w:document ", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document '),
        (b"</w:body>", b""),
        (b"w:body", b"w:boDy"),
    ],
)
def test_a_damaged_document_is_an_input_error(old: bytes, new: bytes) -> None:
    with pytest.raises(InputError):
        read_docx(changed(docx(paper()), old, new))


def test_an_archive_that_unpacks_too_large_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"0" * (65 * 1024 * 1024))
    with pytest.raises(InputError):
        read_docx(out.getvalue())
