"""What a report is about, who wrote it and when: from its own words first, its path last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from ingest.body import Body
from ingest.dates import Dated, find_dates
from ingest.kinds import find_kind
from ingest.subject import find_subject

OPENING = 4000  # characters in which a report says what it is
STOPS = re.compile(
    r"inspection\s+dates?\b|dates?\s+of\s+(?:previous\s+)?inspections?|(?:lead|reporting)\s+inspector|report\s+published"
    r"|published\b|unique\s+reference|age\s+group|this\s+(?:letter|inspection|report)\b|between\s+\d|following\s+my\b"
    r"|thank\s+you|judge?ment\s+grade|inspection\s+outcome|headline\s+findings|last\s+updated|contents\b|the\s+overall\s"
    r"|children[’']s\s+services\s+in\s|i\s+am\s+(?:writing|pleased)|\(mark\s+one\)|and\s+review\s+of\s+the\s+effectiveness"
    r"|reporting\s+period|executive\s+summary|introduction\b|for\s+the\s+(?:fiscal\s+)?year|ungraded\b|in\s+(?:19|20)\d\d,",
    re.I,
)
JUNK_TITLE = re.compile(
    r"draft|template|microsoft|untitled|\.(?:docx?|pdf|indd|xlsx?|pptx?|rtf)\b|^\W*$|^\S+$|document\d|final|version|\bqa\b|pre-pub",
    re.I,
)
LETTER = re.compile(r"^[ \t]*Dear\b[^\n]*\n", re.M)
INSPECTED = re.compile(
    r"(?<!previous )(?:inspection|fieldwork|visit)\s+dates?\b|(?<!previous )\binspected\s+(?:on|between|from)\b"
    r"|dates?\s+of\s+(?:this\s+)?(?:inspection|visit|fieldwork)|(?:inspection|visit|fieldwork)\s+(?:took\s+place|was\s+(?:carried"
    r"\s+out|conducted|undertaken))|^\s*between\b|following\s+(?:my|our)\s+visit|carried\s+out\s+(?:on|between|from)",
    re.I | re.M,
)
PUBLISHED = re.compile(
    r"(?:report\s+|first\s+|date\s+)?published(?:\s+on)?\b|(?:date\s+of\s+publication|publication\s+date|release\s+date)\b", re.I
)
UPDATED = re.compile(r"\b(?:last\s+)?updated(?:\s+on)?\b", re.I)
YEAR_END = re.compile(r"(?:fiscal\s+)?(?:year|period)\s+(?:ended|ending|to)\b", re.I)
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
GAP = 60  # characters between "Inspection dates:" and the first of them, a line break among them
BETWEEN = 12  # between one stretch of days and the next: ", ", " and "
LONGEST_VISIT_DAYS = 400
MAX_TITLE = 160


@dataclass(frozen=True, slots=True)
class About:
    title: str
    subject: str
    kind: str
    published: date | None
    inspected_from: date | None = None
    inspected_to: date | None = None
    publisher: str = ""


def describe(body: Body, source: str, media_type: str) -> About:
    """What can be known of a report from its text, its properties and its path."""
    opening = _opening(body)
    properties = body.properties
    title = _title(body, opening, media_type)
    shown = [properties.get("heading", ""), properties.get("shown", "")] if media_type == "text/html" else []
    kind = find_kind([title, *filter(None, shown)], opening, source)
    subject = find_subject(kind.about if kind else "", title, opening, body.text, source)
    inspected_from, inspected_to = _inspected(opening)
    return About(
        title or PurePosixPath(source).stem,
        subject or title or PurePosixPath(source).stem,
        kind.name if kind else "report",
        _published(opening, properties, source, inspected_to),
        inspected_from,
        inspected_to,
        (kind.by if kind else "") or properties.get("site", ""),
    )


def _opening(body: Body) -> str:
    """The first page, and the next ones while that is only a cover."""
    end = min(len(body.text), OPENING)
    for page in body.pages:
        if page.end >= 700:
            return body.text[: min(page.end, end)]
    return body.text[:end]


def _title(body: Body, opening: str, media_type: str) -> str:
    if media_type == "text/html":
        return _page_title(body.properties) or _first_lines(opening)
    letter = LETTER.search(opening)
    printed = _first_lines(opening[letter.end() :] if letter else opening)
    given = " ".join((body.properties.get("title") or body.properties.get("Title") or "").split())
    if printed:
        return printed
    return "" if JUNK_TITLE.search(given) else given


def _page_title(properties: dict[str, str]) -> str:
    """The heading, or the browser's title where that says more about the same."""
    heading, shown = properties.get("heading", ""), properties.get("shown", "") or properties.get("title", "")
    site = properties.get("site", "")
    parts = re.split(r"\s+[|–—-]\s+", shown)
    if len(parts) > 1 and (parts[-1].casefold() == site.casefold() or parts[-1] in ("GOV.UK", "Ofsted", "HMICFRS", "CQC")):
        parts.pop()
    if len(parts) > 1 and not heading.startswith(parts[0]):
        parts = parts[:1] if not heading else parts
    if heading and not (parts[0] == heading and len(parts) < 4):
        return heading
    return ": ".join(parts) if parts[0] else heading


