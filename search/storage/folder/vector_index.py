"""The index of inverted lists over a folder's vectors: making one beside other work, opening it.

An index is a view of the vectors that were there when it was made: its passages are known by
their report's number, which is never used twice, so that any later generation can use it.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from search.storage.contract import Floats
from search.storage.folder.files import sync_folder
from search.storage.folder.segments import open_segment
from search.storage.folder.store import ReportRow
from search.storage.folder.sums import changed_files, write_sums

EXACT = 50_000  # passages: 4 ms on one core, see docs/performance.md
LISTS = 2.0  # inverted lists, times the square root of the passages
# Lists that are read: one in eight, and so many at least. Recall@10 over .98, docs/performance.md.
PROBED, LEAST_PROBED = 8, 256
FILTERED = 2.0  # so many times as many passages are scored under a filter: recall@10 over .99
SAMPLE = 40  # vectors a list that the lists are learned from


class Indexing(threading.Thread):
    """Makes an index beside what else goes on; a process that ends before it leaves none."""

    def __init__(self, folder: Path, number: int, rows: Sequence[ReportRow]) -> None:
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


def is_due(folder: Path, rows: Iterable[ReportRow]) -> bool:
    """Whether more passages are outside the newest index than are quickly scored exactly."""
    indexed = set(_open_reports(folder))
    waiting = (row.holding for row in rows if row.holding.number not in indexed)
    return sum(holding.passages for holding in waiting) > EXACT


def build_index(folder: Path, number: int, rows: Sequence[ReportRow], seed: int = 0) -> None:
    """Writes an index of the reports' passages; on disk for good when it returns."""
    segments = {n: open_segment(folder, n) for n in {row.segment for row in rows}}
    parts = [
        segments[row.segment].vectors[row.first : row.first + row.holding.passages] for row in rows
    ]
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


def remove_damaged_indexes(folder: Path) -> None:
    """Deletes those that are not as they were written; all is scored exactly until one is made."""
    for path in _folders(folder):
        if any(changed_files(path)):
            shutil.rmtree(path)


def remove_indexes(folder: Path, kept: int = 2) -> None:
    """Deletes all but the newest ones, and what a crash left."""
    folders = _folders(folder)
    for path in folders[: max(0, len(folders) - kept)]:
        shutil.rmtree(path, ignore_errors=True)  # a reader on Windows may have it open
    for path in (folder / "meaning").glob(".coming-*"):
        shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class VectorIndex:
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
        mask = np.isin(self.reports, rows)
        options = faiss.IVFSearchParameters()
        options.nprobe = max(LEAST_PROBED, self.lists.nlist // PROBED)
        if not mask.all():
            left = self.counts[mask].sum() / self.counts.sum()
            options.nprobe = min(self.lists.nlist, int(FILTERED * options.nprobe / left))
            bits = np.packbits(np.repeat(mask, self.counts), bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            options.sel = selector
        faiss.omp_set_num_threads(1)  # of the calling thread
        _, labels = self.lists.search(vector[None], limit, params=options)
        ids = labels[0][labels[0] >= 0]  # FAISS pads a short result with -1
        starts = np.cumsum(self.counts) - self.counts
        reports = np.searchsorted(starts, ids, side="right") - 1
        return self.reports[reports], ids - starts[reports]


def open_index(folder: Path, current: VectorIndex | None) -> VectorIndex | None:
    """The newest one; None where there is none, or a writer has just deleted it."""
    paths = _folders(folder)
    if not paths or (current is not None and current.number == int(paths[-1].name)):
        return current
    if any(changed_files(paths[-1])):  # FAISS believes what a file says of itself
        return current
    try:
        reports = np.load(paths[-1] / "reports.npy")
        lists = faiss.read_index(str(paths[-1] / "lists.faiss"), faiss.IO_FLAG_MMAP)
        assert isinstance(lists, faiss.IndexIVF)
    except (FileNotFoundError, RuntimeError):  # the second is how FAISS says the first
        return current
    return VectorIndex(int(paths[-1].name), lists, reports[:, 0], reports[:, 1])


def _open_reports(folder: Path) -> list[int]:
    paths = _folders(folder)
    reports: list[int] = np.load(paths[-1] / "reports.npy")[:, 0].tolist() if paths else []
    return reports


def _write_index(folder: Path, number: int, index: faiss.Index, rows: Sequence[ReportRow]) -> None:
    final = folder / "meaning" / str(number)
    coming = final.with_name(f".coming-{number}")
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(parents=True)
    reports = np.array([(row.holding.number, row.holding.passages) for row in rows], np.int64)
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
    write_sums(coming)
    sync_folder(coming)
    coming.rename(final)
    sync_folder(final.parent)


def _folders(folder: Path) -> list[Path]:
    """Those of the indexes, the newest last."""
    folders = [path for path in (folder / "meaning").glob("*") if path.name.isdigit()]
    return sorted(folders, key=lambda path: int(path.name))


def _blocks(parts: Sequence[NDArray[np.float16]]) -> Iterator[Floats]:
    """All vectors in order, about 2**16 at a time."""
    block: list[NDArray[np.float16]] = []
    for part in parts:
        block.append(part)
        if sum(map(len, block)) >= 2**16:
            yield np.concatenate(block).astype(np.float32)
            block = []
    if block:
        yield np.concatenate(block).astype(np.float32)
