"""The package as a whole: what `all` makes, what its cover list says, what is warned of, and what is not valid on a day."""

import datetime
from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.library import clauses_of, fields_of, templates_of
from generator.list_catalog import list_catalog
from generator.model import Date
from generator.pipeline import Request, Result, generate, validate
from generator.problem import InputError, Source
from generator.report import Outcome, outcome_as_text

CATALOG = Catalog()
TODAY = datetime.date(2026, 11, 22)
HEAD = "campaign: chuangxian-zhengyou\n"


def made(text: str, *kinds: str, final: bool = False, as_of: Date | None = None, to: str = "md", **more: object) -> Result:
    source = Source("unit.yaml", HEAD + text)
    request = Request(kinds, source, TODAY, final=final, as_of=as_of, to="docx" if to == "docx" else "md", **more)  # type: ignore[arg-type]
    return generate(CATALOG, request)


def warned(text: str, *kinds: str, **more: object) -> list[str]:
    return [warning.message for warning in made(text, *kinds, **more).warnings]  # type: ignore[arg-type]


def asked(text: str) -> list[str]:
    """What `validate` warns of."""
    return [w.message for w in validate(CATALOG, Request((), Source("unit.yaml", HEAD + text), TODAY)).warnings]


# ---------------------------------------------------------------- what the package holds


def test_the_cover_list_names_every_paper_of_the_package_by_its_number() -> None:
    papers = made("extends: agency\n", "all").papers
    cover = next(paper for paper in papers if paper.kind == "package_list").data.decode()
    rows = [line.split(" │ ")[:2] for line in cover.splitlines() if " │ " in line][1:]
    assert rows == [[f"{paper.order:02d}", paper.name] for paper in papers]
    assert f"共{len(papers)}份" in cover


def test_the_cover_list_asked_for_alone_says_the_same() -> None:
    whole = {paper.kind: paper.data for paper in made("extends: village\n", "all").papers}
    (alone,) = made("extends: village\n", "package_list").papers
    assert alone.data == whole["package_list"]


@pytest.mark.parametrize("sector", CATALOG.sectors())
def test_plan_and_notice_are_two_modes_of_one_package(sector: str) -> None:
    issued = {paper.kind for paper in made(f"extends: {sector}\norg: {{mode: issued}}\n", "all").papers}
    alone = {paper.kind for paper in made(f"extends: {sector}\norg: {{mode: standalone}}\n", "all").papers}
    assert {"plan", "notice"} & issued == {"notice"}
    assert {"plan", "notice"} & alone == {"plan"}


def test_conditions_name_what_there_is() -> None:
    """A misspelt sector or shape would leave a paper or a clause out without a word."""
    fields = fields_of(CATALOG)
    known = {
        "sector": set(CATALOG.sectors()),
        "campaign": set(CATALOG.campaigns()),
        "strand": {"pledge", "review", "appraise", "commend"},
        "given": set(fields),
        "shape": set(fields["campaign.shape"].choices),
        **{name: set(fields[f"org.{name}"].choices) for name in ("form", "level", "mode")},
    }
    kinds = [
        (kind.id, when)
        for kind in templates_of(CATALOG)
        for when in (*kind.package, *(reason.when for reason in (*kind.refuse, *kind.warn)))
    ]
    clauses = clauses_of(CATALOG)
    own = [(f"{group}/{clause.id}", clause.when) for group in clauses for clause in clauses[group]]
    told = [(who, name, value) for who, when in (*kinds, *own) for name, values in when.items() for value in values]
    assert len(told) > 100
    assert [one for one in told if one[2] not in known[one[1]]] == []


def test_numbers_are_the_order_of_use_and_no_two_kinds_share_one() -> None:
    orders = [paper.order for paper in made("extends: village\n", "all").papers]
    assert orders == sorted(set(orders))


