"""Lines into paragraphs, list items and table rows, within a page and over its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from ingest.pdf.page_lines import Block, Line, Row, is_bullet, is_full, is_marker
from ingest.pdf.word import Word

SAME_CELL = 6.0  # points, between where a cell starts on a page and on the next
LONG_CELL = 500  # characters; a cell with more than this in several paragraphs is no cell

_ENDS = re.compile(r"[.?!:;…][\"'”’)\]]*$")
_LEADER = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}|_{4,}")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\d{1,2}(?:\.\d{1,2})+\.?")
# "Report published: 8 May 2019"
DATED = re.compile(r"[^:?]{4,40}: .{0,40}\b(?:19|20)\d\d\b")
_NOTE = re.compile(r"\d{1,3}|[*†‡§]+")


class Kind(Enum):
    TEXT = auto()
    ITEM = auto()
    ROW = auto()
    NOTE = auto()


@dataclass(slots=True)
class Paragraph:
    """One line of the text to come: its words, each with its page, in one cell or several."""

    kind: Kind
    cells: list[list[tuple[int, Word]]]
    size: float
    bold: bool
    page: int
    last: Line | None = None  # what a following page may go on from
    first: Line | None = None  # but of a row

    @property
    def text(self) -> str:
        return "\t".join(" ".join(word.text for _, word in cell) for cell in self.cells)


@dataclass(slots=True)
class Pitches:
    """The usual distance between lines, by size of type."""

    steps: dict[int, Counter[float]] = field(default_factory=dict)

    def learn(self, blocks: Sequence[Block]) -> None:
        for a, b in pairwise(blocks):
            if isinstance(a, Line) and isinstance(b, Line) and round(a.size) == round(b.size):
                step = b.base - a.base
                if 0.8 * a.size < step < 2.5 * a.size:
                    self.steps.setdefault(round(a.size), Counter())[round(step * 2) / 2] += 1

    def usual(self, size: float) -> float:
        steps = self.steps.get(round(size))
        if not steps or steps.total() < 8:
            return 1.2 * size
        return steps.most_common(1)[0][0]


def build_paragraphs(
    blocks: Sequence[Block], page: int, pitches: Pitches, body_size: float
) -> list[Paragraph]:
    """The paragraphs of one page in reading order, notes last."""
    notes = _note_lines(blocks, body_size)
    body = [block for block in blocks if id(block) not in notes]
    foot = [block for block in blocks if id(block) in notes]
    paragraphs = _paragraphs(body, page, pitches, body_size)
    for paragraph in _paragraphs(foot, page, pitches, body_size):
        paragraph.kind = Kind.NOTE if paragraph.kind is Kind.TEXT else paragraph.kind
        paragraphs.append(paragraph)
    return paragraphs


def _paragraphs(
    blocks: Sequence[Block], page: int, pitches: Pitches, body_size: float
) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    lines: list[Line] = []

    def close() -> None:
        if lines and not (len(lines) == 1 and is_bullet(lines[0].text)):
            paragraphs.append(_paragraph(lines, page))
        lines.clear()

    for block in blocks:
        if isinstance(block, Row):
            close()
            paragraphs += _row(block, page, pitches, body_size)
            continue
        if lines and _starts_new(lines, block, pitches.usual(block.size), body_size):
            close()
        lines.append(block)
    close()
    return paragraphs


def _paragraph(lines: Sequence[Line], page: int) -> Paragraph:
    words = [(page, word) for line in lines for word in line.words]
    is_item = opens_item(lines[0])
    if is_item:
        words = words[1:]
    bold = all(line.bold for line in lines)
    size = max(line.size for line in lines)
    kind = Kind.ITEM if is_item else Kind.TEXT
    return Paragraph(kind, [words], size, bold, page, lines[-1], lines[0])


def opens_item(line: Line) -> bool:
    """Whether a list item's mark opens the line; a dash or an "o" only with a gap after it."""
    words = line.words
    if len(words) < 2 or not is_bullet(words[0].text):
        return False
    if words[0].text in "o-–—*\u2212\u2015·":
        return words[1].x0 - words[0].x1 > 0.45 * line.size
    return True


