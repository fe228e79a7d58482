"""What a question tells to do with its topic is no topic."""

from __future__ import annotations

import pytest

from ingest.field.field import load_field
from search.question.instructions import without_instructions
from tests.search.fakes import Reports, ask


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("what did Ofsted say about neglect", "neglect"),
        ("What do the reports say about knife crime?", "knife crime?"),
        ("give me 5 quotes on neglect", "neglect"),
        ("please can you tell me about housing for care leavers", "housing for care leavers"),
        ("write a briefing on care leavers", "care leavers"),
        ("I want to know about caseloads, thanks", "caseloads"),
        ("tell me how long children wait", "how long children wait"),
        ("neglect pls", "neglect"),
        ("main findings on early help", "early help"),
    ],
)
def test_words_of_instruction_are_taken_out(question: str, topic: str) -> None:
    assert without_instructions(question, load_field().questions) == topic


@pytest.mark.parametrize(
    "question",
    [
        "what did inspectors tell Westmarch to improve",
        "show me all grades for leadership",
        "how do leaders give children a voice",
        "can you trust the figures",
        "explain the threshold document",
        "summarise the report",  # nothing would be left
        "main findings for",
    ],
)
def test_what_may_be_the_topic_stays(question: str) -> None:
    assert without_instructions(question, load_field().questions) == question


def test_a_question_for_what_ofsted_said_is_no_grade_question() -> None:
    reports = Reports({"Salford": "The response to neglect requires improvement.\n"})
    asked = ask(reports, "what did Ofsted say about neglect in Salford 2018")
    assert asked.form == "quotes" and "neglect" in dict(asked.topic.terms)
    assert "ofsted" not in dict(asked.topic.terms)
