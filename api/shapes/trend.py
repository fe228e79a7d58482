"""The JSON of a trend: how many reports of each year and kind raise a matter."""

from __future__ import annotations

from api.shapes.answer_parts import Counted
from api.shapes.fields import GenerationNumber, ReportIdField, Shape, described
from search.across.themes import HowRaised


class ShareShape(Counted):
    """The reports of one kind and year: how many there are, and how many raise the matter."""

    kind: str = described("The family of reports; empty where it is not known.", "PEEL")
    year: int | None = described("Of publication; null where no date is known.", 2023)
    reports: list[ReportIdField] = described(
        "The ids of those that raise it, the newest first.", ["westmarch-peel-2025-03-28"]
    )


class ThemeShape(Shape):
    """The share of reports that raise a matter, by kind and year."""

    theme: str = described("The matter, as it was asked for.", "knife crime")
    by: HowRaised = described("How it is told that a report raises it.", "words")
    bar: float | None = described(
        "By meaning: how near a sentence of the report is to the theme, as a share of how near the"
        " five nearest of all reports are, at the least; else null.",
        None,
        0.9,
    )
    rows: list[ShareShape] = described(
        "By kind, the oldest year first; those without a date first."
    )
    generation: GenerationNumber
