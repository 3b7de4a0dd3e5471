"""Layers of data merged into one profile, each leaf with its origin.

campaign < sector < the campaign's `for: {sector: …}` < unit < person < papers.<kind> < --set; the later wins. Keys
become the fields' keys, shapes are checked, values stay untyped text: what a text means is for build_context. Opens no
file: the caller hands out sources. Mistakes are collected, never raised.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Literal, NamedTuple, Protocol, TypeAlias

from generator.model import Dict, Field, Fields, Node, Profile, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import illegal_characters, read_yaml

NONE = "无"  # an optional field or list that deliberately holds nothing
LayerName: TypeAlias = Literal["campaign", "sector", "unit", "person", "paper", "set"]

_OPERATIONS = {"add": "add", "增加": "add", "drop": "drop", "删去": "drop", "change": "change", "修改": "change"}
_EVENT = {"text": "text", "文字": "text", "day": "day", "日期": "day"}
_ID, _AFTER = ("id", "编号"), ("after", "排在")
_PLACE = "+after"  # in a record to be added: the record it comes after
# Patterns are kept as text: `re` compiles and remembers them when they are first used.
_ID_FORM = r"(?![0-9]+$)[^\W_][\w-]*"
_DIRECTIVES = {
    "extends": "extends",
    "继承": "extends",
    "papers": "papers",
    "各份材料": "papers",
    "clauses": "clauses",
    "选用段落": "clauses",
}
_STEP = r"[^.\[\]]+|\[[^\[\]]*\]"


class Files(Protocol):
    """Where sources come from; each method raises InputError for what is not there or may not be read."""

    def load(self, reference: str, referrer: str) -> Source:
        """What `extends: reference` means in the file of that name: a sector's id or a relative path."""

    def campaign(self, name: str) -> Source:
        """The campaign of that id."""

    def sectors(self) -> Collection[str]:
        """The ids of all sectors."""


def read_profile(
    source: Source,
    fields: Fields,
    kinds: Mapping[str, str],
    files: Files,
    campaign: str = "",
    sets: Sequence[tuple[str, str]] = (),
) -> Profile:
    """The profile in `source` with all that it stands on.

    `kinds` maps the kinds of papers to their 中文 names (which may be empty). `campaign` is used if the profile names
    none; without either, `Profile.campaign` is empty and no campaign is merged. `sets` are (path, text) in the order
    given: `stages.start.end`, `stages[1].end`, `papers.plan.date`, or `paper.date` for every kind. All mistakes, those
    of syntax included, are in `Profile.problems`.
    """
    names = _names_of(fields)
    problems: list[Problem] = []
    chain = _chain(source, files, problems)
    layers = _layers(chain)
    told = next((name for layer in reversed(layers) if (name := _campaign_of(layer.root))), None)
    chosen = told or (Scalar(campaign, Span("--campaign")) if campaign else None)
    base = _load_campaign(chosen, files, problems)
    ground, own = tuple(layer for layer in layers if layer.name == "sector"), [one for one in layers if one.name != "sector"]
    if base is not None:
        ground = (base, *ground)
    merge = _Merge(names, problems)
    under = tuple(layer.source for layer in ground)
    common = _common(under, base is not None, names, tuple(kinds.items()), tuple(files.sectors()))
    problems += common.problems
    tree = common.tree if ground else Dict({}, Span(source.name, 1, 1))
    papers, clauses = dict(common.papers), dict(common.clauses)
    for layer in own:
        tree = _merged(_canonical(layer, names, kinds, problems), tree, papers, clauses, merge)
    sector = ground[-1] if ground and ground[-1].name == "sector" else None
    tree = _with_id(tree, "sector", sector)
    tree = _with_id(tree, "campaign", base)
    for n, (path, text) in enumerate(sets, 1):
        tree = _set(_Set(path, text, Span("--set", n)), tree, papers, kinds, merge)
    return Profile(
        name=PurePosixPath(source.name).stem,
        tree=tree,
        papers=papers,
        clauses=clauses,
        campaign=base.stem if base else "",
        sector=sector.stem if sector else "",
        shape=_shape(tree, fields),
        sources=tuple(layer.source for layer in (*ground, *own)),
        problems=tuple(dict.fromkeys(problems)),
        common=common.tree,
    )


class _Common(NamedTuple):
    """What stands under every unit of a sector: the campaign, the sector, and what the campaign means in it."""

    tree: Dict
    papers: Mapping[str, Dict]
    clauses: Mapping[str, tuple[Scalar, ...]]
    problems: tuple[Problem, ...]


