"""Answers, hits and lists as text for a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from api.rendering.answer_headings import Heading, headings_of, silent_in
from api.rendering.citation_styles import gap_after, write_line, write_place
from api.rendering.words import one_line, year_of
from api.shapes.answer_pages import AnswerPage
from search.answers.look_up_answer import count
from search.answers.resolving import Resolved
from search.results import Answer, Citation, Hit, PagePlace, ScopeShown, SearchResult, Statement

WIDTH = 96  # columns at most: longer lines read badly
NEAREST = 240  # characters of a passage that does not answer


def print_answer(whole: Answer, page: AnswerPage | None = None, origin: str = "") -> None:
    """An answer, or the first page of it; `origin` begins the links."""
    answer = page.answer if page else whole
    _print_scope(answer.scope)
    if not whole.answered:
        typer.echo(wrap(f"The reports do not say. {answer.reason}") + "\n")
        if answer.instead:
            typer.echo(wrap(f"They do answer: {' · '.join(answer.instead)}") + "\n")
        if answer.elsewhere:
            typer.echo(wrap(f"But {answer.elsewhere.about} say:") + "\n")
            _print_statements(answer.elsewhere.statements, origin=origin)
        elif answer.nearest:
            typer.echo("Nearest passages, which do not answer the question:\n")
            for hit in answer.nearest:
                _print_hit(hit, at_most=NEAREST)
        return
    if answer.summary:
        typer.echo(wrap(answer.summary) + "\n")
    if answer.reports:
        _print_reports(answer)
    labels = {row.statement: row.label for row in answer.rows if row.by == "subject"}
    _print_sides(answer)
    _print_statements(answer.statements, labels, headings_of(answer), origin)
    for line in silent_in(answer):
        typer.echo(line)
    if page is not None and page.following is not None:
        typer.echo(f"\n{page.left:,} more: --limit {page.following + page.left}", err=True)


def _print_reports(answer: Answer) -> None:
    """A line a report: where its first quote is, its day, title, and how often it has the words."""
    for listed in answer.reports:
        info = listed.report
        times = f", {listed.times:,} times" if listed.times > 1 else ""
        where = f" [{listed.statement + 1}]" if listed.statement is not None else ""
        day = info.published.isoformat() if info.published else "undated   "
        typer.echo(wrap(f"{day}  {info.title}{times}{where}", " " * 12))
    typer.echo("")


def print_search(result: SearchResult) -> None:
    _print_scope(result.scope)
    for hit in result.hits:
        _print_hit(hit)


def _print_statements(
    statements: Sequence[Statement],
    labels: Mapping[int | None, str] | None = None,
    headings: Mapping[int, Heading] | None = None,
    origin: str = "",
) -> None:
    """Numbered as they are read; what a statement leans on stands before it, the rest stands in.

    `labels` say whom each is about, by its place, where it is a row of a list; `headings` stand
    before some.
    """
    notes: list[Citation] = []
    for at, statement in enumerate(statements):
        if headings and at in headings:
            _print_heading(headings[at])
        numbers = []
        for place in statement.places:
            notes += place
            numbers.append(range(len(notes) - len(place) + 1, len(notes) + 1))
        indent = "    " if statement.leads else ""
        about = statement.side or (labels or {}).get(at, "")
        side = f"{about}: " if about else ""
        for i, lead in enumerate(statement.leads):
            words = f"{side}{one_line(lead.quote)}{gap_after(lead.part)}"
            typer.echo(wrap(f"{words} {_marks(each[i] for each in numbers)}"))
            side = ""
        words = f"{side}{one_line(statement.text)} {_marks(each[-1] for each in numbers)}"
        typer.echo(wrap(words, indent, indent) + "\n")
    for number, citation in enumerate(notes, start=1):
        typer.echo(wrap(f"[{number}] {write_place(citation)}", "    "))
        typer.echo(f"    {origin}{citation.url}")


def _print_heading(heading: Heading) -> None:
    if heading.report:
        typer.echo(wrap(heading.report.upper()) + "\n")
    typer.echo(f"{heading.title}\n{'-' * len(heading.title)}")
    if heading.told:
        typer.echo(wrap(heading.told))
    typer.echo("")


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _print_sides(answer: Answer) -> None:
    """The grades of each side; a side without statements is said to be silent by the summary."""
    for side in answer.sides:
        for grade in side.grades:
            typer.echo(f"{side.label}: {grade.area}: {grade.grade} [{grade.statement + 1}]")
    if any(side.grades for side in answer.sides):
        typer.echo("")


def _print_scope(scope: ScopeShown) -> None:
    if scope.carried:
        carried = " · ".join(dict.fromkeys(part.value for part in scope.carried))
        typer.echo(f"Still on: {carried}", err=True)
    newest = ", the newest of each subject and kind" if scope.latest else ""
    parts = " · ".join(dict.fromkeys(part.value for part in scope.parts))
    on = f": {parts}" if parts else ""
    others = f", and what {count(scope.beside, 'other')} say of it" if scope.beside else ""
    searched = f"Searched {count(scope.reports, 'report')}{newest}{others}{on}"
    typer.echo(wrap(searched) + "\n", err=True)
    if scope.missing:
        typer.echo(wrap(f"No report here is on {', '.join(scope.missing)}.") + "\n", err=True)
    if scope.choices:
        typer.echo(wrap(f"It may mean {' or '.join(scope.choices)}.") + "\n", err=True)


def _print_hit(hit: Hit, at_most: int | None = None) -> None:
    info = hit.report
    year = year_of(info)
    dated = "" if year in info.title else year
    place = [info.title, dated, " > ".join(hit.passage.headings), _page(hit.page)]
    typer.echo(wrap(", ".join(filter(None, place))))
    text = one_line(hit.passage.text)
    text = textwrap.shorten(text, at_most, placeholder=" …") if at_most else text
    typer.echo(wrap(text, "    ", "    ") + "\n")


def _page(page: PagePlace | None) -> str:
    return f"page {page.label or page.number}" if page else ""


def print_resolved(resolved: Resolved) -> None:
    """What became of a citation: the words of today, and the old ones where these differ."""
    sentences = {
        "here": "The words stand where they were cited.",
        "moved": "The words stand, elsewhere in a newer text of the report.",
        "changed": "The report was revised. These are the words most like the ones cited.",
        "gone": "The report is no longer here.",
        "erased": "The report was erased, and its words with it.",
    }
    typer.echo(f"{sentences[resolved.state]}\n")
    now, was = resolved.now, resolved.was if resolved.state in ("changed", "gone") else None
    for label, words in (("", now), ("It said:", was)):
        if words is not None:
            typer.echo(f"{label}\n" if label else "", nl=False)
            typer.echo(wrap(f"“{one_line(words.quote)}”", "    ", "    "))
            typer.echo(wrap(write_line(words), "    ", "    ") + "\n")


def print_columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table as wide as the terminal, without the columns that nothing stands in."""
    nonempty = [at for at in range(len(names)) if any(row[at] for row in rows)]
    columns = (Column(names[at], overflow="fold") for at in nonempty)
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(row[at]) for at in nonempty))
    Console().print(table)


def wrap(text: str, later: str = "", first: str = "") -> str:
    """As wide as the terminal, and no wider than reads well; the lines after the first by `later`."""
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
