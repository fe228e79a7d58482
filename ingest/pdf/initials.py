"""Large initials: a letter that is set over several lines belongs to the word that it begins."""

from __future__ import annotations

from statistics import median

from ingest.pdf.word import Word

CAPITAL = 0.72  # of the size of the type is the height of a capital letter
MAX_INITIALS = 20  # looked at on a page
INITIAL = 1.8  # times the size of the word that it begins


def with_large_initials(words: list[Word]) -> list[Word]:
    """Gives a word its first letter, where that is set large over several lines."""
    single = [w for w in words if len(w.text) == 1 and w.text.isupper() and not w.turned]
    usual = median(word.size for word in words) if single else 0.0
    initials = [letter for letter in single if letter.size > INITIAL * usual]
    taken: set[int] = set()
    for initial in initials[:MAX_INITIALS]:
        begun = next((word for word in words if _begins(initial, word)), None)
        if begun is not None:
            begun.text, begun.x0 = initial.text + begun.text, initial.x0
            taken.add(id(initial))
    return [word for word in words if id(word) not in taken] if taken else words


def _begins(initial: Word, word: Word) -> bool:
    """Whether a large letter stands close before a small word, its head as high."""
    heads = (initial.base - CAPITAL * initial.size) - (word.base - CAPITAL * word.size)
    return (
        word.text[0].islower()
        and initial.size > INITIAL * word.size
        and -0.2 * word.size < word.x0 - initial.x1 < 0.9 * word.size
        and word.base < initial.base - 0.5 * word.size
        and abs(heads) < 0.8 * word.size
    )
