"""Grades that link to the words that give them: in a cell of a table, in a subject's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.rendering.grade_steps import Badge, badge_of
from api.rendering.templates import words_address
from api.rendering.words import year_of
from search.answers.days import long_date
from search.answers.grade_table import Cell, Graded, build_history
from search.citations import page_place
from search.holdings import Holding
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class GradePlace:
    badge: Badge
    year: str
    page: str
    href: str


@dataclass(frozen=True, slots=True)
class CellView:
    latest: GradePlace
    before: GradePlace | None
    way: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The grades of one kind of report on one subject."""

    kind: str
    years: tuple[tuple[str, str], ...]  # a report's day and address, the newest first
    lines: tuple[tuple[str, tuple[GradePlace | None, ...]], ...]  # an area, a grade a report


def view_cell(generation: Generation, cell: Cell) -> CellView:
    before = place_grade(generation, cell.before) if cell.before else None
    return CellView(place_grade(generation, cell.latest), before, cell.way(generation.field.scales))


def view_history(generation: Generation, kind: str, holdings: Sequence[Holding]) -> HistoryView:
    history = build_history(generation, holdings)
    lines = []
    for area, line in zip(history.areas, history.grid, strict=True):
        graded = zip(history.reports, line, strict=True)
        places = (
            place_grade(generation, (holding, judgement)) if judgement else None
            for holding, judgement in graded
        )
        lines.append((area, tuple(places)))
    years = tuple(
        (long_date(holding.info) or holding.info.title, holding.info.id)
        for holding in history.reports
    )
    return HistoryView(kind, years, tuple(lines))


def place_grade(generation: Generation, graded: Graded) -> GradePlace:
    holding, judgement = graded
    page = page_place(generation.report(holding.number), judgement.start, judgement.end)
    href = words_address(holding.info, page, judgement.start, judgement.end)
    badge = badge_of(judgement.grade, holding.info, generation.field.scales)
    return GradePlace(badge, year_of(holding.info), page.label if page else "", href)
