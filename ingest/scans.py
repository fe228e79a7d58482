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

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types

from ingest.words import Word, clean_word

DPI = 300  # what tesseract is trained for
MAX_SIDE = 5000  # pixels; a poster is read smaller
TIMEOUT_S = 60
MIN_CONFIDENCE = 30.0  # of 100; below it is mostly specks


@cache
def can_read_scans() -> bool:
    """Whether tesseract is on the path."""
    return shutil.which("tesseract") is not None


def read_scan(document: pdfium.PdfDocument, index: int) -> list[Word]:
    """The words on the picture of a page; none where tesseract finds none or takes too long."""
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
    line = (0.0, 0.0)  # bottom and height of the line that the words stand on
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12:
            continue
        left, top, width, height = (float(cell) / scale for cell in cells[6:10])
        if cells[0] == "4":
            line = (top + height, height)
        text = clean_word(cells[11].strip())
        if cells[0] == "5" and text and float(cells[10]) >= MIN_CONFIDENCE:
            bottom, size = line
            yield Word(text, left, top, left + width, top + height, bottom, round(size), False)
