"""Columns of a page: where white space runs down between text that is read one side after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.page_lines import Line, is_full, may_open_item
from ingest.pdf.pieces import Piece

NARROW = 80.0  # points; no text flows in a column like that
APART = 20.0  # points between two gutters that are tried
MAX_GUTTERS = 3


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


def sides_of(pieces: Sequence[Piece], gutter: float) -> tuple[list[Piece], list[Piece]]:
    left = [piece for piece in pieces if piece.x1 <= gutter + 1]
    return left, [piece for piece in pieces if piece.x1 > gutter + 1]


def is_flow(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
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
    if len(lines) < 3:
        return 0.0
    edge = max(line.x1 for line in lines)
    ends = [is_full(a, b, edge) for a, b in pairwise(lines)]
    return sum(ends) / len(ends)
