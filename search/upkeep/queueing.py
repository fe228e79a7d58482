"""Reading by many machines: files are put into a library's queue, and workers take them from it.

What is new, moved or known is told where the files are, when they are put into the queue. A
worker reads and embeds a file on its own and holds the library for the moment in which it
publishes it; whether it is there already is looked at again then, so that it may come twice.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import TooLarge
from ingest.field.field import Field
from ingest.overrides import Overrides, Rule
from ingest.passages import MAX_TOKENS, split_passages
from ingest.pdf.scans import can_read_scans
from ingest.reading import Job, ReadReport, read_file, with_id
from ingest.workers import TIMEOUT_S, Failed, Standby
from search.holdings import Holdings
from search.models.library_model import LibraryModel, codes_not_learned, read_library_model
from search.models.sentence_model import Embedder, shared_embedder
from search.storage.contract import Failure, Storage
from search.storage.errors import Changed
from search.storage.queue import Queue, Unreadable, WaitingFile
from search.upkeep.adding import SCANS_TIMEOUT_S, NothingToRead, free_id, use_model
from search.upkeep.changes import Changes, fault_of, hash_of, location_of, reader_of
from search.upkeep.correcting import load_corrections
from search.upkeep.embedding import Embedded, Embedding, learned_before
from search.upkeep.kept_files import made_new
from search.upkeep.learning import has_to_learn
from search.upkeep.progress import FailedFile, Summary

HELD_S = 60.0  # a worker publishes within seconds


class NoQueue(Exception):
    """A library that one machine alone fills."""


class NotNow(Exception):
    """A file that could not be read this time."""


class NotBegun(Exception):
    """A library without passages, of a model that learns from the first ones."""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of files that were given to a queue."""

    queued: int
    queued_before: int  # and not read yet
    summary: Summary  # of those that need no reading


def queue_of(storage: Storage) -> Queue:
    """Raises NoQueue."""
    if storage.queue is None:
        raise NoQueue(
            f"{storage.name} is a folder, which one machine fills: leave --queue out. Many machines"
            " read into a library in PostgreSQL: docs/scale.md."
        )
    return storage.queue


