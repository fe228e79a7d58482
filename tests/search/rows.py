"""Rows of reports that stand one after another in segment 1."""

from search.storage.folder.sqlite import Row

from tests.builders import make_report


def make_row(number: int, *, passages: int) -> Row:
    return Row(
        row=number + 1,
        info=make_report(id=f"r{number}", source=f"r{number}.pdf").info,
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
