"""What stands in the margins of a page and is none of its sentences."""

from __future__ import annotations

import pytest

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, Paper, wrap

HEARD = (
    "The inquiry heard that the wall had broken in three places before the winter of 2019 and that"
    " nobody had read the survey that warned of it, although two copies lay in the office. Mr Penn"
    " was asked when he had first seen it. He answered that he saw it in May, and that it was then"
    " too late. "
) * 5


@pytest.mark.parametrize("every", [1, 5])
@pytest.mark.parametrize(("x", "size"), [(60, 11), (78, 8), (540, 11)])
@pytest.mark.parametrize("goes_on", [False, True])
def test_figures_that_count_the_lines_are_in_no_sentence(
    every: int, x: float, size: float, goes_on: bool
) -> None:
    paper = Paper()
    number = 0
    for _ in range(2):
        number = number if goes_on else 0
        for at, line in enumerate(wrap(HEARD, 420, 11)):
            number += 1
            if number % every == 0:
                paper.line(str(number), x=x, y=110 + 18 * at, size=size)
            paper.line(line, x=100, y=110 + 18 * at)
        paper.turn_page()

    assert " ".join(read_pdf(paper.data()).text.split()) == " ".join((HEARD * 2).split())


def test_numbers_of_paragraphs_items_and_rows_stay() -> None:
    paper = Paper()
    for number in range(1, 4):
        paper.line(str(number), x=72, y=paper.y)
        for line in wrap(HEARD[:280], 400, 11):
            paper.line(line, x=100, y=paper.y)
            paper.y += 14
        paper.y += 8
    for number, item in enumerate(("Walls", "Roofs", "Doors", "Roads", "Quays") * 3, 1):
        paper.line(str(number), x=72, y=paper.y)
        paper.line(item, x=100, y=paper.y)
        paper.y += 14

    read = read_pdf(paper.data()).text
    assert [f"{number} The inquiry" in read for number in (1, 2, 3)] == [True] * 3
    assert all(f"\n{number}" in read for number in range(4, 16))


@pytest.mark.parametrize("cover", [True, False])
def test_a_title_that_each_page_repeats_is_read_once(cover: bool) -> None:
    paper = Paper()
    for page in range(4):
        paper.line("Harbour walls in the north", y=60)
        if page == 0 and cover:
            paper.heading("Harbour walls in the north", size=22)
        paper.paragraph(f"Wall {page} broke. " + HEARD[:200])
        paper.turn_page()

    text = read_pdf(paper.data()).text
    assert text.startswith("Harbour walls in the north\n")
    assert text.count("Harbour walls in the north") == 1


@pytest.mark.parametrize("form", ["{}", "Page {} of 9", "- {} -"])
def test_a_page_number_far_from_the_edge_is_in_no_sentence(form: str) -> None:
    paper = Paper()
    for page in range(3):
        paper.paragraph("The plan that leaders made in May was seen by all of the staff. " * 6)
        paper.line("It was told to those who were", y=600)
        paper.line(form.format(page + 4), x=290, y=HEIGHT - 140)
        paper.turn_page()
    text = read_pdf(paper.data()).text
    assert not any(character.isdigit() for character in text)


def test_figures_at_the_foot_of_pages_that_do_not_count_on_stay() -> None:
    paper = Paper()
    for total in ("12", "47", "30"):
        paper.paragraph("The visits of the year are told here with what they came to. " * 3)
        paper.line(total, x=290, y=HEIGHT - 140)
        paper.turn_page()
    assert [line for line in read_pdf(paper.data()).text.splitlines() if line.isdigit()] == [
        "12",
        "47",
        "30",
    ]
