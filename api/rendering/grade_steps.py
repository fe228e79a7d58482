"""Where a grade stands on its scale: how a badge and a chart show it without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.field.scales import UNGRADED, Scales
from ingest.report import ReportInfo

STEPS = 5  # shades, from the best to the worst


@dataclass(frozen=True, slots=True)
class Badge:
    grade: str
    place: int = 0  # on its scale, 0 the best
    of: int = 0  # how many grades the scale has; 0 where it is on none

    @property
    def step(self) -> int | None:
        """Of STEPS, 0 for the best grade of any scale and the last for its worst."""
        return round(self.place * (STEPS - 1) / (self.of - 1)) if self.of > 1 else None

    @property
    def marks(self) -> str:
        """A filled mark for each grade from the worst up to this one: "●●●○"."""
        return "●" * (self.of - self.place) + "○" * self.place


def badge_of(grade: str, info: ReportInfo, scales: Scales) -> Badge:
    scale = scale_of(grade, info, scales)
    return Badge(grade, scale.index(grade), len(scale)) if scale else Badge(grade)


def scale_of(grade: str, info: ReportInfo, scales: Scales) -> tuple[str, ...]:
    """The grades that a report of this kind and day gives, the best first; none for "ungraded"."""
    for framework in scales.frameworks_of(info.kind, info.published):
        if grade in framework.scale and grade != UNGRADED:
            return framework.scale
    return ()


def shade(badges: Sequence[Badge]) -> list[int]:
    """A shade for each grade, best first: two that stand alike on two scales differ by one."""
    steps: list[int] = []
    for badge in badges:
        step = STEPS if badge.step is None else badge.step
        steps.append(max(step, steps[-1] + 1) if steps else step)
    most = STEPS if any(badge.step is None for badge in badges) else STEPS - 1
    for at in range(len(steps) - 1, -1, -1):
        most = min(most, steps[at])
        steps[at] = max(most, 0)
        most -= 1
    return steps
