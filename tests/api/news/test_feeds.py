"""Feeds: valid Atom, an entry for each version of a report that says something on a question."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from fastapi.testclient import TestClient

from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import client_of, wait_for_newest
from tests.conftest import ROOT

ASKED = "how quickly does Westmarch Police answer 999 calls"
REPORTS = ROOT / "demo" / "reports" / "westmarch"


@dataclass(frozen=True)
class Growing:
    """A server whose library grows while it is asked."""

    client: TestClient
    reports: Path
    library: Path
    embedder: Embedder

    def ingest(self) -> None:
        time.sleep(1.1)  # the library says in seconds when a report came in
        ingest(open_storage(self.library), [self.reports], embedder=self.embedder)
        wait_for_newest(self.client, self.library)

    def feed(self, path: str = "/feeds/question", **asked: str) -> feedparser.FeedParserDict:
        answer = self.client.get(path, params={"q": ASKED} | asked if "question" in path else asked)
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        return feedparser.parse(answer.content, sanitize_html=False)


@pytest.fixture(scope="module")
def growing(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    folder = tmp_path_factory.mktemp("growing")
    (folder / "reports").mkdir()
    shutil.copy(REPORTS / "peel-2022-10-14.html", folder / "reports" / "westmarch-2022.html")
    ingest(open_storage(folder / "library"), [folder / "reports"], embedder=embedder)
    with client_of(folder / "library") as client:
        yield Growing(client, folder / "reports", folder / "library", embedder)


def test_a_feed_follows_what_comes_in_and_its_entries_keep_their_ids(growing: Growing) -> None:
    first = growing.feed()
    assert not first.bozo
    assert [entry.title for entry in first.entries] == [
        "Westmarch PEEL 2021/22: Police Inspections"
    ]
    assert ASKED in first.feed.title

    shutil.copy(REPORTS / "peel-2025-03-28.html", growing.reports / "westmarch-2025.html")
    growing.ingest()
    second = growing.feed()
    assert len(second.entries) == 2
    newest, older = second.entries
    assert older.id == first.entries[0].id and older.updated == first.entries[0].updated
    assert newest.updated_parsed > older.updated_parsed
    assert second.feed.updated == newest.updated and second.feed.id == first.feed.id

    page = (growing.reports / "westmarch-2025.html").read_text(encoding="utf-8")
    (growing.reports / "westmarch-2025.html").write_text(
        page.replace("999 calls", "emergency 999 calls")
    )
    growing.ingest()
    third = growing.feed()
    assert third.entries[0].title.startswith("Revised: ")
    assert third.entries[0].id != newest.id and third.entries[1].id == older.id
    assert "emergency 999 calls" in third.entries[0].content[0].value

    reports = growing.feed("/feeds/library")
    assert not reports.bozo
    assert [entry.title for entry in reports.entries][0].startswith("Revised: ")
    assert {entry.id for entry in reports.entries}.isdisjoint(entry.id for entry in third.entries)

    arrived = growing.client.get("/saved/arrived", params={"since": "2020-01-01T00:00:00Z"}).json()
    assert (arrived["new"], arrived["revised"]) == (1, 1)
    none = growing.client.get("/saved/arrived", params={"since": arrived["upto"]}).json()
    assert (none["new"], none["revised"], none["reports"]) == (0, 0, [])


def test_its_links_are_whole_and_lead_to_the_words(growing: Growing) -> None:
    feed = growing.feed()
    assert feed.feed.links[0].href.startswith("http://127.0.0.1/feeds/question?q=how+quickly")
    assert growing.client.get(feed.feed.links[0].href).status_code == 200
    assert feed.feed.link.startswith("http://127.0.0.1/?q=how+quickly")
    for entry in feed.entries:
        found = growing.client.get(entry.link, follow_redirects=False)
        assert entry.link.startswith("http://127.0.0.1/c/") and found.status_code == 303
        assert f'<blockquote cite="{entry.link}">' in entry.content[0].value


def test_a_reader_that_holds_a_feed_is_not_sent_it_again(growing: Growing) -> None:
    for path in ("/feeds/question", "/feeds/library"):
        asked = {"q": ASKED} if path == "/feeds/question" else {}
        first = growing.client.get(path, params=asked)
        for held in (
            {"If-None-Match": first.headers["etag"]},
            {"If-Modified-Since": first.headers["last-modified"]},
        ):
            again = growing.client.get(path, params=asked, headers=held)
            assert again.status_code == 304 and again.content == b""
            assert again.headers["etag"] == first.headers["etag"]
        for day in ("05 Jan 2015 00:00:00 GMT", f"01 Jan {10**11} 00:00:00 GMT", "no day"):
            old = {"If-Modified-Since": f"Mon, {day}"}
            assert growing.client.get(path, params=asked, headers=old).status_code == 200


def test_what_is_asked_is_escaped_and_narrows(growing: Growing) -> None:
    feed = growing.feed(q='999 calls <b>&"\x0b')
    assert not feed.bozo and feed.feed.title == '999 calls <b>&" – Pincite'
    assert len(growing.feed(year="2022").entries) == 1
    assert len(growing.feed("/feeds/library", year="2022").entries) == 1


def test_a_feed_is_silent_on_a_place_of_which_there_is_no_report(growing: Growing) -> None:
    feed = growing.feed(q="how does Cumbria Constabulary answer 999 calls")
    assert not feed.bozo and feed.entries == []


def test_a_feed_needs_a_question(growing: Growing) -> None:
    for asked in ("", "a" * 1001):
        answer = growing.client.get("/feeds/question", params={"q": asked})
        assert answer.status_code == 422 and "question" in answer.text


def test_each_page_names_the_feed_that_follows_it(growing: Growing) -> None:
    feed = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    assert feed.format("New reports", "/feeds/library") in growing.client.get("/library").text
    page = growing.client.get("/", params={"q": "999 calls", "from": "2022", "to": "2022"}).text
    address = "/feeds/question?q=999+calls&amp;from=2022&amp;to=2022"
    assert feed.format("New on this question", address) in page
