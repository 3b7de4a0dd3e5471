"""What depends on length: the first page shows text, name and date stand with text, the colophon fits on its page."""

import re
from dataclasses import replace

import pytest
from sample_paper import PROPERTIES, docx, layout, part

from generator.compile_docx import compile_docx
from generator.layout import HeadMould, Seal
from generator.model import Value
from generator.read_docx import read_docx
from generator.tree import Annex, Block, Column, Document, Heading, Hole, PageBreak, Paragraph, Role, Table, Text, with_values
from generator.word.arrangement import colophon_is_too_high, page_1_lacks_text
from generator.word.letterhead import letterhead_height

LINE = 28  # characters
SIGN = (Paragraph("sign_name", (Text("青禾县水务局"),)), Paragraph("sign_date", (Text("2010年5月24日"),)))
NOTE = Paragraph("note", (Text("（此件公开）"),))


def paragraph(role: Role, text: str) -> Paragraph:
    return Paragraph(role, (Text(text),))


def body(lines: int) -> Paragraph:
    return paragraph("body", ("抓好春耕备耕" * 400)[: lines * LINE - 5] + "。")


CC = paragraph("cc", "抄送：" + "，".join(["县委办公室", "县政府办公室", "县防汛抗旱指挥部"] * 3) + "。")
COLOPHON = (CC, paragraph("printer", "青禾县水务局办公室"), paragraph("printed", "2010年5月24日印发"))
NUMBER = paragraph("number", "青水〔2010〕8号")


def head(*names: str, above: bool = False) -> tuple[Block, ...]:
    lines = (paragraph("copy_number", "000012"), paragraph("secrecy", "秘密★1年"), paragraph("urgency", "加急"))
    marks = (paragraph("mark", name) for name in names)
    return (*(lines if above else ()), *marks, paragraph("mark_word", "文件"), NUMBER)


def written(*blocks: Block, seal: Seal = "full", colophon: tuple[Block, ...] = (), annexes: tuple[Annex, ...] = ()) -> str:
    """The document part, once it is sure that the paper comes back from it."""
    document = Document(blocks, annexes, colophon)
    data = docx(document, "gbt9704", (), replace(PROPERTIES, seal=seal))
    assert read_docx(data) == with_values(document, ())
    return part(data)


def pitches(xml: str) -> list[int]:
    """The exact line pitch set on each paragraph itself, in twips; 0 where it is its style's."""
    found = (re.search(r'w:line="(\d+)"', paragraph) for paragraph in xml.split("</w:p>")[:-1])
    return [int(one[1]) if one else 0 for one in found]


def kept(xml: str) -> list[bool]:
    return ["<w:keepNext/>" in paragraph for paragraph in xml.split("</w:p>")[:-1]]


# ---------------------------------------------------------------- name and date


@pytest.mark.parametrize("lines", [1, 10, 17])
def test_where_name_and_date_have_room_nothing_changes(lines: int) -> None:
    assert not any(pitches(written(*[body(1)] * lines, *SIGN)))


@pytest.mark.parametrize(("lines", "seal"), [(19, "full"), (20, "none"), (21, "none")])
def test_lines_are_set_closer_to_bring_name_and_date_back(lines: int, seal: Seal) -> None:
    found = pitches(written(*[body(1)] * lines, *SIGN, seal=seal))[:-2]
    above = 2 if seal == "full" else 1
    assert len(set(found)) == 1
    assert 520 <= found[0] < 579
    assert lines * found[0] + (above + 2) * 579 <= 12756


def test_room_for_the_lower_edge_of_the_seal_is_found_too() -> None:
    assert not any(pitches(written(*[body(1)] * 18, *SIGN, NOTE, seal="none")))
    assert any(pitches(written(*[body(1)] * 18, *SIGN)))  # exactly 22 lines, but the seal stands out below the last


def test_only_lines_of_the_same_page_are_set_closer() -> None:
    found = pitches(written(body(8), *[body(1)] * 13, body(2), *[body(1)] * 17, body(2), *SIGN, seal="none"))
    assert found[:15] == [0] * 15  # the last of these has a line on either page
    assert all(found[15:-2])


