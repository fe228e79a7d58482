"""Which grades a question asks for: every one of the field's, the longest that its words name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.field.field import Field, load_field
from search.holdings import Holdings
from search.question.forms.grades import GradeQuestion, read_grade_question
from search.question.scope import resolve_scope
from search.results import Filters
from tests.conftest import ROOT

UK = load_field()
AUDIT = load_field(Path(ROOT, "tests", "ingest", "field", "audit_office"))
OFSTED_BELOW_GOOD = {"adequate", "requires improvement", "inadequate"}
PRISONS_BELOW_GOOD = {"reasonably good", "not sufficiently good", "poor"}


def read(question: str, field: Field = UK) -> GradeQuestion | None:
    scope = resolve_scope(question, Filters(), Holdings([], field))
    judged = {area for framework in field.scales.frameworks for area in framework.areas.values()}
    return read_grade_question(question, scope, frozenset(judged), field)


def grades(question: str, field: Field = UK) -> tuple[str, ...]:
    asked = read(question, field)
    assert asked is not None
    return asked.grades


@pytest.mark.parametrize(
    ("field", "way", "grade"),
    [
        (field, way, grade)
        for field in (UK, AUDIT)
        for scale in field.scales.scales.values()
        for way, grade in scale.printed.items()
    ],
)
def test_every_grade_is_asked_for_by_its_name_and_as_it_is_printed(
    field: Field, way: str, grade: str
) -> None:
    assert grade in grades(f"which of them were judged {way}?", field)


def test_the_longest_grade_wins() -> None:
    asked = read("which prisons were judged not sufficiently good for respect")
    assert asked is not None
    assert (asked.areas, asked.grades) == (("respect",), ("not sufficiently good",))
    assert grades("which councils are requires improvement to be good") == ("requires improvement",)
    assert grades("which prisons are reasonably good for safety") == ("reasonably good",)
    assert grades("which boards are not qualified on regularity", AUDIT) == ("unqualified",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is good or better for care leavers", {"outstanding", "good", "typically positive"}),
        ("who is at least reasonably good for safety", {"good", "reasonably good"}),
        ("who is better than good for care leavers", {"outstanding"}),
        ("who requires improvement or better overall", {"outstanding", "good", "adequate", "requires improvement"}),
        ("which prisons are worse than reasonably good for safety", {"not sufficiently good", "poor"}),
        ("which prisons are not reasonably good for safety", {"not sufficiently good", "poor"}),
        ("which prisons are not sufficiently good or worse for safety", {"not sufficiently good", "poor"}),
        ("which councils were not graded inadequate for care leavers", {"outstanding", "good", "adequate", "requires improvement", "typically positive", "inconsistent"}),
        ("which councils were not rated outstanding", {"good", *OFSTED_BELOW_GOOD}),
    ],
)  # fmt: skip
def test_better_and_worse_go_by_the_scale_that_the_grade_is_on(
    question: str, expected: set[str]
) -> None:
    assert set(grades(question)) == expected


@pytest.mark.parametrize("words", ["below good", "less than good", "not good", "worse than good"])
def test_below_good_is_what_is_worse_on_every_scale_that_has_good_or_its_like(words: str) -> None:
    below = {"inconsistent", "widespread or systemic failings"}
    found = set(grades(f"which of them are {words} overall?"))
    assert found == OFSTED_BELOW_GOOD | PRISONS_BELOW_GOOD | below


def test_an_everyday_word_is_a_grade_only_where_grades_are_spoken_of() -> None:
    assert grades("which prisons were rated poor for safety") == ("poor",)
    assert read("which councils house children in poor housing") is None
    assert read("which councils have strong leadership of social work") is None
    assert read("how good is the support for care leavers") is None


def test_it_is_asked_from_which_grade_to_which_on_any_scale() -> None:
    asked = read("which prisons went from poor to reasonably good for safety")
    assert asked is not None
    assert (asked.before, asked.grades) == (("poor",), ("reasonably good",))
    assert UK.scales.moved("poor", "reasonably good") == "up"
    assert UK.scales.moved("adequate", "requires improvement") == "down"
    assert UK.scales.moved("good", "inconsistent") == ""


def test_who_failed_has_the_worst_grade_of_its_scale() -> None:
    assert set(grades("which prisons failed on safety")) == {
        scale.grades[-1] for scale in UK.scales.scales.values()
    }


def test_another_field_is_asked_for_its_own_grades() -> None:
    asked = read("which boards got an adverse opinion on lawful spending?", AUDIT)
    assert asked is not None
    assert (asked.areas, asked.grades, asked.lists) == (("regularity",), ("adverse",), True)
    assert grades("qualified or worse opinions on regularity", AUDIT) == (
        "qualified",
        "adverse",
        "disclaimer",
    )
    assert grades("which boards have a clean opinion", AUDIT) == ("unqualified",)


def test_the_kind_whose_overall_grade_is_meant_is_the_fields_to_say() -> None:
    assert UK.kinds.meant_overall("overall grade for SEND") == "area SEND"
    assert UK.kinds.meant_overall("how did the police do overall") == "PEEL"
    assert UK.kinds.meant_overall("overall grade") == "children's services"
    assert AUDIT.kinds.meant_overall("what opinion") == "audit of accounts"


@pytest.mark.parametrize("question", ["worst performing council", "which council is the worst"])
def test_the_worst_of_all_is_asked_for_by_grade(question: str) -> None:
    asked = read(question)
    assert asked is not None
    assert (asked.most, asked.leftover) == ("worst", "")


def test_the_best_of_something_that_is_not_graded_is_searched() -> None:
    assert read("best practice in fostering") is None
