"""What is said when the reports in scope are silent and others are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Filters
from search.storage.opening import open_storage


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def test_another_year_of_the_same_force_is_shown_apart_where_the_one_asked_about_is_silent(
    library: Library,
) -> None:
    answer = library.ask("Westmarch 2025 county lines")
    assert not answer.answered
    assert answer.elsewhere is not None
    assert answer.elsewhere.about == "other reports on Westmarch Police"
    cited = {c.report.source for s in answer.elsewhere.statements for c in s.citations}
    assert cited == {"westmarch/peel-2022-10-14.html"}


def test_another_force_is_shown_only_as_such_and_where_it_mentions_the_one_that_is_named(
    library: Library,
) -> None:
    answer = library.ask("Harrowdale knives surrendered in bins")
    assert not answer.answered
    assert answer.elsewhere is not None
    assert answer.elsewhere.about == "reports on others that mention Harrowdale"
    quotes = [c.quote for s in answer.elsewhere.statements for c in s.citations]
    assert quotes and all("Harrowdale" in quote for quote in quotes)
    assert library.ask("Harrowdale firearms licensing backlog").elsewhere is None


def test_a_longer_name_that_holds_the_one_that_is_named_does_not_mention_it(
    library: Library,
) -> None:
    answer = library.ask("compare Calderby and Northvale on neglect")
    assert not answer.answered
    quotes = [s.text for s in answer.elsewhere.statements] if answer.elsewhere else []
    assert [quote for quote in quotes if not re.search(r"(?<!North )Calderby", quote)] == []


def test_what_was_chosen_beside_the_box_is_not_looked_past(library: Library) -> None:
    answer = library.ask("999 calls", Filters(subjects=("Westmarch Police",), kinds=("JTAI",)))
    assert not answer.answered
    assert answer.elsewhere is None


def test_an_answer_has_no_elsewhere(library: Library) -> None:
    assert library.ask("knife crime in Westmarch 2022").elsewhere is None


def test_a_place_that_is_only_passed_through_is_asked_about_where_no_other_is_named(
    library: Library,
) -> None:
    scope = library.ask("children placed in Eastmere").scope
    assert [part.value for part in scope.parts] == ["Eastmere or Eastmere Constabulary"]


def test_a_side_that_is_silent_is_named(library: Library) -> None:
    answer = library.ask("999 calls: Westmarch 2022 vs Harrowdale 2022")
    assert [side.label for side in answer.sides] == [
        "Westmarch Police 2022",
        "Harrowdale Constabulary 2022",
    ]


def test_an_answer_that_names_no_subject_keeps_to_the_rare_name_it_asks_about(
    library: Library,
) -> None:
    answer = library.ask("what was learned from Operation Palisade?")
    assert answer.answered
    generation = library.generation
    cited = [c.report.id for statement in answer.statements for c in statement.citations]
    texts = [generation.report(generation.holdings.by_id[one].number).text for one in cited]
    assert texts and all("Palisade" in text for text in texts)
