"""A matrix is made in the background, once, for as long as someone looks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.matrices import MAX_UNDER_WAY, Matrices, MatrixJob, TooManyMatrices, _Run
from api.v1.matrix import matrix_stream
from search.answers.cells import Cell
from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Filters
from search.storage.opening import open_storage

QUESTIONS = ["how does the force handle knife crime", "grade for care leavers", "vetting of staff"]


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Iterator[Library]:
    opened = Library(open_storage(demo_library), embedder=embedder)
    yield opened
    opened.close()


@pytest.fixture
def matrices(library: Library) -> Iterator[Matrices]:
    made = Matrices(library)
    yield made
    made.stop()


def start(matrices: Matrices, *, go_on: bool = True) -> MatrixJob:
    return matrices.start(QUESTIONS, Filters(), "report", go_on=go_on)


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_it_is_made_whole_and_kept_for_whoever_asks_the_same(matrices: Matrices) -> None:
    job = start(matrices)
    job.wait_until_ended(30)
    assert (job.state, len(job.cells)) == ("done", job.plan.cells)
    again = start(matrices)
    assert again is job and again.state == "done" and matrices.find(job.id) is job
    other = matrices.start(QUESTIONS, Filters(latest=True), "report")
    assert other.id != job.id


def test_one_that_is_stopped_keeps_its_cells_and_goes_on_from_there(matrices: Matrices) -> None:
    job = start(matrices)
    job.wait(0, 30)
    assert start(matrices, go_on=False) is job and job.state == "stopped"
    before = job.cells
    assert 0 < len(before) < job.plan.cells
    start(matrices).wait_until_ended(30)
    assert job.state == "done"
    assert all(job.cells[place] is cell for place, cell in before.items())


def test_one_that_nobody_looks_at_stops_and_says_so(library: Library) -> None:
    matrices = Matrices(library, unwatched_s=0.0)
    job = start(matrices)
    wait_until(lambda: not job.under_way)
    assert job.state == "stopped" and "Nobody looked at it" in job.reason
    assert len(job.cells) < job.plan.cells
    matrices.stop()


def test_a_stream_lets_others_go_between_its_cells(matrices: Matrices) -> None:
    job = start(matrices)
    job.wait_until_ended(60)

    async def read() -> int:
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        beside = asyncio.ensure_future(others())
        events = [event async for event in matrix_stream(job, "http://127.0.0.1")]
        beside.cancel()
        assert len(events) == job.plan.cells + 2
        return turns

    assert asyncio.run(read()) >= job.plan.cells


def test_the_end_of_the_server_ends_it(library: Library) -> None:
    matrices = Matrices(library)
    job = start(matrices)
    matrices.stop()
    assert job.state == "stopped"
    cells = len(job.cells)
    time.sleep(0.2)
    assert len(job.cells) == cells


def test_what_goes_wrong_is_told_to_who_waits(library: Library) -> None:
    class Broken(Matrices):
        def _step(self, run: _Run) -> bool:
            run.matrix.cell = broken  # type: ignore[method-assign]  # as a disk that fails would
            return super()._step(run)

    def broken(line: int, column: int) -> Cell:
        raise OSError("no such disk")

    matrices = Broken(library)
    job = start(matrices)
    job.wait_until_ended(30)
    assert (job.state, job.reason) == ("failed", "The server failed: no such disk")
    matrices.stop()


@pytest.fixture
def held_up(library: Library) -> Iterator[tuple[Matrices, threading.Event]]:
    """Matrices of which no cell is made before the event."""
    made, go = Matrices(library), threading.Event()

    @contextmanager
    def turn() -> Iterator[None]:
        assert go.wait(60)
        yield

    made.turn = turn
    yield made, go
    go.set()
    made.stop()


def asked_by(matrices: Matrices, caller: str, count: int) -> list[MatrixJob]:
    return [
        matrices.start([f"{caller} asks about {n}"], Filters(), "report", caller=caller)
        for n in range(count)
    ]


def test_who_asks_for_many_does_not_keep_others_waiting(
    held_up: tuple[Matrices, threading.Event],
) -> None:
    matrices, go = held_up
    many = asked_by(matrices, "greedy", 12)
    (one,) = asked_by(matrices, "other", 1)
    go.set()
    for job in many:
        job.look()
    one.wait_until_ended(60)
    assert one.state == "done"
    assert sum(job.state == "done" for job in many) <= 3


def test_who_has_most_of_them_makes_room_for_who_has_none(
    held_up: tuple[Matrices, threading.Event],
) -> None:
    matrices, _ = held_up
    many = asked_by(matrices, "greedy", MAX_UNDER_WAY)
    with pytest.raises(TooManyMatrices):
        matrices.start(["one more"], Filters(), "report", caller="greedy")
    (one,) = asked_by(matrices, "other", 1)
    assert one.under_way
    assert [job.under_way for job in many] == [True] * (MAX_UNDER_WAY - 1) + [False]
    assert "Others ask too" in many[-1].reason


def test_nobody_stops_what_another_asked_for(held_up: tuple[Matrices, threading.Event]) -> None:
    matrices, go = held_up

    def ask(caller: str, *, go_on: bool = True) -> MatrixJob:
        return matrices.start(QUESTIONS, Filters(), "report", caller=caller, go_on=go_on)

    job = ask("first")
    assert ask("stranger", go_on=False) is job and job.under_way
    assert ask("second") is job
    job.leave("second")
    assert job.under_way
    job.leave("first")
    assert job.state == "stopped"
    go.set()
    ask("second").wait_until_ended(60)
    assert job.state == "done"
