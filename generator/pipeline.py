"""The order of the steps; the only module that knows it.

generate(), once:
  1. read_profile     campaign < sector < unit < person < papers.<kind> < --set, each fact with its origin
  2. choose_kinds     the papers that a kind, a set or 'all' means for this unit
and for each kind:
  3. build_context    facts typed and checked, every mistake at once
  4. render_markdown  Markdown with a hole for every value; also that of the paper it sends out with it, if it sends one
  5. read_markdown    the tree of the paper
  6. fit_form         without the parts that the layout's form does not show
  7. drop_optional, resolve_counts, cut_to_depth    what the time and the depth leave of it
  8. set_numbers      一、（一）1.（1）, counts and annex names as text
  9. join_printed     the paper sent out with it behind it (or, before step 7, as its first annex)
 10. compile_docx     Word XML with holes
 11. fill_docx        values in, the package
A calendar (`ics`) takes write_ics instead of the last eight.

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
from generator.choose_kinds import ALL, Chosen, choose_kinds
from generator.compile_docx import compile_docx
from generator.cut_to_depth import cut_to_depth, drop_optional
from generator.datatype import datatype
from generator.fact_warnings import unexplained
from generator.fill_docx import Properties, fill_docx
from generator.find_slots import find_slots
from generator.fit_form import fit_form
from generator.join_printed import join_printed, name_printed, place_behind, take_printed
from generator.layout import Layout
from generator.lengths import budgets_of, optional_within, spoken_characters, text_of_paper
from generator.library import (
    clauses_of,
    fields_of,
    kinds_of,
    layout_of,
    phrases_of,
    printed_by,
    sets_of,
    template_of,
    templates_of,
)
from generator.model import (
    Context,
    Date,
    Fact,
    FactData,
    Listing,
    Profile,
    Record,
    Rendered,
    Slot,
    Template,
    Value,
    fact_at,
)
from generator.problem import InputError, Problem, Source, Span
from generator.read_markdown import read_markdown
from generator.read_profile import read_profile
from generator.render_markdown import render_markdown
from generator.set_numbers import resolve_counts, set_numbers
from generator.tree import Document, Paragraph, as_data, as_text, with_values
from generator.word.arrangement import colophon_is_too_high, page_1_lacks_text
from generator.yaml_values import read_yaml

__all__ = [
    "DEFAULT_CAMPAIGN", "DEFAULT_RATE", "Depth", "KindReadiness", "Paper", "Readiness", "Request", "Result", "Shown", "Slot",
    "Target", "clauses_of", "fields_of", "generate", "is_several", "kinds_of", "layout_of", "list_all", "new_campaign",
    "new_profile", "printed_by", "schema", "sets_of", "template_of", "validate",
]  # fmt: skip

Depth = Literal["outline", "skeleton", "draft"]
Target = Literal["docx", "md", "json", "ics"]
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
    guide: bool = False  # the questions to the writer as comments in the margin of a draft


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
    minutes: float = 0  # how long it takes to read aloud, to half a minute; 0 for what is not a speech
    minutes_asked: int | None = None


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
    chosen = _chosen(catalog, request, profile)
    if not chosen.kinds:
        raise InputError([_nothing_to_make(request, chosen)])
    made: list[_Made] = []
    problems: list[Problem] = []
    for kind in _with_dates(catalog, request, chosen.kinds) if request.to == "ics" else chosen.kinds:
        try:
            made.append(_paper(catalog, request, profile, kind))
        except InputError as error:
            problems += error.problems
    papers = tuple(one.paper for one in made)
    notes = (*notes, *(f"没有做{why}" for why in chosen.left_out), *_unused(catalog, request, chosen.kinds))
    warnings = tuple(dict.fromkeys((*chosen.warnings, *(warning for one in made for warning in one.warnings))))
    if not problems and request.final:
        problems = [problem for paper in papers for problem in _refusals(paper)]
        problems += [warning for warning in warnings if warning.decides]
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return Result(papers, (*notes, *dict.fromkeys(one.note for one in made if one.note)), warnings)


def _as_date(day: datetime.date) -> Date:
    return Date(day.year, day.month, day.day)


def _chosen(catalog: Catalog, request: Request, profile: Profile) -> Chosen:
    """The kinds that the request means for this unit. Raises InputError for what makes no sense here, with the reason."""
    context = build_context(profile, fields_of(catalog), "", request.as_of)
    return choose_kinds(_known_kinds(catalog, request.kinds), templates_of(catalog), context)


def _unused(catalog: Catalog, request: Request, kinds: Sequence[str]) -> Iterator[str]:
    """What to say of options that change nothing here."""
    if request.minutes is not None and not any(template_of(catalog, kind).spoken for kind in kinds):
        yield "--minutes 只管讲话一类的材料，这次没有用上"
    if request.guide and (request.to in ("md", "ics") or request.depth != "draft"):
        yield "--guide 的批注只写在全文的 Word 文件里，这次没有用上"


def _nothing_to_make(request: Request, chosen: Chosen) -> Problem:
    usual = "个人档案只做本人写的材料，单位档案给了所依据的事实才做，写进 without 的不做"
    why = "；".join(chosen.left_out) or usual
    return Problem(Span("、".join(request.kinds)), f"没有一份可做：{why}", "用 nigao list kinds 看有哪些材料")


def is_several(catalog: Catalog, asked: Sequence[str]) -> bool:
    """Whether what is asked for may be more than one paper: several kinds, a set, or the whole package."""
    return len(set(asked)) > 1 or any(name == ALL or name in sets_of(catalog) for name in asked)


def _known_kinds(catalog: Catalog, asked: Sequence[str]) -> Sequence[str]:
    """What was asked for. Raises InputError with every name that is no kind's and no set's."""
    problems: list[Problem] = []
    sets, ids = sets_of(catalog), {name: kind for kind, name in kinds_of(catalog).items()}
    for name in asked:
        try:
            if name != ALL and name not in sets:
                template_of(catalog, name)
        except InputError as error:
            import difflib  # only on a mistake

            meant = ids.get(name) or "".join(difflib.get_close_matches(name, sets, n=1, cutoff=0.8))
            problems += [replace(problem, hint=f"请写代号 {meant}") if meant else problem for problem in error.problems]
    if problems:
        raise InputError(problems)
    return asked


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
    context = build_context(profile, fields_of(catalog), kind, request.as_of, _as_date(request.today))
    if "package" in template.needs:
        context = replace(context, root=_with_package(catalog, request, profile, context.root))
    if request.to == "ics":
        return _Made(_calendar(catalog, template, context), context.warnings)
    copy = _rendered(catalog, template, context)
    warnings = (*_concerning(context.warnings, copy.whole.values), *copy.whole.warnings)
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
        minutes=round(spoken_characters(document.blocks, values) / request.rate * 2) / 2 if _is_spoken(template, request) else 0,
        minutes_asked=_minutes(context, request) if _is_spoken(template, request) else None,
    )
    if request.show == "tree":
        return _Made(replace(paper, shown=as_text(with_values(document, values))), warnings)
    if request.to == "md":
        return _Made(replace(paper, data=as_text(with_values(document, values)).encode()), warnings)
    if request.to == "json":
        return _Made(replace(paper, data=_as_json(paper, with_values(document, values))), warnings)
    warnings = (*warnings, *_red_head_of_branch(document, layout, context, template.name))
    mould = compile_docx(document, layout)
    if colophon_is_too_high(mould, values):
        raise InputError([Problem(_span_of_copies(context) or Span(template.name), _TOO_HIGH, "并成统称，如“各乡镇人民政府”")])
    data = fill_docx(mould, values, _properties(copy, context, request.as_of))
    warnings = (*warnings, *_rare_characters(text, values, layout, template.name))
    if page_1_lacks_text(mould, values):
        warnings = (*warnings, Problem(Span(template.name), _NO_TEXT, "改短标题、主送机关或发文机关的名称"))
    return _Made(replace(paper, data=data, fonts=_fonts(layout)), warnings, _older_than_standard(context, layout))


def _concerning(warnings: Sequence[Problem], values: Sequence[Value]) -> Iterator[Problem]:
    """Without what is said of the basis, where the paper cites none."""
    cites = any(path.startswith("basis.") for value in values for path in value.paths)
    return (warning for warning in warnings if cites or not warning.path.startswith("basis."))


def _calendar(catalog: Catalog, template: Template, context: Context) -> Paper:
    """The dates of the profile instead of the paper that lists them."""
    from generator.write_ics import write_ics

    if not template.calendar:
        raise InputError([_no_calendar(catalog, template.name)])
    return Paper(template.id, template.name, template.order, write_ics(context.root), ())


def _with_dates(catalog: Catalog, request: Request, kinds: Sequence[str]) -> Sequence[str]:
    """Of a set or the package only what can be a calendar; a kind that was named stays, to be refused."""
    able = [kind for kind in kinds if kind in request.kinds or template_of(catalog, kind).calendar]
    if not able:
        raise InputError([_no_calendar(catalog, "、".join(request.kinds))])
    return able


def _no_calendar(catalog: Catalog, asked: str) -> Problem:
    able = "、".join(f"{one.id}（{one.name}）" for one in templates_of(catalog) if one.calendar)
    return Problem(Span(asked), "这种材料不能导出日历", f"能导出的有：{able}")


def _with_package(catalog: Catalog, request: Request, profile: Profile, root: Record) -> Record:
    """The facts with the campaign's whole package as one more list: what the cover list prints."""
    fields = fields_of(catalog)
    chosen = choose_kinds((ALL,), templates_of(catalog), build_context(profile, fields, "", request.as_of))
    items = tuple(_as_record(catalog, request, profile, template_of(catalog, kind)) for kind in chosen.kinds)
    return replace(root, entries={**root.entries, "package": Listing("package", fields["package"], items, Span("package"))})


