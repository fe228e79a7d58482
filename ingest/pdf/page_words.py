"""The words of a PDF page with their boxes, and the tables that its ruled lines make.

Places are points from the top left corner of the page as displayed: its crop box and its
rotation are undone here, and nobody else knows of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.pdf.coordinates import view_of
from ingest.pdf.drawings import find_drawings
from ingest.pdf.edges.line_numbers import without_line_numbers
from ingest.pdf.garbled_fonts import is_garbled
from ingest.pdf.letters import read_words
from ingest.pdf.shown.actual_text import drop_actual_text
from ingest.pdf.shown.annotations import load_page
from ingest.pdf.shown.digits import UNTOLD, Digits
from ingest.pdf.shown.doubled_words import without_doubles
from ingest.pdf.shown.hidden_words import find_unseen
from ingest.pdf.shown.objects import objects_of
from ingest.pdf.tables.ruled import Grid, find_grids
from ingest.pdf.word import Word


@dataclass(slots=True)
class PageWords:
    """The words of a page in the frame in which they are read.

    That is the page as displayed but for a page whose text lies on its side: it is turned
    first, and `turned` says how often, in clockwise quarters.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)  # that its ruled lines make
    is_drawn: bool = False  # shows more than ruled lines: pictures, or letters without a code
    is_pictured: bool = False  # pictures cover most of it
    is_garbled: bool = False  # its fonts do not say what its letters are
    turned: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # why, and how many words

    @property
    def shape(self) -> tuple[float, float]:
        """Width and height as displayed."""
        return (self.height, self.width) if self.turned % 2 else (self.width, self.height)


def read_page(
    document: pdfium.PdfDocument, index: int, digits: Digits, *, has_layers: bool
) -> PageWords:
    """The words of one page, in the order in which the file draws them."""
    page = load_page(document, index)
    if not page:  # broken, in a file that is otherwise sound
        return PageWords(index + 1, 0.0, 0.0)
    try:
        view = view_of(page)
        objects = objects_of(page)
        drop_actual_text(document, index, objects)
        words = read_words(page, objects, view, digits, has_layers=has_layers)
        turned = _usual_turn(words)
        if turned:
            view = replace(view, turns=(view.turns + turned) % 4)
            words = read_words(page, objects, view, digits, has_layers=has_layers)
        text = " ".join(word.text for word in words)
        garbled = UNTOLD in text or is_garbled(text)
        if garbled:
            words = []
        drawings = find_drawings(objects, view)
        width, height = view.size
        is_pictured = drawings.picture_area > 0.5 * width * height
        unseen = find_unseen(
            page,
            view,
            words,
            objects,
            drawings,
            is_pictured=is_pictured,
            has_layers=has_layers,
        )
    finally:
        raw.FPDF_ClosePage(page)
    left_out = Counter(unseen.values())
    if unseen:
        words = _without(words, unseen)
    words = without_line_numbers(without_doubles(words))
    return PageWords(
        index + 1,
        width,
        height,
        words,
        find_grids(drawings.rules),
        drawings.is_more,
        is_pictured,
        garbled,
        turned,
        left_out,
    )


def _without(words: Sequence[Word], unseen: Mapping[int, str]) -> list[Word]:
    """The words that show; each remembers the place of those after it that do not."""
    shown: list[Word] = []
    for at, word in enumerate(words):
        if at not in unseen:
            shown.append(word)
        elif shown and abs(word.base - shown[-1].base) < 1:
            shown[-1].hides_to = max(shown[-1].hides_to, word.x1)
    return shown


def _usual_turn(words: Sequence[Word]) -> int:
    turns = Counter(word.turned for word in words)
    return turns.most_common(1)[0][0] if turns else 0
