"""Publishes generations of a library in PostgreSQL, each in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from psycopg import Connection, sql

from ingest.fetching.addresses import Address
from ingest.field.field import Field, load_field
from ingest.passages import header_of
from ingest.report import ReportInfo
from search.holdings import Holding, Holdings
from search.storage.analyzer import analyze
from search.storage.contract import Changed, Failure, NewReport
from search.storage.postgres.connecting import Row
from search.storage.postgres.reports import HOLDING, holding_of, plain, values_of
from search.storage.postgres.schema import fit_to_model, set_value
from search.storage.postgres.store import (
    USUAL_FIELD,
    read_address,
    read_failures,
    read_library,
)
from search.storage.postgres.words import postings_of

KEPT_MINUTES = 60  # that a generation may still be read after what it holds has left


class PostgresWriting:
    """A `Writing`, over the connection that keeps other writers out."""

    def __init__(self, connection: Connection[Row]) -> None:
        self._connection = connection
        self._number, self.model, self.field = read_library(connection)
        self._kept_field = self.field
        self._waiting: list[NewReport] = []
        self._gone: list[Holding] = []
        self._changed: list[tuple[Holding, dict[str, object], dict[str, object]]] = []
        self._failures: list[Failure] = []
        self._forgotten: list[str] = []
        self._addresses: list[Address] = []
        self._left: list[str] = []
        # What a crash left: of a report that was not published.
        connection.execute(
            "DELETE FROM files WHERE NOT EXISTS (SELECT FROM reports WHERE sha256 = files.sha256)"
        )

    @property
    def holdings(self) -> Holdings:
        rows = self._connection.execute(
            f"SELECT {HOLDING} FROM reports WHERE died IS NULL ORDER BY number"
        )
        return Holdings(map(holding_of, rows), self.field)

    @property
    def waiting(self) -> int:
        return sum(len(new.passages) for new in self._waiting)

    def failures(self) -> list[Failure]:
        return read_failures(self._connection)

    def address(self, address: str) -> Address | None:
        return read_address(self._connection, address)

    def keep_file(self, path: Path, sha256: str) -> None:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Changed(f"{path} changed while it was read.")
        insert = "INSERT INTO files VALUES (%s, %b) ON CONFLICT DO NOTHING"
        self._connection.execute(insert, (sha256, content))

    def use_model(self, name: str) -> None:
        self.model = name

    def use_field(self, field: Field) -> None:
        self.field = field

    def add(self, report: NewReport) -> None:
        self._waiting.append(report)

    def remove(self, holding: Holding) -> None:
        self._gone.append(holding)

    def move(self, holding: Holding, source: str, location: str) -> None:
        self._changed.append((holding, {"source": source}, {"location": location}))

    def correct(self, holding: Holding, info: ReportInfo) -> None:
        names = "title subject kind published published_precision subject_by published_by"
        self._changed.append((holding, {name: getattr(info, name) for name in names.split()}, {}))

    def note_failure(self, failure: Failure) -> None:
        self._failures.append(failure)

    def forget_failure(self, source: str) -> None:
        self._forgotten.append(source)

    def note_address(self, address: Address) -> None:
        self._addresses.append(address)

    def forget_address(self, address: str) -> None:
        self._left.append(address)

    def publish(self) -> list[Holding]:
        same = self.field is self._kept_field
        with self._connection.transaction():
            if same and not (self._waiting or self._gone or self._changed):
                self._record()
                return []
            number = self._number + 1
            leaving = [*self._gone, *(new.replaces for new in self._waiting if new.replaces)]
            self._connection.execute(
                "UPDATE reports SET died = %s, left_at = now()"
                " WHERE number = ANY(%s) AND died IS NULL",
                (number, [holding.number for holding in leaving]),
            )
            for holding, info, about in self._changed:
                self._change(holding.number, info, about)
            added = [self._insert(new, number) for new in self._waiting]
            self._record()
            self._drop_unread()
            own = {} if self.field is load_field(USUAL_FIELD) else {"texts": dict(self.field.texts)}
            set_value(self._connection, "field", json.dumps({"name": self.field.name} | own))
            set_value(self._connection, "model", self.model)
            set_value(self._connection, "generation", str(number))
        self._number, self._kept_field = number, self.field
        self._waiting, self._gone, self._changed = [], [], []
        return added

    def _insert(self, new: NewReport, born: int) -> Holding:
        report = new.read.report
        bodies = [analyze(passage.text) for passage in new.passages]
        headers = [analyze(header_of(report, p.headings, p.text)) for p in new.passages]
        values = values_of(new, born) | {
            "body_terms": sum(map(len, bodies)),
            "header_terms": sum(map(len, headers)),
        }
        insert = sql.SQL("INSERT INTO reports ({}) VALUES ({}) RETURNING {}").format(
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
            sql.SQL(HOLDING),
        )
        row = self._connection.execute(insert, values).fetchone()
        assert row is not None
        holding = holding_of(row)
        if new.passages:
            fit_to_model(self._connection, new.vectors.shape[1])
        parts = zip(new.vectors.tolist(), new.codes, new.sentences, strict=True)
        self._copy(
            "passages",
            (
                (holding.number, number, str(vector), len(codes), codes.tobytes(), own.tobytes())
                for number, (vector, codes, own) in enumerate(parts)
            ),
        )
        self._copy(
            "words",
            (
                (
                    term,
                    holding.number,
                    int((own["body"] > 0).sum()),
                    int((own["header"] > 0).sum()),
                    own.tobytes(),
                )
                for term, own in postings_of(holding.number, bodies, headers).items()
            ),
        )
        self._forgotten.append(report.info.source)
        return holding

    def _copy(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _change(self, number: int, info: dict[str, object], about: dict[str, object]) -> None:
        """Not in the database: its way of changing JSON would refuse a NUL in a title."""
        read = "SELECT info, about FROM reports WHERE number = %s"
        known_info, known_about = self._connection.execute(read, (number,)).fetchone() or ({}, {})
        self._connection.execute(
            "UPDATE reports SET info = %s, about = %s WHERE number = %s",
            (plain(known_info | info), plain(known_about | about), number),
        )

    def _record(self) -> None:
        execute = self._connection.execute
        for failure in self._failures:
            execute("DELETE FROM failures WHERE source = %s", (failure.source,))
            execute(
                "INSERT INTO failures (source, location, sha256, reason) VALUES (%s, %s, %s, %s)",
                (failure.source, failure.location, failure.sha256, failure.reason),
            )
        for source in self._forgotten:
            execute("DELETE FROM failures WHERE source = %s", (source,))
        for page in self._addresses:
            execute("DELETE FROM addresses WHERE address = %s", (page.address,))
            execute(
                "INSERT INTO addresses VALUES (%s, %s, %s, %s, %s, %s)",
                (page.address, page.final, page.etag, page.last_modified, page.fetched_at)
                + (plain(page.links),),
            )
        for address in self._left:
            execute("DELETE FROM addresses WHERE address = %s", (address,))
        self._failures, self._forgotten, self._addresses, self._left = [], [], [], []

    def _drop_unread(self) -> None:
        """The passages and words of what left so long ago that no open generation has it."""
        rows = self._connection.execute(
            "UPDATE reports SET indexed = false"
            " WHERE indexed AND left_at < now() - make_interval(mins => %s) RETURNING number",
            (KEPT_MINUTES,),
        ).fetchall()
        if numbers := [number for (number,) in rows]:
            for table in ("passages", "words"):
                self._connection.execute(f"DELETE FROM {table} WHERE report = ANY(%s)", (numbers,))
