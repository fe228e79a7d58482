"""Files that their owner alone may read: logs, keys, sessions, and what readers say.

A line ends where a line feed stands and nowhere else: questions hold other signs, such as U+2028,
at which `str.splitlines` would cut them in two.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

END = b"\n"
BLOCK = 2**16  # read at a time from the end of a log; a line is shorter


def append_line(path: Path, line: str) -> None:
    """On a line of its own, whole or not at all. Raises OSError where it is not on the disk.

    A file that is there already keeps the rights that it was given. Safe among processes; callers
    that share a file in one take turns.
    """
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        end = os.lseek(file, 0, os.SEEK_END)
        cut_off = end > 0 and os.pread(file, 1, end - 1) != END  # by what broke off in mid-line
        _append(file, (END if cut_off else b"") + line.encode() + END)
    finally:
        os.close(file)


def lines_of(path: Path) -> Iterator[bytes]:
    """Each without its end; the last may be cut off."""
    with path.open("rb") as file:
        for line in file:
            yield line.rstrip(END)


def read_end(path: Path) -> bytes:
    """The last lines of a file, the first of them perhaps cut off; nothing where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - BLOCK))
            return file.read()
    except FileNotFoundError:
        return b""


def write_whole(path: Path, value: bytes) -> None:
    """All or nothing."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


def _append(file: int, data: bytes) -> None:
    """At the end of a file that is open to append. Raises OSError, and leaves no part of it then."""
    end = os.lseek(file, 0, os.SEEK_END)
    written = os.write(file, data)
    if written < len(data):  # the disk had room for a part, which is no error to the system
        if os.fstat(file).st_size == end + written:  # and nobody else wrote behind it
            os.ftruncate(file, end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
