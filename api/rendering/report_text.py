"""A report's text as a page shows it: headings, paragraphs, lists and tables, cited words marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.html.lines import BULLET
from ingest.report import Page, Report

PART = 36_000  # characters of a report shown at once: with its markup about 55 KB


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; or, where `page` is set, the place where that page starts."""

    text: str
    marked: bool = False
    first: bool = False  # of the marked ones
    page: Page | None = None


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    kind: Literal["heading", "paragraph", "list", "table"]
    start: int
    rows: tuple[tuple[Pieces, ...], ...]  # of cells; one row of one cell but in lists and tables
    depth: int = 0  # of a heading, from 2: the page's own is 1
    head: bool = False  # whether a table's first row names its columns


def split_blocks(
    report: Report,
    start: int,
    end: int,
    marked: tuple[int, int],
    *,
    after: int = 1,
    breaks: bool = True,
) -> list[Block]:
    """The blocks of text[start:end]; no heading is more than one deeper than that before it.

    `after` is the depth of the heading that the page has above them; with `breaks`, the
    places where a page starts are among the pieces.
    """
    pages = report.pages if breaks else ()
    levels = {section.start: section.level for section in report.sections}
    blocks: list[Block] = []
    open_levels: list[int] = []
    for line_start, line_end in _lines(report.text, start, end):
        whole = report.text.rfind("\n", 0, line_start) + 1
        line = report.text[line_start:line_end]
        level = levels.get(whole)
        if level is not None:
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            depth = min(after + len(open_levels), 6)
            pieces = _pieces(report.text, pages, line_start, line_end, marked)
            blocks.append(Block("heading", line_start, ((pieces,),), depth))
        elif line.startswith(BULLET.strip()):
            _join(blocks, _list_item(report.text, pages, line_start, line_end, marked))
        elif "\t" in line:
            _join(blocks, _table_row(report.text, pages, line_start, line_end, marked))
        else:
            pieces = _pieces(report.text, pages, line_start, line_end, marked)
            blocks.append(Block("paragraph", line_start, ((pieces,),)))
    return _number_first([_with_head(block) for block in blocks])


def part_at(report: Report, offset: int) -> tuple[int, int]:
    """The part of a long report that holds `offset`: whole lines, about PART characters."""
    size = len(report.text)
    if size <= PART * 1.5:
        return 0, size
    cuts = [0]
    while size - cuts[-1] > PART * 1.5:
        line = report.text.find("\n", cuts[-1] + PART)
        if line < 0:
            break
        cuts.append(line + 1)
    start = max(cut for cut in cuts if cut <= max(offset, 0))
    following = [cut for cut in cuts if cut > start]
    return start, following[0] if following else size


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            yield at, stop
        at = stop + 1


def _list_item(
    text: str, pages: Sequence[Page], start: int, end: int, marked: tuple[int, int]
) -> Block:
    first = start + 1
    while first < end and text[first].isspace():
        first += 1
    return Block("list", start, ((_pieces(text, pages, first, end, marked),),))


def _table_row(
    text: str, pages: Sequence[Page], start: int, end: int, marked: tuple[int, int]
) -> Block:
    cells, at = [], start
    for cell in text[start:end].split("\t"):
        cells.append(_pieces(text, pages, at, at + len(cell), marked))
        at += len(cell) + 1
    return Block("table", start, (tuple(cells),))


def _join(blocks: list[Block], block: Block) -> None:
    """Adds a list item or a table row to the block before it where that is of its kind."""
    if blocks and blocks[-1].kind == block.kind:
        blocks[-1] = replace(blocks[-1], rows=(*blocks[-1].rows, *block.rows))
    else:
        blocks.append(block)


def _with_head(block: Block) -> Block:
    if block.kind != "table" or len(block.rows) < 2:
        return block
    words = ["".join(piece.text for piece in cell) for cell in block.rows[0]]
    named = all(word.strip() and not any(c.isdigit() for c in word) for word in words)
    return replace(block, head=named and max(map(len, words)) < 60)


def _pieces(
    text: str, pages: Sequence[Page], start: int, end: int, marked: tuple[int, int]
) -> Pieces:
    first = bisect_left(pages, start, key=lambda page: page.start)
    opened = []
    for page in pages[first:]:
        if page.start >= end:
            break
        opened.append(page)
    starts = {page.start: page for page in opened}
    cuts = sorted({start, end, *starts, *(m for m in marked if start < m < end)})
    pieces = []
    for one, two in zip(cuts, cuts[1:] or [end], strict=False):
        if one in starts:
            pieces.append(Piece("", page=starts[one]))
        if one < two:
            inside = marked[0] <= one and two <= marked[1]
            pieces.append(Piece(text[one:two], inside))
    return tuple(pieces)


def _number_first(blocks: list[Block]) -> list[Block]:
    """The first marked piece of all, flagged so that a link can lead to it."""
    for number, block in enumerate(blocks):
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row):
                for p, piece in enumerate(cell):
                    if piece.marked:
                        cells = (*cell[:p], replace(piece, first=True), *cell[p + 1 :])
                        rows = (*row[:c], cells, *row[c + 1 :])
                        blocks[number] = replace(
                            block, rows=(*block.rows[:r], rows, *block.rows[r + 1 :])
                        )
                        return blocks
    return blocks
