"""Why there is no answer is said of what is so."""

from __future__ import annotations

from search.answers.silence import explain_silence
from tests.search.fakes import Reports, find, match

REPORTS = Reports({"Salford": "Burglary has risen here.\n", "Luton": "Knife crime has fallen.\n"})


def why(question: str, number: int = 1, looked_up: str = "") -> str:
    findings = find(REPORTS, question, match(REPORTS, number, {}))
    return explain_silence(REPORTS.as_generation(), findings, looked_up)


def test_a_body_that_no_report_is_about_is_named() -> None:
    assert why("burglary in Hampshire") == "There is no report here on Hampshire."


def test_it_is_told_whether_the_topic_comes_up() -> None:
    assert why("burglary", 1).startswith("The topic comes up in the reports")
    assert why("burglary", 2).startswith("The topic does not come up")


def test_why_a_table_does_not_answer_is_said_first() -> None:
    assert why("burglary", 1, "No report is graded.") == "No report is graded."
