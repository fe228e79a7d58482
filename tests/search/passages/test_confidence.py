"""What makes an answer more and less sure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from search.passages.confidence import judge_confidence, measure
from search.passages.finding import Findings, prefer_given
from search.passages.late_interaction import Match
from tests.search.fakes import Reports, find, match

REPORTS = Reports(
    {"Salford": "There are 42 officers here.\nThe force has officers for it.\nIt has more.\n"}
)
WORDS = REPORTS.field.questions
MANY = "how many officers"


def sure(question: str, *matches: Match) -> float:
    return judge_confidence(find(REPORTS, question, *matches), WORDS)


def fitting(score: float, *tokens: float) -> Match:
    """A match that fits so well, and each token of the question so well in every sentence."""
    found = match(REPORTS, 1, {"There": score, "The force": score, "It": score}, score)
    return replace(found, similarities=np.array([tokens] * 3, np.float32))


def wanting(**fits: float) -> float:
    """Of a question for a number, how far down the first sentence with one stands."""
    names = {"count": "There", "first": "The force", "second": "It"}
    found = match(REPORTS, 1, {names[name]: fit for name, fit in fits.items()})
    found = replace(found, similarities=np.full((3, 3), 0.5, np.float32))
    answer_type = find(REPORTS, MANY).asked.answer_type
    given = prefer_given(REPORTS.as_generation(), [found], answer_type)
    return measure(find(REPORTS, MANY, *given), WORDS)["wanting"]


def test_nothing_found_is_no_confidence() -> None:
    assert sure("knife crime") == 0.0


def test_a_question_whose_words_are_met_better_is_surer() -> None:
    low, high = (sure("knife crime", fitting(0.6, met, met)) for met in (0.4, 0.7))
    assert 0 < low < high < 1


@pytest.mark.parametrize("question", ["who scored goals", "when did it", "knife crime gangs"])
def test_a_question_whose_words_nothing_stands_for_is_never_answered(question: str) -> None:
    assert sure(question, fitting(0.6, 0.25, 0.25, 0.25)) == 0.0
    assert sure(question, fitting(0.6, 0.5, 0.5, 0.5)) > 0.0


def test_a_short_question_with_a_word_that_nothing_stands_for_is_never_answered() -> None:
    assert sure("family hubs", fitting(0.6, 0.9, 0.3)) == 0.0
    assert sure("family hubs", fitting(0.6, 0.9, 0.4)) > 0.0
    assert sure("the hubs help a family thrive", fitting(0.6, *[0.9] * 5, 0.3)) > 0.0


def test_the_words_are_to_be_met_together_and_idle_ones_do_not_count() -> None:
    both = fitting(0.6, 0.7, 0.7)
    apart = replace(both, similarities=np.array([[0.7, 0], [0, 0], [0, 0.7]], np.float32))
    assert sure("knife crime", apart) < sure("knife crime", both)
    assert sure("the crime", fitting(0.6, 0.0, 0.7)) == sure("the crime", both)


def test_a_rare_word_that_is_not_met_makes_it_less_sure_than_a_common_one() -> None:
    def without(*tokens: float) -> Findings:
        rarity = np.array([0.9, 0.1], np.float32)
        return replace(find(REPORTS, "knife crime", fitting(0.6, *tokens)), rarity=rarity)

    rare, common = (judge_confidence(without(*met), WORDS) for met in ((0.4, 0.7), (0.7, 0.4)))
    assert rare < common


def test_a_figure_of_another_thing_makes_it_less_sure() -> None:
    generation, answer_type = REPORTS.as_generation(), find(REPORTS, MANY).asked.answer_type

    def meeting(officers: float) -> float:
        found = prefer_given(generation, [fitting(0.6, 0.5, 0.5, officers)], answer_type)
        return measure(find(REPORTS, MANY, *found), WORDS)["thing"]

    assert meeting(0.1) < 0 < meeting(0.7)


def test_only_what_has_the_number_is_to_meet_the_words() -> None:
    found = fitting(0.6, 0.5, 0.5, 0.5)
    found = replace(found, similarities=np.array([[0.5] * 3, [0.9] * 3, [0.9] * 3], np.float32))
    answer_type = find(REPORTS, MANY).asked.answer_type
    given = prefer_given(REPORTS.as_generation(), [found], answer_type)
    assert measure(find(REPORTS, MANY, *given), WORDS)["bound"] == pytest.approx(0.5)


def test_the_more_sentences_fit_better_than_what_has_the_number_the_less_sure() -> None:
    assert wanting(count=0.6, first=0.5, second=0.4) == 0
    assert wanting(count=0.5, first=0.6, second=0.4) == 1
    assert wanting(count=0.4, first=0.6, second=0.5) == pytest.approx(np.log2(3))


def test_where_nothing_has_the_number_it_is_less_sure_than_where_it_comes_late() -> None:
    lacks = fitting(0.6, 0.7, 0.7, 0.7)
    lacks = replace(lacks, sentences=lacks.sentences[1:], sentence_scores=lacks.sentence_scores[1:])
    answer_type = find(REPORTS, MANY).asked.answer_type
    (missing,) = prefer_given(REPORTS.as_generation(), [lacks], answer_type)
    nowhere = measure(find(REPORTS, MANY, missing), WORDS)["wanting"]
    assert nowhere > wanting(count=0.4, first=0.6, second=0.5)


def test_the_more_passages_come_before_one_with_the_number_the_less_sure() -> None:
    has = fitting(0.6, 0.7, 0.7, 0.7)
    lacks = replace(
        has, score=0.8, sentences=has.sentences[1:], sentence_scores=has.sentence_scores[1:]
    )
    generation, answer_type = REPORTS.as_generation(), find(REPORTS, MANY).asked.answer_type
    late = [
        measure(find(REPORTS, MANY, *prefer_given(generation, found, answer_type)), WORDS)["late"]
        for found in ([has], [lacks, has], [lacks])
    ]
    assert late == [0, 1, pytest.approx(np.log2(11))]


def test_a_question_that_any_sentence_may_answer_wants_nothing() -> None:
    measured = measure(find(REPORTS, "knife crime", fitting(0.6, 0.7, 0.7)), WORDS)
    assert measured["wanting"] == measured["late"] == 0


def test_what_lacks_the_number_that_is_asked_for_goes_below_what_has_it() -> None:
    has = fitting(0.5, 0.7)
    lacks = replace(
        has, score=0.51, sentences=has.sentences[1:], sentence_scores=has.sentence_scores[1:]
    )
    answer_type = find(REPORTS, MANY).asked.answer_type
    ordered = prefer_given(REPORTS.as_generation(), [lacks, has], answer_type)
    assert [len(one.sentences) for one in ordered] == [3, 2]
    assert ordered[0].lack == 0 and ordered[0].score == has.score
    assert ordered[1].lack > 0 and ordered[1].score < lacks.score
    assert prefer_given(REPORTS.as_generation(), [lacks, has], None) == [lacks, has]