def _first_lines(opening: str) -> str:
    """The lines that a report begins with, up to the first that is no title."""
    taken: list[str] = []
    for line in opening.split("\n")[:25]:
        words = " ".join(line.split())
        if not words or words.isdecimal() or _is_date(words):
            if taken and _is_date(words):
                break
            continue
        stop = STOPS.search(words)
        if stop is not None and (stop.start() == 0 or taken):
            words = words[: stop.start()].strip()
        elif stop is not None and stop.start() > 10:
            words = words[: stop.start()].strip()
        if words and len(" ".join([*taken, words])) <= MAX_TITLE:
            taken.append(re.sub(r"(?<=[a-z])\d$", "", words))
        if stop is not None or len(" ".join(taken)) > MAX_TITLE - 40 or len(words) > MAX_TITLE:
            break
    return re.sub(r"\W+and$|[\s,;:–-]+$", "", " ".join(taken)).rstrip()


def _is_date(words: str) -> bool:
    days = find_dates(words)
    return bool(days) and days[0].start == 0 and days[0].end >= len(words) - 2


def _inspected(opening: str) -> tuple[date | None, date | None]:
    """The first and the last day of the inspection that the opening names."""
    days = find_dates(opening)
    for label in INSPECTED.finditer(opening):
        if re.search(r"previous\W+$|last\W+$", opening[max(0, label.start() - 12) : label.start()], re.I):
            continue
        named = _after(label.end(), days, GAP)
        if not named or re.search(r"previous|published", opening[label.end() : named[0].start], re.I):
            continue
        first, last = min(day.first for day in named), max(day.last for day in named)
        if (last - first).days <= LONGEST_VISIT_DAYS:
            return first, last
    return None, None


def _after(at: int, days: list[Dated], gap: int) -> list[Dated]:
    """The dates that follow a label one upon the other."""
    named: list[Dated] = []
    for day in days:
        if day.start < at:
            continue
        if day.start - (named[-1].end if named else at) > (BETWEEN if named else gap):
            break
        named.append(day)
    return named


def _published(opening: str, properties: dict[str, str], source: str, inspected_to: date | None) -> date | None:
    days = find_dates(opening)
    for label in (PUBLISHED, UPDATED):
        for match in label.finditer(opening):
            if named := _after(match.end(), days, 12):
                return named[0].first
        if label is PUBLISHED and (letter := _letter_date(opening, days)):
            return letter
    if in_path := _date_in_path(source):
        return in_path
    for key in ("published", "modified"):
        if stated := find_dates(properties.get(key, "")):
            return stated[0].first
    made = _made(properties)
    if made is not None and (inspected_to is None or made >= inspected_to):
        return made
    if inspected_to is not None:
        return inspected_to
    for match in YEAR_END.finditer(opening):
        if named := _after(match.end(), days, 12):
            return named[0].last
    return made


def _letter_date(opening: str, days: list[Dated]) -> date | None:
    """The date that stands alone in a line above the rest."""
    for day in days[:3]:
        before = opening[opening.rfind("\n", 0, day.start) + 1 : day.start].strip()
        after = opening[day.end :].split("\n", 1)[0].strip()
        if day.start < 400 and not after and not before and day.first == day.last:
            return day.first
    return None


def _date_in_path(source: str) -> date | None:
    for part in reversed(source.replace("\\", "/").split("/")):
        spaced = part.replace("_", " ")
        if days := find_dates(spaced):
            return days[-1].first
        for match in COMPACT.finditer(spaced):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def _made(properties: dict[str, str]) -> date | None:
    """The day a PDF was made, from its properties: "D:20230131090520+00'00'"."""
    stated = properties.get("created") or properties.get("CreationDate") or ""
    if match := COMPACT.search(stated.replace("D:", " ")[:9]):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    days = find_dates(stated)
    return days[0].first if days else None
