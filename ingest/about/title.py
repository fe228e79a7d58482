"""What a report calls itself: from its first lines, a letter's subject line, a page's headings."""

from __future__ import annotations

import re

from ingest.dates import is_date
from ingest.extract import Extract
from ingest.field.kinds import Kinds

MAX_TITLE = 160  # characters; longer is prose
# What comes after a title on a first page, whatever the field.
STOPS = re.compile(
    r"reporting\s+period|(?:report\s+)?published\b|last\s+updated|contents\b|executive\s+summary"
    r"|introduction\b|this\s+(?:letter|report)\b|between\s+\d|following\s+my\b|thank\s+you"
    r"|i\s+am\s+(?:writing|pleased)|the\s+overall\s|\(mark\s+one\)|for\s+the\s+(?:fiscal\s+)?year"
    r"|in\s+(?:19|20)\d\d,",
    re.I,
)
# How lines begin that are a new part of a title.
PART = re.compile(r"(?:review of|report (?:of|on)|annual report)\b", re.I)
OPEN_END = re.compile(r"(?:\b(?:of|and|the|to|in|for|on|a|an|with|by|at)|[,:&–-])$", re.I)
JUNK = re.compile(
    r"draft|template|microsoft|untitled|\.(?:docx?|pdf|indd|xlsx?|pptx?|rtf)\b|\bfinal\b"
    r"|document ?\d|\bversion\b|\bqa\b|pre-pub|^\W*$|^\S+$",
    re.I,
)
SALUTATION = re.compile(r"^[ \t]*Dear\b[^\n]*\n", re.M)


def find_title(extract: Extract, opening: str, media_type: str, kinds: Kinds) -> str:
    """The report's title in a line, "" where nothing serves as one."""
    if media_type == "text/html":
        return _page_title(extract.properties, kinds) or _first_lines(opening, kinds)
    letter = SALUTATION.search(opening)
    printed = _first_lines(opening[letter.end() :] if letter else opening, kinds)
    if printed:
        return printed
    given = " ".join(extract.properties.get("title", "").split())
    return "" if JUNK.search(given) else given


def _page_title(properties: dict[str, str], kinds: Kinds) -> str:
    """The heading, or the browser's title where that says more of the same."""
    heading = properties.get("heading", "")
    shown = properties.get("shown", "") or properties.get("title", "")
    parts = re.split(r"\s+[|–—-]\s+", shown)
    if len(parts) > 1 and (parts[-1] in kinds.sites or parts[-1] == properties.get("site")):
        parts.pop()
    if not heading:
        return ": ".join(parts)
    goes_on = parts[0] == heading and len(parts) == 2
    return ": ".join(parts) if goes_on else heading


def _first_lines(opening: str, kinds: Kinds) -> str:
    """The lines that a report begins with, up to the first that is no part of its title."""
    title = ""
    for line in opening.split("\n")[:25]:
        words = " ".join(line.split())
        if is_date(words) and title:
            break
        if not words or words.isdecimal() or is_date(words):
            continue
        stops = [stop.start() for each in (STOPS, kinds.stops) if (stop := each.search(words))]
        if stops:
            words = words[: min(stops)].strip()
        if len(title) + len(words) > MAX_TITLE:
            break
        words = re.sub(r"(?<=[a-z])\d$", "", words)  # a footnote's number
        starts = PART.match(words) or kinds.parts.match(words)
        new_part = bool(title) and starts and not OPEN_END.search(title)
        title = f"{title}: {words}" if new_part and words[0].isupper() else f"{title} {words}"
        title = title.strip()
        if stops and title:
            break
    return re.sub(r"\W+and$|[\s,;:–-]+$", "", title)
