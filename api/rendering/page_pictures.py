"""Pictures of printed pages, with the words of a quote boxed; PDFs only."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedIOBase

import pypdfium2 as pdfium
from cachetools import LRUCache
from PIL import Image, ImageChops, ImageDraw

from ingest.report import Report

PDF = "application/pdf"
SCALES = (1, 2, 3, 4)  # pixels to a point of a page in its usual size
MAX_PIXELS = 16_000_000  # of one picture; a poster is drawn smaller
CACHE_BYTES = 64 * 2**20
MARK = (255, 226, 110)
EDGE = (160, 90, 0)
PAD = 1.5  # points round the words

_pdfium = threading.Lock()  # PDFium must not be called from two threads at once


OpenFile = Callable[[str], BufferedIOBase | None]  # by a file's hash


class NoPicture(Exception):
    """The page cannot be shown as printed."""


@dataclass(frozen=True, slots=True)
class Box:
    """Words of a quote that stand side by side; points from the page's top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


def quote_boxes(report: Report, page: int, start: int, end: int) -> list[Box]:
    """A box a line for the words of text[start:end] that are on a page."""
    found = report.boxes
    held = found[(found[:, 0] == page) & (found[:, 1] < end) & (found[:, 2] > start)]
    boxes: list[Box] = []
    for row in held[held[:, 1].argsort(kind="stable"), 3:] / 10:
        box = Box(*(float(value) for value in row))
        if boxes and _side_by_side(boxes[-1], box):
            last = boxes[-1]
            boxes[-1] = Box(last.x0, min(last.y0, box.y0), box.x1, max(last.y1, box.y1))
        else:
            boxes.append(box)
    return boxes


def _side_by_side(left: Box, right: Box) -> bool:
    height = min(left.y1 - left.y0, right.y1 - right.y0)
    level = min(left.y1, right.y1) - max(left.y0, right.y0) > 0.5 * height
    return level and -height < right.x0 - left.x1 < 2 * height


class Pictures:
    """Draws pages and keeps the last ones; safe to share between threads."""

    def __init__(self, max_bytes: int = CACHE_BYTES) -> None:
        self._pictures: LRUCache[tuple[str, int, int, int, int], bytes]
        self._pictures = LRUCache(max_bytes, getsizeof=len)
        self._lock = threading.Lock()

    def page(
        self, report: Report, open_file: OpenFile, number: int, span: tuple[int, int], scale: int
    ) -> bytes:
        """A PNG of a page with the words of `span` boxed; raises NoPicture."""
        boxes = quote_boxes(report, number, *span)
        span = span if boxes else (0, 0)
        key = (report.info.sha256, number, *span, scale)
        with self._lock:
            if key in self._pictures:
                return self._pictures[key]
        file = open_file(report.info.sha256)
        if file is None:
            raise NoPicture("The file of this report is not kept here.")
        with file:
            picture = _draw(file, number, boxes, scale)
        if len(picture) <= self._pictures.maxsize:
            with self._lock:
                self._pictures[key] = picture
        return picture


pictures = Pictures()  # of the whole server: two addresses show the same page


def _draw(file: BufferedIOBase, number: int, boxes: list[Box], scale: int) -> bytes:
    image = _render(file, number, scale)
    picture, factor = image
    if boxes:
        marks = Image.new("RGB", picture.size, "white")
        brush = ImageDraw.Draw(marks)
        for box in boxes:
            brush.rectangle(_pixels(box, factor), fill=MARK)
        picture = ImageChops.multiply(picture, marks)
        brush = ImageDraw.Draw(picture)
        for box in boxes:
            brush.rectangle(_pixels(box, factor), outline=EDGE, width=max(1, round(factor * 0.6)))
    out = io.BytesIO()
    picture.quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def _render(file: BufferedIOBase, number: int, scale: int) -> tuple[Image.Image, float]:
    """The page and its pixels a point."""
    with _pdfium:
        try:
            document = pdfium.PdfDocument(file)
        except pdfium.PdfiumError as error:
            raise NoPicture(f"The file of this report cannot be opened: {error}.") from None
        try:
            if not 1 <= number <= len(document):
                raise NoPicture(f"The file of this report has no page {number}.")
            page = document[number - 1]
            width, height = page.get_size()
            factor = min(float(scale), (MAX_PIXELS / max(width * height, 1)) ** 0.5)
            picture = page.render(scale=factor).to_pil().convert("RGB")
        finally:
            document.close()
    return picture, factor


def _pixels(box: Box, factor: float) -> tuple[float, float, float, float]:
    return (
        (box.x0 - PAD) * factor,
        (box.y0 - PAD) * factor,
        (box.x1 + PAD) * factor,
        (box.y1 + PAD) * factor,
    )
