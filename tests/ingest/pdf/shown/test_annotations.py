"""What fields and notes show on a page is read with it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText, Highlight, Link, Popup, Text
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]  # ships no types

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper

BODY = "The home was visited without notice on a Tuesday in May."


def form(turned: int = 0) -> Paper:
    paper = Paper((HEIGHT, HEIGHT))
    paper.canvas.setPageRotation(turned)
    fields = paper.canvas.acroForm
    for y, label, name, value in (
        (200, "Name of the home:", "home", "Larkfield House"),
        (230, "Number of beds:", "beds", "27"),
    ):
        paper.line(label, y=y)
        fields.textfield(
            name=name, value=value, x=200, y=HEIGHT - y - 5, width=200, height=16, fontSize=10
        )
    paper.line(BODY, y=300)
    return paper


def written(paper: Paper) -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(paper.data()))


def lines(writer: PdfWriter) -> list[str]:
    file = io.BytesIO()
    writer.write(file)
    return read_pdf(file.getvalue()).text.splitlines()


FILLED = ["Name of the home:\tLarkfield House", "Number of beds:\t27", BODY]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_values_of_fields_are_read_beside_their_labels(turned: int) -> None:
    assert lines(written(form(turned))) == FILLED


def test_values_that_a_viewer_must_draw_are_read() -> None:
    writer = written(form())
    for field in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]  # an array
        del field.get_object()["/AP"]
    acro_form = writer._root_object["/AcroForm"]
    acro_form[NameObject("/NeedAppearances")] = BooleanObject(True)  # type: ignore[index]

    assert lines(writer) == FILLED


def look(writer: PdfWriter, drawn: str, font: str) -> DictionaryObject:
    """An appearance that sets these words 20 points up its box."""
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 11 Tf 2 20 Td ({drawn}) Tj ET".encode())
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": font}
    named = DictionaryObject({NameObject(key): NameObject(name) for key, name in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): named})
    stream[NameObject("/Subtype")] = NameObject("/Form")
    stream[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 178, 40)))
    stream[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return DictionaryObject({NameObject("/N"): writer._add_object(stream)})


def note(text: str, flags: int = 4) -> DictionaryObject:
    annotation = FreeText(text=text, rect=(72, 250, 250, 290), font_size="11pt")
    annotation[NameObject("/F")] = NumberObject(flags)
    return annotation


def test_the_tick_of_a_field_is_read() -> None:
    writer = written(form())
    field = writer.pages[0]["/Annots"][1].get_object()  # type: ignore[index]  # an array
    field[NameObject("/AP")] = look(writer, "4", "/ZapfDingbats")

    assert lines(writer)[1] == "Number of beds:\t✔"


def test_a_note_that_lies_on_the_page_is_read_as_it_is_drawn() -> None:
    writer = written(form())
    annotation = note("an old wording")
    annotation[NameObject("/AP")] = look(writer, "It was a Thursday.", "/Helvetica")
    writer.add_annotation(0, annotation)

    assert lines(writer) == [*FILLED, "It was a Thursday."]


def test_a_note_that_viewers_draw_is_read_in_full() -> None:
    text = "Correction: the visit was on a Thursday in May, as the manager has told us since."
    writer = written(form())
    writer.add_annotation(0, note(text))

    assert " ".join(lines(writer)) == " ".join([*FILLED, text])


def test_what_is_hidden_or_only_opens_is_not_read() -> None:
    writer = written(form())
    box = (72, 400, 200, 420)
    writer.add_annotation(0, note("a hidden note", flags=2))
    comment = writer.add_annotation(0, Text(text="a comment", rect=box))
    writer.add_annotation(0, Popup(rect=box, parent=comment, open=True))
    writer.add_annotation(0, Link(rect=box, url="https://example.org"))
    writer.add_annotation(0, highlight("a remark"))

    assert lines(writer) == FILLED


@pytest.mark.parametrize("kind", ["StrikeOut", "Square"])
def test_words_that_a_mark_covers_or_crosses_out_are_not_read(kind: str) -> None:
    paper = Paper()
    paper.line("The complaint was made by Rowena Tilling in May.")
    x0 = LEFT + stringWidth("The complaint was made by ", "Helvetica", 11)
    x1 = x0 + stringWidth("Rowena Tilling", "Helvetica", 11)
    left, foot, right, top = map(FloatObject, (x0, HEIGHT - 114, x1, HEIGHT - 99))
    mark = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
    mark[NameObject("/Subtype")] = NameObject(f"/{kind}")
    mark[NameObject("/Rect")] = ArrayObject([left, foot, right, top])
    mark[NameObject("/QuadPoints")] = ArrayObject([left, top, right, top, left, foot, right, foot])
    for colour in ("/C", "/IC"):
        mark[NameObject(colour)] = ArrayObject(map(FloatObject, (0, 0, 0)))
    writer = written(paper)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])

    assert " ".join(lines(writer)) == "The complaint was made by in May."


def highlight(text: str) -> Highlight:
    x0, y0, x1, y1 = map(FloatObject, (72, HEIGHT - 305, 300, HEIGHT - 288))
    mark = Highlight(
        rect=(x0, y0, x1, y1), quad_points=ArrayObject([x0, y1, x1, y1, x0, y0, x1, y0])
    )
    mark[NameObject("/Contents")] = TextStringObject(text)
    return mark


DRAWN = {
    "Ink": "13 w 0 6 m 100 6 l S",
    "Line": "1 w 0 6.5 m 100 6.5 l S",
    "Polygon": "0 0 100 15 re f",
}


@pytest.mark.parametrize("kind", DRAWN)
def test_words_under_a_mark_that_its_writer_drew_are_not_read(kind: str) -> None:
    paper = Paper()
    paper.line("The complaint was made by Rowena Tilling in May.")
    x0 = LEFT + stringWidth("The complaint was made by ", "Helvetica", 11)
    x1 = x0 + stringWidth("Rowena Tilling", "Helvetica", 11)
    writer = written(paper)
    looks = DecodedStreamObject()
    looks.set_data(DRAWN[kind].encode())
    looks[NameObject("/Subtype")] = NameObject("/Form")
    looks[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 100, 15)))
    mark = DictionaryObject({NameObject("/Subtype"): NameObject(f"/{kind}")})
    mark[NameObject("/F")] = NumberObject(4)
    mark[NameObject("/Rect")] = ArrayObject(map(FloatObject, (x0, HEIGHT - 113, x1, HEIGHT - 98)))
    mark[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(looks)})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])

    assert " ".join(lines(writer)) == "The complaint was made by in May."


@pytest.mark.parametrize("is_part", [False, True])  # of a field that says what it is
@pytest.mark.parametrize(("value", "reads"), [("3", "Requires improvement"), ("2", "Good")])
def test_a_choice_is_read_as_it_is_called_and_not_by_its_value(
    value: str, reads: str, is_part: bool
) -> None:
    paper = Paper()
    paper.line("Overall grade:", y=110)
    paper.canvas.acroForm.choice(
        name="grade",
        value="Good",
        options=[("Requires improvement", "3"), ("Good", "2")],
        x=180,
        y=HEIGHT - 114,
        width=160,
        height=16,
        fontSize=11,
    )
    writer = PdfWriter(clone_from=io.BytesIO(paper.data()))
    field = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]  # an array
    del field["/AP"]
    pairs = (("3", "Requires improvement"), ("2", "Good"))
    options = [ArrayObject(map(TextStringObject, pair)) for pair in pairs]
    field[NameObject("/Opt")] = ArrayObject(options)
    field[NameObject("/V")] = TextStringObject(value)
    if is_part:
        whole = DictionaryObject({NameObject("/Kids"): ArrayObject([field.indirect_reference])})
        for key in map(NameObject, ("/FT", "/V", "/Opt", "/T", "/Ff")):
            whole[key] = field.pop(key)
        field[NameObject("/Parent")] = writer._add_object(whole)
        form = writer.root_object["/AcroForm"].get_object()
        assert isinstance(form, DictionaryObject)
        form[NameObject("/Fields")] = ArrayObject([field["/Parent"].indirect_reference])

    assert lines(writer) == [f"Overall grade:\t{reads}"]
