"""The estimate of a paper's pages: lines of a text, and the page a block stands on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_paper import layout

from generator.layout import Shape
from generator.model import Value
from generator.tree import Hole, Text
from generator.word.pages import Flow, Spot, count_lines, first_page_height, flow_of, lines_of_text, page_height, place

WIDE, NARROW, LINE = 315, 155, 8844  # twips: 3号 squeezed to 28 a line


def lines(text: str, first: int = LINE - 632, rest: int = LINE) -> int:
    return count_lines(text, WIDE, NARROW, first, rest)


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("春" * 26, 1),
        ("春" * 27, 2),
        ("春" * (26 + 28), 2),
        ("春" * (26 + 28 + 1), 3),
        ("春" * (26 + 28 * 99), 100),
        # what may not begin a line takes the character before along, what may not end one goes itself
        ("春" * 26 + "。" + "春" * 26, 2),
        ("春" * 26 + "。" + "春" * 27, 3),
        ("春" * 25 + "《" + "春" * 27, 2),
        ("春" * 25 + "《" + "春" * 28, 3),
        ("春" * 24 + "》。”" + "春" * 27, 3),
        # digits are half as wide, and a number stays whole
        ("春" * 10 + "2" * 32, 1),
        ("春" * 10 + "2" * 34, 2),
        ("春" * 24 + "2010年", 2),
        ("春" * 25 + "2010" + "春" * 26, 2),
        ("春" * 25 + "2010" + "春" * 27, 3),
        ("2" * 300, 6),
        # a value's own line break
        ("春\n春", 2),
        ("春" * 27 + "\n" + "春" * 29, 4),
    ],
)
def test_a_text_takes_so_many_lines(text: str, count: int) -> None:
    assert lines(text) == count


@given(st.text("春耕，。《》“”2010a ", max_size=200))
def test_lines_are_no_fewer_than_the_text_is_wide_and_not_many_more(text: str) -> None:
    wide = sum(NARROW if character <= "~" else WIDE for character in text)
    assert (wide + 632) / LINE - 0.01 <= lines(text) <= (wide + 632) / (LINE / 2) + 2 + text.count("2010")


@given(st.text("春耕，。2010", max_size=120), st.text("春耕，。2010", max_size=20))
def test_more_text_takes_no_fewer_lines(text: str, more: str) -> None:
    assert lines(text + more) >= lines(text) - 1


def test_a_style_says_how_many_characters_fill_a_line() -> None:
    gbt = layout("gbt9704")
    assert lines_of_text("春" * 28, "addressee", LINE, gbt) == 1
    assert lines_of_text("春" * 29, "addressee", LINE, gbt) == 2
    assert lines_of_text("抄送：" + "春" * 26, "cc", LINE, gbt) == 1  # 4号: 31 characters less one on either side
    assert lines_of_text("抄送：" + "春" * 27, "cc", LINE, gbt) == 2


# ---------------------------------------------------------------- blocks

GBT = layout("gbt9704")
HEIGHT = page_height(GBT)


def body(count: int, keep_next: bool = False) -> Flow:
    return Flow(HEIGHT, count, 579, keep_next=keep_next)


def test_a_paragraph_with_its_value_takes_its_lines() -> None:
    shape = Shape("body", (Text("春" * 20), Hole(0)), before=100, keep_next=True)
    assert flow_of(shape, (Value("耕" * 6, "fact"),), GBT) == Flow(HEIGHT, 1, 579, 100, keep_next=True)
    assert flow_of(shape, (Value("耕" * 7, "fact"),), GBT).lines == 2
    assert flow_of(Shape("level1", (Text("一、"),)), (), GBT).keep_next
    assert flow_of(Shape("annex_label", (Text("附件1"),)), (), GBT).new_page


def test_a_row_is_as_high_as_its_highest_cell() -> None:
    said = (("序号", "任务"), ("1", "春" * 40))
    rows = (*(tuple((Text(cell),) for cell in row) for row in said), ((Text("2"),), (Hole(0),)))
    shape = Shape("table_left", columns=(20, 80), rows=rows)
    header, first, second = flow_of(shape, (Value("耕" * 80, "fact"),), GBT).rows
    assert first - header == 400  # 80 % of 156 mm, 12 points: 28 characters a line
    assert second - header == 800


def test_a_row_of_a_form_has_room_for_a_hand_and_joined_cells_are_wider() -> None:
    rows = ((), ((Text("意见"),), ()), ((Text("春" * 30),),))
    shape = Shape("table_left", columns=(20, 80), rows=rows, heights=(3, 0), spans=((1, 1), (2,)))
    none, high, wide = flow_of(shape, (), GBT).rows
    assert (none, high) == (0, round(21 * 1440 / 25.4))  # 3 lines of 7 mm
    alone = flow_of(replace(shape, columns=(100,), rows=((), ((Text("春"),),)), heights=(), spans=()), (), GBT).rows[1]
    assert wide == alone  # 30 characters on one line: 36 go into both columns, 28 into the second


def test_22_lines_fill_a_page() -> None:
    assert place([body(22), body(1)]) == [Spot(0, 0, 0, 22 * 579, 22), Spot(1, 0, 1, 579, 1)]
    assert place([body(10), body(30)]) == [Spot(0, 0, 0, 5790, 10), Spot(0, 5790, 1, 18 * 579, 18)]


def test_space_above_vanishes_where_a_page_begins_by_itself() -> None:
    below = replace(body(1), before=579)
    assert place([body(22), below])[1] == Spot(1, 0, 1, 579, 1)
    assert place([body(22), replace(below, new_page=True)])[1] == Spot(1, 579, 1, 2 * 579, 1)
    assert place([body(20), below])[1] == Spot(0, 21 * 579, 0, 22 * 579, 1)


def test_blocks_that_keep_together_go_together() -> None:
    spots = place([body(20), body(2, keep_next=True), body(3)])
    assert [spot.page for spot in spots] == [0, 1, 1]
    spots = place([body(19), body(2, keep_next=True), body(3)])
    assert [(spot.page, spot.last_page) for spot in spots] == [(0, 0), (0, 0), (0, 1)]
    assert place([body(20), body(2, keep_next=True), body(3)], loose=(1,))[1].page == 0


def test_blocks_too_long_to_keep_together_do_not() -> None:
    spots = place([body(20), body(30, keep_next=True), body(3)])
    assert spots[1].page == 0


def test_the_header_of_a_table_stands_on_every_page() -> None:
    table = Flow(HEIGHT, rows=(400,) * 40, header=True)
    (spot,) = place([table])
    assert spot == Spot(0, 0, 1, (1 + 40 - 31) * 400, 9)  # 31 rows on the first page, header and 9 on the second
    assert place([body(21), Flow(HEIGHT, rows=(400, 400), header=True)])[1].page == 1


def test_the_last_two_rows_of_a_table_go_with_what_it_keeps_to() -> None:
    table = Flow(HEIGHT, rows=(400,) * 31, header=True, keep_next=True)
    assert place([table, body(1)]) == [Spot(0, 0, 1, 1200, 2), Spot(1, 1200, 1, 1779, 1)]
    assert place([replace(table, keep_next=False), body(1)])[0].last_page == 0


def test_a_row_higher_than_a_page_does_not_hang() -> None:
    assert place([body(1), Flow(HEIGHT, rows=(400, 20000, 400), header=True)])[1].last_page == 2


def test_the_first_page_may_be_higher() -> None:
    assert place([body(25)], 25 * 579)[0].last_page == 0
    assert place([body(25), body(23)], 25 * 579)[1] == Spot(1, 0, 2, 579, 1)
    assert first_page_height(GBT) == HEIGHT
