"""What a PDF page draws, in the painter's order: its objects, those of its forms in their place."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, cast

from pypdfium2 import raw

from ingest.pdf.coordinates import Box, View

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_DEPTH = 8  # forms in forms
MAX_OBJECTS = 20_000  # of all forms of a page


def _fast(name: str, result: object, *arguments: object) -> Callable[..., int]:
    """The same function with addresses as numbers: a ctypes pointer is slow to make."""
    prototype = ctypes.CFUNCTYPE(result, *arguments)  # type: ignore[arg-type]  # ctypes types
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
    return cast("Callable[..., int]", prototype(address))


_P, _I, _U = ctypes.c_void_p, ctypes.c_int, ctypes.c_uint
count_objects = _fast("FPDFPage_CountObjects", _I, _P)
object_at = _fast("FPDFPage_GetObject", _P, _P, _I)
kind_of = _fast("FPDFPageObj_GetType", _I, _P)
_bounds_of = _fast("FPDFPageObj_GetBounds", _I, _P, _P, _P, _P, _P)
_fill_of = _fast("FPDFPageObj_GetFillColor", _I, _P, _P, _P, _P, _P)
_draw_mode_of = _fast("FPDFPath_GetDrawMode", _I, _P, _P, _P)
set_active = _fast("FPDFPageObj_SetIsActive", _I, _P, _I)
_count_marks = _fast("FPDFPageObj_CountMarks", _I, _P)
_mark_at = _fast("FPDFPageObj_GetMark", _P, _P, _U)
_mark_name_of = _fast("FPDFPageObjMark_GetName", _I, _P, _P, ctypes.c_ulong, _P)
_kind_of_value = _fast("FPDFPageObjMark_GetParamValueType", _I, _P, ctypes.c_char_p)
loose_box_of = _fast("FPDFText_GetLooseCharBox", _I, _P, _I, _P)
origin_of = _fast("FPDFText_GetCharOrigin", _I, _P, _I, _P, _P)
text_matrix_of = _fast("FPDFText_GetMatrix", _I, _P, _I, _P)
run_at = _fast("FPDFText_GetTextObject", _P, _P, _I)  # of a letter of a text page
_stroke_of = _fast("FPDFPageObj_GetStrokeColor", _I, _P, _P, _P, _P, _P)
render_mode_of = _fast("FPDFTextObj_GetTextRenderMode", _I, _P)
_set_fill = _fast("FPDFPageObj_SetFillColor", _I, _P, _U, _U, _U, _U)
_set_render_mode = _fast("FPDFTextObj_SetTextRenderMode", _I, _P, _I)
_stroke_width_of = _fast("FPDFPageObj_GetStrokeWidth", _I, _P, _P)
_matrix_of = _fast("FPDFPageObj_GetMatrix", _I, _P, _P)
_count_inner = _fast("FPDFFormObj_CountObjects", _I, _P)
clip_path_of = _fast("FPDFPageObj_GetClipPath", _P, _P)
count_paths = _fast("FPDFClipPath_CountPaths", _I, _P)
_inner_at = _fast("FPDFFormObj_GetObject", _P, _P, _I)


@dataclass(slots=True)  # frozen, thousands of them are slow to make
class Drawn:
    """An object of a page."""

    address: int
    kind: int  # raw.FPDF_PAGEOBJ_TEXT ...
    form: int = -1  # which object is the form that it is in; -1: the page itself
    matrix: Matrix = UNMOVED  # from its form's coordinates to the page's


def objects_of(page: object) -> list[Drawn]:
    """The objects of a page; where there are too many in its forms, those of the last are lost."""
    objects: list[Drawn] = []
    handle = ctypes.cast(page, ctypes.c_void_p)  # type: ignore[arg-type]  # any ctypes pointer
    left = MAX_OBJECTS

    def enter(at: int, depth: int) -> None:
        nonlocal left
        form = objects[at]
        inner = after(matrix_of(form.address), form.matrix)
        for index in range(_count_inner(form.address)):
            left -= 1
            if left < 0:
                return
            address = _inner_at(form.address, index)
            kind = kind_of(address)
            objects.append(Drawn(address, kind, at, inner))
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                enter(len(objects) - 1, depth + 1)

    for index in range(count_objects(handle)):
        address = object_at(handle, index)
        kind = kind_of(address)
        objects.append(Drawn(address, kind))
        if kind == raw.FPDF_PAGEOBJ_FORM:
            enter(len(objects) - 1, 0)
    return objects


def box_of(drawn: Drawn, view: View) -> Box | None:
    """Where it is drawn, on the page as displayed; None for what has no place."""
    if not _bounds_of(drawn.address, *_BOUND_REFS):
        return None
    x0, y0, x1, y1 = (bound.value for bound in _BOUNDS)
    if drawn.matrix is UNMOVED:
        return view.box(x0, y0, x1, y1)
    corners = [moved(x, y, drawn.matrix) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return view.box(min(xs), min(ys), max(xs), max(ys))


def matrix_of(address: int) -> Matrix:
    own = raw.FS_MATRIX()
    _matrix_of(address, ctypes.addressof(own))
    return own.a, own.b, own.c, own.d, own.e, own.f


def colour_of(address: int) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of what fills it, 0 to 255; black where that is not said."""
    if not _fill_of(address, *_COLOUR_REFS):
        return 0, 0, 0, 255
    return _RED.value, _GREEN.value, _BLUE.value, _OPACITY.value


