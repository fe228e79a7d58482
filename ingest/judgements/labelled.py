"""Recommendations that are labelled one by one: "Recommendation 12", "R4.", "Corrective action:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.field.scales import CORRECTIVE, RECOMMENDATION, Recommending
from ingest.judgements.boxes_and_tables import stops
from ingest.judgements.lines import Line
from ingest.judgements.list_items import Item, is_rest, with_subitems
from ingest.judgements.recommending import (
    ADDRESSED,
    ASIDE,
    LABEL,
    REQUIRED,
    SHORT_LABEL,
    is_of_others,
    recommends,
)
from ingest.report import Section

MOST = 0.8  # the share of a text that only a section of the whole report takes up
MAX_ADDRESS = 4  # lines that say who a recommendation is for, and the first of it
MIN_CELL = 12  # characters of a cell that may say what is recommended
CELL = re.compile(r"[^\t]+")
FIRST_PART = re.compile(r"\((?:i|a)\)|\b(?:i|a)\)")  # "(i)" of a list whose first item is no line
ANSWER = re.compile(
    r"(?:(?:[A-Z][\w’']+ ){0,4}(?:[Rr]esponse|[Cc]omments?)\b|Accepted|Agreed|Rejected|Not accepted|Partially|Status\b)"
)


def labelled_items(
    lines: list[Line], sections: Sequence[Section], words: Recommending
) -> Iterator[Item]:
    """Every one, with the words from its label to the end of what it asks for."""
    length = lines[-1].end if lines else 0
    others = [
        (section.start, section.end)
        for section in sections
        if is_of_others(section.title) and section.end - section.start < MOST * length
    ]
    short = any((m := SHORT_LABEL.match(line.text)) and m["number"] == "1" for line in lines)
    for at, line in enumerate(lines):
        if any(start <= line.start < end for start, end in others):
            continue
        if line.sort == "row":
            yield from _in_row(line, short)
            continue
        own = line.lead if line.words else 0  # "• Recommendation 4: ...", "5.12 Recommendation 4"
        kind, lead = _label(line.text[own:], short)
        lead += own
        if kind and (span := _words_after(lines, at, lead, short, words)):
            yield kind, *span


def _in_row(line: Line, short: bool) -> Iterator[Item]:
    """The cells of a row with a label: the rest of it, or the next where it is all of its own."""
    if line.cells[-1].strip().isdecimal() and len(line.cells) == 2:
        return  # of a contents list
    cells = [(match.group(), line.start + match.start()) for match in CELL.finditer(line.text)]
    for (cell, start), following in zip(cells, [*cells[1:], ("", 0)], strict=True):
        kind, lead = _label(cell, short)
        if kind and not _says(cell[lead:]):
            cell, start, lead = *following, 0
            kind = "" if kind == CORRECTIVE or len(cell) < MIN_CELL else kind
        if kind and _says(cell[lead:]):
            lead += len(cell[lead:]) - len(cell[lead:].lstrip())
            yield kind, start + lead, start + len(cell.rstrip())


def _label(printed: str, short: bool) -> tuple[str, int]:
    """The sort that a label at the start of a line is of, and its characters; "" for none."""
    if match := REQUIRED.match(printed):
        return CORRECTIVE, match.end()
    if match := ADDRESSED.match(printed):
        return RECOMMENDATION, match.end()
    match = LABEL.match(printed) or (SHORT_LABEL.match(printed) if short else None)
    if match is None:
        return "", 0
    rest = printed[match.end() :]
    # "Recommendation 12 was accepted" tells of it, a number at the end is a contents list's
    mark = match["mark"] or ""
    is_mention = (
        bool(match["number"]) and not mark.strip() and "\t" not in mark and rest[:1].islower()
    )
    listed = re.search(r"\.{3,}\s*\d+\s*$", rest)
    quoted = rest.count("”") > rest.count("“")
    return ("", 0) if is_mention or listed or quoted else (RECOMMENDATION, match.end())


def _words_after(
    lines: list[Line], at: int, lead: int, short: bool, words: Recommending
) -> tuple[int, int] | None:
    """Where what a label names starts and ends: on its line, or on those below it."""
    line = lines[at]
    rest = line.text[lead:]
    start, until = line.start + lead, at
    if ADDRESSED.match(line.text):  # who it is for stands first
        if recommends(rest):
            return start, line.end
        for each in range(at + 1, at + 1 + MAX_ADDRESS):
            if not _goes_on(lines, each - 1, short, words):
                return None
            if recommends(lines[each].text):
                first = each - 1 if lines[each].text[0].islower() else each
                return lines[first].start, lines[_to_end(lines, each)].end
        return None
    if _says(rest):
        start += len(rest) - len(rest.lstrip())
        if _is_whole(rest, line):
            return start, lines[_to_end(lines, at)].end
    elif _goes_on(lines, at, short, words) and lines[at + 1].section is not None:
        until = at + 1  # its title, or who it is for, is a line of its own
        start = lines[until].start
        if _is_whole(lines[until].text, lines[until]):
            return start, lines[until].end
    else:
        start = -1
    if not _goes_on(lines, until, short, words) or lines[until + 1].section is not None:
        return (start, lines[until].end) if start >= 0 else None
    if start < 0:
        start = lines[until + 1].start + lines[until + 1].lead
    return start, lines[_to_end(lines, until + 1)].end


def _says(rest: str) -> bool:
    return bool(rest.strip()) and not ASIDE.fullmatch(rest.strip())


def _is_whole(words: str, line: Line) -> bool:
    """Whether the words on a label's line are the recommendation, and not its title."""
    return (
        words.rstrip()[-1] in ".;:?!”)"
        or (line.section is None and len(words) > 60)
        or recommends(words)
    )


def _goes_on(lines: list[Line], at: int, short: bool, words: Recommending) -> bool:
    """Whether the line after this one is still of the item, and not another's or a heading."""
    if at + 1 >= len(lines):
        return False
    line = lines[at + 1]
    return not (
        _label(line.text, short)[0]
        or stops(line, words)
        or ANSWER.match(line.text)
        or line.sort == "row"
    )


def _to_end(lines: list[Line], at: int) -> int:
    """The index of the last line of the words that begin here, with the list they lead on to."""
    until = with_subitems(lines, at)
    printed = lines[at].text.rstrip()
    marked = lines[at].sort != "plain" or printed[-1] not in ".;!?" or FIRST_PART.search(printed)
    while until + 1 < len(lines) and lines[until + 1].section is None:
        line = lines[until + 1]
        item = line.sort in ("bullet", "number") and marked
        if not (item or is_rest(line, lines[until])):
            break
        until += 1
    return until
