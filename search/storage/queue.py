"""The contract of a queue of files: many machines read what one of them puts in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Unreadable(Exception):
    """A file of a queue that no worker can read, and why: trying it again is of no use."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits to be read by whichever worker takes it."""

    source: str
    location: str  # where it was, as seen by who sent it
    sha256: str
    said: tuple[tuple[str, dict[str, str]], ...] = ()  # (pattern, fields): of `Rule`s


@dataclass(frozen=True, slots=True)
class TriedFile:
    """A file of a queue that is being read, or was given up."""

    source: str
    tries: int  # that came to nothing so far
    reason: str  # why the last one did
    worker: str  # that has it, or had it last
    since: str


@dataclass(frozen=True, slots=True)
class QueueState:
    """How far a queue is."""

    waiting: int
    again: int  # of those that wait, which were tried and came to nothing
    reading: tuple[TriedFile, ...]
    done: int  # in the last day
    failed: tuple[TriedFile, ...]  # given up


class Queue(Protocol):
    """Files that wait to be read, each by one worker on whichever machine; each comes at least once.

    A worker that is silent for `lease_s` is taken for dead, and what it read is read by another.
    What came to nothing is tried again, later each time, and in the end given up, with its reason.
    """

    def put(self, path: Path, waiting: WaitingFile) -> bool:
        """Keeps a file until it is read; False where the same waits already.

        Raises Changed when the file no longer has its hash, NoLibrary, Unreachable, CannotWrite.
        """

    def state(self) -> QueueState: ...

    def retry(self) -> int:
        """How many that were given up wait again."""

    def forget(self) -> int:
        """How many that were given up are no longer told of, nor their files kept."""

    def work(
        self,
        read: Callable[[WaitingFile, Path], None],
        *,
        lease_s: float,
        until_empty: bool = False,
    ) -> None:
        """Has `read` take one file after the other until SIGINT or SIGTERM, or until none waits.

        The one that is being read is read to its end. What `read` raises is why it came to
        nothing: Unreadable for good, all else for now. Raises NoLibrary, WrongFormat; a server
        that is gone is waited for.
        """
