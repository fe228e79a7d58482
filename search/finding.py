"""Finds passages: by meaning and by words, fused, then ranked by late interaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.embeddings import QuestionVectors

CANDIDATES = 100  # that late interaction ranks: more gained nothing, docs/quality.md
FIRST_STAGE = 300  # that each of the two rankings brings
WORDS_WEIGHT = 0.05  # of BM25 as a share of its best, docs/quality.md
DENSE_WEIGHT = 0.05  # of the cosine of the two mean vectors

Positions = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """How well one passage fits a question, and which of its sentences fit best."""

    position: int
    score: float
    passage_score: float  # mean over the question's tokens of the best cosine in the passage
    window_score: float  # the same in the best two sentences that stand together
    dense: float
    words: float  # BM25 as a share of the best passage's
    sentences: NDArray[np.void]  # of segments.SENTENCE
    similarities: Floats  # (sentences, question tokens): the best cosine in each sentence


def fuse_rankings(rankings: Iterable[Sequence[int]], k: int = 60) -> list[int]:
    """Reciprocal rank fusion, best first: an id scores the sum of 1 / (k + rank).

    Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            scores[found] = scores.get(found, 0.0) + 1.0 / (k + rank)
    return sorted(scores, key=lambda found: -scores[found])


def match_passage(
    position: int,
    question: QuestionVectors,
    tokens: Floats,
    sentences: NDArray[np.void],
    rarity: Floats,
    dense: float,
    words: float,
) -> Match:
    """Late interaction: each question token with its most similar token of the passage (MaxSim).

    `tokens` is (n, dimensions) of unit rows, `sentences` (m,) of segments.SENTENCE, `rarity`
    (question tokens,) of sum 1. A fit is the mean over question tokens, half of it equal and
    half by rarity; the score is that of the whole passage and of its best two neighbouring
    sentences in equal parts, with a little of the first rankings' scores.
    Khattab and Zaharia, SIGIR 2020, https://arxiv.org/abs/2004.12832
    """
    similar = tokens @ question.tokens.T  # (n, question tokens)
    starts = np.minimum(sentences["token"], max(len(similar) - 1, 0))
    best = np.maximum.reduceat(similar, starts, axis=0)  # (m, question tokens)
    windows = np.maximum(best[:-1], best[1:]) if len(best) > 1 else best
    whole = best.max(axis=0)
    passage_score = float(whole.mean() + whole @ rarity) / 2
    window_score = float((windows.mean(axis=1) + windows @ rarity).max()) / 2
    late = (passage_score + window_score) / 2
    return Match(
        position=position,
        score=late + WORDS_WEIGHT * words + DENSE_WEIGHT * dense,
        passage_score=passage_score,
        window_score=window_score,
        dense=dense,
        words=words,
        sentences=sentences,
        similarities=best,
    )
