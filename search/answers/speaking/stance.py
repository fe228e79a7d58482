"""Which way a sentence speaks of what is asked: says so, says the opposite, or cannot be told by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.answers.speaking.amounts import amount_asked, amount_told
from search.answers.speaking.harms import harm_in, harm_told, tells_of_harm
from search.answers.speaking.presence import asks_absent, has_thing, presence_told
from search.answers.speaking.words import (
    BAD,
    DENIED,
    GOOD,
    REQUEST,
    WORD,
    clauses_on,
    is_of,
)
from search.results import Says

# "Not enough" and "not yet good" find fault; "not a concern" finds none; "good enough" is one word.
PRAISES = re.compile(
    rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{GOOD})(?: enough)?\b", re.IGNORECASE
)
FAULTS = re.compile(rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{BAD})\b", re.IGNORECASE)
# How a thing works, which is no praise of it: a MASH that does not function is none.
WORKING = re.compile(r"\b(?:functioning|working|operational|in place)\b", re.IGNORECASE)
# How something is done, which a "not" before the verb denies: "does not answer its calls quickly".
ADVERB = re.compile(r"(?:\w+ly|well|better)(?: enough)?", re.IGNORECASE)
NOT = re.compile(r"\bnot\b(?! only)|n[’']t\b", re.IGNORECASE)
NOT_WITHOUT = re.compile(r"\bnot (?:\w+ ){0,2}?without\b", re.IGNORECASE)
GROWS = re.compile(r"\b(?:increas\w+|ris(?:en|ing))\b", re.IGNORECASE)
SUFFICES = re.compile(r"\b(?:enough|sufficient|ample|plenty)\b", re.IGNORECASE)
OPPOSITE: dict[Says, Says] = {"for": "against", "against": "for", "": ""}


def says(sentence: str, topic: str, matter: Sequence[str]) -> Says:
    """Whether a sentence says of a matter what the topic does.

    `matter` are the topic's words for the thing itself, which praise and blame nothing, the rarest
    first.
    """
    harm = harm_in(topic)
    if harm is not None:
        way = harm_told(sentence, harm)
        return OPPOSITE[way] if harm_told(topic, harm) == "against" else way
    clauses = clauses_on(sentence, matter)
    if not clauses:
        return ""
    if asked := amount_asked(topic):
        amounts = {amount_told(clause, matter) for clause in clauses} - {""}
        if asked == "less" and GROWS.search(sentence) and not SUFFICES.search(sentence):
            amounts -= {"more"}  # more than there were may still be too few
        return "" if len(amounts) != 1 else "for" if asked in amounts else "against"
    plain = WORKING.sub(" ", topic)
    if not (PRAISES.search(plain) or FAULTS.search(plain)) or _is_of_none(topic):
        return presence_told(sentence, matter, absent=asks_absent(topic))
    topic_lean = _leans(topic, ())
    leans = {_leans(clause, matter) for clause in clauses} - {None} or {_leans(sentence, matter)}
    if len(leans) != 1 or None in leans or topic_lean is None:
        return ""
    if REQUEST.search(sentence) and leans == {False}:
        return "for" if topic_lean else "against"  # what is asked for is not so yet
    return "for" if topic_lean in leans else "against"


def tells_of(sentence: str, topic: str, matter: Sequence[str]) -> bool:
    """Whether a sentence has what it takes to speak of a topic, which way ever."""
    harm = harm_in(topic)
    if harm is not None:
        return tells_of_harm(sentence, harm)
    if amount_asked(topic):
        return bool(amount_told(sentence, matter))
    if asks_absent(topic):
        return has_thing(sentence, matter)
    return True


def _is_of_none(topic: str) -> bool:
    return WORKING.search(topic) is not None and asks_absent(topic)


def _leans(words: str, matter: Sequence[str]) -> bool | None:
    """True where words find fault, False where they praise; None where they do both or neither."""
    kept = WORD.sub(lambda m: "_" if is_of(m.group(), matter) else m.group(), words)
    kept = NOT_WITHOUT.sub("with", kept)
    every = list(PRAISES.finditer(kept))
    denied = [m for m in every if m["denied"] or _is_done_not(kept, m)]
    praises = len(every) - len(denied)
    faults = sum(not m["denied"] for m in FAULTS.finditer(kept)) + len(denied)
    excused = sum(bool(m["denied"]) for m in FAULTS.finditer(kept))
    lean = faults - praises - excused
    return None if lean == 0 else lean > 0


def _is_done_not(words: str, praise: re.Match[str]) -> bool:
    return ADVERB.fullmatch(praise.group()) is not None and bool(
        NOT.search(words, 0, praise.start())
    )
