"""Broken profiles and what a clerk is told of each: `broken_profiles/<name>.yaml` beside `<name>.txt`.

A line of the .txt is `line:column path message；hint`, with the file in front where it is another one. Files without a
.txt belong to one that has.
"""

from pathlib import Path

import pytest

from generator.build_context import build_context
from generator.catalog import Catalog
from generator.problem import InputError, Problem
from generator.read_fields import read_fields
from generator.read_profile import read_profile

FOLDER = Path(__file__).parent / "broken_profiles"
PLACE = "tests/broken_profiles/"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
KINDS = {"plan": "实施方案", "speech": "动员讲话", "self_analysis": "剖析材料提纲"}


def told(name: str, root: Path) -> str:
    """All that is said of a broken profile, one problem a line."""
    try:
        catalog = Catalog(root, root)
        source = catalog.open_profile(str(FOLDER / f"{name}.yaml"))
        fields = read_fields(catalog.fields())
        build_context(read_profile(source, fields, KINDS, catalog), fields, "")
    except InputError as error:
        return "".join(line(problem, f"{PLACE}{name}.yaml") for problem in error.problems)
    return "没有错误\n"


def line(problem: Problem, own: str) -> str:
    place = str(problem.span).removeprefix(f"{own}:").removeprefix(PLACE)
    return " ".join(part for part in (place, problem.path, f"{problem.message}；{problem.hint}") if part) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_broken_profile(name: str, root: Path, update_golden: bool) -> None:
    expected = FOLDER / f"{name}.txt"
    found = told(name, root)
    if update_golden:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_there_are_more_than_ten() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_has_a_place_and_says_what_to_do(name: str) -> None:
    for said in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        place, _, rest = said.partition(" ")
        assert place.rpartition(":")[2].isdigit() or place.endswith(".yaml"), said
        assert rest.partition("；")[2].strip(), said
