"""The type of thing that a question asks for, and whether a sentence gives one."""

from __future__ import annotations

import pytest

from search.question.answer_type import read_answer_type


@pytest.mark.parametrize(
    ("question", "kind", "gives", "lacks"),
    [
        ("what percentage of calls are answered", "share", "It is 81%.", "It is 81 calls."),
        ("what proportion of staff left", "share", "A third did.", "Many of them did."),
        ("how much did the scheme cost", "money", "It took £4 million.", "It took 4 years."),
        ("how long do people wait", "time", "They wait three weeks.", "They wait for long."),
        ("how many officers are there", "number", "There are twenty.", "There are enough."),
        ("when was the inspection", "date", "It was in March.", "It was late."),
        ("who led the review", "name", "It was led by Jane Smith.", "It was led by an expert."),
    ],
)
def test_a_question_asks_for_what_a_sentence_gives(
    question: str, kind: str, gives: str, lacks: str
) -> None:
    answer_type = read_answer_type(question)
    assert answer_type is not None and answer_type.kind == kind
    assert answer_type.given.search(gives)
    assert not answer_type.given.search(lacks)


@pytest.mark.parametrize(
    "question", ["how does the force handle knife crime", "why are calls lost"]
)
def test_what_any_sentence_may_answer_asks_for_no_type(question: str) -> None:
    assert read_answer_type(question) is None
