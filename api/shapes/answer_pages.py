"""An answer a page at a time: so many of its statements, or of its rows with what they quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from search.results import Answer, Row, SideShown


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """What is counted, said first and listed of reports is whole; places count this page alone."""

    answer: Answer
    left: int  # statements or rows that follow
    following: int | None  # the `first` of the next page


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never parted: a row with the statements it quotes, or one statement."""

    statements: tuple[int, ...]
    row: int | None = None


def take_answer_page(answer: Answer, first: int, limit: int) -> AnswerPage | None:
    """From its unit `first` on at most `limit`; None where there is none so late."""
    units = _units(answer)
    taken = units[first : first + limit]
    if first and not taken:
        return None
    places = sorted({place for unit in taken for place in unit.statements})
    at = {place: number for number, place in enumerate(places)}
    rows = {unit.row for unit in taken}
    elsewhere = answer.elsewhere
    left = max(0, len(units) - first - limit)
    shown = replace(
        answer,
        statements=tuple(answer.statements[place] for place in places),
        rows=tuple(
            _moved(row, at)
            for number, row in enumerate(answer.rows)
            if number in rows or not _is_listed(row)
        ),
        reports=tuple(
            replace(each, statement=_place(each.statement, at)) for each in answer.reports
        ),
        sections=tuple(
            replace(section, statements=kept)
            for section in answer.sections
            if (kept := _kept(section.statements, at))
        ),
        sides=tuple(_side(side, at) for side in answer.sides),
        elsewhere=elsewhere and replace(elsewhere, statements=elsewhere.statements[:limit]),
    )
    return AnswerPage(shown, left, first + limit if left else None)


def _units(answer: Answer) -> list[_Unit]:
    """In the order of the pages: rows first, then by turns of every part or side."""
    units = [
        _Unit(tuple(dict.fromkeys(_quoted(row))), number)
        for number, row in enumerate(answer.rows)
        if _is_listed(row)
    ]
    of_rows = {place for unit in units for place in unit.statements}
    parts = answer.sections or answer.sides
    by_turns = _by_turns([part.statements for part in parts])
    rest = dict.fromkeys(chain(by_turns, range(len(answer.statements))))
    return units + [_Unit((place,)) for place in rest if place not in of_rows]


def _by_turns(parts: Sequence[Sequence[int]]) -> Iterable[int]:
    """The first of each, then the second of each, and so on."""
    return (place for turn in zip_longest(*parts) for place in turn if place is not None)


def _is_listed(row: Row) -> bool:
    """Whether it is one of a list or a trend; a count by kind and year is told whole."""
    return row.by in ("subject", "report")


def _quoted(row: Row) -> Iterable[int]:
    return (place for place in (row.graded, row.statement, *row.also) if place is not None)


def _moved(row: Row, at: dict[int, int]) -> Row:
    return replace(
        row,
        statement=_place(row.statement, at),
        also=_kept(row.also, at),
        graded=_place(row.graded, at),
    )


def _side(side: SideShown, at: dict[int, int]) -> SideShown:
    grades = tuple(
        replace(grade, statement=at[grade.statement])
        for grade in side.grades
        if grade.statement in at
    )
    return replace(side, grades=grades, statements=_kept(side.statements, at))


def _place(place: int | None, at: dict[int, int]) -> int | None:
    return None if place is None else at.get(place)


def _kept(places: Sequence[int], at: dict[int, int]) -> tuple[int, ...]:
    return tuple(at[place] for place in places if place in at)
