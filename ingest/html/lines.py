"""The lines of a web page, and how words are gathered into them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ingest.html.preformatted import read_preformatted
from ingest.html.superscripts import resolve_marks

BULLET = "• "
BULLETS = frozenset("•·▪●■◦‣")
MAX_COLUMNS = 200  # of a table whose spans are read
BREAK = re.compile(
    r"\v\s*\v\s*|\v\s*(?=[A-Z][\w’' -]{1,40}:\s|[•·▪●■◦‣–*-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s)"
)
NUMBER = re.compile(r"(?:question |q)?\d{1,3}(?:\.\d{1,3})*[.:)]?", re.I)


@dataclass(slots=True)
class Line:
    """A line of the text to come."""

    text: str
    level: int = 0  # of a heading; 0: not one
    anchor: str | None = None
    links: int = 0  # characters that are in links
    kind: str = ""  # "item", "row", "term" or "" for what is none of these


@dataclass(slots=True)
class _Buffer:
    pieces: list[str] = field(default_factory=list)
    links: int = 0

    def take(self) -> list[str]:
        """The lines gathered, white space folded; two line breaks part them.

        So does one before a label, a number or a bullet: "Grade: Good", "Date: 4 May".
        """
        text = self._joined()
        parts = BREAK.split(text) if "\v" in text else [text]
        self.pieces.clear()
        return [line for part in parts if (line := " ".join(part.split()))]

    def take_typed(self, *, is_code: bool) -> list[str]:
        """The lines gathered from text whose own line breaks count."""
        text = self._joined()
        self.pieces.clear()
        return read_preformatted(text, is_code=is_code)

    def _joined(self) -> str:
        text = resolve_marks("".join(self.pieces))
        # The page as typed is in this form; an accent may be written as an entity, or in <b>.
        return text if text.isascii() else unicodedata.normalize("NFC", text)


class _Grid:
    """Which columns of a table's next row are taken by cells of the rows above and to the left.

    The words of a cell that spans several stand in the first; empty cells keep the others' place.
    """

    def __init__(self) -> None:
        self._below: dict[int, int] = {}  # column -> rows that a cell above still takes of it
        self._next = 0  # the first column after the last cell

    def place(self, cells: list[str], columns: int, rows: int) -> None:
        """Adds the empty cells that stand before a cell."""
        at = self._next
        while self._below.get(at, 0) > 0 and at < MAX_COLUMNS:
            at += 1
        columns = min(columns, max(MAX_COLUMNS - at, 1))
        cells.extend([""] * (at - len(cells)))
        self._next = at + columns
        if rows > 1:
            for column in range(at, at + columns):
                self._below[column] = rows  # this row's own is taken off at its end

    def end_row(self) -> None:
        self._next = 0
        self._below = {at: rows - 1 for at, rows in self._below.items() if rows > 1}


class LineWriter:
    """Gathers words until a line ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.buffer = _Buffer()
        self.items: list[bool] = []  # a list item that is open, and whether its bullet is written
        self.cells: list[list[str]] = []  # the rows that are open
        self.tables: list[_Grid] = []  # the tables that are open
        self.heading: tuple[int, str | None] | None = None
        self.in_link = 0
        self.typed: list[bool] = []  # an open element whose line breaks count, and whether of code
        self.in_badge = False
        self.kind = ""
        self._level = 1  # of the last heading that no panel is under
        self._panel = 0  # level of the headings of the panels here

    def pass_heading(self, level: int) -> None:
        if level <= self._panel:
            self._panel = 0
        if not self._panel:
            self._level = level

    def open_panel(self) -> int:
        """The level of a panel's heading: one below the heading that the panels are under."""
        self._panel = self._panel or min(self._level + 1, 6)
        return self._panel

    def add(self, text: str) -> None:
        self.buffer.pieces.append(text)
        if self.in_link:
            self.buffer.links += len(text.strip())

    def end_line(self) -> None:
        buffer = self.buffer
        typed, links = self.typed, buffer.links
        written = buffer.take_typed(is_code=typed[-1]) if typed else buffer.take()
        self.buffer.links = 0
        for text in written:
            if self.cells and self.cells[-1]:
                cell = self.cells[-1][-1]
                self.cells[-1][-1] = f"{cell} {text}" if cell else text
                continue
            line = Line(text, links=min(links, len(text)), kind=self.kind)
            if "\t" in text:
                line.kind = "row"
            if self.heading is not None and not self.in_badge:
                line.level, line.anchor = self.heading
                self._take_number(line)
            elif self.items and not self.items[-1]:
                self.items[-1] = True
                line.text, line.kind = BULLET + text, "item"
            elif text[0] in BULLETS and text[1:2] == " ":  # as text processors write lists
                line.text, line.kind = BULLET + text[2:], "item"
            elif self.kind == "definition" and self.lines and self.lines[-1].kind == "term":
                term = self.lines.pop()
                line.text, line.kind = f"{term.text}\t{text}", "row"
            self.lines.append(line)

    def open_table(self) -> None:
        self.tables.append(_Grid())

    def close_table(self) -> None:
        self.tables.pop()

    def open_cell(self, columns: int, rows: int) -> None:
        """Begins a cell that is so many columns wide and so many rows high."""
        self.end_line()
        if self.tables:
            self.tables[-1].place(self.cells[-1], columns, rows)
        self.cells[-1].append("")

    def end_row(self) -> None:
        self.end_line()
        cells = self.cells.pop()
        if self.tables:
            self.tables[-1].end_row()
        if any(cells):
            self.lines.append(Line("\t".join(cells), kind="row"))

    def _take_number(self, heading: Line) -> None:
        """A number set beside a heading belongs to it: "2" and "How effective ..."."""
        if not self.lines or self.items:
            return
        before = self.lines[-1]
        if not before.kind and not before.level and NUMBER.fullmatch(before.text):
            heading.text = f"{self.lines.pop().text} {heading.text}"
