"""What letters on a PDF page are cut to: nothing shows outside their clip's box.

A form is drawn on the page, or in another form, through a matrix and a clip of its own; its
letters' clips are in its coordinates. Clips that are not one upright box are left out.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View, overlap
from ingest.pdf.shown.objects import (
    UNMOVED,
    Drawn,
    Matrix,
    clip_path_of,
    count_paths,
    moved,
)

MAX_PATHS = 8  # of one clip


class Clips:
    """Finds the clips of one page's letters by the objects that draw them."""

    def __init__(self, objects: Sequence[Drawn], view: View) -> None:
        self._view = view
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._x_ref, self._y_ref = ctypes.byref(self._x), ctypes.byref(self._y)
        self._is_odd = False
        self._framed: dict[int, tuple[Matrix, Box | None]] = {}  # what stands in forms
        clips: dict[int, Box | None] = {}  # of forms
        for at, drawn in enumerate(objects):
            outer = clips.get(drawn.form)
            if drawn.kind == raw.FPDF_PAGEOBJ_FORM:
                clips[at] = _both(outer, self._read(drawn.address, drawn.matrix))
            elif drawn.form >= 0 and drawn.kind == raw.FPDF_PAGEOBJ_TEXT:
                self._framed[drawn.address] = drawn.matrix, outer

    def clip_of(self, run: int) -> tuple[Box | None, bool]:
        """The box, as displayed, that a text object is cut to, and whether to more than a box."""
        self._is_odd = False
        matrix, clip = self._framed.get(run, (UNMOVED, None))
        return _both(clip, self._read(run, matrix)), self._is_odd

    def _read(self, address: int, matrix: Matrix) -> Box | None:
        place = clip_path_of(address)
        count = count_paths(place) if place else 0
        if count <= 0:  # mostly
            return None
        path = ctypes.cast(place, raw.FPDF_CLIPPATH)
        box: Box | None = None
        for at in range(min(count, MAX_PATHS)):
            if raw.FPDFClipPath_CountPathSegments(path, at) not in (4, 5, 6):
                self._is_odd = True
                return None
            a, b, c = (self._corner(path, at, corner) for corner in (0, 1, 2))
            if not (a[0] == b[0] and b[1] == c[1]) and not (a[1] == b[1] and b[0] == c[0]):
                self._is_odd = True
                return None
            (x0, y0), (x1, y1) = moved(*a, matrix), moved(*c, matrix)
            path_box = self._view.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            box = _both(box, path_box)
        return box

    def _corner(self, path: object, at: int, corner: int) -> tuple[float, float]:
        segment = raw.FPDFClipPath_GetPathSegment(path, at, corner)
        raw.FPDFPathSegment_GetPoint(segment, self._x_ref, self._y_ref)
        return self._x.value, self._y.value


def _both(a: Box | None, b: Box | None) -> Box | None:
    if a is None or b is None:
        return a or b
    return overlap(a, b)
