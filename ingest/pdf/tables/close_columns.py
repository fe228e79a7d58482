"""Columns of tables without rules that stand as close as words do: white runs down between cells
that the file draws one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from itertools import pairwise
from statistics import median

from ingest.pdf.page_lines import Line, is_figures, may_open_item

FEWEST = 3  # lines that have a gap at one place
UNLIKE = 0.12  # of the type's size, between such a gap and a space between words
SPACE = 0.27  # of the type's size: what a space is where nothing tells
LEAST = 0.08  # of the type's size: the white that runs down
APART = 3.5  # times the size of the type: lines farther apart are of two tables
MOST_WORDS = 8  # a line, one with another; prose has more

# By the word after it: where white begins and ends, and whether it is wider or narrower than a space.
_Gaps = dict[int, tuple[float, float, bool]]


def close_gaps(lines: Sequence[Line], prose: Container[int]) -> dict[int, set[int]]:
    """By line, the words before which a cell begins, though no wide gap is there; not in those
    that are prose."""
    usual = _usual_space(lines)
    gaps = [{} if at in prose else _gaps(line, usual) for at, line in enumerate(lines)]
    found: dict[int, set[int]] = {}
    for at in [*range(len(lines))] * 2:  # what is a row is known when all are looked at
        if not gaps[at] or not any(gaps[max(at - 1, 0) : at] + gaps[at + 1 : at + 2]):
            continue
        for word, (left, right, is_unlike) in gaps[at].items():
            if is_unlike and word not in found.get(at, ()):
                for other, first in _column(lines, gaps, at, (left, right), found):
                    found.setdefault(other, set()).add(first)
    return found


def _usual_space(lines: Sequence[Line]) -> float:
    """Between words that are drawn together, in parts of the type's size."""
    spaces = Counter(
        round((after.x0 - word.end) / line.size, 2)
        for line in lines
        for word, after in pairwise(line.words)
        if word.ink is not None and after.ink is not None and word.ink.run == after.ink.run
    )
    return spaces.most_common(1)[0][0] if spaces else SPACE


def _gaps(line: Line, usual: float) -> _Gaps:
    """Between words that are drawn apart."""
    spaces = [after.x0 - word.end for word, after in pairwise(line.words)]
    is_prose = len(spaces) > 2 and 2 * sum(w.text.islower() for w in line.words) > len(spaces)
    space = median(spaces) if is_prose else usual * line.size
    return {
        at: (
            word.end,
            after.x0,
            abs(after.x0 - word.end - space) > UNLIKE * line.size,
        )
        for at, (word, after) in enumerate(pairwise(line.words), 1)
        if word.ink is not None
        and after.ink is not None
        and word.ink.run != after.ink.run
        and not after.raised
        and not (at == 1 and may_open_item(word.text) and not is_figures(line))
        and after.x0 - word.end > LEAST * line.size
    }


def _column(
    lines: Sequence[Line],
    gaps: Sequence[_Gaps],
    at: int,
    white: tuple[float, float],
    rows: Container[int],  # lines that are surely some
) -> list[tuple[int, int]]:
    """The lines with a gap where white runs down through this line, each with the word after it."""
    has_gap: list[tuple[int, int]] = []
    unlike = going_on = passed = 0  # lines
    words = 0
    for way in (range(at, len(lines)), range(at - 1, -1, -1)):
        before = lines[at]
        for other in way:
            line = lines[other]
            if abs(line.base - before.base) > APART * line.size:
                break
            across = [
                (max(white[0], a), min(white[1], b), word, is_unlike)
                for word, (a, b, is_unlike) in gaps[other].items()
            ]
            gap = max(across, key=lambda one: one[1] - one[0], default=None)
            if gap is not None and gap[1] - gap[0] > LEAST * line.size:
                white = gap[0], gap[1]
                has_gap.append((other, gap[2]))
                unlike += gap[3]
                going_on += line.words[gap[2]].text[0].islower()
            elif line.x0 < white[1] and line.x1 > white[0]:
                break
            passed += 1
            words += len(line.words)
            before = line
    if len(has_gap) < max(FEWEST, passed / 2):
        return []
    if unlike < max(2, len(has_gap) / 3) and not all(other in rows for other, _ in has_gap):
        return []
    if words > MOST_WORDS * passed or 2 * going_on > len(has_gap):
        return []
    return has_gap
