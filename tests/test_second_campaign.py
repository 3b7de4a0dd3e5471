"""A campaign is data: one more YAML file under --root gives all papers, with no change to Python or templates."""

import datetime
import re
from pathlib import Path
from typing import get_args

import pytest
from sensible import sensible_kinds

from generator.catalog import Catalog
from generator.pipeline import Depth, Paper, Request, generate, template_of

HERE = Path(__file__).resolve().parent / "second_campaign"
CATALOG = Catalog(HERE)


PROFILE = CATALOG.open_profile(str(HERE / "baishi-village.yaml"))
KINDS = sensible_kinds(CATALOG, PROFILE)


def papers(kinds: tuple[str, ...], depth: Depth = "draft") -> dict[str, Paper]:
    made = generate(CATALOG, Request(kinds, PROFILE, datetime.date(2026, 1, 1), to="md", depth=depth))
    return {paper.kind: paper for paper in made.papers}


def paper(kind: str, depth: Depth = "draft") -> Paper:
    return papers((kind,), depth)[kind]


def text(kind: str, depth: Depth = "draft") -> str:
    return paper(kind, depth).data.decode()


def names_the_campaign(kind: str) -> bool:
    """Whether a kind's own text prints the campaign's name. (A form or a sheet to sign may say nothing of it.)"""
    return bool(re.search(r"\{\{ *campaign\.(?:name|short_name|full_name)\b", template_of(CATALOG, kind).body))


@pytest.mark.parametrize("depth", get_args(Depth))
def test_no_paper_of_the_new_campaign_speaks_of_the_first(depth: Depth) -> None:
    made = papers(KINDS, depth)
    assert len(made) > 30
    for kind, one in made.items():
        said = one.data.decode()
        for foreign in ("创先争优", "五个好", "五带头", "先进基层党组织", "十八大", "科学发展观"):
            assert foreign not in said, kind


@pytest.mark.parametrize("kind", [kind for kind in KINDS if names_the_campaign(kind)])
def test_a_draft_that_names_a_campaign_names_the_new_one(kind: str) -> None:
    assert "清流行动" in text(kind)


def test_the_plan_and_its_kin_name_the_campaign() -> None:
    """The ground of the test above."""
    named = {kind for kind in KINDS if names_the_campaign(kind)}
    assert {"plan", "speech", "summary", "pledge", "self_analysis"} <= named and len(named) > 15


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
    assert "行动的两个目标" in said
    assert "两项措施同时抓" in said
    assert "集中解决一个问题" in said


def test_what_this_unit_did_not_say_is_a_slot_and_nothing_else() -> None:
    slots = {slot.path for slot in paper("plan").slots}
    assert {"office.contact", "office.phone", "oversight.place"} <= slots
    assert "motto" not in slots


def test_a_standard_for_members_only_still_gives_the_team_questions() -> None:
    said = text("self_analysis")
    problems = said.split("存在的主要问题")[1].split("产生问题的根源")[0]
    assert "【待填：班子存在的问题】" in problems
