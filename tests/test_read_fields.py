"""The dictionary of fields: what a definition says, and what is wrong with one."""

from pathlib import Path

import pytest

from generator.model import Field
from generator.problem import InputError, Source, Span
from generator.read_fields import read_fields
from generator.yaml_values import decode


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as error:
        read_fields(Source("fields.yaml", text))
    return [f"{p.span.line}:{p.span.column} {p.path} {p.message}" for p in error.value.problems]


def test_a_definition_is_read_with_its_place() -> None:
    text = """
paper: {label: 本材料, type: group, of: paper}
paper.seal: {label: 盖章, type: choice, help: 留不留, example: full, who: 文书, choices: {full: 盖, none: 不盖}, confirm: true}
paper.said: {label: 所说, type: records, personal: true}
paper.said[].what: {label: 内容, type: long}
"""
    fields = read_fields(Source("fields.yaml", text))
    assert list(fields) == ["paper", "paper.seal", "paper.said", "paper.said[].what"]
    assert fields["paper.seal"] == Field(
        "paper.seal",
        "盖章",
        "choice",
        "留不留",
        "full",
        "文书",
        of="paper",
        choices={"full": "盖", "none": "不盖"},
        confirm=True,
        span=Span("fields.yaml", 3, 1),
    )
    assert fields["paper.said"].personal
    assert fields["paper.said[].what"].of == "paper"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {label: 甲, type: text, lable: x}", "1:27 a 不认识的属性“lable”"),
        ("a: {label: 甲, type: string}", "1:1 a 不认识的类型“string”"),
        ("a: {type: text}", "1:1 a 缺少中文名 label，或其中有点号"),
        ("a: {label: 甲, type: text, of: village}", "1:1 a 不认识的 of“village”"),
        ("a: {label: 甲, type: choice}", "1:1 a 选项字段要有 choices，别的字段不能有"),
        ("a: {label: 甲, type: choice, choices: {x: 一, y: 一}}", "1:38 a 每个选项都要有中文，且不能同名"),
        ("a: {label: 甲, type: text, personal: yes}", "1:1 a personal、confirm 只能是 true 或 false"),
        ("a: 甲", "1:1 a 字段的定义应是一组属性"),
        ("A b: {label: 甲, type: text}", "1:1 A b 字段路径不合写法"),
        ("a.b: {label: 甲, type: text}", "1:1 a.b 上一级 a 没有在前面定义成 group"),
        ("a: {label: 甲, type: group}\na[].b: {label: 乙, type: text}", "2:1 a[].b 上一级 a[] 没有在前面定义成 records"),
        ("a: {label: 甲, type: text}\nb: {label: 甲, type: text}", "2:1 b “甲”与 a 同名"),
        ("a: {label: b, type: text}\nb: {label: 乙, type: text}", "2:1 b “b”与 a 同名"),
    ],
)
def test_mistakes(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(told("a: {label: 甲}\nb: {type: text}\nc: [x]\n")) == 3


def test_the_real_dictionary_is_sound(root: Path) -> None:
    fields = read_fields(decode((root / "profiles/fields.yaml").read_bytes(), "profiles/fields.yaml"))
    for path, field in fields.items():
        assert field.path == path
        parent = path.rpartition(".")[0].removesuffix("[]")
        assert not parent or parent in fields
        assert field.type in ("group", "records", "texts") or (field.help and field.who), f"{path} 没有说明或不知道问谁"
