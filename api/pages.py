"""The HTML pages: the box with its answer, and a report with the cited words marked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from api.problems import NotFound
from api.shared import WEB, LibraryDep
from search.citations import BadCitation, find_pin, read_id
from search.library import Library
from search.results import Answer, Filters

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
templates = Jinja2Templates(WEB / "templates")

EXAMPLES = 3  # questions shown on an empty page


@router.get("/")
def home(
    request: Request,
    library: LibraryDep,
    q: Annotated[str, Query(max_length=1000)] = "",
    subject: Annotated[list[str], Query()] = [],  # noqa: B006  # FastAPI copies it
    kind: Annotated[list[str], Query()] = [],  # noqa: B006
    year: str = "",
) -> HTMLResponse:
    """The box; with a question, its answer."""
    answer: Answer | None = None
    if q.strip():
        answer = library.ask(q, _filters(subject, kind, year))
    return templates.TemplateResponse(
        request,
        "home.html",
        {
            "q": q,
            "answer": answer,
            "choices": _choices(library),
            "chosen": {"subject": subject, "kind": kind, "year": year},
        },
    )


@router.get("/reports/{report_id}")
def report(
    request: Request,
    report_id: str,
    library: LibraryDep,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """A report's text, with the words from start to end marked."""
    row = library.snapshot.by_id.get(report_id)
    if row is None:
        raise NotFound(f"There is no report {report_id} here.")
    found = library.snapshot.report(row)
    end = min(end, len(found.text))
    return templates.TemplateResponse(
        request,
        "report.html",
        {
            "report": found,
            "lines": list(_lines(found.text, start, end)),
            "start": start,
            "end": end,
        },
    )


@router.get("/c/{citation}")
def citation(citation: str, library: LibraryDep) -> RedirectResponse:
    """Where a citation's words stand today."""
    try:
        pin = read_id(citation)
    except BadCitation as error:
        raise NotFound(str(error)) from None
    for row in library.snapshot.rows:
        if row.info.sha256.startswith(pin.file_prefix):
            span = find_pin(pin, library.snapshot.report(row).text)
            if span is not None:
                url = f"/reports/{row.info.id}?start={span[0]}&end={span[1]}#mark"
                return RedirectResponse(url, 303)
    raise NotFound("The report of this citation is not here.")


def _filters(subjects: list[str], kinds: list[str], year: str) -> Filters:
    chosen = int(year) if year.isdigit() and 1000 <= int(year) <= 9999 else None
    return Filters(
        subjects=tuple(name for name in subjects if name),
        kinds=tuple(name for name in kinds if name),
        published_from=date(chosen, 1, 1) if chosen else None,
        published_to=date(chosen, 12, 31) if chosen else None,
    )


def _choices(library: Library) -> dict[str, list[str]]:
    infos = [row.info for row in library.snapshot.rows]
    years = {str(info.published.year) for info in infos if info.published}
    return {
        "subjects": sorted({info.subject for info in infos if info.subject}),
        "kinds": sorted({info.kind for info in infos if info.kind}),
        "years": sorted(years, reverse=True),
    }


def _lines(text: str, start: int, end: int) -> list[tuple[str, str, str]]:
    """(before, marked, after) of each line."""
    lines = []
    at = 0
    for line in text.splitlines(keepends=True):
        first = min(max(start - at, 0), len(line))
        last = min(max(end - at, first), len(line))
        lines.append((line[:first], line[first:last], line[last:]))
        at += len(line)
    return lines
