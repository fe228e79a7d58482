"""A statement leaves with quotes that say it, to the letter, and with what it leans on; or not at all."""

from __future__ import annotations

import logging

import pytest

from search.answers.citing import Citer
from search.citations import says
from search.results import Choice, Part, Span, Statement
from tests.search.fakes import Reports

ITEM, STEM = "leaders listen to 84% of staff", "Inspectors found that:"
TEXT = f"{STEM}\n• {ITEM}\n"


def span(number: int, text: str, words: str, part: Part = "statement") -> Span:
    start = text.index(words)
    return Span(number, start, start + len(words), part)


def place(number: int, text: str, words: str = ITEM, stem: str = STEM) -> tuple[Span, Span]:
    return span(number, text, words), span(number, text, stem, "stem")


def cite(reports: Reports, *places: tuple[Span, ...], said: str = ITEM) -> tuple[Statement, ...]:
    return Citer(reports.as_generation()).cite_all([Choice(said, places)])


def told(statement: Statement) -> list[tuple[str, Part, str]]:
    return [(one.report.subject, one.part, one.quote) for one in statement.citations]


def test_each_place_is_the_statement_s_own_words_and_then_what_they_lean_on() -> None:
    reports = Reports({"Salford": TEXT, "Luton": TEXT})
    (statement,) = cite(reports, place(1, TEXT), place(2, TEXT))
    assert statement.text == ITEM
    assert told(statement) == [
        ("Salford", "statement", ITEM),
        ("Salford", "stem", STEM),
        ("Luton", "statement", ITEM),
        ("Luton", "stem", STEM),
    ]
    assert len({one.id for one in statement.places[0]}) == 2
    assert [one.url for one in statement.citations] == [f"/c/{c.id}" for c in statement.citations]


def test_a_statement_is_read_after_what_it_leans_on() -> None:
    reports = Reports({"Salford": TEXT, "Luton": TEXT})
    (statement,) = cite(reports, place(1, TEXT), place(2, TEXT))
    assert [[one.quote for one in read] for read in statement.places] == [[STEM, ITEM]] * 2
    assert [one.quote for one in statement.leads] == [STEM]
    (alone,) = cite(reports, (span(1, TEXT, ITEM),))
    assert alone.leads == ()


@pytest.mark.parametrize(
    "other",
    [
        "leaders listen to 8.4% of staff",
        "leaders listen to 65% of staff",
        "leaders do not listen to 84% of staff",
        "leaders listen to 84% of all staff",
        "leaders listen to 84%",
        f"{STEM} {ITEM}",
    ],
)
def test_a_place_whose_words_are_not_the_statement_s_is_withdrawn_with_what_it_leans_on(
    other: str, caplog: pytest.LogCaptureFixture
) -> None:
    strays = f"{STEM}\n• {other}\n"
    reports = Reports({"Salford": TEXT, "Luton": strays})
    with caplog.at_level(logging.ERROR):
        (statement,) = cite(reports, place(1, TEXT), place(2, strays, other))
    assert {subject for subject, _, _ in told(statement)} == {"Salford"}
    assert "Withdrew a quote" in caplog.text


@pytest.mark.parametrize("same", [ITEM.upper(), f"{ITEM}.", ITEM.replace(" ", "  ")])
def test_case_spaces_and_the_last_stop_are_the_same_words(same: str) -> None:
    text = f"{STEM}\n• {same}\n"
    (statement,) = cite(
        Reports({"Salford": TEXT, "Luton": text}), place(1, TEXT), (*place(2, text, same),)
    )
    assert len(statement.places) == 2
    assert all(says(c.quote, ITEM) for c in statement.citations if c.part == "statement")


def test_a_statement_that_no_place_says_is_withdrawn() -> None:
    reports = Reports({"Salford": TEXT})
    assert cite(reports, (span(1, TEXT, STEM, "stem"),)) == ()
    assert cite(reports, place(1, TEXT), said=f"{STEM} {ITEM}") == ()


def test_of_two_places_the_one_whose_text_was_changed_is_withdrawn() -> None:
    reports = Reports({"Salford": TEXT, "Luton": TEXT}, changed="Salford")
    (statement,) = cite(reports, place(1, TEXT), place(2, TEXT))
    assert told(statement) == [("Luton", "statement", ITEM), ("Luton", "stem", STEM)]
