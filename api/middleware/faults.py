"""What is amiss though the server answers: told to those who watch it."""

from __future__ import annotations

from fastapi import FastAPI

from api.audit import Audit
from api.collections import Collections
from api.middleware.query_log import QueryLog
from api.records import Records


def faults_of(app: FastAPI) -> dict[str, bool]:
    """Each that there may be, and whether there is."""
    collections, log, audit = app.state.collections, app.state.query_log, app.state.audit
    records = app.state.records
    assert isinstance(collections, Collections)
    return {
        "generation": any(library.fault for library in collections.libraries),
        "query_log": isinstance(log, QueryLog) and log.failing,
        "records": isinstance(records, Records) and records.failing,
        "records_full": isinstance(records, Records)
        and any(records.are_full(library) for library in collections.libraries),
        "audit": isinstance(audit, Audit) and audit.failing,
    }
