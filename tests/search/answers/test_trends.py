"""A trend has a row for each report, the oldest first, with grade and quote, and says what is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from search.answers.briefs.trend import answer_trend
from search.answers.look_up_answer import LookUpAnswer
from search.question.forms.trends import TrendQuestion
from tests.search.fakes import Reports, ask, find, match

TEXTS = {
    "Salford 2024": "Adoption performance\tGood\nAdoption is now planned well and early for every child.\n",
    "Salford 2018": "Adoption performance\tInadequate\nToo many plans for adoption drift for months or years.\n",
    "Salford 2020": "The partnership works well together when children go missing from home.\n",
}
REPORTS = Reports(
    TEXTS,
    kind="children's services",
    about={
        "Salford 2024": {"published": date(2024, 1, 12)},
        "Salford 2018": {"published": date(2018, 11, 12)},
        "Salford 2020": {"published": date(2020, 3, 9), "kind": "JTAI"},
    },
    judged={
        "Salford 2024": {"adoption performance": ("good", "Adoption performance\tGood")},
        "Salford 2018": {
            "adoption performance": ("inadequate", "Adoption performance\tInadequate")
        },
    },
)


def trend(question: str, fits: dict[int, dict[str, float]]) -> LookUpAnswer:
    asked = ask(REPORTS, question)
    assert asked.trend is not None
    each = {
        number: find(REPORTS, asked.trend.topic, match(REPORTS, number, own))
        for number, own in fits.items()
    }
    found = answer_trend(REPORTS.as_generation(), asked.trend, each)
    assert found is not None
    return found


FITS = {
    1: {"Adoption is now": 0.8},
    2: {"Too many": 0.7},
    3: {"The partnership": 0.2},
}


def test_the_rows_go_from_the_oldest_report_to_the_newest() -> None:
    found = trend("adoption in Salford over time", FITS)
    assert [(row.label, row.grade, row.found) for row in found.rows] == [
        ("2018, children's services", "inadequate", 1),
        ("2020, JTAI", "", 0),
        ("2024, children's services", "good", 1),
    ]


def test_a_row_leads_to_the_quote_and_to_the_words_that_grade() -> None:
    found = trend("adoption in Salford over time", FITS)
    first = found.rows[0]
    assert first.graded is not None and first.statement is not None
    assert found.choices[first.graded].text == "Adoption performance\tInadequate"
    assert found.choices[first.statement].text.startswith("Too many plans")


def test_which_way_the_grade_went_and_who_is_silent_is_said_first() -> None:
    found = trend("adoption in Salford over time", FITS)
    assert found.summary.startswith("Up from inadequate in 2018 to good in 2024. ")
    assert found.summary.endswith("In the report of 2020 (JTAI) no sentence on it was found.")


def test_a_sentence_without_a_word_of_the_topic_is_no_answer_unless_it_fits_plainly() -> None:
    asked = ask(REPORTS, "how has fostering changed in Salford over time")
    assert asked.trend == TrendQuestion("fostering", frozenset({1, 2, 3}))
    one = find(REPORTS, "fostering", match(REPORTS, 3, {"The partnership": 0.5}))
    assert answer_trend(REPORTS.as_generation(), asked.trend, {3: one}) is None
    plain = replace(one, matches=(match(REPORTS, 3, {"The partnership": 0.8}),))
    assert answer_trend(REPORTS.as_generation(), asked.trend, {3: plain}) is not None
