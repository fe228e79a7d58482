"""The client asks a real server, and reads all that it says."""

from __future__ import annotations

import ast
import asyncio
import inspect
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest

import pincite_client
from api.keys import add_key
from pincite_client import (
    Answer,
    AsyncClient,
    Client,
    Filters,
    Hit,
    Matrix,
    MatrixCell,
    MatrixProgress,
    QuestionBefore,
    Refused,
    Scope,
    Statement,
)
from tests.api.asking import copy_library
from tests.conftest import ROOT, serving

CLIENT = ROOT / "api" / "client"
QUESTION = "How does the force handle knife crime?"
PEEL = Filters(kinds=("PEEL",), published_from=date(2020, 1, 1))


@pytest.fixture(scope="module")
def pincite(demo_server: str) -> Iterator[Client]:
    with Client(demo_server) as client:
        yield client


def test_an_answer_is_read_whole(pincite: Client, demo_server: str) -> None:
    answer = pincite.ask(QUESTION, PEEL, 2)
    body = {"question": QUESTION, "limit": 2}
    body["filters"] = {"kinds": ["PEEL"], "published_from": "2020-01-01"}
    told = httpx.post(f"{demo_server}/v1/ask", json=body).json()
    assert as_json(answer) | {"took_ms": 0} == told | {"took_ms": 0}
    assert answer.answered and answer.statements[0].citations[0].report.kind == "PEEL"


def as_json(value: object) -> dict[str, object]:
    """A value of the client as the server told it."""
    assert is_dataclass(value) and not isinstance(value, type)
    plain = plainly(asdict(value))
    assert isinstance(plain, dict)
    return plain


