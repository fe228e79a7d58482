"""Writes a demo report as a PDF, with the habits of print that make PDFs hard to read back.

Streams are not compressed, so that the bytes do not hang on the zlib of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path

# reportlab has no types of its own and none are published for this version
from reportlab import rl_config  # type: ignore[import-untyped]
from reportlab.lib.colors import black, grey  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    Image,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)
from reportlab.platypus.tableofcontents import TableOfContents  # type: ignore[import-untyped]
from source import Block, Source, plain
from typography import font, make_styles, marked_up, typeset

SIDE, TOP, BOTTOM = 25 * mm, 27 * mm, 30 * mm

rl_config.useA85 = 0


def write_pdf(source: Source, sources: Path, target: Path) -> None:
    printed = Printed(source, target)
    story = list(flowables(source, sources))
    # A contents list knows its page numbers only on the second pass.
    if any(block.kind == "contents" for block in source.blocks):
        printed.multiBuild(story)
    else:
        printed.build(story)


class Printed(BaseDocTemplate):  # type: ignore[misc]  # an untyped base class
    """The pages of one report: frames, running lines, footnotes, outline and labels."""

    def __init__(self, source: Source, target: Path) -> None:
        fields = source.fields
        super().__init__(
            str(target),
            pagesize=A4,
            title=plain(fields["title"]),
            author=fields["author"],
            subject="A specimen report: the people, places and figures in it are invented",
            lang="en-GB",
            invariant=1,
            pageCompression=0,
        )
        self.fields = fields
        self.front_pages = int(fields.get("labels", 0))
        self.notes: dict[int, list[str]] = {}
        width, height = A4
        inner = width - 2 * SIDE
        column = (inner - 8 * mm) / 2
        tall = height - TOP - BOTTOM
        wide = Frame(SIDE, BOTTOM, height - 2 * SIDE, width - TOP - BOTTOM)
        pair = [Frame(SIDE + i * (column + 8 * mm), BOTTOM, column, tall) for i in (0, 1)]
        self.addPageTemplates(
            [
                PageTemplate("single", [Frame(SIDE, BOTTOM, inner, tall)], self.begin_page),
                PageTemplate("columns", pair, self.begin_page),
                PageTemplate("landscape", [wide], self.begin_page, pagesize=landscape(A4)),
                PageTemplate("bare", [Frame(0, 0, width, height, 0, 0, 0, 0)]),
            ]
        )

    def beforeDocument(self) -> None:  # the name reportlab calls
        self.notes.clear()
        if self.front_pages:
            self.canv.addPageLabel(0, "ROMAN_LOWER", 1)
            self.canv.addPageLabel(self.front_pages, "ARABIC", 1)

    def afterFlowable(self, flowable: Flowable) -> None:
        if isinstance(flowable, Note):
            self.notes.setdefault(self.page, []).append(flowable.text)
        level = getattr(flowable, "outline_level", None)
        if level is None or not self.front_pages:
            return
        text = flowable.getPlainText()
        key = re.sub(r"\W+", "-", f"{self.page} {text}")
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level)
        if level < 2:
            self.notify("TOCEntry", (level, text, self.page - self.front_pages, key))

    def afterPage(self) -> None:
        notes = self.notes.get(self.page, [])
        if not notes:
            return
        canvas: Canvas = self.canv
        style = ParagraphStyle("note", fontName=font(self.fields), fontSize=8, leading=9.5)
        y = BOTTOM - 2 * mm
        canvas.setStrokeColor(black)
        canvas.line(SIDE, y, SIDE + 45 * mm, y)
        for text in notes:
            paragraph = Paragraph(text, style)
            _, height = paragraph.wrap(A4[0] - 2 * SIDE, 30 * mm)
            y -= height + 1.5
            paragraph.drawOn(canvas, SIDE, y)

    def begin_page(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        width, height = canvas._pagesize
        canvas.saveState()
        canvas.setFont(font(self.fields), 8)
        canvas.setFillColor(grey)
        canvas.drawRightString(width - SIDE, height - 15 * mm, "Inspection report")
        if self.page > 1:
            canvas.setStrokeColor(grey)
            canvas.line(SIDE, 17 * mm, width - SIDE, 17 * mm)
            canvas.drawString(SIDE, 13 * mm, typeset(self.fields["running"]))
            canvas.drawString(SIDE, 9.5 * mm, self.fields["dates"])
        canvas.setFillColor(black)
        canvas.setFontSize(11)
        canvas.drawRightString(width - SIDE, 11 * mm, self.page_label())
        canvas.restoreState()

    def page_label(self) -> str:
        number: int = self.page
        if number <= self.front_pages:
            return ("i", "ii", "iii", "iv")[number - 1]
        return str(number - self.front_pages)


class Note(Flowable):  # type: ignore[misc]  # an untyped base class
    """Takes no room; its text is printed at the foot of the page it falls on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        pass


