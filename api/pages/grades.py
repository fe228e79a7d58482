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
from api.rendering.charts import Stack, draw_stacks
from api.rendering.csv_files import answer_csv
from api.rendering.templates import address, render
from api.shapes.filters import days_of, select_rows
from ingest.field.scales import find_frameworks
from search.answers.grade_table import (
    Cell,
    GradeTable,
    Line,
    build_table,
    graded_for,
    sort_lines,
)
from search.answers.look_up_answer import without_grades
from search.results import Filters
from search.storage.folder.generation import Snapshot
from search.storage.folder.sqlite import Row

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

LISTED = 20  # subjects on a page: what each must improve stands below

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
        held: dict[str, str | int | list[str] | None] = {
            "kind": self.kind,
            "area": self.area,
            "grade": self.grade,
            "subject": self.subject,
            "from": self.first,
            "to": self.last,
            "sort": self.sort,
            "order": self.order if self.order == "down" else "",
        }
        return address("/judgements", **(held | other))


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
    snapshot = library.snapshot
    kinds = _graded_kinds(snapshot)
    kind = kind if kind in kinds else next(iter(kinds), "")
    choice = Choice(kind, area, grade, subject, first, last, sort, order or "up")
    table = build_table(snapshot, _rows(snapshot, choice))
    lines = _chosen(table, choice)
    columns = [at for at, name in enumerate(table.areas) if area in ("", name)]
    if format == "csv":
        return answer_csv("grades", _CSV_COLUMNS, _cells(snapshot, table, lines, columns))
    pages = max(1, -(-len(lines) // LISTED))
    page = min(page, pages)
    listed = lines[(page - 1) * LISTED : page * LISTED]
    newest = [next(r for r in table.rows if r.info.subject == line.subject) for line in listed]
    every = build_table(snapshot, select_rows(snapshot, Filters(kinds=(kind,))))
    charted = area if area in table.areas else next(iter(table.areas), "")
    return render(
        request,
        "judgements.html",
        {
            "choice": choice,
            "kinds": kinds,
            "every_area": every.areas,
            "every_grade": _grades(snapshot, every),
            "every_subject": [line.subject for line in every.lines],
            "years": _years(every),
            "heads": [_head(choice, table.areas[at]) for at in columns],
            "by_subject": _head(choice, ""),
            "lines": [
                (line.subject, [_view(snapshot, line.cells[at]) for at in columns])
                for line in listed
            ],
            "found": len(lines),
            "asks": [(row.info, recommendations_in(snapshot, row)) for row in newest],
            "charted": charted,
            "chart": _chart(snapshot, table, charted, _grades(snapshot, every)),
            "reports": len(table.rows),
            "unread": without_grades(snapshot, [r.row for r in _rows(snapshot, choice)]),
            "csv": choice.link(format="csv"),
            "earlier": choice.link(page=page - 1) if page > 1 else "",
            "later": choice.link(page=page + 1) if page < pages else "",
        },
    )


def _graded_kinds(snapshot: Snapshot) -> dict[str, int]:
    """How many graded reports there are of each kind, the most first, with those not read."""
    counts = Counter(row.info.kind for row in snapshot.rows if snapshot.judgements_of(row.row))
    counts.update(row.info.kind for row in without_grades(snapshot, snapshot.by_row))
    return dict(counts.most_common())


def _rows(snapshot: Snapshot, choice: Choice) -> list[Row]:
    subjects = (choice.subject,) if choice.subject else ()
    first, last = (int(year) if year else None for year in (choice.first, choice.last))
    return select_rows(snapshot, Filters(subjects, (choice.kind,), *days_of(first, last)))


def _chosen(table: GradeTable, choice: Choice) -> list[Line]:
    """The lines that the grade lets through, in the order that is asked for."""

    def has(line: Line) -> bool:
        cells = zip(table.areas, line.cells, strict=True)
        shown = [cell for area, cell in cells if cell and choice.area in ("", area)]
        return any(choice.grade in ("", cell.latest[1].grade) for cell in shown)

    column = table.areas.index(choice.sort) if choice.sort in table.areas else None
    lines = [line for line in table.lines if has(line)]
    return sort_lines(lines, column, down=choice.order == "down")


def _grades(snapshot: Snapshot, table: GradeTable) -> list[str]:
    """The grades that are given, the best of their scale first."""
    given = {j.grade for row in table.rows for j in snapshot.judgements_of(row.row)}
    scales = [f.scale for row in table.rows for f in find_frameworks(row.info.kind, None)]
    order = dict.fromkeys(
        grade for scale in sorted(scales, key=len, reverse=True) for grade in scale
    )
    return [g for g in order if g in given] + sorted(given - set(order))


def _years(table: GradeTable) -> list[int]:
    return sorted({row.info.published.year for row in table.rows if row.info.published})


def _head(choice: Choice, area: str) -> ColumnHead:
    this = choice.sort == area
    turned = "down" if this and choice.order == "up" else ""
    told = ("descending" if choice.order == "down" else "ascending") if this else "none"
    return ColumnHead(area, choice.link(sort=area, order=turned), told)


def _view(snapshot: Snapshot, cell: Cell | None) -> CellView | None:
    return view_cell(snapshot, cell) if cell else None


def _chart(snapshot: Snapshot, table: GradeTable, area: str, grades: Sequence[str]) -> Stack:
    """How many were given each grade for an area, by year."""
    dated = [
        (row.info.published.year, judgement.grade)
        for row, judgement in graded_for(snapshot, table.rows, area)
        if row.info.published
    ]
    return draw_stacks(Counter(dated), grades)


_CSV_COLUMNS = [
    "subject", "area", "grade", "published", "grade_before", "published_before", "change",
    "quote", "page", "start", "end", "report_id", "source",
]  # fmt: skip


def _cells(
    snapshot: Snapshot, table: GradeTable, lines: Sequence[Line], columns: Sequence[int]
) -> Iterator[list[str]]:
    for line in lines:
        for at in columns:
            cell = line.cells[at]
            if cell is None:
                continue
            row, judgement = cell.latest
            before = cell.before
            yield [
                line.subject,
                table.areas[at],
                judgement.grade,
                str(row.info.published or ""),
                before[1].grade if before else "",
                str(before[0].info.published or "") if before else "",
                cell.way,
                snapshot.report(row).text[judgement.start : judgement.end],
                place_grade(snapshot, cell.latest).page,
                str(judgement.start),
                str(judgement.end),
                row.info.id,
                row.info.source,
            ]
