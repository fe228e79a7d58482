"""Which words of a PDF page are crossed out: a thin line runs through the middle of their letters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from ingest.pdf.drawings import Rule
from ingest.pdf.word import Word

LOW, HIGH = 0.12, 0.55  # of the type's size above where letters stand: a line there crosses them
MOST = 0.6  # of a word's width that is crossed
SAME = 0.3  # points between the heights of the dashes of one line
DASH = 2.5  # points between them
ENDS = 0.35  # of the type's size; so near the ends of words a line that crosses them out ends


def struck_words(words: Sequence[Word], rules: Sequence[Rule]) -> set[int]:
    """The places in the list of the words that are crossed out.

    A line that only passes words, as those of a chart do, starts or ends far from theirs.
    """
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
        margin = 1.0 + ENDS * max(words[at].size for at in ats)
        left, right = min(words[at].x0 for at in ats), max(words[at].x1 for at in ats)
        rule = level[number]
        if abs(rule.x0 - left) < margin and abs(rule.x1 - right) < margin:
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
