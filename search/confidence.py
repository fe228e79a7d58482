"""How likely it is that the reports answer a question, and why they do not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from search.answers import best_sentence_score

if TYPE_CHECKING:
    from search.library import Found
    from search.snapshot import Snapshot


def features(snapshot: Snapshot, found: Found) -> list[float]:
    """What the probability is made of, each about 0 to 1."""
    matches = found.matches
    if not matches:
        return [0.0] * 5
    best = matches[0]
    return [
        max(match.passage_score for match in matches),
        max(match.window_score for match in matches),
        best_sentence_score(matches),
        max(match.dense for match in matches),
        coverage(snapshot, found),
    ]


def coverage(snapshot: Snapshot, found: Found) -> float:
    """The share of the question's words, by rarity, that the best passages have."""
    weights = {}
    for term, weight in found.rewriting.terms:
        held = snapshot.words.passages_with(term)
        rarity = math.log(1 + (snapshot.passages + 1) / (held + 0.5))
        weights[term] = rarity * weight
    total = sum(weights.values())
    if not total:
        return 0.0
    best = 0.0
    for match in found.matches[:5]:
        held_terms = set(snapshot.words.analyze(snapshot.passage(match.position).text))
        best = max(best, sum(w for t, w in weights.items() if t in held_terms) / total)
    return best


def judge_confidence(snapshot: Snapshot, found: Found) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not found.matches or (found.scope.missing and not found.scope.found):
        return 0.0
    return 1.0


def explain_silence(snapshot: Snapshot, found: Found) -> str:
    """Why there is no answer, in a sentence for the reader."""
    if found.grades is not None and found.grades.reason and not found.scope.missing:
        return found.grades.reason
    if found.scope.missing:
        return f"There is no report here on {' or '.join(found.scope.missing)}."
    if not found.scope.rows:
        return "No report here is in the scope that was chosen."
    return "The reports that were searched do not say this."
