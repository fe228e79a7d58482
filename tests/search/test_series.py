"""Reports of one series are a kind, called what their titles share."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.field.field import load_field
from search.holdings import Holdings
from search.results import Filters
from search.series import learn_kinds
from tests.builders import INFO
from tests.search.holdings import make_holding


def kinds_of(*titles: str, kind: str = "report") -> list[str]:
    """Of reports on a body each, a year apart."""
    infos = {
        n: replace(
            INFO, title=title, subject=f"Body {n}", published=date(2000 + n, 1, 1), kind=kind
        )
        for n, title in enumerate(titles)
    }
    learned = learn_kinds(infos)
    return [learned.get(n, "") for n in infos]


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (
            ["Fiscal Year 2023 Triennial Review – Final Report: Elmton Transit",
             "FISCAL YEAR 2020 TRIENNIAL REVIEW: City of Oakford"],
            "triennial review",
        ),
        (["Rail Accident Investigation: Elmton", "Rail accident investigation, Oakford 2019"],
         "rail accident investigation"),
        (["Elmton Joint Strategic Needs Assessment", "Joint Strategic Needs Assessment 2020"],
         "joint strategic needs assessment"),
        (["Elmton Strategic Plan 2020-2024", "Strategic plan of the Oakford museums"],
         "strategic plan"),
    ],
)  # fmt: skip
def test_a_series_is_called_what_its_titles_share(titles: list[str], kind: str) -> None:
    assert kinds_of(*titles) == [kind] * len(titles)


@pytest.mark.parametrize(
    "titles",
    [
        ["Flood inquiry", "Prison letter"],  # share nothing
        ["Final report", "Final report: Elmton"],  # say nothing by what they share
        ["Cancer", "Cancer in Elmton"],  # are called by their matter
        ["Triennial review of Elmton"],  # is alone
    ],
)
def test_what_is_no_series_is_given_no_kind(titles: list[str]) -> None:
    assert kinds_of(*titles) == [""] * len(titles)


def test_a_kind_that_is_known_stays() -> None:
    assert kinds_of("Triennial review A", "Triennial review B", kind="PEEL") == ["", ""]


def test_the_same_report_twice_is_no_series() -> None:
    info = replace(INFO, title="Triennial review", kind="report")
    assert learn_kinds({1: info, 2: info}) == {}


def test_the_names_of_bodies_are_no_part_of_it() -> None:
    infos = {
        n: replace(INFO, title=f"Elmton Prison Policy {n}", subject="Elmton Prison", kind="report",
                   published=date(2000 + n, 1, 1))
        for n in range(3)
    }  # fmt: skip
    assert learn_kinds(infos) == {}


def test_a_library_is_filtered_by_the_kinds_that_it_shows() -> None:
    held = [
        replace(
            make_holding(n, passages=1),
            info=replace(INFO, id=f"r{n}", title=title, subject=f"Body {n}", kind="report"),
        )
        for n, title in enumerate(["Triennial review of A", "Triennial Review: B", "Cancer"])
    ]
    holdings = Holdings(held, load_field())
    assert holdings.kinds == {"triennial review", "report"}
    assert holdings.select(Filters(kinds=("Triennial Review",))) == {0, 1}
    assert holdings.look_alikes == frozenset()
