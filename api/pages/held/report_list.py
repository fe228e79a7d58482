"""The reports of a library as a list to narrow, with what told what each is about and how sure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access.rights import Role
from api.dependencies import LibraryDep, SettingsDep
from api.pages.facets import count_facets
from api.pages.page_question import asking_of
from api.permission import may_ask, needs_key
from api.rendering.templates import address, render
from api.shapes.filters import select_reports
from ingest.about.description import UNKNOWN_KIND
from ingest.overrides import Overrides
from ingest.report import Report
from search.holdings import Holding
from search.storage.contract import Generation
from search.upkeep.correcting import load_corrections, said_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LISTED = 50  # reports on a page
OPENING = 1500  # characters in which a report prints its title

Sure = Literal["sure", "unsure", "unknown"]
DOUBT = {"sure": 0, "unsure": 1, "unknown": 3}

BY_PERSON = "said by a person"
SUBJECT_BY: dict[str, tuple[str, Sure]] = {
    "pincite.toml": (BY_PERSON, "sure"),
    "label": ("a line that says so", "sure"),
    "title": ("its title", "sure"),
    "cover": ("its cover", "sure"),
    "letter": ("whom the letter is to", "unsure"),
    "text": ("whom its text dwells on", "unsure"),
    "path": ("its file’s path", "unsure"),
    "site": ("the site that it is from", "unsure"),
    "": ("", "unknown"),
}
PUBLISHED_BY: dict[str, tuple[str, Sure]] = {
    "pincite.toml": (BY_PERSON, "sure"),
    "label": ("a line that says so", "sure"),
    "meeting": ("the meeting that it is for", "sure"),
    "cover": ("its cover", "sure"),
    "path": ("its file’s path", "sure"),
    "page": ("what the web page says of itself", "unsure"),
    "title": ("its title", "unsure"),
    "": ("", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What told one thing of a report, in words, and how sure that is."""

    by: str
    sure: Sure


UNKNOWN = Provenance("", "unknown")


@dataclass(frozen=True, slots=True)
class ReportLine:
    holding: Holding
    title: Provenance
    subject: Provenance
    kind: Provenance
    published: Provenance


@router.get("/library/reports")
def reports(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    find: Annotated[str, Query(max_length=200)] = "",
    sort: Literal["newest", "unsure"] = "newest",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    out: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """Narrowed by words, subject, kind and years, as the address says; `out` was just taken out."""
    generation = library.generation
    asking = asking_of(request)
    corrections = load_corrections(library.beside)
    chosen = select_reports(generation, asking.filters(generation))
    holdings = [holding for holding in chosen if _has(holding, find)]
    holdings.sort(key=lambda holding: holding.info.title.casefold())
    holdings.sort(key=lambda holding: str(holding.info.published or ""), reverse=True)
    if sort == "unsure":
        holdings.sort(key=_doubt(generation), reverse=True)
    may_manage = may_ask(request, settings, Role.MANAGE)
    pages = max(1, -(-len(holdings) // LISTED))
    page = min(page, pages)

    def link(**other: str | int) -> str:
        query: dict[str, str | int | list[str] | None] = {
            "find": find,
            "subject": list(asking.subjects),
            "kind": list(asking.kinds),
            "from": asking.first,
            "to": asking.last,
            "sort": sort if sort != "newest" else "",
        }
        return address("/library/reports", **(query | other))

    return render(
        request,
        "reports.html",
        {
            "asking": asking,
            "facets": count_facets(generation, asking),
            "find": find,
            "sort": sort,
            "found": len(holdings),
            "lines": [
                _line(generation, holding, corrections)
                for holding in holdings[(page - 1) * LISTED : page * LISTED]
            ],
            "by_doubt": link(sort="unsure"),
            "by_date": link(sort=""),
            "earlier": link(page=page - 1) if page > 1 else "",
            "later": link(page=page + 1) if page < pages else "",
            "may_correct": may_manage,
            "taken_out": library.taken_out() if may_manage else [],
            "out": out,
            "needs_key": needs_key(request, settings),
        },
    )


def newest_reports(holdings: Iterable[Holding], most: int) -> list[Holding]:
    dated = [holding for holding in holdings if holding.info.published]
    return sorted(dated, key=lambda h: (str(h.info.published), h.number), reverse=True)[:most]


def count_doubts(generation: Generation) -> dict[str, int]:
    """How many reports there are of which each thing is not known; "unsure": of which anything is."""
    counts = {"subject": 0, "kind": 0, "date": 0, "unsure": 0}
    for holding in generation.holdings:
        provenance = _told_of(generation, holding, {})
        for what, how in zip(("subject", "kind", "date"), provenance, strict=True):
            counts[what] += how.sure == "unknown"
        counts["unsure"] += any(how.sure == "unsure" for how in provenance)
    return counts


def _has(holding: Holding, find: str) -> bool:
    """Whether a report has all of some words in its title, subject, kind or path."""
    info = holding.info
    words = f"{info.title} {info.subject} {info.kind} {info.source}".casefold()
    return all(word in words for word in find.casefold().split())


def _line(generation: Generation, holding: Holding, corrections: Overrides) -> ReportLine:
    names = said_of(holding.info.source, corrections)
    title = Provenance(BY_PERSON, "sure") if "title" in names else None
    return ReportLine(
        holding,
        title or _title_told(generation.report(holding.number)),
        *_told_of(generation, holding, names),
    )


def _told_of(
    generation: Generation, holding: Holding, names: Collection[str]
) -> tuple[Provenance, Provenance, Provenance]:
    """What told its subject, its kind and its date; `names` are the fields that a person corrected."""
    info = holding.info
    subject = Provenance(*SUBJECT_BY.get(info.subject_by, (info.subject_by, "unsure")))
    published = Provenance(*PUBLISHED_BY.get(info.published_by, (info.published_by, "unsure")))
    if "kind" in names:
        kind = Provenance(BY_PERSON, "sure")
    elif info.kind in ("", UNKNOWN_KIND):
        kind = UNKNOWN
    elif generation.field.kinds.named(info.kind):
        kind = Provenance("its title or first lines", "sure")
    else:
        kind = Provenance("what the titles of several share", "unsure")
    return subject, kind, published


def _title_told(report: Report) -> Provenance:
    opening = " ".join(report.text[:OPENING].casefold().split())
    if " ".join(report.info.title.casefold().split()) in opening:
        return Provenance("printed at its top", "sure")
    return Provenance("put together from its first lines or the file’s properties", "unsure")


def _doubt(generation: Generation) -> Callable[[Holding], int]:
    """How much is not known, or not surely, of a report."""

    def doubt(holding: Holding) -> int:
        return sum(DOUBT[how.sure] for how in _told_of(generation, holding, ()))

    return doubt
