"""Subjects by areas: the latest grade of each, and the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.field.field import load_field
from ingest.field.scales import UNGRADED
from ingest.report import Judgement
from search.storage.folder.sqlite import Row

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

FIELD = load_field()

Graded = tuple[Row, Judgement]


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

    @property
    def way(self) -> str:
        """ "up", "down" or "same" since the one before; "" where the two cannot be set side by side."""
        if self.before is None:
            return ""
        now, then = (_rank(row, judgement) for row, judgement in (self.latest, self.before))
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
    rows: tuple[Row, ...]  # the reports it is made from


def build_table(snapshot: Snapshot, rows: Iterable[Row]) -> GradeTable:
    """The table of reports of one kind, by subject; a column for each area of a newest report."""
    graded = [row for row in rows if snapshot.judgements_of(row.row)]
    graded.sort(key=_day, reverse=True)
    held: dict[str, list[Row]] = {}
    for row in graded:
        held.setdefault(row.info.subject, []).append(row)
    newest = [own[0] for own in held.values()]
    areas = _columns([j.area for row in newest for j in snapshot.judgements_of(row.row)], newest)
    lines = tuple(
        Line(subject, tuple(_cell(snapshot, held[subject], area) for area in areas))
        for subject in sorted(held, key=str.casefold)
    )
    return GradeTable(areas, lines, tuple(graded))


@dataclass(frozen=True, slots=True)
class History:
    """What the reports of one kind on one subject graded, every one of them."""

    areas: tuple[str, ...]
    rows: tuple[Row, ...]  # the newest first
    grid: tuple[tuple[Judgement | None, ...], ...]  # a line an area, one of each row


def build_history(snapshot: Snapshot, rows: Iterable[Row]) -> History:
    """Areas by reports; an area that another year joins with others stands with each of them."""
    graded = [row for row in rows if snapshot.judgements_of(row.row)]
    graded.sort(key=_day, reverse=True)
    held = {row.row: snapshot.judgements_of(row.row) for row in graded}
    areas = _columns([j.area for found in held.values() for j in found], graded)
    for found in held.values():
        shown = [_for_area(found, area) for area in areas]
        areas += tuple(j.area for j in found if j not in shown and j.area not in areas)
    grid = tuple(tuple(_for_area(held[row.row], area) for row in graded) for area in areas)
    return History(areas, tuple(graded), grid)


def sort_lines(lines: Sequence[Line], column: int | None, *, down: bool) -> list[Line]:
    """By the grade of a column, the best first, or by subject; those without one stay last."""
    if column is None:
        return sorted(lines, key=lambda line: line.subject.casefold(), reverse=down)

    def place(line: Line) -> int | None:
        cell = line.cells[column]
        ranked = _rank(*cell.latest) if cell else None
        return ranked[1] if ranked else None

    placed = [(place(line), line) for line in lines]
    with_grade = [(rank, line) for rank, line in placed if rank is not None]
    with_grade.sort(key=lambda pair: (-pair[0] if down else pair[0], pair[1].subject.casefold()))
    return [line for _, line in with_grade] + [line for rank, line in placed if rank is None]


def graded_for(snapshot: Snapshot, rows: Iterable[Row], area: str) -> list[Graded]:
    """Every judgement that reports give for an area, or for one that can be set beside it."""
    found = ((row, _for_area(snapshot.judgements_of(row.row), area)) for row in rows)
    return [(row, judgement) for row, judgement in found if judgement is not None]


def _columns(areas: Iterable[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """The areas that these are or cover, the overall one first, then in their framework's order."""
    wanted = {part for area in areas for part in (FIELD.scales.covered(area)[1:] or (area,))}
    order: list[str] = []
    for row in rows:
        for framework in FIELD.scales.frameworks_of(row.info.kind, row.info.published):
            order += [area for area in framework.areas.values() if area not in order]
    places = {area: at for at, area in enumerate(order)}
    return tuple(
        sorted(
            wanted,
            key=lambda area: (area not in FIELD.scales.overall, places.get(area, len(order)), area),
        )
    )


def _cell(snapshot: Snapshot, rows: Sequence[Row], area: str) -> Cell | None:
    grades = tuple(graded_for(snapshot, rows, area))
    return Cell(grades) if grades else None


def _for_area(judgements: Sequence[Judgement], area: str) -> Judgement | None:
    """The judgement for an area itself, else for one that covers it."""
    exact = next((j for j in judgements if j.area == area), None)
    return exact or next((j for j in judgements if area in FIELD.scales.covered(j.area)), None)


def _rank(row: Row, judgement: Judgement) -> tuple[tuple[str, ...], int] | None:
    """The scale that a grade is on, and its place there, 0 the best; none for "ungraded"."""
    for framework in FIELD.scales.frameworks_of(row.info.kind, row.info.published):
        if judgement.grade in framework.scale and judgement.grade != UNGRADED:
            return framework.scale, framework.scale.index(judgement.grade)
    return None


def _day(row: Row) -> date:
    return row.info.published or date.min
