"""The page of grades, in a browser that runs no script."""

from __future__ import annotations

import csv
import io

import httpx
from playwright.sync_api import Locator, Page

from tests.web.conftest import Open


def column(page: Page, name: str) -> list[str]:
    heads = page.locator(".grade-table thead th").all_inner_texts()
    at = next(i for i, head in enumerate(heads) if head.startswith(name))
    rows = page.locator(".grade-table tbody tr").all()
    return [plain(row.locator("th, td").nth(at).inner_text()) for row in rows]


def plain(cell: str) -> str:
    """A grade without the marks before it and the year after it."""
    return cell.split("\n")[0].lstrip("●○ ")


def follow(page: Page, link: Locator) -> None:
    """Clicks and waits for the page that it leads to: a click alone does not."""
    before = page.url
    link.click()
    page.wait_for_url(lambda url: url != before, wait_until="load")


def test_a_heading_sorts_by_grade_and_again_the_other_way(open_page: Open) -> None:
    page = open_page("/judgements?kind=PEEL", javascript=False)
    follow(page, page.get_by_role("link", name="Investigating crime", exact=True))
    best_first = column(page, "Investigating crime")
    assert [cell.split(" 20")[0] for cell in best_first] == [
        "Good", "Requires improvement", "Requires improvement", "Inadequate",
    ]  # fmt: skip
    follow(page, page.get_by_role("columnheader", name="Investigating crime").get_by_role("link"))
    assert column(page, "Investigating crime")[0].startswith("Inadequate")


def test_a_grade_stands_with_the_one_before_and_opens_its_words(open_page: Open) -> None:
    page = open_page("/judgements?kind=PEEL&subject=Westmarch+Police", javascript=False)
    cell = page.locator(".grade-table tbody td", has_text="up from").first
    latest = cell.get_by_role("link").first
    grade = plain(latest.inner_text())
    follow(page, latest)
    assert "/reports/westmarch-peel-2025-03-28" in page.url
    words = " ".join(page.locator("mark").all_inner_texts())
    assert grade.casefold() in words.casefold()


def test_what_it_must_improve_stands_below_the_table(open_page: Open) -> None:
    page = open_page("/judgements?kind=PEEL&subject=Westmarch+Police", javascript=False)
    assert page.locator("details.asks .passages li").count() == 5


def test_a_grade_narrows_the_table_to_those_whose_latest_it_is(open_page: Open) -> None:
    page = open_page(
        "/judgements?kind=children%27s+services&area=care+leavers&grade=outstanding",
        javascript=False,
    )
    grades = column(page, "Care leavers")
    assert grades and all(cell.startswith("Outstanding") for cell in grades)


def test_the_file_has_every_cell_with_its_words(demo_server: str) -> None:
    answer = httpx.get(f"{demo_server}/judgements?kind=PEEL&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    westmarch = [row for row in rows if row["subject"] == "Westmarch Police"]
    assert max(row["published"] for row in westmarch) == "2025-03-28"
    assert all(row["grade"] in row["quote"].casefold() for row in westmarch)
    assert {row["change"] for row in westmarch if row["grade_before"]} <= {"up", "down", "same"}


def test_the_chart_says_in_words_what_it_shows(demo_server: str) -> None:
    answer = httpx.get(f"{demo_server}/judgements?kind=children%27s+services")
    assert '<title id="chart-title">' in answer.text
    assert "2014: 1 requires improvement." in answer.text


def test_a_subject_has_its_reports_grades_and_recommendations(open_page: Open) -> None:
    page = open_page("/subjects/Westmarch%20Police", javascript=False)
    heads = page.locator(".grade-table thead th").all_inner_texts()
    assert heads == ["Area", "28 March 2025", "14 October 2022"]
    assert page.locator("#asks ~ details").count() == 2
