"""Which kind of recommendation a question asks for: every one of the field's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.field.field import Field, load_field
from search.holdings import Holdings
from search.question.forms.recommendations import read_recommendation_question
from search.question.rewriting import Rewriting
from search.question.scope import resolve_scope
from search.results import Filters
from tests.conftest import ROOT

UK = load_field()
AUDIT = load_field(Path(ROOT, "tests", "ingest", "field", "audit_office"))


def as_typed(words: str) -> Rewriting:
    return Rewriting(words, ())


def kind_of(question: str, field: Field = UK) -> str | None:
    scope = resolve_scope(question, Filters(), Holdings([], field))
    asked = read_recommendation_question(question, scope, frozenset(), field, as_typed)
    return None if asked is None else asked.kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("areas for improvement", "area for improvement"),
        ("areas for development", "area for improvement"),
        ("AFIs", "area for improvement"),
        ("causes of concern", "cause of concern"),
        ("priority actions", "priority action"),
        ("areas for priority action", "priority action"),
        ("priority concerns", "priority concern"),
        ("key concerns", "key concern"),
        ("requirements", "requirement"),
        ("statutory requirements", "requirement"),
        ("should-dos", "should do"),
        ("actions the provider should take", "should do"),
        ("areas of significant weakness", "area of significant weakness"),
        ("recommendations", ""),
    ],
)
def test_every_kind_is_asked_for_by_its_name(words: str, kind: str) -> None:
    assert kind_of(f"what {words} does Hope House have?") == kind


def test_no_kind_of_the_field_is_left_out() -> None:
    recommending = UK.scales.recommending
    sorts = {*recommending.lists.values(), *recommending.boxes.values()} - {"recommendation"}
    assert sorts <= set(recommending.asked)


@pytest.mark.parametrize(
    "question",
    ["What must they do straight away about missing children?", "what should leaders do"],
)
def test_words_that_only_ask_what_to_do_name_no_kind(question: str) -> None:
    assert kind_of(question) in (None, "")


def test_another_field_has_its_own_kinds() -> None:
    assert kind_of("what urgent actions does Saltwick have?", AUDIT) == "urgent action"
    assert kind_of("what did the auditors tell Saltwick to improve", AUDIT) == ""


def test_actions_that_must_be_taken_are_recommendations() -> None:
    assert kind_of("what actions must Hope House take?") == ""
    assert kind_of("what urgent steps should be taken in Hope House") == ""
    assert kind_of("what is Hope House told to do about leadership") == ""
    assert kind_of("what actions did Hope House take?") is None


def asked(question: str) -> tuple[str, str, str] | None:
    """The number, the response and the author that a question asks of recommendations."""
    scope = resolve_scope(question, Filters(), Holdings([], UK))
    read = read_recommendation_question(question, scope, frozenset(), UK, as_typed)
    return read and (read.number, read.response, read.by)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("recommendation 12", ("12", "", "")),
        ("what does recommendation no. 4.1 say?", ("4.1", "", "")),
        ("rec 7", ("7", "", "")),
        ("recommendation R-15-23", ("r-15-23", "", "")),
        ("which recommendations were accepted", ("", "accepted", "")),
        ("Which recommendations did the government accept in part?", ("", "accepted in part", "")),
        ("were any recommendations not accepted", ("", "rejected", "")),
        ("list the rejected recommendations", ("", "rejected", "")),
        ("what does the report recommend", ("", "", "")),
        ("what did the bridge inquiry recommend", ("", "", "bridge")),
        ("what safety recommendations were made", ("", "", "")),
    ],
)
def test_a_number_a_response_and_an_author_are_read(
    question: str, read: tuple[str, str, str]
) -> None:
    assert asked(question) == read


@pytest.mark.parametrize(
    "question",
    [
        "what did the serious case review recommend",
        "did the council accept the recommendations",
        "what is the response to recommendation 2",
        "how well were the recommendations followed",
        "why did the committee recommend it",
    ],
)
def test_what_others_recommend_and_what_became_of_it_are_told_in_the_text(question: str) -> None:
    assert asked(question) is None
