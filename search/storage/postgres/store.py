"""What a library in PostgreSQL holds, to read: its reports, and which generation is published."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from io import BufferedIOBase

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from psycopg import Connection

from ingest.fetching.addresses import Address
from ingest.field.field import Field, field_from_texts, load_field
from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Report
from search.holdings import Holdings
from search.storage.contract import Failure, Tombstone
from search.storage.postgres.connecting import Connections, Row
from search.storage.postgres.reports import (
    BODY,
    HOLDING,
    boxes_of,
    holding_of,
    info_of,
    judgements_of,
    recommendations_of,
    report_of,
    spans_of,
)

USUAL_FIELD = "uk_inspection"  # comes with Pincite
# Of a report that left before a generation, and has not come back as it was.
LEFT = (
    "past.died <= %s AND NOT EXISTS (SELECT FROM reports AS held WHERE held.sha256 = past.sha256"
    " AND held.text_sha256 = past.text_sha256 AND held.born <= %s"
    " AND (held.died IS NULL OR held.died > %s))"
)
CACHED_REPORTS = 128  # texts kept unpacked; a question opens a dozen


class Store:
    """The reports of one generation, of which a list is read once; safe to share between threads."""

    def __init__(self, connections: Connections, connection: Connection[Row]) -> None:
        """Reads the list over `connection`, which sees one state of the database."""
        self._connections = connections
        self.number, self.model, self.field = read_library(connection)
        rows = connection.execute(
            f"SELECT {HOLDING} FROM reports WHERE died IS NULL ORDER BY number"
        ).fetchall()
        self.holdings = Holdings(map(holding_of, rows), self.field)
        self._reports: LRUCache[int, tuple[Report, NDArray[np.int64]]] = LRUCache(CACHED_REPORTS)
        self._lock = threading.Lock()

    def report(self, number: int, *, boxes: bool = False) -> Report:
        report, _ = self._read(number)
        if not boxes:
            return report
        sql = "SELECT boxes FROM reports WHERE number = %s"
        return replace(report, boxes=boxes_of(self._connections.all(sql, (number,))[0][0]))

    def _read(self, number: int) -> tuple[Report, NDArray[np.int64]]:
        return self._read_all([number])[number]

    def _read_all(self, numbers: Sequence[int]) -> dict[int, tuple[Report, NDArray[np.int64]]]:
        """Reports by their numbers, each with where its passages start and end."""
        with self._lock:
            read = {number: self._reports[number] for number in numbers if number in self._reports}
        if missing := [number for number in numbers if number not in read]:
            sql = f"SELECT number, spans, {BODY} FROM reports WHERE number = ANY(%s)"
            for number, spans, *body in self._connections.all(sql, (missing,)):
                info = self.holdings.by_number[number].info
                read[number] = report_of(info, tuple(body)), spans_of(spans)
            with self._lock:
                self._reports.update((number, read[number]) for number in missing)
        return read

    def judgements_of(self, report: int) -> tuple[Judgement, ...]:
        return self._judgements.get(report, ())

    @cached_property
    def _judgements(self) -> dict[int, tuple[Judgement, ...]]:
        sql = "SELECT number, judgements FROM reports WHERE number = ANY(%s)"
        rows = self._connections.all(sql, (list(self.holdings.all),))
        return {number: judgements_of(own) for number, own in rows if own}

    @cached_property
    def areas(self) -> frozenset[str]:
        return frozenset(j.area for own in self._judgements.values() for j in own)

    def recommendations(
        self, reports: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        numbers = self.holdings.all if reports is None else reports
        rows = self._connections.all(
            "SELECT number, recommendations FROM reports WHERE number = ANY(%s) ORDER BY number",
            (list(numbers),),
        )
        return [(number, each) for number, own in rows for each in recommendations_of(own)]

    def past(self, sha256_prefix: str) -> list[Report]:
        rows = self._connections.all(
            f"SELECT DISTINCT ON (sha256, text_sha256) info, {BODY} FROM reports AS past"
            f" WHERE sha256 ^@ %s AND {LEFT} ORDER BY sha256, text_sha256, left_at DESC",
            (sha256_prefix, self.number, self.number, self.number),
        )
        return [report_of(info_of(info), tuple(body)) for info, *body in rows]

    def past_files(self) -> list[tuple[str, str, str]]:
        rows = self._connections.all(
            "SELECT DISTINCT ON (sha256, text_sha256) left_at, sha256, text_sha256, info"
            f" FROM reports AS past WHERE {LEFT} ORDER BY sha256, text_sha256, left_at DESC",
            (self.number, self.number, self.number),
        )
        rows.sort(key=lambda row: row[0])
        return [(sha256, text_sha256, info["source"]) for _, sha256, text_sha256, info in rows]

    def kept(self, name: str) -> bytes:
        return self._connections.ask(lambda one: read_kept(one, name, self.number))

    def tombstones(self) -> list[Tombstone]:
        return self._connections.ask(read_tombstones)

    def open_file(self, sha256: str) -> BufferedIOBase | None:
        return self._connections.ask(lambda one: read_file(one, sha256))

    def failures(self) -> list[Failure]:
        return self._connections.ask(read_failures)

    def address(self, address: str) -> Address | None:
        return self._connections.ask(lambda one: read_address(one, address))


def read_library(connection: Connection[Row]) -> tuple[int, str, Field]:
    """The number of the newest generation, its model and its field."""
    values: dict[str, str] = dict(connection.execute("SELECT key, value FROM library").fetchall())
    kept = json.loads(values.get("field", "{}"))
    if "texts" in kept:
        field = field_from_texts(kept["name"], kept["texts"])
    else:
        field = load_field(kept.get("name", USUAL_FIELD))
    return int(values["generation"]), values.get("model", ""), field


def read_kept(connection: Connection[Row], name: str, number: int) -> bytes:
    """What a generation keeps by a name."""
    sql = "SELECT value FROM kept WHERE name = %s AND born <= %s ORDER BY born DESC LIMIT 1"
    row = connection.execute(sql, (name, number), binary=True).fetchone()
    return bytes(row[0]) if row else b""


def read_tombstones(connection: Connection[Row]) -> list[Tombstone]:
    sql = "SELECT report, sha256, erased_at, by, why FROM tombstones ORDER BY erased_at, sha256"
    return [Tombstone(*values) for values in connection.execute(sql).fetchall()]


def read_file(connection: Connection[Row], sha256: str) -> BufferedIOBase | None:
    sql = "SELECT bytes FROM files WHERE sha256 = %s"
    row = connection.execute(sql, (sha256,), binary=True).fetchone()
    return io.BytesIO(row[0]) if row else None


def read_failures(connection: Connection[Row]) -> list[Failure]:
    sql = "SELECT source, location, sha256, reason, failed_at FROM failures ORDER BY source"
    return [
        Failure(source, location, sha256, reason, failed_at.isoformat(timespec="seconds"))
        for source, location, sha256, reason, failed_at in connection.execute(sql)
    ]


def read_address(connection: Connection[Row], address: str) -> Address | None:
    sql = "SELECT final, etag, last_modified, fetched_at, links FROM addresses WHERE address = %s"
    for final, etag, last_modified, fetched_at, links in connection.execute(sql, (address,)):
        return Address(address, final, etag, last_modified, fetched_at, tuple(links))
    return None
