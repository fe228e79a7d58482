"""How much each token of a question counts when passages are compared with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.models.sentence_model import QuestionVectors
from search.question.rewriting import Rewriting
from search.question.vocabulary import Vocabulary
from search.storage.contract import Floats


@dataclass(frozen=True, slots=True)
class WordWeights:
    """Two weights of each token, each of sum 1: all words alike, and the rare ones for more.

    What was spelled out of one typed word counts for one: "multi-agency safeguarding hub" is no
    more than the "MASH" that was typed, and does not drown the "backlog" beside it.
    """

    even: Floats
    rarity: Floats  # the logarithm of how few passages have each token's word


def weigh_words(vocabulary: Vocabulary, words: Rewriting, vectors: QuestionVectors) -> WordWeights:
    passages = vocabulary.passages
    having = [
        max(map(vocabulary.passages_with, vocabulary.analyze(word)), default=passages)
        for word in vectors.words
    ]
    rarity = np.log1p(passages / (1.0 + np.array(having, np.float32)))
    shares = _shares(words, vectors)
    return WordWeights(_of_sum_one(shares), _of_sum_one(rarity * shares))


def _shares(words: Rewriting, vectors: QuestionVectors) -> Floats:
    """(tokens,): 1, but of a word that stands spelled out in several the part that each is of it."""
    shares = np.ones(len(vectors.words), np.float32)
    starts, at = [], 0
    for token in vectors.words:
        starts.append(words.text.index(token, at))
        at = starts[-1] + len(token)
    for start, end in words.spelled_out:
        own = [i for i, place in enumerate(starts) if start <= place < end]
        parts = {vectors.word_of[i] for i in own if vectors.words[i][:1].isalnum()}
        shares[own] = 1.0 / max(1, len(parts))
    return shares


def _of_sum_one(weights: Floats) -> Floats:
    summed: Floats = (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
    return summed
