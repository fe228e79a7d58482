"""Whether the server is up and can answer. Never waits: not for a thread, not for the library."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.collections import Collections
from api.middleware.faults import faults_of
from api.readiness import Readiness
from api.shapes.fields import GenerationNumber, Shape, described

router = APIRouter(tags=["server"])


class HealthShape(Shape):
    """How the server is."""

    status: str = described(
        "`ok`; or `ready`, or `degraded`: it answers, and `faults` says how.", "ok"
    )
    generation: GenerationNumber
    faults: list[str] = described(
        "What is amiss though it answers: `generation`, the newest is broken and an older one is"
        " answered from; `query_log`, `records` or `audit`, it cannot be written; `records_full`,"
        " as many are kept as may be. The server's log tells why.",
        [],
        ["generation"],
    )


@router.get("/healthz", summary="Is it up", name="is_up")
async def healthz(request: Request) -> HealthShape:
    """Answers for as long as the server runs."""
    return HealthShape(status="ok", generation=_generation(request), faults=[])


@router.get("/readyz", summary="Can it answer", name="is_ready")
async def readyz(request: Request) -> HealthShape:
    """503 where a question could not be answered."""
    readiness = request.app.state.readiness
    assert isinstance(readiness, Readiness)
    if not readiness.ready:
        detail = "Questions cannot be answered now. Try again in a few seconds."
        raise HTTPException(503, detail, headers={"Retry-After": "1"})
    by_name = await run_in_threadpool(faults_of, request.app)
    faults = [name for name, there in by_name.items() if there]
    status = "degraded" if faults else "ready"
    return HealthShape(status=status, generation=_generation(request), faults=faults)


def _generation(request: Request) -> int:
    """Of the first library: who watches a server sees that it goes on."""
    collections = request.app.state.collections
    assert isinstance(collections, Collections)
    generation = collections.held[0].library.held
    return generation.number if generation else 0
