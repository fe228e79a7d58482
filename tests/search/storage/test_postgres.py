"""What is a database's own in how it keeps a library: its server, its versions, what it finds."""

from __future__ import annotations

import queue
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import psycopg
import pytest

from search.storage.contract import Generation, PassageRef, Storage
from search.storage.errors import LibraryError, NoLibrary, Unreachable, WrongFormat
from search.storage.opening import open_storage
from search.storage.postgres import connecting, listening, schema
from search.storage.postgres import generation as generations
from search.upkeep.checking import check
from tests.databases import Server
from tests.search.storage.made_reports import EAST, LUTON, NORTH, SALFORD, new, publish

WORDS = "police crime knife burglary school care child officer visit report good poor".split()


@pytest.fixture
def address(postgres: Server) -> str:
    """Of an empty database."""
    return postgres.make_database()


@pytest.fixture
def storage(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    monkeypatch.chdir(tmp_path)  # where it keeps what is beside it
    with closing(open_storage(address)) as opened:
        yield opened


def execute(address: str, sql: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_its_name_tells_no_password(postgres: Server, address: str) -> None:
    name = open_storage(address).name
    assert name == f"postgresql://127.0.0.1:{postgres.port}/{address.rpartition('/')[2]}"


@pytest.mark.parametrize("address", ["postgresql://a b", "postgresql://h/d?nonsense=1"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(NoLibrary, match="cannot be read"):
        open_storage(address)


def test_a_library_of_an_earlier_version_is_brought_up_to_date_by_who_writes_to_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(storage, new("luton", LUTON, EAST))
    further = "ALTER TABLE reports ADD further text"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, further))
    with pytest.raises(WrongFormat, match="earlier version.*pincite ingest"):
        storage.open()
    publish(storage, new("salford", SALFORD, NORTH))
    assert len(storage.open().holdings) == 2


def test_a_library_of_a_later_version_is_refused(storage: Storage, address: str) -> None:
    publish(storage, new("luton", LUTON, EAST))
    execute(address, "UPDATE library SET value = '99' WHERE key = 'format'")
    with pytest.raises(WrongFormat, match="later version"):
        storage.open()
    with pytest.raises(WrongFormat, match="later version"), storage.hold():
        pass


def test_words_are_scored_as_the_folder_scores_them(storage: Storage, tmp_path: Path) -> None:
    drawn = random.Random(5)
    made = []
    for number in range(40):
        words = " ".join(drawn.choices(WORDS, k=drawn.randint(3, 400)))
        made.append(new(f"r{number}", f"Title {number}\nThe town.\n{words}.\n", NORTH, EAST))
    folder = open_storage(tmp_path / "folder")
    publish(storage, *made)
    publish(folder, *made)
    ours, theirs = storage.open(), folder.open()
    for terms in ([("knife", 1.0)], [("knife", 1.0), ("school", 0.4), ("titl", 2.0)]):
        for reports in (None, frozenset(range(3, 30))):
            expected, found = theirs.best(terms, 99, reports), ours.best(terms, 99, reports)
            assert dict(found) == pytest.approx(dict(expected), rel=1e-5)
            assert [score for _, score in found] == sorted(dict(found).values(), reverse=True)
    assert ours.passages_with("knife") == theirs.passages_with("knife")


def test_the_index_by_meaning_finds_what_an_exact_search_does_under_any_filter(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few passages the planner would compare one by one, were it allowed to.
    storage = open_storage(f"{address}?options=-c%20enable_seqscan%3Doff%20-c%20enable_sort%3Doff")
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(1200, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    made = [
        new(f"r{number}", f"Title {number}\nIt.\nIs so.\n", *vectors[2 * number : 2 * number + 2])
        for number in range(600)
    ]
    publish(storage, *made)
    generation = storage.open()
    numbers = sorted(generation.holdings.all)
    for share in (1.0, 0.3, 0.1, 0.03):
        recalls = []
        for question in vectors[:20]:
            some = rng.choice(numbers, int(share * len(numbers)), replace=False)
            reports = None if share == 1.0 else frozenset(some.tolist())
            found = []
            for exact in (10**6, 0):
                monkeypatch.setattr(generations, "EXACT", exact)
                found.append({ref for ref, _ in generation.nearest(question, 10, reports)})
            recalls.append(len(found[0] & found[1]) / 10)
        assert np.mean(recalls) >= 0.98, share
    storage.close()


def test_what_left_goes_once_no_open_generation_has_it_and_its_words_stay(
    storage: Storage, address: str
) -> None:
    publish(storage, new("luton", LUTON, EAST))
    before = storage.open()
    with storage.hold() as writing:
        writing.remove(before.holdings.by_id["luton"])
        writing.publish()
    assert before.nearest(EAST, 1) and before.best([("burglari", 1.0)], 1)
    assert storage.open().nearest(EAST, 1) == storage.open().best([("burglari", 1.0)], 1) == []

    execute(address, "UPDATE reports SET left_at = left_at - interval '2 hours'")
    publish(storage, new("salford", SALFORD, NORTH))
    assert before.nearest(EAST, 1) == []
    assert [past.text for past in storage.open().past("")] == [LUTON]


def test_damage_is_told_by_the_report(storage: Storage, address: str) -> None:
    publish(storage, new("luton", LUTON, EAST), new("salford", SALFORD, NORTH, EAST))
    execute(address, "UPDATE passages SET meaning = '[0,3,0,0,0,0,0,0]' WHERE report = 1")
    execute(address, "DELETE FROM passages WHERE report = 2 AND number = 1")
    execute(address, "DELETE FROM words WHERE report = 2")
    assert sorted(storage.damage()) == [
        "luton: a vector of its passages is not of length 1.",
        "salford: its passages are not those that it was kept with.",
        "salford: its words are not in the index.",
    ]


def test_what_pg_dump_takes_is_the_library_again_with_all_that_is_beside_it(
    storage: Storage, address: str, postgres: Server, tmp_path: Path
) -> None:
    publish(storage, new("luton", LUTON, EAST))
    with storage.beside.alone("keys.json") as held:
        held.write("keys.json", b"kept")
    storage.beside.log("server/audit.jsonl").append("first")
    dump, again = str(tmp_path / "library.dump"), postgres.make_database()
    run_tool(postgres, "pg_dump", "--format=custom", f"--file={dump}", address)
    publish(storage, new("salford", SALFORD, NORTH))

    run_tool(postgres, "pg_restore", "--exit-on-error", f"--dbname={again}", dump)

    with closing(open_storage(again)) as restored:
        generation = restored.open()
        assert list(generation.holdings.by_id) == ["luton"]
        assert len(generation.nearest(EAST, 9)) == len(generation.best([("burglari", 1.0)], 9)) == 1
        assert list(restored.damage()) == []
        assert restored.beside.read("keys.json") == b"kept"
        restored.beside.log("server/audit.jsonl").append("second")
        assert list(restored.beside.log("server/audit.jsonl").lines()) == [b"first", b"second"]
        publish(restored, new("salford", SALFORD, NORTH))  # what is numbered goes on
        assert len(restored.open().nearest(EAST, 9)) == 2


def run_tool(server: Server, name: str, *arguments: str) -> None:
    command = [str(server.binaries / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_question_is_answered_by_an_index(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # What few rows there are the planner would read one by one, were it allowed to.
    place = f"{address}?options=-c%20enable_seqscan%3Doff"
    with closing(open_storage(place)) as storage:
        made = [new(f"r{n}", f"Title {n}\nIt.\nKnife {n}.\n", NORTH, EAST) for n in range(20)]
        publish(storage, *made)
        log = storage.beside.log("feedback.jsonl")
        log.append("kept")

    def scans(asked: bool) -> dict[str, int]:
        """How often each table was read from end to end."""
        before = read_whole(address)
        with closing(open_storage(place)) as storage:
            generation = storage.open()  # which reads what each report is
            if asked:
                ask_everything(storage, generation)
        after = read_whole(address)
        return {table: after[table] - before[table] for table in after}

    opened, asked = scans(False), scans(True)
    assert {table: more for table in asked if (more := asked[table] - opened[table])} == {}


def read_whole(address: str) -> dict[str, int]:
    here = "datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(address, autocommit=True) as connection:
        # What a connection did is counted at the latest when it ends.
        while connection.execute(f"SELECT FROM pg_stat_activity WHERE {here}".encode()).rowcount:
            time.sleep(0.05)
        sql = "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'public'"
        return dict(connection.execute(sql).fetchall())


def ask_everything(storage: Storage, generation: Generation) -> None:
    some = frozenset(sorted(generation.holdings.all)[3:9])
    for reports in (None, some):
        assert generation.nearest(EAST, 5, reports)
        assert generation.best([("knife", 1.0), ("titl", 2.0)], 5, reports)
        assert generation.count("knife", reports)
        assert generation.recommendations(reports)
    assert generation.best_of_each(EAST, some) and generation.having(["knife"], 5)
    number = min(some)
    assert generation.candidates([PassageRef(number, 0)]).refs
    assert generation.passage(PassageRef(number, 0)) and generation.report(number, boxes=True)
    assert len(generation.spans(number)) and len(generation.vectors(number))
    assert generation.judgements_of(number) is not None and generation.past("ab") == []
    assert generation.open_file("ab") is None and generation.address("https://a.test/") is None
    assert storage.published() and storage.queue and storage.queue.state().waiting == 0
    beside = storage.beside
    with beside.alone("keys.json") as held:
        held.write("keys.json", b"kept")
    assert beside.read("keys.json") and beside.stamp("keys.json") and beside.all("briefings") == {}
    log = beside.log("feedback.jsonl")
    log.append_after(lambda before: f"after {len(list(before))}")
    assert list(log.lines())[0] == b"kept" and log.bytes_taken() and beside.logs("records") == []


def test_what_is_published_is_told_at_once_and_again_after_the_line_was_cut(
    storage: Storage, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "AGAIN_S", 0.1)
    publish(storage, new("luton", LUTON, EAST))
    heard: queue.SimpleQueue[int] = queue.SimpleQueue()
    with storage.told(lambda: heard.put(storage.published())):
        assert heard.get(timeout=10) == 1
        publish(storage, new("salford", SALFORD, NORTH))
        assert heard.get(timeout=10) == 2
        execute(
            address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'",
        )
        assert heard.get(timeout=10) == 2  # something may have been missed
        publish(storage, new("derby", LUTON.replace("Luton", "Derby"), EAST))
        assert heard.get(timeout=10) == 3
    publish(storage, new("leeds", LUTON.replace("Luton", "Leeds"), EAST))
    assert heard.empty()


def test_a_server_that_is_gone_is_said_and_is_asked_again_once_it_is_back(
    address: str, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "WAIT_S", 1.0)
    storage = open_storage(address)
    publish(storage, new("luton", LUTON, EAST))
    generation = storage.open()
    postgres.kill()
    try:
        for ask in (storage.published, lambda: generation.nearest(EAST, 1)):
            with pytest.raises(Unreachable, match="cannot be reached"):
                ask()
    finally:
        postgres.start()
    assert len(generation.nearest(EAST, 1)) == storage.published() == 1
    storage.close()


def test_what_was_acknowledged_is_there_after_the_server_is_killed_in_mid_ingest(
    storage: Storage, postgres: Server
) -> None:
    moments = random.Random(7)
    publish(storage, new("r0", "Title\nIt.\nWord0 is so.\n", NORTH, EAST))
    acknowledged = {"r0"}
    written = 0
    for _ in range(3):
        killing = threading.Timer(moments.uniform(0.05, 0.5), postgres.kill)
        killing.start()
        with pytest.raises(Unreachable), storage.hold() as writing:
            while True:
                written += 1
                name = f"r{written}"
                writing.add(new(name, f"Title\nIt.\nWord{written} is so.\n", NORTH, EAST))
                writing.publish()
                acknowledged.add(name)
                time.sleep(0.005)
        killing.join()
        postgres.start()
        generation = storage.open()
        assert acknowledged <= generation.holdings.by_id.keys()
        assert list(storage.damage()) == []
    assert len(acknowledged) > 1
    assert {fault.partition(": ")[2] for fault in check(storage).faults} <= NO_FILE


NO_FILE = {  # of reports that are made by hand
    "its file is not in the library. Ingest it again.",
    "its text is not what was read from its file.",
}


def test_without_the_library_that_speaks_to_a_server_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "search.storage.postgres.storage")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LibraryError, match=r"pip install 'pincite\[postgres\]'"):
        open_storage("postgresql://127.0.0.1/library")
