"""Forms of GB/T 9704-2012 gone through by length: every paper is rendered, and all that can be asked of it is measured.

Where test_forms.py looks at one sample of each form, here are the lengths that decide something: free lines over the
colophon, issuers, characters of a title, names against dates, annexes, addressees that fill the first page. A handful of
soffice calls for all of them.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from conformity import faults
from conftest import ROOT
from forms import PRINTED, Paper, make, read
from measured import Pages

from generator.catalog import Catalog
from generator.model import FIRST_HOLE, Value
from generator.pipeline import Request, Result, generate

if TYPE_CHECKING:
    from conftest import Render

pytestmark = pytest.mark.slow

Cases = Iterator[tuple[str, str]]  # name, text

# ---------------------------------------------------------------- parts of papers

UNIT = "澄沙县水务局"
DAY = "2010年5月24日"
NUMBER = "澄水〔2010〕31号"
LETTER = "澄水函〔2010〕3号"
ISSUERS = ("澄沙县水务局", "澄沙县卫生局", "澄沙县发展和改革局", "澄沙县农业局", "共青团澄沙县委员会")
WORDS = "抓好春耕备耕和防汛值守"
MIXED = (
    "各支部要把创先争优活动同防汛、供水、抢修等12项工作结合起来，做到“一件事、一个人、一个时限”；"
    "6月20日前，由办公室汇总后在公示栏（A区、B区）张榜，请群众评议。"
)


def front(layout: str = "gbt9704", seal: str = "full", day: str = DAY) -> str:
    return f"---\nname: 某\nlayout: {layout}\nunit: {UNIT}\n{'seal: none' if seal == 'none' else ''}\ndate: {day}\n---\n"


def box(role: str, *texts: str) -> str:
    return f"::: {role}\n" + "\n\n".join(texts) + "\n:::\n\n"


def head(*marks: str, number: str = NUMBER, word: str = "文件", signers: Sequence[str] = ()) -> str:
    text = box("mark", *(marks or (UNIT,))) + (box("mark_word", word) if word else "") + box("number", number)
    return text + (box("signer", *signers) if signers else "")


def colophon(cc: str = "抄送：县委办公室，县政府办公室，县防汛抗旱指挥部。", printed: bool = True) -> str:
    text = box("cc", cc) if cc else ""
    return text + (box("printer", "澄沙县水务局办公室") + box("printed", f"{DAY}印发") if printed else "")


def sign(*names: str, day: str = DAY) -> str:
    return box("sign", *(names or (UNIT,)), day)


def plain_lines(count: int) -> str:
    """Paragraphs of Han alone that take so many lines: three each, the last what is left."""
    full, rest = divmod(count, 3)
    sizes = [3] * full + ([rest] if rest else [])
    return "\n\n".join((WORDS * 10)[: 26 + 28 * (size - 1) - 1] + "。" for size in sizes) + "\n\n"


def mixed_lines(count: int) -> str:
    """Paragraphs with digits, Latin and marks of about so many lines, under headings."""
    texts = [(MIXED * 3)[: 28 * min(4, count - start) - 6].rstrip("（“、，；") + "。" for start in range(0, count, 4)]
    return "".join(f"{'' if at % 3 else '## 加强组织领导'}\n\n{text}\n\n" for at, text in enumerate(texts))


def annexes(count: int, long: bool = False) -> str:
    tail = "和一个长得在附件说明里一行写不下、要转到下一行去的附件名称" if long else ""
    titles = [f"第{n}项工作任务表{tail if n % 2 else ''}" for n in range(1, count + 1)]
    return "".join(f"::: annex a{n}\n# {title}\n\n{WORDS * n}。\n:::\n\n" for n, title in enumerate(titles, 1))


def table(rows: int, argument: str = "") -> str:
    first = "| 序号 | 任务 | 责任人 | 时限 |\n|:---:|------------|:-----:|:----:|\n"
    lines = "".join(f"| {n} | {WORDS}{'和用水安全' * (n % 3)} | 段小满 | 6月 |\n" for n in range(1, rows + 1))
    return f"::: annex t{argument}\n# 任务分解表\n\n{first}{lines}:::\n\n"


TITLE = "# 澄沙县水务局|关于做好防汛值守工作的通知\n\n"
ADDRESSEE = box("addressee", "局属各单位：")
LIST = "{{ annex_list() }}\n\n"
CC_ONLY = colophon("抄送：县防汛抗旱指挥部办公室。", printed=False)
LONG_CC = colophon("抄送：县委办公室，县人大常委会办公室，县政府办公室，县政协办公室，县防汛抗旱指挥部，各乡镇人民政府。")
PRESENT = box(
    "attendance",
    "出席：卢远汀（局党组书记、局长），高霁月（局党组成员、副局长），秦与归（局党组成员、纪检组长）",
    "请假：沙一鸥（在县委党校学习）",
    "列席：段小满（办公室主任），方砚田（规划建设股股长），温若谷（水政水资源股股长），罗听涛（工程管理站站长）",
)


# ---------------------------------------------------------------- cases


def free_lines() -> Cases:
    """Each form with 22 lengths of text one line apart: 0 to 21 free lines before the colophon, whatever that takes."""
    down, bare = front() + head() + TITLE, front(seal="none") + head() + TITLE
    upward = front("upward") + head(signers=("卢远汀", "秦与归", "高霁月")) + TITLE
    joint = front() + head(*ISSUERS[:3]) + TITLE
    minutes = front("minutes") + head("澄沙县水务局会议纪要", number="〔2010〕6号", word="") + TITLE
    order = front("order") + head("澄沙县人民政府令", number="第3号", word="")
    letter = front("letter") + head(number=LETTER, word="") + TITLE
    for count in range(22):
        text, mixed = plain_lines(count + 6), mixed_lines(count + 6)
        yield f"文件-{count}", down + ADDRESSEE + text + sign() + colophon()
        yield f"文件不盖章-{count}", bare + ADDRESSEE + mixed + sign() + colophon()
        yield f"上行文附注-{count}", upward + ADDRESSEE + mixed + sign() + box("note", "（联系人：段小满）") + LONG_CC
        yield f"联合三个-{count}", joint + ADDRESSEE + text + sign(*ISSUERS[:3]) + colophon()
        yield f"纪要-{count}", minutes + mixed + PRESENT + colophon()
        yield f"命令-{count}", order + mixed + box("stamp", "县长", DAY) + colophon("")
        yield f"信函-{count}", letter + ADDRESSEE + mixed + sign() + CC_ONLY
        yield f"白头-{count}", front("plain", "none") + TITLE + ADDRESSEE + text + sign()
        yield f"附件说明-{count}", down + ADDRESSEE + text + LIST + sign() + colophon() + annexes(2)
        yield f"附件表-{count}", down + plain_lines(4) + LIST + sign() + LONG_CC + table(count + 1)


def issuers() -> Cases:
    """One to five issuers, sealed and not, with text that ends here and there on the page."""
    for count in range(1, 6):
        for seal, name in (("full", "盖章"), ("none", "不盖章")):
            for lines in range(3, 25, 4):
                text = front(seal=seal) + head(*ISSUERS[:count]) + TITLE + ADDRESSEE + plain_lines(lines)
                yield f"{count}个{name}-{lines}", text + sign(*ISSUERS[:count]) + colophon()


def stamps() -> Cases:
    """Posts of several lengths beside the place of a stamp."""
    for post in ("县长", "代理县长", "县人民政府县长"):
        text = front("order") + head("澄沙县人民政府令", number="第12号", word="") + plain_lines(4)
        yield f"签名章-{post}", text + box("stamp", post, "2010年12月28日") + colophon("")


LENGTHS = (5, 8, 12, 16, 18, 19, 20, 21, 22, 24, 27, 30, 33, 36, 39, 40, 41, 42, 46, 50, 54, 58, 60, 61, 62, 66, 70)
SUBJECT = (
    "进一步加强和改进全县农村集中供水工程运行管理及水源地保护和水质检测监测等方面"
    "有关重点工作任务落实情况专项督促检查和考核评价结果运用"
)


def titles() -> Cases:
    """Titles of 5 to 70 characters: of a template's words, and with one value as long as that takes."""
    for layout, word, end in (("gbt9704", "文件", colophon()), ("letter", "", CC_ONLY)):
        for length in LENGTHS if word else LENGTHS[::4]:
            template = f"{UNIT}|关于{SUBJECT[: length - 11]}的通知" if length > 11 else f"关于{SUBJECT[: length - 5]}的通知"
            for name, title in (("标题", template), ("标题的值", FIRST_HOLE)):
                text = front(layout) + head(word=word) + f"# {title}\n\n" + ADDRESSEE + plain_lines(5) + sign() + end
                yield f"{name}-{layout}-{length}", text


