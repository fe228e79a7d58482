"""What servers write beside a library: documents, each replaced whole, and logs, which grow by lines.

In a folder they are files, which may be read and edited by hand; in a database rows, which all of
its servers share. A name has "/" between its parts; a document ends in .json or .toml, a log in
.jsonl. This knows nothing of what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

SERVERS = ("postgresql://", "postgres://")  # what the address of a database begins with
HELD_S = 30.0  # longer than any other needs to write

Place = Path | str  # a file, or the address of a database that holds a library


def place_of(given: str, folder: Path = Path()) -> Place:
    """What a person means by it, files as seen from a folder."""
    return given if given.startswith(SERVERS) else folder / given


class CannotKeep(OSError):
    """It is not kept: the place where it would be cannot be written, or is gone."""


class DocumentsBusy(CannotKeep):
    """Another writes, and was not done in time."""


class Documents(Protocol):
    """Documents while nobody else writes them: what is read is what was written last."""

    def read(self, name: str) -> bytes | None: ...

    def all(self, folder: str) -> dict[str, bytes]:
        """Those below a folder, by name."""

    def write(self, name: str, value: bytes) -> None: ...

    def remove(self, name: str) -> bool:
        """Whether there was one."""


class Log(Protocol):
    """Lines in the order in which they came; safe to share between threads, processes, machines."""

    def append(self, line: str) -> None:
        """Whole or not at all. Raises OSError where it is not kept."""

    def append_after(self, line_after: Callable[[Iterable[bytes]], str]) -> None:
        """Appends what is made of the lines before, the last one first, while nobody else does.

        Of a long log only the last lines are among them. Raises OSError where it is not kept.
        """

    def lines(self) -> Iterator[bytes]:
        """Each without its end. Raises FileNotFoundError where nothing was ever written."""

    def bytes_taken(self) -> int: ...

    def keep_only(self, keeps: Callable[[bytes], bool]) -> None:
        """Takes the other lines out, for good."""


class Beside(Protocol):
    """One place of documents and logs; safe to share between threads, processes, machines."""

    @property
    def folder(self) -> Path:
        """For what is files wherever the library is kept: uploads that wait, kept generations."""

    def named(self, name: str) -> str:
        """Where a document or a log is, for sentences to people."""

    def read(self, name: str) -> bytes | None: ...

    def all(self, folder: str) -> dict[str, bytes]:
        """The documents below a folder, by name."""

    def stamp(self, name: str) -> Hashable:
        """Another after each change of a document; None where there is none.

        Cheap to ask for at each request: in a database it may be a second old.
        """

    def alone(self, lock: str, wait_s: float = HELD_S) -> AbstractContextManager[Documents]:
        """Keeps out others who hold the same lock; in a database all that is written, or nothing.

        Raises DocumentsBusy, and OSError where what is written is not kept.
        """

    def log(self, name: str) -> Log: ...

    def logs(self, folder: str) -> list[str]:
        """The names of those below a folder, sorted."""
