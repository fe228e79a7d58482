"""What a question sets side by side, and on what: the words that compare are no topic."""

from __future__ import annotations

from datetime import date

import pytest

from search.question.forms.comparisons import Comparison
from tests.search.answers.reports import REPORTS
from tests.search.fakes import Reports, ask

TRANSIT = Reports(
    {
        "authority": "Procurement is sound.\n",
        "board": "Procurement is late.\n",
        "district": "Procurement is slow.\n",
    },
    kind="review",
    about={
        "authority": {"title": "Triennial review of Lowell Regional Transit Authority"},
        "board": {"title": "kanawha-valley"},
        "district": {"title": "Triennial review of Greater New Haven Transit District"},
    },
)


def compared(question: str, reports: Reports = REPORTS) -> Comparison:
    asked = ask(reports, question)
    assert asked.form == "comparison" and asked.comparison is not None
    return asked.comparison


def labels(found: Comparison) -> list[str]:
    return [side.label for side in found.scope.sides]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("compare Salford and Luton on drift and delay", "drift and delay"),
        ("Salford vs Luton county lines", "county lines"),
        ("How does Salford compare with Luton on strategy meetings?", "strategy meetings"),
        ("which is better at county lines, Salford or Luton", "county lines"),
        ("difference between Salford and Luton", ""),
        ("what are the main differences between Luton and Salford?", ""),
        ("Is Salford better than Luton at county lines?", "county lines"),
        ("how different are Salford and Luton when it comes to drift", "drift"),
        ("please compare county lines in Salford with Luton", "county lines"),
        ("how does Salford stack up against Luton on county lines", "county lines"),
        ("contrast Salford and Luton on drift and delay", "drift and delay"),
        ("contrast Salford's inspections with Luton's", ""),
    ],
)
def test_the_topic_is_what_is_left(question: str, topic: str) -> None:
    found = compared(question)
    assert sorted(labels(found)) == ["Luton", "Salford"]
    assert found.topic == topic


def test_two_years_of_one_subject_are_sides() -> None:
    found = compared("difference between Salford 2018 and 2024")
    assert labels(found) == ["2018", "2024"] and found.topic == ""


def test_a_side_that_no_report_is_about_is_one_without_reports() -> None:
    found = compared("which is better at county lines, Salford or Kent")
    assert labels(found) == ["Salford", "Kent"]
    assert [len(side.reports) for side in found.scope.sides] == [2, 0]
    assert found.topic == "county lines"


def test_bodies_that_only_titles_name_are_sides() -> None:
    found = compared("compare Lowell and Kanawha Valley on procurement", TRANSIT)
    assert labels(found) == ["Lowell", "Kanawha Valley"] and found.topic == "procurement"
    assert found.scope.reports == {1, 2}
    assert labels(compared("lowell vs kanawha valley", TRANSIT)) == ["Lowell", "Kanawha Valley"]
    assert labels(compared("compare Lowell and New Haven", TRANSIT)) == ["Lowell", "New Haven"]


AUDITS = Reports(
    {"Bolton audit": "Many sleep rough.\n", "Bolton review": "Sixty died.\n", "Luton": "Few.\n"},
    kind="report",
    about={
        "Bolton audit": {"title": "homelessness needs audit 2016", "source": "audits/2016.pdf"},
        "Bolton review": {
            "title": "deaths of people without a home",
            "source": "deaths-review.pdf",
        },
        "Luton": {"title": "needs audit of schools"},
    },
)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("difference between the 2016 homelessness audit and the deaths review", ""),
        ("compare the homelessness audit with the deaths review on health", "health"),
        ("compare the homelessness audit report and the deaths review on health", "health"),
        ("How do Bolton's homelessness audit and deaths review differ?", ""),
    ],
)
def test_reports_that_words_of_their_titles_or_files_name_are_sides(
    question: str, topic: str
) -> None:
    found = compared(question, AUDITS)
    assert [sorted(side.reports) for side in found.scope.sides] == [[1], [2]]
    assert found.topic == topic


def test_words_that_two_titles_have_name_no_side() -> None:
    assert ask(AUDITS, "compare the needs audit with the deaths review").comparison is None


@pytest.mark.parametrize(
    "question",
    [
        "compare all councils on drift",
        "what is the difference between drift and delay",
        "Salford and Luton on drift",
        "compare Kent and Essex on drift",
        "are things better or worse in Luton",
    ],
)
def test_what_names_no_two_sides_to_compare_is_no_comparison(question: str) -> None:
    assert ask(REPORTS, question).comparison is None


def test_grades_are_asked_for_with_words_where_the_topic_may_be_an_area_or_is_none() -> None:
    assert ask(REPORTS, "difference between Salford and Luton").grades is not None
    assert ask(REPORTS, "compare Salford and Luton on county lines").grades is None


def test_a_report_is_on_the_side_of_the_year_that_it_was_published_in() -> None:
    texts = {"Salford 2022": "Plans drift.\n", "Salford 2023": "Plans are good.\n"}
    about = {
        "Salford 2022": {"published": date(2022, 11, 1)},
        "Salford 2023": {"published": date(2023, 1, 9), "inspected_from": date(2022, 11, 28)},
    }
    found = compared("difference between Salford 2022 and 2023", Reports(texts, about=about))
    assert [sorted(side.reports) for side in found.scope.sides] == [[1], [2]]
