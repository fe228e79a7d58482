"""What a reader of files brings home, whatever the file was."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.report import Boxes, Page, Section


@dataclass(frozen=True, slots=True)
class Body:
    """What a reader of files brings home: the text and its spans, before it is known what the report is about."""

    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    boxes: Boxes
    properties: dict[str, str]
