"""What benchmarks/performance.py measures, each in a process of its own; prints one JSON object.

python -m benchmarks.stages ask LIBRARY QUESTIONS
python -m benchmarks.stages start LIBRARY QUESTIONS
python -m benchmarks.stages serve LIBRARY QUESTIONS
python -m benchmarks.stages embed REPORTS
python -m benchmarks.stages ingest REPORTS INTO
python -m benchmarks.stages plain REPORTS
python -m benchmarks.stages add LIBRARY REPORT
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from search.library import Library
    from search.storage.contract import Generation, PassageRef

Figures = dict[str, Any]  # JSON
Done = TypeVar("Done")
ROOT = Path(__file__).resolve().parent.parent
LAYERS, WIDTH, INNER = 6, 384, 1536  # of all-MiniLM-L6-v2
CLIENTS, ASKS_A_SECOND, SERVED_S = 16, 30, 20.0
PLAIN_WORDS = 150  # of a passage of the plain pipeline


def ask(library: str, questions: str) -> Figures:
    """Opening, then each question searched and asked once to warm up and once in earnest."""
    asked = read_questions(questions)
    started = time.perf_counter()
    held = _open(library)
    opened_s = time.perf_counter() - started
    held.embedder.load()
    for question in asked:
        held.ask(question)
    found: Figures = {
        "passages": held.generation.passages,
        "reports": len(held.generation.holdings),
        "opened_s": round(opened_s, 2),
    }
    for name, work in (("search", held.search), ("ask", held.ask)):
        took, cpu, stages = [], [], defaultdict(list)
        for question in asked:
            before = time.process_time()
            result = work(question)
            cpu.append((time.process_time() - before) * 1000)
            took.append(result.took_ms)
            for stage in result.timings_ms:
                stages[stage].append(result.timings_ms[stage])
        found[name] = {
            "p50_ms": at(took, 0.5),
            "p95_ms": at(took, 0.95),
            "cpu_p50_ms": at(cpu, 0.5),
            "stages_p50_ms": {stage: at(values, 0.5) for stage, values in stages.items()},
        }
    disk_gb = round(held.storage.bytes_on_disk() / 1e9, 2)
    found |= {"memory_mb": memory_mb(), "disk_gb": disk_gb}
    return found | _nearest(held, asked)


def _nearest(held: Library, asked: list[str]) -> Figures:
    """Of the ten nearest passages the share that is found, and how soon, in all and in half.

    The half is of every second report: a filter that leaves as much as one may.
    """
    generation = held.generation
    vectors = [held.embedder.embed_question(question).vector for question in asked]
    half = frozenset(sorted(generation.holdings.all)[::2])
    found: Figures = {}
    for name, reports in (("", None), ("_of_half", half)):
        near, took = [], []
        for vector in vectors:
            started = time.perf_counter()
            best = generation.nearest(vector, 300, reports)
            took.append((time.perf_counter() - started) * 1000)
            near.append({ref for ref, _ in best[:10]})
        exact = [_exactly(generation, vector, reports) for vector in vectors]
        shares = [len(a & b) / len(b) for a, b in zip(near, exact, strict=True)]
        found[f"recall_at_10{name}"] = round(float(np.mean(shares)), 4)
        found[f"nearest_p50_ms{name}"] = at(took, 0.5)
    return found


def _exactly(
    generation: Generation, vector: NDArray[np.float32], reports: frozenset[int] | None
) -> set[PassageRef]:
    """The ten nearest passages, without an index: of so few reports at a time that none is used."""
    from search.storage.folder.vector_index import EXACT

    found: list[tuple[PassageRef, float]] = []
    few: list[int] = []
    passages = 0
    for holding in generation.holdings.of(generation.holdings.all if reports is None else reports):
        if few and passages + holding.passages > EXACT:
            found += generation.nearest(vector, 10, frozenset(few))
            few, passages = [], 0
        few.append(holding.number)
        passages += holding.passages
    found += generation.nearest(vector, 10, frozenset(few))
    return {ref for ref, _ in sorted(found, key=lambda one: -one[1])[:10]}


def start(library: str, questions: str) -> Figures:
    """A first answer in a fresh process, and what its time goes on; commands without a model."""
    times: Figures = {}

    def step(name: str, work: Callable[[], Done]) -> Done:
        started = time.perf_counter()
        result = work()
        times[name] = round(time.perf_counter() - started, 2)
        return result

    whole = time.perf_counter()
    step("import what answers", lambda: __import__("search.answering"))
    held = step("open the library", lambda: _open(library))
    step("read the model", held.embedder.load)
    question = read_questions(questions)[0]
    step("first answer", lambda: held.ask(question))
    times["all"] = round(time.perf_counter() - whole, 2)
    pincite = [sys.executable, "-m", "api.commands"]
    for name, command in (
        ("pincite --help", [*pincite, "--help"]),
        ("pincite status", [*pincite, "status", "--library", library]),
        ("pincite ask", [*pincite, "ask", question, "--library", library]),
    ):
        tries = [_timed(command) for _ in range(3)]
        times[name] = round(sorted(tries)[1], 2)
    return times


def _open(library: str) -> Library:
    from search.library import open_library

    return open_library(library)


def _timed(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - started


def serve(library: str, questions: str) -> Figures:
    """Thirty asks a second from sixteen clients, each sent when its time has come."""
    import httpx

    from benchmarks.server.load import wait_for

    asked = read_questions(questions)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "api.commands", "serve", "--port", str(port)]
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "--library", library], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(address)
            first = httpx.post(f"{address}/v1/ask", json={"question": asked[0]}, timeout=60)
            first_s = time.perf_counter() - started
            for question in asked:
                httpx.post(f"{address}/v1/ask", json={"question": question}, timeout=60)
            took, errors = _clients(address, asked)
        finally:
            server.terminate()
    return {
        "start_to_first_answer_s": round(first_s, 2) if first.is_success else None,
        "clients": CLIENTS,
        "asks": len(took),
        "asks_a_second": round(len(took) / SERVED_S, 1),
        "errors": len(errors),
        "first_errors": errors[:3],
        "p50_ms": at(took, 0.5),
        "p95_ms": at(took, 0.95),
    }


def _clients(address: str, asked: list[str]) -> tuple[list[float], list[str]]:
    import httpx

    took: list[float] = []
    errors: list[str] = []
    begun = time.perf_counter() + 0.2

    def client(number: int) -> None:
        with httpx.Client(base_url=address, timeout=60) as http:
            for turn in range(number, int(ASKS_A_SECOND * SERVED_S), CLIENTS):
                due = begun + turn / ASKS_A_SECOND
                time.sleep(max(0.0, due - time.perf_counter()))
                question = asked[turn % len(asked)]
                try:
                    answer = http.post("/v1/ask", json={"question": question})
                    if not answer.is_success:
                        errors.append(f"{answer.status_code} {answer.text[:200]}")
                except httpx.HTTPError as error:
                    errors.append(repr(error))
                took.append((time.perf_counter() - due) * 1000)  # waiting its turn counts

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, errors


def embed(reports: str) -> Figures:
    """Each stage of an ingest by itself, and the share of the machine's peak that embedding has."""
    from ingest.field.field import load_field
    from ingest.passages import header_of, split_passages
    from ingest.reading import Job, ReadReport, read_file
    from search.models.passage_stream import EmbeddingStream
    from search.models.sentence_model import Embedder, Tokens
    from search.models.token_codes import default_codes

    model = Embedder()
    model.load_for_passages()
    model.count_tokens(["warm"])
    seconds = dict.fromkeys(("read", "split", "tokenise", "embed", "code"), 0.0)
    encoded: list[list[Tokens]] = []
    pages = 0
    files = list(pdfs(reports))
    for path in files:
        times = [time.perf_counter()]
        read = read_file(Job(path, path.name, load_field()))
        times.append(time.perf_counter())
        assert isinstance(read, ReadReport)
        split = split_passages(read.report, model.count_tokens)
        times.append(time.perf_counter())
        headers = [header_of(read.report, p.headings, p.text) for p in split]
        encoded.append(model.encode_passages(headers, [passage.text for passage in split]))
        times.append(time.perf_counter())
        for at, stage in enumerate(("read", "split", "tokenise")):
            seconds[stage] += times[at + 1] - times[at]
        pages += len(read.report.pages)

    def pass_through(keep: Callable[[NDArray[np.float32]], object]) -> float:
        started = time.perf_counter()
        stream = EmbeddingStream[int, object](model, keep)
        for number, passages in enumerate(encoded):
            stream.put(number, passages)
        assert len(list(stream.rest())) == len(files)
        return time.perf_counter() - started

    def code(vectors: NDArray[np.float32]) -> None:
        started = time.thread_time()
        default_codes().encode(vectors)
        seconds["code"] += (time.thread_time() - started) / (os.cpu_count() or 1)

    seconds["embed"] = min(pass_through(len) for _ in range(2))
    peak = _peak()
    pass_through(code)
    lengths = [len(passage.ids) + 2 for passages in encoded for passage in passages]
    reached = sum(map(_operations, lengths)) / seconds["embed"]
    return {
        "files": len(files),
        "pages": pages,
        "passages": len(lengths),
        "tokens": sum(lengths),
        "pages_a_second": {name: round(pages / taken, 1) for name, taken in seconds.items()},
        "passages_a_second_embedding": round(len(lengths) / seconds["embed"], 1),
        "peak_gflops": round(peak / 1e9, 1),
        "embedding_gflops": round(reached / 1e9, 1),
        "share_of_peak": round(reached / peak, 3),
    }


