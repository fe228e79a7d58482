"""Answers and hits as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

import typer

from api.rendering.answer_headings import Heading, headings_of, silent_in
from api.rendering.citation_styles import gap_after, write_place
from api.rendering.words import one_line
from search.results import Answer, Citation, Hit, PagePlace, ScopeShown, SearchResult, Statement

WIDTH = 96


def print_answer(answer: Answer) -> None:
    _print_scope(answer.scope)
    if not answer.answered:
        typer.echo(f"The reports do not say. {answer.reason}\n")
        if answer.instead:
            typer.echo(f"They do answer: {' · '.join(answer.instead)}\n")
        if answer.elsewhere:
            typer.echo(f"But {answer.elsewhere.about} say:\n")
            _print_statements(answer.elsewhere.statements)
        elif answer.nearest:
            typer.echo("Nearest passages, which do not answer the question:\n")
            for hit in answer.nearest:
                _print_hit(hit)
        return
    if answer.summary:
        typer.echo(_wrap(answer.summary) + "\n")
    if answer.reports:
        _print_reports(answer)
    labels = {row.statement: row.label for row in answer.rows if row.by == "subject"}
    _print_sides(answer)
    _print_statements(answer.statements, labels, headings_of(answer))
    for line in silent_in(answer):
        typer.echo(line)


def _print_reports(answer: Answer) -> None:
    """A line a report: where its first quote is, its day, title, and how often it has the words."""
    for listed in answer.reports:
        info = listed.report
        times = f", {listed.times:,} times" if listed.times > 1 else ""
        where = f" [{listed.statement + 1}]" if listed.statement is not None else ""
        day = info.published.isoformat() if info.published else "undated   "
        typer.echo(_wrap(f"{day}  {info.title}{times}{where}", " " * 12))
    typer.echo("")


def print_search(found: SearchResult) -> None:
    _print_scope(found.scope)
    for hit in found.hits:
        _print_hit(hit)


def _print_statements(
    statements: Sequence[Statement],
    labels: Mapping[int | None, str] | None = None,
    headings: Mapping[int, Heading] | None = None,
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
            typer.echo(_wrap(f"{words} {_marks(held[i] for held in numbers)}"))
            side = ""
        words = f"{side}{one_line(statement.text)} {_marks(held[-1] for held in numbers)}"
        typer.echo(_wrap(words, indent, indent) + "\n")
    for number, citation in enumerate(notes, start=1):
        typer.echo(_wrap(f"[{number}] {write_place(citation)}", "    "))


def _print_heading(heading: Heading) -> None:
    if heading.report:
        typer.echo(_wrap(heading.report.upper()) + "\n")
    typer.echo(f"{heading.title}\n{'-' * len(heading.title)}")
    if heading.told:
        typer.echo(_wrap(heading.told))
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
    reports = f"{scope.reports:,} report{'' if scope.reports == 1 else 's'}"
    if scope.parts:
        parts = " · ".join(dict.fromkeys(part.value for part in scope.parts))
        newest = ", the newest of each" if scope.latest else ""
        typer.echo(f"Searched: {parts} ({reports}{newest})\n", err=True)
    elif scope.latest:
        typer.echo(f"Searched: the newest of each ({reports})\n", err=True)
    if scope.missing:
        typer.echo(f"No report here on {', '.join(scope.missing)}.\n", err=True)


def _print_hit(hit: Hit) -> None:
    report = hit.report
    place = ", ".join(
        filter(None, [report.title, _page(hit.page), " > ".join(hit.passage.headings)])
    )
    typer.echo(f"{place}\n{_wrap(one_line(hit.passage.text), '    ', '    ')}\n")


def _page(page: PagePlace | None) -> str:
    return f"page {page.label}" if page else ""


def _wrap(text: str, later: str = "", first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=later)
