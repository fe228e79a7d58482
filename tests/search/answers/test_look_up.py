"""Grade and recommendation questions to the demo library: complete lists, counts, what they cover."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Answer
from search.storage.opening import open_storage
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def listed(name: str, doc: str, kind: str = "") -> int:
    """How many rows the demo's own list has for a report."""
    with (ROOT / "demo" / name).open(encoding="utf-8", newline="") as rows:
        return sum(r["doc"] == doc and kind in ("", r.get("kind")) for r in csv.DictReader(rows))


def sources(answer: Answer) -> set[str]:
    return {c.report.source for statement in answer.statements for c in statement.citations}


def looked_up(answer: Answer) -> bool:
    return answer.summary != "" or (not answer.answered and "table covers" in answer.reason)


@pytest.mark.parametrize(
    "question",
    [
        "What must Westmarch Police improve?",
        "what are westmarch's areas for improvement",
        "areas for improvment westmarch",
        "what did inspectors tell Westmarch to improve",
        "what does Westmarch need to do better?",
        "Westmarch AFIs",
    ],
)
def test_what_a_force_must_improve_is_every_item_of_its_newest_report(
    library: Library, question: str
) -> None:
    answer = library.ask(question)
    newest = "westmarch/peel-2025-03-28.html"
    assert sources(answer) == {newest}
    assert len(answer.statements) == listed("recommendations.csv", newest) == 5
    assert answer.summary.startswith("5 areas for improvement in 1 report.")
    assert "Older reports list" in answer.summary


def test_a_kind_that_no_report_lists_is_said_to_be_in_none(library: Library) -> None:
    answer = library.ask("What causes of concern does Calderby have?")
    assert not answer.answered
    assert answer.reason.startswith(
        "No cause of concern is listed. The table covers 1 report of 2023"
    )


def test_years_bring_in_the_reports_of_those_years(library: Library) -> None:
    answer = library.ask("causes of concern in Westmarch since 2022")
    assert sources(answer) == {"westmarch/peel-2022-10-14.html"}
    assert len(answer.statements) == 1


def test_a_topic_keeps_the_items_that_have_its_words(library: Library) -> None:
    answer = library.ask("What must Calderby improve for care leavers?")
    assert answer.summary.startswith("About “care leavers”: ")
    for statement in answer.statements:
        (citation,) = statement.citations
        said = " ".join([*citation.section[-2:], citation.quote]).casefold()
        assert "care leavers" in said


@pytest.mark.parametrize(
    "question",
    [
        "Has Westmarch improved its response to missing children?",
        "How well has Thornborough acted on its causes of concern?",
        "what has Calderby improved since the last inspection",
        "Did Westmarch follow the recommendations of the serious case review?",
        "is there concern about knife crime in Thornborough",
    ],
)
def test_a_question_that_only_mentions_improvement_is_searched(
    library: Library, question: str
) -> None:
    assert not looked_up(library.ask(question))


def test_a_grade_answer_says_its_counts_and_what_it_covers(library: Library) -> None:
    answer = library.ask("Which forces are outstanding at preventing crime?")
    told = "1 subject was graded outstanding for preventing crime: Harrowdale Constabulary (2022)."
    assert answer.summary.startswith(told)
    assert "The table covers 4 reports of 2022 to 2025." in answer.summary


def test_good_or_better_takes_in_both_grades(library: Library) -> None:
    answer = library.ask("which councils are good or better overall?")
    assert {s.text.split("\t")[-1].casefold() for s in answer.statements} <= {"good", "outstanding"}
    assert len(answer.statements) > 1


def test_a_grade_that_is_denied_is_left_out(library: Library) -> None:
    answer = library.ask("Which parts of Calderby were not graded good in 2014?")
    assert len(answer.statements) == 6
    assert not any(statement.text.endswith("\tGood") for statement in answer.statements)


def test_who_was_never_inadequate_leaves_out_who_once_was(library: Library) -> None:
    answer = library.ask("Which councils were never inadequate for care leavers?")
    subjects = {c.report.subject for s in answer.statements for c in s.citations}
    assert subjects and not any(subject.startswith("Calderby") for subject in subjects)


def test_a_grade_and_the_overall_one_are_both_listed(library: Library) -> None:
    answer = library.ask("What did Calderby get for care leavers in 2023, and overall?")
    assert len(answer.statements) == 2


def test_the_way_up_shows_both_inspections(library: Library) -> None:
    answer = library.ask("which councils improved for care leavers?")
    grades = [s.text.split("\t")[-1] for s in answer.statements]
    assert grades == ["Outstanding", "Inadequate"]
    assert "graded better for care leavers than the time before" in answer.summary
