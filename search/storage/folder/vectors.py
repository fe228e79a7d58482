"""Nearest passages by meaning: exactly while that is fast, beyond it by an index of inverted lists.

The vectors stay where they are, in the memory-mapped segments, and are the truth. What came
since an index was made is scored exactly beside it, what left is left out, and where there is
no index all is scored exactly. A position counts a generation's passages in order, from 0.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.storage.contract import Floats, PassageRef
from search.storage.folder.segments import Segment
from search.storage.folder.store import ReportRow
from search.storage.folder.vector_index import EXACT, VectorIndex, open_index

BLOCK = 512  # vectors that are made float32 at a time: they stay in the processor's cache
LOOK_AGAIN_S = 5.0  # for an index, where one is due

Positions = NDArray[np.int64]


class Vectors:
    """The vectors of a generation's reports."""

    def __init__(
        self, folder: Path, rows: Sequence[ReportRow], segments: Mapping[int, Segment]
    ) -> None:
        self._folder = folder
        self._numbers = np.array([row.holding.number for row in rows], np.int64)
        self._by_number = np.argsort(self._numbers)
        self._counts = np.array([row.holding.passages for row in rows], np.int64)
        self._bases = np.cumsum(self._counts) - self._counts
        self._segment_of = np.array([row.segment for row in rows], np.int64)
        self._firsts = np.array([row.first for row in rows], np.int64)
        self._vectors = {number: segment.vectors for number, segment in segments.items()}
        self._index: VectorIndex | None = None
        self._covered = np.zeros(len(rows), bool)
        self._looked_at = -LOOK_AGAIN_S

    def nearest(
        self, vector: Floats, limit: int, reports: frozenset[int] | None = None
    ) -> list[tuple[PassageRef, float]]:
        """The passages nearest in meaning, with their cosines, best first; of all when None."""
        mask = np.ones(len(self._numbers), bool)
        if reports is not None:
            mask = np.isin(self._numbers, np.fromiter(reports, np.int64, len(reports)))
        if not self._counts[mask].sum():
            return []
        index, exactly = None, mask
        if self._counts[mask].sum() > EXACT:
            index, covered = self._newest_index()
            exactly = mask & ~covered
        parts = [(base, _products(vectors, vector)) for base, vectors in self._runs(exactly)]
        positions = [np.arange(base, base + len(cosine)) for base, cosine in parts]
        cosines = [cosine for _, cosine in parts]
        if index is not None:
            near = self._positions(*index.nearest(vector, limit, self._numbers[mask]))
            positions.append(near)
            cosines.append(self._exact(near, vector))
        best, scores = _best(np.concatenate(positions), np.concatenate(cosines), limit)
        return list(zip(self._refs(best), scores.tolist(), strict=True))

    def best_of_each(
        self, vector: Floats, reports: Iterable[int]
    ) -> list[tuple[PassageRef, float]]:
        """Of each report the passage nearest in meaning, with its cosine."""
        place_of = {number: place for place, number in enumerate(self._numbers.tolist())}
        best = []
        for report in reports:
            place = place_of[report]
            first, count = int(self._firsts[place]), int(self._counts[place])
            if count:
                vectors = self._vectors[int(self._segment_of[place])][first : first + count]
                cosines = _products(vectors, vector)
                number = int(np.argmax(cosines))
                best.append((PassageRef(report, number), float(cosines[number])))
        return best

    def _refs(self, positions: Positions) -> list[PassageRef]:
        reports, numbers = self._places_of(positions)
        pairs = zip(self._numbers[reports].tolist(), numbers.tolist(), strict=True)
        return [PassageRef(report, number) for report, number in pairs]

    def _newest_index(self) -> tuple[VectorIndex | None, NDArray[np.bool_]]:
        """The index that is there, and which reports it covers; a newer one where it is due."""
        stale = self._counts[~self._covered].sum() > EXACT
        if stale and time.monotonic() - self._looked_at >= LOOK_AGAIN_S:
            self._looked_at = time.monotonic()
            index = open_index(self._folder, self._index)
            if index is not self._index and index is not None:
                self._covered = np.isin(self._numbers, index.reports)
                self._index = index
        return self._index, self._covered

    def _runs(self, mask: NDArray[np.bool_]) -> Iterator[tuple[int, NDArray[np.float16]]]:
        """(first position, vectors) of reports, those that stand together in one."""
        rows = np.flatnonzero(mask & (self._counts > 0))
        if not len(rows):
            return
        ends = self._firsts[rows] + self._counts[rows]
        follows = (
            (self._segment_of[rows][1:] == self._segment_of[rows][:-1])
            & (self._firsts[rows][1:] == ends[:-1])
            & (self._bases[rows][1:] == (self._bases + self._counts)[rows][:-1])
        )
        starts = np.flatnonzero(np.concatenate([[True], ~follows]))
        stops = np.append(starts[1:], len(rows)) - 1
        for start, stop in zip(rows[starts].tolist(), ends[stops].tolist(), strict=True):
            vectors = self._vectors[int(self._segment_of[start])]
            yield int(self._bases[start]), vectors[int(self._firsts[start]) : stop]

    def _positions(self, rows: NDArray[np.int64], numbers: NDArray[np.int64]) -> Positions:
        """The positions of passages that are known by their report's row and number in it."""
        order = self._by_number
        positions: Positions = self._bases[
            order[np.searchsorted(self._numbers, rows, sorter=order)]
        ]
        return positions + numbers

    def _places_of(self, positions: Positions) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of each position, where its report is among them, and its number in that."""
        reports = np.searchsorted(self._bases, positions, side="right") - 1
        return reports, positions - self._bases[reports]

    def _exact(self, positions: Positions, vector: Floats) -> Floats:
        reports, numbers = self._places_of(positions)
        within = self._firsts[reports] + numbers
        cosines = np.zeros(len(positions), np.float32)
        for segment in np.unique(self._segment_of[reports]).tolist():
            here = self._segment_of[reports] == segment
            cosines[here] = _products(self._vectors[segment][within[here]], vector)
        return cosines


def _products(vectors: NDArray[np.float16], vector: Floats) -> Floats:
    """(n,) of (n, dimensions) and (dimensions,).

    numpy makes float16 into float32 bit by bit. Its bits, moved to where float32 has them, are
    its value times 2 ** -112, but for infinities: a tenth of the time.
    """
    scaled = vector * np.float32(2.0**112)
    products = np.empty(len(vectors), np.float32)
    for at in range(0, len(vectors), BLOCK):
        bits = vectors[at : at + BLOCK].view(np.int16).astype(np.int32)
        bits <<= 13
        bits &= ~0x70000000  # three copies of the sign, where the exponent begins
        np.matmul(bits.view(np.float32), scaled, out=products[at : at + BLOCK])
    return products


def _best(positions: Positions, cosines: Floats, limit: int) -> tuple[Positions, Floats]:
    if len(cosines) > limit:
        kept = np.argpartition(-cosines, limit)[:limit]
        positions, cosines = positions[kept], cosines[kept]
    order = np.argsort(-cosines, kind="stable")
    return positions[order], cosines[order]
