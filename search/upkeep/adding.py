"""Fills a library: reads files in workers while the model embeds, and publishes all or nothing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import NotAReport
from ingest.fetching.fetching import USUAL, Address, Limits, Unfetched, fetch
from ingest.passages import MAX_TOKENS, split_passages
from ingest.pdf.scans import can_read_scans
from ingest.reading import Job, ReadReport, read_file, with_id
from ingest.report import Passage, Report
from ingest.sentences import split_sentences
from ingest.workers import TIMEOUT_S, Failed, Workers
from search.models.heap import give_back
from search.models.passage_stream import EmbeddingStream
from search.models.sentence_model import Embedder
from search.models.token_codes import default_codes
from search.storage.folder.files import Changed, keep_file
from search.storage.folder.lock import open_to_write
from search.storage.folder.publishing import Publisher, Refused, Waiting, header_of
from search.storage.folder.segments import SENTENCE
from search.storage.folder.sqlite import Row, Store
from search.upkeep.changes import (
    FIELD,
    Changes,
    extractor_of,
    fault_of,
    hash_of,
    is_there,
    location_of,
)
from search.upkeep.progress import FailedFile, Progress, Summary

PUBLISH_PASSAGES = 4000  # what waits in memory at most
PUBLISH_S = 60.0  # what a crash can cost: a minute of work
SCANS_TIMEOUT_S = 900.0  # tesseract takes some seconds a page
ROUND = 16  # pages fetched from the web before they are read


class NothingToRead(Exception):
    """A path that was given is not there."""


class OtherModel(Exception):
    """The library's vectors are another model's."""


def ingest(
    folder: Path,
    paths: Sequence[Path],
    *,
    addresses: Sequence[str] = (),
    follow: bool = False,
    limits: Limits = USUAL,
    embedder: Embedder | None = None,
    max_tokens: int = MAX_TOKENS,
    prune: bool = False,
    publish_s: float = PUBLISH_S,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Brings a library up to date with files and folders; what did not change costs a hash.

    `addresses` are pages of the web; with `follow` those on the same sites that they link to
    come in too, within `limits`. Raises LibraryHeld when another process is writing, CannotWrite
    when the disk refuses, NothingToRead for a path that is not there. A file that cannot be read
    is named in the summary and stops nothing.
    """
    started = time.monotonic()
    for path in paths:
        if not path.exists():
            raise NothingToRead(f"{path} is not there. Give files or folders that exist.")
    with open_to_write(folder) as store:
        model = embedder or Embedder(store.model or None)
        if store.model and model.name != store.model:
            raise OtherModel(
                f"{folder} was made with the model {store.model}, not {model.name}."
                " Ingest into a new folder to change the model."
            )
        filler = _Filler(folder, store, model, max_tokens, publish_s)
        with tempfile.TemporaryDirectory(prefix="pincite-") as into:
            known = filler.changes.known_address
            fetched = fetch(addresses, Path(into), known=known, follow=follow, limits=limits)
            summary = filler.run(paths, fetched, prune, on_progress)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


@dataclass(frozen=True, slots=True)
class _BeingEmbedded:
    """A report that is read and is being embedded."""

    job: Job
    read: ReadReport
    held: Row | None  # what it takes the place of
    passages: list[Passage]
    sentences: list[NDArray[np.void]]