@lru_cache(maxsize=32)
def _common(
    sources: tuple[Source, ...], campaign_first: bool, names: "_Names", kinds: tuple[tuple[str, str], ...], known: tuple[str, ...]
) -> _Common:
    """The merged files of campaign and sectors; `known` are all sectors there are."""
    problems: list[Problem] = []
    merge = _Merge(names, problems)
    layers = [_Layer("sector", source, _parsed(source, [])) for source in sources]
    base = layers.pop(0)._replace(name="campaign") if campaign_first else None
    order = [_canonical(layer, names, dict(kinds), problems) for layer in ([base] if base else []) + layers]
    if base is not None:
        order += _for_sectors(base, layers, names, dict(kinds), known, problems)
    tree, papers, clauses = Dict({}, Span("", 1, 1)), dict[str, Dict](), dict[str, tuple[Scalar, ...]]()
    for layer in order:
        tree = _merged(layer, tree, papers, clauses, merge)
    tree = _with_id(tree, "sector", layers[-1] if layers else None)
    tree = _with_id(tree, "campaign", base)
    return _Common(tree, papers, clauses, tuple(problems))


def _merged(
    layer: "_Canonical", tree: Dict, papers: dict[str, Dict], clauses: dict[str, tuple[Scalar, ...]], merge: "_Merge"
) -> Dict:
    """The tree with a layer over it; the layer's papers and clauses go into `papers` and `clauses`."""
    for kind, paper in layer.papers.items():
        empty = Dict({}, paper.span)
        papers[kind] = merge.mappings(papers.get(kind, empty), paper, "paper", f"papers.{kind}")
    clauses.update(layer.clauses)
    return merge.mappings(tree, layer.tree, "", "")


# ---------------------------------------------------------------- files → layers


class _Layer(NamedTuple):
    """One file as read; an unreadable file has an empty root."""

    name: LayerName
    source: Source
    root: Dict

    @property
    def stem(self) -> str:
        return PurePosixPath(self.source.name).stem


def _parsed(source: Source, problems: list[Problem]) -> Dict:
    """The file's root; if it cannot be read, what still can be known of it: whom it extends and its campaign."""
    try:
        return read_yaml(source)
    except InputError as error:
        problems += error.problems
    entries: dict[str, Node] = {}
    for n, line in enumerate(source.text.split("\n"), 1):
        match = re.match(r"(extends|campaign|继承|活动): +([\w./-]+) *(#.*)?$", line)
        if match:
            entries[match.group(1)] = Scalar(match.group(2), Span(source.name, n, match.start(2) + 1))
    return Dict(entries, Span(source.name, 1, 1), {key: node.span for key, node in entries.items()})


def _chain(source: Source, files: Files, problems: list[Problem]) -> list[tuple[Source, Dict]]:
    """The file and all it extends, the last one extended first."""
    chain = [(source, _parsed(source, problems))]
    while True:
        last, root = chain[-1]
        reference = _first_of(root, "extends", "继承")
        if reference is None or (isinstance(reference, Scalar) and not reference.text):
            break
        if not isinstance(reference, Scalar):
            hint = "请写领域名称（如 village），或单位档案的相对路径"
            problems.append(Problem(reference.span, "extends 只能写一个名字", hint, "extends"))
            break
        found = _loaded(reference, "extends", problems, partial(files.load, referrer=last.name))
        if found is None:
            break
        if any(found.name == earlier.name for earlier, _ in chain):
            loop = " → ".join([*(earlier.name for earlier, _ in chain), found.name])
            problems.append(Problem(reference.span, f"extends 绕成了圈：{loop}", "请改掉其中一处 extends", "extends"))
            break
        chain.append((found, _parsed(found, problems)))
    return chain[::-1]


def _loaded(reference: Scalar, path: str, problems: list[Problem], load: Callable[[str], Source]) -> Source | None:
    try:
        return load(reference.text)
    except InputError as error:
        problems += [p if p.span.line else Problem(reference.span, p.message, p.hint, path) for p in error.problems]
        return None


def _layers(chain: list[tuple[Source, Dict]]) -> list[_Layer]:
    """Each file's layer by where it lies; a person's profile is one with a `person` that extends a unit's."""
    layers: list[_Layer] = []
    for source, root in chain:
        name: LayerName = "unit"
        folder = PurePosixPath(source.name).parent.parts[-2:]
        if folder[-1:] == ("profiles",):
            name = "sector"
        elif folder == ("profiles", "campaigns"):
            name = "campaign"
        elif layers and layers[-1].name in ("unit", "person") and _first_of(root, "person", "个人") is not None:
            name = "person"
        layers.append(_Layer(name, source, root))
    return layers


def _campaign_of(root: Dict) -> Scalar | None:
    """The campaign a file names: `campaign: ID`, or the id in its `campaign` group."""
    node = _first_of(root, "campaign", "活动")
    if isinstance(node, Dict):
        node = _first_of(node, "id", "活动代号")
    return node if isinstance(node, Scalar) and node.text else None