def _as_record(catalog: Catalog, request: Request, profile: Profile, template: Template) -> Record:
    """What the cover list says of one paper."""
    fields = fields_of(catalog)
    context = build_context(profile, fields, template.id, request.as_of)
    layout = _layout(catalog, request, template, context)
    path, span = f"package.{template.id}", Span(template.source.name)
    told: dict[str, tuple[FactData, str]] = {
        "number": (f"{template.order:02d}", f"{template.order:02d}"),
        "name": (template.name, template.name),
        "use": (template.use, template.use),
        "layout": (layout.name, layout.name),
    }
    if context.date is not None:
        told["date"] = (context.date, format_date(context.date))
    entries = {
        key: Fact(f"{path}.{key}", fields[f"package[].{key}"], data, text, span, "engine")
        for key, (data, text) in told.items()
        if text
    }
    return Record(path, "package[]", entries, span)


def _rare_characters(text: str, values: Sequence[Value], layout: Layout, name: str) -> Iterator[Problem]:
    """What the layout's faces of GB 2312 cannot show, at the first fact that holds it: mostly people's names."""
    rare, faces = beyond_gb2312(text), [face for face in _fonts(layout) if "GB2312" in face]
    if rare and faces:
        holding = (span for value in values if beyond_gb2312(value.text) for span in value.spans[:1])
        message = f"字体{'、'.join(faces)}里没有“{'”“'.join(rare)}”，打印时会换成别的字体"
        beyond_gbk = rare.encode("gbk", "ignore").decode("gbk") != rare
        hint = "这些字要装 GB 18030 的大字库才有" if beyond_gbk else "改用 GBK 字库的版式（在 faces 里换成方正仿宋_GBK 一类）"
        yield Problem(next(holding, Span(name)), message, f"{hint}；印前请核对")


