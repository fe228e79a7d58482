"""Query parameters that several routes share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query

from api.shapes import Day
from api.shared import MAX_OFFSET
from ingest.report import ReportInfo

ReportId = Annotated[
    str,
    Path(
        max_length=300,
        description="As GET /v1/reports lists them.",
        examples=["westmarch-peel-2022-10-14"],
    ),
]
Subjects = Annotated[
    list[Annotated[str, Query(max_length=300)]],
    Query(max_length=100, description="Only reports on it; may be given again."),
]
Kinds = Annotated[
    list[Annotated[str, Query(max_length=300)]],
    Query(max_length=100, description="Only this family of reports; may be given again."),
]
PublishedFrom = Annotated[
    Day | None, Query(description="Only reports published on this day or later.")
]
PublishedTo = Annotated[
    Day | None, Query(description="Only reports published on this day or earlier.")
]
Cursor = Annotated[
    str | None, Query(max_length=1000, description="The `next` of the answer before.")
]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many to return at most.")]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET)]


def is_wanted(
    info: ReportInfo,
    subjects: list[str],
    kinds: list[str],
    published_from: date | None,
    published_to: date | None,
) -> bool:
    """Whether a report passes the filters; one without a date passes no filter on dates."""
    if subjects and info.subject not in subjects:
        return False
    if kinds and info.kind not in kinds:
        return False
    if published_from and (info.published is None or info.published < published_from):
        return False
    return not (published_to and (info.published is None or info.published > published_to))
