"""The reading order of a page: its words as lines and table rows, column after column.

Knows places on one page only: what runs on over pages, what repeats on every page and
what is a heading are decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.pdf.drawings import Rule
from ingest.pdf.empty_cells import add_empty_cells
from ingest.pdf.page_lines import Block, Line, Row, is_full, may_open_item, set_column
from ingest.pdf.ruled_tables import Grid, find_grids
from ingest.pdf.unruled_tables import unruled_rows
from ingest.pdf.word import Word

NARROW = 80.0  # points; no text flows in a column like that
APART = 20.0  # points between two gutters that are tried
MAX_GUTTERS = 3
MAX_STARTS = 12  # of columns, that are tried in one band
SAME_LINE = 1.5  # points between the middles of what stands on one line


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
    for at, table_words in inside.items():
        rows = _ruled_rows(grids[at], table_words)
        if rows:
            tables.append(_Piece(grids[at].x0, rows[0].y0, grids[at].x1, rows[-1].y1, rows=rows))
        else:  # a frame round a text is no table
            free += table_words
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

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def _runs(words: Sequence[Word]) -> list[_Piece]:
    """Words that follow one another in the file and on one line, without a wide gap."""
    runs: list[_Piece] = []
    run: _Piece | None = None
    last: Word | None = None
    for word in words:
        if run is not None and last is not None:
            size = max(word.size, last.size)
            level = abs(word.base - last.base) < 0.5 * size
            if level and -0.5 * size < word.x0 - last.end < size:
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
    for gutter in _gutters(pieces) if depth < 4 else []:
        blocks: list[Block] = []
        across: list[_Piece] = []  # bands in one column, read together: a table may cross a gutter
        for band in _bands(pieces, gutter):
            start = _first_in_columns(band, gutter)
            across += band[:start]
            if start < len(band):
                left, right = _sides(band[start:], gutter)
                blocks += _single(across) + _read(left, depth + 1) + _read(right, depth + 1)
                across = []
        if blocks:
            return blocks + _single(across)
    return _single(pieces)


def _first_in_columns(band: Sequence[_Piece], gutter: float) -> int:
    """The piece of a band from which on text flows in columns: mostly the first one, or none,
    or the first one under a table that does not cross the gutter."""
    starts = [0]
    foot = band[0].y1
    for at, piece in enumerate(band):
        if piece.y0 > foot + 0.6 * (piece.y1 - piece.y0):
            starts.append(at)
        foot = max(foot, piece.y1)
    for start in starts[:MAX_STARTS]:
        if _is_flow(*_sides(band[start:], gutter)):
            return start
    return len(band)


def _sides(pieces: Sequence[_Piece], gutter: float) -> tuple[list[_Piece], list[_Piece]]:
    left = [piece for piece in pieces if piece.x1 <= gutter + 1]
    return left, [piece for piece in pieces if piece.x1 > gutter + 1]


def _gutters(pieces: Sequence[_Piece]) -> list[float]:
    """Each x with white space at many heights of the page, between text on either side; that
    with the most first."""
    pieces = sorted(pieces, key=lambda piece: piece.y0)
    gaps: list[tuple[float, float]] = []
    for index, piece in enumerate(pieces):
        if piece.words and len(piece.words) == 1 and may_open_item(piece.words[0].text):
            continue
        for other in pieces[index + 1 :]:
            if other.y0 >= piece.y1 - 2:
                break
            low, high = (piece, other) if piece.x0 < other.x0 else (other, piece)
            if high.x0 - low.x1 >= 9 and not (
                len(low.words) == 1 and may_open_item(low.words[0].text)
            ):
                gaps.append((low.x1, high.x0))
    if len(gaps) < 4:
        return []
    votes = Counter(round(high) - 2 for _, high in gaps)
    counts = {
        float(x): sum(1 for low, high in gaps if low <= x <= high) for x, _ in votes.most_common(8)
    }
    gutters: list[float] = []
    for x in sorted(counts, key=lambda x: -counts[x]):
        if counts[x] >= 4 and all(abs(x - other) > APART for other in gutters):
            gutters.append(x)
    return gutters[:MAX_GUTTERS]


def _bands(pieces: Sequence[_Piece], gutter: float) -> list[list[_Piece]]:
    """The page from top to bottom: what crosses the gutter, and between, what does not."""
    bands: list[list[_Piece]] = []
    crosses_before: bool | None = None
    for level in _levels(pieces):
        crosses = any(piece.x0 < gutter - 1 and piece.x1 > gutter + 1 for piece in level)
        if crosses != crosses_before:
            bands.append([])
        bands[-1] += level
        crosses_before = crosses
    return bands


def _levels(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces from top to bottom, those that stand on one line together."""
    levels: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if levels and piece.middle - levels[-1][0].middle < SAME_LINE:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return levels


def _is_flow(left: Sequence[_Piece], right: Sequence[_Piece]) -> bool:
    """Whether text flows down both sides, as in columns, and not across, as in a table."""
    sides = (left, right)
    if min(len(side) for side in sides) < 3:
        return False
    if min(map(_width, sides)) < NARROW:
        return False
    order = sorted([(p.order, 0) for p in left] + [(p.order, 1) for p in right])
    changes = sum(1 for a, b in pairwise(order) if a[1] != b[1])
    wraps = min(_wrapped_share(side) for side in sides)
    return wraps >= 0.6 or (changes <= 2 and wraps >= 0.35)


def _width(pieces: Sequence[_Piece]) -> float:
    return max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)


def _wrapped_share(pieces: Sequence[_Piece]) -> float:
    """The share of line ends where the next line's first word would not have fitted."""
    for gutter in _gutters(pieces)[:1]:  # columns again
        left = [piece for piece in pieces if piece.x1 <= gutter + 1]
        right = [piece for piece in pieces if piece.x0 >= gutter - 1]
        if min(len(left), len(right)) >= 3 and min(_width(left), _width(right)) >= NARROW:
            return min(_wrapped_share(left), _wrapped_share(right))
    lines = [Line(piece.words) for piece in sorted(pieces, key=lambda p: p.y0) if piece.words]
    if len(lines) < 3:
        return 0.0
    edge = max(line.x1 for line in lines)
    ends = [is_full(a, b, edge) for a, b in pairwise(lines)]
    return sum(ends) / len(ends)


def _single(pieces: Sequence[_Piece]) -> list[Block]:
    """One column: its lines and rows from top to bottom."""
    tables = [piece for piece in pieces if piece.rows]
    lines = _lines([piece for piece in pieces if not piece.rows])
    set_column(lines)
    blocks = unruled_rows(lines)
    add_empty_cells(blocks)
    for table in sorted(tables, key=lambda piece: piece.y0):
        at = next((i for i, b in enumerate(blocks) if b.y0 >= table.y0 - 2), len(blocks))
        blocks[at:at] = table.rows
    return blocks


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
        cells = [_lines(_runs(by_cell[at])) if at in by_cell else [] for at in places]
        for lines in cells:
            set_column(lines)
        rows.append(Row(cells, ruled=True))
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
