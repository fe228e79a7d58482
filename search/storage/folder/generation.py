"""One published generation, opened to read: its reports, vectors, token vectors and words."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.passages import headings_at, pages_of
from ingest.report import Judgement, Passage, Report
from search.answers.citing import cite
from search.holdings import Subjects
from search.passages.late_interaction import Candidates
from search.results import Citation
from search.storage.folder.segments import SENTENCE, Segment, open_segment
from search.storage.folder.sqlite import Row, Store
from search.storage.folder.vectors import Meaning
from search.storage.folder.words import KEY_SHIFT, NoWords, Words, has_words, words_folder

LET_GO = 16  # rankings: each maps some 10 MB of a large library
CACHED_REPORTS = 64  # texts kept unpacked; a question opens a dozen
CITATIONS_KEPT = 20_000  # of about a kilobyte
NO_CODES = np.zeros((0, 0), np.uint8)
NO_SENTENCES = np.zeros(0, SENTENCE)

Positions = NDArray[np.int64]
Floats = NDArray[np.float32]


class Snapshot:
    """Never changes: a later generation is another Snapshot. Safe to share between threads.

    A passage's position is its number among all passages of the generation, from 0.
    """

    def __init__(self, folder: Path) -> None:
        while True:
            self.store = Store(folder)
            try:
                self._open(folder)
                return
            except (NoWords, FileNotFoundError, ValueError):
                # A writer may have published since, and deleted what this generation named.
                generation = self.store.generation
                self.store.close()
                if self.published(folder) == generation:
                    raise

    def _open(self, folder: Path) -> None:
        self.generation = self.store.generation
        self.rows = self.store.rows()
        self.by_row = {row.row: row for row in self.rows}
        self.by_id = {row.info.id: row for row in self.rows}
        self.subjects = Subjects(self.rows)
        words = words_folder(folder, self.generation)
        if self.generation and not has_words(words):
            raise NoWords(f"{words} is gone. Run pincite ingest: it makes the index anew.")
        self.words = Words(words)
        self._segments = {
            number: open_segment(folder, number) for number in {row.segment for row in self.rows}
        }
        counts = np.array([row.passages for row in self.rows], np.int64)
        self._bases = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._meaning = Meaning(folder, self.rows, self._segments)
        self._base_of: dict[int, int] = dict(zip(self.by_row, self._bases.tolist(), strict=False))
        self._reports: OrderedDict[int, Report] = OrderedDict()
        self._sound: dict[int, bool] = {}  # of each report read, whether its text has its hash
        self._citations: OrderedDict[tuple[int, int, int], Citation] = OrderedDict()
        self._lock = threading.Lock()
        self._ranked = count(1)

    @staticmethod
    def published(folder: Path) -> int:
        """The newest generation of a folder."""
        store = Store(folder)
        try:
            return store.generation
        finally:
            store.close()

    def close(self) -> None:
        self.store.close()

    @property
    def passages(self) -> int:
        return int(self._bases[-1])

    def nearest(
        self, vector: Floats, limit: int, rows: frozenset[int] | None
    ) -> tuple[Positions, Floats]:
        """(positions, cosines) of the passages nearest in meaning, best first."""
        return self._meaning.nearest(vector, limit, rows)

    def positions_of(self, rows: Iterable[int]) -> Positions:
        parts = [
            np.arange(self._base_of[row], self._base_of[row] + self.by_row[row].passages)
            for row in sorted(rows)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def position(self, key: int) -> int:
        """The position of the passage with a key of the words index."""
        return int(self._base_of[key >> KEY_SHIFT]) + (key & ((1 << KEY_SHIFT) - 1))

    def position_of(self, row: Row, offset: int) -> int:
        """The position of the passage of a report that holds an offset, or the one before it."""
        starts = self._segments[row.segment].passages["start"][row.first : row.first + row.passages]
        before = int(np.searchsorted(starts, offset, side="right")) - 1
        return self._base_of[row.row] + max(before, 0)

    def row_at(self, position: int) -> Row:
        return self.rows[int(np.searchsorted(self._bases, position, side="right")) - 1]

    def number_at(self, position: int) -> int:
        """Which passage of its report it is, from 0."""
        return position - self._base_of[self.row_at(position).row]

    def span_at(self, position: int) -> tuple[int, int]:
        segment, number = self._in_segment(position)
        place = segment.passages[number]
        return int(place["start"]), int(place["end"])

    def candidates(self, positions: Sequence[int]) -> Candidates:
        """The tokens and sentences of passages; those that have none are left out."""
        if next(self._ranked) % LET_GO == 0:
            for segment in self._segments.values():
                segment.let_go()
        held = [(position, *self._in_segment(position)) for position in positions]
        parts = [(p, s.tokens_of(number), s.sentences_of(number)) for p, s, number in held]
        parts = [part for part in parts if len(part[1]) and len(part[2])]
        return Candidates(
            positions=[position for position, _, _ in parts],
            codes=np.concatenate([codes for _, codes, _ in parts]) if parts else NO_CODES,
            token_counts=np.array([len(codes) for _, codes, _ in parts], np.int64),
            sentences=np.concatenate([found for _, _, found in parts]) if parts else NO_SENTENCES,
            sentence_counts=np.array([len(found) for _, _, found in parts], np.int64),
        )

    def token_codes(self, position: int) -> NDArray[np.uint8]:
        segment, number = self._in_segment(position)
        return segment.tokens_of(number)

    def sentences(self, position: int) -> NDArray[np.void]:
        """(sentences,) of segments.SENTENCE."""
        segment, number = self._in_segment(position)
        return segment.sentences_of(number)

    def _in_segment(self, position: int) -> tuple[Segment, int]:
        row = self.row_at(position)
        return self._segments[row.segment], row.first + position - self._base_of[row.row]

    def passage(self, position: int) -> Passage:
        report = self.report(self.row_at(position))
        start, end = self.span_at(position)
        return Passage(
            report_id=report.info.id,
            start=start,
            end=end,
            text=report.text[start:end],
            pages=pages_of(report.pages, start, end),
            headings=headings_at(report.sections, start),
        )

    def file(self, row: Row) -> Path:
        """The library's own copy of a report's file."""
        return self.store.file(row)

    def report(self, row: Row) -> Report:
        with self._lock:
            if row.row in self._reports:
                self._reports.move_to_end(row.row)
                return self._reports[row.row]
        report = self.store.report(row)
        with self._lock:
            self._reports[row.row] = report
            while len(self._reports) > CACHED_REPORTS:
                self._reports.popitem(last=False)
        return report

    def citation(self, row: int, start: int, end: int) -> Citation | None:
        """A citation of a report's words, as they stand in the very text that its file gave.

        None where that text is no longer what was read. What was checked is kept: a list of
        grades may have a thousand of them.
        """
        span = (row, start, end)
        with self._lock:
            if span in self._citations:
                self._citations.move_to_end(span)
                return self._citations[span]
        if start >= end or not self._is_sound(row):
            return None
        citation = cite(self.report(self.by_row[row]), start, end)
        with self._lock:
            self._citations[span] = citation
            while len(self._citations) > CITATIONS_KEPT:
                self._citations.popitem(last=False)
        return citation

    def _is_sound(self, row: int) -> bool:
        with self._lock:
            sound = self._sound.get(row)
        if sound is None:
            held = self.by_row[row]
            read = hashlib.sha256(self.report(held).text.encode()).hexdigest()
            sound = read == held.text_sha256
            with self._lock:
                self._sound[row] = sound
        return sound

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """What most reports say that an abbreviation stands for, in lower case."""
        votes: dict[str, Counter[str]] = {}
        for row in self.rows:
            for short, long in row.abbreviations:
                votes.setdefault(short, Counter())[long] += 1
        return {short: counts.most_common(1)[0][0] for short, counts in votes.items()}

    def knows_word(self, word: str) -> bool:
        """Whether any passage has it."""
        return any(self.words.passages_with(term) for term in self.words.analyze(word))

    @cached_property
    def _judgements(self) -> dict[int, tuple[Judgement, ...]]:
        held: dict[int, list[Judgement]] = {}
        for row, judgement in self.store.judgements():
            held.setdefault(row, []).append(judgement)
        return {row: tuple(found) for row, found in held.items()}

    @cached_property
    def areas(self) -> frozenset[str]:
        """Every area that a report here judges."""
        return frozenset(judgement.area for _, judgement in self.judgements())

    def judgements(self) -> Iterator[tuple[int, Judgement]]:
        """(row, judgement) of every report."""
        for row, found in self._judgements.items():
            for judgement in found:
                yield row, judgement

    def judgements_of(self, row: int) -> tuple[Judgement, ...]:
        return self._judgements.get(row, ())
