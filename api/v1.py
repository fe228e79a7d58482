"""The JSON routes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.problems import NotFound
from api.shapes import (
    AskShape,
    QuestionShape,
    ReportShape,
    ReportsShape,
    SearchShape,
    shape_answer,
    shape_report,
    shape_search,
)
from api.shared import LibraryDep

router = APIRouter()


@router.post("/v1/search")
def search(asked: QuestionShape, library: LibraryDep) -> SearchShape:
    """The passages that fit a question best, best first."""
    return shape_search(library.search(asked.question, asked.filters.to_filters(), asked.limit))


@router.post("/v1/ask")
def ask(asked: QuestionShape, library: LibraryDep) -> AskShape:
    """An answer in the reports' own words, or that the reports do not say."""
    return shape_answer(library.ask(asked.question, asked.filters.to_filters(), asked.limit))


@router.get("/v1/reports")
def reports(
    library: LibraryDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
) -> ReportsShape:
    """Every report, in the order of their ids, a page at a time."""
    held = sorted(library.snapshot.rows, key=lambda row: row.info.id)
    rest = [row.info for row in held if cursor is None or row.info.id > cursor]
    page = rest[:limit]
    return ReportsShape(
        reports=[shape_report(info) for info in page],
        next=page[-1].id if len(rest) > limit else None,
    )


@router.get("/v1/reports/{report_id}")
def report(report_id: str, library: LibraryDep) -> ReportShape:
    row = library.snapshot.by_id.get(report_id)
    if row is None:
        raise NotFound(f"There is no report {report_id} here. GET /v1/reports lists them.")
    return shape_report(row.info)


@router.get("/healthz")
def health(library: LibraryDep) -> dict[str, str | int]:
    return {"status": "ok", "generation": library.snapshot.generation}
