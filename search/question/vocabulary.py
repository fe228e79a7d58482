"""The words of a library's passages, as a question is read against them."""

from __future__ import annotations

import math
from typing import Protocol


class Vocabulary(Protocol):
    """The index by words, as far as a reader of questions knows it."""

    @property
    def passages(self) -> int:
        """How many there are in all."""

    def analyze(self, text: str) -> list[str]:
        """The index's terms of a text, in order."""

    def passages_with(self, term: str) -> int: ...

    def terms_like(self, prefix: str) -> list[str]:
        """The terms that begin so."""


def rarity(vocabulary: Vocabulary, term: str) -> float:
    """The logarithm of how few passages have a term."""
    return math.log1p(vocabulary.passages / (1 + vocabulary.passages_with(term)))


def knows_word(vocabulary: Vocabulary, word: str) -> bool:
    """Whether any passage has it."""
    return any(vocabulary.passages_with(term) for term in vocabulary.analyze(word))