VALUES = {f"标题的值-{layout}-{n}": f"关于{SUBJECT[: n - 5]}的通知" for layout in ("gbt9704", "letter") for n in LENGTHS}


def names() -> Cases:
    """Dates longer and shorter than names, sealed and not."""
    longest = "中共澄沙县委深入开展创先争优活动领导小组办公室机关工作组"
    for name in ("县委", "县水务局", UNIT, "澄沙县农机局", "中共澄沙县水务局党组", "中共澄沙县委创先争优活动领导小组", longest):
        for day in ("2010年5月8日", "2010年12月28日"):
            for seal in ("full", "none"):
                text = front(seal=seal, day=day) + head() + TITLE + ADDRESSEE + plain_lines(5)
                yield f"署名{name}-{len(day)}-{seal}", text + sign(name, day=day) + colophon()


def many_annexes() -> Cases:
    """None to nine annexes with short and long names; tables laid across over one and several pages."""
    start, end = front() + head() + TITLE + ADDRESSEE + plain_lines(8), sign() + colophon()
    for count in range(10):
        for long in (False, True):
            yield f"附件{count}个{'（长名）' if long else ''}", start + (LIST if count else "") + end + annexes(count, long)
    for rows in (1, 12, 30):
        across = table(rows, " landscape") + annexes(1) + table(3, "2 landscape")
        yield f"横排{rows}行", start + LIST + end + across


