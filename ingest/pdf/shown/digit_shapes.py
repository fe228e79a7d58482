"""Which digit a shape is: it is laid over those of common typefaces."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

ROWS, COLUMNS = 20, 16  # of a shape
NARROW = 0.6  # of its height; a narrower shape, a one, keeps white beside it
FACES = (
    b"Helvetica",
    b"Helvetica-Bold",
    b"Helvetica-Oblique",
    b"Helvetica-BoldOblique",
    b"Times-Roman",
    b"Times-Bold",
    b"Times-Italic",
    b"Times-BoldItalic",
    b"Courier",
    b"Courier-Bold",
    b"Courier-BoldOblique",
)
LIKE = 0.55  # how like (1: all) a digit a shape is that is surely that one
# By so much it must be likelier another digit than the one that is said: of 1,365 shapes of sound
# fonts none was, by .09 at most; of 12,000 false names that could be given them 99.3 % are seen.
MARGIN = 0.12
HAIR = 0.02  # the same for a letter that is not drawn as the one that is said
# How much its four points count a quarter, half and three quarters along a curve.
CURVE = [((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3) for t in (0.25, 0.5, 0.75)]
_BLUR = np.outer((1, 2, 1), (1, 2, 1)) / 16  # a stroke a little thicker or elsewhere is as good

Shape: TypeAlias = NDArray[np.bool_]
Point: TypeAlias = tuple[float, float]
Line: TypeAlias = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Outline:
    """What a font has for a digit, in parts of the type's size from where the letter stands."""

    left: float
    right: float
    shows: str  # the digit that it is; "" where it is like none


def outline_of(font: object, digit: str) -> Outline | None:
    """What a font has for a digit; None where that is no outline, as in fonts of pictures."""
    lines = _lines(font, digit)
    if not lines:
        return None
    xs = [x for line in lines for x, _ in line]
    return Outline(min(xs), max(xs), _told(lines, digit))


def digit_on(pixels: NDArray[np.uint8], digit: str) -> str:
    """The digit that a piece of a page shows, under a row without ink; "" where it is like none."""
    if not pixels.size:  # a box without area, or off the page
        return ""
    ground = np.median(pixels[:1], axis=(0, 1))
    far = np.abs(pixels - ground).max(axis=2)
    inked = far > far.max() / 2
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        return ""
    cut = inked[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = cut.shape
    broad = max(wide, NARROW * high)
    down = ((np.arange(ROWS) + 0.5) / ROWS * high).astype(int)
    along = np.floor((np.arange(COLUMNS) + 0.5) / COLUMNS * broad - (broad - wide) / 2).astype(int)
    inside = (along >= 0) & (along < wide)
    return _digit_of(cut[down][:, along.clip(0, wide - 1)] & inside, digit, HAIR)


@lru_cache(maxsize=4096)  # reports of one publisher share their typefaces
def _told(lines: tuple[Line, ...], digit: str) -> str:
    shape = _shape(lines)
    return digit if shape is None else _digit_of(shape, digit, MARGIN)


def _digit_of(shape: Shape, digit: str, margin: float) -> str:
    """The digit that is said, unless the shape is far likelier another; "" where it is like none."""
    likeness = (_faces() @ _pattern(shape)).max(axis=0)
    likest = int(likeness.argmax())
    if likeness[likest] < likeness[int(digit)] + margin:
        return digit
    return str(likest) if likeness[likest] > LIKE else ""


def _pattern(shape: Shape) -> NDArray[np.float64]:
    """A shape, sharp and blurred, as one row of numbers, whose product with another's is how like
    they are."""
    sharp = shape.astype(float)
    wide = np.pad(sharp, 1)
    blurred = sum(
        weight * wide[y : y + ROWS, x : x + COLUMNS] for (y, x), weight in np.ndenumerate(_BLUR)
    )
    return np.concatenate([_unit(sharp), _unit(np.asarray(blurred))]) / 2**0.5


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    row: NDArray[np.float64] = (values - values.mean()).ravel()
    return row / max(float(np.linalg.norm(row)), 1e-9)


@cache
def _faces() -> NDArray[np.float64]:
    """The patterns of the ten digits in each face: (faces, 10, ROWS * COLUMNS)."""
    document = pdfium.PdfDocument.new()
    try:
        fonts = [raw.FPDFText_LoadStandardFont(document.raw, name) for name in FACES]
        shapes = [_shape(_lines(font, digit)) for font in fonts for digit in "0123456789"]
        rows = [_pattern(shape) for shape in shapes if shape is not None]
        return np.array(rows).reshape(len(FACES), 10, -1)
    finally:
        document.close()


def _lines(font: object, digit: str) -> tuple[Line, ...]:
    """The outline of a digit in straight lines, each curve in four."""
    path = raw.FPDFFont_GetGlyphPath(font, ord(digit), 1.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    lines: list[Line] = []
    start = here = (0.0, 0.0)
    bends: list[Point] = []
    for at in range(raw.FPDFGlyphPath_CountGlyphSegments(path) if path else 0):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = x.value, y.value
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if here != start:
                lines.append((here, start))
            start = here = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            lines.append((here, point))
            here = point
        else:
            bends.append(point)
            if len(bends) == 3:
                stops = [here, *(_on_curve(here, bends, part) for part in CURVE), point]
                lines += zip(stops, stops[1:], strict=False)
                here, bends = point, []
    if here != start:
        lines.append((here, start))
    return tuple(lines)


def _on_curve(start: Point, bends: list[Point], part: tuple[float, ...]) -> Point:
    (ax, ay), ((bx, by), (cx, cy), (dx, dy)) = start, bends
    a, b, c, d = part
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _shape(lines: tuple[Line, ...]) -> Shape | None:
    """What the outline is filled to; None where it has no area."""
    (ax, ay), (bx, by) = np.array(lines).reshape(-1, 2, 2).transpose(1, 2, 0)
    left, foot = min(ax.min(), bx.min()), min(ay.min(), by.min())
    wide, high = max(ax.max(), bx.max()) - left, max(ay.max(), by.max()) - foot
    if wide <= 0 or high <= 0:
        return None
    broad = max(wide, NARROW * high)
    xs = left - (broad - wide) / 2 + (np.arange(COLUMNS) + 0.5) / COLUMNS * broad
    ys = (foot + high - (np.arange(ROWS) + 0.5) / ROWS * high)[:, None]
    # How often the outline winds about each point: each line to its left counts, by where it goes.
    winds = np.less_equal(ay, ys).astype(int) - np.less_equal(by, ys)
    crossed = ax + (ys - ay) / np.where(ay == by, 1.0, by - ay) * (bx - ax)
    shape: Shape = (np.greater(xs[:, None], crossed[:, None]) * winds[:, None]).sum(axis=2) != 0
    return shape
