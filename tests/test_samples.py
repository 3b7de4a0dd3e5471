"""Goldens: what the package of every sample unit and person says, kept as reading text under samples/papers/.

`pytest --update-golden` writes them again; look at the difference before you keep it. For the first three units the
outlines and skeletons are kept too, and the drafts' .docx beside the text, compared part by part (the archive's own bytes
depend on the zlib build).
"""

import datetime
from functools import lru_cache
from pathlib import Path

import pytest

from generator.catalog import Catalog
from generator.pipeline import Depth, Paper, Request, Result, fields_of, generate, kinds_of, sets_of
from generator.read_profile import read_profile
from generator.word.package import read_parts

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "samples" / "units").glob("*.yaml")) + sorted((ROOT / "samples" / "persons").glob("*.yaml"))
FIRST = ("chengsha-water-bureau", "lijin-valve", "liuwan-village")
DEPTHS: tuple[Depth, ...] = ("draft", "outline", "skeleton")
CATALOG = Catalog(ROOT)
TODAY = datetime.date(2026, 1, 1)


def package(profile: Path, depth: Depth = "draft", to: str = "md") -> Result:
    source = CATALOG.open_profile(str(profile))
    return generate(CATALOG, Request(("all",), source, TODAY, depth=depth, to="docx" if to == "docx" else "md"))


@lru_cache(maxsize=64)
def drafts(profile: Path) -> Result:
    return package(profile)


@lru_cache(maxsize=64)
def campaign_of(profile: Path) -> str:
    return read_profile(CATALOG.open_profile(str(profile)), fields_of(CATALOG), kinds_of(CATALOG), CATALOG).campaign


def golden(profile: Path, paper: Paper, depth: Depth) -> Path:
    ending = "" if depth == "draft" else f".{depth}"
    return ROOT / "samples" / "papers" / profile.stem / campaign_of(profile) / f"{paper.kind}{ending}.txt"


CASES = [(profile, depth) for profile in SAMPLES for depth in DEPTHS if depth == "draft" or profile.stem in FIRST]
IDS = [f"{profile.stem}-{depth}" for profile, depth in CASES]


@pytest.mark.parametrize(("profile", "depth"), CASES, ids=IDS)
def test_the_package_says_what_the_goldens_say(profile: Path, depth: Depth, update_golden: bool) -> None:
    papers = package(profile, depth).papers
    told = {golden(profile, paper, depth): paper.data.decode() for paper in papers}
    if update_golden:
        for path, text in told.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    missing = [str(path) for path in told if not path.is_file()]
    assert not missing, f"no golden {missing}; run pytest --update-golden and look at it"
    assert told == {path: path.read_text(encoding="utf-8") for path in told}


@pytest.mark.parametrize("profile", [p for p in SAMPLES if p.stem in FIRST], ids=lambda profile: profile.stem)
def test_the_word_files_are_the_kept_ones_part_by_part(profile: Path, update_golden: bool) -> None:
    told = {golden(profile, paper, "draft").with_suffix(".docx"): paper.data for paper in package(profile, to="docx").papers}
    if update_golden:
        for path, data in told.items():
            path.write_bytes(data)
    for path, data in told.items():
        assert path.is_file(), f"no golden {path}; run pytest --update-golden and open it in Word"
        assert dict(read_parts(data)) == dict(read_parts(path.read_bytes())), path


@pytest.mark.parametrize("profile", SAMPLES, ids=lambda profile: profile.stem)
def test_a_complete_profile_leaves_no_slot_but_what_only_a_person_can_say(profile: Path) -> None:
    lacking = {paper.kind: [slot.path for slot in paper.slots if not slot.personal] for paper in drafts(profile).papers}
    assert {kind: paths for kind, paths in lacking.items() if paths} == {}


@pytest.mark.parametrize("profile", SAMPLES, ids=lambda profile: profile.stem)
def test_a_complete_profile_is_not_warned_of(profile: Path) -> None:
    assert [str(warning.message) for warning in drafts(profile).warnings] == []


def test_the_samples_show_every_sector_every_campaign_and_every_kind() -> None:
    shown = {paper.kind for profile in SAMPLES for paper in drafts(profile).papers}
    assert set(kinds_of(CATALOG)) - shown == set()
    assert {campaign_of(profile) for profile in SAMPLES} == set(CATALOG.campaigns())
    extended = {line for p in SAMPLES for line in p.read_text(encoding="utf-8").splitlines() if line.startswith("extends: ")}
    assert {f"extends: {sector}" for sector in CATALOG.sectors()} <= extended
    assert set(sets_of(CATALOG)) == {"meeting_set", "pledges", "appraisal"}


def test_there_is_no_golden_without_a_paper(update_golden: bool) -> None:
    kept = {path for path in (ROOT / "samples" / "papers").rglob("*") if path.is_file()}
    texts = {golden(profile, paper, depth) for profile, depth in CASES for paper in drafts(profile).papers}
    words = {golden(p, paper, "draft").with_suffix(".docx") for p in SAMPLES if p.stem in FIRST for paper in drafts(p).papers}
    if update_golden:
        for path in kept - texts - words:
            path.unlink()
        kept &= texts | words
    assert kept == texts | words
