"""The scope of a question is what it names, and what it names in vain is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from search.storage.folder.sqlite import Row

from ingest.field.field import load_field
from search.holdings import Subjects
from search.question.scope import Scope, resolve_scope
from search.results import Filters
from search.storage.folder.generation import Snapshot
from tests.search.rows import make_row

FIELD = load_field()


@pytest.fixture(scope="module")
def snapshot(demo_library: Path) -> Snapshot:
    return Snapshot(demo_library)


def scope_of(snapshot: Snapshot, question: str, given: Filters | None = None) -> Scope:
    return resolve_scope(
        question, given or Filters(), snapshot.subjects, FIELD, known_word=snapshot.knows_word,
        today=date(2026, 1, 15),
    )  # fmt: skip


def sources(snapshot: Snapshot, scope: Scope) -> set[str]:
    return {snapshot.by_row[row].info.source for row in scope.rows}


def test_a_subject_is_known_by_its_short_name_in_any_case(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "how does westmarch handle knife crime")
    assert {s.split("/")[0] for s in sources(snapshot, scope)} == {"westmarch"}
    assert scope.rest == "how does handle knife crime"


def test_the_longer_of_two_like_names_is_meant(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "care leavers in North Calderby")
    assert {s.split("/")[0] for s in sources(snapshot, scope)} == {"north-calderby"}


def test_a_misspelt_subject_is_understood(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "Thornborugh SEND waiting times")
    assert {s.split("/")[0] for s in sources(snapshot, scope)} == {"thornborough"}


def test_a_year_narrows_to_reports_of_that_year(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "Calderby care leavers 2023")
    assert sources(snapshot, scope) == {
        s for s in sources(snapshot, scope_of(snapshot, "Calderby")) if "2023" in s
    }


def test_two_years_are_two_sides(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "Calderby 2014 against 2023")
    assert [side.label for side in scope.sides] == ["2014", "2023"]


def test_two_subjects_are_two_sides(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "Compare Westmarch and Harrowdale on stop and search")
    assert len(scope.sides) == 2


def test_a_known_place_without_a_report_is_said(snapshot: Snapshot) -> None:
    assert scope_of(snapshot, "knife crime in Cumbria").missing == ("Cumbria",)


def test_an_unknown_force_without_a_report_is_said(snapshot: Snapshot) -> None:
    assert scope_of(snapshot, "How good is Ravensholme Police?").missing == ("Ravensholme Police",)


def test_a_place_on_the_way_does_not_narrow(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "young people placed in Kent")
    assert scope.missing == ()
    assert len(scope.rows) == len(snapshot.rows)


def test_the_latest_is_the_newest_of_each_kind(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "latest findings on Westmarch")
    assert len(scope.rows) == 1
    (row,) = scope.rows
    newest = max(r.info.published for r in snapshot.rows if "westmarch" in r.info.source)  # type: ignore[type-var]  # all have a date
    assert snapshot.by_row[row].info.published == newest


def test_what_was_chosen_beside_the_box_is_kept(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "care leavers", Filters(subjects=("calderby",)))
    assert {s.split("/")[0] for s in sources(snapshot, scope)} == {"calderby"}


def test_the_force_means_reports_on_police_forces(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "how does the force handle knife crime")
    assert {snapshot.by_row[row].info.kind for row in scope.rows} == {"PEEL"}
    assert scope.rest == "how does handle knife crime"


@pytest.mark.parametrize("typed", ["Calderbys", "calderbby"])
def test_a_name_is_known_with_an_s_or_another_letter_too_many(
    snapshot: Snapshot, typed: str
) -> None:
    scope = scope_of(snapshot, f"How was {typed} safeguarding board judged?")
    assert {s.split("/")[0] for s in sources(snapshot, scope)} == {"calderby"}


def about(number: int, subject: str, kind: str) -> Row:
    row = make_row(number, passages=1)
    return replace(row, info=replace(row.info, subject=subject, kind=kind))


def test_a_force_with_a_council_in_its_area_is_one_question_unless_they_are_compared() -> None:
    rows = [
        about(0, "Salford", "JTAI"),
        about(1, "Manchester", "JTAI"),
        about(2, "Greater Manchester Police", "PEEL"),
    ]
    subjects = Subjects(rows)
    asked = resolve_scope("gmp salford - repeat call outs", Filters(), subjects, FIELD)
    assert asked.rows == {1, 3}  # the council's own, and the force's own: not the neighbour's
    assert asked.sides == ()
    compared = resolve_scope("gmp versus Salford on repeat call outs", Filters(), subjects, FIELD)
    assert [side.label for side in compared.sides] == ["Greater Manchester Police", "Salford"]


def test_each_year_goes_with_the_subject_beside_it(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "999 calls: Westmarch 2022 vs Harrowdale 2022")
    assert [side.label for side in scope.sides] == [
        "Westmarch Police 2022",
        "Harrowdale Constabulary 2022",
    ]


def test_two_years_of_which_only_a_later_report_tells_are_not_compared(snapshot: Snapshot) -> None:
    scope = scope_of(snapshot, "Calderby staff turnover 2020 v 2021")
    assert scope.sides == ()
