"""`--guide`: the questions to the writer as comments in the margin, and the paper itself as without them."""

import datetime
import io
from pathlib import Path

import docx
import pytest

from generator.catalog import Catalog
from generator.cut_to_depth import cut_to_depth
from generator.fill_docx import edited_since
from generator.pipeline import Depth, Request, generate
from generator.read_docx import read_docx
from generator.read_markdown import read_markdown
from generator.word.package import read_parts

ROOT = Path(__file__).resolve().parent.parent
CATALOG = Catalog(ROOT)


def paper(kind: str, unit: str = "liuwan-village", *, guide: bool = True, depth: Depth = "draft") -> bytes:
    profile = CATALOG.open_profile(str(ROOT / f"samples/units/{unit}.yaml"))
    request = Request((kind,), profile, datetime.date(2026, 1, 1), depth=depth, guide=guide)
    return generate(CATALOG, request).papers[0].data


def comments(data: bytes) -> list[str]:
    return [comment.text for comment in docx.Document(io.BytesIO(data)).comments]


def test_every_part_says_what_it_is_for_what_to_bring_and_what_goes_wrong() -> None:
    told = comments(paper("plan"))
    assert len(told) > 6
    assert all("要回答" in text or "？" in text for text in told)
    assert any("常见毛病" in text and "要备料" in text for text in told)
    assert told[0].splitlines()[-1].startswith("依据：")  # the source, beside the title


def test_a_comment_stands_beside_its_part() -> None:
    document = docx.Document(io.BytesIO(paper("plan")))
    marked = [p.text for p in document.paragraphs if p._p.xpath(".//w:commentReference")]
    assert marked[0].startswith("柳湾村党支部")
    assert any(text.startswith("一、总体要求") for text in marked)


@pytest.mark.parametrize("kind", ["plan", "speech", "notice"])
def test_the_paper_is_the_same_with_and_without(kind: str) -> None:
    assert read_docx(paper(kind)) == read_docx(paper(kind, guide=False))
    assert "word/comments.xml" not in read_parts(paper(kind, guide=False))


def test_the_file_is_known_as_ours_and_has_the_same_bytes_each_time() -> None:
    assert edited_since(paper("plan")) == "ours"
    assert paper("plan") == paper("plan")


def test_a_question_below_a_table_is_said_of_what_stands_above_it() -> None:
    text = "# 方案\n\n## 甲\n\n| 一 |\n|:--|\n| 二 |\n\n::: ask\n问什么？\n:::\n\n## 乙\n\n正文。\n"
    blocks = cut_to_depth(read_markdown(text), (), "draft", guide="").blocks
    assert [len(getattr(block, "comment", ())) for block in blocks] == [0, 1, 0, 0, 0]


def test_questions_that_are_printed_in_the_paper_are_not_said_twice() -> None:
    printed = read_docx(paper("self_analysis"))
    shown = [block for block in printed.blocks if getattr(block, "role", "") == "ask"]
    assert shown
    for block in shown:
        assert not any("".join(t.text for t in block.inlines) in text for text in comments(paper("self_analysis")))  # type: ignore[union-attr]


def test_a_skeleton_needs_no_comments() -> None:
    assert comments(paper("plan", depth="skeleton")) == []
