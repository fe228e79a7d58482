"""Cells that span rows of a table without rules: their words stand in the first of the rows, as
in tables with rules, and not where they are drawn, in the middle."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.page_lines import Block, Line, Row


def place_spanning_cells(blocks: list[Block]) -> None:
    """Gives what stands between two rows, left of both, to the first row that it is for."""
    free = 0  # the first block that no cell spans yet
    at = 1
    while at < len(blocks) - 1:
        block = blocks[at]
        rows = (blocks[at - 1], blocks[at + 1])
        if isinstance(block, Line) and _is_between(block, *rows):
            above = _lacking(block, list(reversed(blocks[free:at])))
            below = _lacking(block, blocks[at + 1 :])
            count = min(above, below)
            first = blocks[at - count]
            if isinstance(first, Row):
                first.cells.insert(0, [block])
                del blocks[at]
                free = at + count
                at = free
        at += 1
    _raise_labels(blocks)


def _is_between(line: Line, above: Block, below: Block) -> bool:
    """Whether a line is drawn in the middle of two rows, which leave it no line of its own."""
    return (
        isinstance(above, Row)
        and isinstance(below, Row)
        and _lacks(line, above)
        and _lacks(line, below)
        and below.y0 - above.y1 < 0.6 * (line.y1 - line.y0)
        and abs((above.y0 + below.y1) - (line.y0 + line.y1)) < line.size
    )


def _lacks(label: Line, row: Block) -> bool:
    """Whether a row begins right of where a label ends."""
    return isinstance(row, Row) and min(line.x0 for line in row.cells[0]) > label.x1


def _lacking(label: Line, rows: Sequence[Block]) -> int:
    return next((at for at, row in enumerate(rows) if not _lacks(label, row)), len(rows))


def _raise_labels(blocks: Sequence[Block]) -> None:
    """Moves labels that stand in the middle of an odd number of rows to the first of these, where
    such rows are all of a table that a bold head opens."""
    start = 0
    while start < len(blocks):
        table: list[Row] = []
        for block in blocks[start:]:
            if not isinstance(block, Row):
                break
            table.append(block)
        moves = _moves(table)
        for source, target in moves:
            table[target].cells.insert(0, table[source].cells.pop(0))
        start += len(table) + 1


def _moves(table: Sequence[Row]) -> list[tuple[int, int]]:
    """Which row's label goes to which; none where the labels do not share the rows evenly."""
    if len(table) < 4 or not all(line.bold for cell in table[0].cells for line in cell):
        return []
    width = len(table[0].cells)
    moves: list[tuple[int, int]] = []
    free = 1
    while free < len(table):
        label = next((at for at in range(free, len(table)) if len(table[at].cells) == width), None)
        if label is None or label == free:
            return []
        lines = table[label].cells[0]
        last = 2 * label - free
        spanned = [at for at in range(free, last + 1) if at != label]
        if last >= len(table) or not all(
            len(table[at].cells) == width - 1 and all(_lacks(line, table[at]) for line in lines)
            for at in spanned
        ):
            return []
        moves.append((label, free))
        free = last + 1
    return moves