def stroke_colour_of(address: int) -> tuple[int, int, int, int]:
    if not _stroke_of(address, *_COLOUR_REFS):
        return 0, 0, 0, 255
    return _RED.value, _GREEN.value, _BLUE.value, _OPACITY.value


def stroke_width_of(address: int) -> float:
    return _WIDTH.value if _stroke_width_of(address, ctypes.addressof(_WIDTH)) else 0.0


def set_black(address: int) -> None:
    """Paints letters black, however they were painted or not."""
    _set_fill(address, 0, 0, 0, 255)
    _set_render_mode(address, raw.FPDF_TEXTRENDERMODE_FILL)


def is_layered(address: int) -> bool:
    """Whether it stands on a layer, which may be off."""
    for mark in marks_of(address):
        _mark_name_of(mark, _NAME_REF, len(_NAME), _SIZE_REF)
        if _SIZE.value == len(LAYER) and _NAME.raw[: len(LAYER)] == LAYER:
            return True
    return False


def marks_of(address: int) -> list[int]:
    """The addresses of the marks that an object's place in the page's structure gives it."""
    return [_mark_at(address, at) for at in range(_count_marks(address))]


def says_actual_text(mark: int) -> bool:
    return _kind_of_value(mark, b"ActualText") != int(raw.FPDF_OBJECT_UNKNOWN)


def is_filled(address: int) -> bool:
    """Whether a path is filled: it covers what is drawn before it."""
    _draw_mode_of(address, ctypes.addressof(_FILL), ctypes.addressof(_STROKE))
    return _FILL.value != int(raw.FPDF_FILLMODE_NONE)


def is_stroked(path: int) -> bool:
    _draw_mode_of(path, ctypes.addressof(_FILL), ctypes.addressof(_STROKE))
    return bool(_STROKE.value)


def after(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    x, y = moved(e, f, then)
    return (
        a * then[0] + b * then[2],
        a * then[1] + b * then[3],
        c * then[0] + d * then[2],
        c * then[1] + d * then[3],
        x,
        y,
    )


def moved(x: float, y: float, by: Matrix) -> tuple[float, float]:
    return by[0] * x + by[2] * y + by[4], by[1] * x + by[3] * y + by[5]


_BOUNDS = [ctypes.c_float() for _ in range(4)]
_BOUND_REFS = [ctypes.addressof(bound) for bound in _BOUNDS]
_RED, _GREEN, _BLUE, _OPACITY = (ctypes.c_uint() for _ in range(4))
_COLOUR_REFS = [ctypes.addressof(part) for part in (_RED, _GREEN, _BLUE, _OPACITY)]
_WIDTH = ctypes.c_float()
_FILL, _STROKE = ctypes.c_int(), ctypes.c_int()
LAYER = "OC\0".encode("utf-16-le")  # the mark of what stands on one
_NAME, _SIZE = ctypes.create_string_buffer(len(LAYER)), ctypes.c_ulong()
_NAME_REF, _SIZE_REF = ctypes.addressof(_NAME), ctypes.addressof(_SIZE)
