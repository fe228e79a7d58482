"""Rows of reports that stand one after another in segment 1."""

from ingest.report import ReportInfo
from search.storage.folder.sqlite import Row


def make_row(number: int, *, passages: int) -> Row:
    info = ReportInfo(f"r{number}", "", "", "", None, f"r{number}.pdf", 1, "application/pdf", "")
    return Row(
        row=number + 1,
        info=info,
        location="",
        text_sha256="",
        extractor="",
        segment=1,
        first=number * passages,
        passages=passages,
        pages_without_text=0,
        characters=0,
        mentions=(),
        abbreviations=(),
    )
