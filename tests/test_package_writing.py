"""What must hold in every sentence of the samples' packages: marks, counts, dates, names, who signs, what its time knew.

Looks at the reading text only (`tree.as_text`); the wording itself is kept by the goldens. Each test tells all faults
of a unit's papers at once.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from generator.build_context import build_context
from generator.catalog import Catalog
from generator.chinese import counting, parse_date
from generator.library import fields_of, kinds_of
from generator.model import Context, Date, Fact, Listing, Record, fact_at
from generator.pipeline import Request, generate
from generator.read_profile import read_profile

ROOT = Path(__file__).resolve().parent.parent
CATALOG = Catalog(ROOT)
UNITS: Final = sorted((ROOT / "samples" / "units").glob("*.yaml"))
PERSONS: Final = sorted((ROOT / "samples" / "persons").glob("*.yaml"))
OF_A_PERSON: Final = ("reflection", "self_analysis", "party_analysis", "deeds")
TODAY: Final = datetime.date(2026, 1, 1)

# ---------------------------------------------------------------- the papers, read


@dataclass(frozen=True)
class Line:
    """One line of the reading text: `tag` is what its square brackets say, "" for body text, 表 for a table's row."""

    tag: str
    text: str

    @property
    def is_heading(self) -> bool:
        return self.tag in ("1", "2", "3", "4") and "｜" not in self.text

    @property
    def is_prose(self) -> bool:
        return self.tag in ("", "1条", "2条", "3条", "4条") or (self.tag in ("1", "2", "3", "4") and "｜" in self.text)


@dataclass(frozen=True)
class Sample:
    kind: str
    title: str
    lines: tuple[Line, ...]
    open_slots: tuple[str, ...]  # the facts that are missing although it is not for a person to say them
    context: Context

    @property
    def said(self) -> tuple[Line, ...]:
        """All lines but the questions to the writer."""
        return tuple(line for line in self.lines if line.tag != "待答")

    def fact(self, path: str) -> Fact | None:
        return fact_at(self.context.root, path)

    def text(self, path: str) -> str:
        fact = self.fact(path)
        return fact.text if fact else ""

    def data(self, path: str) -> object:
        fact = self.fact(path)
        return fact.data if fact else None


_TAG: Final = re.compile(r"\[([^\]]*)\] ?")


def _lines(text: str) -> Iterator[Line]:
    in_table = False
    for line in text.split("\n"):
        told = _TAG.match(line)
        if not line or line.startswith(("───", "═══")):
            in_table = in_table and bool(line)
        elif told and told[1].startswith("表 "):
            in_table = True
        elif told and not in_table:
            yield Line(told[1], line[told.end() :])
        else:
            yield Line("表" if in_table else "", line)


def _read(file: Path, kinds: Sequence[str]) -> tuple[Sample, ...]:
    source = CATALOG.open_profile(str(file))
    profile = read_profile(source, fields_of(CATALOG), kinds_of(CATALOG), CATALOG)
    samples = []
    for paper in generate(CATALOG, Request(tuple(kinds), source, TODAY, to="md")).papers:
        lines = tuple(_lines(paper.data.decode()))
        title = next((line.text for line in lines if line.tag == "标题"), "")
        open_slots = tuple(slot.path for slot in paper.slots if not slot.personal)
        samples.append(Sample(paper.kind, title, lines, open_slots, build_context(profile, fields_of(CATALOG), paper.kind)))
    return tuple(samples)


@cache
def package(file: Path) -> tuple[Sample, ...]:
    """A unit's whole package; of a person's file the person's own papers."""
    return _read(file, OF_A_PERSON if file in PERSONS else ("all",))


every_profile = pytest.mark.parametrize("file", [*UNITS, *PERSONS], ids=lambda file: file.stem)
every_unit = pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)


def _none(faults: Sequence[str]) -> None:
    assert not faults, "\n".join(["", *faults])


def _told(sample: Sample, line: Line | str, why: str = "") -> str:
    return f"{sample.kind}: {line.text if isinstance(line, Line) else line}{f'  ← {why}' if why else ''}"


# ---------------------------------------------------------------- nothing is missing, nothing is torn


@every_profile
def test_a_complete_profile_leaves_no_slot_but_what_the_person_must_say(file: Path) -> None:
    _none([f"{sample.kind}: {', '.join(dict.fromkeys(sample.open_slots))}" for sample in package(file) if sample.open_slots])


