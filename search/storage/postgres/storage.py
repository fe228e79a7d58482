"""A library in a PostgreSQL database, for many machines at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property

from psycopg import Connection, ProgrammingError, conninfo, errors

from search.storage.errors import LibraryHeld, NoLibrary
from search.storage.postgres.beside import PostgresBeside
from search.storage.postgres.connecting import (
    NEWEST,
    Connections,
    Row,
    connect_to_write,
    server_faults_said,
)
from search.storage.postgres.damage import find_damage
from search.storage.postgres.generation import PostgresGeneration
from search.storage.postgres.listening import listening
from search.storage.postgres.schema import TABLES, migrate, refuse_other
from search.storage.postgres.writing import PostgresWriting
from search.storage.queue import Queue

WRITING = 4  # connections of a server for what it writes beside the library, at most
WRITER = 0x50494E43  # the lock of a database that its one writer holds: "PINC"


class PostgresStorage:
    """A `Storage`."""

    def __init__(self, address: str) -> None:
        self._address = address
        try:
            parts = conninfo.conninfo_to_dict(address)
        except ProgrammingError as error:
            raise NoLibrary(f"The library's address cannot be read: {error}") from error
        self._database = str(parts.get("dbname") or parts.get("user") or "postgres")
        self.name = f"postgresql://{_where(parts)}/{self._database}"  # without a password
        self._writing = Connections(address, self.name, most=WRITING)
        self._connections = Connections(address, self.name, primary=self._writing)
        self.beside = PostgresBeside(self.name, self._database, self._connections, self._writing)

    @cached_property
    def queue(self) -> Queue:
        from search.storage.postgres.queue import PostgresQueue  # asyncio: for who has a queue

        return PostgresQueue(self._address, self.name, self._connections)

    def published(self) -> int:
        def read(connection: Connection[Row]) -> int:
            refuse_other(connection, self.name)
            return int((connection.execute(NEWEST).fetchone() or (0,))[0])

        return self._connections.ask(read)

    def open(self) -> PostgresGeneration:
        def read(connection: Connection[Row]) -> PostgresGeneration:
            with connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                refuse_other(connection, self.name)
                return PostgresGeneration(self._connections, connection)

        generation = self._connections.ask(read)
        self._connections.least = generation.number
        return generation

    @contextmanager
    def hold(self, wait_s: float | None = 0.0) -> Iterator[PostgresWriting]:
        with (
            server_faults_said(self.name),
            connect_to_write(self._address, self.name) as connection,
        ):
            # The server lets go when the connection ends, however its process does.
            if not _is_ours(connection, wait_s):
                raise LibraryHeld(
                    f"{self.name} is being written by {_writer(connection)}."
                    " Wait until it has finished, or stop it."
                )
            migrate(connection, self.name)
            yield PostgresWriting(connection)
            with suppress(errors.Error):  # that a connection has ended the server notices later
                connection.execute("SELECT pg_advisory_unlock(%s)", (WRITER,))

    def told(self, tell: Callable[[], None]) -> AbstractContextManager[None]:
        return listening(self._address, self.name, tell)

    def close(self) -> None:
        self._connections.close()
        self._writing.close()

    def bytes_on_disk(self) -> int:
        sizes = self._connections.all(
            "SELECT sum(pg_total_relation_size(to_regclass(name)))::bigint FROM unnest(%s::text[]) AS name",
            (list(TABLES),),
        )
        return int(sizes[0][0])

    def damage(self) -> Iterator[str]:
        with self._connections.lent() as connection:
            yield from (fault for _, fault in find_damage(connection))


def _where(parts: Mapping[str, object]) -> str:
    """The hosts of an address with their ports, of which there may be one for all."""
    hosts = str(parts.get("host") or "localhost").split(",")
    ports = str(parts.get("port") or 5432).split(",")
    ports = ports if len(ports) == len(hosts) else ports * len(hosts)
    return ",".join(f"{host}:{port}" for host, port in zip(hosts, ports, strict=True))


def _is_ours(connection: Connection[Row], wait_s: float | None) -> bool:
    """Whether the lock of the one writer is had before so long; None: it is waited for."""
    if wait_s == 0:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (WRITER,)).fetchone()
        return row is not None and bool(row[0])
    try:
        with suppress(errors.InvalidParameterValue):  # a server on Windows cannot
            # One that is killed while it waits must not be given the lock.
            connection.execute("SET client_connection_check_interval = '10s'")
        connection.execute(f"SET lock_timeout = {math.ceil((wait_s or 0) * 1000)}")
        connection.execute("SELECT pg_advisory_lock(%s)", (WRITER,))
    except errors.LockNotAvailable:
        return False
    connection.execute("RESET lock_timeout")
    return True


def _writer(connection: Connection[Row]) -> str:
    row = connection.execute(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND objid = %s AND granted",
        (WRITER,),
    ).fetchone()
    return str(row[0]).removeprefix("pincite: ") if row else "another process"
