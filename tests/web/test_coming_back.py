"""Coming back: what is new on a question that was saved, after reports came in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import httpx
import pytest
from playwright.sync_api import expect

from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import wait_for_newest
from tests.conftest import ROOT, serving
from tests.web.conftest import Open
from tests.web.test_accessible import AXE, MODES

ASKED = "/?q=how+quickly+does+Westmarch+answer+999+calls"
REPORTS = ROOT / "demo" / "reports" / "westmarch"


@dataclass(frozen=True)
class Growing:
    address: str
    reports: Path
    library: Path
    embedder: Embedder

    def ingest(self) -> None:
        time.sleep(1.1)  # the library says in seconds when a report came in
        ingest(open_storage(self.library), [self.reports], embedder=self.embedder)
        with httpx.Client(base_url=self.address) as client:
            wait_for_newest(client, self.library)


@pytest.fixture
def growing(embedder: Embedder, tmp_path: Path) -> Iterator[Growing]:
    reports, library = tmp_path / "reports", tmp_path / "library"
    reports.mkdir()
    shutil.copy(REPORTS / "peel-2022-10-14.html", reports / "westmarch.html")
    ingest(open_storage(library), [reports], embedder=embedder)
    with serving(library) as address:
        yield Growing(address, reports, library, embedder)


def test_a_saved_question_tells_what_is_new_after_an_ingest(
    open_page: Open, growing: Growing
) -> None:
    page = open_page(ASKED, server=growing.address)
    page.get_by_role("button", name="Save this question").click()
    expect(page.get_by_role("button", name="Saved on the first page")).to_be_visible()
    page.goto("/")
    since = page.locator("[data-since]")
    expect(since).to_have_text("Since you last looked: 0 new reports, 0 answers changed.")
    expect(page.get_by_text("Nothing new.")).to_be_visible()

    shutil.copy(REPORTS / "peel-2025-03-28.html", growing.reports / "newer.html")
    html = (growing.reports / "westmarch.html").read_text(encoding="utf-8")
    (growing.reports / "westmarch.html").write_text(
        html.replace("999 calls", "emergency 999 calls")
    )
    growing.ingest()
    page.reload()
    expect(since).to_have_text("Since you last looked: 1 new report, 1 revised, 1 answer changed.")
    expect(page.locator("[data-arrived] li")).to_have_count(2)
    told = page.locator("[data-questions] li").first
    expect(told).to_contain_text("New in the answer:")
    assert told.locator("ins").count() > 0
    page.evaluate(AXE)
    for width, scheme, forced in MODES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    feed = growing.address + str(told.get_by_role("link", name="Feed").get_attribute("href"))
    entries = feedparser.parse(httpx.get(feed).content).entries
    assert {entry.title.split(":")[0] for entry in entries} >= {"Revised"}

    page.get_by_role("button", name="I have seen what is new").click()
    expect(since).to_have_text("Since you last looked: 0 new reports, 0 answers changed.")
    page.get_by_role("button", name="Take off").click()
    expect(page.locator("[data-saved]")).to_be_hidden()


def test_the_page_of_an_answer_tells_once_how_it_has_changed(
    open_page: Open, growing: Growing
) -> None:
    page = open_page(ASKED, server=growing.address)
    page.get_by_role("button", name="Save this question").click()
    expect(page.get_by_role("button", name="Saved on the first page")).to_be_visible()
    (growing.reports / "westmarch.html").unlink()
    shutil.copy(REPORTS / "peel-2025-03-28.html", growing.reports / "westmarch.html")
    growing.ingest()
    page.reload()
    told = page.locator("[data-new-here]")
    expect(told).to_contain_text("Since you last looked, this answer has changed.")
    expect(told).to_contain_text("No longer in it:")
    page.reload()
    expect(page.get_by_role("button", name="Saved on the first page")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(told).to_be_empty()


def test_without_javascript_a_question_has_its_feed(open_page: Open) -> None:
    page = open_page(ASKED, javascript=False)
    expect(page.get_by_role("button", name="Save this question")).to_be_hidden()
    link = page.get_by_role("link", name="Feed of what is new on it")
    assert str(link.get_attribute("href")).startswith("/feeds/question?q=how+quickly")
