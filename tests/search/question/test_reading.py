"""A question is read once, into one value."""

from __future__ import annotations

from tests.search.fakes import Reports, ask

REPORTS = Reports(
    {"Salford": "Knife crime has fallen in the city.\n", "Luton": "Burglary has risen here.\n"}
)


def test_the_words_that_name_the_scope_are_not_the_topic() -> None:
    asked = ask(REPORTS, "knife crime in Luton")
    assert asked.scope.reports == {2}
    assert "luton" not in dict(asked.topic.terms) and "luton" in dict(asked.whole.terms)
    assert not asked.looked_up


def test_a_question_is_for_grades_or_for_recommendations_or_for_neither() -> None:
    grades = ask(REPORTS, "which forces were rated outstanding")
    assert grades.grades is not None and grades.recommendations is None and grades.looked_up
    improve = ask(REPORTS, "what must Luton improve")
    assert improve.recommendations is not None and improve.grades is None and improve.looked_up


def test_of_a_body_that_no_report_is_about_nothing_is_looked_up() -> None:
    asked = ask(REPORTS, "was Hampshire rated outstanding")
    assert asked.scope.absent and asked.scope.missing == ("Hampshire",)
    assert not asked.looked_up


def test_grades_of_two_subjects_are_a_comparison() -> None:
    assert ask(REPORTS, "compare the grades of Salford and Luton").form == "comparison"
    assert ask(REPORTS, "what grade did Salford get").form == "grades"
