"""Titles of 5 to 70 characters: words whole where they can be, trapezium or lozenge, never a line of one character."""

import re

import pytest
from sample_paper import docx, layout, part

from generator.chinese import text_width
from generator.model import Value
from generator.read_docx import read_docx
from generator.tree import Document, Hole, Inlines, Paragraph, Text, with_values

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


def test_a_value_is_not_broken_while_there_is_another_place() -> None:
    inlines = (Hole(0), Text("关于印发《"), Hole(1), Text("》的通知"))
    assert lines(inlines, "云岭县水务局", "云岭县农村饮水安全实施方案") == [
        "云岭县水务局关于印发",
        "《云岭县农村饮水安全实施方案》的通知",
    ]


def test_a_value_longer_than_a_line_is_broken_where_a_name_ends() -> None:
    found = lines((Hole(0), Text("关于开展活动的通知")), "中共云岭县青禾镇柳河村支部委员会水利灌溉服务站")
    assert found == ["中共云岭县青禾镇柳河村支部委员会", "水利灌溉服务站关于开展活动的通知"]


def test_a_last_line_is_never_one_character() -> None:
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
