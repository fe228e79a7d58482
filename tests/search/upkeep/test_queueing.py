"""Many workers on one library: what is queued is read, once, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search.storage.contract import Storage
from search.storage.opening import open_storage
from search.storage.postgres import queue as queues
from search.storage.queue import Unreadable, WaitingFile
from search.upkeep.adding import ingest
from search.upkeep.checking import check
from search.upkeep.erasing import erase
from search.upkeep.queueing import NoQueue, Reader, enqueue, queue_of
from search.upkeep.status import read_status
from tests.conftest import ROOT
from tests.databases import Server
from tests.search.upkeep.pages import model, write_page

LEASE_S = 8.0
PATIENCE_S = 300.0
TOWNS = ("Luton", "Salford", "Derby", "Leeds")


@pytest.fixture
def address(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)  # where it keeps what is beside it
    return postgres.make_database()


@pytest.fixture
def storage(address: str) -> Iterator[Storage]:
    with closing(open_storage(address)) as opened:
        yield opened


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for town in TOWNS:
        write_page(tmp_path / "in" / f"{town.casefold()}.html", town)
    return tmp_path / "in"


def read_all(storage: Storage) -> list[str]:
    """Reads what waits, here, until nothing does; what became of each."""
    told: list[str] = []
    reader = Reader(
        storage, embedder=model(), on_read=lambda source, what: told.append(f"{source}: {what}")
    )
    queue_of(storage).work(reader.read, lease_s=LEASE_S, until_empty=True)
    return told


def start(address: str, *more: str) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.search.upkeep.work", address, str(LEASE_S), *more],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert line(worker) == "working"
    return worker


def line(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def end(worker: subprocess.Popen[str]) -> None:
    with worker:  # closes what it is read by
        worker.kill()


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


def held(storage: Storage) -> list[str]:
    with closing(storage.open()) as generation:
        return sorted(holding.info.source for holding in generation.holdings)


def test_what_is_queued_is_read_as_ingest_reads_it(
    storage: Storage, reports: Path, tmp_path: Path
) -> None:
    (reports / "pincite.toml").write_text('[[reports]]\nmatch = "luton*"\ntitle = "On Luton"\n')
    found = enqueue(storage, [reports], embedder=model())
    assert (found.queued, found.queued_before, found.summary.failed) == (4, 0, [])
    assert held(storage) == []
    assert sorted(read_all(storage))[0] == "derby.html: added, 2 passages"

    folder = open_storage(tmp_path / "folder")
    ingest(folder, [reports], embedder=model())
    ours, theirs = storage.open(), folder.open()
    for holding in theirs.holdings:
        found_here = ours.holdings.by_id[holding.info.id]
        assert (found_here.info, found_here.location) == (holding.info, holding.location)
        assert found_here.reader == holding.reader
        assert ours.report(found_here.number) == theirs.report(holding.number)
    assert list(check(storage).faults) == []
    again = ingest(storage, [reports], embedder=model())
    assert (again.unchanged, again.added, again.updated) == (4, 0, 0)


def test_what_waits_is_not_queued_again_and_a_newer_file_takes_the_place_of_an_older(
    storage: Storage, reports: Path
) -> None:
    enqueue(storage, [reports], embedder=model())
    found = enqueue(storage, [reports], embedder=model())
    assert (found.queued, found.queued_before) == (0, 4)
    write_page(reports / "luton.html", "Luton", "Burglary has risen.")
    assert enqueue(storage, [reports], embedder=model()).queued == 1
    told = read_all(storage)
    assert [one for one in told if one.startswith("luton")] == [
        "luton.html: added, 2 passages",
        "luton.html: updated, 2 passages",
    ]
    assert enqueue(storage, [reports], embedder=model()).summary.unchanged == 4


def test_a_file_that_comes_twice_is_in_once(storage: Storage, reports: Path) -> None:
    enqueue(storage, [reports / "luton.html"], embedder=model())
    seen: list[WaitingFile] = []
    reader = Reader(storage, embedder=model())

    def twice(waiting: WaitingFile, path: Path) -> None:
        seen.append(waiting)
        reader.read(waiting, path)
        number = storage.published()
        reader.read(waiting, path)
        assert storage.published() == number

    queue_of(storage).work(twice, lease_s=LEASE_S, until_empty=True)
    assert held(storage) == ["luton.html"] and len(seen) == 1


def test_what_a_killed_worker_had_is_read_by_another(
    storage: Storage, address: str, reports: Path
) -> None:
    enqueue(storage, [reports], embedder=model())
    hanging = start(address, "derby")
    try:
        assert line(hanging) == "has derby.html"
        (given,) = read_status(storage).queue.reading  # type: ignore[union-attr]  # a database has one
        assert given.source == "derby.html" and str(hanging.pid) in given.worker
        hanging.send_signal(signal.SIGKILL)
    finally:
        end(hanging)
    read_all(storage)
    assert held(storage) == [f"{town.casefold()}.html" for town in sorted(TOWNS)]
    state = queue_of(storage).state()
    assert (state.waiting, state.reading, state.done, state.failed) == (0, (), 4, ())
    assert list(check(storage).faults) == []


def test_workers_share_a_queue_and_end_what_they_do_when_they_are_told_to_stop(
    storage: Storage, address: str, reports: Path
) -> None:
    for number in range(8):
        write_page(reports / f"other-{number}.html", f"Town {number}", f"Report {number}.")
    enqueue(storage, [reports / "derby.html"], embedder=model())  # a worker works for a library
    workers = [start(address), start(address)]
    try:
        enqueue(storage, [reports], embedder=model())
        wait_for(lambda: len(held(storage)) == 12)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(PATIENCE_S) for worker in workers] == [0, 0]
        shares = [len(worker.stdout.readlines()) for worker in workers if worker.stdout]
    finally:
        for worker in workers:
            end(worker)
    assert sum(shares) == 12 and min(shares) >= 1
    assert list(check(storage).faults) == []


def test_a_worker_waits_for_a_database_that_is_gone(
    storage: Storage, address: str, reports: Path, postgres: Server
) -> None:
    enqueue(storage, [reports / "luton.html"], embedder=model())
    worker = start(address)
    try:
        wait_for(lambda: held(storage) == ["luton.html"])
        postgres.kill()
        time.sleep(LEASE_S)
        postgres.start()
        enqueue(storage, [reports], embedder=model())
        wait_for(lambda: len(held(storage)) == 4)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_S) == 0
    finally:
        end(worker)


def test_what_cannot_be_read_is_given_up_with_its_reason_until_it_is_sent_anew(
    storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    enqueue(storage, [tmp_path / "in"], embedder=model())
    read_all(storage)
    (given,) = queue_of(storage).state().failed
    (failure,) = read_status(storage).failed
    assert given.source == failure.source == "broken.pdf"
    assert given.reason == failure.reason and given.tries == 1
    known = enqueue(storage, [tmp_path / "in"], embedder=model())
    assert known.queued == 0 and known.summary.failed[0].reason == failure.reason
    write_page(tmp_path / "in/broken.pdf", "Luton")
    assert enqueue(storage, [tmp_path / "in"], embedder=model()).queued == 1
    assert queue_of(storage).state().failed == ()
    read_all(storage)
    assert held(storage) == ["broken.pdf"] and read_status(storage).failed == ()


def test_what_comes_to_nothing_is_tried_again_later_and_given_up_in_the_end(
    storage: Storage, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "WAITS_S", (0, 1, 1))
    enqueue(storage, [reports / "luton.html"], embedder=model())
    tried: list[float] = []

    def fail(waiting: WaitingFile, path: Path) -> None:
        tried.append(time.monotonic())
        raise OSError("The disk is full")

    queue = queue_of(storage)
    queue.work(fail, lease_s=LEASE_S, until_empty=True)
    assert len(tried) == queues.TRIES and tried[-1] - tried[-2] >= 0.9
    (given,) = queue.state().failed
    assert (given.tries, given.reason) == (queues.TRIES, "The disk is full")
    assert queue.retry() == 1 and queue.state().waiting == 1
    with storage.hold():  # what nobody refers to is tidied away: not what waits
        pass
    read_all(storage)
    assert held(storage) == ["luton.html"]


def test_what_is_given_up_can_be_forgotten(storage: Storage, reports: Path) -> None:
    def fail(waiting: WaitingFile, path: Path) -> None:
        raise Unreadable("No.")

    enqueue(storage, [reports / "luton.html"], embedder=model())
    queue = queue_of(storage)
    queue.work(fail, lease_s=LEASE_S, until_empty=True)
    assert len(queue.state().failed) == 1
    assert queue.forget() == 1 and queue.state().failed == ()


def test_what_was_erased_meanwhile_is_not_read_again(storage: Storage, reports: Path) -> None:
    enqueue(storage, [reports / "luton.html"], embedder=model())
    ingest(storage, [reports / "luton.html"], embedder=model())
    erase(storage, ["luton.html"], by="a test", why="to see")
    read_all(storage)
    assert held(storage) == []


def test_a_folder_has_no_queue(tmp_path: Path, reports: Path) -> None:
    with pytest.raises(NoQueue, match="one machine"):
        enqueue(open_storage(tmp_path / "library"), [reports])
