"""The JSON routes that add reports: a file is sent, and its job tells how far it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Form, Path, Request, UploadFile
from starlette.exceptions import HTTPException

from api.dependencies import CollectionDep, OriginDep, only_known_parameters
from api.jobs import NotReplaceable, QueueFull, Upload, Uploads
from api.problems import BadField, NotFound
from api.shapes.fields import Address, Shape, described
from ingest.errors import ReadError

router = APIRouter(tags=["adding"], dependencies=[Depends(only_known_parameters)])

PAGE = "<!doctype html><title>Lowmoor</title><h1>Lowmoor</h1><p>We found it good.</p>"
JOB_LINK = {
    "operationId": "read_job",
    "parameters": {"job_id": "$response.body#/id"},
    "description": "How far the file is.",
}


class JobShape(Shape):
    """A file on its way into the library."""

    id: str = described("Of the job.", "5f0c1d2e3a4b5c6d")
    state: Literal["waiting", "reading", "done", "failed"] = described("How far it is.", "done")
    source: str = described("The name that the file has here.", "lowmoor-peel-9f86d081884c.html")
    added_at: str = described("When it was sent.", "2026-01-05T09:30:00+00:00")
    passages: int = described("Read so far.", 21)
    reason: str = described(
        "Why it failed, and the way out; else empty.",
        "",
        "It ends before it should. Download it again.",
    )
    generation: int | None = described(
        "The generation from which on it is answered from; null before.", 8
    )
    url: Annotated[
        Address,
        described("Where to ask again.", "http://127.0.0.1:8000/v1/jobs/5f0c1d2e3a4b5c6d"),
    ]


async def _uploads(collection: CollectionDep) -> Uploads:
    return collection.uploads


UploadsDep = Annotated[Uploads, Depends(_uploads)]


@router.post(
    "/v1/reports",
    summary="Add a report",
    status_code=202,
    responses={202: {"links": {"job": JOB_LINK}}},
)
def add_report(
    request: Request,
    uploads: UploadsDep,
    origin: OriginDep,
    file: Annotated[UploadFile, File(description="A PDF or a web page.", examples=[PAGE])],
    replaces: Annotated[
        str,
        Form(
            max_length=200,
            description="The id of a report that was added so and whose place this one takes.",
            examples=[""],
        ),
    ] = "",
) -> JobShape:
    """Takes a file in and reads it in the background; its job tells when it can be asked.

    It is a report of its own, whatever it is called, unless it is told to replace one.
    """
    try:
        sender = request.state.key or request.state.caller
        upload = uploads.add(file.filename or "", file.file.read(), replaces, sender=sender)
        return _shape(upload, origin)
    except ReadError as error:
        raise HTTPException(415, str(error)) from None
    except NotReplaceable as error:
        raise BadField("replaces", str(error)) from None
    except QueueFull as error:
        raise HTTPException(503, str(error), {"Retry-After": "60"}) from None


@router.get("/v1/jobs/{job_id}", summary="How far a file is", name="read_job")
def job(
    uploads: UploadsDep,
    origin: OriginDep,
    job_id: Annotated[
        str, Path(max_length=64, description="The `id` of a job.", examples=["5f0c1d2e3a4b5c6d"])
    ],
) -> JobShape:
    """Whether a file that was sent waits, is being read, can be asked, or could not be read."""
    upload = uploads.find(job_id)
    if upload is None:
        raise NotFound(
            f"There is no job {job_id!r} here. Those that are done are forgotten when the server ends."
        )
    return _shape(upload, origin)


def _shape(upload: Upload, origin: str) -> JobShape:
    told = asdict(upload)
    del told["sender"]  # for who looks after the queue alone
    return JobShape.of({**told, "url": f"/v1/jobs/{upload.id}"}, origin)
