"""What is kept of each question: counts and times for metrics, a line for the query log."""

from __future__ import annotations

from fastapi import Request

from api.middleware.metrics import Metrics
from api.middleware.query_log import QueryLog
from search.results import Answer, SearchResult


def note_asked(request: Request, route: str, result: Answer | SearchResult) -> None:
    """Counts a question that was answered, and logs it where a log is kept."""
    metrics = request.app.state.metrics
    assert isinstance(metrics, Metrics)
    metrics.count_question(route, result)
    log = request.app.state.query_log
    if isinstance(log, QueryLog):
        log.write(request.state.request_id, getattr(request.state, "key", ""), route, result)
