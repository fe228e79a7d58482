"""Hostile words of a report stay words in every format that leaves the server."""

from __future__ import annotations

import json
import logging
import sys
from datetime import date

import pytest
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from api.middleware.log_lines import JsonLines
from api.rendering.citation_styles import write_annotation, write_csl, write_line, write_markdown
from api.rendering.csv_files import harmless
from ingest.report import Page, Section
from search.citations import cite
from tests.builders import make_report

TEXT = 'Before.\n=HYPERLINK("https://x.example") <img src=x onerror=alert(1)> [a](javascript:b)\n'
ABOUT = {"id": "odd", "subject": "Odd", "published": date(2022, 10, 14), "publisher": "HMICFRS"}
REPORT = make_report(TEXT, title="Odd <b>report</b>, a [link](x)", **ABOUT)
CITATION = cite(REPORT, 8, len(TEXT) - 1)


def test_markdown_of_a_citation_holds_no_markup_of_the_report() -> None:
    written = write_markdown(CITATION, "https://reports.example/")
    assert "\\<img" in written and "\\[a\\](" in written
    assert " <img" not in written
    assert written.count("](") == 1 + written.count("\\](")


def test_a_line_is_one_line_without_the_title_twice() -> None:
    line = write_line(CITATION)
    assert line == "HMICFRS, Odd <b>report</b>, a [link](x), 2022"
    assert "\n" not in line


@pytest.mark.parametrize(
    ("title", "headings", "line"),
    [
        (
            "Hertfordshire PEEL 2018: Effectiveness",
            [
                "Hertfordshire PEEL 2018",
                "Questions for Effectiveness",
                "3 How effective is the force at protecting those who are vulnerable?",
            ],
            "HMICFRS, Hertfordshire PEEL 2018, Effectiveness, question 3",
        ),
        (
            "Westmarch Police: An inspection",
            ["Main findings", "Responding to the public", "Call handling"],
            "HMICFRS, Westmarch Police, An inspection, 2019, Responding to the public, Call handling",
        ),
        (
            "Westmarch PEEL 2018",
            ["1. How well does it ask?", "Areas for improvement", "Answering"],
            "HMICFRS, Westmarch PEEL 2018, question 1, Answering",
        ),
        (
            "Westmarch PEEL 2018",
            ["3 hours is too long", "Why is that?"],
            "HMICFRS, Westmarch PEEL 2018, 3 hours is too long, Why is that?",
        ),
        ("Letter", [], "HMICFRS, Letter, 2019"),
    ],
)
def test_a_line_says_who_what_and_where(title: str, headings: list[str], line: str) -> None:
    text = "".join(f"{heading}\n" for heading in headings) + "It is so.\n"
    sections = [
        Section(heading, level, text.index(heading), len(text))
        for level, heading in enumerate(headings, start=1)
    ]
    report = make_report(text, sections, **ABOUT | {"title": title, "published": date(2019, 5, 2)})
    assert write_line(cite(report, len(text) - 10, len(text) - 1)) == line


def test_a_cell_is_never_taken_for_a_formula() -> None:
    assert harmless(CITATION.quote).startswith("'=")
    assert [harmless(cell) for cell in ("+1", "-1", "@x", "\tx", "Good")] == [
        "'+1",
        "'-1",
        "'@x",
        "'\tx",
        "Good",
    ]


def test_an_annotation_and_csl_keep_the_quote_to_the_letter() -> None:
    annotation = json.loads(json.dumps(write_annotation(CITATION, REPORT, "http://x/")))
    exact = annotation["target"]["selector"][0]
    assert (exact["prefix"], exact["exact"], exact["suffix"]) == (
        "Before.\n",
        CITATION.quote,
        "\n",
    )
    (item,) = write_csl(CITATION, "http://x/")
    assert (item["note"], item["issued"]) == (CITATION.quote, {"date-parts": [[2022, 10, 14]]})


def test_a_reference_manager_writes_the_item_in_its_own_style() -> None:
    named = {"title": "Westmarch Police: An inspection", "subject": "Westmarch Police"}
    report = make_report(TEXT, pages=[Page(4, "iv", 0, len(TEXT))], **ABOUT | named)
    items = write_csl(cite(report, 8, len(TEXT) - 1), "https://reports.example/")
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    written = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    written.register(Citation([CitationItem(str(items[0]["id"]).lower())]))
    assert str(written.bibliography()[0]) == (
        "HMICFRS (2022) Westmarch Police: An inspection. PEEL. HMICFRS, p. iv."
        f" Available at: https://reports.example/c/{items[0]['id']}."
    )


def test_a_log_line_is_one_line_of_json_even_with_a_traceback() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        failed = sys.exc_info()
    record = logging.LogRecord("pincite", logging.ERROR, "", 1, "request %s failed", ("a",), failed)
    written = JsonLines().format(record)
    assert "\n" not in written
    told = json.loads(written)
    assert (told["level"], told["message"]) == ("error", "request a failed")
    assert "ValueError" in told["traceback"]
