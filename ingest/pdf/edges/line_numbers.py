"""Line numbers: figures in the margin that count a page's lines, as transcripts and bills have them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.word import Word

FEWEST_LINES = 10  # that are counted on a page
ALIGNED = 4.0  # points between the sides of figures that stand one under another
SAME_LINE = 3.0  # points between the feet of what stands on one line
MOST = 0.8  # of the steps count the lines between them
RUNNING_ON = 0.25  # of the lines begin in small letters: a list's items do not


def without_line_numbers(words: list[Word]) -> list[Word]:
    """The words of a page without the figures that count its lines."""
    figures = [word for word in words if word.text.isdecimal() and len(word.text) <= 4]
    if len(figures) < 2:
        return words
    for side in ("x1", "x0"):
        for edge in {round(getattr(word, side) / ALIGNED) for word in figures}:
            column = [w for w in figures if abs(getattr(w, side) - edge * ALIGNED) <= ALIGNED]
            column.sort(key=lambda word: word.base)
            if len(column) > 1 and _counts(column, words):
                counted = set(map(id, column))
                return [word for word in words if id(word) not in counted]
    return words


def _counts(column: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether figures stand beside the text, and each is as much more as there are lines between."""
    inside = set(map(id, column))
    others = [word for word in words if id(word) not in inside and not word.turned]
    left, right = min(word.x0 for word in column), max(word.x1 for word in column)
    if any(word.x0 < right and word.x1 > left for word in others):
        return False
    lines = _lines(others)
    feet = [line[0].base for line in lines]
    places = [bisect_right(feet, word.base + SAME_LINE) - 1 for word in column]
    numbers = [int(word.text) for word in column]
    steps = [
        0 < after - before == below - above
        for (before, after), (above, below) in zip(pairwise(numbers), pairwise(places), strict=True)
    ]
    start = 0 if numbers[0] == places[0] + 1 else max(places[0], 0)  # a page may count from its top
    beside = lines[start : places[-1] + 1]
    return (
        len(beside) >= FEWEST_LINES
        and sum(steps) >= MOST * len(steps)
        and sum(line[0].text[:1].islower() for line in beside) >= RUNNING_ON * len(beside)
    )


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words by the line that they stand on, from top to bottom and from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.base):
        if lines and word.base - lines[-1][0].base <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    for line in lines:
        line.sort(key=lambda word: word.x0)
    return lines
