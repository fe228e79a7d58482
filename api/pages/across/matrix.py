"""The page of the matrix: a few questions over all reports, and each cell's words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from api.dependencies import LibraryDep
from api.matrices import MatrixJob, TooManyMatrices
from api.middleware.turns import in_turn
from api.pages.across.matrix_table import Choice, show_table
from api.pages.footnotes import Note, TellingWords, number_notes
from api.pages.page_question import Asking
from api.rendering.matrix_files import MEDIA, MatrixSheet, tell_covered
from api.rendering.templates import origin_of, render
from api.shapes.filters import days_of
from api.shapes.questions import MAX_QUESTION
from api.v1.matrix import MatricesDep
from search.across.matrix import MOST_QUESTIONS, By
from search.results import Filters
from search.storage.contract import Generation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

WAIT_S = 1.0  # most matrices are done by then, and shown whole
WAIT_FOR_FILE_S = 600.0

Word = Annotated[str, Query(max_length=300)]
Year = Annotated[str, Query(max_length=4, pattern=r"^(?:\d{4})?$")]


@dataclass(frozen=True, slots=True)
class Opened:
    """The cell whose words stand beside the table."""

    label: str
    question: str
    notes: list[Note]
    answer: str  # the address of the row's whole answer
    close: str


@router.get("/matrix")
async def matrix(
    request: Request,
    library: LibraryDep,
    matrices: MatricesDep,
    q: Annotated[str, Query(max_length=(MAX_QUESTION + 2) * MOST_QUESTIONS)] = "",
    by: By = "subject",
    every: Literal["1", ""] = "",
    kind: Word = "",
    first: Annotated[Year, Query(alias="from")] = "",
    last: Annotated[Year, Query(alias="to")] = "",
    sort: Annotated[str, Query(max_length=1)] = "",
    order: Literal["up", "down", ""] = "",
    find: Word = "",
    hide: Literal["1", ""] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    open: Annotated[str, Query(max_length=20, pattern=r"^(?:\d+\.\d)?$")] = "",
    stop: Literal["1", ""] = "",
    format: Literal["html", "csv", "xlsx", "docx"] = "html",
) -> Response:
    """Every choice is in the address; while the matrix is made, the cells that stand are shown."""
    questions = tuple(filter(None, (" ".join(line.split()) for line in q.splitlines())))
    choice = Choice(
        questions, by, bool(every), kind, first, last, sort, order == "down", find, bool(hide),
        page, open,
    )  # fmt: skip
    generation = library.generation
    values: dict[str, object] = {"choice": choice, "most": MOST_QUESTIONS}
    values |= {"kinds": _kinds(generation), "years": _years(generation)}
    values |= {"problem": _problem(questions)}
    if not questions or values["problem"]:
        return render(request, "matrix.html", values | {"job": None}, 422 if questions else 200)
    try:
        job = await in_turn(
            request,
            matrices.start,
            questions,
            _filters(choice),
            by,
            caller=request.state.caller,
            go_on=not stop,
        )
    except TooManyMatrices:
        raise HTTPException(503, "Too much is being asked at once. Try again later.") from None
    await job.ended(WAIT_S if format == "html" else WAIT_FOR_FILE_S)
    return await in_turn(request, _show, request, generation, job, choice, values, format)


def _show(
    request: Request,
    generation: Generation,
    job: MatrixJob,
    choice: Choice,
    values: dict[str, object],
    format: Literal["html", "csv", "xlsx", "docx"],
) -> Response:
    if format != "html":
        sheet = MatrixSheet(job.plan, job.cells, origin_of(request))
        named = {"Content-Disposition": f'attachment; filename="pincite-matrix.{format}"'}
        return Response(sheet.write(format), media_type=MEDIA[format], headers=named)
    cells = job.cells
    table = show_table(job.plan, cells, choice, generation.field.scales)
    values |= {
        "job": job,
        "done": len(cells),
        "said": sum(cell.statement is not None for cell in cells.values()),
        "covered": tell_covered(job.plan.covered),
        "table": table,
        "opened": _opened(generation, job, choice),
        "downloads": {
            "Excel": choice.link(format="xlsx"),
            "CSV": choice.link(format="csv"),
            "Word": choice.link(format="docx"),
        },
        "again": choice.link(open=choice.open),
        "stop": choice.link(stop="1"),
        "earlier": choice.link(page=table.page - 1) if table.page > 1 else "",
        "later": choice.link(page=table.page + 1) if table.page < table.pages else "",
    }
    return render(request, "matrix.html", values)


def _problem(questions: tuple[str, ...]) -> str:
    if len(questions) > MOST_QUESTIONS:
        return f"Ask at most {MOST_QUESTIONS} questions at once."
    if any(len(question) > MAX_QUESTION for question in questions):
        return f"A question may have {MAX_QUESTION:,} characters."
    return ""


def _filters(choice: Choice) -> Filters:
    first, last = (int(year) if year else None for year in (choice.first, choice.last))
    kinds = (choice.kind,) if choice.kind else ()
    return Filters((), kinds, *days_of(first, last), latest=not choice.every)


def _kinds(generation: Generation) -> list[str]:
    return sorted(kind for kind in generation.holdings.kinds if kind)


def _years(generation: Generation) -> list[int]:
    dated = (holding.info.published for holding in generation.holdings)
    return sorted({day.year for day in dated if day}, reverse=True)


def _opened(generation: Generation, job: MatrixJob, choice: Choice) -> Opened | None:
    line, _, column = choice.open.partition(".")
    place = (int(line), int(column)) if choice.open else (-1, -1)
    cell = job.cells.get(place)
    if cell is None or cell.statement is None:
        return None
    row, heading = job.plan.lines[place[0]], job.plan.headings[place[1]]
    asked = TellingWords(generation, heading.question)
    # The library may have changed since: a report that left has no words to show.
    if any(c.report.id not in generation.holdings.by_id for c in cell.statement.citations):
        return None
    _, notes = number_notes(generation, asked, [cell.statement])
    asking = Asking(heading.question, (row.label,), latest=not choice.every)
    answer = asking.address() if row.subject and choice.by == "subject" else ""
    close = choice.link(at=f"c{choice.open}")
    return Opened(row.label, heading.question, notes, answer, close)
