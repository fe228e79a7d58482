"""The shapes of what answers of some forms are made of: counts, rows, sections and sides."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from api.shapes.citations import ReportShape
from api.shapes.fields import (
    Finite,
    ReportAddress,
    Shape,
    described,
)

Confidence = Annotated[Finite, AfterValidator(lambda share: round(share, 4))]


class Counted(BaseModel):
    """How many have what was asked for: exact, of everything that was looked through."""

    model_config = ConfigDict(frozen=True)  # no Shape: that has an `of` of its own

    found: int = described("How many have it.", 1)
    of: int = described("How many were looked through.", 2)


class CountShape(Counted):
    """How many have what was asked for: exact, of everything that was looked through."""

    unit: Literal["reports", "subjects"] = described("Of what.", "reports")


class ListedShape(ReportShape):
    """A report that the answer lists."""

    url: ReportAddress
    times: int = described(
        "How often the words asked for stand in it; 0 where it is not listed for its words.", 0
    )
    statement: int | None = described(
        "Which of `statements` quotes it first, from 0; null where none of this page does.", 0
    )


class RowShape(Counted):
    """A line of a count, a list or a trend: so many reports of a kind, of a year, on a subject; or one."""

    by: Literal["kind", "year", "subject", "report"] = described("What it counts together.", "kind")
    label: str = described(
        "The kind, year or subject; of a report its year and kind.", "children's services"
    )
    statement: int | None = described(
        "Of a subject or report: which of `statements` quotes it, from 0; else null.", None, 0
    )
    confidence: Confidence | None = described(
        "Of a subject or report, from 0 to 1: that this is said of it; null where that was not"
        " told by meaning.",
        None,
        0.8214,
    )
    says: Literal["for", "against", ""] = described(
        "Of a subject: whether its quote says what is asked or the opposite; empty where its words do"
        " not tell.",
        "",
        "for",
    )
    report: ReportShape | None = described("Of a trend: the report that it is; else null.", None)
    grade: str = described(
        "Of a trend: what the report grades the matter; empty where it does not.", "", "good"
    )
    also: list[int] = described("Of a trend: which of `statements` quote it too, from 0.", [], [3])
    graded: int | None = described(
        "Of a trend: which of `statements` gives that grade, from 0; else null.", None, 1
    )


class AnswerSectionShape(Shape):
    """A part of a brief: what one report says of its strengths, say."""

    title: str = described(
        "`Grades`, `In the report’s own words`, `Strengths`, `What must improve` and the like.",
        "Strengths",
    )
    report: ReportShape = described("Whose words these are.")
    url: ReportAddress
    told: str = described(
        "What the quotes show, in a sentence that no report says; empty where they do alone.",
        "",
        "Since the report before of 2019, up from requires improvement to good: care leavers.",
    )
    statements: list[int] = described("Which of the answer's `statements`, from 0.", [0, 1])


class SideGradeShape(Shape):
    """A grade of one of the things compared."""

    area: str = described("What is graded.", "care leavers")
    grade: str = described("The grade.", "good")
    statement: int = described("Which of `statements` states it, from 0.", 0)


class SideShape(Shape):
    """One of the things that are compared: its grades and its words on the topic, together."""

    label: str = described("What it is: a subject, a year, or both.", "Calderby", "2022")
    grades: list[SideGradeShape] = described("What it was graded for what is compared.")
    statements: list[int] = described(
        "Which of `statements` are on it, from 0, those of its grades too; none where it is silent.",
        [0, 1],
    )
    reports: list[str] = described(
        "The ids of the reports on it that were searched, the newest first; none where none is here.",
        ["calderby-childrens-services-2023-06-30"],
    )
