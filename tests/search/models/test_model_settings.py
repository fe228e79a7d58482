"""A model's folder says how its vectors are made, and they are made so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from search.models.model_folder import DEFAULT_MODEL, ModelMissing, hash_weights, model_folder
from search.models.model_settings import ModelSettings, read_settings
from search.models.passage_stream import EmbeddingStream
from search.models.sentence_model import Embedder, Floats
from tests.search.models.made import make_model, make_multi_vector

TEXT = "The council must visit every child at home."
PROMPTS = {"query": "find what answers: ", "document": "a report says: "}


def test_the_model_that_comes_along_is_told() -> None:
    assert read_settings(model_folder(DEFAULT_MODEL)) == ModelSettings("mean", 384, 384, 256)


def test_pooling_prompts_and_widths_are_told(tmp_path: Path) -> None:
    folder = make_model(tmp_path, "cls", width=128, dense=48, prompts=PROMPTS)
    assert read_settings(folder) == ModelSettings(
        "cls", 48, 128, 512, PROMPTS["query"], PROMPTS["document"]
    )


def test_so_is_that_token_vectors_were_trained(tmp_path: Path) -> None:
    folder = make_multi_vector(tmp_path, 48)
    assert read_settings(folder) == ModelSettings("tokens", 48, 48, 512, "q: ", "d: ")


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("bge-small-en-v1.5", "Represent this sentence for searching relevant passages: "),
        ("models--intfloat--e5-small-v2/snapshots/0123abc", "query: "),
        ("multilingual-e5-large-instruct", ""),
        ("gte-small", ""),
    ],
)
def test_a_family_that_keeps_its_prompts_to_itself_is_known_by_name(
    name: str, question: str, tmp_path: Path
) -> None:
    made = make_model(tmp_path / "made")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, tmp_path / name)
    assert read_settings(tmp_path / name).question_prompt == question


@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_questions_and_passages_are_led_by_their_prompts_and_keep_their_own_words(
    pooling: str, tmp_path: Path
) -> None:
    folder = make_model(tmp_path, pooling, prompts=PROMPTS)
    plain, own = SentenceTransformer(str(folder), device="cpu"), Embedder(str(folder))
    question = own.embed_question(TEXT)
    assert question.vector @ _unit(plain.encode_query([TEXT])[0]) > 0.9999
    assert "".join(question.words) == TEXT.replace(" ", "")
    assert len(question.words) == len(question.tokens) == len(question.word_of)
    vector, tokens = embed(own, TEXT)
    assert vector @ _unit(plain.encode_document([TEXT])[0]) > 0.999
    assert len(tokens) == len(question.tokens)
    assert np.sum(tokens * question.tokens, axis=1).max() < 0.9999  # of other words around them


def test_a_model_that_reads_little_has_less_room_for_a_passage(tmp_path: Path) -> None:
    folder = make_model(tmp_path, prompts=PROMPTS)
    told = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
    told["max_seq_length"] = 128
    (folder / "sentence_bert_config.json").write_text(json.dumps(told), encoding="utf-8")
    model = Embedder(str(folder))
    assert 0 < model.room < 128 - 48
    _, tokens = embed(model, "a" * 60 + " b" * 300)
    assert len(tokens) <= 126


def test_an_older_colbert_is_refused_with_what_makes_it_one_of_todays(tmp_path: Path) -> None:
    folder = make_multi_vector(tmp_path, 48)
    told = folder / "config_sentence_transformers.json"
    told.write_text(json.dumps({"model_type": "ColBERT"}), encoding="utf-8")
    with pytest.raises(ModelMissing, match=r"MultiVectorEncoder as M; M\(.*\)\.save\("):
        Embedder(str(folder))


def test_whatever_its_vectors_depend_on_is_in_its_hash(tmp_path: Path) -> None:
    folder = make_multi_vector(tmp_path, 48)
    hashes = {hash_weights(folder)}
    for name in ("config.json", "tokenizer.json", "model.safetensors", "1_Dense/model.safetensors"):
        with (folder / name).open("ab") as file:
            file.write(b" ")
        hashes.add(hash_weights(folder))
    assert len(hashes) == 5


def embed(model: Embedder, text: str) -> tuple[Floats, Floats]:
    stream = EmbeddingStream[None, Floats](model, np.copy)
    stream.put(None, model.encode_passages([""], [text]))
    ((_, vectors, (tokens,)),) = stream.rest()
    return vectors[0].astype(np.float32), tokens


def _unit(vector: Floats) -> Floats:
    found: Floats = vector / np.linalg.norm(vector)
    return found
