"""What is wrong with a folder's own files: its store, and whether the views of it fit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from search.storage.folder.segments import Segment, open_segment
from search.storage.folder.store import ReportRow, Store
from search.storage.folder.words import Words, has_words, words_folder

LENGTH_SLACK = 2e-3  # of a unit vector in float16


def find_damage(folder: Path) -> Iterator[str]:
    """A sentence a fault. Raises NoLibrary, WrongFormat."""
    store = Store(folder)
    try:
        yield from _faults(folder, store)
    finally:
        store.close()


def _faults(folder: Path, store: Store) -> Iterator[str]:
    rows = store.rows()
    yield from (f"library.sqlite: {fault}" for fault in store.damage())
    segments: dict[int, Segment] = {}
    for number in sorted({row.segment for row in rows}):
        try:
            segments[number] = open_segment(folder, number)
        except (OSError, ValueError) as error:
            yield f"segment {number} cannot be opened: {error}."
    words = _words(folder, store)
    if words is None:
        yield "the words index cannot be opened. Ingest anything, and it is made anew."
    elif words.passages != sum(row.holding.passages for row in rows):
        yield f"the words index has {words.passages} passages, the store other ones."
    for row in rows:
        name, passages = row.holding.info.id, row.holding.passages
        if row.segment in segments:
            yield from (f"{name}: {fault}" for fault in _passage_faults(row, segments[row.segment]))
        if words is not None and (indexed := words.passages_of(row.holding.number)) != passages:
            yield f"{name}: {indexed} of its {passages} passages are in the words index."


def _words(folder: Path, store: Store) -> Words | None:
    words = words_folder(folder, store.number)
    if store.number and not has_words(words):
        return None
    try:
        return Words(words)
    except ValueError:  # how tantivy says everything
        return None


def _passage_faults(row: ReportRow, segment: Segment) -> Iterator[str]:
    passages = row.holding.passages
    places = segment.passages[row.first : row.first + passages]
    vectors = segment.vectors[row.first : row.first + passages].astype(np.float32)
    if len(places) != passages or np.any(places["report"] != row.holding.number):
        yield "its passages are not where the store says."
        return
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.all(np.abs(lengths - 1) <= LENGTH_SLACK):  # as no comparison with NaN is true
        yield "a vector of its passages is not of length 1."
    for number, place in enumerate(places):
        if int(place["first_token"]) + int(place["tokens"]) > len(segment.tokens):
            yield f"the token vectors of passage {number} are not all there."