def test_a_paragraph_that_comes_over_is_set_closer_only_if_it_must() -> None:
    assert pitches(written(body(22), body(23), *SIGN, seal="none"))[:2] == [0, 0]
    over = pitches(written(body(3), body(40), *SIGN, seal="none"))
    assert over[0] == 0
    assert 520 <= over[1] < 579


def test_where_no_pitch_helps_lines_move_instead() -> None:
    xml = written(*[body(1)] * 19, body(3), *SIGN)
    assert not any(pitches(xml))
    assert kept(xml) == [False] * 19 + [True, True, False]
    assert xml.count('<w:widowControl w:val="1"/>') == 1


def test_a_last_line_of_its_own_takes_the_paragraph_before_along() -> None:
    assert kept(written(*[body(1)] * 22, *SIGN))[-4:] == [True, True, True, False]
    assert kept(written(body(1), Heading(1, (Text("一、要求"),)), body(1), *SIGN))[:2] == [False, False]  # a heading's style does


def test_the_names_of_annexes_between_text_and_name_go_along() -> None:
    notes = (paragraph("annex_note", "附件：1.任务表"), paragraph("annex_note", "2.名单"))
    xml = written(*[body(1)] * 20, body(2), *notes, *SIGN)
    assert kept(xml)[-6:] == [False, True, True, True, True, False]


def test_a_note_stays_under_the_date() -> None:
    xml = written(body(2), *SIGN, NOTE)
    assert kept(xml) == [True, True, True, False]


def table(rows: int) -> Table:
    cells = tuple(((Text(str(n)),), (Text("春耕"),)) for n in range(rows))
    return Table((Column("center", 20), Column("left", 80)), ((Text("序号"),), (Text("任务"),)), cells)


def test_the_last_two_rows_of_a_table_stay_with_name_and_date() -> None:
    rows = written(body(2), table(5), *SIGN).split("</w:tr>")[:-1]
    assert ["<w:keepNext/>" in row for row in rows] == [False, False, False, False, True, True]  # the header's style does
    assert "<w:keepNext/>" not in written(table(5), body(2))


def test_a_last_paragraph_that_comes_over_from_the_page_before_is_not_held() -> None:
    assert kept(written(body(12), body(20), *SIGN)) == [False, False, True, False]
    assert kept(written(body(19), body(3), *SIGN)) == [False, True, True, False]  # all of it may have to go


SHORT = (*head("水务局", "财政局"), paragraph("title", "关于做好汛期值守工作的通知"), paragraph("addressee", "局属各单位："))


@pytest.mark.parametrize("lines", [3, 4, 6])
def test_the_only_text_of_page_1_leaves_a_line_there(lines: int) -> None:
    signs = (paragraph("sign_name", "水务局"), paragraph("sign_name", "财政局"), SIGN[1])
    above = (paragraph("copy_number", "000012"), paragraph("secrecy", "秘密★1年"), paragraph("urgency", "加急"))
    xml = written(*above, *SHORT, body(lines), *signs)
    text = xml[: xml.index("</w:drawing>")]
    assert text[text.rindex('<w:pStyle w:val="PaperBody"') :].startswith('<w:pStyle w:val="PaperBody"/></w:pPr>')
    assert 'descr="空白：' in xml
    (height,) = re.findall(r'<wp:extent cx="\d+" cy="(\d+)"/>', xml)
    free = 12756 - height_of_head(above) - (2 + 1 + 1 + 1) * 579  # two blank lines, title, one more, addressees
    assert int(height) // 635 == free - (lines - 2) * 579 - 289  # half a line of play


def height_of_head(above: tuple[Block, ...]) -> int:
    gbt = layout("gbt9704")
    mould = compile_docx(Document((*above, *SHORT)), gbt)
    (block,) = (block for block in mould.blocks if isinstance(block, HeadMould))
    return letterhead_height(block, (), gbt)


def test_other_text_on_page_1_needs_no_blank() -> None:
    signs = (paragraph("sign_name", "水务局"), paragraph("sign_name", "财政局"), SIGN[1])
    xml = written(*SHORT, body(2), body(2), body(3), *signs)
    assert "<w:drawing>" not in xml


