"""The JSON and CSV lists of what reports judge and ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.dependencies import GenerationDep, OriginDep, only_known_parameters
from api.rendering.csv_files import answer_csv
from api.rendering.words import iso_date
from api.shapes.known_names import unknown_areas, unknown_grades, unknown_types
from api.shapes.parameters import Cursor, Limit
from api.shapes.reports import (
    JudgementShape,
    JudgementsShape,
    RecommendationShape,
    RecommendationsShape,
    shape_judgement,
    shape_recommendation,
)
from api.v1.formats import choose_format
from api.v1.narrowing import ChosenReports, refuse_unknown
from api.v1.paging import take_page
from ingest.report import Report
from search.answers.recommendations import words_of
from search.holdings import Holding
from search.question.areas import areas_called, names_area
from search.storage.contract import Generation

router = APIRouter(tags=["judgements"], dependencies=[Depends(only_known_parameters)])

Words = list[Annotated[str, Query(max_length=300)]]
Item = TypeVar("Item")

MEDIA_TYPES = {"application/json": "json", "text/csv": "csv"}
_PLACE = ["page", "section", "start", "end", "url", "report_id", "title", "published", "source"]
_JUDGEMENT_COLUMNS = ["subject", "kind", "area", "grade", "quote", *_PLACE]
_RECOMMENDATION_COLUMNS = ["subject", "kind", "type", "number", "text", *_PLACE]


@dataclass(frozen=True, slots=True)
class Listing:
    """Of which reports a list is, which part of it is asked for, and in which format."""

    generation: Generation
    reports: dict[int, Holding]
    latest: bool
    limit: int
    cursor: str | None
    as_csv: bool
    headers: dict[str, str]  # for an answer that is not JSON
    origin: str

    def page(
        self, listed: Iterable[tuple[int, Item]], fits: Callable[[Item], bool]
    ) -> tuple[list[tuple[Report, Item]], str | None]:
        """(the items of this page with their reports, the cursor of what follows).

        `listed` is all that reports say, each with the number of its report and in the order of
        its text; what is not wanted is left out, but a report that lists it is no older for that.
        """
        in_scope = [(number, item) for number, item in listed if number in self.reports]
        numbers = {number for number, _ in in_scope}
        numbers = _newest([self.reports[number] for number in numbers]) if self.latest else numbers
        keys = self._keys([number for number, _ in in_scope])
        kept = [
            (key, (number, item))
            for key, (number, item) in zip(keys, in_scope, strict=True)
            if number in numbers and fits(item)
        ]
        items, following = take_page(kept, self.cursor, self.limit)
        return [(self.generation.report(number), item) for number, item in items], following

    def _keys(self, numbers: Sequence[int]) -> list[str]:
        """A key for each entry that sorts by report, then by its number in it."""
        counts: dict[int, int] = {}
        keys = []
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
            keys.append(f"{self.reports[number].info.id}~{counts[number]:06d}")
        return keys

    def answer_csv(
        self,
        name: str,
        columns: Sequence[str],
        cells: Iterable[Sequence[str]],
        following: str | None,
    ) -> Response:
        cursor = {"X-Next-Cursor": following} if following else {}
        return answer_csv(name, columns, cells, self.headers | cursor)


def _listing(
    request: Request,
    response: Response,
    generation: GenerationDep,
    origin: OriginDep,
    chosen: ChosenReports,
    latest: Annotated[
        bool,
        Query(
            description="Only the newest report of each subject and kind that lists any.",
            examples=[True],
        ),
    ] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
    format: Annotated[
        Literal["json", "csv"] | None,
        Query(description="As the header Accept says, if not given.", examples=["csv"]),
    ] = None,
) -> Listing:
    reports = {holding.number: holding for holding in chosen}
    form = format or choose_format(request.headers.get("accept", "*/*"), MEDIA_TYPES)
    headers = dict(response.headers)
    as_csv = form == "csv"
    return Listing(generation, reports, latest, limit, cursor, as_csv, headers, origin)


ListingDep = Annotated[Listing, Depends(_listing)]


def _as_csv(columns: Sequence[str]) -> dict[str, object]:
    """How the description says that a list comes as CSV too."""
    shown = {"schema": {"type": "string"}, "example": ",".join(columns) + "\r\n"}
    cursor = {"$ref": "#/components/headers/X-Next-Cursor"}
    return {"content": {"text/csv": shown}, "headers": {"X-Next-Cursor": cursor}}


@router.get(
    "/v1/judgements",
    summary="List judgements",
    name="list_judgements",
    response_model=JudgementsShape,
    responses={200: _as_csv(_JUDGEMENT_COLUMNS)},
)
def judgements(
    listing: ListingDep,
    area: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only this area, as it is recorded or printed; may be given again.",
            examples=[["care leavers"]],
        ),
    ] = [],  # noqa: B006
    grade: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only this grade, in any case; may be given again.",
            examples=[["outstanding"]],
        ),
    ] = [],  # noqa: B006
) -> JudgementsShape | Response:
    """Every grade that reports give, each with the words that give it; as JSON or as CSV."""
    generation = listing.generation
    refuse_unknown(unknown_areas(generation, area))
    refuse_unknown(unknown_grades(generation, grade))
    areas = areas_called(area, generation.areas, generation.field.scales)
    grades = {g.casefold() for g in grade}
    listed = [
        (number, judgement)
        for number in listing.reports
        for judgement in generation.judgements_of(number)
        if not area or judgement.area in areas
    ]
    page, following = listing.page(listed, lambda j: not grades or j.grade.casefold() in grades)
    shapes = [shape_judgement(report, judgement, listing.origin) for report, judgement in page]
    if not listing.as_csv:
        return JudgementsShape(judgements=shapes, next=following)
    cells = ([s.subject, s.report.kind, s.area, s.grade, s.quote, *_place_cells(s)] for s in shapes)
    return listing.answer_csv("judgements", _JUDGEMENT_COLUMNS, cells, following)


@router.get(
    "/v1/recommendations",
    summary="List recommendations",
    name="list_recommendations",
    response_model=RecommendationsShape,
    responses={200: _as_csv(_RECOMMENDATION_COLUMNS)},
)
def recommendations(
    listing: ListingDep,
    type: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only what the report calls so, in any case; may be given again.",
            examples=[["area for improvement"]],
        ),
    ] = [],  # noqa: B006
    area: Annotated[
        Words,
        Query(
            max_length=100,
            description="Only what says, or stands below a heading that says, that it is of this"
            " area; may be given again.",
            examples=[["care leavers"]],
        ),
    ] = [],  # noqa: B006
) -> RecommendationsShape | Response:
    """Everything that reports ask for, in their own words; as JSON or as CSV."""
    generation = listing.generation
    refuse_unknown(unknown_types(generation, type))
    refuse_unknown(unknown_areas(generation, area))
    scales, types = generation.field.scales, {t.casefold() for t in type}
    areas = areas_called(area, generation.areas, scales)
    page, following = listing.page(
        generation.recommendations(),
        lambda item: (
            (not types or item.kind.casefold() in types)
            and (not area or any(names_area(words_of(item), each, scales) for each in areas))
        ),
    )
    shapes = [shape_recommendation(report, item, listing.origin) for report, item in page]
    if not listing.as_csv:
        return RecommendationsShape(recommendations=shapes, next=following)
    cells = (
        [s.report.subject, s.report.kind, s.kind, s.number, s.text, *_place_cells(s)]
        for s in shapes
    )
    return listing.answer_csv("recommendations", _RECOMMENDATION_COLUMNS, cells, following)


def _newest(holdings: Iterable[Holding]) -> set[int]:
    """The newest report of each subject and kind."""
    newest: dict[tuple[str, str], Holding] = {}
    for holding in sorted(holdings, key=_age):
        newest[holding.info.known_as, holding.info.kind] = holding
    return {holding.number for holding in newest.values()}


def _age(holding: Holding) -> tuple[date, str]:
    return holding.info.published or date.min, holding.info.id


def _place_cells(shape: JudgementShape | RecommendationShape) -> list[str]:
    report = shape.report
    return [
        shape.page.label if shape.page else "",
        " > ".join(shape.section),
        str(shape.start),
        str(shape.end),
        shape.url,
        report.id,
        report.title,
        iso_date(report),
        report.source,
    ]
