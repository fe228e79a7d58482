"""The basket: the page where a briefing is written, and the quotes whose ids are in an address."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import LibraryDep
from api.pages.footnotes import Asked, number_notes
from api.rendering.templates import address, render
from search.citations import BadCitation, Budget, cite, find_pin, read_id
from search.library import Library
from search.results import Citation, Statement

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST = 200  # quotes in one address


@router.get("/basket")
def basket(request: Request, library: LibraryDep) -> HTMLResponse:
    """The quotes whose ids are in the address; without any, the briefing that the browser keeps."""
    ids = list(dict.fromkeys(request.query_params.getlist("c")))[:MOST]
    found, missing = find_citations(library, ids)
    generation = library.generation
    _, notes = number_notes(
        generation, Asked(generation, ""), [Statement(one.quote, (one,)) for one in found]
    )
    names = {"Word": "docx", "Markdown": "md", "CSV": "csv"}
    return render(
        request,
        "basket.html",
        {
            "notes": notes,
            "missing": missing,
            "downloads": {name: address(f"/basket.{form}", c=ids) for name, form in names.items()},
        },
    )


def find_citations(library: Library, ids: Sequence[str]) -> tuple[list[Citation], int]:
    """The citations that are in the library today, in the order given, and how many are not."""
    found, budget = [], Budget()
    for one in ids[:MOST]:
        citation = find_citation(library, one, budget)
        if citation is not None:
            found.append(citation)
    return found, len(ids[:MOST]) - len(found)


def find_citation(library: Library, citation: str, budget: Budget | None = None) -> Citation | None:
    """A citation's words where they stand today; None where they do not. Raises nothing."""
    try:
        pin = read_id(citation)
    except BadCitation:
        return None
    generation = library.generation
    for holding in generation.holdings:
        if holding.info.sha256.startswith(pin.file_prefix):
            report = generation.report(holding.number)
            span = find_pin(pin, report.text, budget)
            if span is not None:
                return cite(report, *span)
    return None
