"""Pages that a test makes, and what is read of them."""

from ingest.extract import Extract
from ingest.html.web_page import read_html

PROSE = "The force is good at preventing crime, and it should say so to more people more often."


def make_page(content: str, head: str = "<title>Report</title>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{content}</body></html>".encode()


def extract(content: str, head: str = "<title>Report</title>") -> Extract:
    """What is read of a page that has this in its main part, after a sentence that fills it."""
    return read_html(make_page(f"<main><p>{PROSE}</p>{content}</main>", head))


def read(content: str, head: str = "<title>Report</title>") -> str:
    """The text of such a page, without the sentence that fills it."""
    return extract(content, head).text.removeprefix(PROSE).strip("\n")
