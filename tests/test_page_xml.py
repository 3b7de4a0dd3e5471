"""Sections, headers and footers: what stands on which page, in Word's units, and that the package holds together."""

import re
from dataclasses import replace
from itertools import product

import pytest
from sample_paper import LAYOUTS, WORK, docx, layout, paper, part

from generator.read_docx import read_docx
from generator.tree import Annex, Block, Column, Document, Paragraph, Table, Text, with_values
from generator.word.page_xml import document_close

A4 = {"w": "11906", "h": "16838"}
MM = 1440 / 25.4


def annex(number: int, landscape: bool, *blocks: Block) -> Annex:
    label = Paragraph("annex_label", (Text(f"附件{number}"),))
    return Annex(str(number), (label, Paragraph("title", (Text("名单"),)), *blocks), landscape=landscape)


def with_annexes(*landscapes: bool, last: tuple[Block, ...] = (), colophon: tuple[Block, ...] = ()) -> Document:
    annexes = tuple(annex(number, landscape, *last) for number, landscape in enumerate(landscapes, 1))
    return Document((Paragraph("body", (Text(WORK),)),), annexes, colophon)


TABLE = Table((Column("left", 40), Column("left", 60)), ((Text("甲"),), (Text("乙"),)), (((Text("丙"),), (Text("丁"),)),))
COLOPHON = (Paragraph("cc", (Text("抄送：县委办公室。"),)),)


def sections(data: bytes) -> list[str]:
    return re.findall("<w:sectPr>.*?</w:sectPr>", part(data))


def attributes(xml: str, tag: str) -> dict[str, str]:
    found = re.search(f"<w:{tag} ([^>]*)/>", xml)
    assert found, tag
    return dict(re.findall('w:([A-Za-z]+)="([^"]*)"', found.group(1)))


def furniture(data: bytes, section: str) -> dict[tuple[str, str], str]:
    """The text of a section's headers and footers by kind and use."""
    files = dict(re.findall('Id="([^"]*)"[^>]*Target="([^"]*)"', part(data, "word/_rels/document.xml.rels")))
    found = re.findall('<w:(header|footer)Reference w:type="([a-z]*)" r:id="([^"]*)"/>', section)
    return {(kind, use): part(data, f"word/{files[id_]}") for kind, use, id_ in found}


# ---------------------------------------------------------------- sections


def test_a_paper_without_pages_across_has_one_section_and_no_part_for_them() -> None:
    data = docx(paper())
    assert len(sections(data)) == 1
    assert "footer3" not in part(data, "[Content_Types].xml") + part(data, "word/_rels/document.xml.rels")


@pytest.mark.parametrize("landscapes", list(product((False, True), repeat=3)))
def test_a_section_ends_where_the_paper_turns(landscapes: tuple[bool, ...]) -> None:
    data = docx(with_annexes(*landscapes))
    turned = [attributes(section, "pgSz").get("orient") == "landscape" for section in sections(data)]
    runs = [now for before, now in zip((None, False, *landscapes), (False, *landscapes), strict=False) if now is not before]
    assert turned == runs


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("landscapes", [(True,), (False, True), (True, False), (True, True, False)])
@pytest.mark.parametrize("last", [(), (TABLE,)], ids=["text", "table"])
@pytest.mark.parametrize("colophon", [(), COLOPHON], ids=["", "colophon"])
def test_pages_across_are_read_back(
    name: str, landscapes: tuple[bool, ...], last: tuple[Block, ...], colophon: tuple[Block, ...]
) -> None:
    document = with_annexes(*landscapes, last=last, colophon=colophon)
    wide = layout(name).page.width > layout(name).page.height  # where every page lies across, none is turned
    expected = with_annexes(*(not wide and landscape for landscape in landscapes), last=last, colophon=colophon)
    assert read_docx(docx(document, name)) == with_values(expected, ())


def test_a_page_across_is_an_upright_one_turned() -> None:
    upright, across = sections(docx(with_annexes(True)))
    assert attributes(upright, "pgSz") == A4
    assert attributes(across, "pgSz") == {"w": A4["h"], "h": A4["w"], "orient": "landscape"}
    stands, lies = attributes(upright, "pgMar"), attributes(across, "pgMar")
    turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    assert {side: lies[side] for side in turned} == {side: stands[was] for side, was in turned.items()}


