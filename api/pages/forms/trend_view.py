"""A trend as pages show it: a stage a report, and its grades as steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.footnotes import Point
from api.rendering.charts import Steps, draw_steps
from api.rendering.grade_steps import Badge, badge_of, scale_of
from api.rendering.words import year_of
from ingest.field.scales import Scales
from ingest.report import ReportInfo
from search.results import Answer


@dataclass(frozen=True, slots=True)
class Stage:
    """A report of a trend: what it grades and says, or that it does not."""

    info: ReportInfo
    label: str
    grade: Badge | None
    graded: Point | None  # where it gives the grade
    points: tuple[Point, ...]  # what it says


def tell_stages(answer: Answer, points: Sequence[Point], scales: Scales) -> list[Stage]:
    """The reports of a trend, the oldest first."""
    stages = []
    for row in answer.rows:
        if row.report is not None:
            graded = None if row.graded is None else points[row.graded]
            places = row.also if row.statement is None else (row.statement, *row.also)
            quotes = tuple(points[place] for place in places)
            badge = badge_of(row.grade, row.report, scales) if row.grade else None
            stages.append(Stage(row.report, row.label, badge, graded, quotes))
    return stages


def draw_trend(stages: Sequence[Stage], scales: Scales) -> Steps | None:
    """The grades of a trend as steps, where one scale has two of them and more."""
    graded: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for stage in stages:
        if stage.grade and stage.grade.of:
            scale = scale_of(stage.grade.grade, stage.info, scales)
            graded.setdefault(scale, []).append((year_of(stage.info), stage.grade.place))
    scale, points = max(graded.items(), key=lambda one: len(one[1]), default=((), []))
    return draw_steps(points, scale) if len(points) > 1 else None
