"""What is in a library, told from its store alone: no model, no passages are opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from search.storage.folder.sqlite import Failure, Row, Store


@dataclass(frozen=True, slots=True)
class Status:
    generation: int
    model: str
    reports: int
    pages: int
    pages_without_text: int
    passages: int
    characters: int
    kept: int  # texts of files that were replaced or removed, for their old citations
    bytes_on_disk: int
    subjects: dict[str, int]  # reports on each, most first
    kinds: dict[str, int]
    years: dict[str, int]  # of publication, newest first; "" where no date was found
    scans: tuple[tuple[str, int], ...]  # (source, pages without text)
    failed: tuple[Failure, ...]


def read_status(folder: Path) -> Status:
    """Raises NoLibrary or WrongFormat."""
    store = Store(folder)
    try:
        return _told(store, store.rows())
    finally:
        store.close()


def _told(store: Store, rows: list[Row]) -> Status:
    years = Counter(str(row.info.published.year) if row.info.published else "" for row in rows)
    return Status(
        generation=store.generation,
        model=store.model,
        reports=len(rows),
        pages=sum(row.info.page_count for row in rows),
        pages_without_text=sum(row.pages_without_text for row in rows),
        passages=sum(row.passages for row in rows),
        characters=sum(row.characters for row in rows),
        kept=len(store.past_files()),
        bytes_on_disk=_size(store.folder),
        subjects=_most_first(Counter(row.info.subject for row in rows)),
        kinds=_most_first(Counter(row.info.kind for row in rows)),
        years=dict(sorted(years.items(), reverse=True)),
        scans=tuple(
            (row.info.source, row.pages_without_text) for row in rows if row.pages_without_text
        ),
        failed=tuple(store.failures()),
    )


def _most_first(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _size(folder: Path) -> int:
    """Bytes of all files, those that generations share counted once."""
    sizes: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        try:
            found = path.stat()
        except FileNotFoundError:  # a writer has just tidied up
            continue
        if path.is_file():
            sizes[found.st_dev, found.st_ino or hash(path)] = found.st_size
    return sum(sizes.values())
