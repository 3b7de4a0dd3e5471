"""What a form shows of a paper's head and colophon, and what it demands."""

import pytest
from sample_paper import layout

from generator.fit_form import fit_form
from generator.model import Value
from generator.problem import InputError, Problem, Span
from generator.tree import COLOPHON, HEAD, Document, Hole, Paragraph, Role, Text

SPAN = Span("unit.yaml", 7, 3)


def paper(*parts: tuple[Role, str]) -> Document:
    """A paper with these parts of head and colophon and one line of text."""
    blocks = tuple(Paragraph(role, (Text(text),)) for role, text in parts)
    head = tuple(block for block in blocks if block.role in HEAD)
    colophon = tuple(block for block in blocks if block.role in COLOPHON)
    return Document((*head, Paragraph("body", (Text("正文"),))), colophon=colophon)


WHOLE: tuple[tuple[Role, str], ...] = (
    ("copy_number", "000001"),
    ("secrecy", "秘密★1年"),
    ("urgency", "加急"),
    ("mark", "青禾镇人民政府"),
    ("mark_word", "文件"),
    ("number", "青政发〔2010〕3号"),
    ("signer", "某人"),
    ("cc", "抄送：县委。"),
    ("printer", "青禾镇党政办公室"),
    ("printed", "2010年5月24日印发"),
)


def roles(document: Document) -> list[str]:
    return [block.role for block in (*document.blocks, *document.colophon) if isinstance(block, Paragraph)]


def problems(document: Document, name: str, values: tuple[Value, ...] = ()) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        fit_form(document, values, layout(name))
    return tuple(caught.value.problems)


def without(*gone: str) -> Document:
    return paper(*(part for part in WHOLE if part[0] not in gone))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("gbt9704", [role for role, _ in WHOLE if role != "signer"]),
        ("upward", [role for role, _ in WHOLE]),
        ("letter", [role for role, _ in WHOLE if role not in ("mark_word", "signer", "printer", "printed")]),
        ("order", [role for role, _ in WHOLE if role not in ("mark_word", "signer")]),
        ("minutes", [role for role, _ in WHOLE if role not in ("mark_word", "signer")]),
        ("wall", []),
        ("article", []),
        ("plain", []),
        ("speech", []),
        ("personal", []),
    ],
)
def test_a_form_shows_its_parts(name: str, shown: list[str]) -> None:
    text = shown.index("cc") if shown else 0
    document = without("mark_word") if name in ("order", "minutes") else paper(*WHOLE)
    assert roles(fit_form(document, (), layout(name))) == [*shown[:text], "body", *shown[text:]]


@pytest.mark.parametrize("name", ["gbt9704", "plain", "speech"])
def test_a_paper_without_a_head_is_left_alone(name: str) -> None:
    document = paper()
    assert fit_form(document, (), layout(name)) is document


def test_what_is_wanting_is_said_all_at_once() -> None:
    said = [problem.message for problem in problems(without("number", "signer", "printer"), "upward")]
    assert said == [f"这种格式要有{part}，材料里没有" for part in ("发文字号", "签发人", "印发机关")]
    assert all(problem.hint for problem in problems(without("number"), "gbt9704"))


def test_a_secret_paper_has_a_copy_number() -> None:
    (problem,) = problems(without("copy_number"), "gbt9704")
    assert "7.2.1" in problem.message


def test_six_issuers_are_too_many() -> None:
    names = tuple(Paragraph("mark", (Hole(n),)) for n in range(6))
    values = tuple(Value(f"第{n}局", "fact", spans=(Span("unit.yaml", n + 1, 5),)) for n in range(6))
    document = without("mark", "copy_number", "secrecy", "urgency")
    document = Document((*names, *document.blocks), colophon=document.colophon)
    (problem,) = problems(document, "gbt9704", values)
    assert "最多5个" in problem.message and "7.2.4" in problem.message
    assert problem.span == Span("unit.yaml", 6, 5)
    assert (
        roles(fit_form(Document(document.blocks[1:], colophon=document.colophon), values, layout("gbt9704")))[:5] == ["mark"] * 5
    )


def test_a_mark_too_long_for_its_line_is_refused() -> None:
    values = (Value("青禾镇" * 9, "fact", spans=(SPAN,)),)
    document = without("mark", "signer")
    document = Document((Paragraph("mark", (Hole(0),)), *document.blocks[3:]), colophon=document.colophon)
    (problem,) = problems(document, "gbt9704", values)
    assert "文件”缩到最小仍超出一行" in problem.message
    assert problem.span == SPAN
    short = (Value("青禾镇" * 7, "fact", spans=(SPAN,)),)
    assert fit_form(document, short, layout("gbt9704")) == document


def test_a_letter_shows_the_hosts_mark_alone() -> None:
    joint = paper(("mark", "甲局"), ("mark", "乙局"), ("number", "甲函〔2010〕8号"))
    assert roles(fit_form(joint, (), layout("letter"))) == ["mark", "number", "body"]


@pytest.mark.parametrize("name", ["letter", "upward", "order", "minutes"])
def test_a_form_with_a_head_is_no_form_for_a_paper_without(name: str) -> None:
    (problem,) = problems(paper(), name)
    assert problem.message == "这种格式要有版头，这种材料没有"
    assert "--layout plain" in problem.hint


@pytest.mark.parametrize("name", ["order", "minutes"])
def test_an_order_and_minutes_take_no_word_behind_their_mark(name: str) -> None:
    (problem,) = problems(paper(*WHOLE), name)
    assert problem.message.endswith("的标志自己写明是什么，后面不加“文件”")


def test_a_head_without_a_mark_is_a_mistake() -> None:
    (problem,) = problems(without("mark", "mark_word"), "gbt9704")
    assert problem.message == "有版头，没有发文机关标志"
    assert roles(fit_form(without("mark", "mark_word"), (), layout("plain"))) == ["body"]