def test_a_paper_without_a_signature_is_left_alone() -> None:
    assert not any(pitches(written(*[body(3)] * 30)))
    assert not any(kept(written(*[body(3)] * 30)))


# ---------------------------------------------------------------- the first page

ADDRESSEE = "，".join(["县直各单位", "各乡镇人民政府", "各街道办事处"] * 12) + "："


def first_page(addressee: str, *names: str, above: bool = True) -> str:
    title = paragraph("title", "青禾县水务局关于做好汛期值守工作的通知")
    blocks = (*head(*names, above=above), title, paragraph("addressee", addressee), body(3), body(3), *SIGN)
    return written(*blocks, colophon=COLOPHON)


def test_addressees_stand_under_the_title_where_page_1_shows_text() -> None:
    xml = first_page("局属各单位：", "青禾县水务局")
    assert '<w:pStyle w:val="PaperAddressee"/>' in xml
    assert "主送：" not in xml


def test_addressees_move_to_the_colophon_where_page_1_would_show_no_text() -> None:
    xml = first_page(ADDRESSEE, "青禾县水务局")
    assert '<w:pStyle w:val="PaperAddressee"/>' not in xml
    inside = xml[xml.index("<w:txbxContent>") :]
    assert re.sub("<[^>]*>", "", inside).startswith("主送：" + ADDRESSEE.removesuffix("：") + "。抄送：")
    assert '<w:pStyle w:val="PaperBody"/><w:spacing w:before="579"/>' in xml  # the blank line under the title


def test_addressees_that_are_a_value_move_as_they_are() -> None:
    title = paragraph("title", "关于做好汛期值守工作的通知")
    blocks = (*head("青禾县水务局"), title, Paragraph("addressee", (Hole(0),)), body(3), *SIGN)
    for text in (ADDRESSEE, "县直各单位，" * 60):
        values = (Value(text, "fact"),)
        document = Document(blocks, (), COLOPHON)
        data = docx(document, "gbt9704", values)
        assert "主送：" in part(data)
        assert read_docx(data) == with_values(document, values)


def test_without_a_colophon_addressees_stay() -> None:
    title = paragraph("title", "关于做好汛期值守工作的通知")
    xml = written(*head("青禾县水务局"), title, paragraph("addressee", ADDRESSEE), body(3), *SIGN)
    assert '<w:pStyle w:val="PaperAddressee"/>' in xml


NAMES = ("水务局", "财政局", "教育局", "农业局", "林业局")


def mark_sizes(xml: str) -> set[int]:
    return {int(size) for size in re.findall(r'<w:sz w:val="(\d+)"/>', xml)}


def test_names_in_the_mark_get_smaller_where_that_is_not_enough() -> None:
    title = paragraph("title", "青禾县水务局关于" + "贯彻全县农田水利建设现场会议精神" * 3 + "的通知")
    rest = (title, paragraph("addressee", "局属各单位："), body(3), *SIGN)
    xml = written(*head(*NAMES, above=True), *rest, colophon=COLOPHON)
    assert mark_sizes(first_page("局属各单位：", *NAMES[:3], above=False)) == {84}
    assert "主送：" in xml
    assert 56 <= min(mark_sizes(xml)) <= max(mark_sizes(xml)) < 84


def test_it_is_told_when_page_1_can_show_no_text() -> None:
    gbt = layout("gbt9704")
    texts = ("的通知", "贯彻全县农田水利建设现场会议精神" * 9 + "的通知")
    papers = (Document((*head(*NAMES, above=True), paragraph("title", text), body(3)), (), COLOPHON) for text in texts)
    assert [page_1_lacks_text(compile_docx(paper, gbt), ()) for paper in papers] == [False, True]
    assert not page_1_lacks_text(compile_docx(Document((paragraph("title", "甲" * 999), body(3))), gbt), ())


# ---------------------------------------------------------------- the colophon


def colophon_page(*blocks: Block, annexes: tuple[Annex, ...] = (), colophon: tuple[Block, ...] = COLOPHON) -> bool:
    """Whether the colophon stands on a new page."""
    xml = written(*blocks, colophon=colophon, annexes=annexes)
    anchor = xml[: xml.index("<w:drawing>")]
    return "<w:pageBreakBefore/>" in anchor[anchor.rindex("<w:p>") :]


