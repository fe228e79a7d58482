"""The scope of a question is what it names, and what it names in vain is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from ingest.field.field import load_field
from search.holdings import Holding, Holdings
from search.question.scope import Scope, resolve_scope
from search.question.vocabulary import knows_word
from search.results import Filters
from search.storage.contract import Generation
from search.storage.opening import open_storage
from tests.search.holdings import make_holding

FIELD = load_field()


@pytest.fixture(scope="module")
def generation(demo_library: Path) -> Generation:
    return open_storage(demo_library).open()


def scope_of(generation: Generation, question: str, given: Filters | None = None) -> Scope:
    return resolve_scope(
        question, given or Filters(), generation.holdings,
        known_word=partial(knows_word, generation), today=date(2026, 1, 15),
    )  # fmt: skip


def sources(generation: Generation, scope: Scope) -> set[str]:
    return {holding.info.source for holding in generation.holdings.of(scope.reports)}


def test_a_subject_is_known_by_its_short_name_in_any_case(generation: Generation) -> None:
    scope = scope_of(generation, "how does westmarch handle knife crime")
    assert {s.split("/")[0] for s in sources(generation, scope)} == {"westmarch"}
    assert scope.rest == "how does handle knife crime"


def test_the_longer_of_two_like_names_is_meant(generation: Generation) -> None:
    scope = scope_of(generation, "care leavers in North Calderby")
    assert {s.split("/")[0] for s in sources(generation, scope)} == {"north-calderby"}


def test_a_misspelt_subject_is_understood(generation: Generation) -> None:
    scope = scope_of(generation, "Thornborugh SEND waiting times")
    assert {s.split("/")[0] for s in sources(generation, scope)} == {"thornborough"}


def test_a_year_narrows_to_reports_of_that_year(generation: Generation) -> None:
    scope = scope_of(generation, "Calderby care leavers 2023")
    assert sources(generation, scope) == {
        s for s in sources(generation, scope_of(generation, "Calderby")) if "2023" in s
    }


def test_two_years_are_two_sides(generation: Generation) -> None:
    scope = scope_of(generation, "Calderby 2014 against 2023")
    assert [side.label for side in scope.sides] == ["2014", "2023"]


def test_two_subjects_are_two_sides(generation: Generation) -> None:
    scope = scope_of(generation, "Compare Westmarch and Harrowdale on stop and search")
    assert len(scope.sides) == 2


def test_a_known_place_without_a_report_is_said(generation: Generation) -> None:
    assert scope_of(generation, "knife crime in Cumbria").missing == ("Cumbria",)


def test_an_unknown_force_without_a_report_is_said(generation: Generation) -> None:
    assert scope_of(generation, "How good is Ravensholme Police?").missing == (
        "Ravensholme Police",
    )


def test_a_place_on_the_way_does_not_narrow(generation: Generation) -> None:
    scope = scope_of(generation, "young people placed in Kent")
    assert scope.missing == ()
    assert len(scope.reports) == len(generation.holdings)


def test_a_place_that_a_known_one_is_only_a_part_of_is_not_missing(generation: Generation) -> None:
    scope = scope_of(generation, "price of the bus to New Bedford")
    assert not scope.missing and not scope.absent


def test_the_latest_is_the_newest_of_each_kind(generation: Generation) -> None:
    scope = scope_of(generation, "latest findings on Westmarch")
    (found,) = generation.holdings.of(scope.reports)
    assert found.day == max(h.day for h in generation.holdings if "westmarch" in h.info.source)


def test_what_was_chosen_beside_the_box_is_kept(generation: Generation) -> None:
    scope = scope_of(generation, "care leavers", Filters(subjects=("calderby",)))
    assert {s.split("/")[0] for s in sources(generation, scope)} == {"calderby"}


def test_the_force_means_reports_on_police_forces(generation: Generation) -> None:
    scope = scope_of(generation, "how does the force handle knife crime")
    assert {holding.info.kind for holding in generation.holdings.of(scope.reports)} == {"PEEL"}
    assert scope.rest == "how does handle knife crime"


@pytest.mark.parametrize("typed", ["Calderbys", "calderbby"])
def test_a_name_is_known_with_an_s_or_another_letter_too_many(
    generation: Generation, typed: str
) -> None:
    scope = scope_of(generation, f"How was {typed} safeguarding board judged?")
    assert {s.split("/")[0] for s in sources(generation, scope)} == {"calderby"}


def about(number: int, subject: str, kind: str) -> Holding:
    holding = make_holding(number, passages=1)
    return replace(holding, info=replace(holding.info, subject=subject, kind=kind))


def titled(
    number: int, title: str, *, subject: str, kind: str = "report", year: int = 0
) -> Holding:
    holding = about(number, subject, kind)
    published = date(year, 6, 1) if year else None
    return replace(holding, info=replace(holding.info, title=title, published=published))


OTHERS = Holdings(
    [
        titled(1, "West Sussex suicide audit", subject="West Sussex", year=2017),
        titled(2, "Cancer", subject="NHS Coastal West Sussex CCG", year=2018),
        titled(3, "Planning report: Skipton House", subject="Southwark", year=2016),
        titled(4, "Mental health", subject=""),
        titled(5, "Inspection of Kent children's services", subject="Kent", kind="JTAI", year=2016),
        titled(6, "Inspection of Kent children's services", subject="Kent", kind="JTAI", year=2022),
    ],
    FIELD,
)


@pytest.mark.parametrize(
    ("question", "numbers", "rest"),
    [
        (
            "where along the West Sussex coast do men die",
            {1, 2},
            "where along the coast do men die",
        ),
        ("suicides in West Sussex in 2015", {1, 2}, "suicides in in 2015"),
        ("West Sussex cancer deaths since 2018", {2}, "cancer deaths since 2018"),
        ("Skipton House in Southwark 2012", {3}, "Skipton House in 2012"),
        ("mental health of young people", {1, 2, 3, 4, 5, 6}, "mental health of young people"),
        ("Kent care leavers 2022", {6}, "care leavers"),
    ],
)
def test_a_name_or_a_year_shuts_out_no_report_that_may_tell_of_it(
    question: str, numbers: set[int], rest: str
) -> None:
    scope = resolve_scope(question, Filters(), OTHERS)
    assert scope.reports == numbers
    assert scope.rest == rest


def test_a_year_of_events_is_said_to_be_looked_for_in_the_text_too() -> None:
    scope = resolve_scope("suicides in West Sussex in 2015", Filters(), OTHERS)
    assert [(n.field, n.value) for n in scope.named] == [
        ("subject", "West Sussex"),
        ("year", "2015, in dates or text"),
    ]
    assert scope.filters.published_from is None


def test_a_body_that_no_report_is_on_is_found_in_a_title() -> None:
    holdings = Holdings([titled(1, "Bus services in Leeds", subject="Northern Transit")], FIELD)
    scope = resolve_scope("how often do buses run in Leeds", Filters(), holdings)
    assert (scope.reports, scope.missing, scope.absent) == ({1}, (), False)


def test_a_name_within_a_longer_one_is_not_meant() -> None:
    holdings = Holdings([titled(1, "Health of veterans", subject="Sussex")], FIELD)
    scope = resolve_scope(
        "who is the director of public health in East Sussex", Filters(), holdings
    )
    assert (scope.missing, scope.absent) == (("East Sussex",), True)
    scope = resolve_scope("how many veterans live in Sussex", Filters(), holdings)
    assert (scope.reports, scope.missing) == ({1}, ())


def test_an_inspection_that_names_another_body_is_not_on_it() -> None:
    holdings = Holdings([titled(1, "JTAI near Leeds", subject="Bradford", kind="JTAI")], FIELD)
    scope = resolve_scope("knife crime in Leeds", Filters(), holdings)
    assert (scope.missing, scope.absent) == (("Leeds",), True)


def test_a_force_with_a_council_in_its_area_is_one_question_unless_they_are_compared() -> None:
    holdings = Holdings(
        [
            about(1, "Salford", "JTAI"),
            about(2, "Manchester", "JTAI"),
            about(3, "Greater Manchester Police", "PEEL"),
        ],
        FIELD,
    )
    asked = resolve_scope("gmp salford - repeat call outs", Filters(), holdings)
    assert asked.reports == {1, 3}  # the council's own, and the force's own: not the neighbour's
    assert asked.sides == ()
    compared = resolve_scope("gmp versus Salford on repeat call outs", Filters(), holdings)
    assert [side.label for side in compared.sides] == ["Greater Manchester Police", "Salford"]


def test_each_year_goes_with_the_subject_beside_it(generation: Generation) -> None:
    scope = scope_of(generation, "999 calls: Westmarch 2022 vs Harrowdale 2022")
    assert [side.label for side in scope.sides] == [
        "Westmarch Police 2022",
        "Harrowdale Constabulary 2022",
    ]


def test_two_years_of_which_only_a_later_report_tells_are_not_compared(
    generation: Generation,
) -> None:
    scope = scope_of(generation, "Calderby staff turnover 2020 v 2021")
    assert scope.sides == ()


def test_a_few_subjects_that_are_chosen_are_set_side_by_side(generation: Generation) -> None:
    def sides(*subjects: str) -> list[str]:
        scope = scope_of(generation, "knife crime", Filters(subjects=subjects))
        return [side.label for side in scope.sides]

    assert sides("calderby", "Westmarch Police") == ["Calderby", "Westmarch Police"]
    assert sides("Calderby", "calderby") == sides("Calderby") == []
    assert sides(*{holding.info.subject for holding in generation.holdings}) == []
