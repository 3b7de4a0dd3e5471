"""The dictionary of fields: profiles/fields.yaml → Fields.

Reads definitions only; a fact never passes through here. A mistake in this file is the maintainers', but it is told
like any other: where it is and what to do.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import cast, get_args

from generator.model import Dict, Field, Fields, FieldType, Node, Scalar
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import read_yaml

_PATH = re.compile(r"[a-z][a-z0-9_]*(\[\])?(\.[a-z][a-z0-9_]*(\[\])?)*")
_ATTRIBUTES = ("label", "type", "help", "example", "who", "of", "personal", "choices", "confirm")
_OWNERS = ("unit", "paper", "person", "campaign", "engine")
_TYPES: tuple[str, ...] = get_args(FieldType)
_TRUTH = {"true": True, "false": False, "是": True, "否": False, "": False}
_NO_CHOICES: Mapping[str, str] = MappingProxyType({})


def read_fields(source: Source) -> Fields:
    """Every field by path, in the order of the file; a field without `of` takes that of its group or list.

    Raises InputError with every mistake: unknown attributes and types, missing labels, parents that are not defined
    before, two labels of one level alike.
    """
    problems: list[Problem] = []
    fields: dict[str, Field] = {}
    names: dict[tuple[str, str], str] = {}  # (parent, key or label) → path
    root = read_yaml(source)
    for path, node in root.entries.items():
        field = _read_field(path, node, root.keys[path], fields, problems)
        if field is None:
            continue
        fields[path] = field
        parent = _parent(path)
        for name in dict.fromkeys((field.key, field.label)):
            if (parent, name) in names:
                message = f"“{name}”与 {names[parent, name]} 同名"
                problems.append(_problem(field.span, path, message, "同一级的键和中文名不能重复，请换一个"))
            names[parent, name] = path
    if problems:
        raise InputError(problems)
    return MappingProxyType(fields)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _problem(span: Span, path: str, message: str, hint: str) -> Problem:
    return Problem(span, message, hint, path)


def _read_field(path: str, node: Node, span: Span, fields: Fields, problems: list[Problem]) -> Field | None:
    found = len(problems)

    def wrong(message: str, hint: str, at: Span = span) -> None:
        problems.append(_problem(at, path, message, hint))

    above = _parent(path)
    if not _PATH.fullmatch(path) or path.endswith("[]"):
        wrong("字段路径不合写法", "用小写英文字母、数字和下划线，层级之间用点，列表的记录写 []")
        return None
    parent = fields.get(above.removesuffix("[]"))
    expected = "records" if above.endswith("[]") else "group"
    if above and (parent is None or parent.type != expected):
        wrong(f"上一级 {above} 没有在前面定义成 {expected}", "请先定义上一级，再定义它下面的字段")
    if not isinstance(node, Dict):
        wrong("字段的定义应是一组属性", "写成 {label: 中文名, type: text}")
        return None
    told = {name: _text(path, name, value, problems) for name, value in node.entries.items() if name != "choices"}
    for name in node.entries:
        if name not in _ATTRIBUTES:
            wrong(f"不认识的属性“{name}”", "可用：" + "、".join(_ATTRIBUTES), node.keys[name])
    kind, label = told.get("type", ""), told.get("label", "")
    if kind not in _TYPES:
        wrong(f"不认识的类型“{kind}”", "可用：" + "、".join(_TYPES))
    if not label or "." in label:
        wrong("缺少中文名 label，或其中有点号", "请写一个让人一看就懂的中文名，不含点号")
    owner = told.get("of") or (parent.of if parent else "unit")
    if owner not in _OWNERS:
        wrong(f"不认识的 of“{owner}”", "可用：" + "、".join(_OWNERS))
    choices = _choices(path, node.entries.get("choices"), problems)
    if (kind == "choice") != bool(choices):
        wrong("选项字段要有 choices，别的字段不能有", "写成 choices: {id: 中文}")
    personal, confirm = _TRUTH.get(told.get("personal", "")), _TRUTH.get(told.get("confirm", ""))
    if personal is None or confirm is None:
        wrong("personal、confirm 只能是 true 或 false", "请改成 true，或删去")
    if len(problems) > found:
        return None
    return Field(
        path,
        label,
        cast(FieldType, kind),
        told.get("help", ""),
        told.get("example", ""),
        told.get("who", ""),
        owner,  # type: ignore[arg-type]  # one of _OWNERS, as seen above
        bool(personal),
        choices,
        bool(confirm),
        span,
    )


def _text(path: str, name: str, node: Node, problems: list[Problem]) -> str:
    if isinstance(node, Scalar):
        return node.text
    problems.append(_problem(node.span, path, f"属性“{name}”应是文字", "有花括号、方括号的文字要加引号"))
    return ""


def _choices(path: str, node: Node | None, problems: list[Problem]) -> Mapping[str, str]:
    if node is None:
        return _NO_CHOICES
    choices: dict[str, str] = {}
    if isinstance(node, Dict):
        choices = {name: _text(path, "choices", value, problems) for name, value in node.entries.items()}
        if "" in choices.values() or len({*choices, *choices.values()}) < 2 * len(choices):
            problems.append(_problem(node.span, path, "每个选项都要有中文，且不能同名", "写成 choices: {id: 中文}"))
    else:
        problems.append(_problem(node.span, path, "choices 应是一组选项", "写成 choices: {id: 中文}"))
    return MappingProxyType(choices)