@every_profile
def test_every_paper_has_a_title_and_no_title_ends_with_a_mark(file: Path) -> None:
    titles = [(sample, line.text) for sample in package(file) for line in sample.said if line.tag in ("标题", "发文机关标志")]
    assert {sample.kind for sample, _ in titles} == {sample.kind for sample in package(file)}
    _none([_told(sample, title or "（空）") for sample, title in titles if not title.strip() or title[-1] in "。，、；："])


_TORN: Final = {
    "two marks": r"[，、；：][，、；：。！？）”》]|。[，、；：。]|[！？][，、；：。]|[。！？]”。|[（“《][，、；：。！？]",
    "nothing between": r"“”|（）|《》|【】",
    "a mark that is not Chinese": r"(?<=[\u4e00-\u9fff])[,;:?!()](?=[\u4e00-\u9fff])",
    "a blank between characters": r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])",
    "what a program says": r"None|True|False|nan|\{\{|\{%|\}\}|undefined|U\+",
    "a word twice": r"(?<![\d.])(\d+年|的|由|在|和|了|于|把|被|对|完成|负责|前)\1(?!解)",
    "a phrase twice": r"((?!一)[\u4e00-\u9fff]{3,10})\1",
    "a list that holds nothing": r"一是[。；]|：[。；]",
}


@every_profile
@pytest.mark.parametrize("fault", list(_TORN))
def test_no_sentence_is_torn(file: Path, fault: str) -> None:
    pattern = re.compile(_TORN[fault])
    found = ((sample, line, pattern.search(line.text)) for sample in package(file) for line in sample.said if line.tag != "表")
    _none([_told(sample, line, match[0]) for sample, line, match in found if match])


_TORN_SENTENCES: Final = {
    "two marks": ["修路，，通水", "已办结；。", "“好。”。", "（，见附件）"],
    "nothing between": ["主题是“”", "（）内"],
    "a mark that is not Chinese": ["一是修路,二是通水"],
    "a blank between characters": ["村党 支部"],
    "what a program says": ["共None人", "{{ org.name }}"],
    "a word twice": ["2010年2010年底", "党的十八大召开前前完成", "由由他负责", "完成完成"],
    "a phrase twice": ["按照上级要求按照上级要求"],
    "a list that holds nothing": ["要做到：一是；二是修路。", "问题有：。"],
}


@pytest.mark.parametrize("fault", list(_TORN))
def test_the_pattern_finds_what_it_is_for(fault: str) -> None:
    assert all(re.search(_TORN[fault], sentence) for sentence in _TORN_SENTENCES[fault])


@every_profile
def test_quotes_and_brackets_are_closed(file: Path) -> None:
    pairs = ("“”", "《》", "（）", "〔〕")
    lines = [(sample, line) for sample in package(file) for line in sample.said]
    _none([_told(s, line, pair) for s, line in lines for pair in pairs if line.text.count(pair[0]) != line.text.count(pair[1])])


@every_profile
def test_every_heading_has_text_below_it(file: Path) -> None:
    faults = []
    for sample in package(file):
        for line, after in zip(sample.lines, (*sample.lines[1:], Line("落款单位", "")), strict=True):
            deeper = after.is_heading and after.tag > line.tag
            empty = (after.is_heading and not deeper) or after.tag in ("落款单位", "附件", "附件说明", "抄送")
            if line.is_heading and empty:
                faults.append(_told(sample, line))
    _none(faults)


@every_profile
def test_every_run_in_heading_and_item_says_something(file: Path) -> None:
    lines = [(sample, line) for sample in package(file) for line in sample.said if line.is_prose and line.tag]
    _none([_told(sample, line) for sample, line in lines if not line.text.rpartition("｜")[2].strip()])


# A line to be filled in by hand, the end of a quotation, a salutation of the body, what announces a table or a list.
_ENDS: Final = re.compile(r"^附件：|^\*\*关键词：|([。！？]|[。！？]”|[。！？]）|：|_+|…|[　＿\s]+|【待填：[^】]*】)$")
# Kinds of which the body is a form or a programme, not prose.
_FORMS: Final = frozenset(("package_list", "agenda", "sign_in", "meeting_record", "opinion_form", "review_form", "appraisal_form",
    "recommendation", "public_notice", "pledge_notice", "member_pledge", "briefing", "grading", "scoring", "comparison",
    "rectification", "schedule", "duty_posts", "study_plan", "pledge_register"))  # fmt: skip


