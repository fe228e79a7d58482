"""The JSON says what form an answer has, and gives all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=60) as client:
        yield client


def ask(api: httpx.Client, question: str, limit: int = 100) -> dict[str, Any]:  # as JSON has it
    body = {"question": question, "limit": limit}
    answer: dict[str, Any] = api.post("/v1/ask", json=body).json()
    return answer


def test_a_searched_answer_has_the_form_quotes_and_no_count(api: httpx.Client) -> None:
    answer = ask(api, "How does the force handle knife crime?")
    assert (answer["form"], answer["count"], answer["reports"]) == ("quotes", None, [])


def test_all_reports_of_a_subject_are_listed_whatever_the_limit(api: httpx.Client) -> None:
    answer = ask(api, "how many reports are there on Westmarch Police", limit=1)
    held = api.get("/v1/reports", params={"subject": "Westmarch Police"}).json()["reports"]
    assert answer["form"] == "reports" and answer["answered"]
    assert sorted(one["id"] for one in answer["reports"]) == sorted(one["id"] for one in held)
    assert answer["count"]["found"] == len(held) and answer["statements"] == []


def test_a_counted_report_is_quoted_with_the_words(api: httpx.Client) -> None:
    answer = ask(api, "how many reports mention care leavers")
    assert answer["form"] == "count" and answer["count"]["found"] == len(answer["reports"]) > 3
    for one in answer["reports"]:
        statement = answer["statements"][one["statement"]]
        assert "care leavers" in statement["text"].casefold()
        assert statement["citations"][0]["report"]["id"] == one["id"]
    by_kind = [row["found"] for row in answer["rows"] if row["by"] == "kind"]
    assert sum(by_kind) == answer["count"]["found"]


def test_words_that_are_nowhere_are_not_answered(api: httpx.Client) -> None:
    answer = ask(api, '"toxic trio"')
    assert not answer["answered"] and answer["count"]["found"] == 0


def test_the_page_lists_the_reports_with_their_days(api: httpx.Client) -> None:
    page = api.get("/", params={"q": "latest report on Westmarch Police"}).text
    assert 'class="listed"' in page and "published 28 March 2025" in page
    counted = api.get("/", params={"q": "how many reports mention care leavers"}).text
    assert "Published in" in counted and 'href="#note-1"' in counted


def test_the_files_to_take_away_list_the_reports(api: httpx.Client) -> None:
    asked = {"q": "list all reports on Westmarch Police"}
    lines = api.get("/answer.csv", params=asked).text.splitlines()
    assert len(lines) == 1 + len(ask(api, asked["q"])["reports"])
    assert "](<" in api.get("/answer.md", params=asked).text


def test_a_brief_gives_its_sections_and_all_that_they_quote(api: httpx.Client) -> None:
    answer = ask(api, "summarise the Westmarch 2025 report")
    assert answer["form"] == "brief" and answer["answered"] and answer["summary"]
    titles = [section["title"] for section in answer["sections"]]
    assert titles[0] == "Grades" and "What must improve" in titles
    quoted = [place for section in answer["sections"] for place in section["statements"]]
    assert quoted == list(range(len(answer["statements"])))
    for section in answer["sections"]:
        assert section["url"] == f"{api.base_url}/reports/{section['report']['id']}"
        for place in section["statements"]:
            cited = answer["statements"][place]["citations"][0]["report"]["id"]
            assert cited == section["report"]["id"]


def test_a_brief_on_a_theme_has_that_theme_alone(api: httpx.Client) -> None:
    answer = ask(api, "write a briefing on care leavers in Calderby")
    assert answer["form"] == "brief"
    assert "On care leavers" in [section["title"] for section in answer["sections"]]


def test_a_trend_has_a_row_a_report_the_oldest_first(api: httpx.Client) -> None:
    answer = ask(api, "how has answering 999 calls changed over time in Westmarch")
    assert answer["form"] == "trend" and answer["sides"] == []
    days = [row["report"]["published"] for row in answer["rows"]]
    assert days == sorted(days) and len(days) > 1
    for row in answer["rows"]:
        if row["statement"] is not None:
            cited = answer["statements"][row["statement"]]["citations"][0]["report"]
            assert cited["id"] == row["report"]["id"]


def test_the_page_shows_a_brief_under_its_reports_and_a_trend_in_rows(api: httpx.Client) -> None:
    page = api.get("/", params={"q": "Westmarch Police 2025"}).text
    assert 'class="brief"' in page and "What must improve" in page and "/subjects/Westmarch" in page
    page = api.get("/", params={"q": "has Westmarch Police got better"}).text
    assert 'class="listed trend"' in page


def test_the_files_to_take_away_have_the_sections(api: httpx.Client) -> None:
    asked = {"q": "summarise the Westmarch 2025 report"}
    assert "### What must improve" in api.get("/answer.md", params=asked).text
    head, *lines = api.get("/answer.csv", params=asked).text.splitlines()
    assert head.endswith("part of the answer") and any(line.endswith("Grades") for line in lines)
    assert api.get("/answer.docx", params=asked).content.startswith(b"PK")
