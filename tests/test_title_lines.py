"""Titles of 5 to 70 characters: words whole where they can be, trapezium or lozenge, never a line of one character."""

import re

import pytest
from sample_paper import docx, layout, part

from generator.chinese import text_width
from generator.model import Value
from generator.read_docx import read_docx
from generator.tree import Document, Hole, Inlines, MayBreak, Paragraph, Text, with_values

ROOM = layout("gbt9704").title_characters
UNIT = "中共云岭县青禾镇柳河村支部委员会水利灌溉服务站防汛抗旱领导小组办公室农业综合开发和农村饮水安全工程建设管理中心"


def lines(inlines: Inlines, *values: str, slot: bool = False) -> list[str]:
    """The lines of a title; it comes back from the file as one."""
    given = tuple(Value(value, "slot" if slot else "fact") for value in values)
    document = Document((Paragraph("title", inlines),))
    data = docx(document, "gbt9704", given)
    assert read_docx(data) == with_values(document, given)
    xml = part(data).replace("<w:br/>", "/")
    return re.sub("<[^>]*>", "", xml).strip().split("/")


def with_valley(widths: list[float]) -> bool:
    return any(max(widths[:n]) > widths[n] < max(widths[n + 1 :]) for n in range(1, len(widths) - 1))


def of_length(length: int) -> dict[str, tuple[Inlines, tuple[str, ...]]]:
    """Titles of so many characters: a name and a matter, two names, a name alone, template text alone."""
    matter = "关于开展活动的通知"
    found: dict[str, tuple[Inlines, tuple[str, ...]]] = {
        "alone": ((Hole(0),), ((UNIT * 2)[:length],)),
        "text": ((Text(("关于" + UNIT * 2)[:length]),), ()),
    }
    if length > len(matter):
        found["matter"] = (Hole(0), Text(matter)), ((UNIT * 2)[: length - len(matter)],)
    if length > 10:
        rest = length - 9  # 关于印发《》的通知
        found["printed"] = (Hole(0), Text("关于印发《"), Hole(1), Text("》的通知")), (UNIT[: rest // 2], UNIT[: rest - rest // 2])
    return found


@pytest.mark.parametrize("length", range(5, 71))
def test_a_title_of_any_length_has_a_shape(length: int) -> None:
    for name, (inlines, values) in of_length(length).items():
        found = lines(inlines, *values)
        widths = [text_width(line) for line in found]
        assert sum(widths) == length, name
        assert max(widths) <= ROOM, name
        assert len(found) <= -(-length // ROOM) + 1, name
        assert len(found) == 1 or widths[-1] >= 2, name
        assert not with_valley(widths), (name, found)


def test_a_title_that_fits_is_not_broken() -> None:
    assert lines((Text("关于" + "甲" * (ROOM - 2)),)) == ["关于" + "甲" * (ROOM - 2)]


def test_a_title_that_fits_only_without_gaps_around_its_digits_breaks_where_it_may() -> None:
    """LibreOffice leaves a quarter of a character beside digits: 18 Han and 2025 would be wrapped before the last of them."""
    name = "三棵榆村党支部2025年度组织生活会"
    assert lines((Text(name), MayBreak(), Text("工作方案"))) in ([name, "工作方案"], [name[:7], f"{name[7:]}工作方案"])
    whole = "甲" * (ROOM - 2) + "2025"
    assert "".join(lines((Text(whole),))) == whole


def test_a_value_is_not_broken_while_there_is_another_place() -> None:
    inlines = (Hole(0), Text("关于印发《"), Hole(1), Text("》的通知"))
    assert lines(inlines, "云岭县水务局", "云岭县农村饮水安全实施方案") == [
        "云岭县水务局关于印发",
        "《云岭县农村饮水安全实施方案》的通知",
    ]


def test_a_value_longer_than_a_line_is_broken_where_a_name_ends() -> None:
    found = lines((Hole(0), Text("关于开展活动的通知")), "中共云岭县青禾镇柳河村支部委员会水利灌溉服务站")
    assert found == ["中共云岭县青禾镇柳河村支部委员会", "水利灌溉服务站关于开展活动的通知"]


UNITS = (
    "云岭县残疾人联合会",
    "青禾镇综合行政执法大队",
    "云岭县农业综合行政执法大队",
    "柳河村股份经济合作社",
    "云岭县人力资源和社会保障局",
    "云岭县第二人民医院",
    "青禾镇中心卫生院",
    "云岭县农产品质量安全检验检测中心",
    "青禾街道锦绣社区居民委员会",
    "云岭县机关事务管理服务中心",
    "云岭市公共资源交易中心青禾分中心",
    "云岭县水利工程质量监督站",
    "云岭经济技术开发区管理委员会",
    "云岭县发展和改革委员会",
    "云岭县市场监督管理局青禾市场监督管理所",
    "云岭县城市建设投资集团有限公司",
    "云岭县人民政府防汛抗旱指挥部办公室",
    "云岭县职业技术教育中心学校",
    "云岭市沙柳河流域管理处",
)


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_and_its_campaign_break_between_words(unit: str) -> None:
    """A line ends with a name, or after 开展, or where the template says."""
    meeting, plan = (unit + "深入开展创先争优活动" + end for end in ("动员大会", "实施方案"))
    for inlines in ((Text("在"), Hole(0), Text("上的讲话")), (Hole(2), Text("关于印发《"), Hole(1), Text("》的通知"))):
        for line in lines(inlines, meeting, plan, unit)[:-1]:
            assert line.endswith((unit, "开展", "局", "指挥部", "关于", "关于印发")), line


def test_a_name_is_not_cut_before_what_it_ends_with() -> None:
    found = lines((Hole(0),), "云岭县工程质量安全监督管理局河道堤防水库灌溉农田")
    assert found == ["云岭县工程质量安全监督管理局", "河道堤防水库灌溉农田"]


def test_no_line_is_one_character() -> None:
    meeting = "澄沙县水务局深入开展创先争优活动动员大会"
    assert lines((Text("在"), Hole(0), Text("上的讲话")), meeting) == ["在澄沙县水务局深入开展", "创先争优活动动员大会上的讲话"]
    assert [len(line) for line in lines((Hole(0), Text("令")), "甲" * ROOM)] != [ROOM, 1]
    assert [len(line) for line in lines((Hole(0),), "甲" * (ROOM + 1))] in ([10, 11], [11, 10])


def test_a_long_slot_is_broken_and_stays_a_slot() -> None:
    inlines = (Hole(0), Text("的通知"))
    found = lines(inlines, "【待填：活动主题或者活动载体的名称及其简要说明】", slot=True)
    assert len(found) == 2
    xml = part(docx(Document((Paragraph("title", inlines),)), "gbt9704", (Value("【待填：" + "甲" * 30 + "】", "slot"),)))
    assert xml.count('<w:rStyle w:val="PaperSlot"/>') == 2


def test_a_value_of_one_line_stays_in_its_hole() -> None:
    xml = part(docx(Document((Paragraph("title", (Hole(0), Text("关于开展活动的通知"))),)), "gbt9704", (Value("甲<乙", "fact"),)))
    assert "甲&lt;乙关于开展活动的通知" in xml


def test_a_broken_value_is_still_only_text() -> None:
    assert "".join(lines((Hole(0),), "甲&amp;乙" * 8)).count("&amp;amp;") == 8


def test_a_last_line_is_no_mere_tail() -> None:
    """在…动员会｜上的讲话 leaves four characters alone, so the meeting's name is broken instead, between its words."""
    title = (Text("在"), Hole(0), MayBreak(), Text("上的讲话"))
    assert lines(title, "柳湾村深入开展创先争优活动动员会") == ["在柳湾村深入开展", "创先争优活动动员会上的讲话"]
    assert lines(title, "砺金阀门党支部创先争优活动动员会") == ["在砺金阀门党支部", "创先争优活动动员会上的讲话"]
