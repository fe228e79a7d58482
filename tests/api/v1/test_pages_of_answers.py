"""Every form keeps to `limit`, and `next` leads on to what is left; what is counted stays whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

QUOTES = "How does the force handle knife crime?"
FORMS = {
    "quotes": QUOTES,
    "brief": "summarise the Westmarch 2025 report",
    "comparison": "compare Westmarch and Harrowdale on knife crime",
    "count": "how many reports mention care leavers",
    "grades": "what grades does Calderby have",
    "list": "which forces do not answer calls quickly enough",
    "recommendations": "what must Harrowdale improve",
    "trend": "has Westmarch Police got better",
}
Answer = dict[str, Any]  # as JSON has it


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=60) as client:
        yield client


def ask(api: httpx.Client, question: str, **more: object) -> Answer:
    answer = api.post("/v1/ask", json={"question": question, **more})
    assert answer.status_code == 200, answer.text
    found: Answer = answer.json()
    return found


def pages(api: httpx.Client, question: str, limit: int) -> Iterator[Answer]:
    cursor = None
    while True:
        page = ask(api, question, limit=limit, cursor=cursor)
        yield page
        cursor = page["next"]
        if cursor is None:
            return


def listed(answer: Answer) -> list[Answer]:
    return [row for row in answer["rows"] if row["by"] in ("subject", "report")]


@pytest.mark.parametrize("form", FORMS)
def test_pages_give_each_statement_and_row_once_and_the_counts_each_time(
    api: httpx.Client, form: str
) -> None:
    whole = ask(api, FORMS[form], limit=100)
    assert whole["form"] == form and whole["statements"] and whole["next"] is None
    parts = list(pages(api, FORMS[form], 2))
    for part in parts:
        assert len(listed(part)) <= 2
        assert listed(part) or len(part["statements"]) <= 2
        for told in ("summary", "count", "answered", "confidence", "scope"):
            assert part[told] == whole[told], told
        assert [one["id"] for one in part["reports"]] == [one["id"] for one in whole["reports"]]
        counted = [row for row in part["rows"] if row not in listed(part)]
        assert counted == [row for row in whole["rows"] if row["by"] in ("kind", "year")]
        assert all(0 <= place < len(part["statements"]) for place in places(part))
    texts = [one["text"] for part in parts for one in part["statements"]]
    assert sorted(texts) == sorted(one["text"] for one in whole["statements"])
    labels = [row["label"] for part in parts for row in listed(part)]
    assert labels == [row["label"] for row in listed(whole)]


def places(answer: Answer) -> Iterator[int]:
    """Where an answer says that what it quotes stands."""
    for row in answer["rows"]:
        yield from (row[name] for name in ("statement", "graded") if row[name] is not None)
        yield from row["also"]
    for part in (*answer["sections"], *answer["sides"]):
        yield from part["statements"]
    yield from (one["statement"] for one in answer["reports"] if one["statement"] is not None)
    yield from (grade["statement"] for side in answer["sides"] for grade in side["grades"])


def test_a_page_of_a_brief_or_comparison_has_something_of_every_part(api: httpx.Client) -> None:
    for form, name in (("brief", "sections"), ("comparison", "sides")):
        whole = ask(api, FORMS[form], limit=100)[name]
        first = ask(api, FORMS[form], limit=len(whole))[name]
        assert [len(part["statements"]) for part in first] == [1] * len(whole) or (
            form == "comparison" and all(part["statements"] for part in first)
        )


def test_a_stream_gives_the_page_that_is_asked_for(api: httpx.Client) -> None:
    asked = {"question": FORMS["recommendations"], "limit": 2}
    asked["cursor"] = ask(api, **asked)["next"]
    told = api.post("/v1/ask/stream", json=asked).text.replace("\r\n", "\n")
    events = [event.split("\n") for event in told.split("\n\n") if "data:" in event]
    texts = [
        json.loads(data.removeprefix("data: "))["text"]
        for name, data in (event[:2] for event in events)
        if name == "event: statement"
    ]
    assert texts == [one["text"] for one in ask(api, **asked)["statements"]]


def test_a_cursor_of_another_question_or_none_is_refused(api: httpx.Client) -> None:
    asked = {"question": FORMS["recommendations"], "limit": 2}
    cursor = ask(api, **asked)["next"]
    forged = cursor.replace("2-", "4-", 1)
    for body in (
        {**asked, "cursor": "2"},
        {**asked, "cursor": forged},
        {**asked, "question": QUOTES, "cursor": cursor},
        {**asked, "filters": {"latest": True}, "cursor": cursor},
    ):
        for path in ("/v1/ask", "/v1/ask/stream"):
            refused = api.post(path, json=body)
            assert (refused.status_code, refused.json()["field"]) == (422, "cursor"), body
    assert api.get("/v1/ask", params={**asked, "cursor": forged}).status_code == 422


@pytest.mark.parametrize("path", ["/v1/reports", "/v1/judgements", "/v1/recommendations"])
def test_a_list_refuses_a_cursor_that_is_none_of_its_own(api: httpx.Client, path: str) -> None:
    following = api.get(path, params={"limit": 1}).json()["next"]
    assert api.get(path, params={"limit": 1, "cursor": following}).status_code == 200
    for cursor in ("zzz", following + "x", ""):
        refused = api.get(path, params={"cursor": cursor})
        assert (refused.status_code, refused.json()["field"]) == (422, "cursor")


def test_subjects_that_are_chosen_are_set_side_by_side(api: httpx.Client) -> None:
    subjects = ["Westmarch Police", "Harrowdale Constabulary"]
    posted = ask(api, "knife crime", filters={"subjects": subjects})
    linked = api.get("/v1/ask", params={"question": "knife crime", "subject": subjects}).json()
    assert posted["form"] == "comparison"
    assert [side["label"] for side in posted["sides"]] == subjects
    assert all(side["statements"] for side in posted["sides"])
    assert linked["sides"] == posted["sides"]
    one = ask(api, "knife crime", filters={"subjects": ["westmarch", "Westmarch Police"]})
    assert (one["form"], one["sides"]) == ("quotes", [])


def test_a_search_grouped_by_subject_has_the_best_passage_of_each(api: httpx.Client) -> None:
    asked = {"question": "How are children kept safe?", "limit": 100}
    plain = api.get("/v1/search", params=asked).json()["hits"]
    found = api.get("/v1/search", params={**asked, "group_by": "subject"}).json()["hits"]
    subjects = {one["name"] for one in api.get("/v1/subjects").json()["subjects"]}
    assert sorted(hit["report"]["subject"] for hit in found) == sorted(subjects)
    best: dict[str, float] = {}
    for hit in plain:
        subject = hit["report"]["subject"]
        best[subject] = max(best.get(subject, 0.0), hit["score"])
    assert found[0]["report"]["subject"] == max(best, key=lambda subject: best[subject])
    posted = api.post("/v1/search", json={**asked, "limit": 2, "group_by": "subject"}).json()
    assert [hit["passage_id"] for hit in posted["hits"]] == [h["passage_id"] for h in found[:2]]


def test_every_address_is_whole_and_opens(api: httpx.Client) -> None:
    answer = ask(api, FORMS["count"], limit=2)
    cited = answer["statements"][0]["citations"][0]
    job = [answer["reports"][0]["url"], answer["nearest"][0]["url"], cited["url"]]
    listed = api.get("/v1/judgements", params={"limit": 1}).json()["judgements"][0]
    for url in [*job, listed["url"]]:
        assert url.startswith(str(api.base_url))
        assert httpx.get(url, follow_redirects=True).status_code == 200
    rows = api.get("/v1/judgements", params={"limit": 1, "format": "csv"}).text
    assert listed["url"] in rows


def test_the_link_of_a_citation_answers_programs_in_their_format(api: httpx.Client) -> None:
    cited = ask(api, QUOTES)["statements"][0]["citations"][0]
    told = api.get(cited["url"], headers={"Accept": "application/json"})
    assert told.status_code == 200
    assert told.json() == api.get(f"/v1/citations/{cited['id']}").json()
    assert told.headers["x-citation-state"] == "here" and "Accept" in told.headers["vary"]
    line = api.get(cited["url"], headers={"Accept": "text/plain"})
    assert line.text == api.get(f"/v1/citations/{cited['id']}?format=line").text
    for person in ("text/html,application/xhtml+xml,*/*;q=0.8", "*/*"):
        assert api.get(cited["url"], headers={"Accept": person}).status_code == 303
    missing = api.get("/c/" + "A" * 24, headers={"Accept": "application/json"})
    assert missing.headers["content-type"] == "application/problem+json"


def test_a_link_takes_all_that_a_posted_question_takes(api: httpx.Client) -> None:
    before = {"question": "knife crime", "filters": {"subjects": ["Westmarch Police"]}}
    posted = ask(api, "and in 2025?", before=before)
    params = {
        "question": "and in 2025?",
        "before": "knife crime",
        "before_subject": "Westmarch Police",
    }
    linked = api.get("/v1/ask", params=params).json()
    assert posted["read_as"] and posted["scope"]["carried"]
    assert {**linked, "took_ms": 0} == {**posted, "took_ms": 0}
    alone = api.get("/v1/ask", params={"question": "x", "before_latest": "true"})
    assert alone.status_code == 422 and "Send it too" in alone.json()["detail"]
