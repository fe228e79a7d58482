"""The one writer of a library: holds it, and says in a sentence why it cannot be written."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.storage.folder.sqlite import Store

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
LOCKED_AT = 2**30  # Windows keeps others from reading a locked byte: one that is never written


class LibraryHeld(Exception):
    """Another process is writing to the library."""


class CannotWrite(Exception):
    """The disk is full, or the folder may only be read; what was published stands."""


@contextmanager
def open_to_write(folder: Path) -> Iterator[Store]:
    """The library's store, with every other writer kept out for as long as it lasts.

    Raises LibraryHeld when another process is writing, CannotWrite when the disk is full or
    the folder closed to us; then the last published generation is as it was.
    """
    with said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _hold(folder):
            store = Store(folder, write=True)
            try:
                yield store
            finally:
                store.close()


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Turns a disk's or a folder's refusal, which three libraries word each their way, into one."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise CannotWrite(_full(folder)) from error
        if error.errno in CLOSED:
            raise CannotWrite(_closed(folder, os.strerror(error.errno))) from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in FULL_SQLITE:
            raise CannotWrite(_full(folder)) from error
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise CannotWrite(_closed(folder, str(error))) from error
        raise
    except ValueError as error:  # how tantivy says everything
        if any(os.strerror(number) in str(error) for number in FULL):
            raise CannotWrite(_full(folder)) from error
        if any(os.strerror(number) in str(error) for number in CLOSED):
            raise CannotWrite(_closed(folder, str(error))) from error
        raise


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """A lock that the system lets go when its process dies, however it dies."""
    with (folder / "writer.lock").open("a+", encoding="utf-8") as file:
        if not _lock(file.fileno()):
            file.seek(0)
            raise LibraryHeld(
                f"{folder} is being written by {file.read().strip() or 'another process'}."
                " Wait until it has finished, or stop it."
            )
        file.seek(0)
        file.truncate()
        since = time.strftime("%H:%M:%S on %d %B %Y")
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {since}\n")
        file.flush()
        yield


def _lock(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        os.lseek(descriptor, LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _full(folder: Path) -> str:
    return (
        f"There is no room left on the disk for {folder}."
        " What was in it before stands; make room and do it again."
    )


def _closed(folder: Path, why: str) -> str:
    return (
        f"{folder} cannot be written: {why}. Check who may write there, or choose another folder."
    )
