"""The library's one SQLite file: reports, their texts, and which generation is published."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.fetching.addresses import Address
from ingest.field.field import Field, field_from_texts, load_field
from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Page, Report, ReportInfo, Section
from search.holdings import Holding
from search.storage.contract import Failure, NoLibrary, WrongFormat

if TYPE_CHECKING:
    from ingest.reading import ReadReport

# What SQLite says where it cannot make the two files that its readers share.
NEEDS_WRITING = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
USUAL_FIELD = "uk_inspection"  # comes with Pincite
FORMAT = 1  # of the whole library folder; another one is refused with the way out

SCHEMA = """
CREATE TABLE library (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE, source TEXT NOT NULL UNIQUE, location TEXT NOT NULL,
    sha256 TEXT NOT NULL, text_sha256 TEXT NOT NULL, extractor TEXT NOT NULL,
    title TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, publisher TEXT NOT NULL,
    published TEXT, inspected_from TEXT, inspected_to TEXT,
    page_count INTEGER NOT NULL, media_type TEXT NOT NULL, pages_without_text INTEGER NOT NULL,
    characters INTEGER NOT NULL, added_at TEXT NOT NULL,
    segment INTEGER NOT NULL, first INTEGER NOT NULL, passages INTEGER NOT NULL,
    mentions TEXT NOT NULL, abbreviations TEXT NOT NULL
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
ADDRESSES = """
CREATE TABLE IF NOT EXISTS addresses (  -- of pages on the web: what was learned when last fetched
    address TEXT PRIMARY KEY, final TEXT NOT NULL, etag TEXT NOT NULL,
    last_modified TEXT NOT NULL, fetched_at TEXT NOT NULL, links TEXT NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as the store lists it, and where its passages stand."""

    holding: Holding
    segment: int
    first: int  # of its passages in the segment


class Store:
    """One connection; safe to share between threads. A reader's sees one generation for ever."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._rows: list[ReportRow] | None = None  # until the next transaction
        path = folder / "library.sqlite"
        if not path.exists() and not write:
            raise NoLibrary(_no_library(folder))
        self._db = _connect(path)
        try:
            self._open(write)
        except sqlite3.OperationalError as error:
            self._db.close()
            if write or error.sqlite_errorcode & 0xFF not in NEEDS_WRITING:
                raise
            # A disk that may only be read: nobody can be writing to it.
            self._db = _connect(path.resolve().as_uri() + "?immutable=1")
            self._open(write)
        except BaseException:
            self._db.close()
            raise

    def _open(self, write: bool) -> None:
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA synchronous = FULL")
            self._create()
        else:
            self._db.execute("BEGIN")  # holds the generation that the next line sees
            if not self._all("SELECT 1 FROM sqlite_master WHERE name = 'library'"):
                raise NoLibrary(_no_library(self.folder))  # its first ingest was cut off
        if self._get("format") != str(FORMAT):
            raise WrongFormat(
                f"{self.folder} was made by another version of Pincite."
                " Ingest its reports into a new folder."
            )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @property
    def generation(self) -> int:
        return int(self._get("generation") or 0)

    @property
    def model(self) -> str:
        return self._get("model") or ""

    @property
    def field(self) -> Field:
        """The one that the library was made with; it is kept whole but where Pincite brings it."""
        kept = json.loads(self._get("field") or "{}")
        if "texts" in kept:
            return field_from_texts(kept["name"], kept["texts"])
        return load_field(kept.get("name", USUAL_FIELD))

    @field.setter
    def field(self, field: Field) -> None:
        kept: dict[str, object] = {"name": field.name}
        if field is not load_field(USUAL_FIELD):
            kept["texts"] = dict(field.texts)
        self.set("field", json.dumps(kept))

    @property
    def last_segment(self) -> int:
        """The highest number that a segment has had; numbers are never used twice."""
        return int(self._get("segment") or max((row.segment for row in self.rows()), default=0))

    def rows(self) -> list[ReportRow]:
        """Every report, in the order of its passages on disk."""
        with self._lock:
            if self._rows is None:  # 15,000 of them take a third of a second to read
                found = self._all("SELECT * FROM reports ORDER BY segment, first, row")
                self._rows = [_row(record) for record in found]
            return list(self._rows)

    def report(self, holding: Holding, *, boxes: bool = False) -> Report:
        wanted = "*" if boxes else "text, pages, sections"
        record = self._all(f"SELECT {wanted} FROM bodies WHERE report = ?", holding.number)[0]
        return Report(
            info=holding.info,
            text=zlib.decompress(record["text"]).decode(),
            pages=tuple(Page(*page) for page in json.loads(record["pages"])),
            sections=tuple(Section(*section) for section in json.loads(record["sections"])),
            judgements=tuple(judgement for _, judgement in self.judgements([holding.number])),
            boxes=_boxes(record["boxes"] if boxes else b""),
        )

    def judgements(self, rows: Iterable[int] | None = None) -> list[tuple[int, Judgement]]:
        """(report row, judgement), in the order of the text; of all reports when rows is None."""
        sql = "SELECT * FROM judgements {} ORDER BY report, start"
        return [
            (r["report"], Judgement(r["subject"], r["area"], r["grade"], r["start"], r["end"]))
            for r in self._of_reports(sql, rows)
        ]

    def recommendations(
        self, rows: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        sql = "SELECT * FROM recommendations {} ORDER BY report, start"
        return [
            (
                r["report"],
                Recommendation(
                    r["kind"], r["text"], tuple(json.loads(r["section"])), r["start"], r["end"]
                ),
            )
            for r in self._of_reports(sql, rows)
        ]

    def past(self, sha256_prefix: str) -> list[Report]:
        """What files whose hash starts so said, before they were replaced or removed."""
        found = self._all(
            "SELECT * FROM past WHERE sha256 BETWEEN ? AND ?", sha256_prefix, sha256_prefix + "g"
        )
        return [
            Report(
                info=_info(json.loads(record["info"])),
                text=zlib.decompress(record["text"]).decode(),
                pages=tuple(Page(*page) for page in json.loads(record["pages"])),
                sections=tuple(Section(*section) for section in json.loads(record["sections"])),
            )
            for record in found
        ]

    def files(self) -> set[str]:
        """The hashes of the files that a report or a past text names."""
        found = self._all("SELECT sha256 FROM reports UNION SELECT sha256 FROM past")
        return {record[0] for record in found}

    def address(self, address: str) -> Address | None:
        """What was learned when a page was last fetched: where from, when, and where it led."""
        if not self._all("SELECT 1 FROM sqlite_master WHERE name = 'addresses'"):
            return None  # a library that no later version has written to
        found = self._all("SELECT * FROM addresses WHERE address = ?", address)
        if not found:
            return None
        record = found[0]
        return Address(
            address=record["address"],
            final=record["final"],
            etag=record["etag"],
            last_modified=record["last_modified"],
            fetched_at=record["fetched_at"],
            links=tuple(json.loads(record["links"])),
        )

    def past_files(self) -> list[tuple[str, str, str]]:
        """(file's hash, text's hash, source) of every text that is kept though its file left."""
        found = self._all("SELECT sha256, text_sha256, info FROM past ORDER BY left_at")
        return [(r["sha256"], r["text_sha256"], json.loads(r["info"])["source"]) for r in found]

    def damage(self) -> list[str]:
        """What SQLite finds wrong with its own file."""
        found = [record[0] for record in self._all("PRAGMA quick_check")]
        return [] if found == ["ok"] else found

    def failures(self) -> list[Failure]:
        found = self._all("SELECT * FROM failures ORDER BY source")
        return [Failure(*record) for record in found]

    # For the one writer.

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; the end of it is what publishes a generation."""
        with self._lock:
            self._rows = None
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._rows = None

    def set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO library VALUES (?, ?)", (key, value))

    def next_row(self) -> int:
        """The row that the next report gets; rows are never used twice."""
        found = self._all("SELECT seq FROM sqlite_sequence WHERE name = 'reports'")
        return int(found[0][0]) + 1 if found else 1

    def add(self, row: ReportRow, read: ReadReport) -> None:
        holding, info, report = row.holding, row.holding.info, read.report
        self._db.execute(
            f"INSERT INTO reports VALUES ({', '.join('?' * 24)})",
            (
                holding.number,
                info.id,
                info.source,
                holding.location,
                info.sha256,
                holding.text_sha256,
                holding.reader,
                info.title,
                info.subject,
                info.kind,
                info.publisher,
                _iso(info.published),
                _iso(info.inspected_from),
                _iso(info.inspected_to),
                info.page_count,
                info.media_type,
                holding.pages_without_text,
                holding.characters,
                _now(),
                row.segment,
                row.first,
                holding.passages,
                json.dumps(holding.mentions),
                json.dumps(holding.abbreviations),
            ),
        )
        self._db.execute(
            "INSERT INTO bodies VALUES (?, ?, ?, ?, ?)",
            (
                holding.number,
                zlib.compress(report.text.encode()),
                _spans(report.pages),
                _spans(report.sections),
                zlib.compress(np.ascontiguousarray(report.boxes, np.int32).tobytes()),
            ),
        )
        self._db.executemany(
            "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?)",
            [
                (holding.number, j.subject, j.area, j.grade, j.start, j.end)
                for j in report.judgements
            ],
        )
        self._db.executemany(
            "INSERT INTO recommendations VALUES (?, ?, ?, ?, ?, ?)",
            [
                (holding.number, r.kind, r.text, json.dumps(r.headings), r.start, r.end)
                for r in read.recommendations
            ],
        )

    def remove(self, holding: Holding) -> None:
        """Takes a report out; its text is kept so that its old citations can still be read."""
        info = json.dumps(asdict(holding.info), default=str)
        self._db.execute(
            "INSERT OR REPLACE INTO past"
            " SELECT ?, ?, ?, text, pages, sections, ? FROM bodies WHERE report = ?",
            (holding.info.sha256, holding.text_sha256, info, _now(), holding.number),
        )
        self._db.execute("DELETE FROM reports WHERE row = ?", (holding.number,))

    def move(self, moves: Sequence[tuple[Holding, str, str]]) -> None:
        """Gives reports their new (source, location); two may take each other's."""
        sql = "UPDATE reports SET source = ?, location = ? WHERE row = ?"
        between = [(f"moving {h.number}", location, h.number) for h, _, location in moves]
        self._db.executemany(sql, between)
        self._db.executemany(sql, [(source, location, h.number) for h, source, location in moves])

    def place(self, row: ReportRow) -> None:
        """Where its passages stand from now on."""
        self._db.execute(
            "UPDATE reports SET segment = ?, first = ? WHERE row = ?",
            (row.segment, row.first, row.holding.number),
        )

    def add_failure(self, failure: Failure) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?)",
            (failure.source, failure.location, failure.sha256, failure.reason, _now()),
        )

    def forget_failure(self, source: str) -> None:
        self._db.execute("DELETE FROM failures WHERE source = ?", (source,))

    def note_address(self, address: Address) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?, ?, ?)",
            (
                address.address,
                address.final,
                address.etag,
                address.last_modified,
                address.fetched_at,
                json.dumps(address.links),
            ),
        )

    def forget_address(self, address: str) -> None:
        self._db.execute("DELETE FROM addresses WHERE address = ?", (address,))

    def _create(self) -> None:
        with self.transaction():
            self._db.execute(ADDRESSES)
            if not self._all("SELECT 1 FROM sqlite_master WHERE name = 'library'"):
                for statement in SCHEMA.split(";\n"):
                    self._db.execute(statement)
                self.set("segment", "0")
                self.set("format", str(FORMAT))
                self.set("generation", "0")

    def _get(self, key: str) -> str | None:
        found = self._all("SELECT value FROM library WHERE key = ?", key)
        return found[0][0] if found else None

    def _all(self, sql: str, *values: str | int) -> list[sqlite3.Row]:
        with self._lock:
            cursor = self._db.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, values).fetchall()

    def _of_reports(self, sql: str, rows: Iterable[int] | None) -> list[sqlite3.Row]:
        if rows is None:
            return self._all(sql.format(""))
        wanted = json.dumps(list(rows))
        return self._all(sql.format("WHERE report IN (SELECT value FROM json_each(?))"), wanted)


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(
        path,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=64,
        uri=isinstance(path, str),
    )


