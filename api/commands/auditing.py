"""The commands over the audit log: whether it is whole, and the lines of a span of days."""

from __future__ import annotations

from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import NOT_FOUND, fail, library_faults_said, said

if TYPE_CHECKING:
    from search.storage.beside import Place

audit_app = typer.Typer(
    help="Check and read the audit log.", no_args_is_help=True, rich_markup_mode=None
)
AuditOption = Annotated[
    str | None, typer.Option(envvar="PINCITE_AUDIT", help="The audit log, which is told of it.")
]
LogArgument = Annotated[str, typer.Argument(help="The file or database that PINCITE_AUDIT names.")]
FromOption = Annotated[str, typer.Option("--from", help="The first day, in UTC: 2026-01-31.")]
ToOption = Annotated[str, typer.Option("--to", help="The last day, itself included.")]


def note(audit: Place | None, what: str, **details: str) -> None:
    """Tells the audit log, where there is one, what whoever runs the command did."""
    from api.audit import Audit

    if audit is None:
        return
    try:
        with library_faults_said():
            Audit(audit).write(what, **details, who=getuser())
    except OSError as error:
        why = f"{error.filename} cannot be written: {error.strerror}." if error.strerror else error
        fail(f"It is done, and not in the audit log: {why}", NOT_FOUND)


@audit_app.command("verify")
def verify(
    log: LogArgument,
    expect: Annotated[
        str, typer.Option(help="A hash that was noted elsewhere, which must be among the lines.")
    ] = "",
) -> None:
    """Say whether every line is as it was written and none is missing; exit 1 where not.

    Example: pincite audit verify indexes/audit.jsonl
    """
    from api.audit import verify

    with library_faults_said(), said(OSError):
        result = verify(log, expect)
    if result.fault:
        fail(f"{result.fault} The {result.lines:,} lines before are whole.", NOT_FOUND)
    typer.echo(f"{result.lines:,} lines, whole. Keep the hash of the last elsewhere: {result.last}")


@audit_app.command("export")
def export(
    log: LogArgument, first: FromOption = "0000-00-00", last: ToOption = "9999-99-99"
) -> None:
    """Print the lines of a span of days, as they are.

    Example: pincite audit export indexes/audit.jsonl --from 2026-01-01 --to 2026-01-31
    """
    from api.audit import between

    with library_faults_said(), said(OSError):
        for line in between(log, first, last):
            typer.echo(line)
