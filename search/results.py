"""What comes back from a library: scope, hits, citations, answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.report import Passage, ReportInfo


@dataclass(frozen=True, slots=True)
class Filters:
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    report_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePlace:
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    id: str  # of the passage
    passage: Passage
    report: ReportInfo
    score: float
    page: PagePlace | None  # the page that most of it is on; None in a web page
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    id: str
    report: ReportInfo
    page: PagePlace | None
    section: tuple[str, ...]
    start: int
    end: int
    quote: str  # == report.text[start:end]
    url: str


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    citations: tuple[Citation, ...]  # never empty
