"""What a question is sent as, and what comes back: named as in the server's /openapi.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Form = Literal[
    "quotes", "brief", "list", "count", "trend", "comparison",
    "grades", "recommendations", "definition", "reports",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reports to search; what is empty lets all through."""

    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    report_ids: tuple[str, ...] = ()
    latest: bool = False
    languages: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()  # of a server that has several


@dataclass(frozen=True, slots=True)
class QuestionBefore:
    """The question that another goes on from: its `read_as`, if it has one."""

    question: str
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class PagePlace:
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    title: str
    subject: str
    kind: str
    published: date | None
    published_precision: Literal["day", "month", "year"]
    source: str
    page_count: int
    media_type: str
    publisher: str
    inspected_from: date | None
    inspected_to: date | None
    file_date: date | None
    subject_by: str
    published_by: str
    language: str


@dataclass(frozen=True, slots=True)
class Hit:
    passage_id: str
    score: float
    text: str
    start: int
    end: int
    section: tuple[str, ...]
    page: PagePlace | None
    pages: tuple[int, ...]
    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    id: str
    quote: str
    start: int
    end: int
    page: PagePlace | None
    section: tuple[str, ...]
    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class StatementCitation(Citation):
    part: Literal["statement", "lead-in", "stem"]


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    citations: tuple[StatementCitation, ...]
    side: str


@dataclass(frozen=True, slots=True)
class ScopePart:
    field: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class CarriedOver:
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Scope:
    filters: Filters
    parts: tuple[ScopePart, ...]
    missing: tuple[str, ...]
    choices: tuple[str, ...]
    latest: bool
    reports: int
    beside: int
    carried: tuple[CarriedOver, ...]


@dataclass(frozen=True, slots=True)
class CollectionAsked:
    """One of the collections that a question was put to; the first of them answered."""

    name: str
    title: str
    answered: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    question: str
    read_as: str
    scope: Scope
    hits: tuple[Hit, ...]
    collections: tuple[CollectionAsked, ...]
    generation: int
    took_ms: float
    timings_ms: dict[str, float] | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    about: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Count:
    found: int
    of: int
    unit: Literal["reports", "subjects"]


@dataclass(frozen=True, slots=True)
class ListedReport(Report):
    url: str
    times: int
    statement: int | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    found: int
    of: int
    by: Literal["kind", "year", "subject", "report"]
    label: str
    statement: int | None
    confidence: float | None
    says: Literal["for", "against", ""]
    report: Report | None
    grade: str
    also: tuple[int, ...]
    graded: int | None


@dataclass(frozen=True, slots=True)
class AnswerSection:
    title: str
    report: Report
    url: str
    told: str
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SideGrade:
    area: str
    grade: str
    statement: int


@dataclass(frozen=True, slots=True)
class ComparedSide:
    label: str
    grades: tuple[SideGrade, ...]
    statements: tuple[int, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    read_as: str
    form: Form
    scope: Scope
    collections: tuple[CollectionAsked, ...]
    answered: bool
    confidence: float
    reason: str
    instead: tuple[str, ...]
    summary: str
    count: Count | None
    statements: tuple[Statement, ...]
    reports: tuple[ListedReport, ...]
    rows: tuple[AnswerRow, ...]
    sections: tuple[AnswerSection, ...]
    sides: tuple[ComparedSide, ...]
    elsewhere: Elsewhere | None
    nearest: tuple[Hit, ...]
    next: str | None
    generation: int
    took_ms: float
    timings_ms: dict[str, float] | None


@dataclass(frozen=True, slots=True)
class CitationState:
    id: str
    state: Literal["here", "moved", "changed", "gone", "erased"]
    citation: Citation | None
    was: Citation | None
    line: str
    erased_at: str
    erased_why: str