def _load_campaign(chosen: Scalar | None, files: Files, problems: list[Problem]) -> _Layer | None:
    if chosen is None:
        return None
    source = _loaded(chosen, "campaign", problems, files.campaign)
    return _Layer("campaign", source, _parsed(source, problems)) if source else None


def _first_of(root: Dict, *keys: str) -> Node | None:
    return next((root.entries[key] for key in keys if key in root.entries), None)


# ---------------------------------------------------------------- a layer with the fields' own keys, empties gone


_SEE_FIELDS = "请对照字段表 profiles/fields.yaml 改名，或删去"


class _Names:
    """Fields by parent and name (key or 中文 label), and each name's key."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.children: dict[str, dict[str, Field]] = {}
        self.keys: dict[str, str] = {}  # a field's path → its key
        self.hints: dict[tuple[str, str], str] = {}  # of the profile being read
        for path, entry in fields.items():
            if entry.of == "engine":
                continue
            parent, _, key = path.rpartition(".")
            siblings = self.children.setdefault(parent, {})
            siblings[key] = siblings[entry.label] = entry
            self.keys[path] = key

    def hint(self, name: str, parent: str, others: Iterable[str] = ()) -> str:
        """What the writer of an unknown key may have meant; looked for in the first hundred, for it takes a while."""
        known = (name, parent)
        if known not in self.hints:
            self.hints[known] = self.meant(name, parent, others) if len(self.hints) < 100 else _SEE_FIELDS
        return self.hints[known]

    def meant(self, name: str, parent: str, others: Iterable[str]) -> str:
        import difflib  # only on a mistake

        known = [*self.children.get(parent, ()), *others]
        bare = name.strip(" \u3000“”‘’\"'＂：:")
        near = [bare] if bare in known else difflib.get_close_matches(bare, known, n=1, cutoff=0.6)
        if near:
            found = self.children.get(parent, {}).get(near[0])
            return f"是不是“{near[0]}”" + (f"（{found.label}）？" if found and found.label != near[0] else "？")
        homes = [e for e in self.fields.values() if bare in (e.key, e.label) and e.of != "engine"]
        if homes:
            return "有这个字段的地方：" + "、".join(f"{entry.path}（{entry.label}）" for entry in homes[:3])
        if len(known) <= 24:
            return "这里可以写：" + "、".join(dict.fromkeys(e.label for e in self.children.get(parent, {}).values()))
        return _SEE_FIELDS


_names: list[_Names] = []  # of the dictionaries of fields in use: mostly one


def _names_of(fields: Fields) -> _Names:
    names = next((names for names in _names if names.fields is fields), None)
    if names is None:
        names = _Names(fields)
        _names[:] = [*_names[-7:], names]
    names.hints.clear()
    return names


class _Canonical(NamedTuple):
    tree: Dict
    papers: Mapping[str, Dict]
    clauses: Mapping[str, tuple[Scalar, ...]]


def _canonical(layer: _Layer, names: _Names, kinds: Mapping[str, str], problems: list[Problem]) -> _Canonical:
    """The layer's own facts, its papers' and its choice of clauses."""
    reader = _Reader(names, layer.name, problems)
    groups: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    papers: dict[str, Dict] = {}
    clauses: dict[str, tuple[Scalar, ...]] = {}
    seen: set[str] = set()
    top = names.children.get("", {})
    for key, node in layer.root.entries.items():
        span = layer.root.keys[key]
        directive = _DIRECTIVES.get(key, "")
        if directive:
            if directive in seen:
                reader.wrong(span, key, f"“{key}”与 {directive} 是同一项，写了两次", "请删去一处")
            elif directive == "papers":
                papers = reader.papers(node, kinds)
            elif directive == "clauses":
                clauses = reader.clauses(node)
            seen.add(directive)
        elif key == "for" and layer.name == "campaign":
            continue  # see _for_sectors
        elif _is_reference(key, node, layer, top):
            if layer.name == "sector" and top[key].key == "campaign":
                reader.wrong(span, "campaign", "领域文件不能指定活动", "请把它移到单位档案里")
        else:
            groups[key], keys[key] = node, span
    if layer.name == "campaign" and "extends" in seen:
        reader.wrong(layer.root.span, "extends", "活动文件不能继承别的文件", "请删去 extends")
    tree = reader.mapping(Dict(groups, layer.root.span, keys), "", "", others=(*_DIRECTIVES, "campaign"))
    reader.refuse_by_layer(tree)
    return _Canonical(tree, papers, clauses)


def _is_reference(key: str, node: Node, layer: _Layer, top: Mapping[str, Field]) -> bool:
    """Whether it is `campaign: ID`, or `sector: ID` in a sector's own file, and no group of facts."""
    if not isinstance(node, Scalar) or key not in top:
        return False
    return top[key].key == "campaign" or (top[key].key == "sector" and layer.name == "sector" and node.text in ("", layer.stem))


