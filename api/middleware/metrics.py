"""Counts and times for Prometheus, at /metrics."""

from __future__ import annotations

import math

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from api.collections import Collections
from api.middleware.faults import faults_of
from api.problems import NotFound
from search.results import Answer, SearchResult
from search.storage.errors import LibraryError

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

STATES = ("waiting", "reading", "failed")  # of files in a queue
METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

router = APIRouter(include_in_schema=False)


class Metrics:
    """One server's; a registry of its own, so that two servers in a process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pincite_requests", "Requests.", ["method", "route", "status"], registry=self.registry
        )
        self.request_s = Histogram(
            "pincite_request_seconds",
            "Time of a request.",
            ["route"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.stage_s = Histogram(
            "pincite_stage_seconds",
            "Time of one stage of a question.",
            ["stage"],
            buckets=BUCKETS_S,
            registry=self.registry,
        )
        self.questions = Counter(
            "pincite_questions", "Questions.", ["route", "outcome"], registry=self.registry
        )
        self.errors = Counter(
            "pincite_errors", "Requests that failed here.", registry=self.registry
        )
        self.generation = Gauge(
            "pincite_generation",
            "The generation answered from; of several libraries the highest.",
            registry=self.registry,
        )
        self.reports = Gauge("pincite_reports", "Reports held.", registry=self.registry)
        self.passages = Gauge("pincite_passages", "Passages held.", registry=self.registry)
        self.queue = Gauge(
            "pincite_queue",
            "Files that workers are to read: waiting, being read, given up.",
            ["state"],
            registry=self.registry,
        )
        self.degraded = Gauge(
            "pincite_degraded",
            "What is amiss though it answers.",
            ["fault"],
            registry=self.registry,
        )

    def count_question(self, route: str, result: Answer | SearchResult) -> None:
        for stage, taken_ms in result.timings_ms.items():
            self.stage_s.labels(stage).observe(taken_ms / 1000)
        outcome = "found"
        if isinstance(result, Answer):
            outcome = "answered" if result.answered else "declined"
        self.questions.labels(route, outcome).inc()

    def count_request(self, method: str, route: str, status: int, taken_s: float) -> None:
        method = method if method in METHODS else "other"  # each label is kept for ever
        self.requests.labels(method, route, str(status)).inc()
        self.request_s.labels(route).observe(taken_s)
        if status >= 500 and status != 503:  # 503: not yet, or not now
            self.errors.inc()


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """In the text format of Prometheus."""
    gauges, collections = request.app.state.metrics, request.app.state.collections
    assert isinstance(gauges, Metrics)
    assert isinstance(collections, Collections)
    if collections.are_several and len(request.state.readable) < len(collections.held):
        raise NotFound("Only who may read all collections is told of the whole server.")
    generations = [library.held for library in collections.libraries if library.held]
    gauges.generation.set(max((one.number for one in generations), default=0))
    gauges.reports.set(sum(len(one.holdings) for one in generations))
    gauges.passages.set(sum(one.passages for one in generations))
    for state, files in _queued(collections).items():
        gauges.queue.labels(state).set(files)
    for name, there in faults_of(request.app).items():
        gauges.degraded.labels(name).set(there)
    return Response(generate_latest(gauges.registry), media_type=CONTENT_TYPE_LATEST)


def _queued(collections: Collections) -> dict[str, float]:
    """Files of all queues by their state, none where no library has one; NaN: it cannot be told."""
    queues = [one.storage.queue for one in collections.libraries]
    try:
        states = [queue.state() for queue in queues if queue is not None]
    except LibraryError:  # what watches is told of it by /readyz
        return dict.fromkeys(STATES, math.nan)
    counts = [(one.waiting, len(one.reading), len(one.failed)) for one in states]
    return dict(zip(STATES, map(sum, zip(*counts, strict=True)), strict=False))
