"""A list of subjects is complete, each with its newest report that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.storage.opening import open_storage


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def test_each_subject_has_a_row_with_its_quote_the_newest_first(library: Library) -> None:
    answer = library.ask("which forces have staff without up to date vetting", limit=1)
    assert answer.form == "list" and answer.count is not None
    assert len(answer.rows) == len(answer.statements) > 1
    assert answer.count.unit == "subjects"
    assert answer.count.found == sum(row.says == "for" for row in answer.rows)
    assert len({row.label for row in answer.rows}) == len(answer.rows)
    cited = [statement.citations[0].report for statement in answer.statements]
    assert [info.subject for info in cited] == [row.label for row in answer.rows]
    ways = [row.says for row in answer.rows]
    assert ways == sorted(ways, key=["for", "", "against"].index)
    for way in set(ways):
        alike = [info for info, own in zip(cited, ways, strict=True) if own == way]
        days = [info.published for info in alike if info.published]
        assert days == sorted(days, reverse=True)


def test_what_rests_on_meaning_is_never_called_sure(library: Library) -> None:
    answer = library.ask("which forces have staff without up to date vetting")
    assert answer.confidence < 0.85
    assert all(row.confidence is not None and row.confidence < 0.85 for row in answer.rows)
    assert "by meaning" in answer.summary


def test_of_what_no_report_tells_no_subject_is_listed(library: Library) -> None:
    answer = library.ask("which councils use fax machines")
    assert answer.form == "quotes" and not answer.rows


def test_a_row_meets_the_rarest_word_that_is_asked(library: Library) -> None:
    answer = library.ask("which forces have a backlog in safeguarding", limit=9)
    assert {row.label for row in answer.rows} == {"Harrowdale Constabulary", "Westmarch Police"}
    assert all("backlog" in statement.text for statement in answer.statements)


def test_which_way_a_quote_speaks_is_told_by_the_words_that_reports_have(library: Library) -> None:
    answer = library.ask("which forces use bwv", limit=9)
    assert [row.says for row in answer.rows] == ["for", "for", "for"]
    assert "body-worn video" in answer.statements[0].text


def test_every_subject_is_told_of_also_those_of_which_nothing_was_found(library: Library) -> None:
    answer = library.ask("which forces have a backlog in safeguarding", limit=9)
    assert answer.count is not None
    silent = answer.count.of - len(answer.rows)
    assert silent and f"of {silent} no sentence on it was found" in answer.summary
