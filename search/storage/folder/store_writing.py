"""The library's one SQLite file, for its one writer."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.fetching.addresses import Address
from ingest.field.field import Field, load_field
from ingest.passages import sentences_of
from ingest.report import Page, ReportInfo, Section
from search.holdings import Holding
from search.storage.contract import Failure, Tombstone
from search.storage.folder.store import FORMAT, TIMEOUT_S, USUAL_FIELD, ReportRow, Store

if TYPE_CHECKING:
    from ingest.reading import ReadReport

SCHEMA = """
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE, location TEXT NOT NULL,
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, extractor TEXT NOT NULL,
    title TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, publisher TEXT NOT NULL,
    published TEXT, inspected_from TEXT, inspected_to TEXT, file_date TEXT,
    published_precision TEXT NOT NULL DEFAULT 'day',
    subject_by TEXT NOT NULL DEFAULT '', published_by TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    page_count INTEGER NOT NULL, media_type TEXT NOT NULL, pages_without_text INTEGER NOT NULL,
    characters INTEGER NOT NULL, added_at TEXT NOT NULL,
    segment INTEGER NOT NULL, first INTEGER NOT NULL, passages INTEGER NOT NULL,
    mentions TEXT NOT NULL, abbreviations TEXT NOT NULL, left_out TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX reports_sha256 ON reports (sha256);