def flowables(source: Source, sources: Path) -> Iterator[Flowable]:
    fields = source.fields
    styles = make_styles(fields)
    if fields.get("letter") != "yes":
        yield Paragraph(typeset(fields["title"]), styles["title"])
    for are_rows, blocks in groupby(source.blocks, key=lambda block: block.kind == "row"):
        if are_rows:
            yield make_table([block.cells for block in blocks], styles)
            yield Spacer(0, 4 * mm)
        else:
            for block in blocks:
                yield from block_flowables(block, fields, styles, sources)


def block_flowables(
    block: Block, fields: dict[str, str], styles: dict[str, ParagraphStyle], sources: Path
) -> Iterator[Flowable]:
    text = marked_up(block.text, fields)
    if block.kind == "heading":
        heading = Paragraph(text, styles[f"heading{block.level}"])
        heading.outline_level = block.level - 1
        yield heading
    elif block.kind == "paragraph":
        yield Paragraph(text, styles["body"])
    elif block.kind == "item":
        mark = "■" if fields["font"] == "Vera" else "•"
        yield Paragraph(text, styles["item"], bulletText=mark)
    elif block.kind == "numbered":
        yield Paragraph(text, styles["numbered"], bulletText=f"{block.level}.")
    elif block.kind == "note":
        number, note = block.text.split(" ", 1)
        yield Note(f"<super>{number}</super> {escape(note)}")
    elif block.kind == "contents":
        yield Paragraph(text, styles["heading1"])
        contents = TableOfContents(dotsMinLevel=0)
        contents.levelStyles = [styles["contents1"], styles["contents2"]]
        yield contents
    elif block.kind in ("page", "columns", "landscape", "single"):
        yield NextPageTemplate("single" if block.kind == "page" else block.kind)
        yield PageBreak()
    elif block.kind == "column":
        yield FrameBreak()
    elif block.kind == "scan":
        yield NextPageTemplate("bare")
        yield PageBreak()
        # From bytes: a path would give the picture a name that differs from machine to machine.
        yield Image(BytesIO((sources / block.text).read_bytes()), *A4)
    elif block.kind == "closing":
        yield from closing(fields, styles)
    elif block.kind not in ("recommend", "judged"):
        raise ValueError(f"A printed report has no block @{block.kind}.")


def closing(fields: dict[str, str], styles: dict[str, ParagraphStyle]) -> Iterator[Flowable]:
    yield Spacer(0, 8 * mm)
    yield HRFlowable(width="100%", color=grey)
    text = (
        f"{typeset(fields['title'])}, {fields['dates']}. This is a specimen report: "
        "the council, the people and every figure in it are invented."
    )
    yield Paragraph(text, styles["small"])


def make_table(rows: list[list[str]], styles: dict[str, ParagraphStyle]) -> Table:
    cells = [
        [Paragraph(typeset(cell), styles["head" if n == 0 else "cell"]) for cell in row]
        for n, row in enumerate(rows)
    ]
    count = len(rows[0])
    # Narrow enough that area names wrap, as they do in the reports that these resemble.
    widths = [75 * mm, 45 * mm] if count == 2 else [58 * mm, *[None] * (count - 1)]
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.6, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
    return Table(cells, widths, style=lines, hAlign="LEFT", repeatRows=1)
