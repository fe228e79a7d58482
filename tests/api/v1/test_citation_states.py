"""What became of a citation, over HTTP: here, moved, changed and gone, while the server runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import client_of, wait_for_newest
from tests.conftest import ROOT

REPORTS = ROOT / "demo" / "reports"
PAGES = {
    "here": ("harrowdale/peel-2022-12-09.html", ""),
    "moved": ("westmarch/peel-2025-03-28.html", ""),
    "changed": ("westmarch/peel-2022-10-14.html", "In 2021, 118 knives were surrendered"),
    "gone": ("thornborough/peel-2024-05-17.html", ""),
}
FORMATS = {
    "annotation": 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    "csl": "application/vnd.citationstyles.csl+json",
    "line": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True)
class Cited:
    id: str
    quote: str
    report: str


@dataclass(frozen=True)
class Changed:
    client: TestClient
    cited: dict[str, Cited]  # by what became of it


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Changed]:
    folder = tmp_path_factory.mktemp("states")
    files = {state: folder / "reports" / page for state, (page, _) in PAGES.items()}
    for state, file in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPORTS / PAGES[state][0], file)
    ingest(open_storage(folder / "library"), [folder / "reports"], embedder=embedder)
    with client_of(folder / "library") as client:
        cited = {state: _cite(client, page, words) for state, (page, words) in PAGES.items()}
        _rewrite(files["moved"], "<h2", "<p>This line was put before all others later.</p><h2")
        _rewrite(files["changed"], "118 knives were surrendered", "131 knives were handed in")
        files["gone"].unlink()
        ingest(
            open_storage(folder / "library"), [folder / "reports"], embedder=embedder, prune=True
        )
        wait_for_newest(client, folder / "library")
        yield Changed(client, cited)


def _cite(client: TestClient, page: str, words: str) -> Cited:
    """A citation from an answer, as a client gets it."""
    reports = client.get("/v1/reports").json()["reports"]
    report = next(r["id"] for r in reports if r["source"] == page)
    asked = {
        "question": f"How does the force handle knife crime? {words}",
        "filters": {"report_ids": [report]},
        "limit": 10,
    }
    answer = client.post("/v1/ask", json=asked).json()
    citations = [c for s in answer["statements"] for c in s["citations"]]
    one = next(c for c in citations if words in c["quote"])
    return Cited(one["id"], one["quote"], report)


def _rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("state", PAGES)
def test_a_citation_says_what_became_of_it(changed: Changed, state: str) -> None:
    cited = changed.cited[state]
    found = changed.client.get(f"/v1/citations/{cited.id}").json()
    now, was = found["citation"], found["was"]
    assert (found["id"], found["state"]) == (cited.id, state)
    assert (was is None) == (state == "here")
    assert (now is None) == (state == "gone")
    if was is not None:
        assert (was["quote"], was["report"]["id"]) == (cited.quote, cited.report)
    if now is not None:
        place = {"start": now["start"], "end": now["end"]}
        text = changed.client.get(f"/v1/reports/{cited.report}/text", params=place).json()["text"]
        assert text == now["quote"]
        assert (now["quote"] == cited.quote) == (state != "changed")
    if state == "changed":
        assert "131 knives were handed in" in now["quote"]


@pytest.mark.parametrize("state", PAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_of_each_state(changed: Changed, state: str, name: str) -> None:
    path = f"/v1/citations/{changed.cited[state].id}"
    by_name = changed.client.get(path, params={"format": name})
    by_header = changed.client.get(path, headers={"Accept": FORMATS[name].partition(";")[0]})
    assert by_name.headers["content-type"] == by_header.headers["content-type"] == FORMATS[name]
    assert by_name.content == by_header.content
    assert by_name.headers["x-citation-state"] == state
    if name in ("annotation", "csl", "markdown"):
        assert "knife" in by_name.text or "knives" in by_name.text


@pytest.mark.parametrize("state", PAGES)
def test_a_person_is_led_to_the_words_or_told_what_became_of_them(
    changed: Changed, state: str
) -> None:
    cited = changed.cited[state]
    page = changed.client.get(f"/c/{cited.id}", follow_redirects=False)
    if state in ("here", "moved"):
        assert page.status_code == 303
        assert page.headers["location"].startswith(f"/reports/{cited.report}?start=")
        shown = changed.client.get(page.headers["location"])
        assert "<mark" in shown.text
    else:
        assert page.status_code == (200 if state == "changed" else 410)
        assert page.headers["content-type"].startswith("text/html")
