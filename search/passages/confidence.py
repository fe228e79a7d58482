"""How likely it is that the reports answer a question, and why they do not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ingest.field.field import load_field
from search.question.idle_words import idle_words

if TYPE_CHECKING:
    from search.library import Found
    from search.storage.folder.generation import Snapshot

FIELD = load_field()

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
TOPIC = 0.35  # the share of a question's rare words in one passage that makes it the topic
MOST_WORDS = 12  # a longer question is no surer
READ = 20  # passages that are looked at, of them the first MET for each word
MET = 10


def judge_confidence(found: Found) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not found.matches or found.scope.absent:
        return 0.0
    measured = measure(found)
    total = BIAS + sum(weight * measured[name] for name, weight in WEIGHTS.items())
    return 1.0 / (1.0 + math.exp(-total))


def measure(found: Found) -> dict[str, float]:
    """What confidence is judged by, for each name in WEIGHTS, of a question with matches."""
    met = _words_met(found)
    wanted = found.wanted.kind if found.wanted else ""
    return {
        "fit": max(match.score for match in found.matches),
        "meaning": max(match.dense for match in found.matches),
        "words": float(min(len(met), MOST_WORDS)),
        "weakest word": min(met),
        "lack": min(match.lack for match in found.matches[:READ]),
        "date": float(wanted == "date"),
        "name": float(wanted == "name"),
    }


def _words_met(found: Found) -> list[float]:
    """How well each word that the question is about is met in the passage that meets it best.

    Where it has none but idle words, all of them.
    """
    vectors = found.vectors
    tokens = np.array([match.similarities.max(axis=0) for match in found.matches[:MET]])
    words: dict[int, list[int]] = {}
    for token, word in enumerate(vectors.word_of):
        words.setdefault(word, []).append(token)
    telling = [
        own
        for own in words.values()
        if "".join(vectors.words[token] for token in own).casefold()
        not in idle_words("any", FIELD.questions)
        and vectors.words[own[0]][:1].isalnum()
    ]
    return [float(tokens[:, own].mean(axis=1).max()) for own in telling or words.values()]


def explain_silence(snapshot: Snapshot, found: Found) -> str:
    """Why there is no answer, in a sentence for the reader."""
    scope = found.scope
    if scope.absent:
        about = {snapshot.by_row[row].info.subject for row in scope.rows}
        where = f" about {about.pop()}" if len(about) == 1 else ""
        return f"There is no report here{where} on {' or '.join(scope.missing)}."
    if not scope.rows:
        return "No report here is in the scope that was chosen."
    if found.listed is not None and found.listed.reason:
        return found.listed.reason
    if _topic_is_there(snapshot, found):
        return "The topic comes up in the reports that were searched, but not what is asked of it."
    return "The topic does not come up in the reports that were searched."


def _topic_is_there(snapshot: Snapshot, found: Found) -> bool:
    """Whether one of the nearest passages has most of the question's words, the rare ones first."""
    weights = {
        term: weight * math.log1p(snapshot.passages / (1 + snapshot.words.passages_with(term)))
        for term, weight in found.rewriting.terms
    }
    for match in found.matches[:5]:
        held = set(snapshot.words.analyze(snapshot.passage(match.position).text))
        if sum(w for t, w in weights.items() if t in held) >= TOPIC * sum(weights.values()):
            return True
    return False
