"""A person adds reports on the page, where that is allowed, and sees how far they are."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from api.keys import add_key
from api.settings import Settings
from tests.api.asking import client_of, copy_library
from tests.search.upkeep.pages import write_page
from tests.web.conftest import Changed, Open


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_that_is_sent_is_read_and_can_be_opened(
    open_page: Open, changed: Changed, tmp_path: Path, javascript: bool
) -> None:
    name = "lowmoor" if javascript else "highmoor"
    good = write_page(tmp_path / f"{name}.html", f"{name.title()} Council")
    bad = tmp_path / "odd.pdf"
    bad.write_bytes(b"\x00\x01 no PDF")
    page = open_page("/library", server=changed.address, javascript=javascript)
    page.get_by_role("link", name="Add reports").click()
    page.get_by_label("Reports, as PDF files").set_input_files([good, bad])
    page.get_by_role("button", name="Add to the library").click()
    page.wait_for_url(re.compile(r"/upload\?job="))
    sent = page.locator(".coming li")
    expect(sent.nth(1)).to_contain_text("neither a PDF nor a web page")
    again = page.get_by_role("link", name="See how far it is now")
    for _ in range(60):
        if javascript or not again.is_visible():
            break
        page.wait_for_timeout(500)
        again.click()
    expect(sent.nth(0)).to_contain_text("Can be asked now", timeout=30_000)
    sent.nth(0).get_by_role("link", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{name.title()} Council")


def test_nothing_is_taken_where_it_is_off_or_from_another_site(
    demo_server: str, changed: Changed
) -> None:
    file = {"file": ("a.html", b"<html><body><p>Some words.</p></body></html>")}
    page = httpx.get(f"{demo_server}/upload").text
    assert "switched off" in page and "<form" not in page
    refused = httpx.post(f"{demo_server}/upload", files=file)
    assert refused.status_code == 422 and "switched off" in refused.text
    elsewhere = {"Origin": "https://elsewhere.example"}
    refused = httpx.post(f"{changed.address}/upload", files=file, headers=elsewhere)
    assert refused.status_code == 422 and "own page only" in refused.text
    none = httpx.post(f"{changed.address}/upload", headers={"Accept": "application/json"})
    assert none.json() == {"problem": "Choose a file first."}


def test_where_there_are_keys_the_page_asks_for_one_that_manages(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    _, reader = add_key(keys, "reader", "read")
    _, editor = add_key(keys, "editor", "manage")
    page = write_page(tmp_path / "moor.html", "Moor Council").read_bytes()
    library = copy_library(demo_library, tmp_path / "library")
    with client_of(library, Settings(keys=keys)) as client:
        client.headers = {"Authorization": f"Bearer {reader}", "Accept": "application/json"}
        for key, told in [
            ("", "not known"),
            ("pincite_0_0", "not known"),
            (reader, "may read, but not add"),
        ]:
            answer = client.post("/upload", files={"file": ("a.html", page)}, data={"key": key})
            assert answer.status_code == 422 and told in answer.json()["problem"]
        assert not (library / "uploads").exists()
        answer = client.post("/upload", files={"file": ("a.html", page)}, data={"key": editor})
        assert answer.json()["address"].startswith("/upload?job=")
        assert "Your key" in client.get("/upload").text
