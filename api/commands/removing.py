"""Commands that take reports out of a library, for now or for good, and bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from getpass import getuser
from typing import Annotated

import typer

from api.commands.auditing import AuditOption, note
from api.commands.opening import (
    DEFAULT_LIBRARY,
    LibraryOption,
    fail,
    library_faults_said,
    library_of,
    said,
)  # fmt: skip

WhyOption = Annotated[str, typer.Option(help="Why they are erased; it stays on record.")]
EraseOption = Annotated[
    bool, typer.Option("--erase", help="For good: text, file and all that was said of them.")
]


def remove(
    names: Annotated[list[str], typer.Argument(help="Ids or sources of reports.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    erase: EraseOption = False,
    why: WhyOption = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Bring them back, where they were not erased.")
    ] = False,
    audit: AuditOption = None,
) -> None:
    """Take reports out of a library; their old citations can still be read, unless they are erased.

    Example: pincite remove hertfordshire-peel-2019-09-27
    """
    if erase and undo:
        fail("What is erased cannot be brought back. Say --erase or --undo.")
    if undo:
        _bring_back(library, names, audit)
    else:
        _take_out(library, names, audit, erase=erase, why=why)


def retain(
    years: Annotated[int, typer.Option(min=1, help="Those older than so many years go.")],
    kind: Annotated[list[str] | None, typer.Option(help="Of this kind alone; again for more.")] = (
        None
    ),
    library: LibraryOption = DEFAULT_LIBRARY,
    take_out: Annotated[
        bool, typer.Option("--remove", help="Take them out, as pincite remove does.")
    ] = False,
    erase: EraseOption = False,
    why: WhyOption = "",
    audit: AuditOption = None,
) -> None:
    """Show which reports are past their time; take them out only where it is said how.

    Example: pincite retain --years 10 --kind PEEL
    """
    from search.upkeep.retaining import past_retention

    with library_faults_said():
        reports = past_retention(library_of(library).storage, years, kind or ())
    for day, holding in reports:
        typer.echo(f"{day}  {holding.info.kind or 'unknown kind'}  {holding.info.id}")
    if not reports:
        typer.echo(f"No report is known to be older than {years} years.", err=True)
    elif take_out or erase:
        names = [holding.info.id for _, holding in reports]
        _take_out(library, names, audit, erase=erase, why=why or f"Older than {years} years.")
    else:
        typer.echo("Nothing was taken out: say --remove or --erase.", err=True)


def _take_out(
    library: str, names: Sequence[str], audit: str | None, *, erase: bool, why: str
) -> None:
    from search.upkeep.removing import NotThere

    if erase and not why.strip():
        fail("Say why, with --why: it is what stays of them.")
    with library_faults_said(), said(NotThere):
        if erase:
            stones = library_of(library).erase(names, by=getuser(), why=why)
            gone = sorted({stone.report for stone in stones})
        else:
            gone = library_of(library).remove(names)
    for report_id in gone:
        note(audit, "erasure" if erase else "removal", report=report_id, why=why)
        typer.echo(f"{report_id} is {'erased' if erase else 'out'}")


def _bring_back(library: str, names: Sequence[str], audit: str | None) -> None:
    from search.upkeep.bringing_back import CannotBringBack
    from search.upkeep.removing import NotThere

    with library_faults_said(), said(NotThere, CannotBringBack):
        back = library_of(library).bring_back(names)
    for report_id in back:
        note(audit, "removal undone", report=report_id)
        typer.echo(f"{report_id} is back")
