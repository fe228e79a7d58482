"""The question in the reports' words: what is spelled out, what is mended, what is left alone."""

from __future__ import annotations

import pytest

from ingest.field.field import load_field
from search.models.sentence_model import Embedder
from search.question.rewriting import rewrite
from search.storage.analyzer import analyze

MODEL = Embedder()
TERMS = {
    "wheelchair": 5,
    "crook": 0,
    "cook": 40,
    "stori": 210,
    "chapter": 3,
    "famili": 900,
    "neighbourhood": 90,
    "accommod": 400,
    "posthold": 9,
}
LEARNED = {
    "it": "information technology",
    "home": "housing opportunities made easier",
    "jtai": "joint targeted area inspection",
    "iro": "independent reviewing officer",
}


class Words:
    """A `Vocabulary` of a few terms."""

    passages = sum(TERMS.values())

    def analyze(self, text: str) -> list[str]:
        return analyze(text)

    def passages_with(self, term: str) -> int:
        return TERMS.get(term, 0)

    def terms_like(self, prefix: str) -> list[str]:
        return [term for term in TERMS if term.startswith(prefix)]


def rewritten(question: str) -> str:
    return rewrite(
        question, Words(), LEARNED, MODEL.knows_word, load_field().questions.everyday
    ).text


def test_a_word_is_not_taken_for_an_abbreviation_that_some_report_makes_of_it() -> None:
    assert rewritten("is it safe at home") == "is it safe at home"


@pytest.mark.parametrize("typed", ["jtai findings", "JTAI findings"])
def test_what_is_no_word_is_spelled_out_however_it_is_typed(typed: str) -> None:
    assert rewritten(typed).startswith("joint targeted area inspection (")


def test_capitals_tell_an_abbreviation_but_not_in_a_question_that_is_all_capitals() -> None:
    assert rewritten("IT systems").startswith("information technology (IT)")
    assert rewritten("WHAT DID IT FIND") == "WHAT DID IT FIND"


def test_a_sound_word_that_no_report_has_is_not_mended_into_another() -> None:
    assert rewritten("strip searching, cheaper swaps") == "strip searching cheaper swaps"
    assert rewritten("potholes") == "potholes"  # of two letters more is "posthold"


def test_a_misspelt_word_is_mended() -> None:
    assert rewritten("kids waiting for wheelchiars") == "children waiting for wheelchairs"
    assert rewritten("accomodation") == "accommodation"  # of which the index keeps the stem alone


def test_a_word_is_spelt_as_the_reports_spell_it() -> None:
    assert rewritten("neighborhood chapter") == "neighbourhood chapter"


def test_what_is_spelled_out_of_one_word_is_told_apart_from_what_was_typed() -> None:
    put = rewrite("iro stories", Words(), LEARNED, MODEL.knows_word, {})
    assert [put.text[a:b] for a, b in put.spelled_out] == ["independent reviewing officer (iro)"]
