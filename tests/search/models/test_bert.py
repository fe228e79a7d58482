"""A question is run by numpy where it can be, and has the vectors that PyTorch gives it."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import MultiVectorEncoder, SentenceTransformer

from search.models.bert import read_bert
from search.models.model_folder import DEFAULT_MODEL, ModelMissing, model_folder
from search.models.sentence_model import Embedder
from tests.search.models.made import MARKERS, make_model, make_multi_vector

QUESTIONS = [
    "Halton",
    "How well does the force respond to knife crime in Salford, and what must it improve?",
    "why are waiting times too long " * 40,  # all of a window
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_the_vectors_that_pytorch_gives_it(question: str) -> None:
    vectors_are_those_of_pytorch(model_folder(DEFAULT_MODEL), question)


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("width", [48, 768])
def test_so_it_has_by_a_model_of_another_width_and_pooling(
    pooling: str, width: int, tmp_path: Path
) -> None:
    folder = make_model(tmp_path, pooling, width=width)
    assert read_bert(folder) is not None
    vectors_are_those_of_pytorch(folder, QUESTIONS[1])


def test_so_it_has_by_a_model_that_turns_its_vector_into_a_narrower_one(tmp_path: Path) -> None:
    folder = make_model(tmp_path, dense=48)
    assert read_bert(folder) is not None
    vectors_are_those_of_pytorch(folder, QUESTIONS[1])


@pytest.mark.parametrize("width", [48, 128])
def test_so_it_has_by_one_whose_token_vectors_were_trained(width: int, tmp_path: Path) -> None:
    folder = make_multi_vector(tmp_path, width)
    assert read_bert(folder) is not None
    plain = MultiVectorEncoder(str(folder), device="cpu")
    wanted = plain.encode_query([QUESTIONS[1]], convert_to_numpy=True)[0]
    found = Embedder(str(folder)).embed_question(QUESTIONS[1])
    marks = 1 + MARKERS  # [CLS] and what is the prompt's
    assert np.sum(found.tokens * wanted[marks:-1], axis=1).min() > 0.9999
    mean = wanted.mean(axis=0)
    assert found.vector @ mean / np.linalg.norm(mean) > 0.9999


@pytest.mark.parametrize(
    "other",
    [{"pooling": "max"}, {"activation": "relu"}, {"dtype": torch.bfloat16}],
)
def test_a_model_that_numpy_does_not_run_is_run_by_pytorch(
    other: dict[str, object], tmp_path: Path
) -> None:
    folder = make_model(tmp_path, **other)  # type: ignore[arg-type]  # each is one of its own
    assert read_bert(folder) is None
    vectors_are_those_of_pytorch(folder, QUESTIONS[1], least=0.99)  # it may be in bfloat16


def test_where_pytorch_was_left_out_a_question_has_vectors_and_a_passage_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "search.models.passage_model", raising=False)
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # as if it were not there
    model = Embedder()
    assert model.embed_question(QUESTIONS[0]).words == ("Halt", "on")
    with pytest.raises(ModelMissing, match="sentence_transformers is not installed here"):
        model.load_for_passages()


def vectors_are_those_of_pytorch(folder: Path, question: str, least: float = 0.9999) -> None:
    plain = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    wanted = plain.encode([question], output_value=None, normalize_embeddings=True)[0]
    found = Embedder(str(folder)).embed_question(question)
    tokens = torch.nn.functional.normalize(wanted["token_embeddings"], dim=1)[1:-1].numpy()
    vector = torch.nn.functional.normalize(wanted["sentence_embedding"], dim=0).numpy()
    assert len(found.tokens) == len(tokens) == len(found.words)
    assert found.vector @ vector > least
    assert np.sum(found.tokens * tokens, axis=1).min() > least
