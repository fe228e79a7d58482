"""What watches a server is told: metrics, logs without questions, and whether it can answer."""

from __future__ import annotations

import errno
import json
import logging
import re
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api import readiness
from api.app import build_app
from api.keys import add_key
from api.middleware.log_lines import Seldom
from api.middleware.query_log import QueryLog
from api.settings import Settings
from search.library import Library
from search.models.sentence_model import Embedder, QuestionVectors
from search.storage.opening import open_storage
from tests.api.asking import client_of, copy_library
from tests.conftest import ROOT, serving, started, wait_for_server

QUESTION = "How does the force handle knife crime?"
UNANSWERED = "Who won the football cup?"


def measured(client: TestClient) -> dict[str, float]:
    """Each sample of /metrics, by its name and labels."""
    lines = client.get("/metrics").text.splitlines()
    samples = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in samples}


def test_metrics_tell_stages_answers_pages_generation_and_errors(demo_library: Path) -> None:
    with client_of(demo_library) as client:
        client.post("/v1/ask", json={"question": QUESTION})
        client.get("/v1/ask/stream", params={"question": UNANSWERED})
        client.post("/v1/search", json={"question": QUESTION})
        client.get("/", params={"q": QUESTION})
        client.get("/", params={"q": QUESTION})  # shown again from what is kept
        client.get("/", params=[("q", QUESTION), ("year", "2022"), ("year", "2025")])
        found = measured(client)
        assert found['pincite_questions_total{outcome="answered",route="ask"}'] == 1
        assert found['pincite_questions_total{outcome="declined",route="ask"}'] == 1
        assert found['pincite_questions_total{outcome="found",route="search"}'] == 1
        assert found['pincite_questions_total{outcome="answered",route="page"}'] == 4
        asked = 6  # of the library: a page asks for each year that it compares
        for stage in ("question", "encode", "meaning", "words", "hits"):
            assert found[f'pincite_stage_seconds_count{{stage="{stage}"}}'] == asked, stage
        assert found['pincite_stage_seconds_count{stage="answer"}'] == asked - 1
        assert found['pincite_request_seconds_count{route="/v1/ask"}'] == 1
        assert found['pincite_requests_total{method="GET",route="/",status="200"}'] == 3
        assert found["pincite_generation"] == open_storage(demo_library).published()
        assert found["pincite_reports"] == 12
        assert found["pincite_errors_total"] == 0


def test_a_failure_is_counted_and_told_without_its_cause(demo_library: Path) -> None:
    library = Library(open_storage(demo_library), embedder=Failing())
    app = build_app(library)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        failed = client.post("/v1/ask", json={"question": QUESTION})
        assert failed.status_code == 500
        assert failed.headers["content-type"] == "application/problem+json"
        assert failed.json()["request_id"] == failed.headers["x-request-id"]
        assert "Traceback" not in failed.text and "assert" not in failed.text
        assert measured(client)["pincite_errors_total"] == 1
    library.close()