def _red_head_of_branch(document: Document, layout: Layout, context: Context, name: str) -> Iterator[Problem]:
    """A branch has no right to issue papers of its own under a red head, unless its superior gave it one."""
    form = fact_at(context.root, "org.form")
    red = any(isinstance(block, Paragraph) and block.role == "mark" for block in document.blocks)
    if red and form and form.data in ("branch", "joint_branch"):
        message = f"{form.text}一般不用红头（{layout.name}）"
        yield Problem(Span(name), message, "没有发文代字的用白头：--layout plain；上级给了代字、同意用红头的，可以不管")


def _span_of_copies(context: Context) -> Span | None:
    paper = context.root.entries.get("paper")
    copies = paper.entries.get("cc") if isinstance(paper, Record) else None
    return copies.span if copies else None


_TOO_HIGH: Final = "抄送机关太多，版记一面放不下（GB/T 9704—2012 第7.4.2条）"
_NO_TEXT: Final = "第一页排不下正文，主送机关移到版记、机关名称缩小也不行（GB/T 9704—2012 第7.3.3条）"


def _rendered(catalog: Catalog, template: Template, context: Context) -> _Copy:
    """Step 4."""
    clauses = clauses_of(catalog)
    own = render_markdown(template, clauses, context)
    printed = printed_by(catalog, template)
    if printed is None:
        return _Copy(template, own.text, own)
    behind, whole = place_behind(own, render_markdown(printed, clauses, context, printed=True))
    return _Copy(template, own.text, whole, printed, behind)


