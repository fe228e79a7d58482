"""Subjects by areas: the latest grade of each, and the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.field.scales import UNGRADED, Scales
from ingest.report import Judgement
from search.holdings import Holding
from search.storage.contract import Generation

Graded = tuple[Holding, Judgement]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one subject was graded for one area, the newest first; never empty."""

    grades: tuple[Graded, ...]

    @property
    def latest(self) -> Graded:
        return self.grades[0]

    @property
    def before(self) -> Graded | None:
        return self.grades[1] if len(self.grades) > 1 else None

    def way(self, scales: Scales) -> str:
        """ "up", "down" or "same" since the one before; "" where the two cannot be set side by side."""
        if self.before is None:
            return ""
        now, then = (_rank(graded, scales) for graded in (self.latest, self.before))
        if now is None or then is None or now[0] != then[0]:
            return ""
        return "same" if now[1] == then[1] else "up" if now[1] < then[1] else "down"


@dataclass(frozen=True, slots=True)
class Line:
    subject: str
    cells: tuple[Cell | None, ...]  # one a column


@dataclass(frozen=True, slots=True)
class GradeTable:
    areas: tuple[str, ...]  # the columns
    lines: tuple[Line, ...]
    reports: tuple[Holding, ...]  # that it is made from


def build_table(generation: Generation, reports: Iterable[Holding]) -> GradeTable:
    """The table of reports of one kind, by subject; a column for each area of a newest report."""
    graded, scales = _graded(generation, reports), generation.field.scales
    by_subject: dict[str, list[Holding]] = {}
    for holding in graded:
        by_subject.setdefault(holding.info.known_as, []).append(holding)
    newest = [own[0] for own in by_subject.values()]
    judgements = [j for holding in newest for j in generation.judgements_of(holding.number)]
    areas = _columns((judgement.area for judgement in judgements), newest, scales)
    lines = tuple(
        Line(subject, tuple(_cell(generation, by_subject[subject], area) for area in areas))
        for subject in sorted(by_subject, key=str.casefold)
    )
    return GradeTable(areas, lines, tuple(graded))


@dataclass(frozen=True, slots=True)
class History:
    """What the reports of one kind on one subject graded, every one of them."""

    areas: tuple[str, ...]
    reports: tuple[Holding, ...]  # the newest first
    grid: tuple[tuple[Judgement | None, ...], ...]  # a line an area, one of each report


def build_history(generation: Generation, reports: Iterable[Holding]) -> History:
    """Areas by reports; an area that another year joins with others stands with each of them."""
    graded, scales = _graded(generation, reports), generation.field.scales
    judgements = [generation.judgements_of(holding.number) for holding in graded]
    areas = _columns((j.area for own in judgements for j in own), graded, scales)
    for own in judgements:
        shown = [_for_area(own, area, scales) for area in areas]
        areas += tuple(j.area for j in own if j not in shown and j.area not in areas)
    grid = tuple(tuple(_for_area(own, area, scales) for own in judgements) for area in areas)
    return History(areas, tuple(graded), grid)


def sort_lines(
    lines: Sequence[Line], column: int | None, scales: Scales, *, down: bool
) -> list[Line]:
    """By the grade of a column, the best first, or by subject; those without one stay last."""
    if column is None:
        return sorted(lines, key=lambda line: line.subject.casefold(), reverse=down)

    def place(line: Line) -> int | None:
        cell = line.cells[column]
        ranked = _rank(cell.latest, scales) if cell else None
        return ranked[1] if ranked else None

    placed = [(place(line), line) for line in lines]
    with_grade = [(rank, line) for rank, line in placed if rank is not None]
    with_grade.sort(key=lambda pair: (-pair[0] if down else pair[0], pair[1].subject.casefold()))
    return [line for _, line in with_grade] + [line for rank, line in placed if rank is None]


def graded_for(generation: Generation, reports: Iterable[Holding], area: str) -> list[Graded]:
    """Every judgement that reports give for an area, or for one that can be set beside it."""
    judged = (
        (h, _for_area(generation.judgements_of(h.number), area, generation.field.scales))
        for h in reports
    )
    return [(holding, judgement) for holding, judgement in judged if judgement is not None]


def _graded(generation: Generation, reports: Iterable[Holding]) -> list[Holding]:
    """The reports that judge anything, the newest first."""
    graded = [holding for holding in reports if generation.judgements_of(holding.number)]
    return sorted(graded, key=lambda holding: holding.day, reverse=True)


def _columns(areas: Iterable[str], reports: Sequence[Holding], scales: Scales) -> tuple[str, ...]:
    """The areas that these are or cover, the overall one first, then in their framework's order."""
    columns = {part for area in areas for part in (scales.covered(area)[1:] or (area,))}
    order: list[str] = []
    for holding in reports:
        for framework in scales.frameworks_of(holding.info.kind, holding.info.published):
            order += [area for area in framework.areas.values() if area not in order]
    places = {area: at for at, area in enumerate(order)}
    return tuple(
        sorted(
            columns,
            key=lambda area: (area not in scales.overall, places.get(area, len(order)), area),
        )
    )


def _cell(generation: Generation, reports: Sequence[Holding], area: str) -> Cell | None:
    grades = tuple(graded_for(generation, reports, area))
    return Cell(grades) if grades else None


def _for_area(judgements: Sequence[Judgement], area: str, scales: Scales) -> Judgement | None:
    """The judgement for an area itself, else for one that covers it."""
    exact = next((j for j in judgements if j.area == area), None)
    return exact or next((j for j in judgements if area in scales.covered(j.area)), None)


def _rank(graded: Graded, scales: Scales) -> tuple[tuple[str, ...], int] | None:
    """The scale that a grade is on, and its place there, 0 the best; none for "ungraded"."""
    holding, judgement = graded
    for framework in scales.frameworks_of(holding.info.kind, holding.info.published):
        if judgement.grade in framework.scale and judgement.grade != UNGRADED:
            return framework.scale, framework.scale.index(judgement.grade)
    return None
