"""A generation of a folder is opened whole, whatever a writer does meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.storage.folder import generation
from search.storage.folder.storage import FolderStorage
from search.storage.folder.words import NoWords, has_words, remove_words
from tests.search.storage.test_conformance import EAST, NORTH, new, publish


def test_the_newest_is_opened_where_the_one_before_is_deleted_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FolderStorage(tmp_path)
    publish(storage, new("salford", "Salford\nKnife crime has fallen.\n", NORTH))

    def publish_first(words: Path) -> bool:
        monkeypatch.undo()
        for name in ("luton", "derby", "york"):  # the words of the first are deleted by the last
            publish(storage, new(name, f"{name}\nBurglary has risen.\n", EAST))
        return has_words(words)

    monkeypatch.setattr(generation, "has_words", publish_first)
    opened = storage.open()

    assert opened.number == storage.published() == 4
    assert len(opened.holdings) == 4
    assert len(opened.best([("burglari", 1.0)], 9)) == 3


def test_a_generation_whose_words_are_lost_is_refused_with_the_way_out(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    publish(storage, new("salford", "Salford\nKnife crime has fallen.\n", NORTH))
    remove_words(tmp_path, range(0))
    with pytest.raises(NoWords, match="Run pincite ingest"):
        storage.open()
