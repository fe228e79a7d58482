"""A matrix is made in the background, once, for as long as someone looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.matrices import Matrices, MatrixJob
from search.across.matrix import Matrix
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
        def _work(self, job: MatrixJob, run: int, matrix: Matrix) -> None:
            matrix.cell = broken  # type: ignore[method-assign]  # as a disk that fails would
            super()._work(job, run, matrix)

    def broken(line: int, column: int) -> Cell:
        raise OSError("no such disk")

    matrices = Broken(library)
    job = start(matrices)
    job.wait_until_ended(30)
    assert (job.state, job.reason) == ("failed", "The server failed: no such disk")
    matrices.stop()
