"""What holds for every PDF in a folder of real reports."""

from __future__ import annotations

import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from pypdfium2 import raw

from ingest.extract import Extract
from ingest.pdf.file import read_pdf
from ingest.sentences import split_sentences
from tests.conftest import ROOT

REPORTS = Path(os.environ.get("PINCITE_REPORTS", ROOT / ".." / "shared" / "reports"))
EVERY = 9  # one file in so many, by name: all of them take a minute

FILES = [path for path in sorted(REPORTS.glob("**/*.pdf")) if path.read_bytes()[:5] == b"%PDF-"]

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"no PDF reports in {REPORTS}; set PINCITE_REPORTS to a folder of them"
)
reports = pytest.mark.parametrize("path", FILES[::EVERY], ids=lambda path: f"{path.parent.name}")


@cache
def extract_of(path: Path) -> Extract:
    return read_pdf(path.read_bytes())


@reports
def test_page_spans_cover_the_text(path: Path) -> None:
    extract = extract_of(path)

    edges = [0, *(page.end for page in extract.pages)]
    assert [(page.start, page.end) for page in extract.pages] == list(pairwise(edges))
    assert edges[-1] == len(extract.text)
    assert [page.number for page in extract.pages] == list(range(1, len(extract.pages) + 1))


@reports
def test_sections_start_at_their_title_and_nest(path: Path) -> None:
    extract = extract_of(path)

    assert extract.sections
    open_ends = [len(extract.text)]
    for section in extract.sections:
        assert extract.text.startswith(section.title + "\n", section.start)
        while section.start >= open_ends[-1] and len(open_ends) > 1:
            open_ends.pop()
        assert section.end <= open_ends[-1]
        open_ends.append(section.end)


@reports
def test_no_line_is_a_page_number_or_empty(path: Path) -> None:
    lines = extract_of(path).text.splitlines()

    assert not [line for line in lines if not re.search(r"[^\W\d_]", line)]
    # a row may begin or end in an empty cell
    assert not [line for line in lines if line.strip("\t") != line.strip()]


@reports
def test_every_word_has_a_box_on_the_page_that_it_is_on(path: Path) -> None:
    extract = extract_of(path)
    numbers, starts, ends = extract.boxes[:, 0], extract.boxes[:, 1], extract.boxes[:, 2]

    assert (np.diff(starts) > 0).all() and (ends[:-1] <= starts[1:]).all()
    for page in extract.pages:
        here = extract.boxes[numbers == page.number]
        assert (here[:, 1] >= page.start).all() and (here[:, 2] <= page.end).all()
        assert (here[:, 3:5] >= -5).all() and (here[:, 3] < here[:, 5]).all()
        assert (here[:, 5] <= page.width * 10 + 5).all()
        assert (here[:, 6] <= page.height * 10 + 5).all()
    boxed = np.zeros(len(extract.text), bool)
    for start, end in zip(starts, ends, strict=True):
        boxed[start:end] = True
    assert not [c for c, has in zip(extract.text, boxed, strict=True) if not has and c.isalnum()]


@reports
def test_boxes_hold_the_letters_of_their_words(path: Path) -> None:
    extract = extract_of(path)
    document = pdfium.PdfDocument(path.read_bytes())
    wrong = []
    rows = extract.boxes[:: max(1, len(extract.boxes) // 300)]
    for number, start, end, x0, y0, x1, y1 in rows.tolist():
        page = document[number - 1]
        left, _, _, top = page.get_bbox()
        assert raw.FPDFPage_GetRotation(page.raw) == 0
        text = page.get_textpage().get_text_bounded(
            x0 / 10 + left + 0.5, top - y1 / 10 + 1, x1 / 10 + left - 0.5, top - y0 / 10 - 1
        )
        if letters(extract.text[start:end]) not in letters(text):
            wrong.append((extract.text[start:end], text))
    assert not wrong


@reports
def test_the_words_of_a_sentence_are_on_the_page_that_it_starts_on(path: Path) -> None:
    extract = extract_of(path)
    document = pdfium.PdfDocument(path.read_bytes())
    lost = []
    for page in extract.pages:
        printed = letters(document[page.number - 1].get_textpage().get_text_range())
        for start, end in split_sentences(extract.text, page.start, page.end):
            if not all(letters(word) in printed for word in extract.text[start:end].split()):
                lost.append(extract.text[start:end])
    assert not lost


def letters(text: str) -> str:
    return re.sub(r"[\W_]|\ufffe", "", text)
