"""What a reader makes of a file, for tests of what is told of it."""

from __future__ import annotations

import numpy as np

from ingest.about.description import About, describe
from ingest.extract import Extract
from ingest.field.field import load_field
from ingest.html.web_page import read_html
from ingest.report import Page

PDF = "application/pdf"
FIELD = load_field()
# A paragraph, with which a cover ends.
PROSE = "This sets out what was found, what should change and who should see to it. " * 4 + "\n"


def make_extract(*pages: str, **properties: str) -> Extract:
    text, spans = "", []
    for number, page in enumerate(pages, 1):
        spans.append(Page(number, str(number), len(text), len(text) + len(page)))
        text += page
    return Extract(text, tuple(spans), (), np.zeros((0, 7), np.int32), properties)


def about_pages(*pages: str, source: str = "file-001.pdf", **properties: str) -> About:
    """What is told of a PDF with these pages, whose path tells nothing."""
    return describe(make_extract(*pages, **properties), source, PDF, FIELD)


def about_web_page(body: str, head: str = "", source: str = "page-3.html") -> About:
    page = f"<html><head>{head}</head><body><main>{body}</main></body></html>"
    return describe(read_html(page.encode()), source, "text/html", FIELD)
