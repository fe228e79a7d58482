"""The lines a report opens with: which of them may name it, and which are imprint, authors, logos."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.dates import is_date

PROSE = 250  # characters; a longer line is a paragraph, and the cover ends before it
# Who made, printed or asked for a report: they are not what it is about.
IMPRINT = re.compile(
    r"^(?:(?:printed|published|issued|produced|prepared|performed|developed|designed|typeset|written"
    r"|compiled|presented|submitted|commissioned|undertaken|conducted|ordered)\b[^\n]{0,60}?"
    r"\b(?:by|for|to|in|with|on behalf of)\b|presented pursuant|on behalf of\b|in partnership with"
    r"|by (?:the )?(?-i:[A-Z])|by order|for (?:the )?attention|the contents of this)"
    r"|\bISBN\b|\bISSN\b|©|\bcopyright\b|\bH(?:er|is) Majesty|\bHMSO\b|stationery office",
    re.I,
)
AUTHORS = re.compile(
    r"^(?:(?:lead |report |principal )?(?:author|editor|contributor|researcher)s?\b"
    r"|auditing team|contact\b|acknowledge?ments?\b|by$|an inspector appointed|director of"
    r"|(?:the )?(?:professor|prof|dr|sir|dame|lord|lady|baroness|mr|mrs|ms|rt hon|right honourable|hon)\b\.? (?-i:[A-Z]))"
    r"|(?-i:\b(?:OBE|CBE|MBE|QC|KC|MP|MSP|BSc|MSc|PhD|MRTPI)(?:$|[ ,(]))",
    re.I,
)
# What a paper carries beside its title: references, addresses, series and command numbers.
REFERENCE = re.compile(
    r"^(?:(?:our|your|file|case) ref|ref(?:erence)?\b|item no|classification\b|agenda|tel\b|fax\b"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|twent\w+|\d+(?:st|nd|rd|th))"
    r" (?:special |joint )?report\b|H[CL] (?:paper )?\d|SP paper \d|(?:[\w-]+ )?report of session|(?:[\w-]+ ){0,2}report n(?:o|umber)\b\.?[ \w]{0,4}\d|cm?n?d?\.? ?\d{3,}|cp \d|session \d|vol(?:ume)?\b|no\. ?\d|page \d|enclosure|(?:last )?(?:updated|revised)\b|v(?:ersion)? ?\d)"
    r"|(?-i:\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$)|https?://|www\.|\S@\S|^\S+\.\S+$",
    re.I,
)
UNIT = re.compile(r"\b(?:[Uu]nit|[Dd]irectorate|[Dd]ivision|[Tt]eam|[Dd]epartment)(?:$| [A-Z])")
SEASON = re.compile(r"(?:(?:spring|summer|autumn|fall|winter),?\s+)?(?:19|20)\d\d", re.I)
CONTENTS = re.compile(r"^(?:table of |list of )?(?:contents|figures|tables)\b|\.{6,}", re.I)
LABEL = re.compile(r"^[A-Z][\w’' &/()-]{1,60}:$")


def cover_lines(opening: str) -> Iterator[str]:
    """Lines of a report's head up to its contents or its prose, without imprint and authors."""
    credited = False
    for line in opening.split("\n"):
        words = " ".join(line.split())
        if len(line) > PROSE or CONTENTS.search(words):
            return
        if credited or IMPRINT.search(words) or AUTHORS.search(words):
            credited = words.endswith((":", " by", " for"))  # whose name is on the next line
            continue
        if words and (not words.isdecimal() or SEASON.fullmatch(words)):
            yield line


def is_beside_title(words: str) -> bool:
    """Whether a line stands on a cover without being of the title: a reference, an address."""
    return bool(REFERENCE.search(words) or SEASON.fullmatch(words) or words.isdecimal()) or is_date(
        words
    )
