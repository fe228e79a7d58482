"""Reads files in processes of their own, so that a crash, a hang or a bomb costs one file alone."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Generic, TypeVar

from ingest.confinement import confine

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

Job = TypeVar("Job")
Result = TypeVar("Result")

TIMEOUT_S = 120.0  # a 5,000-page report takes 30 s on a slow core
MEMORY_BYTES = 3 * 2**30
AHEAD = 2  # files read ahead of the one that is waited for, per worker
LOOK_S = 0.2  # how long something that is to stop may wait before it is noticed
START_S = 60.0  # for a process to start: half a second on a quiet machine
WAITING = 8  # callers that may wait for each process of a Standby
JOBS = 200  # that a process does before another takes over: libraries in C may leak


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a worker brought nothing home: a sentence without the file's name."""

    reason: str
    cause: str = ""  # the class of ingest/errors.py: the same bytes would fail again


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

    def run(
        self, jobs: Iterable[Job], on_wait: Callable[[], None] = lambda: None
    ) -> Generator[tuple[Job, Result | Failed], None, None]:
        """Each job with what came of it, in the order that they are done.

        Takes jobs only as fast as their results are taken, so memory stays flat. Calls `on_wait`
        while it waits, which ends the run by raising. Raises OSError when no process can be started.
        """
        waiting: queue.Queue[Job | None] = queue.Queue(maxsize=self._count * AHEAD)
        done: queue.Queue[tuple[Job, Result | Failed] | _Ended] = queue.Queue(
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
                try:
                    outcome = done.get(timeout=LOOK_S)
                except queue.Empty:
                    on_wait()
                    continue
                if not isinstance(outcome, _Ended):
                    yield outcome
                elif outcome.error is None:
                    ended += 1
                else:
                    raise outcome.error
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
        done: queue.Queue[tuple[Job, Result | Failed] | _Ended],
        stop: threading.Event,
    ) -> None:
        worker: _Worker[Job, Result] | None = None
        error = None
        try:
            while not stop.is_set():
                job = waiting.get()
                if job is None:
                    break
                if worker is not None and worker.jobs >= JOBS:
                    worker.close()
                if worker is None or not worker.alive:
                    worker = _Worker(self._work, self._memory_bytes)
                done.put((job, worker.do(job, self._timeout_s, stop)))
        except OSError as fault:  # the system starts no more processes
            error = fault
        finally:
            if worker is not None:
                worker.close()
            done.put(_Ended(error))


class Busy(Exception):
    """All processes have something to do, and as many jobs as may wait do."""


class Standby(Generic[Job, Result]):
    """Up to `count` processes that wait for single jobs, from whatever thread; as `Workers` else."""

    def __init__(
        self,
        work: Callable[[Job], Result],
        count: int,
        *,
        timeout_s: float,
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._work = work
        self._timeout_s = timeout_s
        self._memory_bytes = memory_bytes
        self._waiting = threading.BoundedSemaphore(WAITING * count)
        self._free: queue.LifoQueue[_Worker[Job, Result] | None] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(None)

    def do(self, job: Job, wait_s: float) -> Result | Failed:
        """What comes of a job; raises Busy where no process is free for `wait_s`."""
        if not self._waiting.acquire(blocking=False):
            raise Busy
        try:
            worker = self._free.get(timeout=wait_s)
        except queue.Empty:
            raise Busy from None
        finally:
            self._waiting.release()
        try:
            if worker is not None and worker.jobs >= JOBS:
                worker.close()
            if worker is None or not worker.alive:
                worker = _Worker(self._work, self._memory_bytes)
            return worker.do(job, self._timeout_s)
        finally:
            self._free.put(worker)


@dataclass(frozen=True, slots=True)
class _Ended:
    """A thread has no more to do, or cannot go on."""

    error: OSError | None


class _Worker(Generic[Job, Result]):
    def __init__(self, work: Callable[[Job], Result], memory_bytes: int) -> None:
        context = _context()
        self._pipe, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=_work_until_closed,
            args=(work, theirs, memory_bytes, dict(os.environ)),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self.jobs = 0

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def do(
        self, job: Job, timeout_s: float, stop: threading.Event | None = None
    ) -> Result | Failed:
        self.jobs += 1
        try:
            if self.jobs == 1 and self._pipe.poll(START_S):
                self._pipe.recv()  # it has started, which a busy machine does not count to the job
            until = time.monotonic() + timeout_s
            self._pipe.send(job)
            while not self._pipe.poll(min(LOOK_S, max(until - time.monotonic(), 0.0))):
                stopped = stop is not None and stop.is_set()
                if time.monotonic() < until and not stopped:
                    continue
                self.close()
                return Failed(
                    f"Reading it took more than {timeout_s:.0f} seconds and was stopped."
                    " Save it anew from the program that made it, or split it."
                )
            outcome: Result | Failed = self._pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
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


def _context() -> ForkServerContext | SpawnContext:
    """Forked from a process that has imported what reading needs, or new where that is not safe."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["ingest.preloaded"])
    return context


def _work_until_closed(
    work: Callable[[Job], Result],
    pipe: Connection,
    memory_bytes: int,
    environment: Mapping[str, str],
) -> None:
    os.environ.clear()  # that of whom the processes are forked from may be an older one
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    confine(memory_bytes)
    pipe.send(None)
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(_do(work, job, memory_bytes))
        except BrokenPipeError:  # the parent died meanwhile
            return


def _do(work: Callable[[Job], Result], job: Job, memory_bytes: int) -> Result | Failed:
    try:
        return work(job)
    except MemoryError:
        return Failed(
            f"Reading it needs more than {memory_bytes / 2**30:.0f} GB of memory."
            " Split it into smaller files."
        )
    except RecursionError:
        return Failed(
            "Its parts are nested too deeply, which no sound file does."
            " Save it anew from the program that made it."
        )
    except Exception as error:  # a fault of ours: it costs this file, and is written down
        logging.getLogger("pincite").exception("reading %s", job)
        return Failed(
            f"The reader failed on it ({type(error).__name__})."
            " That is a fault in Pincite: report it, with the file if you may."
        )


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
