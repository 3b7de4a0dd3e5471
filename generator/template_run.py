"""What a template does: each node of its tree becomes a function that prints it or finds its value.

Most templates are run once in a process: turning the few nodes of a language this small into Python source and compiling
that, as Jinja would, costs many times what running them does. Nothing is reached but facts, our filters and our globals,
because no function for anything else is ever made. `template_language` has looked at every node before.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from jinja2 import StrictUndefined, UndefinedError, nodes
from markupsafe import Markup

from generator.filters import FILTERS, given, markdown
from generator.model import Context
from generator.opaque import MOST_CHARACTERS, TOO_LONG, Opaque, OpaqueList, OpaqueRecord, Sheet, TemplateFault, unknown_name
from generator.problem import InputError, Problem, Span

FIX_LINE: Final = "请改模板的这一行"
GLOBALS: Final = frozenset(("clauses", "count_below", "annex", "annex_list", "printed_title"))
_LOOP: Final = frozenset(("index", "first", "last", "length"))

# ---------------------------------------------------------------- what a template sees while it runs


class Run:
    """One rendering of one template or clause: whatever is not set in its text is looked up here."""

    __slots__ = ("context", "name", "names", "sheet")

    def __init__(self, name: str, sheet: Sheet, context: Context, names: Mapping[str, object]) -> None:
        self.name = name  # of the file
        self.sheet = sheet
        self.context = context
        self.names = names  # the globals, and what a clause was handed

    def find(self, name: str) -> Any:
        """A global or a fact, by key or by 中文 label."""
        if name in self.names:
            return self.names[name]
        if name == "printed":
            return self.sheet.inside
        told = self.sheet.root._child(name)
        return StrictUndefined(name=name) if told is None else told


class Names(dict[str, Any]):
    """What was set in one loop, macro or block; what is not found there was set around it, or is a global or a fact."""

    __slots__ = ("above", "run")

    def __init__(self, run: Run, above: "Names | None" = None) -> None:
        self.run = run
        self.above = above

    def __missing__(self, name: str) -> Any:
        return self.run.find(name) if self.above is None else self.above[name]


Printing: TypeAlias = Callable[[Names, list[str]], None]
_Finding: TypeAlias = Callable[[Names], Any]


class _Loop:
    """What a template may ask of the loop it is in."""

    __slots__ = ("first", "index", "last", "length")

    index: int
    first: bool
    last: bool

    def __init__(self, told: object, length: int) -> None:
        self.length: object = length
        if isinstance(told, OpaqueList) and told._needed:
            self.length = told._sheet.slot(told._field)


class _Macro:
    """A macro of the template, or what stands between `call` and `endcall`; it gives back rendered text."""

    __slots__ = ("args", "body", "defaults", "name", "names", "used")

    def __init__(self, name: str, args: Sequence[str], defaults: Sequence[_Finding], used: set[str], body: Printing) -> None:
        self.name = name
        self.args = args
        self.defaults = defaults  # of the last arguments
        self.used = used  # names
        self.body = body
        self.names: Names | None = None

    def at(self, names: Names) -> "_Macro":
        """The macro where these names are known."""
        macro = _Macro(self.name, self.args, self.defaults, self.used, self.body)
        macro.names = names
        return macro

    def __call__(self, *told: Any, **named: Any) -> Markup:
        assert self.names is not None
        names = Names(self.names.run, self.names)
        names.update(zip(self.args, told, strict=False))
        without_default = len(self.args) - len(self.defaults)
        for number, arg in enumerate(self.args[len(told) :], len(told)):
            if arg in named:
                names[arg] = named.pop(arg)
            elif number >= without_default:
                names[arg] = self.defaults[number - without_default](names)
            else:
                names[arg] = StrictUndefined(name=arg)
        if "caller" in self.used:
            names["caller"] = named.pop("caller", None) or StrictUndefined(name="caller")
        if "varargs" in self.used:
            names["varargs"] = told[len(self.args) :]
        elif len(told) > len(self.args):
            raise TypeError(self.name)
        if "kwargs" in self.used:
            names["kwargs"] = named
        elif named:
            raise TypeError(self.name)
        pieces: list[str] = []
        self.body(names, pieces)
        return Markup("".join(pieces))


def _attribute(told: Any, name: str) -> Any:
    """What `told.name` means: a fact, or something of a loop."""
    if isinstance(told, OpaqueRecord):
        child = told._child(name)
        if child is None:
            where = told._record.field_path or "档案"
            raise TemplateFault(f"字段表里没有“{where.removesuffix('[]')}.{name}”")
        return child
    if isinstance(told, _Loop) and name in _LOOP:
        return getattr(told, name)
    if isinstance(told, StrictUndefined):
        raise TemplateFault(unknown_name(told._undefined_name or ""))
    raise TemplateFault(f"“.{name}”只能用在一组字段、一条记录或 loop（index、first、last、length）上")


def _marked(value: Opaque) -> object:
    """The filter `markdown`: its text is structure already."""
    result = markdown(value)
    return Markup(result) if isinstance(result, str) else result


# ---------------------------------------------------------------- nodes → functions


_FUNCTIONS: Final = {**FILTERS, "markdown": _marked}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
    "in": lambda one, many: one in many,
    "notin": lambda one, many: one not in many,
}


def _finding(node: Any) -> _Finding:
    """The function that finds an expression's value."""
    return _FINDING[type(node)](node)


