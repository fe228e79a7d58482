"""What each word of a question counts for when passages are compared with it."""

from __future__ import annotations

import numpy as np

from search.models.sentence_model import QuestionVectors
from search.passages.word_weights import weigh_words
from search.question.rewriting import Rewriting


class Words:
    """A `Vocabulary` whose every word but one is in half of the passages."""

    passages = 100

    def analyze(self, text: str) -> list[str]:
        return [text]

    def passages_with(self, term: str) -> int:
        return 1 if term == "backlog" else 50

    def terms_like(self, prefix: str) -> list[str]:
        return []


def test_a_word_that_is_spelled_out_in_several_counts_for_one() -> None:
    words = ("agency", "safeguarding", "hub", "backlog")
    rewriting = Rewriting("agency safeguarding hub backlog", (), ((0, 23),))
    vectors = QuestionVectors(np.zeros(1), np.zeros((4, 1)), words, (0, 1, 2, 3))
    weights = weigh_words(Words(), rewriting, vectors)
    assert np.allclose(weights.even, [1 / 6, 1 / 6, 1 / 6, 1 / 2])
    assert weights.rarity[3] > 0.75  # the rare word for more still


def test_words_that_were_typed_count_each_for_one() -> None:
    rewriting = Rewriting("hub backlog", ())
    vectors = QuestionVectors(np.zeros(1), np.zeros((2, 1)), ("hub", "backlog"), (0, 1))
    assert np.allclose(weigh_words(Words(), rewriting, vectors).even, [0.5, 0.5])
