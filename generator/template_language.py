"""The small language of our templates, in Jinja's words: what may be said, and where each line came from.

Jinja reads a template and `template_run` runs it; here it is checked when it is loaded: what the language does not have is
refused at its line. Each line of template text gets a mark, one code point per file and line, by which the rendered text
knows where it came from.
"""

import re
from typing import Final

from jinja2 import Environment, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from generator.filters import FILTERS
from generator.problem import InputError, Problem, Span
from generator.template_run import FIX_LINE, GLOBALS, Printing, printing
from generator.template_words import words

FIRST_MARK, LAST_MARK = "\U00100000", "\U0010fffd"
MOST_LINES: Final = ord(LAST_MARK) - ord(FIRST_MARK)

# The nodes of our language: those in which nothing can be wrong, and those that are looked at closely.
_PLAIN: Final = {
    nodes.Output,
    nodes.TemplateData,
    nodes.Getattr,
    nodes.If,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Tuple,
    nodes.List,
}
_ALLOWED: Final = {
    nodes.Name,
    nodes.Const,
    nodes.For,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Call,
    nodes.Filter,
    nodes.Test,
    nodes.Assign,
    nodes.AssignBlock,
}
_RAW: Final = re.compile(r"\{%[-+]?\s*raw\b")  # it is no node of the tree, and Jinja loses count of lines in it
_NO_RAW: Final = "模板语言里没有 raw；要印出大括号，请写 {{ '{{' }}"
_RESERVED: Final = GLOBALS | {"loop", "caller", "self", "varargs", "kwargs", "printed"}

# What the engine writes between its stages, and what no document can hold (XML 1.0 §2.2).
FOREIGN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000\ue001\ufffd-\uffff\U000f0000-\U0010ffff]")


# ---------------------------------------------------------------- text → nodes


class Language(Environment):
    """Jinja's reader set to our syntax; it checks every template that is loaded."""

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            comment_start_string="{# ",  # with its blank, so that a heading's {#name} is none
        )
        self.places: list[Span] = []  # what each line mark stands for

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> TokenStream:
        found = words(source)
        return super()._tokenize(source, name, filename, state) if found is None else TokenStream(iter(found), name, filename)

    def printing(self, source: str, name: str) -> Printing:
        """The function that prints a template. Raises InputError with all that the language does not have."""
        tree = nodes.Template(Parser(self, source, name).subparse(), lineno=1)
        below: list[tuple[nodes.Node, int]] = []
        _walk(tree, 1, below)
        _refuse_foreign(below, source, name)
        self._mark_lines([node for node, _ in below if isinstance(node, nodes.Output)], name)
        return printing(tree.body)

    def _mark_lines(self, outputs: list[nodes.Output], name: str) -> None:
        """Put the mark of its line in front of every line of template text."""
        first = len(self.places)
        last = 1
        for output in outputs:
            if not isinstance(output.nodes[0], nodes.TemplateData):  # what is printed after a block
                output.nodes.insert(0, nodes.TemplateData("", lineno=output.nodes[0].lineno))
            for position, data in enumerate(output.nodes):
                last = max(last, data.lineno)
                if isinstance(data, nodes.TemplateData):
                    lines = data.data.split("\n")
                    last = max(last, data.lineno + len(lines) - 1)
                    marks = [chr(ord(FIRST_MARK) + first + data.lineno - 1 + i) for i in range(len(lines))]
                    if position:
                        marks[0] = ""  # it goes on in a line that has its mark
                    if data is output.nodes[-1] and len(lines) > 1 and not lines[-1]:
                        marks[-1] = ""  # what comes next brings its own; an empty line has the place of the one above
                    data.data = "\n".join(mark + line for mark, line in zip(marks, lines, strict=True))
        if first + last > MOST_LINES:
            raise InputError([Problem(Span(name), f"模板合起来太长（至多 {MOST_LINES} 行）", "请把模板写短些")])
        self.places.extend(Span(name, line) for line in range(1, last + 1))


# ---------------------------------------------------------------- what is refused


def _refuse_foreign(below: list[tuple[nodes.Node, int]], source: str, name: str) -> None:
    """Raise InputError with everything among the nodes (and their lines) that our language does not have."""
    macros = {node.name for node, _ in below if isinstance(node, nodes.Macro)}
    callable_names = macros | GLOBALS | {"caller"}
    faults = {(source.count("\n", 0, raw.start()) + 1, _NO_RAW): None for raw in _RAW.finditer(source)}
    for node, line in below:
        fault = _fault(node, callable_names)
        if fault:
            faults[line, fault] = None
        if isinstance(node, nodes.CondExpr) and node.expr2 is None:
            node.expr2 = nodes.Const("", lineno=node.lineno)  # an `if` without `else` prints nothing
    if faults:
        raise InputError([Problem(Span(name, line), fault, FIX_LINE) for line, fault in sorted(faults)])


def _walk(node: nodes.Node, line: int, below: list[tuple[nodes.Node, int]]) -> None:
    """Append everything below a node, each with its line (that of its parent, where Jinja knows none)."""
    for name in node.fields:
        told = getattr(node, name, None)
        for child in told if isinstance(told, list) else (told,):
            if isinstance(child, nodes.Node):
                here = child.lineno or line
                below.append((child, here))
                _walk(child, here, below)


def _fault(node: nodes.Node, callable_names: set[str]) -> str:
    kind = type(node)
    if kind in _PLAIN:
        return ""
    if kind not in _ALLOWED:
        return f"模板语言里没有这种写法（{type(node).__name__}）"
    if isinstance(node, nodes.Call):
        if not isinstance(node.node, nodes.Name) or node.node.name not in callable_names:
            return "只能调用本文件的宏和 " + "、".join(sorted(GLOBALS))
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return "调用时不能用 * 或 **"
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            return f"没有过滤器“{node.name}”；可用：{'、'.join(sorted(FILTERS))}"
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return "过滤器的参数不能用 * 或 **"
    if isinstance(node, nodes.Test) and (node.name != "given" or node.args or node.kwargs):
        return f"没有测试“is {node.name}”；可用：is given，后面没有括号"
    if isinstance(node, nodes.AssignBlock) and node.filter is not None:
        return "set 块上不能加过滤器"
    if isinstance(node, nodes.For) and node.recursive:
        return "循环不能写 recursive"
    if isinstance(node, (nodes.For, nodes.Assign)) and not isinstance(node.target, nodes.Name):
        return "一次只能给一个名字"
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | int):
        return "模板里的常量只能是文字和整数"
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and FOREIGN.search(node.value):
        return "引号里有不能印出的字符"
    if isinstance(node, nodes.Macro) and len({arg.name for arg in node.args}) < len(node.args):
        return f"宏“{node.name}”有两个同名的参数"
    named = node.name if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load") else ""
    return f"“{named}”是保留的名字" if named in _RESERVED else ""
