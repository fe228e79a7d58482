"""The live server does what its description says, for whatever fits it and whatever does not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import pytest

from api.keys import add_key
from api.shapes.examples import Node, as_dict, as_list, make_example
from tests.api.asking import copy_library
from tests.conftest import serving

CONFIG = Path(__file__).with_name("schemathesis.toml")
# Chance finds the id of a matrix too seldom; test_matrix_routes.py asks these.
OF_MATRICES = {
    "GET /v1/matrix/{matrix_id}",
    "GET /v1/matrix/{matrix_id}/stream",
    "POST /v1/matrix/{matrix_id}/stop",
}
# They would take away what the others ask for; test_managing.py asks these.
CHANGING = {
    "PATCH /v1/reports/{report_id}",
    "DELETE /v1/reports/{report_id}",
    "POST /v1/reports/{report_id}/undo-removal",
}
# They are for who is somebody, which the demo's server asks of nobody; api/briefing and test_audit.py test them.
KEEPING = {
    "GET /v1/audit",
    "GET /v1/briefings",
    "POST /v1/briefings",
    "GET /v1/briefings/{briefing_id}",
    "PUT /v1/briefings/{briefing_id}",
    "DELETE /v1/briefings/{briefing_id}",
}
EXAMPLES = os.environ.get("SCHEMA_EXAMPLES", "5")  # of each endpoint, beside the edge cases


def test_no_request_that_the_schema_allows_or_forbids_surprises(
    demo_library: Path, tmp_path: Path
) -> None:
    library = copy_library(demo_library, tmp_path / "library")
    _, secret = add_key(tmp_path / "keys.json", "schemathesis", "manage")
    with serving(library, PINCITE_KEYS=str(tmp_path / "keys.json")) as address:
        command = [
            *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
            *("--config-file", str(CONFIG)),
            *("run", f"{address}/openapi.json", "--no-color", "--seed", "7"),
            *("--header", f"Authorization: Bearer {secret}", "--max-examples", EXAMPLES),
            *("--suppress-health-check", "all", "--workers", "2"),
            *("--request-timeout", "120"),  # a batch of a hundred, on a busy machine
        ]
        found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert found.returncode == 0, found.stdout[-6000:]
    counted = re.search(r"Selected: (\d+)/(\d+)\n +Tested: \1\n", found.stdout)
    assert counted and int(counted[2]) - int(counted[1]) == len(CHANGING), found.stdout[-6000:]
    assert "Authentication failed" not in found.stdout  # uploads were taken, too
    missed = found.stdout.partition("Missing test data")[2].partition("💡")[0]
    assert set(re.findall(r"- (\S+ /v1/\S+)\n", missed)) <= OF_MATRICES | KEEPING


@pytest.fixture(scope="module")
def told(demo_server: str) -> dict[str, Node]:
    found: dict[str, Node] = httpx.get(f"{demo_server}/openapi.json").json()
    return found


def operations(told: dict[str, Node]) -> Iterator[tuple[str, dict[str, Node]]]:
    """("GET /v1/kinds", what it is said to do) of each."""
    for path, methods in as_dict(told["paths"]).items():
        for method, operation in as_dict(methods).items():
            yield f"{method.upper()} {path}", as_dict(operation)


def test_the_description_lists_each_operation_and_how_it_fails(told: dict[str, Node]) -> None:
    assert told["openapi"] == "3.1.0"
    held = dict(operations(told))
    assert set(held) == {
        "GET /v1/search",
        "POST /v1/search",
        "POST /v1/search/batch",
        "GET /v1/collections",
        "GET /v1/ask",
        "POST /v1/ask",
        "POST /v1/ask/batch",
        "GET /v1/ask/stream",
        "POST /v1/ask/stream",
        "POST /v1/matrix",
        "GET /v1/matrix/{matrix_id}",
        "GET /v1/matrix/{matrix_id}/stream",
        "POST /v1/matrix/{matrix_id}/stop",
        "GET /v1/trend",
        "GET /v1/reports",
        "POST /v1/reports",
        "GET /v1/reports/{report_id}",
        *CHANGING,
        *KEEPING,
        "GET /v1/reports/{report_id}/text",
        "GET /v1/reports/{report_id}/file",
        "GET /v1/reports/{report_id}/pages/{number}.png",
        "GET /v1/passages/{passage_id}",
        "GET /v1/subjects",
        "GET /v1/kinds",
        "GET /v1/citations/{citation_id}",
        "GET /v1/status",
        "GET /v1/judgements",
        "GET /v1/recommendations",
        "GET /v1/jobs/{job_id}",
        "GET /healthz",
        "GET /readyz",
    }
    names = [operation["operationId"] for operation in held.values()]
    assert len(set(names)) == len(names) and {"ask", "search", "citation"} <= set(map(str, names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", str(name)) for name in names)
    for name, operation in held.items():
        problem = as_dict(as_dict(as_dict(operation["responses"])["422"])["content"])
        assert list(problem) == ["application/problem+json"], name


def test_the_description_says_where_the_server_is_and_how_a_key_is_sent(
    told: dict[str, Node], demo_server: str
) -> None:
    assert told["servers"] == [{"url": demo_server}]
    (scheme,) = as_dict(as_dict(told["components"])["securitySchemes"]).items()
    assert (scheme[0], as_dict(scheme[1])["scheme"]) == ("key", "bearer")
    assert told["security"] == [{}, {"key": []}]  # this server asks for none
    held = dict(operations(told))
    assert held["GET /healthz"]["security"] == [] and "security" not in held["POST /v1/ask"]


def test_schemas_are_named_for_readers(told: dict[str, Node]) -> None:
    names = set(as_dict(as_dict(told["components"])["schemas"]))
    assert {"Answer", "SearchResult", "Report", "QuestionToAnswer", "CitationState"} <= names
    assert not [name for name in names if "Shape" in name or "__" in name]
    referred = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(told)))
    assert referred <= names


def test_every_field_parameter_and_response_is_described_with_an_example(
    told: dict[str, Node],
) -> None:
    lacking = [place for place in undescribed(told) if place]
    assert lacking == []


def undescribed(told: dict[str, Node]) -> Iterator[str]:
    """Each thing that has no description, or no example where a part of it has none either."""
    schemas = as_dict(as_dict(told["components"])["schemas"])
    for name, schema in schemas.items():
        yield f"{name}: description" if not as_dict(schema).get("description") else ""
        for field, held in as_dict(as_dict(schema).get("properties", {})).items():
            yield from lacks(f"{name}.{field}", as_dict(held))
    for name, header in as_dict(as_dict(told["components"])["headers"]).items():
        yield from lacks(name, as_dict(header))
    for name, operation in operations(told):
        yield f"{name}: summary" if not operation.get("summary") else ""
        yield f"{name}: description" if not operation.get("description") else ""
        for parameter in as_list(operation.get("parameters", [])):
            one = as_dict(parameter)
            yield from lacks(f"{name} {one['name']}", {**as_dict(one["schema"]), **one})
        if "requestBody" in operation:
            body = as_dict(as_dict(operation["requestBody"])["content"])
            assert body.get("multipart/form-data") or "example" in as_dict(body["application/json"])
        for status, response in as_dict(operation["responses"]).items():
            one = as_dict(response)
            plain = one.get("description") in (None, "", "Successful Response")
            yield f"{name} {status}: description" if plain else ""
            for media_type, content in as_dict(one.get("content", {})).items():
                if media_type not in FILES and "example" not in as_dict(content):
                    yield f"{name} {status} {media_type}: example"


FILES = ("application/pdf", "image/png", "text/html")  # of a report: no example would fit in


def lacks(place: str, held: dict[str, Node]) -> Iterator[str]:
    refers = "$ref" in held or "$ref" in str(held.get("anyOf", held.get("items")))
    yield f"{place}: description" if not held.get("description") and "$ref" not in held else ""
    shown = refers or "example" in held or "examples" in held
    yield f"{place}: example" if not shown else ""


def test_every_example_of_a_body_is_one_that_its_schema_allows(told: dict[str, Node]) -> None:
    checked = 0
    for _, operation in operations(told):
        bodies = [*as_dict(operation["responses"]).values(), operation.get("requestBody", {})]
        for body in bodies:
            for content in as_dict(as_dict(body).get("content", {})).values():
                if "example" in as_dict(content) and "schema" in as_dict(content):
                    schema = {**as_dict(as_dict(content)["schema"]), **told}
                    jsonschema.validate(as_dict(content)["example"], schema)
                    checked += 1
    assert checked > 100


def test_what_the_description_shows_as_examples_is_answered(
    demo_server: str, told: dict[str, Node]
) -> None:
    asked = 0
    for name, operation in operations(told):
        if name in CHANGING | KEEPING:
            continue
        method, path = name.split()
        body = as_dict(operation.get("requestBody", {}))
        if "{job_id}" in path or "{matrix_id}" in path or "multipart/form-data" in str(body):
            continue
        query: dict[str, Node] = {}
        for parameter in as_list(operation.get("parameters", [])):
            one = as_dict(parameter)
            if one["name"] == "cursor":
                continue  # it belongs to another question and library
            example = make_example(one["schema"], {})
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(example))
            else:
                query[str(one["name"])] = example
        sent = as_dict(as_dict(body["content"])["application/json"])["example"] if body else None
        answer = httpx.request(
            method, demo_server + path, params=as_parameters(query), json=sent, timeout=30
        )
        assert answer.status_code in (200, 202), (name, answer.text)
        if "{citation_id}" in name:
            line = httpx.get(demo_server + path, headers={"Accept": "text/plain"}).text
            assert line == written_example(operation, "text/plain")
        asked += 1
    assert asked > 20


def written_example(operation: dict[str, Node], media_type: str) -> Node:
    content = as_dict(as_dict(as_dict(operation["responses"])["200"])["content"])
    return as_dict(content[media_type])["example"]


def as_parameters(query: dict[str, Node]) -> list[tuple[str, str]]:
    return [
        (name, str(one))
        for name, value in query.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def test_the_page_of_the_description_loads_nothing_from_elsewhere(demo_server: str) -> None:
    page = httpx.get(f"{demo_server}/docs")
    assert page.status_code == 200
    assert "http://" not in page.text and "https://" not in page.text
    assert "<script>" not in page.text
    for path in (
        "/docs/files/swagger-ui-bundle.js",
        "/docs/files/swagger-ui.css",
        "/docs/start.js",
    ):
        assert httpx.get(f"{demo_server}{path}").status_code == 200
