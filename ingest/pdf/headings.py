"""Which lines of a text are headings, and the sections that they open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from ingest.pdf.metadata import OutlineEntry
from ingest.pdf.paragraphs import DATED, Kind
from ingest.pdf.text import Mark
from ingest.report import Section

MAX_HEADING = 250  # characters
MAX_LEVEL = 6
HEADLINE = 1.2  # times the body's size
ALIKE = 0.95  # of a size: as large

# Smaller is outer: what the file's outline names by its level there, then larger type
# before smaller, bold before plain, "2" before "2.1".
_Rank: TypeAlias = tuple[int, int, bool, int]

_LEADER = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}|_{4,}")
_LABEL = re.compile(r"[^\W\d][\w’' ]{2,30}: \S")  # "Lead inspector: A. Name"
_NUMBERED_TITLE = re.compile(
    r"(?:question|part|chapter|section|appendix|annex|recommendation|priority)\b", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?", re.IGNORECASE)
_DECIMAL = re.compile(r"\d{1,2}((?:\.\d{1,2})*)\.?\s")
_SAME = re.compile(r"[\W_]+")


def find_sections(
    text: str, marks: Sequence[Mark], body_size: float, outline: Sequence[OutlineEntry]
) -> tuple[Section, ...]:
    """The sections in order, an outer one before its inner ones."""
    headings = _true_headings(text, marks, body_size)
    ranked = {mark.start: (mark, _rank(text, mark)) for mark in headings}
    for mark, level in _outlined(text, marks, outline):
        ranked[mark.start] = (mark, (level, 0, False, 0))
    return _nest(text, [ranked[start] for start in sorted(ranked)])


def find_headlines(text: str, marks: Sequence[Mark], body_size: float) -> str:
    """The lines in the largest type of the first page that has text, then those in the next
    largest, with an empty line between; none that is hardly larger than the body."""
    first = [mark for mark in marks if mark.page == marks[0].page]
    headlines = []
    for _ in range(2):
        largest = max((mark.size for mark in first if _letters(text, mark) > 2), default=0.0)
        if largest < HEADLINE * body_size:
            break
        alike = [mark.size > ALIKE * largest for mark in first]
        start = alike.index(True)
        end = next((at for at in range(start, len(alike)) if not alike[at]), len(alike))
        headlines.append("\n".join(text[mark.start : mark.end] for mark in first[start:end]))
        first = [mark for mark in first if mark.size <= ALIKE * largest]
    return "\n\n".join(headlines)


def is_heading(text: str, mark: Mark, body_size: float) -> bool:
    """Whether a line is set as a heading: larger than the body, or bold from end to end."""
    line = text[mark.start : mark.end]
    if mark.kind is not Kind.TEXT or len(line) > MAX_HEADING or _LEADER.search(line):
        return False
    if _letters(text, mark) < 3:
        return False
    if mark.page == 1 and DATED.match(line):
        return False
    if _is_large(mark, body_size):
        return not line[0].islower() and not (line.endswith(".") and len(line) > 80)
    if not mark.bold or mark.size < 0.95 * body_size:
        return False
    if line.endswith((".", ";", ",")) or line[0].islower() or len(line) > 180:
        return False
    return _NUMBERED_TITLE.match(line) is not None or not _LABEL.match(line)


def _letters(text: str, mark: Mark) -> int:
    return sum(map(str.isalpha, text[mark.start : mark.end]))


def _true_headings(text: str, marks: Sequence[Mark], body_size: float) -> list[Mark]:
    """The headings, less what only looks like them: bold names and offices one under
    another, as where officials sign, and lines of a list of contents."""
    chains: list[list[Mark]] = [[]]  # headings one under another, if small of one size
    for mark in marks:
        if not is_heading(text, mark, body_size):
            chains.append([])
            continue
        above = chains[-1][-1] if chains[-1] else mark
        if _is_large(mark, body_size) or round(above.size) != round(mark.size):
            chains.append([])
        chains[-1].append(mark)
    headings = [mark for chain in chains for mark in chain if len(chain) < 3]
    titles = {_folded(text, mark) for mark in headings}
    return [mark for mark in headings if not _is_entry(_folded(text, mark), titles)]


def _is_large(mark: Mark, body_size: float) -> bool:
    return mark.size >= 1.12 * body_size


def _is_entry(title: str, titles: set[str]) -> bool:
    """Whether this is another heading with its page number, in a list of contents."""
    bare = title.rstrip("0123456789")
    return bare != title and bare in titles


def _folded(text: str, mark: Mark) -> str:
    return _SAME.sub("", text[mark.start : mark.end]).casefold()


def _rank(text: str, mark: Mark) -> _Rank:
    number = _DECIMAL.match(text, mark.start, mark.end)
    depth = number.group(1).count(".") if number else 0
    return MAX_LEVEL + 1, -round(mark.size), not mark.bold, depth


def _outlined(
    text: str, marks: Sequence[Mark], outline: Sequence[OutlineEntry]
) -> list[tuple[Mark, int]]:
    """The lines that the file's outline names, with its levels; none where it fits badly."""
    by_page: dict[int, dict[str, Mark]] = {}
    for mark in marks:
        if mark.kind in (Kind.TEXT, Kind.ITEM) and mark.end - mark.start <= MAX_HEADING:
            by_page.setdefault(mark.page, {}).setdefault(_folded(text, mark), mark)
    lines: list[tuple[Mark, int]] = []
    for entry in outline:
        title = _SAME.sub("", entry.title).casefold()
        for page in (entry.page, entry.page + 1):
            match = by_page.get(page, {}).get(title)
            if match is not None:
                lines.append((match, min(entry.level, MAX_LEVEL)))
                break
    return lines if len(lines) >= 3 and len(lines) >= 0.7 * len(outline) else []


def _nest(text: str, headings: Sequence[tuple[Mark, _Rank]]) -> tuple[Section, ...]:
    """Each section ends where the next one of its level or above starts.

    The report's title and a list of contents hold nothing: what follows is not inside them.
    """
    childless = _childless(text, headings)
    levels: list[int] = []
    ends = [len(text)] * len(headings)
    open_at: list[int] = []
    for at, (mark, rank) in enumerate(headings):
        while open_at and (headings[open_at[-1]][1] >= rank or open_at[-1] in childless):
            ends[open_at.pop()] = mark.start
        levels.append(min(len(open_at) + 1, MAX_LEVEL))
        open_at.append(at)
    return tuple(
        Section(text[mark.start : mark.end], levels[at], mark.start, ends[at])
        for at, (mark, _) in enumerate(headings)
    )


def _childless(text: str, headings: Sequence[tuple[Mark, _Rank]]) -> set[int]:
    contents = {
        at
        for at, (mark, _) in enumerate(headings)
        if _CONTENTS.fullmatch(text[mark.start : mark.end].strip())
    }
    first_page = [
        at
        for at, (mark, rank) in enumerate(headings)
        if mark.page == 1 and rank[0] > MAX_LEVEL  # the outline knows better
    ]
    title = min(first_page, key=lambda at: -headings[at][0].size, default=None)
    return contents if title is None else {title, *contents}
