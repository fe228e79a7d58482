"""A question that goes on from the one before takes over what it lacks, and no more."""

from __future__ import annotations

import time
from datetime import date
from functools import partial

import pytest

from search.question.follow_ups import POINTS
from search.question.reading import Asked, read_on, read_question
from search.results import Before, Filters
from tests.search.answers.reports import REPORTS
from tests.search.fakes import Reports

ALL = Filters()
ACCIDENTS = Reports(
    {f"town{at}": "The pilot failed to lower the gear.\n" for at in range(3)},
    kind="accident report",
    about={
        f"town{at}": {"title": f"Aviation Accident Final Report Location: {name}"}
        for at, name in enumerate(["Muscle Shoals", "Wausau", "Latrobe"])
    },
)


def go_on(
    text: str,
    before: str,
    given: Filters = ALL,
    filters: Filters = ALL,
    reports: Reports = REPORTS,
) -> Asked:
    read = partial(
        read_question,
        holdings=reports.holdings,
        vocabulary=reports.as_generation(),
        areas=frozenset(),
        is_word=lambda _: True,
    )
    return read_on(text, given, Before(before, filters), reports.holdings, read)


def carried(asked: Asked) -> list[tuple[str, str]]:
    return [(part.field, part.value) for part in asked.carried]


@pytest.mark.parametrize(
    ("text", "before", "whole"),
    [
        ("and in 2024?", "drift in Salford in 2018?", "drift in Salford in 2024?"),
        ("and in 2024?", "is there drift in Salford?", "is there drift in Salford in 2024?"),
        ("2018", "drift in Salford", "drift in Salford in 2018"),
        ("and county lines before that?", "drift in Salford", "county lines before that in Salford?"),
        ("what about Luton?", "How is drift reviewed in Salford?", "How is drift reviewed in Luton?"),
        ("Luton?", "drift in Salford", "drift in Luton"),
        ("and Luton in 2022", "drift in Salford in 2018", "drift in Luton in 2022"),
        ("and Kent?", "drift in Salford", "drift in Kent"),
        ("yes", "drift in Salford", "drift in Salford"),
        ("tell me more", "drift in Salford", "drift in Salford"),
        ("why?", "Is drift reviewed in Salford?", "why is drift reviewed in Salford?"),
        ("and why is that?", "How is drift reviewed in Luton", "why is drift reviewed in Luton"),
        ("and county lines?", "drift in Salford in 2024", "county lines in Salford in 2024?"),
        ("are county lines known there?", "drift in Salford", "are county lines known in Salford?"),
        ("do they know the toxic trio", "drift in Luton", "do they know the toxic trio in Luton"),
        ("what about Bolton?", "compare Salford and Luton on drift", "drift in Bolton"),
        ("and county lines?", "Salford vs Luton drift", "compare county lines in Salford and Luton?"),
    ],
)  # fmt: skip
def test_what_is_new_takes_the_place_of_its_like(text: str, before: str, whole: str) -> None:
    asked = go_on(text, before)
    assert (asked.text, asked.typed) == (whole, text)


@pytest.mark.parametrize(
    "text",
    [
        "How well are care leavers helped in Luton?",
        "which councils know of county lines",
        "neglect",
        "and neglect in Luton",
        "are there any areas that have no strategy",
    ],
)
def test_a_whole_question_stands_alone(text: str) -> None:
    asked = go_on(text, "drift in Salford in 2018")
    assert (asked.text, asked.typed, asked.carried) == (text, "", ())


def test_what_was_taken_over_is_told() -> None:
    assert carried(go_on("what about Luton?", "How is drift in Salford?")) == [("topic", "drift")]
    year = go_on("and in 2024?", "drift in Salford in 2018")
    assert carried(year) == [("topic", "drift"), ("subject", "Salford")]
    topic = go_on("and county lines?", "drift in Salford in 2024")
    assert carried(topic) == [("subject", "Salford"), ("year", "2024")]


def test_a_year_of_which_the_new_subject_has_no_report_is_left() -> None:
    asked = go_on("what about Luton?", "drift in Salford in 2018")
    assert asked.text == "drift in Luton"
    assert asked.scope.reports == {3, 4} and carried(asked) == [("topic", "drift")]


def test_what_was_chosen_before_goes_on_where_nothing_takes_its_place() -> None:
    salford = Filters(subjects=("Salford",), latest=True)
    topic = go_on("and county lines?", "drift", filters=salford)
    assert topic.given == salford and carried(topic) == [("subject", "Salford")]
    other = go_on("and in Luton?", "drift", filters=salford)
    assert other.given == Filters(latest=True) and other.scope.reports <= {3, 4}
    chosen = go_on("and county lines?", "drift", Filters(subjects=("Bolton",)), salford)
    assert chosen.given.subjects == ("Bolton",)


def test_a_name_that_only_titles_have_takes_the_place_of_another() -> None:
    asked = go_on("and what about Wausau?", "the cause at Muscle Shoals", reports=ACCIDENTS)
    assert asked.text == "the cause at Wausau"
    kept = go_on("and what of the gear?", "the cause at Muscle Shoals", reports=ACCIDENTS)
    assert kept.text == "the gear in Muscle Shoals?"


INSPECTED = Reports(
    {f"Salford {year}": "Plans drift.\n" for year in (2015, 2018, 2024)},
    about={f"Salford {year}": {"published": date(year, 3, 1)} for year in (2015, 2018, 2024)},
)


@pytest.mark.parametrize(
    ("text", "before", "whole"),
    [
        ("and before that?", "do plans drift in Salford in 2018?", "do plans drift in Salford in 2015?"),
        ("what about the one before", "do plans drift in Salford?", "do plans drift in Salford in 2018?"),
        ("the previous report?", "do plans drift in Salford", "do plans drift in Salford in 2018"),
    ],
)  # fmt: skip
def test_the_report_before_is_of_the_year_before_on_the_same_subject(
    text: str, before: str, whole: str
) -> None:
    assert go_on(text, before, reports=INSPECTED).text == whole


def test_before_the_first_report_there_is_none() -> None:
    asked = go_on("and before that?", "do plans drift in Salford in 2015?", reports=INSPECTED)
    assert "2018" not in asked.text and "2024" not in asked.text


@pytest.mark.parametrize("unit", ["'\\", "' ", "’a ", "a'"])
def test_signs_without_end_are_looked_through_once(unit: str) -> None:
    began = time.process_time()
    assert POINTS.search(unit * 500) is None
    assert time.process_time() - began < 1