def _for_sectors(
    base: _Layer,
    sectors: list[_Layer],
    names: _Names,
    kinds: Mapping[str, str],
    known: Collection[str],
    problems: list[Problem],
) -> list[_Canonical]:
    """What the campaign means in the profile's sectors, in their order; all of `for` is checked."""
    node = base.root.entries.get("for")
    if node is None or (isinstance(node, Scalar) and not node.text):
        return []
    if not isinstance(node, Dict):
        problems.append(Problem(node.span, "for 下面应按领域写", "写成 for: {village: {…}}", "for"))
        return []
    found: dict[str, _Canonical] = {}
    for sector, facts in node.entries.items():
        if sector not in known:
            hint = "可用：" + "、".join(known)
            problems.append(Problem(node.keys[sector], f"没有名为“{sector}”的领域", hint, f"for.{sector}"))
        if isinstance(facts, Dict):
            layer = _Layer("campaign", base.source, facts)
            found[sector] = _canonical(layer, names, kinds, problems)
        elif not (isinstance(facts, Scalar) and not facts.text):
            problems.append(Problem(facts.span, "这里应是一组字段", "写成“字段名: 值”，下一级缩进两格", f"for.{sector}"))
    return [found[layer.stem] for layer in sectors if layer.stem in found]


class _Reader:
    """Turns the nodes of one layer into the same nodes under the fields' own keys; None = not given."""

    def __init__(self, names: _Names, layer: LayerName, problems: list[Problem]) -> None:
        self.names, self.layer, self.problems = names, layer, problems

    def wrong(self, span: Span, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(span, message, hint, path))

    def mapping(self, node: Dict, parent: str, path: str, others: Iterable[str] = ()) -> Dict:
        known = self.names.children.get(parent, {})
        entries: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        for key, child in node.entries.items():
            here = f"{path}.{key}" if path else key
            entry = known.get(key)
            if entry is None or entry.path == "paper":
                hint = "请写在 papers 下对应的文种里，如 papers: {plan: {…}}" if entry else self.names.hint(key, parent, others)
                self.wrong(node.keys[key], here, f"没有名为“{key}”的字段", hint)
                continue
            name = self.names.keys[entry.path]
            if name in keys:
                message = f"“{key}”与第 {keys[name].line} 行是同一个字段（{name} {entry.label}）"
                self.wrong(node.keys[key], here, message, "请删去一处")
                continue
            keys[name] = node.keys[key]
            value = self.value(child, entry, here if name == key else f"{path}.{name}" if path else name)
            if value is not None:
                entries[name] = value
        return Dict(entries, node.span, keys)

    def value(self, node: Node, entry: Field, path: str) -> Node | None:
        kind = entry.type
        if isinstance(node, Scalar):
            if not node.text:
                return None
            if kind not in ("group", "records", "texts"):
                return Scalar(node.text, node.span, self.layer)
        if kind == "group":
            if isinstance(node, Dict):
                return self.mapping(node, entry.path, path)
            self.shape(node, path, f"“{entry.label}”应是一组字段", "在下一行缩进两格，写成“字段名: 值”")
            return None
        if kind == "records":
            return self.records(node, entry, path)
        if kind == "texts":
            return self.texts(node, entry, path)
        if entry.type == "date" and isinstance(node, Dict):
            return self.event(node, path)
        if isinstance(node, Dict) and entry.type in ("phrase", "text", "long"):
            hint = "以 { 开头的文字要加英文引号；否则请写在冒号后面，不分行、不分项"
        else:
            hint = "请写在冒号后面，不分项"
        self.shape(node, path, f"“{entry.label}”应是一个值，现为{_SHAPES[type(node)]}", hint)
        return None

    def shape(self, node: Node, path: str, message: str, hint: str) -> None:
        if isinstance(node, Scalar):
            shown = node.text if len(node.text) <= 20 else node.text[:19] + "…"
            message += f"，现为“{shown}”"
            if glued := re.match(r"([^\s:：]+)[:：](?=\S)", node.text):
                hint = f"冒号要用半角，后面要有一个空格：{glued.group(1)}: …"
        self.wrong(node.span, path, message, hint)

    def event(self, node: Dict, path: str) -> Node | None:
        parts: dict[str, Node] = {}
        for key, child in node.entries.items():
            name = _EVENT.get(key, "")
            if not name or name in parts or not isinstance(child, Scalar):
                hint = "事件写成 {text: 党的十八大召开前, day: 2012年11月8日}，day 可以不写"
                self.wrong(node.keys[key], path, f"日期里不能这样写“{key}”", hint)
                return None
            if child.text:
                parts[name] = Scalar(child.text, child.span, self.layer)
        if not parts:
            return None
        if "text" not in parts:
            self.wrong(node.span, path, "事件没有 text", "请写 text: 事件名称；只有日期的，直接写在冒号后面")
            return None
        return Dict(parts, node.span)

    def texts(self, node: Node, entry: Field, path: str) -> Node | None:
        if isinstance(node, Scalar) and node.text.strip() == NONE:
            return Scalar(NONE, node.span, self.layer)
        if not isinstance(node, Seq):
            self.shape(node, path, f"“{entry.label}”应是列表", "每项另起一行，前面写“- ”（减号加空格）")
            return None
        items: list[Node] = []
        for n, item in enumerate(node.items, 1):
            if not isinstance(item, Scalar):
                self.shape(item, f"{path}.{n}", f"“{entry.label}”的每一项应是文字", "有“冒号加空格”或以 { [ 开头的，请加英文引号")
            elif item.text:
                items.append(Scalar(item.text, item.span, self.layer))
        return self.list_of(items, node, path)

    def list_of(self, items: list[Node], node: Node, path: str) -> Node | None:
        none = next((item for item in items if isinstance(item, Scalar) and item.text.strip() == NONE), None)
        if none is not None:
            self.wrong(none.span, path, "“无”不能写成列表的一项", "整个列表没有内容的，请直接在冒号后面写 无")
            return None
        return Seq(tuple(items), node.span) if items else None

    def records(self, node: Node, entry: Field, path: str) -> Node | None:
        if isinstance(node, Scalar) and node.text.strip() == NONE:
            return Scalar(NONE, node.span, self.layer)
        if isinstance(node, Dict) and node.entries and all(key in _OPERATIONS for key in node.entries):
            return self.operations(node, entry, path)
        if not isinstance(node, Seq):
            hint = "每条记录以“- ”开头；只改动几条的，写成 {add: […], drop: […], change: {…}}"
            self.shape(node, path, f"“{entry.label}”应是列表", hint)
            return None
        ids: dict[str, Span] = {}
        items: list[Node] = []
        for n, item in enumerate(node.items, 1):
            record = self.record(item, entry, f"{path}.{n}", ids)
            if record is not None:
                items.append(record)
        return self.list_of(items, node, path)

    def record(self, node: Node, entry: Field, path: str, ids: dict[str, Span], added: bool = False) -> Node | None:
        """A record under its own keys; its id and, if it is to be `added`, its place are kept beside its facts."""
        if isinstance(node, Scalar) and not node.text:
            return None
        if not isinstance(node, Dict):
            if isinstance(node, Scalar) and node.text.strip() == NONE:
                return Scalar(NONE, node.span)
            self.shape(node, path, f"“{entry.label}”的每一条应是一组字段", "写成“- 字段名: 值”，同一条的字段左对齐")
            return None
        facts, keys, marks = {}, {}, dict[str, Node]()
        defined = self.names.children.get(f"{entry.path}[]", {})
        for key, child in node.entries.items():
            mark = "id" if key in _ID else _PLACE if added and key in _AFTER else ""
            if not mark or key in defined:
                facts[key], keys[key] = child, node.keys[key]
            elif not isinstance(child, Scalar):
                self.wrong(child.span, path, f"“{key}”应是一个名字", "请写在冒号后面")
            elif mark in marks:
                self.wrong(node.keys[key], path, f"“{key}”写了两次", "请删去一处")
            elif child.text:
                marks[mark] = Scalar(child.text.strip(), child.span, self.layer)
        mine = marks.get("id")
        if isinstance(mine, Scalar):
            path = f"{path.rpartition('.')[0]}.{mine.text}"
            self.check_id(mine, path, ids)
        record = self.mapping(Dict(facts, node.span, keys), f"{entry.path}[]", path, others=_ID)
        return Dict({**marks, **record.entries}, node.span, record.keys) if marks or record.entries else None

    def check_id(self, mine: Scalar, path: str, ids: dict[str, Span]) -> None:
        if not re.fullmatch(_ID_FORM, mine.text):
            self.wrong(mine.span, path, f"id“{mine.text}”不合写法", "用字母、汉字、数字和连字符，不能全是数字")
        elif mine.text in ids:
            self.wrong(mine.span, path, f"id“{mine.text}”重复（第 {ids[mine.text].line} 行已用过）", "请换一个")
        ids.setdefault(mine.text, mine.span)

    def operations(self, node: Dict, entry: Field, path: str) -> Node | None:
        """`{add: records, drop: ids, change: {id: record}}` under those keys."""
        done: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        for key, child in node.entries.items():
            name = _OPERATIONS[key]
            if name in keys:
                self.wrong(node.keys[key], path, f"“{key}”写了两次", "请删去一处")
                continue
            keys[name] = node.keys[key]
            if isinstance(child, Scalar) and not child.text:
                continue
            if name == "change" and isinstance(child, Dict):
                changed = {one: self.record(facts, entry, f"{path}.{one}", {}) for one, facts in child.entries.items()}
                records = {one: record for one, record in changed.items() if isinstance(record, Dict)}
                done[name] = Dict(records, child.span, child.keys)
            elif name == "add" and isinstance(child, Seq):
                ids: dict[str, Span] = {}
                added = [self.record(item, entry, f"{path}.{n}", ids, True) for n, item in enumerate(child.items, 1)]
                done[name] = Seq(tuple(record for record in added if isinstance(record, Dict)), child.span)
            elif name == "drop" and isinstance(child, Seq) and all(isinstance(one, Scalar) for one in child.items):
                done[name] = child
            else:
                form = {"change": "{id: {字段: 值}}", "add": "列表，每条以“- ”开头", "drop": "[id, id]"}[name]
                self.wrong(child.span, path, f"“{key}”的写法不对", f"请写成 {form}")
        return Dict(done, node.span, keys) if done else None

    def papers(self, node: Node, kinds: Mapping[str, str]) -> dict[str, Dict]:
        papers: dict[str, Dict] = {}
        if isinstance(node, Scalar) and not node.text:
            return papers
        if not isinstance(node, Dict):
            self.shape(node, "papers", "papers 下面应按文种写", "写成 papers: {plan: {date: 2010年5月18日}}")
            return papers
        by_name = {name: kind for kind, name in kinds.items() if name} | {kind: kind for kind in kinds}
        reader = self if self.layer in ("campaign", "sector") else _Reader(self.names, "paper", self.problems)
        for key, child in node.entries.items():
            kind, path = by_name.get(key, ""), f"papers.{key}"
            if not kind:
                self.wrong(node.keys[key], path, f"没有名为“{key}”的文种", _nearest(key, by_name))
            elif kind in papers:
                self.wrong(node.keys[key], path, f"“{key}”与 {kind} 是同一文种，写了两次", "请合并到一处")
            elif isinstance(child, Dict):
                papers[kind] = reader.mapping(child, "paper", f"papers.{kind}")
            elif not (isinstance(child, Scalar) and not child.text):
                self.shape(child, path, "文种下面应是一组字段", "在下一行缩进两格，写成“字段名: 值”")
        return papers

    def clauses(self, node: Node) -> dict[str, tuple[Scalar, ...]]:
        """Group → ids; 无 chooses none of a group."""
        chosen: dict[str, tuple[Scalar, ...]] = {}
        if isinstance(node, Scalar) and not node.text:
            return chosen
        if not isinstance(node, Dict):
            self.shape(node, "clauses", "clauses 下面应按组写", "写成 clauses: {strands: [id, id]}")
            return chosen
        for group, ids in node.entries.items():
            if isinstance(ids, Scalar) and ids.text.strip() in ("", NONE):
                if ids.text:
                    chosen[group] = ()
            elif isinstance(ids, Seq) and all(isinstance(one, Scalar) and one.text for one in ids.items):
                chosen[group] = tuple(Scalar(one.text, one.span, self.layer) for one in ids.items if isinstance(one, Scalar))
            else:
                self.shape(ids, f"clauses.{group}", "选用的段落应是名字的列表", "写成 [id, id]；一个都不要的写 无")
        return chosen

    def refuse_by_layer(self, tree: Dict) -> None:
        """What may not stand in a file of this layer: a person's facts, a date, a campaign."""
        if self.layer in ("unit", "sector", "campaign") and "person" in tree.keys:
            hint = "请另建个人档案，写 extends: 单位档案的路径，再写 person"
            self.wrong(tree.keys["person"], "person", "个人字段只能写在个人档案里", hint)
        if self.layer == "sector":
            if "campaign" in tree.entries:
                self.wrong(tree.keys["campaign"], "campaign", "领域文件不能写活动的内容", "请写到活动文件的 for: {领域: …} 下面")
            self._refuse_dates(tree, "", "")

    def _refuse_dates(self, node: Dict, parent: str, path: str) -> None:
        for key, child in node.entries.items():
            entry = self.names.fields.get(f"{parent}.{key}" if parent else key)
            here = f"{path}.{key}" if path else key
            if entry is None:
                continue
            if entry.type == "date":
                self.wrong(child.span, here, "领域文件不能写日期", "请移到单位档案或活动文件里")
            elif isinstance(child, Dict) and entry.type == "group":
                self._refuse_dates(child, entry.path, here)
            elif isinstance(child, Seq) and entry.type == "records":
                for n, record in enumerate(child.items, 1):
                    if isinstance(record, Dict):
                        self._refuse_dates(record, f"{entry.path}[]", f"{here}.{n}")


