"""What is refused is refused with the field and the way out, and nothing of it leaks."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": "x", "colour": "red"}, "colour"),
        ({"question": "x", "filters": {"subject": "Salford"}}, "filters.subject"),
        ({"question": "x", "limit": 101}, "limit"),
        ({"question": "x", "limit": "5"}, "limit"),
        ({"question": "x", "limit": True}, "limit"),
        ({"question": "x", "hits": -1}, "hits"),
        ({"question": "x", "timings": 1}, "timings"),
        ({"question": "x" * 1001}, "question"),
        ({"question": "x", "filters": {"published_from": "last year"}}, "filters.published_from"),
        ({"question": "x", "filters": {"published_from": 0}}, "filters.published_from"),
        ({}, "question"),
    ],
)
def test_a_body_that_is_refused_names_its_field(
    api: httpx.Client, body: dict[str, object], field: str
) -> None:
    answer = api.post("/v1/ask", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["field"] == field
    assert told["request_id"] == answer.headers["x-request-id"]
    assert field in told["detail"]


def test_a_body_of_nothing_but_wrong_fields_is_answered_in_short(api: httpx.Client) -> None:
    asked = {f"{n}{'x' * 1000}": 1 for n in range(500)}
    answer = api.post("/v1/ask", json=asked)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 100 and len(answer.content) < 50_000


@pytest.mark.parametrize(
    "path",
    [
        "/v1/reports?colour=red",
        "/v1/status?x=1",
        "/v1/ask?question=x&colour=red",
        "/v1/citations/-s28M2gZAAAXKwBBADXtOZMc?colour=red",
    ],
)
def test_an_unknown_parameter_is_refused_by_name(api: httpx.Client, path: str) -> None:
    told = api.get(path).json()
    assert told["status"] == 422
    assert told["field"] in ("colour", "x")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/reports/nothing", 404),
        ("GET", "/v1/passages/nothing.3", 404),
        ("GET", "/v1/citations/nothing", 404),
        ("GET", "/v1/citations/AAAAAAAAAAAAAAAAAAAAAAAA", 404),
        ("GET", "/v1/jobs/nothing", 404),
        ("DELETE", "/v1/reports", 405),
        ("POST", "/v1/reports", 403),
    ],
)
def test_every_refusal_is_a_problem_with_a_sentence(
    api: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = api.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith((".", "manage"))


def test_a_path_with_two_routes_allows_the_methods_of_both(api: httpx.Client) -> None:
    assert api.delete("/v1/ask").headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "report_id",
    ["..%2F..%2Fetc%2Fpasswd", "%2e%2e%2flibrary.sqlite", "%00", "a%0d%0aX-Evil:%201", "x" * 301],
)
@pytest.mark.parametrize("part", ["", "/file", "/text"])
def test_an_id_never_reaches_the_file_system(api: httpx.Client, report_id: str, part: str) -> None:
    answer = api.get(f"/v1/reports/{report_id}{part}")
    assert answer.status_code in (404, 422)
    assert "x-evil" not in answer.headers
    assert "root:" not in answer.text


def test_a_body_that_is_too_large_is_refused_unread(api: httpx.Client) -> None:
    body = b'{"question": "' + b"x" * 1_100_000 + b'"}'
    for content in (body, iter([body[:600_000], body[600_000:]])):  # told, and in chunks
        answer = api.post("/v1/ask", content=content)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_packed_body_is_refused_and_never_unpacked(api: httpx.Client) -> None:
    bomb = gzip.compress(b'{"question": "' + b"x" * 50_000_000 + b'"}')
    for content in (bomb, gzip.compress(b'{"question": "knife crime"}')):
        answer = api.post("/v1/ask", content=content, headers={"Content-Encoding": "gzip"})
        assert answer.status_code == 415
        assert answer.json()["type"] == "urn:pincite:not-taken"


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/healthz", "/v1/status", "/v1/nothing", "/static/"]
)
def test_every_answer_carries_safe_headers_and_a_request_id(api: httpx.Client, path: str) -> None:
    headers = api.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy and "script-src 'self' 'unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in ("no-referrer", "same-origin")
    assert "server" not in headers
    assert headers["x-request-id"]


def test_a_request_id_that_was_sent_comes_back_unless_it_is_odd(api: httpx.Client) -> None:
    mine = api.get("/healthz", headers={"X-Request-ID": "briefing-7"})
    assert mine.headers["x-request-id"] == "briefing-7"
    odd = api.get("/healthz", headers={"X-Request-ID": "<script>"})
    assert "<" not in odd.headers["x-request-id"]


def test_a_page_elsewhere_that_points_its_name_here_reads_nothing(api: httpx.Client) -> None:
    answer = api.get("/v1/reports", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "reports" not in answer.json()
    assert api.get("/v1/reports", headers={"Host": "localhost:9"}).status_code == 200


def test_no_other_origin_may_read_unless_it_is_allowed(api: httpx.Client) -> None:
    answer = api.get("/v1/status", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers
