"""Briefings that are kept on the server: a document each, beside the library, by who wrote them.

It holds a title, the writer's own words and the ids of citations: no word of a report. It is
never written over what another window wrote meanwhile: who changes it says what they changed.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath

from api.access.rights import Reader
from api.briefing.document import Briefing, Heading, Note, Quote
from search.storage.beside import Beside, Documents
from search.upkeep.copying import BRIEFINGS, BRIEFINGS_LOCK

MOST_KEPT = 200  # of one person in one collection
MOST_BYTES = 10 * 2**20  # that they take together: a long one has 50 KB, a list of all reads all
ID = re.compile(r"([0-9a-f]{32})-[0-9a-f]{32}")  # whose it is, and what nobody guesses


class NotKept(Exception):
    """There is no briefing of this id."""


class ChangedMeanwhile(Exception):
    """It is no longer as it was when it was read."""


class TooMany(Exception):
    """One person keeps no more, or no longer ones."""


@dataclass(frozen=True, slots=True)
class KeptBriefing:
    """A briefing as it is kept."""

    id: str
    owner: str  # of its writer, as `owner_of` has it
    by: str  # what pages call the writer
    revision: int  # counts up with each change, from 1
    changed_at: datetime
    briefing: Briefing


class Shelf:
    """Those of one collection; safe to share between threads, processes, machines."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside

    def of(self, owner: str) -> list[KeptBriefing]:
        """One person's, the one that was changed last first."""
        kept = self._beside.all(f"{BRIEFINGS}/{owner}")
        briefings = [_read(name, value) for name, value in kept.items()]
        return sorted(briefings, key=lambda one: one.changed_at, reverse=True)

    def find(self, briefing_id: str) -> KeptBriefing:
        """Whosever it is. Raises NotKept."""
        return _found_in(self._beside, briefing_id)

    def add(self, reader: Reader, briefing: Briefing) -> KeptBriefing:
        """Raises TooMany."""
        owner = owner_of(reader)
        with self._beside.alone(BRIEFINGS_LOCK) as documents:
            return _write(documents, f"{owner}-{secrets.token_hex(16)}", reader.name, 1, briefing)

    def change(self, briefing_id: str, revision: int, briefing: Briefing) -> KeptBriefing:
        """Puts another in the place of that revision. Raises NotKept, ChangedMeanwhile, TooMany."""
        with self._beside.alone(BRIEFINGS_LOCK) as documents:
            kept = _found_in(documents, briefing_id)
            if kept.revision != revision:
                raise ChangedMeanwhile
            return _write(documents, briefing_id, kept.by, revision + 1, briefing)

    def remove(self, briefing_id: str) -> None:
        """Raises NotKept."""
        with self._beside.alone(BRIEFINGS_LOCK) as documents:
            if not documents.remove(_name_of(briefing_id)):
                raise NotKept(briefing_id)


def owner_of(reader: Reader) -> str:
    """Where those of who asks are kept: a person and a key of one name are two."""
    return sha256(f"{reader.by}:{reader.name}".encode()).hexdigest()[:32]


def _name_of(briefing_id: str) -> str:
    if not (match := ID.fullmatch(briefing_id)):
        raise NotKept(briefing_id)
    return f"{BRIEFINGS}/{match[1]}/{briefing_id}.json"


def _found_in(place: Beside | Documents, briefing_id: str) -> KeptBriefing:
    name = _name_of(briefing_id)
    value = place.read(name)
    if value is None:
        raise NotKept(briefing_id)
    return _read(name, value)


def _write(
    documents: Documents, briefing_id: str, by: str, revision: int, briefing: Briefing
) -> KeptBriefing:
    items = tuple(_without_words(item) for item in briefing.items)
    bare = briefing.model_copy(update={"items": items})
    record = {
        "by": by,
        "revision": revision,
        "changed_at": datetime.now(UTC).isoformat(),
        "briefing": bare.model_dump(exclude_defaults=True),
    }
    name, value = _name_of(briefing_id), json.dumps(record, indent=1).encode()
    held = documents.all(name.rpartition("/")[0])
    held[name] = value
    if len(held) > MOST_KEPT or sum(map(len, held.values())) > MOST_BYTES:
        raise TooMany
    documents.write(name, value)
    return _read(name, value)


def _read(name: str, value: bytes) -> KeptBriefing:
    path, record = PurePosixPath(name), json.loads(value)
    return KeptBriefing(
        path.stem,
        path.parent.name,
        record["by"],
        record["revision"],
        datetime.fromisoformat(record["changed_at"]),
        Briefing.model_validate(record["briefing"]),
    )


def _without_words(item: Heading | Note | Quote) -> Heading | Note | Quote:
    """A quote as its ids: its words are the report's, and go when that is erased."""
    return item.model_copy(update={"words": ""}) if isinstance(item, Quote) else item
