"""An answer that is looked up in a table of what reports say, and what that table covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.field.field import load_field
from search.question.scope import Scope
from search.storage.folder.sqlite import Row

if TYPE_CHECKING:
    from search.storage.folder.generation import Snapshot

FIELD = load_field()

MOST_NAMED = 3  # reports that could not be read are named up to here, then counted


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of a report that are a row of the answer."""

    row: Row
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The rows that answer, all of them, in the order in which they are shown."""

    found: tuple[Entry, ...]
    summary: str  # the counts and what the table covers; from the table, not from a report
    reason: str  # why there are none


def own_rows(snapshot: Snapshot, scope: Scope, rows: frozenset[int]) -> frozenset[int]:
    """Of some rows, those whose subject is named; all where none is.

    Search also looks at what other bodies' reports tell of a force: their grades are not its own.
    """
    names = {name for subject in scope.filters.subjects for name in subject.split(" or ")}
    own = frozenset(row for row in rows if snapshot.by_row[row].info.subject in names)
    return own or rows


def tell_coverage(read: Iterable[Row], unread: Sequence[Row], what: str) -> str:
    """What a table was made from: "3 reports of 2019 to 2024", and those without `what` in them."""
    rows = list(read)
    years = sorted({row.info.published.year for row in rows if row.info.published})
    span = f" of {years[0]}" if years else ""
    span += f" to {years[-1]}" if len(years) > 1 else ""
    told = f"The table covers {count(len(rows), 'report')}{span}."
    if not unread:
        return told
    if len(unread) > MOST_NAMED:
        return f"{told} In {len(unread)} more no {what} could be read."
    names = "; ".join(name_report(row) for row in unread)
    return f"{told} No {what} could be read in {names}."


def name_report(row: Row) -> str:
    day = row.info.published
    return f"{row.info.subject or row.info.title}, {row.info.kind}{f', {day.year}' if day else ''}"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def without_grades(snapshot: Snapshot, rows: Iterable[int]) -> list[Row]:
    """The reports that should grade something and in which no grade could be read."""
    ungraded = FIELD.scales.reading.ungraded_kinds
    return [
        row
        for row in (snapshot.by_row[number] for number in sorted(rows))
        if not snapshot.judgements_of(row.row)
        and row.info.kind not in ungraded
        and FIELD.scales.frameworks_of(row.info.kind, row.info.published)
        and FIELD.scales.expects_grades(
            snapshot.report(row).text, row.info.kind, row.info.published
        )
    ]
