"""Many clients ask a real server at once while an ingest publishes new generations behind it.

    python benchmarks/load.py --clients 100 --seconds 60

Prints one JSON object: requests, errors, latencies, generations seen, and answers that were
wrong: whose citations the text then served did not bear out, or of a generation gone back.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "demo" / "reports"
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "demo" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]


@dataclass
class Load:
    """What the clients saw."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    generations: list[int] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Summary:
    clients: int
    seconds: float
    requests: int
    errors: int
    wrong: int
    generations: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    first_errors: list[str]


def run_load(library: Path, clients: int, seconds: float) -> Summary:
    """Asks a server over `library` while reports are added to it; `library` is written to."""
    load = Load()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "api.commands"]
    serve = [*command, "serve", "--port", str(port), "--library", str(library)]
    with (
        tempfile.TemporaryDirectory() as more,
        subprocess.Popen(serve, cwd=ROOT, stderr=subprocess.DEVNULL) as server,
    ):
        _wait_for(address)
        until = time.monotonic() + seconds
        threads = [
            threading.Thread(target=_ask, args=(address, number, until, load))
            for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        _add_reports(command, library, Path(more), until)
        for thread in threads:
            thread.join()
        server.terminate()
    taken = sorted(load.ms) or [0.0]
    return Summary(
        clients=clients,
        seconds=seconds,
        requests=load.requests,
        errors=len(load.errors),
        wrong=len(load.wrong),
        generations=len(set(load.generations)),
        p50_ms=round(taken[len(taken) // 2], 1),
        p95_ms=round(taken[int(len(taken) * 0.95)], 1),
        p99_ms=round(taken[int(len(taken) * 0.99)], 1),
        first_errors=[*load.errors, *load.wrong][:5],
    )


def _ask(address: str, number: int, until: float, load: Load) -> None:
    """One client: asks, and holds each answer against the text that is served."""
    newest, at = 0, number
    with httpx.Client(base_url=address, timeout=120) as client:
        while time.monotonic() < until:
            question = QUESTIONS[at % len(QUESTIONS)]
            at += 1
            started = time.perf_counter()
            try:
                answer = client.post("/v1/ask", json={"question": question, "limit": 3})
                generation = int(client.get("/healthz").json()["generation"])
                wrong = _unborne(client, answer.json()) if answer.is_success else ""
            except httpx.HTTPError as error:
                with load.lock:
                    load.errors.append(repr(error))
                continue
            with load.lock:
                load.requests += 1
                load.ms.append((time.perf_counter() - started) * 1000)
                load.generations.append(generation)
                if not answer.is_success:
                    load.errors.append(f"{answer.status_code} {answer.text[:200]}")
                if wrong:
                    load.wrong.append(wrong)
                if generation < newest:
                    load.wrong.append(f"generation {generation} after {newest}")
            newest = generation


def _unborne(client: httpx.Client, answer: dict[str, list[dict[str, object]]]) -> str:
    """A quote of the answer's first statement that its report does not have there, or ""."""
    for statement in answer["statements"][:1]:
        citations = statement["citations"]
        assert isinstance(citations, list)
        for one in citations:
            place = {"start": one["start"], "end": one["end"]}
            text = client.get(f"/v1/reports/{one['report']['id']}/text", params=place).json()
            if text["text"] != one["quote"]:
                return f"{one['report']['id']} {place}: {one['quote'][:80]}"
    return ""


def _add_reports(command: list[str], library: Path, folder: Path, until: float) -> None:
    """Publishes one generation after the other, each with a copy of a report under a new name."""
    pages = sorted(REPORTS.glob("*/*.html"))
    number = 0
    while time.monotonic() < until:
        page = pages[number % len(pages)]
        target = folder / f"{page.parent.name}-copy-{number}.html"
        shutil.copy(page, target)
        with target.open("a", encoding="utf-8") as file:
            file.write(f"<!-- {number} -->")  # other bytes: another report
        ingest = [*command, "ingest", str(target), "--library", str(library)]
        subprocess.run(ingest, cwd=ROOT, check=True, capture_output=True)
        number += 1


def _wait_for(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"{address} did not become ready")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        command = [sys.executable, "-m", "api.commands", "ingest", str(REPORTS)]
        subprocess.run([*command, "--library", str(library)], cwd=ROOT, check=True)
        print(json.dumps(asdict(run_load(library, given.clients, given.seconds)), indent=2))


if __name__ == "__main__":
    main()
