"""No validator finds an error in our files, one per form and layout: openxml-audit, Microsoft's SDK where it can be had.

The SDK comes with tests/validator/install.sh, which .ci/run calls: where neither node nor PyPI can be reached it cannot
come, and its test is skipped by name, under CI too. Word and WPS themselves were not asked.
"""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from forms import FORMS, load
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]
from sample_paper import LAYOUTS, docx, paper, speech

pytestmark = pytest.mark.slow

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every sample paper and form as a file, by name."""
    folder = tmp_path_factory.mktemp("validity")
    papers = {form: load(form).data for form in FORMS}
    papers |= {f"{kind}-{name}": docx(made(), name) for name in LAYOUTS for kind, made in (("paper", paper), ("speech", speech))}
    for name, data in papers.items():
        (folder / f"{name}.docx").write_bytes(data)
    return {name: folder / f"{name}.docx" for name in papers}


def test_openxml_audit_finds_no_error(files: dict[str, Path]) -> None:
    validator = OpenXmlValidator()
    said = {name: [str(error) for error in validator.validate(path).errors] for name, path in files.items()}
    # ECMA-376 makes the theme part optional; we have none, so that no theme font can beat ours
    assert {name: [e for e in errors if "theme" not in e] for name, errors in said.items()} == {name: [] for name in files}


# ---------------------------------------------------------------- Microsoft's SDK


def sdk() -> tuple[str, Path]:
    """A node of version 20 or newer and the folder of the SDK; skipped where one is missing."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = Path(os.environ.get("NIGAO_VALIDATOR") or data / "nigao" / "validator")
    nodes = [shutil.which("node"), str(folder / "node" / "bin" / "node")]
    node = next((node for node in nodes if node and young(node)), None)
    if node is None or not (folder / "version").is_file():
        pytest.skip("Microsoft's Open XML SDK is not here: run tests/validator/install.sh")
    return node, folder


def young(node: str) -> bool:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return int(said.strip().lstrip("v").split(".")[0]) >= 20


def ask(paths: list[Path]) -> dict[str, list[str]]:
    """What the SDK says of files, by file name."""
    node, folder = sdk()
    command = [node, str(HERE / "validator" / "validate.mjs"), str(folder), *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, timeout=300)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    said: dict[str, list[str]] = json.loads(ran.stdout)
    return {Path(path).name: errors for path, errors in said.items()}


def test_microsofts_sdk_finds_no_error(files: dict[str, Path]) -> None:
    assert ask(list(files.values())) == {path.name: [] for path in files.values()}


def test_microsofts_sdk_does_find_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad.docx"
    path.write_bytes(docx(paper()))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:keepNext/>", b"<w:keepsNext/>", 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert "keepsNext" in ask([path])["bad.docx"][0]
