"""What comes back from a library: scope, hits, citations, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from ingest.report import Passage, ReportInfo

# What a question asks for, and so what its answer is made of.
Form = Literal[
    "quotes", "brief", "list", "count", "trend", "comparison",
    "grades", "recommendations", "definition", "reports",
]  # fmt: skip

# What a quote is to the statement that it stands under: the same sentence, or what that leans on,
# the sentence before it or the line that opens its list.
Part = Literal["statement", "lead-in", "stem"]


@dataclass(frozen=True, slots=True)
class Filters:
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None
    report_ids: tuple[str, ...] = ()
    latest: bool = False  # of those, the newest report of each subject and kind
    languages: tuple[str, ...] = ()  # ISO 639-1 codes


@dataclass(frozen=True, slots=True)
class Before:
    """The question that another goes on from, and what was chosen beside it."""

    question: str
    filters: Filters = Filters()


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
    part: Part = "statement"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and place by place where it stands: its own words, then what they lean on."""

    text: str
    citations: tuple[Citation, ...]  # never empty; the first is the sentence itself
    side: str = ""  # which of the things compared it is about

    @property
    def places(self) -> tuple[tuple[Citation, ...], ...]:
        """The citations of each place in the order of reading: the sentence itself comes last."""
        firsts = [i for i, one in enumerate(self.citations) if one.part == "statement"]
        return tuple(
            tuple(sorted(self.citations[first:last], key=lambda one: one.start))
            for first, last in pairwise([*firsts, len(self.citations)])
        )

    @property
    def leads(self) -> tuple[Citation, ...]:
        """What it leans on at its first place: to be read before it."""
        return self.places[0][:-1]


class Span(NamedTuple):
    """Words of a report that are to be cited."""

    report: int  # its number
    start: int
    end: int
    part: Part = "statement"


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement before it is cited."""

    text: str
    places: tuple[tuple[Span, ...], ...]  # the best first; in each its own words, then its leads
    score: float = 1.0
    side: str = ""
    before: str = ""  # the words that it leans on

    @property
    def whole(self) -> str:
        return f"{self.before} {self.text}".lstrip()


@dataclass(frozen=True, slots=True)
class ScopePart:
    """One thing that narrowed the question: a chip on the page, removable."""

    field: str  # "subject", "kind" or "year"
    value: str
    words: str  # of the question; empty where it was chosen beside the box


@dataclass(frozen=True, slots=True)
class ScopeShown:
    filters: Filters  # by which the very reports that were searched can be chosen again
    parts: tuple[ScopePart, ...]
    missing: tuple[str, ...]  # what the question names that no report here is about
    choices: tuple[str, ...]  # subjects that an ambiguous name may mean
    latest: bool
    reports: int  # how many reports were searched
    carried: tuple[ScopePart, ...] = ()  # from the question before; a "topic" too
    beside: int = 0  # reports on others that were searched for passages which name the subject


@dataclass(frozen=True, slots=True)
class SearchResult:
    question: str
    read_as: str  # the question that was searched for, where it goes on from another; else ""
    scope: ScopeShown
    hits: tuple[Hit, ...]
    generation: int  # of the library, that it was found in
    took_ms: float
    timings_ms: dict[str, float]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What reports outside the question's scope say, where those within do not."""

    about: str  # which reports, for a sentence: "other reports on Salford"
    statements: tuple[Statement, ...]  # never empty


@dataclass(frozen=True, slots=True)
class Count:
    """How many have what was asked for, of how many that were looked through."""

    found: int
    of: int
    unit: Literal["reports", "subjects"]


@dataclass(frozen=True, slots=True)
class SideGrade:
    """A grade of what is compared, and which of the answer's statements states it."""

    area: str
    grade: str
    statement: int


@dataclass(frozen=True, slots=True)
class SideShown:
    """One of the things that a question compares; without statements it is silent."""

    label: str
    grades: tuple[SideGrade, ...]
    statements: tuple[int, ...]  # which of the answer's are on it, those of its grades too
    reports: tuple[str, ...]  # the ids of those that were searched, the newest first


@dataclass(frozen=True, slots=True)
class Listed:
    """A report that an answer lists."""

    report: ReportInfo
    times: int  # that the words asked for stand in it; 0 where it was not asked for by words
    statement: int | None  # the first of the answer's that quotes it, from 0


Says = Literal["for", "against", ""]  # what is asked, the opposite, or not to be told by the words


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a count: what it counts together, and how many reports of it have what was asked for.

    Of a trend it is one report.
    """

    by: Literal["kind", "year", "subject", "report"]
    label: str
    found: int
    of: int
    statement: int | None = None  # of a subject: the answer's that quotes its report, from 0
    confidence: float | None = None  # of a subject, that this is said of it
    says: Says = field(default="", kw_only=True)  # of a subject: which way its quote speaks
    report: ReportInfo | None = field(default=None, kw_only=True)
    grade: str = field(default="", kw_only=True)  # that it gives on the matter; "" for none
    also: tuple[int, ...] = field(default=(), kw_only=True)  # what else the answer quotes of it
    graded: int | None = field(
        default=None, kw_only=True
    )  # the answer's statement that states it, from 0


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A part of a brief: what one report says of its strengths, say."""

    title: str
    report: ReportInfo
    told: str  # what the quotes show, in a sentence that no report says; "" for nothing
    statements: tuple[int, ...]  # places of the answer's statements, from 0


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What an answer was made of: asked so again of the same generation, it is the same."""

    filters: Filters  # as they were given
    before: Before | None
    limit: int
    hits: int
    weighed: tuple[
        tuple[str, int, float], ...
    ]  # (report's id, passage's number, score), best first


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    read_as: str  # the question that is answered, where it goes on from another; else ""
    form: Form
    scope: ScopeShown
    statements: tuple[Statement, ...]  # empty: the reports do not say
    nearest: tuple[Hit, ...]
    confidence: float  # 0 to 1: how likely it is that the reports answer the question
    reason: str  # why it does not answer, in a sentence; empty where it does
    sides: tuple[SideShown, ...]  # what the question compares
    elsewhere: Elsewhere | None  # only where the reports do not say
    summary: str  # answers first, in a sentence that no report says; "" where quotes do
    count: Count | None  # only of what is counted to the last
    reports: tuple[Listed, ...]  # that are asked for, or have the words that are; the newest first
    rows: tuple[
        Row, ...
    ]  # the count by kind and year; of a list, a subject each; of a trend, a report each, the oldest first
    generation: int  # of the library, that it was answered from
    took_ms: float
    timings_ms: dict[str, float]
    sections: tuple[AnswerSection, ...] = ()  # of a brief, in order
    instead: tuple[str, ...] = ()  # questions near to it that are answered, where it is not
    made_of: MadeOf | None = None

    @property
    def answered(self) -> bool:
        """Whether it gives what its form is asked for."""
        return bool(self.statements or self.reports)
