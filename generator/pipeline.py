"""The order of the steps; the only module that knows it.

generate(), for each kind:
  1. read_profile     campaign < sector < unit < person < papers.<kind> < --set, each fact with its origin
  2. build_context    facts typed and checked, every mistake at once
  3. render_markdown  Markdown with a hole for every value
  4. read_markdown    the tree of the paper
  5. drop_optional, resolve_counts, cut_to_depth    what the time and the depth leave of it
  6. set_numbers      一、（一）1.（1）, counts and annex names as text
  7. compile_docx     Word XML with holes
  8. fill_docx        values in, the package

Opens no file but through the catalogue and writes none: the caller writes the bytes of a `Paper`.
"""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal, TypeVar

from generator.build_context import build_context, unconfirmed
from generator.catalog import Catalog
from generator.compile_docx import compile_docx
from generator.cut_to_depth import cut_to_depth, drop_optional
from generator.datatype import datatype
from generator.fill_docx import Properties, fill_docx
from generator.layout import Layout
from generator.model import (
    FIRST_HOLE,
    LAST_HOLE,
    Context,
    Date,
    Fact,
    Fields,
    Listing,
    Profile,
    Record,
    Ref,
    Rendered,
    Template,
    Value,
)
from generator.problem import InputError, Problem, Source, Span
from generator.read_fields import read_fields
from generator.read_layout import read_layout
from generator.read_markdown import read_markdown
from generator.read_profile import read_profile
from generator.read_template import read_template
from generator.render_markdown import Clauses, render_markdown
from generator.set_numbers import resolve_counts, set_numbers
from generator.tree import Document, Hole, Paragraph, Text, as_data, as_text, holes_of, lines_of, with_values
from generator.yaml_values import read_yaml

Depth = Literal["outline", "skeleton", "draft"]
Target = Literal["docx", "md", "json"]
Shown = Literal["context", "markdown", "tree"]

HOLE: Final = re.compile(f"[{FIRST_HOLE}-{LAST_HOLE}]")
DEFAULT_CAMPAIGN = "chuangxian-zhengyou"
DEFAULT_RATE = 200  # characters a minute, a speech read aloud (genres: 160 to 200)

# ---------------------------------------------------------------- what is asked, what comes back


@datatype
class Request:
    """What to make. `minutes` and `rate` (characters a minute) are for speeches, `today` only chooses a campaign."""

    kinds: tuple[str, ...]
    profile: Source
    today: datetime.date
    campaign: str = ""
    sets: tuple[str, ...] = ()  # key=value, as typed
    depth: Depth = "draft"
    final: bool = False
    as_of: Date | None = None
    layout: str = ""
    to: Target = "docx"
    show: Shown | None = None
    minutes: int | None = None
    rate: int = DEFAULT_RATE


@datatype
class Slot:
    """A missing fact: its field's path and label, who may know it, and in how many places it is wanted."""

    path: str
    label: str
    who: str
    count: int
    personal: bool = False


@datatype
class Paper:
    """One finished paper, or (with `shown`) what one stage of it looks like. `characters` counts its text."""

    kind: str
    name: str
    order: int
    data: bytes
    slots: tuple[Slot, ...]
    characters: int = 0
    shown: str | None = None


