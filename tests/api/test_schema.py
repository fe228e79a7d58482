"""The live server does what its description says, for whatever fits it and whatever does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx

EXAMPLES = os.environ.get("SCHEMA_EXAMPLES", "3")  # of each endpoint, beside the edge cases


def test_no_request_that_the_schema_allows_or_forbids_surprises(
    demo_server: str, tmp_path: Path
) -> None:
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", f"{demo_server}/openapi.json", "--no-color", "--seed", "7"),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES),
        *("--suppress-health-check", "all", "--workers", "2"),
    ]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert found.returncode == 0, found.stdout[-6000:]


def test_every_operation_is_described_and_says_how_it_fails(demo_server: str) -> None:
    told = httpx.get(f"{demo_server}/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    paths = set(told["paths"])
    assert paths >= {
        "/v1/search",
        "/v1/search/batch",
        "/v1/ask",
        "/v1/ask/batch",
        "/v1/ask/stream",
        "/v1/reports",
        "/v1/reports/{report_id}",
        "/v1/reports/{report_id}/text",
        "/v1/reports/{report_id}/file",
        "/v1/passages/{passage_id}",
        "/v1/subjects",
        "/v1/kinds",
        "/v1/citations/{citation_id}",
        "/v1/status",
        "/v1/judgements",
        "/v1/recommendations",
        "/v1/jobs/{job_id}",
        "/healthz",
        "/readyz",
    }
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] and operation["description"], (method, path)
            problem = operation["responses"]["422"]["content"]
            assert list(problem) == ["application/problem+json"], (method, path)


def test_the_page_of_the_description_loads_nothing_from_elsewhere(demo_server: str) -> None:
    page = httpx.get(f"{demo_server}/docs")
    assert page.status_code == 200
    assert "http://" not in page.text and "https://" not in page.text
    assert "<script>" not in page.text
    for path in (
        "/docs/files/swagger-ui-bundle.js",
        "/docs/files/swagger-ui.css",
        "/docs/start.js",
    ):
        assert httpx.get(f"{demo_server}{path}").status_code == 200
