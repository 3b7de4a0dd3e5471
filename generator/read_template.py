"""A template file → Template: front matter as data, body as Jinja text.

Knows nothing of Jinja: what the body may say is `template_language.py`'s business.
"""

from collections.abc import Mapping
from types import MappingProxyType

from generator.model import Dict, Node, Reason, Scalar, Section, Seq, Template
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import read_yaml

_KIND_KEYS = frozenset((
    "id", "name", "set", "use", "package", "refuse", "warn", "layout", "order", "needs", "sections", "length", "authority",
    "asks", "spoken", "prints", "calendar",
))  # fmt: skip
_CLAUSE_KEYS = frozenset(("when", "order", "name", "authority"))
_CONDITIONS = frozenset(("sector", "level", "form", "campaign", "shape", "strand", "mode", "given"))

_NO_CONDITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def read_template(source: Source, group: str = "") -> Template:
    """The template in a file's text; with `group`, a clause of that group. Raises InputError with every mistake."""
    head, body = _split(source)
    reader = _Reader(read_yaml(head), _CLAUSE_KEYS if group else _KIND_KEYS)
    stem = source.name.rsplit("/", 1)[-1].removesuffix(".md.j2")
    template = Template(
        id=stem,
        source=source,
        body=body,
        name=reader.text("name") or stem,
        layout=reader.choices("layout") or "plain",
        order=reader.integer("order"),
        needs=reader.texts("needs"),
        sections=tuple(Section(name, share) for name, share in reader.shares("sections")),
        length=reader.ranges("length"),
        authority=reader.text("authority"),
        asks="until_filled" if reader.one_of("asks", ("guide", "until_filled")) == "until_filled" else "guide",
        spoken=reader.one_of("spoken", ("true", "false")) == "true",
        prints=reader.text("prints"),
        calendar=reader.one_of("calendar", ("true", "false")) == "true",
        set=reader.text("set"),
        use=reader.text("use"),
        package=reader.alternatives("package"),
        refuse=reader.reasons("refuse"),
        warn=reader.reasons("warn"),
        group=group,
        when=reader.conditions("when"),
    )
    if reader.text("id") not in ("", stem):
        reader.blame("id", f"id 应与文件名一致（{stem}）")
    if template.prints == stem:
        reader.blame("prints", "不能印发它自己")
    if not group and not reader.text("name"):
        reader.problems.append(Problem(Span(source.name, 1, 1), "缺少文种名称", "在开头加上 name: 实施方案 之类的一行"))
    if reader.problems:
        raise InputError(reader.problems)
    return template