def _operations(length: int) -> float:
    """Multiplications and additions of one passage's matrix products, padding not counted."""
    linear = 2 * length * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    attention = 4 * length * length * WIDTH
    return LAYERS * (linear + attention)


def _peak() -> float:
    """Operations a second of bfloat16 products of the model's shapes, a thread a core."""
    import torch

    from search.models.passage_stream import PASS_TOKENS

    shapes = [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, INNER), (INNER, WIDTH)]
    cores = os.cpu_count() or 1

    def run(_: int) -> None:
        torch.set_num_threads(1)
        given = {k: torch.randn(PASS_TOKENS, k).bfloat16() for k in (WIDTH, INNER)}
        weights = [torch.randn(n, k).bfloat16() for k, n in shapes]
        with torch.inference_mode():
            for _ in range(60):
                for weight in weights:
                    torch.nn.functional.linear(given[weight.shape[1]], weight)

    operations = 60 * cores * sum(2 * PASS_TOKENS * k * n for k, n in shapes)
    best = 0.0
    with ThreadPoolExecutor(cores) as pool:
        for _ in range(4):
            started = time.perf_counter()
            list(pool.map(run, range(cores)))
            best = max(best, operations / (time.perf_counter() - started))
    return best


def ingest(reports: str, into: str) -> Figures:
    """A fresh library from a folder, then again with nothing changed."""
    from search.models.sentence_model import Embedder
    from search.storage.opening import open_storage
    from search.upkeep.adding import ingest as add

    shutil.rmtree(into, ignore_errors=True)
    storage = open_storage(into)
    model = Embedder()
    model.load_for_passages()  # as the plain pipeline has it loaded
    memory: list[int] = []
    started = time.perf_counter()
    summary = add(
        storage,
        [Path(reports)],
        embedder=model,
        on_progress=lambda _: memory.append(memory_mb()),
    )
    taken = time.perf_counter() - started
    started = time.perf_counter()
    again = add(storage, [Path(reports)], embedder=model)
    again_s = time.perf_counter() - started
    tenths = np.array_split(memory, 10)
    return {
        "reports": summary.reports,
        "pages": summary.pages,
        "passages": summary.passages,
        "seconds": round(taken, 1),
        "pages_a_second": round(summary.pages / taken, 1),
        "memory_mb_tenths": [int(tenth.max()) for tenth in tenths if len(tenth)],
        "unchanged_reports": again.unchanged,
        "unchanged_s": round(again_s, 2),
    }


