"""When a report was published and when the inspection was: printed dates first, the file's last."""

from __future__ import annotations

import re
from datetime import date

from ingest.dates import Dated, find_dates, find_day

INSPECTED = re.compile(
    "|".join(
        (
            r"(?:inspection|fieldwork|visit)\s+dates?\b|\binspected\s+(?:on|between|from)\b",
            r"dates?\s+of\s+(?:this\s+)?(?:inspection|visit|fieldwork)\b",
            r"(?:inspection|visit|fieldwork)\s+(?:took\s+place|was\s+(?:conducted|undertaken))",
            r"following\s+(?:my|our)\s+visit\b|carried\s+out\s+(?:on|between|from)\b|^\s*between\b",
        )
    ),
    re.I | re.M,
)
PUBLISHED = re.compile(
    r"(?:report\s+|first\s+|date\s+)?published(?:\s+on)?\b|date\s+of\s+publication\b"
    r"|(?:publication|release)\s+date\b",
    re.I,
)
UPDATED = re.compile(r"\b(?:last\s+)?updated(?:\s+on)?\b", re.I)
YEAR_END = re.compile(r"\b(?:year|period)\s+(?:ended|ending|to)\b", re.I)
EARLIER = re.compile(r"previous|last\s+inspection|published", re.I)
LABEL_GAP = 12  # characters between "Published:" and its date
VISIT_GAP = 60  # "Inspection dates" may be a column's heading
BETWEEN = 12  # from one stretch of days to the next: ", ", " and "
LONGEST_VISIT_DAYS = 400
LETTERHEAD = 400  # characters above which a letter has its date


def find_inspected(opening: str) -> tuple[date | None, date | None]:
    """The first and the last day of the inspection that a report's opening names."""
    days = find_dates(opening)
    for label in INSPECTED.finditer(opening):
        named = _following(label.end(), days, VISIT_GAP)
        if not named or EARLIER.search(opening[max(0, label.start() - 12) : named[0].start]):
            continue
        first, last = min(day.first for day in named), max(day.last for day in named)
        if (last - first).days <= LONGEST_VISIT_DAYS:
            return first, last
    return None, None


def find_published(
    opening: str, properties: dict[str, str], source: str, inspected_to: date | None
) -> date | None:
    """The day of publication as printed; else from path, properties, the inspection's last day."""
    printed = _printed(opening)
    if printed or (printed := _in_path(source)):
        return printed
    for key in ("published", "modified"):
        if stated := find_day(properties.get(key, "")):
            return stated
    made = find_day(properties.get("created", ""))
    if made is not None and (inspected_to is None or made >= inspected_to):
        return made
    return inspected_to or _year_end(opening)


def _printed(opening: str) -> date | None:
    days = find_dates(opening)
    for label in PUBLISHED.finditer(opening):
        if named := _following(label.end(), days, LABEL_GAP):
            return named[0].first
    for day in days[:3]:
        before = opening[: day.start].rpartition("\n")[2]
        after = opening[day.end :].partition("\n")[0]
        alone = not before.strip() and not after.strip() and day.first == day.last
        if alone and day.start < LETTERHEAD:
            return day.first
    for label in UPDATED.finditer(opening):
        if named := _following(label.end(), days, LABEL_GAP):
            return named[0].first
    return None


def _following(at: int, days: list[Dated], gap: int) -> list[Dated]:
    """The dates that follow a label, one close upon the other."""
    named: list[Dated] = []
    for day in days:
        if day.start < at:
            continue
        if day.start - (named[-1].end if named else at) > (BETWEEN if named else gap):
            break
        named.append(day)
    return named


def _in_path(source: str) -> date | None:
    """The date in the file's name, or in the nearest folder that has one."""
    for part in reversed(re.split(r"[/\\]", source)):
        spaced = part.replace("_", " ")
        if days := find_dates(spaced):
            return days[-1].first
        if day := find_day(spaced):
            return day
    return None


def _year_end(opening: str) -> date | None:
    days = find_dates(opening)
    for label in YEAR_END.finditer(opening):
        if named := _following(label.end(), days, LABEL_GAP):
            return named[0].last
    return None
