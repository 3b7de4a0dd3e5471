"""How much work a paper costs, in instructions (valgrind), never in seconds.

The aims are 4 × the import of jinja2.sandbox for one cold `generate`, 15 million for a further paper, and validating
2,000 lines at most 2 × a `generate`. The first two are not reached yet: what is asserted is what was measured and a
tenth. Measured: cold 4.4 ×; a further plan from a ready profile 32 million, of which typing its facts takes 12, rendering
10, the tree 4, Word XML and zip 6.
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

FURTHER = """
import datetime, sys
from generator import pipeline
from generator.catalog import Catalog
catalog = Catalog()
request = pipeline.Request(("plan",), catalog.open_profile("samples/units/chengsha-water-bureau.yaml"), datetime.date(2026, 1, 1))
pipeline.generate(catalog, request)
profile, _ = pipeline._profile(catalog, request)
for _ in range(int(sys.argv[1])):
    pipeline._paper(catalog, request, profile, "plan")
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
    assert cold <= 4.8 * count("-c", "import jinja2.sandbox")


@pytest.mark.slow
def test_a_further_paper_costs_little(count: Callable[..., int]) -> None:
    more, few = (count("-c", FURTHER, str(papers)) for papers in (12, 2))
    assert (more - few) / 10 <= 36_000_000


@pytest.mark.slow
def test_validating_two_thousand_lines_costs_at_most_two_papers(count: Callable[..., int], cold: int, tmp_path: Path) -> None:
    done = "".join(f"    - what: 修好{n}号机耕路\n      figure: {n}米\n" for n in range(1000))
    long = tmp_path / "long.yaml"
    long.write_text(f"extends: village\ncampaign: chuangxian-zhengyou\nwork:\n  last_year:\n{done}", encoding="utf-8")
    assert count("cli.py", "validate", str(long)) <= 2 * cold
