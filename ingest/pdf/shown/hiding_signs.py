"""Cheap signs that a word of a PDF page may not show: paint over it, or paint like its ground.

They accuse only: what is accused is drawn, and its ink looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from ingest.pdf.drawings import Fill
from ingest.pdf.shown.objects import Drawn, colour_of
from ingest.pdf.word import Word

COVERED = "under a box or a picture"
UNPAINTED = "not painted"
FAINT = "in the colour of what they stand on"
CUT = "cut away"
TINY = "too small to see"
LAYER = "on a layer that is off"
STRUCK = "crossed out"

FAINTEST = 50  # of 255; what is more transparent is drawn and looked at
LEAST_COVERED = 0.25  # of a word's box, by all that lies over it
NEAR = 50  # of 255, in each of red, green and blue: like what it stands on
PAPER = (255, 255, 255)
MAX_FILLS = 3000  # on a page with more, all that stands on a fill is drawn


def accused_words(
    words: Sequence[Word], objects: Sequence[Drawn], fills: Sequence[Fill], *, has_layers: bool
) -> dict[int, str]:
    """Why a word may not show, by its place in the list."""
    # A form may stand on a layer as a whole, which nothing tells but its picture.
    framed = {drawn.address for drawn in objects if has_layers and drawn.form >= 0}
    clear = _clear(objects)
    accused: dict[int, str] = {}
    seen: dict[int, str] = {}  # by the identity of the ink, for many words share one
    for at, word in enumerate(words):
        ink = word.ink
        if ink is None:
            continue
        doubt = seen.get(id(ink))
        if doubt is None:
            near = min(ink.colour) >= 255 - NEAR
            layer = LAYER if ink.run in framed else UNPAINTED if ink.run in clear else ""
            doubt = seen[id(ink)] = ink.doubt or layer or (FAINT if near else "")
        if doubt:
            accused[at] = doubt
    if fills:
        _weigh_fills(accused, words, objects, fills[:MAX_FILLS])
    return accused


def _clear(objects: Sequence[Drawn]) -> set[int]:
    """The addresses of what stands in forms that are drawn as clear as glass."""
    forms: set[int] = set()
    inner: set[int] = set()
    for at, drawn in enumerate(objects):
        is_form = drawn.kind == raw.FPDF_PAGEOBJ_FORM
        if drawn.form in forms or (is_form and colour_of(drawn.address)[3] < FAINTEST):
            inner.add(drawn.address)
            if is_form:
                forms.add(at)
    return inner


def _weigh_fills(
    accused: dict[int, str],
    words: Sequence[Word],
    objects: Sequence[Drawn],
    fills: Sequence[Fill],
) -> None:
    """Accuses what is painted over or stands on its own colour; clears light words on dark."""
    boxes = np.array([(word.x0, word.y0, word.x1, word.y1) for word in words]).reshape(-1, 4)
    over = np.array([fill.box for fill in fills])
    shared = _shared(boxes, over)  # a row a word, a column a fill
    touched = np.flatnonzero(shared.sum(axis=1) > LEAST_COVERED)
    if not len(touched):
        return
    shared = shared[touched]
    orders = {drawn.address: at for at, drawn in enumerate(objects)}
    painted = np.array([_order(words[at], orders) for at in touched.tolist()])
    laid = np.array([fill.order for fill in fills])
    later = np.greater(laid[None, :], painted[:, None])
    covered = (later * shared).sum(axis=1) > LEAST_COVERED
    under = ~later & (shared > 0.5)
    ground = np.where(under.any(axis=1), under.shape[1] - 1 - under[:, ::-1].argmax(axis=1), -1)
    colours = [fill.colour for fill in fills]
    for row, at in enumerate(touched.tolist()):
        ink = words[at].ink
        if ink is None or ink.doubt:
            continue
        if covered[row]:
            accused[at] = COVERED
        elif ground[row] >= 0:
            colour = colours[ground[row]] or PAPER  # a light word on a picture is looked at
            if max(abs(a - b) for a, b in zip(ink.colour, colour, strict=True)) < NEAR:
                accused[at] = FAINT
            else:
                accused.pop(at, None)


def _order(word: Word, orders: dict[int, int]) -> int:
    return orders.get(word.ink.run, 0) if word.ink is not None else 0


def _shared(boxes: NDArray[np.float64], over: NDArray[np.float64]) -> NDArray[np.float64]:
    """Which part of each box each of the others covers."""
    wide = np.minimum(boxes[:, None, 2], over[None, :, 2]) - np.maximum(
        boxes[:, None, 0], over[None, :, 0]
    )
    high = np.minimum(boxes[:, None, 3], over[None, :, 3]) - np.maximum(
        boxes[:, None, 1], over[None, :, 1]
    )
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    part: NDArray[np.float64] = wide.clip(0) * high.clip(0) / np.maximum(area, 0.01)[:, None]
    return part
