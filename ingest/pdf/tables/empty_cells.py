"""The empty cells of tables without rules: told by the columns that the filled ones make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from ingest.pdf.page_lines import Block, Row

FEWEST = 3  # columns; a row of two that lacks one is a line
APART = 3.0  # times the size of the type: rows farther apart are of two tables
SCALE = 4  # figures
NEARER = 0.6  # times as far as the next column: a cell beside its column's head

_Span: TypeAlias = tuple[float, float]  # from the left side of the page


def add_empty_cells(blocks: Sequence[Block]) -> None:
    """Gives rows that lack cells empty ones, so that the others stand in their columns."""
    table: list[Row] = []
    for block in blocks:
        if not isinstance(block, Row):
            continue
        if table and block.y0 - table[-1].y1 > APART * block.cells[0][0].size:
            _complete(table)
            table = []
        if not _is_scale(block):
            table.append(block)
    _complete(table)


def _complete(table: Sequence[Row]) -> None:
    width = max((len(row.cells) for row in table), default=0)
    if all(len(row.cells) == width > FEWEST - 1 for row in table):
        return
    spans = [[_span_of(row, at) for at in range(len(row.cells))] for row in table]
    whole = [cells for cells in spans if len(cells) == width]
    columns = _columns(spans) or _columns(whole)
    if len(columns) > width and not _are_filled(spans, columns):
        columns = _columns_by_number(whole)  # heads that stand beside their figures
    if len(columns) < max(width, FEWEST):
        return
    places = [[_place(cell, columns) for cell in cells] for cells in spans]
    for row, at in zip(table, places, strict=True):
        if -1 not in at and all(a < b for a, b in pairwise(at)):
            cells = dict(zip(at, row.cells, strict=True))
            row.cells = [cells.get(place, []) for place in range(len(columns))]


def _is_scale(row: Row) -> bool:
    """Whether a row is the scale of a chart: figures that rise by the same step."""
    texts = ["".join(line.text for line in cell).rstrip("%") for cell in row.cells]
    if len(texts) < SCALE or not all(map(str.isdecimal, texts)):
        return False
    steps = {int(b) - int(a) for a, b in pairwise(texts)}
    return len(steps) == 1 and steps != {1}  # years rise so too


def _span_of(row: Row, at: int) -> _Span:
    lines = row.cells[at]
    return min(line.x0 for line in lines), max(line.x1 for line in lines)


def _columns(rows: Sequence[Sequence[_Span]]) -> list[_Span]:
    """Where the cells of several rows stand, one under another; none where a cell of one stands
    under several of another."""
    columns: list[_Span] = []
    for left, right in sorted(span for row in rows for span in row):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns if len(columns) >= max(map(len, rows)) else []


def _are_filled(rows: Sequence[Sequence[_Span]], columns: Sequence[_Span]) -> bool:
    """Whether each column has several cells."""
    counts = Counter(_place(cell, columns) for cells in rows for cell in cells)
    return min(counts[at] for at in range(len(columns))) > 1


def _columns_by_number(rows: Sequence[Sequence[_Span]]) -> list[_Span]:
    """The columns of rows that lack no cell; none where these do not stand apart."""
    columns = [
        (min(left for left, _ in cells), max(right for _, right in cells))
        for cells in zip(*rows, strict=True)
    ]
    return columns if all(a[1] < b[0] for a, b in pairwise(columns)) else []


def _place(cell: _Span, columns: Sequence[_Span]) -> int:
    """The one column that a cell shares its width with, or by far the nearest one where it shares
    it with none; else -1."""
    shared = [at for at, (x0, x1) in enumerate(columns) if cell[0] < x1 and x0 < cell[1]]
    if shared:
        return shared[0] if len(shared) == 1 else -1
    far = sorted((max(x0 - cell[1], cell[0] - x1), at) for at, (x0, x1) in enumerate(columns))
    return far[0][1] if len(far) > 1 and far[0][0] < NEARER * far[1][0] else -1
