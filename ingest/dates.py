"""Dates as people write them in reports, and stretches of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

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
    | (?P<y7>{YEAR})(?P<s7>[-/.])(?P<m7>[01]?\d)(?P=s7)(?P<d7>[0-3]?\d)
    | (?P<d8>[0-3]?\d)(?P<s8>[-/.])(?P<m8>[0-3]?\d)(?P=s8)(?P<y8>{YEAR})
    | (?:(?P<m10>{MONTH})\s*(?P<y10>{YEAR})?{TO})?(?P<m9>{MONTH})\s+(?P<y9>{YEAR})
    )(?!\d)""",
    re.I | re.X,
)


# In names and properties; not in a number such as 20071229X02007.
COMPACT = re.compile(rf"(?<![^\W_])({YEAR})([01]\d)([0-3]\d)(?![^\W_T])")
# "01/31/2008" tells that a text writes the month first, "31/01/2008" that it does not.
MONTH_FIRST = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)\d\d(?!\d)")
DAY_FIRST = re.compile(r"(?<![\d/])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?!\d)")
Precision: TypeAlias = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Dated:
    start: int  # of the words, in the text
    end: int
    first: date
    last: date  # the same as first where one day is meant; "July 2023" is from the 1st to the 31st
    precision: Precision = "day"


def find_dates(text: str, month_first: bool = False) -> list[Dated]:
    """The dates and stretches that a text names, in order, but for days that no calendar has."""
    dates = []
    for match in DATES.finditer(text):
        try:
            first, last = _read(match, month_first)
        except ValueError:
            continue
        precision: Precision = "month" if match["y9"] else "day"
        dates.append(Dated(match.start(), match.end(), first, max(first, last), precision))
    return dates


def is_month_first(text: str) -> bool:
    """Whether 03/04/2020 is the 4th of March in a text, as its other dates tell."""
    return MONTH_FIRST.search(text) is not None and DAY_FIRST.search(text) is None


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


def as_written(text: str) -> tuple[date, Precision] | None:
    """A day, a month or a year that is all that the words say, by its first day."""
    if re.fullmatch(YEAR, text.strip()):
        return date(int(text), 1, 1), "year"
    dates = find_dates(text)
    day = find_day(text)
    return (day, dates[0].precision if dates else "day") if day else None


def end_of(first: date, precision: Precision) -> date:
    """The last day of the day, month or year that begins with `first`."""
    if precision == "year":
        return first.replace(month=12, day=31)
    if precision == "month":
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    match = DATES.match(line)
    return match is not None and match.end() >= len(line) - 1


def _read(match: re.Match[str], month_first: bool) -> tuple[date, date]:
    part = match.groupdict()
    if part["y8"] and (month_first or int(part["m8"]) > 12):
        part["d8"], part["m8"] = part["m8"], part["d8"]
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
        last = _date(part["y9"], part["m9"], "1")
        first = _date(part["y10"] or part["y9"], part["m10"], "1") if part["m10"] else last
        if first > last and not part["y10"]:  # "November to March 2020"
            first = first.replace(year=first.year - 1)
        return first, end_of(last, "month")
    form = next(form for form in "5678" if part["y" + form])
    only = _date(part["y" + form], part["m" + form], part["d" + form])
    return only, only


def _date(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdecimal() else MONTHS.index(month[:3].lower()) + 1
    return date(int(year), number, int(re.sub(r"\D", "", day)))
