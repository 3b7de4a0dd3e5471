"""The lexicon of set phrases, profiles/lexicon/set_phrases.yaml → Phrases. Looks for none of them in any text."""

from generator.chinese import parse_date
from generator.datatype import datatype
from generator.model import Date, Dict, Scalar, Seq
from generator.problem import InputError, Problem, Source, Span
from generator.yaml_values import read_yaml

_KEYS = ("text", "topic", "from", "until", "authority")


@datatype
class Phrase:
    """Wording that is never varied: what it is about, from when to when it was right, and who said it first."""

    text: str
    topic: str
    authority: str
    start: Date | None = None
    end: Date | None = None
    span: Span = Span("")


def read_phrases(source: Source) -> tuple[Phrase, ...]:
    """Every phrase of the file, in its order. Raises InputError with every mistake: unknown or missing keys, twice, no date."""
    problems: list[Problem] = []
    root = read_yaml(source)
    listed = root.entries.get("phrases")
    if not isinstance(listed, Seq) or set(root.entries) != {"phrases"}:
        raise InputError([Problem(root.span, "词表应只有一个列表 phrases", "写成 phrases: [{text: …, topic: …, authority: …}]")])
    found: dict[str, Phrase] = {}
    for item in listed.items:
        told = {k: v.text.strip() for k, v in item.entries.items() if isinstance(v, Scalar)} if isinstance(item, Dict) else {}
        lacking = [key for key in ("text", "topic", "authority") if not told.get(key)]
        if lacking or set(told) - set(_KEYS):
            hint = f"每条写 text、topic、authority，可写 from、until；现为 {'、'.join(told) or '空'}"
            problems.append(Problem(item.span, f"套话缺少 {'、'.join(lacking)}" if lacking else "套话里有不认识的项", hint))
            continue
        start, end = (parse_date(told[key]) if key in told else None for key in ("from", "until"))
        if any(key in told and date is None for key, date in (("from", start), ("until", end))):
            problems.append(Problem(item.span, f"“{told['text']}”的 from 或 until 不是日期", "写成 2010-04 或 2010-04-06"))
        if told["text"] in found:
            problems.append(Problem(item.span, f"“{told['text']}”写了两次", "请删去一处"))
        found[told["text"]] = Phrase(told["text"], told["topic"], told["authority"], start, end, item.span)
    if problems:
        raise InputError(problems)
    return tuple(found.values())
