"""Lists of reports are complete, and say first what was asked of them."""

from __future__ import annotations

from datetime import date

from search.answers.report_lists import answer_reports
from search.results import Count
from tests.search.answers.reports import answer, ids, quotes
from tests.search.fakes import Reports, ask


def test_every_report_of_a_kind_is_listed_the_newest_first() -> None:
    found = answer("list all JTAI reports")
    assert ids(found) == ["luton-2025", "salford-2024"]
    assert found.count == Count(2, 5, "reports")
    assert found.summary == "2 JTAI reports of 2024 to 2025."


def test_a_month_is_that_of_publication() -> None:
    found = answer("what reports were published in January 2025")
    assert ids(found) == ["luton-2025"]
    assert found.summary == "1 JTAI report of January 2025."
    assert answer("what reports were published in May 2025").count == Count(0, 5, "reports")


def test_the_year_of_publication_is_not_that_of_the_inspection() -> None:
    assert ids(answer("which reports were published in 2024")) == ["salford-2024"]
    assert answer("reports published in 2023").reports == ()


def test_what_was_inspected_in_the_year_of_publication_alone_is_not_said_to_be_searched() -> None:
    about = {
        "Luton": {"published": date(2023, 5, 2)},
        "Salford": {"inspected_to": date(2023, 12, 1), "published": date(2024, 1, 12)},
    }
    reports = Reports({"Luton": "Drift.\n", "Salford": "Delay.\n"}, about=about)
    assert ask(reports, "reports published in 2023").scope.reports == {1}


def test_the_latest_is_told_first() -> None:
    found = answer("latest report on Luton")
    assert ids(found) == ["luton-2025", "luton-2022"]
    assert found.summary.startswith("The latest of each kind are Luton, JTAI, 9 January 2025;")


def test_when_a_place_was_inspected_is_told_by_the_days_of_the_inspection() -> None:
    found = answer("when was Salford last inspected")
    assert found.summary == (
        "Salford was last inspected on 27 November to 1 December 2023"
        " (JTAI, published on 12 January 2024)."
    )
    assert len(found.reports) == 2


def test_of_a_date_only_what_is_known_is_told() -> None:
    about = {"Ford 2010": {"published": date(2010, 11, 1), "published_precision": "month"}}
    reports = Reports({"Ford 2010": "It was assessed."}, about=about)
    asked = ask(reports, "when was Ford inspected")
    assert asked.reports is not None
    found = answer_reports(reports.as_generation(), asked, asked.reports)
    assert found.summary == "The report on Ford was published in November 2010 (PEEL)."


def test_who_led_an_inspection_is_quoted_from_the_line_that_says_so() -> None:
    found = answer("who led the inspection of Salford in 2018")
    assert quotes(found) == ["Lead inspector: Ada Byrne, Her Majesty’s Inspector"]
    assert found.summary == "Ada Byrne led the children's services inspection of Salford of 2018."
    joint = answer("who was the lead inspector in Luton 2022")
    assert joint.summary.startswith("Ben Okoro and Cara Dunn led the area SEND inspection")


def test_a_report_that_names_no_inspector_is_said_to_name_none() -> None:
    found = answer("who led the inspection of Bolton")
    assert not found.reports and found.reason == "The report does not say who led the inspection."


def test_reports_may_be_told_by_a_word_of_their_titles() -> None:
    found = answer("list all suicide audits")
    assert ids(found) == ["bolton-2025"]
    assert "“suicide”" in found.summary


def test_of_a_kind_that_is_not_here_none_is_listed() -> None:
    found = answer("list all PEEL reports")
    assert not found.reports and found.reason == "There is no report here of the kind PEEL."


def test_reports_from_a_year_are_of_that_year() -> None:
    assert ids(answer("all reports from 2022")) == ["luton-2022"]
    assert ids(answer("all reports since 2024")) == ["bolton-2025", "luton-2025", "salford-2024"]


def test_on_a_body_that_no_report_is_about_none_is_listed() -> None:
    found = answer("list all reports on Kent")
    assert not found.reports and not found.entries


def test_by_what_reports_are_of_a_year_is_said() -> None:
    found = answer("all reports from 2023 and 2024")
    assert ids(found) == ["salford-2024"] and "the other" not in found.summary
    found = answer("all reports from 2023")
    assert ids(found) == ["salford-2024"]
    assert "0 were published in 2023; the other has that year among the days" in found.summary
