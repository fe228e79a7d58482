"""A quote leaves only as it was read from its file."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import zlib
from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage

QUESTION = "knife crime in Westmarch 2022"


def test_a_quote_of_a_text_that_was_changed_in_the_store_is_withdrawn(
    demo_library: Path, tmp_path: Path, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(demo_library, folder)
    before = Library(open_storage(folder), embedder=embedder).ask(QUESTION)
    assert {c.report.source for s in before.statements for c in s.citations} == {
        "westmarch/peel-2022-10-14.html"
    }
    _change(folder, "118 knives", "811 knives")
    with caplog.at_level(logging.ERROR):
        after = Library(open_storage(folder), embedder=embedder).ask(QUESTION)
    assert after.statements == ()
    assert not after.answered
    assert "Withdrew a quote of westmarch/peel-2022-10-14.html" in caplog.text


def _change(folder: Path, old: str, new: str) -> None:
    """As long as before, so that every position still fits."""
    database = sqlite3.connect(folder / "library.sqlite")
    for row, packed in database.execute("SELECT report, text FROM bodies").fetchall():
        text = zlib.decompress(packed).decode()
        if old in text:
            changed = zlib.compress(text.replace(old, new).encode())
            database.execute("UPDATE bodies SET text = ? WHERE report = ?", (changed, row))
    database.commit()
    database.close()
