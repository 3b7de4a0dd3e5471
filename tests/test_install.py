"""The wheel in an empty environment, far from the checkout, under a bare C locale and a path with Chinese and blanks."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BARE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # as bare as it gets: file names are ASCII for Python

pytestmark = pytest.mark.slow


def call(*command: str | Path, folder: Path) -> str:
    """What a command says; pip is spared the barest locale, which it does not bear in a folder with a Chinese name."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    locale = {"LC_ALL": "C"} if "-m" in command else BARE
    done = subprocess.run([str(c) for c in command], cwd=folder, env={**clean, **locale}, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout.decode()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_the_program_and_its_data_only(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = {name.split("/")[0] for name in names}
    assert {name for name in inside if not name.endswith(".dist-info")} == {"cli.py", "generator"}
    for there in ("templates/plan.md.j2", "templates/layouts/gbt9704.yaml", "profiles/fields.yaml", "profiles/village.yaml"):
        assert f"generator/_data/{there}" in names
    assert any(name.startswith("generator/_data/profiles/campaigns/") for name in names)
    assert not [name for name in names if "test" in name or "samples" in name or name.endswith((".pyc", ".bak"))]


def test_the_wheel_works_where_nothing_else_is(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "别处 一"
    venv.create(place / "环境", with_pip=True)
    bin_ = place / "环境" / ("Scripts" if os.name == "nt" else "bin")
    python = bin_ / "python"
    quiet = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    call(*quiet, "--require-hashes", "-r", ROOT / "requirements.txt", folder=place)
    call(*quiet, "--no-deps", wheel, folder=place)
    call(python, "-m", "pip", "check", folder=place)

    nigao = bin_ / "nigao"
    assert call(nigao, "--version", folder=place).startswith("nigao ")
    assert "实施方案" in call(nigao, "list", folder=place)
    call(nigao, "new", "village", "-o", "我村.yaml", folder=place)
    assert "没有错误" in call(nigao, "validate", "我村.yaml", folder=place)
    call(nigao, "generate", "all", "--profile", "我村.yaml", folder=place)
    made = sorted(path.name for path in (place / "out" / "我村").iterdir())
    assert len(made) >= 3 and all(name.endswith(".docx") for name in made)
    assert "没有变化" in call(nigao, "generate", "all", "--profile", "我村.yaml", folder=place)

    here = place / "照检出.docx"
    call(sys.executable, ROOT / "cli.py", "generate", "plan", "--profile", "我村.yaml", "-o", here, folder=place)
    assert here.read_bytes() == next((place / "out" / "我村").glob("*实施方案.docx")).read_bytes(), "installed or not: the same"
