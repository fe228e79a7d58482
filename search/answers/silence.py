"""Why there is no answer, in a sentence for the reader."""

from __future__ import annotations

from search.passages.finding import Findings
from search.question.vocabulary import rarity
from search.storage.contract import Generation

TOPIC = 0.35  # the share of a question's rare words in one passage that makes it the topic
LOOKED_AT = 5  # of the nearest passages


def explain_silence(generation: Generation, findings: Findings, looked_up: str = "") -> str:
    """`looked_up` is why a table does not answer, where one was asked."""
    scope = findings.asked.scope
    if scope.absent:
        about = {holding.info.known_as for holding in generation.holdings.of(scope.reports)}
        where = f" about {about.pop()}" if len(about) == 1 and about != {""} else ""
        return f"There is no report here{where} on {' or '.join(scope.missing)}."
    if not scope.reports:
        return "No report here is in the scope that was chosen."
    if looked_up:
        return looked_up
    if _topic_is_there(generation, findings):
        return "The topic comes up in the reports that were searched, but not what is asked of it."
    return "The topic does not come up in the reports that were searched."


def _topic_is_there(generation: Generation, findings: Findings) -> bool:
    """Whether one of the nearest passages has most of the question's words, the rare ones first."""
    weights = {term: weight * rarity(generation, term) for term, weight in findings.words.terms}
    for match in findings.matches[:LOOKED_AT]:
        terms = set(generation.analyze(generation.passage(match.ref).text))
        if sum(w for t, w in weights.items() if t in terms) >= TOPIC * sum(weights.values()):
            return True
    return False
