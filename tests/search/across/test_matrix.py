"""A few questions over all of the demo library: each cell by the law of an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.across.matrix import Covered, Matrix
from search.answers.cells import SHARE, Cell
from search.answers.grade_table import graded_for
from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Filters
from search.storage.opening import open_storage
from tests.search.law import breaches

NEWEST = Filters(latest=True)


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def cells_of(matrix: Matrix) -> dict[str, Cell]:
    """The cells of the first question, by the label of their row."""
    return {
        matrix.plan.lines[line].label: matrix.cell(line, column)
        for line, column in matrix.places()
        if column == 0
    }


def test_a_cell_says_what_an_answer_of_its_subject_alone_says(library: Library) -> None:
    question = "how does the force handle knife crime"
    said = {
        label: cell.statement
        for label, cell in cells_of(library.matrix([question], NEWEST)).items()
        if cell.statement
    }
    assert len(said) > 1
    for subject, statement in said.items():
        alone = library.ask(question, Filters((subject,), latest=True))
        assert alone.statements[0].text == statement.text


def test_every_quote_is_a_slice_of_its_report_and_says_its_statement(library: Library) -> None:
    matrix = library.matrix(["staff and their workload", "what must improve", '"care leavers"'])
    generation = library.generation
    said = [cell for place in matrix.places() if (cell := matrix.cell(*place)).statement]
    assert len(said) > 10
    for cell in said:
        assert cell.statement and breaches(cell.statement) == []
        for cited in cell.statement.citations:
            report = generation.report(generation.holdings.by_id[cited.report.id].number)
            assert report.text[cited.start : cited.end] == cited.quote


def test_very_words_are_quoted_from_a_sentence_and_the_others_are_counted(library: Library) -> None:
    cells = cells_of(library.matrix(['"care leavers"']))
    said = [cell for cell in cells.values() if cell.statement]
    assert said and max(cell.more for cell in said) > 0
    for cell in said:
        assert cell.statement and "care leavers" in cell.statement.text.casefold()
        assert len(cell.statement.text.split()) >= 4


def test_what_no_report_tells_is_silent_everywhere(library: Library) -> None:
    cells = cells_of(library.matrix(["how many tigers live in the city zoo"]))
    assert {cell.state for cell in cells.values()} == {"silent"}
    assert sum(cell.reports for cell in cells.values()) == len(library.generation.holdings)


def test_words_that_are_much_further_off_than_others_are_silence(library: Library) -> None:
    matrix = library.matrix(["how does the force handle knife crime"], NEWEST)
    column = library._answering("how does the force handle knife crime", NEWEST).column
    reports = library.generation.holdings.select(Filters(("Thornborough Police",)))
    nearness = column.nearness(library.generation.holdings.select(NEWEST))
    assert column.ask(reports, nearness) == cells_of(matrix)["Thornborough Police"]
    assert column.ask(reports, nearness).state == "said"
    assert column.ask(reports, nearness / SHARE).state == "silent"


def test_a_question_for_grades_fills_its_column_with_them(library: Library) -> None:
    generation = library.generation
    cells = cells_of(library.matrix(["grade for care leavers"], NEWEST))
    graded = {label: cell for label, cell in cells.items() if cell.grade}
    assert len(graded) > 1
    for label, cell in graded.items():
        assert cell.statement is not None
        cited = cell.statement.citations[0]
        holding = generation.holdings.by_id[cited.report.id]
        [(_, judged)] = graded_for(generation, [holding], "care leavers")
        assert (label, cell.grade) == (cited.report.subject, judged.grade)


def test_the_overall_grade_is_that_of_no_other_area(library: Library) -> None:
    generation, councils = library.generation, Filters(kinds=("children's services",), latest=True)
    matrix = library.matrix(["overall grade"], councils)
    cells = [matrix.cell(*place) for place in matrix.places()]
    assert len(cells) == 3
    for cell in cells:
        assert cell.statement is not None
        number = generation.holdings.by_id[cell.statement.citations[0].report.id].number
        judged = generation.judgements_of(number)
        overall = [j.grade for j in judged if generation.field.scales.is_overall(j.area)]
        assert [cell.grade] == overall


def test_who_is_asked_which_have_a_grade_says_its_own(library: Library) -> None:
    which = cells_of(library.matrix(["which forces are inadequate at investigating crime"]))
    grade = cells_of(library.matrix(["grade for investigating crime"]))
    forces = {label: cell.grade for label, cell in which.items() if cell.grade}
    assert forces and forces == {label: grade[label].grade for label in forces}


def test_a_question_that_names_a_kind_asks_no_others(library: Library) -> None:
    matrix = library.matrix(["what do PEEL reports say of vetting"], by="report")
    outside = {
        matrix.plan.lines[line].reports[0].kind
        for line, column in matrix.places()
        if matrix.cell(line, column).state == "outside"
    }
    assert outside == library.generation.holdings.kinds - {"PEEL"}


def test_a_question_on_who_is_not_here_is_asked_of_nobody(library: Library) -> None:
    matrix = library.matrix(["what does Cumbria Constabulary do about drones"])
    assert {cell.state for cell in cells_of(matrix).values()} == {"outside"}
    assert matrix.plan.headings[0].scope.missing


def test_rows_are_subjects_or_reports_of_those_that_the_filters_let_through(
    library: Library,
) -> None:
    peel = Filters(kinds=("PEEL",))
    by_subject, by_report = (
        library.matrix(["vetting"], peel, by).plan for by in ("subject", "report")
    )
    forces = ["Eastmere Constabulary", "Harrowdale Constabulary", "Thornborough Police"]
    assert [line.label for line in by_subject.lines] == [*forces, "Westmarch Police"]
    newest, oldest = by_subject.lines[-1].reports
    assert str(newest.published) > str(oldest.published)
    assert len(by_report.lines) == 5 and by_report.cells == 5
    assert by_report.covered == Covered(4, 5, ("PEEL",), (2019, 2025))
    only_newest = library.matrix(["vetting"], Filters(kinds=("PEEL",), latest=True)).plan
    assert [len(line.reports) for line in only_newest.lines] == [1, 1, 1, 1]