class _Filler:
    def __init__(
        self, folder: Path, store: Store, model: Embedder, max_tokens: int, publish_s: float
    ) -> None:
        self._folder = folder
        self._store = store
        self._model = model
        self._max_tokens = max_tokens
        self._publish_s = publish_s
        self._published_at = time.monotonic()
        self._stream = EmbeddingStream[_BeingEmbedded, NDArray[np.uint8]](
            model, default_codes().encode
        )
        self._publisher = Publisher(folder, store, model.name)
        self._summary = Summary()
        self.changes = Changes(store, self._publisher, self._summary)
        self._rows = self.changes.rows
        self._ids = {row.info.id for row in self._rows.values()}
        self._pages: dict[str, Address] = {}
        self._done = self._total = self._pages_read = self._passages_read = 0

    def run(
        self,
        paths: Sequence[Path],
        fetched: Iterable[Address | Unfetched],
        prune: bool,
        on_progress: Callable[[Progress], None] | None,
    ) -> Summary:
        jobs = list(self.changes.jobs(paths, self._fail))
        if prune:
            self._refuse_to_empty(paths, jobs)
        changed = [job for job in jobs if not self.changes.is_known(job)]
        self._total, self._done = len(jobs), len(jobs) - len(changed)
        self._tell(on_progress, "")
        timeout_s = SCANS_TIMEOUT_S if can_read_scans() else TIMEOUT_S
        workers: Workers[Job, ReadReport | Failed] = Workers(read_file, timeout_s=timeout_s)
        try:
            for round_ in chain([changed] if changed else [], self._rounds(fetched)):
                for job, outcome in workers.run(round_):
                    if not self._take(job, outcome):
                        self._done += 1
                        self._tell(on_progress, job.source)
                    self._keep(self._stream.ready(), on_progress)
            self._keep(self._stream.rest(), on_progress)
        finally:
            self._stream.cancel()
        self._forget_failures()
        if prune:
            self._prune(paths, {job.source for job in jobs})
        self._publisher.publish()
        self._publisher.close()
        return self._summed_up()

    def _rounds(self, fetched: Iterable[Address | Unfetched]) -> Iterator[list[Job]]:
        """Jobs for the pages from the web that are new or have changed, a few at a time."""
        jobs: list[Job] = []
        for page in fetched:
            self._total += 1
            job = self._job_of(page)
            if job is None:
                self._done += 1
            else:
                jobs.append(job)
            if len(jobs) == ROUND:
                yield jobs
                jobs = []
        if jobs:
            yield jobs

    def _job_of(self, page: Address | Unfetched) -> Job | None:
        if isinstance(page, Unfetched):
            self._fail(page.address, page.reason)
            return None
        self._publisher.note_address(page)
        self._pages[page.address] = page
        if page.path is None:
            self._summary.unchanged += 1
            return None
        job = Job(page.path, page.address, FIELD)
        return None if self.changes.is_known(job) else job

    def _take(self, job: Job, outcome: ReadReport | Failed) -> bool:
        """Has a report's passages embedded; False for what is none."""
        if isinstance(outcome, Failed):
            self._refuse(job, outcome)
            return False
        held = self._rows.get(job.source)
        report_id = held.info.id if held else _free_id(outcome.report.info.id, self._ids)
        self._ids.add(report_id)
        read = with_id(outcome, report_id)
        passages = split_passages(read.report, self._model.count_tokens, self._max_tokens)
        headers = [header_of(read.report, p.headings, p.text) for p in passages]
        tokens = self._model.encode_passages(headers, [passage.text for passage in passages])
        sentences = [
            _sentences(read.report, p, t.spans) for p, t in zip(passages, tokens, strict=True)
        ]
        self._stream.put(_BeingEmbedded(job, read, held, passages, sentences), tokens)
        return True

    def _keep(
        self,
        embedded: Iterable[tuple[_BeingEmbedded, NDArray[np.float16], list[NDArray[np.uint8]]]],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        """Keeps the files of reports, which are then left to be published."""
        for report, vectors, codes in embedded:
            self._done += 1
            try:
                keep_file(self._folder, report.job.path, report.read.report.info.sha256)
            except (Changed, FileNotFoundError):
                changed = Failed("It changed while it was read. Ingest it again.")
                self._refuse(report.job, changed)
            else:
                self._add(report, vectors, codes)
            self._tell(on_progress, report.job.source)
            give_back()

    def _add(
        self,
        report: _BeingEmbedded,
        vectors: NDArray[np.float16],
        codes: list[NDArray[np.uint8]],
    ) -> None:
        self._publisher.add(
            Waiting(
                read=report.read,
                location=location_of(report.job),
                extractor=extractor_of(report.job),
                replaces=report.held,
                passages=report.passages,
                vectors=vectors,
                codes=codes,
                sentences=report.sentences,
            )
        )
        self._summary.updated += report.held is not None
        self._summary.added += report.held is None
        self._pages_read += len(report.read.report.pages)
        self._passages_read += len(report.passages)
        self._publish_in_time()

    def _refuse(self, job: Job, failed: Failed) -> None:
        page = self._pages.get(job.source)
        if failed.cause == NotAReport.__name__ and page is not None and not page.asked_for:
            self._summary.skipped += 1  # a page that was only passed through
            return
        fault = fault_of(hash_of(job.path)) if failed.cause else ""
        self._fail(job.source, failed.reason, location_of(job), fault)

    def _fail(self, source: str, reason: str, location: str = "", fault: str = "") -> None:
        self._summary.failed.append(FailedFile(source, reason))
        self._publisher.refuse(Refused(source, location or source, fault, reason))

    def _publish_in_time(self) -> None:
        late = time.monotonic() - self._published_at >= self._publish_s
        if late or self._publisher.passages >= PUBLISH_PASSAGES:
            for row in self._publisher.publish():
                self._rows[row.info.source] = row
            self._published_at = time.monotonic()

    def _forget_failures(self) -> None:
        """Of files that are no longer there, or are read under another name."""
        failed = {one.source for one in self._summary.failed}
        for failure in self._store.failures():
            if failure.source not in failed and not is_there(failure.location):
                self._publisher.forget_failure(failure.source)

    def _prune(self, paths: Sequence[Path], seen: set[str]) -> None:
        """Takes out the reports of the given folders whose files are no longer there."""
        roots = [path.resolve() for path in paths if path.is_dir()]
        for source, row in self._rows.items():
            location = Path(row.location)
            inside = any(location.is_relative_to(root) for root in roots)
            if inside and source not in seen and not is_there(row.location):
                self._publisher.remove(row)
                self._summary.removed += 1

    def _refuse_to_empty(self, paths: Sequence[Path], jobs: Sequence[Job]) -> None:
        """A disk that is not mounted looks like a folder whose reports were all deleted."""
        for root in (path.resolve() for path in paths if path.is_dir()):
            held = [r for r in self._rows.values() if Path(r.location).is_relative_to(root)]
            if held and not any(job.path.is_relative_to(root) for job in jobs):
                raise NothingToRead(
                    f"{root} holds no reports now, where {len(held)} came from it. Nothing was"
                    " taken out; if they are gone for good, say so with pincite remove."
                )

    def _tell(self, on_progress: Callable[[Progress], None] | None, source: str) -> None:
        if on_progress is not None:
            on_progress(
                Progress(self._done, self._total, self._pages_read, self._passages_read, source)
            )

    def _summed_up(self) -> Summary:
        rows = self._store.rows()
        self._summary.reports = len(rows)
        self._summary.pages = sum(row.info.page_count for row in rows)
        self._summary.passages = sum(row.passages for row in rows)
        return self._summary


def _sentences(
    report: Report, passage: Passage, offsets: Sequence[tuple[int, int]]
) -> NDArray[np.void]:
    spans = split_sentences(report.text, passage.start, passage.end)
    starts = np.array([passage.start + start for start, _ in offsets], np.int64)
    found = np.zeros(len(spans), SENTENCE)
    found["start"] = [start for start, _ in spans]
    found["end"] = [end for _, end in spans]
    found["token"] = np.searchsorted(starts, found["start"])
    return found


def _free_id(wanted: str, taken: set[str]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found
