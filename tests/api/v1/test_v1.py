"""Questions, reports, passages, judgements and citations over a real server."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

import httpx
import pytest
from PIL import Image

from api.v1.formats import choose_format
from search.library import Library
from search.models.sentence_model import Embedder, QuestionVectors
from search.results import ScopeShown
from search.storage.opening import open_storage
from search.upkeep.adding import ingest
from tests.api.asking import client_of, copy_library, wait_for_newest
from tests.conftest import ROOT


class NeverAsked(Embedder):
    """Fails a test that embeds before its time."""

    def embed_question(self, question: str) -> QuestionVectors:
        raise AssertionError("too early")


class Citation(TypedDict):
    id: str
    quote: str
    report: dict[str, str]


PDF_KIND = "children's services"
QUESTION = "How does the force handle knife crime?"


@pytest.fixture(scope="module")
def api(demo_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server, timeout=30) as client:
        yield client


def cited(api: httpx.Client) -> Citation:
    answer = api.post("/v1/ask", json={"question": QUESTION, "limit": 1}).json()
    found: Citation = answer["statements"][0]["citations"][0]
    return found


def test_a_link_asks_what_a_posted_question_asks(api: httpx.Client) -> None:
    posted = {"question": QUESTION, "limit": 3, "filters": {"kinds": ["PEEL"]}}
    by_post = api.post("/v1/ask", json=posted).json()
    by_link = api.get("/v1/ask", params={"question": QUESTION, "limit": 3, "kind": "PEEL"}).json()
    del by_post["took_ms"], by_link["took_ms"]
    assert by_post["answered"]
    assert by_link == by_post


def test_every_citation_is_a_slice_of_the_text_that_is_served(api: httpx.Client) -> None:
    answer = api.post("/v1/ask", json={"question": QUESTION, "limit": 5}).json()
    citations = [c for s in answer["statements"] for c in s["citations"]]
    assert citations
    for one in citations:
        place = {"start": one["start"], "end": one["end"]}
        text = api.get(f"/v1/reports/{one['report']['id']}/text", params=place).json()
        assert text["text"] == one["quote"]


def test_what_a_statement_leans_on_is_a_citation_of_its_own(api: httpx.Client) -> None:
    asked = "What must Harrowdale do straight away about missing children?"
    statement = api.get("/v1/ask", params={"question": asked}).json()["statements"][0]
    own, stem = statement["citations"]
    assert (own["part"], stem["part"]) == ("statement", "stem")
    assert own["quote"] == statement["text"]
    assert stem["quote"] == "With immediate effect, Harrowdale Constabulary should:"
    for one in (own, stem):
        place = {"start": one["start"], "end": one["end"]}
        text = api.get(f"/v1/reports/{one['report']['id']}/text", params=place).json()
        assert text["text"] == one["quote"]
        found = api.get(f"/v1/citations/{one['id']}").json()
        assert (found["state"], found["citation"]["quote"]) == ("here", one["quote"])
        assert "part" not in found["citation"]  # it is one of an answer's statement


def test_a_stream_gives_scope_then_hits_then_statements(api: httpx.Client) -> None:
    events = []
    asked = {"question": QUESTION, "limit": "2", "hits": "3"}
    with api.stream("GET", "/v1/ask/stream", params=asked) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                events.append((name, json.loads(line.removeprefix("data: "))))
    names = [name for name, _ in events]
    assert names == ["scope", "hit", "hit", "hit", "statement", "statement", "done"]
    whole = api.get("/v1/ask", params=asked).json()
    assert events[0][1] == whole["scope"]
    assert [data for name, data in events if name == "hit"] == whole["nearest"]
    assert [data for name, data in events if name == "statement"] == whole["statements"]
    assert events[-1][1] | {"took_ms": 0} == whole | {"took_ms": 0}


def test_a_step_of_an_answer_is_there_before_the_next_is_looked_for(demo_library: Path) -> None:
    library = Library(open_storage(demo_library), embedder=NeverAsked())
    steps = library.ask_in_steps(QUESTION, limit=2, hits=3)
    assert isinstance(next(steps), ScopeShown)
    with pytest.raises(AssertionError, match="too early"):
        next(steps)
    library.close()


def test_the_time_of_each_stage_is_told_where_it_is_asked_for(api: httpx.Client) -> None:
    stages = {"question", "encode", "tables", "meaning", "words", "late interaction"}
    stages |= {"answer type", "hits"}
    for path, told in (("/v1/search", stages), ("/v1/ask", {*stages, "answer"})):
        asked: dict[str, str | bool] = {"question": QUESTION, "timings": True}
        for answer in (api.post(path, json=asked), api.get(path, params=asked)):
            timings = answer.json()["timings_ms"]
            assert set(timings) >= told
            assert 0 < sum(timings.values()) <= answer.json()["took_ms"]
        assert api.post(path, json={"question": QUESTION}).json()["timings_ms"] is None


def test_a_batch_answers_each_question_in_order(api: httpx.Client) -> None:
    wanted = [QUESTION, "What of care leavers?"]
    questions = [{"question": question, "limit": 2} for question in wanted]
    found = api.post("/v1/ask/batch", json={"questions": questions}).json()["answers"]
    assert [answer["question"] for answer in found] == wanted
    too_many = api.post("/v1/search/batch", json={"questions": [{"question": "x"}] * 101})
    assert too_many.status_code == 422
    assert too_many.json()["field"] == "questions"


@pytest.mark.parametrize("sort", ["id", "-id", "published", "-published", "title", "-subject"])
def test_pages_of_reports_give_each_report_once_in_order(api: httpx.Client, sort: str) -> None:
    whole = api.get("/v1/reports", params={"limit": 1000, "sort": sort}).json()
    assert whole["next"] is None
    found, cursor = [], None
    while True:
        params = {"limit": "5", "sort": sort} | ({"cursor": cursor} if cursor else {})
        page = api.get("/v1/reports", params=params).json()
        found += page["reports"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole["reports"]
    assert len({report["id"] for report in found}) == 12


def test_reports_are_filtered_by_kind_and_date(api: httpx.Client) -> None:
    params = {"kind": "PEEL", "published_from": "2022-12-01"}
    found = api.get("/v1/reports", params=params).json()["reports"]
    assert found
    assert all(r["kind"] == "PEEL" and r["published"] >= "2022-12-01" for r in found)


def test_a_report_has_its_sections_in_the_order_of_its_text(api: httpx.Client) -> None:
    listed = api.get("/v1/reports").json()["reports"]
    for report in listed:
        found = api.get(f"/v1/reports/{report['id']}").json()
        assert {key: found[key] for key in report} == report
        starts = [section["start"] for section in found["sections"]]
        assert starts == sorted(starts) and starts


def test_the_file_is_a_download_and_the_very_bytes(api: httpx.Client) -> None:
    for report in api.get("/v1/reports").json()["reports"]:
        detail = api.get(f"/v1/reports/{report['id']}").json()
        file = api.get(f"/v1/reports/{report['id']}/file")
        assert sha256(file.content).hexdigest() == detail["sha256"]
        assert file.headers["content-disposition"].startswith("attachment")
        assert file.headers["content-security-policy"].startswith("sandbox")
        assert file.headers["x-content-type-options"] == "nosniff"


def test_a_passage_comes_with_its_neighbours(api: httpx.Client) -> None:
    hit = api.post("/v1/search", json={"question": QUESTION, "limit": 1}).json()["hits"][0]
    params = {"before": 2, "after": 1}
    found = api.get(f"/v1/passages/{hit['passage_id']}", params=params).json()
    assert found["passage"]["text"] == hit["text"]
    around = [*found["before"], found["passage"], *found["after"]]
    assert len(around) == 4
    places = [(passage["start"], passage["end"]) for passage in around]
    assert places == sorted(places)


def test_subjects_and_kinds_count_the_reports(api: httpx.Client) -> None:
    kinds = api.get("/v1/kinds").json()["kinds"]
    subjects = api.get("/v1/subjects").json()["subjects"]
    assert sum(kind["reports"] for kind in kinds) == 12
    assert sum(subject["reports"] for subject in subjects) == 12
    status = api.get("/v1/status").json()
    assert status["reports"] == 12 and status["failures"] == []


def test_a_judgement_is_quoted_and_its_citation_resolves(api: httpx.Client) -> None:
    found = api.get("/v1/judgements", params={"limit": 1000}).json()["judgements"]
    assert len(found) > 10
    for one in found[:20]:
        resolved = api.get(f"/v1/citations/{one['citation_id']}").json()
        assert resolved["state"] == "here"
        assert resolved["citation"]["quote"] == one["quote"]


def test_judgements_are_filtered_by_grade_and_newest(api: httpx.Client) -> None:
    good = api.get("/v1/judgements", params={"grade": "GOOD", "limit": 1000}).json()["judgements"]
    assert good and {one["grade"].casefold() for one in good} == {"good"}
    newest = api.get("/v1/judgements", params={"latest": True, "limit": 1000}).json()["judgements"]
    reports = {(o["report"]["subject"], o["report"]["kind"], o["report"]["id"]) for o in newest}
    assert len({key[:2] for key in reports}) == len(reports)


def test_an_area_is_found_as_it_is_recorded_and_as_it_is_printed(api: httpx.Client) -> None:
    def listed(path: str, area: str) -> list[str]:
        found = api.get(path, params={"area": area, "limit": 1000}).json()
        return [one.get("quote") or one["text"] for one in found[path.removeprefix("/v1/")]]

    recorded = listed("/v1/judgements", "care leavers")
    printed = listed("/v1/judgements", "The experiences and progress of care leavers")
    assert recorded and set(recorded) <= set(printed)
    assert all("care leavers" in quote.casefold() for quote in recorded)
    asked = listed("/v1/recommendations", "care leavers")
    assert 0 < len(asked) < len(api.get("/v1/recommendations").json()["recommendations"])


def test_judgements_as_csv_hold_what_the_json_holds(api: httpx.Client) -> None:
    as_json = api.get("/v1/judgements", params={"limit": 1000}).json()["judgements"]
    answer = api.get("/v1/judgements", params={"limit": 1000, "format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["area"], row["grade"], row["url"]) for row in rows] == [
        (one["area"], one["grade"], one["url"]) for one in as_json
    ]


def test_recommendations_are_slices_of_their_reports(api: httpx.Client) -> None:
    found = api.get("/v1/recommendations", params={"limit": 1000}).json()["recommendations"]
    assert found
    for one in found[:10]:
        place = {"start": one["start"], "end": one["end"]}
        text = api.get(f"/v1/reports/{one['report']['id']}/text", params=place).json()["text"]
        assert text == one["text"]


def test_an_annotation_points_at_the_words_in_three_ways(api: httpx.Client) -> None:
    one = cited(api)
    answer = api.get(f"/v1/citations/{one['id']}", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    quote, position = answer.json()["target"]["selector"][:2]
    report = one["report"]
    text = api.get(f"/v1/reports/{report['id']}/text").json()["text"]
    assert quote["exact"] == one["quote"] == text[position["start"] : position["end"]]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_a_citation_in_a_pdf_names_its_page_in_each_format(api: httpx.Client) -> None:
    filters = {"kinds": [PDF_KIND]}
    asked = {"question": "What happens to care leavers?", "filters": filters}
    answer = api.post("/v1/ask", json=asked).json()
    one = next(c for s in answer["statements"] for c in s["citations"] if c["page"])
    page = one["page"]
    path = f"/v1/citations/{one['id']}"
    selector = api.get(path, params={"format": "annotation"}).json()["target"]["selector"][2]
    assert selector["value"] == f"page={page['number']}"
    item = api.get(path, params={"format": "csl"}).json()[0]
    assert (item["type"], item["title"], item["page"]) == (
        "report",
        one["report"]["title"],
        page["label"],
    )
    published = date.fromisoformat(one["report"]["published"])
    assert item["issued"] == {"date-parts": [[published.year, published.month, published.day]]}
    line = api.get(path, headers={"Accept": "text/plain"}).text
    assert line.startswith("Ofsted, ") and line.endswith(f"page {page['label']}\n")
    assert f"/c/{one['id']})" in api.get(path, params={"format": "markdown"}).text


def test_the_quoted_words_are_boxed_on_the_page_as_printed(api: httpx.Client) -> None:
    asked = {"question": "What happens to care leavers?", "filters": {"kinds": [PDF_KIND]}}
    answer = api.post("/v1/ask", json=asked).json()
    one = next(c for s in answer["statements"] for c in s["citations"] if c["page"])
    path = f"/v1/reports/{one['report']['id']}/pages/{one['page']['number']}.png"
    plain, marked = api.get(path), api.get(path, params={"quote": one["quote"]})
    assert plain.headers["content-type"] == marked.headers["content-type"] == "image/png"
    assert plain.content != marked.content
    assert api.get(path, params={"quote": "These words are nowhere."}).status_code == 404
    small, large = (
        Image.open(io.BytesIO(api.get(path, params={"quote": one["quote"], "scale": n}).content))
        for n in (1, 4)
    )
    assert large.width == pytest.approx(4 * small.width, abs=4)
    assert large.height == pytest.approx(4 * small.height, abs=4)
    assert api.get(path, params={"scale": 5}).status_code == 422


def test_what_does_not_change_is_not_sent_twice(api: httpx.Client) -> None:
    one = cited(api)["id"]
    for path in ("/v1/reports", "/v1/subjects", f"/v1/citations/{one}"):
        tag = api.get(path).headers["etag"]
        again = api.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_each_format_of_an_address_has_a_tag_of_its_own(api: httpx.Client) -> None:
    formats = {
        f"/v1/citations/{cited(api)['id']}": ("application/json", "text/plain", "text/markdown"),
        "/v1/judgements": ("application/json", "text/csv, application/json;q=0.5"),
        "/v1/recommendations": ("*/*", "text/csv"),
    }
    for path, accepted in formats.items():
        found = [api.get(path, headers={"Accept": one}) for one in accepted]
        assert len({answer.headers["content-type"] for answer in found}) == len(accepted)
        assert len({answer.headers["etag"] for answer in found}) == len(accepted)
        for one, answer in zip(accepted, found, strict=True):
            assert "Accept" in answer.headers["vary"].split(", ")
            held = {"Accept": one, "If-None-Match": answer.headers["etag"]}
            assert api.get(path, headers=held).status_code == 304
        assert api.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("text/*", "csv"),
        ("application/json;q=0.1, TEXT/CSV", "csv"),
        ("text/csv;q=0, */*", "json"),
        ("text/html, text/csv; charset=utf-8; q=0.4, */*;q=0.1", "csv"),
        ("text/csv;q=high", "csv"),
    ],
)
def test_a_format_is_chosen_as_accept_prefers(header: str, chosen: str) -> None:
    offers = {"application/json": "json", "text/csv": "csv"}
    assert choose_format(header, offers) == chosen


def test_an_etag_of_a_report_lasts_while_others_come_in(
    demo_library: Path, tmp_path: Path, embedder: Embedder
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    report = "/v1/reports/calderby-childrens-services-2023-06-30"
    paths = (report, f"{report}/text", f"{report}/file", f"{report}/pages/3.png")
    with client_of(library) as client:
        tags = {path: client.get(path).headers["etag"] for path in (*paths, "/v1/kinds")}
        new = tmp_path / "new.html"
        page = ROOT / "demo" / "reports" / "harrowdale" / "peel-2022-12-09.html"
        new.write_bytes(page.read_bytes() + b"<!-- other bytes: another report -->")
        assert ingest(open_storage(library), [new], embedder=embedder).added == 1
        wait_for_newest(client, library)
        again = {
            path: client.get(path, headers={"If-None-Match": tag}).status_code
            for path, tag in tags.items()
        }
    assert again == {**dict.fromkeys(paths, 304), "/v1/kinds": 200}


def test_head_is_answered_as_get_without_the_body(api: httpx.Client) -> None:
    for path in ("/healthz", "/v1/reports", f"/c/{cited(api)['id']}", "/"):
        got, head = api.get(path), api.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers.get("content-type") == got.headers.get("content-type")
    assert api.head("/v1/ask/batch").status_code == 405


def test_part_of_a_file_can_be_asked_for(api: httpx.Client) -> None:
    path = "/v1/reports/calderby-childrens-services-2023-06-30/file"
    whole = api.get(path)
    part = api.get(path, headers={"Range": "bytes=100-199", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    rest = api.get(path, headers={"Range": f"bytes={len(whole.content) - 7}-"})
    assert rest.content == whole.content[-7:]
    assert api.get(path, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    changed = api.get(path, headers={"Range": "bytes=100-199", "If-Range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole.content)


def test_long_answers_are_packed_where_the_client_can_unpack(api: httpx.Client) -> None:
    plain = api.get("/v1/reports", headers={"Accept-Encoding": "identity"})
    packed = api.get("/v1/reports", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()


def test_metrics_count_what_was_asked(api: httpx.Client) -> None:
    def answered() -> float:
        for line in api.get("/metrics").text.splitlines():
            if line.startswith('pincite_questions_total{outcome="answered",route="ask"}'):
                return float(line.split()[-1])
        return 0.0

    before = answered()
    cited(api)
    assert answered() == before + 1
