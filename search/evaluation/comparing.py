"""Sets models side by side over the same reports and questions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from search.evaluation.judging import Outcome, Question, evaluate
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.progress import Progress
from search.upkeep.rebuilding import copy_embedded


def compare_models(
    library: Library,
    embedders: Sequence[Embedder],
    questions: Sequence[Question],
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> dict[str, list[Outcome]]:
    """The outcomes by each model's name; the library itself is asked by its own, copies by others.

    A copy is deleted once it was asked.
    """
    judged = {}
    for embedder in embedders:
        if embedder.name == library.generation.model:
            judged[embedder.name] = _judge(library, questions)
            continue
        with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
            copy = open_storage(Path(folder) / "library")
            copy_embedded(library.generation, copy, embedder, on_progress)
            other = Library(copy, embedder=embedder, reranker=library.reranker)
            judged[embedder.name] = _judge(other, questions)
            other.close()
    return judged


def _judge(library: Library, questions: Sequence[Question]) -> list[Outcome]:
    library.load()
    library.search("warm up")
    return evaluate(library, questions)
