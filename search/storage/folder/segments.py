"""Immutable files of passages: their places, their vectors and their compressed token vectors.

A segment is written whole, once, before the store names it, and is never changed. It holds

    passages.npy   (n,) of PLACE
    vectors.npy    (n, dimensions) float16, rows of length 1
    tokens.npy     (tokens, bytes) uint8, see search/models/token_codes.py
    sentences.npy  (sentences,) of contract.SENTENCE
    SHA256SUMS     of these four

A report's passages stand together in it, in order, and so do their tokens and sentences.
"""

from __future__ import annotations

import mmap
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.storage.folder.files import remove_others, sync_folder
from search.storage.folder.sums import write_sums

PLACE = np.dtype(
    [
        ("report", np.int32),  # the row in the store
        ("start", np.int32),
        ("end", np.int32),
        ("tokens", np.int32),  # how many of its tokens have a vector
        ("first_token", np.int64),
        ("sentences", np.int32),
        ("first_sentence", np.int64),
    ]
)
PARTS = ("passages.npy", "vectors.npy", "tokens.npy", "sentences.npy")
BLOCK_ROWS = 2**16  # written at a time: a large segment never stands in memory


@dataclass(frozen=True, slots=True)
class Segment:
    passages: NDArray[np.void]
    vectors: NDArray[np.float16]
    tokens: NDArray[np.uint8]
    sentences: NDArray[np.void]

    def sentences_of(self, row: int) -> NDArray[np.void]:
        first = int(self.passages["first_sentence"][row])
        return self.sentences[first : first + int(self.passages["sentences"][row])]

    def tokens_of(self, row: int) -> NDArray[np.uint8]:
        first = int(self.passages["first_token"][row])
        return self.tokens[first : first + int(self.passages["tokens"][row])]

    def cut(self, first: int, count: int) -> Segment:
        """Passages of whole reports that stand together, as a segment of their own."""
        places = self.passages[first : first + count]
        if not count:
            return Segment(places, self.vectors[:0], self.tokens[:0], self.sentences[:0])
        token, sentence = int(places[0]["first_token"]), int(places[0]["first_sentence"])
        last = places[-1]
        return Segment(
            passages=_moved(places, -token, -sentence),
            vectors=self.vectors[first : first + count],
            tokens=self.tokens[token : int(last["first_token"] + last["tokens"])],
            sentences=self.sentences[sentence : int(last["first_sentence"] + last["sentences"])],
        )

    def let_go(self) -> None:
        """Gives the memory of what was read of it back to the system, which still has it at hand.

        A page that is touched in a map brings fifteen beside it, and all count as ours.
        """
        for array in (self.tokens, self.vectors, self.sentences):
            base: object = array
            while isinstance(base, np.ndarray):
                base = base.base
            if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
                base.madvise(mmap.MADV_DONTNEED)


def write_segment(folder: Path, number: int, parts: Sequence[Segment]) -> None:
    """One segment of several, one after another; on disk for good when it returns."""
    final = segment_folder(folder, number)
    if final.exists():  # what a crash left under this number
        shutil.rmtree(final)
    final.mkdir(parents=True)
    token, sentence, places = 0, 0, []
    for part in parts:
        places.append(_moved(part.passages, token, sentence))
        token, sentence = token + len(part.tokens), sentence + len(part.sentences)
    _write(final / "passages.npy", places)
    _write(final / "vectors.npy", [part.vectors for part in parts])
    _write(final / "tokens.npy", [part.tokens for part in parts])
    _write(final / "sentences.npy", [part.sentences for part in parts])
    write_sums(final)
    for path in (final, final.parent, folder):
        sync_folder(path)


def open_segment(folder: Path, number: int) -> Segment:
    """Memory-mapped: costs nothing until it is read."""
    path = segment_folder(folder, number)
    # As plain arrays over the map: slices of a numpy.memmap cost five times as much. PyTorch
    # takes only what may be written; what is written to such a map never reaches the file.
    return Segment(*(np.asarray(np.load(path / name, mmap_mode="c")) for name in PARTS))


def remove_segments(folder: Path, keep: Iterable[int]) -> None:
    """Deletes the segments that no generation names."""
    remove_others(folder / "segments", {segment_folder(folder, number).name for number in keep})


def segment_folder(folder: Path, number: int) -> Path:
    return folder / "segments" / f"{number:06d}"


def _moved(places: NDArray[np.void], tokens: int, sentences: int) -> NDArray[np.void]:
    moved = np.array(places)
    moved["first_token"] += tokens
    moved["first_sentence"] += sentences
    return moved


def _write(path: Path, arrays: Sequence[NDArray[np.generic]]) -> None:
    """An .npy file of arrays joined: numpy's own writer hides why a disk refused."""
    first = arrays[0]
    shape = (sum(len(array) for array in arrays), *first.shape[1:])
    with path.open("wb") as file:
        described = np.lib.format.dtype_to_descr(first.dtype)
        header = {"descr": described, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_2_0(file, header)
        for array in arrays:
            for at in range(0, len(array), BLOCK_ROWS):
                file.write(np.ascontiguousarray(array[at : at + BLOCK_ROWS]).tobytes())
        file.flush()
        os.fsync(file.fileno())
