"""The form on a report's page of corrections that takes it out, for who may manage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.keys import Keyring
from api.pages.held.correcting import show_form
from api.permission import needs_key, refusal
from search.storage.contract import LibraryError

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.post("/reports/{report_id}/remove")
def remove(
    request: Request,
    report_id: str,
    library: LibraryDep,
    settings: SettingsDep,
    how: Annotated[str, Form(pattern="^(remove|erase)$")],
    why: Annotated[str, Form(max_length=500)] = "",
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Leads to the list of reports, where it is no more."""
    problem = refusal(request, settings, Role.MANAGE, key)
    if not problem and how == "erase" and not why.strip():
        problem = "Say why it is erased. It is what stays of it."
    if problem:
        return show_form(request, library, settings, report_id, problem)
    by = str(request.state.key)
    if needs_key(request, settings) and settings.keys is not None:
        found = Keyring(settings.keys).find(key.strip())
        by = found.name if found else by
    request.state.told = {"erased": how == "erase", "why": why, "by": by}
    try:
        if how == "erase":
            library.erase([report_id], by=by, why=why)
        else:
            library.remove([report_id])
    except LibraryError as error:
        return show_form(request, library, settings, report_id, str(error))
    return RedirectResponse("/library/reports", 303)
