"""What kind of thing a question asks for, a number or a date, and which sentences have one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from search.passages.late_interaction import Match

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

WEIGHED = 20  # passages whose sentences are read for what is wanted
LACK_WEIGHT = 0.1  # of what a passage lacks, docs/quality.md

NUMBER = (
    r"\b(?:\d[\d,.]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)"
    r"ty(?:-\w+)?|hundred|half|third|quarter|none|no|dozen))\b"
)
MONTH = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    kind: str  # "share", "money", "time", "number", "date" or "name"
    asked: re.Pattern[str]  # words of a question that want it
    given: re.Pattern[str]  # words of a sentence that give it

    @property
    def counts(self) -> bool:
        """Whether only a figure will do."""
        return self.kind not in ("date", "name")


def _wanted(kind: str, asked: str, given: str, flags: re.RegexFlag = re.IGNORECASE) -> Wanted:
    return Wanted(kind, re.compile(asked, re.IGNORECASE), re.compile(given, flags))


# The first whose words the question has.
KINDS = (
    _wanted(
        "share",
        r"\b(?:what|which) (?:share|proportion|percent\w*|%)|\bpercentage\b|\bper ?cent\b|%"
        r"|\b(?:proportion|share|rate) of\b",
        r"\d\s*%|\bper ?cent\b|\bpercentage\b|\bproportion\b|\b(?:half|third|quarter)s?\b"
        rf"|\bin (?:every )?{NUMBER}|\bout of\b|\d+ of \d+",
    ),
    _wanted(
        "money",
        r"£|\bhow much (?:money|did .* (?:cost|spend|pay))|\bcosts?\b|\bbill\b|\bbudget\b"
        r"|\bspen[dt]\b|\bfunding\b",
        r"£|\b[mb]illion\b|\bcosts?\b|\bbudget\b",
    ),
    _wanted(
        "time",
        r"\bhow (?:long|old|quick\w*|soon|fast|late)\b"
        r"|\b(?:how many|number of|average(?: number of)?) (?:days|weeks|months|years|hours)\b"
        r"|\baverage (?:wait|time)\b|\bwaiting times?\b|\b(?:age|hours?)\b",
        rf"{NUMBER}[\w\s-]{{0,12}}\b(?:months?|weeks?|days?|years?|hours?|minutes?|working)\b"
        r"|\bage of\b|\d",
    ),
    _wanted(
        "number",
        r"\bhow (?:many|often|much|far|large)\b|\bnumbers?\b|\bno\.? of\b|\btotal\b|\bcount\b"
        r"|\bsize of\b",
        NUMBER,
    ),
    _wanted(
        "date",
        r"\bwhen\b|\bwhat (?:dates?|year|month|time)\b|\bdates?\b|\bby what\b|\bdeadline\b"
        r"|\buntil what\b",
        rf"{MONTH}|\b(?:19|20)\d\d\b|\d ?(?:am|pm)\b|\bage of\b|\d\d/\d\d",
    ),
    _wanted(
        "name",
        r"\bwho(?:se)?\b|\bname of\b|\bin charge\b|\bled\b"
        r"|\bwhich (?:council|company|firm|charity|person|officer|organi\w+|a&e|hospital|agency|team)\b",
        r"(?<=[a-z,;:)] )(?:[A-Z][\w’'-]+ )+[A-Z]\w+|: [A-Z]\w+ [A-Z]\w+",
        re.NOFLAG,
    ),
)


def read_wanted(question: str) -> Wanted | None:
    """What the question asks for by its form; None where any sentence may answer."""
    return next((wanted for wanted in KINDS if wanted.asked.search(question)), None)


def weigh_wanted(
    snapshot: Snapshot, matches: Sequence[Match], wanted: Wanted | None
) -> tuple[Match, ...]:
    """The first matches put in order again: those that lack what is wanted go down."""
    if wanted is None:
        return tuple(matches)
    head = [_weigh(snapshot, match, wanted) for match in matches[:WEIGHED]]
    head.sort(key=lambda match: -match.score)
    return (*head, *matches[WEIGHED:])


def _weigh(snapshot: Snapshot, match: Match, wanted: Wanted) -> Match:
    text = snapshot.report(snapshot.row_at(match.position)).text
    gives = np.array(
        [wanted.given.search(text, s["start"], s["end"]) is not None for s in match.sentences]
    )
    best = float(match.sentence_scores.max())
    lack = best - float(match.sentence_scores[gives].max()) if gives.any() else best
    return replace(match, score=match.score - LACK_WEIGHT * lack, gives=gives, lack=lack)
