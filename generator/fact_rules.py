"""Facts held against each other: each rule yields what is wrong. Types nothing and leaves nothing out."""

import re
from collections.abc import Iterator, Mapping

from generator.chinese import numeral
from generator.fact_types import DATE_FORMS, half, shown
from generator.facts import Facts, at, beside, date_at, first_day, is_known, last_day, number_at, records_at
from generator.model import Date, Fact, Listing, Record, fact_at
from generator.problem import Problem


def _end_before_start(facts: Facts) -> Iterator[Problem]:
    """Stages, themes, the campaign, and whatever else has a `start` and an `end`, or is valid `from` one day `until` another."""
    yield from _end_before_start_in(facts.root, "")


def _end_before_start_in(record: Record, place: str) -> Iterator[Problem]:
    for first, last in (("start", "end"), ("from", "until")):
        both = first in record.entries and last in record.entries
        start, end = (date_at(record, first), date_at(record, last)) if both else (None, None)
        if start and end and is_known(start[1]) and last_day(end[1]) < first_day(start[1]):
            message = f"结束日期早于开始日期{place}：{start[0].text}开始，{end[0].text}结束"
            yield Problem(end[0].span, message, "请核对这两个日期，多半是年份或月份写错", end[0].path)
    for told in record.entries.values():
        if isinstance(told, Record):
            yield from _end_before_start_in(told, "")
        elif isinstance(told, Listing) and told.field.type == "records":
            for n, item in enumerate(told.items, 1):
                if isinstance(item, Record):
                    yield from _end_before_start_in(item, beside(told.path, n, item))


def _stages_out_of_order(facts: Facts) -> Iterator[Problem]:
    """A unit's stages follow each other; a month shared by two is no overlap, a day is only warned of."""
    last: tuple[Fact, Date] | None = None
    for n, stage in records_at(facts.root, "stages"):
        start, end = date_at(stage, "start"), date_at(stage, "end")
        if last and start and is_known(last[1]) and is_known(start[1]) and last_day(start[1]) < first_day(last[1]):
            message = f"本阶段{start[0].text}开始，早于上一阶段{_word(last[0])}{last[0].text}{beside('stages', n, stage)}"
            yield Problem(start[0].span, message, "各阶段要先后相接、不重叠，请核对日期或调整次序", start[0].path)
        last = end or start or last


def _word(fact: Fact) -> str:
    return "结束日期" if fact.field.key == "end" else "开始日期"


def _stage_outside_campaign(facts: Facts) -> Iterator[Problem]:
    start, end = date_at(facts.root, "campaign.start"), date_at(facts.root, "campaign.end")
    for n, stage in records_at(facts.root, "stages"):
        place = beside("stages", n, stage)
        for told in (date_at(stage, "start"), date_at(stage, "end")):
            if told is None or not is_known(told[1]):
                continue
            fact, date = told
            if start and is_known(start[1]) and last_day(date) < first_day(start[1]):
                message = f"{fact.text}早于活动起始日期{start[0].text}{place}"
                yield Problem(fact.span, message, "请改这个日期；活动起始日期不对的，写 campaign: {start: …}", fact.path)
            if end and is_known(end[1]) and first_day(date) > last_day(end[1]):
                message = f"{fact.text}晚于活动截止日期{end[0].text}{place}"
                yield Problem(fact.span, message, "请改这个日期；活动截止日期不对的，写 campaign: {end: …}", fact.path)


def _member_counts(facts: Facts) -> Iterator[Problem]:
    """No part of the members is larger than the whole; the committee is chosen from the full members."""
    full = number_at(facts.root, "members.full")
    if full is None:
        return
    total = full + (number_at(facts.root, "members.probationary") or 0)
    parts = {"over_60": total, "migrant": total, "women": total, "groups": total, "committee": full}
    for key, limit in parts.items():
        fact = fact_at(facts.root, f"members.{key}")
        if fact and isinstance(fact.data, int) and fact.data > limit:
            whole = "正式党员" if key == "committee" else "党员总数（正式加预备）"
            message = f"“{fact.field.label}”{fact.text}超过{whole}{limit}"
            yield Problem(fact.span, message, "请核对这两个数", fact.path)


