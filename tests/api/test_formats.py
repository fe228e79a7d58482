"""Hostile words of a report stay words in every format that leaves the server."""

from __future__ import annotations

import json
import logging
import sys
from datetime import date

from api.formats import write_annotation, write_csl, write_line, write_markdown
from api.judgements import harmless
from api.logs import JsonLines
from ingest.report import Report, ReportInfo
from search.library import cite

TEXT = 'Before.\n=HYPERLINK("https://x.example") <img src=x onerror=alert(1)> [a](javascript:b)\n'
INFO = ReportInfo(
    id="odd",
    title="Odd <b>report</b>, a [link](x)",
    subject="Odd",
    kind="PEEL",
    published=date(2022, 10, 14),
    source="odd.html",
    page_count=0,
    media_type="text/html",
    sha256="0" * 64,
    publisher="HMICFRS",
)
REPORT = Report(info=INFO, text=TEXT, pages=(), sections=())
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
