"""Matrices on their way: made in the background while someone looks, and kept for their generation."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import astuple
from itertools import islice

from api.editions import digest, edition_of
from api.shapes.matrix import MatrixState
from search.across.matrix import By, Matrix, Plan
from search.answers.cells import Cell
from search.library import Library
from search.results import Filters

logger = logging.getLogger("pincite")

AT_ONCE = 2
MAX_UNDER_WAY = 20
MAX_KEPT = 20  # some megabytes each, where a thousand subjects are asked six questions
TICK_S = 0.05  # how often what waits without a thread looks
UNWATCHED_S = 20.0  # a browser that went away leaves its matrix to stop

Place = tuple[int, int]  # a line and a column of the plan
Turn = Callable[[], AbstractContextManager[None]]


class TooManyMatrices(Exception):
    """So many are being made that another must wait."""


class MatrixJob:
    """One matrix, as far as it is; safe to share between threads."""

    def __init__(self, job_id: str, plan: Plan, unwatched_s: float) -> None:
        self.id = job_id
        self.plan = plan
        self._unwatched_s = unwatched_s
        self.state: MatrixState = "stopped"
        self.reason = ""
        self._cells: dict[Place, Cell] = {}
        self._run = 0  # counts the times that it was set going or stopped
        self._looked_at = 0.0
        self._changed = threading.Condition()

    @property
    def cells(self) -> dict[Place, Cell]:
        """Those that stand."""
        return dict(self.since(0))

    def since(self, seen: int) -> list[tuple[Place, Cell]]:
        """The cells that came after the first `seen`, in the order in which they came."""
        with self._changed:
            return list(islice(self._cells.items(), seen, None))

    @property
    def under_way(self) -> bool:
        return self.state in ("waiting", "working")

    def look(self) -> None:
        """Says that someone still wants it."""
        self._looked_at = time.monotonic()

    def wait(self, seen: int, timeout_s: float) -> None:
        """Until there are more cells than `seen`, or it ended."""
        self.look()
        with self._changed:
            self._changed.wait_for(lambda: len(self._cells) > seen or not self.under_way, timeout_s)

    def wait_until_ended(self, timeout_s: float) -> None:
        until = time.monotonic() + timeout_s
        while self.under_way and (left := until - time.monotonic()) > 0:
            self.wait(self.plan.cells, min(left, self._unwatched_s / 2))

    async def ended(self, timeout_s: float) -> None:
        """The same as wait_until_ended, and holds no thread meanwhile."""
        until = time.monotonic() + timeout_s
        while self.under_way and time.monotonic() < until:
            self.look()
            await asyncio.sleep(TICK_S)

    def end(self, state: MatrixState, reason: str = "") -> None:
        with self._changed:
            if self.state != "done":
                self._run += 1
                self.state, self.reason = state, reason
                self._changed.notify_all()

    def begin(self) -> int | None:
        """The number of a new run; None where none is needed."""
        with self._changed:
            self.look()
            if self.under_way or self.state == "done":
                return None
            self._run += 1
            self.state, self.reason = "waiting", ""
            return self._run

    def work(self, run: int, matrix: Matrix, turn: Turn) -> None:
        """Fills what is missing, each in a turn, while nobody stops it and someone looks."""
        for place in matrix.places():
            with self._changed:
                if self._run != run:
                    return
                self.state = "working"
                if place in self._cells:
                    continue
            if time.monotonic() - self._looked_at > self._unwatched_s:
                return self.end("stopped", "Nobody looked at it. Ask for it again, and it goes on.")
            with turn():
                cell = matrix.cell(*place)
            with self._changed:
                self._cells[place] = cell
                self._changed.notify_all()
        self.end("done")


class Matrices:
    """Makes and keeps them; the same questions of the same reports are one matrix."""

    def __init__(self, library: Library, unwatched_s: float = UNWATCHED_S) -> None:
        self._library = library
        self._unwatched_s = unwatched_s
        self.turn: Turn = nullcontext  # in which a cell is made; the server has others go between
        self._erased = 0
        self._jobs: OrderedDict[str, MatrixJob] = OrderedDict()
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="matrix")

    def start(
        self, questions: Sequence[str], filters: Filters, by: By, *, go_on: bool = True
    ) -> MatrixJob:
        """The matrix, set going where it is not done; raises TooManyMatrices.

        Without `go_on` it is stopped instead.
        """
        self._forget_erased()
        matrix = self._library.matrix(questions, filters, by)
        job = self._job(matrix)
        if not go_on:
            job.end("stopped")
        elif (run := job.begin()) is not None:
            self._workers.submit(self._work, job, run, matrix)
        return job

    def find(self, job_id: str) -> MatrixJob | None:
        self._forget_erased()
        with self._lock:
            job = self._jobs.get(job_id)
        if job is not None:
            job.look()
        return job

    def stop(self) -> None:
        """Ends all, each after the cell that it is at."""
        for job in list(self._jobs.values()):
            job.end("stopped")
        self._workers.shutdown(cancel_futures=True)

    def _forget_erased(self) -> None:
        """Lets all go once a report is erased: its words may be in a cell of any."""
        erased = len(self._library.generation.tombstones())
        with self._lock:
            if erased != self._erased:
                for old in self._jobs.values():
                    old.end("stopped")
                self._jobs.clear()
                self._erased = erased

    def _job(self, matrix: Matrix) -> MatrixJob:
        plan = matrix.plan
        asked = [heading.question for heading in plan.headings]
        job_id = digest(
            repr((edition_of(matrix.generation), asked, astuple(plan.filters), plan.by))
        )
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None:
                if sum(one.under_way for one in self._jobs.values()) >= MAX_UNDER_WAY:
                    raise TooManyMatrices
                job = self._jobs[job_id] = MatrixJob(job_id, plan, self._unwatched_s)
            self._jobs.move_to_end(job_id)
            ended = [key for key, one in self._jobs.items() if not one.under_way and one is not job]
            for key in ended[: max(0, len(self._jobs) - MAX_KEPT)]:
                del self._jobs[key]
            return job

    def _work(self, job: MatrixJob, run: int, matrix: Matrix) -> None:
        try:
            job.work(run, matrix, self.turn)
        except Exception as error:  # a worker's top: who waits for it must be told
            logger.exception("The matrix %s failed", job.id)
            job.end("failed", f"The server failed: {error}")
