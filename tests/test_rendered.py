"""What LibreOffice makes of our files, measured in millimetres: GB/T 9704 clauses 5 and 7 on the page.

Needs soffice and the fonts of tests/fonts/install.sh: skipped by name without them, failed under CI. One soffice call for
all papers. Word puts the ink up to a millimetre elsewhere inside a line; the boxes of the lines are the same.
"""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from sample_paper import PROPERTIES, VALUES, docx, paper, speech

from generator.model import Value
from generator.tree import Document, Hole, Paragraph, Text

pytestmark = pytest.mark.slow

FACES = {  # the names in our files → the free fonts that stand in for them
    "仿宋_GB2312": "FandolFang",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "FandolSong",
    "方正小标宋简体": "AR PL SungtiL GB",  # BousungEG in a PDF
    "Times New Roman": "Liberation Serif",
}
Glyph = dict[str, Any]
Pages = list[Any]

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
def rendered(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pages]:
    """The pages of every paper by name."""
    soffice, matcher = tool("soffice"), tool("fc-match")
    for name, family in FACES.items():
        found = subprocess.run([matcher, "-f", "%{family}", name], capture_output=True, text=True, check=True).stdout
        if family not in found:
            message = f"no {family} for {name}: run tests/fonts/install.sh"
            pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    folder = tmp_path_factory.mktemp("rendered")
    files = []
    for name, data in papers():
        files.append(folder / f"{name}.docx")
        files[-1].write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {file.stem: pages_of(file.with_suffix(".pdf")) for file in files}


def pages_of(path: Path) -> Pages:
    return list(pdfplumber.open(path).pages)


def mm(points: float) -> float:
    return points / 72 * 25.4


def glyphs(page: Any) -> list[Glyph]:
    """The characters of the text area (the page number left out), each with its baseline in mm from the top."""
    found = [{**glyph, "y": mm(float(page.height) - glyph["matrix"][5])} for glyph in page.chars]
    return [glyph for glyph in found if glyph["y"] < 263 and glyph["text"].strip()]


def lines(page: Any) -> list[list[Glyph]]:
    """The characters by line, from top to bottom, each line from left to right."""
    rows: dict[float, list[Glyph]] = {}
    for glyph in glyphs(page):
        rows.setdefault(round(glyph["y"], 1), []).append(glyph)
    return [sorted(row, key=lambda glyph: glyph["x0"]) for _, row in sorted(rows.items())]


def text_of(line: list[Glyph]) -> str:
    return "".join(glyph["text"] for glyph in line)


def line_with(pages: Pages, start: str) -> list[Glyph]:
    return next(line for page in pages for line in lines(page) if text_of(line).startswith(start))


def left(line: list[Glyph]) -> float:
    return mm(line[0]["x0"])


def right(line: list[Glyph]) -> float:
    return mm(line[-1]["x1"])


def middle(line: list[Glyph]) -> float:
    return (left(line) + right(line)) / 2


def stretch(line: list[Glyph]) -> float:
    """The gaps LibreOffice 7.4 leaves between Han and digits though autoSpaceDN is off, in mm; Word leaves none."""
    wide = sum(glyph["text"] > "\u2e80" for glyph in line)
    return right(line) - left(line) - mm(wide * 16 + (len(line) - wide) * 8 - len(line) * 0.25)


CHARACTER = 156 / 28  # mm


# ---------------------------------------------------------------- the text area


def test_a_full_page_has_22_lines_of_28_characters(rendered: dict[str, Pages]) -> None:
    pages = rendered["text"][:-1]
    assert len(pages) >= 3
    for page in pages:
        rows = lines(page)
        assert len(rows) == 22
        assert Counter(map(len, rows)).most_common(1)[0][0] == 28 == max(map(len, rows))


def test_lines_stand_28_95_points_apart(rendered: dict[str, Pages]) -> None:
    heights = [line[0]["y"] for line in lines(rendered["text"][1])]
    assert [b - a for a, b in pairwise(heights)] == pytest.approx([mm(28.95)] * 21, abs=0.12)


def test_the_text_area_begins_37_mm_from_the_top_and_28_from_the_left(rendered: dict[str, Pages]) -> None:
    rows = lines(rendered["text"][1])
    inside = mm(28.95) * 0.8  # LibreOffice puts the baseline there in an exact line
    assert rows[0][0]["y"] - inside == pytest.approx(37, abs=1)
    assert rows[-1][0]["y"] - inside + mm(28.95) == pytest.approx(262, abs=1)
    full = [row for row in rows if len(row) == 28]
    assert {round(left(row)) for row in full} == {28}
    assert all(right(row) == pytest.approx(184, abs=1) for row in full)