def _const(node: nodes.Const) -> _Finding:
    value = node.value
    return lambda names: value


def _name(node: nodes.Name) -> _Finding:
    name = node.name
    return lambda names: names[name]


def _getattr(node: nodes.Getattr) -> _Finding:
    of, name = _finding(node.node), node.attr

    def attribute(names: Names) -> Any:
        told = of(names)
        child = told._children.get(name) if type(told) is OpaqueRecord else None
        return _attribute(told, name) if child is None else child

    return attribute


def _several(node: nodes.Tuple | nodes.List) -> _Finding:
    items = [_finding(item) for item in node.items]
    return lambda names: tuple([item(names) for item in items])


def _and(node: nodes.And) -> _Finding:
    left, right = _finding(node.left), _finding(node.right)
    return lambda names: left(names) and right(names)


def _or(node: nodes.Or) -> _Finding:
    left, right = _finding(node.left), _finding(node.right)
    return lambda names: left(names) or right(names)


def _not(node: nodes.Not) -> _Finding:
    of = _finding(node.node)
    return lambda names: not of(names)


def _choice(node: nodes.CondExpr) -> _Finding:
    test, yes, no = _finding(node.test), _finding(node.expr1), _finding(node.expr2)
    return lambda names: yes(names) if test(names) else no(names)


def _compare(node: nodes.Compare) -> _Finding:
    first = _finding(node.expr)
    rest = [(_COMPARISONS[operand.op], _finding(operand.expr)) for operand in node.ops]

    def compare(names: Names) -> Any:
        left, holds = first(names), True
        for compares, find in rest:
            right = find(names)
            holds = compares(left, right)
            if not holds:
                return holds
            left = right
        return holds

    return compare


def _given(node: nodes.Test) -> _Finding:
    of = _finding(node.node)
    return lambda names: given(of(names))


def _filter(node: nodes.Filter) -> _Finding:
    function, of = _FUNCTIONS[node.name], _finding(node.node)
    args, named = _arguments(node)
    if not args and not named:
        return lambda names: function(of(names))
    return lambda names: function(of(names), *[arg(names) for arg in args], **{key: arg(names) for key, arg in named})


def _call(node: nodes.Call) -> _Finding:
    called = _called(node)
    return lambda names: called(names, {})


def _called(node: nodes.Call) -> Callable[[Names, Mapping[str, Any]], Any]:
    """The function that calls a macro or one of our globals, with more arguments by name than the template gives."""
    name: str = node.node.name  # type: ignore[attr-defined]  # a Name, as was checked
    args, named = _arguments(node)

    def call(names: Names, more: Mapping[str, Any]) -> Any:
        function = names[name]
        told = [arg(names) for arg in args]
        if name in GLOBALS:
            told.insert(0, names.run)
        return function(*told, **{key: arg(names) for key, arg in named}, **more)

    return call


def _arguments(node: Any) -> tuple[list[_Finding], list[tuple[str, _Finding]]]:
    return [_finding(arg) for arg in node.args], [(told.key, _finding(told.value)) for told in node.kwargs]


_FINDING: Final[Mapping[type[nodes.Node], Callable[[Any], _Finding]]] = {
    nodes.Const: _const,
    nodes.Name: _name,
    nodes.Getattr: _getattr,
    nodes.Tuple: _several,
    nodes.List: _several,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _choice,
    nodes.Compare: _compare,
    nodes.Test: _given,
    nodes.Filter: _filter,
    nodes.Call: _call,
}


def printing(body: Sequence[nodes.Node]) -> Printing:
    """The function that prints what stands between two tags."""
    steps = [_PRINTING[type(node)](node) for node in body]
    if len(steps) == 1:
        return steps[0]

    def block(names: Names, out: list[str]) -> None:
        for step in steps:
            step(names, out)

    return block


