"""A cross-encoder of the user's own orders what is found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from search.library import Library
from search.models.calibration import CALIBRATION, COMES_ALONG, write_calibrations
from search.models.reranker import Reranker, RerankerMissing
from search.models.sentence_model import Embedder
from search.passages.reranking import RERANKED, SENTENCES_OF
from search.storage.opening import open_storage

QUESTION = "How does the force handle knife crime?"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A cross-encoder on disk: as small as one can be, and it has learned nothing."""
    folder = tmp_path_factory.mktemp("cross-encoder")
    embedder.count_tokens(["its tokenizer is read"])
    tokenizer = Tokenizer.from_file(str(Path(str(embedder._folder)) / "tokenizer.json"))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
        model_max_length=512,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(7)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(vocab_size=tokenizer.get_vocab_size(), intermediate_size=64, num_labels=1, **sizes)  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_the_first_passages_stand_in_the_order_of_its_scores(
    demo_library: Path, embedder: Embedder, model: Path
) -> None:
    plain = Library(open_storage(demo_library), embedder=embedder).search(QUESTION, limit=RERANKED)
    own = Library(open_storage(demo_library), embedder=embedder, reranker=Reranker(str(model)))
    found = own.search(QUESTION, limit=RERANKED)
    assert {hit.id for hit in found.hits} == {hit.id for hit in plain.hits}
    assert [hit.id for hit in found.hits] != [hit.id for hit in plain.hits]
    judge = CrossEncoder(str(model), device="cpu", local_files_only=True)
    scores = judge.predict([(QUESTION, hit.passage.text) for hit in found.hits]).tolist()
    assert scores == sorted(scores, reverse=True)


def test_the_sentences_of_the_first_passages_are_chosen_in_its_order(
    demo_library: Path, embedder: Embedder, model: Path
) -> None:
    own = Library(open_storage(demo_library), embedder=embedder, reranker=Reranker(str(model)))
    matches = own.find(QUESTION)[0].matches[:SENTENCES_OF]
    text = own.generation.report
    pairs = [
        (QUESTION, text(match.ref.report).text[sentence["start"] : sentence["end"]])
        for match in matches
        for sentence in match.sentences
    ]
    judge = CrossEncoder(str(model), device="cpu", local_files_only=True)
    wanted = np.argsort(-judge.predict(pairs), kind="stable")
    given = np.concatenate([match.sentence_scores for match in matches])
    assert (np.diff(given[wanted]) <= 0).all()
    plain = Library(open_storage(demo_library), embedder=embedder).find(QUESTION)[0].matches
    scores = {match.ref: match.sentence_scores for match in plain}
    before = np.concatenate([scores[match.ref] for match in matches])
    assert np.sort(given) == pytest.approx(np.sort(before))  # the very scores, dealt out anew


def test_a_calibration_of_a_library_is_by_its_reranker_and_counts_what_it_says(
    demo_library: Path, embedder: Embedder, model: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo_library, tmp_path / "library")
    storage, reranker = open_storage(tmp_path / "library"), Reranker(str(model))
    sure = replace(COMES_ALONG, bias=-9.0, weights={**COMES_ALONG.weights, "read": 50.0})
    with storage.hold() as writing:
        writing.keep(CALIBRATION, write_calibrations({reranker.weights: sure}))
        writing.publish()
    plain = Library(storage, embedder=embedder)
    assert plain.find(QUESTION)[0].calibration == COMES_ALONG
    own = Library(storage, embedder=embedder, reranker=reranker)
    assert own.find(QUESTION)[0].calibration == sure
    assert (
        plain.ask(QUESTION).confidence < 0.99 < own.ask(QUESTION).confidence
    )  # it scores about a half


def test_without_a_calibration_it_does_not_change_whether_the_reports_say(
    demo_library: Path, embedder: Embedder, model: Path
) -> None:
    plain = Library(open_storage(demo_library), embedder=embedder).ask("potholes in Westmarch")
    own = Library(open_storage(demo_library), embedder=embedder, reranker=Reranker(str(model)))
    assert own.ask("potholes in Westmarch").answered == plain.answered is False


def test_a_name_that_is_not_on_this_machine_is_refused_with_the_way_out() -> None:
    with pytest.raises(RerankerMissing, match="no-such-model is not on this machine.*Give the"):
        Reranker("no-such-model").load()
