"""The reading order of a page: its words as lines and table rows, column after column.

Knows places on one page only: what runs on over pages, what repeats on every page and
what is a heading are decided elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from ingest.drawings import Rule
from ingest.grids import Grid, find_grids
from ingest.words import Word

BULLETS = frozenset("•◼▪■●○◦‣⁃∙·►▶➢❖✓✔–—-*o\u2212\u2015")
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-z]|[ivxlc]{1,5})[.):]?\)?", re.IGNORECASE)


@dataclass(slots=True)
class Line:
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
    cells: list[list[Line]]  # each with its lines from top to bottom
    ruled: bool = False
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


def lay_out(words: Sequence[Word], rules: Sequence[Rule]) -> list[Block]:
    """The lines and rows of one page in reading order."""
    upright = [word for word in words if not word.turned]
    turned = [word for word in words if word.turned]
    grids = find_grids(rules)
    free: list[Word] = []
    inside: dict[int, list[Word]] = {}
    for word in upright:
        at = next((i for i, grid in enumerate(grids) if grid.holds(word)), None)
        if at is None:
            free.append(word)
        else:
            inside.setdefault(at, []).append(word)
    tables: list[_Piece] = []
    for at, held in inside.items():
        rows = _ruled_rows(grids[at], held)
        if rows:
            tables.append(_Piece(grids[at].x0, rows[0].y0, grids[at].x1, rows[-1].y1, rows=rows))
        else:  # a frame round a text is no table
            free += held
    pieces = [*_runs(free), *tables]
    blocks = _read(pieces)
    if turned:
        blocks.append(Line(turned))
    return blocks


@dataclass(slots=True)
class _Piece:
    """What is not taken apart while the reading order is found: words in a row, or a table."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: list[Word] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    order: int = 0  # in the file


def _runs(words: Sequence[Word]) -> list[_Piece]:
    """Words that follow one another in the file and on one line, without a wide gap."""
    runs: list[_Piece] = []
    run: _Piece | None = None
    last: Word | None = None
    for word in words:
        if run is not None and last is not None:
            size = max(word.size, last.size)
            level = abs(word.base - last.base) < 0.5 * size
            if level and -0.5 * size < word.x0 - last.x1 < size:
                run.words.append(word)
                run.x0, run.y0 = min(run.x0, word.x0), min(run.y0, word.y0)
                run.x1, run.y1 = max(run.x1, word.x1), max(run.y1, word.y1)
                last = word
                continue
        run = _Piece(word.x0, word.y0, word.x1, word.y1, [word], order=len(runs))
        runs.append(run)
        last = word
    return runs


def _read(pieces: list[_Piece], depth: int = 0) -> list[Block]:
    gutter = _gutter(pieces) if depth < 4 else None
    if gutter is None:
        return _single(pieces)
    blocks: list[Block] = []
    for band in _bands(pieces, gutter):
        left = [piece for piece in band if piece.x1 <= gutter + 1]
        right = [piece for piece in band if piece.x1 > gutter + 1]
        if left and right and len(left) + len(right) == len(band) and _is_flow(left, right, gutter):
            blocks += _read(left, depth + 1) + _read(right, depth + 1)
        else:
            blocks += _single(band)
    return blocks


def _gutter(pieces: Sequence[_Piece]) -> float | None:
    """An x with white space at many heights of the page, between text on either side."""
    pieces = sorted(pieces, key=lambda piece: piece.y0)
    gaps: list[tuple[float, float]] = []
    for index, piece in enumerate(pieces):
        if piece.words and len(piece.words) == 1 and _opens_item(piece.words[0].text):
            continue
        for other in pieces[index + 1 :]:
            if other.y0 >= piece.y1 - 2:
                break
            low, high = (piece, other) if piece.x0 < other.x0 else (other, piece)
            if high.x0 - low.x1 >= 9 and not (
                len(low.words) == 1 and _opens_item(low.words[0].text)
            ):
                gaps.append((low.x1, high.x0))
    if len(gaps) < 4:
        return None
    votes = Counter(round(high) - 2 for _, high in gaps)
    best: float | None = None
    most = 0
    for x in map(float, (x for x, _ in votes.most_common(8))):
        count = sum(1 for low, high in gaps if low <= x <= high)
        if count > most:
            best, most = float(x), count
    return best if most >= 4 else None


def _opens_item(text: str) -> bool:
    return is_bullet(text) or is_marker(text)


def _bands(pieces: Sequence[_Piece], gutter: float) -> list[list[_Piece]]:
    """The page from top to bottom: what crosses the gutter, and between, what does not."""
    bands: list[list[_Piece]] = []
    crosses_before: bool | None = None
    for piece in sorted(pieces, key=lambda piece: (piece.y0 + piece.y1) / 2):
        crosses = piece.x0 < gutter - 1 and piece.x1 > gutter + 1
        if crosses != crosses_before:
            bands.append([])
        bands[-1].append(piece)
        crosses_before = crosses
    return bands


def _is_flow(left: Sequence[_Piece], right: Sequence[_Piece], gutter: float) -> bool:
    """Whether text flows down both sides, as in columns, and not across, as in a table."""
    sides = (left, right)
    if min(len(side) for side in sides) < 3:
        return False
    for side in sides:
        if max(piece.x1 for piece in side) - min(piece.x0 for piece in side) < 80:
            return False
    drawn = sorted([(p.order, 0) for p in left] + [(p.order, 1) for p in right])
    changes = sum(1 for a, b in pairwise(drawn) if a[1] != b[1])
    wraps = min(_wrapped_share(side) for side in sides)
    return wraps >= 0.6 or (changes <= 2 and wraps >= 0.35)


