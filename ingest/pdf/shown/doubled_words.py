"""Words of a PDF page that stand where the same word stands already: a block that is drawn twice,
a shadow, the strips of a page that each draw all of it. The page shows them once."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.word import Word

NEAR = 0.25  # of the type's size; a letter and the space after it are wider


def without_doubles(words: Sequence[Word]) -> list[Word]:
    """The words, of each that is drawn again in its own place the first one only."""
    seen: dict[str, list[Word]] = {}
    once: list[Word] = []
    for word in words:
        same = seen.get(word.text)
        if same is None:
            seen[word.text] = [word]
        elif any(_is_on(word, other) for other in same if abs(word.x0 - other.x0) < other.size):
            continue
        else:
            same.append(word)
        once.append(word)
    return once


def _is_on(word: Word, other: Word) -> bool:
    near = NEAR * other.size
    return (
        abs(word.x0 - other.x0) < near
        and abs(word.base - other.base) < near
        and abs(word.x1 - other.x1) < near
        and word.turned == other.turned
    )
