"""Takes reports away for good: their texts of now and before, files, vectors, words, what was said of them.

What stays is a tombstone. What lies outside the library, backups, logs and the file where it
came from, is not touched; such a file is not read again.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Sequence, Set
from datetime import UTC, datetime
from pathlib import Path

from ingest.report import ReportInfo
from search.storage.beside import Beside
from search.storage.contract import Storage, Tombstone, Writing
from search.upkeep.changes import path_of
from search.upkeep.correcting import forget
from search.upkeep.removing import NotThere

FEEDBACK = "feedback.jsonl"  # beside the library: what readers said of answers
RECORDS = "records"  # beside the library: of answers, a log a day
KEPT = "generations"  # beside the library: generations that records of answers stand on


def erase(storage: Storage, names: Sequence[str], *, by: str, why: str) -> list[Tombstone]:
    """What stays of them; a name is the id or the source of a report, also of one that left before.

    All of them or none. Raises NotThere, NoLibrary, LibraryHeld or CannotWrite.
    """
    generation = storage.open()
    try:
        known = [holding.info for holding in generation.holdings]
        known += [past.info for sha, *_ in generation.past_files() for past in generation.past(sha)]
    finally:
        generation.close()
    called = {info.id for info in known} | {info.source for info in known}
    for name in names:
        if name not in called:
            raise NotThere(f"There is and was no report {name} in {storage.name}. Nothing went.")
    # The bytes are what goes: under whatever name they are here too.
    files = {info.sha256 for info in known if info.id in names or info.source in names}
    gone = {info for info in known if info.sha256 in files}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    tombstones = [
        Tombstone(info.id, info.sha256, at, by, why)
        for info in {info.sha256: info for info in sorted(gone, key=lambda one: one.id)}.values()
    ]
    with storage.hold() as writing:
        uploaded = _uploaded(writing, storage.beside.folder, files)
        for tombstone in tombstones:
            writing.erase(tombstone)
        for source in {info.source for info in gone}:
            writing.forget_failure(source)
            writing.forget_address(source)
        # First what is beside, so that it can be done again where it is cut off; and then what a
        # server that still answered from it has written meanwhile.
        _forget_beside(storage.beside, gone, uploaded)
        writing.publish()
        _forget_beside(storage.beside, gone, uploaded)
    return tombstones


def _forget_beside(beside: Beside, gone: Set[ReportInfo], uploaded: Sequence[Path]) -> None:
    for path in uploaded:
        path.unlink(missing_ok=True)
    shutil.rmtree(beside.folder / KEPT, ignore_errors=True)
    forget(beside, {info.source for info in gone})
    names = {name for info in gone for name in (info.id, info.source, info.sha256)}
    _forget_lines(beside, names, {info.sha256 for info in gone})


def _uploaded(writing: Writing, folder: Path, files: set[str]) -> list[Path]:
    """The files that were sent to a server, which keeps them in the library's own folder."""
    inside = folder.resolve()
    paths = [path_of(h.location) for h in writing.holdings if h.info.sha256 in files]
    return [path for path in paths if path.is_absolute() and path.is_relative_to(inside)]


def _forget_lines(beside: Beside, names: set[str], files: set[str]) -> None:
    """Takes out what is kept beside the library, a line of JSON each, and names what went."""
    quoted = [json.dumps(name, ensure_ascii=False).encode() for name in names]
    # Citation ids begin with the file's hash.
    quoted += [base64.urlsafe_b64encode(bytes.fromhex(sha[:12])) for sha in files]

    def keeps(line: bytes) -> bool:
        return _is_whole(line) and not any(name in line for name in quoted)

    for log in (FEEDBACK, *beside.logs(RECORDS)):
        beside.log(log).keep_only(keeps)


def _is_whole(line: bytes) -> bool:
    """Whether all of it is there: of one that was cut off nobody knows what it was about."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
