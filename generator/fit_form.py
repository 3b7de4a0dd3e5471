"""A paper as the form of its layout shows it: what the form leaves out goes, what it demands must be there.

白头 shows no head and no colophon, a letter neither 文件 nor the other issuers (GB/T 10.1). Only a paper with a mark is held
to its form's demands, if a mark is not itself what the form demands. Knows roles and lengths of names; where a part stands
and how it looks is for others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.layout import Layout
from generator.model import Value
from generator.problem import InputError, Problem, Span
from generator.tree import HEAD, Block, Document, Paragraph, Role, holes_of
from generator.word.letterhead import mark_fits
from generator.word.measure import text_of

_FIELDS: dict[str, tuple[str, str]] = {  # what a form may demand, and the paper's fact that gives it
    "copy_number": ("份号", "copy_number"),
    "mark": ("发文机关标志", "issuers"),
    "number": ("发文字号", "number"),
    "signer": ("签发人", "signers"),
    "printer": ("印发机关", "printer"),
    "printed": ("印发日期", "printed"),
}


def fit_form(document: Document, values: Sequence[Value], layout: Layout) -> Document:
    """The document with those parts of its head and colophon that the layout's form shows.

    Raises InputError with everything the form demands and the paper lacks, or that does not fit it (GB/T 7.2, 10.1).
    """
    form = layout.form
    head = [block for block in document.blocks if _role(block) in HEAD]
    if not any(_role(block) == "mark" for block in head) and "mark" in form.requires:
        hint = "改用这种材料原来的版式，或白头（--layout plain）"
        raise InputError([Problem(Span(layout.name), "这种格式要有版头，这种材料没有", hint)])
    if not head and not document.colophon:
        return document
    kept = [block for block in head if _role(block) in form.parts]
    if form.host_only:
        marks = [block for block in kept if _role(block) == "mark"]
        kept = [block for block in kept if _role(block) != "mark" or block is marks[0]]
    colophon = tuple(block for block in document.colophon if _role(block) in form.parts)
    problems = [*_surplus(head, values, layout), *(_problems([*kept, *colophon], values, layout) if kept else ())]
    if problems:
        raise InputError(problems)
    rest = (block for block in document.blocks if _role(block) not in HEAD)
    return replace(document, blocks=(*kept, *rest), colophon=colophon)


def _role(block: Block) -> Role:
    return block.role if isinstance(block, Paragraph) else "body"


def _surplus(head: Sequence[Block], values: Sequence[Value], layout: Layout) -> Iterator[Problem]:
    """A form whose mark says itself what it is (令, 纪要) takes no 文件 behind it."""
    form = layout.form
    for block in head:
        if _role(block) == "mark_word" and "mark" in form.parts and "mark_word" not in form.parts and not form.host_only:
            hint = "通知一类的材料用 gbt9704；命令（令）、纪要在模板的 ::: mark 里写全名称"
            message = f"“{layout.name}”的标志自己写明是什么，后面不加“{_text(block, values)}”"
            yield Problem(Span("", block.line), message, hint)


def _problems(parts: Sequence[Block], values: Sequence[Value], layout: Layout) -> Iterator[Problem]:
    form = layout.form
    there = {_role(block) for block in parts}
    if "mark" not in there:
        yield Problem(_place(parts[:1], _role(parts[0]), values), "有版头，没有发文机关标志", "在 ::: mark 里写发文机关的名称")
    for role in form.requires:
        if role not in there:
            name, field = _FIELDS.get(role, (role, role))
            hint = f"在档案 papers 的这份材料下面补上 {field}（{name}），或改用别的版式（白头是 --layout plain）"
            yield Problem(Span(layout.name), f"这种格式要有{name}，材料里没有", hint)
    if "secrecy" in there and "copy_number" not in there:
        place = _place(parts, "secrecy", values)
        yield Problem(place, "涉密公文要标注份号（GB/T 9704—2012 第7.2.1条），材料里没有", "补上六位数字的份号；不涉密就去掉密级")
    marks = [block for block in parts if _role(block) == "mark"]
    if len(marks) > form.issuers:
        hint = f"联合行文的机关一般不超过{form.issuers}个；其余机关列为抄送，或由主办机关单独行文"
        message = f"发文机关标志排不下{len(marks)}个机关，最多{form.issuers}个（GB/T 9704—2012 第7.2.4条）"
        yield Problem(_place(marks[form.issuers :], "mark", values), message, hint)
    word = "".join(_text(block, values) for block in parts if _role(block) == "mark_word")
    for mark in marks:
        if not mark_fits(layout, [_text(block, values) for block in (mark, *(marks if len(marks) > 1 else ()))], word):
            message = f"发文机关标志“{_text(mark, values)}{word}”缩到最小仍超出一行（GB/T 9704—2012 第7.2.4条）"
            hint = "另写规范化简称：一家的写在 org.mark，联合行文写在 issuers 各家的 mark"
            yield Problem(_place([mark], "mark", values), message, hint)
            break


def _place(parts: Sequence[Block], role: str, values: Sequence[Value]) -> Span:
    """Where the first value of a part stands in the profile, else the part's line in the rendered text."""
    part = next(block for block in parts if _role(block) == role)
    spans = (span for hole in holes_of(part) for span in values[hole.index].spans)
    return next(spans, Span("", part.line))


def _text(block: Block, values: Sequence[Value]) -> str:
    inlines = block.inlines if isinstance(block, Paragraph) else ()
    return text_of(inlines, values)
