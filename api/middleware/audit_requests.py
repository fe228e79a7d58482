"""What of the requests goes into the audit log: who asked, read, took away, added, or was refused."""

from __future__ import annotations

import logging

import anyio
from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from api.audit import Audit, Detail
from api.collections import Collection
from api.middleware.rate_limit import RateLimit

logger = logging.getLogger("pincite")

# By the route's path. Questions are told where they are answered: a batch is many.
DONE = {
    "/reports/{report_id}": "report",
    "/reports/{report_id}/pages/{number:int}": "report",
    "/reports/{report_id}/file": "file",
    "/v1/reports/{report_id}": "report",
    "/v1/reports/{report_id}/text": "report",
    "/v1/reports/{report_id}/file": "file",
    "/answer.{form}": "export",
    "/basket.{form}": "export",
    "/briefing.{form}": "export",
    "/briefings/{briefing_id}": "briefing opened",
    "/v1/briefings/{briefing_id}": "briefing opened",
    "/v1/audit": "audit log taken away",
    "/sign-in/back": "sign-in",
    "/sign-out": "sign-out",
}
ADDS = ("/v1/reports", "/upload")
CHANGES = {
    ("POST", "/reports/{report_id}/correct"): "correction",
    ("PATCH", "/v1/reports/{report_id}"): "correction",
    ("POST", "/reports/{report_id}/remove"): "removal",
    ("DELETE", "/v1/reports/{report_id}"): "removal",
    ("POST", "/v1/reports/{report_id}/undo-removal"): "removal undone",
    ("POST", "/library/reports/bring-back"): "removal undone",
    ("POST", "/v1/briefings"): "briefing kept",
    ("PUT", "/v1/briefings/{briefing_id}"): "briefing changed",
    ("DELETE", "/v1/briefings/{briefing_id}"): "briefing deleted",
    ("POST", "/briefings/{briefing_id}/delete"): "briefing deleted",
}
REFUSED = (401, 403, 421, 429)
REFUSALS_A_MINUTE = 10  # of one address: who is refused must not fill the disk


def note_question(request: Request, route: str, **details: Detail) -> None:
    """Raises OSError where it cannot be written."""
    audit = request.app.state.audit
    if isinstance(audit, Audit):
        audit.write("question", **(_who(request) | {"route": route} | details))


async def note_request(request: Request, route: str, status: int) -> None:
    """Once it is answered: a log that cannot be written is told, and shows as a fault."""
    audit = request.app.state.audit
    if not isinstance(audit, Audit) or not (what := _done(request, route, status)):
        return
    details: dict[str, Detail] = {"route": route, "status": status}
    for name in ("report", "briefing"):
        if named := request.scope.get("path_params", {}).get(f"{name}_id"):
            details[name] = str(named)[:300]
    details |= getattr(request.state, "told", {})
    try:
        with anyio.CancelScope(shield=True):  # it was done: that it is told waits for nobody
            await run_in_threadpool(audit.write, what, **details, **_who(request))
    except OSError as error:
        logger.error("The audit log cannot be written: %s", error)


def _done(request: Request, route: str, status: int) -> str:
    """What a request did that is told; empty where it is nothing."""
    if status in REFUSED:
        address = request.client.host if request.client else ""
        refusals: RateLimit = request.app.state.refusals
        return "" if refusals.wait_s(address) else "refusal"
    if status >= 400:
        return ""
    if request.method == "POST" and route in ADDS:
        return "upload"
    return CHANGES.get((request.method, route)) or DONE.get(route, "")


def _who(request: Request) -> dict[str, Detail]:
    collection = getattr(request.state, "collection", None)
    generation = collection.library.held if isinstance(collection, Collection) else None
    return {
        "who": str(getattr(request.state, "key", "")),
        **({"collection": collection.name} if collection and collection.name else {}),
        "from": request.client.host if request.client else "",
        "request_id": str(request.state.request_id),
        "generation": generation.number if generation else None,
    }
