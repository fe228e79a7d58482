"""What a library holds, as a server tells it: named as in its /openapi.json."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pincite_client.answers import PagePlace, Report


@dataclass(frozen=True, slots=True)
class ReportSection:
    title: str
    level: int
    start: int
    end: int
    anchor: str | None
    page: PagePlace | None


@dataclass(frozen=True, slots=True)
class GradeInReport:
    subject: str
    area: str
    grade: str
    start: int
    end: int
    quote: str
    page: PagePlace | None
    section: tuple[str, ...]
    citation_id: str


@dataclass(frozen=True, slots=True)
class Judgement(GradeInReport):
    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    kind: str
    number: str
    text: str
    start: int
    end: int
    page: PagePlace | None
    section: tuple[str, ...]
    citation_id: str
    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class ReportDetail(Report):
    sha256: str
    characters: int
    passages: int
    pages_without_text: int
    left_out: dict[str, int]
    sections: tuple[ReportSection, ...]
    judgements: tuple[GradeInReport, ...]


@dataclass(frozen=True, slots=True)
class ReportText:
    report_id: str
    start: int
    end: int
    characters: int
    text: str


@dataclass(frozen=True, slots=True)
class ChangedReport:
    id: str
    state: Literal["here", "removed", "erased"]
    generation: int


@dataclass(frozen=True, slots=True)
class Passage:
    passage_id: str
    text: str
    start: int
    end: int
    section: tuple[str, ...]
    page: PagePlace | None
    pages: tuple[PagePlace, ...]
    report: Report
    url: str


@dataclass(frozen=True, slots=True)
class PassageWithNeighbours:
    passage: Passage
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Share:
    kind: str
    year: int | None
    found: int
    of: int
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    theme: str
    by: Literal["words", "meaning"]
    bar: float | None
    rows: tuple[Share, ...]
    generation: int


@dataclass(frozen=True, slots=True)
class Collection:
    name: str
    title: str
    role: Literal["read", "add", "manage"]
    url: str


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    reports: int
    kinds: tuple[str, ...]
    latest: date | None


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    reports: int
    subjects: int
    latest: date | None


@dataclass(frozen=True, slots=True)
class FailedFile:
    source: str
    reason: str
    failed_at: str


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    version: str
    generation: int
    reports: int
    pages: int
    passages: int
    model: str
    subjects: int
    kinds: int
    pages_without_text: int
    words_left_out: int
    failures: tuple[FailedFile, ...]


@dataclass(frozen=True, slots=True)
class UploadJob:
    id: str
    state: Literal["waiting", "reading", "done", "failed"]
    source: str
    added_at: str
    passages: int
    reason: str
    generation: int | None
    url: str
