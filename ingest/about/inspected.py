"""When the inspection was that a report tells of."""

from __future__ import annotations

import re
from datetime import date

from ingest.dates import Dated, find_dates

INSPECTED = re.compile(
    "|".join(
        (
            r"(?:inspection|fieldwork|visit)\s+dates?\b|\binspected\s+(?:on|between|from)\b",
            r"dates?\s+of\s+(?:this\s+)?(?:inspection|visit|fieldwork)\b",
            r"(?:inspection|visit|fieldwork)\s+(?:took\s+place|was\s+(?:conducted|undertaken))",
            r"following\s+(?:my|our)\s+visit\b|carried\s+out\s+(?:on|between|from)\b|^[^\S\n]*between\b",
        )
    ),
    re.I | re.M,
)
EARLIER = re.compile(r"previous|last\s+inspection|published", re.I)
VISIT_GAP = 60  # "Inspection dates" may be a column's heading
BETWEEN = 12  # from one stretch of days to the next: ", ", " and "
LONGEST_VISIT_DAYS = 400


def find_inspected(opening: str) -> tuple[date | None, date | None]:
    """The first and the last day of the inspection that a report's opening names."""
    days = find_dates(opening)
    for label in INSPECTED.finditer(opening):
        named = following(label.end(), days, VISIT_GAP)
        if not named or EARLIER.search(opening[max(0, label.start() - 12) : named[0].start]):
            continue
        first, last = min(day.first for day in named), max(day.last for day in named)
        if (last - first).days <= LONGEST_VISIT_DAYS:
            return first, last
    return None, None


def following(at: int, days: list[Dated], gap: int) -> list[Dated]:
    """The dates that follow a label, one close upon the other."""
    named: list[Dated] = []
    for day in days:
        if day.start < at:
            continue
        if day.start - (named[-1].end if named else at) > (BETWEEN if named else gap):
            break
        named.append(day)
    return named
