"""Keeps a library in step with folders, by looking at them now and then.

Looking costs a stat a file. It was chosen over the system's notices because it sees network
and shared folders too, misses nothing when notices overflow, and needs no further library.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

from ingest.overrides import BadOverrides
from search.storage.contract import Storage
from search.storage.errors import LibraryHeld, Unreachable
from search.upkeep.adding import NothingToRead, ingest
from search.upkeep.progress import Progress, Summary

LOOK_S = 2.0  # between two looks
RETRY_S = 10.0  # until the library is tried again that another process holds

Look = dict[str, tuple[int, int]]


def watch(
    storage: Storage,
    paths: Sequence[Path],
    *,
    look_s: float = LOOK_S,
    allow_links: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Generator[Summary | str, None, None]:
    """Each change taken in, as it happens, for ever; a sentence where it must wait.

    A file is taken once two looks see it alike, so that none is read while it is written.
    Files that vanish leave the library. Raises what `ingest` raises but for LibraryHeld and Unreachable.
    """
    taken: Look | None = None
    before: Look | None = None
    while True:
        now = look(paths)
        if now == before and now != taken:
            try:
                yield ingest(
                    storage, paths, prune=True, allow_links=allow_links, on_progress=on_progress
                )
                taken = now
            except (LibraryHeld, Unreachable) as error:
                yield str(error)
                time.sleep(RETRY_S)
            except (BadOverrides, NothingToRead) as error:
                yield str(error)
                taken = now  # until something changes again
        before = now
        time.sleep(look_s)


def look(paths: Sequence[Path]) -> Look:
    """(size, time of change in ns) of every file."""
    return {name: (stat.st_size, stat.st_mtime_ns) for path in paths for name, stat in _files(path)}


def _files(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    if path.is_file():
        yield str(path), path.stat()
        return
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith("."):
                continue
            file = Path(folder, name)
            try:
                yield str(file), file.stat()
            except FileNotFoundError:  # gone since it was listed, or a link to nowhere
                continue
