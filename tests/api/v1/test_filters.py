"""Filters mean the same on every way in: a subject may be called by any of its names."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


@pytest.mark.parametrize("name", ["Calderby", "calderby", "CALDERBY"])
def test_reports_judgements_and_search_choose_the_same_reports(demo_server: str, name: str) -> None:
    params = {"subject": name, "limit": "100"}
    reports = httpx.get(f"{demo_server}/v1/reports", params=params).json()["reports"]
    chosen = {report["id"] for report in reports}
    assert {report["subject"] for report in reports} == {"Calderby"}
    judgements = httpx.get(f"{demo_server}/v1/judgements", params=params).json()["judgements"]
    assert {judgement["report"]["id"] for judgement in judgements} == chosen
    asked = {**params, "question": "How are children kept safe?"}
    search = httpx.get(f"{demo_server}/v1/search", params=asked).json()
    assert search["scope"]["reports"] == len(chosen)
    assert {hit["report"]["id"] for hit in search["hits"]} <= chosen


def test_a_slug_and_a_kind_in_any_case_are_known_to_lists(demo_server: str) -> None:
    def ids(route: str, **params: str) -> set[str]:
        found = httpx.get(f"{demo_server}/v1/{route}", params={**params, "limit": "1000"}).json()
        return {one["id"] if route == "reports" else one["report"]["id"] for one in found[route]}

    for route in ("reports", "judgements", "recommendations"):
        usual = ids(route, subject="Westmarch Police", kind="PEEL")
        assert usual and ids(route, subject="westmarch-police", kind="peel") == usual


@pytest.mark.parametrize(
    ("path", "asked", "field", "said"),
    [
        ("reports", {"subject": "Calderbi"}, "subject", "Did you mean Calderby or North Calderby?"),
        ("reports", {"subject": "Xanadu"}, "subject", "GET /v1/subjects lists what there is."),
        ("judgements", {"kind": "PEL"}, "kind", "Did you mean PEEL?"),
        ("judgements", {"grade": "outstandin"}, "grade", "Did you mean outstanding?"),
        ("judgements", {"area": "care leaver"}, "area", "Did you mean care leavers"),
        ("recommendations", {"type": "recomendation"}, "type", "Did you mean recommendation?"),
        ("recommendations", {"report_id": "calderby"}, "report_id", "Did you mean calderby-"),
        ("ask", {"question": "x", "subject": "Harrowdal"}, "subject", "Did you mean Harrowdale"),
        (
            "search",
            {"question": "x", "before": "y", "before_kind": "PEL"},
            "before_kind",
            "Did you mean PEEL?",
        ),
    ],
)
def test_a_name_that_nothing_here_has_is_refused_with_the_nearest(
    demo_server: str, path: str, asked: dict[str, str], field: str, said: str
) -> None:
    refused = httpx.get(f"{demo_server}/v1/{path}", params=asked)
    problem = refused.json()
    assert (refused.status_code, problem["field"]) == (422, field)
    assert problem["detail"].startswith(f"{field}: There is no ") and said in problem["detail"]


def test_a_posted_name_is_refused_where_it_stands(demo_server: str) -> None:
    def field(path: str, body: object) -> str:
        refused = httpx.post(f"{demo_server}/v1/{path}", json=body)
        assert refused.status_code == 422
        found: str = refused.json()["field"]
        return found

    wrong = {"question": "x", "filters": {"subjects": ["Calderbi"]}}
    assert field("ask", wrong) == field("ask/stream", wrong) == "filters.subjects"
    assert field("search", {"question": "x", "before": wrong}) == "before.filters.subjects"
    batch = {"questions": [{"question": "x"}, wrong]}
    assert field("search/batch", batch) == "questions.1.filters.subjects"


def test_a_grade_of_a_scale_that_no_report_gives_is_no_mistake(demo_server: str) -> None:
    given = httpx.get(f"{demo_server}/v1/judgements", params={"limit": "1000"}).json()["judgements"]
    assert "no service" not in {one["grade"] for one in given}
    for grade in ("inadequate", "good", "OUTSTANDING"):
        answer = httpx.get(f"{demo_server}/v1/judgements", params={"grade": grade})
        assert answer.status_code == 200


def test_the_newest_report_of_each_can_be_listed_alone(demo_server: str) -> None:
    params = {"subject": "Calderby", "latest": "true"}
    newest = httpx.get(f"{demo_server}/v1/reports", params=params).json()["reports"]
    assert [one["id"] for one in newest] == ["calderby-childrens-services-2023-06-30"]


def test_what_the_scope_says_was_searched_can_be_searched_again(demo_server: str) -> None:
    def ask(question: str, **more: object) -> dict[str, Any]:  # as JSON has it
        body = {"question": question, **more}
        answer: dict[str, Any] = httpx.post(f"{demo_server}/v1/ask", json=body, timeout=30).json()
        return answer

    held = len(httpx.get(f"{demo_server}/v1/reports").json()["reports"])
    for question in (
        "How does the force handle knife crime?",
        "care leavers in Calderby since 2020",
        "knife crime in Westmarch 2022 and 2025",
        "what does the latest report on Calderby say of care leavers",
        "neglect before 2021",
    ):
        scope = ask(question)["scope"]
        again = ask("neglect", filters=scope["filters"])["scope"]
        assert 0 < scope["reports"] == again["reports"] < held, question


def test_a_report_without_a_date_is_of_no_year(demo_server: str) -> None:
    reports = httpx.get(f"{demo_server}/v1/reports", params={"limit": "1000"}).json()["reports"]
    dated = {report["id"] for report in reports if report["published"]}
    params = {"published_from": "0001-01-01", "limit": "1000"}
    found = httpx.get(f"{demo_server}/v1/reports", params=params).json()["reports"]
    assert {report["id"] for report in found} == dated
