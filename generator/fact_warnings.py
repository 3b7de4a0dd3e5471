"""What is worth telling of a profile's facts, but is no mistake: each rule yields its warnings."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from generator.chinese import format_date
from generator.fact_types import shown
from generator.facts import (
    Day,
    Facts,
    at,
    beside,
    date_at,
    first_day,
    is_known,
    last_day,
    number_at,
    records_at,
    scalars,
    text_at,
)
from generator.model import Date, Fact, Record, fact_at
from generator.problem import Problem, Span


def _campaign_not_valid(facts: Facts, day: Day | None) -> Iterator[Problem]:
    if day is not None and (outside := _not_in_campaign(facts, day.date)):
        yield Problem(day.span, f"{day.text}{outside}", "请核对日期，或换一个活动", day.path, decides=True)


def campaign_not_valid_today(facts: Facts, today: Date) -> Iterator[Problem]:
    """For papers whose day nobody told: one warning, whatever the number of papers."""
    dated = any(date_at(paper, "date") for paper in facts.papers.values())
    if not dated and (outside := _not_in_campaign(facts, today)):
        hint = "请在 papers 下写上各份材料的 date（成文日期），或用 --as-of 指定日期，或换一个活动"
        yield Problem(Span("成文日期"), f"材料都没有写日期，今天（{format_date(today)}）{outside}", hint)


def _not_in_campaign(facts: Facts, date: Date) -> str:
    """That a date is not in the campaign's period, which is told; '' if it is."""
    start, end = date_at(facts.root, "campaign.start"), date_at(facts.root, "campaign.end")
    early = start and is_known(start[1]) and last_day(date) < first_day(start[1])
    late = end and is_known(end[1]) and first_day(date) > last_day(end[1])
    if not (early or late):
        return ""
    name = text_at(facts.root, "campaign.name") or facts.profile.campaign
    return f"不在“{name}”的起止时间内（{'至'.join(told[0].text if told else '' for told in (start, end))}）"


def _stages_share_a_day(facts: Facts, day: Day | None) -> Iterator[Problem]:
    stages = records_at(facts.root, "stages")
    for (_, earlier), (n, later) in pairwise(stages):
        end, start = date_at(earlier, "end"), date_at(later, "start")
        if end and start and end[1].day and not end[1].text and end[1] == start[1]:
            message = f"本阶段开始与上一阶段结束是同一天{beside('stages', n, later)}"
            yield Problem(start[0].span, message, "一般从次日开始，请核对", start[0].path)


def _committee_of_few(facts: Facts, day: Day | None) -> Iterator[Problem]:
    """A branch with fewer than seven full members has no committee (《中国共产党支部工作条例（试行）》)."""
    full, name = number_at(facts.root, "members.full"), fact_at(facts.root, "org.party_name")
    if full is not None and full < 7 and _is_branch(facts) and name and name.text.strip().endswith("支部委员会"):
        message = f"正式党员{full}名，不足7名的党支部不设支部委员会"
        yield Problem(name.span, message, "请核对人数；不设委员会的，名称写成“…党支部”", name.path)


def _committee_that_is_not(facts: Facts, day: Day | None) -> Iterator[Problem]:
    """A branch without a committee decides in the meeting of its members, not in a 支委会."""
    full, committee = number_at(facts.root, "members.full"), at(facts.root, "members.committee")
    none = isinstance(committee, Fact) and (committee.none or committee.data == 0)
    if not _is_branch(facts) or not (none or (full is not None and full < 7)):
        return
    for fact in _own_facts(facts):
        if "支委会" in fact.text or "支部委员会会议" in fact.text:
            message = f"不设支部委员会的党支部没有支委会，现为“{shown(fact.text)}”"
            hint = "议事、通过写“党员大会”；设了支委会的，核对正式党员和委员人数"
            yield Problem(fact.span, message, hint, fact.path, decides=True)


def _leaders_meeting_of_branch(facts: Facts, day: Day | None) -> Iterator[Problem]:
    """民主生活会 is held by leading bodies; a branch holds 组织生活会 (《中国共产党支部工作条例（试行）》)."""
    for path in ("team.meeting", "meeting.name"):
        fact = fact_at(facts.root, path)
        if fact and _is_branch(facts) and "民主生活会" in fact.text:
            message = f"党支部开的是组织生活会，民主生活会由领导班子开，现为“{shown(fact.text)}”"
            yield Problem(fact.span, message, "改成“…组织生活会”；是上一级班子的会，写在那一级的档案里", fact.path, decides=True)


def _is_branch(facts: Facts) -> bool:
    return text_at(facts.root, "org.form") in ("branch", "joint_branch")


def _own_facts(facts: Facts) -> Iterator[Fact]:
    """The scalars that the unit itself gave, its papers' too."""
    for told in (facts.root, *facts.papers.values()):
        yield from (fact for fact in scalars(told) if fact.layer not in ("campaign", "sector"))


def unexplained(root: Record, known: Collection[str]) -> Iterator[Problem]:
    """Quoted number words (“三定一考”) that neither the set phrases nor the unit's own `terms` or carriers explain."""
    told = {text_at(record, key) for path, key in _EXPLAINED for _, record in records_at(root, path)}
    seen: set[str] = set()
    for fact in scalars(root):
        if fact.layer in ("campaign", "sector", "engine") or fact.field.path in _TITLES:
            continue
        for term in re.findall(_NUMBER_WORD, fact.text):
            if term not in known and term not in told and term not in seen:
                seen.add(term)
                hint = f"在档案里写明：terms: [{{term: {term}, meaning: …}}]；自己也说不清的，不要用"
                yield Problem(fact.span, f"“{term}”指什么没有说明", hint, fact.path)


_NUMBER_WORD = "“([一二三四五六七八九十双两][^“”，。、；：]{1,7}|[0-9]{4,6})”"
_EXPLAINED = (("terms", "term"), ("carriers", "name"), ("standards", "name"), ("means", "name"))
_TITLES = ("basis[].title", "basis[].number")


def _basis_after_paper(facts: Facts, day: Day | None) -> Iterator[Problem]:
    """The unit itself cites a paper that did not exist yet."""
    for n, basis in records_at(facts.root, "basis"):
        told = public_from(basis)
        if day and told and told[0].layer not in ("campaign", "sector") and first_day(told[1]) > last_day(day.date):
            message = f"依据文件的日期{told[0].text}晚于{day.text}{beside('basis', n, basis)}"
            yield Problem(told[0].span, message, "请核对日期；还没有的文件不能引用", told[0].path, decides=True)


def public_from(basis: Record) -> tuple[Fact, Date] | None:
    """From when a paper can be cited."""
    told = date_at(basis, "public") or date_at(basis, "date")
    return told if told and is_known(told[1]) else None


def _classified(facts: Facts, day: Day | None) -> Iterator[Problem]:
    for paper in facts.papers.values():
        secrecy = fact_at(paper, "secrecy")
        if secrecy:
            message = f"【保密】这份材料标了“{secrecy.text}”：涉密文件不得在非涉密计算机上起草、存储、传输和打印"
            hint = "请停止在这台机器上办理，删去已有的文件，改在涉密计算机上起草；不涉密的，删去密级"
            yield Problem(secrecy.span, message, hint, secrecy.path)


WARNINGS = (
    _classified,
    _campaign_not_valid,
    _stages_share_a_day,
    _committee_of_few,
    _committee_that_is_not,
    _leaders_meeting_of_branch,
    _basis_after_paper,
)
