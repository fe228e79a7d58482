"""Briefings kept on a server: a title with headings, notes and quotes, as it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedBriefing:
    id: str
    title: str
    by: str
    revision: int  # counts up with each change
    changed_at: str
    parts: int
    url: str


@dataclass(frozen=True, slots=True)
class KeptBriefing(ListedBriefing):
    mine: bool
    # {"title": ..., "style": ..., "items": [{"heading": ...}, {"note": ...}, {"quote": citation id}]}
    briefing: dict[str, object]
    states: dict[str, str]  # by citation id: here, moved, changed, gone, erased or unknown
