"""A line of a web page, before it is text."""

from __future__ import annotations

from dataclasses import dataclass

BULLET = "• "


@dataclass(slots=True)
class Line:
    text: str
    level: int = 0  # of a heading; 0: not one
    anchor: str | None = None
    links: int = 0  # characters that are in links
    kind: str = ""  # "item", "row", "term" or "" for what is none of these
