"""Values into holes, titles into lines, name and date under each other, and a package that is always the same."""

import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_paper import LAYOUTS, PROPERTIES, VALUES, docx, layout, paper, paragraphs, part

from generator.chinese import text_width
from generator.compile_docx import compile_docx
from generator.fill_docx import Properties, edited_since, fill_docx
from generator.layout import Seal
from generator.model import Date, Value
from generator.tree import Document, Hole, Inline, Inlines, MayBreak, Paragraph, Text
from generator.word.package import read_parts

# ---------------------------------------------------------------- values


def test_a_value_stands_as_typed() -> None:
    value = Value("第一行\n第二行\t<w:b/> & “引” \U00020bb7 ", "fact")
    data = docx(Document((Paragraph("body", (Hole(0),)),)), values=(value,))
    assert paragraphs(data) == [("PaperBody", "第一行/第二行⇥&lt;w:b/&gt; &amp; “引” \U00020bb7 ")]


@pytest.mark.parametrize("bad", ["\0", "\x08", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_character_xml_cannot_hold_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=f"{ord(bad):04X}"):
        docx(Document((Paragraph("body", (Hole(0),)),)), values=(Value(f"甲{bad}乙", "fact"),))


def test_a_hole_without_a_value_is_an_error() -> None:
    with pytest.raises(IndexError):
        docx(Document((Paragraph("body", (Hole(9),)),)))


# ---------------------------------------------------------------- titles


def title(text: str, *values: str) -> str:
    """The lines of a title, / between them; {0} is the first value, | where the template allows a break."""
    inlines: list[Inline] = []
    for piece in re.split(r"(\{\d\}|\|)", text):
        if piece == "|":
            inlines.append(MayBreak())
        elif re.fullmatch(r"\{\d\}", piece):
            inlines.append(Hole(int(piece[1])))
        elif piece:
            inlines.append(Text(piece))
    document = Document((Paragraph("title", tuple(inlines)),))
    return paragraphs(docx(document, values=tuple(Value(value, "fact") for value in values)))[0][1]


@pytest.mark.parametrize(
    ("text", "values", "lines"),
    [
        # fits on one line: not broken, whatever the template allows
        ("{0}|实施方案", ["创先争优活动"], "创先争优活动实施方案"),
        ("柳河村关于深入开展创先争优活动的实施方案", [], "柳河村关于深入开展创先争优活动的实施方案"),
        # at the template's own bar
        ("在{0}深入开展活动|动员大会上的讲话", ["青禾镇柳河村党支部"], "在青禾镇柳河村党支部深入开展活动/动员大会上的讲话"),
        # before 关于, after 的
        ("{0}关于开展活动的实施方案", ["中共青禾镇柳河村支部委员会"], "中共青禾镇柳河村支部委员会/关于开展活动的实施方案"),
        (
            "{0}关于在党的基层组织和党员中深入开展{1}活动的实施方案",
            ["中共云岭县青禾镇柳河村支部委员会", "创先争优"],
            "中共云岭县青禾镇柳河村支部委员会/关于在党的基层组织和党员中深入开展/创先争优活动的实施方案",
        ),
        # beside 《》, and not before 的
        ("关于印发{0}的通知", ["《柳河村创先争优活动实施方案》"], "关于印发/《柳河村创先争优活动实施方案》的通知"),
        # inside a value only where nothing else will do, evenly, and never a line that begins with its mark
        ("{0}{1}", ["柳河村的甲乙丙丁戊己庚", "、青禾镇的甲乙丙丁戊己"], "柳河村的甲乙丙丁戊己庚、/青禾镇的甲乙丙丁戊己"),
        ("{0}", ["中国共产党云岭县青禾镇柳河村支部委员会实施方案"], "中国共产党云岭县青禾镇/柳河村支部委员会实施方案"),
        ("{0}的通知", ["中国共产党云岭县青禾镇柳河村支部委员会实施方"], "中国共产党云岭县青禾镇/柳河村支部委员会实施方的通知"),
        # a person's own line break is the only one
        ("{0}关于深入开展活动的方案", ["中共青禾镇\n柳河村支部委员会"], "中共青禾镇/柳河村支部委员会关于深入开展活动的方案"),
    ],
)
def test_a_title_is_broken_where_it_may_be(text: str, values: list[str], lines: str) -> None:
    assert title(text, *values) == lines


def test_a_title_is_never_broken_inside_an_unbroken_word() -> None:
    assert title("青禾镇柳河村全体党员坚持有的放矢狠抓作风转变") == "青禾镇柳河村全体党员/坚持有的放矢狠抓作风转变"
    assert title("青禾镇柳河村全体党员坚持着自己的放矢狠抓作风转变") == "青禾镇柳河村全体党员坚持着自己的/放矢狠抓作风转变"


@pytest.mark.parametrize(
    ("widths", "lines"),
    [
        ((12, 3, 14, 15), [12, 17, 15]),  # lozenge, though 15, 14, 15 would be more even
        ((12, 3, 2, 13), [17, 13]),  # trapezium, not two lines of 15
        ((19, 2), [19, 2]),
        ((17, 2, 2), [17, 4]),  # no last line of two characters
    ],
)
def test_the_lines_of_a_title_have_a_shape(widths: tuple[int, ...], lines: list[int]) -> None:
    text = "|".join(character * width for character, width in zip("甲乙丙丁", widths, strict=False))
    assert [len(line) for line in title(text).split("/")] == lines


def test_a_titles_breaks_are_told_from_a_values() -> None:
    document = Document((Paragraph("title", (Hole(0), Text("关于深入开展创先争优活动的实施方案"))),))
    assert part(docx(document)).count('<w:rStyle w:val="PaperTitleBreak"/></w:rPr><w:br/>') == 1
    own = docx(document, values=(Value("柳河\n村", "fact"),))
    assert "PaperTitleBreak" not in part(own)
    assert part(own).count("<w:br/>") == 1


pieces = st.sampled_from(["柳河村", "关于", "深入开展", "的", "创先争优活动", "《", "》", "、", "实施方案", "目的", "|"])


@given(st.lists(pieces, max_size=14), st.lists(st.text("甲乙的、关于《》", min_size=1, max_size=15), max_size=3))
def test_lines_of_a_title_keep_the_words_and_fit(template: list[str], values: list[str]) -> None:
    text = "".join(template) + "".join(f"{{{number}}}活动" for number in range(len(values)))
    whole = text.replace("|", "").format(*values)
    lines = title(text, *values).split("/")
    assert "".join(lines) == whole
    if len(lines) > 1:
        assert max(map(text_width, lines)) <= layout("plain").title_characters
        assert not any(line[0] in "》、" for line in lines[1:])
        assert not any(line[-1] == "《" for line in lines[:-1])
        assert text_width(lines[-1]) >= 2


# ---------------------------------------------------------------- name and date

CHARACTER = 8844 / 28  # twips


def places(seal: Seal, *names: str, date: str = "2010年5月18日") -> list[tuple[float, float]]:
    """Distance of every line of the signature from the left and the right edge of the text area, in characters."""
    lines = [*(Paragraph("sign_name", (Text(name),)) for name in names), Paragraph("sign_date", (Text(date),))]
    xml = part(docx(Document(tuple(lines)), properties=replace(PROPERTIES, seal=seal)))
    found = re.findall('<w:ind w:left="([0-9-]+)" w:right="([0-9-]+)" w:firstLine="0"/><w:jc w:val="([a-z]+)"/>', xml)
    distances = []
    for text, (left, right, align) in zip((*names, date), found, strict=True):
        width = text_width(text) * 320 - len(text) * 5
        spare = 8844 - int(left) - int(right) - width
        shift = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * spare
        start = int(left) + shift
        distances.append((start / CHARACTER, (8844 - start - width) / CHARACTER))
    return distances


def middles(found: list[tuple[float, float]]) -> list[float]:
    return [(left + 28 - right) / 2 for left, right in found]


@pytest.mark.parametrize("names", [["柳河村党支部"], ["中共青禾镇柳河村支部委员会"]])
def test_sealed_the_date_is_4_in_and_the_name_is_centred_on_it(names: list[str]) -> None:
    found = places("full", *names)
    assert found[-1][1] == pytest.approx(4, abs=0.05)
    assert middles(found) == pytest.approx([middles(found)[-1]] * len(found), abs=0.05)


@pytest.mark.parametrize("length", [15, 20, 24, 26, 28])
def test_sealed_a_long_name_stays_inside_and_takes_the_date_along(length: int) -> None:
    found = places("full", "甲" * length)
    assert min(found[0]) >= -0.05
    assert middles(found)[0] == pytest.approx(middles(found)[1], abs=0.05)


def test_unsealed_the_name_is_2_in_and_the_date_begins_2_further() -> None:
    name, date = places("none", "中共青禾镇柳河村支部委员会")
    assert name[1] == pytest.approx(2, abs=0.05)
    assert date[0] - name[0] == pytest.approx(2, abs=0.05)


def test_unsealed_a_date_longer_than_the_name_is_2_in_itself() -> None:
    name, date = places("none", "党支部")
    assert date[1] == pytest.approx(2, abs=0.05)
    assert date[0] - name[0] == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize(("seal", "twips"), [("full", 1158), ("none", 579)])
def test_there_is_room_for_a_seal_only_if_there_is_one(seal: Seal, twips: int) -> None:
    xml = part(docx(paper(), properties=replace(PROPERTIES, seal=seal)))
    assert f'<w:pStyle w:val="PaperSignName"/><w:keepNext/><w:spacing w:before="{twips}"/>' in xml


@pytest.mark.parametrize(("name", "twips"), [("plain", 1158), ("personal", 579)])
def test_the_layout_says_whether_there_is_a_seal(name: str, twips: int) -> None:
    assert f'<w:spacing w:before="{twips}"/><w:ind' in part(docx(paper(), name))


@pytest.mark.parametrize("role", ["sign_name", "sign_date"])
@pytest.mark.parametrize("seal", ["full", "none"])
def test_a_name_or_a_date_may_stand_alone(role: str, seal: Seal) -> None:
    inlines: Inlines = (Text("某村"),)
    line = Paragraph("sign_name", inlines) if role == "sign_name" else Paragraph("sign_date", inlines)
    xml = part(docx(Document((line,)), properties=replace(PROPERTIES, seal=seal)))
    assert xml.count("<w:ind ") == 1


# ---------------------------------------------------------------- the package


def test_the_package_is_in_order() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(paper()))) as archive:
        assert archive.testzip() is None
        files = archive.infolist()
        assert files[0].filename == "[Content_Types].xml"
        assert files[-1].filename == "nigao/recipe.xml"
        assert {file.date_time for file in files} == {(1980, 1, 1, 0, 0, 0)}
        assert {file.create_system for file in files} == {3}


