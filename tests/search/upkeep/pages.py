"""Small reports for tests: pages of a few sentences, and the one model they are read with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from search.models.sentence_model import Embedder


@cache
def model() -> Embedder:
    return Embedder()


def write_page(path: Path, about: str, *sentences: str) -> Path:
    """A web page that reads as a report on `about`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    said = sentences or (f"The service in {about} is good at keeping people safe.",)
    paragraphs = "".join(
        f"<h2>Finding {number}</h2><p>{sentence} Inspectors spoke to leaders, staff and people"
        f" who use the service in {about}, and read {number + 20} of its records.</p>"
        for number, sentence in enumerate(said, 1)
    )
    path.write_text(
        f"<!doctype html><html lang=en><head><title>{about}: inspection report</title></head>"
        f"<body><main><h1>{about}: inspection report</h1><p>Published 3 May 2024</p>"
        f"<p>This report says what inspectors found when they visited {about} in March 2024."
        f" It covers how well leaders plan, how staff are trained, and what people say.</p>"
        f"{paragraphs}</main></body></html>",
        encoding="utf-8",
    )
    return path
