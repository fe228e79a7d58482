"""Where a citation leads: to its words where they stand today, or to what became of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from api.dependencies import LibraryDep, OriginDep
from api.pages.footnotes import Run
from api.problems import NotFound
from api.rendering.templates import render, words_address
from api.rendering.words import shown
from api.v1.citations import MEDIA_TYPES, ResolvedShape, answer_citation
from api.v1.formats import choose_format
from search.answers.resolving import UnknownCitation, resolve
from search.citations import BadCitation, Budget
from search.results import Citation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PIECE = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PAIRS = 250_000  # of pieces: longer texts are shown beside each other, unmarked
PAIRING = 20  # letters that take as long to hash as a pair to be compared


@router.get("/c/{citation}", response_class=JSONResponse, response_model=ResolvedShape)
def citation(
    request: Request, response: Response, citation: str, library: LibraryDep, origin: OriginDep
) -> Response | ResolvedShape:
    """The words in their place; where they were revised or removed, what they were.

    A program that asks for another form than a page gets what /v1/citations gives.
    """
    form = choose_format(request.headers.get("accept", ""), {"text/html": "page"} | MEDIA_TYPES)
    if form != "page":
        response.headers["Vary"] = "Accept"
        return answer_citation(library.generation, citation, form, origin, response)
    try:
        resolved = resolve(library.generation, citation)
    except (BadCitation, UnknownCitation):
        raise NotFound("The words of this citation are not in this library.") from None
    if resolved.state in ("here", "moved") and resolved.now:
        return RedirectResponse(_address(resolved.now), 303)
    was, now = resolved.was, resolved.now
    old, new = compare_words(shown(was.quote), shown(now.quote)) if was and now else ((), ())
    return render(
        request,
        "citation.html",
        {
            "state": resolved.state,
            "was": was,
            "now": now,
            "tombstone": resolved.tombstone,
            "old": old or ((Run(shown(was.quote), False),) if was else ()),
            "new": new,
            "report": now.report if now else was.report if was else None,
            "href": _address(now) if now else "",
        },
        410 if resolved.state in ("gone", "erased") else 200,
    )


def compare_words(
    old: str, new: str, budget: Budget | None = None
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts in runs; those that the other does not have are the matched ones."""
    before, after = PIECE.findall(old), PIECE.findall(new)
    pairs = len(before) * len(after)
    if pairs > MOST_PAIRS or (budget is not None and not budget.pays(PAIRING * pairs)):
        return (Run(old, False),), (Run(new, False),)
    left: list[Run] = []
    right: list[Run] = []
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, a, b, c, d in steps:
        _add(left, before[a:b], step != "equal")
        _add(right, after[c:d], step != "equal")
    return tuple(left), tuple(right)


def _add(runs: list[Run], pieces: Sequence[str], differs: bool) -> None:
    text = "".join(pieces)
    if text:
        runs.append(Run(text, differs and bool(text.strip())))


def _address(citation: Citation) -> str:
    return words_address(citation.report, citation.page, citation.start, citation.end)
