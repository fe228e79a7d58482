"""What is kept of each question: counts and times for metrics, a line for the query log."""

from __future__ import annotations

import logging

from fastapi import Request
from starlette.exceptions import HTTPException

from api.middleware.audited import note_question
from api.middleware.metrics import Metrics
from api.middleware.query_log import QueryLog
from api.records import write_record
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
    try:
        log = request.app.state.query_log
        if isinstance(log, QueryLog):
            log.write(request.state.request_id, getattr(request.state, "key", ""), route, result)
        record = _record(request, route, result, settings)
        text = {"question": result.question} if settings.query_log_text else {}
        note_question(request, route, generation=result.generation, **record, **text)
    except OSError as error:
        logger.error("A question cannot be logged: %s", error)
        if settings.logs_needed:
            detail = "Questions are logged here, and the log cannot be written now. Ask later."
            raise HTTPException(503, detail, headers={"Retry-After": "60"}) from None
    metrics.count_question(route, result)


def _record(
    request: Request, route: str, result: Answer | SearchResult, settings: Settings
) -> dict[str, str]:
    """The id of the record that is kept of an answer, where any is."""
    if settings.record == "no" or not isinstance(result, Answer):
        return {}
    written = write_record(
        request.state.collection.library,
        result,
        keep_generation=settings.record == "generations",
        request_id=str(request.state.request_id),
        route=route,
        who=str(getattr(request.state, "key", "")),
    )
    return {"record": written}
