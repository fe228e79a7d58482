"""What the reading order of a page is made of: words in a row, and tables with rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ingest.pdf.page_lines import Line, Row
from ingest.pdf.word import RIGHT_TO_LEFT, Word

SAME_LINE = 1.5  # points between the middles of what stands on one line


@dataclass(slots=True)
class Piece:
    """What is not taken apart while the reading order is found: words in a row, or a table."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: list[Word] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    order: int = 0  # in the file

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


def runs_of(words: Sequence[Word]) -> list[Piece]:
    """Words that follow one another in the file and on one line, without a wide gap."""
    runs: list[Piece] = []
    run: Piece | None = None
    last: Word | None = None
    for word in words:
        if run is not None and last is not None:
            size = max(word.size, last.size)
            level = abs(word.base - last.base) < 0.5 * size
            if level and (
                -0.5 * size < word.x0 - last.end < size or _follows_leftwards(word, last, size)
            ):
                run.words.append(word)
                run.x0, run.y0 = min(run.x0, word.x0), min(run.y0, word.y0)
                run.x1, run.y1 = max(run.x1, word.x1), max(run.y1, word.y1)
                last = word
                continue
        run = Piece(word.x0, word.y0, word.x1, word.y1, [word], order=len(runs))
        runs.append(run)
        last = word
    return runs


def _follows_leftwards(word: Word, last: Word, size: float) -> bool:
    """Whether a word stands left of the one before, as in writing that is read from its right."""
    return (
        -0.5 * size < last.x0 - word.x1 < size
        and word.x0 < last.x0
        and RIGHT_TO_LEFT.search(last.text + word.text) is not None
    )


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    groups: list[tuple[Piece, list[Piece]]] = []  # the widest piece of a line, and all of it
    for piece in sorted(pieces, key=lambda piece: piece.words[0].base):
        for at in range(len(groups) - 1, max(len(groups) - 6, -1), -1):
            chief, group = groups[at]
            shared = min(piece.y1, chief.y1) - max(piece.y0, chief.y0)
            if shared > 0.6 * min(piece.y1 - piece.y0, chief.y1 - chief.y0) and not any(
                min(piece.x1, other.x1) - max(piece.x0, other.x0) > 3 for other in group
            ):
                group.append(piece)
                wider = piece.x1 - piece.x0 > chief.x1 - chief.x0
                groups[at] = (piece if wider else chief, group)
                break
        else:
            groups.append((piece, [piece]))
    lines = []
    for _, group in groups:
        group.sort(key=lambda piece: piece.x0)
        words = [word for piece in group for word in piece.words]
        if RIGHT_TO_LEFT.search("".join(word.text for word in words)):
            words = _as_read(words)
        lines.append(Line(words))
    return lines


def _as_read(words: list[Word]) -> list[Word]:
    """The words of a line that is read from its right, where most of them are; but figures and
    words of the other writing, where several stand together, from their left."""
    turned = [RIGHT_TO_LEFT.search(word.text) is not None for word in words]
    others = sum(not at and word.text.isalpha() for at, word in zip(turned, words, strict=True))
    if sum(turned) <= others:
        return words
    read: list[Word] = []
    words = sorted(words, key=lambda word: word.x0)
    for is_turned, run in groupby(words, lambda word: bool(RIGHT_TO_LEFT.search(word.text))):
        together = list(run)
        read[:0] = together[::-1] if is_turned else together
    return read


def levels_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces from top to bottom, those that stand on one line together."""
    levels: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        if levels and piece.middle - levels[-1][0].middle < SAME_LINE:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    return levels