_NUMBER = r"([^\s〔〕\[\]()（）【】［］0-9０-９]+)〔([12][0-9]{3})〕([1-9][0-9]*)号"
_LIKE_NUMBER = r"(.*?)\s*[〔\[(（【［〈<]\s*([0-9０-９]{4})\s*年?[〕\])）】］〉>]\s*第?\s*([0-9０-９]+)\s*号?\s*"
_ORDER_NUMBER = "第[1-9][0-9]*号"
_LIKE_ORDER_NUMBER = r"第\s*([0-9０-９]+)\s*号?"


def _document_numbers(facts: Facts) -> Iterator[Problem]:
    """代字〔年〕号 with six-cornered brackets and no 第, no leading zero (GB/T 9704-2012 7.2.5); its year = the date's.

    Orders (10.2) and minutes are numbered 第N号 instead, which has no year.
    """
    for paper in facts.papers.values():
        yield from _document_number(paper, "", strict=True)
    for n, basis in records_at(facts.root, "basis"):
        yield from _document_number(basis, beside("basis", n, basis), strict=False)


def _document_number(record: Record, beside: str, strict: bool) -> Iterator[Problem]:
    fact = fact_at(record, "number")
    if fact is None:
        return
    text = fact.text.strip()
    match = re.fullmatch(_NUMBER, text)
    like = None if match else re.fullmatch(_LIKE_NUMBER, text)
    if like:
        right = f"{like.group(1)}〔{half(like.group(2))}〕{int(half(like.group(3)))}号"
        hint = f"请改成 {right}：年份用六角括号，不写“第”，不编虚位"
        yield Problem(fact.span, f"字号“{shown(text)}”的写法不对{beside}", hint, fact.path)
    elif not match and strict and text.startswith("第"):
        if not re.fullmatch(_ORDER_NUMBER, text):
            yield Problem(fact.span, f"令号“{shown(text)}”的写法不对{beside}", _order_number_hint(text), fact.path)
    elif not match and (strict or re.search("[12][0-9]{3}", text)):
        hint = "写成 代字〔年份〕序号号，如 青发〔2010〕18号；没有字号就不写"
        yield Problem(fact.span, f"字号“{shown(text)}”的写法不对{beside}", hint, fact.path)
    date = date_at(record, "date")
    year = int(match.group(2)) if match else int(half(like.group(2))) if like else None
    if date and year and not date[1].text and date[1].year != year:
        message = f"字号的年份是{year}年，日期却是{date[0].text}{beside}"
        yield Problem(fact.span, message, "两处年份应相同，请核对", fact.path)


def _order_number_hint(text: str) -> str:
    like = re.fullmatch(_LIKE_ORDER_NUMBER, text)
    n = int(half(like.group(1))) if like and len(like.group(1)) < 10 else 0
    return f"请改成 第{n}号：用阿拉伯数字，不编虚位" if n else "写成 第N号，从1编起，用阿拉伯数字，如 第5号"


# What a party organisation of each form may be called at the end of its name, and what it must not be taken for.
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "branch": ("支部委员会", "党支部", "支部"),
    "joint_branch": ("联合支部委员会", "联合党支部", "联合支部"),
    "general_branch": ("总支部委员会", "总支委员会", "党总支", "总支部", "总支"),
    "party_committee": ("委员会", "党委", "党工委", "工委"),
    "party_group": ("党组",),
}
_NOT_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "branch": ("总支部委员会", "总支部"),
    "party_committee": ("支部委员会", "总支委员会", "村民委员会", "居民委员会", "村委会"),
}
# 中共 takes the full name: committee, not the short 党支部, 党总支, 党委 (中共××局党组 is a full name).
_SHORT_NAMES: Mapping[str, str] = {"党支部": "支部委员会", "党总支": "总支部委员会", "党委": "委员会"}


def _party_names(facts: Facts) -> Iterator[Problem]:
    """The name of a party organisation is full or short, never half of each, and fits its form."""
    form = fact_at(facts.root, "org.form")
    for path in ("org.party_name", "org.party_short", "superior.party"):
        fact = fact_at(facts.root, path)
        if fact is None:
            continue
        name = fact.text.strip()
        short = next((short for short in _SHORT_NAMES if name.endswith(short)), "")
        if name.startswith("中共") and short:
            bare = name.removeprefix("中共").removesuffix(short)
            message = f"“{shown(name)}”不是规范名称：“中共”后面不能用“{short}”"
            hint = f"全称写 中共{bare}{_SHORT_NAMES[short]}，行文写 {bare}{short}"
            yield Problem(fact.span, message, hint, fact.path)
        elif form is not None and isinstance(form.data, str) and path != "superior.party":
            wrong = name.endswith(_NOT_ENDINGS.get(form.data, ("\n",)))
            if wrong or not name.endswith(_ENDINGS.get(form.data, ("",))):
                endings = "、".join(f"“…{ending}”" for ending in _ENDINGS[form.data][:2])
                hint = f"{form.text}的名称应是 {endings}；党组织形式不对的，请改 org.form（党组织形式）"
                yield Problem(fact.span, f"“{shown(name)}”与党组织形式“{form.text}”不符", hint, fact.path)


