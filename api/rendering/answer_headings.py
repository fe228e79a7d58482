"""The headings that stand between an answer's statements: of a brief its sections, of a trend its reports."""

from __future__ import annotations

from dataclasses import dataclass

from search.results import Answer


@dataclass(frozen=True, slots=True)
class Heading:
    report: str  # the title of the report that begins; "" where it goes on
    title: str
    told: str  # what the quotes below it show; "" for nothing


def headings_of(answer: Answer) -> dict[int, Heading]:
    """By the place of the statement that each stands before."""
    headings: dict[int, Heading] = {}
    report = ""
    for section in answer.sections:
        begins = "" if section.report.id == report else section.report.title
        report = section.report.id
        headings[section.statements[0]] = Heading(begins, section.title, section.told)
    for row in answer.rows:
        places = [place for place in (row.graded, row.statement) if place is not None]
        if row.report is not None and places:
            title = f"{row.label}: {row.grade}" if row.grade else row.label
            headings[min(places)] = Heading("", title, "")
    return headings


def silent_in(answer: Answer) -> list[str]:
    """A line for each report of a trend that does not say."""
    return [
        f"{row.label}: the report does not say."
        for row in answer.rows
        if row.report is not None and not row.found
    ]


def heading_of_each(answer: Answer) -> list[str]:
    """Of every statement the title that it stands below."""
    headings, title, titles = headings_of(answer), "", []
    for place in range(len(answer.statements)):
        title = headings[place].title if place in headings else title
        titles.append(title)
    return titles
