"""The forms that take a report out and bring it back, for who may manage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.pages.held.correcting import show_form
from api.permission import refusal, who_sent
from api.problems import problem
from api.rendering.templates import address
from search.storage.errors import LibraryError
from search.upkeep.bringing_back import CannotBringBack
from search.upkeep.removing import NotThere

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

KeyField = Annotated[str, Form(max_length=200)]


@router.post("/reports/{report_id}/remove")
def remove(
    request: Request,
    report_id: str,
    library: LibraryDep,
    settings: SettingsDep,
    how: Annotated[str, Form(pattern="^(remove|erase)$")],
    why: Annotated[str, Form(max_length=500)] = "",
    key: KeyField = "",
) -> Response:
    """Leads to the list of reports, where it is no more, and can be brought back if it may."""
    refused = refusal(request, settings, Role.MANAGE, key)
    if not refused and how == "erase" and not why.strip():
        refused = "Say why it is erased. It is what stays of it."
    if refused:
        return show_form(request, library, settings, report_id, refused)
    by = who_sent(request, settings, key)
    request.state.told = {"erased": how == "erase", "why": why, "by": by}
    try:
        if how == "erase":
            library.erase([report_id], by=by, why=why)
        else:
            library.remove([report_id])
    except LibraryError as error:
        return show_form(request, library, settings, report_id, str(error))
    if how == "erase":
        return RedirectResponse("/library/reports", 303)
    return RedirectResponse(address("/library/reports", out=report_id) + "#taken-out", 303)


@router.post("/library/reports/bring-back")
def bring_back(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    report_id: Annotated[str, Form(max_length=300)],
    key: KeyField = "",
) -> Response:
    """Leads to the report that is back, read anew from the file that was kept."""
    if refused := refusal(request, settings, Role.MANAGE, key):
        return problem(403, refused, request)
    request.state.told = {"report": report_id, "by": who_sent(request, settings, key)}
    try:
        library.bring_back([report_id])
    except (CannotBringBack, NotThere) as error:
        return problem(409, str(error), request)
    except LibraryError as error:
        return problem(503, str(error), request, headers={"Retry-After": "10"})
    return RedirectResponse(f"/reports/{report_id}", 303)
