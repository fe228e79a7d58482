"""A second field, of data alone: reports of an invented audit office, read with no change of code."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.field.field import FILES, load_field
from ingest.reading import ReadReport, read_report
from tests.conftest import ROOT

FOLDER = Path(__file__).with_name("audit_office")
FIELD = load_field(FOLDER)


def read(title: str, body: str) -> ReadReport:
    page = (
        f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{body}"
        f"<p>{'We looked at the books of the year and at how they were kept. ' * 3}</p></main></body></html>"
    )
    return read_report(page.encode(), "page.html", FIELD)


def test_the_page_that_shows_a_new_field_shows_this_one() -> None:
    page = (ROOT / "docs" / "fields.md").read_text("utf-8")
    shown = dict(re.findall(r"\n`(\w+\.toml)`.*?\n\n```toml\n(.*?)```", page, re.DOTALL))
    assert shown == {file: (FOLDER / file).read_text("utf-8") for file in FILES}


def test_a_report_is_known_by_the_words_of_its_field() -> None:
    info = read("Audit of the accounts of Ambermoor Board 2031", "<p>We audited.</p>").report.info
    assert (info.subject, info.kind, info.publisher) == (
        "Ambermoor",
        "audit of accounts",
        "Audit Office of Averland",
    )


def test_a_body_that_is_not_listed_is_called_as_the_title_calls_it() -> None:
    listed_nowhere = read("Audit of the accounts of Long Reach Board 2031", "<p>We audited.</p>")
    assert listed_nowhere.report.info.subject == "Long Reach"


def test_opinions_are_read_from_sentences_and_tables() -> None:
    report = read(
        "Audit of the accounts of Saltwick Board 2031",
        "<p>Our opinion on the accounts is unmodified.</p>"
        "<table><tr><th>Subject</th><th>Opinion</th></tr>"
        "<tr><td>Regularity</td><td>Disclaimer of opinion</td></tr></table>",
    ).report
    assert [
        (each.area, each.grade, report.text[each.start : each.end]) for each in report.judgements
    ] == [
        ("accounts", "unqualified", "Our opinion on the accounts is unmodified."),
        ("regularity", "disclaimer", "Regularity\tDisclaimer of opinion"),
    ]


def test_what_the_board_must_do_is_read_by_its_own_headings() -> None:
    body = "<h2>Urgent actions</h2><ul><li>Count the cash.</li><li>Lock the safe.</li></ul>"
    asked = read("Audit of the accounts of Saltwick Board 2031", body).recommendations
    assert [(each.kind, each.text) for each in asked] == [
        ("urgent action", "Count the cash."),
        ("urgent action", "Lock the safe."),
    ]


def test_a_body_that_covers_others_is_told_of_in_their_reports() -> None:
    body = "<p>Eastmarch Water Agency runs the pumps.</p>"
    assert read("Audit of the accounts of Saltwick Board 2031", body).mentions == (
        "Eastmarch Water Agency",
    )
