"""The small language of our templates on top of Jinja: what may be said, and where each line came from.

A template is checked when it is loaded: what the language does not have is refused at its line. Each line of template
text gets a mark, one code point per file and line, by which the rendered text knows where it came from.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context as JinjaContext
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from generator.filters import FILTERS, given, markdown
from generator.model import Context
from generator.opaque import Opaque, OpaqueList, OpaqueRecord, Sheet, TemplateFault, unknown_name
from generator.problem import InputError, Problem, Span

FIRST_MARK, LAST_MARK = "\U00100000", "\U0010fffd"
MOST_LINES: Final = ord(LAST_MARK) - ord(FIRST_MARK)
FIX_LINE: Final = "请改模板的这一行"

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
_LOOP: Final = frozenset(("index", "first", "last", "length"))
_GLOBALS: Final = frozenset(("clauses", "count_below", "annex", "annex_list", "printed_title"))
_RAW: Final = re.compile(r"\{%[-+]?\s*raw\b")  # it is no node of the tree, and Jinja loses count of lines in it
_NO_RAW: Final = "模板语言里没有 raw；要印出大括号，请写 {{ '{{' }}"
_RESERVED: Final = _GLOBALS | {"loop", "caller", "self", "varargs", "kwargs", "printed"}

# What the engine writes between its stages, and what no document can hold (XML 1.0 §2.2).
FOREIGN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000\ue001\ufffd-\uffff\U000f0000-\U0010ffff]")


class OurContext(JinjaContext):
    """Names are looked up among the facts, by key or by 中文 label; what is printed goes through `show`."""

    sheet: Sheet
    context: Context
    show: Callable[[object], str]  # the sheet's

    def resolve_or_missing(self, key: str) -> Any:
        found = super().resolve_or_missing(key)
        if found is missing and key == "printed":
            return self.sheet.inside
        if found is missing:
            told = self.sheet.root._child(key)
            return missing if told is None else told
        return found


class _Generator(CodeGenerator):
    """Whatever is printed goes through `Sheet.show`, constants too; nothing is left to escape."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        # Jinja walks the whole tree three times for what the check of our language has ruled out (extends, block, import).
        node.__dict__["find_all"] = lambda node_type: iter(())
        super().visit_Template(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible()
        return node.data

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write("context.show(")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write(")")


class Language(SandboxedEnvironment):
    """Jinja with values held back: our filters only, our lookups only, and a check of every template loaded."""

    context_class = OurContext
    code_generator_class = _Generator

    def __init__(self) -> None:
        super().__init__(
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,  # there is nothing to fold: constants are printed as holes too
            comment_start_string="{# ",  # with its blank, so that a heading's {#name} is none
            undefined=StrictUndefined,
            cache_size=0,
            auto_reload=False,
        )
        self.filters = {**FILTERS, "markdown": _marked}
        self.tests = {"given": given}
        self.globals = {}
        self.places: list[Span] = []  # what each line mark stands for

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, OpaqueRecord):
            child = obj._children.get(attribute)
            if child is None and (child := obj._child(attribute)) is None:
                where = obj._record.field_path or "档案"
                raise TemplateFault(f"字段表里没有“{where.removesuffix('[]')}.{attribute}”")
            return child
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            told = obj._iterable
            if attribute == "length" and isinstance(told, OpaqueList) and told._needed:
                return told._sheet.slot(told._field)
            return getattr(obj, attribute)
        if isinstance(obj, StrictUndefined):
            raise TemplateFault(unknown_name(obj._undefined_name or ""))
        raise TemplateFault(f"“.{attribute}”只能用在一组字段、一条记录或 loop（index、first、last、length）上")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        below: list[tuple[nodes.Node, int]] = []
        _walk(tree, 1, below)
        _refuse_foreign(below, source, name or "")
        self._mark_lines([node for node, _ in below if isinstance(node, nodes.Output)], name or "")
        return tree

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


def _marked(value: Opaque) -> object:
    """The filter `markdown`: its text is structure already."""
    result = markdown(value)
    return Markup(result) if isinstance(result, str) else result


# ---------------------------------------------------------------- what is refused


def _refuse_foreign(below: list[tuple[nodes.Node, int]], source: str, name: str) -> None:
    """Raise InputError with everything among the nodes (and their lines) that our language does not have."""
    macros = {node.name for node, _ in below if isinstance(node, nodes.Macro)}
    callable_names = macros | _GLOBALS | {"caller"}
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
            return "只能调用本文件的宏和 " + "、".join(sorted(_GLOBALS))
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return "调用时不能用 * 或 **"
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            return f"没有过滤器“{node.name}”；可用：{'、'.join(sorted(FILTERS))}"
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return "过滤器的参数不能用 * 或 **"
    if isinstance(node, nodes.Test) and node.name != "given":
        return f"没有测试“is {node.name}”；可用：is given"
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
