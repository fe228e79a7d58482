"""The command that makes a recorded answer again, or says what is other than it was."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.opening import DEFAULT_LIBRARY, NOT_FOUND, LibraryOption, fail, open_library


def replay(
    record: Annotated[str, typer.Argument(help="The id of a record, or of a request.")],
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Ask again what a record says was asked, of the same generation where it is kept.

    Example: pincite replay 20260131-5f0c1d2e3a4b
    """
    from api.records import find_record, replay

    opened = open_library(library)
    found = find_record(opened.beside, record)
    if found is None:
        fail(
            f"There is no record {record} in {library}. It was not kept, or was erased.", NOT_FOUND
        )
    replayed = replay(opened, found)
    typer.echo(f"{found['at']}  {found['question']}")
    for statement in replayed.answer.statements:
        typer.echo(f"  {statement.text}")
    if replayed.changed:
        for change in replayed.changed:
            typer.echo(change, err=True)
        raise typer.Exit(NOT_FOUND)
    typer.echo(f"The same to the byte, of generation {replayed.answer.generation}.", err=True)
