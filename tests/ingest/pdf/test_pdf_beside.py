"""Tables that stand beside text or beside one another are read by themselves."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pytest

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import Paper, wrap

SPREAD = (960.0, 540.0)
STORY = (
    "Leaders have a clear plan for the service and staff know what it says. They meet each month "
    "to look at what has changed and to agree what must be done next for those who wait. Managers "
    "read files with their staff and write down what they learn from them, and this is passed on "
    "to the other teams in the county. The number of visits that are late has fallen since May.",
    "Most of those who wait are young men in the north of the county. The team saw forty of them "
    "in May and will see the rest before the end of the year, when new staff will be in post. "
    "Parents told us that they are kept in the picture while they wait, and that the phone is "
    "answered on the same day. A few said that letters were hard to read.",
)
WAITING = (
    "Leaders have a clear plan for the service and staff know what it says. They meet each month "
    "to look at what has changed and to agree what must be done next for those who wait the "
    "longest. ",
    "Most of those who wait are young men in the north of the county. The team saw forty of them "
    "in May and will see the rest before the end of the year when new staff are in post and the "
    "building opens. ",
)
FIGURES = (
    ("Area", "2021", "2022", "2023", "2024"),
    ("Referrals", "275", "295", "319", "330"),
    ("Plans", "14", "7", "8", "4"),
    ("In care", "88", "", "122", "127"),
    ("Leavers", "32", "35", "38", "39"),
    ("Staff", "43", "63", "80", "84"),
)
OTHER = (
    ("Team", "Cases", "Visits", "Late", "All"),
    ("North", "11", "21", "31", "63"),
    ("South", "12", "22", "32", "66"),
    ("East", "13", "23", "33", "69"),
    ("West", "14", "24", "34", "72"),
    ("Centre", "15", "25", "35", "75"),
)


def story(paper: Paper, text: str, x: float, width: float = 230, size: float = 9) -> None:
    for at, line in enumerate(wrap(text, width, size)):
        paper.line(line, x=x, y=90 + 1.4 * size * at, size=size)


def table(
    paper: Paper, rows: Sequence[Sequence[str]], x: float, *, ruled: bool, top: float, pitch: float
) -> None:
    xs = [x, *(x + 80 + 36 * at for at in range(5))]
    if ruled:
        paper.y = top - 20
        paper.table(rows, xs=xs, size=8)
        return
    for at, row in enumerate(rows):
        for cell, left in zip(row, xs, strict=False):
            if cell:
                paper.line(cell, x=left, y=top + pitch * at, size=8)


def rows_of(rows: Sequence[Sequence[str]]) -> list[str]:
    return ["\t".join(row) for row in rows]


def lines(paper: Paper) -> list[str]:
    return read_pdf(paper.data()).text.splitlines()


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize(
    ("top", "pitch"), [(96.0, 15.0), (90.0, 12.6)]
)  # on lines of its own or not
def test_a_table_in_a_side_bar_parts_no_columns_of_text(
    ruled: bool, top: float, pitch: float
) -> None:
    paper = Paper(SPREAD)
    story(paper, STORY[0], 30)
    story(paper, STORY[1], 300)
    table(paper, FIGURES, 620, ruled=ruled, top=top, pitch=pitch)

    assert lines(paper) == [*STORY, *rows_of(FIGURES)]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_on_the_left_of_one_column_of_text_is_read_before_it(ruled: bool) -> None:
    paper = Paper()
    table(paper, FIGURES, 40, ruled=ruled, top=94, pitch=14)
    story(paper, STORY[0], 310)

    assert lines(paper) == [*rows_of(FIGURES), STORY[0]]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("shift", [0.0, 5.0])
@pytest.mark.parametrize("turned", [0, 180])
def test_two_tables_side_by_side_are_two(ruled: bool, shift: float, turned: int) -> None:
    paper = Paper(SPREAD)
    paper.canvas.setPageRotation(turned)
    paper.line("Figures of the county", size=16)
    table(paper, FIGURES, 60, ruled=ruled, top=150, pitch=16)
    table(paper, OTHER, 500, ruled=ruled, top=150 + shift, pitch=16)

    assert lines(paper) == ["Figures of the county", *rows_of(FIGURES), *rows_of(OTHER)]


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_a_wide_table_is_one_in_whatever_order_its_cells_are_drawn(order: str) -> None:
    paper = Paper(SPREAD)
    rows = [(*one, *other[1:]) for one, other in zip(FIGURES, OTHER, strict=True)]
    rows = [tuple(cell or "0" for cell in row) for row in rows]
    cells = [(at, column) for at in range(len(rows)) for column in range(9)]
    if order == "columns":
        cells.sort(key=lambda cell: cell[1])
    for at, column in cells:
        paper.line(rows[at][column], x=60 + 90 * column, y=120 + 16 * at, size=9)

    assert lines(paper) == rows_of(rows)


def test_columns_that_are_drawn_across_and_wrapped_by_letters_are_two() -> None:
    paper = Paper()
    sides = [textwrap.wrap(text * 2, 40) for text in WAITING]
    for at in range(min(map(len, sides))):
        for x, side in zip((60, 320), sides, strict=True):
            paper.line(side[at], x=x, y=200 + 13 * at, size=10)
    text = " ".join(read_pdf(paper.data()).text.split())
    for side in sides:
        assert " ".join(side[: min(map(len, sides))]) in text
