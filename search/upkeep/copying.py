"""Copies a library from where it is kept to elsewhere, as it is: nothing is read or embedded again."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.passages import passages_at
from ingest.reading import ReadReport
from ingest.report import Report
from search.holdings import Holding
from search.storage.beside import Beside
from search.storage.contract import Generation, NewReport, PassageRef, Storage, Writing
from search.upkeep.correcting import FILE as CORRECTIONS
from search.upkeep.progress import Progress

PUBLISH_PASSAGES = 4000  # what waits in memory at most
BRIEFINGS = "briefings"  # beside the library: what people write, and keep on a server
BRIEFINGS_LOCK = f"{BRIEFINGS}/"


class NotACopy(Exception):
    """The place that is copied to holds something else."""


def copy(
    source: Storage,
    target: Storage,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    publish_passages: int = PUBLISH_PASSAGES,
) -> int:
    """How many reports came to the target, which then holds what the source does.

    One that was cut off goes on where it was. Old texts, files, failures, what people said of
    reports and the briefings that they keep come too; uploads that wait and what readers said of
    answers do not. Raises NotACopy, and what opening the one and holding the other raises.
    """
    generation = source.open()
    try:
        with target.hold() as writing:
            copying = _Copying(generation, target, writing, publish_passages)
            return copying.run(source.beside, on_progress)
    finally:
        generation.close()


class _Copying:
    def __init__(
        self, generation: Generation, target: Storage, writing: Writing, publish_passages: int
    ) -> None:
        self._generation = generation
        self._target = target
        self._writing = writing
        self._publish_passages = publish_passages
        self._there = {holding.info.id: holding for holding in writing.holdings.as_kept}
        coming = {holding.info.id: holding for holding in generation.holdings.as_kept}
        for name, there in self._there.items():
            if name not in coming or not _is_same(there, coming[name]):
                raise NotACopy(
                    f"{target.name} holds {name}, which is not what is copied."
                    " Copy to an empty place."
                )

    def run(self, beside: Beside, on_progress: Callable[[Progress], None] | None) -> int:
        generation, writing = self._generation, self._writing
        writing.use_model(generation.model)
        writing.use_field(generation.field)
        corrections = beside.read(CORRECTIONS)
        coming_beside = beside.all(BRIEFINGS) | (
            {} if corrections is None else {CORRECTIONS: corrections}
        )
        if coming_beside:
            with self._target.beside.alone(BRIEFINGS_LOCK) as held:
                for name, value in coming_beside.items():
                    held.write(name, value)
        self._copy_past()
        coming = [one for one in generation.holdings.as_kept if one.info.id not in self._there]
        passages = 0
        for done, holding in enumerate(coming, start=1):
            self._copy_file(holding.info.sha256)
            writing.add(_report(generation, holding))
            if (page := generation.address(holding.info.source)) is not None:
                writing.note_address(page)
            passages += holding.passages
            if writing.waiting >= self._publish_passages:
                writing.publish()
            if on_progress is not None:
                on_progress(Progress(done, len(coming), 0, passages, holding.info.source))
        for failure in generation.failures():
            writing.note_failure(failure)
        writing.publish()
        self._compare()
        return len(coming)

    def _copy_past(self) -> None:
        """What left goes in and leaves again, before what took its name comes."""
        target = self._target.open()
        known = {(sha256, text) for sha256, text, _ in target.past_files()}
        target.close()
        missing = [
            (sha256, text_sha256)
            for sha256, text_sha256, _ in self._generation.past_files()
            if (sha256, text_sha256) not in known
        ]
        for sha256, text_sha256 in missing:
            for report in self._generation.past(sha256):
                if hashlib.sha256(report.text.encode()).hexdigest() == text_sha256:
                    self._copy_file(sha256)
                    self._writing.add(_past(report, text_sha256))
                    for holding in self._writing.publish():
                        self._writing.remove(holding)
        self._writing.publish()

    def _copy_file(self, sha256: str) -> None:
        file = self._generation.open_file(sha256)
        if file is None:
            return
        with file, tempfile.TemporaryDirectory(prefix="pincite-") as folder:
            path = Path(folder) / sha256
            with path.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            self._writing.keep_file(path, sha256)

    def _compare(self) -> None:
        """Raises NotACopy where the target does not hold, to the letter, what the source does."""
        made = self._target.open()
        try:
            for holding in self._generation.holdings.as_kept:
                copied = made.holdings.by_id.get(holding.info.id)
                if copied is None or not _is_whole(self._generation, holding, made, copied):
                    raise NotACopy(f"{holding.info.id} is not whole in {self._target.name}.")
        finally:
            made.close()


def _report(generation: Generation, holding: Holding) -> NewReport:
    report = replace(generation.report(holding.number, boxes=True), info=holding.info)
    spans = generation.spans(holding.number).tolist()
    recommendations = (each for _, each in generation.recommendations([holding.number]))
    codes, sentences = _parts(generation, holding)
    return NewReport(
        read=ReadReport(
            report,
            tuple(recommendations),
            holding.mentions,
            holding.abbreviations,
            holding.text_sha256,
            np.zeros((0, 2), np.int32),
            holding.left_out,
        ),
        location=holding.location,
        reader=holding.reader,
        replaces=None,
        passages=passages_at(report, spans),
        vectors=generation.vectors(holding.number),
        codes=codes,
        sentences=sentences,
        added_at=holding.added_at,
    )


def _parts(
    generation: Generation, holding: Holding
) -> tuple[list[NDArray[np.uint8]], list[NDArray[np.void]]]:
    """The token codes and the sentences of each passage."""
    refs = [PassageRef(holding.number, number) for number in range(holding.passages)]
    candidates = generation.candidates(refs)
    codes = np.split(candidates.codes, np.cumsum(candidates.token_counts)[:-1])
    sentences = np.split(candidates.sentences, np.cumsum(candidates.sentence_counts)[:-1])
    by_ref = dict(zip(candidates.refs, zip(codes, sentences, strict=True), strict=False))
    nothing = candidates.codes[:0], candidates.sentences[:0]
    parts = [by_ref.get(ref, nothing) for ref in refs]
    return [own for own, _ in parts], [own for _, own in parts]


def _past(report: Report, text_sha256: str) -> NewReport:
    """Without passages: nothing is found in it, and its citations show its words."""
    return NewReport(
        read=ReadReport(report, (), (), (), text_sha256, np.zeros((0, 2), np.int32)),
        location=report.info.source,
        reader="",
        replaces=None,
        passages=[],
        vectors=np.zeros((0, 0), np.float16),
        codes=[],
        sentences=[],
    )


def _is_same(one: Holding, other: Holding) -> bool:
    there = (one.info, one.text_sha256, one.reader, one.passages)
    return there == (other.info, other.text_sha256, other.reader, other.passages)


def _is_whole(before: Generation, holding: Holding, after: Generation, copied: Holding) -> bool:
    one, other = _report(before, holding), _report(after, copied)
    arrays: list[tuple[NDArray[np.generic], NDArray[np.generic]]] = [
        (one.read.report.boxes, other.read.report.boxes),
        (one.vectors, other.vectors),
        *zip(one.codes, other.codes, strict=False),
        *zip(one.sentences, other.sentences, strict=False),
    ]
    return (
        _is_same(holding, copied)
        and (one.read.report, one.read.recommendations, one.passages)
        == (other.read.report, other.read.recommendations, other.passages)
        and all(np.array_equal(here, there) for here, there in arrays)
    )
