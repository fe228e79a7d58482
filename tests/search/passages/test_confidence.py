"""What makes an answer more and less sure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from search.passages.confidence import judge_confidence
from search.passages.finding import prefer_given
from search.passages.late_interaction import Match
from tests.search.fakes import Reports, find, match

REPORTS = Reports({"Salford": "There are 42 officers here.\nThe force has officers for it.\n"})
WORDS = REPORTS.field.questions


def sure(question: str, *matches: Match) -> float:
    return judge_confidence(find(REPORTS, question, *matches), WORDS)


def fitting(score: float, *tokens: float) -> Match:
    """A match that fits so well, and each token of the question so well."""
    found = match(REPORTS, 1, {"There": score, "The force": score}, score)
    return replace(found, similarities=np.array([tokens, tokens], np.float32))


def test_nothing_found_is_no_confidence() -> None:
    assert sure("knife crime") == 0.0


def test_a_passage_that_fits_better_makes_it_surer() -> None:
    low, high = (sure("knife crime", fitting(score, 0.6, 0.6)) for score in (0.4, 0.7))
    assert 0 < low < high < 1


def test_the_word_that_is_met_worst_counts_and_idle_words_do_not() -> None:
    both = sure("knife crime", fitting(0.6, 0.7, 0.7))
    assert sure("knife crime", fitting(0.6, 0.7, 0.2)) < both
    assert sure("the crime", fitting(0.6, 0.0, 0.7)) == sure("the crime", fitting(0.6, 0.7, 0.7))


def test_passages_without_the_number_that_is_asked_for_make_it_less_sure() -> None:
    question = "how many officers"
    has = fitting(0.6, 0.7, 0.7, 0.7)
    lacks = replace(has, sentences=has.sentences[1:], sentence_scores=has.sentence_scores[1:])
    answer_type = find(REPORTS, question).asked.answer_type
    generation = REPORTS.as_generation()
    (given,), (missing,) = (prefer_given(generation, [m], answer_type) for m in (has, lacks))
    assert given.lack == 0 and given.score == has.score
    assert missing.lack > 0 and missing.score < lacks.score
    assert sure(question, missing) < sure(question, given)


def test_what_lacks_the_number_that_is_asked_for_goes_below_what_has_it() -> None:
    has = fitting(0.5, 0.7)
    lacks = replace(
        has, score=0.51, sentences=has.sentences[1:], sentence_scores=has.sentence_scores[1:]
    )
    answer_type = find(REPORTS, "how many officers").asked.answer_type
    ordered = prefer_given(REPORTS.as_generation(), [lacks, has], answer_type)
    assert [len(one.sentences) for one in ordered] == [2, 1]
    assert prefer_given(REPORTS.as_generation(), [lacks, has], None) == [lacks, has]
