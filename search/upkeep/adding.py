"""Fills a library: reads files in workers while the model embeds, and publishes all or nothing."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ingest.attached_jobs import attached_jobs
from ingest.attachments import IN
from ingest.errors import NotAReport, TooLarge
from ingest.fetching.addresses import Address
from ingest.fetching.limits import USUAL, Limits
from ingest.fetching.pages import Unfetched, fetch
from ingest.field.field import Field
from ingest.overrides import Overrides
from ingest.passages import (
    MAX_TOKENS,
    split_passages,
)
from ingest.pdf.scans import can_read_scans
from ingest.reading import Job, ReadReport, read_file, with_id
from ingest.workers import TIMEOUT_S, Failed, Workers
from search.holdings import Holding
from search.models.heap import give_back
from search.models.library_model import MODEL, is_known
from search.models.sentence_model import Embedder, shared_embedder
from search.storage.contract import Failure, NewReport, Storage, Writing
from search.storage.errors import CannotWrite, Changed
from search.upkeep.changes import (
    Changes,
    fault_of,
    hash_of,
    is_there,
    location_of,
    path_of,
    reader_of,
)
from search.upkeep.correcting import load_corrections
from search.upkeep.embedding import Embedded, Embedding, learned_before
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
    storage: Storage,
    paths: Sequence[Path],
    *,
    addresses: Sequence[str] = (),
    follow: bool = False,
    limits: Limits = USUAL,
    embedder: Embedder | None = None,
    field: Field | None = None,
    max_tokens: int = MAX_TOKENS,
    prune: bool = False,
    allow_links: bool = False,
    allow_erased: bool = False,
    attachments: bool = False,
    publish_s: float = PUBLISH_S,
    on_progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Brings a library up to date with files and folders; what did not change costs a hash.

    `field` is the one that it keeps from now on; None: the one that it has. `addresses` are pages
    of the web; with `follow` those on the same sites that they link to come in too, within
    `limits`. With `attachments` so do the reports that the PDFs hold beside their pages. A file
    that was erased is read again only with `allow_erased`. Raises LibraryHeld when another process
    is writing, CannotWrite when the disk refuses, NothingToRead for a path that is not there. A
    file that cannot be read is named in the summary and stops nothing. What `on_progress` raises
    ends it; what was published before stands.
    """
    started = time.monotonic()
    for path in paths:
        if not path.exists():
            raise NothingToRead(f"{path} is not there. Give files or folders that exist.")
    with storage.hold() as writing:
        model = use_model(storage, writing, embedder)
        if field is not None:
            writing.use_field(field)
        corrections = load_corrections(storage.beside)
        filler = _Filler(
            writing, model, corrections, max_tokens, publish_s, allow_links, allow_erased
        )
        if not addresses and not attachments:
            summary = filler.run(paths, (), prune, on_progress)
        else:
            with _temporary_folder() as into:
                known = filler.changes.known_address
                fetched = fetch(addresses, Path(into), known=known, follow=follow, limits=limits)
                taken_into = Path(into) if attachments else None
                summary = filler.run(paths, fetched, prune, on_progress, taken_into)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


def use_model(storage: Storage, writing: Writing, embedder: Embedder | None) -> Embedder:
    """The one that a library is of from now on, or has been. Raises OtherModel."""
    model = embedder or shared_embedder(writing.model)
    if writing.model not in ("", model.name):
        if not is_known(model, writing.kept):
            raise OtherModel(
                f"{storage.name} was made with the model {writing.model}, not {model.name}. Have"
                f" all of it embedded by that one: pincite rebuild --model {model.name}"
                f" --library {storage.name}"
            )
        writing.keep(MODEL, writing.kept(MODEL))  # so that its new place is published
    writing.use_model(model.name)
    return model


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="pincite-")
    except OSError as error:
        raise CannotWrite(
            "There is no folder for temporary files, where pages of the web are kept while they"
            f" are read ({error.strerror}). Set TMPDIR to a folder that may be written to."
        ) from error


@dataclass(frozen=True, slots=True)
class _BeingEmbedded:
    """A report that is read and is being embedded."""

    job: Job
    read: ReadReport
    replaces: Holding | None