def _output(node: nodes.Output) -> Printing:
    parts = [
        (part.lineno, part.data, None) if isinstance(part, nodes.TemplateData) else (part.lineno, "", _finding(part))
        for part in node.nodes
    ]
    length = sum(len(text) for _, text, _ in parts)

    def output(names: Names, out: list[str]) -> None:
        sheet = names.run.sheet
        sheet.written += length
        show = sheet.show
        try:
            for part in parts:
                find = part[2]
                out.append(part[1] if find is None else show(find(names)))
        except Exception as wrong:
            raise _at(wrong, names, part[0]) from wrong

    return output


def _if(node: nodes.If) -> Printing:
    ways = [(way.lineno, _finding(way.test), printing(way.body)) for way in (node, *node.elif_)]
    otherwise = printing(node.else_)

    def choose(names: Names, out: list[str]) -> None:
        for line, test, body in ways:
            try:
                holds = bool(test(names))
            except Exception as wrong:
                raise _at(wrong, names, line) from wrong
            if holds:
                return body(names, out)
        return otherwise(names, out)

    return choose


def _for(node: nodes.For) -> Printing:
    target, listed = node.target.name, _finding(node.iter)  # type: ignore[attr-defined]  # a Name, as was checked
    test = _finding(node.test) if node.test else None
    body, otherwise = printing(node.body), printing(node.else_)

    def items(names: Names) -> tuple[object, list[Any]]:
        told = listed(names)
        found = list(told)
        if test is None:
            return told, found
        within = Names(names.run, names)
        kept = []
        for item in found:
            within[target] = item
            if test(within):
                kept.append(item)
        return None, kept

    def loop(names: Names, out: list[str]) -> None:
        try:
            told, found = items(names)
        except Exception as wrong:
            raise _at(wrong, names, node.lineno) from wrong
        turn = _Loop(told, len(found))
        for number, item in enumerate(found, 1):
            turn.index, turn.first, turn.last = number, number == 1, number == len(found)
            within = Names(names.run, names)
            within[target], within["loop"] = item, turn
            body(within, out)
            if names.run.sheet.written > MOST_CHARACTERS:
                raise _at(TemplateFault(TOO_LONG), names, node.lineno)
        if not found:
            otherwise(names, out)

    return loop


def _macro_of(node: nodes.Macro | nodes.CallBlock, name: str) -> _Macro:
    args = [arg.name for arg in node.args]
    used = {inner.name for inner in node.find_all(nodes.Name)}
    return _Macro(name, args, [_finding(default) for default in node.defaults], used, printing(node.body))


def _macro(node: nodes.Macro) -> Printing:
    macro = _macro_of(node, node.name)

    def define(names: Names, out: list[str]) -> None:
        names[macro.name] = macro.at(names)

    return define


def _call_block(node: nodes.CallBlock) -> Printing:
    caller, called = _macro_of(node, "caller"), _called(node.call)

    def call(names: Names, out: list[str]) -> None:
        try:
            out.append(names.run.sheet.show(called(names, {"caller": caller.at(names)})))
        except Exception as wrong:
            raise _at(wrong, names, node.lineno) from wrong

    return call


def _assign(node: nodes.Assign) -> Printing:
    target, find = node.target.name, _finding(node.node)  # type: ignore[attr-defined]  # a Name, as was checked

    def assign(names: Names, out: list[str]) -> None:
        try:
            names[target] = find(names)
        except Exception as wrong:
            raise _at(wrong, names, node.lineno) from wrong

    return assign


def _assign_block(node: nodes.AssignBlock) -> Printing:
    target, body = node.target.name, printing(node.body)  # type: ignore[attr-defined]  # a Name, as was checked

    def assign(names: Names, out: list[str]) -> None:
        pieces: list[str] = []
        body(Names(names.run, names), pieces)
        names[target] = Markup("".join(pieces))

    return assign


_PRINTING: Final[Mapping[type[nodes.Node], Callable[[Any], Printing]]] = {
    nodes.Output: _output,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Macro: _macro,
    nodes.CallBlock: _call_block,
    nodes.Assign: _assign,
    nodes.AssignBlock: _assign_block,
}


# ---------------------------------------------------------------- faults


def _at(wrong: Exception, names: Names, line: int) -> InputError:
    """The fault of a template at the line that was running; what is placed already stays where it is."""
    if isinstance(wrong, InputError):
        return wrong
    if isinstance(wrong, TemplateFault):
        message = str(wrong)
    elif isinstance(wrong, RecursionError):
        message = "宏自己调用自己，没有尽头"
    elif isinstance(wrong, UndefinedError):
        message = unknown_name("".join(_QUOTED.findall(wrong.message or "")[:1]))
    else:
        message = f"参数的个数或类型不对，这一行不能执行（{type(wrong).__name__}）"
    return InputError([Problem(Span(names.run.name, line), message, FIX_LINE)])


_QUOTED: Final = re.compile(r"'([^']+)'")