CREATE TABLE bodies (
    report INTEGER PRIMARY KEY REFERENCES reports (row) ON DELETE CASCADE,
    text BLOB NOT NULL, pages TEXT NOT NULL, sections TEXT NOT NULL, boxes BLOB NOT NULL
);
CREATE TABLE judgements (
    report INTEGER NOT NULL REFERENCES reports (row) ON DELETE CASCADE,
    subject TEXT NOT NULL, area TEXT NOT NULL, grade TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX judgements_report ON judgements (report);
CREATE TABLE recommendations (
    report INTEGER NOT NULL REFERENCES reports (row) ON DELETE CASCADE,
    kind TEXT NOT NULL, text TEXT NOT NULL, section TEXT NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX recommendations_report ON recommendations (report);
CREATE TABLE past (  -- what a report's file said before it was replaced or removed
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, info TEXT NOT NULL, text BLOB NOT NULL,
    pages TEXT NOT NULL, sections TEXT NOT NULL, left_at TEXT NOT NULL,
    PRIMARY KEY (sha256, text_sha256)
) WITHOUT ROWID;
CREATE TABLE failures (
    source TEXT PRIMARY KEY, location TEXT NOT NULL, sha256 TEXT NOT NULL,
    reason TEXT NOT NULL, failed_at TEXT NOT NULL
) WITHOUT ROWID;
"""
ADDED_TABLES = """
CREATE TABLE IF NOT EXISTS tombstones (  -- what stays of files that were erased
    sha256 TEXT PRIMARY KEY, report TEXT NOT NULL, erased_at TEXT NOT NULL,
    by TEXT NOT NULL, why TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS addresses (  -- of pages on the web: what was learned when last fetched
    address TEXT PRIMARY KEY, final TEXT NOT NULL, etag TEXT NOT NULL,
    last_modified TEXT NOT NULL, fetched_at TEXT NOT NULL, links TEXT NOT NULL
) WITHOUT ROWID
"""

# Columns of `reports` that libraries of earlier versions lack.
ADDED_COLUMNS = {
    "left_out": "TEXT NOT NULL DEFAULT '{}'",
    "published_precision": "TEXT NOT NULL DEFAULT 'day'",
    "file_date": "TEXT",
    "subject_by": "TEXT NOT NULL DEFAULT ''",
    "published_by": "TEXT NOT NULL DEFAULT ''",
    "language": "TEXT NOT NULL DEFAULT ''",
}


class StoreWriting(Store):
    """Sees what it wrote; what others see changes where a transaction ends."""

    def __init__(self, folder: Path) -> None:
        (folder / "library.sqlite").touch()
        super().__init__(folder)

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        with self.transaction():
            for statement in ADDED_TABLES.split(";\n"):
                self._db.execute(statement)
            columns = {record["name"] for record in self._all("PRAGMA table_info(reports)")}
            for name, kind in ADDED_COLUMNS.items():
                if columns and name not in columns:
                    self._db.execute(f"ALTER TABLE reports ADD COLUMN {name} {kind}")
            if not self._has_table("library"):
                for statement in SCHEMA.split(";\n"):
                    self._db.execute(statement)
                self.set(segment="0", format=str(FORMAT), generation="0")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the end of it is what publishes a generation."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def set(self, **values: str) -> None:
        self._db.executemany("INSERT OR REPLACE INTO library VALUES (?, ?)", values.items())

    def keep(self, name: str, value: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO library VALUES (?, ?)", (f"kept {name}", value))

    def keep_field(self, field: Field) -> None:
        own = {} if field is load_field(USUAL_FIELD) else {"texts": dict(field.texts)}
        self.set(field=json.dumps({"name": field.name} | own))

    @property
    def last_segment(self) -> int:
        """The highest number that a segment has had; numbers are never used twice."""
        return int(self._get("segment") or max((row.segment for row in self.rows()), default=0))

    def next_number(self) -> int:
        """What the next report gets; numbers are never used twice."""
        records = self._all("SELECT seq FROM sqlite_sequence WHERE name = 'reports'")
        return int(records[0][0]) + 1 if records else 1

    def add(self, row: ReportRow, read: ReadReport) -> None:
        holding, report = row.holding, read.report
        number = holding.number
        self._insert(
            "reports",
            asdict(holding.info)
            | {"row": number, "location": holding.location, "text_sha256": holding.text_sha256}
            | {"extractor": holding.reader, "pages_without_text": holding.pages_without_text}
            | {"characters": holding.characters, "added_at": _time(holding.added_at)}
            | {"segment": row.segment, "first": row.first, "passages": holding.passages}
            | {"mentions": json.dumps(holding.mentions)}
            | {"abbreviations": json.dumps(holding.abbreviations)}
            | {"left_out": json.dumps(dict(holding.left_out))},
        )
        boxes = np.ascontiguousarray(report.boxes, np.int32).tobytes()
        packed = {"text": zlib.compress(report.text.encode()), "boxes": zlib.compress(boxes)}
        spans = {"pages": _spans(report.pages), "sections": _spans(report.sections)}
        self._insert("bodies", {"report": number, **packed, **spans})
        same = (holding.info.sha256, holding.text_sha256)
        self._db.execute("DELETE FROM past WHERE sha256 = ? AND text_sha256 = ?", same)
        for judgement in report.judgements:
            self._insert("judgements", {"report": number} | asdict(judgement))
        for item in read.recommendations:
            values = asdict(item)
            section = json.dumps(values.pop("headings"))
            self._insert("recommendations", {"report": number, "section": section} | values)

    def read_again(self, holding: Holding) -> ReadReport:
        """A report as it was once read; raises ValueError where what is kept of it is damaged."""
        from ingest.reading import ReadReport

        try:
            report = self.text(holding, boxes=True)
            recommendations = self.recommendations([holding.number])
        except (zlib.error, IndexError) as error:
            raise ValueError(f"its text cannot be unpacked: {error}") from error
        if sha256(report.text.encode()).hexdigest() != holding.text_sha256:
            raise ValueError("its text is not what was read from its file")
        return ReadReport(
            report,
            tuple(item for _, item in recommendations),
            holding.mentions,
            holding.abbreviations,
            holding.text_sha256,
            sentences_of(report.text),
            holding.left_out,
        )

    def _insert(self, table: str, values: dict[str, object]) -> None:
        names = ", ".join(values)
        sql = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})"
        plain = (v.isoformat() if isinstance(v, date) else v for v in values.values())
        self._db.execute(sql, tuple(plain))

    def remove(self, holding: Holding) -> None:
        """Takes a report out; its text is kept so that its old citations can still be read."""
        info = json.dumps(asdict(holding.info), default=str)
        self._db.execute(
            "INSERT OR REPLACE INTO past"
            " SELECT ?, ?, ?, text, pages, sections, ? FROM bodies WHERE report = ?",
            (holding.info.sha256, holding.text_sha256, info, _time(), holding.number),
        )
        self._db.execute("DELETE FROM reports WHERE row = ?", (holding.number,))

    def erase(self, tombstone: Tombstone) -> None:
        """Takes all that was read of a file out, now and before, and keeps the tombstone."""
        for table in ("reports", "past"):
            self._db.execute(f"DELETE FROM {table} WHERE sha256 = ?", (tombstone.sha256,))
        self._insert("tombstones", asdict(tombstone))

    def shred(self) -> None:
        """Leaves nothing of what was deleted in the file; in its log it is until that is emptied."""
        self._db.execute("VACUUM")

    def empty_log(self, wait_s: float = 0.0) -> bool:
        """Brings all into the one file; whether every reader let it."""
        self._db.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
        try:
            busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {TIMEOUT_S * 1000}")
        return not busy

    def close(self) -> None:
        with suppress(sqlite3.Error):  # what is wrong with it was raised before
            self.empty_log()
        super().close()

    def move(self, moves: Sequence[tuple[Holding, str, str]]) -> None:
        """Gives reports their new (source, location); two may take each other's."""
        sql = "UPDATE reports SET source = ?, location = ? WHERE row = ?"
        between = [(f"moving {h.number}", location, h.number) for h, _, location in moves]
        self._db.executemany(sql, between)
        self._db.executemany(sql, [(source, location, h.number) for h, source, location in moves])

    def correct(self, corrections: Sequence[tuple[Holding, ReportInfo]]) -> None:
        """Gives reports other metadata."""
        names = "title subject kind published published_precision subject_by published_by".split()
        sql = f"UPDATE reports SET {', '.join(f'{name} = ?' for name in names)} WHERE row = ?"
        for holding, info in corrections:
            values = [getattr(info, name) for name in names]
            plain = (v.isoformat() if isinstance(v, date) else v for v in values)
            self._db.execute(sql, (*plain, holding.number))

    def place(self, row: ReportRow) -> None:
        """Where its passages stand from now on."""
        sql = "UPDATE reports SET segment = ?, first = ?, passages = ? WHERE row = ?"
        holding = row.holding
        self._db.execute(sql, (row.segment, row.first, holding.passages, holding.number))

    def note_failure(self, failure: Failure) -> None:
        self._insert("failures", asdict(failure) | {"failed_at": _time()})

    def forget_failure(self, source: str) -> None:
        self._db.execute("DELETE FROM failures WHERE source = ?", (source,))

    def note_address(self, address: Address) -> None:
        names = ("address", "final", "etag", "last_modified", "fetched_at")
        values = {name: getattr(address, name) for name in names}
        self._insert("addresses", values | {"links": json.dumps(address.links)})

    def forget_address(self, address: str) -> None:
        self._db.execute("DELETE FROM addresses WHERE address = ?", (address,))


def _spans(values: Sequence[Page] | Sequence[Section]) -> str:
    return json.dumps([astuple(value) for value in values])


def _time(known: datetime | None = None) -> str:
    return (known or datetime.now(UTC)).isoformat(timespec="seconds")
