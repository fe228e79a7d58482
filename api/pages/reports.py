"""The pages of one report: its text with the cited words marked, and its pages as printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse

from api.dependencies import LibraryDep
from api.pages.answers import place_in_answer
from api.pages.page_question import asking_of
from api.rendering.citation_styles import write_linked_quote, write_reference
from api.rendering.page_pictures import SCALES, NoPicture, pictures, quote_boxes
from api.rendering.report_text import part_at, split_blocks
from api.rendering.safe_headers import FILE_HEADERS
from api.rendering.templates import not_found, origin_of, render
from api.rendering.words import shown
from ingest.passages import headings_at, page_of_most, pages_of
from ingest.report import Page, Report
from search.answers.citing import cite
from search.library import Library
from search.storage.folder.sqlite import Row

router = APIRouter(include_in_schema=False)

PDF = "application/pdf"
MOST_PAGES = 3  # shown at once, where a quote runs over page breaks
MAX_QUOTE = 5000  # characters that can be cited

Offset = Annotated[int, Query(ge=0)]


@router.get("/reports/{report_id}")
def report(
    request: Request,
    report_id: str,
    library: LibraryDep,
    start: Offset = 0,
    end: Offset = 0,
    at: Offset = 0,
) -> HTMLResponse:
    """A report's text, with the words from start to end marked; a long one in parts."""
    found = _find(library, report_id)
    if found is None:
        return not_found(request, "There is no report at this address.")
    held = found[1]
    span = _span(held, start, end)
    first, last = part_at(held, span[0] or at)
    before = part_at(held, first - 1)[0] if first else None
    page = page_of_most(held.pages, *span) if span[1] else None
    return render(
        request,
        "report.html",
        {
            "report": held,
            "blocks": split_blocks(held, first, last, span),
            "span": span,
            "page": page,
            "contents": _contents(held, first, last),
            "before": before,
            "after": last if last < len(held.text) else None,
            "cited": _cited(request, held, span),
            "live": live_address(held, span),
            **_asked(request, library, report_id, span),
        },
    )


@router.get("/reports/{report_id}/pages/{number:int}")
def page(
    request: Request,
    report_id: str,
    number: int,
    library: LibraryDep,
    start: Offset = 0,
    end: Offset = 0,
    zoom: Annotated[int, Query(ge=1, le=3)] = 1,
) -> HTMLResponse:
    """A page as printed, the words from start to end boxed, with its text beside it."""
    found = _find(library, report_id)
    if found is None:
        return not_found(request, "There is no report at this address.")
    row, held = found
    pages = {page.number: page for page in held.pages}
    if number not in pages:
        return not_found(request, f"This report has no page {number}.")
    span = _span(held, start, end)
    over = pages_of(held.pages, *span) if span[1] else ()
    numbers = over[:MOST_PAGES] if number in over[:MOST_PAGES] else (number,)
    boxed = library.snapshot.store.report(row, boxes=True) if span[1] else held
    views = [
        (
            pages[n],
            split_blocks(held, pages[n].start, pages[n].end, span, after=2, breaks=False),
            quote_boxes(boxed, n, *span)[:1],
        )
        for n in numbers
    ]
    return render(
        request,
        "printed.html",
        {
            "report": held,
            "views": views,
            "span": span,
            "number": number,
            "zoom": zoom,
            "before": pages.get(numbers[0] - 1),
            "after": pages.get(numbers[-1] + 1),
            "section": headings_at(held.sections, span[0] if span[1] else pages[number].start),
            "contents": _contents(held, views[0][0].start, views[-1][0].end),
            "cited": _cited(request, held, span),
            "printed": _kept_file(library, row) is not None,
            **_asked(request, library, report_id, span),
        },
    )


