"""Quotes with their citations: made of a report's text, and checked before they leave."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.passages import headings_at, page_of_most
from ingest.report import Report
from search.citations import citation_id
from search.results import Citation, PagePlace, Statement

if TYPE_CHECKING:
    from search.answers.quotes import Choice
    from search.storage.folder.generation import Snapshot

LOG = logging.getLogger(__name__)


def cite_all(snapshot: Snapshot, choices: Iterable[Choice]) -> tuple[Statement, ...]:
    """The statements with their citations; one whose quote is not as it was read is withdrawn."""
    statements = []
    for choice in choices:
        citations = [snapshot.citation(*span) for span in choice.spans]
        sound = tuple(citation for citation in citations if citation is not None)
        if len(sound) == len(citations):
            statements.append(Statement(choice.text, sound, choice.side))
        else:
            source = snapshot.by_row[choice.spans[0][0]].info.source
            LOG.error("Withdrew a quote of %s: run pincite check.", source)
    return tuple(statements)


def cite(report: Report, start: int, end: int) -> Citation:
    """A citation of report.text[start:end]."""
    found = citation_id(report.info.sha256, report.text, start, end)
    return Citation(
        id=found,
        report=report.info,
        page=page_place(report, start, end),
        section=headings_at(report.sections, start),
        start=start,
        end=end,
        quote=report.text[start:end],
        url=f"/c/{found}",
    )


def page_place(report: Report, start: int, end: int) -> PagePlace | None:
    page = page_of_most(report.pages, start, end)
    return PagePlace(page.number, page.label) if page else None
