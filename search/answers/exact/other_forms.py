"""The forms of words that are counted: which are the same, which are told apart, which are initials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.holdings import Holding
from search.storage.phrases import are_initials

MOST_MEANINGS = 3  # of initials, that are told


@dataclass(frozen=True, slots=True)
class Forms:
    same: tuple[str, ...]  # counted with the words: their plural, a hyphen for a space
    other: tuple[str, ...]  # told beside the count: the singular of a plural, other endings


def forms_of(phrase: str) -> Forms:
    """ "Care leaver" is in "care leavers"; "county lines" is a name, and "county line" another word."""
    if are_initials(phrase):
        return Forms(() if phrase.endswith("s") else (f"{phrase}s",), ())
    same = [phrase.replace("-", " "), "-".join(phrase.split())] if len(phrase) > 3 else []
    last = phrase.casefold()
    singular = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    if singular:
        other = [phrase[:-3] + "y"] if last.endswith("ies") else [phrase[:-1]]
    else:
        same.append(_plural(phrase))
        stem = phrase.removesuffix("e")
        other = [] if " " in phrase or last.endswith(("ing", "ed")) else [f"{stem}ing", f"{stem}ed"]
    return Forms(
        tuple(form for form in dict.fromkeys(same) if form != phrase),
        tuple(form for form in dict.fromkeys(other) if form not in (phrase, *same)),
    )


def _plural(phrase: str) -> str:
    if phrase.endswith("y") and phrase[-2:-1] not in tuple("aeiou"):
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("s", "x", "ch", "sh")) else f"{phrase}s"


def in_capitals(
    phrases: Sequence[str], question: str, abbreviations: Mapping[str, str]
) -> tuple[str, ...]:
    """The phrases with the capitals by which reports write initials, and no others.

    "send" is what they spell out as SEND; in a question all in capitals none tell anything.
    """
    plain = [phrase.lower() if question.isupper() else phrase for phrase in phrases]
    return tuple(p.upper() if p.casefold() in abbreviations and p.islower() else p for p in plain)


def tell_initials(phrases: Sequence[str], reports: Sequence[Holding]) -> str:
    """ " AI stands for “additional inspector” in 1 report that spells it out."; "" for no initials."""
    parts = []
    for phrase in filter(are_initials, phrases):
        spelled = (dict(holding.abbreviations).get(phrase.casefold()) for holding in reports)
        meanings = Counter(long.casefold() for long in spelled if long).most_common(MOST_MEANINGS)
        parts += [f"“{long}” in {number:,}" for long, number in meanings]
        if parts:
            parts[0] = f"{phrase} is spelled out as {parts[0]}"
    return f" {', '.join(parts)}." if parts else ""
