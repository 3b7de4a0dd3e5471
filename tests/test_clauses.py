"""The table of GB/T 9704-2012 in docs/: made from tests/clauses.yaml and from what the tests say they prove."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent / "docs" / "gbt9704-clauses.md"
CLAUSES: list[dict[str, Any]] = yaml.safe_load((HERE / "clauses.yaml").read_text(encoding="utf-8"))

HEAD = """# GB/T 9704—2012 逐条对照

本表由 `tests/clauses.yaml` 和各测试的标记生成（`pytest tests/test_clauses.py --update-golden`），请勿手改。
“要求”是我们自己的概括，不是标准原文。“检验”是证明这一条的测试；版面类的测试把文件用 LibreOffice 转成 PDF，
在页面上以毫米量出来，Word 和 WPS 没有实测。标“不属于文件”的，取决于纸张、印刷和装订，文件管不到。
"""


def marks() -> Iterator[tuple[str, str]]:
    """(clause, test) for every mark of the tests, in the order of files and lines."""
    for path in sorted(HERE.glob("test_*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node in body:
            if isinstance(node, ast.FunctionDef):
                for clause, case in (found for decorator in node.decorator_list for found in named(decorator, body)):
                    yield clause, f"{path.name}::{node.name}{case}"


def named(decorator: ast.expr, body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """The clauses of @pytest.mark.clause("7.1", *A_CONSTANT), those of a constant each with the case of the test it is."""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute) or decorator.func.attr != "clause":
        return
    assigned = [node for node in body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    constants = {ast.unparse(node.targets[0]): node.value for node in assigned}
    for argument in decorator.args:
        if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Name):
            yield from ((clause, f"[{clause}]") for clause in ast.literal_eval(constants[argument.value.id]))
        else:
            yield ast.literal_eval(argument), ""


def proofs() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {row["clause"]: [] for row in CLAUSES}
    for clause, test in marks():
        found.setdefault(clause, []).append(test)
    return found


def table() -> str:
    found = proofs()
    lines = [HEAD, "| 条款 | 要求 | 怎样做到 | 检验 |", "|---|---|---|---|"]
    for row in CLAUSES:
        tests = "<br>".join(f"`{test}`" for test in found[row["clause"]])
        proof = tests if row["matter"] == "file" else "不属于文件"
        lines.append(f"| {row['clause']} {row['name']} | {row['wants']} | {row.get('how', '—')} | {proof} |")
    return "\n".join(lines) + "\n"


def test_every_clause_of_the_file_is_proved_by_a_test() -> None:
    found = proofs()
    assert [row["clause"] for row in CLAUSES if row["matter"] == "file" and not found[row["clause"]]] == []
    assert [row["clause"] for row in CLAUSES if row["matter"] != "file" and found[row["clause"]]] == []


def test_no_test_names_a_clause_that_is_not_in_the_list() -> None:
    assert set(proofs()) - {row["clause"] for row in CLAUSES} == set()


def test_every_row_is_whole() -> None:
    for row in CLAUSES:
        assert row["matter"] in ("file", "paper")
        assert set(row) == {"clause", "name", "wants", "matter"} | ({"how"} if row["matter"] == "file" else set())
        assert not any("|" in value or value.endswith("。") for value in row.values())
    assert len({row["clause"] for row in CLAUSES}) == len(CLAUSES)


def test_the_table_in_docs_is_up_to_date(update_golden: bool) -> None:
    if update_golden:
        TABLE.write_text(table(), encoding="utf-8")
    if not TABLE.is_file():
        pytest.fail("run with --update-golden")
    assert TABLE.read_text(encoding="utf-8") == table()
