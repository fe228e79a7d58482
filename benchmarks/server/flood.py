"""What others wait while one client floods the server, beside what they wait in quiet.

    python -m benchmarks.server.flood --clients 4 --seconds 30
    python -m benchmarks.server.flood --clients 4 --seconds 30 --library indexes/default

The flood comes from one address, in a process of its own: batches of a hundred on half of its
connections, single questions on the others, each sent again as soon as the one before is answered,
or a moment after it was refused. Every other client has an address of its own and asks, reads and
asks again. Prints one JSON object. It ends by itself.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

import httpx

from benchmarks.server.load import (
    ROOT,
    Load,
    ask_on,
    client_at,
    copy_of,
    read_questions,
    serving,
    threads,
)

CONNECTIONS = 84
THINK_S = 0.25  # between an answer and the next question
REFUSED_S = 0.5  # between a refusal and the next try
BATCH = 100
ROUNDS = 3


@dataclass(frozen=True)
class Summary:
    clients: int
    seconds: float
    quiet_p50_ms: float
    quiet_p95_ms: float
    flooded_p50_ms: float
    flooded_p95_ms: float
    healthz_worst_ms: float  # in the flood
    requests: int  # of the others
    errors: int
    flood: dict[int, int]  # answers to it by status


def run_flood(library: Path, questions: Sequence[str], clients: int, seconds: float) -> Summary:
    """So long in quiet and as long in a flood, by turns: a machine is not as busy all the time."""
    quiet, flooded, healthz = Load(), Load(), Load()
    answers: Counter[int] = Counter()
    with serving(library) as address:
        for _ in range(ROUNDS):
            with threads(clients, ask_on, address, questions, quiet, THINK_S):
                time.sleep(seconds / ROUNDS)
            with (
                flooding(address, questions, answers),
                threads(clients, ask_on, address, questions, flooded, THINK_S),
            ):
                _watch(address, seconds / ROUNDS, healthz)
    return Summary(
        clients=clients,
        seconds=seconds,
        quiet_p50_ms=quiet.percentile(50),
        quiet_p95_ms=quiet.percentile(95),
        flooded_p50_ms=flooded.percentile(50),
        flooded_p95_ms=flooded.percentile(95),
        healthz_worst_ms=healthz.percentile(100),
        requests=quiet.requests + flooded.requests,
        errors=len(quiet.errors + flooded.errors),
        flood=dict(answers),
    )


def _watch(address: str, seconds: float, healthz: Load) -> None:
    until = time.monotonic() + seconds
    with client_at(address, 1) as watcher:
        while time.monotonic() < until:
            started = time.perf_counter()
            with suppress(httpx.TimeoutException):  # which is what it took
                watcher.get("/healthz")
            healthz.ms.append((time.perf_counter() - started) * 1000)
            time.sleep(0.2)


@contextmanager
def flooding(address: str, questions: Sequence[str], answers: Counter[int]) -> Iterator[None]:
    """`answers` counts what the flood was answered, once the block is over."""
    processes = multiprocessing.get_context("spawn")
    ended, counts = processes.Event(), processes.SimpleQueue()
    flood = processes.Process(
        target=_flood, args=(address, questions, ended, counts.put), daemon=True
    )
    flood.start()
    counts.get()  # it has begun
    try:
        yield
    finally:
        ended.set()
        answers.update(counts.get())
        flood.kill()  # with all that it still waits for
        flood.join()


def _flood(address: str, questions: Sequence[str], over: Event, tell: object) -> None:
    assert callable(tell)
    answers: Counter[int] = Counter()
    asked = [{"question": questions[n % len(questions)]} for n in range(BATCH)]

    def send_on(number: int, ended: threading.Event) -> None:
        with client_at(address, 0) as client:
            while not ended.is_set():
                path, body = (
                    ("/v1/ask", asked[number])
                    if number % 2
                    else ("/v1/ask/batch", {"questions": asked})
                )
                try:
                    status = client.post(path, json=body).status_code
                except httpx.HTTPError:
                    status = 0
                answers[status] += 1
                if status == 503:
                    ended.wait(REFUSED_S)

    with threads(CONNECTIONS, send_on):
        tell(None)
        over.wait()
        tell(dict(answers))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--library", type=Path, help="copied, not written to")
    parser.add_argument("--questions", type=Path, default=ROOT / "demo" / "questions.jsonl")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = copy_of(given.library, Path(folder))
        found = run_flood(library, read_questions(given.questions), given.clients, given.seconds)
        print(json.dumps(asdict(found), indent=2))


if __name__ == "__main__":
    main()
