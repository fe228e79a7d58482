"""A new generation that is broken leaves the old one answering, until a good one comes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search import library as library_module
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from search.upkeep.adding import ingest

PAGE = """<!doctype html><html lang=en><title>Lowmoor PEEL {n}</title><h1>Lowmoor Police</h1>
<p>Published on: 4 May 2023</p><p>Officers of Lowmoor answer {n} calls about stolen lorries.</p>"""


def add(folder: Path, number: int, embedder: Embedder) -> None:
    page = folder.parent / f"lowmoor-{number}.html"
    page.write_text(PAGE.format(n=number), encoding="utf-8")
    assert ingest(open_storage(folder), [page], embedder=embedder).added == 1


def newest(folder: Path, kind: str) -> Path:
    return max((folder / kind).iterdir())


def without_words(folder: Path) -> None:
    shutil.rmtree(newest(folder, "words"))


def with_vectors_cut_off(folder: Path) -> None:
    path = newest(folder, "segments") / "vectors.npy"
    path.write_bytes(path.read_bytes()[:-100])


def without_tokens(folder: Path) -> None:
    (newest(folder, "segments") / "tokens.npy").unlink()


@pytest.mark.parametrize("damage", [without_words, with_vectors_cut_off, without_tokens])
def test_the_old_generation_answers_until_a_good_one_comes(
    damage: Callable[[Path], None],
    tmp_path: Path,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library_module, "LOOK_AGAIN_S", 0.0)
    monkeypatch.setattr(library_module, "FAULTY_AGAIN_S", 0.0)
    folder = tmp_path / "library"
    add(folder, 1, embedder)
    library = Library(open_storage(folder), embedder=embedder)
    question = "How many calls about stolen lorries are answered?"
    before = library.ask(question)
    kept = tmp_path / "kept"
    add(folder, 2, embedder)
    shutil.copytree(folder, kept)
    damage(folder)
    during = library.ask(question)
    assert (during.statements, during.generation) == (before.statements, before.generation)
    assert "cannot be answered from" in library.fault
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    assert library.ask(question).generation == 2
    assert library.fault == ""
    library.close()
