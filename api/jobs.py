"""Adding reports over HTTP: a job reads a file in the background and tells how far it is."""

from __future__ import annotations

import logging
import queue
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi import Path as PathPart
from pydantic import Field
from starlette.exceptions import HTTPException

from api.dependencies import LibraryDep, only_known_parameters
from api.problems import NotFound
from api.shapes.fields import Shape
from ingest.errors import ReadError
from ingest.reading import sniff
from search.library import Library
from search.storage.folder.generation import Snapshot
from search.storage.folder.lock import LibraryHeld
from search.upkeep.adding import ingest
from search.upkeep.progress import Progress

logger = logging.getLogger("pincite")

MAX_JOBS = 1000  # remembered
MAX_WAITING = 100  # files that may wait to be read
PAGE = "<!doctype html><title>Lowmoor</title><h1>Lowmoor</h1><p>We found it good.</p>"

router = APIRouter(tags=["adding"], dependencies=[Depends(only_known_parameters)])


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    source: str
    state: Literal["waiting", "reading", "done", "failed"]
    added_at: str
    passages: int = 0
    reason: str = ""
    generation: int | None = None


class JobShape(Shape):
    """A file on its way into the library."""

    id: str = Field(description="Of the job.", examples=["5f0c1d2e3a4b5c6d"])
    state: Literal["waiting", "reading", "done", "failed"] = Field(
        description="How far it is.", examples=["done"]
    )
    source: str = Field(description="The name of the file.", examples=["lowmoor-peel.html"])
    added_at: str = Field(description="When it was sent.", examples=["2026-01-05T09:30:00+00:00"])
    passages: int = Field(description="Read so far.", examples=[21])
    reason: str = Field(
        description="Why it failed, and the way out; else empty.",
        examples=["", "It ends before it should. Download it again."],
    )
    generation: int | None = Field(
        description="The generation from which on it is answered from; null before.", examples=[8]
    )
    url: str = Field(
        description="Where to ask again; a path on this server.",
        examples=["/v1/jobs/5f0c1d2e3a4b5c6d"],
    )


class Adder:
    """One thread that ingests what is uploaded, in order; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: queue.Queue[tuple[str, Path] | None] = queue.Queue(MAX_WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, path: Path) -> Job:
        """Raises queue.Full when too many wait."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        job = Job(secrets.token_hex(8), path.name, "waiting", now)
        with self._lock:
            self._waiting.put_nowait((job.id, path))
            self._remember(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="adder", daemon=True)
                self._thread.start()
        return job

    def refuse(self, name: str, reason: str) -> Job:
        """A job that failed before its file was read, so that its sender is told."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        job = Job(secrets.token_hex(8), name[:200], "failed", now, reason=reason)
        with self._lock:
            self._remember(job)
        return job

    def job(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def stop(self) -> None:
        """Ends after the file that is being read; what waits stays on disk for `pincite ingest`."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _remember(self, job: Job) -> None:
        self._jobs[job.id] = job
        while len(self._jobs) > MAX_JOBS:
            self._jobs.popitem(last=False)

    def _work(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            job_id, path = waiting
            try:
                self._read(job_id, path)
            except Exception as error:  # a worker's top: the next file must still be read
                logger.exception("%s failed", path.name)
                self._change(job_id, state="failed", reason=f"The server failed: {error}")

    def _read(self, job_id: str, path: Path) -> None:
        self._change(job_id, state="reading")

        def tell(progress: Progress) -> None:
            self._change(job_id, state="reading", passages=progress.passages)

        library = self._library
        try:
            summary = ingest(library.folder, [path], embedder=library.embedder, on_progress=tell)
        except LibraryHeld as error:
            self._change(job_id, state="failed", reason=f"{error} Then send the file again.")
            return
        if summary.failed:
            self._change(job_id, state="failed", reason=summary.failed[0].reason)
        else:
            self._change(job_id, state="done", generation=Snapshot.published(library.folder))

    def _change(
        self,
        job_id: str,
        *,
        state: Literal["reading", "done", "failed"],
        passages: int | None = None,
        reason: str = "",
        generation: int | None = None,
    ) -> None:
        with self._lock:
            job = self._jobs.get(job_id)
            if job is not None:
                self._jobs[job_id] = replace(
                    job,
                    state=state,
                    passages=job.passages if passages is None else passages,
                    reason=reason,
                    generation=generation,
                )


def _may_manage(request: Request) -> None:
    """Without keys nobody may: any web page that is open in a browser here could send a file."""
    if getattr(request.state, "scope", "") != "manage":
        raise HTTPException(
            403,
            "Adding reports needs a key with the scope manage, sent as “Authorization: Bearer KEY”."
            " Make one: pincite keys add NAME --scope manage",
        )


@router.post(
    "/v1/reports",
    summary="Add a report",
    status_code=202,
    dependencies=[Depends(_may_manage)],
    responses={
        202: {
            "links": {
                "job": {
                    "operationId": "job",
                    "parameters": {"job_id": "$response.body#/id"},
                    "description": "How far the file is.",
                }
            }
        }
    },
)
def add_report(
    request: Request,
    library: LibraryDep,
    file: Annotated[UploadFile, File(description="A PDF or a web page.", examples=[PAGE])],
) -> JobShape:
    """Takes a file in and reads it in the background; its job tells when it can be asked."""
    try:
        job = take_in(
            request.app.state.adder, library.folder, file.filename or "", file.file.read()
        )
    except ReadError as error:
        raise HTTPException(415, str(error)) from None
    except queue.Full:
        raise HTTPException(503, "Too many files wait to be read. Try again later.") from None
    return shape_job(job)


def take_in(adder: Adder, folder: Path, name: str, data: bytes) -> Job:
    """Keeps a file in the library's folder and has it read; raises ReadError, queue.Full."""
    suffix = ".pdf" if sniff(data) == "application/pdf" else ".html"
    uploads = folder / "uploads"
    uploads.mkdir(exist_ok=True)
    path = uploads / (_safe_stem(name) + suffix)
    partial = uploads / f".{secrets.token_hex(8)}"
    partial.write_bytes(data)
    partial.replace(path)
    return adder.add(path)


JobId = Annotated[
    str,
    PathPart(max_length=64, description="The `id` of a job.", examples=["5f0c1d2e3a4b5c6d"]),
]


@router.get("/v1/jobs/{job_id}", summary="How far a file is")
def job(request: Request, job_id: JobId) -> JobShape:
    """Whether a file that was sent waits, is being read, can be asked, or could not be read."""
    found = request.app.state.adder.job(job_id)
    if found is None:
        raise NotFound(f"There is no job {job_id!r} here. They are forgotten when the server ends.")
    return shape_job(found)


def shape_job(job: Job) -> JobShape:
    return JobShape.of({**asdict(job), "url": f"/v1/jobs/{job.id}"})


def _safe_stem(name: str) -> str:
    """Letters, digits, "-", "_" and "." of the last part of a name: never a path."""
    last = re.split(r"[/\\]", name)[-1]
    stem = re.sub(r"\.(?:pdf|html?|xhtml)$", "", last, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.")[:100] or "report"
