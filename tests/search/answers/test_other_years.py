"""A year without a report is said, with those that there are."""

from __future__ import annotations

from datetime import date

from search.answers.other_years import tell_other_years
from tests.search.fakes import Reports, ask

REPORTS = Reports(
    {"Salford 2015": "Neglect is rare.\n", "Salford 2019": "Neglect is rife.\n"},
    about={
        "Salford 2015": {"published": date(2015, 5, 1)},
        "Salford 2019": {"published": date(2019, 5, 1)},
    },
)


def told(question: str) -> str:
    return tell_other_years(REPORTS.as_generation(), ask(REPORTS, question).scope)


def test_the_years_that_there_are_and_the_one_that_answers_are_said() -> None:
    there = "No report on Salford here is of 2018: there are those of 2015 and 2019."
    assert told("neglect in Salford in 2018") == f"{there} This is of 2019."


def test_a_year_that_no_later_report_tells_of_is_said_too() -> None:
    assert told("neglect in Salford in 2011").startswith("No report on Salford here is of 2011: ")


def test_of_a_year_with_a_report_nothing_is_said() -> None:
    assert told("neglect in Salford in 2019") == ""