def test_properties_say_who_when_and_in_what_language() -> None:
    core = part(docx(paper()), "docProps/core.xml")
    assert "<dc:title>中共青禾镇柳河村支部委员会关于深入开展创先争优活动的实施方案</dc:title>" in core
    assert "<dc:creator>中共青禾镇柳河村支部委员会</dc:creator>" in core
    assert "<dc:language>zh-CN</dc:language>" in core
    assert core.count("2010-05-18T00:00:00Z") == 2


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (None, "1980-01-01"),
        (Date(2012, 3), "2012-03-01"),
        (Date(2012), "2012-01-01"),
        (Date(9999, text="党的十八大召开前"), "1980-01-01"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date: Date | None, said: str) -> None:
    assert f">{said}T00:00:00Z<" in part(docx(paper(), properties=Properties(date=date)), "docProps/core.xml")


def test_properties_are_escaped_and_on_one_line() -> None:
    values = (Value('甲\n"乙"<丙>&', "fact"), *VALUES[1:])
    assert "<dc:title>甲 &quot;乙&quot;&lt;丙&gt;&amp;关于" in part(docx(paper(), values=values), "docProps/core.xml")


def test_the_recipe_names_what_the_paper_was_made_of() -> None:
    recipe = part(docx(paper()), "nigao/recipe.xml")
    assert 'kind="plan"' in recipe
    assert 'layout="plain"' in recipe
    assert f'<source name="templates/plan.md.j2" sha256="{"ab" * 32}"/>' in recipe
    relations = part(docx(paper()), "_rels/.rels")
    assert 'Type="urn:nigao:recipe" Target="nigao/recipe.xml"' in relations
    assert 'PartName="/nigao/recipe.xml"' in part(docx(paper()), "[Content_Types].xml")


