"""Immutable files of passages: their places, their vectors and their compressed token vectors.

A segment is written whole, once, before the store names it, and is never changed. It holds

    passages.npy   (n,) of PLACE
    vectors.npy    (n, dimensions) float16, rows of length 1
    tokens.npy     (tokens, bytes) uint8, see search/tokens.py
    sentences.npy  (sentences,) of SENTENCE
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.files import remove_others, sync_folder

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
SENTENCE = np.dtype(
    [
        ("start", np.int32),
        ("end", np.int32),
        ("token", np.int32),  # the first of its passage's tokens that is in it
    ]
)
PARTS = ("passages.npy", "vectors.npy", "tokens.npy", "sentences.npy")


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


def write_segment(folder: Path, number: int, segment: Segment) -> None:
    """On disk for good when it returns."""
    final = segment_folder(folder, number)
    shutil.rmtree(final, ignore_errors=True)  # what a crash left under this number
    final.mkdir(parents=True)
    arrays = (segment.passages, segment.vectors, segment.tokens, segment.sentences)
    for name, array in zip(PARTS, arrays, strict=True):
        with (final / name).open("wb") as file:
            np.save(file, array)
            file.flush()
            os.fsync(file.fileno())
    for path in (final, final.parent):
        sync_folder(path)


def open_segment(folder: Path, number: int) -> Segment:
    """Memory-mapped: costs nothing until it is read."""
    path = segment_folder(folder, number)
    return Segment(*(np.load(path / name, mmap_mode="r") for name in PARTS))


def remove_segments(folder: Path, keep: Iterable[int]) -> None:
    """Deletes the segments that no generation names."""
    remove_others(folder / "segments", {segment_folder(folder, number).name for number in keep})


def segment_folder(folder: Path, number: int) -> Path:
    return folder / "segments" / f"{number:06d}"
