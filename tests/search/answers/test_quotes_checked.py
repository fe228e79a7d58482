"""A quote leaves only as it was read from its file."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import zlib
from pathlib import Path

import pytest

from search.evaluation.judging import read_questions
from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage
from tests.conftest import ROOT
from tests.search.law import breaches

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


def test_every_citation_of_every_demo_question_says_what_its_statement_says(
    demo_library: Path, embedder: Embedder
) -> None:
    library = Library(open_storage(demo_library), embedder=embedder)
    asked = [question.question for question in read_questions(ROOT / "demo" / "questions.jsonl")]
    cited, leads = 0, []
    for question in [*asked, "knife crime", "care leavers", "calls answered in time"]:
        answer = library.ask(question)
        statements = [
            *answer.statements,
            *(answer.elsewhere.statements if answer.elsewhere else ()),
        ]
        for statement in statements:
            cited += len(statement.citations)
            leads += [c.part for c in statement.citations if c.part != "statement"]
            assert breaches(statement) == []
            assert statement.citations[0].quote == statement.text
    assert cited > 100
    assert set(leads) == {"stem", "lead-in"}


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
