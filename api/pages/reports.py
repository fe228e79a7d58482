"""The pages of one report: its text with the cited words marked, and its pages as printed."""

from __future__ import annotations

from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.pages.answers import place_in_answer
from api.pages.page_question import asking_of
from api.permission import may_ask
from api.problems import NotFound
from api.rendering.citation_styles import write_linked_quote, write_reference
from api.rendering.contents import list_contents
from api.rendering.files import send_file
from api.rendering.page_pictures import PDF, SCALES, quote_boxes
from api.rendering.report_text import part_at, split_blocks
from api.rendering.safe_headers import FILE_HEADERS
from api.rendering.templates import origin_of, render
from api.rendering.words import shown
from api.v1.reports import draw_page
from ingest.fetching.addresses import is_address
from ingest.passages import headings_at, page_of_most, pages_of
from ingest.report import Report
from search.citations import cite
from search.holdings import Holding
from search.library import Library
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False)

MOST_PAGES = 3  # shown at once, where a quote runs over page breaks
MAX_QUOTE = 5000  # characters that can be cited

Offset = Annotated[int, Query(ge=0)]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What a page of a report shows: the report, and the words that are marked in it."""

    library: Library
    generation: Generation
    holding: Holding
    report: Report
    span: tuple[int, int]  # (0, 0) for none

    def open_pdf(self) -> BufferedIOBase | None:
        """The library's own copy of a PDF; None of what is not one."""
        info = self.holding.info
        return self.generation.open_file(info.sha256) if info.media_type == PDF else None

    def is_printed(self) -> bool:
        """Whether its pages can be shown as they were printed."""
        file = self.open_pdf()
        if file is not None:
            file.close()
        return file is not None


def _open(report_id: str, library: LibraryDep, start: Offset = 0, end: Offset = 0) -> ReportPage:
    generation = library.generation
    holding = generation.holdings.by_id.get(report_id)
    if holding is None:
        raise NotFound("There is no report at this address.")
    report = generation.report(holding.number)
    end = min(end, len(report.text))
    span = (start, end) if start < end else (0, 0)
    return ReportPage(library, generation, holding, report, span)


ReportPageDep = Annotated[ReportPage, Depends(_open)]


@router.get("/reports/{report_id}")
def report(
    request: Request, opened: ReportPageDep, settings: SettingsDep, at: Offset = 0
) -> HTMLResponse:
    """A report's text, with the words from start to end marked; a long one in parts."""
    report, span = opened.report, opened.span
    first, last = part_at(report, span[0] or at)
    return render(
        request,
        "report.html",
        {
            **_around(request, opened, first, last),
            "blocks": split_blocks(report, first, last, span),
            "page": page_of_most(report.pages, *span) if span[1] else None,
            "before": part_at(report, first - 1)[0] if first else None,
            "after": last if last < len(report.text) else None,
            "live": live_address(report, span),
            "may_correct": may_ask(request, settings, Role.MANAGE),
        },
    )


@router.get("/reports/{report_id}/pages/{number:int}")
def page(
    request: Request,
    opened: ReportPageDep,
    number: int,
    zoom: Annotated[int, Query(ge=1, le=3)] = 1,
) -> HTMLResponse:
    """A page as printed, the words from start to end boxed, with its text beside it."""
    report, span = opened.report, opened.span
    pages = {page.number: page for page in report.pages}
    if number not in pages:
        raise NotFound(f"This report has no page {number}.")
    over = pages_of(report.pages, *span) if span[1] else ()
    numbers = over[:MOST_PAGES] if number in over[:MOST_PAGES] else (number,)
    boxed = opened.generation.report(opened.holding.number, boxes=True) if span[1] else report
    views = [
        (
            pages[n],
            split_blocks(report, pages[n].start, pages[n].end, span, after=2, breaks=False),
            quote_boxes(boxed, n, *span)[:1],
        )
        for n in numbers
    ]
    return render(
        request,
        "printed.html",
        {
            **_around(request, opened, views[0][0].start, views[-1][0].end),
            "views": views,
            "number": number,
            "zoom": zoom,
            "before": pages.get(numbers[0] - 1),
            "after": pages.get(numbers[-1] + 1),
            "section": headings_at(report.sections, span[0] if span[1] else pages[number].start),
            "printed": opened.is_printed(),
            "live": opened.holding.info.source if is_address(opened.holding.info.source) else "",
        },
    )


@router.get("/reports/{report_id}/pages/{number:int}.png")
def picture(
    opened: ReportPageDep,
    number: int,
    scale: Annotated[int, Query(ge=SCALES[0], le=SCALES[-1])] = 1,
) -> Response:
    """A page as a picture, the words from start to end boxed."""
    if opened.holding.info.media_type != PDF:
        raise NotFound("There is no picture at this address.")
    boxed = opened.generation.report(opened.holding.number, boxes=True)
    drawn = draw_page(boxed, opened.generation, number, opened.span, scale)
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(drawn, media_type="image/png", headers=headers)


@router.get("/reports/{report_id}/file")
def file(request: Request, opened: ReportPageDep) -> Response:
    """The file itself, as a download, PDFs only: nothing of a stranger's opens as one of ours."""
    file = opened.open_pdf()
    if file is None:
        raise NotFound("The file of this report is not kept here.")
    name = Path(opened.holding.info.source).name
    return send_file(request, file, PDF, name, FILE_HEADERS)


def _around(request: Request, opened: ReportPage, first: int, last: int) -> dict[str, object]:
    """What stands beside the words of either page: contents, the citation, the way in an answer."""
    asking = asking_of(request)
    place = place_in_answer(opened.library, asking, opened.holding.info.id, opened.span)
    return {
        "report": opened.report,
        "left_out": opened.holding.left_out,
        "span": opened.span,
        "contents": list_contents(opened.report, first, last),
        "cited": _cited(request, opened.report, opened.span),
        "place": place,
        "asked": f"&{asking.query}" if place else "",
    }


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