def test_paper_is_a4(rendered: dict[str, Pages]) -> None:
    for page in rendered["paper"]:
        assert (mm(page.width), mm(page.height)) == pytest.approx((210, 297), abs=0.5)


def test_a_paragraph_begins_2_characters_in(rendered: dict[str, Pages]) -> None:
    rows = lines(rendered["text"][0])
    assert left(rows[0]) == pytest.approx(28 + 2 * CHARACTER, abs=0.5)
    assert len(rows[0]) == 26


def test_nothing_but_a_mark_leaves_the_text_area(rendered: dict[str, Pages]) -> None:
    # LibreOffice 7.4 reads overflowPunct the wrong way round, so a full stop may hang there
    for name, pages in rendered.items():
        for page in pages:
            outside = [g["text"] for g in glyphs(page) if not 27.5 <= mm(g["x0"]) <= mm(g["x1"]) <= 184.6]
            assert set(outside) <= set("，。；、："), name


# ---------------------------------------------------------------- faces


@pytest.mark.parametrize(
    ("start", "face", "size"),
    [
        ("关于深入开展", "Bousung", 22),
        ("各党小组、村属", "FandolFang", 16),
        ("一、总体要求", "FandolHei", 16),
        ("（一）指导思想", "FandolKai", 16),
        ("1.围绕中心", "FandolFang", 16),
        ("附件1", "FandolHei", 16),
        ("表1", "FandolHei", 14),
    ],
)
def test_a_role_has_its_face(rendered: dict[str, Pages], start: str, face: str, size: float) -> None:
    han = [glyph for glyph in line_with(rendered["paper"], start) if glyph["text"] > "\u2e80"]
    assert all(face in glyph["fontname"] for glyph in han)
    assert {round(glyph["size"]) for glyph in han} == {size}


def test_a_run_in_head_has_its_face_and_the_rest_the_bodys(rendered: dict[str, Pages]) -> None:
    line = line_with(rendered["paper"], "（二）基本原则。")
    assert "FandolKai" in line[3]["fontname"]
    assert "FandolFang" in line[-1]["fontname"]


def test_quotes_are_wide_and_digits_are_not(rendered: dict[str, Pages]) -> None:
    found = [glyph for line in lines(rendered["paper"][0]) for glyph in line]
    quotes = [glyph for glyph in found if glyph["text"] in "“”"]
    assert quotes and all("FandolFang" in glyph["fontname"] for glyph in quotes)
    assert "Liberation" in next(glyph for glyph in found if glyph["text"] == "6")["fontname"]


# ---------------------------------------------------------------- title, name and date


def test_the_title_is_centred_and_broken_before_about(rendered: dict[str, Pages]) -> None:
    first, second = lines(rendered["paper"][0])[:2]
    assert text_of(first) == "中共青禾镇柳河村支部委员会"
    assert text_of(second) == "关于深入开展创先争优活动的实施方案"
    assert (middle(first), middle(second)) == pytest.approx((106, 106), abs=0.5)


def test_one_blank_line_stands_under_the_title(rendered: dict[str, Pages]) -> None:
    rows = lines(rendered["paper"][0])
    assert rows[2][0]["y"] - rows[1][0]["y"] == pytest.approx(2 * mm(28.95), abs=0.3)
    assert left(rows[2]) == pytest.approx(28, abs=0.5)


def test_sealed_the_date_is_4_characters_in_and_the_name_centred_on_it(rendered: dict[str, Pages]) -> None:
    name, date = lines(rendered["text"][-1])[-2:]
    assert 184 - right(date) + stretch(date) / 2 == pytest.approx(4 * CHARACTER, abs=0.7)
    assert middle(name) == pytest.approx(middle(date), abs=0.5)
    above = lines(rendered["text"][-1])[-3]
    assert name[0]["y"] - above[0]["y"] == pytest.approx(3 * mm(28.95), abs=0.3)


def test_sealed_a_long_name_stays_in_the_text_area_and_moves_the_date(rendered: dict[str, Pages]) -> None:
    name, date = lines(rendered["long"][-1])[-2:]
    assert text_of(name) == LONG_NAME.text
    assert right(name) <= 184.5
    assert middle(name) == pytest.approx(middle(date), abs=0.5)


def test_unsealed_the_name_is_2_in_and_the_date_begins_2_to_the_right_of_it(rendered: dict[str, Pages]) -> None:
    name = line_with(rendered["unsealed"][2:], "中共青禾镇柳河村支部委员会")
    date = line_with(rendered["unsealed"][2:], "2010年5月18日")
    assert 184 - right(name) == pytest.approx(2 * CHARACTER, abs=0.7)
    assert left(date) - left(name) == pytest.approx(2 * CHARACTER, abs=0.5)


