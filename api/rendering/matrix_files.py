"""A matrix to take away, as far as it is: CSV, Excel and Word, each quote linked to its words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Pt
from docx.table import _Cell as WordCell
from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.rendering.citation_styles import gap_after, write_after_title
from api.rendering.csv_files import write_csv
from api.rendering.word_files import add_link, printable
from api.rendering.words import iso_date, shown
from search.across.matrix import Covered, Line, Plan
from search.answers.cells import Cell
from search.results import Citation, Statement

MatrixFormat = Literal["csv", "xlsx", "docx"]
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COLUMNS = [
    "row", "question", "state", "grade", "leans on", "statement", "more", "confidence",
    "reports asked", "subject", "kind", "published", "report", "page", "section", "link",
    "citation",
]  # fmt: skip
LINK = Font(underline="single", color="0E5257")
FAINT = Font(italic=True, color="595959")
SIDE = Alignment(vertical="top", wrap_text=True)
WIDTHS = (28, 60, 34)  # characters: of the subject, of words, of where they stand


@dataclass(frozen=True, slots=True)
class MatrixSheet:
    """What is written: a plan, the cells that stand, and where its links lead."""

    plan: Plan
    cells: Mapping[tuple[int, int], Cell]
    origin: str

    def rows(self) -> Iterator[tuple[Line, Sequence[Cell | None]]]:
        for at, line in enumerate(self.plan.lines):
            columns = range(len(self.plan.headings))
            yield line, [self.cells.get((at, column)) for column in columns]

    def link(self, citation: Citation) -> str:
        return f"{self.origin}{citation.url}"

    def write(self, form: MatrixFormat) -> bytes:
        if form == "csv":
            return write_matrix_csv(self).encode()
        return write_workbook(self) if form == "xlsx" else write_matrix_word(self)


def tell_covered(covered: Covered) -> str:
    """ "39 subjects, 75 reports of 2016 to 2025: JTAI, PEEL"."""
    years = " to ".join(str(year) for year in dict.fromkeys(covered.years))
    phrase = f"{_count(covered.subjects, 'subject')}, {_count(covered.reports, 'report')}"
    phrase += f" of {years}" if years else ""
    return f"{phrase}: {', '.join(covered.kinds)}" if covered.kinds else phrase


def tell_silence(cell: Cell | None) -> str:
    """What stands in a cell that quotes nothing."""
    if cell is None:
        return "Not asked yet"
    if cell.state == "outside":
        return "Not asked of these reports"
    return f"Not found in {_count(cell.reports, 'report')}"


def write_matrix_csv(sheet: MatrixSheet) -> str:
    """A line a cell, led by the mark by which Excel knows UTF-8."""
    return "\ufeff" + write_csv(COLUMNS, _lines(sheet))


def _lines(sheet: MatrixSheet) -> Iterator[list[str]]:
    for line, cells in sheet.rows():
        for heading, cell in zip(sheet.plan.headings, cells, strict=True):
            if cell is None:
                continue
            statement = cell.statement
            yield [
                line.label,
                heading.question,
                cell.state,
                cell.grade,
                " ".join(lead.quote for lead in statement.leads) if statement else "",
                statement.text if statement else "",
                str(cell.more) if statement else "",
                f"{cell.confidence:.2f}",
                str(cell.reports),
                *(_place(sheet, statement.citations[0]) if statement else [line.subject]),
            ]


def _place(sheet: MatrixSheet, citation: Citation) -> list[str]:
    info = citation.report
    return [
        info.subject,
        info.kind,
        iso_date(info),
        info.title,
        citation.page.label if citation.page else "",
        " > ".join(citation.section),
        sheet.link(citation),
        citation.id,
    ]


def write_workbook(sheet: MatrixSheet) -> bytes:
    """A sheet with a row a subject, the words and where they stand side by side; then what was covered."""
    book = Workbook()
    table = book.active
    assert isinstance(table, Worksheet)
    table.title = "Matrix"
    heads = [sheet.plan.by.capitalize()]
    for heading in sheet.plan.headings:
        heads += [heading.question, "Where it says so"]
    for column, head in enumerate(heads, 1):
        _put(table, 1, column, head).font = Font(bold=True)
        width = WIDTHS[0] if column == 1 else WIDTHS[1 + column % 2]
        table.column_dimensions[get_column_letter(column)].width = width
    for row, (line, cells) in enumerate(sheet.rows(), 2):
        _put(table, row, 1, line.label)
        for at, cell in enumerate(cells):
            _put_cell(sheet, table, row, 2 + 2 * at, cell)
    table.freeze_panes = "B2"
    table.auto_filter.ref = table.dimensions
    about = book.create_sheet("What was covered")
    _put(about, 1, 1, tell_covered(sheet.plan.covered))
    for row, note in enumerate(_column_notes(sheet.plan), 2):
        _put(about, row, 1, note)
    about.column_dimensions["A"].width = 100
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put_cell(
    sheet: MatrixSheet, table: Worksheet, row: int, column: int, cell: Cell | None
) -> None:
    if cell is None or cell.statement is None:
        _put(table, row, column, tell_silence(cell)).font = FAINT
        return
    _put(table, row, column, cell.grade.capitalize() or "\n".join(_words(cell.statement)))
    citation = cell.statement.citations[0]
    where = _put(table, row, column + 1, f"{citation.report.title}{write_after_title(citation)}")
    where.hyperlink = sheet.link(citation)
    where.font = LINK


def _put(table: Worksheet, row: int, column: int, text: str) -> SheetCell:
    cell = table.cell(row, column)
    assert isinstance(cell, SheetCell)
    cell.value = printable(text)
    cell.data_type = "s"  # a report's words are no formula, whatever they begin with
    cell.alignment = SIDE
    return cell


def write_matrix_word(sheet: MatrixSheet) -> bytes:
    """A table a question: whose words, and the words with a link; those that are silent in a line."""
    document = Document()
    document.core_properties.title = "A question over all reports"
    document.core_properties.author = "Pincite"
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.add_paragraph(printable(tell_covered(sheet.plan.covered)))
    rows = list(sheet.rows())
    for at, heading in enumerate(sheet.plan.headings):
        document.add_heading(printable(heading.question), 2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for line, cells in rows:
            cell = cells[at]
            if cell is not None and cell.statement is not None:
                whose, words = table.add_row().cells
                whose.text = printable(line.label)
                _write_words(sheet, words, cell, cell.statement)
        for label, state in (("Silent", "silent"), ("Not asked", "outside")):
            those = [line.label for line, cells in rows if (c := cells[at]) and c.state == state]
            if those:
                document.add_paragraph(printable(f"{label}: {', '.join(those)}."))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write_words(sheet: MatrixSheet, place: WordCell, cell: Cell, statement: Statement) -> None:
    paragraph = place.paragraphs[0]
    if cell.grade:
        paragraph.add_run(printable(cell.grade.capitalize())).bold = True
    else:
        *leads, words = _words(statement)
        for lead in leads:
            paragraph.add_run(printable(lead)).italic = True
            paragraph = place.add_paragraph()
        paragraph.add_run(printable(words))
    citation = statement.citations[0]
    where = place.add_paragraph()
    where.paragraph_format.space_after = Pt(2)
    add_link(where, printable(citation.report.title), sheet.link(citation))
    where.add_run(printable(write_after_title(citation)))


def _words(statement: Statement) -> list[str]:
    """What a statement leans on, line by line, and last its own words."""
    leads = [f"{shown(lead.quote)}{gap_after(lead.part)}" for lead in statement.leads]
    return [*leads, shown(statement.text)]


def _column_notes(plan: Plan) -> Iterator[str]:
    for heading in plan.headings:
        named = ", ".join(dict.fromkeys(part.value for part in heading.scope.parts if part.words))
        yield f"{heading.question}: asked of {named or 'all of them'}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
