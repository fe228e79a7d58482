"""Errors as application/problem+json (RFC 9457): what was wrong, which field, and the way out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import islice

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.rendering.templates import render
from api.shapes.examples import Node
from api.shapes.fields import described
from search.storage.beside import CannotKeep
from search.storage.errors import Unreachable

logger = logging.getLogger("pincite")

PROBLEM_TYPE = "application/problem+json"
MOST_WRONG = 100  # of the fields that are wrong, told
MOST_LETTERS = 200  # of the name of each
CLIENT_GONE = 499  # as others count it; nobody reads the answer


class FieldProblem(BaseModel):
    """A field that was wrong."""

    field: str = described("The field or parameter.", "filters.subject")
    detail: str = described("What is wrong with it.", "Extra inputs are not permitted.")


class Problem(BaseModel):
    """Why a request was not answered, and the way out."""

    type: str = described("Names the cause for programs.", "urn:pincite:invalid")
    title: str = described("The cause in a few words.", "The request is not understood")
    status: int = described("The HTTP status.", 422)
    detail: str = described(
        "One sentence for a person, with the way out.",
        "limit: Input should be less than or equal to 100.",
    )
    field: str | None = Field(
        default=None, description="The first field that was wrong.", examples=["limit"]
    )
    errors: list[FieldProblem] = Field(
        default=[], description="Every field that was wrong, up to a hundred."
    )
    request_id: str = Field(
        default="", description="As in the header X-Request-ID.", examples=["9f2c41d07a6be358"]
    )


class NotFound(HTTPException):
    def __init__(self, detail: str) -> None:
        super().__init__(404, detail)


class NotAcceptable(HTTPException):
    def __init__(self, detail: str) -> None:
        super().__init__(406, detail)


class NotModified(HTTPException):
    """The client holds what it would get."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(304, headers=dict(headers))


class BadField(HTTPException):
    def __init__(self, field: str, detail: str) -> None:
        super().__init__(422, detail)
        self.field = field


def add_problem_handlers(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    def _refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 304:
            return Response(status_code=304, headers=error.headers)
        field = error.field if isinstance(error, BadField) else None
        detail = str(error.detail)
        if error.status_code == 404 and detail == "Not Found":
            way_out = (
                "Check the address" if asked_by_a_person(request) else "/docs lists what there is"
            )
            detail = f"There is nothing at {request.url.path[:200]}. {way_out}."
        headers = error.headers
        if error.status_code == 405:
            allowed = ", ".join(_methods(request)) or "another method"
            detail = f"{request.method} is not possible here. Use {allowed}."
            headers = {"Allow": allowed} if _methods(request) else headers
        if error.status_code == 413:
            detail = "The request's body is too large. Send less at once."
        return problem(error.status_code, detail, request, field=field, headers=headers)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        # A megabyte of unknown fields is not answered by six of complaints.
        first = islice(error.errors(), MOST_WRONG)
        wrong = [(_field(e["loc"])[:MOST_LETTERS], _sentence(str(e["msg"]))) for e in first]
        field, detail = wrong[0]
        return problem(422, f"{field}: {detail}", request, field=field, errors=wrong)

    @app.exception_handler(Unreachable)
    def _unreachable(request: Request, error: Unreachable) -> Response:
        return unreachable(request, error)

    @app.exception_handler(CannotKeep)
    def _not_kept(request: Request, error: CannotKeep) -> Response:
        return unreachable(request, error)


def unreachable(request: Request, error: Unreachable | CannotKeep) -> Response:
    """The answer to a request that needs a database which does not answer, or cannot be written."""
    logger.error("%s", error)  # names a server, which is not for readers
    detail = "The database of the reports does not answer. Ask again in a moment."
    return problem(503, detail, request, headers={"Retry-After": "5"})


def problem(
    status: int,
    detail: str,
    request: Request | None = None,
    *,
    field: str | None = None,
    errors: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a request that is refused or failed: a page where a person's browser asked."""
    name, title = _TITLES.get(status, ("error", "Error"))
    if request is not None and asked_by_a_person(request):
        request_id = getattr(request.state, "request_id", "") if status >= 500 else ""
        page = {"title": title, "detail": detail, "request_id": request_id}
        refused = render(request, "problem.html", page, status)
        refused.headers.update(headers or {})
        return refused
    body: dict[str, object] = {
        "type": f"urn:pincite:{name}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if field:
        body["field"] = field
    if errors:
        body["errors"] = [{"field": f, "detail": d} for f, d in errors]
    if request is not None:
        body["request_id"] = getattr(request.state, "request_id", "")
    return JSONResponse(body, status, media_type=PROBLEM_TYPE, headers=headers)


def example_of(status: int, detail: str) -> dict[str, Node]:
    """What a refusal looks like, for the description of the API."""
    name, title = _TITLES[status]
    return {
        "type": f"urn:pincite:{name}",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": "9f2c41d07a6be358",
    }


_TITLES = {
    400: ("bad-request", "The request is not understood"),
    401: ("key-needed", "A key is needed"),
    403: ("forbidden", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    406: ("not-acceptable", "No such format"),
    409: ("conflict", "Not possible now"),
    412: ("changed", "Changed meanwhile"),
    413: ("too-large", "Too large"),
    415: ("not-taken", "Not taken in this form"),
    421: ("wrong-host", "Not a name of this server"),
    422: ("invalid", "The request is not understood"),
    429: ("too-many-requests", "Too many requests"),
    499: ("client-gone", "The client is gone"),
    500: ("failed", "Something went wrong here"),
    503: ("not-ready", "Not ready"),
}


def asked_by_a_person(request: Request) -> bool:
    """Browsers name HTML first; what is under /v1 is for programs, whoever asks."""
    first = request.headers.get("accept", "").partition(",")[0]
    return first.partition(";")[0] == "text/html" and not request.url.path.startswith("/v1/")


def _methods(request: Request) -> list[str]:
    """What the path can be asked with: one path may have several routes."""
    path = getattr(request.scope.get("route"), "path", "")
    return sorted(method.upper() for method in request.app.openapi()["paths"].get(path, {}))


def _field(place: Sequence[str | int]) -> str:
    """ "filters.subject" for a field of the body, "limit" for a parameter."""
    return ".".join(str(part) for part in place[1:]) or "the body"


def _sentence(message: str) -> str:
    if message == "Extra inputs are not permitted":
        message = "there is no such field. /docs lists what there is"
    return message if message.endswith(".") else f"{message}."
