"""Tree → Word XML: every block in its style, runs joined, what neighbours do to each other."""

import re
from itertools import product

import pytest
from lxml import etree
from sample_paper import LAYOUTS, docx, layout, paper, paragraphs, part, speech

from generator.compile_docx import compile_docx
from generator.layout import Piece
from generator.tree import (
    AnnexList,
    Block,
    Column,
    Computed,
    Document,
    Heading,
    Hole,
    Items,
    PageBreak,
    Paragraph,
    Table,
    Text,
)
from generator.word.word_xml import MARK_IDS, NAMESPACE


def body(*blocks: Block) -> str:
    """The XML of the blocks alone."""
    text = part(docx(Document(blocks)))
    return text[text.index("<w:body>") + 8 : text.index("<w:sectPr>")]


def words(text: str) -> tuple[Text, ...]:
    return (Text(text),)


# ---------------------------------------------------------------- styles


def test_every_block_has_its_style() -> None:
    found = {style: text for style, text in reversed(paragraphs(docx(paper())))}
    starts = {
        "PaperTitle": "中共青禾镇柳河村支部委员会/关于深入开展",
        "PaperAddressee": "各党小组",
        "PaperLevel1": "一、总体要求",
        "PaperLevel2": "（一）指导思想",
        "PaperLevel3": "1.围绕中心",
        "PaperItem3": "1.抓好春耕",
        "PaperCaption": "表1",
        "PaperTableHead": "序号",
        "PaperTableCenter": "1",
        "PaperTableRight": "各党小组",
        "PaperAnnexNoteFirst": "附件：1.",
        "PaperAnnexNoteMore": "2.",
        "PaperSignName": "中共",
        "PaperSignDate": "2010年",
        "PaperNote": "（此件",
        "PaperAnnexLabel": "附件1",
    }
    assert {style: text[: len(starts[style])] for style, text in found.items() if style in starts} == starts


def test_every_style_used_is_defined() -> None:
    for name, document in product(LAYOUTS, (paper(), speech())):
        data = docx(document, name)
        used = set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="([^"]*)"', part(data) + part(data, "word/footer1.xml")))
        defined = re.findall(r'w:styleId="([^"]*)"', part(data, "word/styles.xml"))
        assert used <= set(defined)
        assert set(MARK_IDS) - {""} <= set(defined)
        assert len(defined) == len(set(defined))


def test_levels_carry_the_outline_of_words_own_headings() -> None:
    styles = etree.fromstring(part(docx(paper()), "word/styles.xml").encode())
    space = {"w": NAMESPACE}
    for level in (1, 2, 3, 4):
        own = styles.xpath(f"//w:style[@w:styleId='PaperLevel{level}']/w:basedOn/@w:val", namespaces=space)
        assert own == [f"Heading{level}"]
        outline = styles.xpath(f"//w:style[@w:styleId='Heading{level}']/w:pPr/w:outlineLvl/@w:val", namespaces=space)
        assert outline == [str(level - 1)]
        named = styles.xpath(f"//w:style[@w:styleId='Heading{level}']/w:name/@w:val", namespaces=space)
        assert named == [f"heading {level}"]


def test_a_run_in_head_is_body_style_with_the_heads_characters() -> None:
    xml = body(Heading(2, words("（一）统一思想。"), words("各支部要学。")))
    assert re.findall('(?:pStyle|rStyle) w:val="([^"]*)"', xml) == ["PaperBody", "PaperHead2"]
    assert re.findall("<w:t [^>]*>([^<]*)", xml) == ["（一）统一思想。", "各支部要学。"]


@pytest.mark.parametrize(
    ("strong", "slot", "level", "style"),
    [
        (True, False, 0, "PaperStrong"),
        (False, True, 0, "PaperSlot"),
        (True, True, 0, "PaperStrongSlot"),
        (True, True, 2, "PaperHead2StrongSlot"),
    ],
)
def test_formats_that_meet_have_a_style_of_their_own(strong: bool, slot: bool, level: int, style: str) -> None:
    inlines = (Hole(2 if slot else 0, strong),)
    xml = body(Heading(2, inlines, words("。")) if level else Paragraph("body", inlines))
    assert f'<w:rStyle w:val="{style}"/>' in xml


def test_every_run_takes_quotes_and_dashes_from_the_han_font() -> None:
    for name, document in product(LAYOUTS, (paper(), speech())):
        runs = re.findall("<w:r>.*?</w:r>", part(docx(document, name)))
        assert runs
        assert all('<w:rFonts w:hint="eastAsia"/>' in run for run in runs if "<w:t " in run)


def test_neighbours_of_one_format_share_a_run_and_a_value_stands_in_it() -> None:
    xml = body(Paragraph("body", (Text("甲"), Hole(3), Text("乙"), Text("丙", strong=True), Hole(3, strong=True))))
    assert re.findall("<w:t [^>]*>([^<]*)", xml) == ["甲63名乙", "丙63名"]


def test_a_slot_has_a_run_of_its_own() -> None:
    xml = body(Paragraph("body", (Text("甲"), Hole(2), Text("乙"), Hole(2))))
    assert re.findall("<w:t [^>]*>([^<]*)", xml) == ["甲", "【待填：活动主题】", "乙", "【待填：活动主题】", ""]
    assert xml.count('<w:rStyle w:val="PaperSlot"/>') == 2


# ---------------------------------------------------------------- neighbours


