"""Grades that an answer looked up, as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.footnotes import Note, Point
from api.rendering.grade_steps import Badge, badge_of
from ingest.report import ReportInfo
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class GradeRow:
    info: ReportInfo
    area: str
    badge: Badge
    point: Point


def tell_grades(
    generation: Generation, points: Sequence[Point], notes: Sequence[Note]
) -> tuple[list[GradeRow], list[Point]]:
    """A row for each point that is a judgement's words, and the other points."""
    rows: list[GradeRow] = []
    others: list[Point] = []
    by_number = {note.number: note for note in notes}
    for point in points:
        cited = by_number[point.numbers[0]].citation
        number = generation.holdings.by_id[cited.report.id].number
        judgement = next(
            (
                judgement
                for judgement in generation.judgements_of(number)
                if (judgement.start, judgement.end) == (cited.start, cited.end)
            ),
            None,
        )
        if judgement is None:
            others.append(point)
            continue
        badge = badge_of(judgement.grade, cited.report, generation.field.scales)
        rows.append(GradeRow(cited.report, judgement.area, badge, point))
    return rows, others
