"""Words and days as people read them, on a page, in a file to take away, in a terminal."""

from __future__ import annotations

import re

from ingest.report import ReportInfo


def one_line(text: str) -> str:
    """The reports' words on one line, cells parted by a bar."""
    return " ".join(text.replace("\t", " | ").split())


def shown(text: str) -> str:
    """The same, without a bullet before them."""
    return one_line(text.removeprefix("•"))


def year_of(info: ReportInfo) -> str:
    return str(info.published.year) if info.published else ""


def long_date(info: ReportInfo) -> str:
    """ "5 May 2023", or nothing where it is not known."""
    day = info.published
    return f"{day.day} {day:%B %Y}" if day else ""


def capital(text: str) -> str:
    """With a capital letter at its start, as a label of its own has."""
    return text[:1].upper() + text[1:].replace("'", "’")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, HTML in it too."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", text)
