"""Publishes generations of a library: the files first, then one transaction that names them.

A process that dies on the way leaves files that nothing names, and the last generation as it
was; the next one to publish deletes them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.fetching.addresses import Address
from ingest.field.field import Field
from ingest.passages import header_of, trails_at
from ingest.report import ReportInfo
from search.holdings import Holding, Holdings
from search.storage.contract import EmbeddedAgain, Failure, NewReport, PassageRef, Tombstone
from search.storage.folder.damage import unsound_reports, words_are_sound
from search.storage.folder.files import keep_file, open_file, remove_files
from search.storage.folder.segment_layout import lay_out_again, lay_out_new
from search.storage.folder.segments import open_segment, remove_segments, write_segment
from search.storage.folder.store import ReportRow
from search.storage.folder.store_writing import StoreWriting
from search.storage.folder.vector_index import (
    Indexing,
    is_due,
    remove_damaged_indexes,
    remove_indexes,
)
from search.storage.folder.words import WordsWriter, has_words, remove_words, words_folder
from search.storage.pending_notes import Noting

if TYPE_CHECKING:
    from ingest.reading import ReadReport

logger = logging.getLogger("pincite")

GENERATIONS_KEPT = 3  # of the words index: a reader may be opening the one before the last
SEGMENTS = 24  # more are joined: each costs a reader four open files
SET_ASIDE = 4000  # passages embedded again that wait in memory; more are a segment on disk
SHRED_S = 30.0  # a server goes over to a newer generation in a few seconds
LET_GO_S = 0.2  # before who is told is told again
LARGE_SEGMENTS = 8  # left alone when the others are joined, so that little is written twice


class FolderWriting(Noting):
    """A `Writing`, over the store of a folder that is held."""

    def __init__(
        self, folder: Path, store: StoreWriting, tell: Callable[[], None] = lambda: None
    ) -> None:
        """`tell` is called when a generation is published."""
        super().__init__()
        self._folder = folder
        self._store = store
        self._tell = tell
        self.model = store.model
        self.field = store.field
        self._waiting: list[NewReport] = []
        self._again: list[EmbeddedAgain] = []
        self._set_aside: list[ReportRow] = []  # of those that are on disk and not published
        self._last_segment = store.last_segment
        self._kept: dict[str, bytes] = {}
        self._gone: list[Holding] = []
        self._moved: list[tuple[Holding, str, str]] = []
        self._corrected: list[tuple[Holding, ReportInfo]] = []
        self._erased: list[Tombstone] = []
        self._words_anew = not has_words(words_folder(folder, store.number))
        self._indexing: Indexing | None = None
        self._tidy()  # after a crash

    @property
    def holdings(self) -> Holdings:
        return Holdings((row.holding for row in self._store.rows()), self.field)

    @property
    def waiting(self) -> int:
        return sum(len(new.passages) for new in self._waiting)

    def failures(self) -> list[Failure]:
        return self._store.failures()

    def tombstones(self) -> list[Tombstone]:
        return self._store.tombstones()

    def address(self, address: str) -> Address | None:
        return self._store.address(address)

    def keep_file(self, path: Path, sha256: str) -> None:
        keep_file(self._folder, path, sha256)

    def open_file(self, sha256: str) -> BufferedIOBase | None:
        return open_file(self._folder, sha256)

    def read_again(self, holding: Holding) -> ReadReport:
        return self._store.read_again(holding)

    def use_model(self, name: str) -> None:
        self.model = name

    def use_field(self, field: Field) -> None:
        self.field = field

    def kept(self, name: str) -> bytes:
        return self._kept[name] if name in self._kept else self._store.kept(name)

    def keep(self, name: str, value: bytes) -> None:
        self._kept[name] = value

    def add(self, report: NewReport) -> None:
        self._waiting.append(report)

    def embed_again(self, report: EmbeddedAgain) -> None:
        self._again.append(report)
        if sum(len(again.passages) for again in self._again) >= SET_ASIDE:
            self._put_aside()

    def _put_aside(self) -> None:
        if self._again:
            self._last_segment += 1
            rows, segment = lay_out_again(self._again, self._last_segment)
            write_segment(self._folder, self._last_segment, [segment])
            self._set_aside += rows
            self._again = []

    def remove(self, holding: Holding) -> None:
        self._gone.append(holding)

    def erase(self, tombstone: Tombstone) -> None:
        self._erased.append(tombstone)

    def repair(self) -> frozenset[int]:
        remove_damaged_indexes(self._folder)
        self._words_anew = not words_are_sound(self._folder, self._store)
        return unsound_reports(self._folder, self._store.rows())

    def move(self, holding: Holding, source: str, location: str) -> None:
        self._moved.append((holding, source, location))

    def correct(self, holding: Holding, info: ReportInfo) -> None:
        self._corrected.append((holding, info))

    def publish(self) -> list[Holding]:
        store = self._store
        changes = (
            *(self._waiting, self._again, self._set_aside, self._kept, self._gone),
            *(self._moved, self._corrected, self._erased),
        )
        anew = self._words_anew and store.number
        if not (any(changes) or anew or self.field is not store.field):
            with store.transaction():
                self._record()
            return []
        generation = store.number + 1
        erased = {tombstone.sha256 for tombstone in self._erased}
        gone = [row.holding for row in store.rows() if row.holding.info.sha256 in erased]
        leaving = [*self._gone, *(new.replaces for new in self._waiting if new.replaces)]
        left = {holding.number for holding in (*leaving, *gone)}
        self._put_aside()
        again = {row.holding.number: row for row in self._set_aside}
        staying = [
            again.get(row.holding.number, row)
            for row in store.rows()
            if row.holding.number not in left
        ]
        rows: list[ReportRow] = []
        if self._waiting:
            self._last_segment += 1
            rows, parts = lay_out_new(self._waiting, store.next_number(), self._last_segment)
            write_segment(self._folder, self._last_segment, [parts])
        joined = self._join(staying, self._last_segment + 1, whole=bool(erased))
        self._last_segment += bool(joined)
        self._write_words(generation, staying, leaving, rows)
        if again:
            remove_indexes(self._folder, kept=0)  # they are of vectors that no longer are
        with store.transaction():
            for holding in leaving:
                store.remove(holding)
            for tombstone in self._erased:
                store.erase(tombstone)
            store.move(self._moved)
            store.correct(self._corrected)
            for row, new in zip(rows, self._waiting, strict=True):
                store.add(row, new.read)
                store.forget_failure(row.holding.info.source)
            self._record()
            for row in (*again.values(), *joined):
                store.place(row)
            for name, value in self._kept.items():
                store.keep(name, value)
            store.keep_field(self.field)
            store.set(segment=str(self._last_segment), model=self.model, generation=str(generation))
        self._waiting, self._gone, self._moved, self._corrected = [], [], [], []
        self._set_aside, self._kept = [], {}
        self._words_anew = False
        self._tell()  # who goes over to it lets go what was erased
        if self._erased:
            self._shred()
        self._tidy()
        self._index_beside()
        return [row.holding for row in rows]

    def _shred(self) -> None:
        """Leaves nothing of what was erased in any view either, of this generation or before."""
        self._erased = []
        self.close()
        remove_words(self._folder, [self._store.number])
        remove_indexes(self._folder, kept=0)
        self._store.shred()
        until = time.monotonic() + SHRED_S
        while not self._store.empty_log(LET_GO_S):
            if time.monotonic() > until:
                logger.warning(
                    "%s: what was erased is in library.sqlite-wal until those who still read an"
                    " older generation end, and the library is next written to.",
                    self._folder,
                )
                return
            self._tell()

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
        if is_due(self._folder, rows):
            self._indexing = Indexing(self._folder, self._store.number, rows)
            self._indexing.start()

    def _tidy(self) -> None:
        """Deletes what the last generations do not name."""
        generation = self._store.number
        remove_words(self._folder, range(generation - GENERATIONS_KEPT + 1, generation + 1))
        if self._indexing is None or not self._indexing.is_alive():
            remove_indexes(self._folder)
        remove_segments(self._folder, {row.segment for row in self._store.rows()})
        remove_files(
            self._folder,
            self._store.files() | {new.read.report.info.sha256 for new in self._waiting},
        )

    def _record(self) -> None:
        for failure in self._failures:
            self._store.note_failure(failure)
        for source in self._forgotten:
            self._store.forget_failure(source)
        for address in self._addresses:
            self._store.note_address(address)
        for left in self._left:
            self._store.forget_address(left)
        self.start_notes()

    def _join(self, rows: Sequence[ReportRow], number: int, *, whole: bool) -> list[ReportRow]:
        """Where the reports of small segments are once these are one, if there are too many.

        `whole` has those joined too in which there is anything of reports that left.
        """
        sizes: dict[int, int] = {}
        for row in rows:
            sizes[row.segment] = sizes.get(row.segment, 0) + row.holding.passages
        small = set(sorted(sizes, key=lambda segment: sizes[segment])[:-LARGE_SEGMENTS])
        if len(sizes) <= SEGMENTS:
            small = set()
        if whole:
            small |= {n for n in sizes if len(open_segment(self._folder, n).passages) > sizes[n]}
        if not small:
            return []
        joined = [row for row in rows if row.segment in small]
        opened = {segment: open_segment(self._folder, segment) for segment in small}
        parts = [opened[row.segment].cut(row.first, row.holding.passages) for row in joined]
        write_segment(self._folder, number, parts)
        firsts = np.cumsum([0, *(row.holding.passages for row in joined)]).tolist()
        return [
            replace(row, segment=number, first=first)
            for row, first in zip(joined, firsts, strict=False)
        ]

    def _write_words(
        self,
        generation: int,
        staying: Sequence[ReportRow],
        leaving: Sequence[Holding],
        rows: Sequence[ReportRow],
    ) -> None:
        anew = self._words_anew or bool(self._erased)
        words = WordsWriter(self._folder, generation, anew=anew)
        if words.is_new:  # the first generation, or one whose index was lost
            for row in staying:
                self._add_again(words, row)
        else:
            for holding in leaving:
                words.remove_report(holding.number)
            for row in self._set_aside:
                words.remove_report(row.holding.number)
                self._add_again(words, row)
        for row, new in zip(rows, self._waiting, strict=True):
            for number, passage in enumerate(new.passages):
                header = header_of(new.read.report, passage.headings, passage.text)
                words.add(PassageRef(row.holding.number, number), header, passage.text)
        words.commit()

    def _add_again(self, words: WordsWriter, row: ReportRow) -> None:
        report = self._store.text(row.holding)
        places = open_segment(self._folder, row.segment).passages
        places = places[row.first : row.first + row.holding.passages]
        trails = trails_at(report.sections, places["start"].tolist())
        for number, (place, headings) in enumerate(zip(places, trails, strict=True)):
            text = report.text[int(place["start"]) : int(place["end"])]
            header = header_of(report, headings, text)
            words.add(PassageRef(row.holding.number, number), header, text)
