"""What letters on a PDF page are cut to: nothing shows outside their clip's box.

A form is drawn on the page, or in another form, through a matrix and a clip of its own; its
letters' clips are in its coordinates. Clips that are not one upright box are left out.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TypeAlias

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View, overlap

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_DEPTH = 8  # forms in forms
MAX_OBJECTS = 20_000  # of all forms of a page
MAX_PATHS = 8  # of one clip


@dataclass(frozen=True, slots=True)
class _Frame:
    """How a form's coordinates become the page's, and what it is cut to."""

    matrix: Matrix
    clip: Box | None


class Clips:
    """Finds the clips of one page's letters by the objects that draw them."""

    def __init__(self, page: object, view: View) -> None:
        self._view = view
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._x_ref, self._y_ref = ctypes.byref(self._x), ctypes.byref(self._y)
        self._frames: dict[int | None, _Frame] = {}
        self._left = MAX_OBJECTS
        for at in range(raw.FPDFPage_CountObjects(page)):
            thing = raw.FPDFPage_GetObject(page, at)
            if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_FORM:
                self._enter(thing, _Frame(UNMOVED, None), 0)

    def clip_of(self, run: object) -> Box | None:
        """The box, as displayed, that a text object is cut to."""
        frame = self._frames.get(_address(run))
        if frame is None:
            return self._read(run, UNMOVED)
        return _both(frame.clip, self._read(run, frame.matrix))

    def _enter(self, form: object, outer: _Frame, depth: int) -> None:
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(form, ctypes.byref(own))
        inner = (own.a, own.b, own.c, own.d, own.e, own.f)
        clip = _both(outer.clip, self._read(form, outer.matrix))
        frame = _Frame(_after(inner, outer.matrix), clip)
        for at in range(raw.FPDFFormObj_CountObjects(form)):
            self._left -= 1
            if self._left < 0:
                return
            thing = raw.FPDFFormObj_GetObject(form, at)
            kind = raw.FPDFPageObj_GetType(thing)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                self._frames[_address(thing)] = frame
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                self._enter(thing, frame, depth + 1)

    def _read(self, thing: object, matrix: Matrix) -> Box | None:
        path = raw.FPDFPageObj_GetClipPath(thing)
        box: Box | None = None
        for at in range(min(raw.FPDFClipPath_CountPaths(path), MAX_PATHS)):
            if raw.FPDFClipPath_CountPathSegments(path, at) not in (4, 5, 6):
                return None
            a, b, c = (self._corner(path, at, corner) for corner in (0, 1, 2))
            if not (a[0] == b[0] and b[1] == c[1]) and not (a[1] == b[1] and b[0] == c[0]):
                return None
            (x0, y0), (x1, y1) = _moved(*a, matrix), _moved(*c, matrix)
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


def _after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    x, y = _moved(e, f, then)
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        x,
        y,
    )


def _moved(x: float, y: float, by: Matrix) -> tuple[float, float]:
    return by[0] * x + by[2] * y + by[4], by[1] * x + by[3] * y + by[5]


def _address(thing: object) -> int | None:
    return ctypes.cast(thing, ctypes.c_void_p).value  # type: ignore[arg-type]  # any ctypes pointer
