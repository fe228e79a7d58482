"""How well the demo library answers its questions: a floor that no change may go below."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.evaluation.judging import evaluate, measures, read_questions
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def found(demo_library: Path, embedder: Embedder) -> dict[str, float]:
    library = Library(open_storage(demo_library), embedder=embedder)
    return measures(evaluate(library, read_questions(ROOT / "demo" / "questions.jsonl")))


@pytest.mark.parametrize(
    ("measure", "floor"),
    [("recall@1", 0.85), ("recall@5", 0.95), ("evidence quoted", 0.75),
     ("declined, unanswerable", 0.70), ("citations valid", 1.0)],
)  # fmt: skip
def test_a_measure_is_at_least(found: dict[str, float], measure: str, floor: float) -> None:
    assert found[measure] >= floor


def test_a_question_that_has_nothing_to_do_with_the_reports_is_declined(
    demo_library: Path, embedder: Embedder
) -> None:
    library = Library(open_storage(demo_library), embedder=embedder)
    outcomes = evaluate(library, read_questions(ROOT / "benchmarks/questions/off-topic.jsonl"))
    assert [o.question.question for o in outcomes if o.answer.answered] == []


@pytest.mark.parametrize(
    ("measure", "ceiling"), [("declined, answerable", 0.12), ("wrong subject", 0.03)]
)
def test_a_measure_is_at_most(found: dict[str, float], measure: str, ceiling: float) -> None:
    assert found[measure] <= ceiling
