"""Pages that a public body's service has: help, about, accessibility, privacy, contact."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import LibraryDep, SettingsDep
from api.etags import release
from api.pages.held.report_list import newest_reports
from api.rendering.templates import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/help")
@router.get("/about")
@router.get("/accessibility")
@router.get("/privacy")
@router.get("/contact")
def information(request: Request, library: LibraryDep, settings: SettingsDep) -> HTMLResponse:
    """What it is and how to use it, true of this server and its library."""
    holdings = library.generation.holdings
    return render(
        request,
        f"{request.url.path.strip('/')}.html",
        {
            "release": release(),
            "held": len(holdings),
            "newest": newest_reports(holdings, 1),
            "keeps_log": settings.query_log is not None,
            "keeps_text": settings.query_log_text,
        },
    )
