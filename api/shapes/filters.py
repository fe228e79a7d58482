"""Which reports are meant: the one way from filters to the reports that they let through."""

from __future__ import annotations

from datetime import MINYEAR, date

from search.holdings import Holding
from search.results import Filters
from search.storage.contract import Generation


def select_reports(generation: Generation, filters: Filters) -> list[Holding]:
    """The reports that filters let through, as the library orders them.

    A subject may be called by any of its names; a report without a date is of no year.
    """
    chosen = generation.holdings.select(filters)
    return [holding for holding in generation.holdings if holding.number in chosen]


def days_of(first: int | None, last: int | None) -> tuple[date | None, date | None]:
    """The first day of one year and the last day of another; None for a year that is not given."""
    return (
        date(max(first, MINYEAR), 1, 1) if first is not None else None,
        date(max(last, MINYEAR), 12, 31) if last is not None else None,
    )
