"""A reranker of one's own puts passages, and the sentences of the first, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from search.models.reranker import Reranker
from search.passages.late_interaction import Match
from search.storage.contract import Generation

RERANKED = 30  # passages that it reads: each costs it a forward pass
SENTENCES_OF = 5  # of these, whose sentences it reads one by one


def rerank(
    generation: Generation, reranker: Reranker, question: str, matches: Sequence[Match]
) -> tuple[Match, ...]:
    """The first matches in its order, and their sentences' scores in its order too.

    The scores themselves stay, each with another: bars and weights go on to fit them.
    """
    head = matches[:RERANKED]
    if not head:
        return tuple(matches)
    read = reranker.score(question, [generation.passage(match.ref).text for match in head])
    scores = sorted((match.score for match in head), reverse=True)
    order = np.argsort(-read, kind="stable")
    ranked = [
        replace(head[i], score=score, read=float(read[i]))
        for i, score in zip(order, scores, strict=True)
    ]
    first = _rerank_sentences(generation, reranker, question, ranked[:SENTENCES_OF])
    return (*first, *ranked[SENTENCES_OF:], *matches[RERANKED:])


def _rerank_sentences(
    generation: Generation, reranker: Reranker, question: str, matches: Sequence[Match]
) -> list[Match]:
    texts = [
        generation.report(match.ref.report).text[sentence["start"] : sentence["end"]]
        for match in matches
        for sentence in match.sentences
    ]
    scores = np.concatenate([match.sentence_scores for match in matches])
    order = np.argsort(-reranker.score(question, texts), kind="stable")
    put = np.empty_like(scores)
    put[order] = np.sort(scores)[::-1]
    ends = np.cumsum([len(match.sentences) for match in matches])
    return [
        replace(match, sentence_scores=put[end - len(match.sentences) : end])
        for match, end in zip(matches, ends, strict=True)
    ]
