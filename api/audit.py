"""The audit log: what was done here, by whom and when, each line bound to the one before it.

A line is JSON. `before` is the hash of the line before it and `hash` its own, so that a line that
was changed, moved or taken out is found; that the end was cut off is found by a hash kept
elsewhere.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from api.private_files import lines_of, write_whole

FIRST = "0" * 64  # what stands before the first line
BLOCK = 2**16  # read at a time from the end; a line is shorter
HELD_S = 10.0  # longer than any other needs to write a line

Told = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a log is whole."""

    lines: int
    last: str  # the hash of the last line, to be kept elsewhere
    fault: str  # what is wrong first; empty where nothing is


class Audit:
    """Appends to one file; safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._others = FileLock(path.with_name(f"{path.name}.lock"), timeout=HELD_S, mode=0o600)
        self.failing = False  # whether the last line could not be written

    def write(self, what: str, **told: Told) -> None:
        """Raises OSError where the line is not on the disk."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self.failing = True  # until it is written
            with self._others:
                file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
                try:
                    before, whole = _last(file)
                    line = _line({"at": at, "what": what, **told, "before": before})
                    write_whole(file, (line if whole else f"\n{line}").encode())
                finally:
                    os.close(file)
            self.failing = False


def verify(path: Path, expected: str = "") -> Verified:
    """Whether each line follows the one before; `expected` is a hash that must be among them."""
    before, number, seen = FIRST, 0, not expected
    for number, line in enumerate(_lines(path), 1):
        entry = _entry(line)
        if entry is None:
            return Verified(number - 1, before, f"Line {number} is not whole, or was changed.")
        if entry["before"] != before:
            why = f"Line {number} does not follow the one before: a line was taken out or moved."
            return Verified(number - 1, before, why)
        before = str(entry["hash"])
        seen = seen or before == expected
    return Verified(
        number, before, "" if seen else f"There is no line {expected}: the end is cut off."
    )


def between(path: Path, first: str, last: str) -> Iterator[str]:
    """The lines of a span of days, both included, in UTC."""
    for line in _lines(path):
        entry = _entry(line)
        if entry is not None and first <= str(entry["at"])[:10] <= last:
            yield line


def _lines(path: Path) -> Iterator[str]:
    return (line.decode(errors="replace") for line in lines_of(path))


def _line(told: dict[str, Told]) -> str:
    body = json.dumps(told, ensure_ascii=False)
    return f'{body[:-1]}, "hash": "{sha256(body.encode()).hexdigest()}"}}\n'


def _entry(line: str) -> dict[str, Told] | None:
    """What a line tells, or None where its hash is not its own."""
    body, _, told = line.rpartition(', "hash": "')
    if told != f'{sha256(f"{body}}}".encode()).hexdigest()}"}}':
        return None
    entry: dict[str, Told] = json.loads(line)
    return entry


def _last(file: int) -> tuple[str, bool]:
    """(the hash of the last whole line, whether the file ends with a line's end)."""
    end = os.lseek(file, 0, os.SEEK_END)
    os.lseek(file, max(0, end - BLOCK), os.SEEK_SET)
    tail = os.read(file, BLOCK).decode(errors="replace")
    for line in reversed(tail.split("\n")):
        if (entry := _entry(line)) is not None:
            return str(entry["hash"]), tail.endswith("\n")
    return FIRST, tail.endswith("\n") or not tail
