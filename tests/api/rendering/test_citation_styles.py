"""Each style of citation says the same place in its own way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from api.rendering.citation_styles import (
    write_after_title,
    write_csl,
    write_in_house,
    write_line,
    write_linked_quote,
    write_place,
    write_reference,
)
from api.rendering.words import iso_date
from ingest.dates import Precision
from ingest.report import Page, Report, ReportInfo, Section
from search.citations import cite

TEXT = "Findings\n• It is *good*.\tYes & no\n"
INFO = ReportInfo(
    "odd", "Odd report", "Odd", "PEEL", date(2022, 10, 4), "odd.pdf", 9, "application/pdf",
    "0" * 64, publisher="HMICFRS",
)  # fmt: skip
SECTIONS = (Section("Findings", 1, 0, len(TEXT)),)
REPORT = Report(INFO, TEXT, (Page(4, "iv", 0, len(TEXT)),), SECTIONS)
CITATION = cite(REPORT, 9, len(TEXT) - 1)


def test_a_line_and_a_reference_name_the_page_as_it_is_printed() -> None:
    assert write_line(CITATION) == "HMICFRS, Odd report, 2022, Findings, page iv"
    assert write_reference(CITATION) == (
        "“It is *good*. | Yes & no” HMICFRS, Odd report, 4 October 2022, section “Findings”, page iv."
    )


def test_a_house_cites_in_its_own_style_and_a_line_is_the_same_everywhere() -> None:
    assert str(write_in_house(CITATION, "line")) == write_line(CITATION)
    assert str(write_in_house(CITATION, "oscola")) == "HMICFRS, Odd report (4 October 2022) iv"
    numbered = write_in_house(CITATION, "numbered")
    assert str(numbered) == "HMICFRS. Odd report. 4 October 2022. Findings, page iv."
    assert numbered.title == "Odd report."


def test_a_heading_that_asks_is_not_ended_twice() -> None:
    asking = replace(SECTIONS[0], title="What is safe?")
    report = Report(replace(INFO, publisher="", published=None), TEXT, (), (asking,))
    cited = write_in_house(cite(report, 9, len(TEXT) - 1), "numbered")
    assert str(cited) == "Odd report. What is safe?"


def test_oscola_names_the_heading_where_there_is_no_page() -> None:
    report = Report(replace(INFO, publisher="", published=None), TEXT, (), SECTIONS)
    cited = write_in_house(cite(report, 9, len(TEXT) - 1), "oscola")
    assert str(cited) == "Odd report ‘Findings’"


def test_what_follows_a_title_does_not_say_it_again() -> None:
    assert write_after_title(CITATION) == ", Odd, 4 October 2022, Findings, page iv."


def test_a_terminal_is_told_the_file_too() -> None:
    assert write_place(CITATION) == "Odd report, 2022, Findings, page iv, odd.pdf"


def test_what_a_quote_leans_on_stands_before_it_as_a_quote_of_its_own() -> None:
    text = "It has 9 *officers*. They should:\n• listen\n"
    report = Report(INFO, text, (Page(4, "iv", 0, len(text)),), ())
    item, stem = cite(report, 36, 42), cite(report, 21, 33, "stem")
    assert write_reference(item, [stem]) == (
        "“They should:” … “listen” HMICFRS, Odd report, 4 October 2022, page iv."
    )
    lead_in, leaning = cite(report, 0, 20, "lead-in"), cite(report, 21, 33)
    assert write_reference(leaning, [lead_in]).startswith("“It has 9 *officers*.” “They should:” ")
    assert write_linked_quote(item, "http://x", [stem]) == (
        f"> They should: …\n>\n> listen\n>\n> [Odd report (2022), page iv](http://x/c/{item.id})"
    )


def test_a_linked_quote_shows_the_signs_of_markdown_as_they_are() -> None:
    assert write_linked_quote(CITATION, "http://x") == (
        "> It is \\*good\\*. \\| Yes \\& no\n>\n"
        f"> [Odd report (2022), page iv](http://x/c/{CITATION.id})"
    )


@pytest.mark.parametrize(
    ("precision", "written", "iso", "parts"),
    [
        ("day", "4 October 2022", "2022-10-04", [2022, 10, 4]),
        ("month", "October 2022", "2022-10", [2022, 10]),
        ("year", "2022", "2022", [2022]),
    ],
)
def test_a_date_is_cited_as_far_as_it_is_known(
    precision: Precision, written: str, iso: str, parts: list[int]
) -> None:
    info = replace(INFO, published_precision=precision)
    citation = replace(CITATION, report=info)
    assert write_after_title(citation) == f", Odd, {written}, Findings, page iv."
    assert write_csl(citation, "http://x/")[0]["issued"] == {"date-parts": [parts]}
    assert iso_date(info) == iso
