"""The digits of a PDF page as it shows them: a font's map may say that a 4 is a 9.

The outline that a font has for a digit is looked at once. Where it is another digit's, or a
letter of the page is not drawn from it, the page itself is looked at.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View
from ingest.pdf.shown.digit_shapes import Outline, digit_on, outline_of
from ingest.pdf.shown.ink import Drawing
from ingest.pdf.shown.objects import run_at

UNTOLD = (
    "\U0010ffff"  # stands for a digit that its font's map gets wrong and its picture does not tell
)
SCALE = 4.0  # pixels a point: a digit of ten points is 30 pixels high
ROW = 1 / SCALE  # above a digit and below: nothing is drawn there
APART = 0.003  # of the type's size, between a letter and its outline: no nearer than files say it

_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class _Run:
    """The letters of one object of a page: their font, and its name and length for a key."""

    font: object
    key: tuple[bytes, int]
    along: float  # their size along a level line, in points; 0 on others


class Digits:
    """Knows the outlines of one file's fonts."""

    def __init__(self) -> None:
        # By name and length, for the address of a font is soon another's.
        self._outlines: dict[tuple[tuple[bytes, int], str], Outline | None] = {}

    def as_shown(self, letters: str, page: object, text_page: object, view: View) -> str:
        """The letters of a page, one a character, with each digit that it shows."""
        doubtful = self._doubtful(letters, text_page)
        if not doubtful:
            return letters
        boxes = [_box_of(at, text_page, view) for at in doubtful]
        drawing = Drawing(page, view, boxes, SCALE)
        pixels = drawing.pixels()
        shown = list(letters)
        for (at, outline), box in zip(doubtful.items(), boxes, strict=True):
            digit = digit_on(pixels[drawing.place(box)], letters[at])
            if digit or outline.shows != letters[at]:
                shown[at] = digit or UNTOLD
        return "".join(shown)

    def _doubtful(self, letters: str, text_page: object) -> dict[int, Outline]:
        """The outlines of digits that may be others, by their place."""
        handle = ctypes.cast(text_page, ctypes.c_void_p)  # type: ignore[arg-type]  # any pointer
        runs: dict[int, _Run] = {}
        doubtful: dict[int, Outline] = {}
        for match in _DIGIT.finditer(letters):
            at, digit = match.start(), match.group()
            address = run_at(handle, at)
            if not address:
                continue
            if address not in runs:
                runs[address] = _run(address, at, text_page)
            run = runs[address]
            if (run.key, digit) not in self._outlines:
                self._outlines[run.key, digit] = outline_of(run.font, digit)
            outline = self._outlines[run.key, digit]
            if outline and (outline.shows != digit or _is_apart(outline, at, run, text_page)):
                doubtful[at] = outline
        return doubtful


def _run(address: int, at: int, text_page: object) -> _Run:
    font = raw.FPDFTextObj_GetFont(ctypes.cast(address, raw.FPDF_PAGEOBJECT))
    name = ctypes.create_string_buffer(64)
    raw.FPDFFont_GetBaseFontName(font, name, 64)
    raw.FPDFFont_GetFontData(font, None, 0, _LENGTH_REF)
    raw.FPDFText_GetMatrix(text_page, at, _MATRIX_REF)
    size = raw.FPDFText_GetFontSize(text_page, at)
    along = 0.0 if _MATRIX.b or _MATRIX.c else size * _MATRIX.a
    return _Run(font, (name.value, _LENGTH.value), along)


def _is_apart(outline: Outline, at: int, run: _Run, text_page: object) -> bool:
    """Whether a letter does not begin and end where its outline does: it is another's."""
    if run.along <= 0:
        return False
    raw.FPDFText_GetCharBox(text_page, at, *_EDGE_REFS)
    raw.FPDFText_GetCharOrigin(text_page, at, _X_REF, _Y_REF)
    left, right = ((edge.value - _X.value) / run.along for edge in _EDGES[:2])
    return abs(left - outline.left) > APART or abs(right - outline.right) > APART


def _box_of(at: int, text_page: object, view: View) -> Box:
    raw.FPDFText_GetCharBox(text_page, at, *_EDGE_REFS)
    left, right, foot, top = (edge.value for edge in _EDGES)
    return view.box(left, foot - ROW, right, top + ROW)


_LENGTH, _MATRIX, _X, _Y = ctypes.c_size_t(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
_LENGTH_REF, _MATRIX_REF = ctypes.byref(_LENGTH), ctypes.byref(_MATRIX)
_X_REF, _Y_REF = ctypes.byref(_X), ctypes.byref(_Y)
_EDGES = [ctypes.c_double() for _ in range(4)]
_EDGE_REFS = [ctypes.byref(edge) for edge in _EDGES]
