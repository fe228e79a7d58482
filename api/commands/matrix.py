"""The command that asks a few questions of every subject, or of every report."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.commands.choosing import (
    Chosen,
    FromOption,
    KindOption,
    LatestOption,
    SubjectOption,
    ToOption,
    YearOption,
)
from api.commands.opening import DEFAULT_LIBRARY, LibraryOption, fail, open_library

By = Literal["subject", "report"]


def add_matrix_command(app: typer.Typer) -> None:
    app.command()(matrix)


def matrix(
    questions: Annotated[list[str], typer.Argument(help="The columns, at most six.")],
    by: Annotated[By, typer.Option(help="What a row is.")] = "subject",
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    latest: LatestOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a line a cell.")] = False,
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Ask a few questions of every subject, or of every report.

    Example: pincite matrix "leadership grade" "do care leavers have suitable homes" --latest --csv
    """
    from rich.console import Console
    from rich.progress import track

    from api.rendering.matrix_files import MatrixSheet, tell_covered, tell_silence, write_matrix_csv
    from api.rendering.words import one_line, year_of
    from search.across.matrix import MOST_QUESTIONS

    if len(questions) > MOST_QUESTIONS or not all(question.strip() for question in questions):
        fail(f"Give one to {MOST_QUESTIONS} questions, each in quotation marks.")
    opened = open_library(library)
    chosen = Chosen(subject, kind, year, published_from, published_to, latest)
    asked = opened.matrix(questions, chosen.filters(opened), by)
    places = list(asked.places())
    shown = track(places, "Asking", console=Console(stderr=True), transient=True)
    sheet = MatrixSheet(asked.plan, {place: asked.cell(*place) for place in shown}, origin="")
    if as_csv:
        typer.echo(write_matrix_csv(sheet), nl=False)
        return
    typer.echo(tell_covered(asked.plan.covered), err=True)
    for line, cells in sheet.rows():
        texts = [line.label]
        for cell in cells:
            if cell is None or cell.statement is None:
                texts.append(tell_silence(cell))
                continue
            when = year_of(cell.statement.citations[0].report)
            words = cell.grade or one_line(cell.statement.text)
            texts.append(f"{words} ({when})" if when else words)
        typer.echo("\t".join(texts))