def spaces(*blocks: Block) -> list[str]:
    """The space above each paragraph in lines of 579 twips, as far as it is not the style's."""
    found = [re.search('w:before="([0-9]+)"', properties) for properties in re.findall("<w:pPr>.*?</w:pPr>", body(*blocks))]
    return [f"{int(match.group(1)) / 579:.2g}" if match else "0" for match in found]


def test_blank_lines_follow_the_neighbours() -> None:
    title, text = Paragraph("title", words("标题")), Paragraph("body", words("正文"))
    byline, note = Paragraph("byline", words("某某")), Paragraph("annex_note", words("附件：1.名单"))
    assert spaces(title, text, text) == ["0", "1", "0"]
    assert spaces(title, byline, byline, text) == ["0", "0", "0", "1"]
    assert spaces(text, note, note, text) == ["0", "1", "0", "0"]


def test_a_table_gets_its_space_from_the_paragraph_above() -> None:
    table = Table((Column("left", 100),), (words("项"),), ((words("一"),),))
    assert '<w:spacing w:after="579"/>' in body(Paragraph("title", words("表")), table)
    assert "w:after" not in body(Paragraph("caption", words("表1")), table)


def test_the_paragraph_above_name_and_date_stays_with_them() -> None:
    sign = (Paragraph("sign_name", words("某村")), Paragraph("sign_date", words("2010年5月18日")))
    long = words("甲乙丙丁戊己庚" * 8)
    xml = body(Paragraph("body", long), Paragraph("body", long), *sign)
    paragraphs = xml.split("</w:p>")[:-1]
    assert ["<w:keepNext/>" in paragraph for paragraph in paragraphs] == [False, True, True, False]
    assert ['<w:widowControl w:val="1"/>' in paragraph for paragraph in paragraphs] == [False, True, False, False]


def test_a_last_text_of_one_line_takes_the_one_before_along() -> None:
    sign = (Paragraph("sign_name", words("某村")), Paragraph("sign_date", words("2010年5月18日")))
    xml = body(Paragraph("body", words("甲")), Paragraph("body", words("乙")), Paragraph("body", words("丙")), *sign)
    kept = ["<w:keepNext/>" in paragraph for paragraph in xml.split("</w:p>")[:-1]]
    assert kept == [False, True, True, True, False]


def test_the_names_of_the_annexes_stay_together_and_with_the_text_above() -> None:
    note, text = Paragraph("annex_note", words("附件：1.名单")), Paragraph("body", words("正文"))
    kept = ["<w:keepNext/>" in paragraph for paragraph in body(text, note, note, text).split("</w:p>")[:-1]]
    assert kept == [True, True, False, False]


def test_tables_are_kept_apart_and_followed_by_a_paragraph() -> None:
    table = Table((Column("left", 40), Column("left", 60)), (words("甲"), words("乙")), ((words("一"), words("二")),))
    xml = body(table, table)
    assert re.findall("</w:tbl>|PaperSpacer", xml) == ["</w:tbl>", "PaperSpacer"] * 2
    assert xml.count("<w:tblHeader/>") == 2
    assert xml.count("<w:cantSplit/>") == 4
    assert re.findall('<w:tcW w:w="([0-9]+)" w:type="pct"/>', xml) == ["2000", "3000"] * 4
    assert sum(map(int, re.findall('<w:gridCol w:w="([0-9]+)"/>', xml))) == 2 * 8844


def test_a_page_break_is_a_property_of_what_follows() -> None:
    text = Paragraph("body", words("正文"))
    assert [p.count("<w:pageBreakBefore/>") for p in body(text, PageBreak(), text).split("</w:p>")] == [0, 1, 0]
    assert body(text, PageBreak()).count('PaperSpacer"/><w:pageBreakBefore/>') == 1


def test_an_annex_begins_a_page_with_its_label() -> None:
    xml = part(docx(paper()))
    assert xml.count('<w:pStyle w:val="PaperAnnexLabel"/><w:pageBreakBefore/>') == 2
    label = xml.index("PaperAnnexLabel")
    assert '<w:pStyle w:val="PaperTitle"/><w:spacing w:before="579"' in xml[label:]


def test_a_single_annex_note_hangs_by_the_colon() -> None:
    assert "PaperAnnexNote\"" in body(Paragraph("annex_note", words("附件：名单")), Paragraph("body", words("甲")))


# ---------------------------------------------------------------- the mould


def test_a_mould_holds_no_value_and_its_holes_in_order() -> None:
    mould = compile_docx(Document((Paragraph("body", (Hole(3), Text("甲"), Hole(1))),)), layout("plain"))
    pieces = [block for block in mould.blocks if isinstance(block, Piece)]
    assert [piece.holes for piece in pieces] == [(), (3, 1), ()]


def test_the_same_tree_gives_the_same_mould() -> None:
    assert compile_docx(paper(), layout("plain")) == compile_docx(paper(), layout("plain"))


@pytest.mark.parametrize(
    "block",
    [
        Items((words("某事"),)),
        AnnexList(),
        Paragraph("body", (Computed("count"),)),
        Paragraph("title", (Computed("count"),)),
        Heading(1, (Computed("count"),)),
    ],
)
def test_what_is_not_resolved_yet_is_refused(block: Block) -> None:
    with pytest.raises(TypeError, match="resolved"):
        compile_docx(Document((block,)), layout("plain"))


def test_markup_in_template_text_is_text() -> None:
    assert "&lt;w:b/&gt; &amp; ]]&gt;" in body(Paragraph("body", words("<w:b/> & ]]>")))
