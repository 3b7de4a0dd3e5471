"""What LibreOffice makes of our files, measured in millimetres: GB/T 9704 clauses 5 and 7 on the page.

Needs soffice and the fonts of tests/fonts/install.sh: skipped by name without them, failed under CI. Forms and lengths are
gone through in test_matrix.py; here are the things that are the same in every paper.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from measured import CHARACTER, PITCH, Pages, blank_lines, line_with, steps
from sample_paper import PROPERTIES, VALUES, docx, paper, speech

from generator.model import Value
from generator.tree import Document, Hole, Paragraph, Text

if TYPE_CHECKING:
    from conftest import Render

pytestmark = pytest.mark.slow

Rendered = Mapping[str, Pages]

LONG_NAME = Value("中共青禾镇柳河村支部委员会创先争优活动领导小组办公室", "fact")
SHORT_NAME = Value("柳河村党支部", "fact")


def only_text(name: Value) -> tuple[Document, tuple[Value, ...]]:
    """Long paragraphs of Han alone over four full pages and a short one, then name and date."""
    body = tuple(Paragraph("body", (Text("抓好春耕备耕" * count),)) for count in (84, 84, 84, 84, 84, 10))
    sign = (Paragraph("sign_name", (Hole(0),)), Paragraph("sign_date", (Hole(1),)))
    return Document((*body, *sign)), (name, VALUES[1])


def papers() -> Iterator[tuple[str, bytes]]:
    yield "paper", docx(paper())
    yield "unsealed", docx(paper(), properties=replace(PROPERTIES, seal="none"))
    yield "speech", docx(speech(), "speech")
    yield "text", docx(*swap(only_text(VALUES[0])))
    yield "short", docx(*swap(only_text(SHORT_NAME)), properties=replace(PROPERTIES, seal="none"))
    yield "long", docx(*swap(only_text(LONG_NAME)))


def swap(pair: tuple[Document, tuple[Value, ...]]) -> tuple[Document, str, tuple[Value, ...]]:
    return pair[0], "plain", pair[1]


@pytest.fixture(scope="module")
def rendered(render: "Render") -> Rendered:
    """The pages of every paper by name."""
    return render(dict(papers()))


# ---------------------------------------------------------------- the text area


@pytest.mark.clause("5.2.3")
def test_a_full_page_has_22_lines_of_28_characters(rendered: Rendered) -> None:
    pages = rendered["text"][:-1]
    assert len(pages) >= 3
    for page in pages:
        assert len(page.lines) == 22
        lengths = [len(line.glyphs) for line in page.lines]
        assert Counter(lengths).most_common(1)[0][0] == 28 == max(lengths)


@pytest.mark.clause("5.2.3")
def test_lines_stand_28_95_points_apart(rendered: Rendered) -> None:
    assert steps(rendered["text"][1].lines) == pytest.approx([PITCH] * 21, abs=0.12)


@pytest.mark.clause("5.2.1")
def test_the_text_area_begins_37_mm_from_the_top_and_28_from_the_left(rendered: Rendered) -> None:
    lines = rendered["text"][1].lines
    inside = PITCH * 0.8
    assert lines[0].y - inside == pytest.approx(37, abs=1)
    assert lines[-1].y - inside + PITCH == pytest.approx(262, abs=1)
    full = [line for line in lines if len(line.glyphs) == 28]
    assert {round(line.left) for line in full} == {28}
    assert all(line.right == pytest.approx(184, abs=1) for line in full)


@pytest.mark.clause("5.1")
def test_paper_is_a4(rendered: Rendered) -> None:
    for page in rendered["paper"]:
        assert (page.width, page.height) == pytest.approx((210, 297), abs=0.5)


@pytest.mark.clause("7.3.3")
def test_a_paragraph_begins_2_characters_in(rendered: Rendered) -> None:
    line = rendered["text"][0].lines[0]
    assert line.left == pytest.approx(28 + 2 * CHARACTER, abs=0.5)
    assert len(line.glyphs) == 26


@pytest.mark.clause("5.2.1")
def test_nothing_leaves_the_text_area(rendered: Rendered) -> None:
    for name, pages in rendered.items():
        assert [page.outside(slack=0.5) for page in pages] == [[]] * len(pages), name


@pytest.mark.clause("5.2.4")
def test_all_is_black(rendered: Rendered) -> None:
    for pages in rendered.values():
        assert not any(glyph.red for page in pages for glyph in page.glyphs)
        assert not any(rule.red for page in pages for rule in page.rules)


# ---------------------------------------------------------------- faces


@pytest.mark.clause("5.2.2", "7.3.1", "7.3.2", "7.3.3", "7.3.7")
@pytest.mark.parametrize(
    ("start", "face", "size"),
    [
        ("关于深入开展", "小标宋", 22),
        ("各党小组、村属", "仿宋", 16),
        ("一、总体要求", "黑体", 16),
        ("（一）指导思想", "楷体", 16),
        ("1.围绕中心", "仿宋", 16),
        ("附件1", "黑体", 16),
        ("表1", "黑体", 14),
    ],
)
def test_a_role_has_its_face(rendered: Rendered, start: str, face: str, size: int) -> None:
    assert line_with(rendered["paper"], start).looks == {(face, size)}


@pytest.mark.clause("7.3.3")
def test_a_run_in_head_has_its_face_and_the_rest_the_bodys(rendered: Rendered) -> None:
    line = line_with(rendered["paper"], "（二）基本原则。")
    assert line.part(0, 8).looks == {("楷体", 16)}
    assert line.part(8).looks == {("仿宋", 16)}


@pytest.mark.clause("5.2.2", "9")
def test_quotes_are_wide_and_digits_are_not(rendered: Rendered) -> None:
    glyphs = rendered["paper"][0].glyphs
    quotes = [glyph for glyph in glyphs if glyph.text in "“”"]
    assert quotes and {glyph.face for glyph in quotes} == {"仿宋"}
    assert "Liberation" in next(glyph for glyph in glyphs if glyph.text == "6").face


# ---------------------------------------------------------------- title, name and date


@pytest.mark.clause("7.3.1")
def test_the_title_is_centred_and_broken_before_about(rendered: Rendered) -> None:
    first, second = rendered["paper"][0].lines[:2]
    assert first.text == "中共青禾镇柳河村支部委员会"
    assert second.text == "关于深入开展创先争优活动的实施方案"
    assert (first.middle, second.middle) == pytest.approx((106, 106), abs=0.5)


@pytest.mark.clause("7.3.2")
def test_one_blank_line_stands_under_the_title(rendered: Rendered) -> None:
    _, title, addressee = rendered["paper"][0].lines[:3]
    assert blank_lines(title, addressee) == pytest.approx(1, abs=0.03)
    assert addressee.left == pytest.approx(28, abs=0.5)


@pytest.mark.clause("7.3.5.1")
def test_sealed_the_date_is_4_characters_in_and_the_name_centred_on_it(rendered: Rendered) -> None:
    above, name, date = rendered["text"][-1].lines[-3:]
    assert 184 - date.right + date.stretch / 2 == pytest.approx(4 * CHARACTER, abs=0.7)
    assert name.middle == pytest.approx(date.middle, abs=0.5)
    assert blank_lines(above, name) == pytest.approx(2, abs=0.03)


@pytest.mark.clause("7.3.5.1")
def test_sealed_a_long_name_stays_in_the_text_area_and_moves_the_date(rendered: Rendered) -> None:
    name, date = rendered["long"][-1].lines[-2:]
    assert name.text == LONG_NAME.text
    assert name.right <= 184.5
    assert name.middle == pytest.approx(date.middle, abs=0.5)


@pytest.mark.clause("7.3.5.2")
def test_unsealed_the_name_is_2_in_and_the_date_begins_2_to_the_right_of_it(rendered: Rendered) -> None:
    name = line_with(rendered["unsealed"][2:], "中共青禾镇柳河村支部委员会")
    date = line_with(rendered["unsealed"][2:], "2010年5月18日")
    assert 184 - name.right == pytest.approx(2 * CHARACTER, abs=0.7)
    assert date.left - name.left == pytest.approx(2 * CHARACTER, abs=0.5)


@pytest.mark.clause("7.3.5.2")
def test_unsealed_a_date_longer_than_the_name_is_2_in_itself(rendered: Rendered) -> None:
    name, date = rendered["short"][-1].lines[-2:]
    assert date.right - date.left > name.right - name.left
    assert 184 - date.right + date.stretch == pytest.approx(2 * CHARACTER, abs=0.7)
    assert date.left - name.left == pytest.approx(2 * CHARACTER, abs=0.5)


@pytest.mark.clause("7.3.5.5")
def test_name_and_date_are_never_alone_on_a_page(rendered: Rendered) -> None:
    for name in ("text", "long", "short"):
        assert len(rendered[name][-1].lines) >= 3


# ---------------------------------------------------------------- page number


@pytest.mark.clause("7.5")
def test_the_dash_stands_7_mm_under_the_text_area(rendered: Rendered) -> None:
    for page in rendered["paper"][:2]:
        ink = page.dash_ink()
        assert (ink.top + ink.bottom) / 2 == pytest.approx(269, abs=1)


@pytest.mark.clause("7.5")
def test_odd_pages_have_the_number_right_even_ones_left(rendered: Rendered) -> None:
    for count, page in enumerate(rendered["paper"], 1):
        number = page.page_number
        assert number is not None and number.text == f"—{count}—"
        assert {round(glyph.size) for glyph in number.glyphs} == {14}
        edge = 184 - number.right if count % 2 else number.left - 28
        assert edge == pytest.approx(4.9, abs=0.7)


def test_a_speech_has_the_number_in_the_middle(rendered: Rendered) -> None:
    number = rendered["speech"][0].page_number
    assert number is not None and number.middle == pytest.approx(106, abs=0.7)


# ---------------------------------------------------------------- tables and annexes


@pytest.mark.clause("8")
def test_tables_keep_to_the_text_area_and_repeat_their_header(rendered: Rendered) -> None:
    with_rules = [page for page in rendered["paper"] if page.rules]
    assert len(with_rules) >= 3
    for page in with_rules:
        assert min(rule.left for rule in page.rules) >= 27.5
        assert max(rule.right for rule in page.rules) <= 184.5
    pages = [page for page in rendered["paper"] if any(line.text == "序号任务责任人时限" for line in page.lines)]
    assert len(pages) >= 2


@pytest.mark.clause("7.3.7")
def test_an_annex_begins_a_page_with_its_label_on_line_1_and_its_title_on_line_3(rendered: Rendered) -> None:
    pages = [page for page in rendered["paper"] if page.lines[0].text in ("附件1", "附件2")]
    assert len(pages) == 2
    label, title = pages[0].lines[:2]
    assert label.left == pytest.approx(28, abs=0.5)
    assert title.text == "领导小组名单"
    assert blank_lines(label, title) == pytest.approx(1, abs=0.05)
    assert title.middle == pytest.approx(106, abs=0.5)


@pytest.mark.clause("7.3.4")
def test_a_wrapped_annex_name_goes_on_under_its_first_character(rendered: Rendered) -> None:
    lines = [line for page in rendered["paper"] for line in page.lines]
    at = next(index for index, line in enumerate(lines) if line.text.startswith("2.柳河村"))
    assert lines[at + 1].left == pytest.approx(lines[at].glyphs[2].x0, abs=1)


def test_a_speech_has_its_by_line_in_the_middle_and_its_salutation_flush_left(rendered: Rendered) -> None:
    byline, salutation = line_with(rendered["speech"], "村党支部书记"), line_with(rendered["speech"], "同志们")
    assert byline.middle == pytest.approx(106, abs=0.5)
    assert byline.looks == {("楷体", 16)}
    assert salutation.left == pytest.approx(28, abs=0.5)
