"""The command line, thin over the library: results to standard output, all else to the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from api.commands_library import DEFAULT_LIBRARY, JsonOption, LibraryOption, add_library_commands

if TYPE_CHECKING:
    from search.library import Library
    from search.results import Filters

# What needs the model is imported where it is used: --help must not wait for it.

app = typer.Typer(
    name="pincite",
    help="Answers questions over a collection of reports and pins every sentence to its words.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

SubjectOption = Annotated[list[str], typer.Option("--subject", help="Only reports on it.")]
KindOption = Annotated[list[str], typer.Option("--kind", help="Only this family of reports.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Only those published in it.")]


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


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Open the web box and the API, on this machine alone unless told otherwise.

    Example: pincite serve --port 8080
    """
    import uvicorn

    from api.server import build_app

    opened = _open(library)
    typer.echo(f"Reading the model … then open http://{host}:{port}/", err=True)
    opened.embedder.load()
    uvicorn.run(build_app(opened), host=host, port=port, log_level="warning")


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


add_library_commands(app)


def main() -> None:
    app()


if __name__ == "__main__":
    main()
