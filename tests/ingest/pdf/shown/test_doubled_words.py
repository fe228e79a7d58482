"""What is drawn twice in one place shows once and is read once."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]  # no types
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, wrap

BLOCK = (
    "You must answer each complaint within ten working days, and write down what was done in "
    "the book that had had no entry since May. The manager signs it every week. Parents may "
    "ask for a copy of what the book says of the complaint that they made. The copy is free of "
    "charge and is sent within the month. A parent who is not content may write to the ombudsman, "
    "who reads the book too and says what is to be done next, by whom and in how many days."
)


def draw(paper: Paper, dx: float = 0.0, dy: float = 0.0, size: float = 11) -> None:
    for at, line in enumerate(wrap(BLOCK, 360, size)):
        paper.line(line, x=LEFT + dx, y=140 + dy + 1.3 * size * at, size=size)


def text_of(paper: Paper) -> str:
    return read_pdf(paper.data()).text.strip()


@pytest.mark.parametrize("size", [7, 11, 24])
def test_a_block_that_is_drawn_again_in_its_place_is_read_once(size: float) -> None:
    paper = Paper()
    draw(paper, size=size)
    paper.canvas.rect(72, 40, 10, 10)
    draw(paper, size=size)
    draw(paper, size=size)

    assert text_of(paper) == BLOCK


def test_the_shadow_of_a_text_is_not_read() -> None:
    paper = Paper()
    paper.canvas.setFillGray(0.6)
    draw(paper, dx=1.2, dy=1.2)
    paper.canvas.setFillGray(0)
    draw(paper)

    assert text_of(paper) == BLOCK


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_form_that_is_drawn_twice_on_a_turned_page_is_read_once(turns: int) -> None:
    paper = Paper(landscape(A4))
    paper.canvas.setPageRotation(turns)
    paper.canvas.beginForm("block")
    draw(paper)
    paper.canvas.endForm()
    paper.canvas.doForm("block")
    paper.canvas.doForm("block")

    assert text_of(paper) == BLOCK


def test_a_block_that_is_drawn_whole_for_each_strip_of_the_page_is_read_once() -> None:
    paper = Paper()
    for top in range(100, 400, 23):  # strips cut through lines
        paper.canvas.saveState()
        clip = paper.canvas.beginPath()
        clip.rect(0, HEIGHT - top - 23, 600, 23)
        paper.canvas.clipPath(clip, stroke=0, fill=0)
        draw(paper)
        paper.canvas.restoreState()

    assert text_of(paper) == BLOCK


def test_the_same_words_beside_and_below_one_another_are_all_read() -> None:
    paper = Paper()
    for y in (200.0, 207.0):
        paper.line("1 1 1 l l l . . . no no no", y=y, size=6)

    assert text_of(paper).split() == 2 * "1 1 1 l l l . . . no no no".split()


def test_letters_that_are_drawn_one_by_one_in_two_fonts_are_read_once() -> None:
    paper = Paper()
    text = "Llewellyn will see 1,144 of the 2,200 files."
    for font in ("Helvetica", "Helvetica-Oblique"):  # browsers draw an outline in a second one
        paper.canvas.setFont(font, 11)
        x = LEFT
        for letter in text:
            paper.canvas.drawString(x, HEIGHT - 110, letter)
            x += stringWidth(letter, "Helvetica", 11)

    assert text_of(paper) == text
