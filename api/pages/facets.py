"""What a question can be narrowed to, with the number of reports that each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.pages.page_question import Asking
from api.rendering.templates import year_of
from search.holdings import Holding

LISTED = 400  # subjects in a list; a library with more has a box to type in


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    reports: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    subjects: tuple[Option, ...]  # by name
    kinds: tuple[Option, ...]  # most reports first
    years: tuple[Option, ...]  # newest first
    subjects_listed: bool


def count_facets(rows: Sequence[Holding], asking: Asking) -> Facets:
    """Each choice counts the reports that the choices beside it let through."""
    years = {str(year) for year in asking.years}

    def within(row: Holding, *, subject: bool = True, kind: bool = True, year: bool = True) -> bool:
        return (
            (not subject or not asking.subjects or row.info.subject in asking.subjects)
            and (not kind or not asking.kinds or row.info.kind in asking.kinds)
            and (not year or not years or year_of(row.info) in years)
        )

    subjects = Counter(r.info.subject for r in rows if within(r, subject=False))
    kinds = Counter(r.info.kind for r in rows if within(r, kind=False))
    by_year = Counter(year_of(r.info) for r in rows if within(r, year=False))
    return Facets(
        subjects=_options(sorted(subjects.items()), asking.subjects),
        kinds=_options(kinds.most_common(), asking.kinds),
        years=_options(sorted(by_year.items(), reverse=True), years),
        subjects_listed=len(subjects) <= LISTED,
    )


def _options(counts: Iterable[tuple[str, int]], chosen: Iterable[str]) -> tuple[Option, ...]:
    """What is chosen is listed even where it leaves nothing."""
    held = {value: count for value, count in counts if value}
    held |= {value: 0 for value in chosen if value not in held}
    return tuple(Option(value, count, value in set(chosen)) for value, count in held.items())
