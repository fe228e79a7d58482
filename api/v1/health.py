"""Whether the server is up and can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from api.dependencies import LibraryDep
from api.shapes.fields import GenerationNumber, Shape, described

router = APIRouter(tags=["server"])


class HealthShape(Shape):
    """How the server is."""

    status: str = described("`ok`, or `ready`.", "ok")
    generation: GenerationNumber


@router.get("/healthz", summary="Is it up", name="is_up")
def healthz(library: LibraryDep) -> HealthShape:
    """Answers for as long as the server runs."""
    return HealthShape(status="ok", generation=library.generation.number)


@router.get("/readyz", summary="Can it answer", name="is_ready")
def readyz(library: LibraryDep, request: Request) -> HealthShape:
    """503 until the first question can be answered at once."""
    if not request.app.state.ready.is_set():
        raise HTTPException(503, "The model is being read. Try again in a few seconds.")
    return HealthShape(status="ready", generation=library.generation.number)
