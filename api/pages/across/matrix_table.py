"""A matrix as its page shows it: narrowed, in an order, a page of rows at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from api.rendering.citation_styles import gap_after
from api.rendering.grade_steps import Badge, badge_of
from api.rendering.matrix_files import tell_silence
from api.rendering.templates import address
from api.rendering.words import shown
from ingest.field.scales import Scales
from search.across.matrix import By, Line, Plan
from search.answers.cells import Cell
from search.answers.days import long_date

ROWS = 40  # on a page, of one question or two
CELLS = 84  # on a page, some 450 letters of markup each
SURE = 0.8  # below it a cell says that it is less sure

Cells = Mapping[tuple[int, int], Cell]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked, and how the table is shown, as it stands in the address."""

    questions: tuple[str, ...]
    by: By
    every: bool  # the older reports too
    kind: str
    first: str  # a year, or ""
    last: str
    sort: str = ""  # a column's number; "" for the row's name
    down: bool = False
    find: str = ""
    hide: bool = False  # rows where every cell is silent
    page: int = 1
    open: str = ""  # the cell whose words stand beside: "3.0"

    def link(self, *, at: str = "", **changed: str | int | bool | None) -> str:
        """Its address with some of it changed; `at` is the place on the page."""
        query: dict[str, str | int | list[str] | None] = {
            "q": "\n".join(self.questions),
            "by": self.by if self.by != "subject" else "",
            "every": "1" if self.every else "",
            "kind": self.kind,
            "from": self.first,
            "to": self.last,
            "sort": self.sort,
            "order": "down" if self.down else "",
            "find": self.find,
            "hide": "1" if self.hide else "",
            "page": self.page if self.page > 1 else "",
        }
        return address("/matrix", **(query | changed)) + (f"#{at}" if at else "")


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell with its addresses; without words it is silent, and says so."""

    place: str  # "3.0"
    silence: str
    leads: tuple[str, ...]
    words: str
    grade: Badge | None
    when: str
    unsure: bool
    more: int
    opens: str  # its words beside the table
    opened: bool


@dataclass(frozen=True, slots=True)
class RowView:
    label: str
    href: str
    note: str  # of a report, whom it is about and when
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class HeadView:
    title: str
    href: str  # sorts by it
    sorted: str  # as aria-sort says
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A page of rows, and how many there are."""

    heads: tuple[HeadView, ...]
    rows: tuple[RowView, ...]
    found: int
    page: int
    pages: int


def show_table(plan: Plan, cells: Cells, choice: Choice, scales: Scales) -> Table:
    """The rows that the choice lets through, in its order."""
    lines = [at for at in range(len(plan.lines)) if _is_shown(plan, cells, at, choice)]
    lines = _ordered(plan, cells, lines, choice, scales.best_first)
    on_page = min(ROWS, CELLS // len(plan.headings))
    pages = max(1, -(-len(lines) // on_page))
    page = min(choice.page, pages)
    listed = lines[(page - 1) * on_page : page * on_page]
    rows = tuple(_row(plan, cells, at, choice, scales) for at in listed)
    heads = tuple(
        _head(choice, str(at), heading.question, _narrowed(plan, at))
        for at, heading in enumerate(plan.headings)
    )
    first = "Subject" if plan.by == "subject" else "Report"
    return Table((_head(choice, "", first, ""), *heads), rows, len(lines), page, pages)


def _is_shown(plan: Plan, cells: Cells, at: int, choice: Choice) -> bool:
    own = [cell for column in range(len(plan.headings)) if (cell := cells.get((at, column)))]
    if choice.hide and not any(cell.statement for cell in own):
        return False
    texts = [cell.statement.text for cell in own if cell.statement]
    words = " ".join([plan.lines[at].label, *texts, *(cell.grade for cell in own)])
    return choice.find.casefold() in words.casefold()


def _ordered(
    plan: Plan, cells: Cells, lines: list[int], choice: Choice, best_first: Sequence[str]
) -> list[int]:
    """By name as they come; by a column the best grade or the newest words first, the silent last."""
    if choice.sort not in map(str, range(len(plan.headings))):
        return lines[::-1] if choice.down else lines
    column = int(choice.sort)

    def key(at: int) -> int:
        cell = cells[at, column]
        if cell.grade:
            return best_first.index(cell.grade) if cell.grade in best_first else len(best_first)
        assert cell.statement is not None
        published = cell.statement.citations[0].report.published or date.min
        return -published.toordinal()

    speaking = [at for at in lines if (cell := cells.get((at, column))) and cell.statement]
    silent = [at for at in lines if at not in set(speaking)]
    return sorted(speaking, key=key, reverse=choice.down) + silent


def _head(choice: Choice, sort: str, title: str, note: str) -> HeadView:
    this = choice.sort == sort
    direction = ("descending" if choice.down else "ascending") if this else "none"
    turned = "down" if this and not choice.down else ""
    return HeadView(title, choice.link(sort=sort, order=turned, page=""), direction, note)


def _narrowed(plan: Plan, column: int) -> str:
    """Of which reports alone a question asks, by its own words."""
    scope = plan.headings[column].scope
    if scope.missing:
        return f"No report here on {' or '.join(scope.missing)}"
    named = dict.fromkeys(part.value for part in scope.parts if part.words)
    return f"Asks of {', '.join(named)} alone" if named else ""


def _row(plan: Plan, cells: Cells, at: int, choice: Choice, scales: Scales) -> RowView:
    line = plan.lines[at]
    columns = range(len(plan.headings))
    views = tuple(
        _cell(cells.get((at, column)), f"{at}.{column}", choice, scales) for column in columns
    )
    return RowView(line.label, _href(line, plan.by), _note(line, plan.by), views)


def _href(line: Line, by: By) -> str:
    if by == "report" or not line.subject:
        return f"/reports/{quote(line.reports[0].id)}"
    return f"/subjects/{quote(line.subject, safe='')}"


def _note(line: Line, by: By) -> str:
    info = line.reports[0]
    return " · ".join(filter(None, [info.subject, long_date(info)])) if by == "report" else ""


def _cell(cell: Cell | None, place: str, choice: Choice, scales: Scales) -> CellView:
    opens = choice.link(at="words", open=place)
    if cell is None or cell.statement is None:
        return CellView(place, tell_silence(cell), (), "", None, "", False, 0, opens, False)
    citation = cell.statement.citations[0]
    when = [long_date(citation.report), f"page {citation.page.label}" if citation.page else ""]
    return CellView(
        place=place,
        silence="",
        leads=tuple(f"{shown(lead.quote)}{gap_after(lead.part)}" for lead in cell.statement.leads),
        words=shown(cell.statement.text),
        grade=badge_of(cell.grade, citation.report, scales) if cell.grade else None,
        when=", ".join(filter(None, when)) or "its place",
        unsure=cell.confidence < SURE,
        more=cell.more,
        opens=opens,
        opened=choice.open == place,
    )
