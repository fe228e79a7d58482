"""What is in the library, and what its reports say of one subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import LibraryDep, SettingsDep
from api.pages.grade_places import view_history
from api.pages.held.report_list import count_doubts, newest_reports
from api.pages.recommendations import recommendations_in
from api.problems import NotFound
from api.rendering.charts import Chart, draw_bars, draw_columns, draw_strip
from api.rendering.templates import address, render
from api.v1.audit import managed_by
from ingest.fetching.addresses import is_address
from search.holdings import Holding
from search.library import Library

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LISTED = 40  # subjects on a page


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """A subject as the library lists it."""

    subject: str
    reports: int
    kinds: tuple[str, ...]
    strip: Chart


@router.get("/library")
def library(
    request: Request,
    library: LibraryDep,
    settings: SettingsDep,
    find: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Subjects, kinds and years, and what could not be read."""
    generation = library.generation
    holdings = generation.holdings
    kinds = Counter(holding.info.kind or "not known" for holding in holdings)
    years = Counter(holding.info.published.year for holding in holdings if holding.info.published)
    subjects = sorted(
        {
            holding.info.subject
            for holding in holdings
            if find.casefold() in holding.info.subject.casefold()
        }
    )
    pages = max(1, -(-len(subjects) // LISTED))
    page = min(page, pages)
    return render(
        request,
        "library.html",
        {
            "reports": len(holdings),
            "subjects": len({holding.info.subject for holding in holdings if holding.info.subject}),
            "pages_held": sum(holding.info.page_count for holding in holdings),
            "passages": generation.passages,
            "by_kind": draw_bars(kinds.most_common()),
            "by_year": draw_columns(dict(years)),
            "undated": len(holdings) - years.total(),
            "holdings": _subject_lines(
                holdings, subjects[(page - 1) * LISTED : page * LISTED], years
            ),
            "found": len(subjects),
            "find": find,
            "earlier": address("/library", find=find, page=page - 1) if page > 1 else "",
            "later": address("/library", find=find, page=page + 1) if page < pages else "",
            "kinds": generation.holdings.kinds,
            "doubts": count_doubts(generation),
            "newest": newest_reports(holdings, 1),
            "failures": (failures := generation.failures()),
            "queue": _queue(library, {failure.source for failure in failures}),
            "unread": [holding for holding in holdings if holding.pages_without_text],
            "years": (min(years), max(years)) if years else (0, 0),
            "audit": settings.audit is not None and managed_by(request) != frozenset(),
        },
    )


@router.get("/subjects/{name:path}")
def subject(request: Request, name: str, library: LibraryDep) -> HTMLResponse:
    """The reports on a subject, newest first, with their grades and what they ask for."""
    generation = library.generation
    holdings = [holding for holding in generation.holdings if holding.info.known_as == name]
    if not holdings:
        raise NotFound(f"There is no report on {name} in this library.")
    holdings.sort(key=lambda holding: str(holding.info.published or ""), reverse=True)
    kinds = dict.fromkeys(holding.info.kind for holding in holdings)
    asks = [(holding.info, recommendations_in(generation, holding)) for holding in holdings]
    return render(
        request,
        "subject.html",
        {
            "subject": name,
            "rows": holdings,
            "lives": {
                holding.info.id: holding.info.source
                for holding in holdings
                if is_address(holding.info.source)
            },
            "grades": [
                view_history(
                    generation, kind, [holding for holding in holdings if holding.info.kind == kind]
                )
                for kind in kinds
            ],
            "asks": [(info, own) for info, own in asks if own],
        },
    )


@dataclass(frozen=True, slots=True)
class QueueLines:
    """A queue as the page tells it: how many wait, and of the others which, with what is said."""

    waiting: int
    reading: tuple[str, ...]
    given_up: tuple[tuple[str, str], ...]


def _queue(library: Library, sources: Set[str]) -> QueueLines | None:
    """None where no file waits or was given up, but for those that are told already."""
    queue = library.storage.queue
    if queue is None:
        return None
    state = queue.state()
    given_up = tuple((one.source, one.reason) for one in state.failed if one.source not in sources)
    if not (state.waiting or state.reading or given_up):
        return None
    return QueueLines(state.waiting, tuple(one.source for one in state.reading), given_up)


def _subject_lines(
    holdings: Iterable[Holding], subjects: Sequence[str], years: Counter[int]
) -> list[SubjectLine]:
    by_subject: dict[str, list[Holding]] = {name: [] for name in subjects}
    for holding in holdings:
        if holding.info.subject in by_subject:
            by_subject[holding.info.subject].append(holding)
    first, last = (min(years), max(years)) if years else (0, -1)
    return [
        SubjectLine(
            name,
            len(own),
            tuple(sorted({holding.info.kind for holding in own if holding.info.kind})),
            draw_strip([r.info.published.year for r in own if r.info.published], first, last),
        )
        for name, own in by_subject.items()
    ]
