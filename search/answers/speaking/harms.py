"""Things that are bad in themselves, backlogs, delays, drift, waits and gaps: said to be there, or gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.answers.speaking.words import DENYING, REQUEST, near
from search.results import Says

# Those of a line stand for one another.
HARMS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"backlog(?:s|ged)?",
        r"drift(?:s|ed|ing)?",
        r"delay(?:s|ed|ing)?|wait(?:s|ed|ing)?(?:[- ](?:times?|lists?))?|queu(?:e|es|ing)|overdue|late(?! \w+ (?:to|in))|too (?:long|slow(?:ly)?)",
        r"gaps?|shortfalls?",
        r"vacanc(?:y|ies)|unfilled",
    )
)
LATE = HARMS[2]  # whose opposite is to be in time
# What keeps a harm away, what takes some of it away, and what says that this is still to come.
KEEPS_OFF = re.compile(
    r"\b(?:prevent\w*|avoid\w*|minimis\w*|minimiz\w*|eliminat\w*|clear(?:ed|s|ing)|mitigat\w*|remov(?:ed|es|ing)|free of|no longer|guard\w* against)\b",
    re.IGNORECASE,
)
LESSENS = re.compile(
    r"\b(?:reduc\w+|fewer|less|decreas\w+|shorten\w*|tackl\w+|address\w*|resolv\w+|clos(?:e|es|ed|ing)|bridg\w+|challeng(?:e|es|ed|ing)|escalat\w+|improv\w+|fallen|fell)\b",
    re.IGNORECASE,
)
UNDONE = re.compile(
    r"\b(?:fail\w*|ensure|should|must|needs? to|plans?|ineffective\w*|insufficient\w*|unable|struggl\w+|attempt\w*|aim\w*|hop(?:e|es|ing))\b",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\W++(?:[\w’'-]++ ){0,14}?(?:(?:have|has|had|were|was|are|is|been) (?:\w+ ){0,2}?(?:cleared|eliminated|removed|short|good|low|rare|minimal)\b|(?:rarely|do not|does not) \w+)",
    re.IGNORECASE,
)
EASED = re.compile(
    r"\W+(?:\w+ ){0,6}?(?:(?:have|has|had|were|was|are|is|been) (?:\w+ ){0,2}?(?:reduc\w+|fallen|falling|improv\w+|decreas\w+|addressed|tackled|monitored|tracked|identified)\b|standards?\b)",
    re.IGNORECASE,
)
IN_TIME = re.compile(
    r"\b(?:timely|prompt(?:ly)?|swift(?:ly)?|quick(?:ly)?|on time|in good time|within (?:\w+ )?timescales?)\b",
    re.IGNORECASE,
)
ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
CLOSE, REACH = 3, 4  # words from a denial to a harm; from what keeps it off to it


def harm_in(topic: str) -> re.Pattern[str] | None:
    """The harm that a topic is about; None where it is about none."""
    return next((harm for harm in HARMS if harm.search(topic)), None)


def harm_told(sentence: str, harm: re.Pattern[str]) -> Says:
    """Whether a sentence says that there is such a harm ("for"), or that there is none."""
    ways = set(_ways(sentence, harm))
    return "for" if "for" in ways else "" if "" in ways or not ways else "against"


def tells_of_harm(sentence: str, harm: re.Pattern[str]) -> bool:
    return harm.search(sentence) is not None or (harm is LATE and bool(IN_TIME.search(sentence)))


def _ways(sentence: str, harm: re.Pattern[str]) -> Iterator[Says]:
    asked_for = REQUEST.match(sentence) is not None  # to be done away with, so it is there
    for match in harm.finditer(sentence):
        yield "for" if asked_for else _way(sentence, match)
    if harm is not LATE or harm.search(sentence):
        return
    for match in IN_TIME.finditer(sentence):
        if _before(sentence, match, DENYING, CLOSE) or ONLY.search(sentence):
            yield "for"
        else:
            yield "" if REQUEST.search(sentence) or DENYING.search(sentence) else "against"


def _way(sentence: str, match: re.Match[str]) -> Says:
    off = _before(sentence, match, KEEPS_OFF, REACH)
    denied = _before(sentence, match, DENYING, CLOSE)
    lessens = _before(sentence, match, LESSENS, REACH)
    if off is not None:
        again = _before(sentence, off, DENYING, REACH) or _before(sentence, off, UNDONE, REACH)
        return "for" if again and off.group().casefold() != "no longer" else "against"
    if lessens is not None:
        return "for" if _before(sentence, lessens, DENYING, CLOSE) else ""
    if denied is not None:
        return "for" if _before(sentence, denied, UNDONE, REACH) else "against"
    if AWAY.match(sentence, match.end()):
        return "against"
    return "" if EASED.match(sentence, match.end()) else "for"


def _before(
    sentence: str, match: re.Match[str], words: re.Pattern[str], most: int
) -> re.Match[str] | None:
    """The last such words, at most so many words before a place of the same clause."""
    start = max(sentence.rfind(mark, 0, match.start()) for mark in (", ", "; ", ": ", " but "))
    every = [m for m in words.finditer(sentence, max(start, 0), match.start())]
    return every[-1] if every and near(sentence, every[-1], match, most) else None
