"""Jobs for the files that PDFs hold beside their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.attachments import Attached, Container, take_out
from ingest.reading import Job
from ingest.workers import Failed, Workers


def attached_jobs(
    jobs: Sequence[Job],
    into: Path,
    fail: Callable[[str, str], None],
    on_wait: Callable[[], None],
) -> Iterator[Job]:
    """A job for each report in a file, which is written into a folder, in the order of the files."""
    workers: Workers[Container, tuple[Attached, ...] | Failed] = Workers(take_out)
    by_source = {job.source: job for job in jobs}
    contents: dict[str, tuple[Attached, ...]] = {}
    containers = (Container(job.path, job.source, into) for job in jobs)
    for container, outcome in workers.run(containers, on_wait):
        if isinstance(outcome, Failed):
            fail(container.source, outcome.reason)
        else:
            contents[container.source] = outcome
    for source, job in by_source.items():
        for one in contents.get(source, ()):
            yield replace(job, path=one.path, source=one.source, within=job.path)
