"""Publishes generations of a library: the files first, then one transaction that names them.

A process that dies on the way leaves files that nothing names, and the last generation as it
was; the next one to publish deletes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.fetching.addresses import Address
from ingest.passages import trails_at
from ingest.reading import ReadReport
from ingest.report import Passage, Report
from search.storage.folder.files import remove_files
from search.storage.folder.segments import (
    PLACE,
    SENTENCE,
    Segment,
    open_segment,
    remove_segments,
    write_segment,
)
from search.storage.folder.sqlite import Row, Store
from search.storage.folder.vectors import Indexing, is_due, remove_indexes
from search.storage.folder.words import (
    KEY_SHIFT,
    WordsWriter,
    has_words,
    remove_words,
    words_folder,
)

GENERATIONS_KEPT = 3  # of the words index: a reader may be opening the one before the last
SEGMENTS = 24  # more are joined: each costs a reader four open files
LARGE_SEGMENTS = 8  # left alone when the others are joined, so that little is written twice


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that is read and embedded and waits to be published."""

    read: ReadReport
    location: str
    extractor: str
    replaces: Row | None
    passages: list[Passage]
    vectors: NDArray[np.float16]  # (passages, dimensions)
    codes: list[NDArray[np.uint8]]  # of each passage: (tokens, bytes)
    sentences: list[NDArray[np.void]]  # of each passage: SENTENCE


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read, and why."""

    source: str
    location: str
    fault: str  # the same file under the same reader, or "" where it may yet be read
    reason: str


class Publisher:
    """Gathers what is to change in a library until it is told to publish."""

    def __init__(self, folder: Path, store: Store, model: str) -> None:
        self.folder = folder
        self._store = store
        self._model = model
        self._waiting: list[Waiting] = []
        self._gone: list[Row] = []
        self._moved: list[tuple[Row, str, str]] = []
        self._refused: list[Refused] = []
        self._forgotten: list[str] = []
        self._addresses: list[Address] = []
        self._left: list[str] = []
        self._indexing: Indexing | None = None
        self.tidy()  # after a crash

    def add(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)

    def remove(self, row: Row) -> None:
        self._gone.append(row)

    def move(self, row: Row, source: str, location: str) -> None:
        self._moved.append((row, source, location))

    def refuse(self, refused: Refused) -> None:
        self._refused.append(refused)

    def forget_failure(self, source: str) -> None:
        self._forgotten.append(source)

    def forget_address(self, address: str) -> None:
        """So that it is fetched in full when it is asked for again."""
        self._left.append(address)

    def note_address(self, address: Address) -> None:
        self._addresses.append(address)

    @property
    def passages(self) -> int:
        """How many wait."""
        return sum(len(waiting.passages) for waiting in self._waiting)

    def publish(self) -> list[Row]:
        """The next generation, if anything is to change; the rows of the reports that came in."""
        store = self._store
        whole = not store.generation or has_words(words_folder(self.folder, store.generation))
        if whole and not (self._waiting or self._gone or self._moved):
            with store.transaction():
                self._record()
            return []
        generation = store.generation + 1
        leaving = [*self._gone, *(w.replaces for w in self._waiting if w.replaces)]
        left = {row.row for row in leaving}
        held = [row for row in store.rows() if row.row not in left]
        segment = store.last_segment
        rows: list[Row] = []
        if self._waiting:
            segment += 1
            rows, parts = _lay_out(self._waiting, store.next_row(), segment)
            write_segment(self.folder, segment, [parts])
        joined = self._join(held, segment + 1)
        self._write_words(generation, held, leaving, rows)
        with store.transaction():
            for row in leaving:
                store.remove(row)
            store.move(self._moved)
            for row, waiting in zip(rows, self._waiting, strict=True):
                store.add(row, waiting.read.report, waiting.read.recommendations)
                store.forget_failure(row.info.source)
            self._record()
            for row in joined:
                store.place(row)
            store.set("segment", str(segment + bool(joined)))
            store.set("model", self._model or store.model)
            store.set("generation", str(generation))
        self._waiting, self._gone, self._moved = [], [], []
        self.tidy()
        self._index_beside()
        return rows

    def close(self) -> None:
        """Waits for the index that is being made, if any."""
        if self._indexing is not None:
            self._indexing.finish()

    def _index_beside(self) -> None:
        """Readers score exactly, and more slowly, what no index holds yet."""
        if self._indexing is not None and self._indexing.is_alive():
            return
        self.close()
        rows = self._store.rows()
        if is_due(self.folder, rows):
            self._indexing = Indexing(self.folder, self._store.generation, rows)
            self._indexing.start()

    def tidy(self) -> None:
        """Deletes what the last generations do not name."""
        generation = self._store.generation
        remove_words(self.folder, range(generation - GENERATIONS_KEPT + 1, generation + 1))
        if self._indexing is None or not self._indexing.is_alive():
            remove_indexes(self.folder)
        remove_segments(self.folder, {row.segment for row in self._store.rows()})
        remove_files(
            self.folder,
            self._store.files() | {waiting.read.report.info.sha256 for waiting in self._waiting},
        )

    def _record(self) -> None:
        for refused in self._refused:
            self._store.add_failure(refused.source, refused.location, refused.fault, refused.reason)
        for source in self._forgotten:
            self._store.forget_failure(source)
        for address in self._addresses:
            self._store.note_address(address)
        for left in self._left:
            self._store.forget_address(left)
        self._refused, self._forgotten, self._addresses, self._left = [], [], [], []

    def _join(self, held: Sequence[Row], number: int) -> list[Row]:
        """Where the reports of small segments are once these are one, if there are too many."""
        sizes: dict[int, int] = {}
        for row in held:
            sizes[row.segment] = sizes.get(row.segment, 0) + row.passages
        if len(sizes) <= SEGMENTS:
            return []
        small = sorted(sizes, key=lambda segment: sizes[segment])[:-LARGE_SEGMENTS]
        rows = [row for row in held if row.segment in small]
        opened = {segment: open_segment(self.folder, segment) for segment in small}
        parts = [opened[row.segment].cut(row.first, row.passages) for row in rows]
        write_segment(self.folder, number, parts)
        firsts = np.cumsum([0, *(row.passages for row in rows)]).tolist()
        return [
            replace(row, segment=number, first=first)
            for row, first in zip(rows, firsts, strict=False)
        ]

    def _write_words(
        self, generation: int, held: Sequence[Row], leaving: Sequence[Row], rows: Sequence[Row]
    ) -> None:
        words = WordsWriter(self.folder, generation)
        if words.is_new:  # the first generation, or one whose index was lost
            for row in held:
                self._add_held(words, row)
        else:
            for row in leaving:
                words.remove_report(row.row)
        for row, waiting in zip(rows, self._waiting, strict=True):
            for number, passage in enumerate(waiting.passages):
                header = header_of(waiting.read.report, passage.headings, passage.text)
                words.add((row.row << KEY_SHIFT) + number, header, passage.text)
        words.commit()

    def _add_held(self, words: WordsWriter, row: Row) -> None:
        report = self._store.report(row)
        places = open_segment(self.folder, row.segment).passages
        places = places[row.first : row.first + row.passages]
        trails = trails_at(report.sections, places["start"].tolist())
        for number, (place, headings) in enumerate(zip(places, trails, strict=True)):
            text = report.text[int(place["start"]) : int(place["end"])]
            header = header_of(report, headings, text)
            words.add((row.row << KEY_SHIFT) + number, header, text)


def header_of(report: Report, headings: Sequence[str], text: str) -> str:
    """What leads a passage when it is embedded and matched, and is never quoted."""
    info = report.info
    year = str(info.published.year) if info.published else ""
    about = [info.title, info.subject, info.kind, year]
    kept = [part for i, part in enumerate(about) if part and part not in " ".join(about[:i])]
    return ". ".join([*kept, *(title for title in headings if title not in text)])


def _lay_out(waiting: Sequence[Waiting], first_row: int, segment: int) -> tuple[list[Row], Segment]:
    rows: list[Row] = []
    first = 0
    for number, one in enumerate(waiting):
        rows.append(_row_of(one, first_row + number, segment, first))
        first += len(one.passages)
    places = np.zeros(first, PLACE)
    codes = [code for one in waiting for code in one.codes]
    sentences = [held for one in waiting for held in one.sentences]
    passages = [passage for one in waiting for passage in one.passages]
    places["report"] = np.repeat([row.row for row in rows], [len(one.passages) for one in waiting])
    places["start"] = [passage.start for passage in passages]
    places["end"] = [passage.end for passage in passages]
    places["tokens"] = counts = [len(code) for code in codes]
    places["first_token"] = np.cumsum([0, *counts])[:-1]
    places["sentences"] = counts = [len(held) for held in sentences]
    places["first_sentence"] = np.cumsum([0, *counts])[:-1]
    return rows, Segment(
        passages=places,
        vectors=np.concatenate([one.vectors for one in waiting]),
        tokens=np.concatenate(codes) if codes else np.zeros((0, 0), np.uint8),
        sentences=np.concatenate(sentences) if sentences else np.zeros(0, SENTENCE),
    )


def _row_of(waiting: Waiting, row: int, segment: int, first: int) -> Row:
    report = waiting.read.report
    return Row(
        row=row,
        info=report.info,
        location=waiting.location,
        text_sha256=waiting.read.text_sha256,
        extractor=waiting.extractor,
        segment=segment,
        first=first,
        passages=len(waiting.passages),
        pages_without_text=sum(not page.has_text for page in report.pages),
        characters=len(report.text),
        mentions=waiting.read.mentions,
        abbreviations=waiting.read.abbreviations,
    )
