"""Which way a sentence speaks of what is asked: says so, says the opposite, or cannot be told by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    r"|in excess|exceed\w*|overload\w*|overwhelm\w*|strain(?:ed|s)?"
)
DENIED = r"(?:not(?! alone)|no|less|never|cannot|without|neither|nor|none|nothing|hardly|rarely|few|un(?=able))|\w+n[’']t"
DENYING = re.compile(rf"\b(?:{DENIED})\b|(?<=n)[’']t\b", re.IGNORECASE)
ABSENT = re.compile(
    r"\b(?:yet to|need(?:s|ed)? (?:for|to (?:be )?(?:agree|creat|develop|establish|introduc|launch|produc|set up)\w*)|plan(?:s|ned|ning)? to|(?:in|under) development|lack(?:s|ed|ing)?|absence|missing"
    r"|to be (?:developed|established|agreed|launched)|agreed to (?:develop|establish|set up)|under ?way)\b",
    re.IGNORECASE,
)
# "Not enough" and "not yet good" find fault; "not a concern" finds none.
PRAISES = re.compile(
    rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{GOOD})\b", re.IGNORECASE
)
FAULTS = re.compile(rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:{BAD})\b", re.IGNORECASE)
CLAUSES = re.compile(
    r"[,;:–—]\s(?!as (?:has|have|did|is|are)\b)|\b(?:but|however|although|though|whereas|while|despite|yet|unlike)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[\w’'-]+")
# Of what there is too much, or not enough, an amount tells and praise does not.
HIGH = r"high(?:er|ly)?(?![ -](?:quality|standards?|perform\w*|aspir\w*|ambition\w*|expectations?|risk|needs?|support))"
TOO_MUCH = re.compile(
    rf"\b(?:(?:too|so) (?:many|much|large)|{HIGH}|excessive|over-?relian\w*|relian(?:t|ce)|rel(?:y|ies)|dependen\w+)\b",
    re.IGNORECASE,
)
TOO_LITTLE = re.compile(
    r"\b(?:(?:not|n[’']t) (?:\w+ )?(?:enough|sufficient)|too (?:few|little)|without enough|insufficient"
    r"|shortages?|short of|lack(?:s|ed|ing)?(?: of)?|scarc\w+|needs? more)\b",
    re.IGNORECASE,
)
MORE = re.compile(
    rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:(?:too|so|very) many|too much|{HIGH}|heav(?:y|ily)|excessive(?:ly)?"
    r"|over-?relian\w*|relian(?:t|ce)|dependen\w+|disproportionate|large|increas(?:e|es|ed|ing)|ris(?:en|ing)|enough|sufficient|ample|plenty)\b",
    re.IGNORECASE,
)
LESS = re.compile(
    rf"\b(?P<denied>(?:{DENIED}) (?:[\w’'-]+ ){{0,2}}?)?(?:(?<!a )few(?:er)?|less|low(?:er)?|lack(?:s|ed|ing)?|shortages?|shortfalls?|short of"
    r"|limited|insufficient|reduc\w+|decreas\w+|declin\w+|fall(?:en|ing)?|fell|scarc\w+|manageable|needs? (?:to recruit |for )?more)\b",
    re.IGNORECASE,
)
FORMER = re.compile(r"\b(?:previous(?:ly)?|earlier|former(?:ly)?|historic\w*)\b", re.IGNORECASE)
# What follows a matter and is no amount of it: "carers noted a lack of", "could not thank them enough".
OF_ELSE = re.compile(r"(?:enough|sufficient)$", re.IGNORECASE)
OF_ELSE_NEXT = re.compile(r"(?: (?:numbers?|levels?))? (?:of|in)\b", re.IGNORECASE)
BEFORE, AFTER = 4, 5  # words from an amount to what it is of, or from that to the amount


def says(sentence: str, topic: str, matter: Sequence[str]) -> Says:
    """Whether a sentence says of a matter what the topic does.

    `matter` are the topic's words for the thing itself, which praise and blame nothing, the rarest
    first.
    """
    clauses = _clauses_on(sentence, matter)
    if not clauses:
        return ""
    if asked := _amount_asked(topic):
        amounts = {_amount(clause, matter) for clause in clauses} - {""}
        return "" if len(amounts) != 1 else "for" if asked in amounts else "against"
    if not (PRAISES.search(topic) or FAULTS.search(topic)):  # it is said to be there, or not to be
        absent = DENYING.search(topic) is not None
        gone = all(DENYING.search(part) or (absent and ABSENT.search(part)) for part in clauses)
        return "for" if gone == absent else "against"
    wanted = _leans(topic, ())
    leans = {_leans(clause, matter) for clause in clauses} - {None} or {_leans(sentence, matter)}
    if len(leans) != 1 or None in leans or wanted is None:
        return ""
    return "for" if wanted in leans else "against"


def _amount_asked(topic: str) -> str:
    """Whether too "more" or too "less" of something is asked after; "" for neither."""
    if TOO_LITTLE.search(topic):
        return "less"
    return "more" if TOO_MUCH.search(topic) else ""


def _amount(clause: str, matter: Sequence[str]) -> str:
    """Whether a clause says that there is "more" or "less" of a matter; "" where it does not tell."""
    own = [m for m in WORD.finditer(clause) if _is_of(m.group(), matter)]

    def near(amount: re.Match[str]) -> bool:
        before = (clause[amount.end() : m.start()] for m in own if m.start() >= amount.end())
        after = (clause[m.end() : amount.start()] for m in own if m.end() <= amount.start())
        of_else = OF_ELSE.search(amount.group()) or OF_ELSE_NEXT.match(clause, amount.end())
        return any(len(WORD.findall(words)) <= BEFORE for words in before) or (
            not of_else and any(len(WORD.findall(words)) <= AFTER for words in after)
        )

    more, less = list(MORE.finditer(clause)), list(LESS.finditer(clause))
    lower = [m for m in less if not m["denied"]] + [m for m in more if m["denied"]]
    higher = [m for m in more if not m["denied"]] + [m for m in less if m["denied"]]
    if any(map(near, lower)):
        return "less"
    if not any(map(near, higher)):
        return ""
    return "less" if lower else "" if FORMER.search(clause) else "more"


def _is_of(word: str, matter: Sequence[str]) -> bool:
    """Whether a word is one of a matter's, or begins with it: "fostering" with "foster"."""
    return any(word.casefold().startswith(own.removesuffix("s")) for own in matter)


def _leans(words: str, matter: Sequence[str]) -> bool | None:
    """True where words find fault, False where they praise; None where they do both or neither."""
    kept = WORD.sub(lambda m: "_" if _is_of(m.group(), matter) else m.group(), words)
    denied = [m for m in PRAISES.finditer(kept) if m["denied"]]
    praises = sum(not m["denied"] for m in PRAISES.finditer(kept))
    faults = sum(not m["denied"] for m in FAULTS.finditer(kept)) + len(denied)
    excused = sum(bool(m["denied"]) for m in FAULTS.finditer(kept))
    lean = faults - praises - excused
    return None if lean == 0 else lean > 0


def _clauses_on(sentence: str, matter: Sequence[str]) -> list[str]:
    """The parts of a sentence with a matter's rarest word and with most of its words, if any."""
    parts = CLAUSES.split(sentence)
    words = [WORD.findall(part) for part in parts]
    having = [
        (sum(_is_of(w, matter[:1]) for w in own) > 0, sum(_is_of(w, matter) for w in own))
        for own in words
    ]
    return [p for p, own in zip(parts, having, strict=True) if own == max(having) and own[1]]
