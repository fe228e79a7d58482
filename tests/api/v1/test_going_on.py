"""A question by HTTP may go on from another, set things side by side and ask the newest alone."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

BEFORE = "How quickly does Westmarch answer 999 calls in 2022?"
WHOLE = "How quickly does Westmarch answer 999 calls in 2025?"


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=60) as client:
        yield client


def test_the_question_before_goes_with_every_way_of_asking(api: httpx.Client) -> None:
    body = {"question": "and in 2025?", "before": {"question": BEFORE}}
    posted = api.post("/v1/ask", json=body).json()
    assert (posted["question"], posted["read_as"]) == ("and in 2025?", WHOLE)
    assert {"field": "subject", "value": "Westmarch Police"} in posted["scope"]["carried"]
    link = {"question": "and in 2025?", "before": BEFORE}
    assert api.get("/v1/ask", params=link).json()["read_as"] == WHOLE
    assert api.post("/v1/search", json=body).json()["read_as"] == WHOLE
    assert api.get("/v1/search", params=link).json()["read_as"] == WHOLE
    assert WHOLE in api.get("/v1/ask/stream", params=link).text


def test_what_was_chosen_before_is_sent_with_it(api: httpx.Client) -> None:
    before = {"question": "How quickly are calls answered?", "filters": {"kinds": ["PEEL"]}}
    answer = api.post("/v1/ask", json={"question": "and in 2025?", "before": before}).json()
    assert answer["scope"]["filters"]["kinds"] == ["PEEL"]
    assert {"field": "kind", "value": "PEEL"} in answer["scope"]["carried"]


def test_the_newest_reports_alone_are_asked_by_a_filter(api: httpx.Client) -> None:
    every = api.post("/v1/ask", json={"question": "knife crime"}).json()["scope"]
    body = {"question": "knife crime", "filters": {"latest": True}}
    newest = api.post("/v1/ask", json=body).json()["scope"]
    assert newest["latest"] and newest["reports"] < every["reports"]
    link = {"question": "knife crime", "latest": "true"}
    assert api.get("/v1/ask", params=link).json()["scope"] == newest


def test_the_sides_of_a_comparison_have_their_grades_statements_and_reports(
    api: httpx.Client,
) -> None:
    answer = api.get("/v1/ask", params={"question": "compare Westmarch 2022 and 2025"}).json()
    assert answer["form"] == "comparison"
    for side in answer["sides"]:
        assert side["grades"] and side["reports"]
        for grade in side["grades"]:
            assert grade["statement"] in side["statements"]
            assert answer["statements"][grade["statement"]]["side"] == side["label"]
