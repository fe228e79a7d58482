"""Whether something is said to be there, or not: by what denies the thing itself and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.answers.speaking.words import CLAUSES, DENIED, WORD, is_of
from search.results import Says

WANTING = r"yet to|lack(?:s|ed|ing)?(?: of)?|absence of|missing|awaiting"
TO_COME = (
    r"needs? (?:for|to (?:be )?(?:agree|creat|develop|establish|introduc|launch|produc|set up)\w*)|need(?:ed)? for"
    r"|plan(?:s|ned|ning)? (?:to|for)|agreed to (?:develop|establish|set up)|should|must"
    r"|to (?:develop|establish|set up|introduce|agree|finali[sz]e)"
)
ABSENT = re.compile(
    rf"\b(?:{WANTING}|{TO_COME}|(?:in|under) development|to be (?:developed|established|agreed|launched)|under ?way)\b",
    re.IGNORECASE,
)
# What asks for something that is not there, in a question.
ASKS_ABSENT = re.compile(rf"\b(?:{DENIED}|{WANTING})\b|(?<=n)[’']t\b", re.IGNORECASE)
BEFORE = re.compile(rf"\b(?:{DENIED}|{WANTING}|{TO_COME})\b|(?<=n)[’']t\b", re.IGNORECASE)
AFTER = re.compile(
    rf"\W*(?:\w+ ){{0,2}}?(?:(?:is|are|was|were|has|have|had|does|do|did)(?: \w+){{0,2}}? (?:{DENIED}|yet to|lacking|missing|under ?way|planned|to be)"
    r"|(?:is|are|was|were|remains?|still)(?: \w+){0,2}? (?:in draft|(?:in|under) development|being (?:developed|drafted|established|agreed|finalised))|isn[’']?t|aren[’']?t|hasn[’']?t)\b",
    re.IGNORECASE,
)
# What leads to a thing of which something else is told: "referrals into the", "the response by the".
OF_IT = re.compile(
    r"\b(?:in|into|by|of|to|from|for|with|at|within|through|on)(?: (?:the|its|their|an?|this))?\W*$",
    re.IGNORECASE,
)
# People of whom it is said that none are or have something, to where another thing is told.
NONE_OF_THEM = re.compile(
    r"\b(?:no|none of(?: the| its| their)?)(?: [\w’'-]+){0,3}? "
    r"(?:people|persons?|child(?:ren)?|leavers?|adults?|residents?|patients?|prisoners?|pupils?|students?|staff|workers?"
    r"|officers?|women|men|girls?|boys?|babies|famil(?:y|ies)|carers?|parents?|victims?|detainees?)"
    r"(?: [\w’'-]+){0,4}? (?:is|are|was|were|has|have|had|lives?|lived)\b"
    r"[^.;:]{0,300}?(?=[.;:]|,? (?:but|however|although|though|whereas|while|unless|until|because|so)\b|$)",
    re.IGNORECASE,
)
ENOUGH = 2  # words of a thing by which it is known
CLOSE = 4  # words from what denies to the thing


def asks_absent(topic: str) -> bool:
    return ASKS_ABSENT.search(topic) is not None


def has_thing(sentence: str, matter: Sequence[str]) -> bool:
    """Whether a sentence has a matter's rarest word, and another of it where there is one."""
    words = WORD.findall(sentence)
    having = [own for own in matter if any(is_of(word, [own]) for word in words)]
    return matter[:1] == having[:1] and len(having) >= min(len(matter), ENOUGH)


def presence_told(sentence: str, matter: Sequence[str], *, absent: bool) -> Says:
    """Whether a sentence says that a matter is there, or that it is `absent`, as was asked."""
    thing = matter if absent else matter[:1]  # of what is there some words tell
    if any(has_thing(none[0], thing) for none in NONE_OF_THEM.finditer(sentence)):
        return "for" if absent else "against"
    parts = [part for part in CLAUSES.split(sentence) if has_thing(part, thing)]
    if not parts:  # its words are spread over the sentence: what is denied may be one of them
        return ""
    gone = {_is_gone(part, matter, absent=absent) for part in parts}
    if len(gone) > 1:
        return ""
    return "for" if gone.pop() == absent else "against"


def _is_gone(clause: str, matter: Sequence[str], *, absent: bool) -> bool:
    own = [m for m in WORD.finditer(clause) if is_of(m.group(), matter)]
    for word in own:
        before = clause[: word.start()]
        for denied in BEFORE.finditer(before):
            to_come = re.fullmatch(TO_COME, denied.group(), re.IGNORECASE) is not None
            if len(WORD.findall(before[denied.end() :])) <= CLOSE and (absent or not to_come):
                return True
    led_to = OF_IT.search(clause[: own[0].start()])
    return AFTER.match(clause, own[-1].end()) is not None and led_to is None
