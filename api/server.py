"""The web server: one application over one library. Routes are in v1.py (JSON) and pages.py (HTML)."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from api import (
    baskets,
    downloads,
    feedback,
    library_pages,
    pages,
    report_pages,
    suggestions,
    v1,
)
from api.problems import add_problem_handlers
from api.shared import WEB
from search.library import Library


def build_app(library: Library) -> FastAPI:
    """The application, ready for uvicorn; closes nothing of the library."""
    app = FastAPI(
        title="Pincite",
        version="1",
        summary="Answers over a collection of reports, each sentence pinned to its words.",
        docs_url="/docs",
        redoc_url=None,
    )
    app.state.library = library
    app.include_router(v1.router)
    for part in (
        pages,
        report_pages,
        library_pages,
        baskets,
        downloads,
        suggestions,
        feedback,
    ):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    add_problem_handlers(app)
    return app
