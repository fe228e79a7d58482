"""What a report is about brings its passages forward, but not among reports that are alike."""

from __future__ import annotations

import numpy as np
import pytest

from search.models.sentence_model import QuestionVectors
from search.passages.up_front import MET, OPENING, WEIGHT, UpFront
from search.storage.contract import SENTENCE, Candidates, PassageRef
from tests.search.fakes import Reports, ask, match

QUESTION = "how many prisoners could ford hold"
TEXTS = {
    "Veterans": f"Veterans. {'Much of it is on veterans. ' * 80}Prisoners in Ford are few.",
    "Ford": "The health needs of prisoners in Ford. It takes 557 of them.",
}


def preferred(reports: Reports) -> list[tuple[int, float]]:
    matches = [match(reports, 1, {}, score=0.5), match(reports, 2, {}, score=0.49)]
    words = ask(reports, QUESTION).topic
    best = UpFront(reports.as_generation()).prefer(matches, words, reports.holdings.all)
    return [(each.ref.report, each.up_front) for each in best]


def test_a_passage_of_a_report_that_says_up_front_what_is_asked_comes_first() -> None:
    assert len(TEXTS["Veterans"]) > OPENING
    (first, gain), (second, none) = preferred(Reports(TEXTS, kind="report"))
    assert (first, second) == (2, 1)
    assert 0 < gain < WEIGHT
    assert none == 0


def test_reports_that_are_alike_are_left_in_the_order_of_their_words() -> None:
    assert preferred(Reports(TEXTS, kind="PEEL")) == [(1, 0.0), (2, 0.0)]


def test_a_question_of_which_no_report_has_a_word_changes_nothing() -> None:
    reports = Reports({"Ford": "Prisoners.", "Lewes": "Prisoners."}, kind="report")
    matches = [match(reports, 1, {}, score=0.5), match(reports, 2, {}, score=0.4)]
    words = ask(reports, "zebra crossings").topic
    best = UpFront(reports.as_generation()).prefer(matches, words, reports.holdings.all)
    assert [each.score for each in best] == pytest.approx([0.5, 0.4])


def spoken_for(kind: str) -> tuple[list[list[float]], dict[int, list[int]]]:
    """The cosines of two tokens of each report's passage with "ford", "veterans", "capacity".

    And the tokens that each report speaks for.
    """
    reports = Reports(TEXTS, kind=kind)
    words = ("ford", "veterans", "capacity")
    vectors = QuestionVectors(np.zeros(1), np.zeros((3, 1)), words, (0, 1, 2))
    candidates = Candidates(
        [PassageRef(1, 0), PassageRef(2, 0)],
        np.zeros((4, 1), np.uint8),
        np.array([2, 2]),
        np.zeros(2, SENTENCE),
        np.array([1, 1]),
    )
    similar = np.array([[0.1, 0.1, 0.1], [0.9, 0.9, 0.9]] * 2, np.float32)
    spoken = UpFront(reports.as_generation()).speak_for(candidates, vectors, similar)
    return [[round(float(cosine), 2) for cosine in row] for row in similar], spoken


def test_the_passages_of_a_report_have_alike_the_words_that_it_names_up_front() -> None:
    cosines = [
        [0.1, MET, 0.1], [0.9, MET, 0.9],
        [MET, 0.1, 0.1], [MET, 0.9, 0.9],
    ]  # fmt: skip
    assert spoken_for("report") == (cosines, {1: [1], 2: [0]})
    assert spoken_for("PEEL") == ([[0.1, 0.1, 0.1], [0.9, 0.9, 0.9]] * 2, {})
