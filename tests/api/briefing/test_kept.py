"""Briefings kept on a server: each person's own, never written over unseen, read by who may read."""

from __future__ import annotations

import base64
import json
import shutil
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.briefing.kept import MOST_KEPT
from api.keys import add_key
from api.settings import Settings
from search.citations import cite
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import back_up, open_storage
from search.upkeep.adding import ingest
from search.upkeep.copying import copy
from tests.api.asking import client_of
from tests.conftest import ROOT

BRIEFING = {"pincite": "briefing", "version": 1, "title": "Knives", "items": [{"note": "Mine."}]}
REVISED = ROOT / "demo" / "reports" / "westmarch" / "peel-2022-10-14.html"
ERASED = ROOT / "demo" / "reports" / "harrowdale" / "peel-2022-12-09.html"
LINE = "Harrowdale Constabulary"


class Server:
    """A server over a library of two reports, with a key each for those who ask."""

    def __init__(self, client: TestClient, keys: Path, folder: Path) -> None:
        self.client, self.folder = client, folder
        self._secrets = {name: add_key(keys, name, "read")[1] for name in ("anna", "ben")}
        self._secrets["carol"] = add_key(keys, "carol", "manage")[1]

    def ask(
        self, who: str, method: str, path: str, sent: object = None, **headers: str
    ) -> Response:
        told = {"Authorization": f"Bearer {self._secrets[who]}"} | headers
        return self.client.request(method, path, json=sent, headers=told)

    def keep(self, who: str, sent: object = BRIEFING) -> str:
        kept = self.ask(who, "POST", "/v1/briefings", sent)
        assert kept.status_code == 201 and kept.headers["location"].endswith(kept.json()["id"])
        return f"/v1/briefings/{kept.json()['id']}"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for report in (REVISED, ERASED):
        shutil.copy(report, folder / f"{report.parent.name}.html")
    return folder


