"""Commands that look after a library: ingest, status, remove, export, check and watch."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    JsonOption,
    LibraryOption,
    library_faults_said,
    library_of,
)  # fmt: skip

if TYPE_CHECKING:
    from search.upkeep.progress import Summary
    from search.upkeep.status import Status

LinksOption = Annotated[
    bool, typer.Option("--allow-links", help="Read files that links lead to outside of a folder.")
]
SHOWN = 12  # subjects, of hundreds


def add_library_commands(app: typer.Typer) -> None:
    for command in (ingest, status, changes, remove, export, check, watch):
        app.command()(command)


def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders and addresses.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    prune: Annotated[
        bool, typer.Option("--prune", help="Take out reports whose files are gone.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Read what addresses link to on their site too.")
    ] = False,
    depth: Annotated[int, typer.Option(min=0, max=5, help="Links to follow from a page.")] = 1,
    count: Annotated[int, typer.Option(min=1, help="Pages to fetch at most.")] = 50,
    delay: Annotated[float, typer.Option(min=0.0, help="Seconds between two requests.")] = 1.0,
    max_mb: Annotated[int, typer.Option(min=1, max=500, help="Of one fetched file.")] = 100,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private networks too.")
    ] = False,
    field: Annotated[
        str | None,
        typer.Option(
            help="A folder that says what reports are of, kept from now on: docs/fields.md."
        ),
    ] = None,
    allow_links: LinksOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read reports, PDF and HTML, into a library; only what changed is read again.

    Example: pincite ingest reports/
    """
    from api.commands.progress import show_progress
    from ingest.fetching.addresses import is_address
    from ingest.fetching.limits import Limits
    from ingest.field.field import load_field
    from ingest.field.tables import BadField
    from search.upkeep.adding import NothingToRead, OtherModel

    limits = Limits(
        depth=depth,
        count=count,
        max_bytes=max_mb * 2**20,
        delay_s=delay,
        allow_private=allow_private,
    )
    try:
        with (
            library_faults_said(NothingToRead, OtherModel, BadField),
            show_progress() as on_progress,
        ):
            summary = library_of(library).ingest(
                [Path(path) for path in paths if not is_address(path)],
                addresses=[path for path in paths if is_address(path)],
                follow=follow,
                limits=limits,
                field=load_field(field) if field else None,
                prune=prune,
                allow_links=allow_links,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {library} is as it was last published, at most a minute ago:"
            " run the same command again to go on from there.",
            err=True,
        )
        raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        _print_summary(library, summary)
    for failed in summary.failed:
        typer.echo(f"{failed.source}: {failed.reason}", err=True)
    if summary.failed:
        raise typer.Exit(1)


def status(library: LibraryOption = DEFAULT_LIBRARY, as_json: JsonOption = False) -> None:
    """Show what is in a library, and what could not be read.

    Example: pincite status --json
    """
    with library_faults_said():
        found = library_of(library).status()
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _print_status(library, found)


def changes(library: LibraryOption = DEFAULT_LIBRARY, as_json: JsonOption = False) -> None:
    """Show what became of the words of files that a newer reader reads otherwise.

    Example: pincite changes
    """
    here = moved = changed = 0
    with library_faults_said():
        for report in library_of(library).read_anew():
            here += report.here
            moved += report.moved
            changed += len(report.changed)
            if as_json:
                typer.echo(json.dumps(asdict(report), ensure_ascii=False))
                continue
            if report.changed:
                typer.echo(f"{report.report_id} ({report.source}) no longer says, to the letter:")
            for quote in report.changed:
                typer.echo(f"  {' '.join(quote.split())}")
    if not as_json:
        typer.echo(
            f"{here} sentences stand where they stood, {moved} elsewhere, {changed} read otherwise."
            " Citations of the old words go on showing them."
            if here + moved + changed
            else "No file in this library is read otherwise than it was."
        )


