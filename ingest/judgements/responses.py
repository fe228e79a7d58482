"""What a report says became of one of its recommendations: "accepted", "accepted in part"."""

from __future__ import annotations

import re

from ingest.judgements.recommending import LABEL

LINES_BELOW = 4  # of a recommendation in which its response begins
_YES = r"(?:accept(?:s|ed)?|agree[ds]?|support(?:s|ed)|concur(?:s|red)?)"
_PART = rf"{_YES} (?:only )?in part|(?:partially|partly) {_YES}|in part {_YES}"
_NOT = rf"not (?:be )?{_YES}|reject(?:s|ed)?|refuse[ds]|decline[ds]|disagree[ds]?|non-concur\w*"
SAID = (
    (re.compile(rf"\b(?:{_PART})\b", re.IGNORECASE), "accepted in part"),
    (re.compile(rf"\b(?:{_NOT})\b", re.IGNORECASE), "rejected"),
    (re.compile(rf"\b(?:{_YES})\b", re.IGNORECASE), "accepted"),
)
# "Government response: accepted", "Management comments", and the word itself: "Accepted."
HEAD = re.compile(
    r"(?:[A-Z][\w’'-]+ (?:[\w’'-]+ ){0,4})?(?:[Rr]esponse|[Cc]omments?|[Dd]ecision|[Ss]tatus)\b(?: [a-z]+)?\W*"
    r"|(?=(?:Not |Partially |Partly )?(?:Accept|Agree|Reject|Disagree|Concur|Support)(?:s|ed|d)?\b)"
)
BEGINS = 80  # characters in which a response says which it is


def response_in(words: str) -> str:
    """What some words say of a recommendation; "" where they say nothing of that sort."""
    return next((response for pattern, response in SAID if pattern.search(words)), "")


def response_to(text: str, start: int, end: int) -> str:
    """That which stands beside or below the recommendation at this span of a report's text."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    beside = text[end:line_end].strip()
    if "\t" in text[line_start:line_end] and beside:
        return response_in(beside.split("\t")[0])
    for line in [beside, *text[line_end:].lstrip("\n").split("\n", LINES_BELOW)[:LINES_BELOW]]:
        if LABEL.match(line):
            break
        head = HEAD.match(line)
        if head and (response := response_in(line[head.end() :][:BEGINS])):
            return response
    return ""
