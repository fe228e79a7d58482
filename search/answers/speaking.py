"""Which way a sentence speaks of what is asked: says so, says the opposite, or cannot be told by its words."""

from __future__ import annotations

import re
from collections.abc import Collection

from search.results import Says

GOOD = (
    r"manageable|reduc(?:ed|ing|es?|tion)|fall(?:en|ing)?|fell|fewer|low(?:er)?|stable|stability|sufficient|enough|ample"
    r"|effective(?:ly)?|strong(?:ly|er)?|good|well|better|best|timely|prompt(?:ly)?|swift(?:ly)?|improv(?:ed|ing|es)|benefit(?:s|ed)?|enabl(?:e|es|ing)"
    r"|appropriate(?:ly)?|positive(?:ly)?|success(?:es|ful|fully)?|reasonable|robust|thorough(?:ly)?|excellent|outstanding"
    r"|no longer|praised?|impressive|skilled|quick(?:ly)?"
)
BAD = (
    r"(?:too|very|far too|so) (?:high|many|few|long|slow(?:ly)?|often|little|much|large|late|variable)|high(?:er)?|heavy|excessive(?:ly)?|hinder\w*"
    r"|insufficient(?:ly)?|lack(?:s|ed|ing)?|shortages?|shortfalls?|limited|variab\w+|inconsistent(?:ly)?|poor(?:ly|er)?|weak(?:ness|nesses|er)?"
    r"|fail(?:s|ed|ing|ings|ure|ures)?|inadequate(?:ly)?|delay(?:s|ed)?|drift|backlogs?|pressures?|stretched|challeng\w+|struggl\w+|difficult\w*|unmanageable"
    r"|vacanc\w+|overdue|unable|long|lengthy|slow(?:ly)?|late|concern(?:s|ing)?|deteriorat\w+|declin(?:e|ed|ing)|ineffective|worse|gaps?"
    r"|rising|only (?:an? )?(?:few|small|minority|some)|problems?|issues?|criticis\w+|needs? to|must|should"
)
DENIED = r"(?:not|no|less|never|cannot|without|neither|nor|none|nothing|hardly|rarely|few|un(?=able))|\w+n[’']t"
DENYING = re.compile(rf"\b(?:{DENIED})\b|(?<=n)[’']t\b", re.IGNORECASE)
ABSENT = re.compile(
    r"\b(?:yet to|need(?:s|ed)? (?:for|to)|plan(?:s|ned|ning)? to|(?:in|under) development|lack(?:s|ed|ing)?|absence|missing"
    r"|to be (?:developed|established|agreed|launched))\b",
    re.IGNORECASE,
)
# "Not enough" and "not yet good" find fault; "not a concern" finds none.
PRAISES = re.compile(
    rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{GOOD})\b", re.IGNORECASE
)
FAULTS = re.compile(rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{BAD})\b", re.IGNORECASE)
CLAUSES = re.compile(
    r"[,;:–—]\s|\b(?:but|however|although|though|whereas|while|despite|yet|unlike)\b", re.IGNORECASE
)
WORD = re.compile(r"[\w’'-]+")


def says(sentence: str, topic: str, matter: Collection[str]) -> Says:
    """Whether a sentence says of a matter what the topic does.

    `matter` are the topic's words for the thing itself, which praise and blame nothing.
    """
    wanted = _leans(topic, frozenset())
    clauses = _clauses_on(sentence, matter)
    if not (PRAISES.search(topic) or FAULTS.search(topic)):  # it is said to be there, or not to be
        absent = DENYING.search(topic) is not None
        gone = all(DENYING.search(part) or (absent and ABSENT.search(part)) for part in clauses)
        return "for" if gone == absent else "against"
    leans = {_leans(clause, matter) for clause in clauses} - {None} or {_leans(sentence, matter)}
    if len(leans) != 1 or None in leans or wanted is None:
        return ""
    return "for" if wanted in leans else "against"


def _leans(words: str, matter: Collection[str]) -> bool | None:
    """True where words find fault, False where they praise; None where they do both or neither."""
    kept = WORD.sub(lambda m: "_" if m.group().casefold() in matter else m.group(), words)
    denied = [m for m in PRAISES.finditer(kept) if m["denied"]]
    praises = sum(not m["denied"] for m in PRAISES.finditer(kept))
    faults = sum(not m["denied"] for m in FAULTS.finditer(kept)) + len(denied)
    excused = sum(bool(m["denied"]) for m in FAULTS.finditer(kept))
    lean = faults - praises - excused
    return None if lean == 0 else lean > 0


def _clauses_on(sentence: str, matter: Collection[str]) -> list[str]:
    """The parts of a sentence that have the most of a matter's words."""
    parts = CLAUSES.split(sentence)
    having = [sum(word.casefold() in matter for word in WORD.findall(part)) for part in parts]
    return [part for part, words in zip(parts, having, strict=True) if words == max(having)]
