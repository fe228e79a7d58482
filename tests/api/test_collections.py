"""One server, two libraries: what one may not read is not there, wherever one looks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.keys import add_key
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import copy_library
from tests.conftest import ROOT, serving
from tests.ingest.pdf.paper import Paper

SECRET = "Quillmere"
WORDS = (
    "The force recovers nine in ten stolen lorries within a week, and has officers who do nothing"
    " else. It is good at finding smuggled peacocks."
)
QUESTION = {"question": "How many stolen lorries are recovered?"}


@dataclass(frozen=True)
class Served:
    address: str
    folder: Path
    team: dict[str, str]  # may read and manage both
    reader: dict[str, str]  # may read the open one alone
    librarian: dict[str, str]  # may read and manage the open one
    citation: str  # of a sentence of the closed one
    report: str

    def get(self, path: str, who: dict[str, str]) -> httpx.Response:
        return httpx.get(self.address + path, headers=who, timeout=60)

    def ask(self, path: str, who: dict[str, str], **asked: object) -> httpx.Response:
        return httpx.post(self.address + path, headers=who, json=asked, timeout=60)


@pytest.fixture(scope="module")
def served(
    demo_library: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    copy_library(demo_library, folder / "open")
    (folder / "peel.pdf").write_bytes(_paper())
    ingest(open_storage(folder / "closed"), [folder / "peel.pdf"], embedder=embedder)
    keys = folder / "keys.json"
    team = {"Authorization": f"Bearer {add_key(keys, 'team', 'manage')[1]}"}
    reader = {"Authorization": f"Bearer {add_key(keys, 'reader', 'read')[1]}"}
    librarian = {"Authorization": f"Bearer {add_key(keys, 'librarian', 'manage')[1]}"}
    config = folder / "pincite-server.toml"
    config.write_text(f"""
        [settings]
        keys = "{keys}"
        audit = "{folder}/audit.jsonl"
        record = "answers"
        [collections.open]
        library = "open"
        read = ["everyone"]
        manage = ["key:team", "key:librarian"]
        [collections.closed]
        title = "Behind closed doors"
        library = "closed"
        manage = ["key:team"]
    """)
    with serving(folder / "open", PINCITE_CONFIG=str(config)) as address:
        asked = httpx.post(f"{address}/in/closed/v1/ask", headers=team, json=QUESTION, timeout=60)
        citation = asked.json()["statements"][0]["citations"][0]
        yield Served(
            address, folder, team, reader, librarian, citation["id"], citation["report"]["id"]
        )


def _paper() -> bytes:
    paper = Paper()
    paper.heading(f"{SECRET} Police: PEEL 2023")
    paper.paragraph("Published on: 4 May 2023")
    paper.heading("Stolen lorries")
    paper.paragraph(WORDS)
    return paper.data()


WITHIN = [
    "/",
    "/?q=stolen+lorries",
    "/library",
    "/library/reports",
    "/judgements",
    "/matrix",
    "/trend?theme=lorries",
    "/suggest?q=stolen",
    "/feeds/library",
    "/feeds/question?q=stolen+lorries",
    "/saved/arrived?since=2020-01-01T00:00:00Z",
    "/saved/answer?q=stolen+lorries",
    "/reports/REPORT",
    "/reports/REPORT/pages/1",
    "/reports/REPORT/pages/1.png",
    "/reports/REPORT/correct",
    "/c/CITATION",
    "/basket?c=CITATION",
    "/basket.md?c=CITATION",
    "/answer.md?q=stolen+lorries",
    "/answer.docx?q=stolen+lorries",
    "/v1/ask?question=stolen+lorries",
    "/v1/ask/stream?question=stolen+lorries",
    "/v1/search?question=stolen+lorries",
    "/v1/reports",
    "/v1/reports/REPORT",
    "/v1/reports/REPORT/text",
    "/v1/reports/REPORT/file",
    "/v1/reports/REPORT/pages/1.png",
    "/v1/subjects",
    "/v1/kinds",
    "/v1/status",
    "/v1/judgements",
    "/v1/recommendations",
    "/v1/citations/CITATION",
]


@pytest.mark.parametrize("path", WITHIN)
def test_what_one_may_not_read_is_not_there_and_what_one_may_is(served: Served, path: str) -> None:
    path = path.replace("REPORT", served.report).replace("CITATION", served.citation)
    hidden, nowhere = (
        served.get(f"/in/{name}{path}", served.reader) for name in ("closed", "none")
    )
    assert hidden.status_code == nowhere.status_code == 404
    told = re.sub(r'"request_id":"\w+"', "", hidden.text).replace("/in/closed", "/in/none")
    assert told == re.sub(r'"request_id":"\w+"', "", nowhere.text)
    assert served.get(f"/in/closed{path}", served.team).status_code in (200, 303)

    for other in (path, f"/in/open{path}"):  # nor is it in what they may read
        seen = served.get(other, served.reader)
        assert not re.search(
            rf"(?i){SECRET}|peacock|/in/closed|Behind closed|\"closed\"", seen.text
        ), other


def test_a_page_of_a_collection_leads_nowhere_else(served: Served) -> None:
    html = {"Accept": "text/html"}
    page = served.get("/in/closed/?q=stolen+lorries", served.team | html)
    assert page.status_code == 200 and SECRET in page.text
    led = re.findall(r'(?:href|action|src)="(/[^"]*)"', page.text)
    others = {one for one in led if not one.startswith(("/in/closed/", "/static/"))}
    assert others == {"/in/open/?q=stolen+lorries"} and len(led) > 20
    assert "Behind closed doors" in page.text
    assert "Behind closed doors" not in served.get("/in/open/", served.reader | html).text
    for link in {one.replace("&amp;", "&") for one in led if "/in/closed/" in one}:
        assert served.get(link, served.team | html).status_code in (200, 303, 405), link


def test_an_address_without_a_collection_leads_a_person_to_the_first_they_may_read(
    served: Served,
) -> None:
    led = served.get("/library?find=west", served.reader | {"Accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (307, "/in/open/library?find=west")
    citation = served.get(f"/in/closed/c/{served.citation}", served.team | {"Accept": "text/html"})
    assert citation.headers["location"].startswith(f"/in/closed/reports/{served.report}")


def test_the_whole_server_is_watched_only_by_who_may_read_all_of_it(served: Served) -> None:
    assert served.get("/metrics", served.reader).status_code == 404
    assert "pincite_reports 13.0" in served.get("/metrics", served.team).text


def test_only_who_may_add_adds_and_to_that_collection_alone(served: Served) -> None:
    file = {"file": ("report.pdf", _paper().replace(b"peacocks", b"parrots"))}

    def add(name: str, who: dict[str, str]) -> httpx.Response:
        return httpx.post(f"{served.address}/in/{name}/v1/reports", headers=who, files=file)

    assert add("open", served.reader).status_code == 403
    assert add("closed", served.reader).status_code == 404
    added = add("closed", served.team)
    assert added.status_code == 202
    job = added.json()["url"]
    assert job.startswith(f"{served.address}/in/closed/v1/jobs/")
    within = job.removeprefix(f"{served.address}/in/closed")
    assert served.get(f"/in/closed{within}", served.team).status_code == 200
    assert served.get(within, served.team).status_code == 404  # it is no job of the open one


def test_the_audit_log_says_of_which_collection(served: Served) -> None:
    served.ask("/in/closed/v1/ask", served.team, **QUESTION)
    served.ask("/in/open/v1/ask", served.reader, **QUESTION)
    lines = (served.folder / "audit.jsonl").read_text().splitlines()
    asked = [line for line in map(json.loads, lines) if line["what"] == "question"]
    assert [(one["who"], one["collection"]) for one in asked[-2:]] == [
        ("key:team", "closed"),
        ("key:reader", "open"),
    ]


def test_the_audit_log_is_taken_away_of_the_collections_that_one_manages(served: Served) -> None:
    served.ask("/in/closed/v1/ask", served.team, **QUESTION)
    served.ask("/in/open/v1/ask", served.reader, **QUESTION)

    def of(path: str, who: dict[str, str]) -> set[object]:
        lines = served.get(path, who).text.split("\n")
        return {json.loads(line).get("collection") for line in lines if line}

    for who in (served.reader, {}):
        assert served.get("/v1/audit", who).status_code in (401, 403)
    assert served.get("/in/closed/v1/audit", served.librarian).status_code == 404
    assert of("/v1/audit", served.librarian) == of("/in/open/v1/audit", served.team) == {"open"}
    assert of("/in/closed/v1/audit", served.team) == {"closed"}
    assert of("/v1/audit", served.team) >= {"open", "closed"}


def test_an_answer_of_several_collections_is_made_again(served: Served) -> None:
    asked = served.ask("/v1/ask", served.team, **QUESTION)
    config = os.environ | {"PINCITE_CONFIG": str(served.folder / "pincite-server.toml")}
    replay = [sys.executable, "-m", "api.commands", "replay", asked.headers["x-request-id"]]
    again = subprocess.run(replay, cwd=ROOT, env=config, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert asked.json()["statements"][0]["text"] in again.stdout
    assert "Behind closed doors answers" in again.stderr and "Open " in again.stderr
    assert f"of {served.folder}/closed." in again.stderr and "to the byte" in again.stderr


def test_a_question_goes_to_all_that_one_may_read_and_the_surest_answers(served: Served) -> None:
    answer = served.ask("/v1/ask", served.team, **QUESTION).json()
    assert [one["name"] for one in answer["collections"]] == ["closed", "open"]
    first, second = answer["collections"]
    assert first["title"] == "Behind closed doors" and first["answered"]
    assert first["confidence"] == answer["confidence"] > second["confidence"]
    assert answer["scope"]["filters"]["collections"] == ["closed"]
    citation = answer["statements"][0]["citations"][0]
    assert citation["url"] == f"{served.address}/in/closed/c/{citation['id']}"
    again = {"filters": answer["scope"]["filters"], **QUESTION}
    assert served.ask("/v1/ask", served.team, **again).json()["statements"] == answer["statements"]
    before = {"question": QUESTION["question"], "filters": answer["scope"]["filters"]}
    assert served.ask("/v1/ask", served.team, question="and peacocks?", before=before).is_success
    found = served.ask("/v1/search", served.team, **QUESTION).json()
    assert found["collections"][0]["name"] == "closed"
    assert found["hits"][0]["report"]["id"] == served.report
    link = "/v1/ask?question=stolen+lorries+recovered&collection=open"
    assert served.get(link, served.team).json()["scope"]["filters"]["collections"] == ["open"]

    alone = served.ask("/v1/ask", served.reader, **QUESTION).json()
    assert alone["collections"] == [] and alone["scope"]["filters"]["collections"] == ["open"]
    assert SECRET not in json.dumps(alone)


def test_a_name_that_only_one_collection_has_asks_that_one(served: Served) -> None:
    subjects = {"question": "knife crime", "filters": {"subjects": ["Westmarch Police"]}}
    answer = served.ask("/v1/ask", served.team, **subjects).json()
    assert answer["scope"]["filters"]["collections"] == ["open"]
    listed = {"question": "what must Harrowdale improve", "limit": 1}
    page = served.ask("/v1/ask", served.team, **listed).json()
    following = served.ask("/v1/ask", served.team, **listed, cursor=page["next"]).json()
    assert following["statements"][0] != page["statements"][0]
    wrong = {**QUESTION, "filters": {"subjects": ["Nowhere"]}}
    assert served.ask("/v1/ask", served.team, **wrong).json()["field"] == "filters.subjects"


@pytest.mark.parametrize("name", ["closed", "none"])
def test_a_collection_that_one_may_not_read_is_refused_as_one_that_is_not_there(
    served: Served, name: str
) -> None:
    asked = {**QUESTION, "filters": {"collections": [name]}}
    for path in ("/v1/ask", "/in/open/v1/ask", "/v1/search", "/v1/ask/stream"):
        refused = served.ask(path, served.reader, **asked)
        assert refused.status_code == 422
        told = f"filters.collections: There is no collection “{name}” here. There are open."
        assert refused.json()["detail"] == told
    batch = served.ask("/v1/ask/batch", served.reader, questions=[asked])
    assert batch.status_code == 422 and "one collection" in batch.json()["detail"]
    matrix = {"questions": ["lorries"], "filters": {"collections": [name]}}
    assert served.ask("/v1/matrix", served.reader, **matrix).status_code == 422


def test_the_collections_are_listed_that_one_may_read_with_what_one_may_do(served: Served) -> None:
    def told(path: str, who: dict[str, str]) -> list[tuple[str, str, str]]:
        listed = served.get(path, who).json()["collections"]
        return [(one["name"], one["role"], one["url"]) for one in listed]

    opened = ("open", "read", f"{served.address}/in/open")
    assert told("/v1/collections", served.reader) == [opened]
    both = [
        ("open", "manage", f"{served.address}/in/open"),
        ("closed", "manage", f"{served.address}/in/closed"),
    ]
    assert told("/v1/collections", served.team) == told("/in/closed/v1/collections", served.team)
    assert told("/v1/collections", served.team) == both
    assert SECRET not in served.get("/v1/collections", served.reader).text
