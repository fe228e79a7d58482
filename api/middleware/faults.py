"""What is amiss though the server answers: told to those who watch it."""

from __future__ import annotations

from fastapi import FastAPI

from api.audit import Audit
from api.middleware.query_log import QueryLog
from search.library import Library


def faults_of(app: FastAPI) -> dict[str, bool]:
    """Each that there may be, and whether there is."""
    library, log, audit = app.state.library, app.state.query_log, app.state.audit
    return {
        "generation": isinstance(library, Library) and bool(library.fault),
        "query_log": isinstance(log, QueryLog) and log.failing,
        "audit": isinstance(audit, Audit) and audit.failing,
    }
