"""Nearest passages by meaning: exactly while that is fast, beyond it by an index of inverted lists.

The vectors stay where they are, in the memory-mapped segments, and are the truth. An index is a
view of those that were there when it was made: its passages are known by their report's row,
which is never used twice, so that any later generation can use it. What came since is scored
exactly beside it, what left is left out, and where there is no index all is scored exactly.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from search.storage.folder.files import sync_folder
from search.storage.folder.segments import Segment, open_segment
from search.storage.folder.sqlite import Row

EXACT = 50_000  # passages: 4 ms on one core, see docs/performance.md
BLOCK = 4096  # vectors that are made float32 at a time
LISTS = 2.0  # inverted lists, times the square root of the passages
# Lists that are read: one in eight, and so many at least. Recall@10 over .98, docs/performance.md.
PROBED, LEAST_PROBED = 8, 256
FILTERED = 2.0  # so many times as many passages are scored under a filter: recall@10 over .99
SAMPLE = 40  # vectors a list that the lists are learned from
LOOK_AGAIN_S = 5.0  # for an index, where one is due

Positions = NDArray[np.int64]
Floats = NDArray[np.float32]


class Meaning:
    """The vectors of a generation's reports; a position counts their passages in order, from 0."""

    def __init__(self, folder: Path, rows: Sequence[Row], segments: Mapping[int, Segment]) -> None:
        self._folder = folder
        self._numbers = np.array([row.row for row in rows], np.int64)
        self._by_number = np.argsort(self._numbers)
        self._counts = np.array([row.passages for row in rows], np.int64)
        self._bases = np.cumsum(self._counts) - self._counts
        self._segment_of = np.array([row.segment for row in rows], np.int64)
        self._firsts = np.array([row.first for row in rows], np.int64)
        self._vectors = {number: segment.vectors for number, segment in segments.items()}
        self._index: _Index | None = None
        self._covered = np.zeros(len(rows), bool)
        self._looked_at = -LOOK_AGAIN_S

    def nearest(
        self, vector: Floats, limit: int, rows: frozenset[int] | None = None
    ) -> tuple[Positions, Floats]:
        """(positions, cosines) of the nearest passages, best first; of all reports when None."""
        wanted = np.ones(len(self._numbers), bool)
        if rows is not None:
            wanted = np.isin(self._numbers, np.fromiter(rows, np.int64, len(rows)))
        index, exactly = None, wanted
        if self._counts[wanted].sum() > EXACT:
            index, covered = self._newest_index()
            exactly = wanted & ~covered
        parts = [(base, _products(vectors, vector)) for base, vectors in self._runs(exactly)]
        positions = [np.arange(base, base + len(found)) for base, found in parts]
        cosines = [found for _, found in parts]
        if index is not None:
            near = self._positions(*index.nearest(vector, limit, self._numbers[wanted]))
            positions.append(near)
            cosines.append(self._exact(near, vector))
        return _best(np.concatenate(positions), np.concatenate(cosines), limit)

    def _newest_index(self) -> tuple[_Index | None, NDArray[np.bool_]]:
        """The index that is there, and which reports it covers; a newer one where it is due."""
        stale = self._counts[~self._covered].sum() > EXACT
        if stale and time.monotonic() - self._looked_at >= LOOK_AGAIN_S:
            self._looked_at = time.monotonic()
            index = _open_index(self._folder, self._index)
            if index is not self._index and index is not None:
                self._covered = np.isin(self._numbers, index.reports)
                self._index = index
        return self._index, self._covered

    def _runs(self, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, NDArray[np.float16]]]:
        """(first position, vectors) of reports, those that stand together in one."""
        found = np.flatnonzero(wanted & (self._counts > 0))
        if not len(found):
            return
        ends = self._firsts[found] + self._counts[found]
        follows = (
            (self._segment_of[found][1:] == self._segment_of[found][:-1])
            & (self._firsts[found][1:] == ends[:-1])
            & (self._bases[found][1:] == (self._bases + self._counts)[found][:-1])
        )
        starts = np.flatnonzero(np.concatenate([[True], ~follows]))
        stops = np.append(starts[1:], len(found)) - 1
        for start, stop in zip(found[starts].tolist(), ends[stops].tolist(), strict=True):
            vectors = self._vectors[int(self._segment_of[start])]
            yield int(self._bases[start]), vectors[int(self._firsts[start]) : stop]

    def _positions(self, rows: NDArray[np.int64], numbers: NDArray[np.int64]) -> Positions:
        """The positions of passages that are known by their report's row and number in it."""
        order = np.argsort(self._numbers)
        positions: Positions = self._bases[
            order[np.searchsorted(self._numbers, rows, sorter=order)]
        ]
        return positions + numbers

    def _exact(self, positions: Positions, vector: Floats) -> Floats:
        reports = np.searchsorted(self._bases, positions, side="right") - 1
        within = self._firsts[reports] + positions - self._bases[reports]
        cosines = np.zeros(len(positions), np.float32)
        for segment in np.unique(self._segment_of[reports]).tolist():
            here = self._segment_of[reports] == segment
            cosines[here] = self._vectors[segment][within[here]].astype(np.float32) @ vector
        return cosines


class Indexing(threading.Thread):
    """Makes an index beside what else goes on; a process that ends before it leaves none."""

    def __init__(self, folder: Path, number: int, rows: Sequence[Row]) -> None:
        super().__init__(name="indexing", daemon=True)
        self._folder, self._number, self._rows = folder, number, rows
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            build_index(self._folder, self._number, self._rows)
        except BaseException as error:  # is raised by `finish`
            self._error = error

    def finish(self) -> None:
        """Waits for it; raises what went wrong."""
        self.join()
        if self._error is not None:
            raise self._error


