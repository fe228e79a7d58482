"""What reports ask for, under the reports that ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.footnotes import Note, Point
from ingest.report import ReportInfo
from search.results import Statement

OPEN = 6  # quotes in the reports that are open at first; the older ones are folded


@dataclass(frozen=True, slots=True)
class AskingReport:
    info: ReportInfo
    points: tuple[Point, ...]
    folded: bool


def newest_first(statements: Sequence[Statement]) -> list[Statement]:
    """In the order of their reports' days, each report's own together and in its order."""

    def place(statement: Statement) -> tuple[date, str]:
        info = statement.citations[0].report
        return info.published or date.min, info.id

    return sorted(statements, key=place, reverse=True)


def group_by_report(points: Sequence[Point], notes: Sequence[Note]) -> list[AskingReport]:
    by_number = {note.number: note.citation.report for note in notes}
    groups: dict[str, tuple[ReportInfo, list[Point]]] = {}
    for point in points:
        info = by_number[point.numbers[0]]
        groups.setdefault(info.id, (info, []))[1].append(point)
    reports: list[AskingReport] = []
    before = 0
    for info, own in groups.values():
        reports.append(
            AskingReport(info, tuple(own), folded=before > 0 and before + len(own) > OPEN)
        )
        before += len(own)
    return reports
