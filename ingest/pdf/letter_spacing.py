"""Words whose letters are set apart, made whole: "K E Y  F I N D I N G S" is a heading of two words,
and of letters that stand a little apart PDFium parts some and leaves others together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from ingest.pdf.word import Word

LEAST = 6  # letters that stand so; fewer may be a list of them
WIDEST = 1.3  # of the size of the type, between letters of a word
NARROW = 0.2  # of the size of the type: a space between words is wider
APART = 0.05  # of the size of the type, between letters that are set apart
SPACE = 0.12  # of the size of the type, by which at least a space is wider than that, and
WIDER = 1.4  # times
MARKS = frozenset("0123456789.,:;!?&-–—'’()/")  # that stand among spaced letters
SAMPLE = 12  # words of a line whose letters are measured


def join_spaced(
    words: Sequence[Word],
    gaps_in: Callable[[Word], list[float]],
    is_after_space: Callable[[Word], bool],
) -> list[Word]:
    """The words, those whose letters are set apart made whole; `gaps_in` measures what stands
    between the letters of one, `is_after_space` tells that the file has a space before it."""
    joined: list[Word] = []
    run: list[Word] = []
    is_doubtful = False
    for before, word in pairwise([None, *words, None]):
        if before is None or word is None or not _goes_on(before, word):
            if run:
                joined += _whole(run, gaps_in, is_after_space) if is_doubtful else run
            run, is_doubtful = [], False
        elif not is_doubtful:
            narrow = word.x0 - before.x1 < NARROW * word.size
            is_doubtful = narrow or len(before.text) == len(word.text) == 1
        if word is not None:
            run.append(word)
    return joined


def join_turned(words: Sequence[Word]) -> list[Word]:
    """The words, those that run up or down the page and that PDFium told letter by letter whole."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if last is not None and word.turned % 2 and _touches(last, word):
            last.text, last.y0, last.y1 = (
                last.text + word.text,
                min(last.y0, word.y0),
                max(last.y1, word.y1),
            )
        else:
            joined.append(word)
    return joined


def _touches(before: Word, word: Word) -> bool:
    """Whether a turned word stands straight after another of its line."""
    gap = before.y0 - word.y1 if word.turned == 1 else word.y0 - before.y1
    return (
        word.turned == before.turned
        and word.size == before.size
        and abs(word.x0 - before.x0) < 1
        and abs(gap) < SPACE * word.size
    )


def _goes_on(before: Word, word: Word) -> bool:
    """Whether a word may be of the same line: as large, level, and not far."""
    return (
        word.size == before.size
        and abs(word.base - before.base) < 1
        and 0 < word.x0 - before.x1 < 2.5 * WIDEST * word.size
        and not (word.parted or word.turned or word.raised or before.raised)
    )


def _whole(
    run: Sequence[Word],
    gaps_in: Callable[[Word], list[float]],
    is_after_space: Callable[[Word], bool],
) -> list[Word]:
    size = run[0].size
    gaps = [right.x0 - left.x1 for left, right in pairwise(run)]
    inside = [gap for word in run[:SAMPLE] if len(word.text) > 1 for gap in gaps_in(word)]
    between = median(inside) if inside else _usual(run, gaps)
    if not APART * size < between < WIDEST * size:
        return list(run)
    spaced = [is_after_space(word) for word in run[1:]]
    if not all(spaced):  # else the letters are parted by spaces too
        gaps = [inf if at else gap for at, gap in zip(spaced, gaps, strict=True)]
    return _joined(run, gaps, max(between + SPACE * size, WIDER * between))


def _usual(run: Sequence[Word], gaps: Sequence[float]) -> float:
    """What stands between the letters of a line of such; none where they may be a list."""
    letters = sum(word.text.isalpha() for word in run)
    if letters < LEAST or not all(word.text.isalpha() or word.text in MARKS for word in run):
        return 0.0
    return median(gaps)


def _joined(run: Sequence[Word], gaps: Sequence[float], space: float) -> list[Word]:
    """The line's words by what stands between its letters: a space or less."""
    whole = [run[0]]
    for gap, word in zip(gaps, run[1:], strict=True):
        last = whole[-1]
        if gap >= space:
            last.hides_to = word.x0 - NARROW * word.size  # however wide, it is a space
            whole.append(word)
        else:
            last.text, last.x1 = last.text + word.text, word.x1
            last.y0, last.y1 = min(last.y0, word.y0), max(last.y1, word.y1)
    return whole
