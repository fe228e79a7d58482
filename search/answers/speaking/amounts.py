"""Whether there is said to be more or less of something: of what there is too much, or not enough."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.answers.speaking.words import DENIED, WORD, is_of

HIGH = r"high(?:er|ly)?(?![ -](?:quality|standards?|perform\w*|aspir\w*|ambition\w*|expectations?|risk|needs?|support))"
TOO_MUCH = re.compile(
    rf"\b(?:(?:too|so) (?:many|much|large)|{HIGH}|excessive|over-?relian\w*|relian(?:t|ce)|rel(?:y|ies)|dependen\w+)\b",
    re.IGNORECASE,
)
TOO_LITTLE = re.compile(
    r"\b(?:(?:not|n[’']?t) (?:\w+ )?(?:enough|sufficient)|too (?:few|little)|without enough|insufficient"
    r"|(?<=do)nt (?:\w+ )?enough|shortages?|short of|lack(?:s|ed|ing)?(?: of)?|scarc\w+|needs? more)\b",
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


def amount_asked(topic: str) -> str:
    """Whether too "more" or too "less" of something is asked after; "" for neither."""
    if TOO_LITTLE.search(topic):
        return "less"
    return "more" if TOO_MUCH.search(topic) else ""


def amount_told(clause: str, matter: Sequence[str]) -> str:
    """Whether a clause says that there is "more" or "less" of a matter; "" where it does not tell."""
    own = [m for m in WORD.finditer(clause) if is_of(m.group(), matter)]

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
