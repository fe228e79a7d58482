"""Words from pictures of pages, where tesseract is installed.

Its command is called as it is: a wrapper such as pytesseract runs the same command, and
ocrmypdf would write a second PDF only for us to read that one.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from statistics import median

import pypdfium2 as pdfium

from ingest.pdf.word import Word, clean_word

DPI = 300  # what tesseract is trained for
MAX_SIDE = 5000  # pixels; a poster is read smaller
TIMEOUT_S = 60
LARGE = 1.4  # times the usual height: surely set larger
_SIGNS = frozenset("•-–—&+=%£$€")
MIN_CONFIDENCE = 30.0  # of 100; below it is mostly specks
SURE = 70.0  # of a page's middle word; on a sound scan it is above 90, and below 60 words are wrong


@cache
def can_read_scans() -> bool:
    """Whether tesseract is on the path."""
    return shutil.which("tesseract") is not None


def read_scan(document: pdfium.PdfDocument, index: int) -> list[Word]:
    """The words on the picture of a page; none where tesseract finds none, guesses or takes too long."""
    page = document[index]
    scale = min(DPI / 72, MAX_SIDE / max(*page.get_size(), 1))
    picture = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(picture, "PNG", dpi=(DPI, DPI))
    page.close()
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "--psm", "1", "tsv"],
            input=picture.getvalue(),
            capture_output=True,
            timeout=TIMEOUT_S,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return []
    if done.returncode != 0:
        return []
    return list(_words(done.stdout.decode("utf-8", "replace"), scale))


def _words(table: str, scale: float) -> Iterator[Word]:
    """From rows of: level, page, block, paragraph, line, word, left, top, width, height,
    confidence, text."""
    foot, height = 0.0, 0.0  # of the line that the words stand on
    words: list[Word] = []
    sure: list[float] = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12:
            continue
        x0, y0, wide, high = (float(cell) / scale for cell in cells[6:10])
        if cells[0] == "4":
            foot, height = y0 + high, high
        text = clean_word(cells[11].strip())
        if cells[0] == "5" and text and float(cells[10]) >= MIN_CONFIDENCE and _is_word(text):
            words.append(Word(text, x0, y0, x0 + wide, y0 + high, foot, height, False))
            sure.append(float(cells[10]))
    if sure and median(sure) < SURE:
        return
    usual = median(word.size for word in words) if words else 0.0
    for word in words:
        if word.size < LARGE * usual:  # the heights of lines differ with their letters
            word.size = usual
        word.size = round(word.size, 1)
        yield word


def _is_word(text: str) -> bool:
    """Whether it can be more than a speck or a rule."""
    return any(map(str.isalnum, text)) or text in _SIGNS
