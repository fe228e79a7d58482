"""A page's first view stays light where a library has hundreds of reports; the whole is a link away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from benchmarks.grow import copy_library, grow
from tests.conftest import serving
from tests.web.conftest import Open

WEIGHT = 100_000
TREND = "how has answering 999 calls changed over time in Westmarch"
LONG = [
    TREND,
    "which councils have problems with care leavers",
    "which forces do not answer calls quickly enough",
    "summarise the Westmarch 2025 report",
    "how many reports mention care leavers",
    "list all PEEL reports",
    "who is inadequate for care leavers",
    "recommendations on children",
    "compare Westmarch and Harrowdale on knife crime",
]
PAGES = [
    "/",
    "/library",
    "/library/reports",
    "/judgements",
    "/matrix?q=staff%0Acare+leavers%0Aleadership+grade&by=report&every=1",
    "/trend?theme=care+leavers",
]


@pytest.fixture(scope="module")
def grown(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over some 440 reports on some 150 subjects."""
    library = tmp_path_factory.mktemp("grown") / "library"
    copy_library(demo_library, library)
    grow(library, 8_000)
    with serving(library) as address:
        yield address


def weigh(address: str, page: httpx.Response) -> int:
    """The page with its styles and scripts, as they are before they are packed for the way."""
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    if "data-save" in page.text:
        parts.add("/static/saved.js")  # which comes once the page is there
    return len(page.content) + sum(len(httpx.get(address + part).content) for part in parts)


@pytest.mark.parametrize("question", LONG)
def test_the_first_view_of_a_long_answer_is_light(grown: str, question: str) -> None:
    page = httpx.get(grown, params={"q": question}, timeout=60)
    assert page.status_code == 200 and weigh(grown, page) < WEIGHT


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_a_large_library_are_light(grown: str, path: str) -> None:
    page = httpx.get(grown + path, timeout=60)
    assert page.status_code == 200 and weigh(grown, page) < WEIGHT


def test_the_whole_answer_is_a_link_away_and_its_last_quote_leads_back_to_it(
    open_page: Open, grown: str
) -> None:
    page = open_page(f"/?q={LONG[1].replace(' ', '+')}", server=grown, javascript=False)
    first = page.locator(".point").count()
    left = page.get_by_text(re.compile(r"And \d+ more"))
    more = int(re.findall(r"\d+", left.inner_text())[0])
    page.get_by_role("link", name="show the whole answer").click()
    expect(page.locator(".point")).to_have_count(first + more)
    page.locator(".note-head a").last.click()
    page.get_by_role("link", name="Back to the answer").click()
    expect(page.locator(".point")).to_have_count(first + more)


def test_of_a_long_trend_the_newest_reports_stand_in_the_first_view(grown: str) -> None:
    page = httpx.get(grown, params={"q": TREND}, timeout=60).text
    whole = httpx.get(grown, params={"q": TREND, "whole": "1"}, timeout=60).text
    heads = re.compile(r'<p class="result-head"><a href="([^"]+)"')
    assert heads.findall(whole)[-len(heads.findall(page)) :] == heads.findall(page)
    assert len(heads.findall(page)) < len(heads.findall(whole)) and "earlier reports" in page


def test_a_quotes_paragraph_comes_when_it_is_opened_and_without_javascript_leads_to_its_place(
    open_page: Open,
) -> None:
    asked = "/?q=how+many+knives+did+Thornborough+collect+in+2023"
    page = open_page(asked)
    page.locator("#note-1 summary").click()
    expect(page.locator("#note-1 blockquote mark").first).to_be_visible()
    expect(page.get_by_role("button", name="Copy Markdown 1")).to_be_visible()
    page = open_page(asked, javascript=False)
    page.locator("#note-1 summary").click()
    page.get_by_role("link", name="See it in its place").first.click()
    expect(page.locator("mark#mark")).to_contain_text("156 knives")


def test_a_section_of_a_brief_is_never_shown_in_part(grown: str) -> None:
    asked = "summarise the Westmarch 2025 report"
    page = httpx.get(grown, params={"q": asked}, timeout=60).text
    answer = httpx.get(f"{grown}/v1/ask", params={"question": asked, "limit": 100}, timeout=60)
    sections = answer.json()["sections"]
    counts = [len(section["statements"]) for section in sections]
    notes = len(re.findall(r"data-note=", page))
    assert "show the whole answer" in page
    assert notes in [sum(counts[:most]) for most in range(1, len(counts))]
