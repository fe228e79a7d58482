"""The page of grades: subjects by areas, what they must improve, and the grades over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import LibraryDep
from api.pages.grade_places import CellView, place_grade, view_cell
from api.pages.recommendations import recommendations_in
from api.rendering.charts import Steps, draw_stacks, draw_steps
from api.rendering.csv_files import answer_csv
from api.rendering.grade_steps import Badge, badge_of, scale_of, shade
from api.rendering.templates import address, render
from api.rendering.words import iso_date
from api.shapes.filters import days_of, select_reports
from ingest.field.scales import Scales
from search.answers.grade_table import (
    Cell,
    Graded,
    GradeTable,
    Line,
    build_table,
    graded_for,
    sort_lines,
)
from search.answers.look_up_answer import without_grades
from search.holdings import Holding
from search.results import Filters
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LISTED = 20  # subjects on a page: what each must improve stands below
CELLS = 50  # on a page, some 500 letters of markup each
ASKED = 5_000  # letters of what they must improve: where it is more, each has it on its own page

Word = Annotated[str, Query(max_length=300)]
Year = Annotated[str, Query(max_length=4, pattern=r"^(?:\d{4})?$")]
Order = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What narrows and orders the table, as it stands in the address."""

    kind: str
    area: str
    grade: str
    subject: str
    first: str  # a year, or ""
    last: str
    sort: str  # an area; "" for the subject
    order: Order

    def link(self, **other: str | int) -> str:
        query: dict[str, str | int | list[str] | None] = {
            "kind": self.kind,
            "area": self.area,
            "grade": self.grade,
            "subject": self.subject,
            "from": self.first,
            "to": self.last,
            "sort": self.sort,
            "order": self.order if self.order == "down" else "",
        }
        return address("/judgements", **(query | other))


@dataclass(frozen=True, slots=True)
class ColumnHead:
    area: str
    href: str  # sorts by it
    sorted: str  # as aria-sort says: "ascending", "descending", "none"


