"""What a terminal shows of an answer: each statement after what it leans on, numbered as it is read."""

from __future__ import annotations

import pytest

from api.commands.printing import print_answer
from search.citations import cite
from search.results import Answer, Filters, Part, ScopeShown, Statement
from tests.builders import make_report

TEXT = "It should:\n• listen to staff\n• train. They acted late. This went on.\n"
STEM, ITEM, LATE, LEANING = "It should:", "listen to staff", "They acted late.", "This went on."


def statement(words: str, lead: str = "", part: Part = "stem", side: str = "") -> Statement:
    report = make_report(TEXT)
    own = cite(report, TEXT.index(words), TEXT.index(words) + len(words))
    if not lead:
        return Statement(words, (own,), side)
    start = TEXT.index(lead)
    return Statement(words, (own, cite(report, start, start + len(lead), part)), side)


def printed(capsys: pytest.CaptureFixture[str], *statements: Statement) -> str:
    scope = ScopeShown(Filters(), (), (), (), False, 1)
    answer = Answer(
        question="",
        read_as="",
        form="quotes",
        scope=scope,
        statements=statements,
        nearest=(),
        confidence=1.0,
        reason="",
        sides=(),
        elsewhere=None,
        summary="",
        count=None,
        reports=(),
        rows=(),
        sections=(),
        generation=1,
        took_ms=0.0,
        timings_ms={},
    )
    print_answer(answer)
    return capsys.readouterr().out


def test_a_stem_stands_before_its_item_and_a_lead_in_before_what_leans_on_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = printed(
        capsys,
        statement(ITEM, STEM, side="2024"),
        statement(LEANING, LATE, "lead-in"),
        statement(LATE),
    )
    assert told.split("\n\n")[:3] == [
        "2024: It should: … [1]\n    listen to staff [2]",
        "They acted late. [3]\n    This went on. [4]",
        "They acted late. [5]",
    ]
    assert told.count("eastmere.pdf") == 5


def test_a_statement_of_two_places_has_the_numbers_of_both(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = statement(ITEM, STEM)
    both = Statement(one.text, one.citations * 2)
    assert printed(capsys, both).startswith("It should: … [1][3]\n    listen to staff [2][4]\n")
