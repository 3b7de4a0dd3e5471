"""A layout file → Layout: one look as data, checked in every key and measure.

`extends` takes another layout and changes what is written; mappings merge, own gaps stand before the other's, everything
else replaces. Knows the names of roles and the ranges of measures; what a measure becomes in Word is for `word/`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from generator.chinese import parse_date
from generator.layout import (
    MARKS,
    NEIGHBOURS,
    PARAGRAPHS,
    Blank,
    Colophon,
    Face,
    FirstPage,
    Form,
    Gap,
    Grid,
    Head,
    Layout,
    Mark,
    Page,
    PageNumber,
    Rule,
    Sealed,
    Sign,
    Stamp,
    Style,
    TableLook,
    Unsealed,
)
from generator.model import Date, Dict, Node, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import read_yaml

Load: TypeAlias = Callable[[str], Source]
Parser: TypeAlias = Callable[[str], Any]  # the value, or _Wrong
Spec: TypeAlias = Mapping[str, Parser]

_MAX_CHAIN = 8  # layouts that extend layouts


class _Wrong(Exception):
    """What is wrong with a value; its place is known where it is caught."""


def read_layout(source: Source, load: Load, unbroken: Source | None = None) -> Layout:
    """The layout in a file's text, with what it extends (`load` gives the text of a layout by id).

    `unbroken` is the list of words a title is never broken inside. The id is the file's stem. Raises InputError with
    every mistake of the merged layout; `load` raises its own for an unknown id.
    """
    tree, bases = _with_bases(source, load)
    reader = _Reader(tree)
    text = reader.record(reader.tree, _TOP, ("name", "bounded"), nested=(*_SECTIONS, "bounds"))
    page = reader.record(reader.section("page"), _PAGE, _PAGE)
    grid = reader.record(reader.section("grid"), _GRID, _GRID)
    faces = reader.records("faces", _FACE, ("han", "latin"))
    face = {"face": _one_of(*faces)}
    rules = reader.records("rules", {**_RULE, **_DOUBLE_RULE}, _RULE)
    style = {**_STYLE, **face, "rule": _or_none(_one_of(*rules))}
    paragraphs = reader.records("paragraphs", style, ("name",), PARAGRAPHS)
    base = reader.entry(reader.section("paragraphs"), "base")
    reader.record(base, style, ("face", "size", "align"))
    marks = reader.records("marks", {**_MARK, **face}, ("name",), MARKS)
    gaps = reader.gaps()
    form = reader.section("form")
    parts, requires = (tuple(reader.roles(form.entries.get(key))) for key in ("parts", "requires"))
    demands = reader.record(form, _FORM, _FORM, nested=("parts", "requires"))
    head = reader.record(reader.section("head"), _HEAD, _HEAD)
    first = {**_FIRST_PAGE, "rule": _one_of(*rules)}
    first_page = reader.record(reader.section("first_page"), first, first if "first_page" in reader.tree.entries else ())
    title = reader.record(reader.section("title"), _TITLE, _TITLE)
    sign = reader.record(reader.section("sign"), _SIGN, _SIGN, nested=("sealed", "unsealed", "stamp", "blank"))
    sealed = reader.record(reader.entry(reader.section("sign"), "sealed"), _SEALED, _SEALED)
    unsealed = reader.record(reader.entry(reader.section("sign"), "unsealed"), _UNSEALED, _UNSEALED)
    blank = reader.record(reader.entry(reader.section("sign"), "blank"), _BLANK, _BLANK)
    stamp = reader.record(reader.entry(reader.section("sign"), "stamp"), _STAMP, _STAMP)
    colophon_rules = {"edge": _or_none(_one_of(*rules)), "between": _or_none(_one_of(*rules))}
    colophon = reader.record(reader.section("colophon"), {**_COLOPHON, **colophon_rules}, (*_COLOPHON, *colophon_rules))
    table = reader.record(reader.section("table"), _TABLE, _TABLE)
    number = reader.record(reader.section("page_number"), _PAGE_NUMBER, _PAGE_NUMBER)
    if text.get("bounded"):
        reader.keep_within(reader.section("bounds"), reader.tree)
    words = _read_words(unbroken, reader) if unbroken else ()
    if reader.problems:
        raise InputError(sorted(set(reader.problems), key=lambda problem: (problem.span, problem.message)))
    return Layout(
        id=_stem(source.name),
        name=text["name"],
        page=Page(**page),
        grid=Grid(**grid),
        faces=MappingProxyType({key: Face(**record) for key, record in faces.items()}),
        paragraphs=MappingProxyType({key: Style(**record) for key, record in paragraphs.items()}),
        marks=MappingProxyType({key: Mark(**record) for key, record in marks.items()}),
        rules=MappingProxyType({key: Rule(**record) for key, record in rules.items()}),
        gaps=gaps,
        form=Form(frozenset(parts), requires, **demands),
        head=Head(**head),
        title_characters=title["characters"],
        sign=Sign(sign["seal"], sign["tightest"], Sealed(**sealed), Unsealed(**unsealed), Stamp(**stamp), Blank(**blank)),
        colophon=Colophon(**colophon),
        table=TableLook(**table),
        page_number=PageNumber(**number),
        first_page=FirstPage(**first_page) if first_page else None,
        unbroken=words,
        bases=bases,
        printed=text.get("printed", "page"),
        standard_from=text.get("standard_from"),
    )


# ---------------------------------------------------------------- extends


def _with_bases(source: Source, load: Load) -> tuple[Dict, tuple[str, ...]]:
    """The tree of a layout, merged over those it extends, and their ids; every leaf keeps its own place."""
    chain = [source]
    trees = [read_yaml(source)]
    while (base := trees[-1].entries.get("extends")) is not None:
        if not isinstance(base, Scalar) or not base.text:
            raise InputError([Problem(base.span, "extends 后面应是一个版式的名称", "例如 extends: gbt9704")])
        if base.text in (_stem(link.name) for link in chain) or len(chain) == _MAX_CHAIN:
            raise InputError([Problem(base.span, f"版式互相引用：“{base.text}”", "请让其中一份不再写 extends")])
        try:
            chain.append(load(base.text))
        except InputError as error:
            raise InputError([Problem(base.span, p.message, p.hint) for p in error.problems]) from None
        if (own := trees[-1].entries.get("bounds")) is not None:
            hint = "删去 bounds；不按国家标准排版的，写 bounded: false"
            raise InputError([Problem(own.span, "界限（bounds）由国家标准的版式规定，别的版式不能改", hint)])
        trees.append(read_yaml(chain[-1]))
    merged = trees.pop()
    while trees:
        merged = _merged(merged, trees.pop())
    return merged, tuple(_stem(link.name) for link in chain[1:])


def _merged(below: Dict, above: Dict) -> Dict:
    entries: dict[str, Node] = dict(below.entries)
    for key, node in above.entries.items():
        old = entries.get(key)
        if isinstance(old, Dict) and isinstance(node, Dict):
            node = _merged(old, node)
        elif key == "gaps" and isinstance(old, Seq) and isinstance(node, Seq):
            node = Seq((*node.items, *old.items), node.span)  # the first that fits counts
        entries[key] = node
    return Dict(entries, above.span, {**below.keys, **above.keys})


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".yaml")


# ---------------------------------------------------------------- values


def _measure(low: float, high: float) -> Parser:
    def parse(text: str) -> float:
        if not re.fullmatch(r"-?\d{1,6}(\.\d{1,4})?", text, re.ASCII):
            raise _Wrong(f"应为数字，现为“{text}”")
        if not low <= float(text) <= high:
            raise _Wrong(f"应在 {low:g} 到 {high:g} 之间，现为 {text}")
        return float(text)

    return parse


def _whole(low: int, high: int) -> Parser:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not low <= int(text) <= high:
            raise _Wrong(f"应为 {low} 到 {high} 之间的整数，现为“{text}”")
        return int(text)

    return parse


def _one_of(*choices: str) -> Parser:
    def parse(text: str) -> str:
        if text not in choices:
            raise _Wrong(f"只能是 {'、'.join(choices)}，现为“{text}”")
        return text

    return parse


def _or_none(parse: Parser) -> Parser:
    """A key that may be left empty."""
    return lambda text: parse(text) if text else None


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise _Wrong(f"只能是 true 或 false，现为“{text}”")
    return text == "true"


def _text(text: str) -> str:
    if not text or len(text) > 60:
        raise _Wrong("应为 60 字以内的文字")
    return text


def _colour(text: str) -> str:
    if not re.fullmatch(r"[0-9A-F]{6}", text):
        raise _Wrong(f"应写成六位十六进制的颜色（如 FFF2CC），现为“{text}”")
    return text


def _with_page(text: str) -> str:
    if text.count("{page}") != 1 or len(text) > 60:
        raise _Wrong("应写一次 {page}，例如 — {page} —")
    return text


def _day(text: str) -> Date | None:
    date = parse_date(text)
    if text and (date is None or not date.day):
        raise _Wrong(f"应为日期（如 2012-07-01）或不写，现为“{text}”")
    return date


# ---------------------------------------------------------------- the keys there are

_SECTIONS = (
    "page", "grid", "faces", "rules", "paragraphs", "marks", "gaps", "form", "head", "first_page", "title", "sign", "colophon",
    "table", "page_number",
)  # fmt: skip
_TOP: Spec = {"name": _text, "extends": _text, "bounded": _flag, "printed": _one_of("page", "annex"), "standard_from": _day}
_PAGE: Spec = {
    "width": _measure(50, 500),
    "height": _measure(50, 500),
    "top": _measure(0, 200),
    "right": _measure(0, 200),
    "text_width": _measure(20, 500),
    "text_height": _measure(20, 500),
}
_GRID: Spec = {
    "lines": _whole(1, 200),
    "characters": _whole(5, 200),
    "pitch": _measure(5, 200),
    "squeeze": _measure(-5, 5),
}
_FACE: Spec = {"han": _text, "latin": _text, "instead": _text}
_STYLE: Spec = {
    "name": _text,
    "size": _measure(1, 200),
    "bold": _flag,
    "align": _one_of("left", "center", "right", "justify"),
    "pitch": _measure(0.5, 300),
    "squeeze": _measure(-5, 5),
    "first_line": _measure(0, 20),
    "left": _measure(0, 20),
    "hanging": _measure(0, 20),
    "right": _measure(0, 20),
    "color": _colour,
    "keep_next": _flag,
    "new_page": _flag,
}
_RULE: Spec = {"width": _measure(0, 6), "color": _colour, "space": _measure(0, 31)}
_DOUBLE_RULE: Spec = {"kind": _one_of("single", "thick_thin", "thin_thick"), "length": _measure(10, 500)}
_FORM: Spec = {"issuers": _whole(1, 20), "host_only": _flag}
_HEAD: Spec = {
    "top": _measure(0, 200),
    "ink": _measure(0, 2),
    "smallest": _measure(5, 100),
    "narrowest": _measure(10, 100),
    "leading": _measure(0.5, 5),
    "gap": _measure(0, 5),
    "signers": _whole(1, 5),
    "first": _one_of("lines", "mark"),
}
_FIRST_PAGE: Spec = {
    "name": _text,
    "description": _text,
    "top": _measure(0, 200),
    "bottom": _measure(0, 200),
    "rule_from_edge": _measure(0, 200),
}
_MARK: Spec = {"name": _text, "bold": _flag, "shading": _colour}
_TITLE: Spec = {"characters": _whole(4, 100)}
_SIGN: Spec = {"seal": _one_of("full", "none"), "tightest": _measure(5, 200)}
_SEALED: Spec = {
    "above": _measure(0, 10),
    "right": _measure(0, 20),
    "seal": _measure(5, 100),
    "across": _whole(1, 9),
    "apart": _measure(0, 20),
    "below": _measure(0, 10),
}
_UNSEALED: Spec = {"above": _measure(0, 10), "right": _measure(0, 20), "shift": _measure(0, 20)}
_STAMP: Spec = {
    "above": _measure(0, 10),
    "right": _measure(0, 20),
    "width": _measure(0, 150),
    "height": _measure(0, 100),
    "gap": _measure(0, 20),
    "apart": _measure(0, 20),
    "below": _measure(0, 10),
}
_BLANK: Spec = {"name": _text, "description": _text}
_COLOPHON: Spec = {"name": _text, "description": _text, "padding_above": _measure(0, 10), "padding_below": _measure(0, 10)}
_TABLE: Spec = {
    "name": _text,
    "border": _measure(0, 6),
    "padding": _measure(0, 10),
    "padding_above": _measure(0, 10),
    "padding_below": _measure(0, 10),
    "shade": _colour,
}
_PAGE_NUMBER: Spec = {
    "name": _text,
    "description": _text,
    "place": _one_of("outside", "center"),
    "from_edge": _measure(0, 100),
    "indent": _measure(0, 200),
    "text": _with_page,
}

# ---------------------------------------------------------------- nodes


class _Reader:
    """Reads records by their specification and keeps every mistake; a wrong value reads as a missing one."""

    def __init__(self, tree: Dict) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.shapeless: set[Span] = set()  # where a mapping should be and is none: nothing more is said of these

    def blame(self, span: Span, message: str, hint: str = "") -> None:
        self.problems.append(Problem(span, message, hint))

    def section(self, key: str) -> Dict:
        return self.entry(self.tree, key)

    def entry(self, parent: Dict, key: str) -> Dict:
        """The mapping under a key; a missing one is empty, anything else is a mistake."""
        node = parent.entries.get(key, Dict({}, parent.span))
        if isinstance(node, Dict):
            return node
        self.blame(node.span, f"{key} 应是一组“键: 值”", "请参照 templates/layouts/gbt9704.yaml")
        self.shapeless.add(node.span)
        return Dict({}, node.span)

    def record(self, node: Dict, spec: Spec, required: Iterable[str], nested: Iterable[str] = ()) -> dict[str, Any]:
        """The values of a mapping by key; unknown keys and missing required ones are mistakes."""
        self._known(node, (*spec, *nested))
        values: dict[str, Any] = {}
        for key, parse in spec.items():
            child = node.entries.get(key)
            if child is None:
                continue
            if not isinstance(child, Scalar):
                self.blame(child.span, f"{key} 应是一个值")
                continue
            try:
                values[key] = parse(child.text)
            except _Wrong as wrong:
                self.blame(child.span, f"{key} {wrong}")
        for key in required:
            if key not in node.entries and node.span not in self.shapeless:
                self.blame(node.span, f"缺少 {key}", "请参照 templates/layouts/gbt9704.yaml 补上")
        return values

    def records(
        self, section: str, spec: Spec, required: Iterable[str], names: tuple[str, ...] = ()
    ) -> dict[str, dict[str, Any]]:
        """Records by name; with `names`, exactly these."""
        parent = self.section(section)
        if names:
            self._known(parent, names)
            for name in names:
                if name not in parent.entries:
                    self.blame(parent.span, f"{section} 缺少 {name}", "请参照 templates/layouts/gbt9704.yaml 补上")
        return {key: self.record(self.entry(parent, key), spec, required) for key in parent.entries}

    def gaps(self) -> tuple[Gap, ...]:
        node = self.tree.entries.get("gaps", Seq((), self.tree.span))
        if not isinstance(node, Seq):
            self.blame(node.span, "gaps 应是列表")
            return ()
        found: list[Gap] = []
        for item in node.items:
            if not isinstance(item, Dict):
                self.blame(item.span, "gaps 的每一项应是一组“键: 值”", "例如 {above: [title], lines: 1}")
                continue
            lines = self.record(item, {"lines": _measure(0, 10)}, ("lines",), nested=("above", "below"))
            above, below = (self.roles(item.entries.get(key)) for key in ("above", "below"))
            found.append(Gap(frozenset(above), frozenset(below), lines.get("lines", 0)))
        return tuple(found)

    def keep_within(self, bounds: Dict, tree: Dict, path: str = "") -> None:
        """Holds a look to its bounds: each is [low, high], or the texts there may be."""
        for key, bound in bounds.entries.items():
            node = tree.entries.get(key)
            if isinstance(bound, Dict) and isinstance(node, Dict):
                self.keep_within(bound, node, f"{path}{key}.")
            elif isinstance(bound, Seq) and isinstance(node, Scalar):
                allowed = [item.text for item in self.words(bound)]
                if not _is_within(node.text, allowed) and node.span not in (problem.span for problem in self.problems):
                    said = ("到" if _are_numbers(allowed) else "、").join(dict.fromkeys(allowed))
                    hint = "改回来；确实不按国家标准排版的，在版式里写 bounded: false"
                    self.blame(node.span, f"{path}{key} 现为 {node.text}，国家标准的版式只能是 {said}", hint)

    def words(self, node: Node | None) -> list[Scalar]:
        if node is None:
            return []
        if not isinstance(node, Seq):
            self.blame(node.span, "应是列表", "写成 [甲, 乙]，或每行一个“- 甲”")
            return []
        for item in node.items:
            if not isinstance(item, Scalar) or not item.text:
                self.blame(item.span, "列表里应是文字")
        return [item for item in node.items if isinstance(item, Scalar) and item.text]

    def roles(self, node: Node | None) -> list[str]:
        words = self.words(node)
        for word in words:
            if word.text not in NEIGHBOURS:
                self.blame(word.span, f"没有名为“{word.text}”的段落角色", _nearest(word.text, NEIGHBOURS))
        return [word.text for word in words]

    def _known(self, node: Dict, names: tuple[str, ...]) -> None:
        for key in node.entries:
            if key not in names:
                self.blame(node.keys.get(key, node.span), f"不认识的键“{key}”", _nearest(key, names))


def _are_numbers(texts: Iterable[str]) -> bool:
    return all(re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) for text in texts)


def _is_within(text: str, allowed: list[str]) -> bool:
    if len(allowed) == 2 and _are_numbers((text, *allowed)):
        return float(allowed[0]) <= float(text) <= float(allowed[1])
    return text in allowed


def _nearest(word: str, words: Iterable[str]) -> str:
    import difflib  # only on a mistake

    near = difflib.get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(words)}"


def _read_words(source: Source, reader: _Reader) -> tuple[str, ...]:
    tree = read_yaml(source)
    for key in tree.entries:
        if key != "words":
            reader.blame(tree.keys.get(key, tree.span), f"不认识的键“{key}”", "词表只有 words 一项")
    return tuple(word.text for word in reader.words(tree.entries.get("words")))
