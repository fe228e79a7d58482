"""Ratios of time within one run, with generous floors: docs/performance.md has the figures."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from search.library import Library
from search.models.model_folder import DEFAULT_MODEL, model_folder
from search.models.passage_stream import EmbeddingStream
from search.models.sentence_model import Embedder
from search.models.token_codes import default_codes
from search.storage.contract import SENTENCE
from search.storage.folder.segments import PLACE, Segment, open_segment, write_segment
from search.storage.folder.vector_index import build_index
from search.storage.folder.vectors import Vectors
from search.storage.opening import open_storage
from tests.search.holdings import make_rows

QUESTION = "How well does the force respond to knife crime?"
PASSAGES = 120_000  # more than are scored exactly


def test_a_search_takes_little_beside_the_encoding_of_its_question(demo_library: Path) -> None:
    library = Library(open_storage(demo_library))
    encoding = _least_cpu_s(lambda: library.embedder.embed_question(QUESTION))
    searching = _least_cpu_s(lambda: library.search(QUESTION))
    asking = _least_cpu_s(lambda: library.ask(QUESTION))
    library.close()
    assert searching < 6 * encoding
    assert asking < 8 * encoding


def test_a_question_is_encoded_quicker_than_by_sentence_transformers() -> None:
    plain, model = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), device="cpu"), Embedder()
    ratios = [
        _cpu_s(lambda: plain.encode(QUESTION)) / _cpu_s(lambda: model.embed_question(QUESTION))
        for _ in range(40)
    ]
    assert statistics.median(ratios) > 1.2  # 1.5 to 20, by how many threads PyTorch keeps waiting


def test_looking_similarities_up_beats_decoding_the_codes() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 256, (13_000, 48), dtype=np.uint8)  # the tokens of 100 passages
    vectors = rng.normal(size=(16, 384)).astype(np.float32)
    looking_up = _least_cpu_s(lambda: default_codes().similarities(codes, vectors))
    decoding = _least_cpu_s(lambda: default_codes().decode(codes) @ vectors.T)
    assert decoding > looking_up  # 1.2 to 6 times, by how the matrix library's threads wait


def test_passages_are_embedded_no_slower_than_by_sentence_transformers_alone() -> None:
    text = "Inspectors found that leaders had improved how the force records crime. "
    texts = [text * (1 + i % 8) for i in range(64)]
    plain = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), device="cpu")
    model = Embedder()
    model.load_for_passages()

    def embed() -> None:
        stream = EmbeddingStream[int, int](model, len)
        stream.put(0, model.encode_passages([""] * len(texts), texts))
        assert len(list(stream.rest())) == 1

    ours = _least_s(embed)
    theirs = _least_s(lambda: plain.encode(texts))
    in_hardware = next(model._for_passages().model.parameters()).dtype == torch.bfloat16
    assert theirs > (2.0 if in_hardware else 0.9) * ours


def test_an_index_beats_exact_scoring_and_finds_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    topics = rng.normal(size=(300, 384))
    vectors = topics[rng.integers(0, 300, PASSAGES)] + rng.normal(size=(PASSAGES, 384)) * 0.8
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16)
    empty = np.zeros((0, 48), np.uint8), np.zeros(0, SENTENCE)
    write_segment(tmp_path, 1, [Segment(np.zeros(PASSAGES, PLACE), vectors, *empty)])
    rows = make_rows(PASSAGES // 1000, passages=1000)
    exact = Vectors(tmp_path, rows, {1: open_segment(tmp_path, 1)})
    asked = vectors[:40].astype(np.float32)
    wanted = [{ref for ref, _ in exact.nearest(vector, 10)} for vector in asked]
    exactly = _least_cpu_s(lambda: exact.nearest(asked[0], 300))
    build_index(tmp_path, 1, rows)
    indexed = Vectors(tmp_path, rows, {1: open_segment(tmp_path, 1)})
    found = [{ref for ref, _ in indexed.nearest(vector, 300)[:10]} for vector in asked]
    assert np.mean([len(a & b) for a, b in zip(found, wanted, strict=True)]) >= 9.5
    by_index = _least_cpu_s(lambda: indexed.nearest(asked[0], 300))
    assert exactly > 1.5 * by_index


def _least_cpu_s(work: Callable[[], object]) -> float:
    """Of this process: what else the machine does counts less."""
    return _least_s(work, time.process_time)


def _least_s(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    return min([_time(work, clock) for _ in range(6)][1:])


def _cpu_s(work: Callable[[], object]) -> float:
    return _time(work, time.process_time)


def _time(work: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    work()
    return clock() - started
