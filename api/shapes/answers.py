"""The JSON that comes out, the same from the command line and from HTTP."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated

from pydantic import Field

from api.shapes.answer_pages import AnswerPage
from api.shapes.answer_parts import (
    AnswerSectionShape,
    Confidence,
    CountShape,
    ListedShape,
    RowShape,
    SideShape,
)
from api.shapes.citations import HitShape, ReportShape, StatementShape
from api.shapes.fields import (
    Asked,
    GenerationNumber,
    Next,
    ReadAs,
    Shape,
    TimingsMs,
    TookMs,
    described,
)
from api.shapes.questions import FiltersShape
from search import results


class CarriedShape(Shape):
    """What a question took over from the one before."""

    field: str = described(
        "`topic`, or what was narrowed: `subject`, `kind` or `year`.", "topic", "subject"
    )
    value: str = described("What it is.", "care leavers", "Calderby")


class ScopePartShape(Shape):
    """One thing that narrowed the question."""

    field: str = described("What was narrowed: `subject`, `kind` or `year`.", "subject")
    value: str = described("What it was narrowed to.", "Calderby")
    words: str = described("Of the question; empty where a filter chose it.", "Calderby")


class ScopeShape(Shape):
    """Which reports were searched, and why these."""

    filters: FiltersShape = described(
        "Sent with a question they choose the very reports that were searched: `report_ids` where"
        " no date does, since a year may be that of a title or an inspection."
    )
    parts: list[ScopePartShape] = described("What narrowed the search, one by one.")
    missing: list[str] = described(
        "What the question names and no report is about.", [], ["Eastmarch"]
    )
    choices: list[str] = described(
        "Subjects that an ambiguous name may mean.", [], ["Calderby", "North Calderby"]
    )
    latest: bool = described("Whether only each subject's newest reports were searched.", False)
    reports: int = described("How many reports were searched: those that `filters` choose.", 2)
    beside: int = described(
        "How many reports on others were looked through too, for passages that name the subject.",
        0,
    )
    carried: list[CarriedShape] = described(
        "What was taken over from the question before; none where it stands alone."
    )


class CollectionAskedShape(Shape):
    """A collection that a question was put to."""

    name: str = described("As in its addresses: /in/inspections/.", "inspections")
    title: str = described("For a person.", "Inspection reports")
    answered: bool = described("Whether it answers.", True)
    confidence: Confidence = described("From 0 to 1, of its answer.", 0.8467)


CollectionsAsked = Annotated[
    list[CollectionAskedShape],
    Field(
        description="The collections that the question was put to, where it was to several: what is"
        " told here is of the first, which answers most surely.",
        examples=[[]],
    ),
]


class SearchShape(Shape):
    """The passages that fit, best first."""

    question: Asked
    read_as: ReadAs
    scope: ScopeShape
    hits: list[HitShape] = described("Best first.")
    collections: CollectionsAsked = []
    generation: GenerationNumber
    took_ms: TookMs
    timings_ms: TimingsMs


class ElsewhereShape(Shape):
    """What reports outside the question's scope say, where those within do not."""

    about: str = described("Which reports, for a sentence.", "other reports on Westmarch Police")
    statements: list[StatementShape] = described("What they say, best first; never none.")


class AskShape(Shape):
    """An answer, or why there is none and what comes nearest."""

    question: Asked
    read_as: ReadAs
    form: results.Form = described(
        "What the question asks for, and so what the answer is made of.", "quotes", "reports"
    )
    scope: ScopeShape
    collections: CollectionsAsked = []
    answered: bool = described(
        "Whether it gives what its form is asked for, be it by `reports`; false for a count of none.",
        True,
    )
    confidence: Confidence = described("From 0 to 1, of what the form claims.", 0.8467)
    reason: str = described(
        "Why they do not answer, for a person to read; empty where they do.",
        "",
        "I could not find a direct answer in the 4 reports that were searched.",
    )
    instead: list[str] = described(
        "A few questions near to it that the reports do answer, where they do not answer this.",
        [],
        ["What grades did Calderby get?"],
    )
    summary: str = described(
        "What answers first, in a sentence that no report says; empty where quotes do alone.",
        "",
        "1 grade for care leavers: 1 good. The table covers 2 reports of 2019 to 2023.",
    )
    count: CountShape | None = described("Of what is counted to the last; else null.")
    statements: list[StatementShape] = described(
        "What is quoted, best first, at most `limit`; none where the reports do not say. Of a"
        " brief or comparison a page has something of every part or side."
    )
    reports: list[ListedShape] = described(
        "The reports that are asked for, or that have the words asked for, the newest first: all of them."
    )
    rows: list[RowShape] = described(
        "A count by kind, then by year; of a list, a row a subject, the newest first, and of a"
        " trend, a row a report, the oldest first: at most `limit`, each with what it quotes."
    )
    sections: list[AnswerSectionShape] = described(
        "Of a brief: its parts on this page, report by report; else none."
    )
    sides: list[SideShape] = described(
        "What is compared, one by one: named in the question, or the subjects that were chosen"
        " beside it. A side without statements is silent, or they are on another page."
    )
    elsewhere: ElsewhereShape | None = described(
        "What others say, where the reports that were searched do not; else null."
    )
    nearest: list[HitShape] = described("The nearest passages, whether they answer or not.")
    next: Annotated[
        str | None,
        described(
            "The `cursor` of the statements or rows that follow; null at the end.",
            None,
            "10-5b0c1d2e3f4a596877665544",
        ),
    ]
    generation: GenerationNumber
    took_ms: TookMs
    timings_ms: TimingsMs


class SearchesShape(Shape):
    """What was found for each of several questions."""

    results: list[SearchShape] = described("In the order of the questions.")


class AnswersShape(Shape):
    """The answers to several questions."""

    answers: list[AskShape] = described("In the order of the questions.")


class ReportsShape(Shape):
    """A page of a list of reports."""

    reports: list[ReportShape] = described("In the order that was asked for.")
    next: Next


def shape_search(
    result: results.SearchResult, origin: str = "", *, timings: bool = False
) -> SearchShape:
    shape = SearchShape.of(result, origin)
    return shape if timings else shape.model_copy(update=UNTIMED)


def shape_answer(
    whole: results.Answer,
    page: AnswerPage | None = None,
    origin: str = "",
    *,
    following: str | None = None,
    timings: bool = False,
) -> AskShape:
    """An answer, or a page of it; `following` is the cursor of the next one."""
    answer = page.answer if page else whole
    listed = [
        {
            **asdict(each.report),
            "url": f"/reports/{each.report.id}",
            "times": each.times,
            "statement": each.statement,
        }
        for each in answer.reports
    ]
    values = {field.name: getattr(answer, field.name) for field in fields(answer)}
    sections = [
        {
            "title": each.title,
            "report": each.report,
            "url": f"/reports/{each.report.id}",
            "told": each.told,
            "statements": each.statements,
        }
        for each in answer.sections
    ]
    values |= {"answered": whole.answered, "reports": listed, "sections": sections}
    shape = AskShape.of(values | {"next": following}, origin)
    return shape if timings else shape.model_copy(update=UNTIMED)


UNTIMED = {"timings_ms": None}
