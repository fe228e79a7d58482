"""Hears of new generations as they are published, from the server that is written to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from search.storage.errors import LibraryError
from search.storage.postgres.connecting import connect_to_write, server_faults_said

logger = logging.getLogger("pincite")

CHANNEL = "pincite"
HEARD_S = 1.0  # between two looks whether it is to end
AGAIN_S = 5.0  # before a server that is gone is tried again


@contextmanager
def listening(address: str, name: str, tell: Callable[[], None]) -> Iterator[None]:
    """Has `tell` called on a thread of its own, also when something may have been missed."""
    ended = threading.Event()

    def listen() -> None:
        while not ended.is_set():
            try:
                with (
                    server_faults_said(name),
                    connect_to_write(address, name) as heard,
                ):
                    heard.execute(f"LISTEN {CHANNEL}")
                    tell()
                    _hear(heard, ended, tell)
            except LibraryError as error:  # meanwhile servers look for themselves
                logger.warning("%s", error)
                ended.wait(AGAIN_S)

    thread = threading.Thread(target=listen, name="listening", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(2 * HEARD_S)


def _hear(
    connection: psycopg.Connection[tuple[object, ...]],
    ended: threading.Event,
    tell: Callable[[], None],
) -> None:
    while not ended.is_set():
        for _ in connection.notifies(timeout=HEARD_S, stop_after=1):
            tell()