def test_a_table_across_is_as_wide_as_its_page() -> None:
    upright = docx(with_annexes(False, last=(TABLE,)))
    across = docx(with_annexes(True, last=(TABLE,)))
    widths = [sum(map(int, re.findall('<w:gridCol w:w="(\\d+)"/>', part(data)))) for data in (upright, across)]
    assert widths == [pytest.approx(156 * MM, abs=2), pytest.approx(225 * MM, abs=2)]


def test_a_title_across_has_the_room_of_its_page() -> None:
    """28 characters of 22 points in 225 mm, where 20 stand in 156."""
    title = Paragraph("title", (Text("澄沙县水务局关于农村饮水安全工程建设进度的情况统计表"),))
    for landscape in (False, True):
        label = Paragraph("annex_label", (Text("附件"),))
        data = docx(Document((), (Annex("1", (label, title), landscape=landscape),)))
        assert ("<w:br/>" in part(data)) is not landscape


def test_the_colophon_of_a_paper_that_ends_across_stands_on_an_upright_page() -> None:
    data = docx(with_annexes(True, colophon=COLOPHON), "gbt9704")
    assert [attributes(section, "pgSz").get("orient") for section in sections(data)] == [None, "landscape", None]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_end_of_a_section_finds_room_under_a_full_page(name: str) -> None:
    look = layout(name)
    lines = look.grid.lines * look.grid.pitch + (look.paragraphs["spacer"].pitch or 0)
    assert lines <= look.page.text_height / 25.4 * 72


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_reference_finds_its_part(name: str) -> None:
    data = docx(with_annexes(False, True), name)
    types = part(data, "[Content_Types].xml")
    relations = part(data, "word/_rels/document.xml.rels")
    targets = re.findall('Type="[^"]*/(header|footer)" Target="([^"]*)"', relations)
    used: list[str] = []
    for section in sections(data):
        for (kind, _), text in furniture(data, section).items():
            assert f"<w:{kind[0]}{'dr' if kind == 'header' else 'tr'} " in text
            used.append(text)
    assert {part(data, f"word/{file}") for _, file in targets} == set(used)
    for kind, file in targets:
        assert file.startswith(kind)
        assert f'<Override PartName="/word/{file}" ContentType="application/vnd.openxmlformats-' in types


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_box_of_a_paper_has_a_number_and_a_description_of_its_own(name: str) -> None:
    data = docx(with_annexes(True, colophon=COLOPHON), name)
    texts = [part(data), *{text for section in sections(data) for text in furniture(data, section).values()}]
    boxes = [box for text in texts for box in re.findall('<wp:docPr id="(\\d+)" name="([^"]+)" descr="([^"]+)"/>', text)]
    assert len({id_ for id_, _, _ in boxes}) == len(boxes) == sum(text.count("<wp:docPr ") for text in texts)


# ---------------------------------------------------------------- numbers


def test_the_number_is_right_on_odd_pages_and_left_on_even_ones() -> None:
    data = docx(paper(), "gbt9704")
    parts = furniture(data, sections(data)[0])
    assert '<w:ind w:right="280"/><w:jc w:val="right"/>' in parts["footer", "default"]
    assert '<w:ind w:left="280"/><w:jc w:val="left"/>' in parts["footer", "even"]
    assert "<w:evenAndOddHeaders/>" in part(data, "word/settings.xml")


def test_on_a_page_across_it_stands_where_it_does_on_the_others() -> None:
    """GB/T 9704, clause 8: in a turned box as long as the text area is wide, at the edge that is the lower one upright."""
    data = docx(with_annexes(True), "gbt9704")
    parts = furniture(data, sections(data)[1])
    for use, side in (("default", "right"), ("even", "left")):
        text = parts["footer", use]
        assert ' vert="vert" ' in text
        assert f'<w:jc w:val="{side}"/>' in text
        assert " PAGE " in text
        offsets = [int(emu) / 36000 for emu in re.findall("<wp:posOffset>(\\d+)</wp:posOffset>", text)]
        assert offsets == [pytest.approx(25, abs=0.1), pytest.approx(28, abs=0.1)]
        width, height = (int(emu) / 36000 for emu in re.findall('<wp:extent cx="(\\d+)" cy="(\\d+)"/>', text)[0])
        assert [width, height] == [pytest.approx(7.06, abs=0.1), pytest.approx(156, abs=0.1)]


