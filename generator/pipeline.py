"""The order of the steps; the only module that knows it.

generate(), for each kind:
  1. read_profile     campaign < sector < unit < person < papers.<kind> < --set, each fact with its origin
  2. build_context    facts typed and checked, every mistake at once
  3. render_markdown  Markdown with a hole for every value; also that of the paper it sends out with it, if it sends one
  4. read_markdown    the tree of the paper
  5. fit_form         without the parts that the layout's form does not show
  6. drop_optional, resolve_counts, cut_to_depth    what the time and the depth leave of it
  7. set_numbers      一、（一）1.（1）, counts and annex names as text
  8. join_printed     the paper sent out with it behind it (or, before step 6, as its first annex)
  9. compile_docx     Word XML with holes
 10. fill_docx        values in, the package

Opens no file but through the catalogue and writes none: the caller writes the bytes of a `Paper`.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal, TypeVar

from generator.build_context import build_context, unconfirmed
from generator.catalog import Catalog
from generator.chinese import beyond_gb2312, format_date
from generator.compile_docx import compile_docx
from generator.cut_to_depth import cut_to_depth, drop_optional
from generator.datatype import datatype
from generator.fill_docx import Properties, fill_docx
from generator.find_slots import find_slots
from generator.fit_form import fit_form
from generator.join_printed import join_printed, name_printed, place_behind, take_printed
from generator.layout import Layout
from generator.lengths import budgets_of, optional_within, text_of_paper
from generator.library import clauses_of, fields_of, kinds_of, layout_of, printed_by, template_of
from generator.model import Context, Date, Profile, Record, Rendered, Slot, Template, Value, fact_at
from generator.problem import InputError, Problem, Source, Span
from generator.read_markdown import read_markdown
from generator.read_profile import read_profile
from generator.render_markdown import render_markdown
from generator.set_numbers import resolve_counts, set_numbers
from generator.tree import Document, as_data, as_text, with_values
from generator.word.arrangement import colophon_is_too_high, page_1_lacks_text
from generator.yaml_values import read_yaml

__all__ = [
    "DEFAULT_CAMPAIGN", "DEFAULT_RATE", "Depth", "KindReadiness", "Paper", "Readiness", "Request", "Result", "Shown", "Slot",
    "Target", "clauses_of", "fields_of", "generate", "kinds_of", "layout_of", "list_all", "new_profile", "printed_by", "schema",
    "template_of", "validate",
]  # fmt: skip

Depth = Literal["outline", "skeleton", "draft"]
Target = Literal["docx", "md", "json"]
Shown = Literal["context", "markdown", "tree"]

DEFAULT_CAMPAIGN = "chuangxian-zhengyou"
DEFAULT_RATE = 200  # characters a minute, a speech read aloud: 160 to 200 are usual

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
class Paper:
    """One finished paper, or (with `shown`) what one stage of it looks like. `characters` counts its text."""

    kind: str
    name: str
    order: int
    data: bytes
    slots: tuple[Slot, ...]
    characters: int = 0
    shown: str | None = None
    fonts: tuple[str, ...] = ()  # what a machine must have to print it as it is meant


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


# ---------------------------------------------------------------- generate


def generate(catalog: Catalog, request: Request) -> Result:
    """The papers asked for. Raises InputError with every mistake of every kind; nothing is half done."""
    profile, notes = _profile(catalog, request)
    made: list[_Made] = []
    problems: list[Problem] = []
    for kind in request.kinds:
        try:
            made.append(_paper(catalog, request, profile, kind))
        except InputError as error:
            problems += error.problems
    papers = tuple(one.paper for one in made)
    warnings = tuple(dict.fromkeys(warning for one in made for warning in one.warnings))
    if not problems and request.final:
        problems = [problem for paper in papers for problem in _refusals(paper)] + _undecided(warnings)
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return Result(papers, (*notes, *dict.fromkeys(one.note for one in made if one.note)), warnings)


@datatype
class _Made:
    paper: Paper
    warnings: tuple[Problem, ...]
    note: str = ""


@datatype
class _Copy:
    """What the templates gave for a paper: its own text, that of the paper it prints, and both as one."""

    template: Template
    text: str
    whole: Rendered
    printed: Template | None = None
    behind: str = ""  # the second text, where its lines and holes are those of `whole`


def _paper(catalog: Catalog, request: Request, profile: Profile, kind: str) -> _Made:
    template = template_of(catalog, kind)
    context = build_context(profile, fields_of(catalog), kind, request.as_of)
    copy = _rendered(catalog, template, context)
    warnings = (*context.warnings, *copy.whole.warnings)
    if request.show in ("context", "markdown"):
        from generator.stages import context_as_text, markdown_as_text

        text = context_as_text(context.root) if request.show == "context" else markdown_as_text(copy.whole)
        return _Made(Paper(kind, template.name, template.order, b"", (), shown=text), warnings)
    layout = _layout(catalog, request, template, context)
    document = _mapped(copy.whole, lambda: _document(copy, layout, context, request))
    values = copy.whole.values
    text = text_of_paper(document, values)
    paper = Paper(
        kind=kind,
        name=template.name,
        order=template.order,
        data=b"",
        slots=_missing(document, copy, layout, context, request),
        characters=len(text),
    )
    if request.show == "tree":
        return _Made(replace(paper, shown=as_text(with_values(document, values))), warnings)
    if request.to == "md":
        return _Made(replace(paper, data=as_text(with_values(document, values)).encode()), warnings)
    if request.to == "json":
        return _Made(replace(paper, data=_as_json(paper, with_values(document, values))), warnings)
    mould = compile_docx(document, layout)
    if colophon_is_too_high(mould, values):
        raise InputError([Problem(_span_of_copies(context) or Span(template.name), _TOO_HIGH, "并成统称，如“各乡镇人民政府”")])
    data = fill_docx(mould, values, _properties(copy, context, request.as_of))
    warnings = (*warnings, *_rare_characters(text, values, layout, template.name))
    if page_1_lacks_text(mould, values):
        warnings = (*warnings, Problem(Span(template.name), _NO_TEXT, "改短标题、主送机关或发文机关的名称"))
    return _Made(replace(paper, data=data, fonts=_fonts(layout)), warnings, _older_than_standard(context, layout))


def _rare_characters(text: str, values: Sequence[Value], layout: Layout, name: str) -> Iterator[Problem]:
    """What the layout's faces of GB 2312 cannot show, at the first fact that holds it: mostly people's names."""
    rare, faces = beyond_gb2312(text), [face for face in _fonts(layout) if "GB2312" in face]
    if rare and faces:
        holding = (span for value in values if beyond_gb2312(value.text) for span in value.spans[:1])
        message = f"字体{'、'.join(faces)}里没有“{'”“'.join(rare)}”，打印时会换成别的字体"
        beyond_gbk = rare.encode("gbk", "ignore").decode("gbk") != rare
        hint = "这些字要装 GB 18030 的大字库才有" if beyond_gbk else "改用 GBK 字库的版式（在 faces 里换成方正仿宋_GBK 一类）"
        yield Problem(next(holding, Span(name)), message, f"{hint}；印前请核对")


def _span_of_copies(context: Context) -> Span | None:
    paper = context.root.entries.get("paper")
    copies = paper.entries.get("cc") if isinstance(paper, Record) else None
    return copies.span if copies else None


_TOO_HIGH: Final = "抄送机关太多，版记一面放不下（GB/T 9704—2012 第7.4.2条）"
_NO_TEXT: Final = "第一页排不下正文，主送机关移到版记、机关名称缩小也不行（GB/T 9704—2012 第7.3.3条）"


def _rendered(catalog: Catalog, template: Template, context: Context) -> _Copy:
    """Step 3."""
    clauses = clauses_of(catalog)
    own = render_markdown(template, clauses, context)
    printed = printed_by(catalog, template)
    if printed is None:
        return _Copy(template, own.text, own)
    behind, whole = place_behind(own, render_markdown(printed, clauses, context, printed=True))
    return _Copy(template, own.text, whole, printed, behind)


def _document(copy: _Copy, layout: Layout, context: Context, request: Request) -> Document:
    """Steps 4 to 8."""
    values = copy.whole.values

    def finished(document: Document, template: Template, lacking: Document | None = None) -> Document:
        return _finished(document, template, copy, context, request, lacking)

    own = read_markdown(copy.text)
    if copy.printed is None:
        return finished(fit_form(own, values, layout), copy.template)
    printed = take_printed(read_markdown(copy.behind))
    own = name_printed(fit_form(own, values, layout), resolve_counts(printed))
    whole = join_printed(own, printed, layout.printed)
    if layout.printed == "annex":
        return finished(whole, copy.printed)
    apart = finished(own, copy.template, Document(())), finished(printed, copy.printed, whole)
    return join_printed(*apart, layout.printed)


def _finished(
    document: Document, template: Template, copy: _Copy, context: Context, request: Request, lacking: Document | None
) -> Document:
    """Steps 6 and 7, of a paper or of one of two that are numbered on their own."""
    values = copy.whole.values
    minutes = _minutes(context, request) if template.spoken else None
    if minutes is not None and request.depth == "draft":
        document = drop_optional(document, optional_within(document, values, minutes * request.rate))
    document = resolve_counts(document)
    budgets = budgets_of(template, context.profile.sector, minutes, request.rate) if request.depth == "skeleton" else {}
    document = cut_to_depth(document, values, request.depth, asks=template.asks, budgets=budgets, lacking=lacking)
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


def _properties(copy: _Copy, context: Context, as_of: Date | None) -> Properties:
    """What the file says of itself."""
    seal = _data(context.root, "paper.seal")
    author = fact_at(context.root, "org.party_name") or fact_at(context.root, "org.name")
    templates = (copy.template, copy.printed) if copy.printed else (copy.template,)
    sources = (*(template.source for template in templates), *context.profile.sources)
    return Properties(
        author=author.text if author else "",
        date=context.date or as_of,
        kind=copy.template.id,
        seal="none" if seal == "none" else "full" if seal == "full" else None,
        hashes=tuple((_public_name(source.name), _sha256(source.text)) for source in sources),
    )


def _public_name(name: str) -> str:
    """A file's name as a paper may tell it: of a file outside the known folders only the last part."""
    return name if name.startswith(("templates/", "profiles/")) else name.rpartition("/")[2]


