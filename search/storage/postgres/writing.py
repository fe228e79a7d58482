"""Publishes generations of a library in PostgreSQL, each in one transaction."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import Connection, sql

from ingest.fetching.addresses import Address
from ingest.field.field import Field, load_field
from ingest.passages import header_of, sentences_of
from ingest.report import Report, ReportInfo
from search.holdings import Holding, Holdings
from search.storage.analyzer import analyze
from search.storage.contract import EmbeddedAgain, Failure, NewReport, Tombstone
from search.storage.errors import Changed
from search.storage.pending_notes import Noting
from search.storage.postgres.connecting import Row
from search.storage.postgres.damage import find_damage
from search.storage.postgres.listening import CHANNEL
from search.storage.postgres.reports import (
    BODY,
    HOLDING,
    boxes_of,
    holding_of,
    packed_spans,
    plain,
    recommendations_of,
    report_of,
    spans_of,
    values_of,
)
from search.storage.postgres.schema import fit_to_model, set_value
from search.storage.postgres.store import (
    USUAL_FIELD,
    read_address,
    read_failures,
    read_file,
    read_kept,
    read_library,
    read_tombstones,
)
from search.storage.postgres.words import postings_of

if TYPE_CHECKING:
    from ingest.reading import ReadReport

KEPT_MINUTES = 60  # that a generation may still be read after what it holds has left


class PostgresWriting(Noting):
    """A `Writing`, over the connection that keeps other writers out."""

    def __init__(self, connection: Connection[Row]) -> None:
        super().__init__()
        self._connection = connection
        self._number, self.model, self.field = read_library(connection)
        self._kept_field = self.field
        self._waiting: list[NewReport] = []
        self._again: dict[int, dict[str, object]] = {}  # columns of reports embedded again
        self._dimensions = 0  # of these
        self._learned: dict[str, bytes] = {}
        self._erased: list[Tombstone] = []
        self._gone: list[Holding] = []
        self._changed: list[tuple[Holding, dict[str, object], dict[str, object]]] = []
        # What a crash left: of a report that was not published, and that no worker is to read.
        connection.execute(
            "DELETE FROM files WHERE NOT EXISTS (SELECT FROM reports WHERE sha256 = files.sha256)"
            " AND NOT EXISTS (SELECT FROM procrastinate_jobs"
            "  WHERE args ->> 'sha256' = files.sha256 AND status IN ('todo', 'doing', 'failed'))"
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

    def open_file(self, sha256: str) -> BufferedIOBase | None:
        return read_file(self._connection, sha256)

    def tombstones(self) -> list[Tombstone]:
        return read_tombstones(self._connection)

    def kept(self, name: str) -> bytes:
        known = self._learned.get(name)
        return read_kept(self._connection, name, self._number) if known is None else known

    def keep(self, name: str, value: bytes) -> None:
        self._learned[name] = value

    def read_again(self, holding: Holding) -> ReadReport:
        from ingest.reading import ReadReport

        sql = f"SELECT {HOLDING}, recommendations, boxes, {BODY} FROM reports WHERE number = %s"
        row = self._connection.execute(sql, (holding.number,), binary=True).fetchone()
        if row is None:
            raise ValueError("it is not in the library")
        *about, recommendations, boxes = row[:7]
        current = holding_of(tuple(about))
        try:
            report = replace(report_of(current.info, row[7:]), boxes=boxes_of(boxes))
        except zlib.error as error:
            raise ValueError(f"its text cannot be unpacked: {error}") from error
        if hashlib.sha256(report.text.encode()).hexdigest() != current.text_sha256:
            raise ValueError("its text is not what was read from its file")
        return ReadReport(
            report,
            tuple(recommendations_of(recommendations)),
            current.mentions,
            current.abbreviations,
            current.text_sha256,
            sentences_of(report.text),
            current.left_out,
        )

    def use_model(self, name: str) -> None:
        self.model = name

    def use_field(self, field: Field) -> None:
        self.field = field

    def add(self, report: NewReport) -> None:
        self._waiting.append(report)

    def embed_again(self, report: EmbeddedAgain) -> None:
        if not self._again:
            for table in ("passages", "words"):
                self._connection.execute(
                    f"DROP TABLE IF EXISTS pg_temp.again_{table};"
                    f" CREATE TEMP TABLE again_{table} (LIKE {table})".encode()
                )
            self._connection.execute("ALTER TABLE again_passages ALTER meaning TYPE halfvec")
        number, passages = report.holding.number, report.passages
        read = self.read_again(report.holding).report
        sizes = self._index(number, read, report, "again_passages", "again_words")
        self._again[number] = sizes | {"spans": packed_spans(passages)}
        if passages:
            self._dimensions = report.vectors.shape[1]

    def erase(self, tombstone: Tombstone) -> None:
        self._erased.append(tombstone)

    def repair(self) -> frozenset[int]:
        return frozenset(number for number, _ in find_damage(self._connection))

    def remove(self, holding: Holding) -> None:
        self._gone.append(holding)

    def move(self, holding: Holding, source: str, location: str) -> None:
        self._changed.append((holding, {"source": source}, {"location": location}))

    def correct(self, holding: Holding, info: ReportInfo) -> None:
        names = "title subject kind published published_precision subject_by published_by"
        self._changed.append((holding, {name: getattr(info, name) for name in names.split()}, {}))

    def publish(self) -> list[Holding]:
        changes = (
            *(self._waiting, self._again, self._learned, self._gone, self._changed, self._erased),
        )
        with self._connection.transaction():
            if self.field is self._kept_field and not any(changes):
                self._record()
                return []
            number = self._number + 1
            leaving = [*self._gone, *(new.replaces for new in self._waiting if new.replaces)]
            self._connection.execute(
                "UPDATE reports SET died = %s, left_at = now()"
                " WHERE number = ANY(%s) AND died IS NULL",
                (number, [holding.number for holding in leaving]),
            )
            for tombstone in self._erased:
                self._erase(tombstone)
            for holding, info, about in self._changed:
                self._change(holding.number, info, about)
            self._put_again()
            added = [self._insert(new, number) for new in self._waiting]
            for name, value in self._learned.items():
                insert = "INSERT INTO kept VALUES (%s, %s, %b)"
                self._connection.execute(insert, (name, number, value))
            self._record()
            self._drop_unread()
            own = {} if self.field is load_field(USUAL_FIELD) else {"texts": dict(self.field.texts)}
            set_value(self._connection, "field", json.dumps({"name": self.field.name} | own))
            set_value(self._connection, "model", self.model)
            set_value(self._connection, "generation", str(number))
            self._connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(number)))
        if self._erased:
            self._connection.execute("VACUUM reports, passages, words, files")
        self._number, self._kept_field = number, self.field
        self._waiting, self._gone, self._changed, self._erased = [], [], [], []
        self._again, self._learned = {}, {}
        return added

    def _insert(self, new: NewReport, born: int) -> Holding:
        report = new.read.report
        values = values_of(new, born) | {"body_terms": 0, "header_terms": 0}
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
        sizes = self._index(holding.number, report, new, "passages", "words")
        self._set(holding.number, sizes)
        self._forgotten.append(report.info.source)
        return holding

    def _index(
        self, number: int, report: Report, new: NewReport | EmbeddedAgain, passages: str, words: str
    ) -> dict[str, object]:
        """Writes the passages and words of a report to two tables; how many terms there are."""
        bodies = [analyze(passage.text) for passage in new.passages]
        headers = [analyze(header_of(report, p.headings, p.text)) for p in new.passages]
        parts = zip(new.vectors.tolist(), new.codes, new.sentences, strict=True)
        self._copy(
            passages,
            (
                (number, place, str(vector), len(codes), codes.tobytes(), own.tobytes())
                for place, (vector, codes, own) in enumerate(parts)
            ),
        )
        postings = postings_of(number, bodies, headers)
        self._copy(
            words,
            (
                (term, number)
                + (int((own["body"] > 0).sum()), int((own["header"] > 0).sum()), own.tobytes())
                for term, own in postings.items()
            ),
        )
        return {"body_terms": sum(map(len, bodies)), "header_terms": sum(map(len, headers))}

    def _put_again(self) -> None:
        """What was embedded again, in place of what was; a generation opened before loses that."""
        if not self._again:
            return
        execute = self._connection.execute
        numbers = list(self._again)
        if self._dimensions:  # of those that left too: they are of another model
            others = "SELECT number FROM reports WHERE died IS NOT NULL AND indexed"
            numbers += [number for (number,) in execute(others).fetchall()]
        for table in ("passages", "words"):
            execute(f"DELETE FROM {table} WHERE report = ANY(%s)".encode(), (numbers,))
        execute("UPDATE reports SET indexed = false WHERE died IS NOT NULL AND indexed")
        if self._dimensions:
            fit_to_model(self._connection, self._dimensions)
        for table in ("passages", "words"):
            execute(f"INSERT INTO {table} SELECT * FROM again_{table}".encode())
            execute(f"DROP TABLE again_{table}".encode())
        for number, values in self._again.items():
            self._set(number, values)
            spans = values["spans"]
            assert isinstance(spans, bytes)
            self._change(number, {}, {"passages": len(spans_of(spans))})

    def _set(self, number: int, values: dict[str, object]) -> None:
        changes = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
            for name in values
        )
        update = sql.SQL("UPDATE reports SET {} WHERE number = {}").format(changes, number)
        self._connection.execute(update, values)

    def _erase(self, tombstone: Tombstone) -> None:
        """Takes all that was read of a file out, now and before, and keeps the tombstone."""
        execute = self._connection.execute
        for table in ("passages", "words"):
            execute(
                f"DELETE FROM {table} USING reports"
                " WHERE report = reports.number AND sha256 = %s".encode(),
                (tombstone.sha256,),
            )
        for table in ("reports", "files", "tombstones"):
            execute(f"DELETE FROM {table} WHERE sha256 = %s".encode(), (tombstone.sha256,))
        execute(
            "INSERT INTO tombstones (report, sha256, erased_at, by, why)"
            " VALUES (%s, %s, %s, %s, %s)",
            (tombstone.report, tombstone.sha256, tombstone.erased_at, tombstone.by, tombstone.why),
        )

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
        self.start_notes()

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
