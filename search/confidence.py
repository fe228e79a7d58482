"""How likely it is that the reports answer a question, and why they do not."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from search.answers import best_sentence_score

if TYPE_CHECKING:
    from search.library import Found
    from search.snapshot import Snapshot

# Logistic regression on the answerable and unanswerable questions of benchmarks/questions and of
# the reports' own set, those left out that scope or a table decides: docs/quality.md has the
# command, the reliability curve and what each part adds.
BIAS = -6.591
PASSAGE, SENTENCE, DENSE, LENGTH = 8.332, 6.989, 0.811, 0.108  # the last a token of the question
TOPIC = 0.35  # the share of a question's rare words in one passage that makes it the topic
LONGEST = 40  # tokens: a longer question is no surer


def judge_confidence(found: Found) -> float:
    """The probability, 0 to 1, that the reports answer the question."""
    if not found.matches or found.scope.absent:
        return 0.0
    parts = (
        BIAS,
        PASSAGE * max(match.passage_score for match in found.matches),
        SENTENCE * best_sentence_score(found.matches),
        DENSE * max(match.dense for match in found.matches),
        LENGTH * min(len(found.vectors.words), LONGEST),
    )
    return 1.0 / (1.0 + math.exp(-sum(parts)))


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
