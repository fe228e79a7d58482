"""The OpenAPI description: what FastAPI finds in the routes, and the problems they may give."""

from __future__ import annotations

from typing import TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import PROBLEM_TYPE, Problem
from api.shared import release

Node: TypeAlias = "dict[str, Node] | list[Node] | str | int | float | bool | None"

ABOUT = """Answers over a collection of reports, each sentence pinned to its words.

Every position is an offset in characters into a report's text. A citation's `id` lasts: it finds
its words again after the library was rebuilt. Errors are `application/problem+json` (RFC 9457).
Every answer carries `X-Request-ID`; send one of your own to find it in the logs.
"""
PROBLEMS = {
    "400": "The body is not JSON, or not of the form it is said to be.",
    "404": "There is no such thing here.",
    "406": "There is no such format.",
    "413": "The body is too large.",
    "422": "A field or a parameter is unknown, missing or out of bounds.",
    "429": "Too many requests a minute; see `Retry-After`.",
    "500": "The server failed.",
    "503": "The server is not ready.",
}


def describe(app: FastAPI, *, keys: bool) -> dict[str, Node]:
    """The description, made once."""
    told: dict[str, Node] = get_openapi(
        title="Pincite",
        version=release(),
        openapi_version="3.1.0",
        summary="Answers over a collection of reports, each sentence pinned to its words.",
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
        tags=[
            {"name": "questions", "description": "Find and answer."},
            {"name": "citations", "description": "Citations that last."},
            {"name": "reports", "description": "Read what is held."},
            {"name": "judgements", "description": "What reports grade and ask for."},
            {"name": "adding", "description": "Add reports; needs a key with the scope manage."},
            {"name": "server", "description": "How the server is."},
        ],
    )
    components = _dict(told.setdefault("components", {}))
    schemas = _dict(components.setdefault("schemas", {}))
    schemas["Problem"] = _lifted(Problem.model_json_schema(ref_template=REF), schemas)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if keys:
        components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        told["security"] = [{"key": []}]
    for path, methods in _dict(told["paths"]).items():
        for operation in _dict(methods).values():
            _add_problems(_dict(operation), path, keys)
    return told


REF = "#/components/schemas/{model}"


def _add_problems(operation: dict[str, Node], path: str, keys: bool) -> None:
    responses = _dict(operation.setdefault("responses", {}))
    responses.pop("422", None)
    told = dict(PROBLEMS)
    if keys:
        told |= {"401": "A key is needed.", "403": "The key's scope is too narrow."}
    if path == "/v1/reports" and "requestBody" in operation:
        told |= {"403": "Adding needs a key with the scope manage.", "415": "Not a report."}
    if "{" in path or "If-None-Match" in str(operation):
        told["304"] = "What the client holds by its ETag is what it would get."
    for status, description in told.items():
        if status in responses or (status == "503" and path != "/readyz"):
            continue
        responses[status] = {"description": description}
        if status != "304":
            schema: Node = {"$ref": REF.format(model="Problem")}
            responses[status] = {
                "description": description,
                "content": {PROBLEM_TYPE: {"schema": schema}},
            }
    if path in ("/healthz", "/readyz") and keys:
        operation["security"] = []


def _lifted(schema: dict[str, Node], schemas: dict[str, Node]) -> dict[str, Node]:
    """The schema without its $defs, which go to where all are."""
    schemas |= _dict(schema.pop("$defs", {}))
    return schema


def _dict(node: Node) -> dict[str, Node]:
    assert isinstance(node, dict)
    return node
