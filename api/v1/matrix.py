"""The JSON routes of the matrix: a few questions over all reports, as a job that tells how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from api.dependencies import CollectionDep, OriginDep, only_known_parameters
from api.matrices import TICK_S, Matrices, MatrixJob, TooManyMatrices
from api.problems import NotFound
from api.rendering.matrix_files import COLUMNS, MEDIA, MatrixSheet
from api.shapes.matrix import (
    ID,
    MatrixAskedShape,
    MatrixCellShape,
    MatrixProgressShape,
    MatrixShape,
)
from api.v1.across_collections import refuse_collections

router = APIRouter(tags=["questions"], dependencies=[Depends(only_known_parameters)])

MATRIX_LINKS = {
    name: {
        "operationId": name,
        "parameters": {"matrix_id": "$response.body#/progress/id"},
        "description": description,
    }
    for name, description in (
        ("matrix", "How far it is, with the cells that stand."),
        ("matrix_stream", "The cells as they come."),
        ("stop_matrix", "Makes no more of it."),
    )
}
EVENTS = {
    "description": "Events: `matrix`, `cell`, `done`, each with JSON in `data`.",
    "content": {
        "text/event-stream": {
            "example": 'event: cell\ndata: {"row": 0, "column": 0, "cell": {"state": "silent",'
            ' "reports": 2}, "done": 1}\n\nevent: done\ndata: {"state": "done"}\n\n'
        }
    },
}
FILES = {
    media.partition(";")[0]: {"schema": {"type": "string"}, "example": begins}
    for media, begins in zip(MEDIA.values(), (",".join(COLUMNS), "PK…", "PK…"), strict=True)
}


async def _matrices(collection: CollectionDep) -> Matrices:
    return collection.matrices


MatricesDep = Annotated[Matrices, Depends(_matrices)]


def _job(
    matrices: MatricesDep,
    matrix_id: Annotated[
        str, Path(max_length=64, description="The `id` of a matrix.", examples=[ID])
    ],
) -> MatrixJob:
    job = matrices.find(matrix_id)
    if job is None:
        raise NotFound(f"There is no matrix {matrix_id!r} here. Ask for it again: POST /v1/matrix.")
    return job


JobDep = Annotated[MatrixJob, Depends(_job)]


@router.post(
    "/v1/matrix",
    summary="Ask all reports",
    status_code=202,
    responses={202: {"links": MATRIX_LINKS}},
)
def ask_matrix(
    asked: MatrixAskedShape, matrices: MatricesDep, origin: OriginDep, request: Request
) -> MatrixShape:
    """Asks a few questions of every subject or report, in the background; the rows are told at once.

    The same questions of the same library are one matrix, which is kept. It stops where nobody
    looks at it for twenty seconds; asked for again, it goes on.
    """
    refuse_collections(request, asked.filters)
    try:
        job = matrices.start(
            asked.questions, asked.filters.to_filters(), asked.by, caller=request.state.caller
        )
    except TooManyMatrices:
        raise HTTPException(503, "Too many matrices are being made. Try again later.") from None
    return shape_matrix(job, origin)


@router.get(
    "/v1/matrix/{matrix_id}",
    summary="How far a matrix is",
    response_model=MatrixShape,
    responses={200: {"content": FILES}},
)
def matrix(
    job: JobDep,
    origin: OriginDep,
    format: Annotated[
        Literal["json", "csv", "xlsx", "docx"],
        Query(description="A file has the cells that stand, with links.", examples=["csv"]),
    ] = "json",
) -> MatrixShape | Response:
    """The matrix with the cells that stand, as JSON or as a file."""
    if format == "json":
        return shape_matrix(job, origin)
    sheet = MatrixSheet(job.plan, job.cells, origin)
    named = {"Content-Disposition": f'attachment; filename="pincite-matrix.{format}"'}
    return Response(sheet.write(format), media_type=MEDIA[format], headers=named)


@router.get(
    "/v1/matrix/{matrix_id}/stream",
    summary="A matrix, as a stream",
    response_class=EventSourceResponse,
    responses={200: EVENTS},
)
async def matrix_stream(job: JobDep, origin: OriginDep) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `matrix` with its rows and no cells, a `cell` for each, and `done`."""
    rows = await run_in_threadpool(shape_matrix, job, origin, with_cells=False)
    yield ServerSentEvent(event="matrix", data=rows)
    seen = 0
    while True:
        ended = not job.under_way
        for (row, column), cell in job.since(seen):
            seen += 1
            values = {"row": row, "column": column, "cell": cell, "done": seen}
            yield ServerSentEvent(event="cell", data=MatrixCellShape.of(values, origin))
            await asyncio.sleep(0)  # thousands may stand already, and others ask too
        if ended:
            break
        job.look()
        await asyncio.sleep(TICK_S)
    yield ServerSentEvent(event="done", data=shape_progress(job, origin))


@router.post("/v1/matrix/{matrix_id}/stop", summary="Stop a matrix")
def stop_matrix(job: JobDep, origin: OriginDep, request: Request) -> MatrixProgressShape:
    """Makes no more of it; the cells that stand are kept. Asked for again, it goes on.

    It goes on too while another who asked for it wants it.
    """
    job.leave(request.state.caller)
    return shape_progress(job, origin)


def shape_progress(job: MatrixJob, origin: str) -> MatrixProgressShape:
    values = {
        "id": job.id,
        "state": job.state,
        "reason": job.reason,
        "done": len(job.cells),
        "total": job.plan.cells,
        "generation": job.plan.generation,
        "url": f"/v1/matrix/{job.id}",
    }
    return MatrixProgressShape.of(values, origin)


def shape_matrix(job: MatrixJob, origin: str, *, with_cells: bool = True) -> MatrixShape:
    plan, cells = job.plan, job.cells if with_cells else {}
    columns = range(len(plan.headings))
    rows = [
        {
            "label": line.label,
            "subject": line.subject,
            "reports": [info.id for info in line.reports],
            "cells": [cells.get((at, column)) for column in columns],
        }
        for at, line in enumerate(plan.lines)
    ]
    values = {
        "progress": shape_progress(job, origin),
        "covered": asdict(plan.covered),
        "rows": rows,
    }
    return MatrixShape.of({**values, "columns": plan.headings}, origin)
