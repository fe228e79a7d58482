"""Finds passages: by meaning and by words, fused, then ranked by late interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CANDIDATES = 100  # that late interaction ranks: more gained nothing, docs/quality.md
FIRST_STAGE = 300  # that each of the two rankings brings
WORDS_WEIGHT = 0.05  # of BM25 as a share of its best, docs/quality.md
DENSE_WEIGHT = 0.08  # of the cosine of the two mean vectors; a regression over A, B and C gave .11
RARITY_SHARE = 0.7  # of a sentence's score, the rest counts its words alike, docs/quality.md

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
    sentence_scores: Floats  # (sentences,): how well each fits by itself
    gives: NDArray[np.bool_] | None = None  # (sentences,): which have the thing that is wanted
    lack: float = 0.0  # how much better its best sentence fits than its best that has it


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages to be ranked, with their tokens and sentences one after another; none is empty."""

    positions: Sequence[int]
    codes: NDArray[np.uint8]  # (tokens, bytes)
    token_counts: NDArray[np.int64]  # of each passage
    sentences: NDArray[np.void]  # of segments.SENTENCE
    sentence_counts: NDArray[np.int64]


def fuse_rankings(rankings: Iterable[Sequence[int]], k: int = 60) -> list[int]:
    """Reciprocal rank fusion, best first: an id scores the sum of 1 / (k + rank).

    Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, start=1):
            scores[found] = scores.get(found, 0.0) + 1.0 / (k + rank)
    return sorted(scores, key=lambda found: -scores[found])


def match_passages(
    candidates: Candidates,
    similar: Floats,
    rarity: Floats,
    dense: Mapping[int, float],
    words: Mapping[int, float],
) -> list[Match]:
    """Late interaction: each question token with its most similar token of the passage (MaxSim).

    `similar` is (tokens of all candidates, question tokens), `rarity` (question tokens,) of sum
    1. A fit is the mean over question tokens, half of it equal and half by rarity; the score is
    that of the whole passage and of its best two neighbouring sentences in equal parts, with a
    little of the first rankings' scores. Best first.
    Khattab and Zaharia, SIGIR 2020, https://arxiv.org/abs/2004.12832
    """
    firsts, counts = _starts(candidates.sentence_counts), candidates.sentence_counts
    bases = _starts(candidates.token_counts)
    # A sentence past the window has no token of its own: it is given its passage's last.
    within = np.minimum(
        candidates.sentences["token"], np.repeat(candidates.token_counts - 1, counts)
    )
    best = np.maximum.reduceat(similar, np.repeat(bases, counts) + within, axis=0)
    whole = np.maximum.reduceat(best, firsts, axis=0)  # (candidates, question tokens)
    # A window is a sentence and the next of its passage; a lone sentence is its own.
    windows = best.copy()
    np.maximum(best[:-1], best[1:], out=windows[:-1])
    lasts = firsts + counts - 1
    windows[lasts] = best[lasts]
    fits = _fit(windows, rarity)
    fits[lasts[counts > 1]] = -np.inf
    alone = (1 - RARITY_SHARE) * best.mean(axis=1) + RARITY_SHARE * (best @ rarity)
    passage_scores, window_scores = _fit(whole, rarity), np.maximum.reduceat(fits, firsts)
    matches = []
    for i, position in enumerate(candidates.positions):
        own = slice(firsts[i], firsts[i] + counts[i])
        late = (float(passage_scores[i]) + float(window_scores[i])) / 2
        found = dense.get(position, 0.0), words.get(position, 0.0)
        matches.append(
            Match(
                position=position,
                score=late + WORDS_WEIGHT * found[1] + DENSE_WEIGHT * found[0],
                passage_score=float(passage_scores[i]),
                window_score=float(window_scores[i]),
                dense=found[0],
                words=found[1],
                sentences=candidates.sentences[own],
                similarities=best[own],
                sentence_scores=alone[own],
            )
        )
    return sorted(matches, key=lambda match: -match.score)


def _fit(similar: Floats, rarity: Floats) -> Floats:
    fits: Floats = (similar.mean(axis=1) + similar @ rarity) / 2
    return fits


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    starts: NDArray[np.int64] = np.cumsum(counts) - counts
    return starts
