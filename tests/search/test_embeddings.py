import numpy as np

from search.embeddings import Embedder

TEXTS = [
    "The force responds to knife crime.",
    "Leaders know their children well. " * 12,
    "Waiting times for assessments are too long, and families are not told why. " * 4,
] * 20  # several passes, side by side


def test_a_passage_embedded_among_others_has_the_vectors_that_it_has_alone() -> None:
    model = Embedder()
    together = {i: (v, t) for i, v, t in model.embed_passages([""] * len(TEXTS), TEXTS)}
    assert sorted(together) == list(range(len(TEXTS)))
    for i in range(3):
        ((_, vector, tokens),) = model.embed_passages([""], [TEXTS[i]])
        assert together[i][0] @ vector > 0.999
        assert together[i][1].shape == tokens.shape
        assert np.sum(together[i][1] * tokens, axis=1).min() > 0.99


def test_a_question_has_the_vector_of_the_same_passage() -> None:
    model = Embedder()
    question = model.embed_question(TEXTS[0])
    ((_, vector, tokens),) = model.embed_passages([""], [TEXTS[0]])
    assert question.vector @ vector > 0.999
    assert "".join(question.words) == TEXTS[0].replace(" ", "")
    assert len(question.tokens) == len(tokens) == len(question.words)