def test_a_server_is_up_before_it_is_ready(demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    app = build_app(library)
    client = TestClient(app, base_url="http://127.0.0.1")  # not started: its model is not read
    assert client.get("/healthz").json() == {"status": "ok", "generation": 0, "faults": []}
    waiting = client.get("/readyz")
    assert (waiting.status_code, waiting.json()["type"]) == (503, "urn:pincite:not-ready")
    assert measured(client)["pincite_errors_total"] == 0  # it did not fail
    app.state.readiness.look()
    number = open_storage(demo_library).published()
    assert client.get("/readyz").json() == {"status": "ready", "generation": number, "faults": []}
    library.close()


def test_a_question_on_a_page_is_in_the_query_log_too(demo_library: Path, tmp_path: Path) -> None:
    log = tmp_path / "queries.jsonl"
    with client_of(demo_library, Settings(query_log=log)) as client:
        page = client.get("/", params={"q": f"{QUESTION} "})
    (entry,) = [json.loads(line) for line in log.read_text().splitlines()]
    assert (entry["route"], entry["answered"]) == ("page", True)
    assert entry["request_id"] == page.headers["x-request-id"]
    assert "question" not in entry


def test_each_request_is_a_line_of_json_without_its_question(demo_library: Path) -> None:
    with started(demo_library, PINCITE_JSON_LOGS="yes") as server:
        address = wait_for_server(server)
        httpx.get(f"{address}/v1/ask", params={"question": QUESTION}, timeout=60)
        httpx.get(f"{address}/v1/reports/nothing", headers={"X-Request-ID": "mine-7"})
        server.terminate()
        assert server.stderr is not None
        told = [json.loads(line) for line in server.stderr if line.startswith("{")]
    assert "knife" not in json.dumps(told)
    asked = next(line for line in told if line["route"] == "/v1/ask")
    assert asked.items() >= {"level": "info", "method": "GET", "status": 200, "key": ""}.items()
    assert asked["took_ms"] > 0 and re.match(r"\d{4}-\d\d-\d\dT", asked["at"])
    missed = next(line for line in told if line["request_id"] == "mine-7")
    assert (missed["route"], missed["status"]) == ("/v1/reports/{report_id}", 404)


def test_invented_methods_and_paths_are_one_label(demo_server: str) -> None:
    host, port = demo_server.removeprefix("http://").split(":")
    for number in range(20):
        with socket.create_connection((host, int(port)), timeout=10) as sock:
            asked = f"INVENTED{number} /invented/{number} HTTP/1.1\r\nHost: {host}\r\n\r\n"
            sock.sendall(asked.encode())
            assert sock.recv(1000).startswith(b"HTTP/1.1 4")
    told = httpx.get(f"{demo_server}/metrics").text
    assert 'method="other",route="other"' in told
    assert "INVENTED" not in told and "invented" not in told


def test_what_is_refused_for_want_of_a_key_is_one_label(demo_library: Path, tmp_path: Path) -> None:
    _, secret = add_key(tmp_path / "keys.json", "reader", "read")
    with client_of(demo_library, Settings(keys=tmp_path / "keys.json")) as client:
        for number in range(20):
            assert client.request(f"INVENTED{number}", f"/invented/{number}").status_code == 401
        client.headers["Authorization"] = f"Bearer {secret}"
        assert "nvented" not in client.get("/metrics").text.casefold()


class Failing(Embedder):
    """The model, while there is something to read it with."""

    fails = True

    def embed_question(self, question: str) -> QuestionVectors:
        if self.fails:
            raise OSError(errno.EMFILE, "Too many open files")
        return super().embed_question(question)


def test_a_server_says_it_is_ready_only_while_questions_are_answered(
    demo_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EVERY_S", "AGAIN_S"):
        monkeypatch.setattr(readiness, name, 0.1)
    model = Failing()
    library = Library(open_storage(demo_library), embedder=model)
    app = build_app(library)

    def becomes(client: TestClient, status: int) -> bool:
        until = time.monotonic() + 20
        while client.get("/readyz").status_code != status and time.monotonic() < until:
            time.sleep(0.05)
        return client.get("/readyz").status_code == status

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        for fails, ready, asked in ((True, 503, 500), (False, 200, 200), (True, 503, 500)):
            model.fails = fails
            assert becomes(client, ready)
            assert client.post("/v1/ask", json={"question": QUESTION}).status_code == asked
            assert client.get("/healthz").status_code == 200
    library.close()


def test_what_listens_can_answer(demo_library: Path) -> None:
    with started(demo_library) as server:
        assert server.stderr is not None
        try:
            said = (re.search(r"http://\S+", line) for line in server.stderr)
            address = next(found[0] for found in said if found)
            first = httpx.get(f"{address}readyz", timeout=60)
        finally:
            server.terminate()
    assert (first.status_code, first.json()["status"]) == (200, "ready")


def test_a_broken_new_generation_is_seen_and_the_old_one_answers(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    good = open_storage(library).published()

    def seen(address: str, status: str) -> bool:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            found = httpx.get(f"{address}/readyz", timeout=60)
            assert found.status_code == 200
            if found.json()["status"] == status:
                return True
            time.sleep(0.2)
        return False

    with serving(library) as address:
        store = sqlite3.connect(library / "library.sqlite", isolation_level=None)
        without_words = f"UPDATE library SET value = '{good + 1}' WHERE key = 'generation'"
        store.execute(without_words)
        store.close()
        assert seen(address, "degraded")
        answer = httpx.get(f"{address}/v1/ask", params={"question": QUESTION}, timeout=60).json()
        assert (answer["answered"], answer["generation"]) == (True, good)
        assert httpx.get(f"{address}/readyz", timeout=60).json()["faults"] == ["generation"]
        assert (
            'pincite_degraded{fault="generation"} 1.0'
            in httpx.get(f"{address}/metrics", timeout=60).text
        )
        Library(open_storage(library)).ingest([ROOT / "demo" / "reports" / "westmarch"])
        assert seen(address, "ready")
        assert httpx.get(f"{address}/healthz", timeout=60).json()["generation"] > good + 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize(("needed", "status"), [(False, 200), (True, 503)])
def test_a_full_disk_of_the_log_is_seen_and_a_setting_says_whether_questions_go_on(
    demo_library: Path, needed: bool, status: int
) -> None:
    settings = Settings(query_log=Path("/dev/full"), logs_needed=needed)
    with client_of(demo_library, settings) as client:
        assert client.get("/readyz").json()["status"] == "ready"
        answer = client.post("/v1/ask", json={"question": QUESTION})
        assert answer.status_code == status
        assert client.get("/", params={"q": QUESTION}).status_code == status
        told = client.get("/readyz").json()
        assert (told["status"], told["faults"]) == ("degraded", ["query_log"])
        assert measured(client)['pincite_degraded{fault="query_log"}'] == 1


def test_a_line_that_a_full_disk_cut_off_spoils_no_other(
    demo_library: Path, tmp_path: Path
) -> None:
    log = QueryLog(tmp_path / "queries.jsonl", with_text=False)
    found = Library(open_storage(demo_library)).search(QUESTION)
    log.write("1", "", "ask", found)
    with (tmp_path / "queries.jsonl").open("a") as file:
        file.write('{"at": "20')  # as much as there was room for
    log.write("2", "", "ask", found)
    log.write("3", "", "ask", found)
    lines = (tmp_path / "queries.jsonl").read_text().splitlines()
    assert [json.loads(lines[n])["request_id"] for n in (0, 2, 3)] == ["1", "2", "3"]
    assert (tmp_path / "queries.jsonl").stat().st_mode & 0o077 == 0


def test_the_same_complaint_is_told_ten_times_a_minute() -> None:
    seldom = Seldom()

    def complain(message: str, level: int = logging.ERROR) -> logging.LogRecord | None:
        record = logging.LogRecord("asyncio", level, "", 0, message, (), None)
        return record if seldom.filter(record) else None

    told = [complain("socket.accept() out of system resource") for _ in range(1000)]
    said = [record for record in told if record is not None]
    assert len(said) == 10 and "no more of it" in said[-1].getMessage()
    assert complain("another") is not None
    assert all(complain("a request", logging.INFO) for _ in range(100))