def _starts_new(lines: Sequence[Line], line: Line, pitch: float, body_size: float) -> bool:
    before = lines[-1]
    if opens_item(line):
        return True
    if _LEADER.search(before.text):
        return True
    step = line.base - before.base
    if step <= 0:  # the top of the next column
        return not runs_on(before, line)
    ends = _ENDS.search(before.words[-1].text) is not None
    if not ends and _goes_on(before, line):
        return False
    if abs(line.size - before.size) > 0.08 * before.size:
        return True
    if step > max(1.3 * pitch, 1.1 * line.size):
        return True
    full = is_full(before, line, before.right)
    if before.bold and not line.bold:
        return not (line.words[0].bold and full)
    if line.bold and not before.bold and (ends or not full):
        return True
    if _is_note_start(line) or (_opens_number(line) and (ends or not full)):
        return True
    if line.size > 1.15 * body_size:
        return DATED.match(line.text) is not None or DATED.fullmatch(before.text) is not None
    if full:
        hangs = len(lines) == 1 and (opens_item(before) or is_marker(before.words[0].text))
        return ends and not hangs and line.x0 > before.x0 + 0.8 * line.size
    return not _starts_low(line)


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence is in its middle between the lines, whatever their spacing."""
    return (
        before.bold == line.bold
        and _starts_low(line)
        and _is_long(before)
        and line.base - before.base < 2.4 * line.size
        and abs(line.size - before.size) < 0.2 * before.size
    )


def runs_on(before: Line, after: Line) -> bool:
    """Whether a paragraph that reached the end of a column or page goes on with this line."""
    if abs(before.size - after.size) > 0.08 * before.size or before.bold != after.bold:
        return False
    if opens_item(after) or _opens_number(after) or _LEADER.search(before.text):
        return False
    ends = _ENDS.search(before.words[-1].text)
    if ends:
        return ends.group()[0] in ";:" and _starts_low(after)
    return _starts_low(after) or is_full(before, after, before.right)


def _starts_low(line: Line) -> bool:
    return line.words[0].text.lstrip("“‘\"'([")[:1].islower()


def _is_long(line: Line) -> bool:
    """Whether a line comes near the right side of its column."""
    return line.x1 > line.left + 0.75 * (line.right - line.left)


def _opens_number(line: Line) -> bool:
    return len(line.words) > 1 and _NUMBERED.fullmatch(line.words[0].text) is not None


def _is_note_start(line: Line) -> bool:
    first = line.words[0]
    return (
        len(line.words) > 1
        and _NOTE.fullmatch(first.text) is not None
        and (first.raised or first.size < 0.8 * line.size)
    )


def _note_lines(blocks: Sequence[Block], body_size: float) -> set[int]:
    """The ids of the lines that are footnotes: small type from a note's mark to the page's end."""
    columns: dict[tuple[float, float], list[Line]] = {}
    for block in blocks:
        if isinstance(block, Line):
            columns.setdefault((block.left, block.right), []).append(block)
    notes: set[int] = set()
    for lines in columns.values():
        small: list[Line] = []
        for line in reversed(lines):
            if line.size > 0.93 * body_size:
                break
            small.append(line)
        small.reverse()
        starts = (i for i, line in enumerate(small) if _opens_note(line, body_size))
        first = next(starts, None)
        if first is not None:
            notes.update(id(line) for line in small[first:])
    return notes


def _opens_note(line: Line, body_size: float) -> bool:
    return _is_note_start(line) or (
        len(line.words) > 1
        and line.size < 0.93 * body_size
        and _NOTE.fullmatch(line.words[0].text) is not None
    )


def _row(row: Row, page: int, pitches: Pitches, body_size: float) -> list[Paragraph]:
    cells = [_paragraphs(cell, page, pitches, body_size) for cell in row.cells]
    if len(cells) == 1:
        return cells[0]
    longest = max(cells, key=len)
    if len(longest) > 2 and sum(len(part.text) for part in longest) > LONG_CELL:
        return [paragraph for cell in cells for paragraph in cell]
    lines: list[Line] = [line for cell in row.cells for line in cell]
    return [
        Paragraph(
            Kind.ROW,
            [
                [word for part in cell for word in part.cells[0]]
                or [(page, word) for line in drawn for word in line.words]  # a tick alone
                for cell, drawn in zip(cells, row.cells, strict=True)
            ],
            max(line.size for line in lines),
            all(line.bold for line in lines),
            page,
            lines[-1],
        )
    ]


def join_pages(before: Paragraph, after: Paragraph) -> bool:
    """Whether the first paragraph of a page goes on with the last one of the page before.

    Of a table row only the last cell can: words must stand in the order of their pages.
    """
    if before.last is None or after.first is None or after.kind is not Kind.TEXT:
        return False
    if before.kind is Kind.ROW and abs(before.last.x0 - after.first.x0) > SAME_CELL:
        return False
    return before.kind is not Kind.NOTE and runs_on(before.last, after.first)


def is_ended(paragraph: Paragraph) -> bool:
    """Whether it surely goes on nowhere."""
    last = paragraph.last
    return last is None or _ENDS.search(last.text) is not None and last.text[-1] not in ";:"
