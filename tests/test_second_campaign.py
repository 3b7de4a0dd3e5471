"""A campaign is data: one more YAML file under --root gives all papers, with no change to Python or templates."""

import datetime
from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.pipeline import Paper, Request, generate, kinds_of

HERE = Path(__file__).resolve().parent / "second_campaign"
CATALOG = Catalog(HERE)


def paper(kind: str, depth: str = "draft") -> Paper:
    profile = CATALOG.open_profile(str(HERE / "baishi-village.yaml"))
    assert depth in ("draft", "outline", "skeleton")
    request = Request((kind,), profile, datetime.date(2026, 1, 1), to="md", depth=depth)  # type: ignore[arg-type]
    return generate(CATALOG, request).papers[0]


def text(kind: str, depth: str = "draft") -> str:
    return paper(kind, depth).data.decode()


@pytest.mark.parametrize("depth", ["draft", "outline", "skeleton"])
@pytest.mark.parametrize("kind", list(kinds_of(CATALOG)))
def test_every_paper_speaks_of_the_new_campaign_and_never_of_the_first(kind: str, depth: str) -> None:
    said = text(kind, depth)
    assert "清流行动" in said
    for foreign in ("创先争优", "五个好", "五带头", "先进基层党组织", "十八大", "科学发展观"):
        assert foreign not in said


def test_a_continuous_campaign_has_measures_and_no_stages() -> None:
    said = text("plan")
    assert "集中保洁" in said
    assert "修复护栏" in said
    assert "阶段" not in said


def test_what_the_plan_orders_is_what_the_speech_says() -> None:
    plan, speech = text("plan"), text("speech")
    for fact in ("石桥上下两公里清到硬底", "2024年11月", "“三做到”", "轮流巡河", "汛后漂浮物没有人捞"):
        assert fact in plan
        assert fact in speech


def test_counts_follow_the_new_lists() -> None:
    said = text("plan")
    assert "活动的两个目标" in said
    assert "抓好两项措施" in said
    assert "集中解决一个问题" in said


def test_what_this_unit_did_not_say_is_a_slot_and_nothing_else() -> None:
    slots = {slot.path for slot in paper("plan").slots}
    assert {"office.contact", "office.phone", "oversight.place"} <= slots
    assert "motto" not in slots


def test_a_standard_for_members_only_still_gives_the_team_questions() -> None:
    said = text("self_analysis")
    problems = said.split("存在的主要问题")[1].split("产生问题的根源")[0]
    assert "【待填：班子存在的问题】" in problems
