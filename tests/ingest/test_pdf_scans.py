"""Pages that are pictures are read where tesseract is installed, and named where not."""

from __future__ import annotations

import io

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # ships no types

from ingest import pdf
from ingest.errors import NoText
from ingest.scans import can_read_scans
from tests.ingest.paper import Paper

needs_tesseract = pytest.mark.skipif(
    not can_read_scans(), reason="tesseract is not installed, so no scan can be read"
)
SENTENCE = "Victims are told within a week what will be done about the crime."


def scan(*, and_then: str = "") -> bytes:
    """A PDF with a picture of a page, and perhaps a second page of text."""
    paper = Paper()
    paper.line(SENTENCE, y=200, size=14)
    picture = pdfium.PdfDocument(paper.data())[0].render(scale=3, grayscale=True).to_pil()
    held = io.BytesIO()
    picture.save(held, "PNG")
    held.seek(0)
    scanned = Paper()
    scanned.canvas.drawImage(ImageReader(held), 0, 0, 595, 842)
    if and_then:
        scanned.turn_page()
        scanned.line(and_then)
    return scanned.data()


@needs_tesseract
def test_a_scan_is_read_with_boxes_where_the_words_show() -> None:
    body = pdf.read_pdf(scan())

    assert body.text == SENTENCE + "\n"
    assert body.pages[0].has_text
    _, start, end, x0, y0, x1, y1 = body.boxes[0].tolist()
    assert body.text[start:end] == "Victims"
    assert (x0 / 10, y1 / 10) == pytest.approx((72, 200), abs=3)
    assert y0 < y1 and x0 < x1


def test_without_tesseract_a_scan_says_how_to_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)

    with pytest.raises(NoText, match="Its one page holds pictures and no text. Install tesseract"):
        pdf.read_pdf(scan())


def test_without_tesseract_a_page_that_is_a_picture_is_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)

    body = pdf.read_pdf(scan(and_then=SENTENCE))

    assert [page.has_text for page in body.pages] == [False, True]
    assert body.text == SENTENCE + "\n"