@pytest.fixture(scope="module")
def library(reports: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library") / "library"
    ingest(open_storage(folder), [reports], embedder=embedder)
    return folder


@pytest.fixture
def server(library: Path, tmp_path: Path) -> Iterator[Server]:
    copied = Path(shutil.copytree(library, tmp_path / "library"))
    settings = Settings(keys=tmp_path / "keys.json", audit=tmp_path / "audit.jsonl")
    with client_of(copied, settings) as client:
        yield Server(client, tmp_path / "keys.json", copied)


def citation(folder: Path, source: str, first: str, last: str) -> str:
    library = Library(open_storage(folder))
    generation = library.generation
    number = next(held.number for held in generation.holdings if held.info.source == source)
    report = generation.report(number)
    start = report.text.index(first)
    found = cite(report, start, report.text.index(last, start) + len(last)).id
    library.close()
    return found


def test_each_lists_their_own_and_reads_anothers_by_its_address(server: Server) -> None:
    address = server.keep("anna")
    server.keep("ben", BRIEFING | {"title": "Ben's"})
    (listed,) = server.ask("anna", "GET", "/v1/briefings").json()["briefings"]
    assert (listed["title"], listed["by"], listed["parts"]) == ("Knives", "anna", 1)
    seen = server.ask("ben", "GET", address).json()
    assert seen["briefing"]["items"] == [{"note": "Mine."}] and not seen["mine"]
    page = server.ask("ben", "GET", f"/briefings/{listed['id']}", Accept="text/html").text
    assert "By anna, last changed on" in page and "Author’s note" in page
    assert "Write on" not in page and "Delete it" not in page


def test_only_its_writer_changes_it_and_who_manages_may_delete_it(server: Server) -> None:
    address = server.keep("anna")
    for method, sent in (("PUT", BRIEFING), ("DELETE", None)):
        assert server.ask("ben", method, address, sent, **{"If-Match": '"1"'}).status_code == 403
    assert server.ask("carol", "PUT", address, BRIEFING, **{"If-Match": '"1"'}).status_code == 403
    assert server.ask("carol", "DELETE", address).status_code == 204
    assert server.ask("anna", "GET", address).status_code == 404
    assert list((server.folder / "briefings").rglob("*.json")) == []


def test_a_change_takes_the_place_of_what_was_read_and_of_nothing_newer(server: Server) -> None:
    address = server.keep("anna")
    assert server.ask("anna", "PUT", address, BRIEFING).status_code == 422  # it says not of what
    first = server.ask("anna", "PUT", address, BRIEFING | {"title": "A"}, **{"If-Match": '"1"'})
    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    late = server.ask("anna", "PUT", address, BRIEFING | {"title": "B"}, **{"If-Match": '"1"'})
    assert late.status_code == 412 and "changed meanwhile" in late.json()["detail"]
    assert server.ask("anna", "GET", address).json()["title"] == "A"


def test_of_many_that_write_at_once_one_is_kept_and_each_other_is_told(server: Server) -> None:
    address = server.keep("anna")

    def write(n: int) -> int:
        sent = BRIEFING | {"title": str(n)}
        return server.ask("anna", "PUT", address, sent, **{"If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(write, range(8))) == [200] + [412] * 7
    assert server.ask("anna", "GET", address).headers["etag"] == '"2"'


def test_what_became_of_each_quote_is_told_and_its_words_are_nowhere_but_in_the_report(
    server: Server, reports: Path, embedder: Embedder
) -> None:
    revised = citation(server.folder, "westmarch.html", "I will keep close contact", "needs.")
    erased = citation(server.folder, "harrowdale.html", LINE, ".")
    quotes = [{"quote": revised}, {"quote": erased, "words": f"{LINE} is a force."}]
    address = server.keep("anna", BRIEFING | {"items": quotes})
    (kept,) = (server.folder / "briefings").rglob("*.json")
    assert LINE not in kept.read_text("utf-8") and kept.stat().st_mode & 0o077 == 0
    page = f"/briefings/{address.rpartition('/')[2]}"

    def told() -> str:
        return server.ask("ben", "GET", page, Accept="text/html").text

    assert "2 quotes checked against the reports: 2 as they were cited." in told()
    assert LINE in told()
    file = reports / "westmarch.html"
    words = file.read_text("utf-8").replace("I will keep close", "We will keep in regular")
    file.write_text(words, "utf-8")
    ingest(open_storage(server.folder), [reports], embedder=embedder)
    report = next(
        one["id"]
        for one in server.ask("carol", "GET", "/v1/reports").json()["reports"]
        if LINE in one["title"] or "arrowdale" in one["id"]
    )
    erase = f"/v1/reports/{report}?erase=true&why=A+court+ordered+it."
    assert server.ask("carol", "DELETE", erase).status_code == 200
    assert server.ask("anna", "GET", address).json()["states"] == {
        revised: "changed",
        erased: "erased",
    }
    assert "<del>I</del>" in told() and "The report was erased, and its words with it." in told()
    assert LINE not in told()


def test_a_copy_and_a_backup_of_the_library_have_what_is_kept(
    server: Server, tmp_path: Path
) -> None:
    server.keep("anna")
    (kept,) = (server.folder / "briefings").rglob("*.json")
    copy(open_storage(server.folder), open_storage(tmp_path / "copied"))
    back_up(open_storage(server.folder), tmp_path / "backup")
    for place in ("copied", "backup"):
        (there,) = (tmp_path / place / "briefings").rglob("*.json")
        assert there.read_text("utf-8") == kept.read_text("utf-8")
        assert there.stat().st_mode & 0o077 == 0


def test_who_did_what_with_which_is_in_the_audit_log(server: Server) -> None:
    address = server.keep("anna")
    name = address.rpartition("/")[2]
    server.ask("anna", "PUT", address, BRIEFING, **{"If-Match": '"1"'})
    server.ask("ben", "GET", f"/briefings/{name}")
    sent = {"Authorization": f"Bearer {server._secrets['anna']}"}
    server.client.post(f"/briefings/{name}/delete", data={"sure": "yes"}, headers=sent)
    log = (server.folder.parent / "audit.jsonl").read_text("utf-8").splitlines()
    done = [
        (one["what"], one["who"]) for one in map(json.loads, log) if one.get("briefing") == name
    ]
    assert done == [
        ("briefing kept", "key:anna"),
        ("briefing changed", "key:anna"),
        ("briefing opened", "key:ben"),
        ("briefing deleted", "key:anna"),
    ]


def test_a_page_elsewhere_cannot_have_a_browser_keep_or_delete_one(server: Server) -> None:
    address = server.keep("anna")
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert server.ask("anna", "POST", "/v1/briefings", BRIEFING, **elsewhere).status_code == 403
    assert server.ask("anna", "DELETE", address, **elsewhere).status_code == 403


def test_one_keeps_so_many_and_no_more(server: Server) -> None:
    address = server.keep("anna")
    path = next((server.folder / "briefings").rglob("*.json"))
    for n in range(MOST_KEPT - 1):
        shutil.copy(path, path.with_name(f"{path.stem[:-4]}{n:04x}.json"))
    full = server.ask("anna", "POST", "/v1/briefings", BRIEFING)
    assert full.status_code == 409 and str(MOST_KEPT) in full.json()["detail"]
    assert server.ask("anna", "DELETE", address).status_code == 204
    server.keep("anna")


def test_one_keeps_so_many_megabytes_and_no_more(server: Server) -> None:
    long = BRIEFING | {"items": [{"note": "x" * 9_900}] * 100}
    addresses = [server.keep("anna", long) for _ in range(10)]
    short = server.keep("anna")
    full = server.ask("anna", "POST", "/v1/briefings", long)
    assert full.status_code == 409 and "10 MB" in full.json()["detail"]
    grown = server.ask("anna", "PUT", short, long, **{"If-Match": '"1"'})
    assert grown.status_code == 409
    assert server.ask("anna", "GET", short).json()["revision"] == 1
    server.keep("ben", long)
    assert server.ask("anna", "DELETE", addresses[0]).status_code == 204
    server.keep("anna", long)


@pytest.mark.timed
def test_a_briefing_of_made_up_citations_is_given_up_soon(server: Server) -> None:
    generation = open_storage(server.folder).open()
    files = [holding.info.sha256 for holding in generation.holdings]
    generation.close()
    ids = [
        base64.urlsafe_b64encode(
            struct.pack(">6sIHH4s", bytes.fromhex(files[n % 2][:12]), n, 9, 4999, b"none")
        ).decode()
        for n in range(3000)
    ]
    items = [{"quote": ids[n], "leads": ids[n + 1 : n + 6]} for n in range(0, 3000, 6)]
    started = time.process_time()
    address = server.keep("anna", BRIEFING | {"items": items})
    page = server.ask("ben", "GET", address.removeprefix("/v1"))
    shown = server.ask("ben", "POST", "/briefing/quotes", {"ids": ids[:600]}).json()
    assert time.process_time() - started < 20
    assert "too many quotes here" in page.text
    assert "too many quotes here" in shown[-1]["told"]


def test_where_nobody_has_to_say_who_they_are_nothing_is_kept(library: Path) -> None:
    with client_of(library) as client:
        refused = client.post("/v1/briefings", json=BRIEFING)
        assert refused.status_code == 403 and "signed in" in refused.json()["detail"]
        assert "data-keeps" not in client.get("/basket").text
    assert not (library / "briefings").exists()


@pytest.mark.parametrize("name", ["nothing", "../keys", f"{'a' * 32}-{'b' * 32}"])
def test_what_is_no_briefings_id_leads_nowhere(server: Server, name: str) -> None:
    assert server.ask("anna", "GET", f"/v1/briefings/{name}").status_code == 404
