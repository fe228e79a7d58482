"""What servers write beside a library is kept alike, in files and in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from search.storage.beside import Beside, DocumentsBusy
from search.storage.opening import open_storage
from search.storage.postgres import beside as kept_in_postgres
from tests.databases import Server
from tests.search.storage.made_reports import EAST, LUTON, new, publish
from tests.search.storage.test_conformance import STORAGES

LINE_ENDS = ("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r")  # but for the line feed

Opened = Callable[[], Beside]


@pytest.fixture(params=STORAGES)
def another(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    """Opens the same place again, as another server would."""
    place = str(tmp_path / "library")
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        place = server.make_database()
        monkeypatch.chdir(tmp_path)  # where it keeps what is files
    opened = [open_storage(place)]
    publish(opened[0], new("luton", LUTON, EAST))

    def open_again() -> Beside:
        opened.append(open_storage(place))
        return opened[-1].beside

    yield open_again
    for storage in opened:
        closing(storage).__exit__(None, None, None)


def test_a_document_is_what_was_written_last_wherever_it_was_written(another: Opened) -> None:
    one, other = another(), another()
    assert one.read("server/keys.json") is None
    with one.alone("server/keys.json") as held:
        held.write("server/keys.json", b"first\x00\xff")
        held.write("server/keys.json", b"second")
        assert held.read("server/keys.json") == b"second"
    assert other.read("server/keys.json") == b"second"
    with other.alone("server/keys.json") as held:
        assert held.remove("server/keys.json") and not held.remove("server/keys.json")
    assert one.read("server/keys.json") is None


def test_the_documents_below_a_folder_are_had_by_name(another: Opened) -> None:
    beside = another()
    written = {f"briefings/{name}.json": name.encode() for name in ("ab/2", "ab/1", "abc/3")}
    with beside.alone("briefings/") as held:
        for name, value in written.items():
            held.write(name, value)
        assert held.all("briefings") == written
    assert beside.all("briefings") == written
    assert list(beside.all("briefings/ab")) == ["briefings/ab/1.json", "briefings/ab/2.json"]
    assert beside.all("nothing") == {}


def test_a_stamp_is_another_after_each_change_of_its_document_and_no_other(
    another: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_in_postgres, "STAMP_S", 0.0)
    writer, reader = another(), another()
    stamps = [reader.stamp("keys.json")]
    assert stamps == [None]
    for value in (b"one", b"two", b"one"):
        with writer.alone("keys.json") as held:
            held.write("keys.json", value)
            held.write("other.json", value)
        stamps.append(reader.stamp("keys.json"))
    assert len(set(stamps)) == 4
    with writer.alone("keys.json") as held:
        held.write("other.json", b"three")
    assert reader.stamp("keys.json") == stamps[-1]
    with writer.alone("keys.json") as held:
        held.remove("keys.json")
    assert reader.stamp("keys.json") is None


def test_who_writes_keeps_others_out_and_loses_nothing_of_theirs(another: Opened) -> None:
    places = [another(), another()]

    def count_up(number: int) -> None:
        beside = places[number % 2]
        with beside.alone("count.json") as held:
            held.write("count.json", str(int(held.read("count.json") or 0) + 1).encode())

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count_up, range(30)))
    assert places[0].read("count.json") == b"30"
    with places[0].alone("count.json"):
        with pytest.raises(DocumentsBusy, match="held"), places[1].alone("count.json", 0.1):
            pass
        with places[1].alone("another.json", 0.1):
            pass


def test_a_log_holds_its_lines_in_order_whatever_is_in_them(another: Opened) -> None:
    log, other = another().log("records/2026-01-31.jsonl"), another()
    with pytest.raises(FileNotFoundError):
        list(log.lines())
    assert log.bytes_taken() == 0
    lines = [f"a{sign}b é" for sign in LINE_ENDS]
    for line in lines:
        log.append(line)
    found = other.log("records/2026-01-31.jsonl")
    assert [line.decode() for line in found.lines()] == lines
    assert found.bytes_taken() == sum(len(line.encode()) + 1 for line in lines)
    assert other.logs("records") == ["records/2026-01-31.jsonl"]
    assert other.logs("record") == []


def test_a_line_can_be_made_of_those_before_it_whoever_writes(another: Opened) -> None:
    logs = [another().log("server/audit.jsonl") for _ in range(2)]

    def one_more(number: int) -> None:
        logs[number % 2].append_after(
            lambda before: str(int(next((line for line in before if line), b"0")) + 1)
        )

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one_more, range(40)))
    assert [int(line) for line in logs[0].lines()] == list(range(1, 41))


def test_lines_are_taken_out_for_good(another: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_in_postgres, "READ_AT_ONCE", 2)
    log = another().log("feedback.jsonl")
    log.keep_only(lambda line: False)  # there is none yet
    for number in range(7):
        log.append(f"line {number}")
    log.keep_only(lambda line: line not in (b"line 2", b"line 6"))
    log.append("line 7")
    kept = [f"line {number}" for number in (0, 1, 3, 4, 5, 7)]
    assert [line.decode() for line in log.lines()] == kept
    assert log.bytes_taken() == 7 * len(kept)
