"""The commands by which many machines read into one library: `work`, and `queue` for what waits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NO_LIBRARY,
    NOT_FOUND,
    NOT_UNDERSTOOD,
    JsonOption,
    LibraryOption,
    fail,
    library_faults_said,
    library_of,
    said,
)  # fmt: skip

if TYPE_CHECKING:
    from search.library import Library
    from search.storage.queue import QueueState, TriedFile

LEASE_S = 30.0


def add_queue_commands(app: typer.Typer) -> None:
    for command in (work, queue):
        app.command()(command)


def work(
    library: LibraryOption = DEFAULT_LIBRARY,
    lease: Annotated[
        float,
        typer.Option(
            min=0.5,
            help="Seconds of silence after which a worker’s file is another’s; the same for all.",
        ),
    ] = LEASE_S,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="Stop when nothing waits and nothing is read.")
    ] = False,
) -> None:
    """Read the reports that wait in a library's queue, one at a time, until interrupted.

    Any number may run, on any number of machines.

    Example: pincite work --library postgresql://HOST/DATABASE
    """
    from search.upkeep.queueing import NoQueue

    def tell(source: str, what: str) -> None:
        typer.echo(f"{source}: {what}")

    opened = library_of(library)
    with library_faults_said(), said(NoQueue):
        opened.work(tell, lease_s=lease, until_empty=until_empty)


def queue(
    library: LibraryOption = DEFAULT_LIBRARY,
    retry: Annotated[
        bool, typer.Option("--retry", help="Have those that were given up wait again.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Tell no longer of those that were given up.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show which reports wait to be read, are being read, or were given up, and why.

    Example: pincite queue --library postgresql://HOST/DATABASE --retry
    """
    from search.answers.look_up_answer import count
    from search.upkeep.queueing import NoQueue

    if retry and forget:
        fail("--retry has them read again, --forget forgets them: give one of the two.")
    with library_faults_said(), said(NoQueue):
        work_queue = library_of(library).queue
        if retry:
            typer.echo(f"{count(work_queue.retry(), 'report')} wait again", err=True)
        if forget:
            typer.echo(f"{count(work_queue.forget(), 'report')} forgotten", err=True)
        state = work_queue.state()
    if as_json:
        typer.echo(json.dumps(asdict(state), ensure_ascii=False, indent=2))
    else:
        print_queue(state)


def print_queue(state: QueueState) -> None:
    again = f" ({state.again} of them again)" if state.again else ""
    typer.echo(
        f"queue: {state.waiting} waiting{again}, {len(state.reading)} being read,"
        f" {state.done} done since yesterday, {len(state.failed)} given up"
    )
    for one in state.reading:
        typer.echo(_line(one, f"being read since {one.since} by {one.worker}"))
    for one in state.failed:
        typer.echo(_line(one, f"given up after {one.tries} tries: {one.reason}"))


def put_in_queue(
    library: Library, files: Sequence[Path], field: str | None, allow_links: bool, as_json: bool
) -> None:
    """What `pincite ingest --queue` does."""
    from ingest.field.field import load_field
    from ingest.field.tables import BadField
    from search.upkeep.adding import NothingToRead, OtherModel
    from search.upkeep.queueing import NoQueue, NotBegun

    with (
        library_faults_said(),
        said(NothingToRead, BadField, NoQueue, NotBegun, code=NOT_UNDERSTOOD),
        said(OtherModel, code=NO_LIBRARY),
    ):
        outcome = library.enqueue(
            files, field=load_field(field) if field else None, allow_links=allow_links
        )
    if as_json:
        typer.echo(json.dumps(asdict(outcome), ensure_ascii=False, indent=2))
    else:
        known = outcome.summary.unchanged + outcome.summary.moved + outcome.summary.same
        typer.echo(
            f"{outcome.queued} queued, {outcome.queued_before} in the queue already, {known} known,"
            f" {len(outcome.summary.failed)} failed in {outcome.summary.seconds:.1f} s"
        )
    for failed in outcome.summary.failed:
        typer.echo(f"{failed.source}: {failed.reason}", err=True)
    if outcome.summary.failed:
        raise typer.Exit(NOT_FOUND)


def _line(one: TriedFile, what: str) -> str:
    from api.commands.printing import wrap

    return wrap(f"{one.source}: {what}", "      ", "  ")
