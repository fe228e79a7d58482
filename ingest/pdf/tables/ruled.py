"""Tables by their ruled lines: which cell a word stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.drawings import Rule
from ingest.pdf.word import Word

NEAR = 3.5  # points; ends of rules that meet are this close
NARROWEST = 15.0  # points; a column that stays empty and is narrower holds nothing
MAX_GRIDS = 100
MAX_BESIDE = 400  # rules at one height, and
MAX_CELLS = 20_000  # a finer grid than this is a drawing


@dataclass(frozen=True, slots=True)
class Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[tuple[int, int], ...], ...]  # by row and column: the cell's first of both

    @property
    def x0(self) -> float:
        return self.xs[0]

    @property
    def x1(self) -> float:
        return self.xs[-1]

    def holds(self, word: Word) -> bool:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def cell_of(self, word: Word) -> tuple[int, int]:
        column = max(bisect_right(self.xs, (word.x0 + word.x1) / 2) - 1, 0)
        row = bisect_right(self.ys, (word.y0 + word.y1) / 2) - 1
        return self.cells[min(row, len(self.ys) - 2)][min(column, len(self.xs) - 2)]

    def row_of(self, row: int, columns: Sequence[int]) -> list[tuple[int, int] | None]:
        """The cells of a row by these columns; None where one goes on from above or from before.

        What the last cell spans to its right takes no place.
        """
        owned = [
            next(((row, at) for at in range(*step) if self.cells[row][at] == (row, at)), None)
            for step in pairwise([*columns, len(self.xs) - 1])
        ]
        while owned and owned[-1] is None:
            owned.pop()
        return owned

    def columns(self, filled: Collection[int]) -> list[int]:
        """Those that keep cells apart, by the columns that words stand in.

        Not a mere space between rules, nor one that is only there because the rules of one row
        stand a little to the right of another's: no row has a cell in it and one before it.
        """
        columns: list[int] = []
        for at, (left, right) in enumerate(pairwise(self.xs)):
            if at not in filled and right - left < NARROWEST:
                continue
            if not columns or any(
                row[at] == (top, at) and any(row[i] == (top, i) for i in range(columns[-1], at))
                for top, row in enumerate(self.cells)
            ):
                columns.append(at)
        return columns


def find_grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that rules make where they meet, largest first."""
    grids = [grid for group in _groups(rules) if (grid := _grid(group)) is not None]
    return sorted(grids, key=lambda grid: len(grid.xs) * len(grid.ys), reverse=True)[:MAX_GRIDS]


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that touch, directly or through others, by a sweep from top to bottom."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(rules)), key=lambda i: rules[i].y0)
    active: list[int] = []
    for i in order:
        rule = rules[i]
        active = [j for j in active if rules[j].y1 >= rule.y0 - NEAR]
        if len(active) > MAX_BESIDE:
            return []
        for j in active:
            other = rules[j]
            if other.x0 <= rule.x1 + NEAR and rule.x0 <= other.x1 + NEAR:
                parent[root(i)] = root(j)
        active.append(i)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())


def _grid(rules: Sequence[Rule]) -> Grid | None:
    level = [rule for rule in rules if rule.is_level]
    plumb = [rule for rule in rules if not rule.is_level]
    if len(level) < 2 or not plumb:
        return None
    xs = _merged(
        [rule.x0 for rule in plumb]
        + [min(rule.x0 for rule in level), max(rule.x1 for rule in level)]
    )
    ys = _merged(
        [rule.y0 for rule in level]
        + [min(rule.y0 for rule in plumb), max(rule.y1 for rule in plumb)]
    )
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > MAX_CELLS:
        return None
    below = _drawn(level, ys, xs, across=True)
    beside = _drawn(plumb, xs, ys, across=False)
    first: list[list[tuple[int, int]]] = []
    for row in range(rows):
        first.append([])
        for column in range(columns):
            cell = (row, column)
            if column and (column, row) not in beside:
                cell = first[row][column - 1]
            elif row and (row, column) not in below:
                cell = first[row - 1][column]
            first[row].append(cell)
    return Grid(tuple(xs), tuple(ys), tuple(map(tuple, first)))


def _merged(places: list[float]) -> list[float]:
    """The places in order, those that are near one another as one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > NEAR:
            merged.append(place)
    return merged


def _drawn(
    rules: Sequence[Rule], lines: Sequence[float], steps: Sequence[float], *, across: bool
) -> set[tuple[int, int]]:
    """Which steps of which grid lines have a rule along more than half of them."""
    lengths: dict[tuple[int, int], float] = {}
    for rule in rules:
        place, start, end = (rule.y0, rule.x0, rule.x1) if across else (rule.x0, rule.y0, rule.y1)
        line = min(bisect_right(lines, place), len(lines)) - 1
        step = max(bisect_right(steps, start) - 1, 0)
        while step < len(steps) - 1 and steps[step] < end:
            part = min(end, steps[step + 1]) - max(start, steps[step])
            lengths[line, step] = lengths.get((line, step), 0.0) + max(part, 0.0)
            step += 1
    return {
        (line, step)
        for (line, step), length in lengths.items()
        if length > 0.5 * (steps[step + 1] - steps[step])
    }
