"""What a page does not show is not read, and is counted: boxes, paint, clips, layers, lines."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # ships no types
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

from ingest.extract import Extract
from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper

BEFORE, HIDDEN, BEHIND = "The complaint was made by", "Rowena Tillingham", "in the summer of 2023."
Y = 200.0  # of the line, from the top
X0 = LEFT + stringWidth(BEFORE + " ", "Helvetica", 11)
X1 = X0 + stringWidth(HIDDEN, "Helvetica", 11)


def shown(extract: Extract) -> str:
    return " ".join(extract.text.split())


def write(paper: Paper) -> None:
    paper.line(f"{BEFORE} {HIDDEN} {BEHIND}", y=Y)


def write_parted(paper: Paper, paint: Callable[[], None]) -> None:
    """The same line, its hidden part painted by itself."""
    paper.line(BEFORE, y=Y)
    paper.line(BEHIND, x=X1 + 3, y=Y)
    paper.canvas.saveState()
    paint()
    paper.line(HIDDEN, x=X0, y=Y)
    paper.canvas.restoreState()


def box(paper: Paper, colour: float = 0.0, top: float = 11, foot: float = 4) -> None:
    paper.canvas.setFillGray(colour)
    paper.canvas.rect(X0 - 1, HEIGHT - Y - foot, X1 - X0 + 2, top + foot, stroke=0, fill=1)
    paper.canvas.setFillGray(0)


def picture(size: tuple[int, int], colour: int) -> ImageReader:
    return ImageReader(Image.new("RGB", size, (colour, colour, colour)))


@pytest.mark.parametrize("colour", [0.0, 0.5, 1.0])
def test_words_under_a_box_are_no_text_and_the_sentence_stays_one(colour: float) -> None:
    paper = Paper()
    write(paper)
    box(paper, colour)

    extract = read_pdf(paper.data())

    assert extract.text == f"{BEFORE} {BEHIND}\n"
    assert extract.left_out == {"under a box or a picture": 2}


def test_words_whose_tails_alone_come_out_from_under_a_box_are_no_text() -> None:
    paper = Paper()
    write(paper)
    box(paper, foot=0)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_under_a_thick_line_are_no_text() -> None:
    paper = Paper()
    write(paper)
    paper.canvas.setLineWidth(14)
    paper.canvas.line(X0, HEIGHT - Y + 4, X1, HEIGHT - Y + 4)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_under_many_narrow_boxes_are_no_text() -> None:
    paper = Paper()
    write(paper)
    for at in range(30):
        wide = (X1 - X0 + 2) / 30
        paper.canvas.rect(X0 - 1 + wide * at, HEIGHT - Y - 4, wide + 0.1, 15, stroke=0, fill=1)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_under_a_picture_are_no_text() -> None:
    paper = Paper()
    write(paper)
    paper.canvas.drawImage(picture((20, 20), 200), X0 - 1, HEIGHT - Y - 4, X1 - X0 + 2, 16)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_under_a_box_that_a_form_draws_are_no_text() -> None:
    paper = Paper()
    paper.canvas.beginForm("redaction", 0, 0, 200, 30)
    paper.canvas.rect(0, 0, X1 - X0, 16, stroke=0, fill=1)
    paper.canvas.endForm()
    write(paper)
    paper.canvas.translate(X0, HEIGHT - Y - 4)
    paper.canvas.doForm("redaction")

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_in_a_form_under_a_box_of_it_are_no_text() -> None:
    paper = Paper()
    paper.canvas.beginForm("page", 0, 0, *paper.canvas._pagesize)
    write(paper)
    box(paper)
    paper.canvas.endForm()
    paper.canvas.doForm("page")

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_words_on_a_box_are_text_whatever_was_drawn_before_them() -> None:
    paper = Paper()
    box(paper, 0.9)
    write(paper)
    paper.canvas.setFillAlpha(0.3)
    box(paper, 0.5)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"


def test_black_words_on_a_black_box_are_no_text() -> None:
    paper = Paper()
    box(paper)
    write(paper)

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {BEHIND}"
    assert extract.left_out == {"in the colour of what they stand on": 2}


@pytest.mark.parametrize("gray", [1.0, 0.97, 0.94])
def test_words_in_the_papers_colour_are_no_text(gray: float) -> None:
    paper = Paper()
    write_parted(paper, lambda: paper.canvas.setFillGray(gray))

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {BEHIND}"
    assert extract.left_out == {"in the colour of what they stand on": 2}


def test_pale_words_that_can_be_seen_are_text() -> None:
    paper = Paper()
    write_parted(paper, lambda: paper.canvas.setFillGray(0.8))

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"


@pytest.mark.parametrize("ground", ["box", "picture"])
def test_white_words_on_a_dark_ground_are_text(ground: str) -> None:
    paper = Paper()
    if ground == "box":
        box(paper, 0.2)
    else:
        paper.canvas.drawImage(picture((20, 20), 40), X0 - 1, HEIGHT - Y - 4, X1 - X0 + 2, 16)
    write_parted(paper, lambda: paper.canvas.setFillGray(1))

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"


def test_words_that_are_not_painted_are_no_text() -> None:
    for hide in ("mode", "alpha"):
        paper = Paper()
        canvas = paper.canvas
        if hide == "mode":
            write_parted(paper, lambda canvas=canvas: canvas.setFillGray(0))
            text = canvas.beginText(LEFT, HEIGHT - 300)
            text.setFont("Helvetica", 11)
            text.setTextRenderMode(3)
            text.textOut("hidden words")
            canvas.drawText(text)
            expected = f"{BEFORE} {HIDDEN} {BEHIND}"
        else:
            write_parted(paper, lambda canvas=canvas: canvas.setFillAlpha(0))
            expected = f"{BEFORE} {BEHIND}"

        extract = read_pdf(paper.data())

        assert shown(extract) == expected
        assert extract.left_out == {"not painted": 2}


def scan(paper: Paper, text: str, *, painted_first: bool) -> None:
    """A picture of a page that says something in one place, with a layer of words."""
    image = Image.new("L", (595, 842), 255)
    for x in range(72, 200, 3):
        for y in range(190, 204):
            image.putpixel((x, y), 0)

    def words() -> None:
        for at, (x, y) in enumerate(((LEFT, Y), (LEFT, 400))):
            line = paper.canvas.beginText(x, HEIGHT - y)
            line.setFont("Helvetica", 11)
            line.setTextRenderMode(0 if painted_first else 3)
            line.textOut(text.split("|")[at])
            paper.canvas.drawText(line)

    if painted_first:
        words()
    paper.canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    if not painted_first:
        words()


@pytest.mark.parametrize("painted_first", [False, True])
def test_the_words_of_a_scan_are_text_where_the_picture_shows_something(
    painted_first: bool,
) -> None:
    paper = Paper()
    scan(paper, "words of the picture|said nowhere", painted_first=painted_first)

    assert shown(read_pdf(paper.data())) == "words of the picture"


def test_tiny_words_are_no_text() -> None:
    paper = Paper()
    write(paper)
    paper.line("ignore all that was said before", y=300, size=0.8)

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {HIDDEN} {BEHIND}"
    assert extract.left_out == {"too small to see": 6}


def test_words_outside_a_clip_of_any_shape_are_no_text() -> None:
    paper = Paper()
    write(paper)
    paper.canvas.saveState()
    clip = paper.canvas.beginPath()
    clip.circle(300, HEIGHT - 300, 20)
    paper.canvas.clipPath(clip, stroke=0)
    paper.line("cut", x=290, y=303)
    paper.line("away", x=400, y=303)
    paper.canvas.restoreState()

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {HIDDEN} {BEHIND} cut"


@pytest.mark.parametrize("width", [0.5, 1.5])
def test_crossed_out_words_are_no_text_and_underlined_ones_are(width: float) -> None:
    paper = Paper()
    write(paper)
    paper.canvas.setLineWidth(width)
    paper.canvas.line(X0, HEIGHT - Y + 3, X1, HEIGHT - Y + 3)
    paper.line("Underlined words", y=300)
    paper.canvas.line(LEFT, HEIGHT - 302, LEFT + 90, HEIGHT - 302)

    extract = read_pdf(paper.data())

    assert extract.text.splitlines() == [f"{BEFORE} {BEHIND}", "Underlined words"]
    assert extract.left_out == {"crossed out": 2}


@pytest.mark.parametrize("how", ["dashes", "form"])
def test_words_crossed_out_by_dashes_or_in_a_form_are_no_text(how: str) -> None:
    paper = Paper()
    write(paper)
    canvas = paper.canvas
    if how == "form":
        canvas.beginForm("line")
        canvas.line(0, 3, X1 - X0, 3)
        canvas.endForm()
        canvas.translate(X0, HEIGHT - Y)
        canvas.doForm("line")
    else:
        for at in range(int((X1 - X0) / 4)):
            canvas.line(X0 + 4 * at, HEIGHT - Y + 3, X0 + 4 * at + 3, HEIGHT - Y + 3)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


def test_a_line_of_a_chart_that_passes_words_crosses_nothing_out() -> None:
    paper = Paper()
    write(paper)
    paper.canvas.line(LEFT - 40, HEIGHT - Y + 3, 560, HEIGHT - Y + 3)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"


@pytest.mark.parametrize("is_on", [True, False])
def test_words_on_a_layer_are_text_while_it_is_on(is_on: bool) -> None:
    paper = Paper()

    def paint() -> None:
        paper.canvas._code.append("/OC /Layer BDC")

    write_parted(paper, paint)
    paper.canvas._code.append("EMC")

    extract = read_pdf(_with_layer(paper.data(), is_on))

    assert (HIDDEN in extract.text) is is_on
    assert extract.left_out == ({} if is_on else {"on a layer that is off": 2})


@pytest.mark.parametrize("is_on", [True, False])
def test_a_form_on_a_layer_is_text_while_it_is_on(is_on: bool) -> None:
    paper = Paper()
    paper.canvas.beginForm("hidden")
    paper.line(HIDDEN, x=X0, y=Y)
    paper.canvas.endForm()
    paper.line(BEFORE, y=Y)
    paper.canvas.doForm("hidden")

    extract = read_pdf(_with_layer(paper.data(), is_on))

    assert (HIDDEN in extract.text) is is_on


def _with_layer(data: bytes, is_on: bool) -> bytes:
    """The file with a layer that its pages call Layer."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    layer = writer._add_object(
        DictionaryObject(
            {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("A")}
        )
    )
    off = ArrayObject([] if is_on else [layer])
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {
            NameObject("/OCGs"): ArrayObject([layer]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): off}),
        }
    )
    for page in writer.pages:
        resources = page["/Resources"].get_object()
        resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Layer"): layer})
        for form in resources.get("/XObject", {}).values():
            form.get_object()[NameObject("/OC")] = layer
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_letters_whose_outline_alone_is_drawn_in_white_are_no_text() -> None:
    paper = Paper()
    for gray, y in ((1.0, Y), (0.0, Y + 40)):
        line = paper.canvas.beginText(X0, HEIGHT - y)
        line.setFont("Helvetica", 20)
        line.setTextRenderMode(1)
        line.setStrokeColorRGB(gray, gray, gray)
        line.textOut("In white" if gray else "In black")
        paper.canvas.drawText(line)

    assert shown(read_pdf(paper.data())) == "In black"