def enqueue(
    storage: Storage,
    paths: Sequence[Path],
    *,
    embedder: Embedder | None = None,
    field: Field | None = None,
    allow_links: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Enqueued:
    """Puts the files that a library does not have as they are into its queue.

    Raises NoQueue, NotBegun, and what `ingest` raises.
    """
    queue, summary, started = queue_of(storage), Summary(), time.monotonic()
    for path in paths:
        if not path.exists():
            raise NothingToRead(f"{path} is not there. Give files or folders that exist.")
    with storage.hold(wait_s=HELD_S) as writing:
        model = use_model(storage, writing, embedder)
        if field is not None:
            writing.use_field(field)
        if learned_before(model, writing) is None:
            if has_to_learn(model):
                raise NotBegun(
                    f"{model.name} learns from the first passages of a library, and {storage.name}"
                    " has none yet. Ingest a few reports without --queue first."
                )
            for name, value in LibraryModel(model, codes_not_learned(model)).record().items():
                writing.keep(name, value)
        changes = Changes(writing, summary, load_corrections(storage.beside))

        def fail(source: str, reason: str) -> None:
            summary.failed.append(FailedFile(source, reason))
            writing.note_failure(Failure(source, source, "", reason))

        jobs = list(changes.jobs(paths, fail, allow_links=allow_links))
        jobs = [job for job in jobs if not changes.is_known(job)]
        writing.publish()
    queued = unsent = 0
    for done, job in enumerate(jobs, start=1):
        try:
            queued += queue.put(job.path, _waiting_file(job))
        except (Changed, OSError) as error:
            summary.failed.append(FailedFile(job.source, f"It cannot be sent: {error}"))
            unsent += 1
        on_progress(done, len(jobs))
    summary.seconds = round(time.monotonic() - started, 2)
    return Enqueued(queued, len(jobs) - queued - unsent, summary)


class Reader:
    """Reads files of a queue into its library, one at a time."""

    def __init__(
        self,
        storage: Storage,
        *,
        embedder: Embedder | None = None,
        on_read: Callable[[str, str], None] = lambda source, what: None,
    ) -> None:
        """`on_read` is told of each file what became of it."""
        self._storage = storage
        self._embedder = embedder
        self._on_read = on_read
        timeout_s = SCANS_TIMEOUT_S if can_read_scans() else TIMEOUT_S
        self._reading = Standby[Job, ReadReport | Failed](read_file, 1, timeout_s=timeout_s)

    def read(self, waiting: WaitingFile, path: Path) -> None:
        """Publishes a file as the next generation. Raises Unreadable, and NotNow and LibraryError."""
        try:
            what = self._read(waiting, path)
        except Exception as error:
            self._on_read(waiting.source, str(error))
            raise
        self._on_read(waiting.source, what)

    def _read(self, waiting: WaitingFile, path: Path) -> str:
        """What became of it."""
        generation = self._storage.open()
        try:
            job = Job(path, waiting.source, generation.field, _overrides(waiting))
            erased = [stone.sha256 for stone in generation.tombstones()]
            if what := _known(generation.holdings, erased, waiting, job):
                return what
            model = self._embedder or shared_embedder(generation.model)
            learned = read_library_model(model, generation.kept)
        finally:
            generation.close()
        outcome = self._reading.do(job, wait_s=0)
        if isinstance(outcome, Failed) and not outcome.cause:
            raise NotNow(outcome.reason)
        try:
            if isinstance(outcome, Failed):
                raise Unreadable(outcome.reason)
            embedded = _embed(learned, outcome)
        except (TooLarge, Unreadable) as error:
            self._note_failure(waiting, job, str(error))
            raise Unreadable(str(error)) from error
        return self._publish(waiting, job, outcome, embedded)

    def _publish(
        self, waiting: WaitingFile, job: Job, read: ReadReport, embedded: Embedded[str]
    ) -> str:
        with self._storage.hold(wait_s=None) as writing:
            if (writing.field.digest, writing.model) != (job.field.digest, embedded.key):
                raise NotNow("The library's model or field was changed while it was read.")
            holdings = writing.holdings
            erased = [stone.sha256 for stone in writing.tombstones()]
            if what := _known(holdings, erased, waiting, job):
                return what
            holding = next((one for one in holdings if one.info.source == waiting.source), None)
            taken = {one.info.id for one in holdings}
            report_id = holding.info.id if holding else free_id(read.report.info.id, taken)
            writing.keep_file(job.path, waiting.sha256)
            new = made_new(
                embedded,
                with_id(read, report_id),
                location=waiting.location,
                field=writing.field,
                replaces=holding,
            )
            writing.add(replace(new, reader=reader_of(job)))
            writing.publish()
            return f"{'updated' if holding else 'added'}, {len(embedded.passages)} passages"

    def _note_failure(self, waiting: WaitingFile, job: Job, reason: str) -> None:
        fault = fault_of(waiting.sha256, job.field)
        with self._storage.hold(wait_s=None) as writing:
            writing.note_failure(Failure(waiting.source, waiting.location, fault, reason))
            writing.publish()


def _waiting_file(job: Job) -> WaitingFile:
    rules = job.overrides.rules if job.overrides else ()
    own = [(rule.match.pattern, rule.said) for rule in rules if rule.match.fullmatch(job.source)]
    return WaitingFile(job.source, location_of(job), hash_of(job.path), tuple(own))


def _overrides(waiting: WaitingFile) -> Overrides:
    return Overrides(tuple(Rule(re.compile(pattern), values) for pattern, values in waiting.said))


def _known(holdings: Holdings, erased: Sequence[str], waiting: WaitingFile, job: Job) -> str:
    """Why it need not be read; "" where it must be."""
    if waiting.sha256 in erased:
        return "erased before, and not read again"
    for holding in holdings:
        if holding.info.sha256 == waiting.sha256 and holding.reader == reader_of(job):
            return f"in already as {holding.info.id}"
    return ""


def _embed(learned: LibraryModel, read: ReadReport) -> Embedded[str]:
    """A report's passages, by the name of their model. Raises TooLarge."""
    model = learned.embedder
    most = min(MAX_TOKENS, model.room)
    passages = split_passages(read.report, model.count_tokens, most, read.sentences)
    embedding = Embedding[str](model, _nothing_is_learned, learned)
    embedding.put(model.name, read.report, passages, read.sentences)
    (embedded,) = embedding.rest()
    return embedded


def _nothing_is_learned(name: str, value: bytes) -> None:
    raise AssertionError(f"{name} is learned before files are queued")
