"""LibreOffice at its worst: absent, failing, hanging. That it works is tested through the command line."""

import os
import sys
import time
from pathlib import Path

import pytest

from generator import convert_pdf as module
from generator.convert_pdf import convert_pdf
from generator.problem import MissingTool

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts")


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A soffice that does what `body` says."""
    script = tmp_path / "soffice"
    script.write_text(f"#!{sys.executable}\nimport os, sys, time\nfrom pathlib import Path\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(module, "find_soffice", lambda: str(script))


def test_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_soffice", lambda: None)
    with pytest.raises(MissingTool, match="apt-get install libreoffice-writer-nogui"):
        convert_pdf([b"x"])


def test_one_that_makes_nothing_or_cannot_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "sys.exit(1)")
    with pytest.raises(MissingTool, match="没有转出 PDF"):
        convert_pdf([b"x"])
    monkeypatch.setattr(module, "find_soffice", lambda: str(tmp_path))
    with pytest.raises(MissingTool, match="启动不了"):
        convert_pdf([b"x"])


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive = tmp_path / "alive"
    stand_in(tmp_path, monkeypatch, f"if not os.fork():\n    time.sleep(4); Path({str(alive)!r}).touch()\ntime.sleep(60)")
    monkeypatch.setattr(module, "SECONDS_A_FILE", 1)
    begun = time.monotonic()
    with pytest.raises(MissingTool, match="1 秒内没有转完"):
        convert_pdf([b"x"])
    assert time.monotonic() - begun < 30
    time.sleep(4)
    assert not alive.exists()


def test_each_paper_alone_in_its_order_with_times_and_names_made_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "paper = Path(sys.argv[-1])\n"
        "name = os.urandom(16).hex().upper().encode()\n"
        "text = b'%PDF ' + paper.read_bytes() + b\" /CreationDate(D:20261122023418Z') /ID [ <\" + name + b'>'\n"
        "(Path(sys.argv[sys.argv.index('--outdir') + 1]) / 'paper.pdf').write_bytes(text)"
    )
    stand_in(tmp_path, monkeypatch, body)
    first, second = convert_pdf([b"one", b"two"])
    assert b"one" in first and b"two" in second
    assert b"D:19800101000000Z'" in first
    assert convert_pdf([b"two", b"one"]) == (second, first)


def test_one_paper_never_gets_the_pdf_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (
        "data = Path(sys.argv[-1]).read_bytes()\n"
        "if data == b'one':\n    (Path(sys.argv[sys.argv.index('--outdir') + 1]) / 'paper.pdf').write_bytes(b'%PDF one')"
    )
    stand_in(tmp_path, monkeypatch, body)
    assert convert_pdf([b"one"]) == (b"%PDF one",)
    with pytest.raises(MissingTool):
        convert_pdf([b"one", b"two"])
