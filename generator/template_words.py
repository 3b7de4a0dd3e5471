"""The text of a template → Jinja's tokens, where it is written as templates usually are.

Jinja's own lexer can be set to many syntaxes and tries its patterns one after the other at every word, which is half the
price of reading a template. Here the syntax is ours. Whatever is unusual, a mistake above all, is left to Jinja's, which
then says what is wrong.
"""

import re
from typing import Any, Final

from jinja2.lexer import Token, operators

_TAG: Final = re.compile(r"(\{\{|\{%|\{# )([-+]?)")
_COMMENT: Final = re.compile(r"(?s).*?(?:-#\}\s*|\+#\}|#\}\n?)")
_WORD: Final = re.compile(
    r"\s*(?:(?P<name>[^\W\d]\w*)"
    r"|(?P<operator>[.|(),]|[=!<>]=|[=<>\[\]])"
    r"|(?P<string>'[^'\\]*'|\"[^\"\\]*\")"
    r"|(?P<variable_end>\}\}|-\}\}\s*)"
    r"|(?P<block_end>%\}\n?|\+%\}|-%\}\s*)"
    r"|(?P<integer>0|[1-9][0-9]{0,8})(?![\w.]))"
)


def words(source: str) -> list[Token] | None:
    """The tokens of a template, as with Jinja's `trim_blocks` and `lstrip_blocks`; None where anything is unusual."""
    if "\r" in source:
        return None
    found: list[Token] = []
    at, line = 0, 1
    while tag := _TAG.search(source, at):
        opening, sign = tag.groups()
        text = kept = source[at : tag.start()]
        if sign == "-":
            kept = text.rstrip()
        elif not sign and opening != "{{":
            start = text.rfind("\n") + 1
            if text[start:].isspace() and (start or source[at - 1 : at] in ("", "\n")):
                kept = text[:start]
        if kept:
            found.append(Token(line, "data", kept))
        line += text.count("\n")
        at = tag.end()
        if opening == "{# ":
            comment = _COMMENT.match(source, at)
            if comment is None:
                return None
            line += comment[0].count("\n")
            at = comment.end()
            continue
        kind = "variable" if opening == "{{" else "block"
        found.append(Token(line, f"{kind}_begin", tag[0]))
        closing: list[str] = []  # of the brackets that are open
        while True:
            word = _WORD.match(source, at)
            if word is None:
                return None
            what = word.lastgroup
            assert what is not None
            start, at = word.start(what), word.end()
            line += source.count("\n", word.start(), start)
            value: Any = word[what]
            if what == "operator":
                what = operators[word[what]]
                if value in _BRACKETS:
                    closing.append(_BRACKETS[value])
                elif value in (")", "]") and (not closing or closing.pop() != value):
                    return None
            elif what == "string":
                value = word[what][1:-1]
            elif what == "integer":
                value = int(word[what])
            elif value == "raw":
                return None
            found.append(Token(line, what, value))
            line += source.count("\n", start, at)
            if what in ("variable_end", "block_end"):
                break
        if closing or what != f"{kind}_end":
            return None
    if at < len(source):
        found.append(Token(line, "data", source[at:]))
    return found


_BRACKETS: Final = {"(": ")", "[": "]"}