@every_profile
def test_every_paragraph_ends_with_its_mark(file: Path) -> None:
    lines = [(sample, line) for sample in package(file) if sample.kind not in _FORMS for line in sample.said if line.is_prose]
    _none([_told(sample, line) for sample, line in lines if not _ENDS.search(line.text)])


@every_profile
def test_no_paper_says_a_sentence_twice(file: Path) -> None:
    faults = []
    for sample in package(file):
        seen: set[str] = set()
        for line in sample.said:
            if line.tag in ("另起一页", "标题"):  # several forms in one file
                seen.clear()
            for sentence in (
                re.split(r"(?<=[。！？])", line.text) if line.is_prose and sample.kind not in (*_FORMS, "deeds") else ()
            ):
                bare = re.sub(r"^.*｜|【待填：[^】]*】|[\s　_]", "", sentence)
                if len(re.sub(r"[\d年月日]", "", bare)) >= 16 and bare in seen:
                    faults.append(_told(sample, bare))
                seen.add(bare)
    _none(faults)


# ---------------------------------------------------------------- numbers agree

_DIGITS: Final = {counting(n, "个"): n for n in range(2, 21)} | {"二": 2}
_WORDS: Final = "|".join(sorted(_DIGITS, key=len, reverse=True))
_NUMBER: Final = rf"(?<![\d一二三四五六七八九十])({_WORDS})(个|项|件|点|条|步|类|方面|环节|名|次)"
_COUNTED: Final = re.compile(rf"{_NUMBER}[^，。；：、]{{0,10}}：$")
_ENDS_IN_A_COUNT: Final = re.compile(rf"{_NUMBER}[^，。；：、]{{0,10}}[：。]$")
_LISTED: Final = re.compile(r"(?<![一二三四五六七八九十])([一二三四五六七八九十]+)是")


@every_profile
def test_a_number_before_a_run_in_list_is_its_length(file: Path) -> None:
    """有三个问题：一是…；二是…；三是…。"""
    faults = []
    for sample in package(file):
        for line in sample.said:
            head, colon, rest = line.text.partition("：一是")
            told = _COUNTED.search(f"{head}：")
            if colon and told:
                length = max(_DIGITS.get(word, 1) for word in _LISTED.findall(f"一是{rest}"))
                if _DIGITS[told[1]] != length:
                    faults.append(_told(sample, line, f"{told[0]} {length}"))
    _none(faults)


@every_profile
def test_a_number_at_the_end_of_a_paragraph_is_that_of_the_items_below(file: Path) -> None:
    """集中解决三个问题。 1. … 2. … 3. …"""
    faults = []
    for sample in package(file):
        for at, line in enumerate(sample.said):
            told = _ENDS_IN_A_COUNT.search(line.text) if line.tag == "" else None
            below = sample.said[at + 1 :]
            if told and below and below[0].tag.endswith("条"):
                tag = below[0].tag
                length = next((n for n, one in enumerate(below) if one.tag != tag), len(below))
                if _DIGITS[told[1]] != length:
                    faults.append(_told(sample, line, str(length)))
    _none(faults)


@every_unit
def test_a_speech_makes_as_many_points_as_it_announces(file: Path) -> None:
    for sample in package(file):
        for line in sample.said:
            told = re.search(r"讲(.)点意见", line.text) if sample.kind == "speech" else None
            if told:
                assert _DIGITS[told[1]] == sum(one.tag == "1" for one in sample.said)


@every_profile
def test_the_years_of_an_anniversary_are_counted_right(file: Path) -> None:
    faults = []
    for sample in package(file):
        for line in sample.said:
            for day, years in re.findall(r"(\d{4})年7月1日[^。；│]{0,24}建党(\d+)周年", line.text):
                if int(day) - 1921 != int(years):
                    faults.append(_told(sample, line))
    _none(faults)


# ---------------------------------------------------------------- time

_DATE: Final = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月(?!\d)")
_OF_THE_PAST: Final = ("briefing", "deeds")


@every_profile
def test_no_paper_that_looks_back_tells_of_what_was_still_to_come(file: Path) -> None:
    faults = []
    for sample in package(file):
        written = sample.data("paper.date")
        if sample.kind in _OF_THE_PAST and isinstance(written, Date):
            for line in sample.said:
                days = [parse_date(found) for found in _DATE.findall(line.text)]
                faults += [_told(sample, line, str(day)) for day in days if day and day > written]
    _none(faults)


