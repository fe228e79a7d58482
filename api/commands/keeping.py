"""Commands that keep a library safe: back it up, restore it, copy it, check it and repair it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NO_LIBRARY,
    NOT_FOUND,
    LibraryOption,
    library_faults_said,
    library_of,
    said,
)  # fmt: skip


def backup(
    folder: Annotated[
        Path, typer.Argument(help="A new folder, or an earlier backup, which is replaced.")
    ],
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Copy a library as it is now, while it is asked and while an ingest writes to it.

    Example: pincite backup /backup/2026-01-31
    """
    from search.storage.opening import back_up

    with library_faults_said():
        number = back_up(library_of(library).storage, folder)
    typer.echo(f"{folder} holds generation {number}. Check it at any time: sha256sum -c SHA256SUMS")


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup.")],
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Make a library of a backup, once each of its files is checked; nothing is written over.

    Example: pincite restore /backup/2026-01-31 --library indexes/default
    """
    from search.storage.opening import restore

    with library_faults_said():
        number = restore(folder, library)
    typer.echo(f"{library} is generation {number} of {folder}")


def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder or a database.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty folder or database.")],
) -> None:
    """Copy a library from a folder to a database or back, without reading or embedding again.

    Example: pincite copy indexes/default postgresql://db.example/reports
    """
    from api.commands.progress import show_progress
    from search.storage.opening import open_storage
    from search.upkeep.copying import NotACopy, copy

    with library_faults_said(), said(NotACopy, code=NO_LIBRARY), show_progress() as on_progress:
        place = open_storage(target)
        copied = copy(open_storage(source), place, on_progress)
    typer.echo(f"{copied:,} reports copied to {place.name}, each compared with where it came from")


def check(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Check a library against itself: texts, files, spans, citations, vectors and words.

    Example: pincite check --library indexes/default
    """
    with library_faults_said():
        tally = library_of(library).check()
    for fault in tally.faults:
        typer.echo(fault)
    typer.echo(
        f"{tally.reports:,} reports, {tally.passages:,} passages and {tally.sentences:,} sentences"
        f" checked: {len(tally.faults) or 'no'} fault{'' if len(tally.faults) == 1 else 's'}"
        f"{'. Mend what can be mended: pincite repair' if tally.faults else ''}",
        err=True,
    )
    if tally.faults:
        raise typer.Exit(NOT_FOUND)


def repair(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Make what is damaged anew: passages, vectors and words from the texts, texts from the files.

    Example: pincite repair --library indexes/default
    """
    with library_faults_said():
        made = library_of(library).repair()
    for what, ids in (("passages", made.passages), ("text", made.texts), ("file", made.files)):
        for report_id in ids:
            typer.echo(f"{report_id}: its {what} {'were' if what == 'passages' else 'was'} damaged")
    check(library)
