"""The JSON that goes in and out, the same from the command line and from HTTP."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ingest.report import ReportInfo
from search import results

MAX_QUESTION = 1000  # characters
MAX_LIMIT = 100
MAX_BATCH = 100


def _is_day(value: object) -> object:
    """Refuses what pydantic would take for a date as well: seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise ValueError("write the day as 2024-01-31")
    if isinstance(value, (int, float)):
        raise ValueError("write the day as 2024-01-31")
    return value


Day = Annotated[date, BeforeValidator(_is_day)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, Field(max_length=300)]


class FiltersShape(Shape):
    """Which reports to search; an empty list lets all through."""

    subjects: Annotated[
        list[Name],
        Field(max_length=100, description="What the reports are about, as /v1/subjects names it."),
    ] = []
    kinds: Annotated[
        list[Name], Field(max_length=100, description="Families of reports, as in /v1/kinds.")
    ] = []
    published_from: Day | None = Field(default=None, description="The first day, itself included.")
    published_to: Day | None = Field(default=None, description="The last day, itself included.")
    report_ids: Annotated[
        list[Name], Field(max_length=1000, description="These reports alone.")
    ] = []

    def to_filters(self) -> results.Filters:
        return results.Filters(
            tuple(self.subjects),
            tuple(self.kinds),
            self.published_from,
            self.published_to,
            tuple(self.report_ids),
        )


class QuestionShape(Shape):
    """A question, the reports to ask, and how much to return."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "How does the force handle knife crime?", "limit": 5},
                {
                    "question": "How long do callers wait?",
                    "filters": {"kinds": ["PEEL"], "published_from": "2022-01-01"},
                    "limit": 3,
                },
            ]
        }
    )

    question: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_QUESTION,
            description="In plain words. Subjects and years that it names narrow the search.",
        ),
    ]
    filters: FiltersShape = FiltersShape()
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Hits or statements at most.")] = 10


class PageShape(Shape):
    """A page of the file."""

    number: int = Field(description="Counts from 1 in the file.", examples=[4])
    label: str = Field(description="As printed on it.", examples=["iv"])


class ReportShape(Shape):
    """A report, without its text."""

    id: str = Field(examples=["westmarch-peel-2022-10-14"])
    title: str = Field(examples=["Westmarch PEEL 2021/22: Police Inspections"])
    subject: str = Field(description="What it is about.", examples=["Westmarch Police"])
    kind: str = Field(description="Its family.", examples=["PEEL"])
    published: date | None
    source: str = Field(
        description="The path below the folder that was ingested, or the address.",
        examples=["westmarch/peel-2022-10-14.html"],
    )
    page_count: int = Field(description="0 in a web page.")
    media_type: str = Field(examples=["text/html", "application/pdf"])
    publisher: str = Field(examples=["HMICFRS"])
    inspected_from: date | None
    inspected_to: date | None


class HitShape(Shape):
    """A passage that was found, and how well it fits."""

    passage_id: str = Field(examples=["westmarch-peel-2022-10-14.9"])
    score: float = Field(description="Higher fits better; comparable within one answer.")
    text: str
    start: int = Field(description="In characters, in the report's text.")
    end: int = Field(description="The first character after it.")
    section: list[str] = Field(description="The headings it stands under, outermost first.")
    page: PageShape | None = Field(description="The page most of it is on; null in a web page.")
    pages: list[int] = Field(description="The numbers of all pages it is on.")
    report: ReportShape
    url: str = Field(description="The report's page, opened at these words.")


class ScopePartShape(Shape):
    """One thing that narrowed the question."""

    field: str = Field(examples=["subject", "kind", "year"])
    value: str
    words: str = Field(description="Of the question; empty where a filter chose it.")


class ScopeShape(Shape):
    """Which reports were searched, and why these."""

    filters: FiltersShape = Field(description="What was applied.")
    parts: list[ScopePartShape]
    missing: list[str] = Field(description="What the question names and no report is about.")
    choices: list[str] = Field(description="Subjects that an ambiguous name may mean.")
    latest: bool = Field(description="Whether only each subject's newest reports were searched.")
    reports: int = Field(description="How many reports were searched.")


class CitationShape(Shape):
    """The exact words, and where they stand."""

    id: str = Field(
        description="Lasts: /v1/citations/{id} finds the words again for years.",
        examples=["i6SwvuzNAAAMYQCNABiOOlnG"],
    )
    quote: str = Field(description="The report's text from start to end, to the letter.")
    start: int
    end: int
    page: PageShape | None
    section: list[str] = Field(description="The headings it stands under, outermost first.")
    report: ReportShape
    url: str = Field(description="Opens the words for a person.")


class StatementShape(Shape):
    """A sentence of the answer, in the reports' own words."""

    text: str
    citations: list[CitationShape] = Field(min_length=1)
    side: str = Field(description="Where the question compares: what this is about. Else empty.")


