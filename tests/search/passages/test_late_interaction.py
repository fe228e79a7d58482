"""Passages are ranked by the vectors of their tokens, whatever they are ranked with."""

import numpy as np
from numpy.typing import NDArray

from search.models.token_codes import default_codes
from search.passages.late_interaction import match_passages
from search.passages.word_weights import WordWeights
from search.storage.contract import SENTENCE, Candidates, PassageRef

QUESTION = 5  # tokens


def test_a_look_up_of_similarities_is_the_product_with_what_the_codes_decode_to() -> None:
    codes, vectors = _codes(300), _unit(np.random.default_rng(1).normal(size=(QUESTION, 384)))
    product = default_codes().decode(codes) @ vectors.T
    assert np.allclose(default_codes().similarities(codes, vectors), product, atol=1e-5)


def test_a_passage_ranked_among_others_scores_as_it_does_alone() -> None:
    similar = np.random.default_rng(2).uniform(-1, 1, (12, QUESTION)).astype(np.float32)
    weights = _all_alike(QUESTION)
    # One sentence, three, and two of which the second lies past the model's window.
    shapes = [(3, [0]), (7, [0, 2, 5]), (2, [0, 9])]
    together = match_passages(_candidates(shapes), similar, weights, {}, {}, {})
    at = 0
    for report, (tokens, sentences) in enumerate(shapes):
        own = similar[at : at + tokens]
        (alone,) = match_passages(_candidates([(tokens, sentences)]), own, weights, {}, {}, {})
        found = next(match for match in together if match.ref.report == report)
        assert abs(found.score - alone.score) < 1e-6
        assert np.array_equal(found.similarities, alone.similarities)
        assert abs(found.passage_score - own.max(axis=0).mean()) < 1e-6
        at += tokens


def test_a_window_is_two_sentences_of_one_passage_never_of_two() -> None:
    similar = np.array([[0.1], [0.2], [0.9], [0.3]], np.float32)
    found = match_passages(
        _candidates([(2, [0, 1]), (2, [0, 1])]), similar, _all_alike(1), {}, {}, {}
    )
    assert [(match.ref.report, round(match.window_score, 4)) for match in found] == [
        (1, 0.9),
        (0, 0.2),
    ]


def test_the_matter_is_what_a_report_does_not_say_up_front_of_every_passage() -> None:
    similar = np.array([[0.5, 0.2, 0.4], [0.5, 0.8, 0.4]], np.float32)
    (found,) = match_passages(_candidates([(2, [0, 1])]), similar, _all_alike(3), {}, {}, {0: [0]})
    assert np.allclose(found.matter, [0.3, 0.6])
    (all_up_front,) = match_passages(
        _candidates([(2, [0, 1])]), similar, _all_alike(3), {}, {}, {0: [0, 1, 2]}
    )
    assert not all_up_front.matter.any()


def test_the_rarest_word_is_told_where_the_question_hangs_on_it() -> None:
    similar = np.array([[0.5, 0.2, 0.4, 0.1, 0.3], [0.5, 0.8, 0.4, 0.1, 0.3]], np.float32)
    carried = WordWeights(
        np.full(5, 0.2, np.float32), np.array([0.2, 0.4, 0.1, 0.1, 0.2], np.float32)
    )
    (found,) = match_passages(_candidates([(2, [0, 1])]), similar, carried, {}, {}, {})
    assert np.allclose(found.rarest, [0.2, 0.8])
    spread = WordWeights(carried.even, np.array([0.2, 0.24, 0.2, 0.2, 0.16], np.float32))
    (found,) = match_passages(_candidates([(2, [0, 1])]), similar, spread, {}, {}, {})
    assert np.allclose(found.rarest, [1, 1])


def _candidates(shapes: list[tuple[int, list[int]]]) -> Candidates:
    sentences = np.zeros(sum(len(starts) for _, starts in shapes), SENTENCE)
    sentences["token"] = [start for _, starts in shapes for start in starts]
    return Candidates(
        refs=[PassageRef(report, 0) for report in range(len(shapes))],
        codes=np.zeros((0, 48), np.uint8),
        token_counts=np.array([tokens for tokens, _ in shapes], np.int64),
        sentences=sentences,
        sentence_counts=np.array([len(starts) for _, starts in shapes], np.int64),
    )


def _all_alike(tokens: int) -> WordWeights:
    alike = np.full(tokens, 1 / tokens, np.float32)
    return WordWeights(alike, alike)


def _codes(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (count, 48), dtype=np.uint8)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
