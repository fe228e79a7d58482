"""Running headers, footers and page numbers: what repeats at the edges of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.words import PageWords, Word

EDGE = 0.11  # of the page's height, at the top and at the bottom
NEAR = 6.0  # points; a footer moves no further from page to page

_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ONLY_NUMBER = re.compile(
    r"(?:page|p\.?)?\W{0,3}(\d{1,4}|[ivxlc]{1,6})\W{0,3}(?:(?:of|/)\W?\d{1,4})?(?:\W?page)?\W{0,2}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Edge:
    """A line of words at the top or bottom of a page."""

    page: PageWords
    words: list[Word]
    is_top: bool

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

    @property
    def bare(self) -> str:
        """Without the page number beside it, which a title page may lack."""
        return self.folded.strip("# -–|") or "#"

    @property
    def folded(self) -> str:
        text = self.text.casefold()
        return "#" if _ROMAN.fullmatch(text) else _NUMBER.sub("#", text)


class Furniture:
    """Remembers what repeated, so that a long file can be read a stretch at a time."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[bool, str, int]] = Counter()
        self._known: set[tuple[bool, str]] = set()  # surely furniture, wherever at that edge
        self._pages = 0
        self.printed: dict[int, list[str]] = {}  # page number to the numbers printed at its edges

    def clear(self, pages: Sequence[PageWords], body_size: float) -> None:
        """Takes running headers, footers and page numbers out of the pages' words."""
        edges = [edge for page in pages for edge in _edges(page)]
        self._pages += len(pages)
        for page_edges in _by_page(edges):
            self._seen.update({key for edge in page_edges for key in _keys(edge)})
        self._known |= {
            (edge.is_top, edge.bare) for edge in edges if self._is_furniture(edge, body_size)
        }
        dropped: set[int] = set()
        for edge in edges:
            known = edge.size <= 1.15 * body_size and (edge.is_top, edge.bare) in self._known
            if known or self._is_furniture(edge, body_size):
                dropped.update(map(id, edge.words))
                numbers = self.printed.setdefault(edge.page.number, [])
                numbers += _printed_numbers(edge.text)
        for page in pages:
            page.words = [word for word in page.words if id(word) not in dropped]

    def _is_furniture(self, edge: _Edge, body_size: float) -> bool:
        seen = max(self._seen[key] for key in _keys(edge))
        only = _ONLY_NUMBER.fullmatch(edge.text)
        if only:
            return seen >= 2 or only.group(1) == str(edge.page.number)
        if edge.size > 1.15 * body_size:
            return seen >= 3 and seen >= 0.6 * self._pages
        return seen >= (3 if self._pages > 4 else 2)


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


def _keys(edge: _Edge) -> list[tuple[bool, str, int]]:
    """Two, so that places on either side of a rounding meet."""
    folded, step = edge.folded, edge.place / NEAR
    return [(edge.is_top, folded, int(step)), (edge.is_top, folded, -1 - int(step + 0.5))]


def _by_page(edges: Iterable[_Edge]) -> list[list[_Edge]]:
    pages: dict[int, list[_Edge]] = {}
    for edge in edges:
        pages.setdefault(edge.page.number, []).append(edge)
    return list(pages.values())


def _printed_numbers(text: str) -> list[str]:
    words = text.casefold().split()
    romans = [word for word in words if _ROMAN.fullmatch(word)]
    return _NUMBER.findall(text) + (romans if len(words) <= 3 else [])


def printed_labels(printed: dict[int, list[str]], page_count: int) -> dict[int, str]:
    """The page numbers that are printed on pages, where they count on from page to page."""
    steps: Counter[int] = Counter()
    for number, found in printed.items():
        steps.update({int(text) - number for text in found if text.isdigit() and len(text) < 5})
    labels = {
        number: roman
        for number, found in printed.items()
        if (roman := next((text for text in found if not text.isdigit()), None))
    }
    if not steps:
        return labels
    step, count = steps.most_common(1)[0]
    if count < min(2, page_count):
        return labels
    for number, found in printed.items():
        if str(number + step) in found:
            labels[number] = str(number + step)
    return labels
