"""A browser for the tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="session")
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
    return message.type == "error" and "status of 404" not in message.text


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
    ) -> Page:
        context = browser.new_context(
            base_url=demo_server,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda r: foreign.append(r.url) if not r.url.startswith(demo_server) else None,
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
