"""A briefing kept on the server where people sign in: come back to, sent, and never written over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.asking import copy_library
from tests.conftest import serving
from tests.web.test_accessible import AXE, MODES

KNIVES = "/?q=how+many+knives+did+Thornborough+collect+in+2023"
As = Callable[..., Page]


@pytest.fixture(scope="module")
def server(demo_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two collections, to which a proxy signs people in."""
    folder = tmp_path_factory.mktemp("kept")
    for name in ("one", "two"):
        copy_library(demo_library, folder / name)
    (folder / "pincite-server.toml").write_text("""
        [proxy]
        addresses = ["127.0.0.1"]
        [collections.one]
        library = "one"
        read = ["everyone"]
        [collections.two]
        library = "two"
        read = ["user:anna"]
    """)
    with serving(folder / "one", PINCITE_CONFIG=str(folder / "pincite-server.toml")) as address:
        yield address


@pytest.fixture
def as_(browser: Browser, server: str) -> Iterator[As]:
    """A page in a browser of its own, or in that of another page, of who has signed in."""
    contexts: list[BrowserContext] = []

    def open_(who: str, path: str, *, beside: Page | None = None, javascript: bool = True) -> Page:
        context = beside.context if beside else None
        if context is None:
            context = browser.new_context(
                base_url=server,
                java_script_enabled=javascript,
                extra_http_headers={"X-Forwarded-User": who},
            )
            contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()


def state(page: Page, told: str) -> None:
    expect(page.locator("[data-kept-state]")).to_have_text(told)


def keep(page: Page, title: str) -> str:
    """The address that it is read at, once it is kept."""
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Keep on the server").click()
    state(page, "Kept on the server.")
    return page.get_by_role("link", name="Page to read and send").get_attribute("href") or ""


def test_it_is_come_back_to_in_another_browser_and_read_by_a_colleague(as_: As) -> None:
    page = as_("anna", f"/in/one{KNIVES}")
    page.get_by_role("button", name="Add to briefing 1").click()
    page.get_by_role("link", name="Briefing (1)").click()
    state(page, "Only in this browser so far.")
    address = keep(page, "Knives")
    page.get_by_role("button", name="Note below quote").click()
    page.keyboard.type("Ask why.")
    state(page, "Being kept …")
    state(page, "Kept on the server.")

    read = as_("ben", address)
    expect(read.get_by_role("heading", name="Knives")).to_be_visible()
    expect(read.locator(".notice")).to_contain_text("1 as they were cited")
    expect(read.locator(".item-quote blockquote")).to_contain_text("156 knives")
    expect(read.locator(".item-note")).to_contain_text("Ask why.")
    expect(read.get_by_role("link", name="Write on")).to_have_count(0)
    read.evaluate(AXE)
    for width, scheme, forced in MODES:
        read.set_viewport_size({"width": width, "height": 800})
        read.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        found = read.evaluate("axe.run({resultTypes: ['violations']})")
        assert [one["id"] for one in found["violations"]] == []
        assert read.evaluate("document.documentElement.scrollWidth") <= width

    again = as_("anna", "/in/one/basket")
    again.get_by_role("link", name="Your briefings").click()
    again.get_by_role("link", name="Write on Knives").click()
    expect(again.get_by_label("Your own note")).to_have_value("Ask why.")
    again.get_by_label("Title").fill("Knives, a week later")
    state(again, "Kept on the server.")
    page.reload()  # where it was not touched since
    expect(page.get_by_label("Title")).to_have_value("Knives, a week later")


def test_of_two_browsers_that_write_neither_loses_a_word(as_: As) -> None:
    page = as_("anna", "/in/one/basket")
    address = keep(page, "Shared")
    other = as_("anna", f"/in/one/basket?open={address.rpartition('/')[2]}")
    expect(other.get_by_label("Title")).to_have_value("Shared")
    other.get_by_label("Title").fill("Written there")
    state(other, "Being kept …")
    state(other, "Kept on the server.")
    page.get_by_label("Title").fill("Written here")
    clash = page.get_by_role("alert").filter(has_text="changed elsewhere")
    expect(clash).to_be_visible()
    page.reload()  # it is still told, and still here
    expect(clash).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Written here")
    clash.get_by_role("button", name="Keep mine as another").press("Enter")
    state(page, "Kept on the server.")
    page.get_by_role("link", name="Your briefings").click()
    titles = page.locator(".listed .result-head").all_inner_texts()
    assert {"Written here", "Written there"} <= set(titles)


def test_two_windows_of_one_browser_write_one_briefing(as_: As) -> None:
    page = as_("anna", "/in/one/basket")
    address = keep(page, "One")
    other = as_("anna", "/in/one/basket", beside=page)
    page.get_by_label("Title").fill("One, and two")
    expect(other.get_by_label("Title")).to_have_value("One, and two")
    other.get_by_role("button", name="Add a note").click()
    other.keyboard.type("From the other window.")
    state(other, "Being kept …")
    state(other, "Kept on the server.")
    expect(page.get_by_label("Your own note")).to_have_value("From the other window.")
    expect(page.locator("[data-clash]")).to_be_hidden()
    read = as_("anna", address)
    expect(read.locator(".item-note")).to_contain_text("From the other window.")


def test_a_new_one_is_begun_without_touching_the_one_that_is_kept(as_: As) -> None:
    page = as_("anna", "/in/one/basket")
    address = keep(page, "Stays")
    page.get_by_role("button", name="Begin anew").click()
    state(page, "Only in this browser so far.")
    page.get_by_label("Title").fill("Another")
    page.wait_for_timeout(2000)
    expect(as_("anna", address).get_by_role("heading", name="Stays")).to_be_visible()


def test_one_who_sits_down_next_sees_nothing_of_it(as_: As, server: str) -> None:
    page = as_("anna", "/in/one/basket")
    keep(page, "Anna’s")
    page.context.set_extra_http_headers({"X-Forwarded-User": "ben"})
    page.goto("/in/one/basket")
    expect(page.get_by_label("Title")).to_have_value("")
    page.goto("/in/one/briefings")
    expect(page.get_by_text("None is kept yet")).to_be_visible()


def test_without_javascript_it_is_read_taken_away_and_deleted(as_: As) -> None:
    written = as_("anna", f"/in/two{KNIVES}")
    written.get_by_role("button", name="Add to briefing 1").click()
    written.goto("/in/two/basket")
    address = keep(written, "Mine")
    assert address.startswith("/in/two/briefings/")
    page = as_("anna", "/in/two/basket", javascript=False)
    page.get_by_role("link", name="read the briefings that you keep").click()
    page.get_by_role("link", name="Mine", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Markdown").click()
    text = Path(waiting.value.path()).read_text("utf-8")
    assert "156 knives" in text and "/in/two/c/" in text
    page.get_by_text("Delete it").click()
    page.get_by_role("button", name="Delete this briefing").click()
    expect(page.get_by_text("None is kept yet")).to_be_visible()
    written.reload()
    state(written, "It was deleted on the server. This browser still has it.")
    refused = as_("ben", "/in/two/briefings")  # who may not read the collection
    expect(refused.get_by_text("There is nothing at")).to_be_visible()
