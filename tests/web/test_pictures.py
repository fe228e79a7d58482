"""The boxes on a page's picture stand on the very words that are quoted."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import httpx
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops

from api.rendering.drawing import Box
from api.rendering.page_pictures import NoPicture, Pictures, quote_boxes
from ingest.passages import pages_of
from ingest.report import Report
from ingest.sentences import split_sentences
from search.library import Library
from search.storage.opening import open_storage

Place = tuple[Report, bytes, int, int, int]  # file, page number, start and end of a sentence


@pytest.fixture(scope="session")
def quotes(demo_library: Path) -> list[Place]:
    """Every sentence of the printed demo reports, once for each page that it is on."""
    library = Library(open_storage(demo_library))
    found = list(_sentences(library))
    library.close()
    return found


def test_the_boxed_characters_are_the_quote(quotes: list[Place]) -> None:
    wrong = []
    for report, file, number, start, end in quotes:
        page = report.pages[number - 1]
        quote = report.text[max(start, page.start) : min(end, page.end)]
        boxed = _characters_in(file, number, quote_boxes(report, number, start, end))
        if boxed is not None and boxed != _letters(quote):
            wrong.append((report.info.id, number, quote, boxed))
    assert len(quotes) > 250
    assert wrong == []


def test_a_quote_over_a_page_break_is_boxed_on_both_pages(
    quotes: list[Place], demo_server: str
) -> None:
    over = [place for place in quotes if len(_pages(place)) > 1]
    assert over
    report, _, _, start, end = over[0]
    first, second = _pages(over[0])[:2]
    for number in (first, second):
        assert quote_boxes(report, number, start, end)
    address = f"{demo_server}/reports/{report.info.id}/pages"
    page = httpx.get(f"{address}/{second}?start={start}&end={end}", timeout=60).text
    assert f'id="page-{first}"' in page and f'id="page-{second}"' in page
    for number in (first, second):
        assert _differs(f"{address}/{number}.png", f"?start={start}&end={end}")


def test_a_picture_comes_in_two_densities(quotes: list[Place], demo_server: str) -> None:
    report, _, number, _, _ = quotes[0]
    width = report.pages[number - 1].width
    for scale in (1, 2):
        address = f"{demo_server}/reports/{report.info.id}/pages/{number}.png?scale={scale}"
        picture = Image.open(io.BytesIO(httpx.get(address, timeout=60).content))
        assert abs(picture.width - scale * width) <= 2


def test_a_page_or_a_file_that_is_not_there_is_no_picture(quotes: list[Place]) -> None:
    report, file, _, _, _ = quotes[0]
    with pytest.raises(NoPicture, match="no page 999"):
        Pictures().page(report, lambda _: io.BytesIO(file), 999, (0, 0), 1)
    with pytest.raises(NoPicture, match="cannot be opened"):
        Pictures().page(report, lambda _: io.BytesIO(b"gone"), 1, (0, 0), 1)
    with pytest.raises(NoPicture, match="not kept here"):
        Pictures().page(report, lambda _: None, 1, (0, 0), 1)


def _sentences(library: Library) -> Iterator[Place]:
    generation = library.generation
    for holding in generation.holdings:
        report = generation.report(holding.number, boxes=True)
        file = generation.open_file(holding.info.sha256)
        assert file is not None
        with file:
            content = file.read()
        for start, end in split_sentences(report.text, 0, len(report.text)):
            for number in pages_of(report.pages, start, end):
                if report.pages[number - 1].has_text:
                    yield report, content, number, start, end


def _pages(place: Place) -> tuple[int, ...]:
    report, _, _, start, end = place
    return pages_of(report.pages, start, end)


def _characters_in(file: bytes, number: int, boxes: list[Box]) -> str | None:
    """The letters and digits of a page whose middles are in the boxes; None of a scanned page."""
    with pdfium.PdfDocument(file) as document:
        page = document[number - 1]
        assert page.get_rotation() == 0
        height = page.get_height()
        text = page.get_textpage()
        if not text.count_chars():
            return None
        found = []
        for i in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(i)
            x, y = (left + right) / 2, height - (bottom + top) / 2
            if any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in boxes):
                found.append(text.get_text_range(i, 1))
    return _letters("".join(found))


def _letters(text: str) -> str:
    """Letters and digits, ligatures parted; sorted, for cells are read across and drawn down."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sorted(c for c in folded if c.isalnum()))


def _differs(address: str, query: str) -> bool:
    """Whether anything is boxed on the picture."""
    plain, marked = (
        Image.open(io.BytesIO(httpx.get(a, timeout=60).content)).convert("RGB")
        for a in (address, address + query)
    )
    return ImageChops.difference(plain, marked).getbbox() is not None
