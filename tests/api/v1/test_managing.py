"""Reports are corrected, taken out, brought back and erased over HTTP, and each is on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.keys import add_key
from api.settings import Settings
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import client_of
from tests.search.upkeep.pages import model, write_page

REPORT = "/v1/reports/luton"
PAGE = "/reports/luton"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    return path, add_key(path, "reader", "read")[1], add_key(path, "Jo", "manage")[1]


@pytest.fixture
def client(keys: tuple[Path, str, str], tmp_path: Path) -> Iterator[TestClient]:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has fallen.")
    write_page(tmp_path / "in/luton.html", "Luton", "Burglary has risen.")
    ingest(open_storage(tmp_path / "library"), [tmp_path / "in"], embedder=model())
    settings = Settings(keys=keys[0], audit=tmp_path / "audit.jsonl")
    with client_of(tmp_path / "library", settings) as client:
        client.headers["Authorization"] = f"Bearer {keys[2]}"
        yield client


def cited(client: TestClient) -> str:
    asked = {"question": "Has burglary risen in Luton?"}
    return str(client.post("/v1/ask", json=asked).json()["statements"][0]["citations"][0]["id"])


def told(tmp_path: Path) -> list[dict[str, object]]:
    lines = (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [one for one in entries if one["what"] not in ("question", "report")]


def test_a_report_is_taken_out_brought_back_and_erased(client: TestClient, tmp_path: Path) -> None:
    made = cited(client)
    out = client.delete(REPORT).json()
    assert (out["id"], out["state"]) == ("luton", "removed")
    assert client.get(REPORT).status_code == 404
    assert client.get(f"/v1/citations/{made}").json()["state"] == "gone"

    assert client.post(f"{REPORT}/undo-removal").json()["state"] == "here"
    assert client.get(f"/v1/citations/{made}").json()["state"] == "here"

    assert client.delete(REPORT, params={"erase": True}).status_code == 422
    why = "A court ordered it."
    erased = client.delete(REPORT, params={"erase": True, "why": why}).json()
    assert erased["state"] == "erased"
    found = client.get(f"/v1/citations/{made}").json()
    assert (found["state"], found["erased_why"], found["was"]) == ("erased", why, None)
    page = client.get(f"/c/{made}", headers={"Accept": "text/html"})
    assert page.status_code == 410 and why in page.text
    assert client.post(f"{REPORT}/undo-removal").status_code == 404
    assert [(one["what"], one["who"], one.get("erased")) for one in told(tmp_path)] == [
        ("removal", "key:Jo", False),
        ("removal undone", "key:Jo", None),
        ("removal", "key:Jo", True),
    ]
    (stone,) = open_storage(tmp_path / "library").open().tombstones()
    assert (stone.by, stone.why) == ("key:Jo", why)


def test_a_report_is_corrected(client: TestClient, tmp_path: Path) -> None:
    corrected = client.patch(REPORT, json={"subject": "The Old Mill", "published": "May 2023"})
    assert corrected.json()["subject"] == "The Old Mill"
    assert client.get(REPORT).json()["title"] == "Luton: inspection report"
    assert client.patch(REPORT, json={"published": "soon"}).status_code == 422
    assert client.patch(REPORT, json={"title": " "}).status_code == 422
    assert client.patch("/v1/reports/none", json={"kind": "PEEL"}).status_code == 404
    assert [one["what"] for one in told(tmp_path)] == ["correction"]


def test_who_may_only_read_changes_nothing(client: TestClient, keys: tuple[Path, str, str]) -> None:
    client.headers["Authorization"] = f"Bearer {keys[1]}"
    assert client.delete(REPORT).status_code == 403
    assert client.patch(REPORT, json={"kind": "PEEL"}).status_code == 403
    assert client.post(f"{REPORT}/undo-removal").status_code == 403
    form = {"how": "remove", "key": keys[1]}
    assert client.post(f"{PAGE}/remove", data=form).status_code == 422
    assert client.get(REPORT).status_code == 200


def test_a_report_is_erased_from_its_page(
    client: TestClient, keys: tuple[Path, str, str], tmp_path: Path
) -> None:
    assert "Take this report out" in client.get(f"{PAGE}/correct").text
    form = {"how": "erase", "key": keys[2]}
    refused = client.post(f"{PAGE}/remove", data=form)
    assert refused.status_code == 422 and "Say why" in refused.text
    done = client.post(f"{PAGE}/remove", data=form | {"why": "Law."}, follow_redirects=False)
    assert done.status_code == 303
    assert client.get(REPORT).status_code == 404
    assert [(one["what"], one["by"]) for one in told(tmp_path)] == [("removal", "key:Jo")]


def test_a_report_is_taken_out_and_brought_back_on_the_pages(
    client: TestClient, keys: tuple[Path, str, str], tmp_path: Path
) -> None:
    assert "Taken out" not in client.get("/library/reports").text
    form = {"how": "remove", "key": keys[2]}
    done = client.post(f"{PAGE}/remove", data=form)
    assert "“Luton: inspection report” is out of answers" in done.text
    assert client.get(REPORT).status_code == 404
    back = {"report_id": "luton", "key": keys[1]}
    assert client.post("/library/reports/bring-back", data=back).status_code == 403
    assert client.get(REPORT).status_code == 404
    back["key"] = keys[2]
    assert str(client.post("/library/reports/bring-back", data=back).url).endswith("/reports/luton")
    assert client.get(REPORT).status_code == 200
    again = client.post("/library/reports/bring-back", data=back)
    assert again.status_code == 409 and "it was not taken out" in again.text
    assert "Taken out" not in client.get("/library/reports").text
    changes = [one for one in told(tmp_path) if one["what"] != "refusal"]
    assert [(one["what"], one.get("report"), one["by"]) for one in changes] == [
        ("removal", "luton", "key:Jo"),
        ("removal undone", "luton", "key:Jo"),
    ]


def test_what_was_revised_or_erased_is_not_among_what_can_be_brought_back(
    client: TestClient, tmp_path: Path
) -> None:
    write_page(tmp_path / "in/salford.html", "Salford", "Knife crime has risen.")
    ingest(open_storage(tmp_path / "library"), [tmp_path / "in"], embedder=model())
    client.delete(REPORT, params={"erase": True, "why": "Law."})
    assert "Taken out" not in client.get("/library/reports").text
    client.delete("/v1/reports/salford")
    assert "Taken out (1)" in client.get("/library/reports").text
