"""PDFs of our papers: what is in them, that nothing but the paper decides their bytes, and LibreOffice at its worst."""

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from forms import load
from sample_paper import VALUES, docx, layout, paper, speech

from generator import convert_pdf as module
from generator import fonts
from generator.convert_pdf import convert_pdf
from generator.fonts import substituted_fonts
from generator.pdf_bytes import font_names, settled
from generator.problem import MissingTool
from generator.tree import Document, Heading, Text, every_block, with_values

scripts = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts")

# ---------------------------------------------------------------- what LibreOffice makes


@pytest.fixture(scope="module")
def company(tool: Callable[[str], str]) -> tuple[bytes, ...]:
    """A paper, a speech, the paper once more, and two forms with boxes, of one call."""
    tool("soffice")
    return convert_pdf([docx(paper()), docx(speech(), "speech"), docx(paper()), load("landscape").data, load("letter").data])


@pytest.mark.slow
def test_a_paper_has_the_same_bytes_alone_and_in_company(company: tuple[bytes, ...]) -> None:
    assert company[2] == company[0]
    assert convert_pdf([docx(speech(), "speech")]) == (company[1],)
    assert convert_pdf([docx(paper())]) == (company[0],)
    assert convert_pdf([load("letter").data, load("landscape").data]) == (company[4], company[3])


@pytest.mark.slow
def test_a_settled_pdf_is_whole(company: tuple[bytes, ...]) -> None:
    pdf = company[1]
    assert settled(pdf) == pdf
    table = re.search(rb"xref\n0 (\d+)\n(.*?)trailer.*startxref\n(\d+)\n%%EOF", pdf, re.DOTALL)
    assert table and int(table[3]) == table.start()
    lines = table[2].splitlines()
    assert len(lines) == int(table[1])
    for number, line in enumerate(lines[1:], 1):
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    for found in re.finditer(rb"<</Length (\d+) 0 R[^\n]*>>\nstream\n", pdf):
        length = re.search(rb"\n%s 0 obj\n(\d+)" % found[1], pdf)
        assert length and pdf[found.end() + int(length[1]) :].startswith(b"\nendstream")
    document = pypdfium2.PdfDocument(pdf)
    assert "同志们：" in document[0].get_textpage().get_text_range()


@pytest.mark.slow
def test_bookmarks_are_the_headings_that_stand_alone(company: tuple[bytes, ...]) -> None:
    headings = [block for block in every_block(with_values(paper(), VALUES)) if isinstance(block, Heading)]
    wanted = [(block.level - 1, "".join(part.text for part in block.head)) for block in headings if not block.body]  # type: ignore[union-attr]
    found = [(mark.level, mark.get_title()) for mark in pypdfium2.PdfDocument(company[0]).get_toc()]
    assert found == wanted and len(found) > 3


@pytest.mark.slow
def test_title_language_and_structure(company: tuple[bytes, ...]) -> None:
    titles = ("中共青禾镇柳河村支部委员会关于深入开展创先争优活动的实施方案", "在创先争优活动动员会上的讲话")
    for pdf, title in zip(company, titles, strict=False):
        document = pypdfium2.PdfDocument(pdf)
        assert document.get_metadata_value("Title") == title
        catalog = re.search(rb"<</Type/Catalog.*?endobj", pdf, re.DOTALL)
        assert catalog is not None
        for wanted in (b"/Lang(zh-CN)", b"/DisplayDocTitle true", b"/MarkInfo<</Marked true>>", b"/StructTreeRoot"):
            assert wanted in catalog[0]


@pytest.mark.slow
def test_no_mark_is_lost_at_the_end_of_a_line(tool: Callable[[str], str]) -> None:
    # LibreOffice reads overflowPunct the wrong way round, lets marks hang, and loses those of lines with two runs
    tool("soffice")
    text = "年底综合四次评议结果，由支部大会认定；做得不好的，摘牌。"
    heads = [Heading(2, (Text(f"（一）{'支部认定办法'[:count]}。"),), (Text(text),)) for count in range(1, 7)]
    (pdf,) = convert_pdf([docx(Document(tuple(heads)))])
    found = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert found.count("；") == len(heads)
    assert found.count("，") == 2 * len(heads)


# ---------------------------------------------------------------- fonts it had to do without


def test_a_font_that_is_missing_is_named_with_what_stands_there_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"仿宋_GB2312": "FandolFang\tFandolFang-Regular", "楷体_GB2312": "FandolKai\tFandolKai-Regular", "Times New Roman": ""}

    def ask(command: str, *arguments: str) -> str | None:
        return "黑体,SimHei\n宋体\n" if command == "fc-list" else said[arguments[-1].removesuffix(":lang=zh-cn")]

    monkeypatch.setattr(fonts, "_ask", ask)
    pdf = b"<</Type/Font/Subtype/Type1/BaseFont/CAAAAA+FandolFang-Regular"
    wanted = ["仿宋_GB2312", "楷体_GB2312", "黑体", "仿宋_GB2312"]
    assert substituted_fonts(wanted, [pdf]) == (
        "这台机器没有字体 仿宋_GB2312，PDF 里用 FandolFang 代替；版面可能与打印的不同",
        "这台机器没有字体 楷体_GB2312，PDF 里要用它的地方换成了别的字体；版面可能与打印的不同",
    )
    assert substituted_fonts(["黑体"], [pdf]) == ()
    assert "别的字体" in substituted_fonts(["Times New Roman"], [])[0]


