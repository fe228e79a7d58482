"""A passage has one vector, however and with whatever others it is embedded."""

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from search.models import attention
from search.models.model_folder import DEFAULT_MODEL, model_folder
from search.models.passage_stream import WINDOW, EmbeddingStream
from search.models.sentence_model import Embedder, Floats

TEXTS = [
    "The force responds to knife crime.",
    "Leaders know their children well. " * 12,
    "Waiting times for assessments are too long, and families are not told why. " * 4,
]


def test_a_passage_embedded_among_others_has_the_vectors_that_it_has_alone() -> None:
    model = Embedder()
    together = embed(model, TEXTS * 20)  # several passes, side by side
    assert len(together) == 60
    for i, text in enumerate(TEXTS):
        ((vector, tokens),) = embed(model, [text])
        assert together[i][0] @ vector > 0.999
        assert together[i][1].shape == tokens.shape
        assert np.sum(together[i][1] * tokens, axis=1).min() > 0.99


def test_a_passage_has_the_vector_that_sentence_transformers_gives_it() -> None:
    plain = SentenceTransformer(str(model_folder(DEFAULT_MODEL)), device="cpu")
    wanted = plain.encode(TEXTS, normalize_embeddings=True)
    found = np.stack([vector for vector, _ in embed(Embedder(), TEXTS)])
    assert np.sum(found * wanted, axis=1).min() > 0.999


def test_a_question_has_the_vector_of_the_same_passage() -> None:
    model = Embedder()
    question = model.embed_question(TEXTS[0])
    ((vector, tokens),) = embed(model, [TEXTS[0]])
    assert question.vector @ vector > 0.999
    assert "".join(question.words) == TEXTS[0].replace(" ", "")
    assert len(question.tokens) == len(tokens) == len(question.words)


def test_reports_come_back_in_order_whatever_their_size() -> None:
    model = Embedder()
    stream = EmbeddingStream[str, int](model, len)
    found = {}
    sizes = {"none": 0, "some": 5, "many": WINDOW * 2 + 3, "one": 1}
    for name, size in sizes.items():
        stream.put(name, model.encode_passages([""] * size, (TEXTS * size)[:size]))
        found |= {key: (vectors, kept) for key, vectors, kept in stream.ready()}
    found |= {key: (vectors, kept) for key, vectors, kept in stream.rest()}
    assert list(found) == list(sizes)
    for name, (vectors, kept) in found.items():
        assert len(vectors) == len(kept) == sizes[name]
        assert np.allclose(np.linalg.norm(vectors.astype(np.float32), axis=1), 1, atol=0.01)
    assert found["many"][1][:3] == found["some"][1][:3] == [7, 72, 60]  # tokens of each


def test_a_form_that_changes_the_vectors_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = Embedder()
    assert attention_of(quick) == attention.ATTENTION
    monkeypatch.setattr(attention, "LEAST_COSINE", 1.1)
    plain = Embedder()
    assert attention_of(plain) == "eager"
    assert next(loaded(plain).parameters()).dtype == torch.float32
    ((vector, _),), ((as_it_was, _),) = embed(quick, TEXTS[1:2]), embed(plain, TEXTS[1:2])
    assert vector @ as_it_was > 0.999


def test_scores_that_would_overflow_are_attended_to_as_by_softmax() -> None:
    drawn = torch.Generator().manual_seed(0)
    query, key, value = torch.randn(3, 2, 4, 20, 32, generator=drawn).unbind()
    query[:, 1] *= 60  # one head's scores reach many hundreds
    mask = torch.ones(2, 20)
    mask[1, 13:] = 0
    found, _ = attention.attend(torch.nn.Identity(), query, key, value, mask, 32**-0.5)
    wanted = torch.nn.functional.scaled_dot_product_attention(
        query, key, value, attn_mask=mask[:, None, None].bool()
    ).transpose(1, 2)
    assert torch.allclose(found[0], wanted[0], atol=1e-5)
    assert torch.allclose(found[1, :13], wanted[1, :13], atol=1e-5)


def embed(model: Embedder, texts: list[str]) -> list[tuple[Floats, Floats]]:
    """(vector, token vectors) of each text."""
    return model.submit(model.encode_passages([""] * len(texts), texts), lambda rows: rows).result()


def loaded(embedder: Embedder) -> SentenceTransformer:
    return embedder._for_passages().model


def attention_of(embedder: Embedder) -> str:
    bert = loaded(embedder).transformers_model
    assert bert is not None
    return str(bert.config._attn_implementation)
