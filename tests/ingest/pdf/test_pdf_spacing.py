"""What stands between letters tells words: letters set apart are one word, cells set close are two."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper

PROSE = (
    "Leaders have a clear plan for the service and staff know what it says. They meet each month to"
    " look at what has changed and to agree what must be done next for those who wait the longest."
)
SPACED = "Widely set prose of May 2023 is read by A and B as it is written, in 17 words."


def cells(paper: Paper, *texts: str, gap: float, y: float, rights: tuple[float, ...] = ()) -> None:
    """Draws cells one by one, each so far from the one before, or up to its right side."""
    x = LEFT
    for at, text in enumerate(texts):
        wide = stringWidth(text, "Helvetica", 11)
        if rights:
            x = LEFT if at == 0 else rights[at - 1] - wide
        if text:
            paper.line(text, x=x, y=y)
        x += wide + gap


def lines(paper: Paper) -> list[str]:
    return read_pdf(paper.data()).text.splitlines()


@pytest.mark.parametrize("apart", [0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman"])
def test_prose_whose_letters_are_set_apart_is_read_as_it_is_written(
    apart: float, font: str
) -> None:
    paper = Paper(size=(1400, 842))
    line = paper.canvas.beginText(LEFT, HEIGHT - 110)
    line.setFont(font, 11)
    line.setCharSpace(apart * 11)
    line.textOut(SPACED)
    paper.canvas.drawText(line)

    assert lines(paper) == [SPACED]


def test_cells_that_stand_closer_than_words_are_no_one_number() -> None:
    paper = Paper()
    cells(paper, "2019", "2020", "2021", gap=1.5, y=110)

    assert lines(paper) == ["2019 2020 2021"]


def test_columns_that_stand_as_close_as_words_are_columns() -> None:
    paper = Paper()
    rights = (176.0, 203.0, 230.0)
    cells(paper, "Area", "2021", "2022", "2023", gap=0, y=110, rights=rights)
    cells(paper, "Missing children", "12", "9", "15", gap=0, y=126, rights=rights)
    cells(paper, "Care leavers", "7", "", "40", gap=0, y=142, rights=rights)
    cells(paper, "Referrals made", "300", "310", "280", gap=0, y=158, rights=rights)

    assert lines(paper) == [
        "Area\t2021\t2022\t2023",
        "Missing children\t12\t9\t15",
        "Care leavers\t7\t\t40",
        "Referrals made\t300\t310\t280",
    ]


def test_words_of_prose_that_are_drawn_one_by_one_are_no_columns() -> None:
    paper = Paper()
    words = PROSE.split()
    for row in range(0, len(words), 7):
        cells(paper, *words[row : row + 7], gap=4.6 + 0.3 * (row % 3), y=110 + 2 * row)

    assert " ".join(lines(paper)) == PROSE


def test_figures_beside_their_centred_heads_keep_their_columns() -> None:
    paper = Paper()
    for at, head in enumerate(("2019", "2020", "2021", "2022")):
        paper.canvas.setFont("Helvetica-Bold", 11)
        paper.canvas.drawCentredString(220 + 75 * at, HEIGHT - 110, head)
    paper.line("Area", y=110, bold=True)
    rights = tuple(250.0 + 75 * at for at in range(4))
    for row, figures in enumerate(
        (("12", "", "15", "9"), ("", "", "40", ""), ("3", "31", "", "28"))
    ):
        cells(paper, f"Team {row}", *figures, gap=0, y=126 + 16 * row, rights=rights)

    assert lines(paper)[1:] == ["Team 0\t12\t\t15\t9", "Team 1\t\t\t40\t", "Team 2\t3\t31\t\t28"]


def test_lines_of_two_words_that_are_spread_over_a_narrow_column_keep_their_order() -> None:
    paper = Paper()
    column = (
        "The arrangements|of partners for the|safety of children|were characteristically"
        "|unsatisfactory notwithstanding|considerable representations|of organisations in all of|it."
    )
    for row, line in enumerate(column.split("|")):
        words = line.split()
        used = sum(stringWidth(word, "Helvetica", 11) for word in words)
        gap = (170 - used) / (len(words) - 1) if len(words) > 1 else 0.0
        cells(paper, *words, gap=gap, y=110 + 14 * row)

    assert lines(paper) == [column.replace("|", " ")]


def test_words_of_a_file_without_spaces_are_told_by_the_white_between_them() -> None:
    paper = Paper()
    line = paper.canvas.beginText(LEFT, HEIGHT - 110)
    line.setFont("Times-Roman", 10)
    code = "[(Eachcompletionmatching) -300 (is) -260 (removed) -320 (from) -250 (thelist.)] TJ"
    line._code.append(code)
    paper.canvas.drawText(line)

    assert lines(paper) == ["Eachcompletionmatching is removed from thelist."]


@pytest.mark.parametrize("turn", [90, -90])
def test_words_up_a_page_that_are_drawn_letter_by_letter_are_words(turn: int) -> None:
    paper = Paper()
    paper.paragraph(PROSE)
    paper.canvas.translate(300, HEIGHT - 300)
    paper.canvas.rotate(turn)
    x = 0.0
    paper.canvas.setFont("Helvetica", 11)
    for letter in "Visits made":
        paper.canvas.drawString(x, 0, letter)
        x += stringWidth(letter, "Helvetica", 11)

    assert lines(paper) == [PROSE, "Visits made"]