_SHAPES: Mapping[type, str] = {Dict: "一组字段", Seq: "列表", Scalar: "文字"}


def _nearest(name: str, known: Iterable[str]) -> str:
    import difflib  # only on a mistake

    known = list(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"是不是“{near[0]}”？" if near else "可用：" + "、".join(known)


# ---------------------------------------------------------------- one layer over another


class _Merge:
    """Lays canonical trees over each other; nothing in `over` is empty, so everything in it counts."""

    def __init__(self, names: _Names, problems: list[Problem]) -> None:
        self.names, self.problems = names, problems
        self.unknown_ids = 0

    def wrong(self, span: Span, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(span, message, hint, path))

    def mappings(self, base: Dict, over: Dict, parent: str, path: str) -> Dict:
        if not over.entries:
            return base
        entries = dict(base.entries)
        for key, node in over.entries.items():
            entry = self.names.fields.get(f"{parent}.{key}" if parent else key)
            here = f"{path}.{key}" if path else key
            old = entries.get(key)
            if entry is not None and entry.type == "group" and isinstance(node, Dict):
                below = old if isinstance(old, Dict) else Dict({}, node.span)
                entries[key] = self.mappings(below, node, entry.path, here)
            elif entry is not None and entry.type == "records":
                merged = self.records(old, node, entry, here)
                if merged is None:
                    entries.pop(key, None)
                else:
                    entries[key] = merged
            else:
                entries[key] = node
        return Dict(entries, base.span if base.entries else over.span, {**base.keys, **over.keys})

    def records(self, old: Node | None, node: Node, entry: Field, path: str) -> Node | None:
        """A list in full replaces; operations work on the list as the earlier layers left it."""
        if not isinstance(node, Dict):
            if isinstance(node, Seq):
                return Seq(tuple(self.alone(item, entry, path) for item in node.items), node.span)
            return node
        if not isinstance(old, Seq):
            why = f"前面写的是“{NONE}”" if isinstance(old, Scalar) else "前面没有这个列表"
            self.wrong(node.span, path, f"不能增删“{entry.label}”：{why}", "请把整个列表写全，每条以“- ”开头")
            return old
        records = list(old.items)
        names = {name: n for n, item in enumerate(records) for name in (str(n + 1), _id_of(item)) if name}
        changes = node.entries.get("change")
        if isinstance(changes, Dict):
            for one, change in changes.entries.items():
                at = names.get(one)
                if at is None:
                    self.unknown(one, changes.keys.get(one, change.span), names, entry, path)
                elif isinstance(change, Dict):
                    below = records[at]
                    assert isinstance(below, Dict)
                    records[at] = self.mappings(below, change, f"{entry.path}[]", f"{path}.{one}")
        after: dict[int, list[Node]] = {}
        additions = node.entries.get("add")
        if isinstance(additions, Seq):
            self.add(additions, records, names, after, entry, path)
        dropped: set[int] = set()
        drops = node.entries.get("drop")
        if isinstance(drops, Seq):
            for which in drops.items:
                assert isinstance(which, Scalar)
                at = names.get(which.text.strip())
                if at is None:
                    self.unknown(which.text, which.span, names, entry, path)
                else:
                    dropped.add(at)
        result: list[Node] = []
        for n, item in enumerate(records):
            if n not in dropped:
                result.append(item)
            result += after.get(n, ())
        return Seq(tuple(result), old.span) if result else None

    def add(
        self,
        additions: Seq,
        records: list[Node],
        names: Mapping[str, int],
        after: dict[int, list[Node]],
        entry: Field,
        path: str,
    ) -> None:
        new: dict[str, int] = {}  # an added record may come after another added one
        for item in additions.items:
            assert isinstance(item, Dict)
            mine, place = _id_of(item), item.entries.get(_PLACE)
            if mine and mine in names:
                hint = "要改它，请写在 change 下面；要新增，请换一个 id"
                self.wrong(item.entries["id"].span, path, f"已有 id 为“{mine}”的一条", hint)
                continue
            at = len(records) - 1
            if isinstance(place, Scalar):
                found = names.get(place.text, new.get(place.text))
                if found is None:
                    self.unknown(place.text, place.span, names, entry, path)
                    continue
                at = found
            record = Dict({key: value for key, value in item.entries.items() if key != _PLACE}, item.span, item.keys)
            after.setdefault(at, []).append(self.alone(record, entry, path))
            if mine:
                new[mine] = at

    def alone(self, item: Node, entry: Field, path: str) -> Node:
        """A record with nothing below it: operations inside it have no list to work on."""
        if not isinstance(item, Dict) or all(type(child) is Scalar for child in item.entries.values()):
            return item
        below = Dict({}, item.span)
        return self.mappings(below, item, f"{entry.path}[]", f"{path}.{_id_of(item)}" if _id_of(item) else path)

    def unknown(self, one: str, span: Span, names: Mapping[str, int], entry: Field, path: str) -> None:
        ids = [name for name in names if not name.isdigit()][:100]
        self.unknown_ids += 1
        if not ids:
            hint = f"这些记录没有 id，请写序号 1 到 {len(names)}"
        else:  # looking for the nearest takes a while: only for the first
            hint = _nearest(one, ids) if self.unknown_ids <= 100 else "请对照前一层档案里的 id"
        self.wrong(span, path, f"“{entry.label}”里没有 id 为“{one}”的一条", hint)


def _id_of(item: Node) -> str:
    mine = item.entries.get("id") if isinstance(item, Dict) else None
    return mine.text if isinstance(mine, Scalar) else ""


# ---------------------------------------------------------------- what comes last


class _Set(NamedTuple):
    path: str
    text: str
    span: Span


def _set(given: _Set, tree: Dict, papers: dict[str, Dict], kinds: Mapping[str, str], merge: _Merge) -> Dict:
    """The tree with one `--set`; those for papers go into `papers`."""
    steps = [step.strip("[]").strip() for step in re.findall(_STEP, given.path)]
    wrong = merge.wrong
    if "".join(re.findall(_STEP, given.path)) != given.path.replace(".", "") or not steps or not all(steps):
        hint = "写成 --set 单位.单位简称=柳湾村，列表写 stages[1].end 或 stages.start.end"
        wrong(given.span, given.path, "--set 的路径不合写法", hint)
        return tree
    bad = illegal_characters(given.text)
    if bad:
        wrong(given.span, given.path, "；".join(bad), "请删去这个字符")
        return tree
    targets: list[str] = []
    first = merge.names.children.get("", {}).get(steps[0])
    if first is not None and first.key == "paper":
        targets, steps = list(kinds), steps[1:]
    elif _DIRECTIVES.get(steps[0]) == "papers" and len(steps) > 1:
        by_name = {name: kind for kind, name in kinds.items() if name} | {kind: kind for kind in kinds}
        if steps[1] not in by_name:
            wrong(given.span, given.path, f"没有名为“{steps[1]}”的文种", _nearest(steps[1], by_name))
            return tree
        targets, steps = [by_name[steps[1]]], steps[2:]
    over = _overlay(given, steps, "paper" if targets else "", merge)
    if over is None:
        return tree
    for kind in targets:
        papers[kind] = merge.mappings(papers.get(kind, Dict({}, given.span)), over, "paper", f"papers.{kind}")
    return tree if targets else merge.mappings(tree, over, "", "")


def _overlay(given: _Set, steps: list[str], parent: str, merge: _Merge) -> Dict | None:
    """A canonical tree that holds the one leaf of a `--set`."""
    names = merge.names
    entry = names.children.get(parent, {}).get(steps[0]) if steps else None
    if entry is None:
        name = steps[0] if steps else given.path
        hint = names.hint(name, parent)
        if not parent and name in ("campaign", "extends", "活动"):
            hint = "活动用 --campaign 指定，档案用 --profile 指定"
        merge.wrong(given.span, given.path, f"没有名为“{name}”的字段", hint)
        return None
    rest = steps[1:]
    inner: Node | None = None
    if entry.type == "records" and len(rest) > 1:
        record = _overlay(given, rest[1:], f"{entry.path}[]", merge)
        if record is not None:
            changed = Dict({rest[0]: record}, given.span, {rest[0]: given.span})
            inner = Dict({"change": changed}, given.span)
    elif entry.type == "group" and rest:
        inner = _overlay(given, rest, entry.path, merge)
    elif rest or entry.type == "group" or (entry.type in ("records", "texts") and given.text.strip() not in ("", NONE)):
        hint = "--set 只能设一个值，请写到最后一级；列表请写进档案"
        merge.wrong(given.span, given.path, f"“{entry.label}”不能这样设", hint)
    elif given.text:
        inner = Scalar(given.text, given.span, "set")
    return Dict({entry.key: inner}, given.span, {entry.key: given.span}) if inner is not None else None


def _with_id(tree: Dict, group: str, layer: _Layer | None) -> Dict:
    """The tree with `group.id` = the stem of the file that defines it."""
    if layer is None:
        return tree
    old = tree.entries.get(group)
    entries = dict(old.entries) if isinstance(old, Dict) else {}
    name = Scalar(layer.stem, Span(layer.source.name), group)
    if entries.get("id") == name:
        return tree
    entries["id"] = name
    span = old.span if old is not None else Span(layer.source.name)
    keys = old.keys if isinstance(old, Dict) else {}
    return Dict({**tree.entries, group: Dict(entries, span, keys)}, tree.span, tree.keys)


def _shape(tree: Dict, fields: Fields) -> str:
    """The id of the campaign's shape; '' if it is not told or not among the choices."""
    group = tree.entries.get("campaign")
    told = group.entries.get("shape") if isinstance(group, Dict) else None
    entry = fields.get("campaign.shape")
    if not isinstance(told, Scalar) or entry is None:
        return ""
    by_name = {label: one for one, label in entry.choices.items()} | {one: one for one in entry.choices}
    return by_name.get(told.text.strip(), "")
