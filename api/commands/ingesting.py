"""The commands that read reports into a library: `ingest`, and `watch` for folders that change."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.opening import (
    DEFAULT_LIBRARY,
    NO_LIBRARY,
    NOT_FOUND,
    NOT_UNDERSTOOD,
    DownloadOption,
    JsonOption,
    LibraryOption,
    ModelOption,
    embedder_of,
    fail,
    library_faults_said,
    library_of,
    said,
)  # fmt: skip
from api.commands.queueing import put_in_queue

if TYPE_CHECKING:
    from search.upkeep.progress import Summary


LinksOption = Annotated[
    bool, typer.Option("--allow-links", help="Read files that links lead to outside of a folder.")
]


def add_reading_commands(app: typer.Typer) -> None:
    for command in (ingest, rebuild, watch):
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
    model: ModelOption = None,
    download: DownloadOption = False,
    allow_links: LinksOption = False,
    allow_erased: Annotated[
        bool, typer.Option("--allow-erased", help="Read files again that were erased here.")
    ] = False,
    queue: Annotated[
        bool, typer.Option("--queue", help="Have workers read them: pincite work, docs/scale.md.")
    ] = False,
    attachments: Annotated[
        bool, typer.Option("--attachments", help="Read the reports that PDFs hold, portfolios too.")
    ] = False,
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
    from ingest.folders import holds_reports
    from search.upkeep.adding import NothingToRead, OtherModel

    limits = Limits(
        depth=depth,
        count=count,
        max_bytes=max_mb * 2**20,
        delay_s=delay,
        allow_private=allow_private,
    )
    files = [Path(path) for path in paths if not is_address(path)]
    if files and len(files) == len(paths) and not prune and not holds_reports(files):
        there = ", ".join(paths)
        fail(f"{there} holds no PDF and no web page: nothing was read, and no library made.")
    if queue and (prune or allow_erased or attachments or len(files) < len(paths)):
        fail("--queue takes files and folders, without --prune, --allow-erased and --attachments.")
    with library_faults_said():
        embedder = embedder_of(model, download) if model else None
    opened = library_of(library, embedder)
    if queue:
        put_in_queue(opened, files, field, allow_links, as_json)
        return
    try:
        with (
            library_faults_said(),
            said(NothingToRead, BadField, code=NOT_UNDERSTOOD),
            said(OtherModel, code=NO_LIBRARY),
            show_progress() as on_progress,
        ):
            summary = opened.ingest(
                files,
                addresses=[path for path in paths if is_address(path)],
                follow=follow,
                limits=limits,
                field=load_field(field) if field else None,
                prune=prune,
                allow_links=allow_links,
                allow_erased=allow_erased,
                attachments=attachments,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        typer.echo(
            f"Stopped. {opened.name} is as it was last published, at most a minute ago:"
            " run the same command again to go on from there.",
            err=True,
        )
        raise typer.Exit(130) from None
    if as_json:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        _print_summary(opened.name, summary)
    for failed in summary.failed:
        typer.echo(f"{failed.source}: {failed.reason}", err=True)
    if summary.failed:
        raise typer.Exit(NOT_FOUND)


def rebuild(
    model: Annotated[
        str, typer.Option(help="A sentence-transformers model's folder, or name: docs/models.md.")
    ],
    library: LibraryOption = DEFAULT_LIBRARY,
    download: DownloadOption = False,
) -> None:
    """Have a library embedded by another model; texts, ids and citations stay what they are.

    It answers as before until all is done.

    Example: pincite rebuild --model models/bge-small-en-v1.5
    """
    from api.commands.progress import show_progress
    from ingest.errors import TooLarge
    from search.answers.look_up_answer import count

    with library_faults_said(), said(TooLarge), show_progress() as on_progress:
        embedder = embedder_of(model, download)
        passages = library_of(library).rebuild(embedder, on_progress=on_progress)
    typer.echo(f"{library}: {count(passages, 'passage')} embedded by {embedder.name}")


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
    with library_faults_said(), said(OtherModel, code=NO_LIBRARY):
        try:
            for outcome in library_of(library).watch(paths, look_s=every, allow_links=allow_links):
                if isinstance(outcome, str):
                    typer.echo(outcome, err=True)
                    continue
                typer.echo(
                    f"{outcome.added} added, {outcome.updated} updated, {outcome.moved} moved,"
                    f" {outcome.removed} removed, {len(outcome.failed)} failed:"
                    f" {outcome.reports} reports"
                )
                for failed in outcome.failed:
                    typer.echo(f"{failed.source}: {failed.reason}", err=True)
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def _print_summary(library: str, summary: Summary) -> None:
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
        "erased before and not read again": summary.erased,
        "other files passed over": summary.skipped,
    }
    shown = [f"{count} {name}" for name, count in counts.items()]
    shown += [f"{count} {name}" for name, count in rarer.items() if count]
    typer.echo(f"{', '.join(shown)} in {summary.seconds:.1f} s")
    typer.echo(
        f"{library} holds {summary.reports} reports, {summary.pages} pages,"
        f" {summary.passages} passages"
    )
