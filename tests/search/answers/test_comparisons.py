"""Things set side by side in the demo library: grades with words, and who is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Answer, Before, Filters
from search.storage.opening import open_storage


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def sides(answer: Answer) -> list[str]:
    return [side.label for side in answer.sides]


def test_two_years_of_one_subject_have_all_their_grades_side_by_side(library: Library) -> None:
    answer = library.ask("difference between Westmarch 2022 and 2025")
    assert answer.form == "comparison" and answer.answered and sides(answer) == ["2022", "2025"]
    for side in answer.sides:
        assert side.grades and len(side.grades) == len(side.statements)
        for grade in side.grades:
            cited = answer.statements[grade.statement].citations[0]
            assert cited.report.id in side.reports and str(cited.report.published)[:4] == side.label


def test_the_words_on_the_topic_stand_with_their_side(library: Library) -> None:
    answer = library.ask("compare Westmarch and Thornborough on stop and search")
    assert answer.form == "comparison" and len(answer.sides) == 2
    for side in answer.sides:
        assert side.statements
        for at in side.statements:
            assert answer.statements[at].side == side.label
            assert answer.statements[at].citations[0].report.id in side.reports


def test_a_side_of_which_there_is_no_report_is_said_to_be_missing(library: Library) -> None:
    answer = library.ask("which is better at answering 999 calls, Westmarch or Cumbria")
    assert answer.form == "comparison" and answer.answered
    silent = answer.sides[1]
    assert (silent.statements, silent.reports) == ((), ())
    assert f"There is no report here on {silent.label}." in answer.summary
    assert answer.confidence < 0.85


def test_the_newest_reports_alone_are_asked_where_that_is_wanted(library: Library) -> None:
    asked = "How quickly does Westmarch answer 999 calls?"
    newest = library.ask(asked, Filters(latest=True))
    assert newest.scope.latest and newest.scope.reports < library.ask(asked).scope.reports
    held = library.generation.holdings
    for statement in newest.statements:
        for citation in statement.citations:
            number = held.by_id[citation.report.id].number
            assert number in held.newest(held.all)


def test_a_question_goes_on_from_the_one_before(library: Library) -> None:
    before = Before("How quickly does Westmarch answer 999 calls in 2022?")
    answer = library.ask("and in 2025?", before=before)
    assert answer.question == "and in 2025?"
    assert answer.read_as == "How quickly does Westmarch answer 999 calls in 2025?"
    assert [part.field for part in answer.scope.carried] == ["topic", "subject"]
    assert {s.citations[0].report.published.year for s in answer.statements} == {2025}  # type: ignore[union-attr]  # the demo's are dated
    alone = library.ask("How many knives did Thornborough collect?", before=before)
    assert (alone.read_as, alone.scope.carried) == ("", ())
