"""The forms and lists: what they print from facts, what they leave blank, and what they never say too early."""

import datetime
from pathlib import Path
from typing import Final

import pytest

from generator.catalog import Catalog
from generator.pipeline import Request, generate

ROOT = Path(__file__).resolve().parent.parent
CATALOG = Catalog(ROOT)
TODAY: Final = datetime.date(2026, 1, 1)
LIU, SHA, LI = "liuwan-village", "chengsha-water-bureau", "lijin-valve"
KINDS: Final = (
    "schedule", "opinion_form", "comparison", "rectification", "duty_posts", "review_form", "appraisal_form", "grading",
    "scoring", "recommendation", "public_notice",
)  # fmt: skip


def printed(kind: str, unit: str, *sets: str) -> str:
    """A paper of a sample unit as reading text."""
    profile = CATALOG.open_profile(str(ROOT / "samples" / "units" / f"{unit}.yaml"))
    (paper,) = generate(CATALOG, Request((kind,), profile, TODAY, sets=sets, to="md")).papers
    return paper.data.decode()


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("│")] for line in text.split("\n") if " │" in line]


@pytest.mark.parametrize("sector", ["village", "agency", "enterprise"])
@pytest.mark.parametrize("campaign", ["chuangxian-zhengyou", "zuzhi-shenghuo-hui"])
@pytest.mark.parametrize("depth", ["outline", "skeleton", "draft"])
def test_every_form_can_be_had_of_a_bare_sector(sector: str, campaign: str, depth: str) -> None:
    request = Request(KINDS, CATALOG.open_profile(sector), TODAY, campaign=campaign, depth=depth, to="md")  # type: ignore[arg-type]
    papers = generate(CATALOG, request).papers
    assert [paper.kind for paper in papers] == list(KINDS)
    for paper in papers:
        assert paper.data.decode().startswith("[标题] ")


def test_every_nominee_has_a_page_with_a_title() -> None:
    text = printed("recommendation", SHA)
    assert text.count("[标题] ") == 8
    assert text.count("[另起一页]") == 7


def test_a_party_organisation_has_no_sex_and_no_opinion_on_itself() -> None:
    first, second = printed("recommendation", SHA).split("[另起一页]")[:2]
    assert "先进党支部" in first and "党员人数 │ 16" in first and "沙一鸥" in first
    assert "性别" not in first and "所在党支部意见" not in first
    assert "性别" in second and "所在党支部意见" in second


def test_who_is_commended_at_home_needs_no_superior() -> None:
    sheets = printed("recommendation", LIU).split("[另起一页]")
    assert ["上级党组织意见" in sheet for sheet in sheets] == [True, False, False]


@pytest.mark.parametrize(("date", "said"), [("2010-06-25", False), ("2010-09-11", False), ("2010-09-12", True)])
def test_what_is_done_later_is_not_told_as_done(date: str, said: bool) -> None:
    text = printed("rectification", LIU, f"papers.rectification.date={date}")
    assert ("2010年9月12日办结" in text) is said
    assert ("目前蓄水池已建好" in text) is not said


def test_ballots_have_a_column_for_every_rating_and_a_row_for_every_member() -> None:
    text = printed("appraisal_form", LI)
    ballot = text.split("[另起一页]")[1]
    assert rows(ballot)[0] == ["序号", "党员姓名", "满意", "基本满意", "不满意", "意见和建议"]
    assert [row[1] for row in rows(ballot)[1:]][:2] == ["邵砚秋", "祝长河"]
    assert len(rows(ballot)) == 15


@pytest.mark.parametrize(("date", "first"), [("2010-12-24", "领导班子好"), ("2011-12-24", "组织开展创先争优活动情况")])
def test_what_is_appraised_follows_the_order_of_2011_from_then_on(date: str, first: str) -> None:
    text = printed("appraisal_form", LIU, f"papers.appraisal_form.date={date}")
    assert rows(text)[1][0].endswith(first)


def test_a_meeting_appraises_members_only() -> None:
    text = printed("appraisal_form", "sankeyu-village-2026")
    assert "群众评议表" not in text
    assert rows(text)[0][2:6] == ["优秀", "合格", "基本合格", "不合格"]


def test_grades_are_known_from_2012_on() -> None:
    assert "较好（80至89分）" in printed("grading", LIU)
    assert "80至89分" not in printed("grading", LIU, "papers.grading.date=2011-12-20")


def test_a_leading_body_is_warned_not_to_grade_itself() -> None:
    profile = CATALOG.open_profile(str(ROOT / "samples" / "units" / f"{SHA}.yaml"))
    result = generate(CATALOG, Request(("grading",), profile, TODAY, to="md"))
    assert any("自己一般不定级" in warning.message for warning in result.warnings)


def test_stages_and_work_are_grey_in_their_months() -> None:
    text = printed("schedule", "chengsha-water-bureau-2026")
    (head,) = (row for row in rows(text) if row[0] == "事项" and row[-1] == "牵头")
    assert (head[1], head[2], head[-2]) == ("2026↵2月", "3月", "12月")
    grey = {row[0]: "".join("▇" if cell == "▇" else "·" for cell in row[1:-1]) for row in rows(text) if len(row) == len(head)}
    assert grey["**减时提速**"] == "··▇▇▇▇▇▇···"


def test_at_the_meeting_the_chair_and_its_day_are_meant() -> None:
    text = printed("schedule", "sankeyu-village-2026")
    at = next(row for row in rows(text) if row[0] == "会上")
    assert (at[2], at[4]) == ("冀春灵", "2026年1月31日")
    assert "【待填" not in text
