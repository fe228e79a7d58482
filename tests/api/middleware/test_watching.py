"""What watches a server is told: metrics, logs without questions, and whether it can answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from api.app import build_app
from api.settings import Settings
from search.library import Library
from search.storage.opening import open_storage
from tests.api.asking import client_of
from tests.conftest import started, wait_for_server

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
        assert (found["pincite_generation"], found["pincite_reports"]) == (1, 12)
        assert found["pincite_errors_total"] == 0


def test_a_failure_is_counted_and_told_without_its_cause(demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    app = build_app(library)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        assert app.state.ready.wait(60)
        app.state.library = None
        failed = client.get("/v1/status")
        app.state.library = library
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
    assert client.get("/healthz").json() == {"status": "ok", "generation": 1}
    waiting = client.get("/readyz")
    assert (waiting.status_code, waiting.json()["type"]) == (503, "urn:pincite:not-ready")
    assert measured(client)["pincite_errors_total"] == 0  # it did not fail
    app.state.ready.set()
    assert client.get("/readyz").json()["status"] == "ready"
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
