"""A PDF file into its extract: text, page spans, sections, boxes, properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NoReturn

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from ingest.errors import Damaged, Empty, Encrypted, NotAReport, NoText
from ingest.extract import Extract
from ingest.pdf.edges.furniture import Furniture, printed_labels
from ingest.pdf.headings import find_headlines, find_sections
from ingest.pdf.metadata import Metadata, read_metadata
from ingest.pdf.page_words import PageWords, read_page
from ingest.pdf.paragraphs import (
    Kind,
    Paragraph,
    Pitches,
    build_paragraphs,
    is_ended,
    join_pages,
)
from ingest.pdf.reading_order import lay_out
from ingest.pdf.scans import can_read_scans, read_scan
from ingest.pdf.shown.digits import Digits
from ingest.pdf.text import Writer
from ingest.pdf.word import Word
from ingest.report import Boxes, Page

STAND_IN = 150  # words; what says more is read
HEAD = 3  # rows at a table's top among which its head is: a title and a date may stand above it
NAMED = 5  # of the files that it holds
_PLEASE = re.compile(r"(?i)adobe|acrobat|pdf (?:viewer|reader)|please wait")
STRETCH = 200  # pages held at once: a book of thousands must not fill the memory


def read_pdf(data: bytes) -> Extract:
    """The text of a PDF with its spans. Raises Damaged, Empty, Encrypted or NoText."""
    document = _open(data)
    try:
        page_count = len(document)
        if page_count == 0:
            raise Empty("It has no pages. Ask its publisher for a whole copy.")
        return _Reading(document, data).extract(page_count)
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    if not data.strip():
        raise Empty("It holds no bytes. Fetch it again.")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        # PDFium may still tell the error of the file before this one.
        asks = getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD
        if asks and b"/Encrypt" in data:
            raise Encrypted(
                "It needs a password to open. Save a copy without one and add that."
            ) from fault
        raise Damaged(
            "It is cut short or broken, and no page of it can be opened. Fetch it again."
        ) from fault


def _refuse_stand_in(text: str, metadata: Metadata) -> None:
    """Raises NotAReport where the pages only stand in for what another program would show."""
    if len(text.split()) > STAND_IN:
        return
    if metadata.is_portfolio and metadata.attached:
        names = ", ".join(metadata.attached[:NAMED])
        more = len(metadata.attached) - NAMED
        raise NotAReport(
            f"It is a portfolio: a cover, and in it {names}{f' and {more} more' if more > 0 else ''}."
            " Read them with --attachments, or open it in a PDF viewer, save them, and add those."
        )
    if metadata.is_form and _PLEASE.search(text):
        raise NotAReport(
            "It is a form that only Adobe Reader shows; its page says so and no more."
            " Open it there, print it to a PDF, and add that."
        )


class _Reading:
    def __init__(self, document: pdfium.PdfDocument, data: bytes) -> None:
        self._document = document
        self._data = data
        self._writer = Writer()
        self._furniture = Furniture()
        self._pitches = Pitches()
        self._sizes: Counter[float] = Counter()
        self._turned: dict[int, int] = {}
        self._shapes: list[tuple[float, float, bool]] = []
        self._open: Paragraph | None = None  # may go on over the page's end
        self._digits = Digits()
        self._has_layers = False
        self._garbled = 0  # pages
        self._left_out: Counter[str] = Counter()  # words, by why they do not show
        self._rows: list[str] = []  # the first rows of the last table
        self._in_table = False

    def extract(self, page_count: int) -> Extract:
        metadata = read_metadata(self._data)
        self._has_layers = metadata.has_layers
        for start in range(0, page_count, STRETCH):
            self._read_stretch(range(start, min(start + STRETCH, page_count)))
        self._close()
        text, boxes = self._writer.finish(page_count)
        if not text:
            self._refuse(page_count)
        self._set_upright(boxes)
        labels = metadata.labels or printed_labels(self._furniture.printed, page_count)
        starts = [*self._writer.page_starts, len(text)]
        starts[0] = 0
        pages = tuple(
            Page(
                number,
                labels.get(number, str(number)),
                starts[number - 1],
                starts[number],
                *self._shapes[number - 1],
            )
            for number in range(1, page_count + 1)
        )
        _refuse_stand_in(text, metadata)
        sections = find_sections(text, self._writer.marks, self._body_size, metadata.outline)
        left_out = dict(self._left_out.most_common())
        for name in metadata.attached[:NAMED]:  # how many words it holds is not known
            left_out[f"in the file attached to it, {name}"] = 0
        if len(metadata.attached) > NAMED:
            left_out[f"in {len(metadata.attached) - NAMED} more files attached to it"] = 0
        headlines = find_headlines(text, self._writer.marks, self._body_size)
        properties = metadata.properties | ({"headlines": headlines} if headlines else {})
        return Extract(text, pages, sections, boxes, properties, left_out)

    def _refuse(self, page_count: int) -> NoReturn:
        pages = "Its one page holds" if page_count == 1 else f"Its {page_count} pages hold"
        if all(has_text for *_, has_text in self._shapes):
            raise Empty(f"{pages} nothing. Ask its publisher for a whole copy.")
        if self._garbled == page_count and not can_read_scans():
            raise NoText(
                f"{pages} letters whose fonts do not say what they are."
                " Install tesseract to read them from their pictures, or save it anew."
            )
        if can_read_scans():
            raise NoText(f"{pages} pictures only, and no words could be read from them.")
        raise NoText(f"{pages} pictures and no text. Install tesseract to read scans.")

    def _set_upright(self, boxes: Boxes) -> None:
        """Turns the boxes of pages that were read on their side back to the page as displayed."""
        for number, turned in self._turned.items():
            width, height, _ = self._shapes[number - 1]
            right, foot = round(width * 10), round(height * 10)
            here = boxes[:, 0] == number
            x0, y0, x1, y1 = boxes[here, 3:].T
            turns = {
                1: (y0, foot - x1, y1, foot - x0),
                2: (right - x1, foot - y1, right - x0, foot - y0),
                3: (right - y1, x0, right - y0, x1),
            }
            boxes[here, 3:] = np.stack(turns[turned], axis=1)

    @property
    def _body_size(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 10.0

    def _read_stretch(self, indexes: range) -> None:
        pages = [
            read_page(self._document, index, self._digits, has_layers=self._has_layers)
            for index in indexes
        ]
        unread = {page.number for page in pages if page.is_drawn and not page.words}
        self._garbled += sum(page.is_garbled for page in pages)
        for page in pages:
            self._left_out += page.left_out
            for word in page.words:
                self._sizes[word.size] += len(word.text)
        self._furniture.clear(pages, self._body_size)
        unread |= {page.number for page in pages if page.is_pictured and not page.words}
        if can_read_scans():
            self._read_pictures([page for page in pages if page.number in unread])
        for page in pages:
            self._writer.learn(page.words)
            self._shapes.append((*page.shape, bool(page.words) or page.number not in unread))
            if page.turned:
                self._turned[page.number] = page.turned
        laid_out = [lay_out(page.words, page.grids) for page in pages]
        for blocks in laid_out:
            self._pitches.learn(blocks)
        for page, blocks in zip(pages, laid_out, strict=True):
            self._write_page(build_paragraphs(blocks, page.number, self._pitches, self._body_size))

    def _read_pictures(self, pages: Sequence[PageWords]) -> None:
        for page in pages:
            page.width, page.height = page.shape
            page.turned = 0
            page.words = self._scanned(page.number - 1)
            for word in page.words:
                self._sizes[word.size] += len(word.text)
        self._furniture.clear(pages, self._body_size)

    def _scanned(self, index: int) -> list[Word]:
        """The words on a picture; where the file has type as well, in its body's size if near,
        for a picture does not tell 11 points from 12."""
        words = read_scan(self._document, index)
        if not words or not self._sizes:
            return words
        scale = self._body_size / Counter(word.size for word in words).most_common(1)[0][0]
        if 0.6 < scale < 1.6:
            for word in words:
                word.size = round(word.size * scale, 1)
        return words

    def _write_page(self, paragraphs: Sequence[Paragraph]) -> None:
        """Writes all but the last paragraph where it may go on; notes go before that."""
        notes = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.NOTE]
        body = [paragraph for paragraph in paragraphs if paragraph.kind is not Kind.NOTE]
        if body and self._is_repeated_head(body[0]):
            del body[0]
        if body and self._open is not None and join_pages(self._open, body[0]):
            first = body.pop(0)
            next(cell for cell in reversed(self._open.cells) if cell).extend(first.cells[0])
            self._open.last = first.last
        if body or notes:
            self._close()
        last = body.pop() if body and not (notes and is_ended(body[-1])) else None
        for paragraph in [*body, *notes]:
            self._write(paragraph)
        self._open = last or self._open

    def _is_repeated_head(self, first: Paragraph) -> bool:
        """Whether a page begins with the head of the table before, which goes on there."""
        before = self._rows
        if self._open is not None and self._open.kind is Kind.ROW:  # it is not written yet
            before = [*before, self._open.text][:HEAD] if self._in_table else [self._open.text]
        return first.kind is Kind.ROW and first.text in before

    def _write(self, paragraph: Paragraph) -> None:
        is_row = paragraph.kind is Kind.ROW
        if is_row and not self._in_table:
            self._rows = []
        if is_row and len(self._rows) < HEAD:
            self._rows.append(paragraph.text)
        self._in_table = is_row
        self._writer.write(paragraph)

    def _close(self) -> None:
        if self._open is not None:
            self._write(self._open)
            self._open = None
