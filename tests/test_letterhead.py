"""The head as Word XML: sizes of the mark, names one a line, number and signers."""

import re
from dataclasses import replace

import pytest
from sample_paper import docx, layout, paragraphs, part

from generator.chinese import text_width
from generator.compile_docx import compile_docx
from generator.layout import HeadMould
from generator.model import Value
from generator.tree import Document, Hole, Inlines, Paragraph, Role, Text
from generator.word.letterhead import letterhead_height, mark_fits, mark_size

A4_LINE = 156 / 25.4 * 72  # points across the text area


def head(*parts: tuple[Role, str | Inlines]) -> Document:
    lines = (Paragraph(role, (Text(said),) if isinstance(said, str) else said) for role, said in parts)
    return Document((*lines, Paragraph("title", (Text("关于值守的通知"),)), Paragraph("body", (Text("正文"),))))


@pytest.mark.parametrize("characters", range(2, 27))
def test_a_mark_never_runs_out_of_its_line(characters: int) -> None:
    look = layout("gbt9704")
    size, percent = mark_size(look, characters)
    assert characters * size * percent / 100 <= A4_LINE
    assert look.head.smallest <= size <= (look.paragraphs["mark"].size or 0)
    assert look.head.narrowest <= percent <= 100
    assert percent == 100 or size == look.head.smallest  # narrower only when it is as small as it may be


def test_a_short_mark_is_as_large_as_the_layout_says() -> None:
    assert mark_size(layout("gbt9704"), 8) == (42, 100)


def test_whether_a_mark_fits() -> None:
    look = layout("gbt9704")
    assert mark_fits(look, ["甲" * 24], "文件")
    assert not mark_fits(look, ["甲" * 25], "文件")
    assert mark_fits(look, ["甲" * 26], "")


def test_one_name_and_its_word_stand_in_one_line() -> None:
    data = docx(head(("mark", "澄沙县水务局"), ("mark_word", "文件"), ("number", "澄水〔2010〕8号")), "gbt9704")
    assert paragraphs(data)[:2] == [("PaperMark", "澄沙县水务局文件"), ("PaperNumber", "澄水〔2010〕8号")]
    assert set(re.findall('<w:sz w:val="([0-9]+)"/>', part(data))) == {"84"}


def test_several_names_stand_one_a_line_with_the_word_beside_them() -> None:
    data = docx(head(("mark", "甲局"), ("mark", "乙办公室"), ("mark_word", "文件")), "gbt9704")
    xml = part(data)
    assert xml.count('<w:tblStyle w:val="PaperFrame"/>') == 1
    assert [text for style, text in paragraphs(data) if style.startswith("PaperMark")] == ["甲局", "乙办公室", "文件"]
    assert xml.count('<w:jc w:val="distribute"/>') == 2
    assert '<w:vAlign w:val="center"/>' in xml


def test_a_longer_list_above_the_mark_leaves_it_where_it_is() -> None:
    """Every line above takes as much from the space before the mark as it fills itself."""
    alone = head(("mark", "甲局"), ("number", "1号"))
    below = head(("copy_number", "000001"), ("urgency", "加急"), ("mark", "甲局"), ("number", "1号"))
    before = [
        int(re.findall(r'"PaperMark"/>(?:<w:[a-zA-Z]+/>)*<w:spacing w:before="(\d+)"', part(docx(d, "gbt9704")))[0])
        for d in (alone, below)
    ]
    assert before[0] - before[1] == 2 * 579


def test_the_number_stands_beside_the_last_signer() -> None:
    signers: list[tuple[Role, str]] = [("signer", name) for name in ("张某", "李某", "王某")]
    parts: list[tuple[Role, str]] = [("mark", "甲局"), ("number", "甲〔2010〕1号"), *signers]
    rows = re.findall("<w:tr>.*?</w:tr>", part(docx(head(*parts), "upward")))
    said = [["".join(re.findall("<w:t [^>]*>([^<]*)<", cell)) for cell in re.findall("<w:tc>.*?</w:tc>", row)] for row in rows]
    assert said == [["", "签发人：", "张某", "李某", ""], ["甲〔2010〕1号", "", "王某", "", ""]]
    assert 'w:tblStyle w:val="PaperFrameRed"' in part(docx(head(*parts), "upward"))