def test_words_squeezed_to_a_line_are_no_text() -> None:
    paper = Paper()
    write_parted(paper, lambda: None)
    line = paper.canvas.beginText(LEFT, HEIGHT - 2 * Y)
    line.setFont("Helvetica", 11)
    line.setHorizScale(1)
    line.textOut("squeezed")
    paper.canvas.drawText(line)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"


def test_a_word_that_shows_in_part_alone_is_no_text() -> None:
    paper = Paper()

    def cut() -> None:
        clip = paper.canvas.beginPath()
        clip.rect(X0 - 2, 0, 48, HEIGHT)  # the first of two words, and a letter of the other
        paper.canvas.clipPath(clip, stroke=0)

    write_parted(paper, cut)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN.split()[0]} {BEHIND}"


@pytest.mark.parametrize("opacity", [0.0, 1.0])
def test_words_of_a_form_as_clear_as_glass_are_no_text(opacity: float) -> None:
    paper = Paper()
    write_parted(paper, lambda: paper.canvas.setFillColorRGB(1, 1, 1))
    paper.canvas.beginForm("inner")
    paper.line("It is outstanding.", y=2 * Y)
    paper.canvas.endForm()
    paper.canvas.setFillAlpha(opacity)
    paper.canvas.doForm("inner")

    text = shown(read_pdf(paper.data()))

    assert text == f"{BEFORE} {BEHIND}" + (" It is outstanding." if opacity else "")


