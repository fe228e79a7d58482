"""Learns abbreviations from the reports: "child sexual exploitation (CSE)".

After Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", PSB 2003: each letter of the short form must be found, from the right, in
the words before the bracket, and the first at the beginning of a word.
"""

from __future__ import annotations

import re
from collections import Counter

SMALL = frozenset("a an and at by for in of on the to with".split())
SHORT_FORM = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})s?\)")


def find_abbreviations(text: str) -> dict[str, str]:
    """Short form in lower case to its most usual long form in a report."""
    longs: dict[str, Counter[str]] = {}
    for match in SHORT_FORM.finditer(text):
        short = match[1]
        if sum(letter.isupper() for letter in short) < 2:
            continue
        long = long_form(short, text[max(0, match.start() - 120) : match.start()])
        if long is not None:
            longs.setdefault(short.casefold(), Counter())[long.casefold()] += 1
    return {short: counts.most_common(1)[0][0] for short, counts in longs.items()}


def long_form(short: str, before: str) -> str | None:
    """The words at the end of `before` that spell out `short`; None where they do not."""
    line = before.rsplit("\n", 1)[-1].rstrip()
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    at = len(line)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (
            line[at].casefold() != letters[i] or (i == 0 and at > 0 and line[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    words = line[at:].split()
    before_it = line[:at].split()[-1:]
    if words[0] in SMALL and before_it and before_it[0].casefold().startswith(letters[0]):
        words = before_it + words  # "Office of Personnel Management" is spelled out, not "of ..."
        at = line.rindex(before_it[0], 0, at)
    enough = len(words) <= min(len(letters) + 5, len(letters) * 2)
    return " ".join(words) if enough and len(line[at:]) > len(short) else None
