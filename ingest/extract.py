"""What a reader makes of a file: its text with spans, before anyone asks what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ingest.report import Boxes, Page, Section


@dataclass(frozen=True, slots=True)
class Extract:
    text: str  # in the canonical form that ingest/report.py describes
    pages: tuple[Page, ...]  # in order, without gaps or overlaps; empty in a web page
    sections: tuple[Section, ...]  # in order of start, an outer one before its inner ones
    boxes: Boxes = field(default_factory=lambda: np.zeros((0, 7), np.int32), compare=False)
    properties: dict[str, str] = field(default_factory=dict)  # the file's own: title, author ...
    left_out: Mapping[str, int] = field(default_factory=dict)  # words that are not shown, by why
