"""How far an item of a list goes: to the end of its words, or of the list that it leads on to."""

from __future__ import annotations

import re

from ingest.judgements.lines import Line
from ingest.judgements.recommending import leads_on

# The title of a box, which no full stop ends: "The force needs to answer calls sooner"
TITLE = re.compile(
    r"(?:The|[A-Z][\w’'-]{1,40}(?: [A-Z][\w’'-]+){0,4})(?: \w+){0,2} (?:should|must|needs? to)\b.*[^.:;?!]$"
)
MAX_LABEL = 90  # characters of a line that only parts a list: "Within three months:"

Item = tuple[str, int, int]  # kind, start, end


def with_subitems(lines: list[Line], at: int) -> int:
    """The index of the last line of an item: of its rest, or of a list that it leads on to."""
    item, until = lines[at], at
    for each in lines[at + 1 :]:
        if each.section is not None or not (_is_subitem(each, item) or is_rest(each, lines[until])):
            break
        until += 1
    return until


def is_rest(line: Line, before: Line) -> bool:
    """Whether a line is the end of the one before, which was broken where the page's line was."""
    unfinished = before.text.rstrip()[-1] not in ".;:!?"
    return line.sort == "plain" and line.text[:1].islower() and unfinished


def is_label(line: Line) -> bool:
    """Whether a line only parts a list."""
    printed = line.text.rstrip()
    return leads_on(line) or (len(printed) <= MAX_LABEL and printed[-1] not in ".;!?")


def _is_subitem(line: Line, item: Line) -> bool:
    if line.sort != "bullet" or (item.sort == "plain" and not leads_on(item)):
        return False
    dashed = line.text.startswith("–") and not item.text.startswith("–")
    lower = line.words[:1].islower() and leads_on(item)
    return item.sort != "bullet" or dashed or lower
