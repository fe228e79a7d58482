"""Tables and columns as reports of many makers print them, on pages drawn for each test."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]  # no types
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]

from ingest.extract import Extract
from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import LEFT, Paper, wrap

PROSE = (
    "The force records most crimes on the day that they are reported, and victims are told "
    "within a week what will be done.",
    "Officers whom we met knew the plan and could say what their own part in it was.",
    "In a few cases the reading came late, and leaders had not seen that it did.",
    "Plans are written with families and are read again every month by a manager.",
)


def lines(extract: Extract) -> list[str]:
    return extract.text.splitlines()


def set_rows(paper: Paper, rows: Sequence[Sequence[str]], xs: Sequence[float]) -> None:
    """Rows without rules; xs are the places of the cells."""
    for row in rows:
        for cell, x in zip(row, xs, strict=True):
            paper.line(cell, x=x, y=paper.y)
        paper.y += 16


def test_columns_are_told_by_gaps_that_stand_one_under_another_however_narrow() -> None:
    paper = Paper()
    rows = [("Force", "2021", "2023")]
    rows += [
        ("Eastmere Constabulary", "Adequate", "Good"),
        ("Marlshire Police", "Good", "Outstanding"),
        ("Westmarch Constabulary", "Adequate", "Adequate"),
    ]
    set_rows(paper, rows, (72, 208, 271))

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in rows]


def test_wide_gaps_between_the_words_of_prose_part_nothing() -> None:
    paper = Paper()
    for text in ("Leaders  know the plan well.", "They read it every  month.", "It is kept."):
        paper.line(text)

    assert "\t" not in read_pdf(paper.data()).text


def test_a_row_without_rules_is_whole_when_several_of_its_cells_run_on() -> None:
    paper = Paper()
    for label, text in (("Leaders", PROSE[0]), ("What needs to improve", PROSE[3])):
        tops = [wrap(label, 80, 11), wrap(text, 300, 11)]
        for at in range(max(map(len, tops))):
            for cell, x in zip(tops, (72, 165), strict=True):
                if at < len(cell):
                    paper.line(cell[at], x=x, y=paper.y)
            paper.y += 13
        paper.y += 12

    assert lines(read_pdf(paper.data())) == [
        f"Leaders\t{PROSE[0]}",
        f"What needs to improve\t{PROSE[3]}",
    ]


def test_a_table_above_two_columns_is_not_read_as_columns() -> None:
    paper = Paper()
    paper.y = 90
    rows = [
        ("Inspection dates", "3–4 March 2015 and 9 March 2015"),
        ("Leadership and management", "Good"),
        ("Quality of teaching", "Good"),
        ("Behaviour and safety", "Outstanding"),
    ]
    set_rows(paper, rows, (72, 230))
    paper.y += 20
    top = paper.y
    for x, texts in ((72.0, PROSE[:2]), (306.0, PROSE[2:])):
        paper.y = top
        for text in texts:
            paper.paragraph(text, left=x, right=x + 200)

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in rows] + list(PROSE)


def test_three_columns_are_read_one_after_the_other() -> None:
    paper = Paper(landscape(A4))
    texts = [[f"{PROSE[(i + j) % 4]} That was so in area {i}." for j in range(4)] for i in range(3)]
    for at, column in enumerate(texts):
        paper.y = 60
        for text in column:
            paper.paragraph(text, left=40 + 265 * at, right=40 + 265 * at + 235)

    assert lines(read_pdf(paper.data())) == [text for column in texts for text in column]


def test_the_last_cell_of_a_row_goes_on_over_the_page_break_and_its_head_is_not_repeated() -> None:
    text = " ".join(PROSE)
    cut = text.index("knew the plan")
    paper = Paper()
    head = ("Area", "What we found")
    paper.table([head, ("Leaders", text[:cut].rstrip())], xs=(72, 172, 522))
    paper.turn_page()
    paper.table([head, ("", text[cut:]), ("Staff", PROSE[1])], xs=(72, 172, 522))

    extract = read_pdf(paper.data())

    assert lines(extract) == ["Area\tWhat we found", f"Leaders\t{text}", f"Staff\t{PROSE[1]}"]
    assert extract.pages[1].start == extract.text.index("knew the plan")


def test_a_paragraph_under_a_table_on_the_next_page_is_not_taken_into_its_last_cell() -> None:
    paper = Paper()
    paper.table([("Area", "Grade"), ("Leaders", "Requires improvement")], xs=(72, 172, 322))
    paper.turn_page()
    paper.paragraph("and so we came back in May. " + PROSE[1])

    assert lines(read_pdf(paper.data()))[1] == "Leaders\tRequires improvement"


def test_a_cell_over_several_columns_and_one_over_several_rows_keep_their_words_whole() -> None:
    paper = Paper()
    canvas, top = paper.canvas, paper.height
    for y in (100, 130, 190):
        canvas.line(72, top - y, 472, top - y)
    canvas.line(222, top - 160, 472, top - 160)  # the first cell of two rows is one
    for x, y in ((72, 100), (222, 130), (372, 130), (472, 100)):
        canvas.line(x, top - y, x, top - 190)
    for text, x, y in (
        ("Grades of Eastmere council", 80, 120),
        ("Children in care", 80, 150),
        ("Leaders", 230, 150),
        ("Good", 380, 150),
        ("Staff", 230, 180),
        ("Inadequate", 380, 180),
    ):
        paper.line(text, x=x, y=y)

    assert lines(read_pdf(paper.data())) == [
        "Grades of Eastmere council",
        "Children in care\tLeaders\tGood",
        "\tStaff\tInadequate",
    ]


def test_a_wrapped_line_of_a_list_of_contents_is_one_entry_and_no_heading() -> None:
    paper = Paper()
    paper.line("Contents", size=20)
    paper.y += 14
    entries = [
        (["Summary for children and young people"], "9"),
        (["The experiences and progress of children who need"], "10"),
        (["The experiences and progress of children looked after and achieving", "homes"], "17"),
        (["Leadership, management and governance"], "30"),
        (["Information about this inspection"], "45"),
    ]
    for texts, page in entries:
        for text in texts:
            paper.line(text, x=LEFT + 10, size=13)
        paper.line(page, x=512, y=paper.y - 17, size=13)
        paper.y += 6
    paper.turn_page()
    paper.paragraph(PROSE[0])

    extract = read_pdf(paper.data())

    assert lines(extract)[1:6] == [f"{' '.join(texts)}\t{page}" for texts, page in entries]
    assert [section.title for section in extract.sections] == ["Contents"]


FIGURES = (
    ("Area", "2019", "2020", "2021", "2022"),
    ("Missing children", "12", "", "15", "9"),
    ("Care leavers", "", "", "40", ""),
    ("Referrals", "300", "310", "", "280"),
    ("Visits", "–", "✓", "", "-"),
    ("", "5", "6", "", "7"),
)


def set_figures(
    paper: Paper, rows: Sequence[Sequence[str]], xs: Sequence[float], align: str, size: float = 10
) -> None:
    """Rows without rules, figures aligned under one another; what is empty is not drawn."""
    paper.canvas.setFont("Helvetica", size)
    draws = {
        "left": paper.canvas.drawString,
        "right": paper.canvas.drawRightString,
        "middle": paper.canvas.drawCentredString,
    }
    for row in rows:
        for text, x in zip(row, xs, strict=True):
            if text:
                draws["left" if x == xs[0] else align](x, paper.height - paper.y, text)
        paper.y += 1.6 * size


def test_empty_cells_of_a_ruled_table_keep_the_others_in_their_columns() -> None:
    paper = Paper()
    paper.paragraph(PROSE[0])
    paper.table([*FIGURES, ("None at all", "", "", "", "")], xs=(72, 192, 252, 312, 372, 432))
    paper.paragraph(PROSE[1])

    assert lines(read_pdf(paper.data()))[1:-1] == [
        *("\t".join(row) for row in FIGURES),
        "None at all\t\t\t\t",
    ]


def test_empty_cells_keep_their_columns_on_a_page_that_is_turned() -> None:
    paper = Paper(landscape(A4))
    paper.canvas.setPageRotation(90)
    paper.table(FIGURES, xs=(72, 192, 252, 312, 372, 432), size=8)

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in FIGURES]


@pytest.mark.parametrize("align", ["left", "right", "middle"])
@pytest.mark.parametrize("first", [0, 1])
def test_empty_cells_of_a_table_without_rules_keep_the_others_in_their_columns(
    align: str, first: int
) -> None:
    paper = Paper()
    paper.paragraph(PROSE[0])
    paper.y += 20
    set_figures(paper, FIGURES[first:], (72, 220, 280, 340, 400), align)
    paper.y += 20
    paper.paragraph(PROSE[1])

    assert lines(read_pdf(paper.data()))[1:-1] == ["\t".join(row) for row in FIGURES[first:]]


def test_columns_that_stand_close_together_are_told_in_rows_of_many_cells() -> None:
    paper = Paper()
    set_figures(paper, FIGURES[:4], (72, 180, 214, 248, 282), "left")

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in FIGURES[:4]]


def test_a_number_that_opens_a_row_is_no_list_items_mark() -> None:
    paper = Paper()
    rows = [(str(at), f"{900 + at}", f"{300 + at}.1", f"{280 + at}.5") for at in range(1, 6)]
    set_figures(paper, rows, (72, 180, 260, 340), "left")

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in rows]


def test_a_cell_over_two_columns_keeps_the_place_of_the_second() -> None:
    paper = Paper()
    canvas, top = paper.canvas, paper.height
    for y in (100, 130, 160, 190):
        canvas.line(72, top - y, 472, top - y)
    for x, y in ((72, 100), (222, 100), (302, 130), (382, 100), (472, 100)):
        canvas.line(x, top - y, x, top - 190)
    set_figures(paper, [("Area", "Deaths", "", "All")], (80, 230, 310, 390), "left")
    paper.y = 148
    set_figures(paper, [("", "Count", "%", "Count")], (80, 230, 310, 390), "left")
    paper.y = 178
    set_figures(paper, [("North", "12", "40", "30")], (80, 230, 310, 390), "left")

    assert lines(read_pdf(paper.data())) == [
        "Area\tDeaths\t\tAll",
        "\tCount\t%\tCount",
        "North\t12\t40\t30",
    ]


def test_rules_that_stand_a_little_apart_from_row_to_row_make_no_empty_columns() -> None:
    paper = Paper()
    canvas, top = paper.canvas, paper.height
    for at, text in enumerate(("Leaders", "Staff", "Children")):
        y = 100 + 30 * at
        for x0, x1 in ((72, 240 + 6 * at), (240 + 6 * at, 472)):
            canvas.rect(x0, top - y - 30, x1 - x0, 30)
        paper.line(text, x=80, y=y + 20)
        paper.line("Good", x=270, y=y + 20)

    assert lines(read_pdf(paper.data())) == ["Leaders\tGood", "Staff\tGood", "Children\tGood"]


def test_single_figures_one_under_another_are_not_one_number() -> None:
    paper = Paper()
    for x, column in ((72, ("Plans", "In care", "Staff")), (200, ("275", "7", "0"))):
        for at, cell in enumerate(column):
            paper.line(cell, x=x, y=120 + 16 * at, size=9)

    assert lines(read_pdf(paper.data())) == ["Plans\t275", "In care\t7", "Staff\t0"]


def test_lines_that_are_spread_over_a_narrow_column_are_prose() -> None:
    paper = Paper()
    words = " ".join(PROSE).split()
    rows = [words[at : at + 4] for at in range(0, len(words) - len(words) % 4, 4)]
    width = 330.0
    for row in rows:
        used = [stringWidth(word, "Helvetica", 11) for word in row]
        x, gap = LEFT, (width - sum(used)) / (len(row) - 1)
        for word, long in zip(row, used, strict=True):
            paper.line(word, x=x, y=paper.y)
            x += long + gap
        paper.y += 14

    assert lines(read_pdf(paper.data())) == [" ".join(word for row in rows for word in row)]


def test_the_head_of_a_table_at_the_top_of_each_page_is_no_running_line() -> None:
    head = ("Force\nin 2021", "Grade\nin 2021", "Grade\nin 2023")
    paper = Paper()
    for page in range(4):
        paper.y = 30.0
        paper.canvas.setStrokeColorRGB(0, 0, 0)
        top = paper.y
        for x, cell in zip((72, 208, 300), head, strict=True):
            for at, part in enumerate(cell.split("\n")):
                paper.line(part, x=x + 5, y=top + 16 + 14 * at)
        for y in (top, top + 40, *(top + 40 + 24 * row for row in range(1, 6))):
            paper.canvas.line(72, paper.height - y, 400, paper.height - y)
        for x in (72, 208, 300, 400):
            paper.canvas.line(x, paper.height - top, x, paper.height - top - 160)
        for row in range(5):
            for x, cell in zip(
                (72, 208, 300), (f"Town {page}{row}", "Good", "Adequate"), strict=True
            ):
                paper.line(cell, x=x + 5, y=top + 56 + 24 * row)
        paper.turn_page()

    read = lines(read_pdf(paper.data()))

    assert read[:2] == ["Force in 2021\tGrade in 2021\tGrade in 2023", "Town 00\tGood\tAdequate"]
    assert len(read) == 21  # it is not read again where the table goes on


BLOCK = ("North", "Boys", "12"), ("", "Girls", "15"), ("South", "Boys", "3"), ("", "Girls", "4")
GROUPS = (
    *(("North", "Boys", "12"), ("", "Girls", "15"), ("", "All", "27")),
    *(("South", "Boys", "3"), ("", "Girls", "4"), ("", "All", "7")),
)


@pytest.mark.parametrize(("rows", "span"), [(BLOCK, 2), (GROUPS, 3)])
@pytest.mark.parametrize("at", ["top", "middle"])
def test_a_cell_over_rows_without_rules_stands_in_the_first_of_them(
    rows: Sequence[Sequence[str]], span: int, at: str
) -> None:
    paper = Paper()
    paper.paragraph(PROSE[0])
    paper.y += 20
    for cell, x in (("Area", 76), ("Sex", 204), ("Count", 284)):
        paper.line(cell, x=x, y=paper.y, bold=True)
    for first, *others in rows:
        paper.y += 18
        for cell, x in zip(others, (204, 284), strict=True):
            paper.line(cell, x=x, y=paper.y)
        if first:
            paper.line(first, x=76, y=paper.y + (9 * (span - 1) if at == "middle" else 0))

    extract = read_pdf(paper.data())

    assert lines(extract) == [PROSE[0], "Area\tSex\tCount", *("\t".join(row) for row in rows)]


def test_a_line_of_a_column_that_was_spread_word_by_word_makes_no_table_of_it() -> None:
    paper = Paper()
    text = "Part of it says that they spoke to leaders and staff in the week of the visit there."
    for x in (72.0, 310.0):
        paper.y = 150.0
        for _ in range(4):
            for line in wrap(text, 150, 11):
                words = line.split()
                wide = sum(stringWidth(word, "Helvetica", 11) for word in words)
                gap = (200 - wide) / (len(words) - 1) if not line.endswith("there.") else 3
                left = x
                for word in words:
                    paper.line(word, x=left, y=paper.y)
                    left += stringWidth(word, "Helvetica", 11) + gap
                paper.y += 14
            paper.y += 8

    assert lines(read_pdf(paper.data())) == [text] * 8
