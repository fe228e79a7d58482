"""The page at /docs: Swagger UI from an installed package: nothing is loaded from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles

from api.dependencies import OriginDep
from api.rendering.safe_headers import DOCS_HEADERS

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pincite API</title>
<link rel="stylesheet" href="docs/files/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/files/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
});
"""


def swagger_files() -> StaticFiles:
    """Swagger UI's own two files; the package holds nothing secret."""
    return StaticFiles(directory=Path(str(files("fastapi_offline"))) / "static")


@router.get("/docs")
def docs() -> HTMLResponse:
    return HTMLResponse(PAGE, headers=DOCS_HEADERS)


@router.get("/openapi.json")
def openapi(request: Request, origin: OriginDep) -> JSONResponse:
    """The description, with the address that it was asked for at."""
    return JSONResponse({**request.app.openapi(), "servers": [{"url": origin}]})


@router.get("/docs/start.js")
def start() -> Response:
    return Response(START, media_type="text/javascript")
