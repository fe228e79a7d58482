"""Which reports a rule of retention lets go: those of some kinds that are older than so many years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from search.holdings import Holding
from search.storage.contract import Storage


def past_retention(
    storage: Storage, years: int, kinds: Sequence[str] = (), today: date | None = None
) -> list[tuple[date, Holding]]:
    """(the last day that it may be of, report), the oldest first; of every kind where none is given.

    One of which no day is known is never among them. Raises NoLibrary.
    """
    until = _years_before(today or date.today(), years)
    generation = storage.open()
    try:
        key = generation.field.kinds.key
        keys = {key(kind) for kind in kinds}
        dated = [
            (_last_day(holding), holding)
            for holding in generation.holdings
            if not kinds or key(holding.info.kind) in keys
        ]
        old = [(day, holding) for day, holding in dated if day is not None and day < until]
        return sorted(old, key=lambda one: (one[0], one[1].info.id))
    finally:
        generation.close()


def _last_day(holding: Holding) -> date | None:
    info = holding.info
    return info.published_until or info.inspected_to or info.file_date


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
