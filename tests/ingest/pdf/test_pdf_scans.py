"""Pages that are pictures, or whose letters are noise, are read where tesseract is installed,
and named where not."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import cast

import pypdfium2 as pdfium
import pytest
import reportlab  # type: ignore[import-untyped]  # ships no types
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, StreamObject
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]  # ships no types

from ingest.errors import NoText
from ingest.pdf import file as pdf
from ingest.pdf.garbled_fonts import is_garbled
from ingest.pdf.scans import can_read_scans
from tests.ingest.pdf.paper import Paper

needs_tesseract = pytest.mark.skipif(
    not can_read_scans(), reason="tesseract is not installed, so no scan can be read"
)
SENTENCE = "Victims are told within a week what will be done about the crime."


def scan(*, and_then: str = "", blurred: bool = False) -> bytes:
    """A PDF with a picture of a page, and perhaps a second page of text."""
    paper = Paper()
    paper.line(SENTENCE, y=200, size=14)
    for line in TEXT if blurred else ():
        paper.line(line, y=paper.y + 130)
    picture = pdfium.PdfDocument(paper.data())[0].render(scale=3, grayscale=True).to_pil()
    if blurred:
        size = picture.size
        picture = picture.resize((size[0] // 8, size[1] // 8)).resize(size)
    held = io.BytesIO()
    picture.save(held, "PNG")
    held.seek(0)
    scanned = Paper()
    scanned.canvas.drawImage(ImageReader(held), 0, 0, 595, 842)
    if and_then:
        scanned.turn_page()
        scanned.line(and_then)
    return scanned.data()


TEXT = (
    "The force records most crimes on the day that they are reported.",
    "Officers knew the plan and could say what their own part in it was.",
    "In a few cases the reading came late, and leaders had not seen that it did.",
    "Plans are written with families and are read again every month by a manager.",
    "The council has put more money into early help since the last inspection.",
)


def in_a_lying_font(*, and_then: str = "") -> bytes:
    """A page that shows TEXT, in a font that says of each letter that it is another one."""
    font = Path(reportlab.__file__).parent / "fonts/Vera.ttf"
    pdfmetrics.registerFont(TTFont("Lying", font))
    paper = Paper()
    for at, line in enumerate(TEXT):
        paper.canvas.setFont("Lying", 12)
        paper.canvas.drawString(72, 700 - 20 * at, line)
    if and_then:
        paper.turn_page()
        paper.line(and_then)
    writer = PdfWriter(io.BytesIO(paper.data()))
    resources = cast(DictionaryObject, writer.pages[0]["/Resources"])
    for font in cast(DictionaryObject, resources["/Font"]).values():
        letters = cast(DictionaryObject, font.get_object()).get("/ToUnicode")
        if letters is not None:
            stream = cast(StreamObject, letters.get_object())
            stream.set_data(lying_map(stream.get_data().decode()).encode())
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def lying_map(honest: str) -> str:
    """A font's table of letters with each letter's place in the alphabet turned round."""
    return re.sub(
        "<([0-9A-Fa-f]{4})>",
        lambda code: f"<{219 - int(code[1], 16):04X}>" if 97 <= int(code[1], 16) < 123 else code[0],
        honest,
    )


def test_a_font_that_lies_of_its_letters_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)

    with pytest.raises(NoText, match="letters whose fonts do not say what they are. Install tess"):
        pdf.read_pdf(in_a_lying_font())
    extract = pdf.read_pdf(in_a_lying_font(and_then=SENTENCE))
    assert [page.has_text for page in extract.pages] == [False, True]
    assert extract.text == SENTENCE + "\n"


@needs_tesseract
def test_a_page_whose_letters_are_noise_is_read_from_its_picture() -> None:
    assert " ".join(TEXT) in " ".join(pdf.read_pdf(in_a_lying_font()).text.split())


@pytest.mark.parametrize(
    "writing",
    [
        "Mae’r heddlu yn dda am ymchwilio i droseddau ac mae arweinwyr yn cynllunio’n dda ar gyfer"
        " yr hyn a ddaw nesaf. Mae angen i’r awdurdod lleol wella’r gwasanaethau i blant.",
        "Dzieci czują się bezpieczne i wiedzą, do kogo mogą się zwrócić o pomoc. Policja powinna"
        " szybciej reagować na zgłoszenia mieszkańców tej okolicy.",
        "Дети чувствуют себя в безопасности и знают, к кому обратиться за помощью. Полиция должна"
        " быстрее отвечать на обращения жителей этого района.",
        " ".join(f"{year} 12.4 {year - 7}" for year in range(1990, 2020)),
    ],
)
def test_other_languages_and_tables_of_numbers_are_no_noise(writing: str) -> None:
    assert not is_garbled(" ".join([writing] * 3))


@needs_tesseract
def test_a_scan_is_read_with_boxes_where_the_words_show() -> None:
    extract = pdf.read_pdf(scan())

    assert extract.text == SENTENCE + "\n"
    assert extract.pages[0].has_text
    _, start, end, x0, y0, x1, y1 = extract.boxes[0].tolist()
    assert extract.text[start:end] == "Victims"
    assert (x0 / 10, y1 / 10) == pytest.approx((72, 200), abs=3)
    assert y0 < y1 and x0 < x1


@needs_tesseract
def test_a_scan_that_can_only_be_guessed_at_is_no_text() -> None:
    extract = pdf.read_pdf(scan(and_then=SENTENCE, blurred=True))

    assert [page.has_text for page in extract.pages] == [False, True]
    assert extract.text == SENTENCE + "\n"


def test_without_tesseract_a_scan_says_how_to_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)

    with pytest.raises(NoText, match="Its one page holds pictures and no text. Install tesseract"):
        pdf.read_pdf(scan())


def test_without_tesseract_a_page_that_is_a_picture_is_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)

    extract = pdf.read_pdf(scan(and_then=SENTENCE))

    assert [page.has_text for page in extract.pages] == [False, True]
    assert extract.text == SENTENCE + "\n"
