"""Answers and baskets to take away: Word, Markdown, text and CSV, their links leading back here."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from docx import Document
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from fastapi import APIRouter, Request, Response

from api.dependencies import LibraryDep
from api.pages.answers import answer_question
from api.pages.basket import find_citations
from api.pages.footnotes import Point
from api.pages.page_question import asking_of
from api.rendering import csv_files
from api.rendering.answer_headings import Heading, heading_of_each, headings_of, silent_in
from api.rendering.citation_styles import gap_after, write_after_title, write_reference
from api.rendering.templates import origin_of
from api.rendering.word_files import add_link, printable, property_of
from api.rendering.words import escape_markdown, iso_date, shown
from api.shapes.questions import MAX_QUESTION
from search.answers.days import long_date
from search.results import Citation, Listed

router = APIRouter(include_in_schema=False)

Form = Literal["docx", "md", "txt", "csv"]
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
COLUMNS = [
    "number",
    "statement",
    "quote",
    "part",
    "report",
    "subject",
    "kind",
    "published",
    "section",
    "page",
    "link",
    "citation",
]
BELOW = "part of the answer"  # a column of briefs and trends alone
LEADS = RGBColor(0x59, 0x59, 0x59)  # lighter than the statement, and still read with ease
REPORT_COLUMNS = [
    "report",
    "subject",
    "kind",
    "published",
    "inspected from",
    "inspected to",
    "times",
    "quote",
    "link",
]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is taken away: statements that lean on citations, or citations alone."""

    title: str
    points: tuple[Point, ...]
    citations: tuple[Citation, ...]  # numbered from 1
    origin: str
    summary: str = ""
    reports: tuple[Listed, ...] = ()
    headings: Mapping[int, Heading] = field(default_factory=dict)  # by the place of a point
    titles: tuple[str, ...] = ()  # of each point: what it stands below
    silent: tuple[str, ...] = ()  # a line for each report that does not say

    def link(self, citation: Citation) -> str:
        return f"{self.origin}{citation.url}"

    def report_link(self, listed: Listed) -> str:
        return f"{self.origin}/reports/{listed.report.id}"


@router.get("/answer.{form}")
def answer(request: Request, form: Form, library: LibraryDep) -> Response:
    """The answer to the question in the address, which is that of its page."""
    asking = asking_of(request)
    if not asking.question or len(asking.question) > MAX_QUESTION:
        return Response("There is no question in this address.", 422, media_type="text/plain")
    answered = answer_question(library, asking)
    citations = tuple(note.citation for note in answered.notes)
    sheet = Sheet(asking.question, answered.points, citations, origin_of(request))
    if result := answered.answer:
        sheet = replace(
            sheet,
            summary=result.summary,
            reports=result.reports,
            headings=headings_of(result),
            titles=tuple(heading_of_each(result)) if result.form in ("brief", "trend") else (),
            silent=tuple(silent_in(result)),
        )
    return _send(sheet, form, "answer")


@router.get("/basket.{form}")
def basket(request: Request, form: Form, library: LibraryDep) -> Response:
    """The quotes whose citation ids are in the address."""
    citations, _ = find_citations(library, request.query_params.getlist("c"))
    sheet = Sheet("Quotes from the reports", (), tuple(citations), origin_of(request))
    return _send(sheet, form, "quotes")


def write_markdown(sheet: Sheet) -> str:
    lines = [f"# {escape_markdown(sheet.title)}", ""]
    if sheet.summary:
        lines += [escape_markdown(sheet.summary), ""]
    for listed in sheet.reports:
        lines += [f"- [{escape_markdown(_name(listed))}](<{sheet.report_link(listed)}>)"]
    lines += [""] if sheet.reports else []
    for place, point in enumerate(sheet.points):
        lines += _heading_lines(sheet.headings.get(place))
        side = f"**{escape_markdown(point.side)}:** " if point.side else ""
        for lead in point.leads:
            words = f"*{escape_markdown(lead.text)}*{gap_after(lead.part)}"
            lines.append(f"{side}{words}{_marks(lead.numbers)}  ")  # the spaces break the line
            side = ""
        lines += [f"{side}{escape_markdown(point.words)}{_marks(point.numbers)}", ""]
    lines += [line for sentence in sheet.silent for line in (escape_markdown(sentence), "")]
    if not sheet.points and not sheet.citations and not sheet.reports:
        lines += ["No answer was found in the reports.", ""]
    for number, citation in enumerate(sheet.citations, 1):
        words = f"{escape_markdown(write_reference(citation))} <{sheet.link(citation)}>"
        lines += [f"[^{number}]: {words}"] if sheet.points else [f"- {words}", ""]
    return "\n".join(lines).rstrip() + "\n"


def write_text(sheet: Sheet) -> str:
    """As it is pasted into a document: the statements, then what their numbers stand for."""
    parts = [sheet.summary] if sheet.summary else []
    parts += [f"{_name(listed)} {sheet.report_link(listed)}" for listed in sheet.reports]
    for point in sheet.points:
        side = f"{point.side}: " if point.side else ""
        leads = [
            f"{lead.text}{gap_after(lead.part)}{_numbers(lead.numbers)}" for lead in point.leads
        ]
        parts.append(side + "\n".join([*leads, f"{point.words}{_numbers(point.numbers)}"]))
    notes = [
        f"[{number}] {write_reference(citation)} {sheet.link(citation)}"
        for number, citation in enumerate(sheet.citations, 1)
    ]
    return "\n\n".join([*parts, "\n".join(notes)]).strip() + "\n"


