"""Whether an answer helped, kept beside the library as one line of JSON each."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from api.looks import render
from api.shared import LibraryDep

router = APIRouter(include_in_schema=False)

FILE = "feedback.jsonl"
MAX_BYTES = 50 * 2**20  # of the file; what comes after it is full is refused
_writing = threading.Lock()

Short = Annotated[str, Form(max_length=1000)]


@router.post("/feedback")
def feedback(
    request: Request,
    library: LibraryDep,
    question: Short,
    helped: Annotated[str, Form(pattern="^(yes|no)$")],
    note: Short = "",
    address: Annotated[str, Form(max_length=4000)] = "",
    citation: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006  # FastAPI copies it
) -> Response:
    """Keeps it, and says so on a page or, when asked for, in JSON."""
    if not _from_here(request):
        return JSONResponse({"kept": False}, 403)
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": question,
        "helped": helped == "yes",
        "note": note,
        "citations": [one[:40] for one in citation],
    }
    path = library.folder / FILE
    with _writing:
        if path.exists() and path.stat().st_size > MAX_BYTES:
            return JSONResponse({"kept": False}, 507)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"kept": True})
    back = address if address.startswith("/?") else "/"
    return render(request, "thanks.html", {"back": back})


def _from_here(request: Request) -> bool:
    """Whether a page of this server sent it; what is not a browser says neither."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