def _document(copy: _Copy, layout: Layout, context: Context, request: Request) -> Document:
    """Steps 5 to 9."""
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
    """Steps 7 and 8, of a paper or of one of two that are numbered on their own."""
    values = copy.whole.values
    minutes = _minutes(context, request) if template.spoken else None
    budgets = budgets_of(template, context.profile.sector, minutes, request.rate) if request.depth == "skeleton" else {}
    guide = f"依据：{template.authority}" if request.guide and template.authority else "" if request.guide else None

    def numbered(kept: Document) -> Document:
        kept = resolve_counts(kept)
        return set_numbers(
            cut_to_depth(kept, values, request.depth, asks=template.asks, budgets=budgets, lacking=lacking, guide=guide)
        )

    if minutes is None or not _is_spoken(template, request):
        return numbered(document)
    most = room = minutes * request.rate
    while True:
        above = optional_within(document, values, room)
        kept = drop_optional(document, above)
        made = numbered(kept)
        if not above or spoken_characters(made.blocks, values) <= most:
            return made
        room = spoken_characters(kept.blocks, values) - 1  # with 一、 and 一是 it is too long after all


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
    mode = fact_at(context.root, "org.mode")
    name = by_sector.get(context.profile.sector) or by_sector.get(str(mode.data) if mode else "") or by_sector["default"]
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


def _is_spoken(template: Template, request: Request) -> bool:
    return template.spoken and request.depth == "draft"


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
    valid = _campaigns_for(catalog, profile, request)
    campaign = valid[0] if len(valid) == 1 else DEFAULT_CAMPAIGN
    others = f"（当时现行的有 {'、'.join(valid)}）" if len(valid) > 1 else ""
    return read(campaign), (f"档案没有写 campaign，按“{campaign}”起草；要换别的活动{others}，请在档案里写明或用 --campaign",)


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


def _campaigns_for(catalog: Catalog, profile: Profile, request: Request) -> Sequence[str]:
    """The campaigns valid on the papers' date (else --as-of, else today)."""
    day = _date_of(profile, catalog, request) or _as_date(request.today)
    return [name for name in catalog.campaigns() if _is_valid(catalog, name, day)]


