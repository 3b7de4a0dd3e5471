"""The catalogue: what it finds, which file comes first, and what it refuses to read."""

import os
from pathlib import Path

import pytest

from generator.catalog import Catalog, engine_folder
from generator.problem import InputError


def put(base: Path, name: str, text: str = "x: 1\n") -> Path:
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    base = tmp_path / "引擎 一"
    for name in ("profiles/village.yaml", "profiles/fields.yaml", "profiles/campaigns/c1.yaml", "profiles/lexicon/unbroken.yaml",
                 "templates/plan.md.j2", "templates/clauses/work/b.md.j2", "templates/clauses/work/a.md.j2",
                 "templates/layouts/plain.yaml"):  # fmt: skip
        put(base, name, f"# engine {name}\n")
    return base


@pytest.fixture
def own(tmp_path: Path) -> Path:
    base = tmp_path / "own"
    base.mkdir()
    return base


def problems(error: pytest.ExceptionInfo[InputError]) -> str:
    return "\n".join(f"{p.span} {p.message} {p.hint}" for p in error.value.problems)


def test_lists_what_lies_in_each_folder(engine: Path, own: Path) -> None:
    catalog = Catalog(own, engine)
    assert catalog.kinds() == ("plan",)
    assert catalog.sectors() == ("village",)
    assert catalog.campaigns() == ("c1",)
    assert catalog.layouts() == ("plain",)
    assert catalog.lexicon("unbroken").name == "profiles/lexicon/unbroken.yaml"
    assert [source.name for group in catalog.clause_groups() for source in catalog.clauses(group)] == [
        "templates/clauses/work/a.md.j2",
        "templates/clauses/work/b.md.j2",
    ]
    assert catalog.fields().name == "profiles/fields.yaml"
    assert catalog.used == ()


def test_files_of_the_root_come_first_and_are_told(engine: Path, own: Path) -> None:
    put(own, "templates/plan.md.j2", "own\n")
    put(own, "templates/clauses/work/a.md.j2", "own a\n")
    put(own, "templates/clauses/new/z.md.j2", "own z\n")
    put(own, "profiles/campaigns/c2.yaml")
    catalog = Catalog(own, engine)
    assert catalog.template("plan").text == "own\n"
    first_lines = [source.text.split("\n")[0] for group in catalog.clause_groups() for source in catalog.clauses(group)]
    assert first_lines == ["own z", "own a", "# engine templates/clauses/work/b.md.j2"]
    assert catalog.campaigns() == ("c1", "c2")
    assert catalog.used == ("templates/clauses/new/z.md.j2", "templates/clauses/work/a.md.j2", "templates/plan.md.j2")


def test_hidden_and_foreign_files_are_no_kinds(engine: Path, own: Path) -> None:
    for name in (".plan2.md.j2", "~plan.md.j2", "plan.md.j2.bak", "notes.txt", "_x.md.j2"):
        put(own, f"templates/{name}")
    (own / "templates" / "folder.md.j2").mkdir()
    assert Catalog(own, engine).kinds() == ("plan",)


@pytest.mark.parametrize("name", ["plann", "../plan", "/etc/passwd", "", "fields", "campaigns/c1"])
def test_an_unknown_id_is_an_error_that_helps(engine: Path, own: Path, name: str) -> None:
    catalog = Catalog(own, engine)
    with pytest.raises(InputError) as error:
        catalog.sector(name)
    assert "领域" in problems(error)
    with pytest.raises(InputError) as error:
        catalog.template(name)
    if name == "plann":
        assert "是不是“plan”" in problems(error)


def test_extends_is_a_sector_or_a_path_beside_or_from_the_root(engine: Path, own: Path) -> None:
    put(own, "units/base.yaml", "beside\n")
    put(own, "base.yaml", "root\n")
    put(own, "units/liuhe.yaml")
    catalog = Catalog(own, engine)
    profile = catalog.open_profile(str(own / "units/liuhe.yaml"))
    assert profile.name == "units/liuhe.yaml"
    assert catalog.load("village", profile.name).name == "profiles/village.yaml"
    assert catalog.load("profiles/village.yaml", profile.name).name == "profiles/village.yaml"
    assert catalog.load("base.yaml", profile.name).text == "beside\n"
    assert catalog.load("../base.yaml", profile.name).text == "root\n"
    assert catalog.load("units/base.yaml", profile.name).name == "units/base.yaml"
    assert catalog.load("..\\base.yaml", profile.name).name == "base.yaml"


def test_a_profile_outside_the_root_may_extend_its_neighbours_only(
    engine: Path, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own)
    put(tmp_path, "elsewhere/persons/p.yaml")
    put(tmp_path, "elsewhere/persons/unit.yaml", "unit\n")
    put(tmp_path, "elsewhere/secret.yaml")
    catalog = Catalog(own, engine)
    profile = catalog.open_profile("../elsewhere/persons/p.yaml")
    assert profile.name == "../elsewhere/persons/p.yaml"
    near = catalog.load("unit.yaml", profile.name)
    assert (near.name, near.text) == ("../elsewhere/persons/unit.yaml", "unit\n")
    assert catalog.load("village", near.name).name == "profiles/village.yaml"
    with pytest.raises(InputError) as error:
        catalog.load("../secret.yaml", profile.name)
    assert "根目录以外" in problems(error)


