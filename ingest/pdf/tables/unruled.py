"""Tables without ruled lines: rows told by wide gaps, and by gaps that stand one under another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.page_lines import Block, Line, Row, is_figures, is_full, may_open_item
from ingest.pdf.tables.close_columns import close_gaps
from ingest.pdf.word import Word

NEARBY = 4  # lines above and below that may have a gap at the same place
SAME_PLACE = 2.0  # points
ALIKE = 0.4  # points between the widest and the narrowest space of a line that was spread
FARTHEST = 4.0  # times the size of the type, that a list's items stand off from their marks
MANY = 2  # words; a line of a table has fewer that stand equally far from one another
PROSE_CELL = 25  # characters; a line of a cell that runs on over several lines has more


def unruled_rows(lines: Sequence[Line]) -> list[Block]:
    """Lines with gaps as table rows, with the lines that their cells run on to."""
    blocks: list[Block] = []
    for line, cells in zip(lines, _cells_of(lines), strict=True):
        above = blocks[-1] if blocks else None
        if len(cells) > 1:
            row = Row([[Line(cell)] for cell in cells])
            if isinstance(above, Row) and (goes_on := _cells_continued(above, row, line.right)):
                for cell, more in goes_on:
                    cell.append(more)
                above.y1 = max(above.y1, line.y1)
                continue
            while isinstance(above, Line) and _opens_cell(above, row):
                row.cells[0].insert(0, above)
                blocks.pop()
                above = blocks[-1] if blocks else None
            blocks.append(row)
        elif isinstance(above, Row) and (cell_above := _cell_continued(above, line)):
            cell_above.append(line)
            above.y1 = max(above.y1, line.y1)
        else:
            blocks.append(line)
    return blocks


def _cells_of(lines: Sequence[Line]) -> list[list[list[Word]]]:
    """Each line's words by cells; most lines have one."""
    prose = {
        at for at, line in enumerate(lines) if is_justified(line) or _is_spread_prose(lines, at)
    }
    gaps = [[] if at in prose else _gaps(line) for at, line in enumerate(lines)]
    close = close_gaps(lines, prose)
    cells = []
    for at, line in enumerate(lines):
        nearby = [
            place
            for other in range(max(at - NEARBY, 0), min(at + NEARBY + 1, len(lines)))
            if other != at
            for place in {lines[other].words[gap].x0 for gap in gaps[other]}
        ]
        support = {
            gap: sum(abs(place - line.words[gap].x0) < SAME_PLACE for place in nearby)
            for gap in gaps[at]
        }
        cuts = [gap for gap in gaps[at] if _is_wide(line, gap) or support[gap] >= 2]
        if len(cuts) > 1:  # surely a row: a cell need stand under one other only
            cuts = [gap for gap in gaps[at] if gap in cuts or support[gap]]
        if at in close:
            cuts = sorted({*cuts, *close[at]})
        cells.append([line.words[a:b] for a, b in zip([0, *cuts], [*cuts, None], strict=True)])
    return cells


def _gaps(line: Line) -> list[int]:
    """The words of a line before which there is a gap, wider than one between words is."""
    gaps = [
        at
        for at in range(1, len(line.words))
        if line.words[at].x0 - line.words[at - 1].end > 0.8 * line.size
    ]
    if gaps[:1] == [1] and may_open_item(line.words[0].text) and not _opens_row(line, gaps):
        del gaps[0]
    return gaps


def is_spread(line: Line) -> bool:
    """Whether some of its words stand so far apart that they could be cells."""
    return any(after.x0 - word.end >= line.size for word, after in pairwise(line.words))


def is_justified(line: Line) -> bool:
    """Whether a line of prose was spread over the width of its column: all its gaps are alike."""
    spaces = _spaces(line)
    return (
        len(spaces) > 1
        and _are_alike(spaces)
        and line.x0 - line.left < SAME_PLACE
        and line.right - line.x1 < SAME_PLACE
        and any(word.text.islower() for word in line.words[1:])
        and not any(word.text.isdigit() for word in line.words)
    )


def _are_alike(spaces: Sequence[float]) -> bool:
    return max(spaces) - min(spaces) < ALIKE


