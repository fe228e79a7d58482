"""The page on which it is put right what a report is about, for who may manage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.permission import may_ask, needs_key, refusal
from api.problems import NotFound
from api.rendering.templates import render
from api.rendering.words import iso_date
from api.settings import Settings
from ingest.overrides import FIELDS, BadOverrides
from search.holdings import Holding
from search.library import Library
from search.storage.errors import LibraryError
from search.upkeep.correcting import load_corrections, said_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

Value = Annotated[str, Form(max_length=500)]


@router.get("/reports/{report_id}/correct")
def form(
    request: Request, report_id: str, library: LibraryDep, settings: SettingsDep
) -> HTMLResponse:
    """What is known of the report, to be written over."""
    holding = _find(library, report_id)
    return _page(request, library, settings, holding, _known(holding))


@router.post("/reports/{report_id}/correct")
def correct(
    request: Request,
    report_id: str,
    library: LibraryDep,
    settings: SettingsDep,
    title: Value = "",
    subject: Value = "",
    kind: Value = "",
    published: Value = "",
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keeps what was changed; an emptied subject, kind or date is not known from then on."""
    holding = _find(library, report_id)
    values = {"title": title, "subject": subject, "kind": kind, "published": published}
    values = {name: " ".join(value.split()) for name, value in values.items()}
    problem = refusal(request, settings, Role.MANAGE, key)
    if not problem and not values["title"]:
        problem = "A report needs a title."
    if not problem:
        known = _known(holding)
        changes = {name: values[name] for name in FIELDS if values[name] != known[name]}
        try:
            if changes:
                library.correct(report_id, changes)
            return RedirectResponse(f"/reports/{report_id}/correct?done=1", 303)
        except BadOverrides:
            problem = "Write the date as 2023-07-14, July 2023 or 2023."
        except LibraryError as error:
            problem = str(error)
    return _page(request, library, settings, holding, values, problem, status=422)


def show_form(
    request: Request, library: Library, settings: Settings, report_id: str, problem: str
) -> HTMLResponse:
    """The page with what is wrong with what was sent from it."""
    holding = _find(library, report_id)
    return _page(request, library, settings, holding, _known(holding), problem, status=422)


def _find(library: Library, report_id: str) -> Holding:
    holding = library.generation.holdings.by_id.get(report_id)
    if holding is None:
        raise NotFound("There is no report at this address.")
    return holding


def _known(holding: Holding) -> dict[str, str]:
    info = holding.info
    return {
        "title": info.title,
        "subject": info.subject,
        "kind": info.kind,
        "published": iso_date(info),
    }


def _page(
    request: Request,
    library: Library,
    settings: Settings,
    holding: Holding,
    values: dict[str, str],
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    holdings = library.generation.holdings
    infos = [holding.info for holding in holdings]
    return render(
        request,
        "correct.html",
        {
            "info": holding.info,
            "values": values,
            "said": said_of(holding.info.source, load_corrections(library.beside)),
            "subjects": sorted({info.subject for info in infos if info.subject}),
            "kinds": sorted({info.kind for info in infos if info.kind}),
            "allowed": may_ask(request, settings, Role.MANAGE),
            "needs_key": needs_key(request, settings),
            "problem": problem,
            "done": "done" in request.query_params,
        },
        status,
    )
