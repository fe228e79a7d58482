"""What a report is about is put right on a page, by who may manage."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from playwright.sync_api import expect

from api.keys import add_key
from api.settings import Settings
from tests.api.asking import client_of, copy_library
from tests.conftest import serving
from tests.web.conftest import Open

REPORT = "/reports/harrowdale-peel-2022-12-09"


def test_a_report_is_corrected_from_the_list_without_javascript(
    open_page: Open, demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    with serving(library) as server:
        page = open_page("/library/reports?find=harrowdale", server=server, javascript=False)
        page.get_by_role("link", name="Correct").click()
        page.get_by_label("Subject").fill("The Old Mill")
        page.get_by_label("Published").fill("soon")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("alert")).to_contain_text("Write the date as")
        page.get_by_label("Published").fill("May 2023")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("status").first).to_contain_text("stays when the report is read")
        page.goto(f"{server}/subjects/The%20Old%20Mill")
        expect(page.locator(".timeline")).to_contain_text("May 2023")
        page.goto(f"{server}/library/reports?find=mill")
        expect(page.locator(".told-table")).to_contain_text("said by a person")


def test_where_there_are_keys_one_that_manages_is_asked_for(
    demo_library: Path, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    _, reader = add_key(keys, "reader", "read")
    _, editor = add_key(keys, "editor", "manage")
    library = copy_library(demo_library, tmp_path / "library")
    with client_of(library, Settings(keys=keys)) as client:
        client.headers = {"Authorization": f"Bearer {reader}"}
        assert "Your key" in client.get(f"{REPORT}/correct").text
        for key, status in [("", 422), (reader, 422), (editor, 303)]:
            assert send(client, key=key).status_code == status


def test_without_keys_only_the_machine_itself_corrects_and_no_page_of_another_site(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    with client_of(library) as client:  # from an address that is not this machine's
        refused = send(client)
        assert refused.status_code == 422 and "own machine, or" in refused.text
        assert "Correct" not in client.get("/library/reports").text
    with client_of(library) as client:
        here = TestClient(client.app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000))
        assert send(here, origin="https://elsewhere.example").status_code == 422
        here.headers["X-Forwarded-For"] = "192.0.2.7"  # a stranger's, by a proxy on this machine
        assert send(here).status_code == 422
        del here.headers["X-Forwarded-For"]
        assert send(here).status_code == 303


def send(client: TestClient, key: str = "", origin: str = "http://127.0.0.1"):  # type: ignore[no-untyped-def]
    values = {"title": "A title", "subject": "Harrowdale Constabulary", "key": key}
    return client.post(
        f"{REPORT}/correct", data=values, headers={"Origin": origin}, follow_redirects=False
    )
