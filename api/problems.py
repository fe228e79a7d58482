"""Errors as application/problem+json (RFC 9457): which field, and the way out."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException


class NotFound(HTTPException):
    def __init__(self, detail: str) -> None:
        super().__init__(404, detail)


def add_problem_handlers(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    def _refused(request: Request, error: HTTPException) -> JSONResponse:
        return _problem(error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "the request"
        return _problem(422, f"{field}: {first['msg']}.", field)


def _problem(status: int, detail: str, field: str | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status}
    extra = {"detail": detail} | ({"field": field} if field else {})
    return JSONResponse(body | extra, status, media_type="application/problem+json")


_TITLES = {404: "Not found", 405: "Method not allowed", 422: "The request is not understood"}
