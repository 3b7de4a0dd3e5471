"""The schema for editors: a schema, the same each time, that takes what the engine takes."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from profile_road import FIELDS, KINDS, plain

from generator.catalog import Catalog
from generator.pipeline import kinds_of
from generator.problem import Source
from generator.read_fields import read_fields
from generator.write_schema import write_schema
from generator.yaml_values import decode, read_yaml

HERE = Path(__file__).parent.parent
REAL_KINDS = kinds_of(Catalog())
PROFILES = sorted(
    path.relative_to(HERE).as_posix()
    for folder in ("samples/units", "profiles", "profiles/campaigns")
    for path in (HERE / folder).glob("*.yaml")
    if path.name != "fields.yaml"
)


@pytest.fixture(scope="module")
def real() -> jsonschema.Draft202012Validator:
    fields = read_fields(decode((HERE / "profiles/fields.yaml").read_bytes(), "profiles/fields.yaml"))
    return jsonschema.Draft202012Validator(json.loads(write_schema(fields, REAL_KINDS)))


SMALL = json.loads(write_schema(FIELDS, KINDS))


def mistakes(text: str) -> list[str]:
    """What an editor marks: paths of the mistakes in a text, as its own YAML reader sees it."""
    found = jsonschema.Draft202012Validator(SMALL).iter_errors(editors_view(yaml.safe_load(text)))
    return sorted("/".join(map(str, error.absolute_path)) for error in found)


def editors_view(value: Any) -> Any:
    """Editors read YAML 1.2, in which a date is a string and a key of a mapping in JSON always one."""
    match value:
        case dict():
            return {str(key): editors_view(child) for key, child in value.items()}
        case list():
            return [editors_view(child) for child in value]
        case datetime.date():
            return value.isoformat()
    return value


def test_it_is_a_schema_and_always_the_same() -> None:
    jsonschema.Draft202012Validator.check_schema(SMALL)
    assert write_schema(FIELDS, KINDS) == write_schema(dict(FIELDS), dict(KINDS))


@pytest.mark.parametrize("name", PROFILES)
def test_every_profile_of_ours_fits(name: str, real: jsonschema.Draft202012Validator) -> None:
    data = (HERE / name).read_bytes()
    real.validate(editors_view(yaml.safe_load(data)))
    real.validate(plain(read_yaml(decode(data, name))))


def test_titles_and_descriptions_are_chinese() -> None:
    definition = SMALL["$defs"]["org.name"]
    assert definition["title"] == "单位全称"
    fields = read_fields(Source("f", "a: {label: 甲, type: text, help: 说明, example: 例, who: 文书}"))
    assert json.loads(write_schema(fields, {}))["$defs"]["a"]["description"] == "说明；如：例；可以问：文书"


@pytest.mark.parametrize(
    "text",
    [
        "extends: village\ncampaign: c\n",
        "org: {name: 甲}\n单位: {单位自称: 我村}\n",
        "members: {full: 38, probationary: '2', over_60: 无}\n",
        "org: {form: branch}\n",
        "org: {form: 党支部}\n",
        "org:\nmotto:\nstages: 无\nduties: []\n",
        "stages:\n- {id: a, name: 一, start: 2010-05-12, end: {text: 会, day: 2010年5月}, tasks: [{what: 表}]}\n",
        "stages: {add: [{after: a, name: 一}], drop: [a, 2], change: {3: {阶段名称: 三}}}\n",
        "papers: {plan: {date: 2010年5月18日}, 动员讲话: {讲话时长: 12}}\nclauses: {x: [a], y: 无}\n",
        "campaign: {name: 某活动, shape: phased}\nfor: {village: {motto: 题}}\n",
    ],
)
def test_accepted(text: str) -> None:
    assert mistakes(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("nmae: x\n", ""),
        ("org: {nmae: x}\n", "org"),
        ("org: 柳湾村\n", "org"),
        ("paper: {date: 2010年5月}\n", ""),
        ("papers: {plam: {}}\n", "papers"),
        ("members: {full: 38名}\n", "members/full"),
        ("members: {full: -1}\n", "members/full"),
        ("org: {form: 支部}\n", "org/form"),
        ("stages: 三个\n", "stages"),
        ("stages: [{start: {on: 2010年5月}}]\n", "stages/0/start"),
        ("duties: [{a: b}]\n", "duties/0"),
        ("motto: [甲]\n", "motto"),
    ],
)
def test_marked(text: str, path: str) -> None:
    assert mistakes(text) == [path]
