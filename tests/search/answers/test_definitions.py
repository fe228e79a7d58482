"""What a word means is quoted where a report spells it out or says what it is."""

from __future__ import annotations

import pytest

from tests.search.answers.reports import answer, looked_up, quotes


@pytest.mark.parametrize("question", ["what does MASH stand for", "what is a mash?"])
def test_letters_are_spelled_out_where_a_report_does(question: str) -> None:
    found = answer(question)
    assert quotes(found) == ["Contacts go to the multi-agency safeguarding hub (MASH)."]
    assert "stands for “multi-agency safeguarding hub”, as 1 report spells it out." in found.summary


def test_a_term_is_defined_by_a_sentence_that_says_what_it_is() -> None:
    found = answer("what is a strategy meeting")
    assert quotes(found) == ["A strategy meeting is a meeting of all agencies."]
    assert found.confidence < 0.85  # it may say it of one case alone


def test_where_none_defines_it_that_is_said_with_who_uses_it() -> None:
    found = answer("what does county lines mean")
    assert not found.entries
    assert found.reason == (
        "No report here says what “county lines” means. 1 report of 5 uses it,"
        " the newest of them JTAI of Salford."
    )


def test_letters_that_no_report_has_are_not_searched_for_by_their_likes() -> None:
    found = answer("what is an ODSEP")
    assert not found.entries and found.reason == "No report here says what “ODSEP” means."


def test_what_few_reports_name_is_searched() -> None:
    asked, found = looked_up("what are County lines")
    assert asked.definition is not None and found is None
