"""Whether an answer helped, kept beside the library as lines that `pincite evaluate` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from api.access.from_here import from_here
from api.dependencies import LibraryDep
from api.pages.basket import find_citations
from api.pages.page_question import asking_in
from api.rendering.templates import render
from search.library import Library
from search.upkeep.erasing import FEEDBACK

router = APIRouter(include_in_schema=False)

MAX_BYTES = 50 * 2**20  # of the log; what comes after it is full is refused

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
    if not from_here(request):
        return JSONResponse({"kept": False}, 403)
    line = write_candidate(library, question, helped == "yes", note, address, citation)
    log = library.beside.log(FEEDBACK)
    if log.bytes_taken() > MAX_BYTES:
        return JSONResponse({"kept": False}, 507)
    log.append(json.dumps(line, ensure_ascii=False))
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"kept": True})
    back = address if address.startswith("/?") else "/"
    return render(request, "thanks.html", {"back": back})


def write_candidate(
    library: Library, question: str, helped: bool, note: str, address: str, citations: Sequence[str]
) -> dict[str, object]:
    """A question in the form of a question set; docs/quality.md names its keys.

    Where the answer helped, its quotes are the evidence, or there is none and it is unanswerable.
    Where it did not, nobody knows the evidence yet: its type is "open" until a person says.
    """
    now = datetime.now(UTC)
    asking = asking_in(urlsplit(address).query)
    evidence, _ = find_citations(library, citations) if helped else ([], 0)
    return {
        "id": f"feedback-{now:%Y%m%d-%H%M%S-%f}",
        "question": question,
        "type": "open" if not helped else "finding" if evidence else "unanswerable",
        "filters": {
            "authority": asking.subjects[0] if len(asking.subjects) == 1 else None,
            "year": int(asking.first[:4]) if asking.first == asking.last != "" else None,
            "kind": asking.kinds[0] if len(asking.kinds) == 1 else None,
        },
        "gold": [
            {
                "doc": one.report.source,
                "page": one.page.number if one.page else None,
                "quote": one.quote,
            }
            for one in evidence
        ],
        "must_mention": [],
        "helped": helped,
        "note": note,
        "address": address,
    }
