"""How likely it is that the reports answer a question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from ingest.field.questions import QuestionWords
from search.models.sentence_model import QuestionVectors, tokens_by_word
from search.passages.finding import WEIGHED, Findings
from search.passages.late_interaction import Match
from search.question.idle_words import idle_words
from search.storage.contract import Floats

ANSWERING = 0.6  # from which on a question is answered, docs/quality.md


# Logistic regression on answerable and unanswerable questions, those left out that scope or a table
# decides: `python -m benchmarks.confidence` learns and judges it, docs/quality.md.
BIAS = -4.384
WEIGHTS = {
    "told": 7.654,  # how well the telling words are met in the two neighbouring sentences that fit best
    "meaning": 2.274,  # the highest cosine of the mean vectors
    "words": 0.292,  # how many words the question has that say what it is about
    "wanting": -0.937,  # how many sentences fit better than the first that has what is asked for
    "late": -1.302,  # how many passages come before the first that has it
    "who": 2.209,  # whether it asks who: a role or a body answers that as well, which no form tells
    "when": 2.223,
}
MOST_WORDS = 12  # a longer question is no surer
MOST_WANTING = 10  # what stands behind more sentences or passages is not what was asked for


def judge_confidence(findings: Findings, words: QuestionWords) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not findings.matches:
        return 0.0
    measured = measure(findings, words)
    total = BIAS + sum(weight * measured[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-total))


def measure(findings: Findings, words: QuestionWords) -> dict[str, float]:
    """What confidence is judged by, for each name in WEIGHTS, of a question with matches."""
    telling = telling_words(findings.vectors, words)
    sentences = list(_sentences(findings))
    typed = {word.casefold() for word in findings.vectors.words}
    return {
        "told": _told(findings, telling),
        "meaning": max(match.dense for match in findings.matches),
        "words": float(min(len(telling), MOST_WORDS)),
        "wanting": math.log2(1 + _wanting(gives for _, gives in sorted(sentences, reverse=True))),
        "late": math.log2(1 + _wanting(_has_any(match) for match in findings.matches[:WEIGHED])),
        "who": float(bool(typed & {"who", "whom", "whose"})),
        "when": float("when" in typed),
    }


def telling_words(vectors: QuestionVectors, question_words: QuestionWords) -> list[list[int]]:
    """The tokens of each word that a question is about; of all its words where all are idle."""
    words = tokens_by_word(vectors)
    telling = [
        own
        for own in words
        if "".join(vectors.words[token] for token in own).casefold()
        not in idle_words("any", question_words)
        and vectors.words[own[0]][:1].isalnum()
    ]
    return telling or words


def _told(findings: Findings, telling: list[list[int]]) -> float:
    """The mean of how well each word is met, the rare ones counting for more, where it is highest."""
    rarity = np.array([findings.rarity[own].max() for own in telling])
    tokens = np.concatenate([_windows(match) for match in findings.matches[:WEIGHED]])
    met = np.array([tokens[:, own].mean(axis=1) for own in telling])  # (words, windows)
    return float((rarity @ met).max() / max(float(rarity.sum()), 1e-9))


def _windows(match: Match) -> Floats:
    """(windows, question tokens): the best cosine in a sentence and the next; a lone one's own."""
    best = match.similarities
    return np.maximum(best[:-1], best[1:]) if len(best) > 1 else best


def _wanting(given: Iterable[bool]) -> int:
    """How many come before the first that gives what is asked for."""
    first = islice(given, MOST_WANTING)
    return next((i for i, gives in enumerate(first) if gives), MOST_WANTING)


def _has_any(match: Match) -> bool:
    return match.gives is None or bool(match.gives.any())


def _sentences(findings: Findings) -> Iterator[tuple[float, bool]]:
    """How well each sentence fits, and whether it gives what is asked for, as any may if nothing is."""
    for match in findings.matches[:WEIGHED]:
        gives = np.ones(len(match.sentences), bool) if match.gives is None else match.gives
        for score, given in zip(match.sentence_scores, gives, strict=True):
            yield match.score + float(score), bool(given)