@pytest.mark.parametrize(("lines", "new_page"), [(1, False), (12, False), (17, False), (18, True), (22, True), (23, False)])
def test_the_colophon_stands_on_the_last_page_if_it_fits(lines: int, new_page: bool) -> None:
    assert colophon_page(*[body(1)] * lines) is new_page  # four lines of 28 points, rules and padding


def test_a_lower_colophon_needs_less_room() -> None:
    assert not colophon_page(*[body(1)] * 20, colophon=COLOPHON[1:])
    assert colophon_page(*[body(1)] * 21, colophon=COLOPHON[1:])


def test_the_colophon_follows_the_last_annex() -> None:
    label, title = paragraph("annex_label", "附件1"), paragraph("title", "任务表")
    short, long = (Annex("1", (label, title, *[body(1)] * count, table(5))) for count in (3, 12))
    assert not colophon_page(body(1), *SIGN, annexes=(short,))
    assert colophon_page(body(1), *SIGN, annexes=(long,))


def test_the_colophon_is_one_box_with_three_rules() -> None:
    xml = written(body(3), colophon=COLOPHON)
    assert xml.count("<w:drawing>") == 1
    assert 'descr="版记：抄送机关、印发机关和印发日期"' in xml
    assert '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align>' in xml
    assert xml.count('<w:tblStyle w:val="PaperFrameColophon"/>') == 1
    borders = part(docx(Document((body(1),)), "gbt9704", ()), "word/styles.xml")
    style = borders[borders.index('w:styleId="PaperFrameColophon"') :]
    assert re.findall(r'<w:(\w+) w:val="single" w:sz="(\d+)"', style[: style.index("</w:style>")]) == [
        ("top", "8"),
        ("bottom", "8"),
        ("insideH", "6"),
    ]


def test_the_indents_of_the_colophon_are_characters_of_its_own_size() -> None:
    styles = part(docx(Document((body(1),)), "gbt9704", ()), "word/styles.xml")
    style = styles[styles.index('w:styleId="PaperCc"') :]
    assert re.findall(r' w:(left|right|hanging)="(\d+)"', style[: style.index("</w:style>")]) == [
        ("left", "1120"),
        ("right", "280"),
        ("hanging", "840"),
    ]


def test_a_colophon_may_lack_any_part() -> None:
    for colophon in (COLOPHON[:1], COLOPHON[1:], COLOPHON[1:2], COLOPHON[2:], (CC, CC, *COLOPHON[1:])):
        assert written(body(1), colophon=colophon).count("<w:drawing>") == 1


def too_high(cc: int, *blocks: Block) -> bool:
    colophon = (paragraph("cc", "抄送：" + "甲" * cc + "。"), *COLOPHON[1:])
    return colophon_is_too_high(compile_docx(Document((*blocks, body(3)), (), colophon), layout("gbt9704")), ())


def test_it_is_told_when_the_colophon_is_higher_than_a_page() -> None:
    assert [too_high(characters) for characters in (100, 540, 560, 900)] == [False, False, True, True]  # 26 a line, 21 lines
    assert not colophon_is_too_high(compile_docx(Document((body(3),)), layout("gbt9704")), ())


def test_values_count_in_the_height_of_a_colophon() -> None:
    mould = compile_docx(Document((body(3),), (), (Paragraph("cc", (Text("抄送："), Hole(0))), *COLOPHON[1:])), layout("gbt9704"))
    assert [colophon_is_too_high(mould, (Value("甲" * length, "fact"),)) for length in (540, 560)] == [False, True]


def test_addressees_stay_where_the_colophon_has_no_room_for_them() -> None:
    title, cc = paragraph("title", "关于做好汛期值守工作的通知"), paragraph("cc", "抄送：" + "县水务局，" * 40 + "县政协。")
    for count, moved in ((60, True), (80, False)):
        addressee = paragraph("addressee", "县水务局，" * count + "县政协：")
        paper = Document((*head("青禾县水务局"), title, addressee, body(3), *SIGN), (), (cc, *COLOPHON[1:]))
        data = docx(paper, "gbt9704")
        assert read_docx(data) == paper
        assert ("主送：" in part(data)) is moved
        mould = compile_docx(paper, layout("gbt9704"))
        assert not colophon_is_too_high(mould, ())
        assert page_1_lacks_text(mould, ()) is not moved


