"""Imports point one way: cli → pipeline → steps → helpers → data; and each awkward library has one home."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = {"datatype", "layout", "model", "problem", "tree", "version"}
WORD = (  # the folder of what makes a .docx; each may import those before it
    "package", "word_xml", "drawing_xml", "page_xml", "measure", "pages", "title_lines", "letterhead", "signature", "colophon",
    "arrangement",
)  # fmt: skip
HELPERS = {
    "chinese", "conditions", "facts", "field_lines", "fact_rules", "fact_types", "fact_warnings", "filters", "lazy_patterns",
    "lengths", "markup", "opaque", "pdf_bytes", "stages", "template_language", "template_run", "template_words",
    "yaml_values", *WORD,
}  # fmt: skip
EDGES = {"catalog", "convert_pdf", "fonts", "inspect_machine", "report", "write_file"}
ORDER = ("library", "list_catalog", "pipeline")  # each may import those before it
MODULES = {path.stem: path for path in (ROOT / "generator").rglob("*.py") if path.stem != "__init__"}
STEPS = set(MODULES) - DATA - HELPERS - EDGES - set(ORDER)

HOMES = {  # the only modules that may import a library
    "yaml": {"yaml_values"},
    "jinja2": {"render_markdown", "template_language", "template_run", "template_words"},
    "markupsafe": {"filters", "markup", "opaque", "render_markdown", "template_run"},
    "markdown_it": {"read_markdown"},
    "lxml": {"read_docx"},
    "icalendar": {"write_ics"},
    "docx": set(),
    "click": set(),
}


def imported(path: Path) -> Iterator[str]:
    """Dotted names a module imports when it runs; those for type checkers only are left out."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=other):
                waiting += other
                continue
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module="generator", names=names):
                yield from (f"generator.{name.name}" for name in names)
            case ast.ImportFrom(module=str(module)):
                yield module
        waiting += ast.iter_child_nodes(node)


def ours(name: str) -> set[str]:
    """The modules of ours that one imports; the folder they lie in does not count."""
    return {found.removeprefix("generator.").removeprefix("word.") for found in imported(MODULES[name]) if _is_ours(found)}


def _is_ours(name: str) -> bool:
    return name.startswith("generator.") and name != "generator.word"


def test_the_lists_above_name_only_what_there_is() -> None:
    assert {path.stem for path in (ROOT / "generator" / "word").glob("*.py")} - {"__init__"} == set(WORD)
    assert set(MODULES) >= DATA | HELPERS | EDGES | set(ORDER)
    assert "cli" not in {found.split(".")[0] for path in MODULES.values() for found in imported(path)}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_only_what_lies_below_it(name: str) -> None:
    below = DATA | HELPERS
    if name in DATA:
        below = DATA
    elif name in WORD:
        below = (below - set(WORD)) | set(WORD[: WORD.index(name)])
    elif name in ORDER:
        below = DATA | HELPERS | STEPS | {"catalog", *ORDER[: ORDER.index(name)]}
    elif name in EDGES:
        below = DATA | HELPERS | STEPS | EDGES
    assert ours(name) - below == set()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_has_one_function_of_its_own_name(name: str) -> None:
    body = ast.parse(MODULES[name].read_text(encoding="utf-8")).body
    assert name in {node.name for node in body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_library_has_one_home(name: str) -> None:
    roots = {found.split(".")[0] for found in imported(MODULES[name])}
    foreign = roots - set(sys.stdlib_module_names) - {"generator"}
    if name in DATA:
        assert foreign == set()
    for library in foreign:
        assert name in HOMES[library], f"{library} belongs in {HOMES[library]}"


@pytest.mark.parametrize("name", sorted({*DATA, *HELPERS, *STEPS, *ORDER}))
def test_only_edges_touch_files_processes_or_the_network(name: str) -> None:
    roots = {found.split(".")[0] for found in imported(MODULES[name])}
    assert not roots & {"os", "shutil", "subprocess", "tempfile", "socket", "urllib", "http", "glob"}
    nodes = list(ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))))
    assert "Path" not in {node.id for node in nodes if isinstance(node, ast.Name)}  # PurePosixPath touches nothing
    assert "open" not in {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


def test_the_command_line_knows_no_steps() -> None:
    found = {name.split(".")[1] for name in imported(ROOT / "cli.py") if name.startswith("generator.")}
    below = {"problem", "version", "chinese", "pipeline"} | EDGES
    assert found - below == set()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_says_what_it_is(name: str) -> None:
    text = ast.get_docstring(ast.parse(MODULES[name].read_text(encoding="utf-8")))
    assert text and len(text) > 30
