"""What a calibration learned is kept with its library, and its answers go by it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from search.evaluation import calibrating
from search.evaluation.calibrating import TooFewQuestions, calibrate
from search.evaluation.judging import Question, read_questions
from search.library import Library
from search.models.calibration import CALIBRATION, read_calibrations
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from tests.conftest import ROOT


@pytest.fixture
def library(demo_library: Path, tmp_path: Path, embedder: Embedder) -> Library:
    shutil.copytree(demo_library, tmp_path / "library")
    return Library(open_storage(tmp_path / "library"), embedder=embedder)


@pytest.fixture
def questions() -> list[Question]:
    """The demo's, and as many that nothing in it answers."""
    known = [q for q in read_questions(ROOT / "demo" / "questions.jsonl") if q.answerable]
    matters = (
        "potholes", "library fines", "bus lanes", "school dinners", "swimming pools", "parking",
        "dog licences", "street lamps", "bin collections", "allotments", "cycle paths", "trams",
    )  # fmt: skip
    return known + [
        replace(known[0], id=matter, question=f"What is said of {matter}?", type="unanswerable")
        for matter in matters
    ]


def test_answers_go_by_what_was_learned(library: Library, questions: list[Question]) -> None:
    asked = "How many family hubs are there in Calderby?"
    before = library.ask(asked)
    learned = calibrate(library, questions)
    assert learned.before.keys() == learned.after.keys()
    kept = read_calibrations(Library(library.storage).generation.kept(CALIBRATION))
    assert kept == ({"": learned.calibration} if learned.is_kept else {})
    assert learned.is_kept
    assert library.storage.published() == before.generation + 1
    after = Library(library.storage).ask(asked)
    assert after.confidence != before.confidence


def test_what_does_worse_on_questions_held_back_is_not_kept(
    library: Library, questions: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "fit", lambda *_: replace(calibrating.COMES_ALONG, bias=9.0))
    assert not calibrate(library, questions).is_kept
    assert library.storage.open().kept(CALIBRATION) == b""


def test_too_few_questions_are_refused_with_how_many_it_takes(library: Library) -> None:
    known = read_questions(ROOT / "demo" / "questions.jsonl")[:5]
    with pytest.raises(TooFewQuestions, match="20 and 10 are needed at least"):
        calibrate(library, known)
