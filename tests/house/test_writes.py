"""Writes live in services: views, APIs, queries, panels and measures only read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "linli"
READERS = ("views", "api", "queries", "panels", "measures", "access", "urls")
WRITES = {
    "save",
    "create",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "select_for_update",
}


def reader_files() -> list[Path]:
    files = [file for name in READERS for file in PACKAGE.glob(f"*/{name}.py")]
    files += [file for name in READERS for file in PACKAGE.glob(f"*/{name}/*.py")]
    return sorted(files)


def writes_in(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr in WRITES and "services" not in owner and "session" not in owner:
                found.append(f"line {node.lineno}: {owner[:40]}.{node.func.attr}(…)")
            if node.func.attr == "update" and "objects" in owner:
                found.append(f"line {node.lineno}: {owner[:40]}.update(…)")
    return found


@pytest.mark.parametrize("file", reader_files(), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_readers_do_not_write(file: Path) -> None:
    assert writes_in(ast.parse(file.read_text(encoding="utf-8"))) == []


def test_the_check_sees_a_write() -> None:
    assert writes_in(ast.parse("Case.objects.create(x=1)\ncase.save()\nCase.objects.filter(a=1).update(b=2)"))
