"""Strict YAML: what is read, where it stands, and what is refused."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.model import Dict, Node, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import MAX_BYTES, decode, illegal_characters, read_yaml


def read(text: str) -> Dict:
    return read_yaml(Source("x.yaml", text))


def plain(node: Node) -> object:
    match node:
        case Dict():
            return {key: plain(child) for key, child in node.entries.items()}
        case Seq():
            return [plain(child) for child in node.items]
    return node.text


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as error:
        read(text)
    return error.value.problems


def told(text: str) -> list[str]:
    return [f"{p.span.line}:{p.span.column} {p.message}" for p in problems(text)]


# ---------------------------------------------------------------- what is read


def test_scalars_are_the_text_that_was_typed() -> None:
    text = "a: NO\nb: 007\nc: 2010-05-12\nd: ~\ne: 1_000\nf: true\ng:\nh: ''\ni: 12:30:45\nj: =\n"
    assert plain(read(text)) == {
        "a": "NO",
        "b": "007",
        "c": "2010-05-12",
        "d": "~",
        "e": "1_000",
        "f": "true",
        "g": "",
        "h": "",
        "i": "12:30:45",
        "j": "=",
    }


def test_every_node_knows_its_place_in_characters() -> None:
    root = read("𠮷: 甲\n组:\n  - 名: 'x'\n    表: [一, {二: 三}]\n")
    assert root.keys == {"𠮷": Span("x.yaml", 1, 1), "组": Span("x.yaml", 2, 1)}
    assert root.entries["𠮷"] == Scalar("甲", Span("x.yaml", 1, 4))
    records = root.entries["组"]
    assert isinstance(records, Seq) and records.span == Span("x.yaml", 3, 3)
    record = records.items[0]
    assert isinstance(record, Dict) and record.span == Span("x.yaml", 3, 5)
    assert record.entries["名"].span == Span("x.yaml", 3, 8)
    listed = record.entries["表"]
    assert isinstance(listed, Seq) and listed.items[0].span == Span("x.yaml", 4, 9)


@pytest.mark.parametrize("text", ["", "# 只有注释\n", "---\n", "\ufeff"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    assert read(text).entries == {}


def test_a_byte_order_mark_and_other_line_ends_change_nothing() -> None:
    root = read("\ufeffa: 甲\r\nb: |\r\n  一\r\n  二\r\n")
    assert plain(root) == {"a": "甲", "b": "一\n二"}
    assert root.entries["a"].span == Span("x.yaml", 1, 4)
    assert root.keys["b"] == Span("x.yaml", 2, 1)


FOLDED = [
    ("a: 各支部\n  要对照标准\n", "各支部要对照标准"),
    ("a: 各支部，\n  要\n  对照\n", "各支部，要对照"),
    ("a: 做到“五个好”\n  “五带头”\n", "做到“五个好”“五带头”"),
    ("a: 甲 乙\n  丙 丁\n", "甲 乙丙 丁"),
    ("a: 甲 \n   乙　丙\n", "甲乙　丙"),
    ("a: 甲\n\n  乙\n", "甲\n乙"),
    ("a: word\n  word\n", "word word"),
    ("a: 甲\n  word\n", "甲 word"),
    ("a: 2010年\n  5月\n", "2010年 5月"),
    ("a: '甲\n  ''乙\n  丙'\n", "甲 '乙丙"),
    ('a: "甲\n  乙"\n', "甲乙"),
    ('a: "甲\\\n  乙"\n', "甲乙"),
    ('a: "\\u7532\n  \\u4e59"\n', "甲乙"),
    ('a: "甲\\n\n  乙"\n', "甲\n 乙"),
    ('a: "甲\\ 乙\n  丙"\n', "甲 乙丙"),
    ("a: >\n  甲\n  乙\n", "甲乙"),
    ("a: > # 注\n  甲 乙\n  丙\n\n  丁\n", "甲 乙丙\n丁"),
    ("a: >\n  甲\n    乙\n  丙\n  丁\n", "甲\n  乙\n丙丁"),
    ("a: >2\n    甲\n  乙\n  丙\n", "  甲\n乙丙"),
    ("a: >+\n  甲\n  乙\n\n", "甲乙\n\n"),
    ("a: |\n  甲\n  乙\n", "甲\n乙"),
    ("a: |-\n  甲\n  乙\n", "甲\n乙"),
    ("a: |+\n  甲\n\n", "甲\n\n"),
    ("a: [甲\n   乙, 丙]\n", ["甲乙", "丙"]),
    ("a:\n  - 甲\n    乙\n  - 丙\n", ["甲乙", "丙"]),
]


@pytest.mark.parametrize(("text", "value"), FOLDED)
def test_a_line_break_between_han_characters_joins(text: str, value: object) -> None:
    assert plain(read(text)) == {"a": value}


WORDS = st.lists(st.lists(st.text("甲乙，丙a1", min_size=1, max_size=3), min_size=1, max_size=3), min_size=1, max_size=4)
JOINED = re.compile("(?<=[甲乙丙，])\0(?=[甲乙丙，])")


@given(WORDS, st.sampled_from(["plain", "single", "double", "folded"]))
def test_only_breaks_between_han_characters_join(lines: list[list[str]], style: str) -> None:
    rows = ["x" if n == 0 and words[0].startswith("，") else " ".join(words) for n, words in enumerate(lines)]
    body = "\n  ".join(rows)
    text = {"plain": body, "single": f"'{body}'", "double": f'"{body}"', "folded": f">-\n  {body}"}[style]
    assert plain(read(f"a: {text}\n")) == {"a": JOINED.sub("", "\0".join(rows)).replace("\0", " ")}


# ---------------------------------------------------------------- what is refused


REFUSED = [
    ("a: 1\na: 2\n", ["2:1 字段“a”重复（第 1 行已写过）"]),
    ("a: &b 1\n", ["1:4 不能用 &b 作记号"]),
    ("a: *b\n", ["1:4 不能用 *b 引用别处的内容"]),
    ("<<: {a: 1}\n", ["1:1 不能用 << 合并别处的内容"]),
    ("a: !!str 1\n", ["1:4 不能用类型标记 !!str"]),
    ("a: ! 1\n", ["1:4 不能用类型标记 !"]),
    ("a: !!python/object/apply:os.system [ls]\n", ["1:4 不能用类型标记 !!python/object/apply:os.system"]),
    ("a: 1\n---\nb: 2\n", ["2:1 一个文件里只能有一份内容"]),
    ("- a\n", ["1:1 文件内容应是一组字段"]),
    ("只是文字\n", ["1:1 文件内容应是一组字段"]),
    ("name：甲\n", ["1:5 “name”后面用了全角冒号“：”"]),
    ("[a, b]: 1\n", ["1:1 字段名不能是列表或一组字段"]),
    ("? {a: 1}\n: 2\n", ["1:3 字段名不能是列表或一组字段"]),
    ("'': 1\n", ["1:1 冒号前没有字段名"]),
    ("a:\n\tb: 1\n", ["2:1 缩进用了制表符（Tab）"]),
    ("a: \x07甲\n", ["1:4 有 Word 不能用的控制字符 U+0007"]),
    ("a: 甲\x00\n", ["1:5 有 Word 不能用的控制字符 U+0000"]),
    ("a: 甲\x85乙\n", ["1:5 有看不见的分行字符 U+0085"]),
    ("a: 甲\u2028乙\n", ["1:5 有看不见的分行字符 U+2028"]),
    ("a: \ud83d\n", ["1:4 有残缺的代理字符 U+D83D"]),
    ("a: \uffff\n", ["1:4 有 Word 不能用的控制字符 U+FFFF"]),
    ("a: \ufffd\n", ["1:4 有替换字符 U+FFFD（�，多半是转码时丢了字）"]),
    ("a: 甲\ufeff乙\n", ["1:5 文字中间夹着看不见的 BOM U+FEFF"]),
    ("a: \ue000\n", ["1:4 有引擎自用的私用区字符 U+E000"]),
    ("a: \U000f0000\n", ["1:4 有引擎自用的私用区字符 U+F0000"]),
    ("a: \U0010fffd\n", ["1:4 有引擎自用的私用区字符 U+10FFFD"]),
    ('a: "\\u0001"\n', ["1:4 有 Word 不能用的控制字符 U+0001"]),
    ('a: "\\uE001"\n', ["1:4 有引擎自用的私用区字符 U+E001"]),
    ('a: "\\U000F0000"\n', ["1:4 有引擎自用的私用区字符 U+F0000"]),
    ("name：甲\nb: 乙\n", ["1:5 “name”后面用了全角冒号“：”"]),
    ("name:甲\nb: 乙\n", ["1:6 “name:”的冒号后面少一个空格"]),
    ("a: “甲: 乙”\n", ["1:4 全角引号不能当作 YAML 的引号"]),
    ("a: '甲\nb: 乙\n", ["1:4 引号没有闭合"]),
    ('a: "甲\nb: "乙"\n', ["1:4 引号没有闭合"]),
    ("a: 甲: 乙\n", ["1:5 值里又有“冒号加空格”"]),
    ("a: {b}甲\nc: d\n", ["1:4 以 { 开头的文字要加引号"]),
    ("a: @甲\n", ["1:4 以 @ 开头的文字要加引号"]),
    ("a: %甲\n", ["1:4 以 % 开头的文字要加引号"]),
    ("a: *甲\n", ["1:4 以 * 开头的文字要加引号"]),
    ("a: 1\n随手写的一行\nb: 2\n", ["2:1 这一行不是“字段名: 值”"]),
    ("a:\n  b: 1\n c: 2\n", ["3:2 缩进不对（从第 1 行开始的内容）"]),
    ("a: [甲, 乙\nb: 丙\n", ["2:2 方括号或花括号没有闭合，或少了逗号（从第 1 行开始的内容）"]),
    ('a: "D:\\文件"\n', ["1:7 双引号里的反斜杠 \\ 是转义符，这里不成立"]),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_refused(text: str, expected: list[str]) -> None:
    assert told(text) == expected
    assert all(problem.hint for problem in problems(text))


def test_mistakes_of_different_kinds_are_told_at_once() -> None:
    assert told("a：1\nb: &x 2\nb: 3\nc:d\ne: \x01\n") == [
        "1:2 “a”后面用了全角冒号“：”",
        "2:4 不能用 &x 作记号",
        "3:1 字段“b”重复（第 2 行已写过）",
        "4:3 “c:”的冒号后面少一个空格",
        "5:4 有 Word 不能用的控制字符 U+0001",
    ]


def test_a_refused_character_is_named_with_its_field() -> None:
    [problem] = problems("单位:\n  简称: 柳\x02湾\n")
    assert (problem.path, str(problem.span)) == ("单位.简称", "x.yaml:2:8")


def test_private_characters_of_the_basic_plane_that_are_not_ours_stand() -> None:
    assert plain(read("a: \ue002\uf8ff\n")) == {"a": "\ue002\uf8ff"}
    assert illegal_characters("\ue002𠮷\t\n") == []
    assert illegal_characters("a\x00b\x00\ue000") == ["有 Word 不能用的控制字符 U+0000", "有引擎自用的私用区字符 U+E000"]


@pytest.mark.parametrize("text", ["[" * 50_000, "a: " + "{b: " * 60, "- " * 1000, "".join(f"{' ' * n}a:\n" for n in range(60))])
def test_hostile_nesting_is_refused_not_suffered(text: str) -> None:
    assert "嵌套超过 30 层" in [problem.message for problem in problems(text)]


def test_size_is_limited() -> None:
    assert problems("a: " + "甲" * (MAX_BYTES // 3 + 1))[0].message == "文件超过 1 MB"


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a: 柳湾村".encode("gbk"), "文件像是 GBK（ANSI）编码，不是 UTF-8"),
        ("a: 柳湾村".encode("utf-16"), "文件是 UTF-16 编码（或不是文本），不是 UTF-8"),
        ("a: b".encode("utf-16-le"), "文件是 UTF-16 编码（或不是文本），不是 UTF-8"),
        (b"a: \xff\xff\xff", "文件不是 UTF-8 编码，从这里起读不出来"),
        (b"PK\x03\x04\x14\x00", "这是 Word、Excel、压缩包或 PDF 文件，不是文本"),
    ],
)
def test_bytes_that_are_no_utf8_are_named(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "x.yaml")
    assert [p.message for p in error.value.problems] == [message]


def test_the_place_of_the_first_bad_byte_is_told() -> None:
    with pytest.raises(InputError) as error:
        decode("甲: 1\n乙丙: ".encode() + "柳".encode("gbk"), "x.yaml")
    assert str(error.value.problems[0].span) == "x.yaml:2:5"


def test_utf8_with_a_byte_order_mark_is_decoded() -> None:
    assert decode(b"\xef\xbb\xbfa: 1\r\nb: 2\r", "x.yaml") == Source("x.yaml", "a: 1\nb: 2\n")


# ---------------------------------------------------------------- nothing but InputError

YAMLISH = st.text(st.sampled_from("ab:：-  \n\t'\"“”{}[]&*!|>#%@`?,，\\u甲\x07\ue000\ufeff\u2028<=~"), max_size=80)


@given(YAMLISH | st.text(max_size=60))
@example("a: '\n\\x'")
@example("%TAG ! tag:x,2000:\n---\na: !b c\n")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read(text)
    except InputError as error:
        assert error.problems
        lines = re.split("\r\n|\r|\n", text)
        for problem in error.problems:
            assert problem.message and problem.hint and 0 <= problem.span.line <= len(lines)


@given(st.binary(max_size=60) | YAMLISH.map(lambda s: s.encode("utf-16")) | st.text("甲乙: a\n").map(lambda s: s.encode("gbk")))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_yaml(decode(data, "x.yaml"))
    except InputError as error:
        assert error.problems


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Co", "Zl", "Zp"])
TYPED = st.text(LETTERS).filter(lambda text: not illegal_characters(text))


@given(TYPED)
def test_a_quoted_text_stands_as_typed(text: str) -> None:
    quoted = text.replace("'", "''")
    assert plain(read(f"a: '{quoted}'\nb:\n  - '{quoted}'\n")) == {"a": text, "b": [text]}
