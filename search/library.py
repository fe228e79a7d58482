"""The library: fill one, find passages in it, answer from it. Everything else is thin over this."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.fetching.limits import USUAL, Limits
from ingest.field.field import Field
from search.answers.citing import Citer
from search.answers.resolving import Resolved, resolve
from search.models.library_model import LibraryModel, read_library_model
from search.models.reranker import Reranker
from search.models.sentence_model import Embedder, shared_embedder
from search.passages.up_front import UpFront
from search.results import (
    Answer,
    Before,
    Filters,
    Hit,
    MadeOf,
    ScopeShown,
    SearchResult,
    Statement,
)
from search.storage.beside import Beside
from search.storage.contract import Generation, Storage, Tombstone
from search.storage.opening import open_storage
from search.storage.queue import Queue

if TYPE_CHECKING:
    from ingest.report import ReportInfo
    from search.across.matrix import By, Matrix
    from search.across.themes import HowRaised, Theme
    from search.answering import Answering
    from search.answers.look_up_answer import LookUpAnswer
    from search.passages.finding import Findings
    from search.upkeep.checking import Checked
    from search.upkeep.progress import Progress, Summary
    from search.upkeep.queueing import Enqueued
    from search.upkeep.repairing import Repaired
    from search.upkeep.rereading import ReadAnew
    from search.upkeep.status import Status

logger = logging.getLogger("pincite")

# What asks, and what looks after a library, is imported where it is used: FAISS and the readers of
# files would cost each start of the other half a second.

LOOK_AGAIN_S = 1.0  # how often a new generation is looked for
FAULTY_AGAIN_S = 5.0  # and where the last one could not be opened, which may take as long as one
NEAREST = 5  # passages shown where the reports do not say


class Library:
    """Answers from the newest published generation. Safe to share between threads.

    What only looks after it needs no generation yet: the first `ingest` makes one. Raises
    NoLibrary or WrongFormat where one is needed and there is none.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.storage = storage
        self.reranker = reranker
        self._embedder = embedder
        self._opened: _Opened | None = None
        self._look_at = 0.0
        self.fault = ""  # why the newest generation is not the one that is answered from
        self._lock = threading.Lock()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.generation.close()
        self.storage.close()

    @property
    def name(self) -> str:
        return self.storage.name

    @property
    def beside(self) -> Beside:
        """What servers write beside it: what readers say of answers, corrections, records."""
        return self.storage.beside

    def published(self) -> int:
        """The number of the newest generation, to be answered from within a second."""
        return self.storage.published()

    @property
    def generation(self) -> Generation:
        """The newest one; what holds an older one may go on with it."""
        return self._newest().generation

    @property
    def held(self) -> Generation | None:
        """The one that was opened last, at once: no newer one is looked for."""
        return self._opened.generation if self._opened is not None else None

    @contextmanager
    def followed(self) -> Iterator[None]:
        """For as long as it lasts a newer one is opened when it is published, before it is asked for."""

        with self.storage.told(self._go_over):
            yield

    @property
    def embedder(self) -> Embedder:
        """Raises ModelMissing, ModelDiffers."""
        return self._newest().model.embedder

    def load(self) -> None:
        """Reads the models now, so that the first question does not wait for them."""
        self.embedder.load()
        if self.reranker is not None:
            self.reranker.load()

    # Answering.

    def search(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 10,
        *,
        before: Before | None = None,
        by_subject: bool = False,
    ) -> SearchResult:
        """The passages that fit the question best, best first, at most `limit`.

        `before` is the question that it may go on from; `by_subject` takes of every subject in
        scope the best alone.
        """
        answering = self._answering(question, filters, before)
        matches = answering.find_by_subject() if by_subject else answering.find()[0].matches
        return SearchResult(
            question=question,
            read_as=answering.read_as,
            scope=answering.scope_shown,
            hits=answering.hits(matches[:limit]),
            generation=answering.generation,
            took_ms=answering.timings.total_ms,
            timings_ms=answering.timings.ms,
        )

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 5,
        hits: int = NEAREST,
        *,
        before: Before | None = None,
    ) -> Answer:
        """At most `limit` statements of the reports' own words, or none and why."""
        *_, answer = self.ask_in_steps(question, filters, limit, hits, before=before)
        assert isinstance(answer, Answer)
        return answer

    def ask_in_steps(
        self,
        question: str,
        filters: Filters | None = None,
        limit: int = 5,
        hits: int = NEAREST,
        *,
        before: Before | None = None,
    ) -> Iterator[ScopeShown | Hit | Statement | Answer]:
        """The scope, then at most `hits` hits, then the statements, each as soon as it stands.

        The last is the answer that they are parts of.
        """
        answering = self._answering(question, filters, before)
        yield answering.scope_shown
        findings, listed = answering.find()
        nearest = answering.hits(findings.matches[:hits])
        yield from nearest
        answer = answering.answer(findings, listed, nearest, limit)
        weighed = answering.weighed(findings.matches)
        made_of = MadeOf(filters or Filters(), before, limit, hits, weighed)
        answer = replace(answer, made_of=made_of)
        yield from answer.statements
        yield answer

    def find(
        self, question: str, filters: Filters | None = None
    ) -> tuple[Findings, LookUpAnswer | None]:
        """What an answer is made of, before anything is judged or quoted: found, and looked up."""
        return self._answering(question, filters).find()

    def matrix(
        self, questions: Sequence[str], filters: Filters | None = None, by: By = "subject"
    ) -> Matrix:
        """The questions, each asked of every subject or report that the filters let through."""
        from search.across.matrix import Matrix

        opened, given = self._newest(), filters or Filters()
        columns = [self._answering(question, given, opened=opened) for question in questions]
        return Matrix(opened.generation, columns, given, by)

    def theme(self, words: str, filters: Filters | None = None, by: HowRaised = "words") -> Theme:
        """Which of the reports that the filters let through raise a matter, by year and kind."""
        from search.across.themes import Theme

        given = filters or Filters()
        return Theme(self._answering(words, given).column, words, by, given)

    def resolve(self, citation: str) -> Resolved:
        """What became of a citation. Raises BadCitation, UnknownCitation."""
        return resolve(self.generation, citation)

    # Looking after it.

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        addresses: Sequence[str] = (),
        follow: bool = False,
        limits: Limits = USUAL,
        field: Field | None = None,
        prune: bool = False,
        allow_links: bool = False,
        allow_erased: bool = False,
        attachments: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Summary:
        """Brings it up to date with files, folders and pages of the web; see upkeep/adding.py."""
        from search.upkeep.adding import ingest

        summary = ingest(
            self.storage,
            paths,
            addresses=addresses,
            follow=follow,
            limits=limits,
            embedder=self._embedder,
            field=field,
            prune=prune,
            allow_links=allow_links,
            allow_erased=allow_erased,
            attachments=attachments,
            on_progress=on_progress,
        )
        self._go_over()
        return summary

    def enqueue(
        self,
        paths: Sequence[Path],
        *,
        field: Field | None = None,
        allow_links: bool = False,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Enqueued:
        """Files and folders put into its queue, for workers; see upkeep/queueing.py."""
        from search.upkeep.queueing import enqueue

        return enqueue(
            self.storage,
            paths,
            embedder=self._embedder,
            field=field,
            allow_links=allow_links,
            on_progress=on_progress,
        )

    def work(
        self,
        on_read: Callable[[str, str], None],
        *,
        lease_s: float,
        until_empty: bool = False,
    ) -> None:
        """Reads what is in its queue, until it is told to stop; see upkeep/queueing.py."""
        from search.upkeep.queueing import Reader, queue_of

        reader = Reader(self.storage, embedder=self._embedder, on_read=on_read)
        queue_of(self.storage).work(reader.read, lease_s=lease_s, until_empty=until_empty)

    @property
    def queue(self) -> Queue:
        """Raises NoQueue."""
        from search.upkeep.queueing import queue_of

        return queue_of(self.storage)

    def rebuild(
        self, embedder: Embedder, *, on_progress: Callable[[Progress], None] = lambda _: None
    ) -> int:
        """All of it embedded by another model, how many passages; see upkeep/rebuilding.py."""
        from search.upkeep.rebuilding import rebuild

        return rebuild(self.storage, embedder, on_progress)

    def watch(
        self, paths: Sequence[Path], *, look_s: float, allow_links: bool = False
    ) -> Generator[Summary | str, None, None]:
        """Each change of folders taken in, as it happens, for ever; see upkeep/watching.py."""
        from search.upkeep.watching import watch

        return watch(self.storage, paths, look_s=look_s, allow_links=allow_links)

    def remove(self, names: Sequence[str]) -> list[str]:
        """The ids of the reports that went; a name is an id or a source. See upkeep/removing.py."""
        from search.upkeep.removing import remove

        gone = remove(self.storage, names)
        self._go_over()
        return gone

    def bring_back(self, names: Sequence[str]) -> list[str]:
        """The ids of the reports that are back; see upkeep/bringing_back.py."""
        from search.upkeep.bringing_back import bring_back

        ids = bring_back(self.storage, names, embedder=self._embedder)
        self._go_over()
        return ids

    def taken_out(self) -> list[ReportInfo]:
        """What was last known of the reports that can be brought back."""
        from search.upkeep.bringing_back import taken_out

        return taken_out(self.generation)

    def erase(self, names: Sequence[str], *, by: str, why: str) -> list[Tombstone]:
        """What stays of reports that go for good; see upkeep/erasing.py."""
        from search.upkeep.erasing import erase

        stones = erase(self.storage, names, by=by, why=why)
        self._go_over()
        return stones

    def repair(self) -> Repaired:
        """What was made anew; see upkeep/repairing.py."""
        from search.upkeep.repairing import repair

        return repair(self.storage, embedder=self._embedder)

    def correct(self, report_id: str, values: Mapping[str, str]) -> None:
        """Says what a report is about; kept over readings. See upkeep/correcting.py."""
        from search.upkeep.correcting import correct

        correct(self.storage, report_id, values)
        self._go_over()

    def check(self) -> Checked:
        """What is wrong with it, if anything."""
        from search.upkeep.checking import check

        return check(self.storage)

    def status(self) -> Status:
        """What is in it, and what could not be read."""
        from search.upkeep.status import read_status

        return read_status(self.storage)

    def read_anew(self) -> Iterator[ReadAnew]:
        """What became of the words of reports that were read anew; see upkeep/rereading.py."""
        from search.upkeep.rereading import read_anew

        generation = self.storage.open()
        try:
            yield from read_anew(generation)
        finally:
            generation.close()

    def export(self) -> Iterator[str]:
        """All of it as JSON lines; see upkeep/exporting.py."""
        from search.upkeep.exporting import export

        return export(self.storage)

    def _newest(self) -> _Opened:
        """One thread opens a new generation, a second where reports are many; the others do not wait."""
        if self._opened is None:
            with self._lock:
                if self._opened is None:
                    self._opened = _Opened(self.storage.open(), self._embedder)
                    self._look_at = time.monotonic() + LOOK_AGAIN_S
            return self._opened
        if time.monotonic() > self._look_at and self._lock.acquire(blocking=False):
            try:
                self._look(self._opened.generation.number)
            finally:
                self._lock.release()
        return self._opened

    def _go_over(self) -> None:
        """To what has just been published, at once: who changed it sees it changed.

        Another thread that is looking may have looked before.
        """
        if self._opened is not None:
            with self._lock:
                self._look(self._opened.generation.number)

    def _look(self, current: int) -> None:
        """Goes over to a newer generation where there is one that can be answered from."""
        try:
            number = self.storage.published()
            if number != current:
                self._opened = self._tried(_Opened(self.storage.open(), self._embedder))
            self.fault = ""
        except Exception as error:  # whatever is wrong with the new one, the old one still answers
            if not self.fault:
                logger.exception("%s: answered from generation %d still", self.name, current)
            self.fault = f"The newest generation of {self.name} cannot be answered from: {error}"
        again_s = FAULTY_AGAIN_S if self.fault else LOOK_AGAIN_S
        self._look_at = time.monotonic() + again_s

    def _tried(self, opened: _Opened) -> _Opened:
        """The same, after one search by meaning and by words; raises whatever that raises."""
        generation = opened.generation
        try:
            model = opened.model.embedder  # another one, where the library was rebuilt
            model.load()
            nearest = generation.nearest(np.ones(model.dimensions, np.float32), 1)
            best = generation.best([(term, 1.0) for term in generation.analyze("report")], 1)
            generation.candidates([ref for ref, _ in (*nearest, *best)])
            for ref, _ in nearest:
                generation.passage(ref)
        except BaseException:
            generation.close()
            raise
        return opened

    def _answering(
        self,
        question: str,
        filters: Filters | None,
        before: Before | None = None,
        *,
        opened: _Opened | None = None,
    ) -> Answering:
        from search.answering import Answering

        opened = opened or self._newest()
        return Answering(
            opened.generation,
            opened.citer,
            opened.model,
            self.reranker,
            opened.up_front,
            question,
            filters or Filters(),
            before,
        )


class _Opened:
    """A generation, what cites it, what its reports name up front, and its model."""

    def __init__(self, generation: Generation, embedder: Embedder | None) -> None:
        self.generation = generation
        self._embedder = embedder
        self.citer = Citer(generation)
        self.up_front = UpFront(generation)

    @cached_property
    def model(self) -> LibraryModel:
        """Raises ModelMissing, ModelDiffers: what needs no model goes on without."""
        embedder = self._embedder or shared_embedder(self.generation.model)
        return read_library_model(embedder, self.generation.kept)


def open_library(place: str | Path, *, reranker: Reranker | None = None) -> Library:
    """The library in a place, opened. Raises NoLibrary, WrongFormat."""
    library = Library(open_storage(place), reranker=reranker)
    library.generation  # noqa: B018  # is opened, so that what is wrong with it is said now
    return library
