"""What is kept of each question: counts and times for metrics, a line for the query log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from starlette.exceptions import HTTPException

from api.middleware.audit_requests import note_question
from api.middleware.metrics import Metrics
from api.middleware.query_log import QueryLog
from api.records import Records
from api.settings import Settings
from search.results import Answer, SearchResult

logger = logging.getLogger("pincite")


def note_asked(request: Request, route: str, result: Answer | SearchResult) -> None:
    """Counts a question that was answered, and logs it where a log is kept.

    Raises 503 where it cannot be logged and has to be: the answer stays here.
    """
    metrics, settings = request.app.state.metrics, request.app.state.settings
    assert isinstance(metrics, Metrics)
    assert isinstance(settings, Settings)
    who = str(getattr(request.state, "key", ""))
    log, records = request.app.state.query_log, request.app.state.records
    details = {"question": result.question} if settings.query_log_text else {}
    lost: list[
        OSError
    ] = []  # each is written though another cannot be: they may lie on disks of their own
    if isinstance(log, QueryLog):
        with _noting(lost):
            log.write(request.state.request_id, who, route, result)
    if isinstance(records, Records) and isinstance(result, Answer):
        with _noting(lost):
            library, request_id = request.state.collection.library, str(request.state.request_id)
            several = [one.model_dump() for one in getattr(request.state, "asked_of", [])]
            asked_of = {"collections": several} if several else {}
            details["record"] = records.write(
                library, result, request_id=request_id, route=route, who=who, **asked_of
            )
    with _noting(lost):
        note_question(request, route, generation=result.generation, **details)
    if lost and settings.logs_needed:
        detail = "Questions are logged here, and the log cannot be written now. Ask later."
        raise HTTPException(503, detail, headers={"Retry-After": "60"})
    metrics.count_question(route, result)


@contextmanager
def _noting(lost: list[OSError]) -> Iterator[None]:
    """Tells the server's log of what could not be written, and goes on."""
    try:
        yield
    except OSError as error:
        logger.error("A question cannot be logged: %s", error)
        lost.append(error)
