"""docs/package.md: which papers each sector's package holds under each campaign, and what each paper contains.

Made from the catalogue: `pytest --update-golden` writes it again.
"""

import datetime
import re
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from generator.build_context import build_context
from generator.catalog import Catalog
from generator.conditions import hold
from generator.library import fields_of, kinds_of, template_of, templates_of
from generator.list_catalog import list_catalog
from generator.model import Context, Date, Template
from generator.pipeline import Paper, Request, generate
from generator.problem import Source
from generator.read_profile import read_profile

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "package.md"
CATALOG = Catalog(ROOT)
TODAY = datetime.date(2026, 1, 1)
CAMPAIGNS = {row["id"]: row for row in sorted(list_catalog(CATALOG, "campaigns", Date(2026, 1, 1)), key=lambda row: row["id"])}
SECTORS = {row["id"]: row["name"] for row in list_catalog(CATALOG, "sectors", Date(2026, 1, 1))}


@lru_cache(maxsize=128)
def package(sector: str, campaign: str, whose: str = "unit") -> tuple[Paper, ...]:
    """The outlines of everything that a unit of this sector, or one of its members, gets, as reading text."""
    with tempfile.TemporaryDirectory() as folder:
        unit, person = Path(folder, "unit.yaml"), Path(folder, "person.yaml")
        unit.write_text(f"extends: {sector}\ncampaign: {campaign}\nteam: {{name: 支部委员会}}\n", encoding="utf-8")
        person.write_text("extends: unit.yaml\nperson: {name: 苗一苇}\n", encoding="utf-8")
        source = CATALOG.open_profile(str(unit if whose == "unit" else person))
        return generate(CATALOG, Request(("all",), source, TODAY, depth="outline", to="md")).papers


def _table() -> str:
    return "\n".join([*_head(), *_kinds(), *_holdings(), *_contents()]) + "\n"


def _head() -> Iterator[str]:
    yield "# 全套材料"
    yield ""
    yield "这一页由测试从模板、领域和活动文件生成，不要手改。成套生成（`nigao generate all`）时，一个领域在一项活动里"
    yield "得到哪些材料、每份写什么，都在这里。"
    yield ""
    yield "● 单位的档案得到；△ 档案里给了这份材料所依据的事实才有（如推荐对象、岗位）；○ 党员个人的档案（extends 单位档案）得到。"
    yield "方案按领域常用的发出方式列：随通知印发的，方案在印发通知里。"
    yield ""


def _kinds() -> Iterator[str]:
    yield "## 各种材料"
    yield ""
    yield "| 编号 | 代号 | 名称 | 成套 | 什么时候用、谁来办 | 不适用 |"
    yield "|---|---|---|---|---|---|"
    for kind in kinds_of(CATALOG):
        template = template_of(CATALOG, kind)
        why = "；".join(reason.because for reason in template.refuse)
        yield f"| {template.order:02d} | `{kind}` | {template.name} | {template.set} | {template.use} | {why} |"
    yield ""


def _holdings() -> Iterator[str]:
    for campaign, row in CAMPAIGNS.items():
        held = {sector: _marks(sector, campaign) for sector in SECTORS}
        yield f"## {row['name']}（`{campaign}`，{row['shape']}，{row['period']}）"
        yield ""
        yield f"| 材料 | {' | '.join(SECTORS.values())} |"
        yield f"|---|{'---|' * len(SECTORS)}"
        for kind, name in kinds_of(CATALOG).items():
            yield f"| {name} | {' | '.join(held[sector].get(kind, '') for sector in SECTORS)} |"
        yield ""


def _marks(sector: str, campaign: str) -> dict[str, str]:
    """● for the unit's papers, △ for those that wait for a fact, ○ for those that only a member's own profile gives."""
    source = Source("unit.yaml", f"extends: {sector}\ncampaign: {campaign}\n")
    fields = fields_of(CATALOG)
    context = build_context(read_profile(source, fields, kinds_of(CATALOG), CATALOG), fields, "")
    return {
        **{template.id: "△" for template in templates_of(CATALOG) if _waits(template, context)},
        **{paper.kind: "○" for paper in package(sector, campaign, "person")},
        **{paper.kind: "●" for paper in package(sector, campaign)},
    }


def _waits(template: Template, context: Context) -> bool:
    """Whether a kind would be in the package if all the facts that it asks for were given."""
    if any(hold(reason.when, context) for reason in template.refuse):
        return False
    return any(hold(way, context, only=set(way) - {"given"}) for way in template.package)


def _contents() -> Iterator[str]:
    yield "## 每份材料写什么"
    yield ""
    yield "一级标题；没有标题的是表格或者一两段话的短件。同一文种在不同形态的活动里标题不同的，分别列出。"
    yield ""
    yield "| 材料 | 活动形态 | 一级标题和附件 |"
    yield "|---|---|---|"
    for kind, name in kinds_of(CATALOG).items():
        told: dict[str, list[str]] = {}
        for campaign, row in CAMPAIGNS.items():
            found = {_headings(template_of(CATALOG, kind), sector, campaign) for sector in SECTORS}
            for headings in sorted(found - {""}):
                shapes = told.setdefault(headings, [])
                if row["shape"] not in shapes:
                    shapes.append(row["shape"])
        for headings, shapes in told.items():
            yield f"| {name} | {'、'.join(shapes)} | {headings} |"


def _headings(template: Template, sector: str, campaign: str) -> str:
    """The heads of the first level and the annexes' titles of a paper, '' where the package does not have it."""
    for paper in (*package(sector, campaign), *package(sector, campaign, "person")):
        if paper.kind == template.id:
            lines = paper.data.decode().splitlines()
            heads = [line.removeprefix("[1] ") for line in lines if line.startswith("[1] ")]
            titles = [line.removeprefix("[标题] ") for line in lines if line.startswith("[标题] ")][1:]
            said = "；".join([*heads, *(f"附：{title}" for title in dict.fromkeys(titles))]) or "（无标题）"
            said = re.sub("(?<=、)【待填：([^】]*)】", r"\1", said.replace(CAMPAIGNS[campaign]["name"], "活动"))
            return re.sub("【待填：[^】]*】", "", said)
    return ""


def test_the_table_says_what_the_package_holds(update_golden: bool) -> None:
    text = _table()
    if update_golden:
        TABLE.write_text(text, encoding="utf-8", newline="\n")
    assert TABLE.is_file(), "run pytest --update-golden and read docs/package.md"
    assert text == TABLE.read_text(encoding="utf-8")
