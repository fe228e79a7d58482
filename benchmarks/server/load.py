"""Many clients ask a real server at once while an ingest publishes new generations behind it.

    python -m benchmarks.server.load --clients 100 --seconds 60
    python -m benchmarks.server.load --clients 100 --seconds 60 --library indexes/default

Works on a copy of a library, the demo's if none is given. Prints one JSON object: requests,
errors, latencies, generations seen, and answers that were wrong: whose citations the text then
served did not bear out, of a generation gone back or not yet published, or with a report that
their generation does not have. It ends by itself.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypedDict

import httpx

from search.storage.opening import open_storage

ROOT = Path(__file__).resolve().parent.parent.parent
REPORTS = ROOT / "demo" / "reports"
COPY = re.compile(r"-copy-\d+\.html$")  # the reports that come in on the way
COMMAND = [sys.executable, "-m", "api.commands"]
STOP_S = 20.0  # for a server or a client to end
PICK_UP_S = 3.0  # a server looks for a new generation every second, on a busy machine later


class ReportJson(TypedDict):
    id: str
    source: str


class HitJson(TypedDict):
    report: ReportJson


class CitationJson(TypedDict):
    report: ReportJson
    start: int
    end: int
    quote: str


class StatementJson(TypedDict):
    citations: list[CitationJson]


class AskedJson(TypedDict):
    """What is looked at of an answer."""

    generation: int
    statements: list[StatementJson]
    nearest: list[HitJson]


@dataclass
class Load:
    """What the clients saw."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    generations: list[int] = field(default_factory=list)
    copies: set[tuple[str, int]] = field(default_factory=set)  # that an answer has, and of when
    ms: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def percentile(self, part: int) -> float:
        taken = sorted(self.ms) or [0.0]
        return round(taken[min(len(taken) * part // 100, len(taken) - 1)], 1)


@dataclass(frozen=True)
class Summary:
    clients: int
    seconds: float
    requests: int
    errors: int
    wrong: int
    generations: int
    copies_in_answers: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    first_errors: list[str]


def run_load(library: Path, questions: Sequence[str], clients: int, seconds: float) -> Summary:
    """Asks a server over `library`, which is written to, for `seconds` and one new report."""
    load = Load()
    with tempfile.TemporaryDirectory() as more, serving(library) as address:
        with threads(clients, ask_on, address, questions, load, 0.0):
            born = _add_reports(library, Path(more), time.monotonic() + seconds)
            time.sleep(PICK_UP_S)
        newest = httpx.get(f"{address}/v1/ask", params={"question": questions[0]}, timeout=60)
    last = open_storage(library).published()
    if newest.json()["generation"] != last:
        load.wrong.append(f"generation {newest.json()['generation']} at the end, not {last}")
    load.wrong += [
        f"{source} of generation {born[source]} in an answer of {generation}"
        for source, generation in load.copies
        if born[source] > generation
    ]
    load.wrong += [f"generation {g} was never" for g in set(load.generations) if g > last]
    return Summary(
        clients=clients,
        seconds=seconds,
        requests=load.requests,
        errors=len(load.errors),
        wrong=len(load.wrong),
        generations=len(set(load.generations)),
        copies_in_answers=len(load.copies),
        p50_ms=load.percentile(50),
        p95_ms=load.percentile(95),
        p99_ms=load.percentile(99),
        first_errors=[*load.errors, *load.wrong][:5],
    )


@contextmanager
def serving(library: Path) -> Iterator[str]:
    """The address of a server, which ends with the block whatever it is doing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [*COMMAND, "serve", "--port", str(port), "--library", str(library)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(STOP_S)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def threads(count: int, work: Callable[..., None], *given: object) -> Iterator[None]:
    """`work(*given, number, ended)` on so many threads, for as long as the block lasts."""
    ended = threading.Event()
    threads = [
        threading.Thread(target=work, args=(*given, number, ended), daemon=True)
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        until = time.monotonic() + STOP_S
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def client_at(address: str, number: int) -> httpx.Client:
    """One of 127.0.0.1 + number: each address is another client to the server."""
    own = f"127.0.{number // 250}.{1 + number % 250}"
    transport = httpx.HTTPTransport(verify=False, local_address=own)  # reading certificates is slow
    return httpx.Client(base_url=address, timeout=60, transport=transport)


def ask_on(
    address: str,
    questions: Sequence[str],
    load: Load,
    pause_s: float,
    number: int,
    ended: threading.Event,
) -> None:
    """One client: asks, and holds each answer against the text that is served."""
    newest, at = 0, number
    with client_at(address, 2 + number if pause_s else 0) as client:
        while not ended.wait(pause_s):
            question = questions[at % len(questions)]
            at += 1
            started = time.perf_counter()
            try:
                answer = client.post("/v1/ask", json={"question": question, "limit": 3})
                taken_ms = (time.perf_counter() - started) * 1000
                told = answer.json()
                wrong = _unborne(client, told) if answer.is_success else ""
            except httpx.HTTPError as error:
                with load.lock:
                    load.errors.append(repr(error))
                continue
            with load.lock:
                load.requests += 1
                load.ms.append(taken_ms)
                if not answer.is_success:
                    load.errors.append(f"{answer.status_code} {answer.text[:200]}")
                    continue
                generation = told["generation"]
                load.generations.append(generation)
                load.copies |= {
                    (source, generation) for source in _sources(told) if COPY.search(source)
                }
                if wrong:
                    load.wrong.append(wrong)
                if generation < newest:
                    load.wrong.append(f"generation {generation} after {newest}")
            newest = generation


def _sources(answer: AskedJson) -> set[str]:
    """The files of the reports that an answer cites or shows."""
    cited = {c["report"]["source"] for s in answer["statements"] for c in s["citations"]}
    return cited | {hit["report"]["source"] for hit in answer["nearest"]}


def _unborne(client: httpx.Client, answer: AskedJson) -> str:
    """A quote of the answer's first statement that its report does not have there, or ""."""
    for statement in answer["statements"][:1]:
        for one in statement["citations"]:
            place = {"start": one["start"], "end": one["end"]}
            text = client.get(f"/v1/reports/{one['report']['id']}/text", params=place).json()
            if text.get("text") != one["quote"]:
                return f"{one['report']['id']} {place}: {one['quote'][:80]}"
    return ""


def _add_reports(library: Path, folder: Path, until: float) -> dict[str, int]:
    """The generation that each copy of a report, at least one, came in by."""
    born: dict[str, int] = {}
    pages = sorted(REPORTS.glob("*/*.html"))
    number = 0
    while number == 0 or time.monotonic() < until:
        page = pages[number % len(pages)]
        target = folder / f"{page.parent.name}-copy-{number}.html"
        shutil.copy(page, target)
        with target.open("a", encoding="utf-8") as file:
            file.write(f"<!-- {number} -->")  # other bytes: another report
        ingest = [*COMMAND, "ingest", str(target), "--library", str(library)]
        subprocess.run(ingest, cwd=ROOT, check=True, capture_output=True)
        born[target.name] = open_storage(library).published()
        number += 1
    return born


def wait_for(address: str) -> None:
    """Returns when a server is ready; raises TimeoutError after two minutes."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)  # a start is timed by it
    raise TimeoutError(f"{address} did not become ready")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--library", type=Path, help="copied, not written to")
    parser.add_argument("--questions", type=Path, default=ROOT / "demo" / "questions.jsonl")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library, questions = copy_of(given.library, Path(folder)), read_questions(given.questions)
        found = run_load(library, questions, given.clients, given.seconds)
        print(json.dumps(asdict(found), indent=2))


def copy_of(library: Path | None, folder: Path) -> Path:
    """A library that may be written to, the demo's where none is given."""
    target = folder / "library"
    if library:
        shutil.copytree(library, target)
    else:
        ingest = [*COMMAND, "ingest", str(REPORTS), "--library", str(target)]
        subprocess.run(ingest, cwd=ROOT, check=True)
    return target


def read_questions(path: Path) -> list[str]:
    """Those of a file with a line of JSON each."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


if __name__ == "__main__":
    main()
