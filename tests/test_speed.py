"""How much work a paper costs, in instructions (valgrind), never in seconds.

The aims: one cold `generate` 4 × the import of jinja2.sandbox; of a whole package at most 60 million a paper where each is
the first of its kind (its template is read too), and 15 million a paper for the next unit; a further, different plan of 5,000
characters 15 million; validating 2,000 lines, with a dry render of every kind, at most 2 × a `generate`.

Reached, with 36 kinds: cold 4.7 ×; the package of 31 papers 74 million a paper, the dearest (the notice that prints the plan,
as a process's first paper, with what all papers share) 500, for the next unit 18 a paper; a further plan 65 million from its
merged profile on (typing its facts about 12, rendering 17, the tree 8, Word XML and zip the rest), and 60 more to read and
merge 574 lines of YAML; validating 1.9 ×. What misses its aim may not grow: it is held at what was measured and a tenth.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UNIT = "samples/units/liuwan-village.yaml"

# Plans of one office in one process, the first aside: in each other facts and a profile whose text was never seen before.
FURTHER = """
import datetime, sys
from generator import pipeline
from generator.catalog import Catalog
from generator.problem import Source
catalog = Catalog()
unit = catalog.open_profile("samples/units/chengsha-water-bureau.yaml")
for n in range(int(sys.argv[2]) + 1):
    sets = (f"motto=第{n}句口号", f"office.phone=6{n:06}", f"office.place=机关{n}楼")
    profile = Source(unit.name, f"{unit.text}# {n}\\n")
    request = pipeline.Request(("plan",), profile, datetime.date(2026, 1, 1), sets=sets)
    if sys.argv[1] == "papers" or n == 0:
        (paper,) = pipeline.generate(catalog, request).papers
    else:
        pipeline._profile(catalog, request)
print(paper.characters)
"""

# The papers of one unit (`all` is its package), and of others that differ in facts, in one process.
PACKAGES = """
import datetime, sys
from generator import pipeline
from generator.catalog import Catalog
from generator.problem import Source
catalog = Catalog()
unit = catalog.open_profile("samples/units/chengsha-water-bureau.yaml")
def request(n):
    sets = (f"motto=第{n}句口号", f"office.phone=6{n:06}")
    return pipeline.Request((sys.argv[1],), Source(unit.name, f"{unit.text}# {n}\\n"), datetime.date(2026, 1, 1), sets=sets)
profile, _ = pipeline._profile(catalog, request(0))
kinds = pipeline._chosen(catalog, request(0), profile).kinds
for n in range(int(sys.argv[2])):
    assert len(pipeline.generate(catalog, request(n)).papers) == len(kinds)
print(len(kinds))
"""

Tool = Callable[[str], str]


@pytest.fixture(scope="module")
def count(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., int]:
    """The instructions of `python ARGUMENTS`, its modules compiled beforehand."""
    valgrind = tool("valgrind")
    place = tmp_path_factory.mktemp("pyc")
    env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPYCACHEPREFIX": str(place)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(*arguments: str) -> int:
        command = [sys.executable, *arguments]
        subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)  # compiles what is imported
        watched = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
        said = subprocess.run(watched, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stderr
        found = re.search(r"Collected : (\d+)", said)
        assert found, said
        return int(found[1])

    return run


@pytest.fixture(scope="module")
def cold(count: Callable[..., int], tmp_path_factory: pytest.TempPathFactory) -> int:
    """The instructions of one `generate` in a process of its own."""
    out = tmp_path_factory.mktemp("out") / "plan.docx"
    return count("cli.py", "generate", "plan", "--profile", UNIT, "-o", str(out))


@pytest.mark.slow
def test_a_cold_paper_is_a_small_multiple_of_the_import_of_jinja(count: Callable[..., int], cold: int) -> None:
    assert cold <= 1.1 * 4.7 * count("-c", "import jinja2.sandbox")


@pytest.mark.slow
def test_a_further_paper_costs_little(count: Callable[..., int]) -> None:
    said = subprocess.run([sys.executable, "-c", FURTHER, "papers", "0"], cwd=ROOT, check=True, capture_output=True, text=True)
    share = 5000 / int(said.stdout)
    roads = ("papers", "profiles")
    papers, profiles = ((count("-c", FURTHER, road, "7") - count("-c", FURTHER, road, "2")) / 5 for road in roads)
    assert (papers - profiles) * share <= 1.1 * 65_000_000
    assert profiles * share <= 1.1 * 60_000_000


@pytest.mark.slow
def test_a_package_costs_less_than_its_papers_one_by_one(count: Callable[..., int]) -> None:
    said = subprocess.run([sys.executable, "-c", PACKAGES, "all", "0"], cwd=ROOT, check=True, capture_output=True, text=True)
    papers = int(said.stdout)
    none, one, two = (count("-c", PACKAGES, "all", packages) for packages in "012")
    assert papers >= 30
    assert (one - none) / papers <= 1.1 * 74_000_000
    assert (two - one) / papers <= 1.1 * 18_000_000
    assert count("-c", PACKAGES, "notice", "1") - none <= 1.1 * 500_000_000


@pytest.mark.slow
def test_validating_two_thousand_lines_costs_at_most_two_papers(count: Callable[..., int], cold: int, tmp_path: Path) -> None:
    done = "".join(f"    - what: 修好{n}号机耕路\n      figure: {n}米\n" for n in range(1000))
    long = tmp_path / "long.yaml"
    long.write_text(f"extends: village\ncampaign: chuangxian-zhengyou\nwork:\n  last_year:\n{done}", encoding="utf-8")
    assert count("cli.py", "validate", str(long)) <= 2 * cold
