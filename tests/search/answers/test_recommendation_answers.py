"""Whose recommendations a question asks for, by their maker, their number or their response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.judgements.recommendations import Recommendation, find_recommendations
from search.answers.recommendations import answer_recommendations
from search.holdings import Holdings
from search.question.forms.recommendations import read_recommendation_question
from search.question.rewriting import Rewriting
from search.question.scope import resolve_scope
from search.results import Filters
from tests.search.fakes import Reports

INSPECT = "The Department should have every bridge inspected."
KEEP = "The owner should keep the records of inspections."
CAMERAS = "Install cameras in every cab. (T-21-3)"
MISSING = "Look for children who go missing."
MISSED = "Hold reviews so that no chance for children is missed."
RAILS = "Grind the rails each month. (T-21-4)"
TEXTS = {
    "Ambleford bridge inquiry": f"Recommendation 1: {INSPECT}\nRecommendation 2: {KEEP}",
    "Government response to the Ambleford bridge inquiry": (
        f"Recommendation 1: {INSPECT}\nGovernment response: Accepted in part.\n"
        f"Recommendation 2: {KEEP}\nGovernment response: Rejected."
    ),
    "Bexhill tram collision": f"Safety recommendations\n{CAMERAS}\n{RAILS}",
    "Cordwell wards": "Recommendation 1: The Trust should open its wards.",
    "Dunmere wards": "The wards were closed.",
    "Eastmere homes": f"Recommendation 1: {MISSING}\nRecommendation 2: {MISSED}",
}


class Inquiries(Reports):
    """Reports by their titles, with what they recommend."""

    def __init__(self) -> None:
        super().__init__(TEXTS)
        infos = {
            number: replace(holding.info, title=title, subject="")
            for (number, holding), title in zip(self.holdings.by_number.items(), TEXTS, strict=True)
        }
        holdings = self.holdings.by_number.values()
        self.holdings = Holdings(
            (replace(holding, info=infos[holding.number]) for holding in holdings), self.field
        )

    def recommendations(
        self, reports: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        wanted, words = reports, self.field.scales.recommending
        return [
            (number, item)
            for number in sorted(wanted if wanted is not None else self.holdings.by_number)
            for item in find_recommendations(self.report(number).text, (), "report", words)
        ]


INQUIRIES = Inquiries()


def asked(question: str) -> list[tuple[int, str]] | None:
    """(report, words) of what is looked up; None where search answers."""
    field, holdings = INQUIRIES.field, INQUIRIES.holdings
    scope = resolve_scope(question, Filters(), holdings)
    read = read_recommendation_question(
        question, scope, frozenset(), field, lambda words: Rewriting(words, ())
    )
    answer = read and answer_recommendations(INQUIRIES.as_generation(), scope, read)
    if not answer:
        return None
    return [(number, INQUIRIES.report(number).text[s:e]) for number, s, e in answer.entries]


def test_whose_they_are_is_a_report_with_these_words_in_its_title() -> None:
    inquiry = [(1, INSPECT), (1, KEEP)]
    assert asked("What are the recommendations of the Ambleford bridge inquiry?") == inquiry
    assert asked("what does the ambleford bridge inquiry recommend") == inquiry
    assert asked("recommendations made after the tram collision") == [(3, CAMERAS), (3, RAILS)]


def test_beside_a_title_the_other_words_are_what_they_are_about() -> None:
    assert asked("what did the bridge inquiry recommend about records") == [(1, KEEP)]
    assert asked("what does the tram collision report recommend on cameras") == [(3, CAMERAS)]


def test_who_is_in_no_title_recommends_nothing_here() -> None:
    assert asked("what do doctors recommend about records") is None


def test_a_number_names_one() -> None:
    assert asked("recommendation 2 of the bridge inquiry") == [(1, KEEP)]
    assert asked("what does recommendation T-21-4 say") == [(3, RAILS)]
    assert sorted(asked("recommendation 1") or []) == [
        (1, INSPECT),
        (2, INSPECT),
        (4, "The Trust should open its wards."),
        (6, MISSING),
    ]


def test_a_response_chooses_those_that_had_it() -> None:
    assert asked("Which recommendations were accepted?") == [(2, INSPECT)]
    assert asked("which recommendations did the government reject") == [(2, KEEP)]
    assert asked("which of the bridge inquiry recommendations were accepted in part") == [
        (2, INSPECT)
    ]


def test_a_kind_that_is_none_of_the_fields_is_searched_for_where_none_is_listed() -> None:
    assert asked("what corrective actions are listed") is None


def test_missing_children_are_not_what_was_missed() -> None:
    assert asked("recommendations about missing children") == [(6, MISSING)]
