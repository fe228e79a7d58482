"""What a page is made of once its words stand in order: lines, and table rows of cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ingest.pdf.word import Word

BULLETS = frozenset("•◼▪■●○◦‣⁃∙·►▶➢❖✓✔–—-*o\u2212\u2015")
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-z]|[ivxlc]{1,5})[.):]?\)?", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """Words that stand beside one another on a page, in a column or a cell of it."""

    words: list[Word]
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    base: float = 0.0
    size: float = 0.0
    bold: bool = False  # all of it
    left: float = 0.0  # of the column it stands in
    right: float = 0.0

    def __post_init__(self) -> None:
        words = self.words
        self.x0 = min(word.x0 for word in words)
        self.y0 = min(word.y0 for word in words)
        self.x1 = max(word.x1 for word in words)
        self.y1 = max(word.y1 for word in words)
        leading = max(words, key=lambda word: len(word.text))  # a bullet's size says little
        self.base, self.size = leading.base, leading.size
        self.bold = all(word.bold for word in words if any(map(str.isalnum, word.text)))
        self.left, self.right = self.x0, self.x1

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Row:
    """A row of a table on a page."""

    cells: list[list[Line]]  # each with its lines from top to bottom
    y0: float = field(init=False)
    y1: float = field(init=False)

    def __post_init__(self) -> None:
        lines = [line for cell in self.cells for line in cell]
        self.y0 = min(line.y0 for line in lines)
        self.y1 = max(line.y1 for line in lines)


Block: TypeAlias = Line | Row


def is_bullet(text: str) -> bool:
    """Whether this word is a list item's mark; symbol fonts put theirs at U+F000."""
    return len(text) == 1 and (text in BULLETS or "\ue000" <= text <= "\uf8ff")


def is_marker(text: str) -> bool:
    """Whether this word can open a numbered paragraph or list item: "12." or "(a)"."""
    return _MARKER.fullmatch(text) is not None


def may_open_item(text: str) -> bool:
    """Whether a gap after this word, the first of a line, may be a list item's indent."""
    return is_bullet(text) or is_marker(text)


def is_figures(line: Line) -> bool:
    """Whether a line has no letters, and begins with a number."""
    return line.words[0].text.isdigit() and not any(map(str.isalpha, line.text))


def is_full(line: Line, after: Line, right: float) -> bool:
    """Whether the first word of the line after would not have fitted on this one."""
    first = last = after.words[0]
    for word in after.words[1:]:
        if not word.raised:  # a note's mark stays with its word
            break
        last = word
    return line.x1 + 0.25 * line.size + (last.x1 - first.x0) > right - 1


def set_column(lines: Sequence[Line]) -> None:
    """Tells lines that stand one under another where their column begins and ends."""
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        line.left, line.right = left, right
