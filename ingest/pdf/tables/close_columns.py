"""Columns of tables without rules that stand as close as words do: white runs down between cells
that the file draws one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pdf.page_lines import Line, is_figures, may_open_item

FEWEST = 3  # lines that have a gap at one place
UNLIKE = 0.12  # of the type's size, between such a gap and a space between words
SPACE = 0.27  # of the type's size: what a space is where nothing tells
LEAST = 0.08  # of the type's size: the white that runs down
APART = 3.5  # times the size of the type: lines farther apart are of two tables
MOST_WORDS = 8  # a line, one with another; prose has more


@dataclass(frozen=True, slots=True)
class _Gap:
    """White before a cell, if it is one."""

    word: int  # the first one of the cell
    left: float
    right: float  # where the cell begins
    end: float  # where it ends
    is_unlike: bool  # wider or narrower than a space is


def close_gaps(lines: Sequence[Line], prose: Container[int]) -> dict[int, set[int]]:
    """By line, the words before which a cell begins, though no wide gap is there; not in those
    that are prose."""
    usual = _usual_space(lines)
    gaps = [[] if at in prose else _gaps(line, usual) for at, line in enumerate(lines)]
    starts: dict[int, set[int]] = {}
    for at in [*range(len(lines))] * 2:  # what is a row is known when all are looked at
        if not gaps[at] or not any(gaps[max(at - 1, 0) : at] + gaps[at + 1 : at + 2]):
            continue
        for gap in gaps[at]:
            if gap.is_unlike and gap.word not in starts.get(at, ()):
                for other, first in _column(lines, gaps, at, gap, starts):
                    starts.setdefault(other, set()).add(first)
    return starts


def _usual_space(lines: Sequence[Line]) -> float:
    """Between words that are drawn together, in parts of the type's size."""
    spaces = Counter(
        round((after.x0 - word.end) / line.size, 2)
        for line in lines
        for word, after in pairwise(line.words)
        if word.ink is not None and after.ink is not None and word.ink.run == after.ink.run
    )
    return spaces.most_common(1)[0][0] if spaces else SPACE


def _gaps(line: Line, usual: float) -> list[_Gap]:
    """Between words that are drawn apart, the second of which does not go on with a sentence."""
    many = len(line.words) - 1
    is_prose = many > 2 and 2 * sum([word.text.islower() for word in line.words]) > many
    if is_prose and many >= MOST_WORDS:
        return []
    space = usual * line.size
    if is_prose:
        space = median([after.x0 - word.end for word, after in pairwise(line.words)])
    gaps: list[_Gap] = []
    end = line.x1
    for at in range(len(line.words) - 1, 0, -1):
        word, after = line.words[at - 1], line.words[at]
        white = after.x0 - word.end
        if (
            word.ink is not None
            and after.ink is not None
            and word.ink.run != after.ink.run
            and white > LEAST * line.size
            and not (after.raised or after.text[0].islower())
            and not (at == 1 and _opens_item(line))
        ):
            is_unlike = abs(white - space) > UNLIKE * line.size
            gaps.append(_Gap(at, word.end, after.x0, end, is_unlike))
            end = word.x1
    return gaps


def _opens_item(line: Line) -> bool:
    first = line.words[0].text
    return (may_open_item(first) or first[-1] in ".:") and not is_figures(line)


def _column(
    lines: Sequence[Line],
    gaps: Sequence[Sequence[_Gap]],
    at: int,
    seed: _Gap,
    rows: Container[int],  # lines that are surely some
) -> list[tuple[int, int]]:
    """The lines with a gap where white runs down through this line and a cell over or under its
    own, each with the first word of that."""
    has_gap: list[tuple[int, int]] = []
    left, right = seed.left, seed.right
    white = unlike = passed = words = 0
    for way in (range(at, len(lines)), range(at - 1, -1, -1)):
        before = lines[at]
        for other in way:
            line = lines[other]
            if abs(line.base - before.base) > APART * line.size:
                break
            least = LEAST * line.size
            gap = next(
                (g for g in gaps[other] if min(right, g.right) - max(left, g.left) > least), None
            )
            if gap is not None:
                left, right = max(left, gap.left), min(right, gap.right)
                white += 1
                if min(gap.end, seed.end) - max(gap.right, seed.right) > 0:
                    has_gap.append((other, gap.word))
                    unlike += gap.is_unlike
            elif line.x0 < right and line.x1 > left:
                break
            passed += 1
            words += len(line.words)
            before = line
    if white < max(FEWEST, passed / 2) or len(has_gap) < 2 or words > MOST_WORDS * passed:
        return []
    if unlike < max(2, len(has_gap) / 3) and not all(other in rows for other, _ in has_gap):
        return []
    return has_gap
