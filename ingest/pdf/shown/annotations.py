"""What a PDF page shows of fields and notes: made part of what the page itself draws."""

from __future__ import annotations

import ctypes
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.pdf.coordinates import show_whole

# These PDFium draws itself where nobody has yet: values, and what covers or crosses out words.
UNDRAWN = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_STRIKEOUT)
# The others are links, comments that open, or marks that leave words as they are.
SHOWING = (
    *UNDRAWN,
    raw.FPDF_ANNOT_FREETEXT,
    raw.FPDF_ANNOT_STAMP,
    raw.FPDF_ANNOT_REDACT,
    raw.FPDF_ANNOT_LINE,
    raw.FPDF_ANNOT_INK,
    raw.FPDF_ANNOT_CIRCLE,
    raw.FPDF_ANNOT_POLYGON,
    raw.FPDF_ANNOT_POLYLINE,
)
UNSEEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_INVISIBLE | raw.FPDF_ANNOT_FLAG_NOVIEW
MAY_BE_CHOICES = ("Ch", "")  # the sort of a field may be said by the one that it is a part of
MOST = 2000  # annotations of a page that are looked at
LETTER = 0.5  # of the type's size: how wide a letter is, about
USUAL_SIZE = 12.0

_SIZE = re.compile(r"(?<![\d.])([\d.]+)(?:\s+Tf|pt)")


@dataclass(frozen=True, slots=True)
class _Note:
    """A text that lies on the page and that nobody has drawn yet: viewers do."""

    text: str
    left: float
    top: float
    width: float
    size: float


def load_page(document: pdfium.PdfDocument, index: int) -> object:
    """A page with its fields, notes and stamps as drawn on it; falsy where it is broken."""
    page = raw.FPDF_LoadPage(document.raw, index)
    if page and raw.FPDF_GetPageWidthF(page) <= 0:
        raw.FPDF_ClosePage(page)
        show_whole(document, index)
        page = raw.FPDF_LoadPage(document.raw, index)
    if not page or raw.FPDFPage_GetAnnotCount(page) <= 0:
        return page
    undrawn = is_chosen = False  # what viewers draw
    shows = False
    notes: list[_Note] = []
    for kind, annotation in _annotations(page):
        if kind not in SHOWING:
            continue
        shows = True
        if not raw.FPDFAnnot_HasKey(annotation, b"AP"):
            undrawn = undrawn or kind in UNDRAWN
            is_chosen = is_chosen or (
                kind == raw.FPDF_ANNOT_WIDGET and _value(annotation, b"FT") in MAY_BE_CHOICES
            )
            if kind == raw.FPDF_ANNOT_FREETEXT and (note := _note(annotation)):
                notes.append(note)
    if not shows:
        return page
    if is_chosen:
        _draw_choices(document, page)
    if undrawn:
        _draw(page)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    raw.FPDF_ClosePage(page)
    page = raw.FPDF_LoadPage(document.raw, index)
    for note in notes if page else ():
        _write(document, page, note)
    return page


def _annotations(page: object) -> Iterator[tuple[int, object]]:
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if annotation:
            yield raw.FPDFAnnot_GetSubtype(annotation), annotation
            raw.FPDFPage_CloseAnnot(annotation)


def _note(annotation: object) -> _Note | None:
    text = _value(annotation, b"Contents")
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect))
    if not text.strip() or raw.FPDFAnnot_GetFlags(annotation) & UNSEEN:
        return None
    match = _SIZE.search(f"{_value(annotation, b'DA')} {_value(annotation, b'DS')}")
    size = float(match[1]) if match and match[1].count(".") < 2 else 0.0
    return _Note(text, rect.left, rect.top, rect.right - rect.left, size or USUAL_SIZE)


def _value(annotation: object, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _draw(page: object) -> None:
    bitmap = raw.FPDFBitmap_Create(1, 1, 0)
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, 1, 1, 0, raw.FPDF_ANNOT)
    raw.FPDFBitmap_Destroy(bitmap)


def _draw_choices(document: pdfium.PdfDocument, page: object) -> None:
    """Draws what a field's choice is called, where its value is only a sign for that."""
    document.init_forms()
    if document.formenv:
        raw.FORM_OnAfterLoadPage(page, document.formenv)
        raw.FORM_OnBeforeClosePage(page, document.formenv)


def _write(document: pdfium.PdfDocument, page: object, note: _Note) -> None:
    letters = max(int(note.width / (LETTER * note.size)), 8)
    lines = [line for part in note.text.splitlines() for line in textwrap.wrap(part, letters)]
    for at, line in enumerate(lines):
        text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", note.size)
        units = (line + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(text, (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units))
        foot = note.top - note.size * (1 + 1.2 * at)
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, note.left + 2, foot)
        raw.FPDFPage_InsertObject(page, text)
