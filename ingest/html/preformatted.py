"""Text that was typed in lines: its wrapped paragraphs are joined, its columns are parted by tabs,
and the lines of code stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

MARKER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})+|\d{1,3}[.)]|[a-z][.)]|\(\w{1,4}\)|[-*•·–—])(?=\s|$)")
GAP = re.compile(r"\t+| {3,}|(?<![.!?:;]) {2}")
FULL = 0.7  # of the longest line: a shorter one was ended, not wrapped
# Signs of code: a prompt, a tag, a line's end, a call, an option, a sign of assigning.
CODE = re.compile(
    r"^(?:\$|>>>|#!|//|</?\w)|(?:[;{}]|\):)$|\w\([^()]{0,60}\)|\s--?[A-Za-z]"
    r"|[\w\])] ?(?:[-+*/:<>=!|&]?=|->|=>|::|&&|\|\|) ?\S"
)
LEAST_CODE = 0.3  # of the lines have such a sign
DRAWN = re.compile(r"[-=_*+|:#~.\s\u2500-\u257f]+")
WIDE = 40  # letters; where all lines are shorter none is wrapped

Cell: TypeAlias = "tuple[int, int, str]"  # where it starts and ends in its line, its words


def read_preformatted(text: str, *, is_code: bool = False) -> list[str]:
    """Its paragraphs and rows, a line each; of code its lines."""
    lines = [line.expandtabs(8).rstrip() for line in re.split(r"\r\n?|[\n\v]", text)]
    is_code = is_code or _is_code(lines)
    barred = set() if is_code else _barred(lines)
    rows = [_cells(line, is_barred=at in barred) for at, line in enumerate(lines)]
    plain = [len(line) for line, row in zip(lines, rows, strict=True) if len(row) < 2]
    full = max(max(plain, default=0) * FULL, WIDE)
    read: list[str] = []
    table: list[list[Cell]] = []
    before = ""  # the line that the next one may go on from
    for line, row in zip(lines, rows, strict=True):
        if line and DRAWN.fullmatch(line):
            before = ""
            continue
        if len(row) > 1 or (table and row and not before and line[:1] != " " and len(line) < WIDE):
            table.append(row)
            before = ""
            continue
        read.extend(_aligned(table))
        table.clear()
        words = " ".join(line.split())
        if not words:
            before = ""
            continue
        if (
            before
            and not is_code
            and not MARKER.match(words)
            and (len(before) >= full or words[0].islower())
        ):
            read[-1] += f" {words}"
        else:
            read.append(words)
        before = line
    return [*read, *_aligned(table)]


def _is_code(lines: Sequence[str]) -> bool:
    signs = [CODE.search(line.strip()) is not None for line in lines if line]
    return sum(signs) >= LEAST_CODE * len(signs) > 0


def _barred(lines: Sequence[str]) -> set[int]:
    """The places of the lines whose columns are parted by strokes: at both ends, or in as many
    places as on the line before or after. One stroke parts nothing."""
    counts = {at: line.count("|") for at, line in enumerate(lines) if not DRAWN.fullmatch(line)}
    around = [0, *counts.values(), 0]
    return {
        at
        for (at, count), before, after in zip(counts.items(), around, around[2:], strict=False)
        if count > 1 and (count in (before, after) or lines[at].lstrip()[0] == lines[at][-1] == "|")
    }


def _cells(line: str, *, is_barred: bool) -> list[Cell]:
    """What stands in columns; one cell where it is a sentence or an item of a list."""
    if is_barred:
        parts = [(m.start(), m.end(), m[0].strip()) for m in re.finditer(r"[^|]+", line)]
        return [part for part in parts if any(c.isalnum() for c in part[2])]
    start = len(line) - len(line.lstrip())
    cells: list[Cell] = []
    for gap in [*GAP.finditer(line, start), None]:
        end = gap.start() if gap else len(line)
        if line[start:end].strip():
            cells.append((start, end, " ".join(line[start:end].split())))
        start = gap.end() if gap else end
    if len(cells) == 2 and MARKER.fullmatch(cells[0][2]):
        return [(cells[0][0], cells[1][1], f"{cells[0][2]} {cells[1][2]}")]
    return cells


def _aligned(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Each row with an empty cell where it has nothing under a column of the fullest one."""
    if not rows:
        return []
    columns = max(rows, key=len)
    lines = []
    for row in rows:
        if len(row) == len(columns):
            lines.append("\t".join(words for _, _, words in row))
            continue
        cells = [""] * len(columns)
        for start, end, words in row:
            near = min(
                range(len(columns)),
                key=lambda at: min(abs(start - columns[at][0]), abs(end - columns[at][1])),
            )
            cells[near] = f"{cells[near]} {words}".strip()
        while cells and not cells[-1]:
            cells.pop()
        lines.append("\t".join(cells))
    return lines
