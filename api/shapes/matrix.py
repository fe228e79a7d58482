"""The JSON of a matrix: what is asked of many reports at once, and what each says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from api.shapes.answer_parts import Confidence
from api.shapes.answers import ScopeShape
from api.shapes.citations import StatementShape
from api.shapes.fields import Address, GenerationNumber, ReportIdField, SentShape, Shape, described
from api.shapes.questions import MAX_QUESTION, FiltersShape
from search.across.matrix import MOST_QUESTIONS, By
from search.answers.cells import CellState

MatrixState = Literal["waiting", "working", "done", "stopped", "failed"]

QUESTION = "Do care leavers live in suitable homes?"
ID = "0d5b8c1f2a3e4d5c6b7a8901"


class MatrixAskedShape(SentShape):
    """Up to six questions, each to be asked of every subject or report that the filters let through."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"questions": [QUESTION, "leadership grade"], "filters": {"latest": True}},
                {"questions": [QUESTION], "by": "report"},
            ]
        }
    )

    questions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]],
        Field(
            min_length=1,
            max_length=MOST_QUESTIONS,
            description="The columns. One that names a subject, kind or year is asked of those alone.",
            examples=[[QUESTION, "leadership grade"]],
        ),
    ]
    by: By = Field(default="subject", description="What a row is.", examples=["subject"])
    filters: FiltersShape = Field(
        default=FiltersShape(),
        description="Which reports to ask; `latest` asks of each subject only the newest of each kind.",
    )


class CellShape(Shape):
    """What the reports of a row say to the question of a column."""

    state: CellState = described(
        "`said`; `silent` where these reports do not say; `outside` where the question names others.",
        "said",
    )
    reports: int = described("How many reports were asked.", 2)
    statement: StatementShape | None = described(
        "The best sentence, cited as in an answer; null unless `said`."
    )
    grade: str = described("That it states, where the question asks for grades.", "", "good")
    more: int = described("Further statements that answer as well, where all are asked for.", 0)
    confidence: Confidence = described("From 0 to 1: that these reports answer.", 0.8467)


class MatrixRowShape(Shape):
    """A subject, or a report."""

    label: str = described("The subject's name; the report's title.", "Calderby")
    subject: str = described("What it is about; empty where that is not known.", "Calderby")
    reports: list[ReportIdField] = described(
        "The ids of its reports, the newest first.", ["calderby-childrens-services-2023-06-30"]
    )
    cells: list[CellShape | None] = described(
        "One a column, in their order; null where it does not stand yet."
    )


class ColumnShape(Shape):
    """A question, and what it narrows itself to."""

    question: str = described("As it was asked.", QUESTION)
    scope: ScopeShape


class CoveredShape(Shape):
    """What the matrix is made from."""

    subjects: int = described("How many subjects.", 4)
    reports: int = described("How many reports.", 9)
    kinds: list[str] = described("Of which families.", ["PEEL", "children's services"])
    years: list[int] = described("The first and the last year of publication.", [2014, 2025])


class MatrixProgressShape(Shape):
    """How far a matrix is."""

    id: str = described("Of the matrix: the same for the same questions of the same library.", ID)
    state: MatrixState = described("How far it is.", "done")
    reason: str = described("Why it stopped or failed, and the way out; else empty.", "")
    done: int = described("How many cells stand.", 9)
    total: int = described("How many there are to be.", 9)
    generation: GenerationNumber
    url: Address = described("Where to ask again.", f"http://127.0.0.1:8000/v1/matrix/{ID}")


class MatrixShape(Shape):
    """A matrix, as far as it is."""

    progress: MatrixProgressShape
    covered: CoveredShape
    columns: list[ColumnShape] = described("The questions, in their order.")
    rows: list[MatrixRowShape] = described("By name.")


class MatrixCellShape(Shape):
    """A cell that has come, and where it stands."""

    row: int = described("Which of `rows`, from 0.", 0)
    column: int = described("Which of `columns`, from 0.", 0)
    cell: CellShape
    done: int = described("How many cells stand now.", 1)