@datatype
class Result:
    papers: tuple[Paper, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


@datatype
class KindReadiness:
    kind: str
    name: str
    slots: tuple[Slot, ...]

    @property
    def ready(self) -> bool:
        """Whether a paper for signing can be made: nothing is missing but what only the person can say."""
        return all(slot.personal for slot in self.slots)


@datatype
class Readiness:
    """One profile: what is wrong with it, what to look at, and which papers it is enough for."""

    profile: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    kinds: tuple[KindReadiness, ...] = ()
    notes: tuple[str, ...] = ()


# ---------------------------------------------------------------- the catalogue's files, each read once


@lru_cache(maxsize=8)
def fields_of(catalog: Catalog) -> Fields:
    """The dictionary of fields."""
    return read_fields(catalog.fields())


@lru_cache(maxsize=64)
def template_of(catalog: Catalog, kind: str) -> Template:
    return read_template(catalog.template(kind))


class _Clauses(Mapping[str, Sequence[Template]]):
    """The clauses by group, each group in its order (then by id) and read when it is first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._groups: dict[str, tuple[Template, ...] | None] = dict.fromkeys(catalog.clause_groups())

    def __getitem__(self, group: str) -> tuple[Template, ...]:
        clauses = self._groups[group]
        if clauses is None:
            read = (read_template(source, group) for source in self._catalog.clauses(group))
            clauses = self._groups[group] = tuple(sorted(read, key=lambda clause: (clause.order, clause.id)))
        return clauses

    def __contains__(self, group: object) -> bool:
        return group in self._groups

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


@lru_cache(maxsize=8)
def clauses_of(catalog: Catalog) -> Clauses:
    """All clauses by group."""
    return _Clauses(catalog)


@lru_cache(maxsize=64)
def layout_of(catalog: Catalog, name: str) -> Layout:
    return read_layout(catalog.layout(name), catalog.layout, catalog.lexicon("unbroken"))


def kinds_of(catalog: Catalog) -> Mapping[str, str]:
    """The kinds and their 中文 names, in the order of the package."""
    templates = [template_of(catalog, kind) for kind in catalog.kinds()]
    return {template.id: template.name for template in sorted(templates, key=lambda t: (t.order, t.id))}


# ---------------------------------------------------------------- generate


def generate(catalog: Catalog, request: Request) -> Result:
    """The papers asked for. Raises InputError with every mistake of every kind; nothing is half done."""
    profile, notes = _profile(catalog, request)
    papers: list[Paper] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for kind in request.kinds:
        try:
            paper, told = _paper(catalog, request, profile, kind)
        except InputError as error:
            problems += error.problems
            continue
        papers.append(paper)
        warnings += told
    if not problems and request.final:
        problems = [problem for paper in papers for problem in _refusals(paper)] + _undecided(warnings)
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return Result(tuple(papers), notes, tuple(dict.fromkeys(warnings)))


def _paper(catalog: Catalog, request: Request, profile: Profile, kind: str) -> tuple[Paper, tuple[Problem, ...]]:
    template = template_of(catalog, kind)
    context = build_context(profile, fields_of(catalog), kind, request.as_of)
    rendered = render_markdown(template, clauses_of(catalog), context)
    warnings = (*context.warnings, *rendered.warnings)
    if request.show == "context":
        return _shown(template, _context_as_text(context.root)), warnings
    if request.show == "markdown":
        return _shown(template, _markdown_as_text(rendered)), warnings
    document = _mapped(rendered, lambda: _document(rendered, template, context, request))
    paper = Paper(
        kind=kind,
        name=template.name,
        order=template.order,
        data=b"",
        slots=_missing(document, rendered, template, context, request),
        characters=_characters(document, rendered.values),
    )
    if request.show == "tree":
        return replace(paper, shown=as_text(with_values(document, rendered.values))), warnings
    if request.to == "md":
        return replace(paper, data=as_text(with_values(document, rendered.values)).encode()), warnings
    if request.to == "json":
        return replace(paper, data=_as_json(paper, with_values(document, rendered.values))), warnings
    layout = layout_of(catalog, _layout_name(request, template, context))
    data = _package(document, rendered, layout, template, context, request.as_of)
    return replace(paper, data=data), warnings


def _document(rendered: Rendered, template: Template, context: Context, request: Request) -> Document:
    """Steps 4 to 6."""
    document = read_markdown(rendered.text)
    document = drop_optional(document, _threshold(document, rendered.values, template, context, request))
    document = resolve_counts(document)
    budgets = _budgets(template, context, request) if request.depth == "skeleton" else {}
    document = cut_to_depth(document, rendered.values, request.depth, asks=template.asks, budgets=budgets)
    return set_numbers(document)


_T = TypeVar("_T")


def _mapped(rendered: Rendered, step: Callable[[], _T]) -> _T:
    """The step's result; its complaints about lines of the rendered text become ones about lines of the template."""
    try:
        return step()
    except InputError as error:
        problems = [replace(p, span=_in_template(p.span, rendered)) if not p.span.file else p for p in error.problems]
        raise InputError(tuple(dict.fromkeys(problems))) from None


def _in_template(span: Span, rendered: Rendered) -> Span:
    return rendered.lines[span.line - 1] if 1 <= span.line <= len(rendered.lines) else span


def _package(
    document: Document, rendered: Rendered, layout: Layout, template: Template, context: Context, as_of: Date | None
) -> bytes:
    """Steps 7 and 8."""
    seal = _data(context.root, "paper.seal")
    author = _fact(context.root, "org.party_name") or _fact(context.root, "org.name")
    sources = (template.source, *context.profile.sources)
    properties = Properties(
        author=author.text if author else "",
        date=context.date or as_of,
        kind=template.id,
        seal="none" if seal == "none" else "full" if seal == "full" else None,
        hashes=tuple((_public_name(source.name), _sha256(source.text)) for source in sources),
    )
    return fill_docx(compile_docx(document, layout), rendered.values, properties)


def _public_name(name: str) -> str:
    """A file's name as a paper may tell it: of a file outside the known folders only the last part."""
    return name if name.startswith(("templates/", "profiles/")) else name.rpartition("/")[2]


@lru_cache(maxsize=256)
def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(template: Template, text: str) -> Paper:
    return Paper(template.id, template.name, template.order, b"", (), shown=text)


def _context_as_text(told: Record | Listing, indent: int = 0) -> str:
    """The facts a template sees, one a line with its origin, for people who write templates."""
    lines = []
    children = told.entries.items() if isinstance(told, Record) else [(c.path.rpartition(".")[2], c) for c in told.items]
    for key, child in children:
        if isinstance(child, Fact):
            said = "（无）" if child.none else child.text or "".join(_piece(piece) for piece in _pieces(child))
            lines.append(f"{'  ' * indent}{key}: {said}    # {child.span}")
        else:
            lines += [f"{'  ' * indent}{key}:", _context_as_text(child, indent + 1)]
    return "\n".join(line for line in lines if line)


def _pieces(fact: Fact) -> tuple[str | Ref, ...]:
    return fact.data if isinstance(fact.data, tuple) else ()


def _piece(piece: str | Ref) -> str:
    return "{" + piece.path + "}" if isinstance(piece, Ref) else piece


def _markdown_as_text(rendered: Rendered) -> str:
    """The rendered text with its holes numbered, and below it what each holds and where it came from."""
    text = HOLE.sub(lambda found: f"⟨{ord(found.group()) - ord(FIRST_HOLE)}⟩", rendered.text)
    values = (f"⟨{n}⟩ {v.text}    # {v.kind} {'、'.join(map(str, v.spans))}".rstrip() for n, v in enumerate(rendered.values))
    return "\n".join([text, *values])


def _as_json(paper: Paper, filled: Document) -> bytes:
    """The filled tree for other programs: each block with its type."""
    import json

    told = {"kind": paper.kind, "name": paper.name, "slots": [slot.path for slot in paper.slots], "paper": as_data(filled)}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


# ---------------------------------------------------------------- profile and campaign


def _profile(catalog: Catalog, request: Request) -> tuple[Profile, tuple[str, ...]]:
    """The merged profile; a note says which campaign was taken when nobody named one."""
    sets = _sets(request.sets)
    kinds = kinds_of(catalog)

    def read(campaign: str) -> Profile:
        return read_profile(request.profile, fields_of(catalog), kinds, catalog, campaign, sets)

    profile = read(request.campaign)
    if request.campaign and profile.campaign != request.campaign:
        return profile, (f"档案写明的活动是“{profile.campaign}”，没有用 --campaign 的“{request.campaign}”；要换，请改档案",)
    if profile.campaign:
        return profile, ()
    campaign = _campaign_for(catalog, profile, request)
    return read(campaign), (f"档案没有写 campaign，按“{campaign}”起草；要换别的活动，请在档案里写明或用 --campaign",)


def _sets(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    pairs, problems = [], []
    for number, text in enumerate(given, 1):
        path, equals, value = text.partition("=")
        if equals and path.strip():
            pairs.append((path.strip(), value))
        else:
            problems.append(Problem(Span("--set", number), f"“{text}”不是“字段=值”的形式", "例如 --set paper.date=2010年5月18日"))
    if problems:
        raise InputError(problems)
    return tuple(pairs)


def _campaign_for(catalog: Catalog, profile: Profile, request: Request) -> str:
    """The campaign valid on the papers' date (else --as-of, else today); none or several: the first campaign."""
    day = _date_of(profile, catalog, request) or Date(request.today.year, request.today.month, request.today.day)
    valid = [name for name in catalog.campaigns() if _is_valid(catalog, name, day)]
    return valid[0] if len(valid) == 1 else DEFAULT_CAMPAIGN


def _date_of(profile: Profile, catalog: Catalog, request: Request) -> Date | None:
    for kind in request.kinds:
        try:
            context = build_context(profile, fields_of(catalog), kind, request.as_of)
        except InputError:
            continue  # the same mistakes are told when the paper is made
        if context.date is not None:
            return context.date
    return request.as_of


def _is_valid(catalog: Catalog, name: str, day: Date) -> bool:
    try:
        root = _bare(catalog, Source(name, ""), name)
    except InputError:
        return False
    start, end = _data(root, "campaign.start"), _data(root, "campaign.end")
    return isinstance(start, Date) and start <= day and (not isinstance(end, Date) or day <= end)


# ---------------------------------------------------------------- what the tree needs to know of facts


def _fact(root: Record, path: str) -> Fact | None:
    """The scalar fact at a dotted path of groups, if it is given."""
    found: object = root
    for step in path.split("."):
        if not isinstance(found, Record):
            return None
        found = found.entries.get(step)
    return found if isinstance(found, Fact) and not found.none else None


def _data(root: Record, path: str) -> object:
    fact = _fact(root, path)
    return None if fact is None else fact.data


def _layout_name(request: Request, template: Template, context: Context) -> str:
    """--layout > papers.<kind>.layout > the unit's > the sector's > the template's."""
    if request.layout:
        return request.layout
    for path in ("paper.layout", "layout"):
        fact = _fact(context.root, path)
        if fact is not None:
            return fact.text
    if isinstance(template.layout, str):
        return template.layout
    return template.layout.get(context.profile.sector) or template.layout.get("default", "plain")


def _minutes(context: Context, request: Request) -> int | None:
    told = request.minutes if request.minutes is not None else _data(context.root, "paper.minutes")
    return told if isinstance(told, int) else None


def _threshold(document: Document, values: Sequence[Value], template: Template, context: Context, request: Request) -> int | None:
    """The highest number of `optional` parts that the minutes leave room for; None: all of them."""
    minutes = _minutes(context, request)
    if not template.spoken or minutes is None or request.depth != "draft":
        return None
    ranks = sorted({block.optional for block in document.blocks if block.optional}, reverse=True)
    for rank in ranks:
        if _spoken_length(drop_optional(document, rank), values) <= minutes * request.rate:
            return rank
    return 0 if ranks else None


def _spoken_length(document: Document, values: Sequence[Value]) -> int:
    """Characters that are read aloud: the text without questions to the writer, values included."""
    spoken = Document(tuple(b for b in document.blocks if not (isinstance(b, Paragraph) and b.role == "ask")))
    inlines = [inline for block in spoken.blocks for line in lines_of(block) for inline in line]
    return sum(len(inline.text) if isinstance(inline, Text) else 0 for inline in inlines) + sum(
        len(values[hole.index].text) for hole in holes_of(spoken)
    )


def _budgets(template: Template, context: Context, request: Request) -> Mapping[str, str]:
    """For each section its share of the paper in characters, and for a speech in minutes."""
    minutes = _minutes(context, request) if template.spoken else None
    low, high = template.length.get(context.profile.sector) or template.length.get("default") or (0, 0)
    total = minutes * request.rate if minutes else (low + high) // 2
    if not total:
        return {}
    budgets = {}
    for section in template.sections:
        characters = max(50, round(total * section.share / 1000) * 10)
        time = f"，约{max(0.5, round(characters / request.rate * 2) / 2):g}分钟" if template.spoken else ""
        budgets[section.name] = f"约占{section.share}%，约{characters}字{time}"
    return budgets


def _characters(document: Document, values: Sequence[Value]) -> int:
    """How long a paper is with its values: its characters without blanks."""
    texts: list[str] = []
    for block in (*document.blocks, *(block for annex in document.annexes for block in annex.blocks)):
        for line in lines_of(block):
            for inline in line:
                if isinstance(inline, Text):
                    texts.append(inline.text)
                elif isinstance(inline, Hole):
                    texts.append(values[inline.index].text)
    return len("".join("".join(texts).split()))


# ---------------------------------------------------------------- slots


def _missing(document: Document, rendered: Rendered, template: Template, context: Context, request: Request) -> tuple[Slot, ...]:
    """The facts a paper lacks; an outline or a skeleton lacks those of its full text too, though it prints no hole of them."""
    shown = _slots(document, rendered.values, context.fields)
    if request.depth == "draft":
        return shown
    draft = _mapped(rendered, lambda: _document(rendered, template, context, replace(request, depth="draft")))
    whole = _slots(draft, rendered.values, context.fields)
    paths = {slot.path for slot in whole}
    return (*whole, *(slot for slot in shown if slot.path not in paths))


def _slots(document: Document, values: Sequence[Value], fields: Fields) -> tuple[Slot, ...]:
    """The missing facts that the paper shows, in the order of the text."""
    counts: dict[str, int] = {}
    if not any(value.kind == "slot" for value in values):
        return ()
    for hole in holes_of(document):
        value = values[hole.index]
        if value.kind == "slot":
            counts[value.paths[0]] = counts.get(value.paths[0], 0) + 1
    return tuple(Slot(path, fields[path].label, fields[path].who, count, fields[path].personal) for path, count in counts.items())


def _refusals(paper: Paper) -> Iterator[Problem]:
    """Why `--final` does not write this paper."""
    for slot in paper.slots:
        who = f"可问{slot.who}；" if slot.who else ""
        yield Problem(Span(paper.name), f"还缺“{slot.label}”（{slot.count} 处待填）", f"{who}在档案里补上 {slot.path}", slot.path)


def _undecided(warnings: Sequence[Problem]) -> list[Problem]:
    """Facts that decide a paper's structure and are not given are as good as slots."""
    return [warning for warning in warnings if warning.path and not warning.span.file]


# ---------------------------------------------------------------- validate


def validate(catalog: Catalog, request: Request) -> Readiness:
    """What is wrong with a profile, and how far it is from each kind's paper (a dry render finds what is missing).

    With `request.kinds` only those are looked at, else all. Problems come back; only a broken installation raises.
    """
    kinds = request.kinds or tuple(kinds_of(catalog))
    name = request.profile.name
    try:
        profile, notes = _profile(catalog, replace(request, kinds=kinds))
        general = build_context(profile, fields_of(catalog), "", request.as_of)
    except InputError as error:
        return Readiness(name, tuple(dict.fromkeys(error.problems)))
    warnings = [*general.warnings, *unconfirmed(general)]
    ready: list[KindReadiness] = []
    problems: list[Problem] = []
    for kind in kinds:
        try:
            paper, told = _paper(catalog, replace(request, to="md", show=None, depth="draft"), profile, kind)
        except InputError as error:
            problems += error.problems
            continue
        warnings += told
        ready.append(KindReadiness(kind, paper.name, paper.slots))
    return Readiness(name, tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(warnings)), tuple(ready), notes)


# ---------------------------------------------------------------- lists, schema, new profile


def list_all(catalog: Catalog, what: str) -> tuple[Mapping[str, str], ...]:
    """What there is of kinds, sectors, campaigns, clauses or layouts: a row each."""
    rows: dict[str, Callable[[Catalog], Iterator[Mapping[str, str]]]] = {
        "kinds": _kind_rows,
        "sectors": _sector_rows,
        "campaigns": _campaign_rows,
        "clauses": _clause_rows,
        "layouts": _layout_rows,
    }
    return tuple(rows[what](catalog))


def _kind_rows(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for kind, name in kinds_of(catalog).items():
        template = template_of(catalog, kind)
        groups = [group for group in clauses_of(catalog) if f"clauses('{group}'" in template.body]
        yield {"id": kind, "name": name, "layout": _layouts_text(template), "clauses": "、".join(groups)}


def _layouts_text(template: Template) -> str:
    if isinstance(template.layout, str):
        return template.layout
    return "、".join(dict.fromkeys(template.layout.values()))


def _sector_rows(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for sector in catalog.sectors():
        root = _bare(catalog, catalog.sector(sector), "")
        yield {"id": sector, "name": _text_at(root, "sector.name")}


def _campaign_rows(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for campaign in catalog.campaigns():
        root = _bare(catalog, Source(campaign, ""), campaign)
        period = "至".join(filter(None, (_text_at(root, "campaign.start"), _text_at(root, "campaign.end"))))
        shape = _text_at(root, "campaign.shape")
        yield {"id": campaign, "name": _text_at(root, "campaign.name"), "shape": shape, "period": period}


def _clause_rows(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for group, clauses in clauses_of(catalog).items():
        users = [kind for kind in kinds_of(catalog) if f"clauses('{group}'" in template_of(catalog, kind).body]
        for clause in clauses:
            when = "；".join(f"{name}：{'、'.join(values)}" for name, values in clause.when.items()) or "不限"
            yield {"group": group, "clause": clause.id, "name": clause.name, "when": when, "used_by": "、".join(users)}


def _layout_rows(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    for name in catalog.layouts():
        users = [kind for kind in kinds_of(catalog) if name in _layouts_text(template_of(catalog, kind)).split("、")]
        yield {"id": name, "name": layout_of(catalog, name).name, "used_by": "、".join(users)}


def _bare(catalog: Catalog, source: Source, campaign: str) -> Record:
    """The facts of a sector's or a campaign's file alone."""
    profile = read_profile(source, fields_of(catalog), kinds_of(catalog), catalog, campaign)
    return build_context(profile, fields_of(catalog), "").root


def _text_at(root: Record, path: str) -> str:
    fact = _fact(root, path)
    return fact.text if fact else ""


def schema(catalog: Catalog) -> str:
    """The JSON Schema of a profile, for editors."""
    from generator.write_schema import write_schema

    return write_schema(fields_of(catalog), kinds_of(catalog))


def new_profile(catalog: Catalog, sector: str, campaign: str | None) -> str:
    """A commented profile of a unit of this sector, to be filled in."""
    from generator.new_profile import new_profile as text_of

    if campaign is not None:
        catalog.campaign(campaign)  # an unknown one is told here
    given = read_yaml(catalog.sector(sector))
    return text_of(fields_of(catalog), sector, given, campaign, tuple(kinds_of(catalog).items()))
