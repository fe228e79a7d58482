"""The contents of a report: its sections, or its pages where it has no headings, to go to."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.report import Report
from search.citations import page_place
from search.results import PagePlace


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    start: int
    depth: int  # 1 is outermost
    page: PagePlace | None
    here: bool  # whether it is on the page already
    current: bool  # whether the page starts in it


def list_contents(report: Report, first: int, last: int) -> list[Entry]:
    """The entries for a page that shows text[first:last]."""
    if not report.sections:
        return [
            Entry(
                title=f"Page {page.label}",
                start=page.start,
                depth=1,
                page=PagePlace(page.number, page.label),
                here=False,
                current=page.start <= first < page.end,
            )
            for page in report.pages
        ]
    levels: list[int] = []  # of the sections that are open
    entries = []
    for section in report.sections:
        while levels and levels[-1] >= section.level:
            levels.pop()
        levels.append(section.level)
        entries.append(
            Entry(
                title=section.title,
                start=section.start,
                depth=min(len(levels), 4),
                page=page_place(report, section.start, section.start + 1),
                here=first <= section.start < last,
                current=section.start <= first < section.end,
            )
        )
    return entries
