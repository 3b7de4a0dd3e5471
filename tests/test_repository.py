"""The repository itself: what must not be committed, what the build needs, and that the READMEs tell the truth."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

import cli
from generator.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
SKIPPED = {".git", ".venv", "out", "build", "dist"}
BINARY = {".docx", ".pdf", ".png", ".otf", ".ttf"}


def committed() -> list[Path]:
    """The files of the repository: those git knows or would take, else all but what tools make."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(listed, capture_output=True, check=False)
        if done.returncode == 0:
            found = [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
            return [path for path in found if path.is_file()]
    every = (path for path in ROOT.rglob("*") if path.is_file() and not SKIPPED & set(path.relative_to(ROOT).parts))
    return [path for path in every if not re.search(r"_cache|__pycache__|\.egg|\.hypothesis", str(path))]


FILES = committed()
TEXTS = [path for path in FILES if path.suffix not in BINARY]
BROKEN = {"fixtures", "broken_profiles"}  # folders of tests whose files are broken on purpose


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_nothing_is_committed_that_tools_make_or_persons_own() -> None:
    forbidden = re.compile(r"(^|/)(uv\.lock|\.env|__pycache__|\.venv|out|dist|build|\.DS_Store)(/|$)|\.(pyc|bak\d*|tmp|whl)$|~\$")
    assert [name_of(path) for path in FILES if forbidden.search(name_of(path))] == []


def test_no_file_is_large() -> None:
    assert [name_of(path) for path in FILES if path.stat().st_size > 600_000] == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of somebody's machine", r"(?<![\w.])/(?:root|home/\w+|Users/\w+|tmp/work|work/(?:main|shared))\b"),
        ("a place packages were fetched from", r"--(?:extra-)?index-url|--find-links|--trusted-host|[Pp][Ii][Pp]_INDEX|UV_INDEX"),
        ("a package registry's address", r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|mirror)[\w.-]*"),
        ("work left undone", r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"),
        ("a conflict of git", r"^(?:<{7}|>{7}) "),
        ("a secret", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    ],
)
def test_no_text_holds(what: str, pattern: str) -> None:
    expression = re.compile(pattern, re.MULTILINE)
    found = []
    for path in TEXTS:
        if path == Path(__file__).resolve():
            continue
        found += [f"{name_of(path)}: {hit.group()}" for hit in expression.finditer(path.read_text("utf-8", "replace"))]
    assert found == [], what


def test_texts_are_utf8_without_tabs_in_yaml_and_end_with_a_line() -> None:
    for path in TEXTS:
        if BROKEN & set(path.parts):
            continue
        data = path.read_bytes()
        data.decode("utf-8")
        assert b"\r" not in data, name_of(path)
        assert not data or data.endswith(b"\n"), name_of(path)
        if path.suffix in (".yaml", ".yml"):
            assert b"\t" not in data, name_of(path)


def test_requirements_are_exact_hashed_and_speak_of_no_place() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        wanted = re.findall(r"^[a-z0-9][\w.-]*==\S+", text, re.MULTILINE)
        assert len(wanted) > 5
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        assert all("--hash=sha256:" in block for block in blocks)
        assert "://" not in text and "file:" not in text
    assert "jinja2==3.1.6" in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_the_changelog_and_licence_are_there() -> None:
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert re.search(rf"\[(?:Unreleased|{re.escape(VERSION)})\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_ci_runs_what_a_person_runs() -> None:
    assert ".ci/run" in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    run = ROOT / ".ci/run"
    assert "CI=true make test" in run.read_text(encoding="utf-8")
    assert os.name == "nt" or run.stat().st_mode & 0o111


# ---------------------------------------------------------------- READMEs


def commands_in(text: str) -> list[str]:
    """The lines of a README's code, fenced or indented, that run this program, without their comments."""
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    code = "\n".join([*fenced, *re.findall(r"^(?: {4}|\t)(.*)$", text, re.MULTILINE)])
    lines = code.replace("\\\n", " ").splitlines()
    found = (re.match(r"\s*(?:\$ )?(?:nigao|\S*python3? cli\.py)\s+(.*)", line) for line in lines)
    return [re.sub(r"\s+#.*", "", match.group(1)) for match in found if match]


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_a_readme_is_one_the_program_takes(name: str) -> None:
    commands = commands_in((ROOT / name).read_text(encoding="utf-8"))
    assert commands
    for line in commands:
        word, *arguments = shlex.split(line)
        if word.startswith("-"):
            continue
        command = cli.nigao.commands[word]
        command.make_context(word, arguments, parent=click.Context(cli.nigao, info_name="nigao"))


@pytest.mark.parametrize("name", READMES)
def test_every_file_a_readme_points_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
        assert (ROOT / target).exists(), target


def test_make_targets_of_the_readmes_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:`|^(?:\$ )?)make ([a-z]+)", text, re.MULTILINE)) <= targets