def _one_leader(facts: Facts) -> Iterator[Problem]:
    """A leading group has one 组长; a list whose roles are not all told is not judged for lacking one."""
    listing = at(facts.root, "group")
    members = records_at(facts.root, "group")
    roles = [fact_at(member, "role") for _, member in members]
    leaders = [fact for fact in roles if fact and fact.data == "leader"]
    for second in leaders[1:]:
        yield Problem(second.span, "领导小组只能有一名组长", "请把其他人改为副组长（deputy）或成员（member）", second.path)
    if members and all(roles) and not leaders and isinstance(listing, Listing):
        yield Problem(listing.span, "领导小组没有组长", "请把其中一人的 role（小组职务）写成 leader（组长）", listing.path)


def _paper_dates(facts: Facts) -> Iterator[Problem]:
    """A paper's date is a calendar date; it is not older than the meeting that adopted it."""
    for paper in facts.papers.values():
        date, adopted = date_at(paper, "date"), date_at(paper, "adopted.date")
        if date and date[1].text:
            yield Problem(date[0].span, f"成文日期不能是事件“{shown(date[0].text)}”", DATE_FORMS, date[0].path)
        elif date and adopted and is_known(adopted[1]) and first_day(adopted[1]) > last_day(date[1]):
            message = f"通过日期{adopted[0].text}晚于成文日期{date[0].text}"
            yield Problem(adopted[0].span, message, "成文日期是通过或签发的日期，请核对", adopted[0].path)


def _classified_papers(facts: Facts) -> Iterator[Problem]:
    """A paper with a degree of secrecy has a copy number and a period (GB/T 9704-2012 7.2.1, 7.2.2).

    A copy number has six digits, a period Arabic ones.
    """
    for paper in facts.papers.values():
        secrecy, period, copy = (fact_at(paper, key) for key in ("secrecy", "secrecy_period", "copy_number"))
        if secrecy and not period:
            hint = "补上 secrecy_period（保密期限），如 1年"
            yield Problem(secrecy.span, f"密级“{secrecy.text}”没有写保密期限", hint, secrecy.path)
        if secrecy and not copy:
            yield Problem(secrecy.span, "涉密文件没有写份号", "补上 copy_number（份号），六位数字，如 '000001'", secrecy.path)
        if period and not secrecy:
            yield Problem(period.span, "写了保密期限，没有写密级", "补上 secrecy（密级）；不涉密的，删去保密期限", period.path)
        if period and re.search(_CHINESE_NUMBER, period.text):
            message = f"保密期限“{shown(period.text)}”没有用阿拉伯数字"
            right = _with_arabic_numbers(period.text.strip())
            hint = "数字用阿拉伯数字，如 1年" if re.search(_CHINESE_NUMBER, right) else f"写作 {right}"
            yield Problem(period.span, message, hint, period.path)
        if copy and not re.fullmatch("[0-9]{6}", copy.text.strip()):
            digits = half(copy.text.strip())
            right = digits.zfill(6) if re.fullmatch("[0-9]{1,6}", digits) else "000001"
            hint = f"写满六位，如 '{right}'（加引号，前面的零才看得清）"
            yield Problem(copy.span, f"份号“{shown(copy.text)}”不是六位阿拉伯数字", hint, copy.path)


_CHINESE_NUMBER = "[〇○零一二两三四五六七八九十百]+"
_TO_ARABIC = {ord(han): str(n) for n, han in enumerate("〇一二三四五六七八九")} | {ord("○"): "0", ord("零"): "0", ord("两"): "2"}


def _with_arabic_numbers(text: str) -> str:
    """一年 → 1年, 二十五年 → 25年, 二〇一二年 → 2012年; what is no number stays."""
    return re.sub(_CHINESE_NUMBER, lambda number: _arabic(number.group()), text)


def _arabic(number: str) -> str:
    return next((str(n) for n in range(10, 1000) if numeral(n) == number), number.translate(_TO_ARABIC))