class _Filler:
    def __init__(
        self,
        writing: Writing,
        model: Embedder,
        corrections: Overrides,
        max_tokens: int,
        publish_s: float,
        allow_links: bool,
        allow_erased: bool,
    ) -> None:
        self._allow_links = allow_links
        self._writing = writing
        self._model = model
        self._max_tokens = min(max_tokens, model.room)
        self._publish_s = publish_s
        self._published_at = time.monotonic()
        self._embedding = Embedding[_BeingEmbedded](
            model, writing.keep, learned_before(model, writing)
        )
        self._summary = Summary()
        self.changes = Changes(writing, self._summary, corrections, allow_erased=allow_erased)
        self._by_source = self.changes.by_source
        self._ids = {holding.info.id for holding in self._by_source.values()}
        self._pages: dict[str, Address] = {}
        self._opened: set[Path] = set()  # files that reports were taken out of
        self._told = ""  # the source that progress was last told of
        self._done = self._total = self._pages_read = self._passages_read = 0

    def run(
        self,
        paths: Sequence[Path],
        fetched: Iterable[Address | Unfetched],
        prune: bool,
        on_progress: Callable[[Progress], None] | None,
        attachments_into: Path | None = None,
    ) -> Summary:
        jobs = list(self.changes.jobs(paths, self._fail, allow_links=self._allow_links))
        if attachments_into is not None:
            attachments = attached_jobs(
                jobs, attachments_into, self._fail, lambda: self._tell(on_progress)
            )
            jobs += attachments
            opened = {job.source.rpartition(IN)[0] for job in jobs if job.within is not None}
            self._opened = {job.path for job in jobs if job.source in opened}
            self.changes.forgive(job.source for job in jobs if job.path in self._opened)
        if prune:
            self._refuse_to_empty(paths, jobs)
        changed = [job for job in jobs if not self.changes.is_known(job)]
        self._total, self._done = len(jobs), len(jobs) - len(changed)
        self._tell(on_progress)
        timeout_s = SCANS_TIMEOUT_S if can_read_scans() else TIMEOUT_S
        workers: Workers[Job, ReadReport | Failed] = Workers(read_file, timeout_s=timeout_s)
        try:
            for round_ in chain([changed] if changed else [], self._rounds(fetched)):
                for job, outcome in workers.run(round_, lambda: self._tell(on_progress)):
                    if not self._take(job, outcome, lambda: self._tell(on_progress)):
                        self._done += 1
                        self._tell(on_progress, job.source)
                    self._keep(self._embedding.ready(), on_progress)
            self._keep(self._embedding.rest(lambda: self._tell(on_progress)), on_progress)
        finally:
            self._embedding.cancel()
        self._forget_failures()
        if prune:
            self._prune(paths, {job.source for job in jobs})
        self._writing.publish()
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
        self._writing.note_address(page)
        self._pages[page.address] = page
        if page.path is None:
            self._summary.unchanged += 1
            return None
        job = Job(page.path, page.address, self._writing.field, self.changes.corrections)
        return None if self.changes.is_known(job) else job

    def _take(self, job: Job, outcome: ReadReport | Failed, on_window: Callable[[], None]) -> bool:
        """Has a report's passages embedded; False for what is none."""
        if isinstance(outcome, Failed):
            self._refuse(job, outcome)
            return False
        before = self._by_source.get(job.source)
        report_id = before.info.id if before else free_id(outcome.report.info.id, self._ids)
        self._ids.add(report_id)
        read = with_id(outcome, report_id)
        try:
            passages = split_passages(
                read.report, self._model.count_tokens, self._max_tokens, read.sentences
            )
        except TooLarge as error:
            self._refuse(job, Failed(str(error), cause=TooLarge.__name__))
            return False
        report = _BeingEmbedded(job, read, before)
        self._embedding.put(report, read.report, passages, read.sentences, on_window)
        return True

    def _keep(
        self,
        embedded: Iterable[Embedded[_BeingEmbedded]],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        """Keeps the files of reports, which are then left to be published."""
        for one in embedded:
            report = one.key
            self._done += 1
            try:
                self._writing.keep_file(report.job.path, report.read.report.info.sha256)
            except (Changed, FileNotFoundError):
                changed = Failed("It changed while it was read. Ingest it again.")
                self._refuse(report.job, changed)
            else:
                self._add(one)
            self._tell(on_progress, report.job.source)
            give_back()

    def _add(self, embedded: Embedded[_BeingEmbedded]) -> None:
        report = embedded.key
        self._writing.add(
            NewReport(
                read=report.read,
                location=location_of(report.job),
                reader=reader_of(report.job),
                replaces=report.replaces,
                passages=embedded.passages,
                vectors=embedded.vectors,
                codes=embedded.codes,
                sentences=embedded.sentences,
            )
        )
        self._summary.updated += report.replaces is not None
        self._summary.added += report.replaces is None
        self._pages_read += len(report.read.report.pages)
        self._passages_read += len(embedded.passages)
        self._publish_in_time()

    def _refuse(self, job: Job, failed: Failed) -> None:
        page = self._pages.get(job.source)
        is_passed = page is not None and not page.asked_for
        if failed.cause == NotAReport.__name__ and (is_passed or job.path in self._opened):
            self._summary.skipped += 1  # a page that was only passed through, a portfolio's cover
            return
        fault = fault_of(hash_of(job.path), job.field) if failed.cause else ""
        self._fail(job.source, failed.reason, location_of(job), fault)

    def _fail(self, source: str, reason: str, location: str = "", fault: str = "") -> None:
        self._summary.failed.append(FailedFile(source, reason))
        self._writing.note_failure(Failure(source, location or source, fault, reason))

    def _publish_in_time(self) -> None:
        late = time.monotonic() - self._published_at >= self._publish_s
        if late or self._writing.waiting >= PUBLISH_PASSAGES:
            for holding in self._writing.publish():
                self._by_source[holding.info.source] = holding
            self._published_at = time.monotonic()

    def _forget_failures(self) -> None:
        """Of files that are no longer there, or are read under another name."""
        failed = {one.source for one in self._summary.failed}
        for failure in self._writing.failures():
            if failure.source not in failed and not is_there(failure.location):
                self._writing.forget_failure(failure.source)

    def _prune(self, paths: Sequence[Path], seen: set[str]) -> None:
        """Takes out the reports of the given folders whose files are no longer there."""
        roots = [path.resolve() for path in paths if path.is_dir()]
        for source, holding in self._by_source.items():
            location = path_of(holding.location)
            inside = any(location.is_relative_to(root) for root in roots)
            if inside and source not in seen and not is_there(holding.location):
                self._writing.remove(holding)
                self._summary.removed += 1

    def _refuse_to_empty(self, paths: Sequence[Path], jobs: Sequence[Job]) -> None:
        """A disk that is not mounted looks like a folder whose reports were all deleted."""
        for root in (path.resolve() for path in paths if path.is_dir()):
            locations = [path_of(holding.location) for holding in self._by_source.values()]
            came = sum(location.is_relative_to(root) for location in locations)
            if came and not any(job.path.is_relative_to(root) for job in jobs):
                raise NothingToRead(
                    f"{root} holds no reports now, where {came} came from it. Nothing was"
                    " taken out; if they are gone for good, say so with pincite remove."
                )

    def _tell(self, on_progress: Callable[[Progress], None] | None, source: str = "") -> None:
        self._told = source or self._told
        if on_progress is not None:
            on_progress(
                Progress(self._done, self._total, self._pages_read, self._passages_read, self._told)
            )

    def _summed_up(self) -> Summary:
        holdings = self._writing.holdings
        self._summary.reports = len(holdings)
        self._summary.pages = sum(holding.info.page_count for holding in holdings)
        self._summary.passages = sum(holding.passages for holding in holdings)
        return self._summary


def free_id(preferred: str, taken: set[str]) -> str:
    """One that no report has yet."""
    number, candidate = 1, preferred
    while candidate in taken:
        number += 1
        candidate = f"{preferred}-{number}"
    return candidate
