"""Learns for a library's model, from passages of its own, what the default model brings along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.sentences import split_sentences
from search.models.library_model import LibraryModel, codes_not_learned
from search.models.model_folder import DEFAULT_MODEL
from search.models.passage_stream import EmbeddingStream
from search.models.scale import Sample, measure_scale
from search.models.sentence_model import Embedder, shared_embedder
from search.models.token_codes import FEW, Floats, learn_codes

ENOUGH = 400  # passages: some 50,000 tokens, two hundred for each value of a code
SCALED = 64  # of them, by which the scale is measured, evenly among them
LONGEST = 200  # characters of a sentence that stands for a question


def has_to_learn(embedder: Embedder) -> bool:
    return embedder.name != DEFAULT_MODEL


def learn_model(embedder: Embedder, headers: Sequence[str], texts: Sequence[str]) -> LibraryModel:
    """From passages by their headers and texts; ENOUGH of them are enough."""
    if not has_to_learn(embedder):
        return LibraryModel(embedder, codes_not_learned(embedder))
    few = np.unique(np.linspace(0, len(texts) - 1, min(len(texts), SCALED)).astype(int))
    questions = [_question_of(texts[i]) for i in few]
    vectors, tokens = _embed(embedder, headers, texts)
    own = Sample(
        vectors[few],
        [tokens[i] for i in few],
        [embedder.embed_question(question) for question in questions],
    )
    default = shared_embedder("")
    usual = Sample(
        *_embed(default, [headers[i] for i in few], [texts[i] for i in few]),
        [default.embed_question(question) for question in questions],
    )
    if embedder.settings.token_dimensions <= FEW:
        codes = codes_not_learned(embedder)
    else:
        codes = learn_codes(np.concatenate(tokens))
    return LibraryModel(embedder, codes, measure_scale(own, usual), len(texts))


def _embed(
    embedder: Embedder, headers: Sequence[str], texts: Sequence[str]
) -> tuple[Floats, list[Floats]]:
    stream = EmbeddingStream[None, Floats](embedder, np.copy)
    stream.put(None, embedder.encode_passages(headers, texts))
    ((_, vectors, tokens),) = stream.rest()
    return vectors.astype(np.float32), tokens


def _question_of(text: str) -> str:
    """Its longest sentence, cut."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    return max(sentences or [text], key=len)[:LONGEST]
