"""The one writer of a folder: holds it, and says in a sentence why it cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from search.storage.errors import CannotWrite, LibraryHeld

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
CLOSED_SQLITE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


@contextmanager
def hold_folder(folder: Path, wait_s: float | None = 0.0) -> Iterator[None]:
    """Keeps other writers out; the system lets go when a process dies, however it dies.

    Waits so long for one who writes; None: until they have finished.

    Raises LibraryHeld, and CannotWrite for whatever the disk refuses meanwhile.
    """
    writer = folder / "writer.txt"  # who it is; the lock itself may not be read on Windows
    with _said_plainly(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(folder / "writer.lock", timeout=-1 if wait_s is None else wait_s):
                since = time.strftime("%H:%M:%S on %d %B %Y")
                name = f"process {os.getpid()} on {socket.gethostname()} since {since}"
                writer.write_text(name, encoding="utf-8")
                yield
        except Timeout:
            name = writer.read_text(encoding="utf-8") if writer.exists() else "another process"
            raise LibraryHeld(
                f"{folder} is being written by {name}. Wait until it has finished, or stop it."
            ) from None


@contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    """Turns a disk's or a folder's refusal, which three libraries word each their way, into one."""
    try:
        yield
    except shutil.Error as error:  # several files at once, each with its reason in words
        if any(os.strerror(number) in str(error) for number in FULL):
            raise CannotWrite(_full(folder)) from error
        if any(os.strerror(number) in str(error) for number in CLOSED):
            raise CannotWrite(_closed(folder, str(error))) from error
        raise
    except OSError as error:
        if error.errno in FULL:
            raise CannotWrite(_full(folder)) from error
        if error.errno in CLOSED:
            raise CannotWrite(_closed(folder, os.strerror(error.errno))) from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in FULL_SQLITE:
            raise CannotWrite(_full(folder)) from error
        if error.sqlite_errorcode & 0xFF in CLOSED_SQLITE:
            raise CannotWrite(_closed(folder, str(error))) from error
        raise
    except ValueError as error:  # how tantivy says everything
        if any(os.strerror(number) in str(error) for number in FULL):
            raise CannotWrite(_full(folder)) from error
        if any(os.strerror(number) in str(error) for number in CLOSED):
            raise CannotWrite(_closed(folder, str(error))) from error
        raise


def _full(folder: Path) -> str:
    return (
        f"There is no room left on the disk for {folder}."
        " What was in it before stands; make room and do it again."
    )


def _closed(folder: Path, why: str) -> str:
    return (
        f"{folder} cannot be written: {why}. Check who may write there, or choose another folder."
    )
