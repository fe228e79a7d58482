"""Takes the figures of docs/performance.md, in about 25 minutes on two quiet cores.

    python -m benchmarks.performance --all
    python -m benchmarks.performance ask scale --passages 100000

Figures go into a JSON file beside the libraries that are made, and from there into the page:
what is measured again replaces what was there. The libraries are deleted at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.grow import copy_library, grow
from benchmarks.others import compare
from benchmarks.performance_page import write_page
from benchmarks.stages import ROOT, Figures, pdfs
from search.storage.folder.store import Store
from search.storage.folder.vector_index import build_index, is_due

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
SAMPLED = 6  # of the reports one in so many, where the plain pipeline would take too long
COPIES = 10  # of those: an ingest long enough to show whether memory grows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--reports", type=Path, default=ROOT.parent / "shared" / "reports")
    questions = ROOT.parent / "shared" / "questions" / "questions.jsonl"
    parser.add_argument("--questions", type=Path, default=questions)
    parser.add_argument("--library", type=Path, help="of those reports, if it is there already")
    parser.add_argument("--passages", type=int, default=SIZES[-1], help="of the largest library")
    parser.add_argument("--work", type=Path, default=ROOT / "indexes" / "performance")
    parser.add_argument("--environment", type=Path, help="of the others, to be kept")
    given = parser.parse_args()
    if not given.all and not given.parts:
        parser.error(f"Say --all, or which of {', '.join(PARTS)}.")
    given.work.mkdir(parents=True, exist_ok=True)
    file = given.work / "figures.json"
    figures: dict[str, Figures] = json.loads(file.read_text()) if file.exists() else {}
    figures["machine"] = describe_machine()
    for part in PARTS if given.all else given.parts:
        started = time.perf_counter()
        figures[part] = PARTS[part](given)
        print(f"{part}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        print(json.dumps({part: figures[part]}, indent=2), flush=True)
        file.write_text(json.dumps(figures, indent=2))
    write_page(figures)
    for folder in ("real", "grown", "sample", "sampled", "copies", "others"):
        shutil.rmtree(given.work / folder, ignore_errors=True)


def describe_machine() -> Figures:
    import faiss
    import torch

    from search.models.attention import multiplies_bfloat16

    model = platform.processor()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(
            (line.split(": ")[1] for line in lines if line.startswith("model name")), model
        )
    return {
        "date": date.today().isoformat(),
        "processor": model,
        "cores": os.cpu_count() or 1,
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9),
        "bfloat16": multiplies_bfloat16(),
        "versions": f"Python {platform.python_version()}, PyTorch {torch.__version__}, "
        f"FAISS {faiss.__version__}",
        "load": round(os.getloadavg()[0], 1),
    }


def ingest(given: argparse.Namespace) -> Figures:
    return stage("ingest", given.reports, given.work / "real")


def sample(given: argparse.Namespace) -> Figures:
    """A part of the reports by Pincite, by the plain pipeline, and by Pincite's stages."""
    folder = given.work / "sample"
    shutil.rmtree(folder, ignore_errors=True)
    for path in list(pdfs(str(given.reports)))[::SAMPLED]:
        target = folder / path.relative_to(given.reports)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    found: Figures = {
        "stages": stage("embed", folder),
        "Pincite": stage("ingest", folder, given.work / "sampled"),
        "plain": stage("plain", folder),
    }
    ratio = found["Pincite"]["pages_a_second"] / found["plain"]["pages_a_second"]
    copies = given.work / "copies"
    copies.mkdir(exist_ok=True)
    for number in range(COPIES):
        for path in pdfs(str(folder)):
            copy = copies / f"{number}-{path.parent.name}-{path.name}"
            copy.write_bytes(path.read_bytes() + f"\n% copy {number}".encode())
    found["copies"] = stage("ingest", copies, given.work / "sampled")
    return found | {"ratio": round(ratio, 2)}


def ask(given: argparse.Namespace) -> Figures:
    return stage("ask", _real(given), given.questions)


def start(given: argparse.Namespace) -> Figures:
    return stage("start", _real(given), given.questions)


def serve(given: argparse.Namespace) -> Figures:
    return stage("serve", _real(given), given.questions)


def scale(given: argparse.Namespace) -> Figures:
    """The same questions of ever larger libraries, an index made where one is due."""
    folder = given.work / "grown"
    shutil.rmtree(folder, ignore_errors=True)
    copy_library(_real(given), folder)
    report = min(pdfs(str(given.reports)), key=lambda path: abs(path.stat().st_size - 300_000))
    sizes: list[Figures] = []
    for size in (size for size in SIZES if size <= given.passages):
        started = time.perf_counter()
        grow(folder, size)
        grown_s = time.perf_counter() - started
        store = Store(folder)
        rows, generation = store.rows(), store.number
        store.close()
        started = time.perf_counter()
        due = is_due(folder, rows)
        if due:
            build_index(folder, generation, rows)
        index_s = round(time.perf_counter() - started, 1) if due else 0.0
        print(f"  {size}: grown in {grown_s:.0f} s", file=sys.stderr, flush=True)
        sizes.append(
            stage("ask", folder, given.questions)
            | stage("add", folder, report)
            | {"index_s": index_s}
        )
    return {"sizes": sizes}


def others(given: argparse.Namespace) -> Figures:
    environment = given.environment or given.work / "others"
    return dict(compare(given.reports, given.questions, environment))


def stage(name: str, *arguments: Path) -> Figures:
    """One of benchmarks/stages.py in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.stages", name, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def _real(given: argparse.Namespace) -> Path:
    """The library of the reports, made where it is not there."""
    library: Path = given.library or given.work / "real"
    if not (library / "library.sqlite").exists():
        stage("ingest", given.reports, library)
    return library


PARTS: dict[str, Callable[[argparse.Namespace], Figures]] = {
    "ingest": ingest,
    "sample": sample,
    "ask": ask,
    "start": start,
    "serve": serve,
    "scale": scale,
    "others": others,
}

if __name__ == "__main__":
    main()
