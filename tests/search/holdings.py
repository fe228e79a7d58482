"""Reports as a library lists them, without a word in them; as rows they stand one after another."""

from ingest.report import ReportInfo
from search.holdings import Holding
from search.storage.folder.store import ReportRow


def make_holding(number: int, *, passages: int) -> Holding:
    info = ReportInfo(f"r{number}", "", "", "", None, f"r{number}.pdf", 1, "application/pdf", "")
    return Holding(
        number=number,
        info=info,
        location="",
        text_sha256="",
        reader="",
        passages=passages,
        pages_without_text=0,
        characters=0,
        mentions=(),
        abbreviations=(),
    )


def make_rows(reports: int, *, passages: int) -> list[ReportRow]:
    """So many, numbered from 1, in segment 1."""
    return [
        ReportRow(make_holding(at + 1, passages=passages), segment=1, first=at * passages)
        for at in range(reports)
    ]
