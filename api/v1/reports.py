"""The JSON routes that read: reports, their text and files, passages, subjects, kinds, status."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathPart
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.dependencies import GenerationDep, OriginDep, ReportDep, only_known_parameters
from api.etags import release, tag
from api.problems import NotFound
from api.rendering.files import send_file
from api.rendering.page_pictures import PDF, SCALES, NoPicture, TooMany, pictures
from api.rendering.safe_headers import FILE_HEADERS
from api.shapes.answers import ReportsShape
from api.shapes.citations import ReportShape
from api.shapes.parameters import (
    MAX_OFFSET,
    Cursor,
    From,
    Limit,
    NewestOnly,
    To,
)
from api.shapes.reports import (
    FailureShape,
    KindShape,
    KindsShape,
    NeighboursShape,
    ReportDetailShape,
    Sort,
    StatusShape,
    SubjectShape,
    SubjectsShape,
    TextShape,
    shape_detail,
    shape_passage,
)
from api.v1.narrowing import ChosenReports
from api.v1.paging import take_page
from ingest.report import Report, ReportInfo
from search.storage.contract import Generation, PassageRef

router = APIRouter(tags=["reports"], dependencies=[Depends(only_known_parameters)])

MAX_NEIGHBOURS = 20


@router.get("/v1/reports", summary="List reports", name="list_reports")
def reports(
    generation: GenerationDep,
    chosen: ChosenReports,
    latest: NewestOnly = False,
    title: Annotated[
        str,
        Query(
            max_length=300,
            description="Only those whose title holds these letters, in any case.",
            examples=["children’s services"],
        ),
    ] = "",
    sort: Annotated[
        Sort, Query(description="What to order by; with - backwards.", examples=["-published"])
    ] = "id",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> ReportsShape:
    """Reports, a page at a time: give `next` as `cursor`, with all else as it was."""
    if latest:
        chosen = generation.holdings.of(
            sorted(generation.holdings.newest(holding.number for holding in chosen))
        )
    key = _sort_keys[sort.removeprefix("-")]
    keyed = [
        (f"{key(holding.info)}~{holding.info.id}", holding.info)
        for holding in chosen
        if title.casefold() in holding.info.title.casefold()
    ]
    page, following = take_page(keyed, cursor, limit, down=sort.startswith("-"))
    return ReportsShape(reports=[ReportShape.of(info) for info in page], next=following)


_sort_keys: dict[str, Callable[[ReportInfo], str]] = {
    "id": lambda info: "",
    "title": lambda info: info.title.casefold()[:200],
    "subject": lambda info: info.subject.casefold()[:200],
    "kind": lambda info: info.kind.casefold()[:200],
    "published": lambda info: info.published.isoformat() if info.published else "",
}


@router.get("/v1/reports/{report_id}", summary="One report", name="read_report")
def report(stored: ReportDep) -> ReportDetailShape:
    """A report with its sections and the grades that it gives."""
    return shape_detail(stored.holding, stored.report)


@router.get("/v1/reports/{report_id}/text", summary="A report's text", name="read_text")
def text(stored: ReportDep, start: From = 0, end: To = MAX_OFFSET) -> TextShape:
    """The text from start to end, in characters: what citations count in."""
    whole = stored.report.text
    start = min(start, len(whole))
    end = max(start, min(end, len(whole)))
    return TextShape(
        report_id=stored.holding.info.id,
        start=start,
        end=end,
        characters=len(whole),
        text=whole[start:end],
    )


@router.get(
    "/v1/reports/{report_id}/file",
    summary="The original file",
    name="download_file",
    response_class=Response,
    responses={
        200: {
            "description": "The file as it was ingested, as a download.",
            "content": {"application/pdf": {}, "text/html": {}},
        }
    },
)
def file(request: Request, response: Response, stored: ReportDep) -> Response:
    """The file that the report was read from. Never shown in place: it may hold anything."""
    info = stored.holding.info
    tag(request, response, f'"{info.sha256}"')
    file = stored.generation.open_file(info.sha256)
    if file is None:
        raise NotFound(f"The file of {info.id} is no longer where it was. Its text still is.")
    name = info.id + (".pdf" if info.media_type == PDF else ".html")
    headers = dict(response.headers) | FILE_HEADERS
    return send_file(request, file, info.media_type, name, headers)


@router.get(
    "/v1/reports/{report_id}/pages/{number}.png",
    summary="A page as printed",
    name="draw_page",
    response_class=Response,
    responses={200: {"description": "A PNG.", "content": {"image/png": {}}}},
)
def picture(
    stored: ReportDep,
    number: Annotated[
        int, PathPart(ge=1, le=100_000, description="Counts from 1 in the file.", examples=[3])
    ],
    quote: Annotated[
        str,
        Query(
            max_length=5000,
            description="Words to box, as the report's text has them.",
            examples=["Almost all care leavers live in homes that are suitable for them."],
        ),
    ] = "",
    start: From = 0,
    end: To = 0,
    scale: Annotated[
        int,
        Query(ge=SCALES[0], le=SCALES[-1], description="Pixels a point of the page.", examples=[2]),
    ] = 2,
) -> Response:
    """A page of a PDF as a picture, with the words of `quote`, or from start to end, boxed."""
    report, info = stored.generation.report(stored.holding.number, boxes=True), stored.holding.info
    if info.media_type != PDF:
        raise NotFound(f"{info.id} is a web page and has no printed pages. Read its text.")
    page = next((page for page in report.pages if page.number == number), None)
    if page is None:
        raise NotFound(f"{info.id} has no page {number}; it has {info.page_count}.")
    span = (start, min(end, len(report.text))) if start < end else (0, 0)
    if quote:
        at = report.text.find(quote, max(0, page.start - len(quote)), page.end + len(quote))
        if at < 0:
            raise NotFound(f"The words are not on page {number}. Copy them from the text.")
        span = (at, at + len(quote))
    drawn = draw_page(report, stored.generation, number, span, scale)
    return Response(drawn, media_type="image/png", headers=stored.headers)


def draw_page(
    report: Report, generation: Generation, number: int, span: tuple[int, int], scale: int
) -> bytes:
    try:
        return pictures.page(report, generation.open_file, number, span, scale)
    except NoPicture as error:
        raise NotFound(str(error)) from None
    except TooMany as error:
        raise HTTPException(503, str(error), {"Retry-After": "5"}) from None


@router.get(
    "/v1/passages/{passage_id}", summary="A passage and its neighbours", name="read_passage"
)
def passage(
    passage_id: Annotated[
        str,
        PathPart(
            max_length=320,
            description="The `passage_id` of a hit.",
            examples=["calderby-childrens-services-2023-06-30.10"],
        ),
    ],
    generation: GenerationDep,
    origin: OriginDep,
    before: Annotated[
        int, Query(ge=0, le=MAX_NEIGHBOURS, description="Passages before it.", examples=[2])
    ] = 1,
    after: Annotated[
        int, Query(ge=0, le=MAX_NEIGHBOURS, description="Passages after it.", examples=[2])
    ] = 1,
) -> NeighboursShape:
    """A passage with those before and after it in its report.

    Passage ids last as long as a generation; keep citation ids where they must last longer.
    """
    match = re.fullmatch(r"(.+)\.([0-9]{1,7})", passage_id)
    holding = generation.holdings.by_id.get(match[1]) if match else None
    if match is None or holding is None or int(match[2]) >= holding.passages:
        raise NotFound(f"There is no passage {passage_id[:100]!r} here. Search again for its id.")
    number = int(match[2])
    refs = [PassageRef(holding.number, at) for at in range(holding.passages)]
    first = max(0, number - before)
    return NeighboursShape(
        passage=shape_passage(generation, refs[number], origin),
        before=[shape_passage(generation, ref, origin) for ref in refs[first:number]],
        after=[
            shape_passage(generation, ref, origin) for ref in refs[number + 1 : number + 1 + after]
        ],
    )


@router.get("/v1/subjects", summary="List subjects", name="list_subjects")
def subjects(generation: GenerationDep) -> SubjectsShape:
    """What the reports are about, by name, and how many there are on each."""
    return SubjectsShape(
        subjects=[
            SubjectShape(
                name=name,
                reports=len(infos),
                kinds=sorted({info.kind for info in infos if info.kind}),
                latest=_latest(infos),
            )
            for name, infos in _grouped(generation, lambda info: info.subject)
        ]
    )


@router.get("/v1/kinds", summary="List kinds", name="list_kinds")
def kinds(generation: GenerationDep) -> KindsShape:
    """The families of reports, by name, and how many there are of each."""
    return KindsShape(
        kinds=[
            KindShape(
                name=name,
                reports=len(infos),
                subjects=len({info.subject for info in infos}),
                latest=_latest(infos),
            )
            for name, infos in _grouped(generation, lambda info: info.kind)
        ]
    )


def _grouped(
    generation: Generation, name_of: Callable[[ReportInfo], str]
) -> list[tuple[str, list[ReportInfo]]]:
    """The reports by the name of what they have in common, in the order of the names."""
    groups: dict[str, list[ReportInfo]] = {}
    for holding in generation.holdings:
        groups.setdefault(name_of(holding.info), []).append(holding.info)
    return sorted(groups.items())


def _latest(infos: Sequence[ReportInfo]) -> date | None:
    return max((info.published for info in infos if info.published), default=None)


@router.get("/v1/status", summary="What the library holds", name="library_status", tags=["server"])
def status(generation: GenerationDep) -> StatusShape:
    """Counts, the model, and the files that could not be read with the reason of each."""
    infos = [holding.info for holding in generation.holdings]
    return StatusShape(
        version=release(),
        generation=generation.number,
        reports=len(infos),
        pages=sum(info.page_count for info in infos),
        passages=generation.passages,
        model=generation.model,
        subjects=len({info.subject for info in infos if info.subject}),
        kinds=len({info.kind for info in infos if info.kind}),
        pages_without_text=sum(holding.pages_without_text for holding in generation.holdings),
        words_left_out=sum(n for holding in generation.holdings for _, n in holding.left_out),
        failures=[FailureShape.of(each) for each in generation.failures()],
    )
