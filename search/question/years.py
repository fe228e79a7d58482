"""Which years a question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from search.holdings import YEAR, Holdings
from search.question.names import Named

# "Reports from 2019" are those of that year; "what changed from 2019" goes on.
SINCE = re.compile(
    r"\b(?:since|after|than (?:(?:it was|they were) )?(?:in|at)|than|(?<!report )(?<!reports )(?<!inspections )(?<!are )from)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
ONWARDS = re.compile(
    r"\b((?:19|20)\d\d)\s*(?:or later|onwards?|and later|to date)\b", re.IGNORECASE
)
BEFORE = re.compile(r"\b(?:before|until|up to)\s+((?:19|20)\d\d)\b", re.IGNORECASE)
BETWEEN = re.compile(
    r"\b(?:between|from)\s+((?:19|20)\d\d)\s+(?:and|to)\s+((?:19|20)\d\d)\b", re.IGNORECASE
)
LATEST = (
    r"\b(?:latest|most recent(?:ly)?|newest|last time|when (?:it was )?last (?:reviewed|inspected)"
    r"|current(?:ly)?|last (?:inspection|report|<inspection>))\b"
)
EITHER = ", in dates or text"  # where a year may be that of a report or of what it tells
RELATIVE = re.compile(r"\b(last|this) year(?:[’']s)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InYears:
    reports: frozenset[int]
    years: list[int]  # by which they were chosen
    no_such_year: bool  # no report is of the years named
    named: list[Named]
    missing: list[str]  # years that only a later report tells of
    told: list[Named]  # that may as well be those of what a report tells: to be looked for in it


def narrow_by_year(
    question: str, reports: frozenset[int], holdings: Holdings, today: date | None = None
) -> InYears:
    """The reports of the years that a question names; all of them where there are none."""
    this_year = (today or date.today()).year
    named: list[Named] = []
    missing: list[str] = []
    years: list[int] = []
    low, high = 0, 9999
    if match := BETWEEN.search(question):
        low, high = int(match[1]), int(match[2])
        years = [low, high]
        named.append(Named(*match.span(), "year", f"{low}–{high}"))
    elif match := (SINCE.search(question) or ONWARDS.search(question)):
        low = int(match[1])
        named.append(Named(*match.span(), "year", f"{low} or later"))
    elif match := BEFORE.search(question):
        high = int(match[1])
        named.append(Named(*match.span(), "year", f"before {high}"))
    elif match := RELATIVE.search(question):
        years = [this_year - (match[1].lower() == "last")]
    else:
        years = [int(m[1]) for m in YEAR.finditer(question)]
    if not years and (low, high) == (0, 9999):
        return InYears(reports, [], False, [], [], [])
    if reports - holdings.look_alikes:
        words = YEAR.finditer(question) if not named else ()
        all_named = named + [Named(*m.span(), "year", m[1]) for m in words]
        kept = frozenset(n for n in reports if _may_tell(n, holdings, years, low, high))
        return InYears(
            kept, [], False, [], [], [replace(n, value=f"{n.value}{EITHER}") for n in all_named]
        )
    if years:
        kept = frozenset(number for number in reports if holdings.years[number] & set(years))
        following = {year + 1 for year in years}
        # A year that is told of in the next year's report: "in 2016" in one of January 2017.
        near = frozenset(number for number in reports if holdings.years[number] & following)
        if not kept and holdings.are_on_few(reports, 3):
            missing.extend(str(year) for year in years)
            kept = near
        if not kept:
            return InYears(reports, [], True, named, missing, [])
        matches = [m for m in YEAR.finditer(question)]
        if (low, high) == (0, 9999):
            named.extend(Named(*m.span(), "year", m[1]) for m in matches)
        return InYears(kept, years, False, named, missing, [])
    kept = frozenset(n for n in reports if any(low <= y <= high for y in holdings.years[n]))
    return InYears(kept or reports, [], not kept, named, missing, [])


def _may_tell(number: int, holdings: Holdings, years: Sequence[int], low: int, high: int) -> bool:
    """Whether a report is of the years asked for, or, unlike its likes, may tell of them."""
    own = holdings.years[number]
    if number in holdings.look_alikes:
        return bool(own & set(years)) or (not years and any(low <= year <= high for year in own))
    return not own or max(own) >= low
