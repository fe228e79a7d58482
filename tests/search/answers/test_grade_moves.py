"""Who moved from one grade to another: over as many reports as it took."""

from __future__ import annotations

from datetime import date

import pytest

from search.answers.grades import answer_grades
from search.answers.look_up_answer import LookUpAnswer
from tests.search.fakes import Reports, ask

GIVEN = {
    "Salford": {2014: "inadequate", 2018: "requires improvement", 2022: "good"},
    "Luton": {2017: "inadequate", 2019: "good", 2024: "outstanding"},
    "Bolton": {2015: "good", 2020: "inadequate"},
    "Bury": {2015: "requires improvement", 2020: "good"},
}
GRADED = {
    f"{subject} {year}": grade for subject, own in GIVEN.items() for year, grade in own.items()
}
REPORTS = Reports(
    {key: f"It is {grade}." for key, grade in GRADED.items()},
    about={
        key: {"kind": "children's services", "published": date(int(key.split(" ")[1]), 5, 1)}
        for key in GRADED
    },
    judged={key: {"overall effectiveness": (grade, grade)} for key, grade in GRADED.items()},
)


def answered(question: str) -> LookUpAnswer:
    asked = ask(REPORTS, question)
    assert asked.grades is not None
    found = answer_grades(REPORTS.as_generation(), asked.scope, asked.grades, lambda words, _: None)
    assert found is not None
    return found


def moved(question: str) -> set[str]:
    """The reports that are shown, by subject and year."""
    found = answered(question)
    return {list(GRADED)[number - 1] for number, _, _ in found.entries}


def test_every_step_from_one_grade_to_the_other_is_shown() -> None:
    assert moved("which councils improved from inadequate to good") == {
        "Salford 2014",
        "Salford 2018",
        "Salford 2022",
        "Luton 2017",
        "Luton 2019",
    }


def test_who_got_better_did_so_since_the_report_before() -> None:
    assert moved("which councils improved") == {
        "Salford 2018",
        "Salford 2022",
        "Luton 2019",
        "Luton 2024",
        "Bury 2015",
        "Bury 2020",
    }


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "overall grade for Salford",
            "Salford was good overall in 2022 (children's services), up from",
        ),
        (
            "is Bolton inadequate?",
            "Yes: Bolton was inadequate overall in 2020 (children's services), down",
        ),
        ("was Bury rated inadequate?", "No: Bury was good overall in 2020"),
        ("was Salford ever inadequate?", "Yes: inadequate in 2014."),
        ("is Luton good overall?", "Luton was outstanding overall in 2024"),
        (
            "how have Salford's grades changed",
            "Overall: up from inadequate in 2014 to good in 2022 (requires improvement in 2018).",
        ),
        (
            "which councils are good",
            "2 subjects were graded good overall: Bury (2020), Salford (2022).",
        ),
        ("worst council", "Bolton was inadequate overall in 2020"),
        ("compare the grades of all councils", "4 grades on 4 subjects: 1 outstanding, 2 good, 1"),
    ],
)
def test_the_first_sentence_answers(question: str, told: str) -> None:
    assert answered(question).summary.startswith(told)
