"""One published generation of a folder, opened to read: its reports, vectors, tokens and words."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cached_property
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from ingest.field.field import Field
from ingest.passages import passages_at
from ingest.report import Judgement, Passage, Report
from search.holdings import Holdings
from search.storage.analyzer import analyze
from search.storage.contract import Candidates, Floats, PassageRef, passage_at
from search.storage.folder.files import open_file
from search.storage.folder.segments import Segment, open_segment
from search.storage.folder.store import Store
from search.storage.folder.words import (
    NoWords,
    Words,
    has_words,
    words_folder,
)
from search.storage.phrases import phrase_pattern

if TYPE_CHECKING:
    from search.storage.folder.vectors import Vectors

LET_GO = 16  # rankings: each maps some 10 MB of a large library
CACHED_REPORTS = 64  # texts kept unpacked; a question opens a dozen


class FolderGeneration(Store):
    """A `Generation`: the store as it was published, with the views of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        try:
            self._open_views()
        except BaseException:
            self.close()
            raise

    def _open_views(self) -> None:
        rows = self.rows()
        self._rows = {row.holding.number: row for row in rows}
        self.holdings = Holdings((row.holding for row in rows), self.field)
        words = words_folder(self.folder, self.number)
        if self.number and not has_words(words):
            raise NoWords(f"{words} is gone. Run pincite ingest: it makes the index anew.")
        self._words = Words(words)
        self._segments = {n: open_segment(self.folder, n) for n in {row.segment for row in rows}}
        self._reports: LRUCache[int, Report] = LRUCache(CACHED_REPORTS)
        self._ranked = itertools.count(1)

    @cached_property
    def number(self) -> int:
        return super().number

    @cached_property
    def model(self) -> str:
        return super().model

    @cached_property
    def field(self) -> Field:
        return super().field

    @cached_property
    def passages(self) -> int:
        return sum(holding.passages for holding in self.holdings)

    @cached_property
    def _vectors(self) -> Vectors:
        from search.storage.folder.vectors import Vectors  # FAISS costs a start 0.1 s

        return Vectors(self.folder, list(self._rows.values()), self._segments)

    def nearest(
        self, vector: Floats, limit: int, reports: frozenset[int] | None = None
    ) -> list[tuple[PassageRef, float]]:
        return self._vectors.nearest(vector, limit, reports)

    def best(
        self,
        terms: Sequence[tuple[str, float]],
        limit: int,
        reports: frozenset[int] | None = None,
    ) -> list[tuple[PassageRef, float]]:
        return self._words.best(terms, limit, reports)

    def best_of_each(
        self, vector: Floats, reports: Iterable[int]
    ) -> list[tuple[PassageRef, float]]:
        return self._vectors.best_of_each(vector, reports)

    def count(self, phrase: str, reports: frozenset[int] | None = None) -> dict[int, int]:
        pattern = phrase_pattern(phrase)
        within = self.holdings.all if reports is None else reports
        if terms := self.analyze(phrase):  # else it has stop words alone, which no index has
            within &= self._words.reports_with(min(terms, key=self.passages_with))
        counts = {n: len(pattern.findall(self.report(n).text)) for n in sorted(within)}
        return {number: count for number, count in counts.items() if count}

    def having(self, terms: Iterable[str], limit: int) -> list[PassageRef]:
        return self._words.having(terms, limit)

    def analyze(self, text: str) -> list[str]:
        return analyze(text)

    def passages_with(self, term: str) -> int:
        return self._words.passages_with(term)

    def terms_like(self, prefix: str) -> list[str]:
        return self._words.terms_like(prefix)

    def candidates(self, refs: Sequence[PassageRef]) -> Candidates:
        if next(self._ranked) % LET_GO == 0:
            for segment in self._segments.values():
                segment.let_go()
        places = [(ref, *self._in_segment(ref)) for ref in refs]
        parts = [(ref, s.tokens_of(at), s.sentences_of(at)) for ref, s, at in places]
        return Candidates.of([part for part in parts if len(part[1]) and len(part[2])])

    def passage(self, ref: PassageRef) -> Passage:
        report = self.report(ref.report)
        segment, at = self._in_segment(ref)
        start, end = int(segment.passages["start"][at]), int(segment.passages["end"][at])
        return passages_at(report, [(start, end)])[0]

    def passage_at(self, report: int, offset: int) -> PassageRef:
        return passage_at(report, self.spans(report), offset)

    def spans(self, report: int) -> NDArray[np.int64]:
        row = self._rows[report]
        own = self._segments[row.segment].passages[row.first : row.first + row.holding.passages]
        return np.stack([own["start"], own["end"]], axis=1).astype(np.int64)

    def vectors(self, report: int) -> NDArray[np.float16]:
        row = self._rows[report]
        return self._segments[row.segment].vectors[row.first : row.first + row.holding.passages]

    def _in_segment(self, ref: PassageRef) -> tuple[Segment, int]:
        row = self._rows[ref.report]
        return self._segments[row.segment], row.first + ref.number

    def report(self, number: int, *, boxes: bool = False) -> Report:
        if boxes:
            return self.text(self.holdings.by_number[number], boxes=True)
        # Not by cachedmethod: that makes a circle of us, whose maps a superseded generation would
        # then hold until it is searched for.
        with self._lock:
            report = self._reports.get(number)
        if report is None:
            report = self.text(self.holdings.by_number[number])
            with self._lock:
                self._reports[number] = report
        return report

    def judgements_of(self, report: int) -> tuple[Judgement, ...]:
        return self._judgements.get(report, ())

    @cached_property
    def _judgements(self) -> dict[int, tuple[Judgement, ...]]:
        by_report: dict[int, list[Judgement]] = {}
        for number, judgement in self.judgements():
            by_report.setdefault(number, []).append(judgement)
        return {number: tuple(own) for number, own in by_report.items()}

    @cached_property
    def areas(self) -> frozenset[str]:
        return frozenset(j.area for own in self._judgements.values() for j in own)

    def open_file(self, sha256: str) -> BufferedIOBase | None:
        return open_file(self.folder, sha256)


def open_generation(folder: Path) -> FolderGeneration:
    """The newest one. Raises NoLibrary, WrongFormat; what else its files are at fault for."""
    newest = None
    while True:
        try:
            return FolderGeneration(folder)
        except (NoWords, FileNotFoundError, ValueError):
            # A writer may have published since, and deleted what the generation named.
            before, newest = newest, published(folder)
            if newest == before:
                raise


def published(folder: Path) -> int:
    """The number of the newest generation of a folder."""
    store = Store(folder)
    try:
        return store.number
    finally:
        store.close()
