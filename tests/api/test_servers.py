"""Servers on one database are one to those who ask: what one is told, all know and none keeps itself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.rights import Reader
from api.access.sessions import Sessions
from api.audit import between, verify
from api.keys import Keyring, add_key, last_used, revoke_key
from api.middleware.query_log import NAME as QUESTIONS
from api.records import find_record
from api.settings import Settings
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_beside, open_storage
from search.storage.postgres import queue as queues
from search.storage.queue import WaitingFile
from search.upkeep.adding import ingest
from search.upkeep.correcting import correct, load_corrections, said_of
from search.upkeep.erasing import FEEDBACK, erase
from search.upkeep.queueing import enqueue, queue_of
from tests.api.asking import client_of
from tests.conftest import ROOT
from tests.databases import Server
from tests.search.upkeep.pages import write_page

REPORTS = ROOT / "demo" / "reports" / "harrowdale"
QUESTION = "How does Harrowdale Constabulary respond to domestic abuse?"
BRIEFING = {"pincite": "briefing", "version": 1, "title": "Knives", "items": [{"note": "Mine."}]}
PATIENCE_S = 10.0


@dataclass
class Two:
    """Two servers over one database, and the key of who asks them."""

    address: str
    first: TestClient
    second: TestClient
    key: dict[str, str]


@pytest.fixture
def two(
    postgres: Server, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Two]:
    monkeypatch.chdir(tmp_path)
    address = postgres.make_database()
    ingest(open_storage(address), [REPORTS], embedder=embedder)
    _, secret = add_key(address, "anna", "manage")
    settings = Settings(keys=address, audit=address, query_log=address, record="answers")
    with client_of(address, settings) as first, client_of(address, settings) as second:
        yield Two(address, first, second, {"Authorization": f"Bearer {secret}"})
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []  # a server that is lost takes nothing with it


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def ask(client: TestClient, key: dict[str, str]) -> dict[str, object]:
    answer = client.post("/v1/ask", json={"question": QUESTION}, headers=key)
    assert answer.status_code == 200
    told: dict[str, object] = answer.json()
    return told


def test_a_key_that_is_made_or_revoked_anywhere_is_so_for_all_within_a_second(two: Two) -> None:
    _, secret = add_key(two.address, "ben", "read")
    ben = {"Authorization": f"Bearer {secret}"}
    servers = (two.first, two.second)

    def statuses() -> list[int]:
        return [one.get("/v1/kinds", headers=ben).status_code for one in servers]

    wait_for(lambda: statuses() == [200, 200])
    found = Keyring(two.address).find(secret)
    assert found is not None and found.id in last_used(two.address)
    revoke_key(two.address, "ben")
    wait_for(lambda: statuses() == [401, 401])


def test_what_both_did_is_one_chain_of_the_audit_log_and_each_answer_has_its_record(
    two: Two,
) -> None:
    for client in (two.first, two.second, two.first):
        ask(client, two.key)
    found = verify(two.address)
    assert (found.lines, found.fault) == (3, "")
    assert len(list(between(two.address, "2000-01-01", "2999-12-31"))) == 3
    beside, name = open_beside(two.address, QUESTIONS)
    assert len(list(beside.log(name).lines())) == 3
    request = two.second.post("/v1/ask", json={"question": QUESTION}, headers=two.key)
    record = find_record(beside, request.headers["x-request-id"])
    assert record is not None and record["question"] == QUESTION and record["who"] == "key:anna"


def test_a_briefing_that_one_keeps_is_read_and_changed_at_the_other(two: Two) -> None:
    kept = two.first.post("/v1/briefings", json=BRIEFING, headers=two.key)
    path = f"/v1/briefings/{kept.json()['id']}"
    changed = BRIEFING | {"title": "Guns"}
    at_once = two.second.put(path, json=changed, headers=two.key | {"If-Match": '"1"'})
    assert at_once.json()["title"] == "Guns"
    late = two.first.put(path, json=BRIEFING, headers=two.key | {"If-Match": '"1"'})
    assert late.status_code == 412
    (listed,) = two.first.get("/v1/briefings", headers=two.key).json()["briefings"]
    assert (listed["title"], listed["revision"]) == ("Guns", 2)
    assert two.second.delete(path, headers=two.key).status_code == 204
    assert two.first.get(path, headers=two.key).status_code == 404


def test_what_readers_say_and_correct_is_kept_for_all_and_goes_with_an_erased_report(
    two: Two,
) -> None:
    storage = open_storage(two.address)
    statement = ask(two.first, two.key)["statements"][0]  # type: ignore[index]  # it is answered
    cited = statement["citations"][0]
    source = storage.open().holdings.by_id[cited["report"]["id"]].info.source
    for client, citation in ((two.first, cited["id"]), (two.second, "")):
        form = {"question": QUESTION, "helped": "yes", "citation": citation}
        sent = client.post("/feedback", data=form, headers=two.key | {"Accept": "application/json"})
        assert sent.json() == {"kept": True}
    correct(storage, cited["report"]["id"], {"kind": "Peel"})
    assert said_of(source, load_corrections(storage.beside)) == {"kind": "Peel"}
    assert len(list(storage.beside.log(FEEDBACK).lines())) == 2
    request = two.second.post("/v1/ask", json={"question": QUESTION}, headers=two.key)

    erase(storage, [cited["report"]["id"]], by="Jo", why="A court ordered it.")

    assert said_of(source, load_corrections(storage.beside)) == {}
    assert len(list(storage.beside.log(FEEDBACK).lines())) == 1
    assert find_record(storage.beside, request.headers["x-request-id"]) is None
    assert verify(two.address).fault == ""


def test_who_signs_in_at_one_is_signed_in_at_all_and_signs_out_of_all(two: Two) -> None:
    anna = Reader("anna", "user", frozenset({"team"}))
    here, there = Sessions(two.address, 10), Sessions(two.address, 10)
    cookie = here.begin(anna)
    assert there.reader_of(cookie) == anna
    there.end_all("anna")
    assert there.reader_of(cookie) is None
    wait_for(lambda: here.reader_of(cookie) is None)


def test_a_new_generation_is_opened_before_it_is_asked_for(
    two: Two, embedder: Embedder, tmp_path: Path
) -> None:
    with closing(Library(open_storage(two.address), embedder=embedder)) as library:
        before = library.generation.number
        with library.followed():
            page = write_page(tmp_path / "in/luton.html", "Luton")
            ingest(open_storage(two.address), [page], embedder=embedder)
            wait_for(lambda: library.held is not None and library.held.number > before)
    page.unlink()


def test_without_the_database_nobody_is_let_in_and_nothing_breaks(
    two: Two, postgres: Server
) -> None:
    assert two.first.get("/v1/kinds", headers=two.key).status_code == 200
    postgres.kill()
    try:
        time.sleep(1.1)  # what was looked up is known for a second
        refused = two.first.get("/v1/kinds", headers=two.key)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert two.first.get("/healthz").status_code == 200
    finally:
        postgres.start()
    wait_for(lambda: two.first.get("/v1/kinds", headers=two.key).status_code == 200)


def test_how_far_the_queue_is_stands_on_the_page_and_in_metrics(
    two: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "WAITS_S", (0, 0, 0))
    storage = open_storage(two.address)
    page = {"Accept": "text/html"} | two.key
    assert "still to be read" not in two.first.get("/library", headers=page).text
    assert queued(two) == {"waiting": 0, "reading": 0, "failed": 0}
    sent = [write_page(tmp_path / f"in/{town}.html", town) for town in ("luton", "derby")]

    def read(waiting: WaitingFile, path: Path) -> None:
        if waiting.source == "derby.html":
            raise OSError("The disk is full")
        shown = two.second.get("/library", headers=page).text
        assert "now is read: luton.html" in shown and queued(two)["reading"] == 1

    enqueue(storage, sent)
    assert "2 files wait to be read" in two.first.get("/library", headers=page).text
    assert queued(two) == {"waiting": 2, "reading": 0, "failed": 0}
    queue_of(storage).work(read, lease_s=30.0, until_empty=True)
    shown = two.first.get("/library", headers=page).text
    assert "given up" in shown and "The disk is full" in shown and "luton.html" not in shown
    assert queued(two) == {"waiting": 0, "reading": 0, "failed": 1}
    for path in sent:
        path.unlink()


def queued(two: Two) -> dict[str, float]:
    lines = two.first.get("/metrics", headers=two.key).text.splitlines()
    found = [re.fullmatch(r'pincite_queue\{state="(\w+)"\} (.+)', line) for line in lines]
    return {one[1]: float(one[2]) for one in found if one}
