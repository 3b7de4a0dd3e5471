"""How long a paper is, what of it there is time for, and what each part may take."""

from generator.lengths import budgets_of, optional_within, text_of_paper
from generator.model import Section, Template, Value
from generator.problem import Source
from generator.tree import Annex, Document, Heading, Hole, Paragraph, Text

VALUES = (Value("二十个字" * 5, "fact"),)
LONG = Document(
    (
        Paragraph("title", (Text("标题"),)),
        Paragraph("ask", (Text("问" * 500),)),
        Heading(1, (Text("一、"), Hole(0)), (Text("甲 乙"),)),
        Paragraph("body", (Text("丙" * 30),), optional=1),
        Paragraph("body", (Text("丁" * 40),), optional=2),
    ),
    (Annex("a", (Paragraph("title", (Text("附"),)),)),),
    (Paragraph("cc", (Text("抄送：某局。"),)),),
)


def test_characters_are_those_of_the_whole_paper_without_blanks() -> None:
    assert len(text_of_paper(LONG, VALUES)) == 2 + 500 + 2 + 20 + 2 + 30 + 40 + 1 + 6


def test_the_highest_number_that_fits_the_time() -> None:
    always = 2 + 2 + 20 + 3
    fits = {always + 70: 2, always + 69: 1, always + 30: 1, always + 29: 0, 0: 0}
    assert {most: optional_within(LONG, VALUES, most) for most in fits} == fits
    assert optional_within(Document(LONG.blocks[:3]), VALUES, 10_000) is None


def test_shares_of_characters_and_for_a_speech_of_minutes() -> None:
    sections = (Section("aims", 15), Section("close", 1))
    plan = Template("plan", Source("p", ""), "", sections=sections, length={"village": (1500, 3000), "default": (100, 300)})
    assert budgets_of(plan, "village", None, 200) == {"aims": "约占15%，约340字", "close": "约占1%，约50字"}
    assert budgets_of(plan, "agency", 30, 200)["aims"] == "约占15%，约50字"
    speech = Template("speech", Source("p", ""), "", sections=sections, spoken=True)
    assert budgets_of(speech, "village", 20, 200) == {"aims": "约占15%，约600字，约3分钟", "close": "约占1%，约50字，约0.5分钟"}
    assert budgets_of(speech, "village", None, 200) == {}