class SearchShape(Shape):
    """The passages that fit, best first."""

    question: str
    scope: ScopeShape
    hits: list[HitShape]
    took_ms: float


class AskShape(Shape):
    """An answer, or why there is none and what comes nearest."""

    question: str
    scope: ScopeShape
    answered: bool = Field(description="False: the reports do not say.")
    confidence: float = Field(description="From 0 to 1, that the reports answer the question.")
    reason: str = Field(description="Why they do not answer; empty where they do.")
    summary: str = Field(
        description="Counts of the grades or recommendations asked for, and what the table covers."
    )
    statements: list[StatementShape]
    nearest: list[HitShape] = Field(description="The nearest passages, whether they answer or not.")
    took_ms: float


class ReportsShape(Shape):
    reports: list[ReportShape]
    next: str | None = Field(description="The `cursor` of what follows; null at the end.")


def shape_search(found: results.SearchResult) -> SearchShape:
    return SearchShape(
        question=found.question,
        scope=shape_scope(found.scope),
        hits=[shape_hit(hit) for hit in found.hits],
        took_ms=round(found.took_ms, 2),
    )


def shape_answer(answer: results.Answer) -> AskShape:
    return AskShape(
        question=answer.question,
        scope=shape_scope(answer.scope),
        answered=answer.answered,
        confidence=round(_number(answer.confidence), 4),
        reason=answer.reason,
        summary=answer.summary,
        statements=[shape_statement(statement) for statement in answer.statements],
        nearest=[shape_hit(hit) for hit in answer.nearest],
        took_ms=round(answer.took_ms, 2),
    )


def shape_statement(statement: results.Statement) -> StatementShape:
    return StatementShape(
        text=statement.text,
        citations=[shape_citation(citation) for citation in statement.citations],
        side=statement.side,
    )


def shape_report(info: ReportInfo) -> ReportShape:
    return ReportShape(
        id=info.id,
        title=info.title,
        subject=info.subject,
        kind=info.kind,
        published=info.published,
        source=info.source,
        page_count=info.page_count,
        media_type=info.media_type,
        publisher=info.publisher,
        inspected_from=info.inspected_from,
        inspected_to=info.inspected_to,
    )


def shape_hit(hit: results.Hit) -> HitShape:
    return HitShape(
        passage_id=hit.id,
        score=_number(hit.score),
        text=hit.passage.text,
        start=hit.passage.start,
        end=hit.passage.end,
        section=list(hit.passage.headings),
        page=shape_page(hit.page),
        pages=list(hit.passage.pages),
        report=shape_report(hit.report),
        url=hit.url,
    )


def shape_citation(citation: results.Citation) -> CitationShape:
    return CitationShape(
        id=citation.id,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        page=shape_page(citation.page),
        section=list(citation.section),
        report=shape_report(citation.report),
        url=citation.url,
    )


def shape_scope(scope: results.ScopeShown) -> ScopeShape:
    filters = scope.filters
    return ScopeShape(
        filters=FiltersShape(
            subjects=list(filters.subjects),
            kinds=list(filters.kinds),
            published_from=filters.published_from,
            published_to=filters.published_to,
            report_ids=list(filters.report_ids),
        ),
        parts=[ScopePartShape(field=p.field, value=p.value, words=p.words) for p in scope.parts],
        missing=list(scope.missing),
        choices=list(scope.choices),
        latest=scope.latest,
        reports=scope.reports,
    )


def _number(score: float) -> float:
    """0.0 for what fits nothing: a question without a word has no score at all."""
    return score if math.isfinite(score) else 0.0


def shape_page(page: results.PagePlace | None) -> PageShape | None:
    return PageShape(number=page.number, label=page.label) if page else None
