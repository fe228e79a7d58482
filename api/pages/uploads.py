"""The page on which reports are added, where that is allowed, and which tells how far they are."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from api.dependencies import LibraryDep, SettingsDep
from api.jobs import Adder, Job, take_in
from api.keys import Keyring
from api.pages.feedback import from_here
from api.rendering.templates import address, render
from api.settings import Settings
from ingest.errors import ReadError
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST = 20  # files at once

Jobs = Annotated[list[str], Query(max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Coming:
    """A file on its way, and the report that it became."""

    job: Job
    state: Literal["waiting", "reading", "done", "failed"]
    report_id: str  # empty before it is done


@router.get("/upload")
def upload(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    job: Jobs = [],  # noqa: B006  # FastAPI copies it
) -> HTMLResponse:
    """The form, and how far the files are that were sent with it."""
    held = [
        _coming(found, library.generation) for one in job if (found := _adder(request).job(one))
    ]
    return _page(
        request,
        settings,
        coming=held,
        under_way=any(one.state in ("waiting", "reading") for one in held),
        again=address("/upload", job=job),
        forgotten=len(job) - len(held),
    )


@router.post("/upload")
def add(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    file: Annotated[list[UploadFile], File()] = [],  # noqa: B006  # FastAPI copies it
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Takes the files in; a program of the page gets the next address as JSON."""
    refused = _refusal(request, settings, key)
    files = [one for one in file if one.filename]
    if not refused and not files:
        refused = "Choose a file first."
    if not refused and len(files) > MOST:
        refused = f"Send up to {MOST} files at once."
    by_script = "application/json" in request.headers.get("accept", "")
    if refused:
        if by_script:
            return JSONResponse({"problem": refused}, 422)
        return _page(request, settings, status=422, problem=refused)
    adder = _adder(request)
    jobs = []
    for one in files:
        name = one.filename or ""
        try:
            jobs.append(take_in(adder, library.beside, name, one.file.read()))
        except ReadError as error:
            jobs.append(adder.refuse(name, str(error)))
        except queue.Full:
            jobs.append(adder.refuse(name, "Too many files wait to be read. Send it again later."))
    following = address("/upload", job=[job.id for job in jobs])
    return JSONResponse({"address": following}) if by_script else RedirectResponse(following, 303)


def may_be_allowed(settings: Settings) -> bool:
    """Whether anybody at all can add reports on a page."""
    return bool(settings.keys) or settings.uploads


def _coming(job: Job, generation: Generation) -> Coming:
    """A file is done where its words can be asked: a moment after they are published."""
    if job.state != "done":
        return Coming(job, job.state, "")
    if (job.generation or 0) > generation.number:
        return Coming(job, "reading", "")
    ids = [row.info.id for row in generation.holdings if row.info.source == job.source]
    return Coming(job, "done", ids[0] if ids else "")


def _refusal(request: Request, settings: Settings, key: str) -> str:
    """Why files are not taken from this page; empty where they are."""
    if not may_be_allowed(settings):
        return "Adding reports is switched off on this server."
    if not from_here(request):
        return "Reports are added from this server’s own page only."
    if settings.keys is None:
        return ""
    found = Keyring(settings.keys).find(key.strip())
    if found is None:
        return "This key is not known here. Check that it is whole."
    return "" if found.scope == "manage" else "This key may read, but not add reports."


def _page(
    request: Request, settings: Settings, status: int = 200, **values: object
) -> HTMLResponse:
    told = {
        "allowed": may_be_allowed(settings),
        "needs_key": settings.keys is not None,
        "most": MOST,
        "most_mb": settings.max_upload_mb,
        **values,
    }
    return render(request, "upload.html", told, status)


def _adder(request: Request) -> Adder:
    adder = request.app.state.adder
    assert isinstance(adder, Adder)
    return adder
