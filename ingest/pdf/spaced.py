"""Letter-spaced words: "K E Y  F I N D I N G S" is a heading of two words, not of eleven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.pdf.word import Word

LEAST = 6  # letters that stand so; fewer may be a list of them
WIDEST = 0.8  # of the size of the type, between letters of a word
WIDER = 1.5  # times the usual gap, between words


def join_spaced(words: Sequence[Word]) -> list[Word]:
    """The words, those whose letters are set apart made whole."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in [*words, None]:
        if run and (word is None or not _goes_on(run[-1], word)):
            joined += _whole(run) if len(run) >= LEAST else run
            run = []
        if word is not None:
            if run or _is_letter(word):
                run.append(word)
            else:
                joined.append(word)
    return joined


def _is_letter(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isalpha()


def _goes_on(before: Word, word: Word) -> bool:
    """Whether a letter may be of the same line of letters: as large, level, and not far."""
    return (
        _is_letter(word)
        and word.size == before.size
        and abs(word.base - before.base) < 1
        and 0 < word.x0 - before.x1 < 2 * WIDEST * word.size
    )


def _whole(run: Sequence[Word]) -> list[Word]:
    gaps = [right.x0 - left.x1 for left, right in pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 2]
    if usual > WIDEST * run[0].size:
        return list(run)
    whole = [replace(run[0])]
    for gap, letter in zip(gaps, run[1:], strict=True):
        if gap > WIDER * usual:
            whole.append(replace(letter))
        else:
            last = whole[-1]
            last.text, last.x1, last.y0 = (
                last.text + letter.text,
                letter.x1,
                min(last.y0, letter.y0),
            )
            last.y1 = max(last.y1, letter.y1)
    return whole