def _date_of(profile: Profile, catalog: Catalog, request: Request) -> Date | None:
    """The date of the first paper asked for that has one; of a set or the package, the first of any paper."""
    named = [kind for kind in request.kinds if kind in catalog.kinds()]
    for kind in named or kinds_of(catalog):
        try:
            context = build_context(profile, fields_of(catalog), kind, request.as_of)
        except InputError:
            continue  # the same mistakes are told when the paper is made
        if context.date is not None:
            return context.date
    return request.as_of


def _is_valid(catalog: Catalog, name: str, day: Date) -> bool:
    from generator.list_catalog import bare_facts, is_valid

    try:
        return is_valid(bare_facts(catalog, Source(name, ""), name), day)
    except InputError:
        return False


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
        path = slot.place_in(paper.kind)
        yield Problem(Span(paper.name), f"还缺“{slot.label}”（{slot.count} 处待填）", f"{who}在档案里补上 {path}", path)


# ---------------------------------------------------------------- validate


def validate(catalog: Catalog, request: Request) -> Readiness:
    """What is wrong with a profile, and how far it is from each kind's paper (a dry render finds what is missing).

    With `request.kinds` only those are looked at, else all. Problems come back; only a broken installation raises.
    """
    request = replace(request, kinds=request.kinds or (ALL,))
    name = request.profile.name
    try:
        profile, notes = _profile(catalog, request)
        general = build_context(profile, fields_of(catalog), "", request.as_of, _as_date(request.today))
        chosen = _chosen(catalog, request, profile)
    except InputError as error:
        return Readiness(name, tuple(dict.fromkeys(error.problems)))
    known = {phrase.text for phrase in phrases_of(catalog)}
    warnings = [*general.warnings, *unconfirmed(general), *chosen.warnings, *unexplained(general.root, known)]
    ready: list[KindReadiness] = []
    problems: list[Problem] = []
    for kind in chosen.kinds:
        try:
            made = _paper(catalog, replace(request, to="md", show=None, depth="draft"), profile, kind)
        except InputError as error:
            problems += error.problems
            continue
        warnings += made.warnings
        ready.append(KindReadiness(kind, made.paper.name, made.paper.slots))
    return Readiness(name, tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(warnings)), tuple(ready), notes)


# ---------------------------------------------------------------- lists, schema, new profile


def list_all(catalog: Catalog, what: str, today: datetime.date) -> tuple[Mapping[str, str], ...]:
    """What there is of kinds, sectors, campaigns (those of today first), clauses or layouts: a row each."""
    from generator.list_catalog import list_catalog

    return list_catalog(catalog, what, _as_date(today))


def schema(catalog: Catalog) -> str:
    """The JSON Schema of a profile, for editors."""
    from generator.write_schema import write_schema

    return write_schema(fields_of(catalog), kinds_of(catalog))


def new_campaign(catalog: Catalog, campaign: str) -> str:
    """A commented campaign file of this id, to be filled in."""
    from generator.new_campaign import new_campaign as text_of

    names = [(row["id"], row["name"]) for row in list_all(catalog, "sectors", datetime.date.min)]
    return text_of(fields_of(catalog), campaign, names)


def new_profile(catalog: Catalog, sector: str, campaign: str | None, today: datetime.date) -> str:
    """A commented profile of a unit of this sector, to be filled in; it offers the campaigns, those of today first."""
    from generator.new_profile import new_profile as text_of

    if campaign is not None:
        catalog.campaign(campaign)  # an unknown one is told here
    given = read_yaml(catalog.sector(sector))
    try:
        offered = [(row["id"], row["name"], row["now"]) for row in list_all(catalog, "campaigns", today)]
    except InputError:
        offered = []  # another campaign's mistakes are told where it is used
    kinds = sorted(templates_of(catalog), key=lambda template: "package" in template.needs)  # the cover list is no example
    return text_of(fields_of(catalog), sector, given, campaign, offered, [(kind.id, kind.name) for kind in kinds])
