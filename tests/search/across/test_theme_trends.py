"""What share of reports raise a matter: counted to the letter, or by what is near it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search.across.themes import HowRaised, share_by_year
from search.holdings import Holding
from search.library import Library
from search.models.sentence_model import Embedder
from search.results import Filters
from search.storage.opening import open_storage
from tests.search.holdings import make_holding


@pytest.fixture(scope="module")
def library(demo_library: Path, embedder: Embedder) -> Library:
    return Library(open_storage(demo_library), embedder=embedder)


def test_a_share_counts_the_reports_of_a_kind_and_year_and_keeps_those_without_a_date() -> None:
    def holding(number: int, kind: str, published: date | None) -> Holding:
        plain = make_holding(number, passages=1)
        return replace(plain, info=replace(plain.info, kind=kind, published=published))

    held = [
        holding(1, "PEEL", date(2020, 1, 1)),
        holding(2, "PEEL", date(2020, 5, 1)),
        holding(3, "JTAI", date(2020, 1, 1)),
        holding(4, "PEEL", None),
    ]
    shares = share_by_year(held, raising={2, 4})
    assert [
        (s.kind, s.year, [h.number for h in s.reports], [h.number for h in s.raising])
        for s in shares
    ] == [("JTAI", 2020, [3], []), ("PEEL", 0, [4], [4]), ("PEEL", 2020, [2, 1], [2])]


def test_words_are_counted_to_the_letter_and_each_report_is_quoted_with_them(
    library: Library,
) -> None:
    theme = library.theme("care leavers")
    raising = [holding for share in theme.shares for holding in share.raising]
    counted = library.ask("how many reports mention care leavers").count
    assert counted and len(raising) == counted.found
    assert sum(len(share.reports) for share in theme.shares) == len(library.generation.holdings)
    for holding, statement in theme.quote(raising):
        assert statement and "care leavers" in " ".join(statement.text.casefold().split())
        assert statement.citations[0].report == holding.info


def test_by_meaning_reports_with_other_words_raise_it_too_and_those_on_else_do_not(
    library: Library,
) -> None:
    def raising(words: str, by: HowRaised) -> set[str]:
        shares = library.theme(words, Filters(kinds=("PEEL",)), by).shares
        return {holding.info.id for share in shares for holding in share.raising}

    assert raising("crimes with knives", "words") == set()
    near = raising("crimes with knives", "meaning")
    assert raising("knife crime", "words") & near
    assert len(near) < 5
    assert raising("knife crime", "words") <= raising("knife crime", "meaning")


def test_what_has_no_word_is_raised_by_nobody(library: Library) -> None:
    for by in ("words", "meaning"):
        assert not any(share.raising for share in library.theme("?!", by=by).shares)