def _printed_before_signed(facts: Facts) -> Iterator[Problem]:
    """A paper goes to print when it is signed, not before (GB/T 9704-2012 7.4.3)."""
    for paper in facts.papers.values():
        date, printed = date_at(paper, "date"), date_at(paper, "printed")
        if printed and printed[1].text:
            yield Problem(printed[0].span, f"印发日期不能是事件“{shown(printed[1].text)}”", DATE_FORMS, printed[0].path)
        elif date and printed and is_known(date[1]) and last_day(printed[1]) < first_day(date[1]):
            message = f"印发日期{printed[0].text}早于成文日期{date[0].text}"
            yield Problem(printed[0].span, message, "印发日期是送印的日期，请核对", printed[0].path)


# What the paper's form writes itself: the surplus a clerk may have typed at the beginning or the end.
_COLON, _FULL_STOP, _MARK_WORD, _CC, _ISSUED = "[：:]+$", "。+$", "文件$", "^抄送(机关)?[：:]?", "印发$"


def _marks_set_by_the_form(facts: Facts) -> Iterator[Problem]:
    """主送： （附注） ××文件 抄送：…。 ××印发: marks and words typed that the form adds, and would print twice."""
    yield from _surplus(fact_at(facts.root, "org.mark"), _MARK_WORD)
    for paper in facts.papers.values():
        yield from _surplus(fact_at(paper, "addressee"), _COLON)
        yield from _surplus(fact_at(paper, "printer"), _ISSUED)
        yield from _note_in_brackets(fact_at(paper, "note"))
        for n, issuer in records_at(paper, "issuers"):
            for key in ("name", "mark"):
                yield from _surplus(fact_at(issuer, key), _MARK_WORD, beside(f"{paper.path}.issuers", n, issuer))
        cc = at(paper, "cc")
        for item in cc.items if isinstance(cc, Listing) else ():
            if isinstance(item, Fact):
                yield from _surplus(item, _CC)
                yield from _surplus(item, _FULL_STOP)


def _surplus(fact: Fact | None, pattern: str, beside: str = "") -> Iterator[Problem]:
    found = re.search(pattern, fact.text.strip()) if fact else None
    if fact and found:
        end = "末尾" if pattern.endswith("$") else "开头"
        message = f"“{fact.field.label}”{end}的“{found.group()}”由版式加，不用写{beside}"
        yield Problem(fact.span, message, f"删去{end}的“{found.group()}”", fact.path)


def _note_in_brackets(fact: Fact | None) -> Iterator[Problem]:
    """One pair of brackets around the whole; （甲）和（乙） has none around it."""
    text = fact.text.strip() if fact else ""
    if fact and re.fullmatch("[（(].*[）)]", text, re.DOTALL):
        open_brackets = 0
        for character in text[:-1]:
            open_brackets += (character in "（(") - (character in "）)")
            if not open_brackets:
                return
        message = f"“{fact.field.label}”外面的括号由版式加，不用写"
        yield Problem(fact.span, message, f"删去开头的“{text[0]}”和末尾的“{text[-1]}”", fact.path)


def _issuer_twice(facts: Facts) -> Iterator[Problem]:
    for paper in facts.papers.values():
        seen: set[str] = set()
        for n, issuer in records_at(paper, "issuers"):
            name = fact_at(issuer, "name")
            bare = "".join(name.text.split()) if name else ""
            if name and bare in seen:
                message = f"联合发文机关“{shown(bare)}”写了两次{beside(f'{paper.path}.issuers', n, issuer)}"
                yield Problem(name.span, message, "删去重复的一条，或改成另一家的名称", name.path)
            seen.add(bare)


def _minutes_of_nothing(facts: Facts) -> Iterator[Problem]:
    """A speech of no minutes would lose all that may be left out."""
    for paper in facts.papers.values():
        fact = fact_at(paper, "minutes")
        if fact and fact.data == 0:
            yield Problem(fact.span, f"“{fact.field.label}”不能是 0", "写讲多少分钟；不限时间的，不写", fact.path)


RULES = (
    _minutes_of_nothing,
    _end_before_start,
    _stages_out_of_order,
    _stage_outside_campaign,
    _member_counts,
    _document_numbers,
    _party_names,
    _one_leader,
    _paper_dates,
    _classified_papers,
    _printed_before_signed,
    _marks_set_by_the_form,
    _issuer_twice,
)