def _wrapped_share(pieces: Sequence[_Piece]) -> float:
    """The share of line ends where the next line's first word would not have fitted."""
    lines = [Line(piece.words) for piece in sorted(pieces, key=lambda p: p.y0) if piece.words]
    if len(lines) < 3:
        return 0.0
    right = max(line.x1 for line in lines)
    ends = [is_full(a, b, right) for a, b in pairwise(lines)]
    return sum(ends) / len(ends)


def is_full(line: Line, after: Line, right: float) -> bool:
    """Whether the first word of the line after would not have fitted on this one."""
    first = after.words[0]
    return line.x1 + 0.25 * line.size + (first.x1 - first.x0) > right - 1


def _single(pieces: Sequence[_Piece]) -> list[Block]:
    """One column: its lines and rows from top to bottom."""
    tables = [piece for piece in pieces if piece.rows]
    lines = _lines([piece for piece in pieces if not piece.rows])
    _set_column(lines)
    blocks = _spaced_rows(lines)
    for table in sorted(tables, key=lambda piece: piece.y0):
        at = next((i for i, b in enumerate(blocks) if b.y0 >= table.y0 - 2), len(blocks))
        blocks[at:at] = table.rows
    return blocks


def _set_column(lines: Sequence[Line]) -> None:
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)
    for line in lines:
        line.left, line.right = left, right


def _lines(pieces: Iterable[_Piece]) -> list[Line]:
    groups: list[tuple[_Piece, list[_Piece]]] = []  # the widest piece of a line, and all of it
    for piece in sorted(pieces, key=lambda piece: piece.words[0].base):
        for at in range(len(groups) - 1, max(len(groups) - 6, -1), -1):
            chief, group = groups[at]
            shared = min(piece.y1, chief.y1) - max(piece.y0, chief.y0)
            if shared > 0.6 * min(piece.y1 - piece.y0, chief.y1 - chief.y0) and not any(
                min(piece.x1, other.x1) - max(piece.x0, other.x0) > 3 for other in group
            ):
                group.append(piece)
                wider = piece.x1 - piece.x0 > chief.x1 - chief.x0
                groups[at] = (piece if wider else chief, group)
                break
        else:
            groups.append((piece, [piece]))
    lines = []
    for _, group in groups:
        group.sort(key=lambda piece: piece.x0)
        lines.append(Line([word for piece in group for word in piece.words]))
    return lines


def _spaced_rows(lines: Sequence[Line]) -> list[Block]:
    """Lines with wide gaps as table rows, with the lines that their cells run on to."""
    blocks: list[Block] = []
    for line in lines:
        cells = _spaced_cells(line)
        above = blocks[-1] if blocks else None
        if len(cells) > 1:
            row = Row([[Line(cell)] for cell in cells])
            while isinstance(above, Line) and _opens_cell(above, row):
                row.cells[0].insert(0, above)
                blocks.pop()
                above = blocks[-1] if blocks else None
            blocks.append(row)
        elif isinstance(above, Row) and (cell_above := _cell_continued(above, line)):
            cell_above.append(line)
            above.y1 = max(above.y1, line.y1)
        else:
            blocks.append(line)
    return blocks


def _spaced_cells(line: Line) -> list[list[Word]]:
    cells: list[list[Word]] = [[line.words[0]]]
    for before, word in zip(line.words, line.words[1:], strict=False):
        wide = word.x0 - before.x1 > max(2.0 * line.size, 18.0)
        if wide and not (before is line.words[0] and _opens_item(before.text)):
            cells.append([word])
        else:
            cells[-1].append(word)
    return cells


def _opens_cell(line: Line, row: Row) -> bool:
    """Whether the row's first cell goes on with what this line above it began."""
    first, edge = row.cells[0][0], row.cells[1][0].x0
    return (
        first.words[0].text[:1].islower()
        and abs(line.size - first.size) < 0.5
        and line.bold == first.bold
        and 0 < first.base - line.base < 1.5 * line.size
        and line.x0 <= first.x0 + 1
        and line.x1 < edge
        and len(_spaced_cells(line)) == 1
    )


def _cell_continued(row: Row, line: Line) -> list[Line] | None:
    """The cell of the row above that this line goes on with."""
    for at, cell in enumerate(row.cells):
        last = cell[-1]
        pitch = line.base - last.base
        if abs(line.x0 - cell[0].x0) > 3 or not 0 < pitch < 1.5 * line.size:
            continue
        if at == 0:
            edge = row.cells[1][0].x0
            return cell if line.x1 < edge and is_full(last, line, edge - line.size) else None
        return cell
    return None


def _ruled_rows(grid: Grid, words: Sequence[Word]) -> list[Row]:
    """The rows of a ruled table; none where it has a single column."""
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        held.setdefault(grid.cell_of(word), []).append(word)
    by_row: dict[int, list[tuple[int, list[Line]]]] = {}
    for (top, left), cell in held.items():
        by_row.setdefault(top, []).append((left, _lines(_runs(cell))))
    if max(len(cells) for cells in by_row.values()) < 2:
        return []
    rows = []
    for top in sorted(by_row):
        cells = [lines for _, lines in sorted(by_row[top], key=lambda cell: cell[0])]
        for lines in cells:
            _set_column(lines)
        rows.append(Row(cells, ruled=True))
    return rows
