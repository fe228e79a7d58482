"""What is drawn on a PDF page beside its letters: ruled lines, fills, and how much is pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View
from ingest.pdf.shown.objects import (
    Drawn,
    after,
    box_of,
    colour_of,
    is_filled,
    is_stroked,
    matrix_of,
    moved,
    stroke_colour_of,
    stroke_width_of,
)

MAX_PATHS = 4000  # more than this is a drawing, not a table
MAX_RULES = 6000
MANY_PATHS = 60  # on a page without letters they may be letters drawn as shapes
MAX_STROKES = 5  # of a path that crosses words out
MAX_SEGMENTS = 400  # of one path, for the same reason
THICK = 4.0  # points; a line of this covers words
OPAQUE = 100  # of 255; what is more transparent hides nothing


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line, level or plumb."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_level(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Slant:
    """A straight line that is neither level nor plumb."""

    x0: float  # its left end, and how high that is
    y0: float
    x1: float
    y1: float

    def height_at(self, x: float) -> float:
        return self.y0 + (self.y1 - self.y0) * (x - self.x0) / (self.x1 - self.x0)


@dataclass(slots=True)
class Fill:
    """What covers what was drawn before it: a filled shape, a thick line, a picture."""

    order: int  # among the objects of the page
    box: Box
    colour: tuple[int, int, int] | None  # None: a picture, of many


@dataclass(slots=True)
class Drawings:
    rules: list[Rule] = field(default_factory=list)
    inner_rules: list[Rule] = field(default_factory=list)  # thin ones, in forms
    slants: list[Slant] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    is_more: bool = False  # than lines
    picture_area: float = 0.0


def find_drawings(objects: Sequence[Drawn], view: View) -> Drawings:
    """What the page draws; of what stands in its forms the fills and the thin lines alone."""
    drawings = Drawings()
    paths = 0
    for order, drawn in enumerate(objects):
        kind = drawn.kind
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            drawings.is_more = True
            continue
        box = box_of(drawn, view)
        if box is None:
            continue
        x0, y0, x1, y1 = box
        if kind != raw.FPDF_PAGEOBJ_PATH:
            if kind != raw.FPDF_PAGEOBJ_FORM:
                drawings.fills.append(Fill(order, box, None))
            if drawn.form < 0:
                drawings.is_more = True
                drawings.picture_area += (x1 - x0) * (y1 - y0)
            continue
        is_thin = min(x1 - x0, y1 - y0) <= 3.0
        colour = None if is_thin else _cover(drawn.address)
        if colour is not None:
            drawings.fills.append(Fill(order, box, colour))
        if not is_thin and len(drawings.slants) < MAX_RULES:
            drawings.slants += _slants_of(drawn, view)
        if drawn.form >= 0:
            if is_thin and len(drawings.inner_rules) < MAX_RULES:
                drawings.inner_rules.append(Rule(x0, y0, x1, y1))
            continue
        paths += 1
        if paths > MAX_PATHS or len(drawings.rules) > MAX_RULES:
            continue
        if not is_thin:
            drawings.rules += _edges_of(drawn.address, view)
        elif max(x1 - x0, y1 - y0) > 3.0:
            drawings.rules.append(Rule(x0, y0, x1, y1))
    if paths > MAX_PATHS or len(drawings.rules) > MAX_RULES:
        drawings.rules = []
    drawings.is_more = drawings.is_more or paths > MANY_PATHS
    return drawings


def _cover(path: int) -> tuple[int, int, int] | None:
    """The colour of a path that covers what lies under it."""
    if is_filled(path):
        *colour, opacity = colour_of(path)
    elif stroke_width_of(path) > THICK:
        *colour, opacity = stroke_colour_of(path)
    else:
        return None
    return (colour[0], colour[1], colour[2]) if opacity > OPAQUE else None


def _slants_of(drawn: Drawn, view: View) -> list[Slant]:
    """The strokes of a path that is no more than a line or two: those of an X, of a line that
    crosses words out aslant."""
    path = ctypes.cast(drawn.address, raw.FPDF_PAGEOBJECT)
    count = raw.FPDFPath_CountSegments(path)
    if not 2 <= count <= MAX_STROKES or not is_stroked(drawn.address):
        return []
    matrix = after(matrix_of(drawn.address), drawn.matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    slants: list[Slant] = []
    last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = view.point(*moved(x.value, y.value, matrix))
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        if kind == raw.FPDF_SEGMENT_LINETO and abs(here[0] - last[0]) > 1 < abs(here[1] - last[1]):
            slants.append(Slant(*min(last, here), *max(last, here)))
        last = here
    return slants


def _edges_of(address: int, view: View) -> list[Rule]:
    """The level and plumb strokes of a path: the sides of a box, the lines of a grid."""
    path = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    count = raw.FPDFPath_CountSegments(path)
    if not stroke.value or count > MAX_SEGMENTS:
        return []
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    edges: list[Rule] = []
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = view.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = here
        elif kind == raw.FPDF_SEGMENT_LINETO:
            edges += _straight(last, here)
        last = here
        if raw.FPDFPathSegment_GetClose(segment):
            edges += _straight(last, first)
            last = first
    return edges


def _straight(a: tuple[float, float], b: tuple[float, float]) -> list[Rule]:
    wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
    if min(wide, high) > 1.0 or max(wide, high) < 3.0:
        return []
    return [Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))]
