"""Many clients and an ingest at once: no error, and no answer of a wrong generation."""

from __future__ import annotations

from pathlib import Path

from benchmarks.load import run_load
from tests.api.asking import copy_library


def test_clients_ask_on_while_reports_are_added(demo_library: Path, tmp_path: Path) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    found = run_load(library, clients=20, seconds=12)
    assert (found.errors, found.wrong) == (0, 0), found.first_errors
    assert found.requests >= 20
    assert found.generations >= 2