def test_no_theme_font_and_no_machine_are_in_the_file() -> None:
    text = "".join(data.decode() for data in read_parts(docx(paper())).values())
    assert "Theme=" not in text
    assert not any(f"/{folder}" in text for folder in ("home/", "root", "tmp/"))


def test_footers_differ_on_odd_and_even_pages_where_the_number_is_outside() -> None:
    odd, even = (part(docx(paper()), f"word/footer{number}.xml") for number in (1, 2))
    assert '<w:ind w:right="280"/><w:jc w:val="right"/>' in odd
    assert '<w:ind w:left="280"/><w:jc w:val="left"/>' in even
    assert "<w:evenAndOddHeaders/>" in part(docx(paper()), "word/settings.xml")
    assert "word/footer2.xml" not in read_parts(docx(paper(), "speech"))


@pytest.mark.parametrize("environment", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"}, {"PYTHONHASHSEED": "2"}])
def test_the_same_input_gives_the_same_bytes_in_any_process(environment: dict[str, str], tmp_path: Path, root: Path) -> None:
    code = "import sys; from sample_paper import *; sys.stdout.buffer.write(docx(paper(), 'gbt9704'))"
    path = os.pathsep.join((str(root), str(root / "tests")))
    there = {**os.environ, "PYTHONPATH": path, **environment}
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=there, capture_output=True, check=True)
    assert found.stdout == docx(paper(), "gbt9704")


