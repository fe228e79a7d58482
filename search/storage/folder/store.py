"""The library's one SQLite file, to read: reports, their texts, and which generation is published."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.fetching.addresses import Address
from ingest.field.field import Field, field_from_texts, load_field
from ingest.judgements.recommendations import Recommendation
from ingest.report import Judgement, Page, Report, ReportInfo, Section
from search.holdings import Holding
from search.storage.contract import Failure, Tombstone
from search.storage.errors import NoLibrary, WrongFormat

# What SQLite says where it cannot make the two files that its readers share.
NEEDS_WRITING = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
USUAL_FIELD = "uk_inspection"  # comes with Pincite
FORMAT = 1  # of the whole library folder; another one is refused with the way out

TIMEOUT_S = 30  # for which one connection waits for another

DAYS = ("published", "inspected_from", "inspected_to", "file_date")
INFO = [field.name for field in fields(ReportInfo) if field.name not in DAYS]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report as the store lists it, and where its passages stand."""

    holding: Holding
    segment: int
    first: int  # of its passages in the segment


class Store:
    """One connection, which sees one generation for ever; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self.is_open = False
        path = folder / "library.sqlite"
        if not path.exists():
            raise NoLibrary(_no_library(folder))
        try:
            self._connect(path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in NEEDS_WRITING:
                raise
            # A disk that may only be read: nobody can be writing to it.
            self._connect(path.resolve().as_uri() + "?immutable=1")
        self.is_open = True

    def _connect(self, path: Path | str) -> None:
        self._db = self._connected(path)
        try:
            self._prepare()
            if self._get("format") != str(FORMAT):
                raise WrongFormat(
                    f"{self.folder} was made by another version of Pincite."
                    " Ingest its reports into a new folder."
                )
        except BaseException:
            self._db.close()
            raise

    def _connected(self, path: Path | str) -> sqlite3.Connection:
        return sqlite3.connect(
            path,
            timeout=TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=64,
            uri=isinstance(path, str),
        )

    def _prepare(self) -> None:
        self._db.execute("BEGIN")  # holds the generation that the next line sees
        if not self._has_table("library"):
            raise NoLibrary(_no_library(self.folder))  # its first ingest was cut off

    def close(self) -> None:
        with self._lock:
            self.is_open = False
            self._db.close()

    def __del__(self) -> None:
        # sqlite3's connections are circles, which would hold the log up until they are searched for.
        if self.is_open:
            self.close()

    def settle(self) -> None:
        """Reads on from the file alone, where the same stands in it, so that its log can be emptied.

        A log of which anybody reads goes on growing, with every generation.
        """
        path = self.folder / "library.sqlite"
        try:
            if not path.with_name("library.sqlite-wal").stat().st_size:
                return
        except FileNotFoundError:
            return
        number, now = self.number, self._connected(path)
        try:
            now.execute("PRAGMA wal_checkpoint(PASSIVE)")
            now.execute("BEGIN")
            (latest,) = now.execute("SELECT value FROM library WHERE key = 'generation'").fetchone()
            if int(latest) == number and self.is_open:
                with self._lock:
                    self._db, now = now, self._db
                now.execute("ROLLBACK")
                now.execute("PRAGMA busy_timeout = 0")
                now.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            pass  # it may only be read, or others are at it: they or a later look will
        finally:
            now.close()

    @property
    def number(self) -> int:
        """Of the generation."""
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

    def kept(self, name: str) -> bytes:
        """What was learned for the library; b"" where nothing was."""
        records = self._all("SELECT value FROM library WHERE key = ?", f"kept {name}")
        return bytes(records[0][0]) if records else b""

    def rows(self) -> list[ReportRow]:
        """Every report, in the order of its passages on disk."""
        return [_row(r) for r in self._all("SELECT * FROM reports ORDER BY segment, first, row")]

    def text(self, holding: Holding, *, boxes: bool = False) -> Report:
        """With `boxes` only where pages are drawn: unpacking these takes longer than the rest."""
        columns = "*" if boxes else "text, pages, sections"
        record = self._all(f"SELECT {columns} FROM bodies WHERE report = ?", holding.number)[0]
        judgements = tuple(judgement for _, judgement in self.judgements([holding.number]))
        report = replace(_report(holding.info, record), judgements=judgements)
        return replace(report, boxes=_boxes(record["boxes"])) if boxes else report

    def judgements(self, reports: Iterable[int] | None = None) -> list[tuple[int, Judgement]]:
        """(report, judgement), in the order of the text; of all reports when None."""
        columns = "report, subject, area, grade, start, end"
        return [(r[0], Judgement(*r[1:])) for r in self._of("judgements", columns, reports)]

    def recommendations(
        self, reports: Iterable[int] | None = None
    ) -> list[tuple[int, Recommendation]]:
        columns = "report, kind, text, section, start, end"
        return [
            (number, Recommendation(kind, text, tuple(json.loads(section)), start, end))
            for number, kind, text, section, start, end in self._of(
                "recommendations", columns, reports
            )
        ]

    def past(self, sha256_prefix: str) -> list[Report]:
        sql = "SELECT * FROM past WHERE sha256 BETWEEN ? AND ?"
        records = self._all(sql, sha256_prefix, sha256_prefix + "g")
        return [_report(_info(json.loads(r["info"])), r) for r in records]

    def past_files(self) -> list[tuple[str, str, str]]:
        records = self._all("SELECT sha256, text_sha256, info FROM past ORDER BY left_at")
        return [(r["sha256"], r["text_sha256"], json.loads(r["info"])["source"]) for r in records]

    def files(self) -> set[str]:
        """The hashes of the files that a report or a past text names."""
        return {r[0] for r in self._all("SELECT sha256 FROM reports UNION SELECT sha256 FROM past")}

    def tombstones(self) -> list[Tombstone]:
        if not self._has_table("tombstones"):
            return []  # a library that no later version has written to
        columns = "report, sha256, erased_at, by, why"
        records = self._all(f"SELECT {columns} FROM tombstones ORDER BY erased_at, sha256")
        return [Tombstone(*record) for record in records]

    def failures(self) -> list[Failure]:
        return [Failure(*r) for r in self._all("SELECT * FROM failures ORDER BY source")]

    def address(self, address: str) -> Address | None:
        if not self._has_table("addresses"):
            return None  # a library that no later version has written to
        for record in self._all("SELECT * FROM addresses WHERE address = ?", address):
            values: dict[str, Any] = dict(record)
            return Address(**values | {"links": tuple(json.loads(record["links"]))})
        return None

    def copy_to(self, path: Path) -> None:
        """The generation that this connection sees, as a file of its own."""
        copy = sqlite3.connect(path)
        try:
            with self._lock:
                self._db.backup(copy)
        finally:
            copy.close()

    def damage(self) -> list[str]:
        """What SQLite finds wrong with its own file."""
        faults = [record[0] for record in self._all("PRAGMA quick_check")]
        return [] if faults == ["ok"] else faults

    def _has_table(self, name: str) -> bool:
        return bool(self._all("SELECT 1 FROM sqlite_master WHERE name = ?", name))

    def _get(self, key: str) -> str | None:
        records = self._all("SELECT value FROM library WHERE key = ?", key)
        return records[0][0] if records else None

    def _all(self, sql: str, *values: str | int) -> list[sqlite3.Row]:
        with self._lock:
            cursor = self._db.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, values).fetchall()

    def _of(self, table: str, columns: str, reports: Iterable[int] | None) -> list[sqlite3.Row]:
        """The records of some reports, in the order of their texts; of all when None."""
        chosen = "" if reports is None else "WHERE report IN (SELECT value FROM json_each(?))"
        values = [] if reports is None else [json.dumps(list(reports))]
        return self._all(f"SELECT {columns} FROM {table} {chosen} ORDER BY report, start", *values)


def _no_library(folder: Path) -> str:
    return f"There is no library in {folder}. Make one: pincite ingest PATH"


def _row(record: sqlite3.Row) -> ReportRow:
    holding = Holding(
        number=record["row"],
        info=_info(record),
        location=record["location"],
        text_sha256=record["text_sha256"],
        reader=record["extractor"],
        passages=record["passages"],
        pages_without_text=record["pages_without_text"],
        characters=record["characters"],
        mentions=tuple(json.loads(record["mentions"])),
        abbreviations=tuple(map(tuple, json.loads(record["abbreviations"]))),
        # A library that no later version has written to has no such column.
        left_out=tuple(json.loads(dict(record).get("left_out", "{}")).items()),
        added_at=datetime.fromisoformat(record["added_at"]),
    )
    return ReportRow(holding, record["segment"], record["first"])


def _info(record: sqlite3.Row | dict[str, str]) -> ReportInfo:
    known = dict(record)  # one that an earlier version wrote has fewer
    values: dict[str, Any] = {name: known[name] for name in INFO if name in known}
    return ReportInfo(**values | {name: _date(known.get(name)) for name in DAYS})


def _report(info: ReportInfo, record: sqlite3.Row) -> Report:
    return Report(
        info=info,
        text=zlib.decompress(record["text"]).decode(),
        pages=tuple(Page(*page) for page in json.loads(record["pages"])),
        sections=tuple(Section(*section) for section in json.loads(record["sections"])),
    )


def _boxes(packed: bytes) -> NDArray[np.int32]:
    return np.frombuffer(zlib.decompress(packed), np.int32).reshape(-1, 7)


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value and value != "None" else None
