"""A paper of a fictional village made by hand from tree types, with every construct, and ways to look into a .docx."""

import io
import re
import zipfile
from functools import cache

from generator.catalog import Catalog
from generator.compile_docx import compile_docx
from generator.fill_docx import Properties, fill_docx
from generator.layout import Layout
from generator.model import Date, Value
from generator.read_layout import read_layout
from generator.tree import Annex, Column, Document, Heading, Hole, MayBreak, Paragraph, Table, Text

LAYOUTS = (
    "gbt9704", "plain", "speech", "personal", "upward", "letter", "order", "minutes", "article", "wall", "form",
    "form_wide", "reading", "briefing",
)  # fmt: skip

ORG, DATE, THEME, MEMBERS, GOAL = range(5)
VALUES = (
    Value("中共青禾镇柳河村支部委员会", "fact"),
    Value("2010年5月18日", "fact"),
    Value("【待填：活动主题】", "slot", label="活动主题"),
    Value("63名", "fact"),
    Value("“五个好”", "fact"),
)
PROPERTIES = Properties("中共青禾镇柳河村支部委员会", Date(2010, 5, 18), "plan", hashes=(("templates/plan.md.j2", "ab" * 32),))
WORK = (
    "各党小组要结合本村实际，把创先争优活动与春耕备耕、村庄整治、纠纷调解等工作结合起来，明确责任，倒排时间，"
    "做到一件事有一个人管、有一个时间表，做完一件公示一件，请群众评议。"
)


def paper() -> Document:
    """Two annexes, headings of four levels, run-in heads, items, tables, slots, name and date."""
    blocks = (
        Paragraph("title", (Hole(ORG), MayBreak(), Text("关于深入开展创先争优活动的实施方案"))),
        Paragraph("addressee", (Text("各党小组、村属各组织，驻村各单位，柳河村全体共产党员和入党积极分子："),)),
        Paragraph(
            "body", (Text("全村共有党员"), Hole(MEMBERS), Text("，主题是"), Hole(THEME), Text("，目标是"), Hole(GOAL), Text("。"))
        ),
        Heading(1, (Text("一、总体要求"),)),
        Paragraph("body", (Text(WORK + WORK),)),
        Heading(2, (Text("（一）指导思想"),)),
        Paragraph("body", (Text("坚持"), Text("实事求是", strong=True), Text("，" + WORK))),
        Heading(2, (Text("（二）基本原则。"),), (Text(WORK),)),
        Heading(3, (Text("1.围绕中心"),)),
        Paragraph("body", (Text(WORK),)),
        Heading(4, (Text("（1）服务春耕。"),), (Text(WORK),)),
        Heading(3, (Text("1."),), (Text("抓好春耕。" + WORK),), item=True),
        Heading(3, (Text("2.抓好整治。"),), (Text(WORK),), item=True),
        Heading(1, (Text("二、时间安排"),)),
        Paragraph("caption", (Text("表1　阶段安排"),)),
        Table(
            (Column("center", 10), Column("left", 30), Column("right", 60)),
            ((Text("序号"),), (Text("阶段"),), (Text("任务"),)),
            tuple(((Text(str(n)),), (Text("动员部署"),), (Text(WORK[: 20 + n]), Hole(THEME))) for n in range(1, 5)),
        ),
        Paragraph("body", (Text(WORK),)),
        Paragraph("annex_note", (Text("附件：1.柳河村创先争优活动领导小组名单"),)),
        Paragraph("annex_note", (Text("2.柳河村创先争优活动任务分解表和一个长得一行写不下的附件名称"),)),
        Paragraph("sign_name", (Hole(ORG),)),
        Paragraph("sign_date", (Hole(DATE),)),
        Paragraph("note", (Text("（此件公开）"),)),
    )
    team = (
        Paragraph("annex_label", (Text("附件1"),)),
        Paragraph("title", (Text("领导小组名单"),)),
        Paragraph("body", (Text(WORK),)),
    )
    columns = (Column("center", 8), Column("left", 52), Column("center", 20), Column("center", 20))
    rows = tuple(((Text(str(n)),), (Text(WORK[:30]),), (Hole(THEME),), (Text("2010年8月"),)) for n in range(1, 31))
    header = tuple((Text(word),) for word in ("序号", "任务", "责任人", "时限"))
    duties = (Paragraph("annex_label", (Text("附件2"),)), Paragraph("title", (Text("任务分解表"),)), Table(columns, header, rows))
    return Document(blocks, (Annex("1", team), Annex("2", duties)))


def speech() -> Document:
    """What only speeches and personal papers have: subtitle, by-line, salutation, ask."""
    return Document(
        (
            Paragraph("title", (Text("在创先争优活动动员会上的讲话"),)),
            Paragraph("subtitle", (Text("——在柳河村全体党员会上"),)),
            Paragraph("byline", (Text("村党支部书记"),)),
            Paragraph("byline", (Text("（"), Hole(DATE), Text("）"))),
            Paragraph("salutation", (Text("同志们："),)),
            Paragraph("body", (Text(WORK),)),
            Paragraph("ask", (Text("去年哪一件事群众最有意见？"),)),
            Paragraph("body", (Text(WORK),)),
        )
    )


@cache
def layout(name: str) -> Layout:
    catalog = Catalog()
    return read_layout(catalog.layout(name), catalog.layout, catalog.lexicon("unbroken"))


def docx(
    document: Document, name: str = "plain", values: tuple[Value, ...] = VALUES, properties: Properties = PROPERTIES
) -> bytes:
    return fill_docx(compile_docx(document, layout(name)), values, properties)


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """(style, text) of every paragraph; / for a line break, ⇥ for a tab."""
    found = []
    for xml in re.findall("<w:p>.*?</w:p>", part(data), re.DOTALL):
        style = re.search('<w:pStyle w:val="([^"]*)"', xml)
        text = xml.replace("<w:br/>", "<w:t>/</w:t>").replace("<w:tab/>", "<w:t>⇥</w:t>")
        found.append((style.group(1) if style else "", "".join(re.findall("<w:t[^>]*>([^<]*)</w:t>", text))))
    return found
