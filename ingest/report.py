"""What a report is once it has been read: one text, and spans of it.

Every position is an offset in characters into `Report.text`, half-open. The text is
lines: a heading, a paragraph, a list item (it starts with "• ") and a table row (its
cells are parted by tabs) are one line each. A page may break inside a line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.dates import Precision, end_of

Boxes: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Page:
    number: int  # counts from 1 in the file
    label: str  # as printed or as the file's page labels say: "iv"
    start: int
    end: int
    width: float = 0.0  # points, as displayed; 0 in a web page
    height: float = 0.0
    has_text: bool = True  # False: a picture of a page that could not be read


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    level: int  # 1 is outermost
    start: int  # where its heading's line starts
    end: int  # where the next section of this level or above starts
    anchor: str | None = None  # the heading's id in a web page


@dataclass(frozen=True, slots=True)
class Judgement:
    subject: str
    area: str
    grade: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReportInfo:
    id: str
    title: str
    subject: str  # what it is about: "Salford", "Hertfordshire Constabulary"; "" where unknown
    kind: str  # its family: "PEEL", "JTAI", "area SEND", "children's services"
    published: date | None
    source: str  # the path below the folder that was given, or the address
    page_count: int  # 0 in a web page
    media_type: str  # "application/pdf" or "text/html"
    sha256: str  # of the file
    inspected_from: date | None = None
    inspected_to: date | None = None
    publisher: str = ""
    published_precision: Precision = "day"  # how much of `published` is known
    file_date: date | None = None  # when a PDF was made, which is not when it was published
    # What tells them: "label", "title", "cover" ..., "" where nothing does; docs/ingest.md has all.
    subject_by: str = ""
    published_by: str = ""
    language: str = ""  # ISO 639-1, "en" or "cy"; "" where the text is too short to tell

    @property
    def known_as(self) -> str:
        """Its subject, or its title where it is not known whom it is about."""
        return self.subject or self.title

    @property
    def published_until(self) -> date | None:
        """The last day that it may have been published on."""
        return self.published and end_of(self.published, self.published_precision)


@dataclass(frozen=True, slots=True)
class Report:
    info: ReportInfo
    text: str
    pages: tuple[Page, ...]  # in order; empty in a web page
    sections: tuple[Section, ...]  # in order of start, an outer one before its inner ones
    judgements: tuple[Judgement, ...] = ()
    # A row a word: page number, start, end, x0, y0, x1, y1; the box in tenths of a point
    # from the top left corner of the page as displayed. Empty, shape (0, 7), in a web page.
    boxes: Boxes = field(default_factory=lambda: np.zeros((0, 7), np.int32), compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    report_id: str
    start: int
    end: int
    text: str  # == report.text[start:end]
    pages: tuple[int, ...]  # the numbers of the pages it is on
    headings: tuple[str, ...]  # of the sections it is in, outermost first
