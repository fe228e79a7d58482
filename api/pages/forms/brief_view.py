"""A brief as pages show it: the sections of each report, its grades as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.footnotes import Note, Point
from api.pages.forms.grade_rows import GradeRow, tell_grades
from ingest.report import ReportInfo
from search.answers.days import long_date, write_days
from search.results import Answer
from search.storage.contract import Generation


@dataclass(frozen=True, slots=True)
class BriefPart:
    """A section of a brief with its points."""

    title: str
    told: str
    points: tuple[Point, ...]
    rows: tuple[GradeRow, ...]  # instead of points, where each is a grade


@dataclass(frozen=True, slots=True)
class Brief:
    """What one report says, in sections."""

    info: ReportInfo
    about: str
    parts: tuple[BriefPart, ...]


def tell_briefs(
    generation: Generation, answer: Answer, points: Sequence[Point], notes: Sequence[Note]
) -> list[Brief]:
    """The sections of a brief under their reports."""
    briefs: dict[str, tuple[ReportInfo, list[BriefPart]]] = {}
    for section in answer.sections:
        own = tuple(points[place] for place in section.statements)
        _, parts = briefs.setdefault(section.report.id, (section.report, []))
        rows, others = tell_grades(generation, own, notes)
        if others:
            parts.append(BriefPart(section.title, section.told, own, ()))
        else:
            parts.append(BriefPart(section.title, section.told, (), tuple(rows)))
    return [Brief(info, write_about(info), tuple(parts)) for info, parts in briefs.values()]


def write_about(info: ReportInfo, times: int = 0) -> str:
    """What a report is and when it was made; `times` is how often it has the words asked for."""
    parts = [info.kind[:1].upper() + info.kind[1:]]
    if days := write_days(info.inspected_from, info.inspected_to):
        parts.append(f"inspected {days}")
    if published := long_date(info):
        parts.append(f"published {published}")
    if times:
        parts.append("once" if times == 1 else f"{times:,} times")
    return " · ".join(part for part in parts if part)
