"""Running headers, footers and page numbers: what repeats at the edges of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.page_words import PageWords
from ingest.pdf.tables.ruled import Grid
from ingest.pdf.word import Word

EDGE = 0.11  # of the page's height, at the top and at the bottom
INNER = 0.25  # the same for a page's number that is alone there
NEAR = 6.0  # points; a footer moves no further from page to page

_NUMBER = re.compile(r"\d+")
_DISTANCE = re.compile(r"#-?\d*")
_ROMAN_WORD = re.compile(r"^[ivxlc]{1,7}\b|\b[ivxlc]{1,7}$")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ONLY_NUMBER = re.compile(
    r"(?:page|p\.?)?\W{0,3}(\d{1,4}|[ivxlc]{1,7})\W{0,3}(?:(?:of|/)\W?\d{1,4})?(?:\W?page)?\W{0,2}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Edge:
    """A line of words at the top or bottom of a page."""

    page: PageWords
    words: list[Word]
    is_top: bool
    is_inner: bool = False  # a page's number that stands further in than running lines do

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def place(self) -> float:
        y = self.words[0].base
        return y if self.is_top else self.page.height - y

    @property
    def size(self) -> float:
        return max(self.words, key=lambda word: len(word.text)).size

    def forms(self) -> list[str]:
        """The text as it stands, and with its first number or one of its last two told as its
        distance from the page's, so that "2023 review 3 | 12" and "2023 review 4 | 12" are one."""
        text = self.text.casefold()
        numbers = [*_NUMBER.finditer(text)]
        if len(numbers) > 3:
            numbers = [numbers[0], *numbers[-2:]]
        numbers += [match for match in _ROMAN_WORD.finditer(text) if _roman(match.group())]
        forms = [text]
        for number in numbers[:5]:
            ahead = _value(number.group()) - self.page.number
            forms.append(f"{text[: number.start()]}#{ahead}{text[number.end() :]}")
        return forms

    @property
    def is_page_number(self) -> bool:
        """Whether it is this page's number, alone or far beside other words."""
        if self.is_inner:  # a figure, unless others count on with it
            return False
        match = _ONLY_NUMBER.fullmatch(self.text)
        if match:
            return _value(match.group(1).casefold()) == self.page.number
        outer, inner = self.words[-1], self.words[-2] if len(self.words) > 1 else self.words[-1]
        far = outer.x0 - inner.x1 > 3 * outer.size
        return far and _value(outer.text.casefold()) == self.page.number


class Furniture:
    """Remembers what repeated, so that a long file can be read a stretch at a time."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[bool, str, int]] = Counter()
        self._known: set[tuple[bool, str]] = set()  # surely furniture, wherever at that edge
        self._pages = 0
        self.printed: dict[int, list[str]] = {}  # page number to the numbers printed at its edges

    def clear(self, pages: Sequence[PageWords], body_size: float) -> None:
        """Takes running headers, footers and page numbers out of the pages' words."""
        edges = [(page, [*_edges(page), *_inner_numbers(page)]) for page in pages]
        self._pages += len(pages)
        for _, lines in edges:
            self._seen.update({key for line in lines for key in _keys(line)})
        for _, lines in edges:
            for line in lines:
                if self._repeats(line, body_size):
                    self._known.update((line.is_top, bare) for bare in _bare(line))
        for page, lines in edges:
            dropped: set[int] = set()
            for line in lines:
                if not self._is_furniture(line, body_size):
                    continue
                if not _is_in_table(line, page.grids) and not _opens_file(line, body_size):
                    dropped.update(map(id, line.words))
                    numbers = self.printed.setdefault(page.number, [])
                    numbers += _printed_numbers(line.text)
            if dropped:
                page.words = [word for word in page.words if id(word) not in dropped]

    def _is_furniture(self, line: _Edge, body_size: float) -> bool:
        if self._repeats(line, body_size):
            return True
        if line.is_page_number:
            return True
        small = line.size <= 1.15 * body_size
        return small and any((line.is_top, bare) in self._known for bare in _bare(line))

    def _repeats(self, line: _Edge, body_size: float) -> bool:
        seen = max(self._seen[key] for key in _keys(line))
        if _ONLY_NUMBER.fullmatch(line.text):
            return seen >= (3 if line.is_inner and self._pages > 2 else 2)
        if line.size > 1.15 * body_size:
            return seen >= 3 and seen >= 0.6 * self._pages
        return seen >= (3 if self._pages > 4 else 2)


