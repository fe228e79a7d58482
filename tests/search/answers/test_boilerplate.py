"""What stands in many reports alike, or only points elsewhere, is no answer; unless nothing else is."""

from __future__ import annotations

import pytest

from search.answers.boilerplate import COMMON, is_boilerplate
from search.answers.quotes import choose_statements
from search.storage.contract import PassageRef
from tests.search.fakes import Reports, find, match

TEMPLATE = "Complaints about this report may be sent to the ombudsman within three months."
OWN = "Complaints about its buses doubled."
TOWNS = ["Salford", "Luton", "Derby", "York"]


def told(words: str, *, headings: tuple[str, ...] = ()) -> bool:
    reports = Reports({"Salford": "\n".join((*headings, words))}, headings=headings)
    return is_boilerplate(reports.as_generation(), PassageRef(1, 0), words)


def repeated(subjects: int) -> Reports:
    return Reports({town: f"{TEMPLATE}\n{OWN}\n" for town in TOWNS[:subjects]})


@pytest.mark.parametrize(
    "words",
    [
        "Summary of findings .................................... 12",
        "Recommendations . . . . . . . . 4",
        "Marchant A, Hawton K, Stewart A, et al 2017: A systematic review of self-harm online",
        "Available at: https://example.org/reports/12",
        "4 https://example.org/statistics",
        "Office for National Statistics (2019), accessed on 3 May 2020",
        "doi 10.1016/j.jad.2014.06.025",
    ],
)
def test_references_and_lines_of_contents_are_boilerplate(words: str) -> None:
    assert told(words)


@pytest.mark.parametrize(
    "words",
    [
        "Staff said that they were worried... and that nobody listened.",
        "Records are available on request from the council.",
        "The council has 212 foster carers.",
        "Leaders hold a dashboard at www.example.org that staff use daily.",
    ],
)
def test_sentences_of_a_reports_own_are_not(words: str) -> None:
    assert not told(words)


@pytest.mark.parametrize("heading", ["References", "7. Bibliography", "CONTENTS", "Image credits"])
def test_what_stands_under_such_a_heading_is_boilerplate(heading: str) -> None:
    assert told("Sheltering in winter, a study of rough sleepers", headings=(heading,))


def test_a_heading_that_only_has_such_a_word_is_none() -> None:
    assert not told("Sheltering in winter, a study.", headings=("Contents of the care plan",))


@pytest.mark.parametrize(("subjects", "common"), [(COMMON - 1, False), (COMMON, True)])
def test_a_sentence_is_nobodys_own_that_stands_in_reports_on_many(
    subjects: int, common: bool
) -> None:
    generation = repeated(subjects).as_generation()
    assert is_boilerplate(generation, PassageRef(1, 0), TEMPLATE) == common


def test_what_has_the_same_words_in_another_order_is_another_sentence() -> None:
    turned = " ".join(reversed(TEMPLATE.rstrip(".").split()))
    texts = {"Salford": TEMPLATE} | dict.fromkeys(TOWNS[1:], turned)
    generation = Reports(texts).as_generation()
    assert not is_boilerplate(generation, PassageRef(1, 0), TEMPLATE)


def test_boilerplate_is_no_statement_beside_a_reports_own_words() -> None:
    reports = repeated(4)
    best = match(reports, 1, {"Complaints about this": 0.7, "Complaints about its": 0.65})
    chosen = choose_statements(reports.as_generation(), find(reports, "complaints", best), 5)
    assert [choice.text for choice in chosen] == [OWN]


def test_boilerplate_is_stated_where_nothing_else_fits() -> None:
    reports = repeated(4)
    best = match(reports, 1, {"Complaints about this": 0.7})
    chosen = choose_statements(reports.as_generation(), find(reports, "complaints", best), 5)
    assert [choice.text for choice in chosen] == [TEMPLATE]
