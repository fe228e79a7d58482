"""The title that a report's first lines make, up to the first that is no part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.about.bodies import CALLED, PUBLISHER, REPORTERS
from ingest.about.cover import AUTHORS, CONTENTS, IMPRINT, LABEL, UNIT, is_beside_title
from ingest.dates import DATES
from ingest.field.kinds import Kinds

MAX_TITLE = 160  # characters; longer is prose
MAX_LINES = 25
MAX_BESIDE = 4  # things that stand side by side at the head of a page
# What comes after a title on a first page, whatever the field.
STOPS = re.compile(
    r"reporting\s+period|(?:report\s+)?published\b|last\s+updated|contents\b|executive\s+summary"
    r"|introduction\b(?!\s+to\b)|this\s+(?:letter|report)\b|between\s+\d|following\s+my\b|thank\s+you"
    r"|i\s+am\s+(?:writing|pleased)|the\s+overall\s|\(mark\s+one\)|for\s+the\s+(?:fiscal\s+)?year"
    r"|in\s+(?:19|20)\d\d,",
    re.I,
)
# A form's line: "Location: Wausau, WI". It ends a title, and is skipped before one.
FORM = re.compile(
    r"^(?:location|date|time|venue|summary|from|to|address|status|version|present|attendees"
    r"|proposal|meeting|wards?(?:\(s\))?|accident number|(?:report|lead|reporting|contact) (?:to|author|member"
    r"|officer)|cabinet member|portfolio|provider|audit year|document reference|type of \w+"
    r"|inspection (?:type|dates?)|unique reference)\b[^:]{0,25}:",
    re.I,
)
# How lines begin that are a new part of a title.
PART = re.compile(r"(?:review of|(?:the )?report (?:of|on)|annual report)\b", re.I)
OPEN_END = re.compile(r"(?:\b(?:of|and|the|to|in|for|on|a|an|with|by|at)|[,:&–-])$", re.I)
REPORT = re.compile(
    r"\b(?:reports?|review|assessment|audit|strategy|plan|survey|analysis|evaluation|inspection"
    r"|inquiry|investigation|statement|minutes|accounts|study|brief|briefing|profile|response)\b",
    re.I,
)
# What smaller type below a title may add: its years, the sort of paper.
ENDING = re.compile(
    rf"(?:(?:fiscal|financial)\s+years?\s+)?(?:19|20)\d\d(?:\s*[-/–]\s*\d+)?"
    rf"|(?:[^\W\d]+\s+){{0,3}}{REPORT.pattern}",
    re.I,
)
SENTENCE = 5  # words of a line that ends in a stop
REPORT_OF = re.compile(rf"{REPORT.pattern}\s+(?:of|into|on|at|for)\b", re.I)
SLOGAN = re.compile(r"[^,:]+,[^,:]+,[^,:]+:$")  # "Start well, live well, age well:"
STATUS = re.compile(r"(?:final|draft|interim) report", re.I)
ACT = re.compile(r"\bact (?:19|20)\d\d\b.{0,40}$", re.I)  # under which a letter is written
NUMBERED = re.compile(r"\breport\b.*\w/\d\S*$", re.I)  # "planning report D&P/0150c/02"
BEFORE_DATE = re.compile(
    r"\b(?:to|on|and|in|of|until|at|from|since|between|ended|ending|by|dates?|[–-])\s*$", re.I
)
# Who investigates stands before what it calls its reports; whose annual report it is belongs to it.
ISSUER = re.compile(
    r"^(?:[A-Z][\w’'.-]*\s+(?:(?:of|for|and|the)\s+)*){1,6}?"
    r"(?:Board|Bureau|Branch|Agency|Administration|Inspectorate|Organi[sz]ation)\s+"
    r"(?=[A-Z].*\b(?:Report|Brief|Review)\b)(?!.*\b(?:Annual|Performance|Accounts)\b)"
)


def read_title(
    opening: str, author: str, kinds: Kinds, *, of_letter: bool = False, large: int = MAX_LINES
) -> str:
    """ "" where the lines tell no title; `author` is what the file says of itself.

    So many lines are `large`: after them a title only ends what it has begun.
    """
    title = status = ""
    numbered = False
    for at, (line, is_last) in enumerate(_lines(opening)):
        words, dated = without_date(line)
        if at >= large and not status and not _goes_on(title, words, kinds):
            break
        if not title and not status and STATUS.fullmatch(words):
            status = words  # it says of what on the next lines
            continue
        if title and re.fullmatch(r"(?:19|20)\d\d", words):
            title = f"{title} {words}"
            break
        if status and title and re.fullmatch(r"(?:of|for|on)(?: the)?", words, re.I):
            status = f" – {status}: "  # whose it is stands on the next line
            continue
        skipped = SLOGAN.match(words) or (of_letter and ACT.search(words))
        if (skipped and not title) or _is_beside(words, author):
            if title and not numbered:
                break
            continue
        stops = [stop.start() for each in (STOPS, kinds.stops) if (stop := each.search(words))]
        if stops:
            words = words[: min(stops)].strip()
        if status.endswith(": "):
            title = title + status + words.split(" (")[0]
            status = ""
            break
        if len(title) + len(words) > MAX_TITLE:
            break
        words = re.sub(r"(?<=[a-z])\d$", "", words)  # a footnote's number
        if is_last and not REPORT.search(title):
            title = ""  # a running head over what stands in columns
        if title and not OPEN_END.search(title) and not status:
            named = REPORT.search(title) and is_publisher(words, kinds)
            if named or (words.endswith(".") and len(words.split()) >= SENTENCE):
                break
        if title and is_publisher(title, kinds) and not OPEN_END.search(title):
            if REPORTERS.search(title) or title in kinds.sites:
                title = ""  # who reports stands over what it calls its report
            elif REPORT.search(words) and not words[:1].islower():
                title, words = f"{title}:", words
        starts = numbered or PART.match(words) or kinds.parts.match(words)
        new_part = bool(title) and starts and not OPEN_END.search(title)
        title = f"{title}: {words}" if new_part and not words[:1].islower() else f"{title} {words}"
        title = title.strip()
        if title and (stops or is_last or numbered or (dated and not NUMBERED.search(title))):
            break
        numbered = NUMBERED.search(title) is not None
    title = re.sub(r"(?<!\W)\W+and$|(?<![\s,;:–(-])[\s,;:–(-]+$", "", title)
    if status:
        title = f"{status} {title}".strip(" :–")
    return ISSUER.sub("", title)


def is_publisher(words: str, kinds: Kinds) -> bool:
    """Whether a line is the name of a body and no more."""
    if words in kinds.sites:
        return True
    named = CALLED.fullmatch(words) and PUBLISHER.search(words)
    return named is not None and not REPORT_OF.search(words)


def _goes_on(title: str, words: str, kinds: Kinds) -> bool:
    """Whether a line in smaller type ends the title above it: "Fiscal year 2019", "Annual report"."""
    if REPORT.search(title):
        return bool(OPEN_END.search(title) or ENDING.fullmatch(words)) and not STATUS.search(words)
    if CALLED.fullmatch(title):  # whose it is: what it is comes after
        return bool(REPORT.search(words) or PART.match(words) or kinds.parts.match(words))
    return bool(OPEN_END.search(title) or ENDING.fullmatch(words))


def _lines(opening: str) -> Iterator[tuple[str, bool]]:
    """The first lines, and whether one stands in columns, which end a title."""
    lines = opening.split("\n")[:MAX_LINES]
    at = 0
    while at < len(lines):
        words = " ".join(lines[at].split())
        if LABEL.match(words) and len(words.split()) <= 4:
            yield words, False
            at += 2  # what is labelled is on the next line
            continue
        rows = [lines[at].split("\t")]
        while len(rows[0]) > 1 and at + len(rows) < len(lines) and len(rows) < 3:
            cells = lines[at + len(rows)].split("\t")
            if len(cells) != len(rows[0]):
                break
            rows.append(cells)
        at += len(rows)
        if len(rows[0]) > MAX_BESIDE:
            return  # a table
        yield (_column(rows), True) if len(rows[0]) > 1 else (words, False)


def _column(rows: list[list[str]]) -> str:
    """Of what stands side by side at the head of a page the title: not the logo's words."""
    if any(cell.rstrip().endswith(":") for cell in rows[0]):
        return ""  # a form's: "Location:", "Date:"
    columns = [" ".join(" ".join(column).split()) for column in zip(*rows, strict=True)]
    named = [column for column in columns if REPORT.search(column)]
    return next(iter(named), next((c for c in columns if not UNIT.search(c)), columns[0]))


def _is_beside(words: str, author: str) -> bool:
    """Whether a line of a cover is none of its title's."""
    if not words or is_beside_title(words):
        return True
    if CONTENTS.search(words) or IMPRINT.search(words) or AUTHORS.search(words):
        return True
    if FORM.search(words) or (LABEL.match(words) and len(words.split()) <= 4):
        return True
    if UNIT.search(words) and not REPORT.search(words):
        return True
    wrote, line = author.casefold(), words.casefold()
    return " " in wrote and wrote in line and (wrote == line or not REPORT.search(words))


def without_date(line: str) -> tuple[str, bool]:
    """A line without the date that ends it: "Equalities assessment January 2009"."""
    for match in DATES.finditer(line):
        before = line[: match.start()].rstrip(" ,–-")
        if match.end() >= len(line) - 1 and len(before) > 15 and not BEFORE_DATE.search(before):
            return re.sub(r"(?<!\W)\W+(?:last )?(?:updated|revised)$", "", before, flags=re.I), True
    return line, False