@pytest.mark.parametrize(
    "reference",
    ["../outside.yaml", "../../etc/passwd", "/etc/passwd", "C:\\x.yaml", "units/../../outside.yaml", "c:/x", "\\\\host\\x"],
)
def test_paths_that_leave_the_root_are_refused(engine: Path, own: Path, tmp_path: Path, reference: str) -> None:
    put(tmp_path, "outside.yaml", "secret\n")
    put(own, "u.yaml")
    catalog = Catalog(own, engine)
    profile = catalog.open_profile(str(own / "u.yaml"))
    with pytest.raises(InputError) as error:
        catalog.load(reference, profile.name)
    assert error.value.problems[0].span.file == "u.yaml"
    assert "secret" not in problems(error)


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_links_that_leave_the_root_are_refused(engine: Path, own: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "outside.yaml", "secret\n")
    (own / "profiles").mkdir()
    (own / "profiles" / "school.yaml").symlink_to(outside)
    (own / "link.yaml").symlink_to(outside)
    put(own, "u.yaml")
    catalog = Catalog(own, engine)
    profile = catalog.open_profile(str(own / "u.yaml"))
    for reference in ("school", "profiles/school.yaml", "link.yaml"):
        with pytest.raises(InputError) as error:
            catalog.load(reference, profile.name)
        assert "以外" in problems(error)


def test_a_missing_file_names_the_nearest_sector(engine: Path, own: Path) -> None:
    catalog = Catalog(own, engine)
    with pytest.raises(InputError) as error:
        catalog.open_profile("no/vilage.yaml")
    assert "没有这个档案文件" in problems(error) and "village" in problems(error)
    with pytest.raises(InputError) as error:
        catalog.load("vilage", "profiles/village.yaml")
    assert "找不到“vilage”" in problems(error) and "是不是领域“village”" in problems(error)


def test_a_sector_can_be_named_instead_of_a_file(engine: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own)
    catalog = Catalog(None, engine)
    assert catalog.open_profile("village").name == "profiles/village.yaml"
    assert catalog.open_profile("profiles/village.yaml").name == "profiles/village.yaml"
    put(own, "village", "mine\n")
    assert catalog.open_profile("village").text == "mine\n"


def test_names_do_not_depend_on_where_one_stands(engine: Path, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(own, "units/u.yaml")
    monkeypatch.chdir(own)
    here = Catalog(own, engine).open_profile("units/u.yaml").name
    monkeypatch.chdir(own / "units")
    assert Catalog(own, engine).open_profile("u.yaml").name == here == "units/u.yaml"


def test_an_engine_inside_the_root_keeps_its_names(own: Path) -> None:
    engine = own / "环境" / "_data"
    put(engine, "profiles/village.yaml")
    put(engine, "templates/plan.md.j2")
    catalog = Catalog(own, engine)
    assert catalog.sector("village").name == "profiles/village.yaml"
    assert catalog.load("profiles/village.yaml", "u.yaml").name == "profiles/village.yaml"
    assert catalog.open_profile(str(engine / "profiles/village.yaml")).name == "profiles/village.yaml"
    assert catalog.used == ()


def test_a_root_inside_the_engine_keeps_its_names(engine: Path) -> None:
    put(engine, "本县/templates/plan.md.j2", "own\n")
    put(engine, "本县/u.yaml")
    catalog = Catalog(engine / "本县", engine)
    assert (catalog.template("plan").name, catalog.template("plan").text) == ("templates/plan.md.j2", "own\n")
    assert catalog.open_profile(str(engine / "本县/u.yaml")).name == "u.yaml"
    assert catalog.used == ("templates/plan.md.j2",)


def test_what_is_no_text_or_too_big_is_refused(engine: Path, own: Path) -> None:
    (own / "gbk.yaml").write_bytes("名称: 柳河村\n".encode("gbk"))
    (own / "big.yaml").write_bytes(b"#" * (8 * 1024 * 1024 + 1))
    (own / "folder.yaml").mkdir()
    catalog = Catalog(own, engine)
    for name, said in (("gbk.yaml", "GBK"), ("big.yaml", "8 MB"), ("folder.yaml", "不是文件")):
        with pytest.raises(InputError) as error:
            catalog.open_profile(str(own / name))
        assert said in problems(error)
        assert error.value.problems[0].span.file == name


@pytest.mark.parametrize("reference", ["a\0b", "x" * 5000, "", ".", "..", "profiles"])
def test_odd_references_are_input_errors(engine: Path, own: Path, reference: str) -> None:
    catalog = Catalog(own, engine)
    with pytest.raises(InputError):
        catalog.load(reference, "profiles/village.yaml")


def test_a_root_that_is_not_there(engine: Path, own: Path) -> None:
    with pytest.raises(InputError) as error:
        Catalog(own / "no", engine)
    assert "没有这个文件夹" in problems(error)


def test_the_checkout_is_the_engine() -> None:
    assert (engine_folder() / "profiles" / "fields.yaml").is_file()
    assert Catalog(engine_folder()).used == ()