@lru_cache(maxsize=256)
def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(paper: Paper, filled: Document) -> bytes:
    """The filled tree for other programs: each block with its type."""
    import json

    told = {"kind": paper.kind, "name": paper.name, "slots": [slot.path for slot in paper.slots], "paper": as_data(filled)}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


# ---------------------------------------------------------------- what the layout and the facts decide


def _layout(catalog: Catalog, request: Request, template: Template, context: Context) -> Layout:
    """--layout > papers.<kind>.layout > the unit's > the sector's > the template's; an unknown one is told where it is named.

    The unit's or the sector's stands in for the layout it extends, and for no other: a house's red head is none for speeches.
    """
    own, house = fact_at(context.root, "paper.layout"), fact_at(context.root, "layout")
    if request.layout:
        return _known_layout(catalog, request.layout, Span("--layout"))
    if own:
        return _known_layout(catalog, own.text, own.span, own.path)
    by_sector = template.layout if not isinstance(template.layout, str) else {"default": template.layout}
    name = by_sector.get(context.profile.sector) or by_sector.get("default", "plain")
    instead = _known_layout(catalog, house.text, house.span, house.path) if house else None
    return instead if instead and name in instead.bases else _known_layout(catalog, name, Span(template.source.name))


def _known_layout(catalog: Catalog, name: str, place: Span, path: str = "") -> Layout:
    try:
        return layout_of(catalog, name)
    except InputError:
        known = catalog.layouts()
        if name in known:
            raise
        hint = f"可用的有：{'、'.join(known)}"
        raise InputError([Problem(place, f"没有名为“{name}”的版式", hint, path)]) from None


