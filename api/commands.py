"""The command line: thin over the library; results to standard output, all else to standard error."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.commands_server import add_server_commands

if TYPE_CHECKING:
    from search.library import Library
    from search.results import Filters

# What needs the model is imported where it is used: --help must not wait for it.

DEFAULT_LIBRARY = Path("indexes/default")

app = typer.Typer(
    name="pincite",
    help="Answers questions over a collection of reports and pins every sentence to its words.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

LibraryOption = Annotated[Path, typer.Option("--library", help="The library's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SubjectOption = Annotated[list[str], typer.Option("--subject", help="Only reports on it.")]
KindOption = Annotated[list[str], typer.Option("--kind", help="Only this family of reports.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Only those published in it.")]


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take out reports whose files are gone.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read reports, PDF and HTML, into a library; only what changed is read again.

    Example: pincite ingest reports/
    """
    from api.progress import show_progress
    from ingest.overrides import BadOverrides
    from search.adding import NothingToRead, OtherModel
    from search.adding import ingest as add
    from search.embeddings import ModelMissing
    from search.store import WrongFormat
    from search.writing import CannotWrite, LibraryHeld

    try:
        with show_progress() as on_progress:
            summary = add(library, paths, prune=prune, on_progress=on_progress)
    except (
        LibraryHeld,
        CannotWrite,
        NothingToRead,
        OtherModel,
        ModelMissing,
        BadOverrides,
        WrongFormat,
    ) as error:
        _fail(str(error))
    if as_json:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        typer.echo(
            f"{summary.added} added, {summary.updated} updated, {summary.unchanged} unchanged,"
            f" {summary.removed} removed, {len(summary.failed)} failed"
            + (f", {summary.skipped} other files passed over" if summary.skipped else "")
            + f" in {summary.seconds:.1f} s"
        )
        typer.echo(
            f"{library} holds {summary.reports} reports, {summary.pages} pages,"
            f" {summary.passages} passages"
        )
    for failed in summary.failed:
        typer.echo(f"{failed.source}: {failed.reason}", err=True)
    if summary.failed:
        raise typer.Exit(1)


@app.command()
def search(
    question: str,
    subject: SubjectOption = [],  # noqa: B006  # typer copies it
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """Find the passages that fit a question best.

    Example: pincite search "waiting times for autism assessments" --year 2024
    """
    from api.printing import print_search
    from api.shapes import shape_search

    found = _open(library).search(question, _filters(subject, kind, year), limit)
    if as_json:
        typer.echo(shape_search(found).model_dump_json(indent=2))
    else:
        print_search(found)


@app.command()
def ask(
    question: str,
    subject: SubjectOption = [],  # noqa: B006
    kind: KindOption = [],  # noqa: B006
    year: YearOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 5,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in the reports' own words, each pinned to its place.

    Example: pincite ask "how does the force handle knife crime"
    """
    from api.printing import print_answer
    from api.shapes import shape_answer

    answer = _open(library).ask(question, _filters(subject, kind, year), limit)
    if as_json:
        typer.echo(shape_answer(answer).model_dump_json(indent=2))
    else:
        print_answer(answer)


def _open(folder: Path) -> Library:
    from search.library import Library
    from search.store import NoLibrary, WrongFormat

    try:
        return Library(folder)
    except (NoLibrary, WrongFormat) as error:
        _fail(str(error))


def _filters(subjects: list[str], kinds: list[str], year: int | None) -> Filters:
    from search.results import Filters

    return Filters(
        subjects=tuple(subjects),
        kinds=tuple(kinds),
        published_from=date(year, 1, 1) if year else None,
        published_to=date(year, 12, 31) if year else None,
    )


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


add_server_commands(app)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
