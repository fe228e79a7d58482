"""Small charts of what a library holds, as shapes for a template to draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 480
BAR_ROW = 40  # of a bar with its label above it
COLUMNS_HEIGHT = 170
SQUARE = 10
LEVEL = 28  # of a step to the next
LEVEL_NAMES = 170  # room for the names of the levels
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Shape:
    x: float
    y: float
    width: float
    height: float
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    words: str  # the same in words, for those who do not see it


def draw_bars(counts: Sequence[tuple[str, int]]) -> Chart:
    """A bar for each, the longest as wide as the chart; from MOST_BARS on one for the others."""
    bars = list(counts[:MOST_BARS])
    others = sum(count for _, count in counts[MOST_BARS:])
    if others:
        bars.append(("others", others))
    most = max((count for _, count in bars), default=1)
    shapes = tuple(
        Shape(0, i * BAR_ROW + 20, max(2, WIDTH * count / most), 10, label, count)
        for i, (label, count) in enumerate(bars)
    )
    return Chart(WIDTH, max(1, len(bars)) * BAR_ROW, shapes, _words(bars))


def draw_columns(counts: dict[int, int]) -> Chart:
    """A column for each year from the first to the last, those without a report among them."""
    if not counts:
        return Chart(WIDTH, 1, (), "")
    most = max(counts.values())
    base, top = COLUMNS_HEIGHT - 24, 20
    shapes = []
    for year, x, width in _columns(counts):
        count = counts.get(year, 0)
        height = (base - top) * count / most if count else 1
        y, height = round(base - height, 1), round(height, 1)
        shapes.append(Shape(round(x, 1), y, round(width, 1), height, str(year), count))
    return Chart(WIDTH, COLUMNS_HEIGHT, tuple(shapes), _words(sorted(counts.items())))


def _columns(years: Iterable[int]) -> Iterator[tuple[int, float, float]]:
    """(year, left edge, width) of each column from the first year to the last."""
    span = sorted(years)
    span = list(range(span[0], span[-1] + 1))
    step = WIDTH / len(span)
    width = min(step * 0.7, 40)
    for i, year in enumerate(span):
        yield year, i * step + (step - width) / 2, width


@dataclass(frozen=True, slots=True)
class Stack:
    """Columns of parts, one a year; the parts of each from the bottom up."""

    width: int
    height: int
    parts: tuple[Part, ...]
    years: tuple[tuple[int, float], ...]  # a year and the middle of its column
    grades: tuple[str, ...]  # the best first
    counts: tuple[
        tuple[int, tuple[int, ...]], ...
    ]  # the same as a table: a year, one count a grade

    @property
    def words(self) -> str:
        """The same in words, for those who do not see it."""
        sentences = []
        for year, counts in self.counts:
            of = [f"{n} {g}" for n, g in zip(counts, self.grades, strict=True) if n]
            sentences += [f"{year}: {', '.join(of)}."] if of else []
        return " ".join(sentences)


@dataclass(frozen=True, slots=True)
class Part:
    x: float
    y: float
    width: float
    height: float
    place: int  # of its grade among the grades, 0 the best
    count: int


def draw_stacks(counts: Mapping[tuple[int, str], int], grades: Sequence[str]) -> Stack:
    """A column for each year from the first to the last, as high as it has counts."""
    years = sorted({year for year, _ in counts})
    if not years:
        return Stack(WIDTH, 1, (), (), (), ())
    span = range(years[0], years[-1] + 1)
    step = WIDTH / len(span)
    width = round(min(step * 0.7, 40), 1)
    most = max(sum(n for (y, _), n in counts.items() if y == year) for year in years)
    base, top = COLUMNS_HEIGHT - 24, 6
    parts, middles, table = [], [], []
    for i, year in enumerate(span):
        x = round(i * step + (step - width) / 2, 1)
        y = float(base)
        column = tuple(counts.get((year, grade), 0) for grade in grades)
        # The worst at the bottom, so that better years stand out above it.
        for place, count in reversed(list(enumerate(column))):
            if count:
                height = (base - top) * count / most
                y -= height
                parts.append(Part(x, round(y, 1), width, round(height - 1, 1), place, count))
        middles.append((year, round(x + width / 2, 1)))
        table.append((year, column))
    return Stack(WIDTH, COLUMNS_HEIGHT, tuple(parts), tuple(middles), tuple(grades), tuple(table))


@dataclass(frozen=True, slots=True)
class Stair:
    """A report's step: from its own place to that of the next one."""

    x: float
    y: float
    width: float
    label: str
    grade: str
    place: int


@dataclass(frozen=True, slots=True)
class Steps:
    """Grades in time as steps that go up where they get better."""

    width: int
    height: int
    levels: tuple[tuple[str, float], ...]  # a grade and how high it is, the best first
    stairs: tuple[Stair, ...]  # the oldest first
    path: str

    @property
    def words(self) -> str:
        """The same in words, for those who do not see it."""
        return ", then ".join(f"{stair.grade} in {stair.label}" for stair in self.stairs)


def draw_steps(graded: Sequence[tuple[str, int]], scale: Sequence[str]) -> Steps:
    """(label, place on the scale) one after the other; every grade of the scale has its level."""
    height = len(scale) * LEVEL + LEVEL
    levels = tuple((grade, (i + 0.75) * LEVEL) for i, grade in enumerate(scale))
    width = (WIDTH - LEVEL_NAMES) / len(graded)
    stairs = tuple(
        Stair(
            round(LEVEL_NAMES + i * width, 1),
            levels[place][1],
            round(width, 1),
            label,
            scale[place],
            place,
        )
        for i, (label, place) in enumerate(graded)
    )
    path = "".join(
        f"{'L' if i else 'M'}{s.x} {s.y}H{round(s.x + s.width, 1)}" for i, s in enumerate(stairs)
    )
    return Steps(WIDTH, height, levels, stairs, path)


def draw_strip(years: Iterable[int], first: int, last: int) -> Chart:
    """A square a year from `first` to `last`; its count is 0 where there is no report."""
    all_years = list(years)
    shapes = tuple(
        Shape((year - first) * (SQUARE + 3), 0, SQUARE, SQUARE, str(year), all_years.count(year))
        for year in range(first, last + 1)
    )
    words = ", ".join(str(year) for year in sorted(set(all_years)))
    return Chart(max(1, len(shapes)) * (SQUARE + 3), SQUARE, shapes, words)


def _words(counts: Iterable[tuple[object, int]]) -> str:
    return ", ".join(f"{label}: {count}" for label, count in counts)


@dataclass(frozen=True, slots=True)
class ShareColumn:
    """A year's column: how high its share stands in the whole, and what it says."""

    x: float
    width: float
    y: float  # where the share begins, from the top
    height: float
    year: int
    found: int
    of: int


@dataclass(frozen=True, slots=True)
class ShareChart:
    width: int
    height: int
    top: int  # of a whole column
    base: int
    columns: tuple[ShareColumn, ...]


def draw_shares(counts: Mapping[int, tuple[int, int]]) -> ShareChart:
    """A column for each year from the first to the last: (found, of) as a share of its height."""
    base, top = COLUMNS_HEIGHT - 24, 44
    columns = []
    for year, x, width in _columns(counts) if counts else ():
        count, of = counts.get(year, (0, 0))
        height = (base - top) * count / of if of else 0.0
        columns.append(
            ShareColumn(
                round(x, 1), round(width, 1), round(base - height, 1), round(height, 1), year, count, of
            )
        )  # fmt: skip
    return ShareChart(WIDTH, COLUMNS_HEIGHT, top, base, tuple(columns))
