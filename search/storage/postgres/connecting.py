"""Connections to a library's server, and what is wrong with one, said in a sentence."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, conninfo, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from search.storage.contract import CannotWrite, Unreachable

Row = tuple[Any, ...]

POOLED = 8  # connections of a server, at most
WAIT_S = 5.0  # for a connection; a question that waits longer is refused
TRIED_S = 1.0  # that one is tried to be made; who asks next tries again, at once
STATEMENT_S = 60  # that a reader's statement may take
# Unless the address says otherwise: a machine that is gone without a word is noticed in seconds.
PATIENCE = {
    **{"connect_timeout": "3", "tcp_user_timeout": "10000"},
    **{"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2"},
}
REFUSED = (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege, errors.DiskFull)
# Of the index by meaning, docs/scale.md: looked at per question, and at most where a filter
# lets few through.
EF_SEARCH, MAX_SCANNED = 400, 100_000


class Connections:
    """A few connections that only read, to whichever server the address prefers.

    With `to_write` ones to the server that may be written to. Safe to share between threads.
    """

    def __init__(
        self, address: str, name: str, *, to_write: bool = False, most: int = POOLED
    ) -> None:
        self._name = name
        settings = (
            f"-c statement_timeout={STATEMENT_S}s -c hnsw.ef_search={EF_SEARCH}"
            f" -c hnsw.iterative_scan=relaxed_order -c hnsw.max_scan_tuples={MAX_SCANNED}"
        )
        given = conninfo.conninfo_to_dict(address)
        wanted = {"target_session_attrs": "read-write"} if to_write else {}
        wanted["options"] = f"{given.get('options') or ''} {settings}".strip()
        self._pool = ConnectionPool(
            conninfo.make_conninfo("", **PATIENCE | given | wanted),
            min_size=0,
            max_size=most,
            timeout=WAIT_S,
            reconnect_timeout=TRIED_S,
            kwargs={"autocommit": True, "application_name": "pincite"},
            check=ConnectionPool.check_connection,  # one may have died while nobody asked
            open=False,
        )

    @contextmanager
    def lent(self, wait_s: float | None = None) -> Iterator[Connection[Row]]:
        """One of them, for a moment, waited for no longer than usual. Raises Unreachable."""
        self._pool.open()
        with server_faults_said(self._name), self._pool.connection(wait_s) as connection:
            yield connection

    def all(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> list[Row]:
        """What one query brings, asked once more where its connection breaks meanwhile."""
        for last in (False, True):
            with self.lent() as connection:
                try:
                    return connection.execute(sql.encode(), values, binary=True).fetchall()
                except psycopg.OperationalError:
                    if last or not connection.closed:
                        raise
        raise AssertionError("It was answered, or raised.")

    def close(self) -> None:
        self._pool.close()


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
