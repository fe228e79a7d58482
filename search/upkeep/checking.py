"""Checks a library against itself: the texts, files, spans, vectors and words of a generation."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.report import Report
from search.citations import MAX_LENGTH, citation_id, find_pin, read_id
from search.storage.folder.files import file_path
from search.storage.folder.segments import Segment, open_segment
from search.storage.folder.sqlite import Row, Store
from search.storage.folder.words import Words, has_words, words_folder

LENGTH_SLACK = 2e-3  # of a unit vector in float16


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong with it: a sentence a fault."""

    reports: int
    passages: int
    sentences: int
    faults: tuple[str, ...]


def check(folder: Path) -> Checked:
    """Raises NoLibrary or WrongFormat when there is no library to check."""
    store = Store(folder)
    try:
        checking = _Checking(folder, store)
        faults = tuple(checking.faults())
    finally:
        store.close()
    return Checked(len(checking.rows), checking.passages, checking.sentences, faults)


class _Checking:
    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self.rows = store.rows()
        self.passages = 0
        self.sentences = 0

    def faults(self) -> Iterator[str]:
        yield from (f"library.sqlite: {fault}" for fault in self._store.damage())
        segments: dict[int, Segment] = {}
        for number in sorted({row.segment for row in self.rows}):
            try:
                segments[number] = open_segment(self._folder, number)
            except (OSError, ValueError) as error:
                yield f"segment {number} cannot be opened: {error}."
        words = self._words()
        if words is None:
            yield "the words index cannot be opened. Ingest anything, and it is made anew."
        elif words.passages != sum(row.passages for row in self.rows):
            yield f"the words index has {words.passages} passages, the store other ones."
        for row in self.rows:
            for fault in self._row_faults(row, segments.get(row.segment), words):
                yield f"{row.info.id}: {fault}"
        for sha256, text_sha256, source in self._store.past_files():
            for fault in self._past_faults(sha256, text_sha256):
                yield f"{source}, as it was before: {fault}"

    def _words(self) -> Words | None:
        folder = words_folder(self._folder, self._store.generation)
        if self._store.generation and not has_words(folder):
            return None
        try:
            return Words(folder)
        except ValueError:  # how tantivy says everything
            return None

    def _row_faults(self, row: Row, segment: Segment | None, words: Words | None) -> Iterator[str]:
        yield from self._file_faults(row.info.sha256)
        try:
            report = self._store.report(row, boxes=True)
            held = self._store.recommendations([row.row])
        except (zlib.error, json.JSONDecodeError, IndexError, ValueError) as error:
            yield f"its text cannot be unpacked: {error}. Ingest its file again."
            return
        if _hash(report.text.encode()) != row.text_sha256:
            yield "its text is not what was read from its file."
        yield from _span_faults(report)
        for _, recommendation in held:
            if not 0 <= recommendation.start < recommendation.end <= len(report.text):
                yield f"a recommendation at {recommendation.start} is outside its text."
        if segment is not None:
            yield from self._passage_faults(row, report, segment)
        if words is not None and words.passages_of(row.row) != row.passages:
            found = words.passages_of(row.row)
            yield f"{found} of its {row.passages} passages are in the words index."

    def _passage_faults(self, row: Row, report: Report, segment: Segment) -> Iterator[str]:
        places = segment.passages[row.first : row.first + row.passages]
        vectors = segment.vectors[row.first : row.first + row.passages].astype(np.float32)
        self.passages += len(places)
        if len(places) != row.passages or np.any(places["report"] != row.row):
            yield "its passages are not where the store says."
            return
        if np.any(np.abs(np.linalg.norm(vectors, axis=1) - 1) > LENGTH_SLACK):
            yield "a vector of its passages is not of length 1."
        before = 0
        for number, place in enumerate(places):
            start, end = int(place["start"]), int(place["end"])
            if not before <= start < end <= len(report.text):
                yield f"passage {number} ({start}-{end}) is no slice of its text."
            before = end
            at, count = int(place["first_token"]), int(place["tokens"])
            if at + count > len(segment.tokens):
                yield f"the token vectors of passage {number} are not all there."
            yield from self._sentence_faults(report, segment, row.first + number, start, end)

    def _sentence_faults(
        self, report: Report, segment: Segment, position: int, first: int, last: int
    ) -> Iterator[str]:
        sentences = segment.sentences_of(position)
        self.sentences += len(sentences)
        for sentence in sentences:
            start, end = int(sentence["start"]), int(sentence["end"])
            if not first <= start < end <= last:
                yield f"the sentence at {start}-{end} is outside its passage."
            elif end - start <= MAX_LENGTH:
                pin = read_id(citation_id(report.info.sha256, report.text, start, end))
                if find_pin(pin, report.text) != (start, end):
                    yield f"a citation of {start}-{end} would not find its words again."

    def _past_faults(self, sha256: str, text_sha256: str) -> Iterator[str]:
        yield from self._file_faults(sha256)
        try:
            texts = [_hash(report.text.encode()) for report in self._store.past(sha256)]
        except (zlib.error, json.JSONDecodeError) as error:
            yield f"its text cannot be unpacked: {error}."
            return
        if text_sha256 not in texts:
            yield "its text is not what was read from its file."

    def _file_faults(self, sha256: str) -> Iterator[str]:
        try:
            with file_path(self._folder, sha256).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            yield "its file is not in the library. Ingest it again."
        else:
            if found != sha256:
                yield "its file is not the one that was read."


def _span_faults(report: Report) -> Iterator[str]:
    at = 0
    for page in report.pages:
        if page.start != at or page.end < page.start:
            yield f"page {page.number} does not start where the page before it ends."
        at = page.end
    if report.pages and at != len(report.text):
        yield "its pages do not cover its text."
    for section in report.sections:
        if not 0 <= section.start < section.end <= len(report.text):
            yield f"the section “{section.title}” is outside its text."
    for judgement in report.judgements:
        if not 0 <= judgement.start < judgement.end <= len(report.text):
            yield f"the judgement of {judgement.area} is outside its text."
    if len(report.boxes) and not np.all(
        (report.boxes[:, 1] >= 0) & (report.boxes[:, 2] <= len(report.text))
    ):
        yield "a word's box is of no word of its text."


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
