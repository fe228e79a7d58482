"""How much faster two workers read a queue than one, each with a core of its own.

    python -m benchmarks.server.workers REPORTS --files 40 --workers 1 2

Starts a PostgreSQL server of its own, as the tests do. Prints a line of JSON for each number of
workers: seconds from the first file that was taken to the last that was in, those that a worker
had the processor, and those in which one had the library to itself. Where others use the machine,
compare the processor's seconds: what they are not cannot be made up for by another worker.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg

from search.storage.opening import open_storage
from search.upkeep.queueing import Reader, enqueue, queue_of
from tests.databases import postgres_server

# From when the first was taken to when the last was in.
TAKEN_S = """SELECT extract(epoch FROM max(at) - min(at))::float, count(DISTINCT job_id)
    FROM procrastinate_events WHERE type IN ('started', 'succeeded', 'failed') AND job_id > %s"""
LAST = "SELECT coalesce(max(id), 0) FROM procrastinate_jobs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--as-worker", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.as_worker:
        work(given.as_worker)
        return
    files = sorted(
        path for path in given.reports.resolve().rglob("*") if path.suffix in (".html", ".pdf")
    )
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        os.chdir(folder)
        for number in given.workers:
            told = measure(server.make_database(), files[: given.files], number)
            print(json.dumps({"workers": number} | told), flush=True)


def measure(address: str, files: list[Path], workers: int) -> dict[str, float]:
    with closing(open_storage(address)) as storage:
        enqueue(storage, files[:1])
        queue_of(storage).work(Reader(storage).read, lease_s=30.0, until_empty=True)
        # The rest waits before there are workers, who have the model read when they take the first.
        enqueue(storage, files)
        with psycopg.connect(address, autocommit=True) as connection:
            (last,) = connection.execute(LAST).fetchone() or (0,)
            first = last - queue_of(storage).state().waiting
            command = [
                sys.executable,
                "-m",
                "benchmarks.server.workers",
                ".",
                "--as-worker",
                address,
            ]
            root = Path(__file__).resolve().parent.parent.parent
            cores = sorted(os.sched_getaffinity(0))
            running = [
                subprocess.Popen(
                    ["taskset", "-c", str(cores[n % len(cores)]), *command],
                    cwd=root,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                for n in range(workers)
            ]
            told = [json.loads(worker.communicate()[0]) for worker in running]
            seconds, read = connection.execute(TAKEN_S, (first,)).fetchone() or (0.0, 0)
        failed = len(queue_of(storage).state().failed)
    return {
        "failed": failed,
        "files": read,
        "seconds": round(seconds, 1),
        "files_a_minute": round(60 * read / seconds, 1),
        "processor_s": round(sum(one["processor_s"] for one in told), 1),
        "library_held_s": round(sum(one["held_s"] for one in told), 1),
        "files_by_worker": sorted(one["files"] for one in told),
    }


def work(address: str) -> None:
    """What `pincite work --until-empty` does, and how long it had the library."""
    files, held_s = 0, 0.0
    with closing(open_storage(address)) as storage:
        hold = storage.hold

        class Timed:
            """The hold of a storage, from when it is had to when it is let go."""

            def __init__(self, wait_s: float | None = 0.0) -> None:
                self._held = hold(wait_s)

            def __enter__(self) -> object:
                writing = self._held.__enter__()
                self._since = time.monotonic()
                return writing

            def __exit__(self, *raised: object) -> object:
                nonlocal held_s, files
                ended = self._held.__exit__(*raised)  # type: ignore[arg-type]  # as it came
                held_s += time.monotonic() - self._since
                files += 1
                return ended

        storage.hold = Timed  # type: ignore[method-assign,assignment]  # to be timed
        queue_of(storage).work(Reader(storage).read, lease_s=30.0, until_empty=True)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor_s = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"files": files, "processor_s": processor_s, "held_s": held_s}))


if __name__ == "__main__":
    main()
