"""The figures of docs/scale.md: a library in a folder and the same in PostgreSQL, side by side.

    python -m benchmarks.server.scale_postgres LIBRARY --questions QUESTIONS.jsonl --limit 100

Copies the library into a PostgreSQL server of its own, as the tests start one, and prints one JSON
object. Grow a library first for more passages: `python -m benchmarks.grow`. The server writes to
the disk without waiting for it, as in the tests, so that loading and adding are faster than where
nothing may be lost.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import numpy as np

from search.library import Library
from search.results import Answer
from search.storage.contract import Generation, PassageRef
from search.storage.opening import open_storage
from search.storage.postgres import generation as generations
from search.upkeep.adding import ingest
from search.upkeep.copying import copy
from tests.databases import postgres_server

ROOT = Path(__file__).resolve().parent.parent.parent
NEAREST = 10
SHARES = (1.0, 0.3, 0.05, 0.01)  # of the reports that a filter lets through
Value = TypeVar("Value")
Figures = dict[str, object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=100)
    given = parser.parse_args()
    lines = given.questions.read_text(encoding="utf-8").splitlines()[: given.limit]
    questions = [str(json.loads(line)["question"]) for line in lines]
    source = given.library.resolve()
    with tempfile.TemporaryDirectory() as work, postgres_server() as server:
        os.chdir(work)
        address = server.make_database()
        # The planner compares few passages one by one: recall is that of the index.
        index = f"{address}?options={quote('-c enable_seqscan=off -c enable_sort=off')}"
        with closing(open_storage(source)) as folder, closing(open_storage(address)) as database:
            load_s = timed(lambda: copy(folder, database))[0]
            size = {"folder": folder.bytes_on_disk(), "postgres": database.bytes_on_disk()}
        with (
            closing(Library(open_storage(source))) as folder_library,
            closing(Library(open_storage(address))) as database_library,
            closing(open_storage(index)) as indexed,
        ):
            libraries = {"folder": folder_library, "postgres": database_library}
            vectors = [folder_library.embedder.embed_question(one).vector for one in questions]
            told: Figures = {
                "passages": folder_library.generation.passages,
                "load_s": round(load_s, 1),
                "bytes": size,
                "ask_ms": compare_answers(libraries, questions),
                "nearest": compare_nearest(libraries, vectors),
                "words": compare_words(libraries, questions),
                "recall": recall_of_index(indexed.open(), vectors),
                "added_report_s": {
                    "folder": add_report(shutil.copytree(source, Path(work, "library"))),
                    "postgres": add_report(address),
                },
            }
    print(json.dumps(told, indent=1))


def compare_answers(libraries: dict[str, Library], questions: Sequence[str]) -> Figures:
    """Each question of the one and then of the other, so that both have the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in libraries}
    alike = 0
    for library in libraries.values():
        library.load()
        library.ask(questions[0])
    for question in questions:
        answers = []
        for name, library in libraries.items():
            seconds, answer = timed(partial(library.ask, question))
            taken[name].append(1000 * seconds)
            answers.append(cited(answer))
        alike += answers[0] == answers[1]
    return {name: spread(own) for name, own in taken.items()} | {
        "questions": len(questions),
        "alike": alike,
    }


def cited(answer: Answer) -> list[list[str]]:
    return [[one.id for one in statement.citations] for statement in answer.statements]


def compare_nearest(libraries: dict[str, Library], vectors: Sequence[np.ndarray]) -> Figures:
    return compare(libraries, [lambda g, v=v: g.nearest(v, NEAREST) for v in vectors])  # type: ignore[misc]  # bound at once


def compare_words(libraries: dict[str, Library], questions: Sequence[str]) -> Figures:
    asked = []
    for question in questions:
        terms = [(term, 1.0) for term in libraries["folder"].generation.analyze(question)]
        asked.append(lambda g, terms=terms: g.best(terms, NEAREST))
    return compare(libraries, asked)


def compare(
    libraries: dict[str, Library],
    asked: Sequence[Callable[[Generation], list[tuple[PassageRef, float]]]],
) -> Figures:
    """How long it takes in each, and how many of the ten nearest they have in common."""
    taken: dict[str, list[float]] = {name: [] for name in libraries}
    shared = []
    for ask in asked:
        found = []
        for name, library in libraries.items():
            seconds, refs = timed(partial(ask, library.generation))
            taken[name].append(1000 * seconds)
            found.append({library.generation.passage(ref).text for ref, _ in refs})
        shared.append(len(found[0] & found[1]) / max(len(found[0]), 1))
    return {name: spread(own) for name, own in taken.items()} | {
        "in_common": round(float(np.mean(shared)), 3)
    }


def recall_of_index(generation: Generation, vectors: Sequence[np.ndarray]) -> dict[str, float]:
    """Of the ten nearest by an exact search, what the index finds, by the share of a filter."""
    rng = np.random.default_rng(1)
    numbers = sorted(generation.holdings.all)
    recalls: dict[str, float] = {}
    for share in SHARES:
        own = []
        for vector in vectors[:50]:
            some = rng.choice(numbers, max(1, int(share * len(numbers))), replace=False)
            reports = None if share == 1.0 else frozenset(some.tolist())
            found = []
            for generations.EXACT in (10**9, 0):
                found.append({ref for ref, _ in generation.nearest(vector, NEAREST, reports)})
            own.append(len(found[0] & found[1]) / max(len(found[0]), 1))
        recalls[f"{share:.0%}"] = round(float(np.mean(own)), 4)
    return recalls


def add_report(place: str | Path) -> float:
    """Seconds until one more report, of a few pages, is in; the model is read, and a reader started."""
    page = Path("added.html").resolve()
    page.write_bytes(min((ROOT / "demo/reports").glob("*/*.html")).read_bytes() + b"<!-- added -->")
    with closing(open_storage(place)) as storage:
        return round(timed(lambda: ingest(storage, [page]))[0], 2)


def timed(do: Callable[[], Value]) -> tuple[float, Value]:
    started = time.perf_counter()
    value = do()
    return time.perf_counter() - started, value


def spread(taken_ms: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(taken_ms, q)), 1) for q in (50, 95)}


if __name__ == "__main__":
    main()