def test_without_fontconfig_the_pdf_itself_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_ask", lambda *command: None)
    pdf = b"/BaseFont/CAAAAA+FandolFang-Regular\n/BaseFont /FZ#E4#BB#BF"
    assert font_names(pdf) == {"FandolFang-Regular", "FZ仿"}
    (line,) = substituted_fonts(["黑体", "FZ仿"], [pdf])
    assert "黑体" in line and "FandolFang-Regular" in line and "是 FZ仿" not in line
    assert substituted_fonts(["FZ仿", "FandolFang-Regular"], [pdf]) == ()


@pytest.mark.slow
def test_the_fonts_of_a_real_pdf(company: tuple[bytes, ...], tool: Callable[[str], str]) -> None:
    tool("fc-match")
    wanted = {face.han for face in layout("plain").faces.values()}
    lines = substituted_fonts(wanted, company)
    named = {line.split()[1].rstrip("，PDF") for line in lines}
    assert named <= wanted and wanted - named <= (fonts.installed_fonts() or frozenset())


# ---------------------------------------------------------------- LibreOffice at its worst


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A soffice that does what `body` says."""
    script = tmp_path / "soffice"
    script.write_text(f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(module, "find_soffice", lambda: str(script))


@scripts
def test_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_soffice", lambda: None)
    with pytest.raises(MissingTool, match="apt-get install libreoffice-writer-nogui"):
        convert_pdf([b"x"])


@scripts
def test_one_that_makes_nothing_or_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "sys.exit(1)")
    with pytest.raises(MissingTool, match="没有转出 PDF"):
        convert_pdf([b"x"])
    monkeypatch.setattr(module, "find_soffice", lambda: str(tmp_path))
    with pytest.raises(MissingTool, match="启动不了"):
        convert_pdf([b"x"])


@scripts
def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = tmp_path / "alive"
    stand_in(tmp_path, monkeypatch, f"if not os.fork():\n    time.sleep(4); Path({str(alive)!r}).touch()\ntime.sleep(60)")
    monkeypatch.setattr(module, "SECONDS_A_CALL", 1)
    monkeypatch.setattr(module, "SECONDS_A_FILE", 0)
    begun = time.monotonic()
    with pytest.raises(MissingTool, match="1 秒内没有转完"):
        convert_pdf([b"x"])
    assert time.monotonic() - begun < 30
    time.sleep(4)
    assert not alive.exists()


@scripts
def test_papers_keep_their_order_over_several_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = tmp_path / "calls"
    body = (
        f"with Path({str(calls)!r}).open('a') as log: log.write('x')\n"
        "out = Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "for paper in sys.argv[sys.argv.index('--outdir') + 2:]:\n"
        "    name = os.urandom(16).hex().upper().encode()\n"
        "    text = b'%PDF ' + Path(paper).read_bytes() + b\" /CreationDate(D:20261122023418Z') /ID [ <\" + name + b'>'\n"
        "    (out / Path(paper).with_suffix('.pdf').name).write_bytes(text)"
    )
    stand_in(tmp_path, monkeypatch, body)
    papers = [b"paper %d." % number for number in range(101)]
    pdfs = convert_pdf(papers)
    assert calls.read_text() == "xxx"
    assert all(paper in pdf for paper, pdf in zip(papers, pdfs, strict=True))
    assert b"D:19800101000000Z'" in pdfs[0]
    assert convert_pdf(papers[::-1]) == pdfs[::-1]
    assert convert_pdf([]) == ()


@scripts
def test_more_papers_get_more_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(module, "SECONDS_A_CALL", 0)
    monkeypatch.setattr(module, "SECONDS_A_FILE", 1)
    with pytest.raises(MissingTool, match="2 秒内没有转完"):
        convert_pdf([b"x", b"y"])


@scripts
def test_one_paper_never_gets_the_pdf_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "out = Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "for paper in map(Path, sys.argv[sys.argv.index('--outdir') + 2:]):\n"
        "    if paper.read_bytes() == b'one':\n        (out / paper.with_suffix('.pdf').name).write_bytes(b'%PDF one')"
    )
    stand_in(tmp_path, monkeypatch, body)
    monkeypatch.setattr(module, "FILES_A_CALL", 1)
    assert convert_pdf([b"one"]) == (b"%PDF one",)
    with pytest.raises(MissingTool):
        convert_pdf([b"one", b"two"])
