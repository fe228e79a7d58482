"""Reads two hundred mangled variants of real reports, and says how each one ended.

python -m benchmarks.mangled REPORTS [--count 200] [--seed 1]

Bytes are flipped, cut out and joined from two files; the same seed makes the same files. Every
one must end in a report or in a reason: none may crash a reader, hang, or leave a process.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ingest.field.field import load_field
from ingest.reading import Job, ReadReport, read_file
from ingest.workers import Failed, Workers

CRASHED = ("made the reader crash", "took more than", "The reader failed on it", "GB of memory")


def flip(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """A few bits, or one byte in a thousand."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 20, max(1, len(data) // 1000)))):
        found[dice.randrange(len(found))] ^= 1 << dice.randrange(8)
    return bytes(found)


def cut(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """The end, the start, or a piece from the middle."""
    first, last = sorted(dice.randrange(len(data)) for _ in range(2))
    return dice.choice((data[:last], data[first:], data[:first] + data[last:]))


def join(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """The start of one with the end of another, one after another, or a piece put in elsewhere."""
    at, theirs = dice.randrange(len(data)), dice.randrange(len(other))
    piece = other[theirs : theirs + 4096]
    return dice.choice((data[:at] + other[theirs:], data + other, data[:at] + piece + data[at:]))


WAYS: dict[str, Callable[[bytes, bytes, random.Random], bytes]] = {
    "flipped": flip,
    "cut": cut,
    "joined": join,
}


def mangle(reports: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each variant; the name says what was done to which file."""
    dice = random.Random(seed)
    for number in range(count):
        path, other = dice.choice(reports), dice.choice(reports)
        way = list(WAYS)[number % len(WAYS)]
        data = WAYS[way](path.read_bytes(), other.read_bytes(), dice)
        yield f"{number:03}-{way}-{path.name}", data


def read_mangled(
    reports: Sequence[Path], count: int, seed: int, folder: Path
) -> list[tuple[str, ReadReport | Failed, float]]:
    """(name, what came of it, seconds since the one before) of each variant."""
    jobs = []
    for name, data in mangle(reports, count, seed):
        (folder / name).write_bytes(data)
        jobs.append(Job(folder / name, name, load_field()))
    workers: Workers[Job, ReadReport | Failed] = Workers(read_file)
    found = []
    before = time.monotonic()
    for job, outcome in workers.run(jobs):
        now = time.monotonic()
        found.append((job.source, outcome, now - before))
        before = now
    return found


def find_reports(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".pdf", ".html"))


def is_fault(outcome: ReadReport | Failed) -> bool:
    """Whether a reader crashed, hung or failed, rather than found what is wrong."""
    return isinstance(outcome, Failed) and any(said in outcome.reason for said in CRASHED)


def readers() -> int:
    """Reading processes of this one that still run; 0 where the system does not tell."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    ours = path.read_text().split() if path.exists() else []
    return sum(b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes() for one in ours)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mangled-") as folder:
        found = read_mangled(find_reports(asked.reports), asked.count, asked.seed, Path(folder))
    ends: Counter[tuple[str, str]] = Counter()
    for name, outcome, _ in found:
        way = name.split("-")[1]
        ends[way, outcome.reason[:70] if isinstance(outcome, Failed) else "in"] += 1
    for (way, end), times in sorted(ends.items()):
        print(f"{times:4} {way:8} {end}")
    faults = [(name, outcome) for name, outcome, _ in found if is_fault(outcome)]
    for name, outcome in faults:
        print(f"FAULT {name}: {outcome}")
    print(
        f"{len(found)} variants in {time.monotonic() - started:.0f} s, the slowest after"
        f" {max(took for *_, took in found):.1f} s; {len(faults)} faults,"
        f" {readers()} processes left"
    )
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