def heads() -> Cases:
    """Marks of every length, the lines above them, signers."""
    rest = TITLE + ADDRESSEE + plain_lines(6) + sign()
    for mark in (
        "县委",
        UNIT,
        "中共澄沙县水务局党组",
        "澄沙县人民政府防汛抗旱指挥部办公室",
        "中共澄沙县委深入开展创先争优活动领导小组",
    ):
        yield f"标志{len(mark)}字", front() + head(mark) + rest + colophon()
        yield f"信函标志{len(mark)}字", front("letter") + head(mark, number=LETTER, word="") + rest + CC_ONLY
        yield f"纪要标志{len(mark)}字", front("minutes") + head(f"{mark}纪要", word="") + rest + colophon()
        yield f"命令标志{len(mark)}字", front("order") + head(f"{mark}令", number="第3号", word="") + rest + colophon()
    above = {"copy_number": "000012", "secrecy": "秘密★1年", "urgency": "特急"}
    for keys in (("urgency",), ("copy_number", "secrecy"), ("copy_number", "urgency"), tuple(above)):
        top, name = "".join(box(key, above[key]) for key in keys), "".join(above[key][:2] for key in keys)
        yield f"版头{name}", front() + top + head() + rest + colophon()
        yield f"联合版头{name}", front() + top + head(*ISSUERS) + rest + colophon()
        yield f"信函版头{name}", front("letter") + top + head(number=LETTER, word="") + rest + CC_ONLY
    signers = ("卢远汀", "秦与归", "高霁月", "罗听", "欧阳沙鸥")
    for count in range(1, 6):
        yield f"签发人{count}个", front("upward") + head(*ISSUERS[:count], signers=signers[:count]) + rest + colophon()


def lists() -> Cases:
    """Addressees that fill the first page and more; none to many copies."""
    for count in (1, 3, 7, 11, 15, 19, 23, 27, 31):
        to = box("addressee", "，".join(f"澄沙县第{n}水利管理站" for n in range(count)) + "：")
        yield f"主送{count}个", front() + head() + TITLE + to + plain_lines(6) + sign() + colophon()
        joint = front() + head(*ISSUERS) + TITLE + to + plain_lines(6)
        yield f"五家主送{count}个", joint + sign(*ISSUERS) + colophon()
    for count in (0, 1, 2, 5, 12, 30):
        cc = f"抄送：{'，'.join(f'澄沙县第{n}水利站' for n in range(count))}。" if count else ""
        yield f"抄送{count}个", front() + head() + TITLE + ADDRESSEE + plain_lines(6) + sign() + colophon(cc)


