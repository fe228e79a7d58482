"""How likely it is that the reports answer a question."""

from __future__ import annotations

import math

import numpy as np

from ingest.field.questions import QuestionWords
from search.models.sentence_model import QuestionVectors, tokens_by_word
from search.passages.finding import Findings
from search.question.idle_words import idle_words

ANSWERING = 0.6  # from which on a question is answered, docs/quality.md


# Logistic regression on answerable and unanswerable questions, those left out that scope or a table
# decides: `python -m benchmarks.confidence` learns and judges it, docs/quality.md.
BIAS = -4.83
WEIGHTS = {
    "fit": 7.128,  # the best passage's score
    "meaning": 1.669,  # the highest cosine of the mean vectors
    "words": 0.188,  # how many words the question has that say what it is about
    "weakest word": 1.379,  # how well the one of them that fits worst is met in any of the best passages
    "lack": -8.259,  # how much better a sentence fits than the best that has what is wanted
    "date": 1.379,  # whether a date is wanted
    "name": 1.217,
}
MOST_WORDS = 12  # a longer question is no surer
READ = 20  # passages that are looked at, of them the first MET for each word
MET = 10


def judge_confidence(findings: Findings, words: QuestionWords) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not findings.matches:
        return 0.0
    measured = measure(findings, words)
    total = BIAS + sum(weight * measured[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-total))


def measure(findings: Findings, words: QuestionWords) -> dict[str, float]:
    """What confidence is judged by, for each name in WEIGHTS, of a question with matches."""
    met = _words_met(findings, words)
    answer_type = findings.asked.answer_type
    wanted = answer_type.kind if answer_type else ""
    return {
        "fit": max(match.score - match.up_front for match in findings.matches),
        "meaning": max(match.dense for match in findings.matches),
        "words": float(min(len(met), MOST_WORDS)),
        "weakest word": min(met),
        "lack": min(match.lack for match in findings.matches[:READ]),
        "date": float(wanted == "date"),
        "name": float(wanted == "name"),
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


def _words_met(findings: Findings, question_words: QuestionWords) -> list[float]:
    """How well each word that the question is about is met in the passage that meets it best."""
    tokens = np.array([match.similarities.max(axis=0) for match in findings.matches[:MET]])
    telling = telling_words(findings.vectors, question_words)
    return [float(tokens[:, own].mean(axis=1).max()) for own in telling]
