"""The JSON and CSV lists of what reports judge and ask for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.dependencies import SnapshotDep, only_known_parameters
from api.shapes.parameters import (
    Cursor,
    Kinds,
    Limit,
    OnlyReports,
    PublishedFrom,
    PublishedTo,
    Subjects,
    is_wanted,
)
from api.shapes.reports import (
    JudgementShape,
    JudgementsShape,
    RecommendationShape,
    RecommendationsShape,
    shape_judgement,
    shape_recommendation,
)
from api.v1.formats import choose_format
from search.answers.recommendations import words_of
from search.question.areas import areas_called, names_area
from search.storage.folder.sqlite import Row

router = APIRouter(tags=["judgements"], dependencies=[Depends(only_known_parameters)])

Latest = Annotated[
    bool,
    Query(
        description="Only the newest report of each subject and kind that lists any.",
        examples=[True],
    ),
]
Format = Annotated[
    Literal["json", "csv"] | None,
    Query(description="As the header Accept says, if not given.", examples=["csv"]),
]
Words = list[Annotated[str, Query(max_length=300)]]


def _chosen(
    snapshot: SnapshotDep,
    subject: Subjects = [],  # noqa: B006  # FastAPI copies it
    kind: Kinds = [],  # noqa: B006
    report_id: OnlyReports = [],  # noqa: B006
    published_from: PublishedFrom = None,
    published_to: PublishedTo = None,
) -> dict[int, Row]:
    return {
        row.row: row
        for row in snapshot.rows
        if is_wanted(row.info, subject, kind, published_from, published_to)
        and (not report_id or row.info.id in report_id)
    }


ChosenRows = Annotated[dict[int, Row], Depends(_chosen)]


MEDIA_TYPES = {"application/json": "json", "text/csv": "csv"}
_PLACE = [
    "page",
    "section",
    "start",
    "end",
    "url",
    "report_id",
    "title",
    "published",
    "source",
]
_JUDGEMENT_COLUMNS = ["subject", "kind", "area", "grade", "quote", *_PLACE]
_RECOMMENDATION_COLUMNS = ["subject", "kind", "type", "text", *_PLACE]


def _as_csv(columns: Sequence[str]) -> dict[str, object]:
    """How the description says that a list comes as CSV too."""
    shown = {"schema": {"type": "string"}, "example": ",".join(columns) + "\r\n"}
    cursor = {"$ref": "#/components/headers/X-Next-Cursor"}
    return {"content": {"text/csv": shown}, "headers": {"X-Next-Cursor": cursor}}


@router.get(
    "/v1/judgements",
    summary="List judgements",
    response_model=JudgementsShape,
    responses={200: _as_csv(_JUDGEMENT_COLUMNS)},
)
def judgements(
    request: Request,
    response: Response,
    snapshot: SnapshotDep,
    rows: ChosenRows,
    area: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only this area, as it is recorded or printed; may be given again.",
            examples=[["care leavers"]],
        ),
    ] = [],  # noqa: B006
    grade: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only this grade, in any case; may be given again.",
            examples=[["outstanding"]],
        ),
    ] = [],  # noqa: B006
    latest: Latest = False,
    limit: Limit = 100,
    cursor: Cursor = None,
    format: Format = None,
) -> JudgementsShape | Response:
    """Every grade that reports give, each with the words that give it; as JSON or as CSV."""
    areas, grades = areas_called(area, snapshot.areas), {g.casefold() for g in grade}
    held = [
        (row, judgement)
        for row, judgement in snapshot.store.judgements()
        if row in rows and (not area or judgement.area in areas)
    ]
    newest = _newest(rows, {row for row, _ in held}) if latest else set(rows)
    keys = _numbered(rows, [row for row, _ in held])
    kept = [
        (key, row, judgement)
        for key, (row, judgement) in zip(keys, held, strict=True)
        if row in newest and (not grades or judgement.grade.casefold() in grades)
    ]
    page, following = _page(kept, cursor, limit)
    shapes = [
        shape_judgement(snapshot.report(snapshot.by_row[row]), judgement)
        for _, row, judgement in page
    ]
    if _wants_csv(request, format):
        cells = (_judgement_cells(s) for s in shapes)
        told = dict(response.headers)
        return answer_csv("judgements", _JUDGEMENT_COLUMNS, cells, following, told)
    return JudgementsShape(judgements=shapes, next=following)


@router.get(
    "/v1/recommendations",
    summary="List recommendations",
    response_model=RecommendationsShape,
    responses={200: _as_csv(_RECOMMENDATION_COLUMNS)},
)
def recommendations(
    request: Request,
    response: Response,
    snapshot: SnapshotDep,
    rows: ChosenRows,
    type: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only what the report calls so, in any case; may be given again.",
            examples=[["area for improvement"]],
        ),
    ] = [],  # noqa: B006
    area: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only what says, or stands below a heading that says, that it is of this"
            " area; may be given again.",
            examples=[["care leavers"]],
        ),
    ] = [],  # noqa: B006
    latest: Latest = False,
    limit: Limit = 100,
    cursor: Cursor = None,
    format: Format = None,
) -> RecommendationsShape | Response:
    """Everything that reports ask for, in their own words; as JSON or as CSV."""
    types, areas = {t.casefold() for t in type}, areas_called(area, snapshot.areas)
    held = [(row, found) for row, found in snapshot.store.recommendations() if row in rows]
    newest = _newest(rows, {row for row, _ in held}) if latest else set(rows)
    keys = _numbered(rows, [row for row, _ in held])
    kept = [
        (key, row, found)
        for key, (row, found) in zip(keys, held, strict=True)
        if row in newest
        and (not types or found.kind.casefold() in types)
        and (not area or any(names_area(words_of(found), each) for each in areas))
    ]
    page, following = _page(kept, cursor, limit)
    shapes = [
        shape_recommendation(snapshot.report(snapshot.by_row[row]), found) for _, row, found in page
    ]
    if _wants_csv(request, format):
        cells = (_recommendation_cells(s) for s in shapes)
        told = dict(response.headers)
        return answer_csv("recommendations", _RECOMMENDATION_COLUMNS, cells, following, told)
    return RecommendationsShape(recommendations=shapes, next=following)


def _newest(rows: dict[int, Row], listed: set[int]) -> set[int]:
    """Of the reports with anything to list, the newest of each subject and kind."""
    best: dict[tuple[str, str], Row] = {}
    for number in listed:
        row = rows[number]
        key = row.info.subject, row.info.kind
        held = best.get(key)
        if held is None or _age(row) > _age(held):
            best[key] = row
    return {row.row for row in best.values()}


def _age(row: Row) -> tuple[date, str]:
    return row.info.published or date.min, row.info.id


def _numbered(rows: dict[int, Row], of: Sequence[int]) -> list[str]:
    """A key for each entry that sorts by report, then by its number in it."""
    counts: dict[int, int] = {}
    keys = []
    for row in of:
        counts[row] = counts.get(row, 0) + 1
        keys.append(f"{rows[row].info.id}~{counts[row]:06d}")
    return keys


T = TypeVar("T")


def _page(
    kept: list[tuple[str, int, T]], cursor: str | None, limit: int
) -> tuple[list[tuple[str, int, T]], str | None]:
    """(what to return, the cursor of what follows)."""
    kept.sort(key=lambda entry: entry[0])
    rest = [entry for entry in kept if cursor is None or entry[0] > cursor]
    return rest[:limit], rest[limit - 1][0] if len(rest) > limit else None


def _wants_csv(request: Request, format: str | None) -> bool:
    return (format or choose_format(request.headers.get("accept", "*/*"), MEDIA_TYPES)) == "csv"


def _judgement_cells(shape: JudgementShape) -> list[str]:
    told = [shape.subject, shape.report.kind, shape.area, shape.grade, shape.quote]
    return [*told, *_place_cells(shape)]


def _recommendation_cells(shape: RecommendationShape) -> list[str]:
    told = [shape.report.subject, shape.report.kind, shape.kind, shape.text]
    return [*told, *_place_cells(shape)]


def _place_cells(shape: JudgementShape | RecommendationShape) -> list[str]:
    report = shape.report
    return [
        shape.page.label if shape.page else "",
        " > ".join(shape.section),
        str(shape.start),
        str(shape.end),
        shape.url,
        report.id,
        report.title,
        report.published.isoformat() if report.published else "",
        report.source,
    ]


def answer_csv(
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    following: str | None,
    told: Mapping[str, str] | None = None,
) -> Response:
    """A file of rows; `following` is the cursor of what comes after them, `told` its ETag."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', **(told or {})}
    if following:
        headers["X-Next-Cursor"] = following
    return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a report may hold anything."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
