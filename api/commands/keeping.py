"""Commands that keep a library safe: back it up, restore it, check it and repair it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NOT_FOUND,
    LibraryOption,
    library_faults_said,
    library_of,
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


def check(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Check a library against itself: texts, files, spans, citations, vectors and words.

    Example: pincite check --library indexes/default
    """
    with library_faults_said():
        found = library_of(library).check()
    for fault in found.faults:
        typer.echo(fault)
    typer.echo(
        f"{found.reports:,} reports, {found.passages:,} passages and {found.sentences:,} sentences"
        f" checked: {len(found.faults) or 'no'} fault{'' if len(found.faults) == 1 else 's'}"
        f"{'. Mend what can be mended: pincite repair' if found.faults else ''}",
        err=True,
    )
    if found.faults:
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
