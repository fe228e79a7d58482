"""An answer that is looked up in a table of what reports say, and what that table covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.holdings import Holding
from search.question.scope import Scope
from search.results import Choice, Count, Row, Span
from search.storage.contract import Generation

SURE = 0.97  # of what is looked up: the table misreads about one grade in a hundred, docs/judgements.md
MOST_NAMED = 3  # reports that could not be read are named up to here, then counted
MOST_LISTED = 40  # subjects that an answer is on


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a brief before it is cited."""

    title: str
    report: int  # its number
    told: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class LookUpAnswer:
    """What a table knows completely: all that answers, in the order in which it is shown."""

    entries: tuple[tuple[int, int, int], ...]  # a report's number, start, end of its words
    summary: str  # the counts and what the table covers; from the table, not from a report
    reason: str  # why there are none
    count: Count | None = None
    reports: tuple[tuple[int, int], ...] = ()  # (number, times) of those that are listed
    rows: tuple[Row, ...] = ()
    beyond: tuple[str, tuple[tuple[int, int, int], ...]] | None = None
    """Where else it is said, where there are none: which reports, and entries of them."""
    choices: tuple[Choice, ...] = ()  # statements that lean on more than one span
    confidence: float = SURE
    parts: tuple[Part, ...] = ()  # of a brief: all that it quotes


def as_it_stands(generation: Generation, number: int, start: int, end: int) -> Choice:
    """Words of a report as a statement of their own."""
    return Choice(generation.report(number).text[start:end], ((Span(number, start, end),),))


def entries_of(parts: Iterable[Part]) -> tuple[tuple[int, int, int], ...]:
    """Where each quote of some parts stands."""
    spans = (choice.places[0][0] for part in parts for choice in part.choices)
    return tuple((span.report, span.start, span.end) for span in spans)


def own_reports(generation: Generation, scope: Scope, reports: frozenset[int]) -> frozenset[int]:
    """Of some reports, those whose subject is named; all where none is.

    Search also looks at what other bodies' reports tell of a force: their grades are not its own.
    """
    names = {name for subject in scope.filters.subjects for name in subject.split(" or ")}
    by_number = generation.holdings.by_number
    own = frozenset(number for number in reports if by_number[number].info.subject in names)
    return own or reports


def tell_coverage(read: Sequence[Holding], unread: Sequence[Holding], what: str) -> str:
    """What a table was made from: "3 reports of 2019 to 2024", and those without `what` in them."""
    years = sorted({holding.info.published.year for holding in read if holding.info.published})
    span = f" of {years[0]}" if years else ""
    span += f" to {years[-1]}" if len(years) > 1 else ""
    sentence = f"The table covers {count(len(read), 'report')}{span}."
    if not unread:
        return sentence
    if len(unread) > MOST_NAMED:
        return f"{sentence} In {len(unread)} more no {what} could be read."
    names = "; ".join(map(name_report, unread))
    return f"{sentence} No {what} could be read in {names}."


def name_report(holding: Holding) -> str:
    info = holding.info
    year = f", {info.published.year}" if info.published else ""
    return f"{info.known_as}, {info.kind}{year}"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def join_and(parts: Sequence[str]) -> str:
    """ "2015", "2015 and 2018", "2015, 2016 and 2018"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def name_all(names: Iterable[str]) -> str:
    """ "Halton, Newham and 3 more": who they are, where a page shows only some of them."""
    named = list(names)
    more = f" and {len(named) - MOST_LISTED:,} more" if len(named) > MOST_LISTED else ""
    return ", ".join(named[:MOST_LISTED]) + more


def without_grades(generation: Generation, reports: Iterable[int]) -> list[Holding]:
    """The reports that should grade something and in which no grade could be read."""
    scales = generation.field.scales
    return [
        holding
        for holding in generation.holdings.of(sorted(reports))
        if not generation.judgements_of(holding.number)
        and holding.info.kind not in scales.reading.ungraded_kinds
        and scales.frameworks_of(holding.info.kind, holding.info.published)
        and scales.expects_grades(
            generation.report(holding.number).text, holding.info.kind, holding.info.published
        )
    ]
