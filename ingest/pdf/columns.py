"""Columns of a page: where white space runs down between text that is read one side after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.page_lines import Line, is_full, may_open_item
from ingest.pdf.pieces import Piece, levels_of, lines_of
from ingest.pdf.tables.unruled import is_justified, is_spread

NARROW = 80.0  # points; no text flows in a column like that
NARROW_TABLE = 40.0
APART = 20.0  # points between two gutters that are tried
MAX_PLACES = 16  # that are looked at
LIKELY = 3  # gutters that are tried whatever stands beside them, and
UNLIKELY = 3  # where one side is a table
SENTENCE = 6  # words, at least, in lines of text, one with another; cells have fewer
FEWEST_ROWS = 3  # of a table that stands beside something else


def find_gutters(pieces: Sequence[Piece]) -> list[float]:
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
                rows = min(len(low.rows), len(high.rows), 9) or 1  # two tables: a gap a row
                gaps += [(low.x1, high.x0)] * rows
    if len(gaps) < 4:
        return []
    votes = Counter(round(high) - 2 for _, high in gaps)
    across: dict[float, list[float]] = {}  # the widths of the gaps at a place
    for place, _ in votes.most_common(MAX_PLACES):
        across[float(place)] = [high - low for low, high in gaps if low <= place <= high]
    gutters: list[float] = []
    for x in sorted(across, key=lambda x: -len(across[x])):
        if len(across[x]) >= 4 and all(abs(x - other) > APART for other in gutters):
            gutters.append(x)
    # Past those the widest: a table has more columns than stand beside it, but closer together.
    others = sorted(gutters[LIKELY:], key=lambda x: -min(across[x]))
    return gutters[:LIKELY] + others[:UNLIKELY]


def sides_of(pieces: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    left = [piece for piece in pieces if piece.x1 <= gutter + 1]
    return left, [piece for piece in pieces if piece.x1 > gutter + 1]


def is_flow(left: Sequence[Piece], right: Sequence[Piece], *, is_likely: bool = True) -> bool:
    """Whether the sides are read one after the other, as text in columns is or a table beside
    it, and not across, as a table. At an unlikely gutter only a table stands beside something."""
    sides = (left, right)
    if not left or not right:
        return False
    tables = [_is_table(side) for side in sides]
    for side, is_table in zip(sides, tables, strict=True):
        if _width(side) < (NARROW_TABLE if is_table else NARROW):
            return False
    if not any(tables) and (min(map(len, sides)) < 3 or not is_likely):
        return False
    order = sorted((piece.order, at) for at in (0, 1) for piece in sides[at] if piece.words)
    changes = sum(1 for a, b in pairwise(order) if a[1] != b[1])
    if all(tables):
        return changes <= 1
    prose = [side for side, is_table in zip(sides, tables, strict=True) if not is_table]
    wraps = min(map(_wrapped_share, prose))
    if any(tables):
        return changes <= 2 and wraps >= 0.35
    return wraps >= 0.6 or (changes <= 2 and wraps >= 0.35)


def _is_table(pieces: Sequence[Piece]) -> bool:
    """Whether a table is all of a side, or nearly: one with rules, or pieces that stand beside
    one another on most lines and are drawn line by line, as columns of text are not."""
    if sum(len(piece.rows) for piece in pieces) >= FEWEST_ROWS:
        return True
    levels = levels_of([piece for piece in pieces if piece.words])
    rows = [sorted(piece.order for piece in level) for level in levels if len(level) > 1]
    if len(rows) < max(FEWEST_ROWS, 0.6 * len(levels)):
        return False
    steps = [b - a for row in rows for a, b in pairwise(row)]
    return sum(1 for step in steps if step == 1) > 0.5 * len(steps)


def _width(pieces: Sequence[Piece]) -> float:
    return max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)


def _wrapped_share(pieces: Sequence[Piece]) -> float:
    """The share of line ends where the next line's first word would not have fitted."""
    for gutter in find_gutters(pieces)[:1]:  # columns again
        left = [piece for piece in pieces if piece.x1 <= gutter + 1]
        right = [piece for piece in pieces if piece.x0 >= gutter - 1]
        if min(len(left), len(right)) >= 3 and min(_width(left), _width(right)) >= NARROW:
            return min(_wrapped_share(left), _wrapped_share(right))
    lines = [Line(piece.words) for piece in sorted(pieces, key=lambda p: p.y0) if piece.words]
    whole = lines_of([piece for piece in pieces if piece.words])
    spread = [line for line in whole if is_spread(line)]
    if spread and all(map(is_justified, spread)):  # each word of such a line is a piece
        lines = whole
    if len(lines) < 3:
        return 0.0
    edge = max(line.x1 for line in lines)
    ends = [is_full(a, b, edge) for a, b in pairwise(lines)]
    if sum(len(line.words) for line in lines) >= SENTENCE * len(lines):
        # Some makers count the letters of a line and not their widths.
        longest = max(len(line.text) for line in lines)
        ends = [
            full or len(a.text) + 1 + len(b.words[0].text) > longest
            for full, (a, b) in zip(ends, pairwise(lines), strict=True)
        ]
    return sum(ends) / len(ends)
