"""What a report calls itself: a labelled line, its first lines, a letter's subject line, a page's headings."""

from __future__ import annotations

import re

from ingest.about.bodies import PUBLISHER
from ingest.about.title_lines import (
    ENDING,
    MAX_TITLE,
    NUMBERED,
    REPORT,
    is_publisher,
    read_title,
    without_date,
)
from ingest.dates import is_date
from ingest.extract import Extract
from ingest.field.kinds import Kinds

JUNK = re.compile(
    r"draft|template|microsoft|untitled|\.(?:docx?|pdf|indd|xlsx?|pptx?|rtf)\b|\bfinal\b"
    r"|document ?\d|\bversion\b|\bqa\b|pre-pub|^\W*$|^\S+$",
    re.I,
)
SALUTATION = re.compile(r"^[ \t]*Dear\b[^\n]*\n", re.M)
# A paper that says which of its lines is the title, on the same line or on the next ones.
LABELLED = re.compile(
    r"^(?:report title|title of (?:the )?(?:report|paper))\b:?[ \t]*(?P<title>\n?[^\n]+"
    r"(?:\n(?![^\n]*:[ \t]*$|[^\n]*\t|[A-Z][\w ()]{2,30}:)[^\n]{1,120})?)|^title[ \t]*:[ \t]*(?P<line>[^\n]{8,})",
    re.I | re.M,
)
SUBJECT_LINE = re.compile(r"^(?:re|subject|regarding)[ \t]*:[ \t]*([^\n]{8,})", re.I | re.M)
# Headings that many pages have; the browser's title says of what.
GENERIC = re.compile(
    r"(?:\d+\.?\s*)?(?:home(?: ?page)?|(?:full |final )?report|publication|overview|(?:executive )?summary"
    r"|introduction|foreword|contents|background|(?:key )?findings|recommendations|about(?: us)?"
    r"|conclusions?|details|documents?|welcome)",
    re.I,
)


def find_title(extract: Extract, opening: str, media_type: str, kinds: Kinds) -> str:
    """The report's title in a line, "" where nothing serves as one."""
    author = extract.properties.get("author", "")
    if media_type == "text/html":
        return _page_title(extract, kinds) or read_title(opening, author, kinds)
    if printed := _labelled(opening) or _of_letter(opening, author, kinds):
        return printed
    if not SALUTATION.search(opening):
        cover = opening[: extract.pages[0].end] if extract.pages else opening
        if printed := (
            _in_large_type(opening, extract.properties.get("headlines", ""), author, kinds)
            or read_title(cover, author, kinds)
            or read_title(opening, author, kinds)
        ):
            return printed
    property_title = _folded(extract.properties.get("title", ""))
    return "" if JUNK.search(property_title) else property_title


def _in_large_type(opening: str, headlines: str, author: str, kinds: Kinds) -> str:
    """What the largest type of a cover says, with what stands over it as a part of the title; the
    next largest where that is a publisher's name and no more."""
    title = ""
    for headline in headlines.split("\n\n"):
        if not headline or headline not in opening or "\t" in headline:
            continue
        before, _, after = opening.partition(headline)
        lines = headline.split("\n")
        over = [without_date(line)[0] for line in before.split("\n") if line and not is_date(line)]
        sort = over[-1] if over else ""
        is_repeated = re.sub(r"^the ", "", sort.casefold()) in headline.casefold()
        if not is_repeated and (ENDING.fullmatch(sort) or NUMBERED.search(sort)):
            lines.insert(0, sort)
        words = read_title("\n".join(lines) + after, author, kinds, large=len(lines))
        serves = " " in words and not GENERIC.fullmatch(words)
        alone = not words or words == _folded(headline)  # nothing below it goes on
        if not alone or (serves and not is_publisher(words, kinds)):
            return words if serves else title
        title = title or (words if serves else "")
    return title


def subject_line(opening: str) -> str:
    """What a letter says after "Re:"; it leaves to its address whom it is about."""
    match = SUBJECT_LINE.search(opening)
    return _folded(match[1])[:MAX_TITLE] if match and SALUTATION.search(opening) else ""


def _labelled(opening: str) -> str:
    match = LABELLED.search(opening)
    if match is None:
        return ""
    title = _folded(match["title"] or match["line"])
    return title if len(title) <= MAX_TITLE else ""


def _of_letter(opening: str, author: str, kinds: Kinds) -> str:
    """Its subject line, a headline over "Dear", or the lines after it."""
    if line := subject_line(opening):
        return line
    letter = SALUTATION.search(opening)
    if letter is None:
        return ""
    headline = opening[: letter.start()].rstrip().rpartition("\n")[2]
    if headline.isupper() and len(headline.split()) > 3 and "\t" not in headline:
        return _folded(headline)
    return read_title(opening[letter.end() :], author, kinds, of_letter=True)


def _page_title(extract: Extract, kinds: Kinds) -> str:
    """The heading, or the browser's title where that says more of the same, or of the page."""
    properties = extract.properties
    heading, site = properties.get("heading", ""), properties.get("site", "")
    shown = properties.get("shown", "") or properties.get("title", "")
    parts = re.split(r"(?<!\s)\s+[|–—-]\s+", shown)
    over_bar = re.search(r"\|[^|–—-]*$", shown) is not None  # what stands after it is the site
    named = parts[-1] if len(parts) > 1 else ""
    if named and (named in kinds.sites or named == site):
        parts.pop()
    if not heading:
        return ": ".join(parts)
    telling = [part for part in parts if part and not GENERIC.fullmatch(part)]
    if GENERIC.fullmatch(heading) and telling:
        return f"{telling[0]}: {heading}"
    of_site = PUBLISHER.search(heading) and not REPORT.search(heading)
    if (of_site and _is_same(heading, named)) or _is_same(heading, site):
        return ": ".join(part for part in telling if not _is_same(heading, part)) or heading
    headline = properties.get("title", "")
    if _is_line(headline, extract.text) and not _is_line(heading, extract.text):
        return headline  # the heading stands beside the report
    goes_on = parts[0] == heading and len(parts) == 2 and not (over_bar or PUBLISHER.search(named))
    return ": ".join(parts) if goes_on else heading


def _is_same(heading: str, site: str) -> bool:
    """Whether a heading is the name of its site, which stands over all pages of it."""
    return bool(site) and heading.casefold() in (site.casefold(), f"the {site.casefold()}")


def _is_line(words: str, text: str) -> bool:
    return bool(words) and f"\n{words}\n" in f"\n{text}\n"


def _folded(text: str) -> str:
    return " ".join(text.split())
