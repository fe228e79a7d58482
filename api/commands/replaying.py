"""The command that makes a recorded answer again, or says what is other than it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NOT_FOUND,
    ConfigOption,
    fail,
    open_library,
    settings_of,
)

if TYPE_CHECKING:
    from api.records import Replayed
    from search.library import Library


def replay(
    record: Annotated[str, typer.Argument(help="The id of a record, or of a request.")],
    library: Annotated[
        str,
        typer.Option(
            help="The library that it was kept beside; else each of the server’s file, or"
            f" {DEFAULT_LIBRARY}."
        ),
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Ask again what a record says was asked, of the same generation where it is kept.

    Example: pincite replay 20260131-5f0c1d2e3a4b
    """
    from api.records import find_record, replay

    held = [library] if library else [one.library for one in settings_of(config).collections]
    places = held or [DEFAULT_LIBRARY]
    for place in places:
        opened = open_library(place, to_ask=False)
        entry = find_record(opened.beside, record)
        if entry is not None:
            _tell(entry, replay(opened, entry), opened)
            return
        opened.close()
    where = ", ".join(places)
    fail(f"There is no record {record} in {where}. It was not kept, or was erased.", NOT_FOUND)


def _tell(record: dict[str, object], replayed: Replayed, library: Library) -> None:
    typer.echo(f"{record['at']}  {record['question']}")
    for one in cast(list[dict[str, object]], record.get("collections", [])):
        how = "answers" if one["answered"] else "does not answer"
        typer.echo(f"  {one['title']} {how}, {one['confidence']:.2f} sure", err=True)
    for statement in replayed.answer.statements:
        typer.echo(f"  {statement.text}")
    if replayed.changed:
        for change in replayed.changed:
            typer.echo(change, err=True)
        raise typer.Exit(NOT_FOUND)
    said = f"The same to the byte, of generation {replayed.answer.generation}"
    typer.echo(f"{said} of {library.storage.name}.", err=True)
