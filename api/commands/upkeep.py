"""Commands that tell what is in a library, and all those that look after it together."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from api.commands.keeping import backup, check, copy, repair, restore
from api.commands.opening import (
    DEFAULT_LIBRARY,
    JsonOption,
    LibraryOption,
    library_faults_said,
    library_of,
)  # fmt: skip
from api.commands.queueing import print_queue
from api.commands.removing import remove, retain

if TYPE_CHECKING:
    from search.upkeep.status import Status

SHOWN = 12  # subjects, of hundreds


def add_library_commands(app: typer.Typer) -> None:
    for command in (status, changes, remove, retain, export, copy, check, repair, backup, restore):
        app.command()(command)


def status(library: LibraryOption = DEFAULT_LIBRARY, as_json: JsonOption = False) -> None:
    """Show what is in a library, and what could not be read.

    Example: pincite status --json
    """
    with library_faults_said():
        opened = library_of(library)
        state = opened.status()
    if as_json:
        typer.echo(json.dumps(asdict(state), ensure_ascii=False, indent=2))
    else:
        _print_status(opened.name, state)


def changes(library: LibraryOption = DEFAULT_LIBRARY, as_json: JsonOption = False) -> None:
    """Show what became of the words of files that a newer reader reads otherwise.

    Example: pincite changes
    """
    here = moved = hidden = changed = 0
    with library_faults_said():
        for report in library_of(library).read_anew():
            here += report.here
            moved += report.moved
            hidden += len(report.hidden)
            changed += len(report.changed)
            if as_json:
                typer.echo(json.dumps(asdict(report), ensure_ascii=False))
                continue
            for quotes, phrase in (
                (report.hidden, "does not show in full:"),
                (report.changed, "no longer says, to the letter:"),
            ):
                if quotes:
                    typer.echo(f"{report.report_id} ({report.source}) {phrase}")
                for quote in quotes:
                    typer.echo(f"  {' '.join(quote.split())}")
    if not as_json:
        typer.echo(
            f"{here} sentences stand where they stood, {moved} elsewhere, {hidden} have words that"
            f" no page shows, {changed} read otherwise."
            " Citations of the old words go on showing them."
            if here + moved + hidden + changed
            else "No file in this library is read otherwise than it was."
        )


def export(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Print a library as JSON lines: reports, sections, passages, judgements, recommendations.

    Example: pincite export > library.jsonl
    """
    with library_faults_said():
        for line in library_of(library).export():
            typer.echo(line)


def _print_status(library: str, state: Status) -> None:
    from api.commands.printing import wrap
    from search.answers.look_up_answer import count

    sizes = (count(state.reports, "report"), count(state.pages, "page"))
    typer.echo(
        f"{library}: {', '.join(sizes)}, {count(state.passages, 'passage')},"
        f" {state.bytes_on_disk / 2**20:.0f} MB"
    )
    typer.echo(
        f"generation {state.generation}, model {state.model or 'none yet'}, field {state.field}"
    )
    if state.learned_from:
        learned = count(state.learned_from, "passage")
        typer.echo(f"what that model needs was learned from {learned} of the library's own")
    for reranker, questions in state.calibrated.items():
        beside = f", with the reranker {reranker[:12]}" if reranker else ""
        typer.echo(f"confidence calibrated by {count(questions, 'question')}{beside}")
    if not state.calibrated:
        typer.echo("confidence by the weights that come along; pincite calibrate learns others")
    if state.kept:
        typer.echo(f"{count(state.kept, 'text')} kept of files that were replaced or removed")
    for name, counts in (("subject", state.subjects), ("kind", state.kinds), ("year", state.years)):
        shown = [f"{value or 'unknown'} {n}" for value, n in counts.items()]
        more = f", and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
        typer.echo(wrap(f"by {name}: {', '.join(shown[:SHOWN]) or 'none'}{more}", "    "))
    for name, ways in (("subjects", state.subjects_by), ("dates", state.dates_by)):
        shown = [f"{by or 'nothing'} {n}" for by, n in ways.items()]
        if any(ways):  # a library of an earlier version does not say
            typer.echo(f"{name} told by: {', '.join(shown)}")
    if state.without_subject:
        typer.echo(
            f"{count(len(state.without_subject), 'report')} about nobody known;"
            " pincite.toml can say whom:"
        )
        for source in state.without_subject[:SHOWN]:
            typer.echo(f"  {source}")
    if state.pages_without_text:
        typer.echo(f"{count(state.pages_without_text, 'page')} without text, pictures alone:")
        for source, n in state.scans:
            typer.echo(f"  {source}: {n}")
    if state.left_out:
        words = sum(words for _, _, words in state.left_out)
        typer.echo(f"{words:,} words are left out, for no page shows them:")
        for source, why, n in state.left_out:
            typer.echo(f"  {source}: {why}{f', {n} words' if n else ''}")
    if state.outdated:
        were = "report was" if len(state.outdated) == 1 else "reports were"
        typer.echo(
            wrap(
                f"{len(state.outdated):,} {were} read by an earlier reader. Ingest their folders"
                " again to read them anew, while questions are answered as before; what was cited"
                " stays, and pincite changes shows what reads otherwise."
            )
        )
    if state.queue is not None:
        print_queue(state.queue)
    if state.failed:
        typer.echo(f"{count(len(state.failed), 'file')} could not be read:")
        for failure in state.failed:
            typer.echo(wrap(f"{failure.source}: {failure.reason}", "      ", "  "))