# ---------------------------------------------------------------- edited since


def rewritten(data: bytes, name: str = "", old: bytes = b"", new: bytes = b"", drop: str = "", add: str = "") -> bytes:
    """The archive packed anew by another program, perhaps with a change."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for found, content in read_parts(data).items():
            if found != drop:
                target.writestr(found, content.replace(old, new) if found == name else content)
        if add:
            target.writestr(add, b"x")
    return out.getvalue()


def test_our_own_file_is_ours_however_it_is_packed() -> None:
    data = docx(paper())
    assert edited_since(data) == "ours"
    assert edited_since(rewritten(data)) == "ours"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "word/document.xml", "old": "柳河村".encode(), "new": "杨河村".encode()},
        {"name": "word/styles.xml", "old": b"32", "new": b"30"},
        {"name": "nigao/recipe.xml", "old": b'sha256="', "new": b'sha256="0'},
        {"drop": "docProps/app.xml"},
        {"add": "word/comments.xml"},
    ],
)
def test_a_changed_file_is_seen(change: dict[str, str | bytes]) -> None:
    assert edited_since(rewritten(docx(paper()), **change)) in ("edited", "foreign")  # type: ignore[arg-type]
    assert edited_since(rewritten(docx(paper()), **change)) != "ours"  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_anything_else_is_foreign(data: bytes) -> None:
    assert edited_since(data) == "foreign"
    assert edited_since(rewritten(docx(paper()), drop="nigao/recipe.xml")) == "foreign"


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fail(noise: bytes) -> None:
    data = docx(paper())
    assert edited_since(noise) == "foreign"
    assert edited_since(data[:-40] + noise) in ("ours", "edited", "foreign")
    assert edited_since(data[:2000] + noise + data[2000 + len(noise) :]) in ("ours", "edited", "foreign")


# ---------------------------------------------------------------- other readers


@pytest.mark.parametrize("name", LAYOUTS)
def test_python_docx_opens_it(name: str) -> None:
    from docx import Document as read

    found = read(io.BytesIO(docx(paper(), name)))
    assert found.core_properties.author == PROPERTIES.author
    headings = [p.text for p in found.paragraphs if p.style is not None and p.style.style_id == "PaperLevel1"]
    assert headings == ["一、总体要求", "二、时间安排"]
    assert len(found.tables) == 2


def test_filling_leaves_the_mould_as_it_was() -> None:
    mould = compile_docx(paper(), layout("plain"))
    assert fill_docx(mould, VALUES, PROPERTIES) == fill_docx(mould, VALUES, PROPERTIES)
