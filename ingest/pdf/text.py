"""Paragraphs into the one text, with the span of each page and the box of each word."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ingest.pdf.paragraphs import Kind, Paragraph
from ingest.pdf.word import Word
from ingest.report import Boxes

HABIT = 5  # words surely parted at line ends: from then on the file is known to do so

_LETTERS = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the text and what it looked like on its page."""

    kind: Kind
    start: int
    end: int
    size: float
    bold: bool
    page: int


class Writer:
    """Gathers the text; pages come in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._rows = array("d")  # seven numbers a word; as tuples a book would fill the memory
        self._words: set[str] = set()
        self._parted = 0  # words that were surely parted at a line's end
        self._is_hyphen_written = (
            False  # U+2010 within words: it is not a mark of parted ones alone
        )
        self.page_starts: list[int] = []  # where page 1, 2 ... starts
        self.marks: list[Mark] = []

    def learn(self, words: Iterable[Word]) -> None:
        """Remembers the words of the file, to tell parted words from hyphenated ones."""
        for word in words:
            if not word.parted:
                self._is_hyphen_written |= "\u2010" in word.text[1:-1]
                text = word.text.lower()
                if text.isalpha():  # most are
                    self._words.add(text)
                else:
                    self._words.update(_LETTERS.findall(text))

    def write(self, paragraph: Paragraph) -> None:
        start = self._length
        if paragraph.kind is Kind.ITEM:
            self._open_pages(paragraph.page)
            self._put("• ")
        for at, cell in enumerate(paragraph.cells):
            if at:
                self._put("\t")
            self._write_words(cell)
        self.marks.append(
            Mark(
                paragraph.kind,
                start,
                self._length,
                paragraph.size,
                paragraph.bold,
                paragraph.page,
            )
        )
        self._put("\n")

    def finish(self, page_count: int) -> tuple[str, Boxes]:
        self._open_pages(page_count)
        rows = np.array(self._rows).reshape(-1, 7)
        rows[:, 3:] *= 10
        return "".join(self._parts), np.rint(rows).astype(np.int32)

    def _write_words(self, cell: list[tuple[int, Word]]) -> None:
        glued = True
        for at, (page, word) in enumerate(cell):
            if word.raised and at:
                continue
            if not glued:
                self._put(" ")
            self._open_pages(page)
            after = cell[at + 1][1] if at + 1 < len(cell) else None
            text = word.text
            glued = False
            if after is not None and self._is_parted(word, after):
                glued = True
                if self._is_one_word(text, after.text):
                    text = text[:-1]
            start = self._length
            self._put(text)
            self._rows.extend((page, start, self._length, word.x0, word.y0, word.x1, word.y1))

    def _is_parted(self, word: Word, after: Word) -> bool:
        if word.parted:
            return True
        below = after.y0 > word.y0 + 0.5 * word.size or after.x1 < word.x0
        return (
            len(word.text) > 2
            and word.text[-1] in "-\u2010"
            and word.text[-2].isalpha()
            and below
            and after.text[0].islower()
        )

    def _is_one_word(self, head: str, tail: str) -> bool:
        """Whether the hyphen that ends the head is only there because the line ended."""
        hyphen, head = head[-1], head[:-1]
        heads, tails = _LETTERS.findall(head.lower()), _LETTERS.findall(tail.lower())
        if not heads or not tails or not tail[0].islower():
            return False
        joined, hyphenated = heads[-1] + tails[0], f"{heads[-1]}-{tails[0]}"
        if hyphenated in self._words:
            return False
        if joined in self._words:
            self._parted += 1
            return True
        if hyphen == "\u2010" and not self._is_hyphen_written:  # only makers of lines put it
            return True
        return self._parted >= HABIT and tails[0] not in self._words

    def _open_pages(self, page: int) -> None:
        while len(self.page_starts) < page:
            self.page_starts.append(self._length)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
