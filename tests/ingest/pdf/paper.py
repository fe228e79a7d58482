"""Small PDFs for the tests, drawn word by word with reportlab."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

WIDTH, HEIGHT = A4
LEFT, RIGHT = 72.0, 523.0


class Paper:
    """Writes from the top of the page down; `data()` is the file."""

    def __init__(self, size: tuple[float, float] = A4) -> None:
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=size, invariant=1)
        self.height = size[1]
        self.y = 110.0  # of the next line, from the top

    def line(
        self,
        text: str,
        x: float = LEFT,
        y: float | None = None,
        size: float = 11,
        bold: bool = False,
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        if y is None:
            y = self.y
            self.y += 1.3 * size
        self.canvas.drawString(x, self.height - y, text)

    def heading(self, text: str, size: float = 16) -> None:
        self.y += size
        for line in wrap(text, 0.9 * (RIGHT - LEFT), size):
            self.line(line, size=size, bold=True)

    def paragraph(
        self, text: str, left: float = LEFT, right: float = RIGHT, size: float = 11, mark: str = ""
    ) -> None:
        """Set with ragged right; a hyphen in the text may end a line."""
        self.y += 0.6 * size
        if mark:
            self.line(mark, x=left, y=self.y, size=size)
            left += 18
        for line in wrap(text, right - left, size):
            self.line(line, x=left, size=size)

    def table(self, rows: Sequence[Sequence[str]], xs: Sequence[float], size: float = 11) -> None:
        """Ruled, with wrapped cells; xs are the places of the plumb rules."""
        self.y += size
        self._rule(xs[0], self.y, xs[-1], self.y)
        for row in rows:
            cells = [
                wrap(text, right - left - 10, size)
                for text, left, right in zip(row, xs, xs[1:], strict=False)
            ]
            top, bottom = self.y, self.y + 1.3 * size * max(map(len, cells)) + 8
            for cell, left in zip(cells, xs, strict=False):
                for at, line in enumerate(cell):
                    self.line(line, x=left + 5, y=top + 1.3 * size * (at + 1), size=size)
            self._rule(xs[0], bottom, xs[-1], bottom)
            for x in xs:
                self._rule(x, top, x, bottom)
            self.y = bottom
        self.y += 2 * size

    def footer(self, text: str, page: str) -> None:
        self.line(text, y=self.height - 40, size=9)
        self.line(page, x=RIGHT - 20, y=self.height - 40, size=9)

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.y = 110.0

    def data(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)


def wrap(text: str, width: float, size: float) -> list[str]:
    """The text in lines; a word that ends in "-" is followed by its other half."""
    lines = [""]
    for word in text.replace("-", "-\0").replace("\0", " ").split():
        glued = lines[-1].endswith("-") or not lines[-1]
        longer = lines[-1] + ("" if glued else " ") + word
        if lines[-1] and stringWidth(longer, "Helvetica", size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def mapped(data: bytes, codes: Mapping[str, str]) -> bytes:
    """The file, its fonts saying of some letters that they are others: letter -> UTF-16 in hex."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    pairs = "\n".join(f"<{ord(letter):02x}> <{code}>" for letter, code in codes.items())
    stream = StreamObject()
    stream.set_data(
        f"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00> <ff>\n"
        f"endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end".encode()
    )
    reference = writer._add_object(stream)
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():
            font.get_object()[NameObject("/ToUnicode")] = reference
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
