"""A .docx as PDF, by the LibreOffice of this machine. Changes nothing in the paper and opens no network connection."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.problem import MissingTool

SECONDS_A_FILE = 120  # the first start on a slow disk included

_PLACES = (  # where its installers put it on systems that do not put it on the path
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
HOW_TO_INSTALL = (
    "请先安装 LibreOffice：Debian/Ubuntu 用 apt-get install libreoffice-writer-nogui，Windows、macOS 用官方安装包；"
    "也可先生成 .docx，再在 Word 或 WPS 里另存为 PDF"
)
_WHEN = re.compile(rb"(?<=\(D:)\d{14}(?=Z)")
_RANDOM = re.compile(rb"(?<=/ID \[ <)[0-9A-F]{32}(?=>)|(?<=>\n<)[0-9A-F]{32}(?=> \])|(?<=/DocChecksum /)[0-9A-F]{32}")


def find_soffice() -> str | None:
    """The path of LibreOffice's command, or None."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def convert_pdf(papers: Sequence[bytes]) -> tuple[bytes, ...]:
    """The PDFs of some .docx files, in their order. MissingTool when LibreOffice is absent or fails."""
    soffice = find_soffice()
    if soffice is None:
        raise MissingTool(f"这台机器没有 LibreOffice，不能转成 PDF。{HOW_TO_INSTALL}")
    with tempfile.TemporaryDirectory(prefix="nigao-", ignore_cleanup_errors=True) as scratch:
        return tuple(_convert(soffice, data, Path(scratch)) for data in papers)


def _convert(soffice: str, data: bytes, scratch: Path) -> bytes:
    """One file a call: a second one in the same call would get other font names, and its bytes depend on the first."""
    paper, made = scratch / "paper.docx", scratch / "paper.pdf"
    paper.write_bytes(data)
    made.unlink(missing_ok=True)
    profile = (scratch / "profile").as_uri()  # its own, so that a LibreOffice on the screen is not disturbed
    command = [soffice, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}"]
    _run([*command, "--convert-to", "pdf", "--outdir", str(scratch), str(paper)])
    if not made.is_file():
        raise MissingTool(f"LibreOffice 没有转出 PDF（{soffice}）。请确认装有 Writer 组件。{HOW_TO_INSTALL}")
    return _without_time(made.read_bytes())


def _without_time(pdf: bytes) -> bytes:
    """The same PDF, made at the start of 1980 and named by its own content, so that one input gives the same bytes."""
    still = _RANDOM.sub(b"0" * 32, _WHEN.sub(b"19800101000000", pdf))
    return _RANDOM.sub(hashlib.sha256(still).hexdigest()[:32].upper().encode(), still)


def _run(command: list[str]) -> None:
    """Run to the end, or end it with all its children when it hangs."""
    environment = {**os.environ, "TZ": "UTC"}  # the PDF's date ends in Z
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        raise MissingTool(f"LibreOffice 启动不了（{error.strerror}）。{HOW_TO_INSTALL}") from None
    try:
        process.wait(timeout=SECONDS_A_FILE)
    except subprocess.TimeoutExpired:
        raise MissingTool(f"LibreOffice 在 {SECONDS_A_FILE} 秒内没有转完，已停止。请关掉其他 LibreOffice 窗口后再试") from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