def _is_spread_prose(lines: Sequence[Line], at: int) -> bool:
    """Whether a line of few words was spread over a narrow column: lines near it begin and end
    where it does, and go on with a sentence or have more words."""
    if not is_spread(lines[at]):
        return False
    words = lines[at].words
    low = sum(word.text.islower() for word in words)
    if 2 * low < len(words) or not _are_alike(_spaces(lines[at])):
        return False
    beside = [lines[at]]
    for way in (range(at + 1, len(lines)), range(at - 1, -1, -1)):
        before = lines[at]
        for other in way[:NEARBY]:
            line = lines[other]
            if (
                abs(line.base - before.base) > 1.8 * line.size
                or abs(line.x0 - before.x0) > SAME_PLACE
                or not (len(line.words) == 1 or _end_alike(line, lines[at]))
            ):
                break
            beside.append(line)
            before = line
    going_on = sum(line.words[0].text[0].islower() for line in beside)
    return going_on > max(1, len(beside) / 2) or any(
        sum(word.text.islower() for word in line.words) > MANY for line in beside[1:]
    )


def _end_alike(line: Line, other: Line) -> bool:
    """Whether lines that are spread, each evenly, end at one place, before a hyphen or with it."""
    hyphen = 0.4 * line.size if line.words[-1].parted or other.words[-1].parted else 0.0
    return _are_alike(_spaces(line)) and abs(line.x1 - other.x1) < SAME_PLACE + hyphen


def _spaces(line: Line) -> list[float]:
    return [after.x0 - word.end for word, after in pairwise(line.words)]


def _opens_row(line: Line, gaps: Sequence[int]) -> bool:
    """Whether what could be a list item's mark is a cell of its own: others follow it, far off,
    or figures alone."""
    indent = line.words[1].x0 - line.words[0].end
    return len(gaps) > 1 and (indent > FARTHEST * line.size or is_figures(line))


def _is_wide(line: Line, at: int) -> bool:
    return line.words[at].x0 - line.words[at - 1].end > max(2.0 * line.size, 18.0)


def _opens_cell(line: Line, row: Row) -> bool:
    """Whether the row's first cell goes on with what this line above it began."""
    first, edge = row.cells[0][0], row.cells[1][0].x0
    return (
        first.words[0].text[:1].islower()
        and abs(line.size - first.size) < 0.5
        and line.bold == first.bold
        and 0 < first.base - line.base < 1.5 * line.size
        and line.x0 <= first.x0 + 1
        and line.x1 < edge
        and (is_justified(line) or not any(_is_wide(line, gap) for gap in _gaps(line)))
    )


def _cell_continued(row: Row, line: Line) -> list[Line] | None:
    """The cell of the row above that this line goes on with."""
    for at, cell in enumerate(row.cells):
        last = cell[-1]
        pitch = line.base - last.base
        if abs(line.x0 - cell[0].x0) > 3 or not 0 < pitch < 1.5 * line.size:
            continue
        if at == 0:
            edge = row.cells[1][0].x0
            return cell if line.x1 < edge and is_full(last, line, edge - line.size) else None
        return cell
    return None


def _cells_continued(row: Row, below: Row, right: float) -> list[tuple[list[Line], Line]]:
    """The cells of the row above that go on in several cells of the line below, each with its
    part; none where a new row begins there."""
    parts: list[tuple[list[Line], Line]] = []
    runs_on = False
    edges = [*(cell[0].x0 for cell in row.cells[1:]), right]
    for (more,) in below.cells:
        place = next((i for i, c in enumerate(row.cells) if abs(c[0].x0 - more.x0) <= 3), None)
        if place is None:
            return []
        last = row.cells[place][-1]
        gap = more.size if place + 1 < len(row.cells) else 0.0  # between the columns
        if not 0 < more.base - last.base < 1.4 * more.size or last.bold != more.bold:
            return []
        if not is_full(last, more, edges[place] - gap):
            return []
        low = more.words[0].text[:1].islower()
        runs_on = runs_on or (low and len(last.text) >= PROSE_CELL)
        parts.append((row.cells[place], more))
    return parts if runs_on else []
