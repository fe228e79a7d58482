"""When a report was published, as far as it says: a labelled date, the cover's, the page's own; else unknown.

The day a file was made is none of these: a report of 2012 may be saved anew in 2019.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from ingest.about.accidents import is_on_accident
from ingest.about.cover import cover_lines
from ingest.about.inspected import following
from ingest.dates import Dated, Precision, end_of, find_dates, find_day, is_month_first

# What stands before a date at the start of a line or a cell, the surest first.
LABELS = [
    re.compile(rf"(?:^|\t)[ •]*(?:{words})[ \t]*(?:on\b|:|\t|\n|(?=\d))", re.I | re.M)
    for words in (
        r"(?:report |first |date |originally )*published(?: date)?|date of publication"
        r"|(?:publication|release|issue) date|date of issue|date issued|issued|[^\n]{5,60} and published",
        r"(?:final )?report date|date of (?:the |this )?(?:final )?(?:report|letter|decision)"
        r"|decision date|report dated|dated",
        r"date|meeting date|date of (?:the )?meeting",
    )
]
UPDATED = re.compile(
    r"(?:^|\t)[ •]*(?:this page was |page |document |content )?(?:last )?(?:edited|updated|modified"
    r"|reviewed|amended)[ \t]*(?:on\b|:|\t|\n|(?=\d))",
    re.I | re.M,
)
HELD = re.compile(
    r"\b(?:minutes|notes|meeting|record)\b[^.]{0,120}\bheld\b[^.\d]{0,60}?\bon\b", re.I
)
HELD_GAP = 12
LABEL_GAP = 12  # characters between "Published:" and its date
ENDS = 6000  # characters at either end of a text in which it says when it was published
COVER = 1500  # characters from the top in which a date on a line of its own is the report's
SEASON = re.compile(
    r"(?:spring|summer|autumn|fall|winter|dated)?,?\s*(?P<year>(?:19|20)\d\d)", re.I
)
# "A health needs assessment 2016"; not "Strategy 2030", "Annual report 2019" or "2019 to 2024".
YEAR_OF_TITLE = re.compile(
    r"(?:\b(?:assessment|audit|survey|review|analysis|profile|report|study|summary|JSNA)|[–—-] [A-Z][\w ]{2,30})"
    r"\s+\(?(?P<year>(?:19|20)\d\d)\)?(?!\s*(?:[-–/]|to\b|and\b)\s*\d)",
    re.I,
)
OF_ANOTHER_YEAR = re.compile(
    r"\b(?:annual|fiscal|financial|budget|strategy|strategic plan|plan|accounts|performance|act|order)\b",
    re.I,
)
# Before a date at a line's end these tell that it is another's: "Inspected on 3 May 2021".
OTHERS = re.compile(
    r"(?:\b(?:to|on|and|in|of|until|at|from|since|between|ended|ending|by|after|before|inspection"
    r"|visit|inspected|fieldwork|meeting|held|due|deadline|draft|previous|last|next)|:)\s*$",
    re.I,
)

FIGURE = re.compile(r"[\d.,%£$€-]*\d%?")  # a row that has several is of a table

TellsDate: TypeAlias = Literal["", "label", "meeting", "cover", "path", "page", "title"]


@dataclass(frozen=True, slots=True)
class Published:
    day: date | None = None  # the first of the month or the year where no more is said
    precision: Precision = "day"
    by: TellsDate = ""  # what tells it; "" where nothing does


def find_published(
    title: str,
    opening: str,
    text: str,
    properties: Mapping[str, str],
    source: str,
    inspected: tuple[date | None, date | None],
) -> Published:
    """As printed, else as the path or the page itself has it."""
    month_first = is_month_first(text)
    is_page = "shown" in properties or "heading" in properties  # one of the web
    # The end of a file tells of its report, and of the publication of what it refers to.
    ends = f"{text[:ENDS]}\n{text[ENDS:][-ENDS:]}"
    return (
        _labelled(LABELS[0], opening, month_first)
        or _labelled(LABELS[1], opening, month_first)
        or (None if is_on_accident(title) else _labelled(LABELS[2], opening, month_first))
        or _of_meeting(opening, month_first)
        or _on_cover(title, opening, month_first, inspected)
        or _labelled(LABELS[0], text if is_page else text[:ENDS], month_first)
        or _labelled(LABELS[1], ends, month_first)
        or _in_path(source)
        or _stated(properties.get("published", ""))
        or _labelled(UPDATED, ends, month_first)
        or (_stated(properties.get("modified", "")) if is_page else None)
        or _of_title(title)
        or Published()
    )


def _labelled(label: re.Pattern[str], text: str, month_first: bool) -> Published | None:
    days = find_dates(text, month_first)
    for match in label.finditer(text):
        named = following(match.end(), days, LABEL_GAP)
        if named and not _is_stretch(named[0]):
            return _as_published(named[0], "label")
    return None


def _on_cover(
    title: str, opening: str, month_first: bool, inspected: tuple[date | None, date | None]
) -> Published | None:
    """A date that stands alone, or ends a short line of the cover."""
    first, last = inspected
    year = None
    # The first day that an accident's report names is the accident's.
    happened = [day.first for day in find_dates(f"{title}\n{opening[:COVER]}", month_first)][:1]
    if not is_on_accident(title):
        happened = []
    for line in cover_lines(opening[:COVER]):
        cells = line.split("\t")
        if sum(FIGURE.fullmatch(cell.strip()) is not None for cell in cells) > 1:
            continue
        for cell in cells:
            days = find_dates(cell.strip(), month_first)
            alone = SEASON.fullmatch(cell.strip())
            if alone and not OF_ANOTHER_YEAR.search(title):
                year = year or Published(date(int(alone["year"]), 1, 1), "year", "cover")
            if not days or days[-1].end < len(cell.strip()) - 1:
                continue
            before = cell.strip()[: days[-1].start]
            of_visit = first is not None and first <= days[-1].last <= (last or first)
            if _is_stretch(days[-1]) or of_visit or len(days) > 1 or OTHERS.search(before):
                continue
            if days[-1].first in happened:
                continue
            if before and (before.rstrip().endswith((",", ".")) or len(before) > 100):
                continue
            return _as_published(days[-1], "cover")
    return year


def _of_meeting(opening: str, month_first: bool) -> Published | None:
    """Minutes are of the day of their meeting: "held on Tuesday 20 October 2015"."""
    match = HELD.search(opening[:COVER])
    days = find_dates(opening[:COVER], month_first)
    named = following(match.end(), days, HELD_GAP) if match else []
    return _as_published(named[0], "meeting") if named and not _is_stretch(named[0]) else None


def _is_stretch(day: Dated) -> bool:
    """ "4–15 July 2022" and "June – October 2022" are when something went on."""
    return day.last != end_of(day.first, day.precision)


def _as_published(day: Dated, by: TellsDate) -> Published:
    return Published(day.first, day.precision, by)


def _stated(written: str) -> Published | None:
    day = find_day(written)
    return Published(day, "day", "page") if day else None


def _in_path(source: str) -> Published | None:
    """The date in the file's name, or in the nearest folder that has one."""
    for part in reversed(re.split(r"[/\\]", source)):
        spaced = part.replace("_", " ")
        if days := find_dates(spaced):
            return _as_published(days[-1], "path")
        if day := find_day(spaced):
            return Published(day, "day", "path")
    return None


def _of_title(title: str) -> Published | None:
    match = YEAR_OF_TITLE.search(title)
    if match is None or OF_ANOTHER_YEAR.search(title):
        return None
    return Published(date(int(match["year"]), 1, 1), "year", "title")