@every_profile
def test_what_is_told_as_done_was_done_before_the_paper(file: Path) -> None:
    """于2010年9月28日办结 in a paper of September 1 would be a prophecy."""
    done = re.compile(rf"(?:已于|于|在)?({_DATE.pattern})(?:已经?)?(?:办结|完成|兑现|通水|验收|签订)(?=[，。；了])")
    faults = []
    for sample in package(file):
        written = sample.data("paper.date")
        if sample.kind in ("summary", "stage_summary", "briefing", "filing", "deeds") and isinstance(written, Date):
            for line in sample.said:
                for found in done.findall(line.text):
                    day = parse_date(found)
                    if day and day > written and "前" not in line.text.split(found)[1][:3]:
                        faults.append(_told(sample, line, found))
    _none(faults)


@every_profile
def test_papers_follow_one_another_in_time(file: Path) -> None:
    """A plan is adopted on its day or before; a meeting is announced before it is held; the last summary comes last."""
    dates: dict[str, Date] = {}
    for sample in package(file):
        written, adopted = sample.data("paper.date"), sample.data("paper.adopted.date")
        if isinstance(written, Date):
            dates[sample.kind] = written
            if isinstance(adopted, Date):
                assert adopted <= written, sample.kind
    pairs = [("plan", "summary"), ("stage_summary", "summary"), ("meeting_notice", "speech"), ("speech", "stage_summary"),
             ("plan", "filing"), ("pledge", "stage_summary"), ("recommendation", "summary")]  # fmt: skip
    assert [pair for pair in pairs if pair[0] in dates and pair[1] in dates and dates[pair[0]] > dates[pair[1]]] == []


# Words that a paper of the campaign (2010 to 2012) cannot have known.
_LATER: Final = re.compile(
    "新时代|习近平|两个确立|两个维护|四个意识|四个自信|不忘初心|两学一做|主题教育|中国梦|高质量发展"
    "|乡村振兴|脱贫攻坚|精准扶贫|获得感|放管服|微信|二维码|扫码|公众号|短视频|直播|疫情防控|主题党日"
    "|党建引领|中央八项规定|群众路线教育实践活动|社会主义核心价值观|最多跑一次|营商环境|美丽乡村|学习强国"
    "|供给侧|互联网\\+|村规民约积分|网格员|一肩挑|党支部标准化|党史学习教育"
)


@every_profile
def test_no_word_is_younger_than_the_campaign(file: Path) -> None:
    faults = []
    for sample in package(file):
        if sample.context.profile.campaign == "chuangxian-zhengyou":
            faults += [_told(sample, line, word) for line in sample.lines for word in _LATER.findall(line.text)]
    _none(faults)


@every_profile
def test_a_campaign_without_stages_never_speaks_of_stages(file: Path) -> None:
    ordered_so = re.compile(r"不[划分设]+(?:划)?阶段|义务教育阶段|现阶段|阶段性")
    faults = []
    for sample in package(file):
        if sample.context.profile.shape != "phased":
            faults += [_told(sample, line) for line in sample.lines if "阶段" in ordered_so.sub("", line.text)]
    _none(faults)


# ---------------------------------------------------------------- who acts and who signs


@every_profile
def test_a_party_paper_is_signed_by_the_party_organisation_or_by_the_person(file: Path) -> None:
    faults = []
    for sample in package(file):
        own = {sample.text(path) for path in ("org.party_name", "person.name", "paper.author", "paper.speaker", "office.contact")}
        for line in sample.said:
            party = line.text in own or re.search(r"^中共|党|领导小组|办公室", line.text)
            blank = not line.text.strip("_　 ：") or line.text.endswith("：") or "签" in line.text
            if line.tag == "落款单位" and not party and not blank and sample.kind != "member_pledge":
                faults.append(_told(sample, line))
    _none(faults)


_WRONG_NAME: Final = re.compile(r"中共[^，。；：（）“”《》\s、│]{1,24}?(?:党支部|党总支)")


@every_profile
def test_no_party_organisation_has_a_name_that_none_can_have(file: Path) -> None:
    found = ((sample, line, _WRONG_NAME.search(line.text)) for sample in package(file) for line in sample.said)
    _none([_told(sample, line, match[0]) for sample, line, match in found if match])


