"""What type of thing a question asks for: a number, a date, a name; and words that give one."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = (
    r"\b(?:\d[\d,.]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twen|thir|for|fif|six|seven|eigh|nine)"
    r"ty(?:-\w+)?|hundred|half|third|quarter|none|no|dozen))\b"
)
MONTH = (
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


@dataclass(frozen=True, slots=True)
class AnswerType:
    kind: str  # "share", "money", "time", "number", "date" or "name"
    asked: re.Pattern[str]  # words of a question that want it
    given: re.Pattern[str]  # words of a sentence that give it


def _type(kind: str, asked: str, given: str, flags: re.RegexFlag = re.IGNORECASE) -> AnswerType:
    return AnswerType(kind, re.compile(asked, re.IGNORECASE), re.compile(given, flags))


# The first whose words the question has.
TYPES = (
    _type(
        "share",
        r"\b(?:what|which) (?:share|proportion|percent\w*|%)|\bpercentage\b|\bper ?cent\b|%"
        r"|\b(?:proportion|share|rate) of\b",
        r"\d\s*%|\bper ?cent\b|\bpercentage\b|\bproportion\b|\b(?:half|third|quarter)s?\b"
        rf"|\bin (?:every )?{NUMBER}|\bout of\b|\d+ of \d+",
    ),
    _type(
        "money",
        r"£|\bhow much (?:money|did .* (?:cost|spend|pay))|\bcosts?\b|\bbill\b|\bbudget\b"
        r"|\bspen[dt]\b|\bfunding\b",
        r"£|\b[mb]illion\b|\bcosts?\b|\bbudget\b",
    ),
    _type(
        "time",
        r"\bhow (?:long|old|quick\w*|soon|fast|late)\b"
        r"|\b(?:how many|number of|average(?: number of)?) (?:days|weeks|months|years|hours)\b"
        r"|\baverage (?:wait|time)\b|\bwaiting times?\b|\b(?:age|hours?)\b",
        rf"{NUMBER}[\w\s-]{{0,12}}\b(?:months?|weeks?|days?|years?|hours?|minutes?|working)\b"
        r"|\bage of\b|\d",
    ),
    _type(
        "number",
        r"\bhow (?:many|often|much|far|large)\b|\bnumbers?\b|\bno\.? of\b|\btotal\b|\bcount\b"
        r"|\bsize of\b",
        NUMBER,
    ),
    _type(
        "date",
        r"\bwhen\b|\bwhat (?:dates?|year|month|time)\b|\bdates?\b|\bby what\b|\bdeadline\b"
        r"|\buntil what\b",
        rf"{MONTH}|\b(?:19|20)\d\d\b|\d ?(?:am|pm)\b|\bage of\b|\d\d/\d\d",
    ),
    _type(
        "name",
        r"\bwho(?:se)?\b|\bname of\b|\bin charge\b|\bled\b"
        r"|\bwhich (?:council|company|firm|charity|person|officer|organi\w+|a&e|hospital|agency|team)\b",
        r"(?<=[a-z,;:)] )(?:[A-Z][\w’'-]+ )+[A-Z]\w+|: [A-Z]\w+ [A-Z]\w+",
        re.NOFLAG,
    ),
)


def read_answer_type(question: str) -> AnswerType | None:
    """What the question asks for by its form; None where any sentence may answer."""
    return next((one for one in TYPES if one.asked.search(question)), None)