def test_unsealed_a_date_longer_than_the_name_is_2_in_itself(rendered: dict[str, Pages]) -> None:
    name, date = lines(rendered["short"][-1])[-2:]
    assert right(date) - left(date) > right(name) - left(name)
    assert 184 - right(date) + stretch(date) == pytest.approx(2 * CHARACTER, abs=0.7)
    assert left(date) - left(name) == pytest.approx(2 * CHARACTER, abs=0.5)


def test_name_and_date_are_never_alone_on_a_page(rendered: dict[str, Pages]) -> None:
    for name in ("text", "long", "short"):
        assert len(lines(rendered[name][-1])) >= 3


# ---------------------------------------------------------------- page number


def dash_height(page: Any) -> float:
    """Where the ink of the first dash of the page number is, in mm from the top."""
    dash = next(glyph for glyph in page.chars if glyph["text"] == "—" and mm(float(page.height) - glyph["matrix"][5]) > 263)
    image = page.to_image(resolution=300).original.convert("L")
    column = round((dash["x0"] + dash["x1"]) / 2 / 72 * 300)
    rows = [row for row in range(round(263 / 25.4 * 300), image.height) if image.getpixel((column, row)) < 128]
    return sum(rows) / len(rows) / 300 * 25.4


def number_of(page: Any) -> list[Glyph]:
    return [g for g in page.chars if mm(float(page.height) - g["matrix"][5]) > 263 and g["text"].strip()]


def test_the_dash_stands_7_mm_under_the_text_area(rendered: dict[str, Pages]) -> None:
    for page in rendered["paper"][:2]:
        assert dash_height(page) == pytest.approx(269, abs=1)


def test_odd_pages_have_the_number_right_even_ones_left(rendered: dict[str, Pages]) -> None:
    for index, page in enumerate(rendered["paper"]):
        number = number_of(page)
        assert text_of(number) == f"—{index + 1}—"
        assert {round(glyph["size"]) for glyph in number} == {14}
        if index % 2 == 0:
            assert 184 - right(number) == pytest.approx(4.9, abs=0.7)
        else:
            assert left(number) - 28 == pytest.approx(4.9, abs=0.7)


def test_a_speech_has_the_number_in_the_middle(rendered: dict[str, Pages]) -> None:
    assert middle(number_of(rendered["speech"][0])) == pytest.approx(106, abs=0.7)


# ---------------------------------------------------------------- tables and annexes


def test_tables_keep_to_the_text_area_and_repeat_their_header(rendered: dict[str, Pages]) -> None:
    with_rules = [page for page in rendered["paper"] if page.rects or page.lines]
    assert len(with_rules) >= 3
    for page in with_rules:
        edges = [x for thing in (*page.rects, *page.lines) for x in (thing["x0"], thing["x1"])]
        assert mm(min(edges)) >= 27.5
        assert mm(max(edges)) <= 184.5
    pages = [page for page in rendered["paper"] if any(text_of(line) == "序号任务责任人时限" for line in lines(page))]
    assert len(pages) >= 2


def test_an_annex_begins_a_page_with_its_label_on_line_1_and_its_title_on_line_3(rendered: dict[str, Pages]) -> None:
    pages = [page for page in rendered["paper"] if text_of(lines(page)[0]) in ("附件1", "附件2")]
    assert len(pages) == 2
    label, title = lines(pages[0])[:2]
    assert left(label) == pytest.approx(28, abs=0.5)
    assert text_of(title) == "领导小组名单"
    assert title[0]["y"] - label[0]["y"] == pytest.approx(2 * mm(28.95), abs=0.5)
    assert middle(title) == pytest.approx(106, abs=0.5)


def test_a_wrapped_annex_name_goes_on_under_its_first_character(rendered: dict[str, Pages]) -> None:
    rows = [line for page in rendered["paper"] for line in lines(page)]
    at = next(i for i, line in enumerate(rows) if text_of(line).startswith("2.柳河村"))
    assert left(rows[at + 1]) == pytest.approx(mm(rows[at][2]["x0"]), abs=1)


def test_a_speech_has_its_by_line_in_the_middle_and_its_salutation_flush_left(rendered: dict[str, Pages]) -> None:
    pages = rendered["speech"]
    byline, salutation = line_with(pages, "村党支部书记"), line_with(pages, "同志们")
    assert middle(byline) == pytest.approx(106, abs=0.5)
    assert "FandolKai" in byline[0]["fontname"]
    assert left(salutation) == pytest.approx(28, abs=0.5)
