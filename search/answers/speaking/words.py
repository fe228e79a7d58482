"""Words that praise, find fault or deny, and the parts of a sentence that are about a matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

GOOD = (
    r"manageable|reduc(?:ed|ing|es?|tion)|fall(?:en|ing)?|fell|fewer|low(?:er)?|stable|stability|sufficient|enough|ample"
    r"|effective(?:ly)?|strong(?:ly|er)?|good|well|better|best|timely|prompt(?:ly)?|swift(?:ly)?|improv(?:ed|ing|es)|benefit(?:s|ed)?|enabl(?:e|es|ing)"
    r"|appropriate(?:ly)?|positive(?:ly)?|success(?:es|ful|fully)?|reasonable|robust|thorough(?:ly)?|excellent|outstanding"
    r"|no longer|praised?|great|brilliant|impressive|skilled|quick(?:ly)?"
)
BAD = (
    r"(?:too|very|far too|so) (?:high|many|few|long|slow(?:ly)?|often|little|much|large|late|variable)|high(?:er)?|heavy|excessive(?:ly)?|hinder\w*"
    r"|insufficient(?:ly)?|lack(?:s|ed|ing)?|shortages?|shortfalls?|limited|variab\w+|inconsistent(?:ly)?|poor(?:ly|er)?|weak(?:ness|nesses|er)?"
    r"|fail(?:s|ed|ing|ings|ure|ures)?|inadequate(?:ly)?|delay(?:s|ed)?|drift|backlogs?|pressures?|stretched|challeng(?:es|ing)|challenged (?:by|with)|an? (?:[\w-]+ )?challenge|struggl\w+|difficult\w*|unmanageable"
    r"|vacanc\w+|overdue|unable|long|lengthy|slow(?:ly)?|late|concern(?:s|ing)?|deteriorat\w+|declin(?:e|ed|ing)|ineffective|worse|gaps?"
    r"|rising|only (?:an? )?(?:few|small|minority|some)|problems?|issues?|criticis\w+|needs? to|must|should"
    r"|deficien(?:t|cy|cies)|shortcomings?|faults?|faulty|flaw(?:s|ed)?|breach(?:es|ed)?|errors?|unsatisfactory|unsafe|rubbish|useless|terrible|awful|non-?complian(?:t|ce)"
    r"|in excess|exceed\w*|overload\w*|overwhelm\w*|strain(?:ed|s)?"
)
DENIED = (
    r"(?:not(?! (?:alone|only))|no|less|never|cannot|without|neither|nor|none|nothing|hardly|rarely|few|un(?=able)"
    r"|(?:is|are|was|were|do|does|did|has|have|had|ca|wo)nt)|\w+n[’']t"
)
DENYING = re.compile(rf"\b(?:{DENIED})\b|(?<=n)[’']t\b", re.IGNORECASE)
# What opens a sentence that asks for something, which is then not there or not good yet.
REQUEST = re.compile(
    r"^\W*(?:\d+\.\s*)?(?:ensure|improve|strengthen|increase|take (?:\w+ )?(?:steps|action)|continue (?:to|with)"
    r"|review|develop|implement|establish|make sure|work with|prioriti[sz]e|accelerate)\b"
    r"|\b(?:should|must|needs? to|needs? for|required to)\b",
    re.IGNORECASE,
)
CLAUSES = re.compile(
    r"[,;:–—]\s(?!as (?:has|have|did|is|are)\b)|\b(?:but|however|although|though|whereas|while|despite|yet(?! to\b)(?<!not yet)|unlike)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[\w’'-]+")
LEANING = re.compile(rf"(?:{GOOD}|{BAD}|too|many|much|strengths?)", re.IGNORECASE)


def is_of(word: str, matter: Sequence[str]) -> bool:
    """Whether a word is one of a matter's, or begins with it: "fostering" with "foster"."""
    return any(word.casefold().startswith(own.removesuffix("s")) for own in matter)


def clauses_on(sentence: str, matter: Sequence[str]) -> list[str]:
    """The parts of a sentence with a matter's rarest word and with most of its words, if any."""
    parts = CLAUSES.split(sentence)
    words = [WORD.findall(part) for part in parts]
    having = [
        (sum(is_of(w, matter[:1]) for w in own) > 0, sum(is_of(w, matter) for w in own))
        for own in words
    ]
    return [p for p, own in zip(parts, having, strict=True) if own == max(having) and own[1]]


def near(text: str, one: re.Match[str], other: re.Match[str], most: int) -> bool:
    """Whether at most so many words stand between two matches."""
    first, last = (one, other) if one.end() <= other.start() else (other, one)
    return len(WORD.findall(text[first.end() : last.start()])) <= most
