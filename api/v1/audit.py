"""The JSON route that hands out the audit log of a span of days, to who may manage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from api.access.rights import Role
from api.audit import between
from api.collections import Collections
from api.dependencies import SettingsDep, only_known_parameters
from api.problems import NotFound
from api.shapes.fields import Day
from search.storage.beside import Place

router = APIRouter(tags=["server"], dependencies=[Depends(only_known_parameters)])

MEDIA_TYPE = "application/jsonl"
BLOCK = 2**16  # characters sent at a time
NO_MANAGE = "The audit log is for who may manage: a person who may, or a key of scope manage."
LINE = (
    '{"at": "2026-01-31T09:30:00.000+00:00", "what": "report", "route": "/reports/{report_id}",'
    ' "status": 200, "report": "calderby-2023", "who": "user:a.shah", "from": "10.0.0.7",'
    ' "request_id": "5f0c1d2e3a4b5c6d", "generation": 8, "before": "9f86...", "hash": "81b6..."}\n'
)

From = Annotated[
    Day | None,
    Query(alias="from", description="The first day, in UTC.", examples=["2026-01-01"]),
]
To = Annotated[
    Day | None,
    Query(alias="to", description="The last day, itself included.", examples=["2026-01-31"]),
]


@router.get(
    "/v1/audit",
    summary="The audit log of some days",
    name="export_audit",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A line of JSON for each, as it was written.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": LINE}},
        }
    },
)
def export_audit(
    request: Request, settings: SettingsDep, first: From = None, last: To = None
) -> StreamingResponse:
    """Its lines, of the collections that one may manage. Who may manage all of them gets the others too."""
    managed = managed_by(request)
    if managed is not None and not managed:
        raise HTTPException(403, NO_MANAGE)
    if settings.audit is None:
        raise NotFound("No audit log is kept here. PINCITE_AUDIT has one kept.")
    days = (str(first or "0000-00-00"), str(last or "9999-99-99"))
    name = "-".join(["audit", *(str(day) for day in (first, last) if day)])
    return StreamingResponse(
        _blocks(_told(settings.audit, *days, managed)),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.jsonl"'},
    )


def managed_by(request: Request) -> frozenset[str] | None:
    """The collections asked of whose lines the reader may see; None for all lines there are."""
    collections: Collections = request.app.state.collections
    managed = {
        one.name
        for one in collections.held
        if one.rights.role_of(request.state.reader) >= Role.MANAGE
    }
    asked = {one.name for one in request.state.to_ask}
    whole = len(managed) == len(asked) == len(collections.held)
    return None if whole else frozenset(managed & asked)


def _told(place: Place, first: str, last: str, collections: frozenset[str] | None) -> Iterator[str]:
    try:
        for line in between(place, first, last):
            if collections is None or json.loads(line).get("collection") in collections:
                yield f"{line}\n"
    except FileNotFoundError:  # nothing was told yet
        return


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    block = ""
    for line in lines:
        block += line
        if len(block) > BLOCK:
            yield block
            block = ""
    yield block
