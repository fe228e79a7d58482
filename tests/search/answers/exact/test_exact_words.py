"""Words to the letter are counted in every report, each of which is listed and quoted."""

from __future__ import annotations

import time

from search.answers.exact.exact_words import sentences_with
from search.answers.exact.other_forms import Forms, forms_of, in_capitals
from search.results import Count, Row
from search.storage.phrases import phrase_pattern
from tests.builders import make_report
from tests.search.answers.reports import answer, ids, looked_up, quotes


def test_the_reports_that_have_the_words_are_all_listed_the_newest_first() -> None:
    found = answer("how many reports mention drift and delay")
    assert found.count == Count(3, 5, "reports")
    assert ids(found) == ["bolton-2025", "salford-2024", "salford-2018"]
    assert found.summary == "3 of 5 reports have the words “drift and delay”, 3 times in all."


def test_words_over_a_line_s_end_are_quoted_with_both_lines() -> None:
    found = answer("where does it say 'drift and delay' in Salford 2024")
    assert quotes(found) == ["Drift\nand delay are rare."]


def test_a_count_is_told_by_kind_and_by_year() -> None:
    found = answer("how many reports mention drift and delay")
    assert found.rows == (
        Row("kind", "children's services", 2, 2),
        Row("kind", "JTAI", 1, 2),
        Row("year", "2025", 1, 2),
        Row("year", "2024", 1, 1),
        Row("year", "2018", 1, 1),
    )


def test_subjects_are_counted_where_they_are_asked_for() -> None:
    found = answer("how many councils mention drift and delay")
    assert found.count == Count(2, 3, "subjects")
    assert len(found.reports) == 3


def test_words_that_are_nowhere_are_said_to_be_nowhere() -> None:
    found = answer("how many reports mention Brexit")
    assert found.count == Count(0, 5, "reports") and not found.reports
    assert found.reason == "The word “Brexit” is not in any of the 5 reports that were searched."


def test_words_outside_the_scope_are_told_apart_the_subject_s_own_first() -> None:
    found = answer('"county lines" in Salford 2018')
    assert not found.reports and found.beyond is not None
    about, entries = found.beyond
    assert about == "the other reports on Salford" and len(entries) == 1
    assert "1 of the other reports on Salford has them." in found.reason


def test_of_several_words_each_is_told() -> None:
    found = answer("how many reports mention Brexit or drift and delay")
    assert found.summary.endswith("By words: “Brexit” in none, “drift and delay” in 3.")


def test_letters_that_a_report_uses_for_something_else_are_not_counted() -> None:
    assert answer("how many reports mention AI").count == Count(1, 5, "reports")
    assert answer("how many reports mention AI or artificial intelligence").count == Count(
        0, 5, "reports"
    )


def test_a_long_phrase_that_is_nowhere_is_searched_by_its_meaning() -> None:
    asked, found = looked_up("which reports mention problems with keeping staff")
    assert asked.words is not None and found is None


def test_words_that_stand_thousands_of_times_in_one_line_are_found_in_linear_time() -> None:
    report = make_report("Salford police is good. " * 8000)
    started = time.process_time()

    spans = sentences_with(report, ["police is"])

    assert spans == [(24 * at, 24 * at + 23) for at in range(8000)]
    assert time.process_time() - started < 4.0


def test_a_plural_is_counted_with_its_singular_and_which_forms_is_said() -> None:
    found = answer("how many reports mention council voice or strategy meeting")
    assert "“strategy meeting” in 2" in found.summary
    found = answer("how many reports mention harm")
    assert found.count == Count(1, 5, "reports") and "“harms”" in found.summary


def test_the_singular_of_a_plural_is_told_and_not_counted() -> None:
    assert forms_of("county lines") == Forms(("county-lines",), ("county line",))
    assert forms_of("re-referral").same == ("re referral", "re-referrals")
    assert forms_of("agency").same == ("agencies",)


def test_initials_are_no_words_of_small_letters() -> None:
    assert phrase_pattern("SEND").findall("They send SEND reports; send them.") == ["SEND"]
    assert phrase_pattern("ITs").findall("Its plans; ITs.") == ["ITs"]
    assert phrase_pattern("send").findall("They send SEND reports.") == ["send", "SEND"]
    known = {"send": "special educational needs and disabilities"}
    assert in_capitals(["send", "drift"], "reports on send", known) == ("SEND", "drift")
    assert in_capitals(["SEND", "DRIFT"], "SEND OR DRIFT", known) == ("SEND", "drift")


def test_what_reports_spell_initials_out_as_is_told() -> None:
    told = answer("how many reports mention AI").summary
    assert told.endswith("AI is spelled out as “additional inspector” in 1.")
