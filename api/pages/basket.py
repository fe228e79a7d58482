"""The basket: the page where a briefing is written, and quotes whose ids are in an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import LibraryDep
from api.pages.footnotes import TellingWords, make_note, number_notes
from api.problems import NotFound
from api.rendering.templates import address, render
from api.shapes.questions import MAX_QUESTION
from search.citations import BadCitation, Budget, cite, find_pin, read_id
from search.library import Library
from search.results import Citation, Part, Statement

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MOST = 200  # quotes in one address
MOST_LEADS = 5  # that one quote leans on

Ids = Annotated[list[str], Query(max_length=MOST_LEADS)]


@router.get("/basket")
def basket(request: Request, library: LibraryDep) -> HTMLResponse:
    """The quotes whose ids are in the address; without any, the briefing that the browser keeps."""
    ids = list(dict.fromkeys(request.query_params.getlist("c")))[:MOST]
    citations, missing = find_citations(library, ids)
    generation = library.generation
    _, notes = number_notes(
        generation,
        TellingWords(generation, ""),
        [Statement(one.quote, (one,)) for one in citations],
    )
    names = {"Word": "docx", "Markdown": "md", "CSV": "csv"}
    return render(
        request,
        "basket.html",
        {
            "notes": notes,
            "missing": missing,
            "keeps": bool(request.state.reader.by),
            "downloads": {name: address(f"/basket.{form}", c=ids) for name, form in names.items()},
        },
    )


@router.get("/notes/{citation}")
def note(
    request: Request,
    library: LibraryDep,
    citation: str,
    stem: Ids = [],  # noqa: B006  # FastAPI makes a new one
    lead: Ids = [],  # noqa: B006
    q: Annotated[str, Query(max_length=MAX_QUESTION)] = "",
) -> HTMLResponse:
    """A quote in its paragraph, with ways to copy it: the part of a note that its answer leaves out."""
    budget = Budget()
    quote = find_citation(library, citation, budget)
    if quote is None:
        raise NotFound("The words of this citation are not in this library.")
    parts: list[tuple[str, Part]] = [(one, "stem") for one in stem] + [
        (one, "lead-in") for one in lead
    ]
    leads = tuple(
        replace(cited, part=part)
        for one, part in parts
        if (cited := find_citation(library, one, budget))
    )
    generation = library.generation
    shown = make_note(generation, TellingWords(generation, q), 0, quote, leads=leads)
    return render(request, "note.html", {"note": shown})


def find_citations(library: Library, ids: Sequence[str]) -> tuple[list[Citation], int]:
    """The citations that are in the library today, in the order given, and how many are not."""
    citations, budget = [], Budget()
    for one in ids[:MOST]:
        citation = find_citation(library, one, budget)
        if citation is not None:
            citations.append(citation)
    return citations, len(ids[:MOST]) - len(citations)


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
