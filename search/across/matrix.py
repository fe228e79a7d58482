"""A few questions asked of every subject, or of every report, one cell at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.report import ReportInfo
from search.answering import Answering
from search.answers.cells import Cell
from search.holdings import Holding
from search.results import Filters, ScopeShown
from search.storage.contract import Generation

MOST_QUESTIONS = 6

By = Literal["subject", "report"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a subject with its reports, or one report."""

    label: str
    subject: str  # "" where it is not known
    reports: tuple[ReportInfo, ...]  # the newest first; never empty


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: a question, and what it narrows itself to."""

    question: str
    scope: ScopeShown


@dataclass(frozen=True, slots=True)
class Covered:
    """What a matrix was made from."""

    subjects: int
    reports: int
    kinds: tuple[str, ...]
    years: tuple[int, ...]  # the first and the last; none where no report is dated


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is known of a matrix before its first cell."""

    by: By
    filters: Filters
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    generation: int

    @property
    def cells(self) -> int:
        return len(self.lines) * len(self.headings)

    @property
    def covered(self) -> Covered:
        infos = [info for line in self.lines for info in line.reports]
        years = sorted({info.published.year for info in infos if info.published})
        kinds = dict.fromkeys(info.kind for info in infos if info.kind)
        subjects = {info.known_as for info in infos}
        return Covered(
            len(subjects), len(infos), tuple(sorted(kinds)), tuple(years[:1] + years[-1:])
        )


class Matrix:
    """A matrix of one generation: its plan, and its cells as they are asked for."""

    def __init__(
        self, generation: Generation, columns: Sequence[Answering], filters: Filters, by: By
    ) -> None:
        self.generation = generation
        self._columns = [answering.column for answering in columns]
        self._numbers = _lines(generation, filters, by)
        lines = tuple(_line(generation.holdings.of(numbers), by) for numbers in self._numbers)
        headings = tuple(Heading(a.column.asked.text, a.scope_shown) for a in columns)
        self.plan = Plan(by, filters, lines, headings, generation.number)
        self._nearness: dict[int, float] = {}  # of each column, once it is asked

    def places(self) -> Iterator[tuple[int, int]]:
        """Each (line, column), line by line."""
        for line in range(len(self._numbers)):
            for column in range(len(self._columns)):
                yield line, column

    def cell(self, line: int, column: int) -> Cell:
        asked = self._columns[column]
        if column not in self._nearness:
            every = [number for numbers in self._numbers for number in numbers]
            self._nearness[column] = asked.nearness(every)
        return asked.ask(self._numbers[line], self._nearness[column])


def _lines(generation: Generation, filters: Filters, by: By) -> list[list[int]]:
    """The numbers of the reports of each row, the newest first; the rows by name."""
    chosen = generation.holdings.of(sorted(generation.holdings.select(filters)))
    chosen.sort(key=lambda holding: holding.day, reverse=True)
    rows: dict[tuple[str, int], list[int]] = {}
    for holding in chosen:
        alone = holding.number if by == "report" else 0
        rows.setdefault((holding.info.known_as, alone), []).append(holding.number)
    return [rows[key] for key in sorted(rows, key=lambda key: key[0].casefold())]


def _line(holdings: Sequence[Holding], by: By) -> Line:
    first = holdings[0].info
    label = first.title if by == "report" else first.known_as
    return Line(label, first.subject, tuple(holding.info for holding in holdings))
