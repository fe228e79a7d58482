"""Many clients and an ingest at once: no error, and no answer of a wrong generation."""

from __future__ import annotations

from pathlib import Path

from benchmarks.server.load import read_questions, run_load
from tests.api.asking import copy_library
from tests.conftest import ROOT


def test_clients_ask_on_while_reports_are_added(demo_library: Path, tmp_path: Path) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    questions = read_questions(ROOT / "demo" / "questions.jsonl")
    found = run_load(library, questions, clients=20, seconds=5)
    assert (found.errors, found.wrong) == (0, 0), found.first_errors
    assert found.requests >= 20
    assert found.generations >= 2
    assert found.copies_in_answers >= 1  # what came in meanwhile was answered from