def is_due(folder: Path, rows: Iterable[Row]) -> bool:
    """Whether more passages are outside the newest index than are quickly scored exactly."""
    indexed = set(_open_reports(folder))
    return sum(row.passages for row in rows if row.row not in indexed) > EXACT


def build_index(folder: Path, number: int, rows: Sequence[Row], seed: int = 0) -> None:
    """Writes an index of the reports' passages; on disk for good when it returns."""
    segments = {n: open_segment(folder, n) for n in {row.segment for row in rows}}
    parts = [segments[row.segment].vectors[row.first : row.first + row.passages] for row in rows]
    total = sum(map(len, parts))
    lists = max(1, int(LISTS * total**0.5))
    share = min(1.0, SAMPLE * lists / total)
    rng = np.random.default_rng(seed)
    sample = np.concatenate([part[rng.random(len(part)) < share] for part in parts])
    dimensions = sample.shape[1]
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions),
        dimensions,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.seed, index.cp.niter = seed, 10
    index.cp.min_points_per_centroid = 1
    index.train(sample.astype(np.float32))
    for block in _blocks(parts):
        index.add(block)
    _write_index(folder, number, index, rows)


def remove_indexes(folder: Path, kept: int = 2) -> None:
    """Deletes all but the newest ones, and what a crash left."""
    for path in _folders(folder)[:-kept]:
        shutil.rmtree(path, ignore_errors=True)  # a reader on Windows may have it open
    for path in (folder / "meaning").glob(".coming-*"):
        shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Index:
    number: int
    lists: faiss.IndexIVF  # memory-mapped; a passage's id is its place among those of `reports`
    reports: NDArray[np.int64]  # rows of the store
    counts: NDArray[np.int64]  # passages of each

    def nearest(
        self, vector: Floats, limit: int, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(report rows, numbers in the report) of the passages about nearest, of some reports.

        The fewer these are, the more lists are read, all of them where a quarter is left.
        """
        wanted = np.isin(self.reports, rows)
        options = faiss.IVFSearchParameters()
        options.nprobe = max(LEAST_PROBED, self.lists.nlist // PROBED)
        if not wanted.all():
            left = self.counts[wanted].sum() / self.counts.sum()
            options.nprobe = min(self.lists.nlist, int(FILTERED * options.nprobe / left))
            bits = np.packbits(np.repeat(wanted, self.counts), bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            options.sel = selector
        faiss.omp_set_num_threads(1)  # of the calling thread
        _, found = self.lists.search(vector[None], limit, params=options)
        ids = found[0][found[0] >= 0]  # FAISS pads a short result with -1
        starts = np.cumsum(self.counts) - self.counts
        reports = np.searchsorted(starts, ids, side="right") - 1
        return self.reports[reports], ids - starts[reports]


def _open_index(folder: Path, held: _Index | None) -> _Index | None:
    """The newest one; None where there is none, or a writer has just deleted it."""
    paths = _folders(folder)
    if not paths or (held is not None and held.number == int(paths[-1].name)):
        return held
    try:
        reports = np.load(paths[-1] / "reports.npy")
        lists = faiss.read_index(str(paths[-1] / "lists.faiss"), faiss.IO_FLAG_MMAP)
        assert isinstance(lists, faiss.IndexIVF)
    except (FileNotFoundError, RuntimeError):  # the second is how FAISS says the first
        return held
    return _Index(int(paths[-1].name), lists, reports[:, 0], reports[:, 1])


def _open_reports(folder: Path) -> list[int]:
    paths = _folders(folder)
    found: list[int] = np.load(paths[-1] / "reports.npy")[:, 0].tolist() if paths else []
    return found


def _write_index(folder: Path, number: int, index: faiss.Index, rows: Sequence[Row]) -> None:
    final = folder / "meaning" / str(number)
    coming = final.with_name(f".coming-{number}")
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(parents=True)
    reports = np.array([(row.row, row.passages) for row in rows], np.int64)
    with (coming / "reports.npy").open("wb") as file:
        np.save(file, reports)
        file.flush()
        os.fsync(file.fileno())
    with (coming / "lists.faiss").open("wb") as file:
        # By our own file: FAISS says nothing of a full disk.
        writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]  # not in its stubs
        faiss.write_index(index, writer)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(coming)
    coming.rename(final)
    sync_folder(final.parent)


def _folders(folder: Path) -> list[Path]:
    """Those of the indexes, the newest last."""
    found = [path for path in (folder / "meaning").glob("*") if path.name.isdigit()]
    return sorted(found, key=lambda path: int(path.name))


def _products(vectors: NDArray[np.float16], vector: Floats) -> Floats:
    import torch

    torch.set_num_threads(1)  # of the calling thread
    wanted = torch.from_numpy(vector)
    parts = [
        torch.mv(torch.from_numpy(vectors[at : at + BLOCK]).float(), wanted)
        for at in range(0, len(vectors), BLOCK)
    ]
    found: Floats = torch.cat(parts).numpy()
    return found


def _best(positions: Positions, cosines: Floats, limit: int) -> tuple[Positions, Floats]:
    if len(cosines) > limit:
        kept = np.argpartition(-cosines, limit)[:limit]
        positions, cosines = positions[kept], cosines[kept]
    order = np.argsort(-cosines, kind="stable")
    return positions[order], cosines[order]


def _blocks(parts: Sequence[NDArray[np.float16]]) -> Iterator[Floats]:
    """All vectors in order, about 2**16 at a time."""
    held: list[NDArray[np.float16]] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= 2**16:
            yield np.concatenate(held).astype(np.float32)
            held = []
    if held:
        yield np.concatenate(held).astype(np.float32)
