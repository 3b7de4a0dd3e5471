"""Our files in Word are plain and accessible: real headings, marked header rows, described drawings, styles for everything.

Looks into the XML of every form's sample; what a validator checks is in test_validity.py, what a page shows in test_forms.py.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from forms import FORMS, load
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def parts() -> dict[str, dict[str, Any]]:
    """The XML parts of every form's sample by their names."""
    found = {}
    for form in FORMS:
        with zipfile.ZipFile(io.BytesIO(load(form).data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xml") and name.startswith("word/")]
            found[form] = {name: etree.fromstring(archive.read(name)) for name in names}
    return found


def flow(form: dict[str, Any]) -> Iterator[Any]:
    """The document, its headers and footers."""
    yield from (root for name, root in form.items() if re.search(r"word/(document|header|footer)", name))


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return found.get(f"{W}val") if found is not None else ""


def test_every_drawing_is_described_and_numbered_once(parts: dict[str, dict[str, Any]]) -> None:
    seen = 0
    for form, found in parts.items():
        drawings = [shape for root in flow(found) for shape in root.iter(f"{DRAWING}docPr")]
        assert all(shape.get("descr") and shape.get("name") for shape in drawings), form
        assert len({shape.get("id") for shape in drawings}) == len(drawings), form
        seen += len(drawings)
    assert seen > 10


def test_a_tables_first_row_is_its_header(parts: dict[str, dict[str, Any]]) -> None:
    seen = 0
    for form, found in parts.items():
        for table in found["word/document.xml"].iter(f"{W}tbl"):
            if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "PaperTable":
                rows = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
                assert rows[0] and not any(rows[1:]), form
                seen += 1
    assert seen >= 4


def test_headings_are_headings(parts: dict[str, dict[str, Any]]) -> None:
    for form, found in parts.items():
        styles = {style.get(f"{W}styleId"): style for style in found["word/styles.xml"].iter(f"{W}style")}
        for level in (1, 2, 3, 4):
            assert styles[f"PaperLevel{level}"].find(f"{W}basedOn").get(f"{W}val") == f"Heading{level}", form
            assert styles[f"Heading{level}"].find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == str(level - 1), form
            assert styles[f"Heading{level}"].find(f"{W}name").get(f"{W}val") == f"heading {level}", form


def test_our_styles_have_chinese_names(parts: dict[str, dict[str, Any]]) -> None:
    for found in parts.values():
        ours = [style for style in found["word/styles.xml"].iter(f"{W}style") if style.get(f"{W}customStyle")]
        names = [style.find(f"{W}name").get(f"{W}val") for style in ours]
        assert [name for name in names if not re.search("[\u4e00-\u9fff]", name)] == []
        assert len(set(names)) == len(names)


def test_nothing_is_spaced_by_empty_paragraphs(parts: dict[str, dict[str, Any]]) -> None:
    for form, found in parts.items():
        for paragraph in found["word/document.xml"].iter(f"{W}p"):
            filled = any(True for _ in paragraph.iter(f"{W}t", f"{W}drawing"))
            in_cell = paragraph.getparent().tag == f"{W}tc"  # Word wants one there
            assert filled or in_cell or style_of(paragraph) == "PaperSpacer", f"{form}: {style_of(paragraph)}"


def test_every_paragraph_has_a_style_of_ours(parts: dict[str, dict[str, Any]]) -> None:
    for form, found in parts.items():
        for root in flow(found):
            assert {style_of(paragraph)[:5] for paragraph in root.iter(f"{W}p")} == {"Paper"}, form


def test_runs_are_formatted_by_styles(parts: dict[str, dict[str, Any]]) -> None:
    # the size and width of a mark follow from how long its name is, which no style can know
    for form, found in parts.items():
        for root in flow(found):
            for paragraph in root.iter(f"{W}p"):
                by_hand = {child.tag.removeprefix(W) for run in paragraph.findall(f"{W}r/{W}rPr") for child in run}
                allowed = {"rStyle", "rFonts"} | ({"sz", "szCs", "w"} if style_of(paragraph).startswith("PaperMark") else set())
                assert by_hand <= allowed, f"{form}: {style_of(paragraph)}"
                fonts = [set(child.keys()) for child in paragraph.iter(f"{W}rFonts")]
                assert all(keys == {f"{W}hint"} for keys in fonts), form
