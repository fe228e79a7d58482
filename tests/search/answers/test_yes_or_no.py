"""Yes or no is said only where the first quote says so in the question's own words."""

from __future__ import annotations

from datetime import date

import pytest

from search.answers.citing import Citer
from search.answers.remarks.yes_or_no import tell_yes_or_no
from search.results import Choice, Span
from tests.search.fakes import Reports, find, match


def reports(said: str) -> Reports:
    return Reports({"Salford": f"{said}\n"}, about={"Salford": {"published": date(2022, 5, 1)}})


def told(question: str, said: str) -> str:
    library = reports(said)
    generation = library.as_generation()
    findings = find(library, question, match(library, 1, {}))
    statements = Citer(generation).cite_all([Choice(said, ((Span(1, 0, len(said)),),))])
    return tell_yes_or_no(generation, findings, statements)


@pytest.mark.parametrize(
    ("question", "said", "way"),
    [
        ("are caseloads manageable in Salford", "Caseloads are low and manageable.", "Yes"),
        ("is there a backlog of referrals", "There is no backlog of referrals.", "No"),
        ("is there a backlog of referrals", "A backlog of referrals is growing.", "Yes"),
    ],
)
def test_the_first_quote_says_yes_or_no(question: str, said: str, way: str) -> None:
    assert told(question, said).startswith(f"{way}, ")
    assert "the report of 2022 on Salford" in told(question, said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("are caseloads manageable", "Most caseloads are manageable."),
        ("are caseloads manageable", "Caseloads are high."),
        ("are caseloads manageable", "Manageable caseloads are planned, but staff left."),
        ("are caseloads low or manageable", "Caseloads are low and manageable."),
        ("how are caseloads manageable", "Caseloads are low and manageable."),
        ("is there a backlog of referrals", "A backlog of referrals is not recorded."),
        ("did they have drift in reviews", "Better tracking is reducing drift in reviews."),
    ],
)
def test_where_it_is_unsure_neither_is_said(question: str, said: str) -> None:
    assert told(question, said) == ""


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ("Reviews are timely and thorough.", "1 praises it"),
        ("They do not yet carry out their reviews quickly enough.", "1 finds fault"),
        ("There is a backlog of reviews.", "1 finds fault"),
        ("The backlog of reviews was cleared.", "1 praises it"),
    ],
)
def test_how_well_something_is_done_is_told_by_what_quotes_praise_or_fault(
    said: str, way: str
) -> None:
    assert told("is Salford any good at reviews", said) == f"Of 1 quote {way}."
    assert told("do they carry out reviews properly", said) == f"Of 1 quote {way}."


def test_quotes_that_neither_praise_nor_fault_tell_nothing_of_how_well() -> None:
    assert told("is Salford any good at reviews", "There were 40 reviews in May.") == ""
    assert told("are reviews good or bad", "Reviews are timely and thorough.") == ""


def test_where_one_report_says_yes_and_another_no_both_are_told() -> None:
    texts = {
        "Salford 2018": "Caseloads are not manageable.",
        "Salford 2022": "Caseloads are low and manageable.",
    }
    days = {key: {"published": date(int(key[-4:]), 5, 1)} for key in texts}
    library = Reports({key: f"{text}\n" for key, text in texts.items()}, about=days)
    findings = find(library, "are caseloads manageable in Salford", match(library, 1, {}))
    choices = [Choice(t, ((Span(n, 0, len(t)),),)) for n, t in enumerate(texts.values(), 1)]
    statements = Citer(library.as_generation()).cite_all(choices)

    told = tell_yes_or_no(library.as_generation(), findings, statements)

    assert told.startswith("Both are said: yes by the report of 2022 on Salford, no by")
