"""The grades in the tables of a report: rows of an area and its grade, or of a grade and its areas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.field.scales import fold, fold_area
from ingest.judgements.grade_words import GradeWords

LINE = re.compile(r"^[^\n]*", re.MULTILINE)
MOST_WORDS = 8  # of the name of an area
HEADER = re.compile(
    r"(?:judge?ments?|areas?|standards?|(?:key |core )?questions?)\t(?:grades?|ratings?|judge?ments?|outcomes?)\b"
)


@dataclass(frozen=True, slots=True)
class Graded:
    """An area, its grade and where the report says so."""

    area: str
    grade: str
    start: int
    end: int
    how: int  # how well the words state it, 0 the best


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    cells: tuple[str, ...]


def read_tables(text: str, words: GradeWords, row: int, grouped: int) -> Iterator[Graded]:
    """The grades of all tables; `row` and `grouped` are how well each sort of row states them."""
    for table in _tables(text):
        header = "\t".join(fold(cell) for cell in table[0].cells)
        headed = not any(words.grade(cell) for cell in table[0].cells)
        if _is_of_another(text, table[0].start, header if headed else "", words):
            continue
        columns = [words.grade(cell) for cell in table[0].cells]
        if len(columns) > 2 and all(columns):
            yield from _under_grades(table, words, grouped)
            continue
        confirmed = bool(HEADER.match(header)) or any(_known(each, words) for each in table)
        for each in table:
            pair = _known(each, words) or (_unknown(each, words) if confirmed else None)
            if pair:
                yield Graded(*pair, each.start, each.end, row)
            elif grade := words.grade(each.cells[0]):
                for area in words.listed_areas(" ".join(each.cells[1:])):
                    yield Graded(area, grade, each.start, each.end, grouped)


def _tables(text: str) -> Iterator[list[_Row]]:
    """Runs of lines that have cells."""
    table: list[_Row] = []
    for line in LINE.finditer(text):
        if "\t" in line.group():
            cells = tuple(cell.strip() for cell in line.group().split("\t"))
            start = line.end() - len(line.group().lstrip())  # empty cells state nothing
            table.append(_Row(start, start + len(line.group().strip()), cells))
        elif table:
            yield table
            table = []
    if table:
        yield table


def _is_of_another(text: str, start: int, header: str, words: GradeWords) -> bool:
    before = text[:start].rstrip("\n").rpartition("\n")[2]
    return words.mentions_other(header) or (before.endswith(":") and words.mentions_other(before))


def _known(row: _Row, words: GradeWords) -> tuple[str, str] | None:
    """The area and the grade of a row that has one of each and ends in the grade."""
    filled = [cell for cell in row.cells if cell]
    grades = [grade for cell in filled[1:] if (grade := words.grade(cell))]
    if len(grades) != 1 or words.grade(filled[-1]) is None:
        return None
    area = words.area(filled[0])
    return (area, grades[0]) if area else None


def _unknown(row: _Row, words: GradeWords) -> tuple[str, str] | None:
    """As _known, of an area that scales.toml does not have: it is called what the row calls it."""
    filled = [cell for cell in row.cells if cell]
    if len(filled) != 2 or words.grade(filled[0]) or words.mentions_other(filled[0]):
        return None
    grade, area = words.grade(filled[1]), fold_area(filled[0])
    return (area, grade) if grade and area else None


def _is_name(cell: str, words: GradeWords) -> bool:
    """Whether a cell can be the name of one area: short, and no run of known ones and others."""
    return (
        len(cell.split()) <= MOST_WORDS
        and re.search(words.any_area, cell, re.IGNORECASE) is None
        and words.grade(cell) is None
    )


def _under_grades(table: list[_Row], words: GradeWords, grouped: int) -> Iterator[Graded]:
    """From a table whose columns are headed by the grades, with areas below.

    An area that nobody listed is taken beside known ones.
    """
    head = table[0]
    rows = [each for each in table[1:] if len(each.cells) == len(head.cells)]
    known = any(words.listed_areas(cell) for each in rows for cell in each.cells)
    for each in rows:
        for cell, heading in zip(each.cells, head.cells, strict=True):
            areas = words.listed_areas(cell)
            if known and cell and not areas and _is_name(cell, words):
                areas = [fold_area(cell)]
            for area in areas:
                yield Graded(area, words.grade(heading) or "", head.start, each.end, grouped)
