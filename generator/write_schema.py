"""The dictionary of fields as a JSON Schema, so that an editor completes and checks a profile while it is typed.

Says what a single file may hold, by key and by 中文 label. What takes several layers or two facts to judge is left to
build_context. The same fields give the same text.
"""

import json
from collections.abc import Mapping
from typing import Any

from generator.model import Field, Fields

_NONE = "无"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What an editor's own YAML reader may make of a text: 38 becomes a number, yes a boolean, an empty value null.
_TEXT = {"type": ["string", "number", "boolean", "null"]}
_NONE_OR_EMPTY = f"^({_NONE})?$"


def write_schema(fields: Fields, kinds: Mapping[str, str]) -> str:
    """A JSON Schema (2020-12) of a profile, indented by two, ending in a line feed.

    `kinds` maps the kinds of papers to their 中文 names (which may be empty).
    """
    fields = {path: field for path, field in fields.items() if field.of != "engine"}
    children: dict[str, list[Field]] = {}
    for path, field in fields.items():
        children.setdefault(path.rpartition(".")[0], []).append(field)
    definitions = {_name(path): _definition(field, children) for path, field in fields.items()}
    for path, field in fields.items():
        if field.type == "records":
            definitions[_name(f"{path}[]")] = _record(field, children)
    schema = {
        "$schema": _DIALECT,
        "title": "拟稿档案",
        "description": "单位、个人、领域或活动的档案。字段名用英文键或中文名都可以。",
        "type": "object",
        "properties": {**_properties(children[""], without="paper"), **_directives(fields, kinds)},
        "additionalProperties": False,
        "$defs": definitions,
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _name(path: str) -> str:
    """A definition's name, fit for a URI's fragment."""
    return path.replace("[]", ".*")


def _ref(path: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{_name(path)}"}


def _properties(siblings: list[Field], without: str = "") -> dict[str, Any]:
    """Each field twice, by key and by label."""
    found = [field for field in siblings if field.path != without]
    return {field.key: _ref(field.path) for field in found} | {field.label: _ref(field.path) for field in found}


def _definition(field: Field, children: Mapping[str, list[Field]]) -> dict[str, Any]:
    told = {"title": field.label}
    if description := _description(field):
        told["description"] = description
    return told | _shape(field, children)


def _description(field: Field) -> str:
    return "；".join(part for part in (field.help, f"如：{field.example}" if field.example else "", _asked(field)) if part)


def _asked(field: Field) -> str:
    return f"可以问：{field.who}" if field.who else ""


def _shape(field: Field, children: Mapping[str, list[Field]]) -> dict[str, Any]:
    match field.type:
        case "group":
            return {
                "type": ["object", "null"],
                "properties": _properties(children.get(field.path, [])),
                "additionalProperties": False,
            }
        case "records":
            return _list_of_records(field)
        case "texts":
            return {"type": ["array", "string", "null"], "items": _TEXT, "pattern": _NONE_OR_EMPTY}
        case "choice":
            return {"enum": [*field.choices, *field.choices.values(), "", None]}
        case "integer":
            return {"type": ["integer", "string", "null"], "minimum": 0, "pattern": f"^ *([0-9]{{1,9}}|{_NONE})? *$"}
        case "date":
            event = {"text": _TEXT, "文字": _TEXT, "day": _TEXT, "日期": _TEXT}
            return {"type": ["string", "number", "object", "null"], "properties": event, "additionalProperties": False}
    return _TEXT


def _list_of_records(field: Field) -> dict[str, Any]:
    each = _ref(f"{field.path}[]")
    added = {"title": "增加的记录", "type": ["array", "null"], "items": each}
    dropped = {"title": "删去的记录的 id 或序号", "type": ["array", "null"], "items": _TEXT}
    changed = {"title": "改动的记录，按 id 或序号", "type": ["object", "null"], "additionalProperties": each}
    operations = {"add": added, "增加": added, "drop": dropped, "删去": dropped, "change": changed, "修改": changed}
    return {
        "type": ["array", "object", "string", "null"],
        "items": each,
        "pattern": _NONE_OR_EMPTY,
        "properties": operations,
        "additionalProperties": False,
    }


def _record(field: Field, children: Mapping[str, list[Field]]) -> dict[str, Any]:
    marks = {"id": _TEXT, "编号": _TEXT, "after": _TEXT, "排在": _TEXT}
    return {
        "title": f"{field.label}：一条",
        "type": ["object", "null"],
        "properties": {**marks, **_properties(children.get(f"{field.path}[]", []))},
        "additionalProperties": False,
    }


def _directives(fields: Fields, kinds: Mapping[str, str]) -> dict[str, Any]:
    """What stands at the top of a file besides facts; `campaign` and `sector` may also be groups of facts."""
    extends = {"title": "继承", "description": "领域名称（如 village），或另一份档案的相对路径", "type": ["string", "null"]}
    by_kind = _ref("paper") if "paper" in fields else {"type": "object"}
    names = {name: by_kind for kind, label in kinds.items() for name in (kind, label) if name}
    papers = {
        "title": "各份材料",
        "description": "某一份材料自己的事实，按文种写",
        "type": ["object", "null"],
        "properties": names,
        "additionalProperties": False,
    }
    ids = {"type": ["array", "string", "null"], "items": {"type": "string"}, "pattern": _NONE_OR_EMPTY}
    clauses = {"title": "选用段落", "description": "各组选用哪些段落", "type": ["object", "null"], "additionalProperties": ids}
    per_sector = {
        "title": "按领域",
        "description": "活动在某个领域的内容（只写在活动文件里）",
        "type": ["object", "null"],
        "additionalProperties": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
    }
    directives: dict[str, Any] = {
        "extends": extends,
        "继承": extends,
        "papers": papers,
        "各份材料": papers,
        "clauses": clauses,
        "选用段落": clauses,
        "for": per_sector,
    }
    for group in ("campaign", "sector"):
        if group in fields:
            named = {"anyOf": [{"type": "string"}, _ref(group)]}
            directives |= {group: named, fields[group].label: named}
    return directives