def remove(
    names: Annotated[list[str], typer.Argument(help="Ids or sources of reports.")],
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Take reports out of a library; their old citations can still be read.

    Example: pincite remove hertfordshire-peel-2019-09-27
    """
    from search.upkeep.removing import NotThere

    with library_faults_said(NotThere):
        gone = library_of(library).remove(names)
    for report_id in gone:
        typer.echo(f"{report_id} is out")


def export(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Print a library as JSON lines: reports, sections, passages, judgements, recommendations.

    Example: pincite export > library.jsonl
    """
    with library_faults_said():
        for line in library_of(library).export():
            typer.echo(line)


def check(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Check a library against itself: texts, files, spans, citations, vectors and words.

    Example: pincite check --library indexes/default
    """
    with library_faults_said():
        found = library_of(library).check()
    for fault in found.faults:
        typer.echo(fault)
    typer.echo(
        f"{found.reports} reports, {found.passages} passages and {found.sentences} sentences"
        f" checked: {len(found.faults) or 'no'} faults",
        err=True,
    )
    if found.faults:
        raise typer.Exit(1)


def watch(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 2.0,
    allow_links: LinksOption = False,
) -> None:
    """Keep a library in step with folders until interrupted.

    Example: pincite watch reports/
    """
    from search.upkeep.adding import OtherModel

    # A service manager stops it with SIGTERM, and a shell's background job has SIGINT switched off.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with library_faults_said(OtherModel):
        try:
            for found in library_of(library).watch(paths, look_s=every, allow_links=allow_links):
                if isinstance(found, str):
                    typer.echo(found, err=True)
                    continue
                typer.echo(
                    f"{found.added} added, {found.updated} updated, {found.moved} moved,"
                    f" {found.removed} removed, {len(found.failed)} failed:"
                    f" {found.reports} reports"
                )
                for failed in found.failed:
                    typer.echo(f"{failed.source}: {failed.reason}", err=True)
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def _print_summary(library: Path, summary: Summary) -> None:
    counts = {
        "added": summary.added,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "removed": summary.removed,
        "failed": len(summary.failed),
    }
    rarer = {
        "moved": summary.moved,
        "in already under another path": summary.same,
        "other files passed over": summary.skipped,
    }
    shown = [f"{count} {name}" for name, count in counts.items()]
    shown += [f"{count} {name}" for name, count in rarer.items() if count]
    typer.echo(f"{', '.join(shown)} in {summary.seconds:.1f} s")
    typer.echo(
        f"{library} holds {summary.reports} reports, {summary.pages} pages,"
        f" {summary.passages} passages"
    )


def _print_status(library: Path, found: Status) -> None:
    typer.echo(
        f"{library}: {found.reports} reports, {found.pages} pages, {found.passages} passages,"
        f" {found.bytes_on_disk / 2**20:.0f} MB"
    )
    typer.echo(
        f"generation {found.generation}, model {found.model or 'none yet'}, field {found.field}"
    )
    if found.kept:
        typer.echo(f"{found.kept} texts kept of files that were replaced or removed")
    for name, counts in (("subject", found.subjects), ("kind", found.kinds), ("year", found.years)):
        shown = [f"{value or 'unknown'} {count}" for value, count in counts.items()]
        more = f", and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
        typer.echo(f"by {name}: {', '.join(shown[:SHOWN])}{more}" if shown else f"by {name}: none")
    for name, told in (("subjects", found.subjects_by), ("dates", found.dates_by)):
        shown = [f"{by or 'nothing'} {count}" for by, count in told.items()]
        if any(told):  # a library of an earlier version does not say
            typer.echo(f"{name} told by: {', '.join(shown)}")
    if found.without_subject:
        typer.echo(
            f"{len(found.without_subject)} reports are about nobody known; pincite.toml can say whom:"
        )
        for source in found.without_subject[:SHOWN]:
            typer.echo(f"  {source}")
    if found.pages_without_text:
        typer.echo(f"{found.pages_without_text} pages are pictures without text:")
        for source, count in found.scans:
            typer.echo(f"  {source}: {count}")
    if found.left_out:
        words = sum(words for _, _, words in found.left_out)
        typer.echo(f"{words} words are left out, for no page shows them:")
        for source, why, count in found.left_out:
            typer.echo(f"  {source}: {why}{f', {count} words' if count else ''}")
    if found.outdated:
        typer.echo(
            f"{len(found.outdated)} reports were read by an earlier reader. Ingest their folders"
            " again to read them anew, while questions are answered as before; what was cited"
            " stays, and pincite changes shows what reads otherwise."
        )
    if found.failed:
        typer.echo(f"{len(found.failed)} files failed:")
        for failure in found.failed:
            typer.echo(f"  {failure.source}: {failure.reason}")
