"""The audit log: what was done here, by whom and when, each line bound to the one before it.

A line is JSON. `before` is the hash of the line before it and `hash` its own, so that a line that
was changed, moved or taken out is found; that the end was cut off is found by a hash kept
elsewhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from search.storage.beside import Place
from search.storage.opening import open_beside

NAME = "audit.jsonl"  # in a database
FIRST = "0" * 64  # what stands before the first line

Detail = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Verified:
    """How far a log is whole."""

    lines: int
    last: str  # the hash of the last line, to be kept elsewhere
    fault: str  # what is wrong first; empty where nothing is


class Audit:
    """Appends to one log; safe to share between threads, processes and, in a database, machines."""

    def __init__(self, place: Place) -> None:
        beside, name = open_beside(place, NAME)
        self._log = beside.log(name)
        self._lock = threading.Lock()
        self.failing = False  # whether the last line could not be written

    def write(self, what: str, **details: Detail) -> None:
        """Raises OSError where the line is not kept."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self.failing = True  # until it is written
            self._log.append_after(
                lambda before: _line({"at": at, "what": what, **details, "before": _last(before)})
            )
            self.failing = False


def verify(place: Place, expected: str = "") -> Verified:
    """Whether each line follows the one before; `expected` is a hash that must be among them."""
    before, number, seen = FIRST, 0, not expected
    for number, line in enumerate(_lines(place), 1):
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


def between(place: Place, first: str, last: str) -> Iterator[str]:
    """The lines of a span of days, both included, in UTC."""
    for line in _lines(place):
        entry = _entry(line)
        if entry is not None and first <= str(entry["at"])[:10] <= last:
            yield line


def _lines(place: Place) -> Iterator[str]:
    beside, name = open_beside(place, NAME)
    return (line.decode(errors="replace") for line in beside.log(name).lines())


def _line(entry: dict[str, Detail]) -> str:
    body = json.dumps(entry, ensure_ascii=False)
    return f'{body[:-1]}, "hash": "{sha256(body.encode()).hexdigest()}"}}'


def _entry(line: str) -> dict[str, Detail] | None:
    """What a line tells, or None where its hash is not its own."""
    body, _, rest = line.rpartition(', "hash": "')
    if rest != f'{sha256(f"{body}}}".encode()).hexdigest()}"}}':
        return None
    entry: dict[str, Detail] = json.loads(line)
    return entry


def _last(before: Iterable[bytes]) -> str:
    """The hash of the last whole line, of lines that come last first."""
    for line in before:
        if (entry := _entry(line.decode(errors="replace"))) is not None:
            return str(entry["hash"])
    return FIRST