@router.get("/reports/{report_id}/pages/{number:int}.png")
def picture(
    report_id: str,
    number: int,
    library: LibraryDep,
    start: Offset = 0,
    end: Offset = 0,
    scale: Annotated[int, Query(ge=SCALES[0], le=SCALES[-1])] = 1,
) -> Response:
    """A page as a picture, the words from start to end boxed."""
    found = _find(library, report_id)
    kept = _kept_file(library, found[0]) if found else None
    if found is None or kept is None:
        return PlainTextResponse("There is no picture at this address.", 404)
    held = library.snapshot.store.report(found[0], boxes=True)
    try:
        drawn = pictures.page(held, kept, number, _span(held, start, end), scale)
    except NoPicture as error:
        return PlainTextResponse(str(error), 404)
    return Response(
        drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
    )


@router.get("/reports/{report_id}/file")
def file(request: Request, report_id: str, library: LibraryDep) -> Response:
    """The file itself, as a download, PDFs only: nothing of a stranger's opens as one of ours."""
    found = _find(library, report_id)
    kept = _kept_file(library, found[0]) if found else None
    if found is None or kept is None:
        return not_found(request, "The file of this report is not kept here.")
    return FileResponse(
        kept, media_type=PDF, filename=Path(found[0].info.source).name, headers=FILE_HEADERS
    )


def _find(library: Library, report_id: str) -> tuple[Row, Report] | None:
    snapshot = library.snapshot
    row = snapshot.by_id.get(report_id)
    return (row, snapshot.report(row)) if row else None


def _kept_file(library: Library, row: Row) -> Path | None:
    """The library's own copy of a PDF; None of what is not one."""
    path = library.snapshot.file(row)
    return path if row.info.media_type == PDF and path.exists() else None


def _span(report: Report, start: int, end: int) -> tuple[int, int]:
    """The words asked for, inside the text; (0, 0) for none."""
    end = min(end, len(report.text))
    return (start, end) if start < end else (0, 0)


def _asked(
    request: Request, library: Library, report_id: str, span: tuple[int, int]
) -> dict[str, object]:
    """Where the marked words stand in the answer that the reader comes from, if from one."""
    asking = asking_of(request)
    place = place_in_answer(library, asking, report_id, span)
    return {"place": place, "asked": f"&{asking.query}" if place else ""}


def _cited(request: Request, report: Report, span: tuple[int, int]) -> dict[str, str] | None:
    """The marked words as a citation to copy."""
    if not 0 < span[1] - span[0] <= MAX_QUOTE:
        return None
    citation = cite(report, *span)
    origin = origin_of(request)
    return {
        "id": citation.id,
        "quote": shown(citation.quote),
        "formatted": write_reference(citation),
        "markdown": write_linked_quote(citation, origin),
        "link": f"{origin}{citation.url}",
    }


def _contents(report: Report, first: int, last: int) -> list[dict[str, object]]:
    """The sections to go to: where, how deep, and whether they are on the page already.

    Those of a report without headings are its pages.
    """
    if not report.sections:
        return [
            {
                "title": f"Page {page.label}",
                "start": page.start,
                "depth": 1,
                "page": page,
                "here": False,
                "current": page.start <= first < page.end,
            }
            for page in report.pages
        ]
    depths: list[int] = []
    listed: list[dict[str, object]] = []
    for section in report.sections:
        while depths and depths[-1] >= section.level:
            depths.pop()
        depths.append(section.level)
        page: Page | None = page_of_most(report.pages, section.start, section.start + 1)
        listed.append(
            {
                "title": section.title,
                "start": section.start,
                "depth": min(len(depths), 4),
                "page": page,
                "here": first <= section.start < last,
                "current": section.start <= first < section.end,
            }
        )
    return listed


def live_address(report: Report, span: tuple[int, int]) -> str:
    """The page on the web that a report came from, at its words; empty where it has no address."""
    source = report.info.source
    if not source.startswith(("https://", "http://")):
        return ""
    if not span[1]:
        return source
    words = report.text[span[0] : span[1]].splitlines()[0].split("\t")[0].split()
    ends = [" ".join(words)] if len(words) < 9 else [" ".join(words[:4]), " ".join(words[-4:])]
    fragment = ",".join(quote(part, safe="").replace("-", "%2D") for part in ends)
    return f"{source.partition('#')[0]}#:~:text={fragment}"