def _split(source: Source) -> tuple[Source, str]:
    """Front matter and body, both with the line numbers of the file."""
    lines = source.text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        problem = Problem(Span(source.name, 1, 1), "模板开头没有成对的“---”", "模板以“---”、说明项、“---”开头，正文在其后")
        raise InputError([problem])
    end = next(i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    return Source(source.name, "\n".join(["", *lines[1:end], ""])), "\n" * (end + 1) + "\n".join(lines[end + 1 :])


class _Reader:
    """Front matter values by type; every mistake is kept, and a wrong value reads as a missing one."""

    def __init__(self, root: Dict, allowed: frozenset[str]) -> None:
        self.root = root
        self.problems: list[Problem] = []
        for key in root.entries:
            if key not in allowed:
                hint = f"可用的说明项：{'、'.join(sorted(allowed))}"
                self.problems.append(Problem(root.keys.get(key, root.span), f"不认识的说明项“{key}”", hint))

    def blame(self, key: str, message: str) -> None:
        node = self.root.entries.get(key)
        self.problems.append(Problem(node.span if node else self.root.span, message))

    def text(self, key: str) -> str:
        node = self.root.entries.get(key)
        if node is not None and not isinstance(node, Scalar):
            self.blame(key, f"{key} 应为一行文字")
        return node.text.strip() if isinstance(node, Scalar) else ""

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        text = self.text(key)
        if text and text not in allowed:
            self.blame(key, f"{key} 只能是 {' 或 '.join(allowed)}")
        return text

    def integer(self, key: str) -> int:
        text = self.text(key)
        if text and not (text.isascii() and text.isdigit()):
            self.blame(key, f"{key} 应为整数，现为“{text}”")
            return 0
        return int(text or 0)

    def texts(self, key: str) -> tuple[str, ...]:
        found = self._texts(key, self.root.entries.get(key))
        for text in dict.fromkeys(found):
            if not text:
                self.blame(key, f"{key} 里有空项")
            elif found.count(text) > 1:
                self.blame(key, f"{key} 里“{text}”写了两次")
        return found

    def _texts(self, key: str, node: Node | None) -> tuple[str, ...]:
        if isinstance(node, Scalar):
            return (node.text.strip(),) if node.text.strip() else ()
        if isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node.items):
            return tuple(item.text.strip() for item in node.items if isinstance(item, Scalar))
        if node is not None:
            self.problems.append(Problem(node.span, f"{key} 应为文字列表"))
        return ()

    def _mapping(self, key: str) -> Mapping[str, Node]:
        node = self.root.entries.get(key)
        if isinstance(node, Dict):
            return node.entries
        if node is not None and not (isinstance(node, Scalar) and not node.text):
            self.blame(key, f"{key} 应为“名称: 值”的列表")
        return {}

    def choices(self, key: str) -> Mapping[str, str] | str:
        """One text, or a text for each sector and `default`."""
        if not isinstance(self.root.entries.get(key), Dict):
            return self.text(key)
        found = {}
        for name, node in self._mapping(key).items():
            if isinstance(node, Scalar) and node.text.strip():
                found[name] = node.text.strip()
            else:
                self.problems.append(Problem(node.span, f"{key}.{name} 应为一行文字"))
        self._default(key)
        return MappingProxyType(found)

    def _default(self, key: str) -> None:
        node = self.root.entries.get(key)
        if isinstance(node, Dict) and "default" not in node.entries:
            self.blame(key, f"{key} 缺少 default")

    def shares(self, key: str) -> list[tuple[str, int]]:
        pairs = []
        for name, node in self._mapping(key).items():
            text = node.text if isinstance(node, Scalar) else ""
            if not (text.isascii() and text.isdigit()):
                self.problems.append(Problem(node.span, f"{key}.{name} 应为百分数的整数"))
            else:
                pairs.append((name, int(text)))
        total = sum(share for _, share in pairs)
        if total > 100:
            self.blame(key, f"{key} 合计 {total}，超过 100")
        return pairs

    def ranges(self, key: str) -> Mapping[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for name, node in self._mapping(key).items():
            pair = self._texts(f"{key}.{name}", node)
            if len(pair) == 2 and all(p.isascii() and p.isdigit() for p in pair) and int(pair[0]) <= int(pair[1]):
                found[name] = (int(pair[0]), int(pair[1]))
            else:
                self.problems.append(Problem(node.span, f"{key}.{name} 应为两个整数，如 [1500, 3000]"))
        self._default(key)
        return MappingProxyType(found)

    def conditions(self, key: str) -> Mapping[str, tuple[str, ...]]:
        return self._conditions(key, self.root.entries.get(key))

    def alternatives(self, key: str) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        """One set of conditions or several, of which one is enough."""
        node = self.root.entries.get(key)
        nodes = node.items if isinstance(node, Seq) else (node,) if node is not None else ()
        return tuple(self._conditions(key, one) for one in nodes)

    def reasons(self, key: str) -> tuple[Reason, ...]:
        """A list of `{when: {…}, because: …}`."""
        node = self.root.entries.get(key)
        if node is None:
            return ()
        found = []
        for item in node.items if isinstance(node, Seq) else (node,):
            because = item.entries.get("because") if isinstance(item, Dict) else None
            if isinstance(item, Dict) and set(item.entries) == {"when", "because"} and isinstance(because, Scalar):
                found.append(Reason(self._conditions(key, item.entries["when"]), because.text.strip()))
            else:
                self.problems.append(Problem(item.span, f"{key} 的每一条应写成 {{when: {{…}}, because: 理由}}"))
        return tuple(found)

    def _conditions(self, key: str, node: Node | None) -> Mapping[str, tuple[str, ...]]:
        if not isinstance(node, Dict):
            if node is not None and not (isinstance(node, Scalar) and not node.text):
                self.problems.append(Problem(node.span, f"{key} 应为“名称: 值”的列表"))
            return _NO_CONDITIONS
        found = {}
        for name, told in node.entries.items():
            if name not in _CONDITIONS:
                span = node.keys.get(name, told.span)
                self.problems.append(Problem(span, f"不认识的条件“{name}”", f"可用：{'、'.join(sorted(_CONDITIONS))}"))
            elif values := self._texts(f"{key}.{name}", told):
                found[name] = values
        return MappingProxyType(found)
