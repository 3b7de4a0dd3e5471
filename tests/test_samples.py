"""Goldens: what every sample unit's papers say, at every depth, kept as reading text under samples/papers/.

`pytest --update-golden` writes them again; look at the difference before you keep it. Of the drafts the .docx is kept
beside the text and compared part by part (the archive's own bytes depend on the zlib build).
"""

import datetime
from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.pipeline import Depth, Paper, Request, generate, kinds_of
from generator.word.package import read_parts

ROOT = Path(__file__).resolve().parent.parent
UNITS = sorted((ROOT / "samples" / "units").glob("*.yaml"))
DEPTHS: tuple[Depth, ...] = ("draft", "outline", "skeleton")
CATALOG = Catalog(ROOT)
CAMPAIGN = "chuangxian-zhengyou"
CASES = [(unit, kind, depth) for unit in UNITS for kind in kinds_of(CATALOG) for depth in DEPTHS]
IDS = [f"{unit.stem}-{kind}-{depth}" for unit, kind, depth in CASES]


def _paper(unit: Path, kind: str, depth: Depth, to: str = "md") -> Paper:
    profile = CATALOG.open_profile(str(unit))
    request = Request((kind,), profile, datetime.date(2026, 1, 1), depth=depth, to="docx" if to == "docx" else "md")
    (paper,) = generate(CATALOG, request).papers
    return paper


def _golden(unit: Path, kind: str, depth: Depth) -> Path:
    ending = "" if depth == "draft" else f".{depth}"
    return ROOT / "samples" / "papers" / unit.stem / CAMPAIGN / f"{kind}{ending}.txt"


@pytest.mark.parametrize(("unit", "kind", "depth"), CASES, ids=IDS)
def test_the_paper_says_what_the_golden_says(unit: Path, kind: str, depth: Depth, update_golden: bool) -> None:
    golden = _golden(unit, kind, depth)
    text = _paper(unit, kind, depth).data.decode()
    if update_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.is_file(), f"no golden {golden}; run pytest --update-golden and look at it"
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(("unit", "kind"), [(u, k) for u in UNITS[:3] for k in kinds_of(CATALOG)])
def test_the_word_file_is_the_kept_one_part_by_part(unit: Path, kind: str, update_golden: bool) -> None:
    golden = _golden(unit, kind, "draft").with_suffix(".docx")
    data = _paper(unit, kind, "draft", "docx").data
    if update_golden:
        golden.write_bytes(data)
    assert golden.is_file(), f"no golden {golden}; run pytest --update-golden and open it in Word"
    assert dict(read_parts(data)) == dict(read_parts(golden.read_bytes()))


@pytest.mark.parametrize("kind", ["notice", "plan", "speech"])
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_complete_unit_leaves_no_slot(unit: Path, kind: str) -> None:
    assert _paper(unit, kind, "draft").slots == ()


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_samples_self_analysis_lacks_only_what_the_person_must_say(unit: Path) -> None:
    slots = _paper(unit, "self_analysis", "draft").slots
    assert slots
    assert all(slot.personal for slot in slots)


def test_there_is_no_golden_without_a_case() -> None:
    kept = {path for path in (ROOT / "samples" / "papers").rglob("*.txt")}
    assert kept == {_golden(*case) for case in CASES}
