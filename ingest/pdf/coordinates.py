"""From a PDF page's own coordinates to the page as displayed: its crop box and its turns."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TypeAlias

import pypdfium2 as pdfium
from pypdfium2 import raw

Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class View:
    """From a page's own coordinates to the page as displayed."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int  # quarter turns, clockwise

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        if self.turns == 0:  # almost always
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)


def view_of(page: object) -> View:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    return View(box.left, box.bottom, box.right, box.top, raw.FPDFPage_GetRotation(page) % 4)


def show_whole(document: pdfium.PdfDocument, index: int) -> None:
    """Shows all of a page whose crop box lies off it, as viewers do: else nothing of it is shown."""
    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        return
    if raw.FPDF_GetPageWidthF(page) <= 0 or raw.FPDF_GetPageHeightF(page) <= 0:
        edges = [ctypes.c_float() for _ in range(4)]
        if raw.FPDFPage_GetMediaBox(page, *map(ctypes.byref, edges)):
            raw.FPDFPage_SetCropBox(page, *edges)
    raw.FPDF_ClosePage(page)


def overlap(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
