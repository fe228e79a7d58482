"""Small figures keep their meaning, however a maker raises them: powers, fractions, notes' marks."""

from __future__ import annotations

import pytest

from ingest.pdf.file import read_pdf
from tests.ingest.pdf.paper import HEIGHT, LEFT, Paper, mapped


def small_figures(*parts: tuple[str, float], size: float = 6) -> str:
    """What is read of a line whose parts are raised so far, small where they are at all."""
    paper = Paper()
    line = paper.canvas.beginText(LEFT, HEIGHT - 110)
    for words, rise in parts:
        line.setFont("Helvetica", size if rise else 11)
        line.setRise(rise)
        line.textOut(words)
    paper.canvas.drawText(line)
    return read_pdf(paper.data()).text.strip()


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ([("Less CO", 0), ("2", -2), (" was made.", 0)], "Less CO2 was made."),
        ([("The air has NO", 0), ("2", -2), (" in it.", 0)], "The air has NO2 in it."),
        ([("Of 10", 0), ("6", 4), (" cells some died.", 0)], "Of 10⁶ cells some died."),
        ([("It has 120 m", 0), ("2", 4), (" of floor.", 0)], "It has 120 m² of floor."),
        ([("After 2", 0), ("1", 4), ("/", 0.1), ("2", -1), (" months.", 0)], "After 2½ months."),
        ([("The board", 0), ("3", 4), (" met in May.", 0)], "The board met in May."),
        ([("The board", 0), ("1, 2", 4), (" met in May.", 0)], "The board met in May."),
        (
            [("The board", 0), ("1,2", 4), (" met in 2023", 0), ("4–6", 4), (" again.", 0)],
            "The board met in 2023 again.",
        ),
        (
            [("At 10", 0), ("-6", 4), (" of it, 5 m s", 0), ("-2", 4), (" of that.", 0)],
            "At 10⁻⁶ of it, 5 m s⁻² of that.",
        ),
    ],
)
def test_small_figures_keep_their_meaning(parts: list[tuple[str, float]], read: str) -> None:
    assert small_figures(*parts) == read


@pytest.mark.parametrize(
    ("parts", "read"),
    [
        ([("It met in 2023", 0), ("4", 4), (".", 0)], "It met in 2023."),
        ([("Within 5 km", 0), ("1", 4), (" of it.", 0)], "Within 5 km of it."),
        ([("At 40 g/m", 0), ("3", 4), (" or 9km", 0), ("2", 4), (".", 0)], "At 40 g/m³ or 9km²."),
        ([("Of CO", 0), ("2", -2), (", less.", 0)], "Of CO2, less."),
        ([("Of 45", 0), ("a", 4), (" homes", 0), ("b", 4), (" all.", 0)], "Of 45 homes all."),
        ([("On the 22", 0), ("nd", 4), (" of May.", 0)], "On the 22nd of May."),
        (
            [("In 2023", 0), ("[4]", 4), (" or 34%", 0), ("(5)", 4), (" more.", 0)],
            "In 2023 or 34% more.",
        ),
    ],
)
def test_a_raised_mark_is_told_from_a_power_by_what_it_follows(
    parts: list[tuple[str, float]], read: str
) -> None:
    assert small_figures(*parts) == read


@pytest.mark.parametrize("size", [6.0, 9.8, 11.0])
def test_what_is_raised_is_so_whatever_its_size(size: float) -> None:
    parts = ("In 2023", 0), ("4", 4.8), (" it had 120 m", 0), ("2", 4.8), (" of floor.", 0)
    assert small_figures(*parts, size=size) == "In 2023 it had 120 m² of floor."


def test_figures_that_a_font_has_for_raising_are_raised() -> None:
    paper = Paper()
    line = paper.canvas.beginText(LEFT, HEIGHT - 110)
    line.setFont("Helvetica", 11)
    for words in ("In 2023", "\u00b9", " it had 120 m", "\u00b2", " of floor, in 2019\u201320."):
        line.textOut(words)
    paper.canvas.drawText(line)
    data = mapped(paper.data(), {"\u00b9": "0031", "\u00b2": "0032"})
    assert read_pdf(data).text.strip() == "In 2023 it had 120 m² of floor, in 2019–20."


def test_a_figure_over_another_is_a_fraction() -> None:
    paper = Paper()
    paper.line("After 2", y=200)
    for figure, y in (("1", 196), ("2", 203)):
        paper.line(figure, x=LEFT + 34, y=y, size=6)
    paper.canvas.line(LEFT + 34, HEIGHT - 197.2, LEFT + 38, HEIGHT - 197.2)
    paper.line("months it closed.", x=LEFT + 42, y=200)
    assert " ".join(read_pdf(paper.data()).text.split()) == "After 2½ months it closed."


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        (["Of 10", "^6", " cells"], "Of 10⁶ cells"),
        (["The 21", "^st", " of May"], "The 21st of May"),
        (["Staff", "^[2]", " met in 2023", "^3", " again"], "Staff met in 2023 again"),
        (["After 2", "^1", "/", "_2", " months"], "After 2½ months"),
        (["After 2", "^3", "⁄", "_16", " months"], "After 2 3/16 months"),
    ],
)
def test_figures_that_a_browser_makes_a_little_smaller_are_raised(
    drawn: list[str], read: str
) -> None:
    paper = Paper()
    x = LEFT
    for part in drawn:  # each drawn by itself, at five sixths of the size
        rise = {"^": 4.0, "_": -2.0}.get(part[0], 0.0)
        paper.canvas.setFont("Helvetica", 9.2 if rise else 11)
        text = part.lstrip("^_").replace("⁄", "/")
        paper.canvas.drawString(x, HEIGHT - 110 + rise, text)
        x += paper.canvas.stringWidth(text)
    assert read_pdf(paper.data()).text.strip() == read


def test_a_fraction_that_a_font_draws_in_small_figures_is_no_other_number() -> None:
    paper = Paper()
    paper.line("After 2\u00b9/2 months or 4\u00b3/16 years, in 2021/22")
    data = mapped(paper.data(), {"\u00b9": "0031", "\u00b3": "0033"})
    assert read_pdf(data).text.strip() == "After 2½ months or 4 3/16 years, in 2021/22"
