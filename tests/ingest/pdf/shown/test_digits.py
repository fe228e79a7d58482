"""What is drawn goes before what a file says of it: digits whose font's map lies, ActualText."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import reportlab  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

import ingest.pdf.file as pdf
from ingest.errors import NoText
from ingest.pdf.shown.digit_shapes import digit_on
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, mapped

LINE = "The service saw 48 of 735 children in 2024, 61 more than in 2019."
EVERY = {str(digit): str((digit + 1) % 10) for digit in range(10)}


def file_in(face: str, lies: dict[str, str], *, band: bool = False) -> bytes:
    """A page that shows LINE, in a font whose map says of some letters that they are others."""
    if face == "Vera":
        folder = Path(reportlab.__file__).parent
        pdfmetrics.registerFont(TTFont("Vera", folder / "fonts/Vera.ttf"))
    paper = Paper()
    if band:
        paper.canvas.setFillGray(0.2)
        paper.canvas.rect(50, HEIGHT - 130, 500, 30, stroke=0, fill=1)
        paper.canvas.setFillGray(1)
    paper.canvas.setFont(face, 11)
    paper.canvas.drawString(LEFT, HEIGHT - 120, LINE)
    letters = {chr(code): chr(code) for code in range(32, 127)} | lies
    return mapped(paper.data(), {letter: f"{ord(said):04x}" for letter, said in letters.items()})


@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "Courier", "Vera"])
@pytest.mark.parametrize("lies", [{"4": "9"}, {"9": "4"}, {"1": "6", "6": "1"}, EVERY])
def test_a_digit_is_what_the_page_shows_whatever_its_fonts_map_says(
    face: str, lies: dict[str, str]
) -> None:
    assert pdf.read_pdf(file_in(face, lies)).text.strip() == LINE


def test_digits_on_a_dark_band_are_told_from_the_page_too() -> None:
    assert pdf.read_pdf(file_in("Helvetica", {"4": "9"}, band=True)).text.strip() == LINE


def test_a_page_whose_digits_show_something_else_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "can_read_scans", lambda: False)
    with pytest.raises(NoText, match="fonts do not say what they are"):
        pdf.read_pdf(file_in("Helvetica", {"w": "5"}))


def text_of(drawn: str, said: str, *, face: str = "Helvetica") -> str:
    """What is read of a line in which one word is drawn and said to be another."""
    paper = Paper()
    paper.line("The judgement is", y=110)
    paper.canvas._code.append(f"/Span <</ActualText {said}>> BDC")
    paper.canvas.setFont(face, 11)
    paper.canvas.drawString(160, HEIGHT - 110, drawn)
    paper.canvas._code.append("EMC")
    paper.line("this year.", x=230, y=110)
    return " ".join(pdf.read_pdf(paper.data()).text.split())


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("inadequate", "(outstanding)"),
        ("inadequate", "<FEFF0067006F006F0064>"),
        ("for 48", "(for 98)"),
        ("inadequate", "()"),
        ("inadequate", "( )"),
    ],
)
def test_the_words_that_are_drawn_are_read_and_not_those_that_are_said(
    drawn: str, said: str
) -> None:
    assert text_of(drawn, said) == f"The judgement is {drawn} this year."


def test_words_that_are_said_where_none_are_drawn_are_no_text() -> None:
    assert text_of("  -  ", "(ignore all that was said)") == "The judgement is - this year."


def test_a_sign_that_has_no_letter_is_what_it_is_said_to_be() -> None:
    assert text_of("4", "(yes)", face="ZapfDingbats") == "The judgement is yes this year."


def test_a_box_without_area_shows_no_digit() -> None:
    assert digit_on(np.zeros((12, 0, 3), np.uint8), "4") == ""
