"""The whole task of an analyst: one question of all, a briefing to take away, and what is new later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from search.models.sentence_model import Embedder
from tests.api.asking import copy_library
from tests.conftest import ROOT, serving
from tests.web.conftest import Open
from tests.web.test_coming_back import Growing

QUESTION = "How quickly are 999 calls answered?"
NOTES = ["Is this the latest?", "By which route?", "Ask why."]
OLDER = ROOT / "demo" / "reports" / "westmarch" / "peel-2025-03-28.html"


@pytest.fixture
def growing(embedder: Embedder, demo_library: Path, tmp_path: Path) -> Iterator[Growing]:
    """The demo's library on a server, with a folder that a report is still to come into."""
    reports = tmp_path / "reports"
    reports.mkdir()
    library = copy_library(demo_library, tmp_path / "library")
    with serving(library) as address:
        yield Growing(address, reports, library, embedder)


def let_the_next_report_come_in(growing: Growing) -> None:
    html = OLDER.read_text(encoding="utf-8").replace("2025", "2026").replace("2024", "2025")
    html = html.replace("answered 91.6 percent", "answered 95.2 percent")
    (growing.reports / "westmarch-2026.html").write_text(html, encoding="utf-8")
    growing.ingest()


def press(page: Page, one: Locator, key: str = "Enter") -> None:
    """Goes there as one does who has no mouse, and presses a key."""
    expect(one).to_be_attached()
    for _ in range(400):
        page.keyboard.press("Tab")
        if one.evaluate("one => one === document.activeElement"):
            return page.keyboard.press(key)
    raise AssertionError(f"Tab does not reach {one}")


def menu(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True)


def entries_of(address: str) -> list[str]:
    feed = feedparser.parse(httpx.get(address).content)
    assert not feed.bozo
    return [f"{entry.title} {entry.summary}" for entry in feed.entries]


def test_by_keyboard_alone_from_one_question_of_all_to_what_is_new_the_week_after(
    open_page: Open, growing: Growing
) -> None:
    page = open_page("/", server=growing.address)
    press(page, menu(page, "All at once"))
    press(page, page.get_by_label("Questions, one a line"), "End")
    page.keyboard.type(QUESTION)
    press(page, page.get_by_role("button", name="Ask all"))
    page.wait_for_url("**/matrix?q=*")
    expect(page.locator("[data-matrix]")).to_have_count(0, timeout=30_000)
    expect(page.locator("table.matrix tbody tr")).to_have_count(8)

    said = []
    for n in range(3):
        press(page, page.locator("td .cell-where a").nth(n))
        page.wait_for_url("**#words")
        beside = page.get_by_role("complementary")
        press(page, beside.get_by_role("button", name="Add to briefing").last)
        expect(page.get_by_role("status")).to_have_text("Put in the briefing")
        said.append(" ".join(beside.locator(".quoted").last.inner_text().split()))

    press(page, menu(page, "Briefing (3)"))
    page.wait_for_url("**/basket")
    expect(page.locator("[data-checked]")).to_contain_text("3 as they were cited")
    press(page, page.get_by_label("Title"), "End")
    page.keyboard.type("Calls to 999")
    for n, note in enumerate(NOTES):
        press(page, page.get_by_role("button", name="Note below quote").nth(n))
        page.keyboard.type(note)
    with page.expect_download() as waiting:
        press(page, page.get_by_role("button", name="Word"))
    document = Document(str(waiting.value.path()))
    told = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.text]
    assert told[0] == ("Heading 1", "Calls to 999")
    quotes = [" ".join(text.split()) for style, text in told if style == "Quote"]
    assert all(any(words in quote for quote in quotes) for words in said)
    assert [text for _, text in told if text.startswith("Author’s note:")] == [
        f"Author’s note: {note}" for note in NOTES
    ]
    links = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    for link in links:
        opened = httpx.get(link, follow_redirects=True)
        assert opened.status_code == 200 and 'id="mark"' in opened.text
    assert len(set(links)) >= 3  # a quote has those it leans on before it

    press(page, menu(page, "Ask"))
    press(page, page.get_by_label("Ask the reports a question"), "End")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Save this question"))
    expect(page.get_by_role("button", name="Saved on the first page")).to_be_visible()
    feed = page.get_by_role("link", name="Feed of what is new on it").get_attribute("href")
    before = entries_of(f"{growing.address}{feed}")

    let_the_next_report_come_in(growing)
    press(page, menu(page, "Ask"))
    expect(page.locator("[data-since]")).to_contain_text("1 new report, 1 answer changed")
    saved = page.locator("[data-questions] li").first
    expect(saved).to_contain_text("95.2 percent")
    press(page, saved.get_by_role("link", name=QUESTION, exact=True))
    expect(page.locator("[data-new-here]")).to_contain_text("this answer has changed")
    new = set(entries_of(f"{growing.address}{feed}")) - set(before)
    assert any("95.2 percent" in entry for entry in new)


def test_without_javascript_one_question_of_all_its_quotes_taken_away_and_what_is_new(
    open_page: Open, growing: Growing
) -> None:
    page = open_page("/matrix", server=growing.address, javascript=False)
    page.get_by_label("Questions, one a line").fill(QUESTION)
    page.get_by_role("button", name="Ask all").click()
    expect(page.locator("[data-matrix]")).to_have_count(0, timeout=30_000)
    page.locator("td .cell-where a").last.click()
    page.get_by_role("link", name="The whole answer").click()
    expect(page.locator(".statement").first).to_contain_text("999 calls")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word").click()
    document = Document(str(waiting.value.path()))
    assert any("999 calls" in paragraph.text for paragraph in document.paragraphs)
    feed = page.get_by_role("link", name="Feed of what is new on it").get_attribute("href")
    before = entries_of(f"{growing.address}{feed}")

    let_the_next_report_come_in(growing)
    page.reload()
    expect(page.locator(".statement").first).to_contain_text("95.2 percent")
    new = set(entries_of(f"{growing.address}{feed}")) - set(before)
    assert any("95.2 percent" in entry for entry in new)
