"""What a report calls itself: from its first lines, a letter's subject line, a page's headings."""

from __future__ import annotations

import re

from ingest.dates import is_date
from ingest.extract import Extract

MAX_TITLE = 160  # characters; longer is prose
# What comes after a title on a first page.
STOPS = re.compile(
    "|".join(
        (
            r"inspection\s+dates?\b|dates?\s+of\s+(?:previous\s+)?inspections?\b|reporting\s+period",
            r"(?:lead|reporting)\s+inspector|(?:report\s+)?published\b|last\s+updated|unique\s+ref",
            r"age\s+group|judge?ment\s+grade|inspection\s+outcome|headline\s+findings|contents\b",
            r"executive\s+summary|introduction\b|and\s+review\s+of\s+the\s+effectiveness",
            r"this\s+(?:letter|inspection|report)\b|between\s+\d|following\s+my\b|thank\s+you",
            r"i\s+am\s+(?:writing|pleased)|the\s+overall\s|children[’']s\s+services\s+in\s",
            r"\(mark\s+one\)|for\s+the\s+(?:fiscal\s+)?year|in\s+(?:19|20)\d\d,",
        )
    ),
    re.I,
)
# Lines that begin a new part of a title: "Derbyshire County Council", "Inspection of ...".
PART = re.compile(
    r"(?:area send|(?:re-?)?inspection of|joint (?:targeted|inspection|local)"
    r"|(?:focused|monitoring) visit|review of|report (?:of|on)|annual report)\b",
    re.I,
)
OPEN_END = re.compile(r"(?:\b(?:of|and|the|to|in|for|on|a|an|with|by|at)|[,:&–-])$", re.I)
JUNK = re.compile(
    r"draft|template|microsoft|untitled|\.(?:docx?|pdf|indd|xlsx?|pptx?|rtf)\b|\bfinal\b"
    r"|document ?\d|\bversion\b|\bqa\b|pre-pub|^\W*$|^\S+$",
    re.I,
)
SALUTATION = re.compile(r"^[ \t]*Dear\b[^\n]*\n", re.M)
SITES = frozenset({"GOV.UK", "Ofsted", "HMICFRS", "CQC", "Care Quality Commission"})


def find_title(body: Extract, opening: str, media_type: str) -> str:
    """The report's title in a line, "" where nothing serves as one."""
    if media_type == "text/html":
        return _page_title(body.properties) or _first_lines(opening)
    letter = SALUTATION.search(opening)
    printed = _first_lines(opening[letter.end() :] if letter else opening)
    if printed:
        return printed
    given = " ".join((body.properties.get("title") or body.properties.get("Title") or "").split())
    return "" if JUNK.search(given) else given


def _page_title(properties: dict[str, str]) -> str:
    """The heading, or the browser's title where that says more of the same."""
    heading = properties.get("heading", "")
    shown = properties.get("shown", "") or properties.get("title", "")
    parts = re.split(r"\s+[|–—-]\s+", shown)
    if len(parts) > 1 and (parts[-1] in SITES or parts[-1] == properties.get("site")):
        parts.pop()
    if not heading:
        return ": ".join(parts)
    goes_on = parts[0] == heading and len(parts) == 2
    return ": ".join(parts) if goes_on else heading


def _first_lines(opening: str) -> str:
    """The lines that a report begins with, up to the first that is no part of its title."""
    title = ""
    for line in opening.split("\n")[:25]:
        words = " ".join(line.split())
        if is_date(words) and title:
            break
        if not words or words.isdecimal() or is_date(words):
            continue
        stop = STOPS.search(words)
        if stop is not None:
            words = words[: stop.start()].strip()
        if len(title) + len(words) > MAX_TITLE:
            break
        words = re.sub(r"(?<=[a-z])\d$", "", words)  # a footnote's number
        new_part = bool(title) and PART.match(words) and not OPEN_END.search(title)
        title = f"{title}: {words}" if new_part and words[0].isupper() else f"{title} {words}"
        title = title.strip()
        if stop is not None and title:
            break
    return re.sub(r"\W+and$|[\s,;:–-]+$", "", title)