def _opens_file(line: _Edge, body_size: float) -> bool:
    """Whether it is the title at the head of the first page, that the later pages repeat."""
    named = [word for word in line.words if any(map(str.isalpha, word.text))]
    if line.page.number > 1 or not line.is_top or len(named) < 2 or line.size < body_size:
        return False
    here = set(map(id, line.words))
    others = " ".join(word.text for word in line.page.words if id(word) not in here)
    return line.text.casefold() not in others.casefold()


def _is_in_table(line: _Edge, grids: Sequence[Grid]) -> bool:
    """Whether it is a row of cells of a table that goes on, in cells, beyond the page's edge."""
    low, high = line.page.height * EDGE, line.page.height * (1 - EDGE)
    for grid in grids:
        if all(map(grid.holds, line.words)):
            rows = [
                set(cells)
                for cells, (top, foot) in zip(grid.cells, pairwise(grid.ys), strict=True)
                if low < (top + foot) / 2 < high
            ]
            cells = {grid.cell_of(word) for word in line.words}
            return len(cells) > 1 and any(len(row) > 1 for row in rows)
    return False


def _edges(page: PageWords) -> list[_Edge]:
    low, high = page.height * EDGE, page.height * (1 - EDGE)
    lines: list[_Edge] = []
    for word in page.words:
        if word.turned or low < word.base < high:
            continue
        is_top = word.base <= low
        for line in reversed(lines[-8:]):
            near = max(
                3.0, 0.45 * max(word.size, line.words[0].size)
            )  # a raised mark is on its line
            if line.is_top == is_top and abs(line.words[0].base - word.base) < near:
                line.words.append(word)
                break
        else:
            lines.append(_Edge(page, [word], is_top))
    for line in lines:
        line.words.sort(key=lambda word: word.x0)
    return lines


def _inner_numbers(page: PageWords) -> list[_Edge]:
    """The first and the last line between the edges, where it may be the page's number."""
    low, high = page.height * EDGE, page.height * (1 - EDGE)
    within = [word for word in page.words if low < word.base < high and not word.turned]
    if not within:
        return []
    outermost = (min, True, page.height * INNER), (max, False, page.height * (1 - INNER))
    numbers = []
    for of, is_top, limit in outermost:
        place = of(word.base for word in within)
        line = sorted((w for w in within if abs(w.base - place) < 3), key=lambda word: word.x0)
        is_out = place < limit if is_top else place > limit
        if is_out and _ONLY_NUMBER.fullmatch(" ".join(word.text for word in line)):
            numbers.append(_Edge(page, line, is_top, is_inner=True))
    return numbers


def _keys(line: _Edge) -> list[tuple[bool, str, int]]:
    """Two for each form, so that places on either side of a rounding meet."""
    step = line.place / NEAR
    places = int(step), -1 - int(step + 0.5)
    return [(line.is_top, form, place) for form in line.forms() for place in places]


def _bare(line: _Edge) -> list[str]:
    """The text without the page number beside it, which a title page may lack."""
    texts = (_DISTANCE.sub("", form).strip(" -–|") for form in line.forms())
    return [text for text in texts if any(map(str.isalpha, text))]


def _printed_numbers(text: str) -> list[str]:
    words = text.casefold().split()
    romans = [word for word in (words[0], words[-1]) if _roman(word)]
    return _NUMBER.findall(text) + romans[:1]


def _value(text: str) -> int:
    """What a number says, in digits or in Roman ones; 0 where it is none."""
    return int(text) if text.isdecimal() else _roman(text)


def _roman(text: str) -> int:
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_DIGITS[digit] for digit in text]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def printed_labels(printed: dict[int, list[str]], page_count: int) -> dict[int, str]:
    """The page numbers that are printed on pages, where they count on from page to page."""
    steps: Counter[int] = Counter()
    for number, numbers in printed.items():
        steps.update({int(text) - number for text in numbers if text.isdigit() and len(text) < 5})
    labels = {
        number: roman
        for number, numbers in printed.items()
        if (roman := next((text for text in numbers if not text.isdigit()), None))
    }
    if not steps:
        return labels
    step, count = steps.most_common(1)[0]
    if count < min(2, page_count):
        return labels
    for number, numbers in printed.items():
        if str(number + step) in numbers:
            labels[number] = str(number + step)
    return labels
