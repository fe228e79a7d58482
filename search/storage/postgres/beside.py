"""What servers write beside a library, in its database: see search/storage/beside.py.

It is read where it is written, so that who wrote finds it; from a replica while that is gone.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

from psycopg import Connection, errors

from search.storage.beside import HELD_S, CannotKeep, DocumentsBusy, Log
from search.storage.errors import LibraryError
from search.storage.postgres.connecting import Connections, Row
from search.storage.postgres.schema import refuse_other

STAMP_S = 1.0  # that a stamp is taken for the newest
READ_AT_ONCE = 1000  # lines
LAST_LINES = 20  # that an appended one may be made of
BESIDE = Path("indexes")


class PostgresBeside:
    """A `Beside`."""

    def __init__(
        self, name: str, database: str, reading: Connections, writing: Connections
    ) -> None:
        self.name = name
        self._folder = BESIDE / database
        self._reading = reading
        self._writing = writing
        self._looked = False  # whether the tables are of this version
        self._stamps: dict[str, tuple[float, Hashable]] = {}
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder

    def named(self, name: str) -> str:
        return f"{name} in {self.name}"

    def read(self, name: str) -> bytes | None:
        with self.lent() as connection:
            return PostgresDocuments(connection).read(name)

    def all(self, folder: str) -> dict[str, bytes]:
        with self.lent() as connection:
            return PostgresDocuments(connection).all(folder)

    def stamp(self, name: str) -> Hashable:
        now = time.monotonic()
        with self._lock:
            looked_at, stamp = self._stamps.get(name, (-STAMP_S, None))
            if now < looked_at + STAMP_S:
                return stamp
        sql = "SELECT revision FROM documents WHERE name = %s"
        with self.lent() as connection:
            row = connection.execute(sql, (name,)).fetchone()
        with self._lock:
            self._stamps[name] = now, row and row[0]
        return row and row[0]

    @contextmanager
    def alone(self, lock: str, wait_s: float = HELD_S) -> Iterator[PostgresDocuments]:
        with self.written() as connection:
            try:
                connection.execute(f"SET LOCAL lock_timeout = {max(1, math.ceil(wait_s * 1000))}")
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_number_of(lock),))
            except errors.LockNotAvailable as error:
                where = self.named(lock)
                raise DocumentsBusy(
                    f"{where} is held by another for more than {wait_s:.0f} s."
                ) from error
            documents = PostgresDocuments(connection)
            yield documents
        with self._lock:
            for name in documents.changed:
                self._stamps.pop(name, None)

    def log(self, name: str) -> Log:
        return PostgresLog(self, name)

    def logs(self, folder: str) -> list[str]:
        sql = "SELECT name FROM logs WHERE name >= %s AND name < %s ORDER BY name"
        with self.lent() as connection:
            return [name for (name,) in connection.execute(sql, _below(folder))]

    @contextmanager
    def lent(self) -> Iterator[Connection[Row]]:
        """A connection to read by. Raises Unreachable, NoLibrary, WrongFormat."""
        with ExitStack() as lending:
            connection = self._writing.lent_soon(lending)
            connection = connection or lending.enter_context(self._reading.lent())
            self._look(connection)
            yield connection

    @contextmanager
    def written(self) -> Iterator[Connection[Row]]:
        """A transaction, on disk when it ends. Raises OSError."""
        try:
            with ExitStack() as lending:
                connection = self._writing.lent_soon(lending)
                if connection is None:  # else each question would wait to be told of in vain
                    raise CannotKeep(self._writing.fault)
                self._look(connection)
                with connection.transaction():
                    yield connection
        except LibraryError as error:
            raise CannotKeep(str(error)) from error

    def _look(self, connection: Connection[Row]) -> None:
        if not self._looked:
            refuse_other(connection, self.name)
            self._looked = True


class PostgresDocuments:
    """A `Documents`, over a transaction."""

    def __init__(self, connection: Connection[Row]) -> None:
        self._connection = connection
        self.changed: set[str] = set()

    def read(self, name: str) -> bytes | None:
        sql = "SELECT value FROM documents WHERE name = %s"
        row = self._connection.execute(sql, (name,), binary=True).fetchone()
        return bytes(row[0]) if row else None

    def all(self, folder: str) -> dict[str, bytes]:
        sql = "SELECT name, value FROM documents WHERE name >= %s AND name < %s ORDER BY name"
        rows = self._connection.execute(sql, _below(folder), binary=True)
        return {name: bytes(value) for name, value in rows}

    def write(self, name: str, value: bytes) -> None:
        self.changed.add(name)
        self._connection.execute(
            "INSERT INTO documents VALUES (%s, %b) ON CONFLICT (name) DO UPDATE"
            " SET value = EXCLUDED.value, revision = EXCLUDED.revision",
            (name, value),
        )

    def remove(self, name: str) -> bool:
        self.changed.add(name)
        return (
            self._connection.execute("DELETE FROM documents WHERE name = %s", (name,)).rowcount > 0
        )


class PostgresLog:
    """A `Log`."""

    def __init__(self, beside: PostgresBeside, name: str) -> None:
        self._beside = beside
        self._name = name

    def append(self, line: str) -> None:
        with self._beside.written() as connection:
            self._add(connection, line)

    def append_after(self, line_after: Callable[[Iterable[bytes]], str]) -> None:
        with self._beside.written() as connection:
            self._grow(connection, 0)
            before = connection.execute(
                "SELECT line FROM log_lines WHERE log = %s ORDER BY number DESC LIMIT %s",
                (self._name, LAST_LINES),
            ).fetchall()
            self._add(connection, line_after(last.encode() for (last,) in before))

    def lines(self) -> Iterator[bytes]:
        last = -1
        while rows := self._next(last):
            yield from (line.encode() for _, line in rows)
            last = rows[-1][0]
        if last < 0 and self._name not in self._beside.logs(str(Path(self._name).parent)):
            raise FileNotFoundError(f"There is no {self._beside.named(self._name)}.")

    def _next(self, last: int) -> list[Row]:
        with self._beside.lent() as connection:
            return connection.execute(
                "SELECT number, line FROM log_lines WHERE log = %s AND number > %s"
                " ORDER BY number LIMIT %s",
                (self._name, last, READ_AT_ONCE),
            ).fetchall()

    def bytes_taken(self) -> int:
        with self._beside.lent() as connection:
            sql = "SELECT bytes FROM logs WHERE name = %s"
            return int((connection.execute(sql, (self._name,)).fetchone() or (0,))[0])

    def keep_only(self, keeps: Callable[[bytes], bool]) -> None:
        with self._beside.written() as connection:
            self._grow(connection, 0)
            gone, freed = [], 0
            sql = "SELECT number, line FROM log_lines WHERE log = %s"
            with connection.cursor(name="lines") as cursor:  # not all of them in memory
                for number, line in cursor.execute(sql, (self._name,)):
                    if not keeps(line.encode()):
                        gone.append(number)
                        freed += _bytes_of(line.encode())
            delete = "DELETE FROM log_lines WHERE log = %s AND number = ANY(%s)"
            connection.execute(delete, (self._name, gone))
            self._grow(connection, -freed)

    def _add(self, connection: Connection[Row], line: str) -> None:
        self._grow(connection, _bytes_of(line.encode()))
        insert = "INSERT INTO log_lines (log, line) VALUES (%s, %s)"
        connection.execute(insert, (self._name, line))

    def _grow(self, connection: Connection[Row], by: int) -> None:
        """Keeps others from appending until the transaction ends, too."""
        connection.execute(
            "INSERT INTO logs VALUES (%s, %s) ON CONFLICT (name) DO UPDATE"
            " SET bytes = logs.bytes + EXCLUDED.bytes",
            (self._name, by),
        )


def _below(folder: str) -> tuple[str, str]:
    """Between which names are those below a folder: "0" is the sign after "/"."""
    return f"{folder}/", f"{folder}0"


def _bytes_of(line: bytes) -> int:
    return len(line) + 1  # with its end, as in a file


def _number_of(lock: str) -> int:
    return int.from_bytes(sha256(lock.encode()).digest()[:8], "big", signed=True)
