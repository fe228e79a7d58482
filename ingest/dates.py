"""Dates as people write them in reports, and stretches of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

MONTHS = ("january february march april may june july august september october november december").split()
ABBREVIATIONS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"[0-3]?\d(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
_TO = rf"\s*(?:-|‐|‑|–|—|to|and|until|till)\s*{_WEEKDAY}"

DATES = re.compile(
    rf"""\b(?:
      (?P<d1>{_DAY})\s+(?:of\s+)?(?:(?P<m1>{_MONTH})\.?,?\s*(?:(?P<y1>{_YEAR}))?)?{_TO}
        (?P<d2>{_DAY})\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s*(?P<y2>{_YEAR})
    | (?P<d3>{_DAY})\s*{_TO}(?P<d4>{_DAY})\s+(?P<m4>{_MONTH})\.?,?\s*(?P<y4>{_YEAR})
    | (?P<d5>{_DAY})\s*(?:of\s+|-|/|\s)\s*(?P<m5>{_MONTH})\.?(?:,|-|/)?\s*(?P<y5>{_YEAR})
    | (?P<m6>{_MONTH})\.?\s+(?P<d6>{_DAY}),?\s+(?P<y6>{_YEAR})
    | (?P<y7>{_YEAR})[-/.](?P<m7>[01]?\d)[-/.](?P<d7>[0-3]?\d)
    | (?P<d8>[0-3]?\d)[-/.](?P<m8>[01]?\d)[-/.](?P<y8>{_YEAR})
    | (?P<m9>{_MONTH})\.?,?\s+(?P<y9>{_YEAR})
    )(?!\d)""",
    re.I | re.X,
)


@dataclass(frozen=True, slots=True)
class Dated:
    start: int  # of the words, in the text
    end: int
    first: date
    last: date  # the same as first where one day is meant
    whole_month: bool = False  # "July 2023": first and last are its ends


def find_dates(text: str) -> list[Dated]:
    """The dates and stretches that a text names, in order; days that no calendar has are passed over."""
    found = []
    for match in DATES.finditer(text):
        try:
            first, last, whole_month = _read(match)
        except ValueError:
            continue
        found.append(Dated(match.start(), match.end(), first, max(first, last), whole_month))
    return found


def _read(match: re.Match[str]) -> tuple[date, date, bool]:
    part = match.groupdict()
    if part["y2"]:
        last = _date(part["y2"], part["m2"], part["d2"])
        month = part["m1"] or part["m2"]
        first = _date(part["y1"] or part["y2"], month, part["d1"])
        if first > last and not part["y1"]:  # "12 December to 3 January 2020"
            first = first.replace(year=first.year - 1)
        return first, last, False
    if part["y4"]:
        last = _date(part["y4"], part["m4"], part["d4"])
        return _date(part["y4"], part["m4"], part["d3"]), last, False
    if part["y9"]:
        first = _date(part["y9"], part["m9"], "1")
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return first, date.fromordinal(following.toordinal() - 1), True
    for form in "5678":
        if part["y" + form]:
            only = _date(part["y" + form], part["m" + form], part["d" + form])
            return only, only, False
    raise ValueError(match.group())


def _date(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdecimal() else ABBREVIATIONS[month[:3].lower()]
    return date(int(year), number, int(re.sub(r"\D", "", day)))