@every_profile
def test_nobody_acts_who_is_not_there(file: Path) -> None:
    """党组 and 党委 are two bodies; a branch holds no 民主生活会; one without a committee decides nothing in it."""
    faults = []
    for sample in package(file):
        form = sample.data("org.form")
        short, sector = sample.text("org.party_short"), sample.context.profile.sector
        wrong = []
        if form == "party_group":
            wrong.append(short.replace("党组", "党委"))
        if form == "party_committee":
            wrong.append(short.replace("党委", "党组") + "(?!织)")
        if form in ("branch", "joint_branch"):
            wrong += ["民主生活会", "党组会议", "党委会议"]
            if not sample.data("members.committee"):
                wrong += ["支委会", "支部委员会研究", "支部委员分工"]
        if sector == "enterprise":
            wrong += ["责成", "要求管理层", "要求公司管理", "要求经理", "要求企业主"]
        for line in sample.said:
            told = re.sub(r"(?:不开|不设|没有)(?:支委会|民主生活会)", "", line.text)
            faults += [_told(sample, line, word) for word in wrong if word and word != short and re.search(word, told)]
    _none(faults)


_SELVES: Final = ("我村", "我局", "我公司", "我镇", "我乡", "我社区", "我校", "我院", "我县", "我市", "我委", "我会", "我厂")


@every_profile
def test_a_unit_calls_itself_by_one_name(file: Path) -> None:
    faults = []
    for sample in package(file):
        own = sample.text("org.self_ref")
        others = [word for word in _SELVES if word != own and word not in own]
        lines = [line for line in sample.said if "《" not in line.text]
        faults += [_told(sample, line, word) for line in lines for word in others if word in line.text]
    _none(faults)


def _names(told: Record | Listing | Fact) -> Iterator[str]:
    """The persons' names and the short name of the unit in a profile."""
    if isinstance(told, Record):
        for child in told.entries.values():
            yield from _names(child)
    elif isinstance(told, Listing):
        for item in told.items:
            yield from _names(item)
    elif told.text.endswith(("支部", "总支", "党委", "党组", "委员会")):  # who pledges may be an organisation
        return
    elif told.field.path == "org.short" or (told.field.type == "person" and len(told.text) > 2):
        yield told.text


def _family(file: Path) -> str:
    """chengsha-water-bureau-2025 is the same bureau fifteen years later."""
    return re.sub(r"-\d{4}$", "", file.stem)


@every_unit
def test_no_paper_names_another_sample_s_people(file: Path) -> None:
    own = {name for sample in package(file)[:1] for name in _names(sample.context.root)}
    others = {
        name
        for other in UNITS
        if _family(other) != _family(file)
        for sample in package(other)[:1]
        for name in _names(sample.context.root)
        if name and name not in own
    }
    text = [(sample, line) for sample in package(file) for line in sample.said]
    _none([_told(sample, line, name) for sample, line in text for name in others if name in line.text])


# ---------------------------------------------------------------- the papers agree


@every_unit
def test_a_paper_of_ours_is_cited_by_its_own_title(file: Path) -> None:
    titles = {line.text for sample in package(file) for line in sample.said if line.tag == "标题"}
    short = re.escape(package(file)[0].text("org.short"))
    cited = re.compile(rf"《({short}[^《》]*(?:方案|通知|总结|承诺书|安排|清单|名单))》")
    faults = []
    for sample in package(file):
        for line in sample.said:
            unknown = [name for name in cited.findall(line.text) if name not in titles and line.tag != "标题"]
            faults += [_told(sample, line, name) for name in unknown]
    _none(faults)


_OWNER: Final = re.compile(r"^(牵头|责任人|负责人|牵头人|牵头单位)$")
_DEADLINE: Final = re.compile(r"^(完成时限|时限|期限|完成时间|整改期限)$")


@every_unit
def test_every_row_of_the_plan_s_tables_has_an_owner_and_a_date(file: Path) -> None:
    faults = []
    for sample in package(file):
        head: list[str] = []
        for line in sample.lines if sample.kind in ("plan", "notice", "schedule") else ():
            cells = [cell.strip() for cell in line.text.split("│")] if line.tag == "表" else []
            if any(_OWNER.match(cell) for cell in cells):
                head = cells
            elif line.tag != "表":
                head = []
            elif len(cells) == len(head):
                for name, cell in zip(head, cells, strict=True):
                    if (_OWNER.match(name) or _DEADLINE.match(name)) and not cell:
                        faults.append(_told(sample, line, name))
    _none(faults)


