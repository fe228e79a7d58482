"""A library by a model of one's own answers, from its ingest to cited words, and knows its model."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from search.evaluation.comparing import compare_models
from search.evaluation.figures import as_comparison
from search.evaluation.judging import read_questions
from search.library import Library
from search.models.library_model import CODEBOOK, read_library_model
from search.models.model_folder import ModelDiffers
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import OtherModel, ingest
from search.upkeep.checking import check
from tests.conftest import ROOT
from tests.search.models.made import (
    make_like_usual,
    make_model,
    make_multi_vector,
    make_multi_vector_like_usual,
)

REPORTS = ROOT / "demo" / "reports" / "westmarch" / "peel-2025-03-28.html"
QUESTION = "How does Westmarch handle knife crime?"
PAGE = "<html><title>Westmarch Police</title><body><h1>Westmarch Police</h1>" + "".join(
    f"<h2>{matter}</h2><p>The force has to improve how it deals with {matter} in its area.</p>"
    for matter in ("knife crime", "burglary", "fraud", "custody", "calls", "drugs", "theft", "data")
)
PROMPTS = {"query": "query: ", "document": "passage: "}
# By name: what makes the model, the bytes that a token takes, whether a codebook is learned.
MODELS: dict[str, tuple[Callable[[Path], Path], int, bool]] = {
    "prefixed": (partial(make_like_usual, prompts=PROMPTS), 48, True),
    "CLS pooled": (partial(make_like_usual, pooling="cls"), 48, True),
    "multi-vector, 48 wide": (partial(make_multi_vector_like_usual, token_width=48), 48, False),
    "multi-vector, 128 wide": (partial(make_multi_vector_like_usual, token_width=128), 32, True),
    "multi-vector, 768 wide": (partial(make_multi_vector_like_usual, token_width=768), 48, True),
}
# Weights by chance: all goes its way, but what is found is found by chance.
UNTRAINED: dict[str, Callable[[Path], Path]] = {
    "768 wide": partial(make_model, width=768, prompts=PROMPTS),
    "multi-vector": partial(make_multi_vector, token_width=32, width=128),
}


@pytest.mark.parametrize("name", MODELS)
def test_it_answers_with_cited_words_from_the_reports(name: str, tmp_path: Path) -> None:
    make, token_bytes, learns = MODELS[name]
    model = make(tmp_path / "model")
    library = filled(tmp_path, model)
    generation = library.generation
    assert bool(generation.kept(CODEBOOK)) == learns
    ref = generation.passage_at(1, 0)
    assert generation.candidates([ref]).codes.shape[1] == token_bytes
    answer = library.ask(QUESTION)
    assert answer.answered and re.search("(?i)kni[fv]e", answer.statements[0].text)
    for statement in answer.statements:
        for citation in statement.citations:
            number = generation.holdings.by_id[citation.report.id].number
            text = generation.report(number).text
            assert text[citation.start : citation.end] == citation.quote
    again = Library(open_storage(tmp_path / "library")).ask(QUESTION)  # by what it keeps alone
    assert again.statements == answer.statements


@pytest.mark.parametrize("name", UNTRAINED)
def test_one_of_any_width_finds_passages(name: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    library = filled(tmp_path, UNTRAINED[name](tmp_path / "model"), page)
    assert library.search(QUESTION).hits
    assert check(library.storage).faults == ()


def test_cosines_of_what_belongs_together_lie_where_the_usual_model_has_them(
    tmp_path: Path, embedder: Embedder
) -> None:
    library = filled(tmp_path, make_multi_vector_like_usual(tmp_path / "model", 48))
    library_model = read_library_model(library.embedder, library.generation.kept)
    assert 0.5 < library_model.scale.tokens.times < 2.0
    usual = Library(open_storage(tmp_path / "usual"), embedder=embedder)
    usual.ingest([REPORTS])
    both = [one.find(QUESTION)[0].matches for one in (library, usual)]
    one, other = ([match.passage_score for match in matches[:20]] for matches in both)
    assert abs(np.mean(one) - np.mean(other)) < 0.12


def test_other_weights_under_the_same_name_are_refused_with_the_way_out(tmp_path: Path) -> None:
    model = make_like_usual(tmp_path / "model")
    library = filled(tmp_path, model)
    with (model / "model.safetensors").open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\x00\x00\x80\x3f")
    told = f"its weights differ.*pincite rebuild --model {model}"
    with pytest.raises(ModelDiffers, match=told):
        Library(library.storage).search(QUESTION)
    with pytest.raises(ModelDiffers, match=told):
        ingest(library.storage, [REPORTS], embedder=Embedder(str(model)))


def test_so_are_other_prompts(tmp_path: Path) -> None:
    model = make_like_usual(tmp_path / "model", prompts=PROMPTS)
    library = filled(tmp_path, model)
    (model / "config_sentence_transformers.json").unlink()
    with pytest.raises(ModelDiffers, match="its settings differ"):
        Library(library.storage).search(QUESTION)


def test_a_library_is_rebuilt_by_another_model_and_its_reports_stay(
    tmp_path: Path, embedder: Embedder
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(REPORTS, reports)
    before = Library(open_storage(tmp_path / "library"), embedder=embedder)
    before.ingest([reports])
    (sent,) = before.ask(QUESTION, limit=1).statements
    shutil.rmtree(reports)  # what was read is kept
    other = Embedder(str(make_like_usual(tmp_path / "model", "cls", PROMPTS)))
    with pytest.raises(OtherModel, match=f"pincite rebuild --model {other.name}"):
        ingest(before.storage, [ROOT / "demo" / "reports" / "calderby"], embedder=other)
    open_before = before.generation
    serving = Library(before.storage)
    assert serving.ask(QUESTION, limit=1).statements == (sent,)
    Library(before.storage).rebuild(other)
    serving._look_at = 0.0
    assert serving.embedder.name == serving.generation.model == other.name
    after = serving.generation
    assert after.number == open_before.number + 1
    assert [h.info for h in after.holdings] == [h.info for h in open_before.holdings]
    assert serving.ask(QUESTION).answered
    assert serving.resolve(sent.citations[0].id).state == "here"
    assert check(before.storage).faults == ()
    Library(before.storage).rebuild(embedder)
    assert Library(before.storage).ask(QUESTION, limit=1).statements == (sent,)


def test_two_models_are_judged_side_by_side_and_leave_the_library_as_it_is(
    tmp_path: Path, embedder: Embedder
) -> None:
    library = Library(open_storage(tmp_path / "library"), embedder=embedder)
    library.ingest([REPORTS])
    other = Embedder(str(make_multi_vector_like_usual(tmp_path / "turned", 48)))
    known = read_questions(ROOT / "demo" / "questions.jsonl")[:3]
    judged = compare_models(library, [embedder, other], known)
    assert list(judged) == [embedder.name, other.name]
    table = as_comparison(judged)
    assert table.startswith("| measure | all-MiniLM-L6-v2 | turned |")
    for outcomes in judged.values():
        assert [one.question for one in outcomes] == known
        assert sum(one.citations for one in outcomes) > 0 == sum(one.invalid for one in outcomes)
    assert library.storage.open().model == embedder.name


def filled(folder: Path, model: Path, report: Path = REPORTS) -> Library:
    library = Library(open_storage(folder / "library"), embedder=Embedder(str(model)))
    assert library.ingest([report]).failed == []
    return library
