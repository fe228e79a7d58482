"""Filters mean the same on every way in: a subject may be called by any of its names."""

from __future__ import annotations

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
    assert ids("reports", subject="Nowhere") == set()


def test_a_report_without_a_date_is_of_no_year(demo_server: str) -> None:
    reports = httpx.get(f"{demo_server}/v1/reports", params={"limit": "1000"}).json()["reports"]
    dated = {report["id"] for report in reports if report["published"]}
    params = {"published_from": "0001-01-01", "limit": "1000"}
    found = httpx.get(f"{demo_server}/v1/reports", params=params).json()["reports"]
    assert {report["id"] for report in found} == dated
