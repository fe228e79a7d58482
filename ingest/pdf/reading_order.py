"""The reading order of a page: its words as lines and table rows, column after column.

Knows places on one page only: what runs on over pages, what repeats on every page and
what is a heading are decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.pdf.columns import LIKELY, find_gutters, is_flow, sides_of
from ingest.pdf.page_lines import Block, Line, Row, set_column
from ingest.pdf.pieces import Piece, levels_of, lines_of, runs_of
from ingest.pdf.tables.empty_cells import add_empty_cells
from ingest.pdf.tables.ruled import Grid
from ingest.pdf.tables.spanning import place_spanning_cells
from ingest.pdf.tables.unruled import unruled_rows
from ingest.pdf.word import Word

MAX_STARTS = 12  # of columns, that are tried in one band


def lay_out(words: Sequence[Word], grids: Sequence[Grid]) -> list[Block]:
    """The lines and rows of one page in reading order."""
    upright = [word for word in words if not word.turned]
    turned = [word for word in words if word.turned]
    free: list[Word] = []
    inside: dict[int, list[Word]] = {}
    for word in upright:
        at = next((i for i, grid in enumerate(grids) if grid.holds(word)), None)
        if at is None:
            free.append(word)
        else:
            inside.setdefault(at, []).append(word)
    tables: list[Piece] = []
    for at, table_words in inside.items():
        rows = _ruled_rows(grids[at], table_words)
        if rows:
            tables.append(Piece(grids[at].x0, rows[0].y0, grids[at].x1, rows[-1].y1, rows=rows))
        else:  # a frame round a text is no table
            free += table_words
    pieces = [*runs_of(free), *tables]
    blocks = _read(pieces)
    if turned:
        blocks.append(Line(turned))
    return blocks


def _read(pieces: list[Piece], depth: int = 0) -> list[Block]:
    for number, gutter in enumerate(find_gutters(pieces) if depth < 4 else []):
        blocks: list[Block] = []
        across: list[Piece] = []  # bands in one column, read together: a table may cross a gutter
        for band in _bands(pieces, gutter):
            start = _first_in_columns(band, gutter, is_likely=number < LIKELY)
            across += band[:start]
            if start < len(band):
                left, right = sides_of(band[start:], gutter)
                blocks += _single(across) + _read(left, depth + 1) + _read(right, depth + 1)
                across = []
        if blocks:
            return blocks + _single(across)
    return _single(pieces)


def _first_in_columns(band: Sequence[Piece], gutter: float, *, is_likely: bool) -> int:
    """The piece of a band from which on text flows in columns: mostly the first one, or none,
    or the first one under a table that does not cross the gutter."""
    starts = [0]
    foot = band[0].y1
    for at, piece in enumerate(band):
        if piece.y0 > foot + 0.6 * (piece.y1 - piece.y0):
            starts.append(at)
        foot = max(foot, piece.y1)
    for start in starts[:MAX_STARTS]:
        if is_flow(*sides_of(band[start:], gutter), is_likely=is_likely):
            return start
    return len(band)


def _bands(pieces: Sequence[Piece], gutter: float) -> list[list[Piece]]:
    """The page from top to bottom: what crosses the gutter, and between, what does not."""
    bands: list[list[Piece]] = []
    crosses_before: bool | None = None
    for level in levels_of(pieces):
        crosses = any(piece.x0 < gutter - 1 and piece.x1 > gutter + 1 for piece in level)
        if crosses != crosses_before:
            bands.append([])
        bands[-1] += level
        crosses_before = crosses
    return bands


def _single(pieces: Sequence[Piece]) -> list[Block]:
    """One column: its lines and rows from top to bottom."""
    tables = [piece for piece in pieces if piece.rows]
    lines = lines_of([piece for piece in pieces if not piece.rows])
    set_column(lines)
    blocks = unruled_rows(lines)
    place_spanning_cells(blocks)
    add_empty_cells(blocks)
    for table in sorted(tables, key=lambda piece: piece.y0):
        at = next((i for i, b in enumerate(blocks) if b.y0 >= table.y0 - 2), len(blocks))
        blocks[at:at] = table.rows
    return blocks


def _ruled_rows(grid: Grid, words: Sequence[Word]) -> list[Row]:
    """The rows of a ruled table, with their empty cells; none where it has a single column."""
    by_cell: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        by_cell.setdefault(grid.cell_of(word), []).append(word)
    filled = Counter(top for top, _ in by_cell)
    if max(filled.values()) < 2:
        return []
    columns = grid.columns({left for _, left in by_cell})
    rows: list[Row] = []
    for top in sorted(filled):
        places = grid.row_of(top, columns)
        if filled[top] == 1 and not _is_lone_label(by_cell, places, is_first=not rows):
            places = [place for place in places if place in by_cell]
        cells = [lines_of(runs_of(by_cell[at])) if at in by_cell else [] for at in places]
        for lines in cells:
            set_column(lines)
        rows.append(Row(cells))
    return rows


def _is_lone_label(
    by_cell: Mapping[tuple[int, int], Sequence[Word]],
    places: Sequence[tuple[int, int] | None],
    *,
    is_first: bool,
) -> bool:
    """Whether the one filled cell of a row has empty ones beside it, and is neither a heading
    in the table nor what a page break cut off."""
    words = next(by_cell[at] for at in places if at is not None and at in by_cell)
    return len(places) > 2 and not is_first and not all(word.bold for word in words)
