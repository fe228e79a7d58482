"""Pincite beside a straight txtai and a straight Haystack pipeline: same files, same model, one run.

    python -m benchmarks.others REPORTS QUESTIONS [--environment DIR]

The two are installed into an environment of their own. Each reads PDFs with pypdf, as their
tutorials do, cuts pages into 150 words, embeds with the weights that Pincite uses, and brings
ten passages a question. A question is found when one of them is of the right report and has
the evidence, by the judge of `pincite evaluate`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.stages import Figures, at, pdfs
from search.evaluation.judging import Question, has_evidence, read_questions
from search.library import Library
from search.models.model_folder import DEFAULT_MODEL, model_folder
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest

PINNED = (
    "torch==2.13.0",
    "sentence-transformers==6.2.0",
    "pypdf==7.1.0",
    "txtai==9.14.0",
    "haystack-ai==3.4.1",
    "sentence-transformers-haystack==2.0.0",
)
HITS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--environment", type=Path, default=Path("indexes/others-environment"))
    given = parser.parse_args()
    print(json.dumps(compare(given.reports, given.questions, given.environment), indent=2))


def compare(reports: Path, questions: Path, environment: Path) -> dict[str, Figures]:
    python = install(environment)
    asked = [question for question in read_questions(questions) if question.gold]
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.json"
        given.write_text(
            json.dumps(
                {
                    "files": [
                        (str(p), p.relative_to(reports).as_posix()) for p in pdfs(str(reports))
                    ],
                    "questions": [question.question for question in asked],
                    "model": str(model_folder(DEFAULT_MODEL)),
                    "hits": HITS,
                }
            ),
            encoding="utf-8",
        )
        found = {"Pincite": _judged(_pincite(reports, asked, Path(folder)), asked)}
        for name in ("txtai", "haystack"):
            script = Path(__file__).with_name("others_pipelines.py")
            done = subprocess.run(
                [str(python), str(script), name, str(given)],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            found[name] = _judged(json.loads(done.stdout.splitlines()[-1]), asked)
    return found


def install(environment: Path) -> Path:
    """The Python of an environment that has the others."""
    python = environment / "bin" / "python"
    stamp = environment / "installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == "\n".join(PINNED):
        return python
    venv.create(environment, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, PINNED[0]], check=True, stdout=sys.stderr)  # the CPU build, first
    subprocess.run([*pip, *PINNED], check=True, stdout=sys.stderr)
    stamp.write_text("\n".join(PINNED), encoding="utf-8")
    return python


def _pincite(reports: Path, asked: list[Question], folder: Path) -> Figures:
    model = Embedder()
    model.load_for_passages()
    started = time.perf_counter()
    summary = ingest(open_storage(folder / "library"), [reports], embedder=model)
    seconds = time.perf_counter() - started
    library = Library(open_storage(folder / "library"), embedder=model)
    for question in asked[:5]:
        library.search(question.question)
    took, hits = [], []
    for question in asked:
        found = library.search(question.question, limit=HITS)
        took.append(found.took_ms)
        hits.append([(hit.report.source, hit.passage.text) for hit in found.hits])
    library.close()
    return {
        "pages": summary.pages,
        "passages": summary.passages,
        "seconds": seconds,
        "took_ms": took,
        "hits": hits,
    }


def _judged(figures: Figures, asked: list[Question]) -> Figures:
    ranks = [_rank(hits, question) for hits, question in zip(figures["hits"], asked, strict=True)]
    took, pages, seconds = figures["took_ms"], figures["pages"], figures["seconds"]
    return {
        "pages": pages,
        "passages": figures["passages"],
        "seconds": round(seconds, 1),
        "pages_a_second": round(pages / seconds, 1),
        "search_p50_ms": at(took, 0.5),
        "search_p95_ms": at(took, 0.95),
        "questions": len(asked),
        "found_in_1": round(sum(rank == 1 for rank in ranks) / len(ranks), 3),
        "found_in_5": round(sum(0 < rank <= 5 for rank in ranks) / len(ranks), 3),
        "found_in_10": round(sum(rank > 0 for rank in ranks) / len(ranks), 3),
    }


def _rank(found: list[tuple[str, str]], question: Question) -> int:
    """Of the first passage with the evidence, from 1; 0 where none has it."""
    for rank, (source, text) in enumerate(found, start=1):
        if any(gold.doc == source and has_evidence(text, gold.quote) for gold in question.gold):
            return rank
    return 0


if __name__ == "__main__":
    main()
