"""Query parameters that several routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from api.shapes.fields import Day
from search.results import Filters

MAX_OFFSET = 2**31 - 1  # in characters of a text

Name = Annotated[str, Query(max_length=300)]
Subjects = Annotated[
    list[Name],
    Query(
        max_length=100,
        description="Only reports on it; may be given again.",
        examples=[["Calderby"]],
    ),
]
Kinds = Annotated[
    list[Name],
    Query(
        max_length=100,
        description="Only this family of reports; may be given again.",
        examples=[["children's services"]],
    ),
]
OnlyReports = Annotated[
    list[Name],
    Query(
        max_length=100,  # a link is at most 64 KB long; a body may name more
        description="Only this report; may be given again.",
        examples=[["calderby-childrens-services-2023-06-30"]],
    ),
]
PublishedFrom = Annotated[
    Day | None,
    Query(description="Only reports published on this day or later.", examples=["2022-01-01"]),
]
PublishedTo = Annotated[
    Day | None,
    Query(description="Only reports published on this day or earlier.", examples=["2025-12-31"]),
]
NewestOnly = Annotated[
    bool, Query(description="Only the newest report of each subject and kind.", examples=[True])
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=1000,
        description="The `next` of the answer before, with all else as it was.",
        examples=["~calderby-childrens-services-2019-05-17"],
    ),
]
Limit = Annotated[
    int, Query(ge=1, le=1000, description="How many to return at most.", examples=[50])
]
From = Annotated[
    int, Query(ge=0, le=MAX_OFFSET, description="The first character, from 0.", examples=[5931])
]
To = Annotated[
    int,
    Query(
        ge=0,
        le=MAX_OFFSET,
        description="The first character after it; past the end of the text means its end.",
        examples=[5996],
    ),
]


LANGUAGE = "ISO 639-1 codes, as the `language` of a report: cy is Welsh."
Language = Annotated[str, Field(pattern="^[a-z]{2,3}$")]
Languages = Annotated[
    list[Language],
    Query(max_length=20, description=f"Only reports in it. {LANGUAGE}", examples=[["en"]]),
]


def _linked_filters(
    subject: Subjects = [],  # noqa: B006  # FastAPI copies it
    kind: Kinds = [],  # noqa: B006
    report_id: OnlyReports = [],  # noqa: B006
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    language: Languages = [],  # noqa: B006
) -> Filters:
    return Filters(
        tuple(subject),
        tuple(kind),
        published_from,
        published_to,
        tuple(report_id),
        languages=tuple(language),
    )


LinkedFilters = Annotated[Filters, Depends(_linked_filters)]
