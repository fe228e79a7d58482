"""The progress bar of an ingest, on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from search.upkeep.progress import Progress


@contextmanager
def show_progress() -> Iterator[Callable[[Progress], None]]:
    """What to call with each step; draws reports, pages and passages a second, and time left."""
    bar = Bar(
        TextColumn("Reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("reports · {task.fields[rates]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[source]}", style="dim"),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("", total=None, rates="", source="")

    def tell(progress: Progress) -> None:
        elapsed = bar.tasks[0].elapsed or 0.0
        rates = ""
        if elapsed > 0.5 and progress.pages:
            rates = (
                f"{progress.pages / elapsed:.0f} pages/s · "
                f"{progress.passages / elapsed:.0f} passages/s ·"
            )
        bar.update(
            task,
            total=progress.total,
            completed=progress.done,
            rates=rates,
            source=progress.source[-48:],
        )

    with bar:
        yield tell
