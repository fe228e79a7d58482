"""Checks a library against itself: the texts, files, spans and citations of a generation."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ingest.report import Report
from search.citations import MAX_LENGTH, citation_id, find_pin, read_id
from search.holdings import Holding
from search.storage.contract import Generation, PassageRef, Storage
from search.storage.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong with it: a sentence a fault."""

    reports: int
    passages: int
    sentences: int
    faults: tuple[str, ...]


def check(storage: Storage) -> Checked:
    """Raises NoLibrary or WrongFormat when there is no library to check."""
    storage.published()
    checking = _Checking()
    faults = list(storage.damage())
    try:
        generation = storage.open()
    except (LibraryError, OSError, ValueError):
        if not faults:
            raise
        return Checked(0, 0, 0, (*faults, "the reports were not looked at. Mend this first."))
    try:
        faults += checking.faults(generation)
        reports = len(generation.holdings)
    finally:
        generation.close()
    return Checked(reports, checking.passages, checking.sentences, tuple(faults))


class _Checking:
    def __init__(self) -> None:
        self.passages = 0
        self.sentences = 0

    def faults(self, generation: Generation) -> Iterator[str]:
        for holding in generation.holdings:
            for fault in self._report_faults(generation, holding):
                yield f"{holding.info.id}: {fault}"
        for sha256, text_sha256, source in generation.past_files():
            for fault in _past_faults(generation, sha256, text_sha256):
                yield f"{source}, as it was before: {fault}"

    def _report_faults(self, generation: Generation, holding: Holding) -> Iterator[str]:
        yield from _file_faults(generation, holding.info.sha256)
        try:
            report = generation.report(holding.number, boxes=True)
            recommendations = generation.recommendations([holding.number])
        except (zlib.error, json.JSONDecodeError, IndexError, ValueError) as error:
            yield f"its text cannot be unpacked: {error}. Ingest its file again."
            return
        if _hash(report.text) != holding.text_sha256:
            yield "its text is not what was read from its file."
        yield from _span_faults(report)
        for _, recommendation in recommendations:
            if not 0 <= recommendation.start < recommendation.end <= len(report.text):
                yield f"a recommendation at {recommendation.start} is outside its text."
        yield from self._passage_faults(generation, holding, report)

    def _passage_faults(
        self, generation: Generation, holding: Holding, report: Report
    ) -> Iterator[str]:
        spans = generation.spans(holding.number).tolist()
        self.passages += len(spans)
        before = 0
        for number, (start, end) in enumerate(spans):
            if not before <= start < end <= len(report.text):
                yield f"passage {number} ({start}-{end}) is no slice of its text."
            before = end
            candidates = generation.candidates([PassageRef(holding.number, number)])
            self.sentences += len(candidates.sentences)
            for sentence in candidates.sentences:
                first, last = int(sentence["start"]), int(sentence["end"])
                if not start <= first < last <= end:
                    yield f"the sentence at {first}-{last} is outside its passage."
                elif last - first <= MAX_LENGTH:
                    pin = read_id(citation_id(report.info.sha256, report.text, first, last))
                    if find_pin(pin, report.text) != (first, last):
                        yield f"a citation of {first}-{last} would not find its words again."


def _past_faults(generation: Generation, sha256: str, text_sha256: str) -> Iterator[str]:
    yield from _file_faults(generation, sha256)
    try:
        texts = [_hash(report.text) for report in generation.past(sha256)]
    except (zlib.error, json.JSONDecodeError) as error:
        yield f"its text cannot be unpacked: {error}."
        return
    if text_sha256 not in texts:
        yield "its text is not what was read from its file."


def _file_faults(generation: Generation, sha256: str) -> Iterator[str]:
    file = generation.open_file(sha256)
    if file is None:
        yield "its file is not in the library. Ingest it again."
        return
    with file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
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


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
