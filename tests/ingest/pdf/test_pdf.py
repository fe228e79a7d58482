"""What a PDF's text, pages, sections and boxes are, on pages drawn for each test."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from ingest.errors import Damaged, Empty, Encrypted
from ingest.extract import Extract
from ingest.pdf.file import read_pdf
from ingest.pdf.word import clean_word
from ingest.report import Section
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, mapped, wrap

WEATHER = (
    "The force records most crimes on the day that they are reported, and victims are told "
    "within a week what will be done. Officers whom we met knew the plan and could say what "
    "their own part in it was."
)
PLANS = (
    "Plans are written with families and are read again every month by a manager. In a few "
    "cases the reading came late, and leaders had not seen that it did."
)


def lines(extract: Extract) -> list[str]:
    return extract.text.splitlines()


def words_in_boxes(extract: Extract) -> list[str]:
    return [extract.text[start:end] for _, start, end, *_ in extract.boxes.tolist()]


def test_a_wrapped_paragraph_is_one_line() -> None:
    paper = Paper()
    paper.paragraph(WEATHER)
    paper.paragraph(PLANS)

    assert lines(read_pdf(paper.data())) == [WEATHER, PLANS]


def test_pages_cover_the_text_and_a_sentence_runs_over_the_page_break() -> None:
    paper = Paper()
    first, second = WEATHER.split("told ")
    paper.paragraph(first + "told")
    paper.turn_page()
    paper.paragraph(second)
    paper.paragraph(PLANS)

    extract = read_pdf(paper.data())

    assert lines(extract) == [WEATHER, PLANS]
    assert [(page.start, page.end) for page in extract.pages] == [
        (0, WEATHER.index("within")),
        (WEATHER.index("within"), len(extract.text)),
    ]


def test_running_headers_and_page_numbers_are_dropped_and_labels_kept() -> None:
    paper = Paper()
    for number in range(3, 8):
        paper.line("Inspection of Eastmere, 2023", y=30, size=9)
        paper.footer("Published by the inspectorate", str(number))
        paper.paragraph(f"On day {number} we spoke to staff. " + PLANS)
        paper.turn_page()

    extract = read_pdf(paper.data())

    assert lines(extract) == [
        f"On day {number} we spoke to staff. {PLANS}" for number in range(3, 8)
    ]
    assert [page.label for page in extract.pages] == ["3", "4", "5", "6", "7"]


def test_a_page_number_between_a_year_and_the_count_of_pages_is_one() -> None:
    paper = Paper()
    for number in range(1, 6):
        paper.footer("2023 triennial review of Eastmere", f"{number} | 18")
        paper.paragraph(f"On day {number} we spoke to staff. " + PLANS)
        paper.turn_page()

    extract = read_pdf(paper.data())

    assert lines(extract) == [f"On day {n} we spoke to staff. {PLANS}" for n in range(1, 6)]
    assert [page.label for page in extract.pages] == ["1", "2", "3", "4", "5"]


def test_the_labels_that_the_file_sets_win() -> None:
    paper = Paper()
    for _ in range(3):
        paper.paragraph(PLANS)
        paper.turn_page()
    writer = PdfWriter(io.BytesIO(paper.data()))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 2, style=PageLabelStyle.DECIMAL)
    file = io.BytesIO()
    writer.write(file)

    assert [page.label for page in read_pdf(file.getvalue()).pages] == ["i", "ii", "1"]


def test_a_footnote_does_not_interrupt_the_sentence_above_it() -> None:
    paper = Paper()
    paper.paragraph(PLANS)
    paper.paragraph("Leaders told the safeguarding board of this in good time and have asked that")
    paper.line("1", y=HEIGHT - 88, size=6)
    paper.line("A board of three agencies, set up by law.", x=LEFT + 6, y=HEIGHT - 85, size=8.5)
    paper.turn_page()
    paper.paragraph("it looks at the matter again in the spring. " + WEATHER)

    extract = read_pdf(paper.data())

    assert lines(extract)[:2] == [PLANS, "1 A board of three agencies, set up by law."]
    assert (
        lines(extract)[2].startswith("Leaders told") and "asked that it looks" in lines(extract)[2]
    )


def test_a_footnote_does_not_part_a_list_that_ends_above_it() -> None:
    paper = Paper()
    paper.paragraph("Plans are written with families.", mark="•")
    paper.paragraph("They are read every month.", mark="•")
    paper.line("1", y=HEIGHT - 88, size=6)
    paper.line("A board of three agencies, set up by law.", x=LEFT + 6, y=HEIGHT - 85, size=8.5)

    assert lines(read_pdf(paper.data())) == [
        "• Plans are written with families.",
        "• They are read every month.",
        "1 A board of three agencies, set up by law.",
    ]


def test_a_raised_note_mark_is_no_part_of_its_word() -> None:
    paper = Paper()
    text = paper.canvas.beginText(LEFT, HEIGHT - 110)
    text.setFont("Helvetica", 11)
    text.textOut("The safeguarding board")
    text.setFont("Helvetica", 6)
    text.setRise(5)
    text.textOut("12")
    text.setFont("Helvetica", 11)
    text.setRise(0)
    text.textOut(" met in 2019 and its work covers 40 km")
    text.setFont("Helvetica", 6)
    text.setRise(5)
    text.textOut("2")
    paper.canvas.drawText(text)

    extract = read_pdf(paper.data())

    assert lines(extract) == ["The safeguarding board met in 2019 and its work covers 40 km²"]


def test_a_ruled_table_is_a_line_a_row_with_wrapped_cells_whole() -> None:
    paper = Paper()
    rows = [
        ("Judgement", "Grade"),
        ("The experiences and progress of care leavers", "Requires improvement to be good"),
        ("Overall effectiveness", "Good"),
    ]
    paper.table(rows, xs=(72, 222, 312))
    paper.paragraph(PLANS)

    assert lines(read_pdf(paper.data())) == ["\t".join(row) for row in rows] + [PLANS]


def test_words_that_are_cut_away_are_not_in_the_text() -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(LEFT, HEIGHT - 220, 300, 30)
    canvas.clipPath(clip, stroke=0)
    paper.line("1.", x=LEFT - 20, y=210)
    paper.line("Children who need help", x=LEFT + 5, y=210)
    canvas.restoreState()
    paper.line("shown below", y=260)

    assert lines(read_pdf(paper.data())) == ["Children who need help", "shown below"]


def test_words_that_a_form_cuts_away_are_not_in_the_text_wherever_it_is_drawn() -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.beginForm("stamp", 0, 0, 400, 100)
    clip = canvas.beginPath()
    clip.rect(0, 0, 200, 100)
    canvas.clipPath(clip, stroke=0)
    canvas.drawString(10, 60, "seen in the form")
    canvas.drawString(260, 60, "hidden")
    canvas.endForm()
    for x, y, scale in ((72, 600, 1.0), (150, 400, 0.8)):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(scale, scale)
        canvas.doForm("stamp")
        canvas.restoreState()

    assert lines(read_pdf(paper.data())) == ["seen in the form", "seen in the form"]


def test_a_letter_set_large_over_several_lines_begins_its_word() -> None:
    paper = Paper()
    paper.line("T", y=220, size=40)
    for at, line in enumerate(wrap(WEATHER[1:], 380, 11)):
        paper.line(line, x=LEFT + 26 if at < 2 else LEFT, y=200 + 13 * at)

    extract = read_pdf(paper.data())

    assert lines(extract) == [WEATHER]
    assert words_in_boxes(extract)[0] == "The"


@pytest.mark.parametrize(
    ("begun", "read"),
    [("number of staff", "A number of staff"), ("fter that staff", "After that staff")],
)
def test_a_letter_set_large_that_is_a_word_stays_one(begun: str, read: str) -> None:
    paper = Paper()
    paper.line("A", y=220, size=36)
    for at, line in enumerate(wrap(f"{begun} left the home. {WEATHER}", 380, 11)):
        paper.line(line, x=LEFT + 27 if at < 2 else LEFT, y=200 + 13 * at)

    assert lines(read_pdf(paper.data())) == [f"{read} left the home. {WEATHER}"]


@pytest.mark.parametrize(
    ("initial", "begun", "read"),
    [
        ("I", "N THE YEAR to May", "IN THE YEAR to May"),
        ("A", "NUMBER of staff", "A NUMBER of staff"),
    ],
)
def test_a_letter_set_large_begins_capitals_too(initial: str, begun: str, read: str) -> None:
    paper = Paper()
    paper.line(initial, y=220, size=36)
    for at, line in enumerate(wrap(f"{begun} left the home. {WEATHER}", 380, 11)):
        paper.line(
            line, x=LEFT + (14 if initial == "I" else 27) if at < 2 else LEFT, y=200 + 13 * at
        )

    assert lines(read_pdf(paper.data())) == [f"{read} left the home. {WEATHER}"]


def test_a_stamp_across_the_page_is_not_in_the_text() -> None:
    paper = Paper()
    paper.canvas.saveState()
    paper.canvas.rotate(45)
    paper.line("DRAFT", x=400, y=HEIGHT, size=60)
    paper.canvas.restoreState()
    paper.paragraph(WEATHER)

    extract = read_pdf(paper.data())

    assert (lines(extract), extract.sections) == ([WEATHER], ())


def test_signs_of_a_symbol_font_are_read_in_words() -> None:
    assert clean_word("2016\uf02d17") == "2016-17"
    assert clean_word("\uf028") == "\uf028"  # alone it is a telephone


def test_a_table_without_rules_is_a_line_a_row() -> None:
    paper = Paper()
    paper.paragraph(PLANS)
    for area, grade in (("Leadership", "Good"), ("Care leavers", "Inadequate")):
        paper.line(area, y=paper.y)
        paper.line(grade, x=300)

    assert lines(read_pdf(paper.data())) == [PLANS, "Leadership\tGood", "Care leavers\tInadequate"]


@pytest.mark.parametrize("order", ["column by column", "line by line"])
def test_two_columns_are_read_one_after_the_other(order: str) -> None:
    paper = Paper()
    paper.heading("Findings from the visits to both halves of the county last year")
    columns = ((72.0, WEATHER), (310.0, PLANS + " " + WEATHER))
    drawn = [
        (200.0 + 14 * at, x, line)
        for x, text in columns
        for at, line in enumerate(wrap(text, 200, 11))
    ]
    for y, x, line in sorted(drawn) if order == "line by line" else drawn:
        paper.line(line, x=x, y=y)

    assert lines(read_pdf(paper.data()))[1:] == [text for _, text in columns]


def test_a_line_that_is_read_from_its_right_is_read_so() -> None:
    paper = Paper()
    for x, word in ((72, "2023"), (130, "cba"), (180, "fed"), (230, "2 to 3"), (290, "ba")):
        paper.line(word, x=x, y=200)
    hebrew = {letter: f"{0x05D0 + at:04x}" for at, letter in enumerate("abcdef")}

    read = read_pdf(mapped(paper.data(), hebrew)).text

    assert read.split()[1:] == ["2", "to", "3", *read.split()[4:6], "2023"]


def test_bullets_and_numbers_open_lines_of_their_own() -> None:
    paper = Paper()
    paper.paragraph("The force should:")
    paper.paragraph(PLANS, mark="•")
    paper.paragraph("tell victims what was done", mark="•")
    paper.paragraph("12. " + WEATHER)
    paper.paragraph("13. " + PLANS)

    assert lines(read_pdf(paper.data())) == [
        "The force should:",
        "• " + PLANS,
        "• tell victims what was done",
        "12. " + WEATHER,
        "13. " + PLANS,
    ]


def test_a_word_parted_at_a_line_end_is_whole_again_and_a_hyphen_stays() -> None:
    paper = Paper()
    paper.line("Staff in safeguarding teams, and others in multi-agency teams, said that safe-")
    paper.line(
        "guarding had improved since the last inspection and that work in many of the multi-"
    )
    paper.line("agency teams had too.")

    extract = read_pdf(paper.data())

    assert extract.text.count("safeguarding") == 2
    assert extract.text.count("multi-agency") == 2
    halves = [word for word in words_in_boxes(extract) if word in ("safe", "guarding", "multi-")]
    assert halves == ["safe", "guarding", "multi-"]


@pytest.mark.parametrize(
    ("within", "read"), [("multi-agency", "unseenwords"), ("multi~agency", "unseen‐words")]
)
def test_a_hyphen_that_stands_at_line_ends_alone_parts_words(within: str, read: str) -> None:
    paper = Paper()
    paper.line(f"Staff in {within} teams said that unseen~")
    paper.line("words had been read to them.")

    text = read_pdf(mapped(paper.data(), {"~": "2010"})).text

    assert f"teams said that {read} had been read" in text


def test_headings_open_nested_sections_and_bold_lead_ins_do_not() -> None:
    paper = Paper()
    paper.heading("A report on Eastmere", size=24)
    paper.turn_page()
    paper.heading("3 How effective is the force at protecting those who are vulnerable from harm?")
    paper.paragraph(PLANS)
    paper.heading("Victims", size=13)
    paper.line("In short.", bold=True, y=paper.y + 12)
    paper.line("The plans that we read were good.", x=LEFT + 52, y=paper.y + 12)
    paper.y += 30
    paper.heading("4 How well does it lead?")
    paper.paragraph(WEATHER)

    extract = read_pdf(paper.data())
    text = extract.text
    third = "3 How effective is the force at protecting those who are vulnerable from harm?"
    fourth = "4 How well does it lead?"

    assert extract.sections == (
        Section("A report on Eastmere", 1, 0, text.index(third)),
        Section(third, 1, text.index(third), text.index(fourth)),
        Section("Victims", 2, text.index("Victims"), text.index(fourth)),
        Section(fourth, 1, text.index(fourth), len(text)),
    )
    assert "In short. The plans that we read were good." in lines(extract)


def test_headings_straight_under_one_another_are_headings_and_signatures_are_not() -> None:
    paper = Paper()
    for title, size in (("The council", 16), ("About this area", 13), ("Last inspection", 11)):
        paper.heading(title, size=size)
    paper.paragraph(PLANS)
    for at, signed in enumerate(("A. Name", "Lead inspector", "B. Name", "Chief officer")):
        paper.line(signed, bold=True, y=paper.y + 20 + 30 * at)

    assert [section.title for section in read_pdf(paper.data()).sections] == [
        "The council",
        "About this area",
        "Last inspection",
    ]


def test_dates_on_a_cover_are_lines_of_their_own_and_what_joins_titles_is_none() -> None:
    paper = Paper()
    cover = ["Inspection of services for children", "and", "Review of the safeguarding board"]
    dates = ["Inspection date: 27 January 2015 – 19 February 2015", "Report published: 5 June 2015"]
    for title in cover:
        paper.line(title, size=18)
        paper.y += 20
    for line in [*dates, "The services are good"]:
        paper.line(line, size=15)
    paper.turn_page()
    paper.paragraph(WEATHER)

    extract = read_pdf(paper.data())

    assert lines(extract)[:6] == [*cover, *dates, "The services are good"]
    assert [s.title for s in extract.sections] == [cover[0], cover[2], "The services are good"]


def test_the_outline_says_what_is_a_heading_and_how_deep() -> None:
    paper = Paper()
    titles = [("Part one", 0), ("Its scope", 1), ("Its findings", 1), ("Part two", 0)]
    for at, (title, level) in enumerate(titles):
        paper.canvas.bookmarkPage(str(at))
        paper.canvas.addOutlineEntry(title, str(at), level=level)
        paper.paragraph(title)
        paper.paragraph(PLANS)
        paper.turn_page()

    sections = read_pdf(paper.data()).sections

    assert [(section.title, section.level) for section in sections] == [
        ("Part one", 1),
        ("Its scope", 2),
        ("Its findings", 2),
        ("Part two", 1),
    ]


def test_a_list_of_contents_makes_no_sections() -> None:
    paper = Paper()
    paper.heading("Contents")
    for number, title in enumerate(("Summary", "Findings", "Next steps"), 2):
        paper.line(f"{title} {'.' * 60} {number}")
    paper.turn_page()
    paper.heading("Summary")
    paper.paragraph(PLANS)

    extract = read_pdf(paper.data())

    assert [section.title for section in extract.sections] == ["Contents", "Summary"]
    assert len(lines(extract)) == 6


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_sit_on_the_words_of_a_turned_and_cropped_page(turn: int) -> None:
    paper = Paper(size=(400, 600))
    paper.line("Corner", x=50, y=100, size=20)
    page = PdfReader(io.BytesIO(paper.data())).pages[0]
    page.cropbox.lower_left = (20, 30)
    page.cropbox.upper_right = (390, 580)
    page.rotate(turn)
    writer = PdfWriter()
    writer.add_page(page)
    file = io.BytesIO()
    writer.write(file)

    extract = read_pdf(file.getvalue())
    number, start, end, x0, y0, x1, y1 = extract.boxes[0].tolist()

    # As drawn: from x 50, on a base line 100 from the top; the crop takes 20 off both.
    left, base, width, height = 30.0, 80.0, 370.0, 550.0
    centre = (left + 32, base - 7)
    x, y = {
        0: centre,
        90: (height - centre[1], centre[0]),
        180: (width - centre[0], height - centre[1]),
        270: (centre[1], width - centre[0]),
    }[turn]
    assert (number, extract.text[start:end]) == (1, "Corner")
    assert (extract.pages[0].width, extract.pages[0].height) == (
        (height, width) if turn % 180 else (width, height)
    )
    assert x0 / 10 < x < x1 / 10 and y0 / 10 < y < y1 / 10
    assert sorted((x1 - x0, y1 - y0))[1] < 700


@pytest.mark.parametrize("turn", [90, 270])
def test_text_on_its_side_is_read_and_its_boxes_are_where_it_shows(turn: int) -> None:
    paper = Paper()
    canvas = paper.canvas
    canvas.translate(*((500, 60) if turn == 90 else (100, 760)))
    canvas.rotate(turn)
    canvas.setFont("Helvetica", 11)
    for at, line in enumerate(wrap(PLANS, 400, 11)):
        canvas.drawString(0, -at * 14, line)

    extract = read_pdf(paper.data())

    assert lines(extract) == [PLANS]
    _, start, end, x0, y0, x1, y1 = extract.boxes[0].tolist()
    assert extract.text[start:end] == "Plans"
    assert y1 - y0 > x1 - x0  # it stands
    assert (y0 > 6000) == (turn == 90)  # near the foot of the page, or near its top


def test_properties_are_the_files_own() -> None:
    paper = Paper()
    paper.canvas.setTitle("Eastmere: an inspection")
    paper.canvas.setAuthor("The inspectorate")
    paper.paragraph(PLANS)

    properties = read_pdf(paper.data()).properties

    assert properties["title"] == "Eastmere: an inspection"
    assert properties["author"] == "The inspectorate"
    assert properties["created"] == "2000-01-01"


def test_a_locked_file_says_so_and_one_with_an_empty_password_opens() -> None:
    paper = Paper()
    paper.paragraph(PLANS)
    data = paper.data()
    for password, opens in (("", True), ("secret", False)):
        writer = PdfWriter(io.BytesIO(data))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        if opens:
            assert lines(read_pdf(file.getvalue())) == [PLANS]
        else:
            with pytest.raises(Encrypted, match="Save a copy without one"):
                read_pdf(file.getvalue())


def test_a_broken_file_says_how_it_is_broken() -> None:
    paper = Paper()
    paper.paragraph(PLANS)
    data = paper.data()

    with pytest.raises(Empty, match="no bytes"):
        read_pdf(b"")
    with pytest.raises(Damaged, match="Fetch it again"):
        read_pdf(data[:60])
    with pytest.raises(Damaged):
        read_pdf(b"<html>not found</html>")
    empty = io.BytesIO()
    PdfWriter().write(empty)
    with pytest.raises((Empty, Damaged)):
        read_pdf(empty.getvalue())


def test_blank_pages_hold_nothing() -> None:
    paper = Paper()
    paper.turn_page()
    paper.turn_page()

    with pytest.raises(Empty, match="hold nothing"):
        read_pdf(paper.data())


def test_a_book_longer_than_one_stretch_loses_nothing() -> None:
    paper = Paper()
    for number in range(1, 431):
        paper.footer("A long report", str(number))
        paper.paragraph(f"On day {number} we spoke to staff.")
        paper.turn_page()

    extract = read_pdf(paper.data())

    assert lines(extract) == [f"On day {number} we spoke to staff." for number in range(1, 431)]
    assert [page.label for page in extract.pages] == [str(number) for number in range(1, 431)]