def test_a_page_break_of_the_paper_is_no_part_of_the_colophon() -> None:
    written(body(1), PageBreak(), body(1), *SIGN, colophon=COLOPHON)


# ---------------------------------------------------------------- several names, and a stamp


def rows_of(xml: str) -> list[int]:
    """How many cells each row of the joint signature has."""
    table = xml[xml.index("<w:tbl>") : xml.index("</w:tbl>")]
    return [row.count("<w:tc>") for row in table.split("</w:tr>")[:-1]]


def joint(*names: str, seal: Seal = "full", more: tuple[Block, ...] = ()) -> str:
    return written(body(3), *(paragraph("sign_name", name) for name in names), SIGN[1], *more, seal=seal)


@pytest.mark.parametrize(("count", "rows"), [(2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2])])
def test_joint_names_stand_in_even_rows_of_three_at_most(count: int, rows: list[int]) -> None:
    assert rows_of(joint(*NAMES[:count])) == rows


def test_the_seals_on_joint_names_do_not_touch() -> None:
    xml = joint(*NAMES)
    twips_of_seal = 42 / 25.4 * 1440
    assert min(int(width) for width in re.findall(r'<w:tcW w:w="(\d+)"', xml)) >= twips_of_seal
    befores = [int(before) for before in re.findall(r'PaperSignName"/><w:keepNext/><w:spacing w:before="(\d+)"', xml)]
    assert befores[:3] == [1158] * 3  # two blank lines under the text
    assert min(befores[3:]) + 579 >= twips_of_seal


def test_long_joint_names_have_more_room() -> None:
    assert rows_of(joint("水务局", "青禾县人力资源和社会保障局", "财政局")) == [2, 1]
    assert rows_of(joint("中共青禾县委创先争优活动领导小组办公室", "财政局")) == [1, 1]


def test_the_date_stands_under_the_last_joint_name() -> None:
    cells = joint(*NAMES).split("</w:tc>")
    assert [re.sub("<[^>]*>", "", cell)[-13:] for cell in cells if "PaperSignDate" in cell] == ["林业局2010年5月24日"]


def test_unsealed_joint_names_begin_under_each_other() -> None:
    xml = joint("青禾县水务局", "财政局", seal="none")
    assert "<w:tbl>" not in xml
    lefts = re.findall(r'<w:ind w:left="(\d+)"', xml)
    assert lefts[0] == lefts[1]
    assert int(lefts[2]) - int(lefts[0]) == round(2 * 8844 / 28)


def test_a_note_under_joint_names_stays_with_them() -> None:
    assert kept(joint(*NAMES, more=(NOTE,)))[-2] is True


def test_a_joint_signature_may_begin_a_page() -> None:
    written(body(1), PageBreak(), *(paragraph("sign_name", name) for name in NAMES), SIGN[1])


def test_a_stamp_has_its_place_beside_the_post() -> None:
    xml = written(body(3), paragraph("sign_post", "县长"), SIGN[1])
    unit, stamp = 8844 / 28, 40 / 25.4 * 1440
    rights = [int(right) for right in re.findall(r'w:right="(\d+)" w:firstLine="0"/><w:jc w:val="right"/>', xml)]
    assert rights == pytest.approx([4 * unit + stamp + 2 * unit, 4 * unit], abs=2)
    over = 20 / 25.4 * 1440 - 579  # what the stamp is higher than a line
    befores = [int(before) for before in re.findall(r'w:before="(\d+)"', xml)]
    assert befores == pytest.approx([2 * 579 + over / 2, 579 + over / 2], abs=2)


def test_several_stamps_stand_under_each_other_and_do_not_touch() -> None:
    xml = written(body(3), paragraph("sign_post", "县长"), paragraph("sign_post", "县委书记"), SIGN[1])
    _, second, _ = (int(before) for before in re.findall(r'w:before="(\d+)"', xml))
    assert second + 579 >= 20 / 25.4 * 1440
