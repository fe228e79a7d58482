"""The commands that list what reports say of themselves: `judgements` and `recommendations`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

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
from api.commands.opening import (
    DEFAULT_LIBRARY,
    NOT_FOUND,
    JsonOption,
    LibraryOption,
    fail,
    open_library,
)

if TYPE_CHECKING:
    from api.shapes.reports import JudgementShape, RecommendationShape


def add_listing_commands(app: typer.Typer) -> None:
    for command in (judgements, recommendations):
        app.command()(command)


def judgements(
    subject: SubjectOption = [],  # noqa: B006  # typer copies it
    kind: KindOption = [],  # noqa: B006
    grade: Annotated[
        list[str], typer.Option("--grade", help="Only this grade; may be given again.")
    ] = [],  # noqa: B006
    year: YearOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    latest: LatestOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """List the grades that the reports give, each with the words that state it.

    A line each in a pipe: subject, date, area and grade, parted by tabs.

    Example: pincite judgements --subject Salford --json
    """
    from api.rendering.words import iso_date
    from api.shapes.filters import select_reports
    from api.shapes.known_names import unknown_grades
    from api.shapes.reports import shape_judgement

    chosen = Chosen(subject, kind, year, published_from, published_to, latest)
    opened = open_library(library)
    filters, generation = chosen.filters(opened), opened.generation
    for unknown in unknown_grades(generation, grade):
        fail(str(unknown))
    grades = {name.casefold() for name in grade}
    shapes = [
        shape_judgement(generation.report(holding.number), judgement)
        for holding in select_reports(generation, filters)
        for judgement in generation.judgements_of(holding.number)
        if not grades or judgement.grade.casefold() in grades
    ]
    rows = [(each.subject, iso_date(each.report), each.area, each.grade) for each in shapes]
    _tell(shapes, rows, ("subject", "date", "area", "grade"), as_json=as_json)


def recommendations(
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    type: Annotated[
        list[str],
        typer.Option("--type", help="Only what the report calls so: area for improvement."),
    ] = [],  # noqa: B006
    year: YearOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    latest: LatestOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """List what the reports ask for, in their own words.

    A line each in a pipe: subject, date, type, number and text, parted by tabs.

    Example: pincite recommendations --subject Salford --latest
    """
    from api.rendering.words import iso_date, one_line
    from api.shapes.filters import select_reports
    from api.shapes.known_names import unknown_types
    from api.shapes.reports import shape_recommendation

    chosen = Chosen(subject, kind, year, published_from, published_to, latest)
    opened = open_library(library)
    filters, generation = chosen.filters(opened), opened.generation
    for unknown in unknown_types(generation, type):
        fail(str(unknown))
    types = {name.casefold() for name in type}
    numbers = [holding.number for holding in select_reports(generation, filters)]
    shapes = [
        shape_recommendation(generation.report(number), item)
        for number, item in generation.recommendations(numbers)
        if not types or item.kind.casefold() in types
    ]
    rows = [
        (s.report.subject, iso_date(s.report), s.kind, s.number, one_line(s.text)) for s in shapes
    ]
    _tell(shapes, rows, ("subject", "date", "type", "number", "text"), as_json=as_json)


def _tell(
    shapes: Sequence[JudgementShape | RecommendationShape],
    rows: Sequence[Sequence[str]],
    names: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """JSON for programs, tabs for other commands, columns for a terminal."""
    from api.commands.printing import print_columns
    from api.rendering.words import iso_date

    if as_json:
        records = [
            shape.model_dump(mode="json") | {"date": iso_date(shape.report) or None}
            for shape in shapes
        ]
        typer.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        print_columns(names, rows)
    else:
        for row in rows:
            typer.echo("\t".join(row))
    if not shapes:
        if not as_json:
            typer.echo("None of the reports that were chosen lists any.", err=True)
        raise typer.Exit(NOT_FOUND)
