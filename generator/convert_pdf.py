"""A .docx as PDF, by the LibreOffice of this machine. Changes nothing in the paper and opens no network connection."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.pdf_bytes import settled
from generator.problem import MissingTool
from generator.word.package import NotAPackage, deflate, read_parts, zip_parts

FILES_A_CALL = 50
SECONDS_A_CALL = 120  # the first start on a slow disk
SECONDS_A_FILE = 20

_PLACES = (  # where its installers put it on systems that do not put it on the path
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
HOW_TO_INSTALL = (
    "请先安装 LibreOffice：Debian/Ubuntu 用 apt-get install libreoffice-writer-nogui，Windows、macOS 用官方安装包；"
    "也可先生成 .docx，再在 Word 或 WPS 里另存为 PDF"
)
# Headings as bookmarks, structure for readers who hear the page, the title in the window. LibreOffice before 7.4 does not
# know options in this form, leaves them aside and writes what it writes by default.
_OPTIONS = "".join(
    f',"{name}":{{"type":"boolean","value":"true"}}' for name in ("ExportBookmarks", "UseTaggedPDF", "DisplayPDFDocumentTitle")
)
_FILTER = f"pdf:writer_pdf_Export:{{{_OPTIONS[1:]}}}"


def find_soffice() -> str | None:
    """The path of LibreOffice's command, or None."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def convert_pdf(papers: Sequence[bytes]) -> tuple[bytes, ...]:
    """The PDFs of some .docx files, in their order; a paper's bytes do not depend on the others'.

    MissingTool when LibreOffice is absent, fails on a paper or does not come to an end.
    """
    soffice = find_soffice()
    if soffice is None:
        raise MissingTool(f"这台机器没有 LibreOffice，不能转成 PDF。{HOW_TO_INSTALL}")
    with tempfile.TemporaryDirectory(prefix="nigao-", ignore_cleanup_errors=True) as scratch:
        return tuple(pdf for some in _batches(papers) for pdf in _convert(soffice, some, Path(scratch)))


def _batches(papers: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [papers[start : start + FILES_A_CALL] for start in range(0, len(papers), FILES_A_CALL)]


def _convert(soffice: str, papers: Sequence[bytes], scratch: Path) -> list[bytes]:
    """The PDFs of at most FILES_A_CALL papers, by one call."""
    files = [scratch / f"paper{number}.docx" for number in range(len(papers))]
    made = [file.with_suffix(".pdf") for file in files]
    for file, pdf, data in zip(files, made, papers, strict=True):
        file.write_bytes(_as_word_reads_it(data))
        pdf.unlink(missing_ok=True)
    profile = (scratch / "profile").as_uri()  # its own, so that a LibreOffice on the screen is not disturbed
    command = [soffice, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", _FILTER, "--outdir", str(scratch), *map(str, files)]
    _run(command, SECONDS_A_CALL + SECONDS_A_FILE * len(papers))
    if not all(pdf.is_file() for pdf in made):
        raise MissingTool(f"LibreOffice 没有转出 PDF（{soffice}）。请确认装有 Writer 组件。{HOW_TO_INSTALL}")
    return [settled(pdf.read_bytes()) for pdf in made]


def _as_word_reads_it(paper: bytes) -> bytes:
    """The paper with that turned round which LibreOffice takes for its contrary: whether marks hang over the edge.

    Where it lets them hang it also loses some: the one at the end of a line of two runs is not printed at all.
    """
    try:
        parts = dict(read_parts(paper))
    except NotAPackage:
        return paper  # LibreOffice may make of it what it can
    styles = parts.get("word/styles.xml", b"")
    parts["word/styles.xml"] = styles.replace(b'<w:overflowPunct w:val="0"/>', b'<w:overflowPunct w:val="1"/>')
    return zip_parts(deflate(name, data) for name, data in parts.items())


def _run(command: list[str], seconds: int) -> None:
    """Run to the end, or end it with all its children when it hangs."""
    environment = {**os.environ, "TZ": "UTC"}  # the PDF's date ends in Z
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        raise MissingTool(f"LibreOffice 启动不了（{error.strerror}）。{HOW_TO_INSTALL}") from None
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise MissingTool(f"LibreOffice 在 {seconds} 秒内没有转完，已停止。请关掉其他 LibreOffice 窗口后再试") from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
