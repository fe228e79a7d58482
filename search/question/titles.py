"""Names of bodies that no list knows, found by the titles of the reports on them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.holdings import Holdings
from search.question.idle_words import idle_words

WORD = re.compile(r"[^\W_]+(?:[’'&.-][^\W_]+)*")
LONGEST = 4  # words of a name
SHORTEST = 4  # letters of a name that is one word
FEW = 3  # reports that have a name: what more titles have is what they are about


def reports_titled(name: str, holdings: Holdings) -> frozenset[int]:
    """The reports that have a name up front, where they are few enough for it to be theirs.

    Reports of one template name their bodies in other ways, and are none of these.
    """
    words = WORD.findall(name)
    idle = idle_words("any", holdings.field.questions)
    if not words or {words[0].casefold(), words[-1].casefold()} & idle:
        return frozenset()
    if len(words) == 1 and (len(name) < SHORTEST or name.isdigit()):
        return frozenset()
    named = holdings.naming(name) - holdings.look_alikes
    return named if len(named) <= FEW else frozenset()


def name_after(text: str, at: int, holdings: Holdings) -> tuple[int, int, frozenset[int]] | None:
    """The longest name that begins at a place in a text: (start, end, reports)."""
    words = [match.span() for match in WORD.finditer(text, at)][:LONGEST]
    return _longest(text, ((words[0][0], end) for _, end in reversed(words)), holdings)


def name_before(text: str, at: int, holdings: Holdings) -> tuple[int, int, frozenset[int]] | None:
    """The longest name that ends at a place in a text: (start, end, reports)."""
    words = [match.span() for match in WORD.finditer(text, 0, at)][-LONGEST:]
    return _longest(text, ((start, words[-1][1]) for start, _ in words), holdings)


def proper_names(text: str, holdings: Holdings) -> list[tuple[int, int]]:
    """Where a text has names in capitals that a few titles have, from left to right."""
    found: list[tuple[int, int]] = []
    for match in WORD.finditer(text):
        if match.group()[:1].isupper() and (not found or match.start() >= found[-1][1]):
            name = name_after(text, match.start(), holdings)
            if name is not None:
                found.append(name[:2])
    return found


def _longest(
    text: str, spans: Iterable[tuple[int, int]], holdings: Holdings
) -> tuple[int, int, frozenset[int]] | None:
    for start, end in spans:
        if reports := reports_titled(text[start:end], holdings):
            return start, end, reports
    return None
