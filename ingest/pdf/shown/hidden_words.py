"""The words of a PDF page that it does not show, and why: what is read is what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.coordinates import View
from ingest.pdf.drawings import Drawings
from ingest.pdf.shown.hiding_signs import STRUCK, TINY, accused_words
from ingest.pdf.shown.ink import unseen_words
from ingest.pdf.shown.objects import Drawn
from ingest.pdf.shown.struck_through import struck_words
from ingest.pdf.word import Word


def find_unseen(
    page: object,
    view: View,
    words: Sequence[Word],
    objects: Sequence[Drawn],
    drawings: Drawings,
    *,
    is_pictured: bool,
    has_layers: bool,
) -> dict[int, str]:
    """Why each does not count as shown, by its place in the list.

    Only a page with a sign of it is drawn, for that takes as long as reading ten pages.
    """
    accused = accused_words(words, objects, drawings.fills, has_layers=has_layers)
    unseen = {at: why for at, why in accused.items() if why == TINY}
    if len(unseen) < len(accused):
        unseen |= unseen_words(page, view, words, objects, accused, is_pictured=is_pictured)
    rules = [*drawings.rules, *drawings.inner_rules]
    return unseen | dict.fromkeys(struck_words(words, rules, drawings.slants), STRUCK)