@router.get("/judgements")
def judgements(
    request: Request,
    library: LibraryDep,
    kind: Word = "",
    area: Word = "",
    grade: Word = "",
    subject: Word = "",
    first: Annotated[Year, Query(alias="from")] = "",
    last: Annotated[Year, Query(alias="to")] = "",
    sort: Word = "",
    order: Annotated[Literal["up", "down", ""], Query()] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    format: Annotated[Literal["html", "csv"], Query()] = "html",
) -> Response:
    """Subjects by areas, latest grades and the ones before; every filter is in the address."""
    generation = library.generation
    kinds = _graded_kinds(generation)
    kind = kind if kind in kinds else next(iter(kinds), "")
    choice = Choice(kind, area, grade, subject, first, last, sort, order or "up")
    table = build_table(generation, _reports(generation, choice))
    lines = _chosen(table, choice, generation.field.scales)
    columns = [at for at, name in enumerate(table.areas) if area in ("", name)]
    if format == "csv":
        return answer_csv("grades", _CSV_COLUMNS, _cells(generation, table, lines, columns))
    rows = max(5, min(LISTED, CELLS // max(1, len(columns))))
    pages = max(1, -(-len(lines) // rows))
    page = min(page, pages)
    listed = lines[(page - 1) * rows : page * rows]
    newest = [next(r for r in table.reports if r.info.known_as == line.subject) for line in listed]
    every = build_table(generation, select_reports(generation, Filters(kinds=(kind,))))
    charted = area if area in table.areas else next(iter(table.areas), "")
    grades = _grades(generation, every)
    graded = _graded(generation, table, charted)
    asks = [(holding.info, recommendations_in(generation, holding)) for holding in newest]
    asked = sum(len(one.text) for _, own in asks for one in own)
    return render(
        request,
        "judgements.html",
        {
            "choice": choice,
            "kinds": kinds,
            "every_area": every.areas,
            "every_grade": [badge.grade for badge in grades],
            "every_subject": [line.subject for line in every.lines],
            "years": _years(every),
            "heads": [_head(choice, table.areas[at]) for at in columns],
            "by_subject": _head(choice, ""),
            "lines": [
                (line.subject, [_view(generation, line.cells[at]) for at in columns])
                for line in listed
            ],
            "found": len(lines),
            "asks": asks,
            "asks_told": asked <= ASKED or len(asks) == 1,
            "charted": charted,
            "chart": draw_stacks(
                Counter((year, judgement.grade) for year, (_, judgement) in graded),
                [badge.grade for badge in grades],
            ),
            "shades": shade(grades),
            "steps": _steps(graded, generation.field.scales),
            "reports": len(table.reports),
            "unread": without_grades(generation, [r.number for r in _reports(generation, choice)]),
            "csv": choice.link(format="csv"),
            "earlier": choice.link(page=page - 1) if page > 1 else "",
            "later": choice.link(page=page + 1) if page < pages else "",
        },
    )


def _graded_kinds(generation: Generation) -> dict[str, int]:
    """How many graded reports there are of each kind, the most first, with those not read."""
    counts = Counter(
        holding.info.kind
        for holding in generation.holdings
        if generation.judgements_of(holding.number)
    )
    counts.update(
        holding.info.kind for holding in without_grades(generation, generation.holdings.all)
    )
    return dict(counts.most_common())


def _reports(generation: Generation, choice: Choice) -> list[Holding]:
    subjects = (choice.subject,) if choice.subject else ()
    first, last = (int(year) if year else None for year in (choice.first, choice.last))
    return select_reports(generation, Filters(subjects, (choice.kind,), *days_of(first, last)))


def _chosen(table: GradeTable, choice: Choice, scales: Scales) -> list[Line]:
    """The lines that the grade lets through, in the order that is asked for."""

    def has(line: Line) -> bool:
        cells = zip(table.areas, line.cells, strict=True)
        shown = [cell for area, cell in cells if cell and choice.area in ("", area)]
        return any(choice.grade in ("", cell.latest[1].grade) for cell in shown)

    column = table.areas.index(choice.sort) if choice.sort in table.areas else None
    lines = [line for line in table.lines if has(line)]
    return sort_lines(lines, column, scales, down=choice.order == "down")


def _grades(generation: Generation, table: GradeTable) -> list[Badge]:
    """The grades that are given, the best first, each by its place on its own scale."""
    badges: dict[str, Badge] = {}
    for holding in table.reports:
        for judgement in generation.judgements_of(holding.number):
            if judgement.grade not in badges or not badges[judgement.grade].of:
                badges[judgement.grade] = badge_of(
                    judgement.grade, holding.info, generation.field.scales
                )
    return sorted(
        badges.values(), key=lambda b: (b.place / (b.of - 1) if b.of > 1 else 2, -b.of, b.grade)
    )


def _years(table: GradeTable) -> list[int]:
    return sorted(
        {holding.info.published.year for holding in table.reports if holding.info.published}
    )


def _head(choice: Choice, area: str) -> ColumnHead:
    this = choice.sort == area
    turned = "down" if this and choice.order == "up" else ""
    direction = ("descending" if choice.order == "down" else "ascending") if this else "none"
    return ColumnHead(area, choice.link(sort=area, order=turned), direction)


def _view(generation: Generation, cell: Cell | None) -> CellView | None:
    return view_cell(generation, cell) if cell else None


def _graded(generation: Generation, table: GradeTable, area: str) -> list[tuple[int, Graded]]:
    """Every dated grade that was given for an area, with its year, the oldest first."""
    by_year = [
        (graded[0].info.published.year, graded)
        for graded in graded_for(generation, table.reports, area)
        if graded[0].info.published
    ]
    return sorted(by_year, key=lambda one: one[0])


def _steps(graded: Sequence[tuple[int, Graded]], scales: Scales) -> Steps | None:
    """Of one subject: its grades in time, where they are of one scale."""
    if len(graded) < 2 or len({holding.info.known_as for _, (holding, _) in graded}) > 1:
        return None
    scale = {scale_of(judged.grade, holding.info, scales) for _, (holding, judged) in graded}
    if len(scale) > 1 or () in scale:
        return None
    grades = scale.pop()
    return draw_steps([(str(year), grades.index(j.grade)) for year, (_, j) in graded], grades)


_CSV_COLUMNS = [
    "subject", "area", "grade", "published", "grade_before", "published_before", "change",
    "quote", "page", "start", "end", "report_id", "source",
]  # fmt: skip


def _cells(
    generation: Generation, table: GradeTable, lines: Sequence[Line], columns: Sequence[int]
) -> Iterator[list[str]]:
    for line in lines:
        for at in columns:
            cell = line.cells[at]
            if cell is None:
                continue
            holding, judgement = cell.latest
            before = cell.before
            yield [
                line.subject,
                table.areas[at],
                judgement.grade,
                iso_date(holding.info),
                before[1].grade if before else "",
                iso_date(before[0].info) if before else "",
                cell.way(generation.field.scales),
                generation.report(holding.number).text[judgement.start : judgement.end],
                place_grade(generation, cell.latest).page,
                str(judgement.start),
                str(judgement.end),
                holding.info.id,
                holding.info.source,
            ]
