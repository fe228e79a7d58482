"""How much memory an ingest takes while it goes on: of the program and of its workers.

    python -m benchmarks.memory FOLDER LIBRARY [--parts 8]

Runs `pincite ingest FOLDER --library LIBRARY` and looks twice a second at the resident memory of
the process and of those that it started (Linux only). Prints the most of each in every part of
the time, so that growth shows, and how long it took.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

EVERY_S = 0.5
MB = 2**20


def resident_bytes(process: int) -> int:
    """0 for a process that is gone."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * 4096


def children_of(process: int) -> list[int]:
    found = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(child) for child in thread.read_text(encoding="ascii").split()]
        except OSError:  # the thread has just ended
            continue
    return found


def sample(process: subprocess.Popen[bytes]) -> list[tuple[int, int]]:
    """(bytes of the program, bytes of its workers), twice a second until it ends."""
    seen: list[tuple[int, int]] = []
    while process.poll() is None:
        workers = sum(resident_bytes(child) for child in children_of(process.pid))
        seen.append((resident_bytes(process.pid), workers))
        time.sleep(EVERY_S)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--parts", type=int, default=8)
    asked = parser.parse_args()
    started = time.monotonic()
    command = [sys.executable, "-m", "api.commands", "ingest", str(asked.folder)]
    process = subprocess.Popen(
        [*command, "--library", str(asked.library)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen = sample(process)
    took_s = time.monotonic() - started
    print("| part of the time | program, MB | workers, MB |\n|---|--:|--:|")
    size = -(-len(seen) // asked.parts)
    for at in range(0, len(seen), size):
        part = seen[at : at + size]
        program, workers = (max(values) // MB for values in zip(*part, strict=True))
        print(
            f"| {at * EVERY_S:.0f} s to {(at + len(part)) * EVERY_S:.0f} s | {program} | {workers} |"
        )
    print(f"\nended with {process.returncode} after {took_s:.0f} s")


if __name__ == "__main__":
    main()
