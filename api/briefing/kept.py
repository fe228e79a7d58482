"""Briefings that are kept on the server: a file each, beside the library, by who wrote them.

A file holds a title, the writer's own words and the ids of citations: no word of a report. It is
never written over what another window wrote meanwhile: who changes it says what they changed.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from api.access.rights import Reader
from api.briefing.document import Briefing, Heading, Note, Quote
from api.private_files import write_json
from search.upkeep.copying import BRIEFINGS

MOST_KEPT = 200  # of one person in one collection
HELD_S = 10.0  # longer than any other needs to write
ID = re.compile(r"([0-9a-f]{32})-[0-9a-f]{32}")  # whose it is, and what nobody guesses


class NotKept(Exception):
    """There is no briefing of this id."""


class ChangedMeanwhile(Exception):
    """It is no longer as it was when it was read."""


class TooMany(Exception):
    """One person keeps no more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A briefing as it is kept."""

    id: str
    owner: str  # of its writer, as `owner_of` has it
    by: str  # what pages call the writer
    revision: int  # counts up with each change, from 1
    changed_at: datetime
    briefing: Briefing


class Shelf:
    """Those of one collection; safe to share between threads and processes."""

    def __init__(self, beside: Path) -> None:
        self._folder = beside / BRIEFINGS

    def of(self, owner: str) -> list[Kept]:
        """One person's, the one that was changed last first."""
        found = [_read(path) for path in (self._folder / owner).glob("*.json")]
        return sorted(found, key=lambda one: one.changed_at, reverse=True)

    def find(self, briefing_id: str) -> Kept:
        """Whosever it is. Raises NotKept."""
        try:
            return _read(self._path(briefing_id))
        except FileNotFoundError:
            raise NotKept(briefing_id) from None

    def add(self, reader: Reader, briefing: Briefing) -> Kept:
        """Raises TooMany."""
        owner = owner_of(reader)
        with self._alone():
            if len(list((self._folder / owner).glob("*.json"))) >= MOST_KEPT:
                raise TooMany
            return self._write(f"{owner}-{secrets.token_hex(16)}", reader.name, 1, briefing)

    def change(self, briefing_id: str, revision: int, briefing: Briefing) -> Kept:
        """Puts another in the place of that revision. Raises NotKept, ChangedMeanwhile."""
        with self._alone():
            kept = self.find(briefing_id)
            if kept.revision != revision:
                raise ChangedMeanwhile
            return self._write(briefing_id, kept.by, revision + 1, briefing)

    def remove(self, briefing_id: str) -> None:
        """Raises NotKept."""
        with self._alone():
            try:
                self._path(briefing_id).unlink()
            except FileNotFoundError:
                raise NotKept(briefing_id) from None

    def _path(self, briefing_id: str) -> Path:
        if not (found := ID.fullmatch(briefing_id)):
            raise NotKept(briefing_id)
        return self._folder / found[1] / f"{briefing_id}.json"

    def _write(self, briefing_id: str, by: str, revision: int, briefing: Briefing) -> Kept:
        path = self._path(briefing_id)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        at = datetime.now(UTC)
        told = {"by": by, "revision": revision, "changed_at": at.isoformat()}
        items = tuple(_without_words(item) for item in briefing.items)
        bare = briefing.model_copy(update={"items": items})
        write_json(path, told | {"briefing": bare.model_dump(exclude_defaults=True)})
        return _read(path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self._folder / ".lock", timeout=HELD_S, mode=0o600):
            yield


def owner_of(reader: Reader) -> str:
    """The folder of who asks: a person and a key of one name are two."""
    return sha256(f"{reader.by}:{reader.name}".encode()).hexdigest()[:32]


def _read(path: Path) -> Kept:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Kept(
        path.stem,
        path.parent.name,
        told["by"],
        told["revision"],
        datetime.fromisoformat(told["changed_at"]),
        Briefing.model_validate(told["briefing"]),
    )


def _without_words(item: Heading | Note | Quote) -> Heading | Note | Quote:
    """A quote as its ids: its words are the report's, and go when that is erased."""
    return item.model_copy(update={"words": ""}) if isinstance(item, Quote) else item
