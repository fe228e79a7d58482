"""What an ingest did, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FailedFile:
    source: str
    reason: str


@dataclass
class Summary:
    """What an ingest did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    moved: int = 0
    removed: int = 0
    same: int = 0  # files whose bytes are in the library under another path
    erased: int = 0  # files that were erased here, and are not read again
    skipped: int = 0  # files that are neither PDF nor web page, linked pages that are no reports
    failed: list[FailedFile] = field(default_factory=list)
    reports: int = 0
    pages: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is, for whoever shows it."""

    done: int
    total: int
    pages: int
    passages: int
    source: str
