"""Sentences that answer nothing: what stands in many reports alike, and what only points elsewhere."""

from __future__ import annotations

import re
from itertools import islice

from search.answers.sentences import fold
from search.storage.contract import Generation, PassageRef

COMMON = 3  # subjects in whose reports a sentence stands that is nobody's own
LOOKED_AT = 10  # passages that have all of its words
LEAST_TERMS = 7  # of a sentence that is looked for in other reports; a shorter one may be a grade
APPARATUS = re.compile(
    r"[\W\d]*(?:(?:table of )?contents(?: page)?|index|list of (?:figures|tables|abbreviations)"
    r"|references?(?: list)?|bibliography|works cited|further reading|(?:end|foot)notes?"
    r"|(?:picture|image|photo(?:graph)?) credits?|acknowledge?ments?)\W*",
    re.IGNORECASE,
)
LEADERS = re.compile(r"(?:[.…·_]\s?){5,}")  # "Findings ........ 12"
# "Smith, J. et al. (2014)", "9 Crisis (2012) ...", "doi:10.1000/182", "Available at: https://", "London: HMSO".
REFERENCE = re.compile(
    r"\bet al\b.{0,40}\b(?:19|20)\d\d|\bdoi\b|\b(?:available|retrieved|accessed) (?:at|from|on)\b:?.{0,30}"
    r"(?:https?:|www\.|\d{4})|^\W*\d{1,3} [A-Z][\w’' .,&-]{1,60}\((?:19|20)\d\d[a-z]?\)|^\W*(?:\d{1,3}\W*)?https?:\S+\W*$",
    re.IGNORECASE,
)


def is_boilerplate(generation: Generation, ref: PassageRef, words: str) -> bool:
    """Whether a sentence of a passage is a reference or a line of contents, or stands in many reports."""
    if LEADERS.search(words) or REFERENCE.search(words):
        return True
    if any(APPARATUS.fullmatch(heading) for heading in generation.passage(ref).headings):
        return True
    terms = set(generation.analyze(words))
    if len(terms) < LEAST_TERMS:
        return False
    sentence, about = fold(words), generation.holdings.by_number
    others = {about[o.report].info.subject or o: o for o in generation.having(terms, LOOKED_AT)}
    if len(others) < COMMON:
        return False
    saying = (
        other for other in others.values() if sentence in fold(generation.passage(other).text)
    )
    return len(list(islice(saying, COMMON))) == COMMON
