"""The matrix and the trend over HTTP: a job, its stream, and files whose links work."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from docx import Document
from openpyxl import load_workbook

QUESTIONS = ["how does the force handle knife crime", "grade for care leavers"]


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=60) as client:
        yield client


def ask(api: httpx.Client, **asked: object) -> dict[str, Any]:  # as JSON has it
    """The matrix, once it is whole."""
    started = api.post("/v1/matrix", json={"questions": QUESTIONS, **asked})
    assert started.status_code == 202
    matrix: dict[str, Any] = started.json()
    while matrix["progress"]["state"] in ("waiting", "working"):
        time.sleep(0.05)
        matrix = api.get(matrix["progress"]["url"]).json()
    return matrix


def said_in(matrix: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (row["label"], cell) for row in matrix["rows"] for cell in row["cells"] if cell["statement"]
    ]


def test_a_matrix_tells_its_rows_what_it_covers_and_a_cell_for_each_question(
    api: httpx.Client,
) -> None:
    matrix = ask(api, filters={"latest": True})
    assert matrix["progress"]["done"] == matrix["progress"]["total"] == 2 * len(matrix["rows"])
    assert [column["question"] for column in matrix["columns"]] == QUESTIONS
    assert matrix["covered"]["reports"] == sum(len(row["reports"]) for row in matrix["rows"])
    assert {cell["grade"] for _, cell in said_in(matrix)} > {"", "outstanding"}
    for label, cell in said_in(matrix):
        cited = cell["statement"]["citations"][0]
        assert cited["report"]["subject"] == label
        assert api.get(f"/v1/citations/{cited['id']}").json()["state"] == "here"


def test_the_stream_brings_the_rows_then_each_cell_then_the_end(api: httpx.Client) -> None:
    matrix = api.post("/v1/matrix", json={"questions": ["vetting"], "by": "report"}).json()
    streamed = api.get(f"{matrix['progress']['url']}/stream").text
    events = [
        (part.partition("\n")[0].removeprefix("event: "), json.loads(part.partition("data: ")[2]))
        for part in streamed.strip().split("\n\n")
        if part.startswith("event")
    ]
    names = [name for name, _ in events]
    assert names == ["matrix", *["cell"] * len(matrix["rows"]), "done"]
    assert events[0][1]["rows"][0]["cells"] == [None]
    assert [told["done"] for name, told in events if name == "cell"] == [*range(1, len(names) - 1)]
    assert events[-1][1]["state"] == "done"


def test_a_matrix_that_is_stopped_is_kept_as_it_is(api: httpx.Client) -> None:
    asked = {"questions": ["what must improve", "staff", "vetting", "care"], "by": "report"}
    url = api.post("/v1/matrix", json=asked).json()["progress"]["url"]
    stopped = api.post(f"{url}/stop").json()
    assert stopped["state"] in ("stopped", "done")
    assert api.get(url).json()["progress"]["done"] >= stopped["done"]
    assert api.get("/v1/matrix/nothing").status_code == 404


def test_the_files_have_every_cell_and_their_links_open_the_words(api: httpx.Client) -> None:
    matrix = ask(api)
    url, said = matrix["progress"]["url"], said_in(matrix)
    rows = list(csv.DictReader(io.StringIO(api.get(f"{url}?format=csv").text.lstrip("\ufeff"))))
    assert len(rows) == matrix["progress"]["total"]
    assert sum(bool(row["statement"]) for row in rows) == len(said)
    book = load_workbook(io.BytesIO(api.get(f"{url}?format=xlsx").content))
    sheet = book["Matrix"]
    assert sheet["B1"].value == QUESTIONS[0] and sheet.max_row == len(matrix["rows"]) + 1
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    word = Document(io.BytesIO(api.get(f"{url}?format=docx").content))
    linked = [rel.target_ref for rel in word.part.rels.values() if rel.is_external]
    csv_links = [row["link"] for row in rows if row["link"]]
    assert sorted(links) == sorted(csv_links) and set(linked) == set(links)
    assert sum(len(table.rows) for table in word.tables) == len(said)
    for row in rows[:20]:
        if row["link"]:
            page = httpx.get(row["link"], follow_redirects=True)
            assert page.status_code == 200 and "<mark" in page.text


def test_what_is_wrong_with_a_question_is_said(api: httpx.Client) -> None:
    many = api.post("/v1/matrix", json={"questions": ["staff"] * 7})
    assert many.status_code == 422 and many.json()["field"] == "questions"
    assert api.post("/v1/matrix", json={"questions": []}).status_code == 422
    assert api.post("/v1/matrix", json={"questions": ["a"], "by": "page"}).status_code == 422


def test_a_trend_counts_every_report_once_and_csv_says_the_same(api: httpx.Client) -> None:
    trend = api.get("/v1/trend", params={"theme": "care leavers"}).json()
    counted = api.get(
        "/v1/ask", params={"question": "how many reports mention care leavers"}
    ).json()
    assert sum(row["found"] for row in trend["rows"]) == counted["count"]["found"]
    assert sum(row["of"] for row in trend["rows"]) == counted["count"]["of"]
    assert all(len(row["reports"]) == row["found"] for row in trend["rows"])
    answer = api.get("/v1/trend", params={"theme": "care leavers", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [int(row["found"]) for row in rows] == [row["found"] for row in trend["rows"]]
    near = api.get("/v1/trend", params={"theme": "care leavers", "by": "meaning"}).json()
    assert trend["bar"] is None and near["bar"] == 0.9
    assert sum(row["found"] for row in near["rows"]) >= counted["count"]["found"]
