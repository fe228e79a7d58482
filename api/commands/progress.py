"""How far an ingest is, on standard error: a bar in a terminal, a line now and then in a pipe."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from search.upkeep.progress import Progress

LINE_S = 10.0  # between two lines: an ingest of an hour is 360 of them


@contextmanager
def show_progress(line_s: float = LINE_S) -> Iterator[Callable[[Progress], None]]:
    """What to call with each step; tells reports, pages and passages a second, and what is read."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(line_s)
        return
    bar = Bar(
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("reports · {task.fields[rates]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[source]}", style="dim"),
        console=console,
        transient=True,
    )
    task = bar.add_task("", total=None, rates="", source="")

    def draw(progress: Progress) -> None:
        elapsed = bar.tasks[0].elapsed or 0.0
        rates = _rates(progress, elapsed)
        bar.update(
            task,
            total=progress.total,
            completed=progress.done,
            rates=f"{rates} ·" if rates else "",
            source=progress.source[-48:],
        )

    with bar:
        yield draw


def _lines(line_s: float) -> Callable[[Progress], None]:
    started = time.monotonic()
    told_at = started

    def tell(progress: Progress) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at < line_s:
            return
        told_at = now
        parts = [f"{progress.done} of {progress.total} reports", _rates(progress, now - started)]
        typer.echo(" · ".join(filter(None, [*parts, progress.source])), err=True)

    return tell


def _rates(progress: Progress, elapsed_s: float) -> str:
    if elapsed_s <= 0.5 or not progress.pages:
        return ""
    pages, passages = progress.pages / elapsed_s, progress.passages / elapsed_s
    return f"{pages:.0f} pages/s · {passages:.0f} passages/s"