def test_a_number_in_the_middle_stays_there_across() -> None:
    data = docx(with_annexes(True), "speech")
    across = furniture(data, sections(data)[1])
    assert set(across) == {("footer", "default")}
    assert '<w:jc w:val="center"/>' in across["footer", "default"]


# ---------------------------------------------------------------- a first page of its own (10.1)


def test_only_the_first_page_of_a_letter_is_its_own() -> None:
    data = docx(with_annexes(True, False), "letter")
    first, across, last = sections(data)
    assert "<w:titlePg/>" in first
    assert "<w:titlePg/>" not in across + last
    assert ("footer", "first") in furniture(data, first)
    assert ("footer", "first") not in furniture(data, across) | furniture(data, last)
    assert " PAGE " not in furniture(data, first)["footer", "first"]
    assert "<w:titlePg/>" not in part(docx(paper(), "gbt9704"))


def test_its_rule_stands_20_mm_above_the_edge_and_is_170_mm_long() -> None:
    data = docx(paper(), "letter")
    foot = furniture(data, sections(data)[0])["footer", "first"]
    assert '<w:bottom w:val="thinThickSmallGap" w:sz="12" w:space="0" w:color="FF0000"/>' in foot
    across, down = (int(emu) / 36000 for emu in re.findall("<wp:posOffset>(\\d+)</wp:posOffset>", foot))
    (width,) = (int(emu) / 36000 for emu in re.findall('<wp:extent cx="(\\d+)"', foot))
    assert [across, width] == [pytest.approx(20, abs=0.1), pytest.approx(170, abs=0.1)]
    assert down == pytest.approx(277 - 0.35 * 0.7 - 3 / 2 * 0.3528, abs=0.1)  # the line it hangs on, half the rule


def test_the_other_pages_of_a_letter_have_the_usual_text_area() -> None:
    """Their headers and footers, in Word's twips, reach down to 37 mm and up to 35 mm from the edges of the paper."""
    data = docx(paper(), "letter")
    section = sections(data)[0]
    margins = {side: int(value) for side, value in attributes(section, "pgMar").items()}
    assert margins["top"] < 37 * MM
    assert margins["bottom"] < 35 * MM
    parts = furniture(data, section)
    for use in ("default", "even"):
        header = int(attributes(parts["header", use], "spacing")["line"])
        footer = {key: int(value) for key, value in attributes(parts["footer", use], "spacing").items()}
        assert margins["header"] + header == pytest.approx(37 * MM, abs=1)
        assert margins["footer"] + footer["after"] == pytest.approx(25 * MM, abs=1)
        assert margins["footer"] + footer["after"] + 400 + footer["before"] == pytest.approx(35 * MM, abs=1)


def test_on_its_pages_across_nothing_pushes_the_text() -> None:
    data = docx(with_annexes(True), "letter")
    across = furniture(data, sections(data)[1])
    assert {attributes(text, "spacing")["line"] for (kind, _), text in across.items() if kind == "header"} == {"1"}


# ---------------------------------------------------------------- the grid


def test_a_page_its_lines_fill_has_a_grid() -> None:
    assert '<w:docGrid w:type="lines" w:linePitch="579"/>' in part(docx(paper(), "gbt9704"))


def test_a_page_its_lines_do_not_fill_has_none() -> None:
    """LibreOffice centres a grid in the text area and would move every line."""
    assert "docGrid" not in part(docx(paper(), "letter"))
    house = layout("gbt9704")
    wider = replace(house, grid=replace(house.grid, pitch=28))
    assert b"docGrid" in document_close(house)
    assert b"docGrid" not in document_close(wider)
    _, across = sections(docx(with_annexes(True)))
    assert "docGrid" not in across