def test_every_unknown_name_is_told_at_once_with_the_id_that_was_meant() -> None:
    with pytest.raises(InputError) as refused:
        made("extends: village\n", "实施方案", "pledges_", "meeting_sets", "pledge")
    assert [problem.hint for problem in refused.value.problems] == ["请写代号 plan", "请写代号 pledges", "请写代号 meeting_set"]


# ---------------------------------------------------------------- what makes no sense


def test_no_mobilization_speech_for_a_single_meeting() -> None:
    meeting = next(row["id"] for row in list_catalog(CATALOG, "campaigns", Date(2026, 11, 22)) if row["shape"] == "一次会议")
    source = Source("unit.yaml", f"extends: village\ncampaign: {meeting}\n")
    with pytest.raises(InputError, match="不适用"):
        generate(CATALOG, Request(("speech",), source, TODAY, to="md"))
    papers = generate(CATALOG, Request(("all",), source, TODAY, to="md")).papers
    assert "speech" not in {paper.kind for paper in papers}
    assert "chair_script" in {paper.kind for paper in papers}


BRANCH = "extends: village\norg: {form: branch}\n"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (BRANCH + "team: {meeting: 专题民主生活会}\n", True),
        (BRANCH + "team: {meeting: 专题组织生活会}\n", False),
        ("extends: agency\norg: {form: party_group}\nteam: {meeting: 专题民主生活会}\n", False),
    ],
)
def test_a_branch_holds_no_meeting_of_leading_bodies(facts: str, said: bool) -> None:
    assert any("民主生活会由领导班子开" in message for message in warned(facts, "plan")) == said


@pytest.mark.parametrize(
    ("members", "said"), [("{full: 5}", True), ("{full: 9, committee: 无}", True), ("{full: 9, committee: 3}", False)]
)
def test_a_branch_without_a_committee_decides_in_its_members_meeting(members: str, said: bool) -> None:
    text = f"{BRANCH}members: {members}\noversight: {{procedure: 支委会审议、公示5天}}\n"
    assert any("没有支委会" in message for message in warned(text, "plan")) == said
    if said:
        with pytest.raises(InputError, match="没有支委会"):
            made(text, "plan", final=True)


def test_a_red_head_for_a_branch_is_warned_of_where_it_is_asked_for() -> None:
    facts = BRANCH + "papers: {notice: {number: 苇柳支〔2010〕1号, printer: 村党支部, printed: 2010-05-18, date: 2010-05-18}}\n"
    assert not any("一般不用红头" in message for message in warned(facts, "notice", to="docx"))
    assert any("一般不用红头" in message for message in warned(facts, "notice", to="docx", layout="gbt9704"))
    office = facts.replace("village", "agency").replace("branch", "party_committee")
    assert not any("一般不用红头" in message for message in warned(office, "notice", to="docx"))


# ---------------------------------------------------------------- abbreviations


def test_number_words_that_nobody_explains_are_asked_for() -> None:
    text = "extends: village\nmotto: 推行“三定一考”\n"
    text += "problems: [{fact: “三会一课”记录不全，“双育”没有做, figure: “12243”没有落实}]\n"
    told = [message for message in asked(text) if "没有说明" in message]
    assert told == ["“三定一考”指什么没有说明", "“双育”指什么没有说明", "“12243”指什么没有说明"]
    explained = "terms: [{term: 三定一考, meaning: 定岗、定责、定时限，年终考核}, {term: 双育, meaning: 育才、育苗}]\n"
    assert [message for message in asked(text + explained) if "没有说明" in message] == ["“12243”指什么没有说明"]


# ---------------------------------------------------------------- valid on a day


def test_a_paper_out_of_the_campaigns_time_is_warned_of_and_no_final_one() -> None:
    late = "extends: village\npapers: {plan: {date: 2013-05-18}}\n"
    assert any("2013年5月18日不在“创先争优活动”的起止时间" in message for message in warned(late, "plan"))
    with pytest.raises(InputError, match="不在“创先争优活动”的起止时间"):
        made(late, "plan", final=True)
    assert not warned("extends: village\npapers: {plan: {date: 2010-05-18}}\n", "plan")