def _no_library(folder: Path) -> str:
    return f"There is no library in {folder}. Make one: pincite ingest PATH"


def _row(record: sqlite3.Row) -> ReportRow:
    holding = Holding(
        number=record["row"],
        info=_info(dict(record)),
        location=record["location"],
        text_sha256=record["text_sha256"],
        reader=record["extractor"],
        passages=record["passages"],
        pages_without_text=record["pages_without_text"],
        characters=record["characters"],
        mentions=tuple(json.loads(record["mentions"])),
        abbreviations=tuple(map(tuple, json.loads(record["abbreviations"]))),
    )
    return ReportRow(holding, record["segment"], record["first"])


def _info(record: dict[str, str]) -> ReportInfo:
    return ReportInfo(
        id=record["id"],
        title=record["title"],
        subject=record["subject"],
        kind=record["kind"],
        published=_date(record["published"]),
        source=record["source"],
        page_count=int(record["page_count"]),
        media_type=record["media_type"],
        sha256=record["sha256"],
        inspected_from=_date(record["inspected_from"]),
        inspected_to=_date(record["inspected_to"]),
        publisher=record["publisher"],
    )


def _spans(values: Sequence[Page] | Sequence[Section]) -> str:
    return json.dumps([list(asdict(value).values()) for value in values])


def _boxes(packed: bytes) -> NDArray[np.int32]:
    flat = np.frombuffer(zlib.decompress(packed) if packed else b"", np.int32)
    return flat.reshape(-1, 7)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and value != "None" else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
