"""Which words of a PDF page show ink of their own: the page is drawn with them and without."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View
from ingest.pdf.shown.hiding_signs import COVERED, CUT, UNPAINTED
from ingest.pdf.shown.objects import Drawn, box_of, set_active, set_black
from ingest.pdf.word import Word

SCALE = 2.0  # pixels a point: letters of six points are twelve pixels high
MAX_PIXELS = 4_000_000.0  # drawn at once; a larger place is drawn smaller
LEAST_INK = 24  # of 255: paler than this on its ground, nobody sees a letter
LEAST_SHOWN = 0.6  # of the ink that a word has with nothing over it
SAME_PLACE = 1.5  # points between the sides of a text and those of its shadow
SHADOW = 0.25  # of a text's height, by which its shadow may stand off
MAX_RUNS = 2000  # that are looked for twins
NOWHERE = (-1e9,) * 4
LEAST_CONTRAST = 60  # of 255, between the lightest and the darkest of a place that shows something


def unseen_words(
    page: object,
    view: View,
    words: Sequence[Word],
    objects: Sequence[Drawn],
    accused: Mapping[int, str],
    *,
    is_pictured: bool,
) -> dict[int, str]:
    """Those of the accused that do not show, by their place in the list, and why.

    On a page that is one picture, words that are not painted are what was read from it: they
    show where the picture shows something. The page is of no use for drawing afterwards.
    """
    suspects = {at: words[at] for at in accused}
    runs = {word.ink.run for word in suspects.values() if word.ink is not None}
    drawing = Drawing(page, view, [word.box for word in suspects.values()])
    full = drawing.pixels()
    others = [word.box for at, word in enumerate(words) if at not in suspects]
    clear = {w.ink.run for at, w in suspects.items() if w.ink and accused[at] == UNPAINTED}
    runs |= _twins(runs, clear, objects, view, others)
    for run in runs:
        set_active(run, False)
    inked = _differ(full, drawing.pixels())
    unseen: dict[int, str] = {}
    partly: list[int] = []
    for at, word in suspects.items():
        place = drawing.place(word.box)
        if inked[place].any():
            if accused[at] == COVERED:
                partly.append(at)
            elif accused[at] == CUT and _breadth(inked[place]) < LEAST_SHOWN:
                unseen[at] = CUT
        elif not (
            is_pictured and accused[at] in (UNPAINTED, COVERED) and _shows_something(full[place])
        ):
            unseen[at] = accused[at]
    if partly:
        whole = _alone(drawing, objects, runs)
        for at in partly:
            place = drawing.place(words[at].box)
            if (inked & whole)[place].sum() < LEAST_SHOWN * whole[place].sum():
                unseen[at] = accused[at]
    return unseen


def _twins(
    runs: Collection[int],
    clear: Collection[int],
    objects: Sequence[Drawn],
    view: View,
    others: Sequence[Box],
) -> set[int]:
    """What is drawn in the very places of these runs, or of the clear ones a little off and letter
    by letter, where no other word stands: letters that are drawn again, of which PDFium tells the
    first alone, and some makers paint that one as clear as glass."""
    texts = [drawn for drawn in objects if drawn.kind == raw.FPDF_PAGEOBJ_TEXT]
    boxes = np.array([box_of(drawn, view) or NOWHERE for drawn in texts]).reshape(-1, 4)
    of_runs = [at for at, drawn in enumerate(texts) if drawn.address in runs]
    twins = np.zeros(len(texts), np.bool_)
    inner = np.zeros(len(texts), np.bool_)
    for at in of_runs[:MAX_RUNS]:
        box = boxes[at]
        twins |= np.abs(boxes - box).max(axis=1) < SAME_PLACE
        if texts[at].address not in clear:
            continue
        near = max(SAME_PLACE, SHADOW * (box[3] - box[1]))
        inner |= (boxes[:, :2] > box[:2] - near).all(axis=1) & (boxes[:, 2:] < box[2:] + near).all(
            axis=1
        )
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    for at in np.flatnonzero(inner & ~twins).tolist():
        x, y = middles[at]
        twins[at] = not any(x0 < x < x1 and y0 < y < y1 for x0, y0, x1, y1 in others)
    return {texts[at].address for at in np.flatnonzero(twins).tolist()}


def _alone(drawing: Drawing, objects: Sequence[Drawn], runs: Collection[int]) -> NDArray[np.bool_]:
    """Where the letters of these runs have ink when nothing else is drawn."""
    for drawn in objects:
        shown = drawn.address in runs or drawn.kind == raw.FPDF_PAGEOBJ_FORM
        set_active(drawn.address, shown)
        if drawn.address in runs:
            set_black(drawn.address)
    return _differ(drawing.pixels(), np.array(255, np.uint8))


def _breadth(inked: NDArray[np.bool_]) -> float:
    """From the first column with ink to the last, as a share of them all."""
    columns = np.flatnonzero(inked.any(axis=0))
    return float((columns[-1] - columns[0] + 1) / inked.shape[1])


def _differ(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.bool_]:
    far = np.greater(np.maximum(a, b) - np.minimum(a, b), LEAST_INK)
    differ: NDArray[np.bool_] = np.logical_or.reduce(far, axis=2)
    return differ


def _shows_something(pixels: NDArray[np.uint8]) -> bool:
    return pixels.size > 0 and int(pixels.max()) - int(pixels.min()) > LEAST_CONTRAST


class Drawing:
    """Draws the part of a page that some boxes are in."""

    def __init__(
        self, page: object, view: View, boxes: Sequence[Box], scale: float = SCALE
    ) -> None:
        self._page = page
        self._turns = (view.turns - raw.FPDFPage_GetRotation(page)) % 4
        wide, high = view.size
        self._left = max(min(box[0] for box in boxes), 0.0)
        self._top = max(min(box[1] for box in boxes), 0.0)
        width = max(min(max(box[2] for box in boxes), wide) - self._left, 1.0)
        height = max(min(max(box[3] for box in boxes), high) - self._top, 1.0)
        self._scale = min(scale, (MAX_PIXELS / (width * height)) ** 0.5)
        self._size = round(wide * self._scale), round(high * self._scale)
        self._shape = int(height * self._scale) + 1, int(width * self._scale) + 1

    def pixels(self) -> NDArray[np.uint8]:
        """Its rows of pixels, each blue, green and red."""
        rows, columns = self._shape
        pixels = np.full((rows, columns, 4), 255, np.uint8)
        bitmap = raw.FPDFBitmap_CreateEx(
            columns, rows, raw.FPDFBitmap_BGRx, pixels.ctypes.data_as(ctypes.c_void_p), 4 * columns
        )
        try:
            x, y = -round(self._left * self._scale), -round(self._top * self._scale)
            raw.FPDF_RenderPageBitmap(
                bitmap, self._page, x, y, *self._size, self._turns, raw.FPDF_ANNOT
            )
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return pixels[:, :, :3]

    def place(self, box: Box) -> tuple[slice, slice]:
        """The rows and columns of pixels that a box is on."""
        x0, x1 = ((x - self._left) * self._scale for x in (box[0], box[2]))
        y0, y1 = ((y - self._top) * self._scale for y in (box[1], box[3]))
        return slice(max(int(y0), 0), max(int(y1) + 1, 0)), slice(
            max(int(x0), 0), max(int(x1) + 1, 0)
        )
