"""The JSON that goes in and out, the same from the command line and from HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ingest.report import ReportInfo
from search import results

MAX_QUESTION = 1000  # characters
MAX_LIMIT = 100


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FiltersShape(Shape):
    """Which reports to search; an empty list lets all through."""

    subjects: Annotated[list[str], Field(max_length=100)] = []
    kinds: Annotated[list[str], Field(max_length=100)] = []
    published_from: date | None = None
    published_to: date | None = None
    report_ids: Annotated[list[str], Field(max_length=1000)] = []

    def to_filters(self) -> results.Filters:
        return results.Filters(
            tuple(self.subjects),
            tuple(self.kinds),
            self.published_from,
            self.published_to,
            tuple(self.report_ids),
        )


class QuestionShape(Shape):
    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
    filters: FiltersShape = FiltersShape()
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 10


class PageShape(Shape):
    number: int
    label: str


class ReportShape(Shape):
    id: str
    title: str
    subject: str
    kind: str
    published: date | None
    source: str
    page_count: int
    media_type: str
    publisher: str
    inspected_from: date | None
    inspected_to: date | None


class HitShape(Shape):
    passage_id: str
    score: float
    text: str
    start: int
    end: int
    section: list[str]
    page: PageShape | None
    pages: list[int]
    report: ReportShape
    url: str


class ScopePartShape(Shape):
    field: str
    value: str
    words: str


class ScopeShape(Shape):
    filters: FiltersShape
    parts: list[ScopePartShape]
    missing: list[str]
    choices: list[str]
    latest: bool
    reports: int


class CitationShape(Shape):
    id: str
    quote: str
    start: int
    end: int
    page: PageShape | None
    section: list[str]
    report: ReportShape
    url: str


class StatementShape(Shape):
    text: str
    citations: list[CitationShape]
    side: str


class SearchShape(Shape):
    question: str
    scope: ScopeShape
    hits: list[HitShape]
    took_ms: float


class AskShape(Shape):
    question: str
    scope: ScopeShape
    answered: bool
    confidence: float
    reason: str
    summary: str
    statements: list[StatementShape]
    nearest: list[HitShape]
    took_ms: float


class ReportsShape(Shape):
    reports: list[ReportShape]
    next: str | None


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
        confidence=round(answer.confidence, 4),
        reason=answer.reason,
        summary=answer.summary,
        statements=[
            StatementShape(
                text=statement.text,
                citations=[shape_citation(citation) for citation in statement.citations],
                side=statement.side,
            )
            for statement in answer.statements
        ],
        nearest=[shape_hit(hit) for hit in answer.nearest],
        took_ms=round(answer.took_ms, 2),
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
        score=hit.score,
        text=hit.passage.text,
        start=hit.passage.start,
        end=hit.passage.end,
        section=list(hit.passage.headings),
        page=_page(hit.page),
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
        page=_page(citation.page),
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


def _page(page: results.PagePlace | None) -> PageShape | None:
    return PageShape(number=page.number, label=page.label) if page else None
