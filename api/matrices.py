"""Matrices on their way: made in the background while someone looks, and kept for their generation."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import astuple, dataclass
from itertools import islice

from api.etags import digest, edition_of
from api.shapes.matrix import MatrixState
from search.across.matrix import By, Matrix, Plan
from search.answers.cells import Cell
from search.library import Library
from search.results import Filters

logger = logging.getLogger("pincite")

AT_ONCE = 2
MAX_UNDER_WAY = 20
MAX_KEPT = 20  # some megabytes each, where a thousand subjects are asked six questions
MAX_ASKERS = 100  # of one matrix, who are remembered
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
        self._askers: dict[str, None] = {}  # who asked for it and did not stop it, the first first
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

    @property
    def of(self) -> str:
        """Whose turns it takes: of those who want it, who asked first."""
        return next(iter(self._askers.copy()), "")

    def leave(self, caller: str) -> None:
        """Ends it where nobody else asked for it; who did not ask for it ends nothing."""
        with self._changed:
            if caller in self._askers:
                del self._askers[caller]
                if not self._askers:
                    self.end("stopped")

    def begin(self, caller: str) -> int | None:
        """The number of a new run; None where none is needed."""
        with self._changed:
            self.look()
            if not self.under_way:
                self._askers.clear()
            while len(self._askers) >= MAX_ASKERS:
                del self._askers[next(reversed(self._askers))]
            self._askers[caller] = None
            if self.under_way or self.state == "done":
                return None
            self._run += 1
            self.state, self.reason = "waiting", ""
            return self._run

    def step(self, run: int, places: Iterator[Place], matrix: Matrix, turn: Turn) -> bool:
        """Makes the next cell that is missing, in a turn; False where the run is at its end."""
        with self._changed:
            if self._run != run:
                return False
            self.state = "working"
            place = next((one for one in places if one not in self._cells), None)
        if place is None:
            self.end("done")
            return False
        if time.monotonic() - self._looked_at > self._unwatched_s:
            self.end("stopped", "Nobody looked at it. Ask for it again, and it goes on.")
            return False
        with turn():
            cell = matrix.cell(*place)
        with self._changed:
            self._cells[place] = cell
            self._changed.notify_all()
        return True


@dataclass(frozen=True, slots=True)
class _Run:
    """A matrix being made, from when it was set going."""

    job: MatrixJob
    number: int
    matrix: Matrix
    places: Iterator[Place]  # that are left


class Matrices:
    """Makes and keeps them; the same questions of the same reports are one matrix.

    Those who ask take turns, a cell each, however many matrices one of them asks for.
    """

    def __init__(self, library: Library, unwatched_s: float = UNWATCHED_S) -> None:
        self._library = library
        self._unwatched_s = unwatched_s
        self.turn: Turn = nullcontext  # in which a cell is made; the server has others go between
        self._erased = 0
        self._jobs: OrderedDict[str, MatrixJob] = OrderedDict()
        self._queues: OrderedDict[str, deque[_Run]] = OrderedDict()  # by caller; the next first
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="matrix")

    def start(
        self,
        questions: Sequence[str],
        filters: Filters,
        by: By,
        *,
        caller: str = "",
        go_on: bool = True,
    ) -> MatrixJob:
        """The matrix, set going where it is not done; raises TooManyMatrices.

        Without `go_on` it is stopped instead, where nobody else wants it.
        """
        self._forget_erased()
        matrix = self._library.matrix(questions, filters, by)
        job = self._job(matrix, caller)
        if not go_on:
            job.leave(caller)
        elif (number := job.begin(caller)) is not None:
            self._queue(_Run(job, number, matrix, matrix.places()))
            self._workers.submit(self._work)
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

    def _job(self, matrix: Matrix, caller: str) -> MatrixJob:
        plan = matrix.plan
        asked = [heading.question for heading in plan.headings]
        job_id = digest(
            repr((edition_of(matrix.generation), asked, astuple(plan.filters), plan.by))
        )
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None:
                self._make_room(caller)
                job = self._jobs[job_id] = MatrixJob(job_id, plan, self._unwatched_s)
            self._jobs.move_to_end(job_id)
            ended = [key for key, one in self._jobs.items() if not one.under_way and one is not job]
            for key in ended[: max(0, len(ended) - MAX_KEPT)]:
                del self._jobs[key]
            return job

    def _make_room(self, caller: str) -> None:
        """Where too many are made, that of who has most, if that is more than the caller would."""
        under_way = [one for one in self._jobs.values() if one.under_way]
        if len(under_way) < MAX_UNDER_WAY:
            return
        counts = Counter(one.of for one in under_way)
        most, count = counts.most_common(1)[0]
        if count <= counts[caller] + 1:
            raise TooManyMatrices
        newest = next(one for one in reversed(under_way) if one.of == most)
        newest.end("stopped", "Others ask too. Ask for it again in a while, and it goes on.")

    def _queue(self, run: _Run) -> None:
        """Before what else its caller asks for, behind the other callers."""
        with self._lock:
            runs = self._queues.setdefault(run.job.of, deque())
            if run.job.state == "working":
                runs.appendleft(run)
            else:
                runs.append(run)

    def _next(self) -> _Run:
        with self._lock:
            caller, runs = self._queues.popitem(last=False)
            run = runs.popleft()
            if runs:
                self._queues[caller] = runs
            return run

    def _work(self) -> None:
        """A cell of the next one; as often as there are runs that are not at their end."""
        run = self._next()
        try:
            goes_on = self._step(run)
        except Exception as error:  # a worker's top: who waits for it must be told
            logger.exception("The matrix %s failed", run.job.id)
            run.job.end("failed", f"The server failed: {error}")
            return
        if goes_on:
            self._queue(run)
            with suppress(RuntimeError):  # the server ends, and so does the matrix
                self._workers.submit(self._work)

    def _step(self, run: _Run) -> bool:
        return run.job.step(run.number, run.places, run.matrix, self.turn)
