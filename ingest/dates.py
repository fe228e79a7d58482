"""Dates as people write them in reports, and stretches of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?,?"
)
DAY = r"[0-3]?\d(?:\s?(?:st|nd|rd|th))?"
YEAR = r"(?:19|20)\d\d"
TO = r"\s*(?:-|‐|‑|–|—|to|and|until|till)\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"

DATES = re.compile(
    rf"""\b(?:
      (?P<d1>{DAY})\s+(?:of\s+)?(?P<m1>{MONTH})\s*(?P<y1>{YEAR})?{TO}
        (?P<d2>{DAY})\s+(?:of\s+)?(?P<m2>{MONTH})\s*(?P<y2>{YEAR})
    | (?P<d3>{DAY}){TO}(?P<d4>{DAY})\s+(?P<m4>{MONTH})\s*(?P<y4>{YEAR})
    | (?P<d5>{DAY})(?:\s+of\s+|\s*[-/]\s*|\s*)(?P<m5>{MONTH})[-/]?\s*(?P<y5>{YEAR})
    | (?P<m6>{MONTH})\s+(?P<d6>{DAY}),?\s+(?P<y6>{YEAR})
    | (?P<y7>{YEAR})[-/.](?P<m7>[01]?\d)[-/.](?P<d7>[0-3]?\d)
    | (?P<d8>[0-3]?\d)[-/.](?P<m8>[01]?\d)[-/.](?P<y8>{YEAR})
    | (?P<m9>{MONTH})\s+(?P<y9>{YEAR})
    )(?!\d)""",
    re.I | re.X,
)


COMPACT = re.compile(rf"(?<!\d)({YEAR})([01]\d)([0-3]\d)(?!\d)")  # in names and properties


@dataclass(frozen=True, slots=True)
class Dated:
    start: int  # of the words, in the text
    end: int
    first: date
    last: date  # the same as first where one day is meant; "July 2023" is from the 1st to the 31st


def find_dates(text: str) -> list[Dated]:
    """The dates and stretches that a text names, in order, but for days that no calendar has."""
    dates = []
    for match in DATES.finditer(text):
        try:
            first, last = _read(match)
        except ValueError:
            continue
        dates.append(Dated(match.start(), match.end(), first, max(first, last)))
    return dates


def find_day(text: str) -> date | None:
    """The first day that a few words name, as in prose or as 20230703."""
    if dates := find_dates(text):
        return dates[0].first
    for year, month, day in COMPACT.findall(text):
        try:
            return _date(year, month, day)
        except ValueError:
            continue  # eight digits that are no day
    return None


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    match = DATES.match(line)
    return match is not None and match.end() >= len(line) - 1


def _read(match: re.Match[str]) -> tuple[date, date]:
    part = match.groupdict()
    if part["y2"]:
        last = _date(part["y2"], part["m2"], part["d2"])
        first = _date(part["y1"] or part["y2"], part["m1"], part["d1"])
        if first > last and not part["y1"]:  # "12 December to 3 January 2020"
            first = _date(str(last.year - 1), part["m1"], part["d1"])
        return first, last
    if part["y4"]:
        last = _date(part["y4"], part["m4"], part["d4"])
        return _date(part["y4"], part["m4"], part["d3"]), last
    if part["y9"]:
        first = _date(part["y9"], part["m9"], "1")
        following = (first + timedelta(days=31)).replace(day=1)
        return first, following - timedelta(days=1)
    form = next(form for form in "5678" if part["y" + form])
    only = _date(part["y" + form], part["m" + form], part["d" + form])
    return only, only


def _date(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdecimal() else MONTHS.index(month[:3].lower()) + 1
    return date(int(year), number, int(re.sub(r"\D", "", day)))
