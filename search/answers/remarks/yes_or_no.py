"""Yes or no, where the first quote of an answer says so in the question's own words; else nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.answers.speaking.presence import ABSENT
from search.answers.speaking.words import DENYING
from search.passages.finding import Findings
from search.question.idle_words import idle_words
from search.results import Statement
from search.storage.contract import Generation

ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|then)\W+)?(?:is|are|was|were|do|does|did|has|have|had)\b", re.IGNORECASE
)
# Questions that a person must weigh, or that offer a choice.
WEIGHED = re.compile(
    r"\b(?:or|well|good|bad|right|better|worse|too|all|any good|always|most)\b", re.IGNORECASE
)
# Sentences that say it of some alone, of another time or on a condition.
HEDGED = re.compile(
    r"\b(?:some|most(?:ly)?|many|few|majority|minority|partly|partially|often|usually|generally|sometimes|variable"
    r"|but|however|although|though|while|despite|if|unless|until|when|previous(?:ly)?|had been|may|might|could|would|will|plan\w*|aim\w*|should|must|need\w*)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
REACH = 3  # words after a denial that it denies


def tell_yes_or_no(
    generation: Generation, findings: Findings, statements: Sequence[Statement]
) -> str:
    """A sentence for the first quote, with its date; "" where anything is unsure."""
    asked = findings.asked
    if not statements or not ASKS.search(asked.text) or WEIGHED.search(asked.text):
        return ""
    said, topic = statements[0].text, asked.topic.text
    if DENYING.search(topic) or ABSENT.search(said) or HEDGED.search(said):
        return ""
    idle = idle_words("any", generation.field.questions)
    words = [word for word in WORD.findall(topic) if word.casefold() not in idle]
    terms = set(generation.analyze(" ".join(words)))
    if len(terms) < 2 or not terms <= set(generation.analyze(said)):
        return ""
    if not DENYING.search(said):
        return f"Yes, {_by(statements[0])} says so."
    after = (WORD.findall(said[match.end() :])[:REACH] for match in DENYING.finditer(said))
    if any(terms.intersection(generation.analyze(" ".join(denied))) for denied in after):
        return f"No, by {_by(statements[0])}."
    return ""


def _by(statement: Statement) -> str:
    info = statement.citations[0].report
    year = f" of {info.published.year}" if info.published else ""
    return f"the report{year} on {info.subject}" if info.subject else f"the report{year}"
