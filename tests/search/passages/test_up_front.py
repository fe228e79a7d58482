"""What a report is about brings its passages forward, but not among reports that are alike."""

from __future__ import annotations

import pytest

from search.passages.up_front import OPENING, WEIGHT, UpFront
from tests.search.fakes import Reports, ask, match

QUESTION = "how many prisoners could ford hold"
TEXTS = {
    "Veterans": f"Veterans. {'Much of it is on veterans. ' * 80}Prisoners in Ford are few.",
    "Ford": "The health needs of prisoners in Ford. It takes 557 of them.",
}


def preferred(reports: Reports) -> list[tuple[int, float]]:
    matches = [match(reports, 1, {}, score=0.5), match(reports, 2, {}, score=0.48)]
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