def _fonts(layout: Layout) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for face in layout.faces.values() for name in (face.han, face.latin)))


def _older_than_standard(context: Context, layout: Layout) -> str:
    """What to say of a paper whose date comes before the standard that its look follows; '' of others."""
    since = layout.standard_from
    if since is None or context.date is None or context.date >= since:
        return ""
    told = f"成文日期早于{format_date(since)}的材料也用现行的版式（{layout.name}）"
    return f"{told}；要用当时的格式（如汉字日期、主题词），请在 Word 里改"


def _data(root: Record, path: str) -> object:
    fact = fact_at(root, path)
    return None if fact is None else fact.data


def _minutes(context: Context, request: Request) -> int | None:
    told = request.minutes if request.minutes is not None else _data(context.root, "paper.minutes")
    return told if isinstance(told, int) else None


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
    from generator.list_catalog import bare_facts

    try:
        root = bare_facts(catalog, Source(name, ""), name)
    except InputError:
        return False
    start, end = _data(root, "campaign.start"), _data(root, "campaign.end")
    return isinstance(start, Date) and start <= day and (not isinstance(end, Date) or day <= end)


# ---------------------------------------------------------------- slots


def _missing(document: Document, copy: _Copy, layout: Layout, context: Context, request: Request) -> tuple[Slot, ...]:
    """The facts a paper lacks; an outline or a skeleton lacks those of its full text too, though it prints no hole of them."""
    shown = find_slots(document, copy.whole.values, context.fields)
    if request.depth == "draft":
        return shown
    draft = _mapped(copy.whole, lambda: _document(copy, layout, context, replace(request, depth="draft")))
    whole = find_slots(draft, copy.whole.values, context.fields)
    paths = {slot.path for slot in whole}
    return (*whole, *(slot for slot in shown if slot.path not in paths))


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
            made = _paper(catalog, replace(request, to="md", show=None, depth="draft"), profile, kind)
        except InputError as error:
            problems += error.problems
            continue
        warnings += made.warnings
        ready.append(KindReadiness(kind, made.paper.name, made.paper.slots))
    return Readiness(name, tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(warnings)), tuple(ready), notes)


# ---------------------------------------------------------------- lists, schema, new profile


def list_all(catalog: Catalog, what: str) -> tuple[Mapping[str, str], ...]:
    """What there is of kinds, sectors, campaigns, clauses or layouts: a row each."""
    from generator.list_catalog import list_catalog

    return list_catalog(catalog, what)


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
