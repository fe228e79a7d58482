"""Words and days as people read them, on a page, in a file to take away, in a terminal."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from ingest.dates import Precision
from ingest.report import ReportInfo


class Dated(Protocol):
    """A report's info, or the API's shape of it."""

    @property
    def published(self) -> date | None: ...
    @property
    def published_precision(self) -> Precision: ...


def one_line(text: str) -> str:
    """The reports' words on one line, cells parted by a bar."""
    return " ".join(text.replace("\t", " | ").split())


def shown(text: str) -> str:
    """The same, without a bullet before them."""
    return one_line(text.removeprefix("•"))


def year_of(info: ReportInfo) -> str:
    return str(info.published.year) if info.published else ""


def iso_date(info: Dated) -> str:
    """ "2023-05-05", "2023-05", "2023": as much of it as is known."""
    letters = {"day": 10, "month": 7, "year": 4}[info.published_precision]
    return info.published.isoformat()[:letters] if info.published else ""


def capital(text: str) -> str:
    """With a capital letter at its start, as a label of its own has."""
    return text[:1].upper() + text[1:].replace("'", "’")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, HTML in it too."""
    return re.sub(r"([\\`*_{}\[\]<>#|!&~])", r"\\\1", text)
