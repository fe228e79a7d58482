"""The JSON route that tells what share of reports raise a matter, year by year and kind by kind."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.dependencies import LibraryDep, only_known_parameters
from api.rendering.csv_files import answer_csv
from api.shapes.parameters import Kinds, NewestOnly, PublishedFrom, PublishedTo, Subjects
from api.shapes.trend import ThemeShape
from search.across.themes import BAR, HowRaised, Share, Theme
from search.results import Filters

router = APIRouter(tags=["questions"], dependencies=[Depends(only_known_parameters)])

MAX_THEME = 200  # characters
COLUMNS = ["kind", "year", "found", "of", "share", "reports"]


@router.get(
    "/v1/trend",
    summary="The trend of a theme",
    response_model=ThemeShape,
    responses={
        200: {
            "content": {
                "text/csv": {
                    "schema": {"type": "string"},
                    "example": ",".join(COLUMNS) + "\r\n",
                }
            }
        }
    },
)
def trend(
    library: LibraryDep,
    theme: Annotated[
        str,
        Query(
            min_length=1,
            max_length=MAX_THEME,
            description="The matter: its very words, or a question.",
            examples=["knife crime"],
        ),
    ],
    by: Annotated[
        HowRaised,
        Query(
            description="`words` to the letter; or `meaning`, by these or by a sentence near them.",
            examples=["words"],
        ),
    ] = "words",
    format: Annotated[
        Literal["json", "csv"], Query(description="How to return it.", examples=["csv"])
    ] = "json",
    subject: Subjects = [],  # noqa: B006  # FastAPI copies it
    kind: Kinds = [],  # noqa: B006
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
    latest: NewestOnly = False,
) -> ThemeShape | Response:
    """How many reports of each year and kind raise a matter, of how many; as JSON or as CSV."""
    filters = Filters(
        tuple(subject), tuple(kind), published_from, published_to, latest=latest
    )  # fmt: skip
    result = library.theme(theme, filters, by)
    if format == "csv":
        return trend_csv(result.shares)
    return shape_theme(theme, by, result)


def trend_csv(shares: tuple[Share, ...]) -> Response:
    rows = (
        [
            share.kind,
            str(share.year or ""),
            str(len(share.raising)),
            str(len(share.reports)),
            f"{len(share.raising) / len(share.reports):.3f}",
            " ".join(holding.info.id for holding in share.raising),
        ]
        for share in shares
    )
    return answer_csv("pincite-trend", COLUMNS, rows)


def shape_theme(theme: str, by: HowRaised, result: Theme) -> ThemeShape:
    rows = [
        {
            "kind": share.kind,
            "year": share.year or None,
            "found": len(share.raising),
            "of": len(share.reports),
            "reports": [holding.info.id for holding in share.raising],
        }
        for share in result.shares
    ]
    values = {"theme": theme, "by": by, "bar": BAR if by == "meaning" else None, "rows": rows}
    return ThemeShape.of({**values, "generation": result.generation})