def pages() -> Cases:
    """A notice with what it sends out, over 2 to 12 pages."""
    for lines in (5, 30, 70, 120, 200):
        plan = f"{PRINTED}# 澄沙县水务局防汛值守方案\n\n" + mixed_lines(lines) + LIST + table(lines // 3)
        yield f"印发{lines}行", front() + head() + TITLE + ADDRESSEE + plain_lines(3) + sign() + colophon() + plan


GROUPS: dict[str, Callable[[], Cases]] = {
    "free_lines": free_lines,
    "issuers": issuers,
    "stamps": stamps,
    "titles": titles,
    "names": names,
    "annexes": many_annexes,
    "heads": heads,
    "lists": lists,
    "pages": pages,
}


# ---------------------------------------------------------------- what is measured


@dataclass(frozen=True)
class Matrix:
    """All papers and their pages by name."""

    papers: Mapping[str, Paper]
    pages: Mapping[str, Pages]

    def faults(self, name: str) -> list[str]:
        return [f"{name}: {fault}" for fault in faults(self.papers[name], self.pages[name])]


@pytest.fixture(scope="module")
def matrix(render: "Render") -> Matrix:
    texts = {name: text for group in GROUPS.values() for name, text in group()}
    values = {name: (Value(VALUES[name], "fact"),) if name in VALUES else () for name in texts}
    papers = {name: make(text, values[name]) for name, text in texts.items()}
    return Matrix(papers, render({name: paper.data for name, paper in papers.items()}))


def of(group: str) -> list[str]:
    return [name for name, _ in GROUPS[group]()]


@pytest.mark.clause("7.1", "7.3.5.1", "7.3.5.2", "7.3.5.5", "7.3.6", "7.4.1", "7.4.2", "7.4.3")
@pytest.mark.clause("10.1 双线", "10.1 版记", "10.3 人员")
@pytest.mark.parametrize("name", of("free_lines"))
def test_any_number_of_free_lines(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.2.4 联合", "7.3.5.1 联合", "7.3.5.2 联合")
@pytest.mark.parametrize("name", of("issuers"))
def test_one_to_five_issuers(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.3.5.3", "10.2 签发")
@pytest.mark.parametrize("name", of("stamps"))
def test_signature_stamps(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.3.1", "10.1 标题")
@pytest.mark.parametrize("name", of("titles"))
def test_titles_of_5_to_70_characters(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.3.5.1", "7.3.5.2", "7.3.5.4")
@pytest.mark.parametrize("name", of("names"))
def test_dates_longer_and_shorter_than_names(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.3.4", "7.3.7", "7.5 连续", "8")
@pytest.mark.parametrize("name", of("annexes"))
def test_no_to_nine_annexes_upright_and_across(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.2.4 联合", "7.2.5", "7.2.5 上行", "7.2.6", "7.2.7")
@pytest.mark.clause("10.1 标志", "10.1 版头", "10.2 标志", "10.3 标志")
@pytest.mark.parametrize("name", of("heads"))
def test_heads(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.3.2", "7.3.3", "7.4.1", "7.4.2")
@pytest.mark.parametrize("name", of("lists"))
def test_addressees_and_copies(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


@pytest.mark.clause("7.1", "7.4.1", "7.5", "7.5 连续")
@pytest.mark.parametrize("name", of("pages"))
def test_a_notice_and_its_plan_over_many_pages(name: str, matrix: Matrix) -> None:
    assert matrix.faults(name) == []


# ---------------------------------------------------------------- the papers of the sample units

CATALOG = Catalog(ROOT)
PHASED = ("chengsha-water-bureau", "lijin-valve", "liuwan-village")
UNITS = (*PHASED, "liuwan-village-2025", "tangbei-library-2026")  # the last two: a continuous campaign, and a single meeting


def package(unit: str) -> Result:
    profile = CATALOG.open_profile(str(ROOT / "samples" / "units" / f"{unit}.yaml"))
    return generate(CATALOG, Request(("all",), profile, datetime.date(2026, 1, 1)))


@pytest.fixture(scope="module")
def samples(render: "Render") -> Matrix:
    """The packages of some units: every layout that a kind has, and campaigns of every shape."""
    papers = {f"{unit}-{paper.kind}": read(paper.data) for unit in UNITS for paper in package(unit).papers}
    assert 80 < len(papers) <= 130, "so many files take LibreOffice a minute"
    return Matrix(papers, render({name: paper.data for name, paper in papers.items()}))


@pytest.mark.clause("7.1", "7.3.3 层次", "7.3.4", "7.3.7", "7.5 连续")
@pytest.mark.parametrize("unit", UNITS)
def test_the_papers_of_the_sample_units(unit: str, samples: Matrix) -> None:
    names = [name for name in samples.papers if name.rpartition("-")[0] == unit]
    assert len(names) > 10
    assert [fault for name in names for fault in samples.faults(name)] == []


def test_names_are_not_given_twice() -> None:
    named = [name for group in GROUPS for name in of(group)]
    assert len(named) == len(set(named))