@pytest.mark.parametrize(
    ("number", "names", "rows"),
    [
        ("云防发〔2010〕8号", ("张某", "李某某"), 1),
        ("云防发〔2010〕8号", ("阿布都热合曼江", "吐尔逊古丽"), 1),
        ("云防发〔2010〕8号", ("买买提·阿布都热合曼江", "吐尔逊古丽·甲"), 2),
        ("云创先争优领导小组办发〔2010〕18号", ("张某", "李某某"), 2),
    ],
)
def test_signers_stand_one_a_line_where_two_leave_the_number_no_room(number: str, names: tuple[str, ...], rows: int) -> None:
    parts: list[tuple[Role, str]] = [("mark", "甲局"), ("number", number), *(("signer", name) for name in names)]
    document = head(*parts)
    xml = part(docx(document, "upward"))
    assert xml.count("<w:tr>") == rows
    room, *_ = (int(width) for width in re.findall('<w:gridCol w:w="(\\d+)"/>', xml))
    unit = A4_LINE / 28 * 20
    assert room >= (text_width(number) + 1) * unit
    (block,) = (block for block in compile_docx(document, layout("upward")).blocks if isinstance(block, HeadMould))
    alone = replace(block, lines=tuple(line for line in block.lines if line.role != "signer"))
    heights = [letterhead_height(one, (), layout("upward")) for one in (block, alone)]
    assert heights[0] - heights[1] == (rows - 1) * 579


def test_a_missing_name_is_a_slot_as_large_as_the_mark() -> None:
    slot = (Value("【待填：党组织全称】", "slot", label="党组织全称"),)
    xml = part(docx(head(("mark", (Hole(0),)), ("mark_word", "文件")), "gbt9704", slot))
    (run,) = re.findall("<w:r>(?:(?!</w:r>).)*【待填：党组织全称】", xml)
    assert 'w:rStyle w:val="PaperSlot"' in run and '<w:sz w:val="72"/>' in run


def test_characters_of_a_mark_grow_narrow_when_small_is_not_enough() -> None:
    xml = part(docx(head(("mark", "甲" * 20), ("mark_word", "文件")), "gbt9704"))
    assert '<w:w w:val="71"/><w:sz w:val="56"/>' in xml


# ---------------------------------------------------------------- letters (10.1)


def test_in_a_letter_the_lines_stand_under_the_mark_with_the_number_beside_the_first() -> None:
    document = head(("copy_number", "000001"), ("secrecy", "秘密★1年"), ("mark", "甲局"), ("number", "甲函〔2010〕8号"))
    data = docx(document, "letter")
    assert [style for style, _ in paragraphs(data)][:4] == ["PaperMark", "PaperCopyNumber", "PaperSecrecy", "PaperNumber"]
    (table,) = re.findall("<w:tbl>.*?</w:tbl>", part(data))
    left, right = re.findall("<w:tc>.*?</w:tc>", table)
    assert "秘密★1年" in left and "甲函〔2010〕8号" in right
    tops = [re.findall('<w:top w:w="(\\d+)"', cell) for cell in (left, right)]
    assert tops[0] == tops[1] != []


def test_a_letters_number_alone_needs_no_table() -> None:
    data = docx(head(("mark", "甲局"), ("number", "甲函〔2010〕8号")), "letter")
    assert "<w:tbl>" not in part(data)
    assert [style for style, _ in paragraphs(data)][:2] == ["PaperMark", "PaperNumber"]


def test_a_letter_without_a_number_keeps_its_lines() -> None:
    data = docx(head(("urgency", "特急"), ("mark", "甲局")), "letter")
    assert [text for _, text in paragraphs(data)][:2] == ["甲局", "特急"]


def test_the_rule_under_a_letters_mark_is_longer_than_the_text() -> None:
    styles = part(docx(head(("mark", "甲局")), "letter"), "word/styles.xml")
    mark = styles[styles.index('w:styleId="PaperMark"') :].split("</w:style>")[0]
    assert '<w:bottom w:val="thickThinSmallGap" ' in mark
    assert '<w:ind w:left="-454" w:right="-340"/>' in mark  # from 20 to 190 mm, the text from 28 to 184


def test_a_joint_mark_is_as_wide_as_its_longest_name_and_stands_in_the_middle() -> None:
    xml = part(docx(head(("mark", "甲局"), ("mark", "乙办公室"), ("mark_word", "文件")), "gbt9704"))
    assert '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>' in xml
    names, word = (int(width) for width in re.findall('<w:gridCol w:w="(\\d+)"/>', xml)[:2])
    assert 4 * 42 * 20 < names < 4.1 * 42 * 20
    assert 2.5 * 42 * 20 < word < 2.6 * 42 * 20
    assert layout("gbt9704").paragraphs["mark_word"].align == "right"  # or the gap beside the names would stand on both sides


def test_two_tables_of_a_head_never_touch() -> None:
    """Word would make one of a joint mark and the signers under it."""
    xml = part(docx(head(("mark", "甲局"), ("mark", "乙局"), ("number", "1号"), ("signer", "某人")), "upward"))
    assert xml.count("<w:tbl>") == 2
    assert "</w:tbl><w:tbl>" not in xml
