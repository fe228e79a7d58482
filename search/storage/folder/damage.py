"""What is wrong with a folder's own files: its store, and whether the views of it fit it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.storage.folder.segments import Segment, open_segment, segment_folder
from search.storage.folder.store import ReportRow, Store
from search.storage.folder.sums import changed_files
from search.storage.folder.words import Words, has_words, words_folder

LENGTH_SLACK = 2e-3  # of a unit vector in float16


def find_damage(folder: Path) -> Iterator[str]:
    """A sentence a fault. Raises NoLibrary, WrongFormat."""
    store = Store(folder)
    try:
        yield from (f"library.sqlite: {fault}" for fault in store.damage())
        rows = store.rows()
        yield from _segment_faults(folder, rows)
        yield from _word_faults(folder, store, rows)
        for path in sorted((folder / "meaning").glob("[0-9]*")):
            for name in changed_files(path):
                yield f"the index of vectors {path.name}: {name} is not as it was written."
    finally:
        store.close()


def unsound_reports(folder: Path, rows: Sequence[ReportRow]) -> frozenset[int]:
    """The numbers of the reports whose passages, vectors, tokens or sentences are damaged."""
    unsound = set()
    for number in sorted({row.segment for row in rows}):
        own = [row for row in rows if row.segment == number]
        segment = _opened(folder, number)
        whole = segment is not None and not any(changed_files(segment_folder(folder, number)))
        unsound |= {
            row.holding.number
            for row in own
            if segment is None or not whole or any(_passage_faults(row, segment))
        }
    return frozenset(unsound)


def words_are_sound(folder: Path, store: Store) -> bool:
    return not any(_word_faults(folder, store, store.rows()))


def _segment_faults(folder: Path, rows: Sequence[ReportRow]) -> Iterator[str]:
    segments: dict[int, Segment] = {}
    for number in sorted({row.segment for row in rows}):
        for name in changed_files(segment_folder(folder, number)):
            yield f"segment {number}: {name} is not as it was written."
        try:
            segments[number] = open_segment(folder, number)
        except (OSError, ValueError) as error:
            yield f"segment {number} cannot be opened: {error}."
    for row in rows:
        if row.segment in segments:
            for fault in _passage_faults(row, segments[row.segment]):
                yield f"{row.holding.info.id}: {fault}"


def _word_faults(folder: Path, store: Store, rows: Sequence[ReportRow]) -> Iterator[str]:
    path = words_folder(folder, store.number)
    if not has_words(path):
        if store.number:
            yield "the words index cannot be opened."
        return
    changed = list(changed_files(path))
    yield from (f"the words index: {name} is not as it was written." for name in changed)
    if changed:
        return
    try:
        words = Words(path)
    except ValueError as error:  # how tantivy says everything
        yield f"the words index cannot be opened: {error}."
        return
    if words.passages != sum(row.holding.passages for row in rows):
        yield f"the words index has {words.passages} passages, the store other ones."
    for row in rows:
        passages = row.holding.passages
        if (indexed := words.passages_of(row.holding.number)) != passages:
            yield f"{row.holding.info.id}: {indexed} of its {passages} passages are in the words index."


def _opened(folder: Path, number: int) -> Segment | None:
    try:
        return open_segment(folder, number)
    except (OSError, ValueError):
        return None


def _passage_faults(row: ReportRow, segment: Segment) -> Iterator[str]:
    passages = row.holding.passages
    places = segment.passages[row.first : row.first + passages]
    vectors = segment.vectors[row.first : row.first + passages].astype(np.float32)
    if len(places) != passages or np.any(places["report"] != row.holding.number):
        yield "its passages are not where the store says."
        return
    lengths = np.linalg.norm(vectors, axis=1)
    if len(vectors) != passages or not np.all(np.abs(lengths - 1) <= LENGTH_SLACK):
        yield "a vector of its passages is not of length 1."  # no comparison with NaN is true
    ends = places["start"] < places["end"]
    if not np.all(ends & (places["end"] <= row.holding.characters) & (places["start"] >= 0)):
        yield "a passage is no slice of its text."
    for number, place in enumerate(places):
        if int(place["first_token"]) + int(place["tokens"]) > len(segment.tokens):
            yield f"the token vectors of passage {number} are not all there."
        if int(place["first_sentence"]) + int(place["sentences"]) > len(segment.sentences):
            yield f"the sentences of passage {number} are not all there."
