"""What GB/T 9704-2012 asks of the parts of a paper, measured on its pages: one row per thing asked.

`rows` gives everything that can be asked of a paper of its form. What is to be found where follows from the paper's own
tree, so that the same questions serve samples of one page and papers of many. Lengths are millimetres. Tolerances are the
standard's where it gives any (天头, 订口 ± 1 mm), else what an eye sees: about a millimetre. LibreOffice 7.4 widens a line
where Han and digits meet, which Word does not; what depends on a line's width is asked with that taken off.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise
from math import dist

from forms import Paper
from measured import BOTTOM, CHARACTER, LEFT, RIGHT, SMALL, TOP, Line, Page, Rule, mm, spots

from generator.tree import HEAD, Heading, Paragraph, Table, every_block, lines_of, with_values

Found = list[tuple[Page, Line]]


@dataclass(frozen=True)
class Row:
    """What a clause asks and what was found: a number in mm (or whatever `unit` says), or a text."""

    clause: str
    item: str
    wanted: str
    found: float | str
    ok: bool
    digits: int = 1

    def __str__(self) -> str:
        found = f"{self.found + 0:.{self.digits}f}" if isinstance(self.found, float) else self.found
        return f"{self.clause} | {self.item} | {self.wanted} | {found} | {'符合' if self.ok else '不符合'}"


def near(clause: str, item: str, wanted: float, found: float, tolerance: float = 1.0, digits: int = 1) -> Row:
    text = f"{wanted:.{digits}f}±{tolerance:.{digits}f}"
    return Row(clause, item, text, round(found, digits) + 0.0, abs(found - wanted) <= tolerance, digits)


def between(clause: str, item: str, low: float, high: float, found: float, digits: int = 1) -> Row:
    return Row(clause, item, f"{low:.{digits}f}～{high:.{digits}f}", round(found, digits), low <= found <= high, digits)


def same(clause: str, item: str, wanted: object, found: object) -> Row:
    return Row(clause, item, f"{wanted}", f"{found}", wanted == found)


def is_so(clause: str, item: str, wanted: str, ok: bool, found: str = "") -> Row:
    return Row(clause, item, wanted, (found or "是") if ok else (found or "否"), ok)


class Looked:
    """A paper with its pages and the places of its parts."""

    def __init__(self, paper: Paper, pages: Sequence[Page]) -> None:
        self.paper, self.pages, self.layout = paper, list(pages), paper.layout
        self.document = with_values(paper.document, paper.values)
        self.pitch = mm(self.layout.grid.pitch)
        self.seal = paper.head.get("seal") or self.layout.sign.seal
        self.first = self.pages[0]
        self.form = self.layout.id

    @property
    def is_measured_whole(self) -> bool:
        """Whether all is asked that the standard asks, by the layout's own sizes, though a speech or a notice need not.

        Forms to be filled in, a speaker's copy and briefings only keep to their page.
        """
        return self.form not in ("form", "form_wide", "reading", "briefing")

    def texts(self, *roles: str) -> list[str]:
        found = (block for block in every_block(self.document) if isinstance(block, Paragraph) and block.role in roles)
        return ["".join(getattr(inline, "text", "") for inline in block.inlines) for block in found]

    def find(self, text: str, pages: Sequence[Page] | None = None) -> Found:
        return spots(self.pages if pages is None else pages, text)

    def all_of(self, role: str) -> list[Found]:
        """The places of the paragraphs of a role; one that is not printed is left out."""
        return [found for text in self.texts(role) if (found := self.find(text))]

    def above(self, page: Page, line: Line) -> Line | None:
        """The line over a line (over both, where several stand beside each other)."""
        return next((other for other in reversed(page.lines) if other.y < line.y - 1), None)

    def blank_above(self, page: Page, line: Line) -> float:
        """Blank lines between a line and that over it."""
        other = self.above(page, line)
        return -1.0 if other is None else (line.y - other.y) / self.pitch - 1

    def box_top(self, line: Line) -> float:
        return line.y - 0.8 * self.pitch


def rows(paper: Paper, pages: Sequence[Page]) -> list[Row]:
    """All that can be asked of a paper, in the order of the clauses."""
    looked = Looked(paper, pages)
    found = [row for part in (PARTS if looked.is_measured_whole else OF_ANY_LAYOUT) for row in part(looked)]
    return sorted(found, key=lambda row: [int(number) for number in row.clause.split()[0].split(".")])


def faults(paper: Paper, pages: Sequence[Page]) -> list[str]:
    """The rows that do not conform, as text."""
    return [str(row) for row in rows(paper, pages) if not row.ok]


# ---------------------------------------------------------------- 5 the page


def the_page(at: Looked) -> Iterator[Row]:
    upright = [page for page in at.pages if not page.across]
    yield near("5.1", "纸宽", 210, at.first.width, 0.5)
    yield near("5.1", "纸高", 297, at.first.height, 0.5)
    lines = [(page, line) for page in upright for line in page.lines]
    yield is_so("5.2.1", "版心左右之外没有字", "没有", *_outside(at, upright))
    later = [page for page in upright[1:] if _plain(page.lines[0], at)]
    if later:
        yield near("5.2.1", "天头（首行上缘）", TOP, min(at.box_top(page.lines[0]) for page in later))
    full = [line for page, line in lines if line.right > RIGHT - 1.2 and _plain(line, at) and line.left < LEFT + 3]
    if full:
        yield near("5.2.1", "订口（满行左缘）", LEFT, min(line.left for line in full))
    signature = at.find("".join(at.texts("sign_name", "sign_post")) + "".join(at.texts("sign_date")))
    signed = {page.number for page, _ in signature}
    pairs = [(page, a, b) for page in upright for a, b in pairwise(page.lines) if _plain(a, at) and _plain(b, at)]
    usual = [round(b.y - a.y, 1) for page, a, b in pairs if page.number not in signed]
    before = [round(b.y - a.y, 1) for page, a, b in pairs if page.number + 1 in signed]
    least = mm(at.layout.sign.tightest) - 0.1
    if usual == before and before and _commonest(before) < at.pitch - 0.2:  # what is tightened may begin on the page before
        yield between("7.3.5.5", "署名前一面的行距（必要时收紧）", least, at.pitch + 0.15, _commonest(before))
    elif len(usual) > 2:
        yield near("5.2.3", f"行距（一面{at.layout.grid.lines}行）", at.pitch, _commonest(usual), 0.2)
    if tight := [round(b.y - a.y, 1) for page, a, b in pairs if page.number in signed]:
        yield between("7.3.5.5", "署名所在一面的行距（必要时收紧）", least, at.pitch + 0.15, _commonest(tight))
    most = max(sum(_plain(line, at) for line in page.lines) for page in upright)
    yield is_so("5.2.3", "一面不超过规定行数", "是", most <= at.layout.grid.lines, f"最多{most}行")
    if full:
        characters = max(sum(1.0 if g.text > "\u2e80" else 0.5 for g in line.glyphs) for line in full)
        least = at.layout.grid.characters - 2  # a mark that may not begin a line takes its neighbour along
        yield between("5.2.3", "最长一行的字数", least, at.layout.grid.characters + 1, characters)
    yield is_so("5.2.4", "红色只用于标志和版头的线", "是", *_red_elsewhere(at))


def the_own_page(at: Looked) -> Iterator[Row]:
    """What a page of any measures keeps: its size, and its margins."""
    page = at.layout.page
    yield near("5.1", "纸宽", page.width, at.first.width, 0.5)
    yield near("5.1", "纸高", page.height, at.first.height, 0.5)
    left = page.width - page.right - page.text_width
    turned = page.width > page.height
    found = "".join(text for one in at.pages if one.across == turned for text in one.outside(left, left + page.text_width))
    yield is_so("5.2.1", "版心左右之外没有字", "没有", not found, found[:20] or "没有")
    low = [
        line.text for one in at.pages if one.across == turned for line in one.lines if line.y > page.top + page.text_height + 1
    ]
    number = re.compile("[—0-9]+")
    beyond = "、".join(text[:10] for text in low if not number.fullmatch(text))
    yield is_so("5.2.1", "版心下缘之外没有字", "没有", not beyond, beyond or "没有")


def _commonest(found: list[float]) -> float:
    return max(sorted(set(found)), key=found.count)


def the_type(at: Looked) -> Iterator[Row]:
    bodies = [text for block in at.document.blocks if _role(block) == "body" and (text := _text(block))]
    looks = Counter((g.face, round(g.size)) for text in bodies for _, line in at.find(text) for g in line.han)
    if not looks:
        return
    size = round(at.layout.paragraphs["base"].size or 0)
    yield same("5.2.2", "正文字体字号", f"仿宋{size}", _look({looks.most_common(1)[0][0]}))


def the_text(at: Looked) -> Iterator[Row]:
    """Nothing lost, nothing printed over something else, no empty page."""
    wanted = Counter(
        character for block in every_block(at.document) for line in lines_of(block) for i in line for character in _of(i)
    )
    printed = Counter(character for page in at.pages for glyph in page.glyphs for character in glyph.text)
    lost = "".join((wanted - printed).elements())
    yield is_so("7.1", "文字没有漏印", "是", not lost, f"漏{lost[:20]}" if lost else "是")
    over = [f"第{page.number}面{a.text[:10]}" for page in at.pages for a, b in _neighbours(page) if _overprinted(a, b)]
    yield is_so("7.1", "文字不重叠", "是", not over, "、".join(over) or "是")
    empty = "、".join(str(page.number) for page in at.pages if not page.lines)
    yield is_so("7.1", "没有空白页", "是", not empty, f"第{empty}面" if empty else "是")


def _of(inline: object) -> str:
    return "".join(getattr(inline, "text", "").split())


def _neighbours(page: Page) -> list[tuple[Line, Line]]:
    return [(a, b) for index, a in enumerate(page.lines) for b in page.lines[index + 1 : index + 4]]


def _overprinted(a: Line, b: Line) -> bool:
    height = 0.75 * mm(max(glyph.size for glyph in b.glyphs))
    return b.y - a.y < height and any(g.x0 < h.x1 - 0.8 and h.x0 < g.x1 - 0.8 for g in a.glyphs for h in b.glyphs)


def _plain(line: Line, at: Looked) -> bool:
    return bool(line.han) and {size for _, size in line.looks} == {round(at.layout.paragraphs["base"].size or 0)}


def _outside(at: Looked, pages: Sequence[Page]) -> tuple[bool, str]:
    marks = "".join(at.texts("mark")) if at.form == "letter" else ""  # as wide as the rules there: 10.1
    found = "".join(text for page in pages for text in page.outside() if text not in marks)
    return not found, found[:20] or "没有"


def _red_elsewhere(at: Looked) -> tuple[bool, str]:
    marks = "".join(at.texts("mark", "mark_word"))
    red = "".join(glyph.text for page in at.pages for glyph in page.glyphs if glyph.red)
    rules = [rule for page in at.pages[1:] for rule in page.rules if rule.red]
    ok = sorted(red) == sorted(marks) and not rules
    return ok, "是" if ok else f"红字：{red[:30]}；后面各面红线{len(rules)}条"


def the_body(at: Looked) -> Iterator[Row]:
    bodies = [_text(block) for block in at.document.blocks if isinstance(block, Heading) or _role(block) == "body"]
    if bodies:
        shown = [text for text in bodies if at.find(text[:6], [at.first])]
        yield is_so("7.3.3", "首页显示正文", "有", bool(shown), f"{len(shown)}段" if shown else "没有")
    pages = [page for page in at.pages if not page.across]
    starts = {text[:8] for text in at.texts("body") if len(text) > 8}
    firsts = [line for page in pages for line in page.lines if line.text[:8] in starts and _plain(line, at)]
    if firsts:
        unit = 156 / at.layout.grid.characters
        yield near("7.3.3", "段首空二字", 2 * unit, min(line.left for line in firsts) - LEFT, 0.7)
        yield near("7.3.3", "段首空二字（最多）", 2 * unit, max(line.left for line in firsts) - LEFT, 0.7)
    for level, face in ((1, "黑体"), (2, "楷体"), (3, "仿宋"), (4, "仿宋")):
        heads = [block for block in at.document.blocks if isinstance(block, Heading) and block.level == level and not block.item]
        found = [at.find("".join(getattr(i, "text", "") for i in block.head)) for block in heads]
        faces = {look for parts in found for _, part in parts for look, _ in part.looks}
        if faces:
            yield same("7.3.3 层次", f"第{level}层字体", face, "、".join(sorted(faces)))


def _role(block: object) -> str:
    return block.role if isinstance(block, Paragraph) else ""


def _text(block: object) -> str:
    inlines = (*block.head, *block.body) if isinstance(block, Heading) else getattr(block, "inlines", ())
    return "".join(getattr(inline, "text", "") for inline in inlines)


# ---------------------------------------------------------------- 7.2 the head


def the_lines_above(at: Looked) -> Iterator[Row]:
    parts = {"copy_number": ("7.2.1", "份号"), "secrecy": ("7.2.2", "密级"), "urgency": ("7.2.3", "紧急程度")}
    start = 1
    for role, (clause, name) in parts.items():
        for text in at.texts(role):
            clause = "10.1 版头" if at.form == "letter" else clause
            found = at.find(text, [at.first])
            if not found:
                yield is_so(clause, name, "在首页", False)
                continue
            line = found[0][1]
            yield near(clause, f"{name}顶格", LEFT, line.left, 0.5)
            if line.han:  # the digits of 份号 are not
                yield same(clause, f"{name}字体字号", "黑体16", _look(line.looks))
            else:
                yield same(clause, f"{name}字号", 16, round(line.glyphs[0].size))
            if at.form != "letter":
                yield near(clause, f"{name}在第{start}行（基线）", TOP + (start - 0.2) * at.pitch, line.y, 0.7)
            start += 1
    if at.form == "letter" and at.texts("copy_number", "secrecy", "urgency"):
        lines = [at.find(text, [at.first])[0][1] for text in at.texts("copy_number", "secrecy", "urgency")]
        for a, b in pairwise(lines):
            yield near("10.1 版头", "份号、密级、紧急程度自上而下分行", at.pitch, b.y - a.y, 0.3)


def _look(looks: set[tuple[str, int]]) -> str:
    return "、".join(f"{face}{size}" for face, size in sorted(looks))


TOPS = {"letter": ("10.1 标志", 30.0), "order": ("10.2 标志", 57.0), "minutes": ("10.3 标志", 72.0)}


def the_mark(at: Looked) -> Iterator[Row]:
    names = at.texts("mark")
    if not names:
        return
    clause, top = TOPS.get(at.form, ("7.2.4", 72.0))
    lines = [line for line in at.first.lines if any(glyph.red for glyph in line.glyphs)]
    if not lines:
        yield is_so(clause, "发文机关标志", "有", False)
        return
    glyphs = [glyph for line in lines for glyph in line.glyphs if glyph.red]
    size = max(glyph.size for glyph in glyphs)
    ink = at.first.ink(
        10, min(line.y for line in lines) - mm(size), 200, max(line.y for line in lines) + 0.25 * mm(size), red=True
    )
    assert ink is not None
    yield near(clause, "标志上缘距上页边", top, ink.top, 1.5)
    yield near(clause, "标志居中", 106 if at.form != "letter" else 105.5, (ink.left + ink.right) / 2, 1.5)
    yield same(clause, "标志字体", "小标宋", "、".join(sorted({glyph.face for glyph in glyphs})))
    left, right = (LEFT, RIGHT) if at.form != "letter" else (20, 190)
    yield is_so(
        clause,
        "标志不出版心" if at.form != "letter" else "标志不比双线长",
        "是",
        left - 0.5 <= ink.left and ink.right <= right + 0.5,
    )
    if len(names) > 1 and at.form != "letter":
        yield from _joint(at, names)
    if number := [line for text in at.texts("number") for _, line in at.find(text, [at.first])]:
        last = number[-1]
        if at.form == "letter":
            return
        signers = [found[0][1] for found in at.all_of("signer")]
        below = min([last, *signers], key=lambda line: line.y)  # 7.2.6: the signers too stand two lines below
        blank = (at.box_top(below) - ink.bottom) / at.pitch
        item = "标志到发文字号、签发人的空行" if signers else "标志到发文字号的空行"
        yield between("10.2 令号" if at.form == "order" else "7.2.5", item, 1.9, 2.7, blank)


def _joint(at: Looked, names: list[str]) -> Iterator[Row]:
    found = [at.find(name, [at.first])[0][1] for name in names]
    reds = [Line(tuple(glyph for glyph in line.glyphs if glyph.red)) for line in found]
    clause = "7.2.4 联合"
    yield is_so(clause, "主办机关在前，一行一个", "是", all(a.y < b.y - 3 for a, b in pairwise(reds)))
    lefts, rights = [line.left for line in reds], [line.right for line in reds]
    yield near(clause, "各机关名称左端对齐（相差）", 0, max(lefts) - min(lefts))
    yield near(clause, "各机关名称右端对齐（相差）", 0, max(rights) - min(rights), 1.5)
    for word in at.texts("mark_word"):
        tail = at.find(word, [at.first])
        if not tail:
            yield is_so(clause, word, "在首页", False)
            continue
        line = tail[0][1]
        middle = (reds[0].y + reds[-1].y) / 2
        yield near(clause, f"“{word}”上下居中（相差）", 0, line.y - middle, 2)
        yield is_so(clause, f"“{word}”在名称右侧", "是", line.left > max(rights))


def the_number(at: Looked) -> Iterator[Row]:
    texts = at.texts("number")
    if not texts:
        return
    found = at.find(texts[0], [at.first])
    clause = {"letter": "10.1 版头", "order": "10.2 令号"}.get(at.form, "7.2.5")
    if not found:
        yield is_so(clause, "发文字号", "在首页", False)
        return
    line = found[0][1]
    signers = [parts[0][1] for parts in at.all_of("signer")]
    if at.form not in ("order", "minutes"):
        yield is_so(clause, "六角括号、四位年份、顺序号不编虚位", "是", bool(re.search(r"〔\d{4}〕[1-9]\d*号$", texts[0])))
    if at.form == "letter":
        yield near(clause, "发文字号顶格居右", RIGHT, line.right, 0.7)
    elif signers:
        yield near("7.2.5 上行", "发文字号居左空一字", CHARACTER, line.left - LEFT, 0.7)
        yield near("7.2.5 上行", "与最后一个签发人同行（相差）", 0, line.y - max(s.y for s in signers), 0.3)
    else:
        yield near(clause, "发文字号居中", 106, line.middle, 0.7)
    reds = [rule for rule in at.first.rules if rule.red]
    if at.form in ("letter", "order"):
        yield same("10.2 令号" if at.form == "order" else "10.1 双线", "红线条数", 0 if at.form == "order" else 4, len(reds))
        return
    if len(reds) != 1:
        yield same("7.2.7", "红线条数", 1, len(reds))
        return
    rule = reds[0]
    yield near("7.2.7", "红线左端", LEFT, rule.left, 0.6)
    yield near("7.2.7", "红线长", 156, rule.length, 0.7)
    yield between("7.2.7", "红线粗", 0.3, 0.6, rule.thickness, digits=2)
    yield near("7.2.7", "发文字号到红线", 4, rule.y - rule.thickness / 2 - at.first.line_ink(line).bottom)


def the_signers(at: Looked) -> Iterator[Row]:
    found = [parts[0][1] for parts in at.all_of("signer")]
    if not found:
        return
    labels = at.find("签发人：", [at.first])
    yield is_so("7.2.6", "有“签发人：”", "有", bool(labels))
    yield same("7.2.6", "姓名字体字号", "楷体16", _look({look for line in found for look in line.looks}))
    if labels:
        yield same("7.2.6", "“签发人”字体字号", "仿宋16", _look(labels[0][1].looks))
        yield near("7.2.6", "第一个姓名与“签发人：”同行（相差）", 0, labels[0][1].y - found[0].y, 0.3)
    yield near("7.2.6", "居右空一字", CHARACTER, RIGHT - max(line.right for line in found), 0.8)
    by_row: dict[float, list[Line]] = {}
    for line in found:
        by_row.setdefault(round(line.y), []).append(line)
    if len(by_row) > 1:
        yield is_so("7.2.6", "每行至多两人", "是", max(map(len, by_row.values())) <= 2)
        lefts = [min(line.left for line in row) for row in by_row.values()]
        yield near("7.2.6", "下一行与第一个姓名对齐（相差）", 0, max(lefts) - min(lefts), 0.6)


# ---------------------------------------------------------------- 7.3 title, addressee


def the_title(at: Looked) -> Iterator[Row]:
    titles = [_text(block) for block in at.document.blocks if _role(block) == "title"]
    if not titles:
        return
    found = at.find(titles[0])
    if not found:
        yield is_so("7.3.1", "标题", "在首页", False)
        return
    lines = [line for _, line in found]
    page = found[0][0]
    size = round(at.layout.paragraphs["title"].size or 0)
    yield same("7.3.1", "标题字体字号", f"小标宋{size}", _look({look for line in lines for look in line.looks}))
    yield near("7.3.1", "标题各行居中（最大偏差）", 0, max(abs(line.middle - 106) for line in lines), 0.8)
    yield is_so("7.3.1", "标题末行不止一字", "是", len(lines[-1].glyphs) > 1)
    if len(lines) > 2:
        widths = [line.right - line.left for line in lines]
        yield is_so("7.3.1", "标题排成梯形或菱形", "是", _unimodal(widths), "—".join(f"{width:.0f}" for width in widths))
    if at.form == "letter":
        if above := at.above(page, lines[0]):
            yield near("10.1 标题", "标题与其上要素之间的空行", 2, (lines[0].y - above.y) / at.pitch - 1, 0.1)
    elif reds := [rule for rule in at.first.rules if rule.red]:
        yield near("7.3.1", "红线到标题的空行", 2, (at.box_top(lines[0]) - reds[-1].y) / at.pitch, 0.3)
    if addressees := [parts for parts in at.all_of("addressee") if parts[0][0] is page]:
        place = [line for _, line in addressees[0] if round(line.glyphs[0].size) == 16]
        if place:
            yield near("7.3.2", "标题到主送机关的空行", 1, (place[0].y - lines[-1].y) / at.pitch - 1, 0.1)
            yield near("7.3.2", "主送机关各行顶格（最大偏差）", 0, max(abs(line.left - LEFT) for line in place), 0.6)
            yield same("7.3.2", "末尾标点", "：", place[-1].text[-1])


def _unimodal(widths: Sequence[float]) -> bool:
    """Growing, shrinking, or growing and then shrinking; and neither a block nor an hourglass."""
    signs = [1 if b > a + 1 else -1 if b < a - 1 else 0 for a, b in pairwise(widths)]
    turns = [sign for sign in signs if sign]
    return bool(turns) and all((a, b) != (-1, 1) for a, b in pairwise(turns))


# ---------------------------------------------------------------- 7.3.4 to 7.3.6


def the_annex_note(at: Looked) -> Iterator[Row]:
    notes = at.all_of("annex_note")
    if not notes:
        return
    page, first = notes[0][0]
    unit = CHARACTER
    yield near("7.3.4", "附件说明左空二字", 2 * unit, first.left - LEFT, 0.7)
    if at.above(page, first):
        yield near("7.3.4", "正文到附件说明的空行", 1, at.blank_above(page, first), 0.15)
    yield is_so("7.3.4", "名称后不加标点", "是", not any(text[-1] in "，。；、" for text in at.texts("annex_note")))
    for parts, text in zip(notes, at.texts("annex_note"), strict=False):
        start = re.match(r"(附件：)?(\d+\.)?", text)
        assert start is not None
        name = parts[0][1].glyphs[start.end()].x0
        for _, line in parts[1:]:
            yield near("7.3.4", "回行与名称首字对齐（相差）", 0, line.left - name, 1.2)
    if len(notes) > 1:
        numbers = [parts[0][1].at(f"{count}.") for count, parts in enumerate(notes, 1)]
        yield near("7.3.4", "各附件顺序号左端对齐（相差）", 0, max(numbers) - min(numbers), 1.2)


def the_signature(at: Looked) -> Iterator[Row]:
    names, posts = at.texts("sign_name"), at.texts("sign_post")
    dates = at.texts("sign_date")
    if len(dates) > 1:  # several persons' sheets in one file
        yield is_so("7.3.5.5", "各人都有署名、日期", "是", len(names) == len(dates) and all(map(at.find, {*names, *dates})))
    if len(dates) != 1:
        return
    page, lines = _signed(at, [*names, *posts, at.texts("sign_date")[0]])
    yield is_so("7.3.5.5", "署名、日期在同一面", "是", page is not None)
    if page is None:
        return
    *block, date = lines
    top = min([*block, date], key=lambda line: line.y)
    text = at.above(page, top)
    clause = "7.3.5.3" if posts else "7.3.5.2" if at.seal == "none" else "7.3.5.1"
    if len(names) > 1:
        clause += " 联合"
    digits = bool(re.fullmatch(r"\d{4}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日", date.text))
    yield is_so("7.3.5.4", "成文日期用阿拉伯数字，年份写全，月日不编虚位", "是", digits)
    yield is_so("7.3.5.5", "署名、日期与正文同面", "是", text is not None)
    if text is None:
        return
    above = [line for line in page.lines if line.y < top.y - 1]
    yield is_so("7.3.5.5", "同面正文不少于两行（全文只一行的除外）", "是", len(above) >= 2 or page is at.first, f"{len(above)}行")
    blank = (at.box_top(top) - text.y - 0.2 * _pitch_above(page, text, at)) / at.pitch
    gap = RIGHT - date.right + date.stretch
    if posts:
        yield from _stamp(at, text, block[-1], date)
    elif at.seal == "none":
        yield near(clause, "正文到署名的空行", 1, blank, 0.15)
        yield from _unsealed(at, clause, block, date, gap)
    elif len(names) == 1:
        yield near(clause, "正文到署名的空行（印章的位置）", 2, blank, 0.15)
        name = block[0]
        yield near(clause, "署名以日期为准居中（相差）", 0, name.middle - date.middle, 0.8)
        if name.right - name.left <= 88 and at.layout.paragraphs["base"].size == 16:  # large print: the axis was measured above
            yield near(clause, "日期右空四字", 4 * CHARACTER, gap - date.stretch / 2, 0.9)
        yield is_so(clause, "署名不出版心", "是", name.right <= RIGHT + 0.6)
        yield near(clause, "署名在日期的上一行", at.pitch, date.y - name.y, at.pitch - 9)
    else:
        yield from _seals(at, clause, block, date, blank)
    if notes := at.all_of("note"):
        note = notes[-1][0][1]
        yield near("7.3.6", "附注左空二字", 2 * CHARACTER, note.left - LEFT, 0.7)
        yield is_so("7.3.6", "附注加圆括号", "是", note.text[0] == "（" and notes[-1][-1][1].text[-1] == "）")
        if notes[-1][0][0] is page and len(names) < 2:
            yield near("7.3.6", "附注在日期的下一行", at.pitch, note.y - date.y, 1.2)


def _signed(at: Looked, texts: list[str]) -> tuple[Page | None, list[Line]]:
    """The page of a signature and the place of each of its texts, which follow each other; None where a page parts them."""
    glyphs = [(page, glyph) for page, line in at.find("".join(texts)) for glyph in line.glyphs]
    ends = accumulate((len("".join(text.split())) for text in texts), initial=0)
    lines = [Line(tuple(glyph for _, glyph in glyphs[start:end])) for start, end in pairwise(ends)]
    return glyphs[0][0] if len({page.number for page, _ in glyphs}) == 1 else None, lines


def _pitch_above(page: Page, line: Line, at: Looked) -> float:
    """The distance of lines in the text over a signature: tightened where that brings both on one page."""
    above = [other for other in page.lines if other.y < line.y - 1]
    return min(at.pitch, line.y - above[-1].y) if above and line.y - above[-1].y > 8 else at.pitch


def _unsealed(at: Looked, clause: str, names: list[Line], date: Line, gap: float) -> Iterator[Row]:
    if not names:
        return
    name = names[0]
    unit = 156 / at.layout.grid.characters
    if len(names) > 1:
        yield is_so(clause, "主办机关在前，其余在下", "是", all(a.y < b.y for a, b in pairwise(names)))
        return
    longer = date.right - date.left - date.stretch > name.right - name.left - unit  # else it would end at the very edge
    if longer:
        yield near(clause, "日期比署名长，日期右空二字", 2 * unit, gap, 0.9)
    elif name.right - name.left < RIGHT - LEFT - 2 * unit:
        yield near(clause, "署名右空二字", 2 * unit, RIGHT - name.right, 0.9)
    yield near(clause, "日期首字比署名首字右移二字", 2 * unit, date.left - name.left, 0.8)


def _seals(at: Looked, clause: str, names: list[Line], date: Line, blank: float) -> Iterator[Row]:
    half = at.layout.sign.sealed.seal / 2
    yield near(clause, "正文到署名的空行（印章的位置）", 2, blank, 0.6)
    centres = [(line.middle, line.y) for line in names]
    apart = min(dist(a, b) for a, b in combinations(centres, 2))
    yield is_so(clause, f"印章（{2 * half:.0f} mm）互不相交相切", "是", apart > 2 * half, f"圆心至少相距{apart:.1f}")
    yield is_so(clause, "印章不出版心左右", "是", all(x - half >= LEFT - 0.6 and x + half <= RIGHT + 0.6 for x, _ in centres))
    order = sorted(names, key=lambda line: (round(line.y), line.left))
    yield is_so(clause, "署名按发文机关顺序", "是", [line.text for line in order] == [line.text for line in names])
    by_row: dict[int, int] = {}
    for line in names:
        by_row[round(line.y)] = by_row.get(round(line.y), 0) + 1
    yield is_so(clause, "每行至多三个", "是", max(by_row.values()) <= 3)
    yield near(clause, "日期在最后一个署名之下居中（相差）", 0, date.middle - names[-1].middle, 0.9)


def _stamp(at: Looked, text: Line, post: Line, date: Line) -> Iterator[Row]:
    look = at.layout.sign.stamp
    unit = CHARACTER
    yield near(
        "7.3.5.3",
        "职务右端到版心右边（签名章右空四字，职务在其左空二字）",
        look.right * unit + look.width + look.gap * unit,
        RIGHT - post.right,
        1.0,
    )
    top = post.y - 0.3 * at.pitch - look.height / 2  # of the stamp: the post stands in the middle of its height
    yield near("7.3.5.3", "正文到签名章的空行", 2, (top - (text.y + 0.2 * at.pitch)) / at.pitch, 0.25)
    yield near("7.3.5.3", "签名章到日期的空行", 1, (at.box_top(date) - top - look.height) / at.pitch, 0.25)
    yield near("7.3.5.3", "日期右空四字", 4 * unit, RIGHT - date.right, 0.9)


def the_attendance(at: Looked) -> Iterator[Row]:
    parts = at.all_of("attendance")
    if not parts:
        return
    page, first = parts[0][0]
    if at.above(page, first):
        yield near("10.3 人员", "正文到出席人员的空行", 1, at.blank_above(page, first), 0.1)
    for found in parts:
        line = found[0][1]
        label = line.part(0, line.text.index("：") + 1)
        name = label.text[:-1]
        yield near("10.3 人员", f"{name}左空二字", 2 * CHARACTER, line.left - LEFT, 0.7)
        yield same("10.3 人员", f"“{name}”字体", "黑体16", _look(label.part(0, 2).looks))
        yield same("10.3 人员", f"{name}人员字体", "仿宋16", _look(line.part(len(label.text)).looks))
        for _, more in found[1:]:
            yield near("10.3 人员", f"{name}回行与冒号后首字对齐（相差）", 0, more.left - line.glyphs[len(label.text)].x0, 1.0)


# ---------------------------------------------------------------- 7.3.7 annexes, 8 tables


def the_annexes(at: Looked) -> Iterator[Row]:
    count = len(at.document.annexes)
    for number, annex in enumerate(at.document.annexes, 1):
        name = f"附件{number}" if count > 1 else "附件"
        title = next((_text(block) for block in annex.blocks if _role(block) == "title"), "")
        page = next((page for page in at.pages[1:] if page.lines and page.lines[0].text == name), None)
        yield is_so("7.3.7", f"{name}另面，标记在第一行", "是", page is not None)
        if page is None:
            continue
        label = page.lines[0]
        yield same("7.3.7", f"{name}字体字号", "黑体16", _look(label.looks))
        left, top = (LEFT, TOP) if not page.across else (35.0, 28.0)
        yield near("7.3.7", f"{name}顶格", left, label.left, 0.6)
        yield near("7.3.7", f"{name}在首行（基线）", top + 0.8 * at.pitch, label.y, 0.8)
        found = at.find(title, [page])
        yield is_so(
            "7.3.7", f"{name}标题与附件说明一致", "是", bool(found) and any(title in text for text in at.texts("annex_note"))
        )
        if found:
            yield near("7.3.7", f"{name}标题在第三行（相隔）", 2 * at.pitch, found[0][1].y - label.y, 0.8)
            yield near("7.3.7", f"{name}标题居中", 106 if not page.across else left + 112.5, found[0][1].middle, 0.8)
        if page.across:
            yield from _across([other for other in at.pages if other.across])
    for block in every_block(at.document):
        if isinstance(block, Table):
            head = "".join(getattr(inline, "text", "") for cell in block.header for inline in cell)
            lines = [(page, line) for page in at.pages for line in page.lines if line.text == head]
            if lines:
                yield same("8", "表头字体", "黑体", "、".join(sorted({face for _, line in lines for face, _ in line.looks})))


def _across(pages: list[Page]) -> Iterator[Row]:
    tables = [page for page in pages if page.rules]
    yield is_so(
        "8",
        "横排页的表不出版心",
        "是",
        all(rule.left >= 35 - 0.7 and rule.right <= 260.7 for page in tables for rule in page.rules),
    )
    bottom = max((rule.y for page in tables for rule in page.rules), default=0.0)
    yield is_so("8", "横排页的表不过版心下缘", "是", bottom <= 184.6, f"{bottom:.1f}")


def the_page_numbers(at: Looked) -> Iterator[Row]:
    numbered = [(count, page) for count, page in enumerate(at.pages, 1) if (at.form, count) != ("letter", 1)]
    if at.form == "letter":
        yield is_so("10.1 页码", "首页没有页码", "没有", at.first.page_number is None, "没有")
    missing = "、".join(str(count) for count, page in numbered if not page.page_number)
    yield is_so("7.5", "各面有页码", "有", not missing, f"第{missing}面没有" if missing else "有")
    found = [(count, page, line) for count, page in numbered if (line := page.page_number)]
    wrong = [f"第{count}面{line.text}" for count, _, line in found if line.text != f"—{count}—"]
    yield is_so("7.5 连续", "页码连续，附件接着编，左右各一条一字线", "是", not wrong, "".join(wrong))
    if not found:
        return
    looks = {(glyph.face, round(glyph.size)) for _, _, line in found for glyph in line.glyphs}
    yield same("7.5", "页码字体字号", "宋体14", _look(looks))
    if at.layout.page_number.place == "center":
        yield near("7.5", "页码居中（最大偏差）", 0, max(abs(line.middle - 106) for _, _, line in found), 0.7)
    else:
        for across, clause in ((False, "7.5"), (True, "8")):
            odd = [RIGHT - line.right for count, page, line in found if count % 2 and page.across == across]
            even = [line.left - LEFT for count, page, line in found if not count % 2 and page.across == across]
            for name, gaps in (("单页码居右", odd), ("双页码居左", even)):
                if gaps:
                    yield near(
                        clause, f"{'横排页' if across else ''}{name}空一字", SMALL, max(gaps, key=lambda g: abs(g - SMALL)), 0.7
                    )
    inked = [page for _, page, _ in found if not page.across][:2] + [page for _, page, _ in found if page.across][:2]
    for page in inked:
        ink = page.dash_ink()
        item = f"第{page.number}面{'（横排）' if page.across else ''}一字线在版心下缘之下"
        yield near("8" if page.across else "7.5", item, 7, (ink.top + ink.bottom) / 2 - BOTTOM)


# ---------------------------------------------------------------- 7.4 the colophon


def the_colophon(at: Looked) -> Iterator[Row]:
    ccs, printers, printeds = at.texts("cc"), at.texts("printer"), at.texts("printed")
    if not (ccs or printers):
        return
    last = at.pages[-1]
    found = [at.find(text, [last]) for text in (*ccs, *printers[:1], *printeds[:1])]
    if not all(found):
        yield is_so("7.1", "版记在最后一面", "是", False)
        return
    yield is_so("7.1", "版记在最后一面", "是", True)
    lines = [line for parts in found for _, line in parts]
    moved = [spot for text in at.texts("addressee") for spot in at.find(f"主送：{text[:-1]}", [last])]  # 7.3.2
    lines += [line for _, line in moved]
    top = min(line.y for line in lines)
    near_rules = [rule for rule in last.rules if rule.y > top - 9 and rule.length > 150 and not rule.red]
    size = round(at.layout.paragraphs["cc"].size or 0)
    yield same("7.4.2" if ccs else "7.4.3", "版记字体字号", f"仿宋{size}", _look({look for line in lines for look in line.looks}))
    if at.form == "letter":
        yield same("10.1 版记", "版记分隔线", 0, len(near_rules))
        yield near("10.1 版记", "末行在版心最下方（行底）", BOTTOM, max(line.y for line in lines) + 0.2 * mm(28), 2)
    else:
        yield from _rules(near_rules, bool(ccs))
    above = [line for line in last.lines if line.y < top - 1]
    if above and near_rules:
        yield is_so("7.4.1", "版记不压正文", "是", above[-1].y + 1 < near_rules[0].y)
    if moved:
        yield from _cc("7.3.2", "主送移入版记", moved)
    for parts in found[: len(ccs)]:
        yield from _cc("7.4.2", "抄送", parts)
    if printers:
        agency = found[len(ccs)][0][1]
        yield between("7.4.3", "印发机关左空一字", SMALL - 0.7, CHARACTER + 0.7, agency.left - LEFT)
        if printeds:
            day = found[len(ccs) + 1][0][1]
            yield between("7.4.3", "印发日期右空一字", SMALL - 0.9, CHARACTER + 0.9, RIGHT - day.right)
            yield near("7.4.3", "印发机关与印发日期同行（相差）", 0, agency.y - day.y, 0.3)
            yield is_so("7.4.3", "印发日期写全并加“印发”", "是", bool(re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日印发", day.text)))


def _rules(rules: list[Rule], three: bool) -> Iterator[Row]:
    yield same("7.4.1", "分隔线条数", 3 if three else 2, len(rules))
    if len(rules) < 2:
        return
    yield near("7.4.1", "分隔线左端", LEFT, min(rule.left for rule in rules), 0.7)
    yield near("7.4.1", "分隔线长", 156, max(rule.length for rule in rules), 0.9)
    yield near("7.4.1", "首条线粗", 0.35, rules[0].thickness, 0.06, digits=2)
    yield near("7.4.1", "末条线粗", 0.35, rules[-1].thickness, 0.06, digits=2)
    if three and len(rules) == 3:
        yield near("7.4.1", "中间线细", 0.25, rules[1].thickness, 0.04, digits=2)
    yield near("7.4.1", "末条线与版心下缘重合", BOTTOM, rules[-1].y, 1.5)


def _cc(clause: str, name: str, parts: Found) -> Iterator[Row]:
    """主送 and 抄送 in the colophon."""
    first = parts[0][1]
    yield between(clause, f"{name}左空一字", SMALL - 0.7, CHARACTER + 0.7, first.left - LEFT)
    if len(parts) > 1:
        gap = min(RIGHT - line.right for _, line in parts)
        yield between(clause, f"{name}右空一字（最少）", SMALL - 1, 3 * SMALL + 1, gap)
    start = first.glyphs[first.text.index("：") + 1].x0
    for _, line in parts[1:]:
        yield near(clause, f"{name}回行与冒号后首字对齐（相差）", 0, line.left - start, 1.2)
    if name == "抄送":
        yield same(clause, f"{name}末尾标点", "。", parts[-1][1].text[-1])


# ---------------------------------------------------------------- 10 special forms


def the_letter(at: Looked) -> Iterator[Row]:
    if at.form != "letter":
        return
    reds = [rule for rule in at.first.rules if rule.red]
    if len(reds) != 4:
        return  # said already
    upper, lower = reds[:2], reds[2:]
    yield near("10.1 双线", "双线长", 170, min(rule.length for rule in reds), 1)
    yield near("10.1 双线", "双线居中（左端）", 20, min(rule.left for rule in reds), 1.2)
    yield is_so("10.1 双线", "上条上粗下细", "是", upper[0].thickness > upper[1].thickness)
    yield is_so("10.1 双线", "下条上细下粗", "是", lower[0].thickness < lower[1].thickness)
    names = [line for line in at.first.lines if any(glyph.red for glyph in line.glyphs)]
    yield near("10.1 双线", "标志到第一条双线", 4, upper[0].y - upper[0].thickness / 2 - at.first.line_ink(names[0]).bottom)
    yield near("10.1 双线", "第二条双线距下页边", 20, 297 - lower[1].y - lower[1].thickness / 2, 1.0)
    yield is_so("10.1 标志", "标志不加“文件”", "是", not names[0].text.endswith("文件"))
    number = at.find(at.texts("number")[0], [at.first])
    if number:
        gap = at.first.line_ink(number[0][1]).top - upper[1].y
        yield near("10.1 版头", "第一行到双线为3号字高的7/8", 7 / 8 * mm(15.75), gap, 1.2)
    text = [line for line in at.first.lines if line.y < lower[0].y]
    if len(at.pages) > 1 and at.pages[1].lines[0].left < LEFT + 1 and len(at.pages[1].lines) > 7:  # the text goes on
        gap = lower[0].y - at.first.line_ink(text[-1]).bottom
        yield near("10.1 双线", "首页末行到第二条双线为3号字高的7/8", 7 / 8 * mm(15.75), gap, 1.5)


def the_order(at: Looked) -> Iterator[Row]:
    if at.form != "order":
        return
    number = at.find(at.texts("number")[0], [at.first])
    first = next((text for block in at.document.blocks if _role(block) not in HEAD and (text := _text(block))), "")
    below = at.find(first, [at.first])
    if number and below and not at.texts("title"):
        yield near("10.2 令号", "令号到正文的空行", 2, (below[0][1].y - number[0][1].y) / at.pitch - 1, 0.1)
    if at.texts("sign_post"):
        yield is_so("10.2 签发", "有职务、签名章的位置和日期", "是", bool(at.all_of("sign_post") and at.all_of("sign_date")))


OF_ANY_LAYOUT: tuple[Callable[[Looked], Iterator[Row]], ...] = (the_own_page, the_text)

PARTS: tuple[Callable[[Looked], Iterator[Row]], ...] = (
    the_page,
    the_type,
    the_text,
    the_lines_above,
    the_mark,
    the_number,
    the_signers,
    the_letter,
    the_order,
    the_title,
    the_body,
    the_annex_note,
    the_signature,
    the_attendance,
    the_annexes,
    the_colophon,
    the_page_numbers,
)
