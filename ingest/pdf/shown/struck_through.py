"""Which words of a PDF page are crossed out: a thin line runs through their letters, or an X."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from ingest.pdf.drawings import Rule, Slant
from ingest.pdf.word import Word

LOW, HIGH = 0.12, 0.55  # of the type's size above where letters stand: a line there crosses them
MOST = 0.6  # of a word's width that is crossed
SAME = 0.3  # points between the heights of the dashes of one line
DASH = 2.5  # points between them
TALL, DEEP = 0.95, 0.25  # of the type's size, above where letters stand and below: a line aslant
CORNERS = 0.15  # of what an X is wide or high, between the ends of its two lines
MAX_SLANTS = 60  # on a page; more are a drawing
ENDS = 0.35  # of the type's size; so near the ends of words a line that crosses them out ends


def struck_words(words: Sequence[Word], rules: Sequence[Rule], slants: Sequence[Slant]) -> set[int]:
    """The places in the list of the words that are crossed out, by level lines, by lines aslant
    or by an X over them all.

    A line that only passes words, as those of a chart do, starts or ends far from theirs.
    """
    return _struck_level(words, rules) | _struck_aslant(words, slants) | _crossed(words, slants)


def _struck_aslant(words: Sequence[Word], slants: Sequence[Slant]) -> set[int]:
    struck: set[int] = set()
    for slant in slants[:MAX_SLANTS]:
        passed = [at for at, word in enumerate(words) if _passes(slant, word)]
        if passed and _ends_with([words[at] for at in passed], slant.x0, slant.x1):
            struck.update(passed)
    return struck


def _passes(slant: Slant, word: Word) -> bool:
    """Whether a line runs through the letters of a word, from one side of it to the other."""
    left, right = max(slant.x0, word.x0), min(slant.x1, word.x1)
    if right - left <= MOST * (word.x1 - word.x0) or word.turned:
        return False
    top, foot = word.base - TALL * word.size, word.base + DEEP * word.size
    return all(top < slant.height_at(x) < foot for x in (left, right))


def _crossed(words: Sequence[Word], slants: Sequence[Slant]) -> set[int]:
    """The words that two lines from corner to corner cross out together."""
    falling = [slant for slant in slants if slant.y1 > slant.y0]
    rising = [slant for slant in slants if slant.y1 < slant.y0]
    struck: set[int] = set()
    for a in falling[:MAX_SLANTS]:
        for b in rising[:MAX_SLANTS]:
            far = max(abs(a.x0 - b.x0), abs(a.x1 - b.x1), abs(a.y0 - b.y1), abs(a.y1 - b.y0))
            if far < CORNERS * min(a.x1 - a.x0, a.y1 - a.y0):
                struck.update(
                    at
                    for at, word in enumerate(words)
                    if a.x0 < (word.x0 + word.x1) / 2 < a.x1
                    and a.y0 < (word.y0 + word.y1) / 2 < a.y1
                )
    return struck


def _ends_with(words: Sequence[Word], left: float, right: float) -> bool:
    """Whether a line begins and ends where words do that stand on one line."""
    margin = 1.0 + ENDS * max(word.size for word in words)
    begins, ends = min(word.x0 for word in words), max(word.x1 for word in words)
    return abs(left - begins) < margin and abs(right - ends) < margin


def _struck_level(words: Sequence[Word], rules: Sequence[Rule]) -> set[int]:
    level = _joined(rule for rule in rules if rule.is_level)
    heights = [_height(rule) for rule in level]
    crossed: dict[int, list[int]] = {}
    for at, word in enumerate(words):
        first = bisect_left(heights, word.base - HIGH * word.size)
        last = bisect_right(heights, word.base - LOW * word.size)
        for number in range(first, last):
            rule = level[number]
            shared = min(rule.x1, word.x1) - max(rule.x0, word.x0)
            if shared > MOST * (word.x1 - word.x0) and not word.turned:
                crossed.setdefault(number, []).append(at)
    struck: set[int] = set()
    for number, ats in crossed.items():
        rule = level[number]
        if _ends_with([words[at] for at in ats], rule.x0, rule.x1):
            struck.update(ats)
    return struck


def _height(rule: Rule) -> float:
    return (rule.y0 + rule.y1) / 2


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """By height, those that go on where another ends, as dashes do, in one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(_height(rule), 1), rule.x0)):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(_height(rule) - _height(last)) < SAME
            and last.x0 <= rule.x0 < last.x1 + DASH
        ):
            joined[-1] = Rule(last.x0, last.y0, max(last.x1, rule.x1), last.y1)
        else:
            joined.append(rule)
    return sorted(joined, key=_height)
