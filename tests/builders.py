"""Reports for tests that ask nothing of how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.report import Page, Report, ReportInfo, Section

INFO = ReportInfo(
    id="eastmere",
    title="Eastmere",
    subject="Eastmere",
    kind="PEEL",
    published=date(2024, 5, 3),
    source="eastmere.pdf",
    page_count=0,
    media_type="application/pdf",
    sha256="0" * 64,
)


def make_report(
    text: str = "", sections: Sequence[Section] = (), pages: Sequence[Page] = (), **about: object
) -> Report:
    """A report with this text; `about` is what its info says otherwise than INFO."""
    info = replace(INFO, page_count=len(pages), **about)  # type: ignore[arg-type]  # as the test has it
    return Report(info, text, tuple(pages), tuple(sections))