def plainly(value: object) -> object:
    if isinstance(value, dict):
        return {name: plainly(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [plainly(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def test_a_citation_leads_to_its_words(pincite: Client) -> None:
    cited = pincite.ask(QUESTION).statements[0].citations[0]
    found = pincite.citation(cited.id)
    assert found.state == "here" and found.citation is not None
    assert found.citation.quote == cited.quote
    assert pincite.text(cited.report.id, cited.start, cited.end).text == cited.quote
    assert pincite.file(cited.report.id)


def test_an_answer_comes_in_steps_as_it_stands(pincite: Client) -> None:
    steps = list(pincite.ask_in_steps(QUESTION, limit=2, hits=3))
    assert [type(step) for step in steps] == [Scope, Hit, Hit, Hit, Statement, Statement, Answer]
    answer = steps[-1]
    assert isinstance(answer, Answer)
    assert answer.statements == tuple(steps[4:6])


def test_pages_of_an_answer_and_of_lists_follow_one_another(pincite: Client) -> None:
    asked = "what must Harrowdale improve"
    first = pincite.ask(asked, limit=2)
    second = pincite.ask(asked, limit=2, cursor=first.next)
    whole = pincite.ask(asked, limit=100)
    assert (*first.statements, *second.statements) == whole.statements[:4]
    assert len(list(pincite.reports())) == pincite.status().reports == 12
    assert {one.grade for one in pincite.judgements(grades=["good"])} == {"good"}
    assert all(one.report.subject == "Harrowdale Constabulary" for one in harrowdale(pincite))


def harrowdale(pincite: Client) -> list[pincite_client.Recommendation]:
    found = list(pincite.recommendations(Filters(subjects=("Harrowdale Constabulary",))))
    assert found
    return found


def test_pages_are_fetched_until_the_last(pincite: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(pincite.reports())
    monkeypatch.setattr("pincite_client.calls.PAGE", 5)
    assert list(pincite.reports()) == whole


def test_a_question_goes_on_from_the_one_before(pincite: Client) -> None:
    before = QuestionBefore("knife crime", Filters(subjects=("Westmarch Police",)))
    answer = pincite.ask("and in 2025?", before=before)
    assert answer.read_as and "Westmarch Police" in [part.value for part in answer.scope.carried]


def test_several_are_asked_and_searched_and_the_library_is_told(pincite: Client) -> None:
    answers = pincite.ask_all([QUESTION, "What of care leavers?"], limit=1)
    assert [answer.question for answer in answers] == [QUESTION, "What of care leavers?"]
    subjects = {subject.name for subject in pincite.subjects()}
    found = pincite.search("children", limit=100, by_subject=True)
    assert {hit.report.subject for hit in found.hits} == subjects
    assert {kind.name for kind in pincite.kinds()} >= {"PEEL"}
    detail = pincite.report("calderby-childrens-services-2023-06-30")
    assert detail.published == date(2023, 6, 30) and detail.judgements


def test_what_the_server_refuses_is_told_with_the_way_out(pincite: Client) -> None:
    with pytest.raises(Refused, match="Did you mean Calderby or North Calderby") as refused:
        pincite.ask("x", Filters(subjects=("Calderbi",)))
    assert refused.value.problem.field == "filters.subjects"
    with pytest.raises(Refused, match="not a citation id"):
        pincite.citation("nothing")
    with pytest.raises(Refused, match="Did you mean Calderby"):
        list(pincite.ask_in_steps("x", Filters(subjects=("Calderbi",))))


def test_the_client_that_is_awaited_says_the_same(pincite: Client, demo_server: str) -> None:
    async def ask() -> tuple[Answer, list[object], list[str], str]:
        async with AsyncClient(demo_server) as awaited:
            answer, found = await asyncio.gather(
                awaited.ask(QUESTION, PEEL, 2), awaited.search(QUESTION, limit=1)
            )
            steps = [step async for step in awaited.ask_in_steps(QUESTION, limit=2, hits=1)]
            reports = [report.id async for report in awaited.reports()]
            return answer, list(steps), reports, found.hits[0].passage_id

    answer, steps, reports, passage = asyncio.run(ask())
    assert answer.statements == pincite.ask(QUESTION, PEEL, 2).statements
    assert steps[:-1] == list(pincite.ask_in_steps(QUESTION, limit=2, hits=1))[:-1]
    assert reports == [report.id for report in pincite.reports()]
    assert passage == pincite.search(QUESTION, limit=1).hits[0].passage_id


def test_a_matrix_comes_in_steps_and_is_then_whole_with_its_file(
    pincite: Client, demo_server: str
) -> None:
    asked = ["how quickly are 999 calls answered", "leadership grade"]
    first, *cells, last = pincite.matrix_in_steps(asked, Filters(latest=True))
    assert isinstance(first, Matrix) and isinstance(last, MatrixProgress)
    assert {cell for row in first.rows for cell in row.cells} == {None}
    assert last.state == "done" and len(cells) == last.done == last.total == 2 * len(first.rows)
    whole = pincite.matrix(last.id)
    for came in cells:
        assert isinstance(came, MatrixCell)
        assert whole.rows[came.row].cells[came.column] == came.cell
    assert any(cell and cell.grade for row in whole.rows for cell in row.cells)
    assert pincite.matrix_file(last.id).startswith(b"PK")
    assert pincite.stop_matrix(last.id).state == "done"
    assert pincite.ask_matrix(asked, Filters(latest=True)) == whole

    async def ask() -> list[object]:
        async with AsyncClient(demo_server) as awaited:
            steps = awaited.matrix_in_steps(asked, Filters(latest=True))
            return [step async for step in steps]

    assert asyncio.run(ask())[1:-1] == cells
    with pytest.raises(Refused, match="no matrix"):
        pincite.matrix("nothing")


def test_both_clients_have_the_same_methods() -> None:
    def methods(client: type) -> dict[str, list[object]]:
        told = inspect.getmembers(client, inspect.isfunction)
        return {
            name: [(one.name, one.default) for one in inspect.signature(each).parameters.values()]
            for name, each in told
            if not name.startswith("_")
        }

    assert methods(Client) == methods(AsyncClient)
    returned = inspect.get_annotations(AsyncClient.ask, eval_str=True)["return"]
    assert returned is Answer and inspect.iscoroutinefunction(AsyncClient.ask)


def test_every_shape_has_the_fields_that_the_server_describes(demo_server: str) -> None:
    told = httpx.get(f"{demo_server}/openapi.json").json()["components"]["schemas"]
    known = {
        name: shape
        for name in pincite_client.__all__
        if is_dataclass(shape := getattr(pincite_client, name)) and name in told
    }
    assert len(known) > 25
    for name, shape in known.items():
        described = set(told[name]["properties"])
        described -= {"errors"} if name == "Problem" else set()
        assert {field.name for field in fields(shape)} == described, name


def test_a_report_is_added_and_its_job_followed(demo_library: Path, tmp_path: Path) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    _, secret = add_key(tmp_path / "keys.json", "editor", "manage")
    page = "<!doctype html><title>Lowmoor</title><h1>Lowmoor</h1><p>We found it good.</p>"
    with (
        serving(library, PINCITE_KEYS=str(tmp_path / "keys.json")) as address,
        Client(address, key=secret) as pincite,
    ):
        job = pincite.add_report("lowmoor.html", page.encode())
        assert pincite.job(job.id).source.startswith("lowmoor-")
        with Client(address) as stranger, pytest.raises(Refused, match="Authorization"):
            stranger.status()


def test_it_imports_nothing_of_the_server() -> None:
    for file in (CLIENT / "pincite_client").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.partition(".")[0]
                assert top in {"pincite_client", "httpx"} or top in sys.stdlib_module_names, name


@pytest.mark.parametrize(("folder", "has"), [(CLIENT, True), (ROOT, False)])
def test_the_wheels_hold_what_is_theirs(tmp_path: Path, folder: Path, has: bool) -> None:
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    build = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(build, cwd=folder, capture_output=True, text=True, check=True)
    names = zipfile.ZipFile(tmp_path / done.stdout.strip().splitlines()[-1]).namelist()
    assert any("pincite_client/" in name for name in names) == has
    assert ("pincite_client/py.typed" in names) == has
    assert ("api/app.py" in names) == (not has)


def test_what_is_held_is_corrected_taken_out_brought_back_and_erased(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    _, secret = add_key(tmp_path / "keys.json", "editor", "manage")
    report_id = "harrowdale-peel-2022-12-09"
    with (
        serving(library, PINCITE_KEYS=str(tmp_path / "keys.json")) as address,
        Client(address, key=secret) as pincite,
    ):
        corrected = pincite.correct_report(report_id, subject="The Old Mill", published="")
        assert (corrected.subject, corrected.published, corrected.kind) == (
            "The Old Mill",
            None,
            "PEEL",
        )
        assert pincite.remove_report(report_id).state == "removed"
        with pytest.raises(Refused, match="There is no report"):
            pincite.report(report_id)
        assert pincite.bring_back_report(report_id).state == "here"
        assert pincite.report(report_id).id == report_id
        with pytest.raises(Refused, match="why"):
            pincite.erase_report(report_id, " ")

        async def erase() -> str:
            async with AsyncClient(address, key=secret) as awaited:
                kept = (await awaited.correct_report(report_id, kind="letter")).kind
                erased = await awaited.erase_report(report_id, "A court ordered it.")
                with pytest.raises(Refused, match="was erased"):
                    await awaited.bring_back_report(report_id)
                with pytest.raises(Refused, match="no report"):
                    await awaited.remove_report(report_id)
                return f"{kept} {erased.state}"

        assert asyncio.run(erase()) == "letter erased"
        job = pincite.add_report("again.html", b"<!doctype html><p>x", replaces=None)
        with pytest.raises(Refused, match="replaces"):
            pincite.add_report("again.html", b"<!doctype html><p>x", replaces="nothing")
        assert job.state in ("waiting", "reading", "done", "failed")


def test_the_rest_of_what_there_is_to_read_is_read(pincite: Client, demo_server: str) -> None:
    found, other = pincite.search_all([QUESTION, "care leavers"], limit=1)
    assert (found.question, other.question) == (QUESTION, "care leavers")
    around = pincite.passage(found.hits[0].passage_id, before=1, after=2)
    assert around.passage.text == found.hits[0].text and len(around.after) == 2
    cited = pincite.ask("Where do care leavers live?").statements[0].citations[0]
    assert cited.page is not None
    assert pincite.page_picture(cited.report.id, cited.page.number)[:4] == b"\x89PNG"
    assert cited.report.title in pincite.citation_text(cited.id)
    assert pincite.citation_text(cited.id, "csl").startswith("[")
    trend = pincite.trend("knife crime", Filters(kinds=("PEEL",)))
    assert trend.rows and all(0 <= row.found <= row.of for row in trend.rows)
    (only,) = pincite.collections()
    assert (only.name, only.url) == ("", demo_server)

    async def ask() -> tuple[object, ...]:
        async with AsyncClient(demo_server) as awaited:
            return await asyncio.gather(
                awaited.collections(),
                awaited.trend("knife crime", Filters(kinds=("PEEL",))),
                awaited.passage(found.hits[0].passage_id, before=1, after=2),
                awaited.citation_text(cited.id),
                awaited.page_picture(cited.report.id, cited.page.number if cited.page else 1),
                awaited.search_all([QUESTION], limit=1),
            )

    assert [type(one) for one in asyncio.run(ask())] == [
        list,
        type(trend),
        type(around),
        str,
        bytes,
        list,
    ]


def test_a_briefing_is_kept_changed_and_deleted(tmp_path: Path, demo_library: Path) -> None:
    _, secret = add_key(tmp_path / "keys.json", "analyst", "read")
    written = {"title": "Knife crime", "items": [{"heading": "What the force does"}]}
    library = copy_library(demo_library, tmp_path / "library")  # it is kept beside it
    with (
        serving(library, PINCITE_KEYS=str(tmp_path / "keys.json")) as address,
        Client(address, key=secret) as pincite,
    ):
        kept = pincite.keep_briefing(written)
        changed = pincite.change_briefing(kept.id, written | {"title": "Knives"}, kept.revision)
        with pytest.raises(Refused) as refused:
            pincite.change_briefing(kept.id, written, kept.revision)
        assert refused.value.problem.status == 412
        assert [one.title for one in pincite.briefings()] == ["Knives"]

        async def read_and_delete() -> str:
            async with AsyncClient(address, key=secret) as awaited:
                found = await awaited.briefing(kept.id)
                await awaited.delete_briefing(kept.id)
                return str(found.briefing["title"])

        assert (kept.mine, changed.revision) == (True, 2)
        assert asyncio.run(read_and_delete()) == "Knives"
        assert pincite.briefings() == []


def test_every_route_has_a_method(demo_server: str) -> None:
    told = httpx.get(f"{demo_server}/openapi.json").json()["paths"]
    source = (CLIENT / "pincite_client" / "calls.py").read_text(encoding="utf-8")
    ends = {path.rpartition("/")[2] for path in told if path.startswith("/v1/")}
    ends = {end for end in ends if not end.startswith("{")}
    assert {end for end in ends if end not in source} == set()
    assert set(told) - {path for path in told if path.startswith("/v1/")} == {"/healthz", "/readyz"}
