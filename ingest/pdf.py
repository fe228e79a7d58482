"""A PDF file into the body of a report: text, page spans, sections, boxes, properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from pypdfium2 import raw  # type: ignore[import-untyped]

from ingest.body import Body
from ingest.errors import Damaged, Empty, Encrypted, NoText
from ingest.furniture import Furniture, printed_labels
from ingest.headings import find_sections
from ingest.layout import lay_out
from ingest.paragraphs import Kind, Paragraph, Pitches, build_paragraphs, join_pages
from ingest.report import Page
from ingest.scans import can_read_scans, read_scan
from ingest.structure import read_structure
from ingest.words import PageWords, read_page
from ingest.writing import Writer

STRETCH = 200  # pages held at once: a book of thousands must not fill the memory


def read_pdf(data: bytes) -> Body:
    """The text of a PDF with its spans. Raises Damaged, Empty, Encrypted or NoText."""
    document = _open(data)
    try:
        page_count = len(document)
        if page_count == 0:
            raise Empty("It has no pages. Ask its publisher for a whole copy.")
        return _Reading(document, data).body(page_count)
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    if not data.strip():
        raise Empty("It holds no bytes. Fetch it again.")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise Encrypted(
                "It needs a password to open. Save a copy without one and add that."
            ) from fault
        raise Damaged(
            "It is cut short or broken, and no page of it can be opened. Fetch it again."
        ) from fault


class _Reading:
    def __init__(self, document: pdfium.PdfDocument, data: bytes) -> None:
        self._document = document
        self._data = data
        self._writer = Writer()
        self._furniture = Furniture()
        self._pitches = Pitches()
        self._sizes: Counter[float] = Counter()
        self._shapes: list[tuple[float, float, bool]] = []
        self._open: Paragraph | None = None  # may go on over the page's end

    def body(self, page_count: int) -> Body:
        for start in range(0, page_count, STRETCH):
            self._read_stretch(range(start, min(start + STRETCH, page_count)))
        self._close()
        if not any(has_text for *_, has_text in self._shapes):
            raise NoText(_no_text(page_count))
        text, boxes = self._writer.finish(page_count)
        structure = read_structure(self._data)
        labels = structure.labels or printed_labels(self._furniture.printed, page_count)
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
        sections = find_sections(text, self._writer.marks, self._body_size, structure.outline)
        return Body(text, pages, sections, boxes, structure.properties)

    @property
    def _body_size(self) -> float:
        return self._sizes.most_common(1)[0][0] if self._sizes else 10.0

    def _read_stretch(self, indexes: range) -> None:
        pages = [self._read_page(index) for index in indexes]
        for page in pages:
            self._shapes.append((page.width, page.height, bool(page.words)))
            for word in page.words:
                self._sizes[word.size] += len(word.text)
            self._writer.learn(page.words)
        self._furniture.clear(pages, self._body_size)
        laid_out = [lay_out(page.words, page.rules) for page in pages]
        for blocks in laid_out:
            self._pitches.learn(blocks)
        for page, blocks in zip(pages, laid_out, strict=True):
            self._write_page(build_paragraphs(blocks, page.number, self._pitches, self._body_size))

    def _read_page(self, index: int) -> PageWords:
        page = read_page(self._document, index)
        if not page.words and page.has_pictures and can_read_scans():
            page.words = read_scan(self._document, index)
        return page

    def _write_page(self, paragraphs: Sequence[Paragraph]) -> None:
        """Writes all but the last paragraph, which may go on; notes go before it."""
        notes = [paragraph for paragraph in paragraphs if paragraph.kind is Kind.NOTE]
        body = [paragraph for paragraph in paragraphs if paragraph.kind is not Kind.NOTE]
        if body and self._open is not None and join_pages(self._open, body[0]):
            first = body.pop(0)
            self._open.cells[0] += first.cells[0]
            self._open.last = first.last
        if body or notes:
            self._close()
        for paragraph in body[:-1]:
            self._writer.write(paragraph)
        for note in notes:
            self._writer.write(note)
        if body:
            self._open = body[-1]

    def _close(self) -> None:
        if self._open is not None:
            self._writer.write(self._open)
            self._open = None


def _no_text(page_count: int) -> str:
    what = "its one page holds" if page_count == 1 else f"its {page_count} pages hold"
    if can_read_scans():
        return f"It is a scan: {what} no text, and none could be read from the pictures."
    return f"It is a scan: {what} no text. Install tesseract to read scans."
