"""The OpenAPI description: what FastAPI finds in the routes, and the problems they may give."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.etags import release
from api.middleware.admission import OPEN
from api.problems import PROBLEM_TYPE, Problem, example_of
from api.shapes.examples import REF, Node, as_dict, as_list, make_example

ABOUT = """Answers over a collection of reports, each sentence pinned to its words.

Every position is an offset in characters into a report's text. A citation's `id` lasts: it finds
its words again after the library was rebuilt. Errors are `application/problem+json` (RFC 9457).
Every answer carries `X-Request-ID`; send one of your own to find it in the logs.
"""
PROBLEMS = {
    "400": "The body is not JSON, or not of the form it is said to be.",
    "404": "There is no such thing here.",
    "406": "There is no such format.",
    "403": "It is another's, or nobody has signed in or sent a key.",
    "409": "No more are kept.",
    "412": "It was changed since it was read.",
    "413": "The body is too large.",
    "415": "The body is packed, or what is uploaded is neither a PDF nor a web page.",
    "421": "The server is not called by that name.",
    "422": "A field or a parameter is unknown, missing or out of bounds.",
    "429": "Too many requests a minute; see `Retry-After`.",
    "500": "The server failed.",
    "503": "The server is busy or not ready; see `Retry-After`.",
}
TAGS = {
    "questions": "Find and answer.",
    "citations": "Citations that last.",
    "reports": "Read what is held.",
    "judgements": "What reports grade and ask for.",
    "adding": "Add, correct and remove reports; needs a key with the scope manage.",
    "briefings": "Write between checked quotes, and keep it; for who has signed in or sends a key.",
    "server": "How the server is.",
}
# What a schema of bodies is called where the class without its "Shape" would not say it.
NAMES = {
    "AskShape": "Answer",
    "AnswersShape": "Answers",
    "AskBatchShape": "QuestionsToAnswer",
    "AskingShape": "QuestionToAnswer",
    "BeforeShape": "QuestionBefore",
    "Body_add_report": "FileToAdd",
    "CarriedShape": "CarriedOver",
    "CountShape": "Count",
    "FailureShape": "FailedFile",
    "Heading": "BriefingHeading",
    "GradeShape": "GradeInReport",
    "HealthShape": "ServerHealth",
    "JobShape": "UploadJob",
    "ListedShape": "ListedReport",
    "Note": "BriefingNote",
    "NeighboursShape": "PassageWithNeighbours",
    "PageShape": "PagePlace",
    "ResolvedShape": "CitationState",
    "Quote": "BriefingQuote",
    "RowShape": "AnswerRow",
    "SearchBatchShape": "QuestionsToSearch",
    "SearchShape": "SearchResult",
    "SearchesShape": "SearchResults",
    "SearchingShape": "QuestionToSearch",
    "SideShape": "ComparedSide",
    "StatusShape": "LibraryStatus",
    "TextShape": "ReportText",
}
KEY: dict[str, Node] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of `pincite keys add NAME`, where the server asks for keys. A browser"
    " gives it as a password (HTTP Basic).",
}
AUDIT = "/v1/audit"
TAGGED = {"reports", "citations", "judgements"}  # their answers carry an ETag
HEADERS: dict[str, Node] = {
    name: {"description": description, "schema": {"type": "string"}, "example": example}
    for name, description, example in (
        (
            "X-Request-ID",
            "Names this answer in the server's log; yours, where you sent one.",
            "9f2c41d07a6be358",
        ),
        (
            "ETag",
            "Names this edition; send it as If-None-Match to be told that it stands.",
            'W/"5b0c1d2e3f4a596877665544"',
        ),
        ("Retry-After", "Seconds to wait.", "3"),
        (
            "X-Next-Cursor",
            "The `cursor` of what follows; not there at the end.",
            "calderby-childrens-services-2023-06-30~000007",
        ),
        ("X-Citation-State", "As `state` in the JSON.", "moved"),
    )
}


def describe(app: FastAPI, *, keys: bool) -> dict[str, Node]:
    """The description, made once; who serves it says at which address."""
    description: dict[str, Node] = get_openapi(
        title="Pincite",
        version=release(),
        openapi_version="3.1.0",
        summary="Answers over a collection of reports, each sentence pinned to its words.",
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
        separate_input_output_schemas=False,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    components = as_dict(description.setdefault("components", {}))
    schemas = as_dict(components.setdefault("schemas", {}))
    schemas["Problem"] = _lifted(Problem.model_json_schema(ref_template=REF + "{model}"), schemas)
    as_dict(schemas["Body_add_report"])["description"] = "A form with one file."
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"key": KEY}
    description["security"] = [{"key": []}] if keys else [{}, {"key": []}]
    components["headers"] = HEADERS
    for path, methods in as_dict(description["paths"]).items():
        for operation in as_dict(methods).values():
            _add_problems(as_dict(operation), path, keys)
            _add_examples(as_dict(operation), schemas)
            _add_headers(as_dict(operation))
    return as_dict(_renamed(description, {name: _name(name) for name in schemas}))


def _name(schema: str) -> str:
    return NAMES.get(schema, schema.removesuffix("Shape"))


def _renamed(node: Node, names: dict[str, str]) -> Node:
    """The same with each schema by its name for readers, where it stands and where it is meant."""
    if isinstance(node, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(value, names) for value in node]
    if isinstance(node, str) and node.startswith(REF):
        return REF + names[node.removeprefix(REF)]
    return names.get(node, node) if isinstance(node, str) else node


def _add_problems(operation: dict[str, Node], path: str, keys: bool) -> None:
    responses = as_dict(operation["responses"])
    responses.pop("422", None)
    adds = "adding" in as_list(operation["tags"]) and "/jobs/" not in path
    problems = dict(PROBLEMS)
    kept = "briefings" in as_list(operation["tags"])
    for status, may in {
        "403": kept or path == AUDIT,
        "409": kept and "201" in responses,
        "412": kept and "requestBody" in operation and "{" in path,
        "400": "requestBody" in operation,
        "404": "{" in path or path == AUDIT,  # it may be kept nowhere
        "406": path.startswith(("/v1/citations", "/v1/judgements", "/v1/recommendations")),
        "415": "requestBody" in operation,
        "503": path != "/healthz",
    }.items():
        if not may:
            del problems[status]
    if keys and path not in OPEN:
        problems |= {"401": "A key is needed."}
    if adds:
        problems["403"] = "It needs a key with the scope manage."
    for status, description in problems.items():
        example = example_of(int(status), description)
        shown: Node = {"schema": {"$ref": f"{REF}Problem"}, "example": example}
        responses[status] = {"description": description, "content": {PROBLEM_TYPE: shown}}
    if TAGGED.intersection(str(tag) for tag in as_list(operation["tags"])) and not adds:
        responses["304"] = {"description": "What the client holds by its ETag still stands."}
    if path in OPEN:
        operation["security"] = []


def _add_examples(operation: dict[str, Node], schemas: dict[str, Node]) -> None:
    """Of what goes in and what comes out as JSON, where the route gives none itself."""
    bodies = [as_dict(one) for one in as_dict(operation["responses"]).values()]
    if "requestBody" in operation:
        bodies.append(as_dict(operation["requestBody"]))
    for body in bodies:
        content = as_dict(body.get("content", {})).get("application/json")
        if content is not None and "example" not in as_dict(content):
            schema = as_dict(as_dict(content)["schema"])
            as_dict(content)["example"] = make_example(schema, schemas)
            if body.get("description") == "Successful Response":
                shape = as_dict(schemas[str(schema["$ref"]).removeprefix(REF)])
                body["description"] = shape["description"]


def _add_headers(operation: dict[str, Node]) -> None:
    responses = as_dict(operation["responses"])
    for status, response in responses.items():
        headers = as_dict(as_dict(response).setdefault("headers", {}))
        names = ["X-Request-ID"]
        names += ["Retry-After"] if status in ("429", "503") else []
        names += ["ETag"] if status in ("200", "304") and "304" in responses else []
        headers |= {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _lifted(schema: dict[str, Node], schemas: dict[str, Node]) -> dict[str, Node]:
    """The schema without its $defs, which go to where all are."""
    schemas |= as_dict(schema.pop("$defs", {}))
    return schema
