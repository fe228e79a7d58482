"""An answer that is on record is made again to the byte, or it is said what has changed since."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.record_space import taken_bytes
from api.records import find_record, fingerprint, replay
from api.settings import Settings
from search.library import Library
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.erasing import erase
from tests.api.asking import client_of
from tests.search.upkeep.pages import model, write_page

QUESTION = "Has burglary risen in Luton?"
ASKED = {"question": QUESTION, "filters": {"published_from": "2024-01-01"}, "hits": 3}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    write_page(folder / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(folder / "in/luton.html", "Luton", "Burglary has risen.")
    ingest(open_storage(folder / "library"), [folder / "in"], embedder=model())
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "library")


def ask(library: Path, **settings: object) -> str:
    """The id of the request, of a question on the page and one by a program."""
    with client_of(library, Settings(**settings)) as client:  # type: ignore[arg-type]  # as a test says
        client.get("/", params={"q": QUESTION})
        return str(client.post("/v1/ask", json=ASKED).headers["x-request-id"])


def replayed(library: Path, record_id: str) -> tuple[str, ...]:
    opened = Library(open_storage(library), embedder=model())
    record = find_record(open_storage(library).beside, record_id)
    assert record is not None
    found = replay(opened, record)
    opened.close()
    assert bool(found.changed) == (fingerprint(found.answer) != record["sha256"])
    return found.changed


def add(library: Path, tmp_path: Path) -> None:
    said = [f"Burglary has risen in street {n} of Luton." for n in range(3)]
    page = write_page(tmp_path / "more/luton-again.html", "Luton", *said)
    ingest(open_storage(library), [page], embedder=model())


def test_a_record_says_what_was_asked_weighed_and_cited_and_with_what(library: Path) -> None:
    request = ask(library, record="answers")
    (day,) = (library / "records").iterdir()
    entries = [json.loads(line) for line in day.read_text("utf-8").splitlines()]
    assert [one["route"] for one in entries] == ["page", "ask"]
    record = entries[1]
    assert (record["question"], record["request_id"], record["generation"]) == (
        QUESTION,
        request,
        1,
    )
    assert record["asked"]["filters"]["published_from"] == "2024-01-01"
    assert record["asked"]["weighed"][0][0] == "luton"
    assert record["statements"][0][1][0] and record["scope"]["reports"] == 1
    assert record["version"] and record["model"] and record["reader"]
    assert day.stat().st_mode & 0o077 == 0
    assert not (library / "generations").exists()


def test_of_the_same_generation_the_answer_is_the_same(library: Path, tmp_path: Path) -> None:
    request = ask(library, record="answers")
    assert replayed(library, request) == ()
    add(library, tmp_path)
    changes = replayed(library, request)
    assert changes[0] == "It stood on generation 1; this is 2."
    assert any(change.startswith("It says now, and did not: ") for change in changes)


def test_a_generation_that_is_kept_answers_as_it_did(library: Path, tmp_path: Path) -> None:
    request = ask(library, record="generations")
    add(library, tmp_path)
    assert replayed(library, request) == ()


def test_what_is_erased_leaves_no_record_of_its_words(library: Path) -> None:
    request = ask(library, record="generations")
    assert find_record(open_storage(library).beside, request) is not None
    erase(open_storage(library), ["luton"], by="Jo", why="A court ordered it.")
    assert find_record(open_storage(library).beside, request) is None
    assert not (library / "generations").exists()


def test_what_ends_a_line_in_a_question_cuts_no_record(library: Path) -> None:
    asked = [f"Has burglary{sign}risen in Luton?" for sign in ("\u2028", "\x85", "\r\n", " ")]
    with client_of(library, Settings(record="answers")) as client:
        ids = [
            client.post("/v1/ask", json={"question": one}).headers["x-request-id"] for one in asked
        ]
    (day,) = (library / "records").iterdir()
    with day.open("ab") as file:
        file.write(b'{"id": "cut off, in a sig\xe2\x80')  # by a machine that stopped
    assert [find_record(open_storage(library).beside, one)["question"] for one in ids] == asked  # type: ignore[index]  # found
    erase(open_storage(library), ["luton"], by="Jo", why="A court ordered it.")
    assert day.read_bytes() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_who_asked_is_told_though_the_record_finds_no_room(library: Path, tmp_path: Path) -> None:
    (library / "records").mkdir()
    for day in (date.today(), date.today() + timedelta(1)):
        (library / "records" / f"{day}.jsonl").symlink_to("/dev/full")
    settings = Settings(record="answers", audit=tmp_path / "audit.jsonl")
    with client_of(library, settings) as client:
        assert client.post("/v1/ask", json=ASKED).status_code == 200
        assert client.get("/readyz").json()["faults"] == ["records"]
    (told,) = (tmp_path / "audit.jsonl").read_text().splitlines()
    assert json.loads(told)["what"] == "question" and "record" not in json.loads(told)


def test_without_the_setting_nothing_is_kept(library: Path) -> None:
    ask(library)
    assert not (library / "records").exists()


def test_where_records_are_full_no_more_are_kept_none_goes_and_it_is_told(library: Path) -> None:
    day = library / "records/2024-01-01.jsonl"
    day.parent.mkdir()
    day.write_text('{"id": "old", "request_id": ""}\n' + " " * 2**20)
    taken_bytes.cache.clear()
    with client_of(library, Settings(record="answers", record_mb=1)) as client:
        assert client.post("/v1/ask", json=ASKED).status_code == 200
        assert client.get("/readyz").json()["faults"] == ["records_full"]
        assert 'pincite_degraded{fault="records_full"} 1' in client.get("/metrics").text
    with client_of(library, Settings(record="answers", record_mb=1, logs_needed=True)) as client:
        assert client.post("/v1/ask", json=ASKED).status_code == 503
    assert [one.name for one in day.parent.iterdir()] == [day.name]
    with client_of(library, Settings(record="answers", record_mb=2)) as client:
        client.post("/v1/ask", json=ASKED)
        assert client.get("/readyz").json()["faults"] == []
    assert len(list(day.parent.iterdir())) == 2


def test_files_that_kept_generations_share_with_the_library_take_no_room(library: Path) -> None:
    ask(library, record="generations")
    taken_bytes.cache.clear()
    own = sum(file.stat().st_size for file in (library / "records").iterdir())
    shared = [one for one in library.glob("generations/**/*") if one.stat().st_nlink > 1]
    assert shared and own < taken_bytes(open_storage(library).beside) < own + sum(
        one.stat().st_size for one in library.glob("generations/**/*") if one.is_file()
    )
