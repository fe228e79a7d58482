"""What goes wrong is said on a page to a person, and as a problem to a program."""

from __future__ import annotations

from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from api.app import build_app
from search.library import Library
from search.storage.opening import open_storage

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_browser_gets_a_page_and_a_program_a_problem(demo_server: str) -> None:
    for path, status in [("/nowhere", 404), ("/reports/x?start=-1", 422), ("/feedback", 405)]:
        page = httpx.get(demo_server + path, headers=BROWSER)
        assert page.status_code == status
        assert page.headers["content-type"].startswith("text/html")
        assert "<h1>" in page.text and "Ask a question" in page.text
        told = httpx.get(demo_server + path)
        assert (told.status_code, told.json()["status"]) == (status, status)
    under_v1 = httpx.get(f"{demo_server}/v1/nowhere", headers=BROWSER)
    assert under_v1.headers["content-type"] == "application/problem+json"


def test_a_failure_of_the_server_is_a_page_with_a_number_to_report(demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    app = build_app(library)
    app.add_api_route("/fails", _fail)
    with TestClient(app, raise_server_exceptions=False) as client:
        page = client.get("/fails", headers=BROWSER)
    library.close()
    assert page.status_code == 500
    assert f"give the number {page.headers['x-request-id']}" in page.text
    assert "Zeus" not in page.text


def test_a_question_that_is_too_long_is_said_beside_the_box(demo_server: str) -> None:
    page = httpx.get(f"{demo_server}/?q={'a' * 1001}")
    assert page.status_code == 422
    assert "A question may have up to 1,000 characters." in page.text


def _fail() -> None:
    raise RuntimeError("Zeus")
