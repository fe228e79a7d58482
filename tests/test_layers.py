"""Each folder imports only from those to its left: ingest, search, api."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "ingest": {"ingest"},
    "search": {"ingest", "search"},
    "api": {"ingest", "search", "api"},
}


@pytest.mark.parametrize("folder", ALLOWED)
def test_a_folder_imports_only_from_those_to_its_left(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / folder).rglob("*.py")
        for name in _imports(path)
        if name in {*ALLOWED, "web", "tests", "benchmarks"} - ALLOWED[folder]
    ]
    assert wrong == []


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
