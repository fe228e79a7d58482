"""A primary and a replica: reads go to the one, writes to the other, and who is lost is gone around."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from search.storage.beside import Beside, CannotKeep
from search.storage.contract import Generation, PassageRef, Storage
from search.storage.errors import Unreachable
from search.storage.opening import open_storage
from search.storage.postgres import connecting
from search.upkeep.checking import check
from tests.databases import Server, two_servers
from tests.search.storage.made_reports import EAST, NORTH, new, publish
from tests.search.storage.test_postgres import NO_FILE

PATIENCE_S = 60.0


@dataclass
class Pair:
    """A library on a primary, read from its replica."""

    primary: Server
    replica: Server
    storage: Storage
    database: str
    names: list[str] = field(default_factory=list)  # of reports that were acknowledged

    def add(self) -> None:
        name = f"r{len(self.names) + 1}"
        text = f"Title\nIt.\nKnife crime of {name} is so.\n"
        publish(self.storage, new(name, text, NORTH, EAST))
        self.names.append(name)


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(connecting, "GONE_S", 1.0)
    with two_servers() as (primary, replica):
        # What is acknowledged is on both: else a promoted replica may lack the last of it.
        for setting in ("synchronous_standby_names = '*'", "synchronous_commit = remote_apply"):
            execute(primary.url("postgres"), f"ALTER SYSTEM SET {setting}")
        execute(primary.url("postgres"), "SELECT pg_reload_conf()")
        database = primary.make_database().rpartition("/")[2]
        address = f"{primary.url(database, replica)}?target_session_attrs=prefer-standby"
        with closing(open_storage(address)) as storage:
            found = Pair(primary, replica, storage, database)
            found.add()
            yield found


def execute(address: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


class Asking:
    """Threads that ask on and on, of whichever generation is the newest."""

    def __init__(self, storage: Storage, threads: int = 3) -> None:
        self._storage = storage
        self._ended = threading.Event()
        self.answered = 0
        self.wrong: list[str] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(threads)]

    def __enter__(self) -> Asking:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def go_on(self, more: int = 30) -> None:
        """Returns once so many more were answered."""
        least = self.answered + more
        wait_for(lambda: self.answered >= least or bool(self.wrong))
        assert self.wrong == []

    def _ask(self) -> None:
        generation = self._storage.open()
        while not self._ended.is_set():
            try:
                if self._storage.published() != generation.number:
                    generation = self._storage.open()
                self.wrong += faults_of(generation)
            except Exception as error:  # whatever it is, a question was lost
                self.wrong.append(repr(error))
            self.answered += 1


def keeps(beside: Beside, line: str) -> bool:
    try:
        beside.log("feedback.jsonl").append(line)
    except CannotKeep:
        return False
    return True


def faults_of(generation: Generation) -> Iterator[str]:
    """What is wrong with the answers of a generation in which every report is about knives."""
    numbers = {holding.number for holding in generation.holdings}
    found = {
        "meaning": {ref.report for ref, _ in generation.nearest(EAST, 1000)},
        "words": {ref.report for ref, _ in generation.best([("knife", 1.0)], 1000)},
        "counted": set(generation.count("knife crime")),
    }
    yield from (f"{by}: {numbers ^ own}" for by, own in found.items() if own != numbers)
    number = random.choice(sorted(numbers))
    if "Knife crime" not in generation.report(number).text:
        yield f"report {number}"
    if not generation.candidates([PassageRef(number, 0)]).refs:
        yield f"candidates of {number}"


def test_reads_go_to_the_replica_and_writes_to_the_primary(pair: Pair) -> None:
    list(faults_of(pair.storage.open()))
    seen = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pincite'"
    reading = [execute(one.url(pair.database), seen) for one in (pair.replica, pair.primary)]
    assert reading == [[(1,)], [(0,)]]


def test_connections_that_break_in_mid_answer_are_replaced(pair: Pair) -> None:
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pincite'"
    )
    with Asking(pair.storage) as asking:
        for _ in range(20):
            execute(pair.replica.url(pair.database), end)
            asking.go_on(5)


def test_without_the_replica_the_primary_is_read(pair: Pair) -> None:
    execute(pair.primary.url("postgres"), "ALTER SYSTEM SET synchronous_standby_names = ''")
    execute(pair.primary.url("postgres"), "SELECT pg_reload_conf()")
    with Asking(pair.storage) as asking:
        asking.go_on()
        pair.replica.kill()
        asking.go_on()
        pair.add()
        asking.go_on()
        pair.replica.start()
        asking.go_on()


def test_a_replica_that_is_behind_is_not_asked_for_what_it_lacks(pair: Pair) -> None:
    execute(pair.primary.url("postgres"), "ALTER SYSTEM SET synchronous_standby_names = ''")
    execute(pair.primary.url("postgres"), "SELECT pg_reload_conf()")
    execute(pair.replica.url("postgres"), "SELECT pg_wal_replay_pause()")
    pair.add()
    assert pair.storage.published() == 1  # as the replica has it
    with closing(open_storage(pair.primary.url(pair.database))) as primary:
        newest = primary.open().number
    assert newest == 2
    with closing(pair.storage.open()) as held:
        pair.storage._connections.least = newest  # type: ignore[attr-defined]  # as one that had read it
        assert pair.storage.published() == newest
        assert list(faults_of(held)) == []
        assert list(faults_of(pair.storage.open())) == []
    execute(pair.replica.url("postgres"), "SELECT pg_wal_replay_resume()")


def test_a_lost_primary_costs_writes_until_the_replica_is_promoted_and_nothing_else(
    pair: Pair,
) -> None:
    beside = pair.storage.beside
    with beside.alone("keys.json") as held:
        held.write("keys.json", b"kept")
    beside.log("feedback.jsonl").append("kept")
    lost = threading.Event()

    def write() -> None:
        while not lost.is_set():
            try:
                pair.add()
            except Unreachable:
                lost.set()

    with Asking(pair.storage) as asking:
        asking.go_on()
        writing = threading.Thread(target=write)
        writing.start()
        wait_for(lambda: len(pair.names) > 3)
        pair.primary.kill()
        writing.join(PATIENCE_S)
        assert lost.is_set()
        asking.go_on()

        with pytest.raises(Unreachable):
            pair.add()
        with pytest.raises(CannotKeep, match="cannot be reached"):
            beside.log("feedback.jsonl").append("lost")
        since = time.monotonic()
        with pytest.raises(CannotKeep):  # at once: it is known to be gone
            beside.log("feedback.jsonl").append("lost")
        assert time.monotonic() < since + 0.9
        assert beside.read("keys.json") == b"kept"
        assert list(beside.log("feedback.jsonl").lines()) == [b"kept"]
        asking.go_on()

        execute(pair.replica.url("postgres"), "ALTER SYSTEM SET synchronous_standby_names = ''")
        pair.replica.promote()
        execute(pair.replica.url("postgres"), "SELECT pg_reload_conf()")
        acknowledged = set(pair.names)
        pair.names += ["lost"] * 3  # the names of what was not acknowledged are not used again
        pair.add()
        wait_for(lambda: keeps(beside, "more"))
        assert list(beside.log("feedback.jsonl").lines()) == [b"kept", b"more"]
        asking.go_on()
    after = pair.storage.open()
    assert acknowledged < after.holdings.by_id.keys()
    assert {fault.partition(": ")[2] for fault in check(pair.storage).faults} <= NO_FILE
