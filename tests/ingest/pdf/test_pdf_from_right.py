"""Writing that is read from its right, beside writing that is read from its left."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, mapped

ALEF, LAM, MEEM, TEH = "0627", "0644", "0645", "062A"


def read_mapped(texts: Sequence[tuple[float, str]], codes: dict[str, str]) -> str:
    """What is read of Latin letters at these places, of which the file says that they are others."""
    paper = Paper()
    for x, text in texts:
        paper.canvas.setFont("Helvetica", 11)
        paper.canvas.drawString(LEFT + x, HEIGHT - 110, text)
    every = {letter: f"{ord(letter):04X}" for _, text in texts for letter in text} | codes
    return read_pdf(mapped(paper.data(), every)).text.strip()


def test_words_that_are_drawn_from_the_right_are_one_line_in_their_order() -> None:
    words = [(300.0 - 22 * at, "GH" if at % 2 else "HG") for at in range(12)]
    read = read_mapped(words, {"G": MEEM, "H": TEH})
    assert read == " ".join(["مت", "تم"][at % 2] for at in range(12)) or read == " ".join(
        ["تم", "مت"][at % 2] for at in range(12)
    )


def test_the_two_letters_of_a_lam_alef_keep_their_order() -> None:
    assert read_mapped([(0.0, "GQ")], {"G": MEEM, "Q": LAM + ALEF}) == "لام"


def test_a_bracket_that_closes_arabic_in_an_english_line_closes_it() -> None:
    read = read_mapped([(0.0, "in (GG) and so (GG).")], {"G": MEEM})
    assert read == "in (مم) and so (مم)."
