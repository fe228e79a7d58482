"""Files that hold less than they seem to, and letters that one reads and another trips over."""

from __future__ import annotations

import io
import json

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    RectangleObject,
    TextStringObject,
)

from ingest.errors import NotAReport
from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, mapped

COVER = "For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later."
PLEASE = "Please wait. If this is not replaced, upgrade to the latest version of Adobe Reader."
PROSE = "The committee heard that calls are answered late and asked why that was so in May. "


def written(paper: Paper) -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(paper.data()))


def data_of(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def paper_of(text: str) -> Paper:
    paper = Paper()
    paper.paragraph(text)
    return paper


def portfolio(text: str) -> bytes:
    writer = written(paper_of(text))
    for name in ("minutes.pdf", "budget.xlsx"):
        writer.add_attachment(name, b"%PDF-1.4")
    writer.root_object[NameObject("/Collection")] = DictionaryObject()
    return data_of(writer)


def form(text: str) -> bytes:
    writer = written(paper_of(text))
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    return data_of(writer)


def test_a_portfolio_that_is_a_cover_alone_is_refused_and_its_files_are_named() -> None:
    with pytest.raises(NotAReport, match=r"budget\.xlsx, minutes\.pdf|minutes\.pdf, budget\.xlsx"):
        read_pdf(portfolio(COVER))
    assert PROSE.strip() in " ".join(read_pdf(portfolio(PROSE * 12)).text.split())


def test_files_attached_to_a_report_are_named_as_left_out() -> None:
    writer = written(paper_of(PROSE))
    for number in range(7):
        writer.add_attachment(f"annex-{number}.xlsx", b"PK")
    assert list(read_pdf(data_of(writer)).left_out.items()) == [
        *((f"in the file attached to it, annex-{number}.xlsx", 0) for number in range(5)),
        ("in 2 more files attached to it", 0),
    ]


def test_the_page_that_stands_in_for_a_form_is_refused() -> None:
    for asked in (PLEASE, "To view this document, you need a later version of the PDF viewer."):
        with pytest.raises(NotAReport, match="only Adobe Reader shows"):
            read_pdf(form(asked))
    assert "calls are answered" in read_pdf(form(PROSE)).text


def with_map(codes: dict[str, str], line: str) -> bytes:
    """A page of words, some letters of which its font says are others: letter -> UTF-16 in hex."""
    return mapped(paper_of(PROSE + line).data(), codes)


def test_an_emoji_is_read_and_half_of_one_costs_no_more_than_itself() -> None:
    text = read_pdf(with_map({"~": "d83dde00", "#": "d83d"}, "One ~ of them # said so.")).text
    assert "One 😀 of them \ufffd said so." in " ".join(text.split())
    assert json.dumps(text).encode() and text.encode()


@pytest.mark.parametrize("codes", [("000e", "000c", "000d"), ("001e", "001c", "001d")])
def test_codes_of_ligatures_that_a_font_does_not_name_are_read(codes: tuple[str, ...]) -> None:
    mapped = dict(zip("~#^", codes, strict=True))
    text = read_pdf(with_map(mapped, "A su~cient o~ce #led the re^ective plan.")).text
    assert "A sufficient office filed the reflective plan." in " ".join(text.split())


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen() -> None:
    paper = Paper()
    paper.line("In 2019\u00ad20 the multi\u00adagency team met in self\u00adcontained rooms.")
    text = read_pdf(paper.data()).text
    assert "In 2019-20 the multi-agency team met in self-contained rooms." in text


def test_letters_of_a_size_below_nothing_are_read_as_they_show() -> None:
    paper = Paper()
    paper.canvas.transform(1, 0, 0, -1, 0, HEIGHT)  # some makers count from the top of the page
    line = paper.canvas.beginText(LEFT, 110)
    line.setHorizScale(-100)
    line.setFont("Helvetica", -11)
    line.textOut("Arson fell in Luton.")
    paper.canvas.drawText(line)
    extract = read_pdf(paper.data())
    assert extract.text.strip() == "Arson fell in Luton."
    _, _, _, x0, y0, x1, _ = extract.boxes[0]
    assert LEFT * 10 - 20 < x0 < x1 < LEFT * 10 + 300
    assert 950 < y0 < 1100


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("K E Y  F I N D I N G S", "KEY FINDINGS"),
        ("W h a t  w e  f o u n d", "What we found"),
        ("Grades A B C D", "Grades A B C D"),
        ("A           B           C           D           E           F", "A B C D E F"),
    ],
)
def test_letters_that_are_set_apart_are_words(drawn: str, read: str) -> None:
    paper = Paper()
    paper.line(drawn, size=14)
    paper.paragraph(PROSE * 3)
    first = read_pdf(paper.data()).text.splitlines()[0]
    assert " ".join(first.split()) == read


def test_a_page_whose_crop_box_lies_off_it_is_read_whole() -> None:
    paper = Paper()
    paper.line("Arson fell in Luton.")
    writer = written(paper)
    writer.pages[0].cropbox = RectangleObject((1000, 1000, 1500, 1500))
    out = io.BytesIO()
    writer.write(out)

    extract = read_pdf(out.getvalue())

    assert extract.text.strip() == "Arson fell in Luton."
    assert (extract.pages[0].width, extract.pages[0].height) == pytest.approx((595, 842), abs=1)
    assert extract.boxes[0, 3] == pytest.approx(LEFT * 10, abs=10)