def test_a_basis_younger_than_the_paper_matters_only_where_it_is_cited() -> None:
    papers = "papers: {plan: {date: 2010-05-12}, opinion_form: {date: 2010-05-12}}\n"
    text = f"extends: village\nbasis: {{add: [{{title: 关于开展活动的意见, date: 2010-05-18}}]}}\n{papers}"
    assert any("依据文件的日期2010年5月18日晚于" in message for message in warned(text, "plan"))
    assert warned(text, "opinion_form") == []


def test_as_of_judges_where_no_paper_is_dated() -> None:
    with pytest.raises(InputError, match="--as-of 指定日期2013年5月18日不在"):
        made("extends: village\n", "plan", final=True, as_of=Date(2013, 5, 18))


def test_with_neither_today_gives_one_warning_and_no_refusal_of_its_own() -> None:
    told = [message for message in warned("extends: village\n", "all") if "今天（2026年11月22日）" in message]
    assert len(told) == 1
    with pytest.raises(InputError) as refused:
        made("extends: village\n", "plan", final=True)
    assert not any("今天" in problem.message for problem in refused.value.problems)
    assert not [m for m in warned("extends: village\npapers: {speech: {date: 2010-05-18}}\n", "plan") if "今天" in m]


def test_campaigns_of_today_are_offered_first() -> None:
    rows = list_catalog(CATALOG, "campaigns", Date(2026, 11, 22))
    now = [bool(row["now"]) for row in rows]
    assert any(now)
    assert now == sorted(now, reverse=True)
    last_month = [row for row in list_catalog(CATALOG, "campaigns", Date(2026, 12, 31)) if row["now"]]
    assert "2026年1月至2026年12月" in [row["period"] for row in last_month]  # a month lasts until its last day
    assert [row["id"] for row in list_catalog(CATALOG, "campaigns", Date(2010, 6, 1)) if row["now"]] == ["chuangxian-zhengyou"]


# ---------------------------------------------------------------- said once


def test_a_mistake_in_an_option_for_every_kind_is_told_once() -> None:
    with pytest.raises(InputError) as refused:
        made("extends: village\n", "all", sets=("paper.date=13月",))
    assert len(refused.value.problems) == 1


def test_what_an_abbreviation_means_stands_in_the_plan() -> None:
    terms = "terms: [{term: 三定一考, meaning: 定岗、定责、定时限，年终考核}, {term: 双育}]\n"
    (paper,) = made(f"extends: village\n{terms}", "plan").papers
    assert "“三定一考”指定岗、定责、定时限，年终考核；“双育”指【待填：简称的全称】。" in paper.data.decode()


def test_an_option_that_changes_nothing_is_told() -> None:
    assert [note[:9] for note in made("extends: village\n", "plan", minutes=5, guide=True).notes] == ["--minutes", "--guide 的"]
    assert made("extends: village\n", "plan", "speech", minutes=5, guide=True, to="docx").notes == ()


@pytest.mark.parametrize("minutes", range(10, 17))
def test_a_speech_cut_by_the_clock_keeps_to_it_with_its_numbers(minutes: int) -> None:
    source = CATALOG.open_profile("samples/units/liuwan-village.yaml")
    (paper,) = generate(CATALOG, Request(("speech",), source, TODAY, to="md", minutes=minutes)).papers
    assert paper.minutes <= minutes


def test_a_set_that_holds_nothing_here_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="meeting_set 没有一份可做"):
        made("extends: village\nwithout: [meeting_notice, agenda, sign_in, chair_script, meeting_record]\n", "meeting_set")


@pytest.mark.parametrize(("minutes", "over"), [(60, False), (1, True)])
def test_a_speech_says_how_long_it_takes(minutes: int, over: bool) -> None:
    (paper,) = made("extends: village\n", "speech", minutes=minutes).papers
    assert paper.minutes_asked == minutes and (paper.minutes > minutes) == over
    assert ("比要求的" in outcome_as_text(Outcome(paper, Path("x.docx"), None))) == over
