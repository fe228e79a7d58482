"""How far a fetch of pages may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a fetch may go."""

    depth: int = 1  # links from the pages that were asked for
    count: int = 50  # pages and files in all
    max_bytes: int = 100 * 2**20
    delay_s: float = 1.0  # between two requests to one host
    timeout_s: float = 30.0  # of silence; ten times as long for a whole file
    allow_private: bool = False


USUAL = Limits()
