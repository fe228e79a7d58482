"""Why there is no answer is said of what is so."""

from __future__ import annotations

from datetime import date

from search.answers.remarks.silence import answered_instead, explain_silence, tell_other_years
from tests.search.fakes import Reports, ask, find, match

REPORTS = Reports(
    {"Salford": "Burglary has risen here.\n", "Luton": "Knife crime has fallen.\n"},
    judged={"Salford": {"overall effectiveness": ("good", "risen")}},
)


def why(question: str, number: int = 1, looked_up: str = "") -> str:
    findings = find(REPORTS, question, match(REPORTS, number, {}))
    return explain_silence(REPORTS.as_generation(), findings, looked_up)


def test_a_body_that_no_report_is_about_is_named() -> None:
    assert why("burglary in Hampshire") == "There is no report here on Hampshire."


def test_a_word_is_said_not_to_come_up_only_where_no_report_has_it() -> None:
    assert (
        why("burglary") == "I could not find a direct answer in the 2 reports that were searched."
    )
    assert why("vetting").endswith(" None of them has a word for “vetting”.")


def test_why_a_table_does_not_answer_is_said_first() -> None:
    assert why("burglary", 1, "No report is graded.") == "No report is graded."


def test_what_is_answered_instead_is_of_the_same_subject_and_words() -> None:
    findings = find(REPORTS, "does burglary in Salford cost much", match(REPORTS, 1, {}))
    instead = answered_instead(REPORTS.as_generation(), findings)
    assert instead == (
        "How many reports mention “burglary”?",
        "Main findings for Salford",
        "What grades did Salford get?",
    )


YEARS = Reports(
    {"Salford 2015": "Neglect is rare.\n", "Salford 2019": "Neglect is rife.\n"},
    about={
        "Salford 2015": {"published": date(2015, 5, 1)},
        "Salford 2019": {"published": date(2019, 5, 1)},
    },
)


def told(question: str) -> str:
    return tell_other_years(YEARS.as_generation(), ask(YEARS, question).scope)


def test_the_years_that_there_are_and_the_one_that_answers_are_said() -> None:
    there = "No report on Salford here is of 2018: there are those of 2015 and 2019."
    assert told("neglect in Salford in 2018") == f"{there} This is of 2019."


def test_a_year_that_no_later_report_tells_of_is_said_too() -> None:
    assert told("neglect in Salford in 2011").startswith("No report on Salford here is of 2011: ")


def test_of_a_year_with_a_report_nothing_is_said() -> None:
    assert told("neglect in Salford in 2019") == ""
