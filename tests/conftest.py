"""What all tests share: the flag that renews goldens, the rule for missing tools, and the repository's root."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from measured import Pages

    Render: TypeAlias = Callable[[Mapping[str, bytes]], dict[str, Pages]]

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what comes out as what is expected; read the diff")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """`tool("soffice")`: the path of a command. Without it the test fails under CI and is skipped by name elsewhere."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is not None:
            return found
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")

    return find


@pytest.fixture(scope="session")
def render(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> "Render":
    """`render({name: docx})`: the pages by name, to be measured. One conversion serves all workers of a run."""
    from measured import find_fonts, render

    find_fonts(tool)
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "rendered"
    folder.mkdir(exist_ok=True)
    return lambda papers: render(papers, folder)
