"""A browser for the tests of the pages, and a library that changed under its old citations."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from search.citations import cite
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from search.upkeep.removing import remove
from tests.conftest import ROOT, serving

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not on this machine. Install it: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield opened
        opened.close()


def _complains(message: ConsoleMessage) -> bool:
    """A missing page is no fault of the page that says so."""
    refused = ("status of 404", "status of 410", "status of 422")
    return message.type == "error" and not any(words in message.text for words in refused)


@dataclass(frozen=True)
class Changed:
    """A server whose library changed, and citations from before: `/c/` and an id each."""

    address: str
    revised: str
    removed: str


@pytest.fixture(scope="session")
def changed(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    """One report replaced by a newer version, one taken out; reports may be added on the page."""
    folder = tmp_path_factory.mktemp("changed")
    reports = [folder / "reports" / name for name in ("westmarch.html", "harrowdale.html")]
    reports[0].parent.mkdir()
    shutil.copy(ROOT / "demo" / "reports" / "westmarch" / "peel-2022-10-14.html", reports[0])
    shutil.copy(ROOT / "demo" / "reports" / "harrowdale" / "peel-2022-12-09.html", reports[1])
    ingest(open_storage(folder / "library"), [folder / "reports"], embedder=embedder)
    library = Library(open_storage(folder / "library"), embedder=embedder)
    revised = _cite(library, "westmarch.html", "I will keep close contact", "needs.")
    removed = _cite(library, "harrowdale.html", "Harrowdale Constabulary", ".")
    library.close()
    page = reports[0].read_text(encoding="utf-8")
    reports[0].write_text(page.replace("I will keep close", "We will keep in regular"), "utf-8")
    ingest(open_storage(folder / "library"), [folder / "reports"], embedder=embedder)
    remove(open_storage(folder / "library"), ["harrowdale.html"])
    with serving(folder / "library", PINCITE_UPLOADS="yes") as address:
        yield Changed(address, f"/c/{revised}", f"/c/{removed}")


def _cite(library: Library, source: str, first: str, last: str) -> str:
    """The citation id of a report's words from one string to the end of another."""
    generation = library.generation
    number = next(held.number for held in generation.holdings if held.info.source == source)
    report = generation.report(number)
    start = report.text.index(first)
    return cite(report, start, report.text.index(last, start) + len(last)).id


@pytest.fixture
def open_page(browser: Browser, demo_server: str) -> Iterator[Open]:
    """open_page("/library", width=320, javascript=False)

    Fails at the end when a page asked for anything from elsewhere, or complained.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    complaints: list[str] = []

    def open_(
        path: str,
        *,
        width: int = 1280,
        javascript: bool = True,
        server: str = demo_server,
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda r: foreign.append(r.url) if not r.url.startswith(server) else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if _complains(m) else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [url for url in foreign if not url.startswith(("blob:", "data:"))] == []
    assert complaints == []
