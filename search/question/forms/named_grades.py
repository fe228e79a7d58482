"""Which grades some words name: the longest at each spot, with what stands around them.

"Good or better" and "not good" go by the scales on which the named grade stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.field.scales import UNGRADED, Scales

# What says that a grade is the least, the most or none of those that are asked for.
BEFORE_GRADE = re.compile(
    r"(?:(?P<least>\bat least|\bno (?:worse|less|lower) than)|(?P<most>\bat most|\bno better than)"
    r"|(?P<below>\b(?:less|lower|worse) than|\bbelow|\bunder)|(?P<above>\b(?:better|higher) than|\babove)"
    r"|(?P<denied>\b(?:not|(?:is|was|are|were|did|do)n't)(?: (?:been|be|rated|graded|judged|given|get|got))*)) $"
)
AFTER_GRADE = re.compile(
    r" (?:or|and) (?:(?P<least>better|above|higher)|(?P<most>worse|below|lower))\b"
)
FROM = re.compile(r"\b(?:from|was|were|used to be) $")
TO = re.compile(r" (?:to|but|and) ")


@dataclass(frozen=True, slots=True)
class GradeMention:
    """Words that name grades, with what stands around them: "good or better"."""

    start: int
    end: int
    grades: tuple[str, ...]

    def is_before(self, words: str) -> bool:
        """Whether they are what something moved from: "from good to outstanding"."""
        return bool(FROM.search(words[: self.start]) and TO.match(words, self.end))


def grade_mentions(words: str, scales: Scales, *, plainly: bool) -> list[GradeMention]:
    """The grades that folded words name, in order; the longest where two would overlap.

    `plainly` says that the question speaks of grades: otherwise everyday words are one only
    beside another, as in "from poor to good".
    """
    named = [
        (match, _around(words, match, grades, scales), everyday)
        for way, grades, everyday in _ways(scales)
        for match in way.finditer(words)
    ]
    surely = [match.span() for match, _, everyday in named if plainly or not everyday]
    counted = [
        (mention, match)
        for match, mention, everyday in named
        if plainly or not everyday or any(_are_joined(words, match.span(), s) for s in surely)
    ]
    counted.sort(key=lambda pair: (pair[0].start - pair[0].end, pair[1].start() - pair[1].end()))
    kept: list[GradeMention] = []
    for mention, _ in counted:
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def _are_joined(words: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, last = sorted([one, other])
    return words[first[1] : last[0]] in (" to ", " or ", " and ", " but ")


def _around(words: str, match: re.Match[str], named: Sequence[str], scales: Scales) -> GradeMention:
    """The grades that a named one means with the words around it."""
    before = BEFORE_GRADE.search(words[: match.start()])
    after = AFTER_GRADE.match(words, match.end())
    how = {side.lastgroup for side in (before, after) if side}
    meant: list[str] = []
    for grade in named:
        if "denied" in how:
            meant += scales.denied(grade)
        if how & {"below", "most"}:
            meant += scales.worse(grade)
        if how & {"above", "least"}:
            meant += scales.better(grade)
        if not how & {"denied", "below", "above"}:
            meant += scales.beside(grade) if how else (grade,)
    start = before.start() if before else match.start()
    return GradeMention(start, after.end() if after else match.end(), tuple(meant))


def in_order(grades: Iterable[str], scales: Scales) -> tuple[str, ...]:
    """Each once, the best first."""
    order = [*scales.best_first, UNGRADED]
    return tuple(sorted(set(grades), key=order.index))


def without_grade_mentions(
    words: str, mentions: Sequence[GradeMention], came_from: GradeMention | None
) -> str:
    """The words without those that name grades, and without the "from" of that one."""
    for each in reversed(mentions):
        before = words[: each.start]
        before = FROM.sub("", before) if each is came_from else before
        words = f"{before} {words[each.end :]}"
    return " ".join(words.split())


@cache
def _ways(scales: Scales) -> list[tuple[re.Pattern[str], tuple[str, ...], bool]]:
    """Each way to ask for grades, those it means, and whether it is of everyday words."""
    means: dict[str, list[str]] = {}
    for scale in scales.scales.values():
        for way, grade in scale.asked.items():
            if grade not in means.setdefault(way, []):
                means[way].append(grade)
    everyday = frozenset[str]().union(*(scale.plainly for scale in scales.scales.values()))
    # "How good is ..." and "any good" ask for no grade.
    no_grade = r"(?<!(?:how|any) (?=good))"
    return [
        (re.compile(rf"{no_grade}\b(?:{way})s?\b"), tuple(grades), way in everyday)
        for way, grades in means.items()
    ]
