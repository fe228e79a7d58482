"""Which years there are reports of, where a question names one of which there is none."""

from __future__ import annotations

from search.question.scope import Scope
from search.storage.contract import Generation


def tell_other_years(generation: Generation, scope: Scope) -> str:
    """ "No report on Salford here is of 2016: there are those of 2015 and 2018."; "" where it is not so."""
    years = [name for name in scope.missing if name.isdigit()]
    if scope.no_such_year and not years:
        years = [part.value for part in scope.named if part.field == "year"]
    subjects = list(dict.fromkeys(scope.filters.subjects))
    held = generation.holdings.of(sorted(scope.subject_reports))
    there = sorted({holding.day.year for holding in held if holding.day.year > 1})
    if not years or len(subjects) != 1 or not there:
        return ""
    *first, last = map(str, there)
    those = f"those of {', '.join(first)} and {last}" if first else f"one of {last}"
    told = f"No report on {subjects[0]} here is of {' or '.join(dict.fromkeys(years))}: there {'are' if first else 'is'} {those}."
    used = sorted({h.day.year for h in generation.holdings.of(sorted(scope.reports))})
    return f"{told} This is of {used[0]}." if len(used) == 1 else told