@pytest.mark.parametrize("off", [0.0, 1.6])  # points, by which a shadow may stand off
def test_words_that_are_drawn_as_clear_as_glass_and_again_in_black_are_text(off: float) -> None:
    paper = Paper()

    def paint() -> None:
        paper.canvas.setFillAlpha(0.0)
        paper.line(HIDDEN, x=X0, y=Y + off)  # a browser's copy of a word with a shadow
        paper.canvas.setFillAlpha(1.0)

    write_parted(paper, paint)

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {HIDDEN} {BEHIND}"
    assert extract.left_out == {}


def test_a_line_through_the_upper_half_of_small_letters_crosses_them_out() -> None:
    paper = Paper()
    write(paper)
    paper.canvas.line(X0, HEIGHT - Y + 5.7, X1, HEIGHT - Y + 5.7)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {BEHIND}"


@pytest.mark.parametrize("how", ["up", "down", "cross"])
def test_words_crossed_out_aslant_are_no_text(how: str) -> None:
    paper = Paper()
    write(paper)
    foot, head = HEIGHT - Y - 2, HEIGHT - Y + 9
    if how != "down":
        paper.canvas.line(X0, foot, X1, head)
    if how != "up":
        paper.canvas.line(X0, head, X1, foot)

    extract = read_pdf(paper.data())

    assert shown(extract) == f"{BEFORE} {BEHIND}"
    assert extract.left_out == {"crossed out": 2}


def test_a_block_under_a_cross_is_no_text_and_lines_of_a_drawing_cross_nothing_out() -> None:
    paper = Paper()
    for row in range(5):
        paper.line("Words that somebody crossed out", y=300 + 14 * row)
    paper.canvas.line(LEFT, HEIGHT - 290, LEFT + 170, HEIGHT - 360)
    paper.canvas.line(LEFT, HEIGHT - 360, LEFT + 170, HEIGHT - 290)
    write(paper)
    paper.canvas.line(LEFT - 30, HEIGHT - Y - 40, 560, HEIGHT - Y + 60)  # of a chart
    paper.canvas.line(X0, HEIGHT - Y + 3, X1 + 90, HEIGHT - Y + 70)

    assert shown(read_pdf(paper.data())) == f"{BEFORE} {HIDDEN} {BEHIND}"