# ---------------------------------------------------------------- style

_EMPTY_WORDS: Final = re.compile(
    "进一步加强|切实提高|切实加强|进一步提高|高度重视|狠抓落实|扎实推进|取得实效|再上新台阶|迈上新台阶"
    "|全面提升|不断增强|积极开展|大力加强|有效提升|确保取得|营造良好氛围|见实效"
)


@every_profile
def test_no_sentence_is_padding(file: Path) -> None:
    quoted = re.compile(r"“[^”]*”|《[^》]*》")
    lines = [(sample, line) for sample in package(file) for line in sample.said]
    _none([_told(sample, line, word) for sample, line in lines for word in _EMPTY_WORDS.findall(quoted.sub("", line.text))])


@every_unit
def test_what_is_spoken_is_spoken_in_short_sentences(file: Path) -> None:
    faults = []
    for sample in package(file):
        for line in sample.said if sample.kind in ("speech", "chair_script") else ():
            for sentence in re.split(r"[。！？；：]", line.text) if line.is_prose else ():
                if len(sentence) > 110:
                    faults.append(_told(sample, sentence, str(len(sentence))))
    _none(faults)


# ---------------------------------------------------------------- a person's papers

every_person = pytest.mark.parametrize("file", PERSONS, ids=lambda file: file.stem)


@every_person
def test_what_only_the_person_knows_is_asked_for_and_never_written(file: Path) -> None:
    """Below the headings of problems, causes, understanding, gaps and plans there are questions and slots only."""
    own = re.compile(r"问题$|根源$|体会$|差距$|打算$")
    faults = []
    for sample in package(file):
        inside = False
        for line in sample.said if sample.kind != "deeds" else ():
            if line.tag == "1":
                inside = bool(own.search(line.text))
            elif inside and line.is_prose and not re.fullmatch(r"(?:（.）)?【待填：[^】]*】", line.text):
                faults.append(_told(sample, line))
    _none(faults)


@every_person
def test_the_questions_are_about_this_person_s_work_and_promise(file: Path) -> None:
    for sample in package(file):
        asked = "\n".join(line.text for line in sample.lines if line.tag == "待答")
        if sample.kind in ("self_analysis", "reflection"):
            duties = sample.context.root.entries["person"]
            assert isinstance(duties, Record)
            told = duties.entries["duties"]
            assert isinstance(told, Listing)
            assert all(duty.text in asked for duty in told.items if isinstance(duty, Fact))
            assert "**对照承诺：**" in asked


@every_person
def test_the_chain_closes_in_a_table_with_a_row_for_every_standard(file: Path) -> None:
    (sample,) = (sample for sample in package(file) if sample.kind == "self_analysis")
    rows = [line.text.split(" │ ") for line in sample.lines if line.tag == "表"]
    assert rows[0] == ["对照条目", "问题", "根源", "整改措施", "责任人", "期限"]
    assert [row[0] for row in rows[1:]] == [
        item.text for item in _items(sample, "standards", "member") if item.field.path.endswith("name")
    ]


def _items(sample: Sample, group: str, id: str) -> Iterator[Fact]:
    told = sample.context.root.entries[group]
    assert isinstance(told, Listing)
    for record in told.items:
        if isinstance(record, Record) and record.path.endswith(id):
            items = record.entries["items"]
            assert isinstance(items, Listing)
            for item in items.items:
                assert isinstance(item, Record)
                yield from (fact for fact in item.entries.values() if isinstance(fact, Fact))


@pytest.mark.parametrize("campaign", ["baxiang-guiding", "zuzhi-shenghuo-hui", "chuangxian-zhengyou"])
def test_a_self_analysis_asks_by_what_the_campaign_examines(campaign: str) -> None:
    """By its dimensions where it has some, else by the items of its standard for members."""
    request = Request(("self_analysis",), CATALOG.open_profile("village"), TODAY, campaign=campaign, to="md")
    (paper,) = generate(CATALOG, request).papers
    lines = list(_lines(paper.data.decode()))
    problems = [line.text[3:] for line in lines if line.tag == "2"]
    rows = [line.text.split(" │ ")[0] for line in lines if line.tag == "表"]
    assert problems == [f"对照“{row}”" if campaign == "chuangxian-zhengyou" else row for row in rows[1:]]
    assert len(problems) > 2
    assert "【待填" not in "".join(problems)
