"""What a question can be narrowed to, with the number of reports that each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.pages.page_question import Asking
from api.rendering.words import year_of
from api.shapes.filters import select_reports
from ingest.report import ReportInfo
from search.results import Filters
from search.storage.contract import Generation

LISTED = 200  # subjects in a list; a library with more has a box to type in


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    reports: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    subjects: tuple[Option, ...]  # by name
    kinds: tuple[Option, ...]  # most reports first
    years: tuple[str, ...]  # in which any report here was published, newest first
    subjects_listed: bool


def count_facets(generation: Generation, asking: Asking) -> Facets:
    """Each choice counts the reports that the choices beside it let through."""
    chosen = replace(asking, everywhere=()).filters(generation)

    def passing(filters: Filters) -> list[ReportInfo]:
        return [holding.info for holding in select_reports(generation, filters)]

    subjects = Counter(info.subject for info in passing(replace(chosen, subjects=())))
    kinds = Counter(info.kind for info in passing(replace(chosen, kinds=())))
    years = {year for holding in generation.holdings if (year := year_of(holding.info))}
    return Facets(
        subjects=_options(sorted(subjects.items()), asking.subjects),
        kinds=_options(kinds.most_common(), asking.kinds),
        years=tuple(sorted(years | {year for year in (asking.first, asking.last) if year}))[::-1],
        subjects_listed=len(subjects) <= LISTED,
    )


def _options(counts: Iterable[tuple[str, int]], chosen: Iterable[str]) -> tuple[Option, ...]:
    """What is chosen is listed even where it leaves nothing."""
    by_value = {value: count for value, count in counts if value}
    by_value |= {value: 0 for value in chosen if value not in by_value}
    return tuple(Option(value, count, value in set(chosen)) for value, count in by_value.items())
