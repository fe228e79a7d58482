"""A brief tells grades with what changed, the report's own summary, strengths, what must improve."""

from __future__ import annotations

from datetime import date

import pytest

from search.answers.briefs.report_briefs import TOLD
from search.answers.comparisons import compare
from search.answers.look_up import look_up
from search.answers.look_up_answer import LookUpAnswer
from tests.search.answers.reports import NoModel
from tests.search.fakes import Reports, ask, find

OLD = (
    "Judgement\tGrade\n"
    "Overall effectiveness\tRequires improvement\n"
    "Care leavers\tInadequate\n"
    "Services for children have become weaker since the inspection before this one, and too many"
    " children wait for a long time until they get help. This has gone on for several years.\n"
)
NEW = (
    "Judgement\tGrade\n"
    "Overall effectiveness\tGood\n"
    "Care leavers\tGood\n"
    "Services for children have improved and are now good. Plans are made in time for most of the"
    " children who come into care.\n"
    "A stable team of leaders has brought this about within two years of the last report of the council.\n"
    "What needs to improve\n"
    "• The timeliness of strategy meetings.\n"
    "Children who need help\n"
    "Children receive an effective and timely response to their needs. It is not always recorded.\n"
)
AUDIT = (
    "Final report\n"
    "Executive summary\n"
    "This letter to all the leaders of the agency outlines what the review has found there.\n"
    "This report documents the review of the transit agency of Bolton in the year 2023.\n"
    "Deficiencies were found in eight areas of the review of the agency.\n"
    "Two of them had been found in the review before this one as well.\n"
    "Strengths\n"
    "The agency keeps its buses in good repair throughout the whole of the year.\n"
    "Corrective actions\n"
    "The agency must submit its procurement procedures to the regional office.\n"
)
HEADINGS = (
    "What needs to improve", "Children who need help", "Executive summary", "Strengths", "Corrective actions",
)  # fmt: skip
REPORTS = Reports(
    {"Salford 2018": OLD, "Salford 2024": NEW, "Bolton 2023": AUDIT},
    headings=HEADINGS,
    kind="children's services",
    about={
        "Salford 2018": {"published": date(2018, 11, 12)},
        "Salford 2024": {"published": date(2024, 1, 12)},
        "Bolton 2023": {
            "published": date(2023, 9, 12),
            "kind": "report",
            "title": "Triennial review of Bolton Transit",
        },
    },
    judged={
        "Salford 2018": {
            "overall effectiveness": ("requires improvement", "Overall effectiveness\tRequires improvement"),
            "care leavers": ("inadequate", "Care leavers\tInadequate"),
        },
        "Salford 2024": {
            "overall effectiveness": ("good", "Overall effectiveness\tGood"),
            "care leavers": ("good", "Care leavers\tGood"),
        },
    },
    recommended={
        "Salford 2024": ["The timeliness of strategy meetings."],
        "Bolton 2023": ["The agency must submit its procurement procedures to the regional office."],
    },
)  # fmt: skip


def brief(question: str) -> LookUpAnswer:
    asked = ask(REPORTS, question)
    found = look_up(REPORTS.as_generation(), asked, NoModel())
    assert asked.form == "brief" and found is not None
    return found


def told(found: LookUpAnswer) -> dict[str, list[str]]:
    return {part.title: [choice.text for choice in part.choices] for part in found.parts}


def test_the_first_sentence_is_made_of_the_grades() -> None:
    assert brief("Salford").summary == (
        "Salford was good overall in 2024 (children's services),"
        " up from requires improvement in 2018."
    )


def test_the_newest_report_is_told_in_sections_of_its_own_words() -> None:
    assert told(brief("Salford")) == {
        "Grades": ["Overall effectiveness\tGood", "Care leavers\tGood"],
        "In the report’s own words": [
            "Services for children have improved and are now good.",
            "Plans are made in time for most of the children who come into care.",
            "A stable team of leaders has brought this about within two years of the last report of the council.",
        ],
        "Strengths": ["Children receive an effective and timely response to their needs."],
        "What must improve": ["The timeliness of strategy meetings."],
    }


def test_what_changed_since_the_report_before_is_told_area_by_area() -> None:
    assert brief("Salford").parts[0].told == (
        "Since the report before of 2018, up from requires improvement to good: overall"
        " effectiveness; up from inadequate to good: care leavers."
    )


def test_a_report_of_any_kind_is_told_by_its_headings() -> None:
    assert told(brief("summarise the Bolton transit review")) == {
        "In the report’s own words": [
            "Deficiencies were found in eight areas of the review of the agency.",
            "Two of them had been found in the review before this one as well.",
        ],
        "Strengths": [
            "The agency keeps its buses in good repair throughout the whole of the year."
        ],
        "What must improve": [
            "The agency must submit its procurement procedures to the regional office."
        ],
    }


def test_what_is_well_is_told_by_the_strengths_alone_and_what_is_not_without_them() -> None:
    assert list(told(brief("what is going well in Salford"))) == ["Grades", "Strengths"]
    badly = ["Grades", "In the report’s own words", "What must improve"]
    assert list(told(brief("what is going wrong in Salford"))) == badly


def test_why_is_told_of_the_report_that_has_the_grade() -> None:
    found = brief("why was Salford rated requires improvement?")
    assert {part.report for part in found.parts} == {1}
    assert "Why, in the report’s own words" in told(found) and "Strengths" not in told(found)


def test_what_the_next_sentence_leans_on_is_not_quoted_twice() -> None:
    own = told(brief("why was Salford rated requires improvement?"))
    assert own["Why, in the report’s own words"] == ["This has gone on for several years."]


def test_a_grade_that_was_never_given_is_denied_first() -> None:
    found = brief("why was Salford outstanding")
    assert found.summary.startswith("No report here on Salford is graded outstanding. Salford was")
    assert "In the report’s own words" in told(found)


@pytest.mark.parametrize("question", ["how good is Salford at SEND", "hows Salford doing on SEND"])
def test_a_kind_of_report_that_is_not_held_is_said_not_to_be(question: str) -> None:
    found = brief(question)
    assert not found.parts
    assert found.reason == "There is no area SEND report here on Salford."


def test_sides_compared_on_nothing_are_told_in_short_by_their_newest_report() -> None:
    found = find(REPORTS, "difference between Salford and Bolton")
    said, confidence = compare(REPORTS.as_generation(), found, [], 4)
    assert [(choice.side, choice.places[0][0].report) for choice in said] == [
        ("Salford", 2), ("Salford", 2), ("Bolton", 3), ("Bolton", 3),
    ]  # fmt: skip
    assert said[0].text == "Services for children have improved and are now good."
    assert said[2].text.startswith("Deficiencies were found in eight areas")
    assert confidence < TOLD


def test_sides_that_say_nothing_in_short_are_not_compared() -> None:
    lists = Reports({"Luton": "Ada\tByrne\n", "Salford": "Ben\tOkoro\n"}, kind="report")
    found = find(lists, "difference between Salford and Luton")
    assert compare(lists.as_generation(), found, [], 4) == ([], 0.0)