def _numbers(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _heading_lines(heading: Heading | None) -> list[str]:
    if heading is None:
        return []
    lines = [f"## {escape_markdown(heading.report)}", ""] if heading.report else []
    lines += [f"### {escape_markdown(heading.title)}", ""]
    return lines + ([escape_markdown(heading.told), ""] if heading.told else [])


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def write_csv(sheet: Sheet) -> str:
    """A row a quote; a row a report where these are what is asked for."""
    if sheet.reports:
        return "\ufeff" + csv_files.write_csv(REPORT_COLUMNS, _report_rows(sheet))
    rows = []
    below = {
        number: title
        for point, title in zip(sheet.points, sheet.titles, strict=False)
        for number in point.all_numbers
    }
    for number, citation in enumerate(sheet.citations, 1):
        info = citation.report
        statement = next((point.text for point in sheet.points if number in point.all_numbers), "")
        rows.append(
            [
                str(number),
                statement,
                citation.quote,
                citation.part if statement else "",
                info.title,
                info.subject,
                info.kind,
                iso_date(info),
                " > ".join(citation.section),
                citation.page.label if citation.page else "",
                sheet.link(citation),
                citation.id,
                *([below.get(number, "")] if sheet.titles else []),
            ]
        )
    # Excel takes it for UTF-8 by its first character.
    return "\ufeff" + csv_files.write_csv([*COLUMNS, BELOW] if sheet.titles else COLUMNS, rows)


def _report_rows(sheet: Sheet) -> list[list[str]]:
    quotes: dict[str, str] = {}
    for citation in sheet.citations:
        quotes.setdefault(citation.report.id, citation.quote)
    return [
        [
            listed.report.title,
            listed.report.subject,
            listed.report.kind,
            *(
                day.isoformat() if day else ""
                for day in (
                    listed.report.published,
                    listed.report.inspected_from,
                    listed.report.inspected_to,
                )
            ),
            str(listed.times) if listed.times else "",
            quotes.get(listed.report.id, ""),
            sheet.report_link(listed),
        ]
        for listed in sheet.reports
    ]


def _name(listed: Listed) -> str:
    """The report's title, its day, and how often it has the words."""
    day = long_date(listed.report)
    times = f", {listed.times:,} times" if listed.times > 1 else ""
    return f"{listed.report.title}{', ' if day else ''}{day}{times}"


def write_word(sheet: Sheet) -> bytes:
    document = Document()
    document.core_properties.title = property_of(sheet.title)
    document.core_properties.author = "Pincite"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading(printable(sheet.title), 1)
    if sheet.summary:
        document.add_paragraph(printable(sheet.summary))
    for listed in sheet.reports:
        item = document.add_paragraph(style="List Bullet")
        add_link(item, printable(_name(listed)), sheet.report_link(listed))
    for place, point in enumerate(sheet.points):
        if heading := sheet.headings.get(place):
            if heading.report:
                document.add_heading(printable(heading.report), 2)
            document.add_heading(printable(heading.title), 3)
            if heading.told:
                document.add_paragraph(printable(heading.told))
        paragraph = document.add_paragraph()
        if point.side:
            paragraph.add_run(f"{printable(point.side)}: ").bold = True
        for lead in point.leads:
            run = paragraph.add_run(printable(f"{lead.text}{gap_after(lead.part)}"))
            run.font.color.rgb = LEADS
            _add_numbers(paragraph, lead.numbers)
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = True
            paragraph = document.add_paragraph()
        paragraph.add_run(printable(point.words))
        _add_numbers(paragraph, point.numbers)
    for line in sheet.silent:
        document.add_paragraph(printable(line))
    if not sheet.points and not sheet.citations and not sheet.reports:
        document.add_paragraph("No answer was found in the reports.")
    if sheet.points:
        document.add_heading("Where it says so", 2)
    for number, citation in enumerate(sheet.citations, 1):
        paragraph = document.add_paragraph(f"{number}. ")
        paragraph.add_run(printable(f"“{shown(citation.quote)}” "))
        add_link(paragraph, printable(citation.report.title), sheet.link(citation))
        paragraph.add_run(printable(write_after_title(citation)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _send(sheet: Sheet, form: Form, name: str) -> Response:
    if form == "docx":
        body: bytes | str = write_word(sheet)
    elif form == "md":
        body = write_markdown(sheet)
    elif form == "txt":
        body = write_text(sheet)
    else:
        body = write_csv(sheet)
    headers = {"Content-Disposition": f'attachment; filename="pincite-{name}.{form}"'}
    return Response(body, media_type=MEDIA[form], headers=headers)


def _add_numbers(paragraph: Paragraph, numbers: Sequence[int]) -> None:
    paragraph.add_run(f" {', '.join(map(str, numbers))}").font.superscript = True
