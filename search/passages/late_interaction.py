"""How well passages fit a question, token by token: rankings fused, then late interaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.passages.word_weights import WordWeights
from search.storage.contract import Candidates, Floats, PassageRef

WORDS_WEIGHT = 0.05  # of BM25 as a share of its best, docs/quality.md
DENSE_WEIGHT = 0.08  # of the cosine of the two mean vectors; a regression over A, B and C gave .11
CARRIES = 0.25  # of a question's rarity in a word: what does not meet it tells of something else
RARITY_SHARE = 0.7  # of a sentence's score, the rest counts its words alike, docs/quality.md


@dataclass(frozen=True, slots=True)
class Match:
    """How well one passage fits a question, and which of its sentences fit best."""

    ref: PassageRef
    score: float
    passage_score: float  # mean over the question's tokens of the best cosine in the passage
    window_score: float  # the same in the best two sentences that stand together
    dense: float
    words: float  # BM25 as a share of the best passage's
    sentences: NDArray[np.void]  # of contract.SENTENCE
    similarities: Floats  # (sentences, question tokens): the best cosine in each sentence
    sentence_scores: Floats  # (sentences,): how well each fits by itself
    matter: (
        Floats  # (sentences,): how well each meets the words that its report does not say up front
    )
    rarest: Floats  # (sentences,): how well each meets the rarest of those, where the question hangs on it
    gives: NDArray[np.bool_] | None = None  # (sentences,): which have the thing that is wanted
    up_front: float = 0.0  # of its score: for what its report names up front
    read: float = 0.0  # its score by a reranker of one's own
    lack: float = 0.0  # how much better its best sentence fits than its best that has it


def fuse_rankings(rankings: Iterable[Sequence[PassageRef]], k: int = 60) -> list[PassageRef]:
    """Reciprocal rank fusion, best first: a passage scores the sum of 1 / (k + rank).

    Cormack, Clarke and Büttcher, SIGIR 2009, https://doi.org/10.1145/1571941.1572114
    """
    scores: dict[PassageRef, float] = {}
    for ranking in rankings:
        for rank, ref in enumerate(ranking, start=1):
            scores[ref] = scores.get(ref, 0.0) + 1.0 / (k + rank)
    return sorted(scores, key=lambda ref: -scores[ref])


def match_passages(
    candidates: Candidates,
    similar: Floats,
    weights: WordWeights,
    dense: Mapping[PassageRef, float],
    words: Mapping[PassageRef, float],
    spoken: Mapping[int, Sequence[int]],
) -> list[Match]:
    """Late interaction: each question token with its most similar token of the passage (MaxSim).

    `similar` is (tokens of all candidates, question tokens); `spoken` are those of these that a
    report says up front, and so each of its passages alike. A fit is the mean over question
    tokens, half of it with all words alike and half by rarity; the score is
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
    half = (weights.even + weights.rarity) / 2
    fits = windows @ half
    fits[lasts[counts > 1]] = -np.inf
    alone = best @ ((1 - RARITY_SHARE) * weights.even + RARITY_SHARE * weights.rarity)
    passage_scores, window_scores = whole @ half, np.maximum.reduceat(fits, firsts)
    matches = []
    for i, ref in enumerate(candidates.refs):
        own = slice(firsts[i], firsts[i] + counts[i])
        rarity = weights.rarity.copy()
        rarity[list(spoken.get(ref.report, ()))] = 0.0
        late = (float(passage_scores[i]) + float(window_scores[i])) / 2
        by_meaning, by_words = dense.get(ref, 0.0), words.get(ref, 0.0)
        matches.append(
            Match(
                ref=ref,
                score=late + WORDS_WEIGHT * by_words + DENSE_WEIGHT * by_meaning,
                passage_score=float(passage_scores[i]),
                window_score=float(window_scores[i]),
                dense=by_meaning,
                words=by_words,
                sentences=candidates.sentences[own],
                similarities=best[own],
                sentence_scores=alone[own],
                matter=best[own] @ rarity / max(float(rarity.sum()), 1e-9),
                rarest=_meets_rarest(best[own], rarity),
            )
        )
    return sorted(matches, key=lambda match: -match.score)


def _meets_rarest(best: Floats, rarity: Floats) -> Floats:
    """(sentences,): 1 where no one word carries the question."""
    rarest = rarity == rarity.max()
    if float(rarity[rarest].sum()) <= CARRIES * float(rarity.sum()):
        return np.ones(len(best), np.float32)
    met: Floats = best[:, rarest].mean(axis=1)
    return met


def _starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    starts: NDArray[np.int64] = np.cumsum(counts) - counts
    return starts
