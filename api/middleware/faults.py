"""What is amiss though the server answers: told to those who watch it."""

from __future__ import annotations

from fastapi import FastAPI

from api.audit import Audit
from api.collections import Collections
from api.middleware.query_log import QueryLog
from api.records import Records
from search.library import Library
from search.storage.errors import LibraryError


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
        and any(_are_full(records, library) for library in collections.libraries),
        "audit": isinstance(audit, Audit) and audit.failing,
    }


def _are_full(records: Records, library: Library) -> bool:
    try:
        return records.are_full(library)
    except LibraryError:  # its database is gone: then it is not ready, and nothing is kept
        return False
