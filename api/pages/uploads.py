"""The page on which reports are added, where that is allowed, and which tells how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.jobs import QueueFull, Upload, Uploads, UploadState
from api.permission import may_ask, needs_key, refusal, who_sent
from api.rendering.templates import address, render
from api.settings import Settings
from api.v1.uploads import UploadsDep
from ingest.errors import ReadError
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST = 20  # files at once

Jobs = Annotated[list[str], Query(max_length=MOST)]


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file on its way, and the report that it became."""

    upload: Upload
    state: UploadState
    report_id: str  # empty before it is done


@router.get("/upload")
def upload(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    uploads: UploadsDep,
    job: Jobs = [],  # noqa: B006  # FastAPI copies it
) -> HTMLResponse:
    """The form, and how far the files are that were sent with it."""
    views = [_view(sent, library.generation) for each in job if (sent := uploads.find(each))]
    return _page(
        request,
        settings,
        coming=views,
        under_way=any(one.state in ("waiting", "reading") for one in views),
        again=address("/upload", job=job),
        forgotten=len(job) - len(views),
    )


@router.post("/upload")
def add(
    request: Request,
    settings: SettingsDep,
    uploads: UploadsDep,
    file: Annotated[list[UploadFile], File()] = [],  # noqa: B006  # FastAPI copies it
    key: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Takes the files in; a program of the page gets the next address as JSON."""
    refused = refusal(request, settings, Role.ADD, key)
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
    sender = who_sent(request, settings, key) or request.state.caller
    taken_in = [_take_in(uploads, one, sender).id for one in files]
    following = address("/upload", job=taken_in)
    return JSONResponse({"address": following}) if by_script else RedirectResponse(following, 303)


def _take_in(uploads: Uploads, file: UploadFile, sender: str) -> Upload:
    name = file.filename or ""
    try:
        return uploads.add(name, file.file.read(), sender=sender)
    except ReadError as error:
        return uploads.refuse(name, str(error))
    except QueueFull as error:
        return uploads.refuse(name, str(error))


def _view(upload: Upload, generation: Generation) -> UploadView:
    """A file is done where its words can be asked: a moment after they are published."""
    if upload.state != "done":
        return UploadView(upload, upload.state, "")
    if (upload.generation or 0) > generation.number:
        return UploadView(upload, "reading", "")
    ids = [
        holding.info.id for holding in generation.holdings if holding.info.source == upload.source
    ]
    return UploadView(upload, "done", ids[0] if ids else "")


def _page(
    request: Request, settings: Settings, status: int = 200, **values: object
) -> HTMLResponse:
    page = {
        "allowed": may_ask(request, settings, Role.ADD),
        "needs_key": needs_key(request, settings),
        "most": MOST,
        "most_mb": settings.max_upload_mb,
        **values,
    }
    return render(request, "upload.html", page, status)
