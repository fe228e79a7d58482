"""Which lines of a text are headings, and the sections that they open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.paragraphs import Kind
from ingest.report import Section
from ingest.structure import OutlineEntry
from ingest.writing import Mark

MAX_HEADING = 250  # characters
MAX_LEVEL = 6

_LEADER = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}|_{4,}")
_LABEL = re.compile(r"[^\W\d][\w’' ]{2,30}: \S")  # "Lead inspector: A. Name"
_NUMBERED_TITLE = re.compile(
    r"(?:question|part|chapter|section|appendix|annex|recommendation|priority)\b", re.IGNORECASE
)
_SAME = re.compile(r"[\W_]+")


def find_sections(
    text: str, marks: Sequence[Mark], body_size: float, outline: Sequence[OutlineEntry]
) -> tuple[Section, ...]:
    """The sections in order, an outer one before its inner ones."""
    headings = [mark for mark in marks if is_heading(text, mark, body_size)]
    levels = _levels(headings)
    found = {mark.start: (mark, levels[_style(mark)]) for mark in headings}
    for mark, level in _outlined(text, marks, outline):
        found[mark.start] = (mark, level)
    opened = [(text[mark.start : mark.end], level, mark.start) for mark, level in found.values()]
    return _nest(sorted(opened, key=lambda heading: heading[2]), len(text))


def is_heading(text: str, mark: Mark, body_size: float) -> bool:
    """Whether a line is set as a heading: larger than the body, or bold from end to end."""
    line = text[mark.start : mark.end]
    if mark.kind is not Kind.TEXT or len(line) > MAX_HEADING or _LEADER.search(line):
        return False
    if sum(map(str.isalpha, line)) < 3:
        return False
    if mark.size >= 1.12 * body_size:
        return not (line.endswith(".") and len(line) > 80)
    if not mark.bold or mark.size < 0.95 * body_size:
        return False
    if line.endswith((".", ";", ",")) or len(line) > 180:
        return False
    return _NUMBERED_TITLE.match(line) is not None or not _LABEL.match(line)


def _style(mark: Mark) -> tuple[int, bool]:
    return round(mark.size), mark.bold


def _levels(headings: Sequence[Mark]) -> dict[tuple[int, bool], int]:
    """A level for each style: larger is outer, and bold before plain of the same size.

    The styles of a title page stand apart, so that the rest is not all inside the title.
    """
    inside = Counter(_style(mark) for mark in headings if mark.page > 1)
    levels = {_style(mark): 1 for mark in headings}
    ranked = sorted(inside, reverse=True)
    levels.update({style: min(at, MAX_LEVEL) for at, style in enumerate(ranked, 1)})
    return levels


def _outlined(
    text: str, marks: Sequence[Mark], outline: Sequence[OutlineEntry]
) -> list[tuple[Mark, int]]:
    """The lines that the file's outline names, with its levels; none where it fits badly."""
    by_page: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.kind is not Kind.NOTE and mark.end - mark.start <= MAX_HEADING:
            by_page.setdefault(mark.page, []).append(mark)
    found: list[tuple[Mark, int]] = []
    for entry in outline:
        wanted = _SAME.sub("", entry.title).casefold()
        if not wanted:
            continue
        near = by_page.get(entry.page, []) + by_page.get(entry.page + 1, [])
        same = (m for m in near if _SAME.sub("", text[m.start : m.end]).casefold() == wanted)
        match = next(same, None)
        if match is not None:
            found.append((match, min(entry.level, MAX_LEVEL)))
    return found if len(found) >= 3 and len(found) >= 0.7 * len(outline) else []


def _nest(headings: Sequence[tuple[str, int, int]], end: int) -> tuple[Section, ...]:
    """Each section ends where the next one of its level or above starts."""
    ends = [end] * len(headings)
    open_at: list[int] = []
    for at, (_, level, start) in enumerate(headings):
        while open_at and headings[open_at[-1]][1] >= level:
            ends[open_at.pop()] = start
        open_at.append(at)
    return tuple(
        Section(title, level, start, ends[at]) for at, (title, level, start) in enumerate(headings)
    )
