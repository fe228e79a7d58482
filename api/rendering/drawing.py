"""Draws one page of a PDF; run in a process of its own, since a page may be made to never end."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from ingest.pdf.coordinates import show_whole
from ingest.workers import Failed

MAX_PIXELS = 16_000_000  # of one picture; a poster is drawn smaller
MARK = (255, 226, 110)
EDGE = (160, 90, 0)
PAD = 1.5  # points round the words


@dataclass(frozen=True, slots=True)
class Box:
    """Words of a quote that stand side by side; points from the page's top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page to draw, for a worker."""

    file: str | bytes = field(repr=False)  # its path, or what is in it
    number: int
    boxes: tuple[Box, ...]
    scale: int


def draw(drawing: Drawing) -> bytes | Failed:
    """A PNG with the words boxed; Failed with a cause where there is no such page."""
    try:
        document = pdfium.PdfDocument(drawing.file)
    except pdfium.PdfiumError as error:
        return Failed(f"The file of this report cannot be opened: {error}.", "file")
    if not 1 <= drawing.number <= len(document):
        return Failed(f"The file of this report has no page {drawing.number}.", "page")
    show_whole(document, drawing.number - 1)
    page = document[drawing.number - 1]
    width, height = page.get_size()
    factor = min(float(drawing.scale), (MAX_PIXELS / max(width * height, 1)) ** 0.5)
    picture = page.render(scale=factor).to_pil().convert("RGB")
    document.close()
    out = io.BytesIO()
    _mark(picture, drawing.boxes, factor).quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def _mark(picture: Image.Image, boxes: tuple[Box, ...], factor: float) -> Image.Image:
    if not boxes:
        return picture
    marks = Image.new("RGB", picture.size, "white")
    brush = ImageDraw.Draw(marks)
    for box in boxes:
        brush.rectangle(_pixels(box, factor), fill=MARK)
    picture = ImageChops.multiply(picture, marks)
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        brush.rectangle(_pixels(box, factor), outline=EDGE, width=max(1, round(factor * 0.6)))
    return picture


def _pixels(box: Box, factor: float) -> tuple[float, float, float, float]:
    return (
        (box.x0 - PAD) * factor,
        (box.y0 - PAD) * factor,
        (box.x1 + PAD) * factor,
        (box.y1 + PAD) * factor,
    )
