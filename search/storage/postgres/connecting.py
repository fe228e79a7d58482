"""Connections to a library's server, and what is wrong with one, said in a sentence."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import Connection, conninfo, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from search.storage.errors import CannotWrite, Unreachable

Row = tuple[Any, ...]
Answer = TypeVar("Answer")

POOLED = 8  # connections of a server, at most
WAIT_S = 5.0  # for a connection; a question that waits longer is refused
TRIED_S = 2.0  # that one is tried to be made, twice; who asks next tries again, at once
SOON_S, GONE_S = 2.0, 10.0  # for who can do without, and before one that was gone is asked again
LIFE_S = 600.0  # of a connection: then readers go back to a replica that was away
STATEMENT_S = 60  # that a reader's statement may take
# Unless the address says otherwise: a machine that is gone without a word is noticed in seconds.
PATIENCE = {
    **{"connect_timeout": "3", "tcp_user_timeout": "10000"},
    **{"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2"},
}
BREAKS = 3  # in a row that nobody is told of: a server that ends takes all its connections along
REFUSED = (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege, errors.DiskFull)
NEWEST = "SELECT value::int FROM library WHERE key = 'generation'"
# Of the index by meaning, docs/scale.md: looked at per question, and at most where a filter
# lets few through.
EF_SEARCH, MAX_SCANNED = 400, 100_000


class Connections:
    """A few connections that only read, to whichever server the address prefers.

    Without `primary` they are ones to the server that may be written to; else that is asked where
    a replica is behind what was read before. Safe to share between threads.
    """

    def __init__(
        self, address: str, name: str, *, primary: Connections | None = None, most: int = POOLED
    ) -> None:
        self._name = name
        self._primary = primary
        self.least = 0  # the generation that a server must have to be asked
        self._gone_until = 0.0
        self.fault = ""  # why the last one was not had
        settings = (
            f"-c statement_timeout={STATEMENT_S}s -c hnsw.ef_search={EF_SEARCH}"
            f" -c hnsw.iterative_scan=relaxed_order -c hnsw.max_scan_tuples={MAX_SCANNED}"
        )
        options = conninfo.conninfo_to_dict(address)
        own = {} if primary else {"target_session_attrs": "read-write"}
        own["options"] = f"{options.get('options') or ''} {settings}".strip()
        self._pool = ConnectionPool(
            conninfo.make_conninfo("", **PATIENCE | options | own),
            min_size=0,
            max_size=most,
            timeout=WAIT_S,
            reconnect_timeout=TRIED_S,
            kwargs={"autocommit": True, "application_name": "pincite"},
            max_lifetime=LIFE_S,
            open=False,
        )

    @contextmanager
    def lent(self, wait_s: float | None = None) -> Iterator[Connection[Row]]:
        """One of them, for a moment, waited for no longer than usual. Raises Unreachable."""
        self._pool.open()
        with ExitStack() as lending, server_faults_said(self._name):
            connection, number = self._alive(wait_s)
            lending.callback(self._pool.putconn, connection)
            if self._primary is not None and number < self.least:
                connection = self._primary.lent_soon(lending) or connection
            yield connection

    def _alive(self, wait_s: float | None) -> tuple[Connection[Row], int]:
        """One that answers, with the generation of its server.

        Others may have died while nobody asked. The pool's own check waits a second after one, and
        two after the next: a server that was started anew would be gone for many seconds.
        """
        for left in range(self._pool.max_size, -1, -1):
            connection = self._pool.getconn(wait_s)
            try:
                return connection, _generation_of(connection)
            except BaseException as error:
                self._pool.putconn(connection)  # which makes another in the place of a broken one
                if not (isinstance(error, psycopg.OperationalError) and connection.closed and left):
                    raise
        raise AssertionError("One was lent, or it was said why not.")

    def lent_soon(self, lending: ExitStack) -> Connection[Row] | None:
        """One of them, or None where their server is gone: most who ask do not wait to know."""
        now = time.monotonic()
        if now < self._gone_until:
            return None
        if self._gone_until:  # this one looks whether it is back
            self._gone_until = now + GONE_S
        try:
            connection = lending.enter_context(self.lent(SOON_S))
        except Unreachable as error:
            self._gone_until, self.fault = time.monotonic() + GONE_S, str(error)
            return None
        self._gone_until = 0.0
        return connection

    def all(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """What one query brings. Raises Unreachable."""
        return self.ask(lambda one: one.execute(sql.encode(), values, binary=True).fetchall())

    def ask(self, question: Callable[[Connection[Row]], Answer]) -> Answer:
        """What is read by a connection; read again by another where it breaks. Raises Unreachable."""
        for _ in range(BREAKS):
            with self.lent() as connection:
                try:
                    return question(connection)
                except psycopg.OperationalError:
                    if not connection.closed:
                        raise
        with self.lent() as connection:
            return question(connection)

    def close(self) -> None:
        self._pool.close()


def _generation_of(connection: Connection[Row]) -> int:
    """The newest that its server has."""
    try:
        row = connection.execute(NEWEST).fetchone()
    except errors.UndefinedTable:  # there is no library yet
        return 0
    return int(row[0]) if row else 0


def connect_to_write(address: str, name: str) -> Connection[Row]:
    """A connection to the server that may be written to, whichever of several it is."""
    with server_faults_said(name):
        connection = psycopg.connect(
            address,
            autocommit=True,
            target_session_attrs="read-write",
            application_name=f"pincite: process {os.getpid()} on {socket.gethostname()}"[:63],
        )
        # A writer whose machine is gone must not keep others out for hours.
        connection.execute("SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10")
        return connection


@contextmanager
def server_faults_said(name: str) -> Iterator[None]:
    try:
        yield
    except REFUSED as error:
        raise CannotWrite(
            f"{name} cannot be written: {_first_line(error)}. What was in it before stands."
        ) from error
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise Unreachable(
            f"{name} cannot be reached: {_first_line(error)}. Look whether its server runs, and"
            " do it again; what was in it before stands."
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