def plain(reports: str) -> Figures:
    """What one writes in an afternoon: pypdf, passages of 150 words, float32, one process."""
    import pypdf
    from sentence_transformers import SentenceTransformer

    from search.models.model_folder import DEFAULT_MODEL, model_folder

    model = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), device="cpu")
    started = time.perf_counter()
    texts: list[str] = []
    pages = 0
    for path in pdfs(reports):
        for page in pypdf.PdfReader(path).pages:
            pages += 1
            words = page.extract_text().split()
            texts += [
                " ".join(words[at : at + PLAIN_WORDS]) for at in range(0, len(words), PLAIN_WORDS)
            ]
    read_s = time.perf_counter() - started
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    with tempfile.TemporaryFile() as file:
        np.save(file, vectors)
    taken = time.perf_counter() - started
    return {
        "pages": pages,
        "passages": len(texts),
        "seconds": round(taken, 1),
        "reading_s": round(read_s, 1),
        "pages_a_second": round(pages / taken, 1),
    }


def add(library: str, report: str) -> Figures:
    """One more report into a library: a copy with other bytes."""
    from search.models.sentence_model import Embedder
    from search.storage.opening import open_storage
    from search.upkeep.adding import ingest as add_to

    storage, model = open_storage(library), Embedder()
    model.load_for_passages()
    taken: list[float] = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{time.time_ns()}.pdf"
            path.write_bytes(Path(report).read_bytes() + f"\n% {time.time_ns()}".encode())
            started = time.perf_counter()
            summary = add_to(storage, [Path(folder)], embedder=model)
            taken.append(time.perf_counter() - started)
            assert summary.added == 1, summary
    return {"add_one_s": round(sorted(taken)[1], 2)}


def pdfs(reports: str) -> Iterator[Path]:
    return (path for path in sorted(Path(reports).rglob("*.pdf")) if _is_pdf(path))


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


def read_questions(path: str) -> list[str]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def at(values: list[float], share: float) -> float:
    ordered = sorted(values) or [0.0]
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def memory_mb() -> int:
    """Resident now, pages of mapped files with it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


if __name__ == "__main__":
    stages = {f.__name__: f for f in (ask, start, serve, embed, ingest, plain, add)}
    print(json.dumps(stages[sys.argv[1]](*sys.argv[2:])))
