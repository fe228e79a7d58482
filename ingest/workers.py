"""Reads files in processes of their own, so that a crash, a hang or a bomb costs one file alone."""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

TIMEOUT_S = 120.0  # a 5,000-page report takes 30 s on a slow core
MEMORY_BYTES = 3 * 2**30
AHEAD = 2  # files read ahead of the one that is waited for, per worker


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a worker brought nothing home: a sentence without the file's name."""

    reason: str
    no_report: bool = False  # it can be read, but there is no report in it


class Workers(Generic[Job, Result]):
    """`count` processes that run `work`, restarted when one dies or overruns.

    `work` is a function of a module, given to the processes by name; what it returns travels
    by pickle. It must turn what it expects to go wrong into a result.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        count: int | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._work = work
        self._count = count or min(4, os.cpu_count() or 1)
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Result | Failed]]:
        """Each job with what came of it, in the order that they are done.

        Takes jobs only as fast as their results are taken, so memory stays flat.
        """
        waiting: queue.Queue[Job | None] = queue.Queue(maxsize=self._count * AHEAD)
        done: queue.Queue[tuple[Job, Result | Failed] | None] = queue.Queue(
            maxsize=self._count * AHEAD
        )
        stop = threading.Event()
        threads = [
            threading.Thread(target=self._serve, args=(waiting, done, stop), daemon=True)
            for _ in range(self._count)
        ]
        feeder = threading.Thread(target=_feed, args=(jobs, waiting, len(threads), stop))
        for thread in [*threads, feeder]:
            thread.start()
        ended = 0
        try:
            while ended < len(threads):
                outcome = done.get()
                if outcome is None:
                    ended += 1
                else:
                    yield outcome
        finally:
            stop.set()
            while any(thread.is_alive() for thread in threads):
                _drain(waiting)
                _drain(done)
                for thread in threads:
                    thread.join(timeout=0.05)
            _drain(waiting)
            feeder.join()

    def _serve(
        self,
        waiting: queue.Queue[Job | None],
        done: queue.Queue[tuple[Job, Result | Failed] | None],
        stop: threading.Event,
    ) -> None:
        worker: _Worker[Job, Result] | None = None
        try:
            while not stop.is_set():
                job = waiting.get()
                if job is None:
                    break
                if worker is None or not worker.alive:
                    worker = _Worker(self._work, self._memory_bytes)
                done.put((job, worker.do(job, self._timeout_s)))
        finally:
            if worker is not None:
                worker.close()
            done.put(None)


class _Worker(Generic[Job, Result]):
    def __init__(self, work: Callable[[Job], Result], memory_bytes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_work_until_closed, args=(work, theirs, memory_bytes), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def do(self, job: Job, timeout_s: float) -> Result | Failed:
        try:
            self._pipe.send(job)
            if not self._pipe.poll(timeout_s):
                self.close()
                return Failed(
                    f"Reading it took more than {timeout_s:.0f} seconds and was stopped."
                    " Save it anew from the program that made it, or split it."
                )
            outcome: Result | Failed = self._pipe.recv()
        except (EOFError, OSError):
            self.close()
            return Failed(
                "It made the reader crash, which no sound file does."
                " Save it anew from the program that made it."
            )
        return outcome

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _work_until_closed(
    work: Callable[[Job], Result], pipe: Connection, memory_bytes: int
) -> None:
    _limit_memory(memory_bytes)
    while True:
        try:
            job = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(work(job))
        except MemoryError:
            pipe.send(
                Failed(
                    f"Reading it needs more than {memory_bytes / 2**30:.0f} GB of memory."
                    " Split it into smaller files."
                )
            )


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit stands there
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _feed(
    jobs: Iterable[Job], waiting: queue.Queue[Job | None], workers: int, stop: threading.Event
) -> None:
    for job in jobs:
        if stop.is_set():
            break
        waiting.put(job)
    for _ in range(workers):
        waiting.put(None)


def _drain(items: queue.Queue) -> None:  # type: ignore[type-arg]  # whatever is in it goes
    while True:
        try:
            items.get_nowait()
        except queue.Empty:
            return
